#!/usr/bin/python3
"""Checks PDF files against what a program can check of PDF/UA-1 (ISO 14289-1).

usage: check_pdf_ua.py [--list] FILE.pdf...

One line for each fault: file, clause, what is wrong. The exit status is 1 if there are any. --list prints what is
covered; pdf_ua_rules.py goes through the public profile rule by rule. Not covered, because no program can tell: whether
the reading order makes sense, whether an alternative text says what the picture shows, whether what is an artifact is
one. Not needed by our files and refused as a fault instead of looked into: form fields, media, scripts, embedded files,
layers, XObjects other than images, fonts other than Type 0 with Identity-H.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from check_files import clause_of, main
from pdf_model import STANDARD_ROLES, Document, Marked, Referenced, as_list, identity, name_text, objects_of

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
                      r"(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*")

# Which parents an element may have, and which children (ISO 32000-1, 14.8.4.3); roles not named are free.
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"}, "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"},
    "TH": {"TR"}, "TD": {"TR"}, "LI": {"L"}, "LBody": {"LI"}, "Lbl": {"LI", "Note", "BibEntry"}, "TOCI": {"TOC"},
}
CHILDREN = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"}, "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"},
    "TR": {"TH", "TD"}, "L": {"LI", "L", "Caption"}, "LI": {"Lbl", "LBody"}, "TOC": {"TOCI", "TOC", "Caption"},
}
BLOCKS_IN_INLINE = {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Table", "L", "Sect", "Div", "Part"}


UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def check_identification(document):
    """5: the file says that it is PDF/UA-1, in XMP, under the prefix that the standard gives."""
    found = {}
    for description in xmp_of(document).iter(RDF + "Description"):
        found.update({key: value for key, value in description.attrib.items() if UA_NAMESPACE in key})
        found.update({item.tag: item.text for item in description if UA_NAMESPACE in item.tag})
    if not found:
        yield "XMP has no property of pdfuaid"
    elif found.get(f"{{{UA_NAMESPACE}}}part") != "1":
        yield "XMP has no pdfuaid:part 1"
    for prefix in set(re.findall(rf"xmlns:(\w+)\s*=\s*[\"']{UA_NAMESPACE}[\"']", document.metadata())):
        if prefix != "pdfuaid":
            yield f"XMP has pdfuaid under the prefix {prefix}"


def xmp_of(document):
    """The metadata as a tree, empty if it cannot be read; check_title says so."""
    try:
        return ElementTree.fromstring(document.metadata().encode())
    except ElementTree.ParseError:
        return ElementTree.Element("none")


def check_header(document):
    """6.1: the first line is that of PDF 1.0 to 1.7."""
    if not re.match(rb"%PDF-1\.[0-7]\r?\n", document.data):
        yield "the first line is not %PDF-1.n"


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
    """7.1: XMP with a title, which the window's frame shows."""
    if "/Metadata" not in document.root:
        yield "there is no metadata stream"
    title = next(xmp_of(document).iter(DUBLIN_CORE + "title"), None)
    if title is None or not "".join(title.itertext()).strip():
        yield "XMP has no dc:title"
    if document.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "/ViewerPreferences has no /DisplayDocTitle true"


def check_roles(document):
    """7.1: every role is standard or mapped to one; no standard role is mapped to another, none to itself."""
    role_map = getattr(document.tree, "role_map", {})
    for element in document.tree.elements:
        if element.role not in STANDARD_ROLES:
            yield f"{element.where()}: the role {element.own_role} is mapped to none that is standard"
    for role in role_map:
        if role in STANDARD_ROLES:
            yield f"the standard role {role} is mapped"
        met, next_role = {role}, role_map[role]
        while next_role in role_map and next_role not in met:
            met.add(next_role)
            next_role = role_map[next_role]
        if next_role in met:
            yield f"the role {role} is mapped in a circle"


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
    for number, content in enumerate(document.contents, 1):
        for language in content.languages:
            if not LANGUAGE.fullmatch(language):
                yield f"page {number}: the language of marked content is '{language}'"


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
    """7.2: at most one caption: of a table the first or the last, of a list the first; one THead and one TFoot at most,
    and rows in a TBody beside them."""
    for element in document.tree.elements:
        roles = [child.role for child in element.elements()]
        last = roles[-1:] if element.role == "Table" else []
        has_place = element.role in ("Table", "L", "TOC")  # elsewhere, as beside a figure, a caption may stand anywhere
        if has_place and "Caption" in roles and (roles.count("Caption") > 1 or "Caption" not in roles[:1] + last):
            yield f"{element.where()}: a caption must be the first or the last, once"
        if element.role == "Table" and (roles.count("THead") > 1 or roles.count("TFoot") > 1):
            yield f"{element.where()} has two heads or two feet"
        if element.role == "Table" and {"THead", "TFoot"} & set(roles) and "TBody" not in roles:
            yield f"{element.where()} has a head or a foot and no TBody"


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
    """Columns covered in each row, spans of rows above included; and words for cells that meet or reach too far."""
    covered = set()  # (row, column)
    faults = []
    rows = list(rows_of(table))
    for y, row in enumerate(rows):
        x = 0
        for cell in row.elements():
            while (y, x) in covered:
                x += 1
            places = {(y + down, x + right) for down in range(span_of(cell, "/RowSpan"))
                      for right in range(span_of(cell, "/ColSpan"))}
            if places & covered:
                faults.append("cells overlap")
            covered |= places
            x += span_of(cell, "/ColSpan")
    if any(y >= len(rows) for y, _ in covered):
        faults.append("a cell reaches below the last row")
    return [sum(1 for y, _ in covered if y == number) for number in range(len(rows))], faults


def check_tables(document):
    """7.5, 7.2: each TH has a scope, /Headers name cells of the table; rows have the same number of columns and columns
    of rows."""
    for element in document.tree.elements:
        if element.role == "TH" and element.attribute("Table", "/Scope") not in (Name.Row, Name.Column, Name.Both):
            yield f"{element.where()} has no /Scope"
        if element.role != "Table":
            continue
        widths, faults = row_widths(element)
        yield from (f"{element.where()}: {fault}" for fault in faults)
        if len(set(widths)) > 1:
            yield f"{element.where()}: rows of different widths: {widths}"
        cells = [cell for row in rows_of(element) for cell in row.elements()]
        if not any(cell.role == "TH" for cell in cells):
            yield f"{element.where()} has no TH"
        known = {cell.text("/ID") for cell in cells}
        for cell in cells:
            for name in as_list(cell.attribute("Table", "/Headers")):
                if str(name) not in known:
                    yield f"{cell.where()}: /Headers names the unknown cell {name}"


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
    if "" in ids:
        yield "a Note has an empty /ID"
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
            yield from (f"page {number}: {fault}" for fault in annotation_faults(document, annotation, owners, parents))
            met.add(identity(annotation))
    for target in set(owners) - met:
        yield f"{owners[target].where()} refers to an annotation of no page"
    for element in document.tree.elements:
        if element.role == "Link" and not any(isinstance(kid, Referenced) for kid in element.kids):
            yield f"{element.where()} refers to no annotation"


def annotation_faults(document, annotation, owners, parents):
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
    if "/Dest" in annotation:
        yield from place_faults(document, annotation.Dest)
    elif annotation.get("/A", {}).get("/S") not in (Name.URI, None):
        yield f"a link with an action of kind {annotation.A.S}"


def place_faults(document, place):
    """What is wrong with [page /XYZ left top zoom]."""
    number = document.page_number(place[0]) if isinstance(place, Array) and len(place) == 5 else None
    if number is None or place[1] != Name.XYZ:
        yield "a place that is no [page /XYZ left top zoom] of the file"
    elif not 0 <= float(place[3]) <= float(document.pages[number].MediaBox[3]):
        yield f"a place beside page {number + 1}"


def outline_entries(node, depth=0):
    """The entries below a node of the outline, with their depth."""
    entry, met = node.get("/First"), set()
    while entry is not None and identity(entry) not in met and depth < 10:
        met.add(identity(entry))
        yield entry, depth
        yield from outline_entries(entry, depth + 1)
        entry = entry.get("/Next")


def shown_count(node):
    """How many entries are seen below a node that is open: those of closed entries are not."""
    return sum(1 + (shown_count(entry) if int(entry.get("/Count", 0)) > 0 else 0)
               for entry, depth in outline_entries(node) if depth == 0)


def check_outline(document):
    """7.17: with headings there is an outline; it is well linked, in page order, and its places exist."""
    headings = [element for element in document.tree.elements if re.fullmatch("H[1-6]?", element.role)]
    outline = document.root.get("/Outlines")
    if outline is None:
        if len(headings) > 1:
            yield "there are headings and no outline"
        return
    entries = list(outline_entries(outline))
    if int(outline.get("/Count", -1)) != shown_count(outline):
        yield f"the outline's /Count is not {shown_count(outline)}"
    for entry, _ in entries:
        if "/First" in entry and abs(int(entry.get("/Count", 0))) != shown_count(entry):
            yield f"the bookmark '{entry.get('/Title')}' has not {shown_count(entry)} below it"
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
        yield from (f"the bookmark '{title}': {fault}" for fault in place_faults(document, place))
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
    for font in document.fonts:
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
    if b"cidrange" in font.to_unicode or b"usecmap" in font.to_unicode:
        yield "ToUnicode has a cidrange or builds on another CMap"
    if "/CIDSet" in font.descriptor:
        yield "a /CIDSet, which these checks do not look into"
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
    """7.10, 7.11, 7.15, 7.18.4, 7.18.6, 7.19, 7.20: no layers, embedded files, forms, scripts, media, form XObjects and
    other kinds of fonts, none of which these checks look into."""
    for key in ("/AcroForm", "/OpenAction", "/AA", "/OCProperties", "/Collection", "/AF", "/Names"):
        if key in document.root:
            yield f"the catalogue has {key}"
    for element in document.tree.elements:
        if element.role in ("Form", "Annot", "Ruby", "Warichu"):
            yield f"{element.where()}, which our files have no use for"
    for item in objects_of(document.pdf):
        yield from needless_faults(item)


def needless_faults(item):
    if not isinstance(item, (Dictionary, Stream)):
        return
    subtype = item.get("/Subtype")
    is_external = isinstance(item, Stream) and (item.get("/Type") == Name.XObject or subtype == Name.Form)
    if is_external and subtype != Name.Image:
        yield f"an XObject of kind {subtype}"
    if isinstance(item, Stream) and "/CMapName" in item:
        yield "an embedded CMap"
    if item.get("/Type") == Name.Font and subtype not in (Name.Type0, Name.CIDFontType2):
        yield f"a font of kind {subtype}"
    if item.get("/S") in (Name.MCD, Name.MR, Name.Rendition, Name.JavaScript):
        yield f"media or a script: {item.S}"
    if "/EF" in item:
        yield "an embedded file"


CHECKS = [check_identification, check_header, check_marked, check_content, check_title, check_roles, check_tree,
          check_coverage, check_parent_tree, check_languages, check_nesting, check_captions, check_figures,
          check_headings, check_tables, check_lists, check_notes, check_security, check_annotations, check_outline,
          check_fonts, check_nothing_else]


def faults_in(document, checks=None):
    """(check, fault) for all that is wrong with a file that was read."""
    return [(check, fault) for check in checks or CHECKS for fault in check(document)]


def faults_of(path):
    """(clause, fault) for all that is wrong with the file."""
    try:
        document = Document(path)
    except pikepdf.PdfError as error:
        return [("-", f"cannot be read: {error}")]
    return [(clause_of(check), fault) for check, fault in faults_in(document)]


if __name__ == "__main__":
    sys.exit(main(__doc__, "PDF/UA-1", CHECKS, faults_of))
