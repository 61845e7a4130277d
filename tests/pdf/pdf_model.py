"""A PDF file as the checks see it: structure tree, marked content, fonts. Reads with pikepdf (QPDF) and decodes text on
its own, so that it shares no mistake with the program that wrote the file.
"""
import functools
import io
import re
import struct
import unicodedata

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

STANDARD_ROLES = set(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
    "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu "
    "WT WP Figure Formula Form".split())
INLINE_ROLES = {"Span", "Quote", "Reference", "BibEntry", "Code", "Link", "Annot"}
DEPTH_MAX = 100


def name_text(name):
    return str(name)[1:]


def identity(thing):
    return thing.objgen if getattr(thing, "is_indirect", False) else None


def as_list(value):
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def objects_of(pdf):
    """Every object of the file with the direct ones inside it."""
    stack = [item for item in pdf.objects]
    while stack:
        item = stack.pop()
        yield item
        if isinstance(item, (Dictionary, Stream)):
            stack += [value for _, value in item.items() if not getattr(value, "is_indirect", False)]
        elif isinstance(item, Array):
            stack += [value for value in item if not getattr(value, "is_indirect", False)]


# --- structure tree --------------------------------------------------------------------------------------------------

class Marked:
    """A kid of an element: one marked-content sequence."""

    def __init__(self, page, mcid):
        self.page, self.mcid = page, mcid


class Referenced:
    """A kid of an element: an annotation."""

    def __init__(self, target):
        self.target = target


class Element:
    def __init__(self, source, parent, page, role_map):
        self.source, self.parent = source, parent
        self.own_role = name_text(source.get("/S", Name("/?")))
        self.role = resolve_role(self.own_role, role_map)
        self.page = source.get("/Pg", page)
        self.kids = []

    def text(self, key):
        value = self.source.get(key)
        return None if value is None else str(value)

    def attribute(self, owner, key):
        for item in as_list(self.source.get("/A")):
            if isinstance(item, Dictionary) and item.get("/O") == Name("/" + owner) and key in item:
                return item[key]
        return None

    def elements(self):
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def where(self):
        names, element = [], self
        while element is not None:
            names.append(element.own_role)
            element = element.parent
        return "/".join(reversed(names))


def resolve_role(role, role_map):
    """The standard role that a role stands for; a chain that ends nowhere gives the last name of it."""
    seen = set()
    while role not in STANDARD_ROLES and role in role_map and role not in seen:
        seen.add(role)
        role = role_map[role]
    return role


class Tree:
    def __init__(self, pdf):
        root = pdf.Root.get("/StructTreeRoot")
        self.root = root
        self.faults = []
        self.elements = []  # in reading order
        self.tops = []
        if root is None:
            return
        self.role_map = {name_text(key): name_text(value) for key, value in root.get("/RoleMap", {}).items()}
        self.seen = set()
        for kid in as_list(root.get("/K")):
            self.tops.append(self.read(kid, None, None, 0))

    def read(self, source, parent, page, depth):
        element = Element(source, parent, page, self.role_map)
        self.elements.append(element)
        key = identity(source)
        if key is None:
            self.faults.append(f"{element.where()} is not an indirect object")
        elif key in self.seen or depth > DEPTH_MAX:
            self.faults.append(f"{element.where()} is in the tree twice or too deep")
            return element
        self.seen.add(key)
        above = self.root if parent is None else parent.source
        if identity(source.get("/P")) != identity(above):
            self.faults.append(f"{element.where()}: /P is not its parent")
        for kid in as_list(source.get("/K")):
            element.kids.append(self.read_kid(kid, element, depth))
        return element

    def read_kid(self, kid, element, depth):
        if isinstance(kid, int):
            return Marked(element.page, kid)
        if kid.get("/Type") == Name.MCR:
            return Marked(kid.get("/Pg", element.page), int(kid.MCID))
        if kid.get("/Type") == Name.OBJR:
            return Referenced(kid.Obj)
        return self.read(kid, element, element.page, depth + 1)


# --- content ---------------------------------------------------------------------------------------------------------

class Mark:
    """An open BMC or BDC."""

    def __init__(self, tag, properties):
        self.tag = tag
        self.is_artifact = tag == "Artifact"
        self.mcid = int(properties["/MCID"]) if "/MCID" in properties else None
        self.actual_text = str(properties["/ActualText"]) if "/ActualText" in properties else None
        self.language = str(properties["/Lang"]) if "/Lang" in properties else None


class Show:
    """Glyphs shown by one operator: font, codes, and the marks around them."""

    def __init__(self, font, codes, marks):
        self.font, self.codes, self.marks = font, codes, marks

    def mcid(self):
        return next((mark.mcid for mark in reversed(self.marks) if mark.mcid is not None), None)


PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "INLINE IMAGE"}
SHOWING = {"Tj", "TJ", "'", '"'}


class Content:
    """One page's content stream, read once: its shows, its marks in order, and what is wrong with them."""

    def __init__(self, page, fonts):
        self.page = page
        self.faults = []
        self.shows = []
        self.mcids = []  # (mcid, tag) in order
        self.languages = []
        self.deepest_q = 0
        self.marks = []
        self.fonts = fonts
        self.resources = page.Resources
        self.font = None
        saved = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name == "q":
                saved.append(self.font)
                self.deepest_q = max(self.deepest_q, len(saved))
            elif name == "Q":
                self.font = saved.pop() if saved else None
            else:
                self.take(name, operands)
        if self.marks:
            self.faults.append("a marked-content sequence is not closed")
        if saved:
            self.faults.append("q without Q")

    def take(self, name, operands):
        if name in ("BMC", "BDC"):
            self.open_mark(name_text(operands[0]), operands[1] if name == "BDC" else {})
        elif name == "EMC":
            if not self.marks:
                self.faults.append("EMC without BMC or BDC")
            self.marks = self.marks[:-1]
        elif name == "Tf":
            self.font = self.fonts.find(self.resources["/Font"][str(operands[0])])
        elif name in PAINTING:
            if not any(mark.is_artifact or mark.mcid is not None for mark in self.marks):
                self.faults.append(f"operator {name} outside of marked content")
            if name in SHOWING:
                self.show(operands)

    def open_mark(self, tag, properties):
        if isinstance(properties, Name):
            properties = self.resources["/Properties"][str(properties)]
        mark = Mark(tag, properties)
        inside_content = any(outer.mcid is not None for outer in self.marks)
        inside_artifact = any(outer.is_artifact for outer in self.marks)
        if mark.is_artifact and inside_content:
            self.faults.append("an artifact inside tagged content")
        if mark.mcid is not None and (inside_artifact or inside_content):
            self.faults.append(f"MCID {mark.mcid} inside {'an artifact' if inside_artifact else 'another MCID'}")
        if mark.mcid is not None:
            self.mcids.append((mark.mcid, tag))
        if mark.language is not None:
            self.languages.append(mark.language)
        self.marks = self.marks + [mark]

    def show(self, operands):
        strings = [item for operand in operands for item in (operand if isinstance(operand, Array) else [operand])
                   if isinstance(item, pikepdf.String)]
        codes = []
        for string in strings:
            data = bytes(string)
            if len(data) % 2:
                self.faults.append("a string with an odd number of bytes")
            codes += [data[i] << 8 | data[i + 1] for i in range(0, len(data) - 1, 2)]
        if self.font is None:
            self.faults.append("text is shown before a font is set")
        else:
            self.shows.append(Show(self.font, codes, self.marks))

    def text_of(self, mcid):
        """The text of one marked-content sequence; a Span with ActualText says that text once."""
        parts, spelled = [], None
        for show in self.shows:
            if show.mcid() != mcid:
                continue
            span = next((mark for mark in show.marks if mark.actual_text is not None), None)
            if span is None:
                parts += [show.font.unicode.get(code, "\N{REPLACEMENT CHARACTER}") for code in show.codes]
            elif span is not spelled:
                parts.append(span.actual_text)
                spelled = span
        return "".join(parts)


# --- fonts -----------------------------------------------------------------------------------------------------------

class TrueType:
    """The tables that an embedded subset must have: advances and outlines."""

    def __init__(self, data):
        self.data = data
        count = struct.unpack_from(">H", data, 4)[0]
        self.tables = {}
        for i in range(count):
            tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * i)
            self.tables[tag.decode("latin-1")] = (offset, length)
        head, maxp = self.tables["head"][0], self.tables["maxp"][0]
        self.units_per_em = struct.unpack_from(">H", data, head + 18)[0]
        self.has_long_offsets = struct.unpack_from(">h", data, head + 50)[0] == 1
        self.glyph_count = struct.unpack_from(">H", data, maxp + 4)[0]
        self.metric_count = struct.unpack_from(">H", data, self.tables["hhea"][0] + 34)[0]

    def advance(self, glyph):
        entry = min(glyph, self.metric_count - 1)
        return struct.unpack_from(">H", self.data, self.tables["hmtx"][0] + 4 * entry)[0]

    def outline(self, glyph):
        """The glyph's bytes in glyf, empty if it draws nothing."""
        if glyph >= self.glyph_count:
            return b""
        loca, glyf = self.tables["loca"][0], self.tables["glyf"][0]
        if self.has_long_offsets:
            start, end = struct.unpack_from(">LL", self.data, loca + 4 * glyph)
        else:
            start, end = (2 * offset for offset in struct.unpack_from(">HH", self.data, loca + 2 * glyph))
        return self.data[glyf + start:glyf + end]

    def is_complete(self, glyph, depth=0):
        """Whether the glyph draws something, and so do all parts of a composite glyph."""
        outline = self.outline(glyph)
        if len(outline) < 10 or depth > 8:
            return False
        if struct.unpack_from(">h", outline)[0] >= 0:
            return True
        position, more = 10, True
        while more:
            flags, part = struct.unpack_from(">HH", outline, position)
            position += 4 + (4 if flags & 1 else 2)
            position += 2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
            more = flags & 0x20
            if not self.is_complete(part, depth + 1):
                return False
        return True


def read_to_unicode(data):
    """code -> text, from bfchar and bfrange sections of a ToUnicode CMap."""
    found = {}

    def text(digits):
        return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")

    for section in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.S):
        for code, digits in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", section):
            found[int(code, 16)] = text(digits)
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.S):
        for first, last, digits in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", section):
            start = int(digits, 16)
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = chr(start + code - int(first, 16))
    return found


def read_widths(array):
    widths, items, i = {}, list(array), 0
    while i < len(items):
        if isinstance(items[i + 1], Array):
            for offset, width in enumerate(items[i + 1]):
                widths[int(items[i]) + offset] = float(width)
            i += 2
        else:
            for code in range(int(items[i]), int(items[i + 1]) + 1):
                widths[code] = float(items[i + 2])
            i += 3
    return widths


class Font:
    """A Type0 font with Identity-H and one TrueType descendant; anything else is a fault."""

    def __init__(self, source):
        self.source = source
        self.name = name_text(source.get("/BaseFont", Name("/?")))
        self.faults = []
        self.used = set()
        self.unicode, self.widths, self.default_width, self.file = {}, {}, 1000.0, None
        self.to_unicode = b""
        if source.get("/Subtype") != Name.Type0 or source.get("/Encoding") != Name("/Identity-H"):
            self.faults.append("not a Type0 font with Identity-H")
            return
        if "/ToUnicode" in source:
            self.to_unicode = source.ToUnicode.read_bytes()
            self.unicode = read_to_unicode(self.to_unicode)
        self.descendant = source.DescendantFonts[0]
        self.widths = read_widths(self.descendant.get("/W", []))
        self.default_width = float(self.descendant.get("/DW", 1000))
        self.descriptor = self.descendant.get("/FontDescriptor", Dictionary())
        if "/FontFile2" in self.descriptor:
            self.file = TrueType(self.descriptor.FontFile2.read_bytes())

    def width(self, code):
        return self.widths.get(code, self.default_width)


class Fonts:
    """The fonts of a file, each read once."""

    def __init__(self):
        self.fonts = {}

    def find(self, source):
        key = identity(source)
        if key not in self.fonts:
            self.fonts[key] = Font(source)
        return self.fonts[key]


class Document:
    """All of one file, given by its path or its bytes."""

    def __init__(self, source):
        if isinstance(source, bytes):
            self.data = source
        else:
            with open(source, "rb") as opened:
                self.data = opened.read()
        self.pdf = pikepdf.open(io.BytesIO(self.data))
        self.root = self.pdf.Root
        self.pages = list(self.pdf.pages)
        self.page_numbers = {page.obj.objgen: index for index, page in enumerate(self.pages)}
        self.tree = Tree(self.pdf)
        self.read_fonts = Fonts()

    @functools.cached_property
    def contents(self):
        """The content of each page, read when first asked for; the fonts then know their glyphs."""
        contents = [Content(page, self.read_fonts) for page in self.pages]
        for content in contents:
            for show in content.shows:
                show.font.used.update(show.codes)
        return contents

    @functools.cached_property
    def fonts(self):
        """The fonts that the contents show."""
        return list(self.read_fonts.fonts.values()) if self.contents else []

    def page_number(self, page):
        """The page's number from 0, None if it is no page of the file."""
        return None if page is None else self.page_numbers.get(page.objgen)

    def metadata(self):
        stream = self.root.get("/Metadata")
        return stream.read_raw_bytes().decode("utf-8", "replace") if stream is not None else ""


# --- text ------------------------------------------------------------------------------------------------------------

# Characters that share a glyph and so cannot be told apart in any print: both sides of a comparison are folded.
SAME_GLYPH = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00a0": " ", "\u202f": " ", "\u00ad": None,
                            "\u00b5": "\u03bc", "\u200b": None})


def fold(text):
    """White space folded, canonical composition, and one character for those that share a glyph."""
    return " ".join(unicodedata.normalize("NFC", text).translate(SAME_GLYPH).split())
