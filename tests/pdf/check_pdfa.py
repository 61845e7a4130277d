#!/usr/bin/python3
"""Checks PDF files against what a program can check of PDF/A-2a (ISO 19005-2) in files such as ours.

usage: check_pdfa.py [--list] FILE.pdf...

What level A asks of tags is what check_pdf_ua.py checks; it is not repeated here. The exit status is 1 if there are
faults.
"""
import re
import struct
import sys
import xml.etree.ElementTree as ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from check_files import clause_of, main
from pdf_model import Document, as_list, objects_of

STRING_MAX_BYTES = 32767
NAME_MAX_BYTES = 127
Q_MAX_DEPTH = 28
FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode"}

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/", "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/", "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


def check_header(document):
    """6.1.2: version line at the first byte, then a comment of four bytes above 127; nothing after the end."""
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", document.data):
        yield "the header is not as it must be"
    if not re.search(rb"%%EOF\r?\n?\Z", document.data):
        yield "bytes after %%EOF"


def check_trailer(document):
    """6.1.3: an /ID of two strings; no encryption."""
    ids = as_list(document.pdf.trailer.get("/ID"))
    if len(ids) != 2 or not all(len(bytes(part)) >= 16 for part in ids):
        yield "the trailer has no /ID of two strings"
    if document.pdf.is_encrypted or "/Encrypt" in document.pdf.trailer:
        yield "the file is encrypted"


def check_streams(document):
    """6.1.7: stream data is in the file, its length right, its filter allowed; xref and streams decode."""
    for problem in document.pdf.check():
        yield f"QPDF says: {problem}"
    for item in document.pdf.objects:
        if not isinstance(item, Stream):
            continue
        if any(key in item for key in ("/F", "/FFilter", "/FDecodeParms")):
            yield "a stream refers to an outside file"
        for entry in as_list(item.get("/Filter")):
            if str(entry) not in FILTERS:
                yield f"the filter {entry}"


def check_limits(document):
    """6.1.13: names of at most 127 bytes, strings of at most 32,767, q nested at most 28 deep."""
    for item in objects_of(document.pdf):
        if isinstance(item, String) and len(bytes(item)) > STRING_MAX_BYTES:
            yield "a string that is too long"
        if isinstance(item, Name) and len(str(item).encode()) > NAME_MAX_BYTES + 1:
            yield "a name that is too long"
    for number, content in enumerate(document.contents, 1):
        if content.deepest_q > Q_MAX_DEPTH:
            yield f"page {number}: q is nested {content.deepest_q} deep"


def check_output_intent(document):
    """6.2.3: one output intent with an ICC profile for RGB, if device colours are used."""
    intents = [intent for intent in as_list(document.root.get("/OutputIntents"))
               if intent.get("/S") == Name.GTS_PDFA1]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "there is not one output intent with a profile"
        return
    if "/OutputConditionIdentifier" not in intents[0]:
        yield "the output intent has no /OutputConditionIdentifier"
    profile = intents[0].DestOutputProfile
    data = profile.read_bytes()
    if len(data) < 128 or struct.unpack_from(">L", data)[0] != len(data) or data[36:40] != b"acsp":
        yield "the profile is damaged"
    elif data[16:20] != b"RGB " or int(profile.get("/N", 0)) != 3 or data[12:16] not in (b"mntr", b"prtr"):
        yield "the profile is not one for RGB"
    elif data[8] > 4:
        yield "the profile is of a version above 4"


def check_colors(document):
    """6.2.4: no CMYK, because the output intent is RGB; images are RGB or gray."""
    for number, page in enumerate(document.pages, 1):
        used = {str(operator) for _, operator in pikepdf.parse_content_stream(page)}
        if used & {"k", "K"}:
            yield f"page {number}: CMYK colour"
        if used & {"cs", "CS", "sc", "SC", "scn", "SCN", "sh", "gs", "ri"}:
            yield f"page {number}: colour spaces, shadings or states that these checks do not know"


def check_images(document):
    """6.2.8, 6.2.10: no interpolation, alternates or OPI; a mask is a gray image of the same kind; no other
    transparency."""
    for item in document.pdf.objects:
        if not isinstance(item, Stream) or item.get("/Subtype") != Name.Image:
            continue
        if item.get("/Interpolate") is True or "/Alternates" in item or "/OPI" in item or "/Intent" in item:
            yield "an image with /Interpolate, /Alternates, /OPI or /Intent"
        space = item.get("/ColorSpace")
        if isinstance(space, Array):
            kind, base, highest, palette = space
            if (kind, base) != (Name.Indexed, Name.DeviceRGB) or len(bytes(palette)) != 3 * (int(highest) + 1):
                yield "an image with a palette that is not of RGB colours, as many as it says"
            elif max(item.read_bytes()) > int(highest):
                yield "an image with colours that its palette lacks"
        elif space not in (Name.DeviceRGB, Name.DeviceGray):
            yield f"an image in {space}"
        if "/SMask" in item and item.SMask.get("/ColorSpace") != Name.DeviceGray:
            yield "a mask that is not gray"
        expected = int(item.Width) * int(item.Height) * (3 if item.get("/ColorSpace") == Name.DeviceRGB else 1)
        if len(item.read_bytes()) != expected:
            yield "an image of another size than it says"


def check_annotations(document):
    """6.3: link annotations alone, printed, never hidden."""
    for number, page in enumerate(document.pages, 1):
        for annotation in as_list(page.get("/Annots")):
            flags = int(annotation.get("/F", 0))
            if annotation.get("/Subtype") != Name.Link:
                yield f"page {number}: an annotation of kind {annotation.get('/Subtype')}"
            if not flags & 4 or flags & (1 | 2 | 32):
                yield f"page {number}: an annotation that is hidden or not printed (flags {flags})"


def check_actions(document):
    """6.5: no actions but going to a place and opening an address; none by themselves."""
    if "/OpenAction" in document.root and isinstance(document.root.OpenAction, Dictionary):
        yield "an action when the file is opened"
    for item in objects_of(document.pdf):
        if isinstance(item, Dictionary) and "/AA" in item:
            yield "an additional action"
        if isinstance(item, Dictionary) and isinstance(item.get("/A"), Dictionary) and "/S" in item.A:
            if item.A.S not in (Name.URI, Name.GoTo):
                yield f"an action of kind {item.A.S}"


def xmp_text(metadata, path):
    found = metadata.find(f".//{path}", NAMESPACES)
    if found is None:
        return None
    inner = found.find(".//rdf:li", NAMESPACES)
    return (found if inner is None else inner).text


def check_metadata(document):
    """6.6: XMP uncompressed and well-formed, with part 2 and conformance A; properties beyond the standard ones are
    declared; Info says the same."""
    stream = document.root.get("/Metadata")
    if stream is None or stream.get("/Type") != Name.Metadata or stream.get("/Subtype") != Name.XML:
        yield "there is no metadata stream"
        return
    if "/Filter" in stream:
        yield "the metadata stream is compressed"
    try:
        metadata = ElementTree.fromstring(stream.read_bytes())
    except ElementTree.ParseError as error:
        yield f"XMP is not well-formed: {error}"
        return
    if not re.match(rb"<\?xpacket begin=.*?\?>", stream.read_bytes()):
        yield "XMP has no packet header"
    if (xmp_text(metadata, "pdfaid:part"), xmp_text(metadata, "pdfaid:conformance")) != ("2", "A"):
        yield "XMP does not say PDF/A-2a"
    declared = [item.text for item in metadata.findall(".//pdfaSchema:namespaceURI", NAMESPACES)]
    if "pdfuaid" in document.metadata() and "http://www.aiim.org/pdfua/ns/id/" not in declared:
        yield "the schema of pdfuaid is not declared"
    yield from info_faults(document.pdf.trailer.get("/Info", {}), metadata)


def info_faults(info, metadata):
    pairs = {"/Title": "dc:title", "/Author": "dc:creator", "/Creator": "xmp:CreatorTool", "/Producer": "pdf:Producer"}
    for key, path in pairs.items():
        in_info = str(info[key]) if key in info else None
        if in_info != xmp_text(metadata, path):
            yield f"Info's {key} and XMP's {path} differ"
    dates = {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}
    for key, path in dates.items():
        in_info = re.sub(r"^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", r"\1-\2-\3T\4:\5:\6", str(info.get(key, "")))
        if in_info != (xmp_text(metadata, path) or ""):
            yield f"Info's {key} and XMP's {path} differ"


def check_fonts(document):
    """6.2.11: font programs are embedded, with Unicode values; /CIDSet is left out or complete."""
    for font in document.fonts:
        if font.file is None:
            yield f"font {font.name} is not embedded"
        elif "/CIDSet" in font.descriptor:
            yield f"font {font.name} has a /CIDSet, which these checks do not know"


def check_embedded(document):
    """6.8, 6.9: no embedded files, no optional content."""
    if "/EmbeddedFiles" in document.root.get("/Names", {}) or "/OCProperties" in document.root:
        yield "embedded files or optional content"


CHECKS = [check_header, check_trailer, check_streams, check_limits, check_output_intent, check_colors, check_images,
          check_annotations, check_actions, check_metadata, check_fonts, check_embedded]


def faults_in(document):
    """(clause, fault) for all that is wrong with a file that was read."""
    return [(clause_of(check), fault) for check in CHECKS for fault in check(document)]


def faults_of(path):
    """The same for a file."""
    try:
        return faults_in(Document(path))
    except pikepdf.PdfError as error:
        return [("-", f"cannot be read: {error}")]


if __name__ == "__main__":
    sys.exit(main(__doc__, "PDF/A-2a", CHECKS, faults_of))
