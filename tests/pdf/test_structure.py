#!/usr/bin/python3
"""What a screen reader meets in a document made for it (structure.xml): one table over several pages, lists with labels,
values behind charts, languages of parts, bookmarks and links that lead where they say.
"""
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_pdf_ua
import check_pdfa
from pdf_model import Document, Element, as_list
from structure_text import kids_text, structure_lines

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
BULLET, TICK_BOX = "\u2022", "\u2610"


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, check=True).stdout


class Structure(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = Path(cls.folder.name) / "structure.pdf"
        run(MAGREPORT, "render", ROOT / "samples/response.xml", "--brand", "riverside", "--layout",
            ROOT / "tests/pdf/structure.xml", "-o", cls.path)
        cls.document = Document(cls.path)
        cls.page_texts = run("pdftotext", "-layout", cls.path, "-").split("\f")[:-1]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def elements(self, role):
        return [element for element in self.document.tree.elements if element.role == role]

    def text(self, element):
        lines = [""]
        kids_text(self.document, element, True, lines)
        return " ".join(" ".join(lines).split())

    def top_of(self, word):
        """The page, from 0, and the top, from the bottom in points, of a word that the file has once."""
        found = []
        for number, page in enumerate(re.findall(r"<page .*?</page>", run("pdftotext", "-bbox", self.path, "-"), re.S)):
            height = float(re.search(r'height="([\d.]+)"', page)[1])
            found += [(number, height - float(top))
                      for top in re.findall(rf'yMin="([\d.]+)"[^>]*>{re.escape(word)}</word>', page)]
        self.assertEqual(len(found), 1, word)
        return found[0]

    def assert_leads_to(self, place, word):
        """A place is the top of the word's line: above it, and not by more than a line or two."""
        page, top = self.top_of(word)
        self.assertEqual(self.document.page_number(place[0]), page)
        self.assertGreater(float(place[3]), top - 2)
        self.assertLess(float(place[3]), top + 40)

    def test_checks_are_clean(self):
        self.assertEqual(check_pdf_ua.faults_in(self.document), [])
        self.assertEqual(check_pdfa.faults_in(self.document), [])

    def test_a_table_is_one_over_its_pages_and_its_head_is_read_once(self):
        table = self.elements("Table")[-1]
        self.assertEqual([kid.role for kid in table.elements()], ["THead", "TBody"])
        rows = table.elements()[1].elements()
        self.assertEqual(len(rows), 64)
        pages = {self.document.page_number(cell.page) for row in rows for cell in row.elements()}
        self.assertGreaterEqual(len(pages), 2)
        with_head = [number for number, text in enumerate(self.page_texts) if "Head of words" in text]
        self.assertEqual(sorted(pages), with_head)
        self.assertEqual(structure_lines(self.document).count("Head of words"), 1)
        for head in table.elements()[0].elements()[0].elements():
            self.assertEqual((head.role, str(head.attribute("Table", "/Scope"))), ("TH", "/Column"))

    def test_running_heads_and_feet_are_not_read(self):
        for text in self.page_texts:
            self.assertIn("Running head", text)
            self.assertIn("Running foot", text)
        self.assertNotIn("Running", " ".join(structure_lines(self.document)))

    def test_every_list_item_has_a_label_and_a_body(self):
        items = self.elements("LI")
        self.assertEqual([[kid.role for kid in item.elements()] for item in items], [["Lbl", "LBody"]] * 5)
        labels = [item.elements()[0] for item in items]
        self.assertEqual([label.text("/ActualText") or self.text(label) for label in labels],
                         [BULLET, BULLET, "1.", TICK_BOX, TICK_BOX])
        self.assertEqual([str(element.attribute("List", "/ListNumbering")) for element in self.elements("L")],
                         ["/Disc", "/Decimal", "/Square"])

    def test_charts_state_every_value_and_have_a_table(self):
        bars, gauge = self.elements("Figure")
        self.assertEqual(gauge.text("/Alt"), "Signs: 44 of 100.")
        siblings = [kid for kid in bars.parent.kids if isinstance(kid, Element)]
        table = siblings[siblings.index(bars) + 1]
        self.assertEqual(table.role, "Table")
        self.assertEqual(len(table.elements()), 8)
        for row in table.elements():
            head, value = row.elements()
            self.assertEqual((head.role, str(head.attribute("Table", "/Scope")), value.role), ("TH", "/Row", "TD"))
            self.assertRegex(self.text(value), r"^\d+ of \d+$")
            self.assertIn(f"{self.text(head)}: {self.text(value)}.", bars.text("/Alt"))

    def test_parts_name_their_language(self):
        found = {element.text("/Lang"): (element.role, self.text(element)) for element in self.document.tree.elements
                 if element.text("/Lang")}
        self.assertEqual(found, {"es": ("P", "Hable con su cl\u00ednica."), "pt-BR": ("Div", "Fale com a sua cl\u00ednica."),
                                 "de": ("H2", "\u00dcberschrift")})
        self.assertEqual(str(self.document.root.Lang), "en-US")

    def test_links_lead_where_they_say(self):
        annotations = {str(link.Contents): link for page in self.document.pages for link in as_list(page.get("/Annots"))}
        self.assertEqual(set(annotations), {"the far place", "the top", "elsewhere"})
        self.assert_leads_to(annotations["the far place"].Dest, "Last")
        self.assert_leads_to(annotations["the top"].Dest, "First")
        self.assertEqual(str(annotations["elsewhere"].A.URI), "https://a.example/x")
        self.assertNotIn("/Dest", annotations["elsewhere"])

    def test_bookmarks_are_those_of_the_headings(self):
        entries = [(str(entry.Title), depth) for entry, depth in
                   check_pdf_ua.outline_entries(self.document.root.Outlines)]
        self.assertEqual(entries, [("First heading", 0), ("Words from elsewhere", 1), ("\u00dcberschrift", 1),
                                   ("A long table", 1), ("Last heading", 0)])
        for entry, _ in check_pdf_ua.outline_entries(self.document.root.Outlines):
            word = {"Words from elsewhere": "Words", "A long table": "long"}.get(str(entry.Title), str(entry.Title).split()[0])
            self.assert_leads_to(entry.Dest, word)

    def test_pages_are_walked_in_the_order_of_the_structure(self):
        self.assertEqual({str(page.get("/Tabs")) for page in self.document.pages}, {"/S"})


if __name__ == "__main__":
    unittest.main()
