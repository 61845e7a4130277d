#!/usr/bin/python3
"""`magreport score` against score.py, an independent calculation, on thousands of random responses: missing, unsure,
twice-answered and refused values, gates, ages around their limits, medicines and conditions; in the native format and
as FHIR Bundles. Then the worked cases of magnesium_vectors.csv, the public instruments, and one answer dropped at a
time from a full response. The seed is fixed; MAGREPORT_ROUNDS multiplies the number of responses."""
import csv
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from xml.sax.saxutils import quoteattr

sys.path.insert(0, str(Path(__file__).resolve().parent))
import score  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))
ROUNDS = int(os.environ.get("MAGREPORT_ROUNDS", "1"))
NAMESPACE = "{urn:magreport:assessment:1}"
DAY = datetime.date(2026, 2, 28)


# --- responses as files ----------------------------------------------------------------------------------------------

def choices_of(response):
    """Item and code of each choice that is not scored."""
    if response.life_stage:
        yield "life-stage", response.life_stage
    yield from (("medicines", name) for name in response.medicines)
    yield from (("conditions", name) for name in response.conditions)


def codes_of(instrument):
    """Item -> value -> code."""
    codes = {gate: {0: "0", 1: "1"} for gate in instrument.gates}
    codes.update((item.name, item.codes) for item in instrument.items())
    return codes


def native_value(chance, value, codes):
    if isinstance(value, int) and chance.random() < 0.1:
        return f"{value}.0"
    return codes.get(value, str(value)) if chance.random() < 0.5 else str(value)


def native(chance, instrument, responses):
    codes = codes_of(instrument)
    lines = ['<responses xmlns="urn:magreport:response:1">']
    for number, response in enumerate(responses):
        date = f' date="{response.date}"' if response.date else ""
        status = ' status="in-progress"' if response.in_progress else ""
        lines.append(f'<response id="r{number}" questionnaire="{instrument.name}"{date}{status}>')
        if response.birth:
            lines.append(f'<patient name="N" birth-date="{response.birth}"/>')
        for item, values in response.answers.items():
            for value in values:
                shown = "" if value is None else native_value(chance, value, codes[item])
                lines.append(f"<answer item={quoteattr(item)} value={quoteattr(shown)}/>")
        if response.age is not None:
            lines.append(f'<answer item="{instrument.age_item}" value="{response.age}"/>')
        lines.extend(f'<answer item="{item}" value="{code}"/>' for item, code in choices_of(response))
        lines.append("</response>")
    return "\n".join(lines + ["</responses>", ""])


def fhir_value(chance, value, codes):
    if value is None:
        return ""
    kinds = ["coding", "system"] if isinstance(value, str) else ["coding", "system", "integer", "decimal"]
    if set(codes) == {0, 1} and value in (0, 1):
        kinds.append("boolean")
    kind = chance.choice(kinds)
    if kind == "boolean":
        return f'<valueBoolean value="{"true" if value else "false"}"/>'
    if kind == "integer":
        return f'<valueInteger value="{value}"/>'
    if kind == "decimal":
        return f'<valueDecimal value="{value}.00"/>'
    system = '<system value="urn:some:system"/>' if kind == "system" else ""
    return f'<valueCoding>{system}<code value="{codes.get(value, value)}"/></valueCoding>'


def fhir_item(name, values):
    answers = "".join(f"<answer>{value}</answer>" for value in values if value)
    return f'<item><linkId value="{name}"/>{answers}</item>'


def fhir(chance, instrument, responses):
    codes = codes_of(instrument)
    lines = ['<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>']
    for number, response in enumerate(responses):
        lines.append(f'<entry><resource><QuestionnaireResponse><id value="r{number}"/>')
        if response.birth:
            lines.append(f'<contained><Patient><id value="p"/><birthDate value="{response.birth}"/></Patient></contained>')
        lines.append(f'<questionnaire value="urn:magreport:questionnaire:{instrument.name}|1"/>')
        lines.append(f'<status value="{"in-progress" if response.in_progress else "completed"}"/>')
        if response.birth:
            lines.append('<subject><reference value="#p"/></subject>')
        if response.date:
            lines.append(f'<authored value="{response.date}T23:30:00+09:00"/>')
        groups = [fhir_item(item, [fhir_value(chance, value, codes[item]) for value in values])
                  for item, values in response.answers.items()]
        chance.shuffle(groups)
        half = len(groups) // 2
        lines.append('<item><linkId value="page"/>' + "".join(groups[:half]) + "</item>" + "".join(groups[half:]))
        if response.age is not None:
            lines.append(fhir_item(instrument.age_item, [f'<valueInteger value="{response.age}"/>']))
        lines.extend(fhir_item(item, [f'<valueCoding><code value="{code}"/></valueCoding>'])
                     for item, code in choices_of(response))
        lines.append("</QuestionnaireResponse></resource></entry>")
    return "\n".join(lines + ["</Bundle>", ""])


def odm(chance, instrument, responses):
    """As REDCap writes it, all names in small letters; now and then as a transactional file."""
    codes = codes_of(instrument)
    lines = ['<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3"><ClinicalData MetaDataVersionOID="v1">']
    form = f"Form.{instrument.name}"
    for number, response in enumerate(responses):
        lines.append(f'<SubjectData SubjectKey="r{number}"><FormData FormOID="{form}" FormRepeatKey="1">')
        if response.date:
            lines.append(f"<AuditRecord><DateTimeStamp>{response.date}T08:00:00</DateTimeStamp></AuditRecord>")
        items = [(item, "" if value is None else native_value(chance, value, codes[item]))
                 for item, values in response.answers.items() for value in values]
        if response.birth:
            items.append(("dob", response.birth))
        if response.age is not None:
            items.append((instrument.age_item, response.age))
        several = {}
        for item, code in choices_of(response):
            if item == "life-stage":
                items.append(("life_stage", code))
            else:
                several.setdefault(item, set()).add(code)
        for item, chosen in several.items():
            offered = sorted(chosen | set(score.INTERACTIONS[:3]))
            items += [(f"{item}___{code.lower()}", 1 if code in chosen else 0) for code in offered]
        items.append((f"{instrument.name}_complete", 0 if response.in_progress else 2))
        for group in range(0, len(items), 20):
            lines.append(f'<ItemGroupData ItemGroupOID="g{group}">')
            lines += [f"<ItemData ItemOID={quoteattr(item.lower())} Value={quoteattr(str(value))}/>"
                      for item, value in items[group:group + 20]]
            lines.append("</ItemGroupData>")
        lines.append("</FormData></SubjectData>")
    return "\n".join(lines + ["</ClinicalData></ODM>", ""])


def openrosa(chance, instrument, responses):
    """One response; what was chosen of a list stands as words of one text."""
    codes = codes_of(instrument)
    response, = responses
    lines = [f'<data id="{instrument.name}" isComplete="{"false" if response.in_progress else "true"}">']
    lines.append('<meta><instanceID>r0</instanceID></meta>')
    if response.date:
        lines.append(f"<end>{response.date}T23:30:00.000-11:00</end>")
    if response.birth:
        lines.append(f"<dob>{response.birth}</dob>")
    if response.age is not None:
        lines.append(f"<{instrument.age_item}>{response.age}</{instrument.age_item}>")
    lines.append("<questions>")
    for item, values in response.answers.items():
        lines += [f"<{item}>{'' if value is None else native_value(chance, value, codes[item])}</{item}>"
                  for value in values]
    lines.append("</questions>")
    several = {}
    for item, code in choices_of(response):
        several.setdefault(item, []).append(code)
    lines += [f"<{item}>{' '.join(chosen)}</{item}>" for item, chosen in several.items()]
    return "\n".join(lines + ["</data>", ""])


# --- random responses ------------------------------------------------------------------------------------------------

def random_given(chance, instrument, item, care):
    """What stands in the form for one item; `care` is the chance of a plain valid answer."""
    value = chance.choice(item.values)
    if chance.random() < care:
        return [value]
    unsure = instrument.unsure if instrument.unsure else None
    return chance.choice([[], [None], [unsure], [value, value], [value, chance.choice(item.values)],
                          [max(item.values) + chance.choice([1, 95])], ["nonsense"], [value, "nonsense"],
                          [unsure, value], [None, value]])


def random_age(chance, instrument, response):
    limits = [instrument.adult, 65, 70]
    kind = chance.choice(["none", "age", "age", "birth", "both"])
    if kind in ("age", "both"):
        response.age = chance.choice([chance.randint(0, 110)] + [limit + step for limit in limits for step in (-1, 0)])
    if kind in ("birth", "both"):
        years = chance.choice([chance.randint(18, 100)] + limits)
        response.birth = score.years_before(DAY, years, chance.choice([-1, 0, 1, 180]))
    if chance.random() < 0.8:
        response.date = DAY


def random_response(chance, instrument):
    care = chance.choice([1, 0.95, 0.8, 0.5, 0.2])
    response = score.Response()
    for item in instrument.items():
        given = random_given(chance, instrument, item, care)
        if given:
            response.answers[item.name] = given
    first = instrument.items()[0]
    response.answers.setdefault(first.name, [first.values[0]])
    if all(value is None for value in response.answers[first.name]):
        response.answers[first.name] = [first.values[0]]
    gate_chance = chance.choice([0, 0.02, 0.2])
    for gate in instrument.gates:
        response.answers[gate] = [1 if chance.random() < gate_chance else 0]
        if chance.random() > care:
            response.answers[gate] = chance.choice([[], [None], ["unsure"], [0, 1], [1, 1], [2]])
    if instrument.age_item:
        random_age(chance, instrument, response)
    if instrument.gates:
        response.life_stage = chance.choice([None, None, "none", "none", "pregnant", "breastfeeding"])
        if chance.random() < 0.3:
            response.medicines = chance.sample(score.INTERACTIONS, chance.choice([1, 1, 2, 4]))
        if chance.random() < 0.3:
            response.conditions = chance.sample(score.INTERACTIONS, chance.choice([1, 1, 2, 4]))
        if chance.random() < 0.1:
            response.medicines = ["none"]
    response.in_progress = chance.random() < 0.1
    return response


# --- what the program says -------------------------------------------------------------------------------------------

def numbers(element):
    return {key: value if key in ("id", "band") else int(value) for key, value in element.attrib.items()}


def read_assessment(element):
    group = element.find(NAMESPACE + "group")
    return {
        "status": element.get("status"),
        "indices": [numbers(index) for index in element.findall(NAMESPACE + "index")],
        "domains": [numbers(domain) for domain in element.findall(NAMESPACE + "domain")],
        "gates": [(gate.get("id"), gate.get("action")) for gate in element.findall(NAMESPACE + "gate")],
        "group": None if group is None else group.get("id"),
        "notes": sorted(note.get("id") for note in element.findall(NAMESPACE + "note")
                        if note.get("id") != "age-differs"),
    }


def run_score(instrument, text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "responses.xml"
        file.write_text(text, encoding="utf-8")
        pack = [] if instrument.name == "magnesium" else ["--pack", str(ROOT / "tests" / "packs" / instrument.name)]
        done = subprocess.run([MAGREPORT, "score", *pack, str(file)], capture_output=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"exit status {done.returncode}: {done.stderr.decode()[:2000]}")
        root = ElementTree.fromstring(done.stdout)
        return {element.get("response").split(".")[0]: element for element in root.findall(NAMESPACE + "assessment")}


class Scores(unittest.TestCase):
    maxDiff = None

    def compare(self, instrument, responses, write=native, chance=None):
        text = write(chance or random.Random(1), instrument, responses)
        printed = run_score(instrument, text)
        self.assertEqual(len(printed), len(responses))
        for number, response in enumerate(responses):
            element = printed[f"r{number}"]
            self.assertEqual((element.get("questionnaire"), element.get("version")),
                             (instrument.name, instrument.version))
            self.assertEqual(read_assessment(element), score.assess(instrument, response),
                             f"{write.__name__} r{number}: {vars(response)}")

    def compare_random(self, instrument, count, seed):
        for write in (native, fhir, odm):
            chance = random.Random(f"{seed} {write.__name__}")
            responses = [random_response(chance, instrument) for _ in range(count)]
            self.compare(instrument, responses, write, chance)
            statuses = {score.assess(instrument, response)["status"] for response in responses}
            self.assertLessEqual({"scored", "incomplete"}, statuses)

    def test_openrosa(self):
        for name in ("magnesium", "who5", "gad7", "phq9", "gcs", "mixed"):
            instrument = getattr(score, name)()
            chance = random.Random(f"openrosa {name}")
            for _ in range(25 * ROUNDS):
                self.compare(instrument, [random_response(chance, instrument)], openrosa, chance)

    def test_magnesium(self):
        for part in range(4 * ROUNDS):
            self.compare_random(score.magnesium(), 500, f"magnesium {part}")

    def test_who5(self):
        self.compare_random(score.who5(), 400 * ROUNDS, "who5")

    def test_gad7(self):
        self.compare_random(score.gad7(), 400 * ROUNDS, "gad7")

    def test_phq9(self):
        self.compare_random(score.phq9(), 400 * ROUNDS, "phq9")

    def test_totals_that_forms_state(self):
        """As LOINC's forms have them; one in three is wrong, and one in ten says nothing."""
        chance = random.Random("totals")
        for instrument, key in ((score.phq9(), "/44261-6"), (score.gad7(), "70274-6"), (score.gcs(), "9269-2")):
            items = instrument.items()
            responses, stated = [], []
            for number in range(60 * ROUNDS):
                answers = {item.name: [chance.choice(item.values)] for item in items}
                responses.append(score.Response(answers))
                total = sum(values[0] for values in answers.values())
                stated.append("" if number % 10 == 0 else str(total + (number % 3 == 0) * chance.choice((-1, 2))))
            text = fhir(chance, instrument, responses)
            for total in stated:
                kind, value = chance.choice((("Integer", total), ("Decimal", total + ".0"), ("String", total)))
                answer = f'<answer><value{kind} value="{value}"/></answer>' if total else ""
                text = text.replace("</QuestionnaireResponse>",
                                    f'<item><linkId value="{key}"/>{answer}</item></Response>', 1)
            printed = run_score(instrument, text.replace("</Response>", "</QuestionnaireResponse>"))
            for number, (response, total) in enumerate(zip(responses, stated)):
                ours = score.assess(instrument, response)
                differs = total not in ("", str(ours["indices"][0]["value"]))
                ours["notes"] = ["total-differs"] if differs else []
                self.assertEqual(read_assessment(printed[f"r{number}"]), ours, f"{instrument.name} r{number}: {total}")

    def test_gcs(self):
        self.compare_random(score.gcs(), 400 * ROUNDS, "gcs")

    def test_mixed(self):
        self.compare_random(score.mixed(), 1000 * ROUNDS, "mixed")

    def test_all_of_gcs(self):
        responses = [score.Response({"eye": [eye], "verbal": [verbal], "motor": [motor]})
                     for eye in range(1, 5) for verbal in range(1, 6) for motor in range(1, 7)]
        self.compare(score.gcs(), responses)

    def test_worked_cases(self):
        instrument = score.magnesium()
        with open(ROOT / "tests" / "oracle" / "magnesium_vectors.csv", encoding="utf-8") as table:
            cases = list(csv.DictReader(table))
        responses = []
        for case in cases:
            answers = {item: [value] for item, value in json.loads(case["answers_json"]).items()}
            responses.append(score.Response(answers))
            responses[-1].age = int(case["age"])
        printed = run_score(instrument, native(random.Random(2), instrument, responses))
        for number, case in enumerate(cases):
            found = read_assessment(printed[f"r{number}"])
            symptom, risk = found["indices"]
            with self.subTest(case["name"]):
                self.assertEqual(str(symptom.get("value", "")), case["expected_symptom_index"])
                self.assertEqual(str(risk.get("value", "")), case["expected_risk_index"])
                self.assertEqual(symptom.get("band", ""), case["symptom_band"])
                self.assertEqual(risk.get("band", ""), case["risk_band"])
                self.assertEqual(found["group"] or "incomplete", case["result_group"])
        self.compare(instrument, responses)
        self.assertEqual(len(cases), 8)

    def test_dropping_one_answer(self):
        instrument = score.magnesium()
        full = {item.name: [item.values[1]] for item in instrument.items()}
        responses = [score.Response(full)]
        for name in full:
            responses.append(score.Response({item: value for item, value in full.items() if item != name}))
        printed = run_score(instrument, native(random.Random(3), instrument, responses))
        found = [read_assessment(printed[f"r{number}"]) for number in range(len(responses))]
        whole = {entry["id"]: entry["answered"] for kind in ("indices", "domains") for entry in found[0][kind]}
        self.assertEqual((whole["symptom"], whole["risk"], len(full)), (29, 16, 45))
        for number, name in enumerate(full, 1):
            index = next(index for index in instrument.indices if name in {item.name for item in index.items()})
            domain = next(key for key, items in index.domains.items() if name in {item.name for item in items})
            for kind in ("indices", "domains"):
                for entry in found[number][kind]:
                    less = 1 if entry["id"] in (index.name, domain) else 0
                    self.assertEqual(entry["answered"], whole[entry["id"]] - less, (name, entry["id"]))
        self.compare(instrument, responses)


if __name__ == "__main__":
    unittest.main()
