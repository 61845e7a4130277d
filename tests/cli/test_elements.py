#!/usr/bin/python3
"""Each element and each attribute of the template language is used in a template that has golden files; the schema accepts
every template of ours and refuses each broken one whose fault is of a kind that a schema can see.

What the language has is asked of the table in src/pack/elements.c, so a new element without a sample fails here.
"""
import os
import re
import shlex
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ.get("MAGREPORT", ROOT / "build/magreport")
DRIVER = Path(os.environ.get("BUILD", ROOT / "build")) / "tests" / "tools" / "elements_driver"
LAYOUT = "{urn:magreport:layout:1}"
SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
# Messages about what a schema says too: root, element, place, text, attribute, what must be there, a choice or a number.
SCHEMA_MATTERS = {"E202", "E211", "E212", "E213", "E215", "E216", "E217", "E218"}
# Of these a schema sees no fault: a length and a language are text to it.
NOT_SEEN = {"E218-language"}


def language(schema):
    """element -> its attributes."""
    return {element.get("name"): {attribute.get("name") for attribute in element.iter(SCHEMA + "attribute")}
            for element in schema.findall(SCHEMA + "element")}


def golden_layouts():
    for command in (ROOT / "tests" / "golden").glob("*/command"):
        words = shlex.split(command.read_text())
        name = words[words.index("--layout") + 1] if "--layout" in words else "handout"
        if name.endswith(".xml"):
            yield from (path for path in command.parent.glob("*.xml") if is_layout(path))  # and files that it uses
        else:
            yield ROOT / f"layouts/magnesium/{name}.xml"


def is_layout(path):
    return b"urn:magreport:layout:1" in path.read_bytes()


class Elements(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = subprocess.run([DRIVER, "layout"], check=True, capture_output=True, text=True).stdout
        cls.language = language(ElementTree.fromstring(cls.text))

    def test_the_table_is_read(self):
        self.assertLessEqual({"layout", "flow", "p", "table", "cell", "for"}, set(self.language))
        self.assertIn("style", self.language["p"])

    def test_each_element_and_attribute_has_a_golden(self):
        used = {}
        for path in set(golden_layouts()):
            for element in ElementTree.parse(path).getroot().iter():
                used.setdefault(element.tag.removeprefix(LAYOUT), set()).update(element.attrib)
        for element, attributes in self.language.items():
            with self.subTest(element):
                self.assertIn(element, used, "no template with golden files uses it")
                self.assertEqual(attributes - used[element], set(), f"attributes of {element} that no golden template uses")

    def validate(self, path):
        with tempfile.TemporaryDirectory() as folder:
            schema = Path(folder) / "layout.xsd"
            schema.write_text(self.text)
            return subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, path], capture_output=True, text=True,
                                  check=False)

    def test_the_program_prints_this_schema(self):
        printed = subprocess.run([MAGREPORT, "schema", "layout"], check=True, capture_output=True, text=True).stdout
        self.assertEqual(printed, self.text)

    def test_every_template_is_valid(self):
        shipped = [path for path in sorted(ROOT.glob("layouts/magnesium/*.xml")) if is_layout(path)]
        self.assertGreaterEqual(len(shipped), 4)
        tests = [path for path in sorted(ROOT.glob("tests/[!d]*/**/*.xml")) if is_layout(path)]
        for path in [*shipped, *tests]:
            with self.subTest(path.relative_to(ROOT)):
                done = self.validate(path)
                self.assertEqual(done.returncode, 0, done.stderr[:1000])

    def test_each_broken_one_is_refused(self):
        seen = set()
        for folder in sorted((ROOT / "tests" / "diagnostics").glob("*/")):
            layouts = [path for path in sorted(folder.glob("*.xml")) if is_layout(path)]
            if not layouts:
                continue
            matter = re.match(r"[EWN]\d+", folder.name)[0]
            with self.subTest(folder.name):
                is_refused = matter in SCHEMA_MATTERS and folder.name not in NOT_SEEN
                self.assertEqual(any(self.validate(path).returncode != 0 for path in layouts), is_refused)
            seen.add(matter)
        self.assertLessEqual(SCHEMA_MATTERS, seen)


if __name__ == "__main__":
    unittest.main()
