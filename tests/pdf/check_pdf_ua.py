#!/usr/bin/python3
"""Checks PDF files against what a program can check of PDF/UA-1 (ISO 14289-1).

usage: check_pdf_ua.py [--list] FILE.pdf...

One line for each fault: file, clause, what is wrong. The exit status is 1 if there are any. --list prints what is
covered. Not covered, because no program can tell: whether the reading order makes sense, whether an alternative text
says what the picture shows, whether what is an artifact is one. Not needed by our files and refused as a fault instead
of looked into: form fields, media, JavaScript, reference XObjects, Type 1 and Type 3 fonts.
"""
import re
import sys

import pikepdf
from pikepdf import Name

from pdf_model import STANDARD_ROLES, Document, Marked, Referenced, as_list, identity, name_text

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
                      r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*")

# Which parents an element may have, and which children (ISO 32000-1, 14.8.4.3); roles not named are free.
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"}, "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"},
    "TH": {"TR"}, "TD": {"TR"}, "LI": {"L"}, "LBody": {"LI"}, "TOCI": {"TOC"},
}
CHILDREN = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"}, "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"},
    "TR": {"TH", "TD"}, "L": {"LI", "L", "Caption"}, "LI": {"Lbl", "LBody"},
}
BLOCKS_IN_INLINE = {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Table", "L", "Sect", "Div", "Part"}


def check_identification(document):
    """5: the file says that it is PDF/UA-1, in XMP that declares the property."""
    metadata = document.metadata()
    if not re.search(r"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=\"1\"", metadata):
        yield "XMP has no pdfuaid:part 1"


def check_marked(document):
    """6.2, 7.1: /MarkInfo says Marked and not Suspects; there is a structure tree."""
    mark_info = document.root.get("/MarkInfo", {})
    if mark_info.get("/Marked") is not True:
        yield "/MarkInfo has no /Marked true"
    if mark_info.get("/Suspects") is True:
        yield "/MarkInfo says /Suspects"
    if document.tree.root is None or not document.tree.tops:
        yield "there is no structure tree"
    elif len(document.tree.tops) != 1 or document.tree.tops[0].role != "Document":
        yield "the root of the tree is not one Document"


def check_content(document):
    """7.1: all content is tagged or an artifact, neither inside the other; marks are closed."""
    for number, content in enumerate(document.contents, 1):
        for fault in sorted(set(content.faults)):
            yield f"page {number}: {fault} ({content.faults.count(fault)} times)"


def check_title(document):
    """7.1: a title, shown in the window's frame, the same in Info and XMP."""
    title = re.search(r"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", document.metadata(), re.S)
    if not title or not title.group(1).strip():
        yield "XMP has no dc:title"
    if document.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "/ViewerPreferences has no /DisplayDocTitle true"


def check_roles(document):
    """7.1: every role is standard or mapped to one; no standard role is mapped to another."""
    for element in document.tree.elements:
        if element.role not in STANDARD_ROLES:
            yield f"{element.where()}: the role {element.own_role} is mapped to none that is standard"
    for role in getattr(document.tree, "role_map", {}):
        if role in STANDARD_ROLES:
            yield f"the standard role {role} is mapped"


def check_tree(document):
    """7.1, ISO 32000-1 14.7.2: parents are parents, no element twice, none without content but cells."""
    yield from document.tree.faults
    for element in document.tree.elements:
        if not element.kids and element.role not in ("TD", "TH"):
            yield f"{element.where()} has no content"


def check_coverage(document):
    """7.1: each MCID on a page is in the tree once, and each MCID in the tree is on its page, with the same role."""
    owners = {}
    for element in document.tree.elements:
        for kid in element.kids:
            if not isinstance(kid, Marked):
                continue
            key = (document.page_number(kid.page), kid.mcid)
            if key in owners:
                yield f"MCID {kid.mcid} of page {key[0]} belongs to two elements"
            owners[key] = element
    on_pages = {}
    for number, content in enumerate(document.contents):
        for mcid, tag in content.mcids:
            if (number, mcid) in on_pages:
                yield f"page {number + 1}: MCID {mcid} is there twice"
            on_pages[(number, mcid)] = tag
    for number, mcid in sorted(set(on_pages) - set(owners)):
        yield f"page {number + 1}: MCID {mcid} is not in the tree"
    for number, mcid in sorted(set(owners) - set(on_pages), key=str):
        yield f"{owners[(number, mcid)].where()}: MCID {mcid} is not on its page"
    for key in set(on_pages) & set(owners):
        if on_pages[key] != owners[key].own_role:
            yield f"page {key[0] + 1}: MCID {key[1]} is {on_pages[key]} there and {owners[key].own_role} in the tree"


def number_tree(node, depth=0):
    """(key, value) of a number tree in file order."""
    numbers = as_list(node.get("/Nums"))
    yield from zip(map(int, numbers[::2]), numbers[1::2])
    for kid in as_list(node.get("/Kids")) if depth < 20 else []:
        yield from number_tree(kid, depth + 1)


def check_parent_tree(document):
    """ISO 32000-1 14.7.4.4: the parent tree leads from each MCID and annotation back to the element that holds it."""
    if document.tree.root is None:
        return
    if "/ParentTree" not in document.tree.root:
        yield "there is no parent tree"
        return
    entries = list(number_tree(document.tree.root.ParentTree))
    keys = [key for key, _ in entries]
    if keys != sorted(set(keys)):
        yield "the keys of the parent tree do not ascend"
    next_key = document.tree.root.get("/ParentTreeNextKey")
    if next_key is not None and keys and int(next_key) <= max(keys):
        yield "/ParentTreeNextKey is in use"
    owners = {(document.page_number(kid.page), kid.mcid): element.source
              for element in document.tree.elements for kid in element.kids if isinstance(kid, Marked)}
    tree = dict(entries)
    for number, (page, content) in enumerate(zip(document.pages, document.contents)):
        if "/StructParents" not in page:
            if content.mcids:
                yield f"page {number + 1} has no /StructParents"
            continue
        array = as_list(tree.get(int(page.StructParents)))
        for mcid, _ in content.mcids:
            found = array[mcid] if mcid < len(array) else None
            if identity(found) is None or identity(found) != identity(owners.get((number, mcid))):
                yield f"page {number + 1}: the parent tree's entry for MCID {mcid} is not its element"
        if len(array) > len(content.mcids):
            yield f"page {number + 1}: the parent tree has {len(array)} entries for {len(content.mcids)} MCIDs"


def check_languages(document):
    """7.2: a language for the document; every language tag is well-formed."""
    if not LANGUAGE.fullmatch(str(document.root.get("/Lang", ""))):
        yield f"the document's language is '{document.root.get('/Lang', '')}'"
    for element in document.tree.elements:
        language = element.text("/Lang")
        if language is not None and not LANGUAGE.fullmatch(language):
            yield f"{element.where()}: the language is '{language}'"


def check_nesting(document):
    """7.2: tables, lists and their parts stand where they may."""
    for element in document.tree.elements:
        above = element.parent.role if element.parent else None
        if element.role in PARENTS and above not in PARENTS[element.role]:
            yield f"{element.where()} cannot stand in {above}"
        if element.role in CHILDREN:
            for child in element.elements():
                if child.role not in CHILDREN[element.role]:
                    yield f"{child.where()}: {element.role} cannot hold {child.role}"
            if any(isinstance(kid, Marked) for kid in element.kids):
                yield f"{element.where()} has content of its own"
        if element.role in BLOCKS_IN_INLINE and above in ("Span", "Quote", "Code"):
            yield f"{element.where()}: a block in an inline element"


def check_captions(document):
    """7.2: at most one caption, first or last; one THead and one TFoot at most."""
    for element in document.tree.elements:
        roles = [child.role for child in element.elements()]
        if "Caption" in roles and (roles.count("Caption") > 1 or "Caption" not in (roles[0], roles[-1])):
            yield f"{element.where()}: a caption must be the first or the last, once"
        if element.role == "Table" and (roles.count("THead") > 1 or roles.count("TFoot") > 1):
            yield f"{element.where()} has two heads or two feet"


def check_figures(document):
    """7.3, 7.7: figures and formulas have an alternative text, figures a bounding box on their page."""
    for element in document.tree.elements:
        if element.role in ("Figure", "Formula") and not (element.text("/Alt") or element.text("/ActualText")):
            yield f"{element.where()} has no alternative text"
        if element.role != "Figure":
            continue
        box = element.attribute("Layout", "/BBox")
        number = document.page_number(element.page)
        if box is None or number is None:
            yield f"{element.where()} has no /BBox"
            continue
        left, bottom, right, top = (float(side) for side in box)
        page = [float(side) for side in document.pages[number].MediaBox]
        if not (page[0] <= left < right <= page[2] and page[1] <= bottom < top <= page[3]):
            yield f"{element.where()}: the /BBox is empty or not on the page"


def check_headings(document):
    """7.4: the first heading is H1, levels do not skip, H and H1 to H6 are not mixed."""
    level = 0
    for element in document.tree.elements:
        if element.role == "H":
            yield f"{element.where()}: H without a level"
        numbered = re.fullmatch("H([1-6])", element.role)
        if not numbered:
            continue
        if int(numbered[1]) > level + 1:
            yield f"{element.where()} comes after level {level}"
        level = int(numbered[1])


def span_of(element, key):
    value = element.attribute("Table", key)
    return 1 if value is None else int(value)


def rows_of(table):
    for child in table.elements():
        if child.role == "TR":
            yield child
        elif child.role in ("THead", "TBody", "TFoot"):
            yield from (row for row in child.elements() if row.role == "TR")


def row_widths(table):
    """Columns covered in each row, spans of rows above included; None where two cells meet."""
    covered = {}  # (row, column) -> True
    rows = list(rows_of(table))
    for y, row in enumerate(rows):
        x = 0
        for cell in row.elements():
            while (y, x) in covered:
                x += 1
            for down in range(span_of(cell, "/RowSpan")):
                for right in range(span_of(cell, "/ColSpan")):
                    if (y + down, x + right) in covered:
                        return None
                    covered[(y + down, x + right)] = True
            x += span_of(cell, "/ColSpan")
    if any(y >= len(rows) for y, _ in covered):
        return None
    return [sum(1 for y, _ in covered if y == number) for number in range(len(rows))]


def check_tables(document):
    """7.5: each TH has a scope (or ids that cells name); rows have the same number of columns."""
    for element in document.tree.elements:
        if element.role == "TH" and element.attribute("Table", "/Scope") is None and "/ID" not in element.source:
            yield f"{element.where()} has no /Scope"
        if element.role == "TH" and element.attribute("Table", "/Scope") not in (None, Name.Row, Name.Column, Name.Both):
            yield f"{element.where()}: unknown /Scope"
        if element.role != "Table":
            continue
        widths = row_widths(element)
        if widths is None or len(set(widths)) > 1:
            yield f"{element.where()}: rows of different widths: {widths}"
        if not any(cell.role == "TH" for row in rows_of(element) for cell in row.elements()):
            yield f"{element.where()} has no TH"


def check_lists(document):
    """7.6: a list whose items have labels says how they are numbered."""
    for element in document.tree.elements:
        if element.role != "L":
            continue
        has_labels = any(child.role == "Lbl" for item in element.elements() for child in item.elements())
        if has_labels and element.attribute("List", "/ListNumbering") in (None, getattr(Name, "None")):
            yield f"{element.where()} has labels and no /ListNumbering"


def check_notes(document):
    """7.9: each Note has an ID of its own, and the root an IDTree."""
    ids = [element.text("/ID") for element in document.tree.elements if element.role == "Note"]
    if None in ids or len(set(ids)) != len(ids):
        yield "a Note has no /ID, or two have the same"
    if ids and "/IDTree" not in document.tree.root:
        yield "there is no /IDTree"


def check_security(document):
    """7.16: not encrypted, so that assistive software may read it."""
    if document.pdf.is_encrypted:
        yield "the file is encrypted"


def check_annotations(document):
    """7.18: annotations are in the tree, links in Link elements with a text of their own; pages are read in structure
    order."""
    owners = {identity(kid.target): element for element in document.tree.elements for kid in element.kids
              if isinstance(kid, Referenced)}
    parents = dict(number_tree(document.tree.root.get("/ParentTree", {}))) if document.tree.root is not None else {}
    met = set()
    for number, page in enumerate(document.pages, 1):
        if page.get("/Tabs") != Name.S:
            yield f"page {number} has no /Tabs /S"
        for annotation in as_list(page.get("/Annots")):
            yield from (f"page {number}: {fault}" for fault in annotation_faults(annotation, owners, parents))
            met.add(identity(annotation))
    for target in set(owners) - met:
        yield f"{owners[target].where()} refers to an annotation of no page"
    for element in document.tree.elements:
        if element.role == "Link" and not any(isinstance(kid, Referenced) for kid in element.kids):
            yield f"{element.where()} refers to no annotation"


def annotation_faults(annotation, owners, parents):
    owner = owners.get(identity(annotation))
    if annotation.get("/Subtype") != Name.Link:
        yield f"an annotation of kind {annotation.get('/Subtype')}"
    if owner is None or owner.role != "Link":
        yield "a link annotation is not in a Link element"
    elif identity(parents.get(int(annotation.get("/StructParent", -1)))) != identity(owner.source):
        yield "the parent tree does not lead from the annotation to its Link"
    if not str(annotation.get("/Contents", "")):
        yield "a link without /Contents"
    if "/A" not in annotation and "/Dest" not in annotation:
        yield "a link that leads nowhere"


def outline_entries(node, depth=0):
    """The entries below a node of the outline, with their depth."""
    entry, met = node.get("/First"), set()
    while entry is not None and identity(entry) not in met and depth < 10:
        met.add(identity(entry))
        yield entry, depth
        yield from outline_entries(entry, depth + 1)
        entry = entry.get("/Next")


def check_outline(document):
    """7.17: with headings there is an outline; it is well linked, in page order, and its places exist."""
    headings = [element for element in document.tree.elements if re.fullmatch("H[1-6]?", element.role)]
    outline = document.root.get("/Outlines")
    if outline is None:
        if len(headings) > 1:
            yield "there are headings and no outline"
        return
    entries = list(outline_entries(outline))
    if int(outline.get("/Count", -1)) != len(entries):
        yield f"the outline's /Count is not {len(entries)}"
    kept = {identity(element.source) for element in document.tree.elements}
    last_page = 0
    for entry, _ in entries:
        title = str(entry.get("/Title", ""))
        place = entry.get("/Dest")
        number = document.page_number(place[0]) if place is not None else None
        if not title:
            yield "a bookmark without a title"
        if number is None:
            yield f"the bookmark '{title}' leads to no page"
            continue
        if number < last_page:
            yield f"the bookmark '{title}' goes back from page {last_page + 1} to {number + 1}"
        last_page = number
        if "/SE" in entry and identity(entry.SE) not in kept:
            yield f"the bookmark '{title}' names an element that is not in the tree"
        for key, back in (("/Next", "/Prev"), ("/Prev", "/Next")):
            if key in entry and identity(entry[key].get(back)) != identity(entry):
                yield f"the bookmark '{title}' is not linked both ways"


def check_fonts(document):
    """7.21: embedded Type0 fonts; each used glyph has text, a width equal to the font's own, and an outline."""
    for font in document.fonts.fonts.values():
        for fault in font_faults(font):
            yield f"font {font.name}: {fault}"


def font_faults(font):
    yield from font.faults
    if font.faults:
        return
    if font.file is None:
        yield "not embedded"
        return
    if not re.match(r"[A-Z]{6}\+", font.name):
        yield "the name has no subset tag"
    if name_text(font.descendant.BaseFont) != font.name or name_text(font.descriptor.FontName) != font.name:
        yield "its parts have different names"
    if font.descendant.get("/CIDToGIDMap") != Name.Identity:
        yield "/CIDToGIDMap is not Identity"
    system = font.descendant.get("/CIDSystemInfo", {})
    if (str(system.get("/Registry")), str(system.get("/Ordering"))) != ("Adobe", "Identity"):
        yield "/CIDSystemInfo is not Adobe Identity"
    if b"cidrange" in font.to_unicode:
        yield "ToUnicode has a cidrange"
    for code in sorted(font.used):
        yield from glyph_faults(font, code)


def glyph_faults(font, code):
    text = font.unicode.get(code, "")
    if code == 0:
        yield "the missing glyph .notdef is shown"
    if not text or any(character in text for character in "\0\ufeff\ufffe"):
        yield f"glyph {code} is shown and has no text"
    if code >= font.file.glyph_count:
        yield f"glyph {code} is not in the file"
        return
    width = font.file.advance(code) * 1000 / font.file.units_per_em
    if abs(width - font.width(code)) > 0.06:
        yield f"glyph {code} ('{text}') is {width:.2f} wide in the font and {font.width(code):.2f} in /W"
    if text.strip() and text not in "\u00ad\u200b\u200c\u200d" and not font.file.is_complete(code):
        yield f"glyph {code} ('{text}') has no outline"


def check_nothing_else(document):
    """7.15, 7.19, 7.20: no forms, scripts, media or embedded files that these checks do not look into."""
    for key in ("/AcroForm", "/OpenAction", "/AA", "/OCProperties", "/Collection"):
        if key in document.root:
            yield f"the catalogue has {key}"
    for number, page in enumerate(document.pages, 1):
        for _, image in page.get("/Resources", {}).get("/XObject", {}).items():
            if image.get("/Subtype") != Name.Image:
                yield f"page {number}: an XObject that is no image"


CHECKS = [check_identification, check_marked, check_content, check_title, check_roles, check_tree, check_coverage,
          check_parent_tree, check_languages, check_nesting, check_captions, check_figures, check_headings, check_tables,
          check_lists, check_notes, check_security, check_annotations, check_outline, check_fonts, check_nothing_else]


def clause_of(check):
    return check.__doc__.split(":")[0]


def faults_of(path):
    """(clause, fault) for all that is wrong with the file."""
    try:
        document = Document(path)
    except pikepdf.PdfError as error:
        return [("-", f"cannot be read: {error}")]
    return [(clause_of(check), fault) for check in CHECKS for fault in check(document)]


def main(arguments):
    if "--list" in arguments:
        for check in CHECKS:
            print(" ".join(check.__doc__.split()))
        return 0
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 64
    status = 0
    for path in arguments:
        faults = faults_of(path)
        for clause, fault in faults:
            print(f"{path}: PDF/UA {clause}: {fault}")
        print(f"{path}: {len(faults)} faults of PDF/UA-1 in {len(CHECKS)} groups of checks")
        status = 1 if faults else status
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
