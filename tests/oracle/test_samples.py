#!/usr/bin/python3
"""Public intake files, unchanged, and hostile ones: what is read of them, and what is refused.

They are no part of the project: they are looked for in ../shared/samples beside the checkout ($MAGREPORT_SAMPLES names
another folder). Expected outcomes stand in EXPECTED.tsv there and, as figures that a program can compare, here."""
import os
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))
SAMPLES = Path(os.environ.get("MAGREPORT_SAMPLES", ROOT.parent / "shared" / "samples"))
ANSWERS = "{urn:magreport:answers:1}"

# responses, or what the refusal says
INTAKE = {
    "fhir-r4/questionnaireresponse-example-gcs.xml": 1,
    "fhir-r4/questionnaire-example-gcs.xml": "a FHIR Questionnaire",
    "fhir-r4/questionnaireresponse-example.xml": 1,
    "fhir-bundle/demis_DiseaseNotificationBundle.xml": 2,
    "fhir-bundle/demis_BedOccupancyBundle.xml": 1,
    "fhir-bundle/demis_DiseaseNotificationWithMissingPostalCode.xml": "no questionnaire responses",
    "odm/openedc_metadata.xml": "no questionnaire responses",
    "odm/odmlib_test_clinical_data_01.xml": 4,
    "odm/redcap_multiplechoice_50subjects.xml": 50,
    "odm/redcap_metadata_only.xml": "no questionnaire responses",
    "odm/cdisc_fhir-example.xml": "ODM version 2",
    "openrosa/tutorial_uuid8.xml": 1,
    "openrosa/briefcase_downloadSubmission.xml": 1,
    "openrosa/briefcase_nested-repeats-submission.xml": 1,
    "openrosa/briefcase_encrypted-form-submission.xml": "encrypted",
    "openrosa/form_transportation.xml": "a form and not a response",
    "openrosa/transport_edited_deprecatedID.xml": 1,
}


def dump(path):
    done = subprocess.run([MAGREPORT, "dump", "--stage=answers", str(path)], capture_output=True, timeout=60,
                          check=False)
    text = re.sub(r"<\?xml[^>]*\?>", "", done.stdout.decode())
    return done.returncode, list(ElementTree.fromstring(f"<all>{text}</all>")), done.stderr.decode()


def patient(response, name):
    return response.find(ANSWERS + "patient").get(name)


def answers(response):
    return [(answer.get("path"), answer.get("value")) for answer in response.iter(ANSWERS + "answer")
            if answer.get("value") is not None]


@unittest.skipUnless(SAMPLES.is_dir(), "the public samples are not here")
class Samples(unittest.TestCase):
    def read(self, name):
        status, responses, messages = dump(SAMPLES / "intake" / name)
        self.assertEqual(status, 0, messages)
        return responses

    def test_every_file_has_its_outcome(self):
        found = {str(path.relative_to(SAMPLES / "intake")) for path in (SAMPLES / "intake").glob("*/*.xml")}
        self.assertEqual(found, set(INTAKE))
        for name, expected in INTAKE.items():
            with self.subTest(name):
                status, responses, messages = dump(SAMPLES / "intake" / name)
                if isinstance(expected, int):
                    self.assertEqual((status, len(responses)), (0, expected), messages)
                else:
                    self.assertEqual((status, responses), (65, []), messages)
                    self.assertIn(expected, messages)

    def test_hostile_files(self):
        rows = (SAMPLES / "evil-xml" / "EXPECTED.tsv").read_text(encoding="utf-8").splitlines()[1:]
        self.assertGreater(len(rows), 10)
        for row in rows:
            name, expected = row.split("\t")[:2]
            with self.subTest(name):
                status, responses, messages = dump(SAMPLES / "evil-xml" / name)
                if expected == "reject":
                    self.assertEqual((status, responses), (65, []), messages)
                    self.assertEqual(len(re.findall(r"(?m)^\S.* error\[", messages)), 1, messages)
                else:
                    self.assertEqual((status, len(responses)), (0, 1), messages)

    def test_fhir_people_and_answers(self):
        first, second = self.read("fhir-bundle/demis_DiseaseNotificationBundle.xml")
        for response in (first, second):
            self.assertIn("Betroffen", patient(response, "name"))
        nested, = self.read("fhir-r4/questionnaireresponse-example.xml")
        self.assertEqual(patient(nested, "identifier") or patient(nested, "name"), "A34442332")
        coma, = self.read("fhir-r4/questionnaireresponse-example-gcs.xml")
        self.assertEqual(patient(coma, "name"), "Peter James Chalmers")

    def test_odm_subjects_and_boxes(self):
        subjects = self.read("odm/redcap_multiplechoice_50subjects.xml")
        first = subjects[0]
        self.assertEqual((patient(first, "name"), patient(first, "identifier"), patient(first, "birth-date")),
                         ("Katherine Huels", "1001", "1955-05-07"))
        self.assertEqual(len({patient(subject, "identifier") for subject in subjects}), 50)
        source = ElementTree.parse(SAMPLES / "intake/odm/redcap_multiplechoice_50subjects.xml")
        namespace = "{http://www.cdisc.org/ns/odm/v1.3}"
        for element, response in zip(source.iter(namespace + "SubjectData"), subjects):
            ticked = [item.get("ItemOID").split("___")[1] for item in element.iter(namespace + "ItemData")
                      if "___" in item.get("ItemOID") and item.get("Value") == "1"]
            self.assertEqual([value for path, value in answers(response) if path.endswith("/race")], ticked)
        forms = [(response.get("id"), patient(response, "identifier"), response.get("form-version"))
                 for response in self.read("odm/odmlib_test_clinical_data_01.xml")]
        self.assertEqual(forms, [("1000.Screen.DEMOG", "1000", "101.01"), ("1000.Screen.LABDATA", "1000", "101.01"),
                                 ("1000.VISIT_1.AENONSER", "1000", "101.02"),
                                 ("1000.VISIT_1.LABDATA", "1000", "101.02")])

    def test_openrosa_submissions(self):
        response, = self.read("openrosa/tutorial_uuid8.xml")
        self.assertEqual(patient(response, "name"), "Dennis Wambua")
        self.assertIn(("age", "28"), answers(response))
        self.assertIn(("favorite_toppings", "green_peppers mushrooms"), answers(response))
        self.assertEqual(response.get("date"), "2014-09-12")
        nested, = self.read("openrosa/briefcase_nested-repeats-submission.xml")
        self.assertEqual([value for path, value in answers(nested) if path == "g1/g2/g3/t3"],
                         ["some text 1.1.1"] + [f"some text 3.1.{number}" for number in range(1, 5)])
        edited, = self.read("openrosa/transport_edited_deprecatedID.xml")
        self.assertIn("edited", [note.get("id") for note in edited.iter(ANSWERS + "note")])


if __name__ == "__main__":
    if not SAMPLES.is_dir():
        print("skipped: the public samples are not here")
        print("0 passed, 0 failed, 1 skipped")
        sys.exit(0)
    unittest.main()
