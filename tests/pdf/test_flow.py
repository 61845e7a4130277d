#!/usr/bin/python3
"""What a screen reader meets in the samples of pages and footnotes (tests/golden/flow-*): the PDF checkers find no fault,
the text in structure order is that of the blocks, and each number leads to its note.
"""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_pdf_ua
import check_pdfa
from pdf_model import Document, Referenced
from structure_text import blocks_lines, differences, kids_text, structure_lines

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
RESPONSE = ROOT / "samples/response.xml"


def made(folder, name):
    """The PDF and the dump of blocks of a golden case."""
    layout = ROOT / "tests/golden" / name / "layout.xml"
    options = [str(RESPONSE), "--layout", str(layout), "--brand", "riverside", "--paper", "a5"]
    path = Path(folder) / f"{name}.pdf"
    subprocess.run([MAGREPORT, "render", *options, "-o", path], timeout=60, check=True)
    blocks = subprocess.run([MAGREPORT, "dump", "--stage=blocks", *options], timeout=60, check=True, capture_output=True,
                            text=True).stdout
    return Document(path), blocks


class Flow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        names = sorted(path.name for path in (ROOT / "tests/golden").glob("flow-*"))
        cls.made = {name: made(cls.folder.name, name) for name in names}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @staticmethod
    def text(document, element):
        lines = [""]
        kids_text(document, element, True, lines)
        return " ".join(" ".join(lines).split())

    def test_checks_are_clean(self):
        for name, (document, _) in self.made.items():
            self.assertEqual(check_pdf_ua.faults_in(document), [], name)
            self.assertEqual(check_pdfa.faults_in(document), [], name)

    def test_all_text_is_in_the_structure(self):
        for name, (document, blocks) in self.made.items():
            self.assertEqual(differences(blocks_lines(blocks), structure_lines(document)), [], name)

    def test_each_number_leads_to_its_note(self):
        document, _ = self.made["flow-notes"]
        elements = document.tree.elements
        notes = [element for element in elements if element.role == "Note"]
        references = [element for element in elements if element.role == "Reference"]
        self.assertGreater(len(notes), 10)
        self.assertEqual(len(references), len(notes))
        self.assertEqual(len({note.text("/ID") for note in notes}), len(notes))
        for number, (note, reference) in enumerate(zip(notes, references), 1):
            label = note.elements()[0]
            self.assertEqual((label.role, self.text(document, label)), ("Lbl", str(number)))
            self.assertEqual(self.text(document, reference), str(number))
            self.assertEqual(reference.elements()[0].role, "Link")
            annotation = next(kid for kid in reference.elements()[0].kids if isinstance(kid, Referenced))
            self.assertEqual(document.page_number(annotation.target.Dest[0]), self.first_page(document, note))

    @staticmethod
    def first_page(document, element):
        return min(document.page_number(kid.page) for kid in element.kids if hasattr(kid, "mcid"))

    def test_a_note_is_read_after_its_paragraph(self):
        """A note follows the element in which its number stands, and is no part of it."""
        document, _ = self.made["flow-notes"]
        for element in document.tree.elements:
            if element.role != "Reference":
                continue
            after = element.parent.parent.elements()
            at = next(i for i, sibling in enumerate(after) if sibling is element.parent)
            self.assertEqual(after[at + 1].role, "Note")


if __name__ == "__main__":
    unittest.main()
