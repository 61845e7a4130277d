#!/usr/bin/python3
"""Earlier visits of one person in one input: who is taken for one person in each format, written by hand, and for random
people as another program says; and what each handout then shows."""
import os
import random
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as tree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ["MAGREPORT"]
SAMPLES = ROOT / "samples"
ITEMS = [f"Q{number:02}" for number in range(1, 46)]
YES_NO = ("Q31", "Q32", "Q33", "Q43", "Q44", "Q45")
# A kidney disease: there is no plan, which is what takes time.
GATES = {"G01": 1, **{f"G{number:02}": 0 for number in range(2, 14)}}


def answers(value):
    return {**{item: min(value, 1) if item in YES_NO else value for item in ITEMS}, **GATES, "age": 44}


def native(visits, ordered=None):
    """visits: dictionaries of id, day, name, identifier, birth, sex, status."""
    def one(visit):
        person = {"name": visit.get("name"), "identifier": visit.get("identifier"), "birth-date": visit.get("birth"),
                  "sex": visit.get("sex")}
        told = "".join(f' {key}="{value}"' for key, value in person.items() if value)
        items = "".join(f'<answer item="{item}" value="{value}"/>' for item, value in answers(visit.get("value", 1)).items())
        return (f'<response id="{visit["id"]}" date="{visit.get("day", "")}" status="{visit.get("status", "complete")}" '
                f'questionnaire="magnesium"><patient{told}/>{items}</response>')
    return ('<responses xmlns="urn:magreport:response:1" version="1">' + "\n".join(map(one, ordered or visits)) +
            "</responses>\n")


def fhir_response(name, day, subject, value=1, status="completed"):
    items = "".join(f'<item><linkId value="{item}"/><answer><valueInteger value="{number}"/></answer></item>'
                    for item, number in answers(value).items())
    return (f'<entry><fullUrl value="http://here/fhir/QuestionnaireResponse/{name}"/><resource><QuestionnaireResponse>'
            f'<id value="{name}"/><questionnaire value="urn:magreport:questionnaire:magnesium"/><status value="{status}"/>'
            f'<subject>{subject}</subject><authored value="{day}"/>{items}</QuestionnaireResponse></resource></entry>\n')


def fhir_patient(name, given, birth, identifier=""):
    number = (f'<identifier><system value="{identifier[0]}"/><value value="{identifier[1]}"/></identifier>'
              if identifier else "")
    return (f'<entry><fullUrl value="http://here/fhir/Patient/{name}"/><resource><Patient><id value="{name}"/>{number}<name>'
            f'<family value="Roe"/><given value="{given}"/></name><birthDate value="{birth}"/></Patient></resource></entry>\n')


def reference(target):
    return f'<reference value="{target}"/>'


def bundle(*entries):
    return f'<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>{"".join(entries)}</Bundle>'


def odm_subject(key, events, person=""):
    """events: (OID, day) pairs."""
    data = "".join(f'<StudyEventData StudyEventOID="{oid}"><FormData FormOID="magnesium"><AuditRecord><DateTimeStamp>{day}'
                   '</DateTimeStamp></AuditRecord><ItemGroupData ItemGroupOID="g">' +
                   "".join(f'<ItemData ItemOID="{item}" Value="{value}"/>' for item, value in answers(1).items()) +
                   "</ItemGroupData></FormData></StudyEventData>" for oid, day in events)
    if person:
        data += ('<StudyEventData StudyEventOID="who"><FormData FormOID="Form.person"><ItemGroupData ItemGroupOID="dm">' +
                 person + "</ItemGroupData></FormData></StudyEventData>")
    return f'<SubjectData SubjectKey="{key}">{data}</SubjectData>\n'


def odm(*studies):
    blocks = "".join(f'<ClinicalData StudyOID="S" MetaDataVersionOID="1">{subjects}</ClinicalData>' for subjects in studies)
    return ('<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" ODMVersion="1.3.1" FileType="Snapshot" FileOID="f" '
            f'CreationDateTime="2026-11-20T10:00:00">{blocks}</ODM>')


class Case(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)

    def run_it(self, *arguments, **options):
        done = subprocess.run([MAGREPORT, *map(str, arguments)], cwd=self.work, capture_output=True, check=False, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace"))
        return done.stdout.decode()

    def reports(self, text):
        """The report of each response, in the order of the input."""
        path = self.work / "input.xml"
        path.write_text(text)
        dumped = self.run_it("dump", "--stage=report", path)
        return [tree.fromstring(one) for one in re.findall(r"<report .*?</report>", dumped, re.S)]

    def earlier(self, text):
        """Of each response the days of the earlier visits that its report shows."""
        return {report.get("response"): " ".join(visit.get("date") for visit in report.findall("trend/visit[@now='no']"))
                for report in self.reports(text)}


class Trend(Case):
    def test_native(self):
        ann = {"name": "Ann Roe", "identifier": "P-1", "birth": "1980-02-03", "sex": "female"}
        found = self.earlier(native([
            {"id": "third", "day": "2026-09-01", **ann},
            {"id": "first", "day": "2026-03-01", **ann, "sex": ""},
            {"id": "second", "day": "2026-06-01", **ann, "identifier": ""},
            {"id": "half", "day": "2026-07-01", **ann, "status": "in-progress"},
            {"id": "undated", **ann},
            {"id": "other-birth", "day": "2026-08-01", "name": "Ann Roe", "birth": "1991-02-03"},
            {"id": "no-birth", "day": "2026-08-01", "name": "Ann Roe"},
            {"id": "no-birth-2", "day": "2026-08-02", "name": "Ann Roe"},
            {"id": "twin", "day": "2026-08-01", "name": "Bea Roe", "birth": "1980-02-03"},
            {"id": "number", "day": "2026-05-01", "name": "Cy Poe", "identifier": "P-2", "birth": "1970-01-01"},
            {"id": "number-of-another", "day": "2026-08-01", "name": "Cy Poe", "identifier": "P-2", "birth": "1971-01-01"},
            {"id": "nobody", "day": "2026-05-01"},
            {"id": "nobody-2", "day": "2026-08-01"},
        ]))
        self.assertEqual({key: value for key, value in found.items() if value},
                         {"second": "2026-03-01", "third": "2026-03-01 2026-06-01"})
        self.assertEqual(len(found), 13)

    def test_bundle(self):
        system = "urn:oid:1.2.3"
        found = self.earlier(bundle(
            fhir_response("b", "2026-06-01", reference("Patient/1")),
            fhir_response("a", "2026-03-01", reference("http://here/fhir/Patient/1")),
            fhir_patient("1", "Ann", "1980-02-03"), fhir_patient("2", "Bea", "1980-02-03"),
            fhir_patient("3", "Ann", "1991-02-03"),
            fhir_response("twin", "2026-08-01", reference("Patient/2")),
            fhir_response("namesake", "2026-08-01", reference("Patient/3")),
            # one person under two resources, and a namesake with another number
            fhir_patient("4", "Cy", "1970-05-05", (system, "7")), fhir_patient("5", "Cy", "1970-05-05", (system, "7")),
            fhir_patient("6", "Cy", "1970-05-05", (system, "8")),
            fhir_response("c", "2026-03-02", reference("Patient/4")),
            fhir_response("d", "2026-06-02", reference("Patient/5")),
            fhir_response("e", "2026-09-02", reference("Patient/6")),
            # who is not in the Bundle is known by address alone
            fhir_response("f", "2026-03-03", reference("Patient/9")),
            fhir_response("g", "2026-06-03", reference("http://here/fhir/Patient/9/_history/2")),
            fhir_response("h", "2026-06-04", reference("http://there/fhir/Patient/9")),
            fhir_response("group", "2026-03-03", reference("Group/9")),
            fhir_response("group-2", "2026-06-03", reference("Group/9")),
            fhir_response("display", "2026-03-03", '<display value="Dee Roe"/>'),
            fhir_response("display-2", "2026-06-03", '<display value="Dee Roe"/>'),
            # the same response again, amended: the later one counts
            fhir_patient("10", "Eve", "1960-06-06"),
            fhir_response("i", "2026-03-05", reference("Patient/10")),
            fhir_response("i", "2026-03-06", reference("Patient/10"), status="amended"),
            fhir_response("j", "2026-06-05", reference("Patient/10")),
        ))
        self.assertEqual({key: value for key, value in found.items() if value},
                         {"b": "2026-03-01", "d": "2026-03-02", "g": "2026-03-03", "j": "2026-03-06"})

    def test_odm(self):
        who = '<ItemData ItemOID="name" Value="Ann Roe"/><ItemData ItemOID="dob" Value="1980-02-03"/>'
        found = self.earlier(odm(
            odm_subject("S1", [("V2", "2026-06-01"), ("V1", "2026-03-01"), ("V3", "2026-09-01")]) +
            odm_subject("S2", [("V1", "2026-03-02")], who) + odm_subject("S3", [("V1", "2026-06-02")], who),
            odm_subject("S1", [("V9", "2026-10-01")]) + odm_subject("S2", [("V9", "2026-10-01")], who)))
        self.assertEqual(found, {"S1.V1.magnesium": "", "S1.V2.magnesium": "2026-03-01",
                                 "S1.V3.magnesium": "2026-03-01 2026-06-01", "S2.V1.magnesium": "", "S3.V1.magnesium": "",
                                 "S1.V9.magnesium": "", "S2.V9.magnesium": ""})

    def test_a_pipe_is_read_twice(self):
        text = (SAMPLES / "visits.xml").read_bytes()
        dumped = subprocess.run([MAGREPORT, "dump", "--stage=report", "-"], input=text, capture_output=True, check=True).stdout
        self.assertEqual(dumped, self.run_it("dump", "--stage=report", SAMPLES / "visits.xml").encode())
        self.assertEqual(dumped.count(b"<trend"), 2)

    def test_values(self):
        """Points as computed by hand: every scored answer is 0, 1 or its most."""
        reports = self.reports(native([
            {"id": f"v{number}", "day": f"2026-{number:02}-01", "name": "Ann Roe", "birth": "1980-02-03", "value": value}
            for number, value in enumerate((3, 0, 0, 0, 0, 0, 0, 0, 3), 1)]))
        last = reports[-1].find("trend")
        self.assertEqual(last.get("earlier"), "8")
        self.assertNotEqual(last.get("recent-words"), "")
        rows = []
        for visit in last.findall("visit"):
            value = visit.find("value[@index='symptom']")
            rows.append((visit.get("date")[5:7], visit.get("now"), visit.get("recent"), value.get("value"), value.get("by")))
        self.assertEqual(rows, [("01", "no", "no", "100", None), ("02", "no", "no", "0", "-100"), ("03", "no", "no", "0", "0"),
                                ("04", "no", "yes", "0", "0"), ("05", "no", "yes", "0", "0"), ("06", "no", "yes", "0", "0"),
                                ("07", "no", "yes", "0", "0"), ("08", "no", "yes", "0", "0"), ("09", "yes", "yes", "100", "100")])
        self.assertEqual(reports[1].find("trend").get("recent-words"), "")

    def test_what_is_printed(self):
        for layout, words in (("handout", ["Your points over time", "Aug 21, 2026: 51", "Nov 20, 2026: 44"]),
                              ("summary", ["Signs you notice: 44 of 100, some; before: 51."]),
                              ("clinician", ["Earlier results", "51, many; change −9", "48, some; change −10"])):
            self.run_it("render", SAMPLES / "visits.xml", "--layout", layout, "--format=text", "-o", f"{layout}/")
            text = " ".join((self.work / layout / "maria-2026-11.txt").read_text().split())
            for word in words:
                self.assertIn(word, text)
            other = (self.work / layout / "other-maria-2026-06.txt").read_text()
            self.assertFalse(re.search("Your points over time|before:|Earlier results", other), layout)

    def test_an_emergency_shows_no_chart(self):
        text = native([{"id": name, "day": f"2026-0{month}-01", "identifier": "P-1"} for month, name in enumerate("abc", 1)])
        records = text.split("\n")
        records[1] = records[1].replace('item="G02" value="0"', 'item="G02" value="1"')
        self.assertEqual(self.earlier("\n".join(records)), {"a": "", "b": "", "c": "2026-01-01"})


# ---- random people; the rules once more, pair by pair ----

def words_of(name):
    parts = name.split(",")
    if len(parts) == 2:
        name = parts[1] + " " + parts[0]
    return tuple(re.findall(r"[a-z0-9]+", name.lower().replace("'", "")))


def contradict(left, right):
    def differ(key, how=lambda value: value):
        return left.get(key) and right.get(key) and how(left[key]) != how(right[key])
    if differ("birth"):
        known = min(len(left["birth"]), len(right["birth"]))
        if left["birth"][:known] != right["birth"][:known]:
            return True
    return differ("sex") or differ("identifier") or differ("name", words_of)


def full_name(visit):
    words = words_of(visit.get("name", ""))
    return sum(len(word) > 1 for word in words) > 1 and len(visit.get("birth", "")) == 10


def groups_of(visits):
    """A number for each visit, the same for one person."""
    neighbours = {number: set() for number in range(len(visits))}
    keys = {}
    for number, visit in enumerate(visits):
        if visit.get("identifier"):
            keys.setdefault(("identifier", visit["identifier"]), []).append(number)
        if full_name(visit):
            keys.setdefault(("name", words_of(visit["name"]), visit["birth"]), []).append(number)
    for members in keys.values():
        if not any(contradict(visits[one], visits[other]) for one in members for other in members):
            for one in members:
                neighbours[one].update(members)
    group = {}
    for start in neighbours:
        if start in group:
            continue
        reached, open_ends = {start}, [start]
        while open_ends:
            for other in neighbours[open_ends.pop()] - reached:
                reached.add(other)
                open_ends.append(other)
        is_one = not any(contradict(visits[one], visits[other]) for one in reached for other in reached)
        for member in reached:
            group[member] = start if is_one else member
    return group


def expected(visits):
    group = groups_of(visits)
    return {visit["id"]: " ".join(sorted({other["day"] for rank, other in enumerate(visits)
                                          if group[rank] == group[number] and other["day"] < visit["day"]}))
            for number, visit in enumerate(visits)}


def random_people(chance, count):
    """Look-alikes: few names, few birth dates, so that people share what does not tell them apart."""
    names = ["Ann Roe", "Bea Roe", "Ann Poe", "Roe, Ann", "Ann B. Roe", "Ann", "O'Roe Ann"]
    births = ["1980-02-03", "1980-02-04", "1991-02-03"]
    return [{"name": chance.choice(names), "birth": chance.choice(births), "sex": chance.choice(["female", "male"]),
             "identifier": f"P-{number + 1}"} for number in range(count)]


def random_visit(chance, number, person):
    seen = {key: value for key, value in person.items() if chance.random() < 0.7}
    if seen.get("birth") and chance.random() < 0.2:
        seen["birth"] = seen["birth"][:chance.choice([4, 7])]
    if seen.get("name") and chance.random() < 0.2:
        seen["name"] = seen["name"].upper()
    return {"id": f"v{number:03}", "day": f"2026-{1 + number % 12:02}-{1 + number // 12:02}", "person": person, **seen}


class RandomPeople(Case):
    def test_only_one_person_is_joined(self):
        chance = random.Random(20261122)
        joined = 0
        for size in (3, 8, 20, 20):
            people = random_people(chance, size)
            visits = [random_visit(chance, number, chance.choice(people)) for number in range(40)]
            if size == 20:  # numbers given twice by mistake
                for visit in chance.sample(visits, 6):
                    visit["identifier"] = chance.choice(people)["identifier"]
            wanted = expected(visits)
            self.assertEqual(self.earlier(native(visits, chance.sample(visits, len(visits)))), wanted)
            joined += sum(bool(days) for days in wanted.values())
        self.assertGreater(joined, 30)


if __name__ == "__main__":
    unittest.main()
