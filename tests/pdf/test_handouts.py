#!/usr/bin/python3
"""Every sample in each template: the checks of PDF/UA-1 and PDF/A-2a are clean, other programs read the file, and the text
taken out in structure order is the text of the blocks, nothing lost and nothing twice.
"""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_pdf_ua
import check_pdfa
from pdf_model import Document
from structure_text import blocks_lines, differences, structure_lines

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
SEVERAL = ROOT / "samples/visits.xml"  # forms of one person
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*.xml") if path != SEVERAL)


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, check=False)


class Handouts(unittest.TestCase):
    layout = "handout"
    content_max_bytes = 13 * 1024  # raw content stream a page, on average

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.files = {}
        cls.documents = {}  # read once for all tests
        for sample in SAMPLES:
            cls.files[sample] = Path(cls.folder.name) / f"{sample.stem}.pdf"
            done = run(MAGREPORT, "render", sample, "--brand", "riverside", "--layout", cls.layout, "-o",
                       cls.files[sample])
            if done.returncode != 0:
                raise RuntimeError(f"{sample.name}: {done.stderr}")
            cls.documents[cls.files[sample]] = Document(cls.files[sample])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def each(self, check):
        self.assertTrue(self.files)
        for sample, path in self.files.items():
            with self.subTest(sample.name):
                check(sample, path)

    def test_earlier_visits(self):
        folder = Path(self.folder.name) / "several"
        done = run(MAGREPORT, "render", SEVERAL, "--brand", "riverside", "--layout", self.layout, "-o", folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = Document(folder / "maria-2026-11.pdf")
        self.assertEqual(check_pdf_ua.faults_in(document) + check_pdfa.faults_in(document), [])

    def test_accessible(self):
        self.each(lambda _, path: self.assertEqual(check_pdf_ua.faults_in(self.documents[path]), []))

    def test_archivable(self):
        self.each(lambda _, path: self.assertEqual(check_pdfa.faults_in(self.documents[path]), []))

    def test_qpdf(self):
        def check(_, path):
            done = run("qpdf", "--check", path)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.each(check)

    def test_fonts(self):
        def check(_, path):
            lines = run("pdffonts", path).stdout.splitlines()[2:]
            self.assertTrue(lines)
            for line in lines:
                self.assertEqual(line.split()[-5:-2], ["yes", "yes", "yes"], line)
        self.each(check)

    def test_text_in_structure_order_is_that_of_the_blocks(self):
        def check(sample, path):
            dump = run(MAGREPORT, "dump", "--stage=blocks", sample, "--brand", "riverside", "--layout", self.layout)
            self.assertEqual(dump.returncode, 0, dump.stderr)
            blocks = blocks_lines(dump.stdout)
            self.assertTrue(blocks)
            self.assertEqual(differences(blocks, structure_lines(self.documents[path])), [])
        self.each(check)

    def test_content_is_short(self):
        def check(_, path):
            sizes = [len(page.Contents.read_bytes()) for page in self.documents[path].pages]
            self.assertLessEqual(sum(sizes) / len(sizes), self.content_max_bytes)
        self.each(check)


class Summaries(Handouts):
    layout = "summary"


class ClinicianPages(Handouts):
    layout = "clinician"
    content_max_bytes = 18 * 1024  # its tables are dense


if __name__ == "__main__":
    unittest.main()
