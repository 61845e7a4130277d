#!/usr/bin/python3
"""The shipped questionnaire against the tables it was made from (../shared/data, where it lies beside the checkout),
our copies of these tables, the schemas, and the rules of wording."""
import csv
import os
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import score  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))
DATA = ROOT.parent / "shared" / "data"
FILE = ROOT / "layouts" / "magnesium" / "questionnaire.xml"
PACKS = sorted((ROOT / "tests" / "packs").glob("*/questionnaire.xml"))
Q = "{urn:magreport:questionnaire:1}"
BANNED = ["cure", "deficient", "deficiency", "therapeutic dose", "detox", "guaranteed", "reverses", "natural alternative"]


def words(element):
    return (element.text or "").strip()


def options_of(scale, gate):
    listed = []
    for option in scale.findall(Q + "option"):
        value = "blank" if option.get("missing") == "yes" else option.get("value")
        listed.append(words(option) if gate else f"{value} {words(option)}")
    return "; ".join(listed)


class Questionnaire(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = ElementTree.parse(FILE).getroot()
        cls.scales = {scale.get("id"): scale for scale in cls.root if scale.tag in (Q + "scale", Q + "choices")}

    def shared(self, name):
        if not (DATA / name).exists():
            self.skipTest(f"no {name} beside the checkout")
        return DATA / name

    def rows(self):
        """Each scored item and gate in the columns of the table."""
        for index in self.root.findall(Q + "index"):
            for domain in index.findall(Q + "domain"):
                for item in domain.findall(Q + "item"):
                    yield {"item_id": item.get("id"), "domain_id": domain.get("id"), "domain": domain.get("title"),
                           "axis": index.get("id"), "text": words(item), "scale_id": item.get("scale"),
                           "options": options_of(self.scales[item.get("scale")], False),
                           "weight": item.get("weight", "1"), "lookback": item.get("lookback"), "action": ""}
        for gate in self.root.find(Q + "gates"):
            yield {"item_id": gate.get("id"), "axis": "gate", "text": words(gate), "action": gate.get("action"),
                   "options": options_of(self.scales[gate.get("scale")], True)}

    def test_items_are_those_of_the_table(self):
        with open(self.shared("questionnaire_items.csv"), encoding="utf-8") as table:
            expected = list(csv.DictReader(table))
        found = list(self.rows())
        self.assertEqual([row["item_id"] for row in found], [row["item_id"] for row in expected])
        for ours, theirs in zip(found, expected):
            action = theirs["prompt_or_note"].split(":")[0].replace("_", "-")
            theirs["action"] = action if theirs["axis"] == "gate" else ""
            for column, value in ours.items():
                self.assertEqual(value, theirs[column], (ours["item_id"], column))
        for row in expected:
            if row["axis"] != "gate":
                scale = self.scales[row["scale_id"]]
                highest = max(int(option.get("value", "0")) for option in scale.findall(Q + "option"))
                self.assertEqual(highest * int(row["weight"]), int(row["max_points"]), row["item_id"])

    def test_our_copies_of_the_tables(self):
        theirs = self.shared("questionnaire_test_vectors.csv").read_bytes()
        self.assertEqual((ROOT / "tests" / "oracle" / "magnesium_vectors.csv").read_bytes(), theirs)
        with open(self.shared("questionnaire_items.csv"), encoding="utf-8") as table:
            expected = [(row["item_id"], row["weight"] if row["axis"] != "gate" else None)
                        for row in csv.DictReader(table)]
        instrument = score.magnesium()
        found = [(item.name, str(item.weight)) for item in instrument.items()]
        self.assertEqual(found + [(gate, None) for gate in instrument.gates], expected)

    def test_causes_know_each_interaction(self):
        with open(self.shared("interactions.csv"), encoding="utf-8") as table:
            kinds = {row["interaction_id"]: row["type"] for row in csv.DictReader(table)}
        self.assertEqual(sorted(kinds), score.INTERACTIONS)
        self.assertEqual({name for name, kind in kinds.items() if kind == "condition"}, score.CONDITIONS)
        choices = self.scales["interactions"].find(Q + "options")
        self.assertEqual((choices.get("first"), choices.get("last")), (min(kinds), max(kinds)))
        gate = next(gate for gate in self.root.find(Q + "gates") if gate.get("id") == "G10")
        named = [cause.get("options") for cause in gate.findall(Q + "cause") if cause.get("items") == "conditions"]
        self.assertEqual(named[0].split(), score.MEDICINES)

    def test_foods_are_all_choices(self):
        with open(self.shared("foods.csv"), encoding="utf-8") as table:
            foods = [row["food_id"] for row in csv.DictReader(table)]
        choices = self.scales["foods"].find(Q + "options")
        self.assertEqual((choices.get("first"), choices.get("last")), (foods[0], foods[-1]))
        self.assertEqual(len(foods), int(foods[-1][1:]))

    def test_points_of_the_indices(self):
        instrument = score.magnesium()
        self.assertEqual([sum(item.most() for item in index.items()) for index in instrument.indices], [87, 67])
        self.assertEqual([len(index.items()) for index in instrument.indices], [29, 16])
        extra = self.root.findall(Q + "index")[1].find(Q + "extra").attrib
        self.assertEqual(extra, {"item": "age", "from": "65", "points": "4", "max": "4"})

    def test_further_items(self):
        found = [item.get("id") for item in self.root.find(Q + "further")]
        self.assertEqual(found, "age sex life-stage allergies check-label-ok diet dislikes medicines conditions kcal "
                                "plan-wishes language remarks".split())
        for name, wanted in {
                "sex": "female male other", "life-stage": "none pregnant breastfeeding",
                "allergies": "milk egg fish shellfish tree-nuts peanuts wheat soy sesame none",
                "diet": "vegan vegetarian gluten-free dairy-free low-fodmap low-oxalate none"}.items():
            listed = [option.get("id") for option in self.scales[name]]
            self.assertEqual(listed, wanted.split())

    def test_wording(self):
        for element in self.root.iter():
            for text in [words(element), element.get("label", ""), element.get("title", "")]:
                for word in BANNED:
                    self.assertNotRegex(text.lower(), rf"\b{re.escape(word)}\b")
                for sentence in re.split(r"[.?!]", text):
                    self.assertLessEqual(len(sentence.split()), 20, sentence)

    def test_labels_are_short_and_all_different(self):
        labels = [element.get("label") for element in self.root.iter()
                  if element.tag in (Q + "item", Q + "gate")]
        self.assertEqual(len(labels), len(set(labels)))
        self.assertLessEqual(max(map(len, labels)), 60)

    def test_schema(self):
        schema = ROOT / "layouts" / "schema" / "questionnaire.xsd"
        command = ["xmllint", "--noout", "--schema", str(schema), str(FILE), *map(str, PACKS)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(PACKS), 5)

    def test_schema_of_the_output(self):
        response = ('<response xmlns="urn:magreport:response:1" id="r" questionnaire="magnesium" date="2026-01-01">'
                    '<answer item="Q01" value="3"/><answer item="Q02" value="9"/><answer item="G03" value="1"/>'
                    "</response>")
        done = subprocess.run([MAGREPORT, "score", "-"], input=response, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        schema = ROOT / "layouts" / "schema" / "assessment.xsd"
        checked = subprocess.run(["xmllint", "--noout", "--schema", str(schema), "-"], input=done.stdout,
                                 capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn('<gate id="G03" action="urgent"/>', done.stdout)
        self.assertIn('note id="refused-value"', done.stdout)


if __name__ == "__main__":
    unittest.main()
