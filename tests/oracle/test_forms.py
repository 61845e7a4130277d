#!/usr/bin/python3
"""The forms that `magreport questionnaire` writes: their own rules, and the way there and back.

Filled in here by what the form itself says, with random answers, and read back by the program; the assessment must be
that of the same answers in the native format. $MAGREPORT_ROUNDS multiplies the number of answer sets.

Rules of the FHIR R4 Questionnaire that are checked (its XML schema is no part of the project): elements in the order of
the schema, a linkId only once, types of the value set item-type, options on choices only, codes only once in their
system, name and id of their patterns, no empty element. Of the XForm: binds, controls and texts resolve, and
xsd-like names."""
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))
ROUNDS = int(os.environ.get("MAGREPORT_ROUNDS", "1"))
FHIR = "{http://hl7.org/fhir}"
XFORM = "{http://www.w3.org/2002/xforms}"
ORDER = {
    "Questionnaire": "id meta implicitRules language text contained extension modifierExtension url identifier version "
                     "name title derivedFrom status experimental subjectType date publisher contact description "
                     "useContext jurisdiction purpose copyright approvalDate lastReviewDate effectivePeriod code item",
    "item": "extension modifierExtension linkId definition code prefix text type enableWhen enableBehavior required "
            "repeats readOnly maxLength answerValueSet answerOption initial item",
    "answerOption": "extension valueInteger valueDate valueTime valueString valueCoding valueReference initialSelected",
    "valueCoding": "extension system version code display userSelected",
}
TYPES = {"group", "choice", "integer", "text"}
PACKS = ["magnesium", "who5", "gad7", "phq9", "gcs", "mixed"]


def pack_options(pack):
    return [] if pack == "magnesium" else ["--pack", str(ROOT / "tests" / "packs" / pack)]


def write_form(kind, pack):
    done = subprocess.run([MAGREPORT, "questionnaire", f"--as={kind}", *pack_options(pack)], capture_output=True,
                          check=True)
    return ElementTree.fromstring(done.stdout)


def score(text, pack, folder):
    path = Path(folder) / "responses.xml"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([MAGREPORT, "score", *pack_options(pack), str(path)], capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode()[:2000])
    root = ElementTree.fromstring(done.stdout)
    results = []
    for element in root:
        results.append((dict(element.attrib, response=""),
                        [(child.tag, sorted(child.attrib.items())) for child in element]))
    return results


def value(element, name):
    child = element.find(FHIR + name)
    return None if child is None else child.get("value")


def joined(text):
    """Without blanks, since a line may end at a hyphen."""
    return re.sub(r"\s+", "", text)


def questions(form):
    """Of a FHIR form: linkId, type, whether it repeats, (system, code) of its options, bounds."""
    for item in form.iter(FHIR + "item"):
        if value(item, "type") != "group":
            codings = [coding for coding in item.iter(FHIR + "valueCoding")]
            bounds = [int(bound.get("value")) for bound in item.iter(FHIR + "valueInteger")]
            yield (value(item, "linkId"), value(item, "type"), value(item, "repeats") == "true",
                   [(value(coding, "system"), value(coding, "code")) for coding in codings], bounds)


def fill(chance, form):
    """linkId -> list of what was chosen: (system, code), a number or a text."""
    answers = {}
    for name, kind, repeats, options, bounds in questions(form):
        if chance.random() < 0.05:
            continue
        if kind == "choice":
            plain = [option for option in options if option[1] != "none"] or options
            answers[name] = chance.sample(plain, min(len(plain), chance.choice([1, 1, 2, 3]))) if repeats else \
                [chance.choice(options)]
        elif kind == "integer":
            answers[name] = [chance.randint(bounds[0], bounds[1])]
        else:
            answers[name] = ["Some words & <signs>"]
    return answers


def plain_text(given):
    return given[1] if isinstance(given, tuple) else str(given)


def native(answers):
    lines = ['<response xmlns="urn:magreport:response:1" date="2026-11-20">']
    for name, chosen in answers.items():
        for given in chosen:
            if isinstance(given, str):
                lines.append(f'<answer item="{name}">{escape(given)}</answer>')
            else:
                lines.append(f'<answer item="{name}" value="{plain_text(given)}"/>')
    return "".join(lines) + "</response>"


def fhir_response(form, answers):
    lines = ['<QuestionnaireResponse xmlns="http://hl7.org/fhir">', f'<questionnaire value="{value(form, "url")}"/>',
             '<status value="completed"/><authored value="2026-11-20T09:30:00Z"/>']

    def walk(element):
        for item in element.findall(FHIR + "item"):
            name = value(item, "linkId")
            lines.append(f'<item><linkId value="{name}"/>')
            for given in answers.get(name, []):
                if isinstance(given, tuple):
                    lines.append(f'<answer><valueCoding><system value="{given[0]}"/><code value="{given[1]}"/>'
                                 "</valueCoding></answer>")
                elif isinstance(given, int):
                    lines.append(f'<answer><valueInteger value="{given}"/></answer>')
                else:
                    lines.append(f'<answer><valueString value="{escape(given)}"/></answer>')
            walk(item)
            lines.append("</item>")

    walk(form)
    return "".join(lines) + "</QuestionnaireResponse>"


def submission(form, answers):
    """The instance of the form, filled in as its controls and binds say."""
    instance = form.find(f".//{XFORM}instance")[0]
    lines = []
    taken = set()

    def local(element):
        return element.tag.split("}")[1]

    def walk(element):
        name = local(element)
        attributes = "".join(f' {key}="{text}"' for key, text in element.attrib.items())
        lines.append(f"<{name}{attributes}>")
        plain = name.lstrip("_")
        if name == "end":
            lines.append("2026-11-20T09:30:00.000Z")
        elif name == "instanceID":
            lines.append("uuid:1")
        elif len(element) == 0 and plain in answers:
            taken.add(plain)
            lines.append(" ".join(escape(plain_text(given)) for given in answers[plain]))
        for child in element:
            walk(child)
        lines.append(f"</{name}>")

    walk(instance)
    if taken != set(answers):
        raise AssertionError(f"no place for {set(answers) - taken}")
    return "".join(lines)


class Forms(unittest.TestCase):
    maxDiff = 4000

    def check_order(self, element, name):
        order = ORDER[name].split()
        found = [child.tag.replace(FHIR, "") for child in element]
        self.assertEqual(found, sorted(found, key=order.index), name)

    def test_fhir_rules(self):
        for pack in PACKS:
            form = write_form("fhir", pack)
            self.assertRegex(value(form, "name"), r"^[A-Z]([A-Za-z0-9_]){1,254}$")
            self.assertRegex(value(form, "id"), r"^[A-Za-z0-9\-.]{1,64}$")
            self.assertIn(value(form, "status"), ("draft", "active", "retired", "unknown"))
            self.check_order(form, "Questionnaire")
            links = [value(item, "linkId") for item in form.iter(FHIR + "item")]
            self.assertEqual(len(links), len(set(links)))
            for item in form.iter(FHIR + "item"):
                self.check_order(item, "item")
                self.assertIn(value(item, "type"), TYPES)
                options = item.findall(FHIR + "answerOption")
                self.assertEqual(bool(options), value(item, "type") == "choice", value(item, "linkId"))
                codes = [(value(coding, "system"), value(coding, "code"))
                         for option in options for coding in option]
                self.assertEqual(len(codes), len(set(codes)))
                for option in options:
                    self.check_order(option, "answerOption")
                    self.check_order(option[0], "valueCoding")
            for element in form.iter():
                self.assertTrue(element.get("value") or len(element), element.tag)
                self.assertNotEqual(element.get("value"), "")

    def test_xform_rules(self):
        for pack in PACKS:
            form = write_form("xlsform", pack)
            instance = form.find(f".//{XFORM}instance")[0]
            paths = set()

            def walk(element, path):
                name = element.tag.split("}")[1]
                prefix = "orx:" if "openrosa.org/xforms" in element.tag else ""
                paths.add(f"{path}/{prefix}{name}")
                for child in element:
                    walk(child, f"{path}/{prefix}{name}")

            walk(instance, "")
            texts = [text.get("id") for text in form.iter(XFORM + "text")]
            self.assertEqual(len(texts), len(set(texts)))
            used = set()
            for element in form.iter():
                for key, text in element.attrib.items():
                    found = re.fullmatch(r"jr:itext\('(.*)'\)", text)
                    if found:
                        used.add(found.group(1))
                    elif key in ("nodeset", "ref"):
                        self.assertIn(text, paths)
            self.assertEqual(used, set(texts) & used)
            self.assertLessEqual(used, set(texts))
            controls = [element for kind in ("select", "select1", "input") for element in form.iter(XFORM + kind)]
            leaves = {path for path in paths if not any(other.startswith(path + "/") for other in paths)}
            asked = {control.get("ref") for control in controls}
            binds = {bind.get("nodeset") for bind in form.iter(XFORM + "bind")}
            self.assertLessEqual(leaves, binds)
            self.assertEqual(leaves - asked, {"/data/start", "/data/end", "/data/orx:meta/orx:instanceID"})
            for control in controls:
                values = [item.find(XFORM + "value").text for item in control.findall(XFORM + "item")]
                self.assertEqual(len(values), len(set(values)))
                self.assertFalse(any(" " in text for text in values))

    def test_any_edition_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            text = (ROOT / "tests/packs/mixed/questionnaire.xml").read_text(encoding="utf-8")
            text = text.replace('edition="7"', 'edition="7 &lt;&quot;draft&quot;&gt;"')
            Path(folder, "questionnaire.xml").write_text(text, encoding="utf-8")
            for kind, path in ("fhir", f"{FHIR}version"), ("xlsform", f".//{XFORM}instance/{XFORM}data"):
                done = subprocess.run([MAGREPORT, "questionnaire", f"--as={kind}", "--pack", folder],
                                      capture_output=True, check=True)
                found = ElementTree.fromstring(done.stdout).find(path)
                self.assertEqual(found.get("value", found.get("version")), '7 <"draft">')

    def test_paper(self):
        """Every question and every option that the FHIR form has stands on paper, and the PDF is accessible."""
        sys.path.insert(0, str(ROOT / "tests" / "pdf"))
        import check_pdf_ua
        form = write_form("fhir", "magnesium")
        with tempfile.TemporaryDirectory() as folder:
            for variant in ([], ["--variant", "large-print"], ["--variant", "black-and-white", "--paper", "a4"]):
                path = Path(folder) / "form.pdf"
                subprocess.run([MAGREPORT, "questionnaire", "--as=paper", *variant, "-o", str(path)], check=True)
                self.assertEqual(check_pdf_ua.faults_of(path), [])
                text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout
                words = joined(text.decode())
                for item in form.iter(FHIR + "item"):
                    self.assertIn(joined(value(item, "text")), words)
                    options = item.findall(f"{FHIR}answerOption/{FHIR}valueCoding")
                    for option in options if len(options) <= 60 else []:
                        self.assertIn(joined(value(option, "display")), words)
        self.assertEqual({value(item, "linkId") for item in form.iter(FHIR + "item")} & {"remarks", "language"}, set())

    def test_there_and_back(self):
        with tempfile.TemporaryDirectory() as folder:
            for pack, count in (("magnesium", 200 * ROUNDS), ("who5", 10), ("gad7", 10), ("phq9", 10), ("gcs", 10), ("mixed", 20)):
                fhir_form, xform = write_form("fhir", pack), write_form("xlsform", pack)
                chance = random.Random(pack)
                sets = [fill(chance, fhir_form) for _ in range(count)]
                wanted = score('<responses xmlns="urn:magreport:response:1">' +
                               "".join(native(answers) for answers in sets) + "</responses>", pack, folder)
                bundle = '<Bundle xmlns="http://hl7.org/fhir">' + "".join(
                    f"<entry><resource>{fhir_response(fhir_form, answers)}</resource></entry>" for answers in sets)
                self.assertEqual(len(wanted), count)
                self.assertEqual(score(bundle + "</Bundle>", pack, folder), wanted)
                for answers, one in zip(sets, wanted):
                    self.assertEqual(score(submission(xform, answers), pack, folder), [one], answers)


if __name__ == "__main__":
    unittest.main()
