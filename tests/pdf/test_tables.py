#!/usr/bin/python3
"""What a screen reader meets in tables with groups and a foot (tests/golden/tables): one table over its pages, a TBody for
each group under its heading, each foot once, and nothing of what is repeated for the eye.
"""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_pdf_ua
import check_pdfa
from pdf_model import Document
from structure_text import kids_text, structure_lines

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, check=True).stdout


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        path = Path(cls.folder.name) / "tables.pdf"
        run(MAGREPORT, "render", ROOT / "samples/response.xml", "--brand", "riverside", "--layout",
            ROOT / "tests/golden/tables/layout.xml", "-o", path)
        cls.document = Document(path)
        cls.pages = run("pdftotext", "-layout", path, "-").split("\f")[:-1]
        cls.tables = [element for element in cls.document.tree.elements if element.role == "Table"][:2]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def text(self, element):
        lines = [""]
        kids_text(self.document, element, True, lines)
        return " ".join(" ".join(lines).split())

    def test_checks_are_clean(self):
        self.assertEqual(check_pdf_ua.faults_in(self.document), [])
        self.assertEqual(check_pdfa.faults_in(self.document), [])

    def test_each_group_is_a_body_under_its_heading(self):
        parts = self.tables[0].elements()
        self.assertEqual([part.role for part in parts], ["THead"] + ["TBody"] * 7 + ["TFoot"])
        for day, body in zip(DAYS, parts[1:8]):
            heading, *rows = body.elements()
            self.assertEqual([(cell.role, str(cell.attribute("Table", "/Scope")), int(cell.attribute("Table", "/ColSpan")))
                              for cell in heading.elements()], [("TH", "/Row", 3)])
            self.assertEqual(self.text(heading), day)
            self.assertEqual([[cell.role for cell in row.elements()] for row in rows], [["TH", "TD", "TD"]] * 4)

    def test_what_is_repeated_is_seen_but_not_read(self):
        pages = [page for page in self.pages if "kcal" in page]
        self.assertEqual(len(pages), 3)
        for page in pages:
            self.assertEqual(page.count("All seven days"), 1, page)
        self.assertIn("(continued)", "".join(self.pages))
        read = structure_lines(self.document)
        self.assertNotIn("(continued)", " ".join(read))
        self.assertEqual(sum("All seven days" in line for line in read), len(self.tables))

    def test_a_foot_holds_the_sum_of_its_column(self):
        for table in self.tables:
            *above, foot = table.elements()
            cells = foot.elements()[0].elements()
            self.assertEqual([cell.role for cell in cells], ["TH"] + ["TD"] * (len(cells) - 1))
            rows = [row.elements() for body in above if body.role == "TBody" for row in body.elements()]
            for column in range(1, len(cells)):
                numbers = [int(self.text(row[column - len(cells)])) for row in rows if len(row) > 1]
                self.assertEqual(len(numbers), 28)
                self.assertEqual(int(self.text(cells[column])), sum(numbers))


if __name__ == "__main__":
    unittest.main()
