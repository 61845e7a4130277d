#!/usr/bin/python3
"""Every template on every paper in every variant, and the slip on its roll, for twelve invented people (patients.py): other
readers find no fault, at most 60 % of a page is marked, nothing but bands over the whole width comes nearer to an edge
than 3 mm, and large print has no text under 18 pt.

`make check` looks at a few of them, `make check-all` at all.
"""
import itertools
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from PIL import Image

import check_pdf_ua
import check_pdfa
from made import MAGREPORT, need
from patients import PEOPLE, write_all
from pdf_model import Document
from test_looks import EDGE, LARGE_LEAST, read_documents, run, touching, words_on_pages
from test_pdfjs import LIBRARY, SCRIPT, our_tree, their_tree, without_empty
from test_preflight import JARS, complaints, is_allowed

BRAND = "riverside"
VARIANTS = ["", "large-print", "black-and-white"]
WHOLE = [*itertools.product(["handout", "summary", "clinician"], ["a4", "letter"], VARIANTS),
         *itertools.product(["slip"], ["letter"], VARIANTS)]
QUICK = [("handout", "a4", "large-print"), ("summary", "letter", "black-and-white"), ("slip", "letter", "")]
QUICK_PEOPLE = ["emergency", "all-maximum"]
IS_WHOLE = os.environ.get("WHOLE") == "1"
DOTS_PER_INCH = 100
WHITE_FROM = 250  # gray value
MARKED_MOST = 0.6


def marked_share(picture):
    histogram = Image.open(picture).convert("L").histogram()
    return sum(histogram[:WHITE_FROM]) / sum(histogram)


class Combination:
    """The PDFs and pages of one template, paper and variant, for all chosen people."""

    def __init__(self, folder, template, paper, variant, people):
        self.folder = folder / f"{template}-{paper}-{variant or 'print'}"
        self.variant = variant
        forms = folder / "people.xml"
        write_all(forms, people)
        options = ["--layout", template, "--paper", paper, "--brand", BRAND, *(["--variant", variant] if variant else [])]
        done = run(MAGREPORT, "render", forms, *options, "-o", self.folder)
        dump = run(MAGREPORT, "dump", "--stage=pages", forms, *options)
        if done.returncode != 0 or dump.returncode != 0:
            raise RuntimeError(f"{self.folder.name}: {done.stderr}{dump.stderr}")
        self.pdfs = [self.folder / f"{person}.pdf" for person in people]
        self.pages = dict(zip(self.pdfs, read_documents(dump.stdout)))


@unittest.skipIf("asan" in os.environ.get("BUILD", ""), "other readers, once is enough")
class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        folder = Path(cls.holder.name)
        people = list(PEOPLE) if IS_WHOLE else QUICK_PEOPLE
        cls.made = [Combination(folder, *case, people) for case in (WHOLE if IS_WHOLE else QUICK)]

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def each(self, check):
        for combination in self.made:
            for pdf in combination.pdfs:
                with self.subTest(f"{combination.folder.name}, {pdf.stem}"):
                    check(combination, pdf)

    def test_our_checkers(self):
        def check(_, pdf):
            document = Document(pdf)
            self.assertEqual(check_pdf_ua.faults_in(document), [])
            self.assertEqual(check_pdfa.faults_in(document), [])
        self.each(check)

    def test_qpdf(self):
        def check(_, pdf):
            done = run("qpdf", "--check", pdf)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.each(check)

    def test_preflight(self):
        need("PDFBox preflight", "java", *JARS)
        for combination in self.made:
            found = complaints(combination.pdfs, combination.folder)
            for pdf in combination.pdfs:
                with self.subTest(f"{combination.folder.name}, {pdf.stem}"):
                    self.assertIn("7.11.2", [code for code, _ in found[pdf.name]])  # it was read
                    self.assertEqual([error for error in found[pdf.name] if not is_allowed(*error)], [])

    def test_pdfjs(self):
        need("pdf.js", "node", LIBRARY)
        for combination in self.made:
            found = json.loads(run("node", SCRIPT, LIBRARY, *combination.pdfs).stdout)
            for pdf in combination.pdfs:
                with self.subTest(f"{combination.folder.name}, {pdf.stem}"):
                    self.check_trees(found[str(pdf)]["pages"], Document(pdf))

    def check_trees(self, pages, document):
        self.assertEqual(len(pages), len(document.pages))
        for number, page in enumerate(pages):
            theirs = their_tree(page["tree"]["children"][0], page["texts"])
            ours = our_tree(document, document.tree.tops[0], number)
            self.assertEqual(without_empty(theirs), without_empty(ours), f"page {number + 1}")

    def test_marked_area(self):
        def check(combination, pdf):
            subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-aa", "no", "-aaVector", "no", pdf, combination.folder / pdf.stem], check=True)
            pictures = sorted(combination.folder.glob(f"{pdf.stem}-*.pgm"))
            self.assertEqual(len(pictures), len(combination.pages[pdf]))
            for number, picture in enumerate(pictures, 1):
                self.assertLessEqual(marked_share(picture), MARKED_MOST, f"page {number}")
                picture.unlink()
        self.each(check)

    def test_edges_words_and_sizes(self):
        def check(combination, pdf):
            for number, page in enumerate(combination.pages[pdf], 1):
                self.assertEqual(page.faults, [], f"page {number}")
                if combination.variant == "large-print":
                    self.assertGreaterEqual(min(page.sizes), LARGE_LEAST, page.sizes[min(page.sizes)])
            for number, (width, height, words) in enumerate(words_on_pages(pdf), 1):
                self.assertEqual(list(touching(words)), [], f"page {number}")
                far = [word for word in words if word[1] > width - EDGE or word[3] > height - EDGE]
                self.assertEqual(far, [], f"page {number}")
        self.each(check)


if __name__ == "__main__":
    unittest.main()
