#!/usr/bin/python3
"""Every file of ours, and everything that the program prints as XML, is valid by the schema that the program prints."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ["MAGREPORT"]
LAYOUTS = ROOT / "layouts"
SAMPLES = sorted((ROOT / "samples").glob("*.xml"))
# Schema -> the files it is for. A kind of file without a schema is not listed.
FILES = {
    "brand": sorted([*LAYOUTS.glob("brands/*/brand.xml"), *ROOT.glob("tests/brands/*/brand.xml")]),
    "fonts": [ROOT / "fonts" / "fonts.xml"],
    "knowledge": [LAYOUTS / "magnesium" / f"{name}.xml"
                  for name in ("foods", "meals", "targets", "supplements", "interactions")],
    "layout": [path for path in sorted([*LAYOUTS.glob("magnesium/*.xml"), *ROOT.glob("tests/golden/*/*.xml")])
               if b"urn:magreport:layout:1" in path.read_bytes()],
    "questionnaire": [LAYOUTS / "magnesium" / "questionnaire.xml", *sorted(ROOT.glob("tests/packs/*/questionnaire.xml"))],
    "response": [path for path in SAMPLES if b"urn:magreport:response:1" in path.read_bytes()],
}


def output_of(*arguments):
    done = subprocess.run([MAGREPORT, *map(str, arguments)], check=True, capture_output=True)
    return done.stdout


class Schemas(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)

    def validate(self, schema, *files, content=None):
        path = self.work / f"{schema}.xsd"
        if not path.exists():
            path.write_bytes(output_of("schema", schema))
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(path), *map(str, files or ["-"])],
                              input=content, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode(errors="replace")[:3000])

    def test_files(self):
        for schema, files in FILES.items():
            with self.subTest(schema):
                self.assertTrue(files)
                self.validate(schema, *files)

    def test_what_is_printed(self):
        for sample in SAMPLES:
            with self.subTest(sample.name):
                self.validate("assessment", content=output_of("score", sample))
                reports = output_of("dump", "--stage=report", sample).split(b"<?xml ")
                self.assertEqual(reports.pop(0), b"")
                for report in reports:  # of a file with several forms one after the other
                    self.validate("report", content=b"<?xml " + report)

    def test_a_mapping_to_fill_in(self):
        form = self.work / "form.xml"
        form.write_text('<f id="a--b-"><odd>1</odd><a><x>1</x></a><b><x>2</x></b></f>')
        self.validate("mapping", content=output_of("mapping", form))

    def test_a_schema_refuses(self):
        """Or the tests above could not fail."""
        bad = ROOT / "fonts" / "fonts.xml"
        content = bad.read_bytes().replace(b'weight="400"', b'weight="bold"', 1)
        path = self.work / "fonts.xsd"
        path.write_bytes(output_of("schema", "fonts"))
        done = subprocess.run(["xmllint", "--noout", "--schema", str(path), "-"], input=content, capture_output=True,
                              check=False)
        self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
