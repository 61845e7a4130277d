#!/usr/bin/python3
"""The PDF writer alone, on pages made by hand (tests/unit/pdf/synthetic.h): other programs read the file, our checks find
nothing in it, and find each of the faults that are put into it on purpose.

A check that cannot fail proves nothing: faults that validators overlook (a parent tree in the wrong order, a Link
without its OBJR, a wrong width, an outline subset away) are made here from the good file; test_rules.py breaks each rule
of the public profile.
"""
import os
import re
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

import check_pdf_ua
import check_pdfa
from pdf_model import Document, TrueType, as_list
from structure_text import structure_lines

MAKER = Path(os.environ.get("BUILD", "build")) / "tests/unit/pdf/test_pdf"
PAGES = 4


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, check=False)


def elements_of(pdf, role):
    """The structure elements of a role, in file order."""
    return [item for item in pdf.objects
            if isinstance(item, Dictionary) and item.get("/S") == Name("/" + role) and "/P" in item]


class Synthetic(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.good = Path(cls.folder.name) / "good.pdf"
        done = run(MAKER, cls.good, PAGES)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    # --- other programs ---

    def test_qpdf_finds_no_fault(self):
        done = run("qpdf", "--check", self.good)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_objects_are_packed(self):
        for pages in (1, 90):  # one object stream, and several
            path = Path(self.folder.name) / f"packed-{pages}.pdf"
            run(MAKER, path, pages)
            self.assertEqual(run("qpdf", "--check", path).returncode, 0)
            plain = Path(self.folder.name) / "plain.pdf"
            self.assertEqual(run("qpdf", "--object-streams=disable", path, plain).returncode, 0)
            self.assertGreater(plain.stat().st_size, path.stat().st_size)
            kinds = set(re.findall(r"^\d+/0: (compressed|uncompressed)", run("qpdf", "--show-xref", path).stdout, re.M))
            self.assertEqual(kinds, {"compressed", "uncompressed"})
            with pikepdf.open(path) as pdf, pikepdf.open(plain) as other:
                self.assertEqual(len(pdf.pages), pages)
                packs = [item for item in pdf.objects if item.get("/Type") == Name.ObjStm]
                self.assertEqual(len(packs) > 1, pages > 1)
                self.assertEqual(len(pdf.objects) - len(packs) - 1, len(other.objects))

    def test_mutool_reads_it(self):
        done = run("mutool", "clean", "-s", self.good, Path(self.folder.name) / "cleaned.pdf")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_pdfinfo(self):
        facts = dict(line.split(":", 1) for line in run("pdfinfo", self.good).stdout.splitlines() if ":" in line)
        facts = {key: value.strip() for key, value in facts.items()}
        self.assertEqual(facts["Title"], "Your magnesium check — Zoë Ω")
        self.assertEqual(facts["Author"], "Riverside & Sons <clinic>")
        self.assertEqual((facts["Tagged"], facts["Pages"], facts["PDF version"]), ("yes", str(PAGES), "1.7"))
        self.assertEqual((facts["JavaScript"], facts["Encrypted"], facts["Page size"]),
                         ("no", "no", "595.28 x 841.89 pts (A4)"))

    def test_pdffonts_all_embedded_subset_unicode(self):
        lines = run("pdffonts", self.good).stdout.splitlines()[2:]
        self.assertGreaterEqual(len(lines), 4)  # three faces and one extra subset
        for line in lines:
            self.assertEqual(line.split()[-5:-2], ["yes", "yes", "yes"], line)

    def test_pdftotext_gives_the_words(self):
        text = run("pdftotext", self.good, "-").stdout
        for words in ("office staff can help with the fluffy waffles and the affinity chart",
                      "Nguyễn Thị Hằng, Ελένη Παπαδοπούλου, Наталья Щёкина, Zoë 😀 (ok) q̣̃x̂",
                      "A note with (brackets) and a \\.", "¿Qué dirección?", "Please book a visit when you can."):
            self.assertIn(words, text)

    def test_poppler_reads_the_structure(self):
        done = run("pdfinfo", "-struct-text", self.good)
        self.assertIn("Pumpkin seeds", done.stdout)
        self.assertEqual(done.stderr, "")

    # --- our own reader ---

    def test_checks_are_clean(self):
        self.assertEqual(check_pdf_ua.faults_of(self.good), [])
        self.assertEqual(check_pdfa.faults_of(self.good), [])

    def test_text_in_structure_order(self):
        lines = structure_lines(Document(self.good))
        self.assertEqual(lines[:4], ["What your answers show", "Food and milligrams", "Pumpkin seeds", "156 mg"])
        self.assertIn("Please book a visit when you can.", lines)
        self.assertEqual(lines.count("156 mg"), 8)  # two tables of four full cells
        self.assertNotIn("Riverside Clinic", " ".join(lines))  # the header is an artifact

    def test_empty_elements_are_left_out_and_empty_cells_stay(self):
        roles = [element.role for element in Document(self.good).tree.elements]
        self.assertNotIn("Div", roles)
        self.assertEqual(roles.count("TD"), 10)

    def test_figure_box_is_what_is_drawn(self):
        document = Document(self.good)
        figure = next(element for element in document.tree.elements if element.role == "Figure")
        left, _, right, _ = (float(side) for side in figure.attribute("Layout", "/BBox"))
        self.assertEqual((left, right), (56.0, 256.0))  # path from 56, image to 56 + 140 + 60

    # --- faults put in on purpose ---

    def faulty(self, change, check=check_pdf_ua):
        """The faults found after change(pdf)."""
        path = Path(self.folder.name) / "faulty.pdf"
        with pikepdf.open(self.good) as pdf:
            change(pdf)
            pdf.save(path, static_id=True)
        return "\n".join(f"{clause}: {fault}" for clause, fault in check.faults_of(path))

    def assert_found(self, words, change, check=check_pdf_ua):
        self.assertIn(words, self.faulty(change, check))

    def test_saving_alone_changes_nothing(self):
        self.assertEqual(self.faulty(lambda pdf: None), "")

    def test_parent_tree_is_checked(self):
        def swap(pdf):
            array = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
            array[0], array[1] = array[1], array[0]

        def shuffle_keys(pdf):
            nums = pdf.Root.StructTreeRoot.ParentTree.Nums
            nums[0], nums[1], nums[2], nums[3] = nums[2], nums[3], nums[0], nums[1]

        def cut(pdf):
            array = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
            del array[len(array) - 1]
        self.assert_found("the parent tree's entry for MCID 0", swap)
        self.assert_found("do not ascend", shuffle_keys)
        self.assert_found("is not its element", cut)

    def test_link_faults_are_found(self):
        def reference(pdf):
            link = elements_of(pdf, "Link")[0]
            link.K = Array([kid for kid in link.K if isinstance(kid, int)])

        def contents(pdf):
            del as_list(pdf.pages[0].Annots)[0].Contents

        def parent(pdf):
            as_list(pdf.pages[0].Annots)[0].StructParent = 0

        def tabs(pdf):
            del pdf.pages[1].obj.Tabs
        self.assert_found("Link refers to no annotation", reference)
        self.assert_found("a link annotation is not in a Link element", reference)
        self.assert_found("a link without /Contents", contents)
        self.assert_found("does not lead from the annotation to its Link", parent)
        self.assert_found("page 2 has no /Tabs /S", tabs)

    def test_element_faults_are_found(self):
        def box(pdf):
            del elements_of(pdf, "Figure")[0].A

        def list_numbering(pdf):
            del elements_of(pdf, "L")[0].A

        def empty(pdf):
            elements_of(pdf, "H1")[0].K = Array([])
        for words, change in (("no /BBox", box), ("no /ListNumbering", list_numbering), ("has no content", empty),
                              ("MCID 0 is not in the tree", empty)):
            with self.subTest(words):
                self.assert_found(words, change)

    def test_content_faults_are_found(self):
        def replace(old, new):
            def change(pdf):
                page = pdf.pages[0]
                data = page.Contents.read_bytes()
                self.assertIn(old, data)
                page.Contents = pdf.make_stream(data.replace(old, new, 1))
            return change
        self.assert_found("outside of marked content", replace(b"/Artifact BMC\n", b"/Span BMC\n"))
        self.assert_found("MCID 1 is not on its page", replace(b"/MCID 1>>", b"/MCID 99>>"))
        self.assert_found("MCID 99 is not in the tree", replace(b"/MCID 1>>", b"/MCID 99>>"))
        self.assert_found("is not closed", replace(b"EMC\n", b"\n"))
        self.assert_found("inside another MCID", replace(b"EMC\n/TH", b"/TH"))
        self.assert_found("an artifact inside tagged content", replace(b"EMC\n/Artifact BMC", b"/Artifact BMC"))
        self.assert_found("and H1 in the tree", replace(b"/H1<<", b"/H2<<"))

    def test_font_faults_are_found(self):
        def font(pdf):
            return pdf.pages[0].Resources.Font["/F0"]

        def width(pdf):
            for group in font(pdf).DescendantFonts[0].W:
                if isinstance(group, Array):
                    group[0] = float(group[0]) + 1

        def unicode(pdf):
            stream = font(pdf).ToUnicode
            stream.write(stream.read_bytes().replace(b"<0003><0020>\n", b""))

        def program(pdf):
            del font(pdf).DescendantFonts[0].FontDescriptor.FontFile2

        def outline(pdf):
            stream = font(pdf).DescendantFonts[0].FontDescriptor.FontFile2
            stream.write(without_outline(stream.read_bytes(), 0x4C))

        def cid_range(pdf):
            stream = font(pdf).ToUnicode
            stream.write(stream.read_bytes() + b"\n1 begincidrange\nendcidrange\n")
        self.assert_found("wide in the font and", width)
        self.assert_found("glyph 3 is shown and has no text", unicode)
        self.assert_found("not embedded", program)
        self.assert_found("('i') has no outline", outline)
        self.assert_found("cidrange", cid_range)

    def test_outline_faults_are_found(self):
        def target(pdf):
            pdf.Root.Outlines.First.Dest[0] = pdf.Root

        def count(pdf):
            pdf.Root.Outlines.Count = 1

        def chain(pdf):
            entry = pdf.Root.Outlines.First.First
            del entry.Next.Prev
        def missing(pdf):
            del pdf.Root.Outlines

        def beside(pdf):
            pdf.Root.Outlines.First.Dest[3] = 5000
        self.assert_found("no outline", missing)
        self.assert_found("a place beside page 1", beside)
        self.assert_found("leads to no page", target)
        self.assert_found("/Count is not", count)
        self.assert_found("not linked both ways", chain)

    def test_pdfa_faults_are_found(self):
        def intent(pdf):
            del pdf.Root.OutputIntents

        def author(pdf):
            pdf.trailer.Info.Author = "Somebody else"

        def date(pdf):
            pdf.trailer.Info.CreationDate = "D:20240517000000+02'00'"

        def flag(pdf):
            as_list(pdf.pages[0].Annots)[0].F = 2

        def script(pdf):
            as_list(pdf.pages[0].Annots)[0].A = Dictionary(S=Name.JavaScript, JS="")

        def interpolate(pdf):
            pdf.pages[0].Resources.XObject["/I0"].Interpolate = True

        def conformance(pdf):
            stream = pdf.Root.Metadata
            stream.write(stream.read_bytes().replace(b">A</pdfaid", b">B</pdfaid"))
        for words, change in (("output intent", intent), ("/Author and", author), ("/CreationDate and", date),
                              ("hidden or not printed", flag), ("action of kind /JavaScript", script),
                              ("/Interpolate", interpolate), ("does not say PDF/A-2a", conformance)):
            with self.subTest(words):
                self.assert_found(words, change, check_pdfa)


def without_outline(data, glyph):
    """The TrueType file with the glyph's place in loca closed up, as if subset away."""
    font = TrueType(data)
    loca = font.tables["loca"][0]
    size, form = (4, ">L") if font.has_long_offsets else (2, ">H")
    changed = bytearray(data)
    start = struct.unpack_from(form, data, loca + size * glyph)[0]
    struct.pack_into(form, changed, loca + size * (glyph + 1), start)
    return bytes(changed)


if __name__ == "__main__":
    unittest.main()
