#!/usr/bin/python3
"""Each rule of the public PDF/UA-1 profile (pdf_ua_rules.py) is broken once in a good file, and the check that looks
after the rule must say so.

The good file is one page made by hand (tests/unit/pdf/synthetic.h). A fault is a function that changes the opened file,
with the words that the check must find.
"""
import io
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

import check_pdf_ua
from pdf_model import Document, as_list
from pdf_ua_rules import CHECKED, REFUSED, RULE_COUNT, RULES

MAKER = Path(os.environ.get("BUILD", "build")) / "tests/unit/pdf/test_pdf"


def elements(pdf, role):
    """The structure elements of a role, in file order."""
    return [item for item in pdf.objects
            if isinstance(item, Dictionary) and item.get("/S") == Name("/" + role) and "/P" in item]


# --- ways to change a file -------------------------------------------------------------------------------------------

def without(key):
    def change(pdf):
        del pdf.Root[key]
    return change


def put(key, make):
    def change(pdf):
        pdf.Root[key] = make(pdf)
    return change


def xmp(old, new):
    def change(pdf):
        data = pdf.Root.Metadata.read_bytes()
        assert old in data, old
        pdf.Root.Metadata.write(data.replace(old, new))
    return change


def content(old, new):
    def change(pdf):
        data = pdf.pages[0].Contents.read_bytes()
        assert old in data, old
        pdf.pages[0].Contents = pdf.make_stream(data.replace(old, new, 1))
    return change


def role(old, new, number=0):
    def change(pdf):
        elements(pdf, old)[number].S = Name("/" + new)
    return change


def roles(**role_map):
    """A role map, and the first paragraph with the first of its roles."""
    def change(pdf):
        names = list(role_map)
        pdf.Root.StructTreeRoot.RoleMap = Dictionary({"/" + key: Name("/" + value) for key, value in role_map.items()})
        elements(pdf, "P")[0].S = Name("/" + names[0])
    return change


def wrap(old, new, number=0):
    """An element of another role between an element and its parent."""
    def change(pdf):
        element = elements(pdf, old)[number]
        parent = element.P
        wrapper = pdf.make_indirect(Dictionary(S=Name("/" + new), P=parent, K=Array([element])))
        parent.K = Array([wrapper if getattr(kid, "objgen", 0) == element.objgen else kid for kid in as_list(parent.K)])
        element.P = wrapper
    return change


def add(parent, *kids, at=None):
    """New elements with one empty paragraph each, as kids of the first element of a role."""
    def change(pdf):
        above = elements(pdf, parent)[0]
        made = []
        for kid in kids:
            element = pdf.make_indirect(Dictionary(S=Name("/" + kid), P=above))
            element.K = Array([pdf.make_indirect(Dictionary(S=Name.P, P=element, K=Array([])))])
            made.append(element)
        old = as_list(above.K)
        place = len(old) if at is None else at
        above.K = Array(old[:place] + made + old[place:])
    return change


def drop(old, key, number=0):
    def change(pdf):
        del elements(pdf, old)[number][key]
    return change


def give(old, number=0, **values):
    def change(pdf):
        for key, value in values.items():
            elements(pdf, old)[number]["/" + key] = value
    return change


def spans(old, number=0, **values):
    """Table attributes of a cell."""
    def change(pdf):
        attributes = elements(pdf, old)[number].get("/A", Dictionary(O=Name.Table))
        for key, value in values.items():
            attributes["/" + key] = value
        elements(pdf, old)[number].A = attributes
    return change


def both(*changes):
    def change(pdf):
        for one in changes:
            one(pdf)
    return change


def flatten_table(pdf):
    """Rows of the body straight under the table, beside the head."""
    table = elements(pdf, "Table")[0]
    body = elements(pdf, "TBody")[0]
    for row in body.K:
        row.P = table
    table.K = Array([elements(pdf, "THead")[0]] + list(body.K))


def annotation(**values):
    """A further annotation on the first page, outside of the structure."""
    def change(pdf):
        page = pdf.pages[0].obj
        made = Dictionary(Type=Name.Annot, Rect=Array([10, 10, 20, 20]), F=4)
        for key, value in values.items():
            made["/" + key] = value
        page.Annots = Array(as_list(page.get("/Annots")) + [pdf.make_indirect(made)])
    return change


def link(key, value=None):
    def change(pdf):
        first = as_list(pdf.pages[0].Annots)[0]
        if value is None:
            del first[key]
        else:
            first[key] = value
    return change


def loose(make):
    """An object that nothing but the catalogue's /Extra leads to, or a stream."""
    def change(pdf):
        pdf.Root.Extra = pdf.make_indirect(make(pdf))
    return change


def stream(pdf, **values):
    made = pdf.make_stream(b"")
    for key, value in values.items():
        made["/" + key] = value
    return made


def first_font(pdf):
    return pdf.pages[0].Resources.Font["/F0"]


def font(change_font):
    def change(pdf):
        change_font(first_font(pdf))
    return change


def to_unicode(old, new):
    def change(pdf):
        data = first_font(pdf).ToUnicode.read_bytes()
        assert old in data, old
        first_font(pdf).ToUnicode.write(data.replace(old, new))
    return change


def wider(font_dictionary):
    for group in font_dictionary.DescendantFonts[0].W:
        if isinstance(group, Array):
            group[0] = float(group[0]) + 1


def not_embedded(font_dictionary):
    del font_dictionary.DescendantFonts[0].FontDescriptor.FontFile2


def no_map(font_dictionary):
    del font_dictionary.DescendantFonts[0].CIDToGIDMap


def cid_set(pdf):
    first_font(pdf).DescendantFonts[0].FontDescriptor.CIDSet = pdf.make_stream(b"\x80")


def other_encoding(font_dictionary):
    font_dictionary.Encoding = Name("/UniGB-UCS2-H")


def truetype(**values):
    return loose(lambda pdf: Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Abc, **values))


def encrypt(_):
    allow = pikepdf.Permissions(accessibility=False)
    return {"encryption": pikepdf.Encryption(owner="owner", user="", R=6, allow=allow)}


def old_header(_):
    return {"raw": lambda data: data.replace(b"%PDF-1.7", b"%PDF-2.0", 1)}


NO_LANGUAGE = "the document's language is ''"
PREFIX = "XMP has pdfuaid under the prefix ua"

# rule: (change, words that must be found)
FAULTS = {
    "5-1": (xmp(b"<pdfuaid:part>1</pdfuaid:part>", b""), "no property of pdfuaid"),
    "5-2": (xmp(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<"), "no pdfuaid:part 1"),
    "5-3": (xmp(b"pdfuaid", b"ua"), PREFIX),
    "5-4": (xmp(b"<pdfuaid:part>1<", b'<ua:amd xmlns:ua="http://www.aiim.org/pdfua/ns/id/">2005</ua:amd>'
                                     b"<pdfuaid:part>1<"), PREFIX),
    "5-5": (xmp(b"<pdfuaid:part>1<", b'<ua:corr xmlns:ua="http://www.aiim.org/pdfua/ns/id/">2005</ua:corr>'
                                     b"<pdfuaid:part>1<"), PREFIX),
    "6.1-1": (old_header, "the first line is not"),
    "6.2-1": (without("/MarkInfo"), "no /Marked true"),
    "7.1-1": (content(b"EMC\n/Artifact BMC", b"/Artifact BMC"), "an artifact inside tagged content"),
    "7.1-2": (content(b"EMC\n/H1<<", b"/H1<<"), "inside an artifact"),
    "7.1-3": (content(b"/Artifact BMC\n", b"/Span BMC\n"), "outside of marked content"),
    "7.1-4": (put("/MarkInfo", lambda _: Dictionary(Marked=True, Suspects=True)), "says /Suspects"),
    "7.1-5": (role("P", "Remark"), "mapped to none that is standard"),
    "7.1-6": (roles(Remark="Aside", Aside="Remark"), "mapped in a circle"),
    "7.1-7": (roles(P="Span"), "the standard role P is mapped"),
    "7.1-8": (without("/Metadata"), "no metadata stream"),
    "7.1-9": (xmp(b"dc:title", b"dc:source"), "no dc:title"),
    "7.1-10": (put("/ViewerPreferences", lambda _: Dictionary(DisplayDocTitle=False)), "no /DisplayDocTitle"),
    "7.1-11": (without("/StructTreeRoot"), "no structure tree"),
    "7.1-12": (drop("H1", "/P"), "/P is not its parent"),
    "7.2-2": (without("/Lang"), NO_LANGUAGE),
    "7.2-3": (add("Table", "P"), "Table cannot hold P"),
    "7.2-4": (wrap("TR", "Sect"), "TR cannot stand in Sect"),
    "7.2-5": (wrap("THead", "Sect"), "THead cannot stand in Sect"),
    "7.2-6": (wrap("TBody", "Sect"), "TBody cannot stand in Sect"),
    "7.2-7": (both(role("TBody", "TFoot"), wrap("TFoot", "Sect")), "TFoot cannot stand in Sect"),
    "7.2-8": (wrap("TH", "Div"), "TH cannot stand in Div"),
    "7.2-9": (wrap("TD", "Div"), "TD cannot stand in Div"),
    "7.2-10": (add("TR", "P"), "TR cannot hold P"),
    "7.2-11": (add("Table", "THead"), "has two heads or two feet"),
    "7.2-12": (add("Table", "TFoot", "TFoot"), "has two heads or two feet"),
    "7.2-13": (role("TBody", "TFoot"), "has a head or a foot and no TBody"),
    "7.2-14": (flatten_table, "has a head or a foot and no TBody"),
    "7.2-15": (both(spans("TD", 0, RowSpan=2), spans("TH", 2, ColSpan=2)), "cells overlap"),
    "7.2-16": (add("Table", "Caption", at=1), "a caption must be"),
    "7.2-17": (wrap("LI", "Sect"), "LI cannot stand in Sect"),
    "7.2-18": (wrap("LBody", "Div"), "LBody cannot stand in Div"),
    "7.2-19": (add("L", "P"), "L cannot hold P"),
    "7.2-20": (add("LI", "P"), "LI cannot hold P"),
    "7.2-21": (both(without("/Lang"), give("P", ActualText=String("Text"))), NO_LANGUAGE),
    "7.2-22": (both(without("/Lang"), give("P", Alt=String("Text"))), NO_LANGUAGE),
    "7.2-23": (both(without("/Lang"), give("P", E=String("Text"))), NO_LANGUAGE),
    "7.2-24": (both(without("/Lang"), link("/Contents", String("Text"))), NO_LANGUAGE),
    "7.2-25": (put("/AcroForm", lambda _: Dictionary(Fields=Array([Dictionary(TU=String("Text"))]))), "has /AcroForm"),
    "7.2-26": (role("H1", "TOCI"), "TOCI cannot stand in Sect"),
    "7.2-27": (both(add("Sect", "TOC"), add("TOC", "P")), "TOC cannot hold P"),
    "7.2-28": (both(add("Sect", "TOC"), add("TOC", "TOCI", "Caption", at=0)), "a caption must be"),
    "7.2-29": (give("Span", Lang=String("Spanish please")), "the language is 'Spanish please'"),
    "7.2-30": (both(without("/Lang"), content(b"BT\n", b"/Span<</ActualText(a)>>BDC EMC BT\n")), NO_LANGUAGE),
    "7.2-31": (both(without("/Lang"), content(b"BT\n", b"/Span<</Alt(a)>>BDC EMC BT\n")), NO_LANGUAGE),
    "7.2-32": (both(without("/Lang"), content(b"BT\n", b"/Span<</E(a)>>BDC EMC BT\n")), NO_LANGUAGE),
    "7.2-33": (both(without("/Lang"), xmp(b"dc:language", b"dc:source")), NO_LANGUAGE),
    "7.2-34": (without("/Lang"), NO_LANGUAGE),
    "7.2-36": (add("THead", "P"), "THead cannot hold P"),
    "7.2-37": (add("TBody", "P"), "TBody cannot hold P"),
    "7.2-38": (both(add("Table", "TFoot"), add("TFoot", "P")), "TFoot cannot hold P"),
    "7.2-39": (both(add("Table", "Caption", at=0), add("Table", "Caption")), "a caption must be"),
    "7.2-40": (add("L", "Caption"), "a caption must be"),
    "7.2-41": (spans("TD", 4, RowSpan=2), "a cell reaches below the last row"),
    "7.2-42": (drop("TH", "/A", 0), "rows of different widths: [1, 2"),
    "7.2-43": (spans("TH", 0, ColSpan=3), "rows of different widths: [3, 2"),
    "7.3-1": (drop("Figure", "/Alt"), "Figure has no alternative text"),
    "7.4.2-1": (role("H1", "H2"), "H2 comes after level 0"),
    "7.4.4-1": (both(role("H1", "H"), role("P", "H")), "H without a level"),
    "7.4.4-2": (role("P", "H"), "H without a level"),
    "7.4.4-3": (role("P", "H", 1), "H without a level"),
    "7.5-1": (drop("TH", "/A", 1), "has no /Scope"),
    "7.5-2": (spans("TD", 0, Headers=Array([String("nowhere")])), "names the unknown cell nowhere"),
    "7.7-1": (role("P", "Formula"), "Formula has no alternative text"),
    "7.9-1": (drop("Note", "/ID"), "a Note has no /ID"),
    "7.9-2": (both(role("Span", "Note"), give("Note", 0, ID=String("n")), give("Note", 1, ID=String("n"))),
              "or two have the same"),
    "7.10-1": (put("/OCProperties", lambda _: Dictionary(D=Dictionary())), "has /OCProperties"),
    "7.10-2": (put("/OCProperties", lambda _: Dictionary(D=Dictionary(Name=String("a"), AS=Array([])))),
               "has /OCProperties"),
    "7.11-1": (loose(lambda pdf: Dictionary(Type=Name.Filespec, EF=Dictionary(F=pdf.make_stream(b"a")))),
               "an embedded file"),
    "7.15-1": (put("/AcroForm", lambda _: Dictionary(Fields=Array([]), XFA=String("<dynamicRender>"))),
               "has /AcroForm"),
    "7.16-1": (encrypt, "the file is encrypted"),
    "7.18.1-1": (annotation(Subtype=Name.Text, Contents=String("a")), "an annotation of kind /Text"),
    "7.18.1-2": (annotation(Subtype=Name.Highlight), "an annotation of kind /Highlight"),
    "7.18.1-3": (annotation(Subtype=Name.Widget, FT=Name.Tx), "an annotation of kind /Widget"),
    "7.18.2-1": (annotation(Subtype=Name.TrapNet), "an annotation of kind /TrapNet"),
    "7.18.3-1": (lambda pdf: pdf.pages[0].obj.__delitem__("/Tabs"), "page 1 has no /Tabs /S"),
    "7.18.4-1": (annotation(Subtype=Name.Widget, FT=Name.Btn), "a link annotation is not in a Link element"),
    "7.18.4-2": (role("P", "Form"), "Form, which our files have no use for"),
    "7.18.5-1": (role("Link", "Span"), "a link annotation is not in a Link element"),
    "7.18.5-2": (link("/Contents"), "a link without /Contents"),
    "7.18.6.2-1": (loose(lambda _: Dictionary(S=Name.MCD, N=String("a"))), "media or a script: /MCD"),
    "7.18.6.2-2": (loose(lambda _: Dictionary(Type=Name.Rendition, S=Name.MR, C=Dictionary(S=Name.MCD))),
                   "media or a script: /MR"),
    "7.18.8-1": (annotation(Subtype=Name.PrinterMark), "an annotation of kind /PrinterMark"),
    "7.20-1": (loose(lambda pdf: stream(pdf, Type=Name.XObject, Subtype=Name.Form, Ref=Dictionary())),
               "an XObject of kind /Form"),
    "7.20-2": (loose(lambda pdf: stream(pdf, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))), "an XObject of kind /Form"),
    "7.21.3.1-1": (font(other_encoding), "not a Type0 font with Identity-H"),
    "7.21.3.2-1": (font(no_map), "/CIDToGIDMap is not Identity"),
    "7.21.3.3-1": (loose(lambda pdf: stream(pdf, Type=Name.CMap, CMapName=Name.Own)), "an embedded CMap"),
    "7.21.3.3-2": (loose(lambda pdf: stream(pdf, Type=Name.CMap, CMapName=Name.Own, WMode=1)), "an embedded CMap"),
    "7.21.3.3-3": (to_unicode(b"begincmap", b"begincmap\n/Own usecmap"), "builds on another CMap"),
    "7.21.4.1-1": (font(not_embedded), "not embedded"),
    "7.21.4.1-2": (content(b"]TJ", b"<FFF0>]TJ"), "is not in the file"),
    "7.21.4.2-1": (loose(lambda _: Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+A"))),
                   "a font of kind /Type1"),
    "7.21.4.2-2": (cid_set, "a /CIDSet"),
    "7.21.5-1": (font(wider), "wide in the font and"),
    "7.21.6-1": (truetype(), "a font of kind /TrueType"),
    "7.21.6-2": (truetype(Encoding=Name.MacExpertEncoding), "a font of kind /TrueType"),
    "7.21.6-3": (truetype(Encoding=Name.WinAnsiEncoding), "a font of kind /TrueType"),
    "7.21.6-4": (truetype(FirstChar=1), "a font of kind /TrueType"),
    "7.21.7-1": (to_unicode(b"<0003><0020>\n", b""), "glyph 3 is shown and has no text"),
    "7.21.7-2": (to_unicode(b"<0003><0020>\n", b"<0003><FEFF>\n"), "glyph 3 is shown and has no text"),
    "7.21.8-1": (content(b"]TJ", b"<0000>]TJ"), "the missing glyph .notdef is shown"),
}


class Rules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "good.pdf"
            done = subprocess.run([str(MAKER), str(path), "1"], capture_output=True, text=True, timeout=60, check=False)
            if done.returncode != 0:
                raise RuntimeError(done.stderr)
            cls.good = path.read_bytes()

    def changed(self, change):
        """The file's bytes after the change; a change may return how to save."""
        with pikepdf.open(io.BytesIO(self.good)) as pdf:
            options = change(pdf)
            options = dict(options) if isinstance(options, dict) else {}
            after = options.pop("raw", lambda data: data)
            out = io.BytesIO()
            pdf.save(out, **({} if "encryption" in options else {"static_id": True}), **options)
        return after(out.getvalue())

    def test_every_rule_of_the_profile_is_in_the_table(self):
        self.assertEqual(len(RULES), RULE_COUNT)
        self.assertEqual(set(FAULTS), set(RULES))
        for rule, (how, check, words) in RULES.items():
            with self.subTest(rule):
                self.assertIn(how, (CHECKED, REFUSED))
                self.assertIn(check, check_pdf_ua.CHECKS)
                self.assertIn(rule.split("-")[0].split(".")[0], check.__doc__.split(":")[0])
                self.assertTrue(words)

    def test_the_good_file_has_no_fault(self):
        self.assertEqual(check_pdf_ua.faults_in(Document(self.changed(lambda pdf: None))), [])

    def test_each_broken_rule_is_found_by_its_check(self):
        for rule, (change, words) in FAULTS.items():
            with self.subTest(rule):
                document = Document(self.changed(change))
                found = [fault for _, fault in check_pdf_ua.faults_in(document, [RULES[rule][1]])]
                self.assertTrue(any(words in fault for fault in found), f"'{words}' is not in {found}")


if __name__ == "__main__":
    unittest.main()
