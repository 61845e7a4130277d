#!/usr/bin/python3
"""pdf.js, the reader in Firefox, and our own reader see the same structure on each page: the same roles in the same nest,
the same text in the same order.
"""
import json
import subprocess
import tempfile
import unicodedata
import unittest
from pathlib import Path

from made import make_files, need
from pdf_model import Document, Element, Marked

LIBRARY = Path("/usr/share/javascript/pdf/build/pdf.js")
SCRIPT = Path(__file__).resolve().parent / "pdfjs_tree.js"


def squeezed(text):
    """Without white space: where glyphs stand apart pdf.js adds spaces of its own."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def their_tree(node, texts):
    """(role, kids) with the texts of marked content as kids; annotations left out."""
    kids = []
    for kid in node.get("children", []):
        if kid.get("type") == "content":
            kids.append(squeezed(texts.get(kid["id"], "")))
        elif "role" in kid:
            kids.append(their_tree(kid, texts))
    return node["role"], kids


def our_tree(document, element, number):
    """The same from our reader; None if nothing of the element is on the page."""
    kids = []
    for kid in element.kids:
        if isinstance(kid, Marked) and document.page_number(kid.page) == number:
            kids.append(squeezed(document.contents[number].text_of(kid.mcid)))
        elif isinstance(kid, Element):
            below = our_tree(document, kid, number)
            kids += [below] if below else []
    return (element.role, kids) if kids else None


def without_empty(tree):
    """Without cells that hold nothing: they belong to no page."""
    role, kids = tree
    kept = [without_empty(kid) if isinstance(kid, tuple) else kid for kid in kids]
    return role, [kid for kid in kept if not (isinstance(kid, tuple) and not kid[1])]


class PdfJs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("pdf.js", "node", LIBRARY)
        cls.folder = tempfile.TemporaryDirectory()
        cls.files = make_files(cls.folder.name)
        done = subprocess.run(["node", SCRIPT, LIBRARY, *cls.files.values()], capture_output=True, text=True, timeout=300,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.theirs = json.loads(done.stdout)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_same_roles_and_texts_on_each_page(self):
        for name, path in self.files.items():
            document = Document(path)
            pages = self.theirs[str(path)]["pages"]
            self.assertEqual(len(pages), len(document.pages))
            for number, page in enumerate(pages):
                with self.subTest(f"{name}, page {number + 1}"):
                    ours = our_tree(document, document.tree.tops[0], number)
                    self.assertEqual(page["tree"]["role"], "Root")
                    self.assertEqual(len(page["tree"]["children"]), 1)
                    theirs = their_tree(page["tree"]["children"][0], page["texts"])
                    self.assertTrue(any(ours[1]))
                    self.assertEqual(without_empty(theirs), without_empty(ours))

    def test_another_order_would_be_seen(self):
        path = self.files["structure"]
        page = self.theirs[str(path)]["pages"][0]
        theirs = without_empty(their_tree(page["tree"]["children"][0], page["texts"]))
        document = Document(path)
        document.tree.tops[0].kids[1:3] = reversed(document.tree.tops[0].kids[1:3])
        self.assertNotEqual(theirs, without_empty(our_tree(document, document.tree.tops[0], 0)))

    def test_the_file_says_that_it_is_tagged_and_has_bookmarks(self):
        for name, path in self.files.items():
            with self.subTest(name):
                found = self.theirs[str(path)]
                self.assertEqual((found["marks"]["Marked"], found["marks"]["Suspects"]), (True, False))
                self.assertTrue(found["outline"])


if __name__ == "__main__":
    unittest.main()
