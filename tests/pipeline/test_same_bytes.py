#!/usr/bin/python3
"""The same input gives the same bytes: in another folder, time zone, locale, year, and after other reports. And the same
answers give the same handout, whichever format they came in."""
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ["MAGREPORT"]
SAMPLES = ROOT / "samples"
IS_SANITISED = b"__asan_init" in Path(MAGREPORT).read_bytes()


def render(response, folder, *options, prefix=(), **environment):
    variables = dict(os.environ, **environment)
    output = Path(folder) / "out.pdf"
    subprocess.run([*prefix, MAGREPORT, "render", str(response), *options, "-o", str(output)], cwd=folder,
                   env=variables, check=True, stderr=subprocess.DEVNULL)
    return hashlib.sha256(output.read_bytes()).hexdigest()


def text_of(pdf):
    return subprocess.run(["pdftotext", "-enc", "UTF-8", str(pdf), "-"], capture_output=True, check=True).stdout


class SameBytes(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)
        self.sample = SAMPLES / "response.xml"
        self.wanted = render(self.sample, self.work, "--brand", "riverside")

    def assert_same(self, found):
        self.assertEqual(found, self.wanted)

    def test_folder_and_file_name(self):
        folder = self.work / "another folder"
        folder.mkdir()
        shutil.copy(self.sample, folder / "form 2.xml")
        self.assert_same(render("form 2.xml", folder, "--brand", "riverside"))

    def test_time_zone_and_locale(self):
        for zone, locale in (("Pacific/Kiritimati", "C"), ("America/Adak", "tr_TR.UTF-8"), ("UTC", "de_DE.UTF-8")):
            self.assert_same(render(self.sample, self.work, "--brand", "riverside", TZ=zone, LC_ALL=locale,
                                    LANG=locale))

    def test_day(self):
        if IS_SANITISED:
            print("skipped: faketime cannot be loaded before the sanitizer; the plain build runs this test")
            self.skipTest("sanitizer")
        for day in ("2001-02-03 04:05:06", "2031-12-31 23:59:59"):
            self.assert_same(render(self.sample, self.work, "--brand", "riverside", prefix=["faketime", "-f", day]))

    def test_history(self):
        """In one process after other people's reports, which need other letters and pages."""
        records = []
        for name in ("name-cyrillic.xml", "name-vietnamese.xml", "emergency.xml", "response.xml", "name-greek.xml"):
            element = re.search(r"<response .*</response>", (SAMPLES / name).read_text(), re.S).group()
            records.append(element.replace(' xmlns="urn:magreport:response:1" version="1"', ""))
        several = self.work / "several.xml"
        several.write_text('<responses xmlns="urn:magreport:response:1" version="1">' + "\n".join(records) +
                           "</responses>\n")
        subprocess.run([MAGREPORT, "render", str(several), "--brand", "riverside", "-o", str(self.work / "all")],
                       check=True, stderr=subprocess.DEVNULL)
        content = (self.work / "all" / "maria-sample-2026-11-20.pdf").read_bytes()
        self.assert_same(hashlib.sha256(content).hexdigest())

    def test_date_option_changes_the_bytes_only_by_what_it_says(self):
        self.assert_same(render(self.sample, self.work, "--brand", "riverside", "--date", "2026-11-20"))
        self.assertNotEqual(render(self.sample, self.work, "--brand", "riverside", "--date", "2026-11-21"), self.wanted)


class SameAnswers(unittest.TestCase):
    def test_all_formats(self):
        with tempfile.TemporaryDirectory() as folder:
            results = []
            for name in ("response.xml", "response-fhir.xml", "response-odm.xml", "response-openrosa.xml"):
                output = Path(folder) / f"{name}.pdf"
                subprocess.run([MAGREPORT, "render", str(SAMPLES / name), "-o", str(output)], check=True)
                score = subprocess.run([MAGREPORT, "score", str(SAMPLES / name)], check=True, capture_output=True).stdout
                results.append((re.sub(rb' response="[^"]*"', b"", score), text_of(output)))
            for other in results[1:]:
                self.assertEqual(results[0][0], other[0])
                self.assertEqual(results[0][1], other[1])


if __name__ == "__main__":
    unittest.main()
