#!/usr/bin/python3
"""check: what it says of files that load but would not look or read well."""
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ["MAGREPORT"]
MAGNESIUM = ROOT / "layouts" / "magnesium"


def run_it(*arguments, **options):
    return subprocess.run([MAGREPORT, *map(str, arguments)], capture_output=True, text=True, check=False, **options)


def templates():
    return [path for path in sorted(MAGNESIUM.glob("*.xml")) if "<layout" in path.read_text()]


def variants(brand):
    return [[]] + [["--variant", name] for name in re.findall(r'<variant name="([^"]*)"', brand.read_text())]


class Check(unittest.TestCase):
    def test_what_we_ship_draws_no_remark(self):
        """No text too pale, no character without a glyph, in each brand, variant and template."""
        brands = sorted((ROOT / "layouts" / "brands").glob("*/brand.xml"))
        self.assertTrue(brands and templates())
        for brand in brands:
            for variant in variants(brand):
                for template in templates():
                    done = run_it("check", template, "--brand", brand, *variant)
                    self.assertEqual((done.returncode, done.stderr), (0, ""), (brand, variant, template))

    def test_files_of_the_pack_draw_no_remark(self):
        done = run_it("check", *sorted(MAGNESIUM.glob("*.xml")))
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_rules_name_what_the_files_beside_them_hold(self):
        with tempfile.TemporaryDirectory() as folder:
            guidance = Path(folder) / "guidance.xml"
            text = (MAGNESIUM / "guidance.xml").read_text()
            guidance.write_text(text.replace('gate="G02"', 'gate="G99"', 1))
            self.assertNotEqual(guidance.read_text(), text)
            done = run_it("check", guidance)
            self.assertEqual(done.returncode, 78)
            self.assertIn("there is no gate 'G99'", done.stderr)
            questions = (MAGNESIUM / "questionnaire.xml").read_text()
            (Path(folder) / "questionnaire.xml").write_text(questions.replace('"G02"', '"G99"'))
            self.assertNotIn("there is no gate 'G99'", run_it("check", guidance).stderr)

    def test_every_variant_is_looked_at(self):
        with tempfile.TemporaryDirectory() as folder:
            brand = Path(folder) / "brand.xml"
            text = (ROOT / "layouts" / "brands" / "plain" / "brand.xml").read_text()
            brand.write_text(text.replace('<color name="gray" value="#444444"/>', '<color name="gray" value="#aaaaaa"/>'))
            self.assertNotEqual(brand.read_text(), text)
            done = run_it("check", brand)
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stderr, r"\[W244\]: .*contrast of 2\.3:1")
            self.assertIn("#aaaaaa stands on #ffffff in the variant black-and-white", done.stderr)
            self.assertEqual(run_it("check", brand, "--variant", "large-print").stderr, "")

    def test_worst_of_what_we_ship(self):
        """With the longest words no word is broken and no chain cut, and in the handout no block split."""
        for template in templates():
            done = run_it("check", "--data=worst", template)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotRegex(done.stderr, r"\[W70[23]\]")
            if template.name == "handout.xml":
                self.assertNotIn("[W701]", done.stderr)
            counts = re.findall(r"\[N708\].* (\d+)$", done.stderr, re.M)
            self.assertGreaterEqual(len(counts), 7)
            self.assertGreater(min(map(int, counts)), 0)

    def test_worst_without_a_file(self):
        ours = run_it("check", "--data=worst", "--brand", "riverside")
        self.assertEqual(ours.returncode, 0, ours.stderr)
        self.assertIn("magnesium/handout.xml: note[N708]", ours.stderr)
        self.assertEqual(run_it("check", "--data=worst", "--pack", ROOT / "tests" / "packs" / "who5").returncode, 78)
        self.assertEqual(run_it("check").returncode, 64)
        self.assertEqual(run_it("check", "--data=best", MAGNESIUM / "handout.xml").returncode, 64)

    def test_places_are_told_once(self):
        done = run_it("check", "--data=worst", "--brand", "riverside")
        places = re.findall(r"^\S+:\d+:\d+: .*$", done.stderr, re.M)
        self.assertEqual(len(places), len(set(places)))


if __name__ == "__main__":
    unittest.main()
