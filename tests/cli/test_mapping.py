#!/usr/bin/python3
"""A form with names and codes of its own: listed, filled in as a technician would, and read like our own."""
import os
import random
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as tree
from pathlib import Path
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ["MAGREPORT"]
MAPPING = "{urn:magreport:mapping:1}"
QUESTIONNAIRE = tree.parse(ROOT / "layouts" / "magnesium" / "questionnaire.xml").getroot()
SPACE = "{urn:magreport:questionnaire:1}"
SCALES = {scale.get("id"): [option.get("id") for option in scale.iter(SPACE + "option") if not option.get("missing")]
          for scale in QUESTIONNAIRE.iter(SPACE + "scale")}
ITEMS = {item.get("id"): item.get("scale") for item in QUESTIONNAIRE.iter(SPACE + "item") if item.get("scale") in SCALES}
ITEMS.update({gate.get("id"): gate.get("scale") for gate in QUESTIONNAIRE.iter(SPACE + "gate")})


class Mapping(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)

    def run_it(self, *arguments, status=0):
        done = subprocess.run([MAGREPORT, *map(str, arguments)], cwd=self.work, capture_output=True, check=False)
        self.assertEqual(done.returncode, status, done.stderr.decode(errors="replace"))
        return done

    def scores(self, *arguments):
        """Everything of the assessments but the ids of the responses and the notes on names."""
        found = []
        for one in tree.fromstring(self.run_it("score", *arguments).stdout):
            self.assertNotIn("unknown-items", [note.get("id") for note in one])
            found.append([(part.tag, sorted(part.attrib.items())) for part in one if not part.tag.endswith("note")])
        return found

    def test_filled_in_it_reads_like_our_own(self):
        """Item n is called page/f<n>, and option k of a scale has the code k + 1."""
        chance = random.Random("mapping")
        foreign = {item: f"f{number}" for number, item in enumerate(ITEMS)}
        for number in range(20):
            answers = {item: chance.choice(SCALES[scale]) for item, scale in ITEMS.items()}
            native = "".join(f'<answer item={quoteattr(item)} value={quoteattr(option)}/>'
                             for item, option in answers.items())
            (self.work / "native.xml").write_text(
                f'<response xmlns="urn:magreport:response:1" version="1" id="n{number}">{native}</response>')
            fields = "".join(f"<{foreign[item]}>{SCALES[ITEMS[item]].index(option) + 1}</{foreign[item]}>"
                             for item, option in answers.items())
            (self.work / "form.xml").write_text(f'<f id="ours"><page>{fields}</page></f>')
            if number == 0:
                self.write_mapping(foreign)
            self.assertEqual(self.scores("form.xml", "--mapping", "mine.xml"), self.scores("native.xml"))

    def write_mapping(self, foreign):
        self.run_it("mapping", "form.xml", "-o", "mine.xml")
        text = (self.work / "mine.xml").read_text()
        self.run_it("check", "mine.xml")
        self.assertEqual(re.findall(r'<item from="(f\d+)" id=""/>', text), list(foreign.values()))
        for item, name in foreign.items():
            text = text.replace(f'<item from="{name}" id=""/>', f'<item from="{name}" id="{item}"/>')
        scales = "".join(f'<scale id="{scale}" recode="yes">' +
                         "".join(f'<option id="{option}" from="{number}"/>' for number, option in enumerate(options, 1)) +
                         "</scale>" for scale, options in SCALES.items())
        (self.work / "mine.xml").write_text(text.replace("</mapping>", scales + "</mapping>"))
        self.run_it("check", "mine.xml")
        again = self.run_it("mapping", "form.xml", "--mapping", "mine.xml").stdout
        self.assertEqual(tree.fromstring(again).findall(MAPPING + "item"), [])

    def test_listed_once_by_path_where_keys_meet_and_never_with_answers(self):
        (self.work / "form.xml").write_text(
            '<f id="ours"><a><x>Zyxwv</x></a><b><x>2</x></b><b><x>3</x></b><y>Utsrq</y><Q01>1</Q01></f>')
        done = self.run_it("mapping", "form.xml")
        names = [item.get("from") for item in tree.fromstring(done.stdout).iter(MAPPING + "item")]
        self.assertEqual(names, ["a/x", "b/x", "y"])
        for secret in (b"Zyxwv", b"Utsrq"):
            self.assertNotIn(secret, done.stdout + done.stderr)

    def test_messages_name_no_key_of_the_form(self):
        (self.work / "form.xml").write_text('<f id="ours"><Zyxwv>1</Zyxwv><Q01>1</Q01></f>')
        self.assertNotIn(b"Zyxwv", self.run_it("check", "form.xml").stderr)

    def test_the_mapping_is_never_written_over(self):
        (self.work / "form.xml").write_text('<f id="ours"><Q01>1</Q01></f>')
        self.run_it("mapping", "form.xml", "-o", "mine.xml")
        before = (self.work / "mine.xml").read_bytes()
        self.run_it("score", "form.xml", "--mapping", "mine.xml", "-o", "mine.xml", status=64)
        self.assertEqual((self.work / "mine.xml").read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
