"""Hostile files, made when they are needed: each case is a name, what becomes of it (REFUSED: status 65 and one message;
READ: status 0; SPECIAL: no regular file, 65 or 66), and a function that writes it to a path. Nothing here is from a public
collection."""
import gzip
import io
import os
import socket
import zlib
from pathlib import Path

REFUSED, READ, SPECIAL = "refused", "read", "special"
ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [ROOT / "samples" / name for name in ("response.xml", "response-fhir.xml", "response-odm.xml", "response-openrosa.xml")]
SAMPLE = SAMPLES[0].read_bytes()
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
OPEN = b'<response xmlns="urn:magreport:response:1" version="1" id="r" date="2026-11-20" status="complete" questionnaire="magnesium">'
ANSWER = b'<answer item="Q01" value="1"/>'
CLOSE = b"</response>"
PATIENT = b'<patient name="%s" birth-date="1958-03-14" sex="female"/>'
FHIR = b'<QuestionnaireResponse xmlns="http://hl7.org/fhir"><status value="completed"/>'
ITEM = b'<item><linkId value="Q01"/><answer><valueInteger value="1"/></answer></item>'
ATTACHMENT = b'<item><linkId value="photo"/><answer><valueAttachment><contentType value="image/png"/><data value="'
ATTACHMENT_END = b'"/></valueAttachment></answer></item>'

CASES = []


def case(name, outcome):
    def add(make):
        CASES.append((name, outcome, make))
        return make
    return add


def content(name, outcome, *parts):
    """A case that is made of bytes, or of what a function gives."""
    def write(path):
        with open(path, "wb") as file:
            for part in parts:
                file.write(part() if callable(part) else part)
    CASES.append((name, outcome, write))


def response(*parts):
    return [HEAD, OPEN, *parts, ANSWER, CLOSE]


def doctype(subset, body=b""):
    return [HEAD, b"<!DOCTYPE response ", subset, b">", OPEN, body, ANSWER, CLOSE]


# Processor time: names, attributes, depth.
content("attributes-50000", REFUSED, HEAD, OPEN[:-1], lambda: b"".join(b' a%d="x"' % i for i in range(50000)), b">", CLOSE)
content("attributes-namespaces-50000", REFUSED, HEAD, OPEN[:-1],
        lambda: b"".join(b' xmlns:n%d="u:%d"' % (i, i) for i in range(50000)), b">", CLOSE)
content("namespace-bomb", REFUSED, HEAD, OPEN,
        lambda: b"".join(b'<a%d xmlns:p="u:%d"' % (i, i) + b"".join(b' xmlns:p%d="u"' % j for j in range(100)) + b">" for i in range(2000)))
content("names-600000", REFUSED, *response(lambda: b"".join(b"<n%x/>" % i for i in range(600000))))
content("names-2000000", REFUSED, *response(lambda: b"".join(b"<n%x/>" % i for i in range(2000000))))
content("names-of-attributes-600000", REFUSED, *response(lambda: b"".join(b'<a n%x=""/>' % i for i in range(600000))))
content("depth-100000", REFUSED, HEAD, OPEN, lambda: b"<a>" * 100000, lambda: b"</a>" * 100000, CLOSE)
content("depth-fhir-100000", REFUSED, HEAD, FHIR, lambda: b"<item>" * 100000)
content("depth-without-end", REFUSED, lambda: b"<a>" * 1000000)
content("name-of-4-MB", REFUSED, HEAD, lambda: b"<" + b"a" * (4 << 20) + b"/>")
content("duplicate-attributes", REFUSED, HEAD, b'<response xmlns="urn:magreport:response:1" version="1" id="a" id="b"/>')
content("duplicate-attributes-by-namespace", REFUSED, HEAD, b'<r xmlns:a="u" xmlns:b="u" a:x="1" b:x="2"/>')

# Entities.
content("entities-billion-laughs", REFUSED,
        *doctype(b"[<!ENTITY a0 'ha'>" + b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12)) + b"]", b"&a11;"))
content("entities-quadratic", REFUSED, *doctype(b"[<!ENTITY a '" + b"x" * 10000 + b"'>]", b"&a;" * 5000))
content("entities-in-attribute", REFUSED,
        *doctype(b"[<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]", b'<x y="' + b"&b;" * 10000 + b'"/>'))
content("entities-parameter", REFUSED, *doctype(b"[<!ENTITY % a '<!ENTITY b \"x\">'> %a;]", b"&b;"))
content("entities-recursive", REFUSED, *doctype(b"[<!ENTITY a '&b;'><!ENTITY b '&a;'>]", b"&a;"))
content("entities-not-declared", REFUSED, *response(b"&nothing;"))
content("doctype-external", REFUSED, *doctype(b'SYSTEM "http://127.0.0.1:9/evil.dtd"'))
content("doctype-public", REFUSED, *doctype(b'PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/x.dtd"'))
for scheme in (b"file:///etc/passwd", b"http://127.0.0.1:9/x", b"ftp://127.0.0.1:9/x", b"/dev/zero", b"php://filter/x", b"expect://id"):
    content("entity-external-" + scheme.split(b":")[0].strip(b"/").decode().replace("/", "-"), REFUSED,
            *doctype(b'[<!ENTITY a SYSTEM "' + scheme + b'">]', b"&a;"))
content("entity-external-parameter", REFUSED, *doctype(b'[<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]'))
content("attribute-default-in-doctype", REFUSED, *doctype(b"[<!ATTLIST response id CDATA 'x'>]"))
content("xinclude", READ, *response(b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'))
content("stylesheet-pi", READ, HEAD, b'<?xml-stylesheet href="file:///etc/passwd"?>', OPEN, ANSWER, CLOSE)

# Size.
content("attribute-of-60-MB", REFUSED, HEAD, OPEN, b'<answer item="Q01" value="', lambda: b"A" * (60 << 20), b'"/>', CLOSE)
content("attachment-of-60-MB-not-base64", REFUSED, HEAD, b'<QuestionnaireResponse xmlns="http://hl7.org/fhir"><id value="',
        lambda: b"A" * (60 << 20), b'"/></QuestionnaireResponse>')
content("text-of-60-MB", REFUSED, HEAD, OPEN, lambda: b"A" * (60 << 20), CLOSE)
content("cdata-of-40-MB", REFUSED, HEAD, OPEN, b"<![CDATA[", lambda: b"]" * (40 << 20), b"]]>", CLOSE)
content("cdata-1000000", REFUSED, HEAD, OPEN, lambda: b"<x><![CDATA[ab]]></x>" * 1000000, CLOSE)
content("comments-1000000", READ, *response(lambda: b"<!---->" * 1000000))
content("instructions-1000000", READ, *response(lambda: b"<?a b?>" * 1000000))
content("comment-without-end", REFUSED, HEAD, OPEN, b"<!--", lambda: b"-a" * (8 << 20))
content("instruction-without-end", REFUSED, HEAD, OPEN, b"<?a ", lambda: b"?a" * (8 << 20))
content("blanks-of-40-MB", REFUSED, *response(lambda: b" \n" * (20 << 20)))
content("blanks-of-9-MB", READ, *response(lambda: b" \n" * 4500000))
content("blanks-of-40-MB-in-pieces", READ, *response(lambda: (b" " * 1000 + b"<!---->") * 40000))
content("attribute-of-9-MB", READ, HEAD, OPEN, ANSWER, b'<note xmlns="u" value="', lambda: b"A " * 4500000, b'"/>', CLOSE)
content("attachment-of-9-MB-then-cut-off", REFUSED, HEAD, FHIR, ITEM, ATTACHMENT, lambda: b"QUJD" * 2250000, b'"/></valueAttachment>')
content("attachment-of-60-MB", REFUSED, HEAD, FHIR, ITEM, ATTACHMENT, lambda: b"QUJD" * (15 << 20), ATTACHMENT_END, b"</QuestionnaireResponse>")
content("attachments-of-9-MB-four-times", READ, HEAD, FHIR, ITEM,
        lambda: (ATTACHMENT + b"QUJD" * 2250000 + ATTACHMENT_END) * 4, b"</QuestionnaireResponse>")
content("attachment-as-name", REFUSED, *response(lambda: b"<A" + b"QUJD" * (1 << 20) + b' a="1"/>'))
content("attachment-as-name-of-attribute", REFUSED, *response(lambda: b"<x A" + b"QUJD" * (1 << 20) + b'="1"/>'))
content("attachment-as-namespace", REFUSED, *response(lambda: b'<x xmlns="' + b"QUJD" * (15 << 20) + b'"/>'))
content("attachment-as-reference", REFUSED, *response(lambda: b"&" + b"QUJD" * (1 << 20) + b";"))
content("attachment-as-text-of-odm", REFUSED, HEAD, b'<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3"><ClinicalData>', lambda: b"QUJD" * (15 << 20),
        b"</ClinicalData></ODM>")
content("attachment-as-openrosa", REFUSED, HEAD, b'<data id="magnesium"><Q01>', lambda: b"QUJD" * (15 << 20), b"</Q01></data>")
content("references-2000000", REFUSED, *response(b'<x y="', lambda: b"&#65;" * 2000000, b'"/>'))

# Encodings.
content("utf-7", REFUSED, b'<?xml version="1.0" encoding="UTF-7"?>+ADw-response/+AD4-')
content("ebcdic", REFUSED, '<?xml version="1.0" encoding="IBM037"?><response/>'.encode("cp037"))
content("utf-32", REFUSED, '<?xml version="1.0" encoding="UTF-32"?><response/>'.encode("utf-32"))
content("utf-32-without-bom", REFUSED, '<?xml version="1.0"?><response/>'.encode("utf-32-be"))
content("utf-16-odd-byte", REFUSED, SAMPLE.decode().replace("UTF-8", "UTF-16").encode("utf-16") + b"\0")
content("utf-16", READ, SAMPLE.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
content("utf-16-half-of-a-pair", REFUSED, SAMPLE.decode().replace("UTF-8", "UTF-16").encode("utf-16").replace(b"M\0a\0", b"\x00\xd8a\0"))
content("utf-16-said-utf-8-written", REFUSED, SAMPLE.replace(b"UTF-8", b"UTF-16"))
content("utf-8-with-bom", READ, b"\xef\xbb\xbf" + SAMPLE)
content("bom-twice", REFUSED, b"\xef\xbb\xbf\xef\xbb\xbf" + SAMPLE)
content("bom-of-utf-16-twice", REFUSED, b"\xff\xfe" + SAMPLE.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
content("bom-of-utf-16-on-utf-8", REFUSED, b"\xff\xfe" + SAMPLE)
content("bom-alone", REFUSED, b"\xef\xbb\xbf")
content("nul-in-text", REFUSED, *response(b"\0"))
content("nul-in-name", REFUSED, SAMPLE.replace(b"Maria", b"Ma\0ia"))
content("nul-all", REFUSED, b"\0" * 100000)
content("overlong-slash", REFUSED, SAMPLE.replace(b"Maria", b"Ma\xc0\xafia"))
content("overlong-nul", REFUSED, SAMPLE.replace(b"Maria", b"Ma\xc0\x80ia"))
content("surrogates-in-utf-8", REFUSED, SAMPLE.replace(b"Maria", b"\xed\xa0\x80\xed\xb0\x80"))
content("beyond-unicode", REFUSED, SAMPLE.replace(b"Maria", b"\xf4\x90\x80\x80"))
content("reference-to-nul", REFUSED, SAMPLE.replace(b"Maria", b"&#0;"))
content("reference-to-surrogate", REFUSED, SAMPLE.replace(b"Maria", b"&#xD800;"))
content("controls", REFUSED, SAMPLE.replace(b"Maria", b"\x1b[2J"))
content("encoding-of-1-MB", REFUSED, lambda: b'<?xml version="1.0" encoding="' + b"A" * (1 << 20) + b'"?><response/>')
content("encoding-behind-1-MB", REFUSED, lambda: b'<?xml version="1.0"' + b" " * (1 << 20) + b'encoding="UTF-7"?><response/>')
content("instruction-first", READ, b"<?xml-model href='x' encoding='UTF-7'?>", OPEN, ANSWER, CLOSE)
content("version-2", REFUSED, b'<?xml version="2.0"?><response xmlns="urn:magreport:response:1"/>')
content("latin-1", READ, SAMPLE.decode().replace("UTF-8", "ISO-8859-1").replace("Maria", "Mar\u00eda").encode("latin-1"))

# What is no XML.
content("empty", REFUSED, b"")
content("pdf", REFUSED, b"%PDF-1.7\n1 0 obj\n")
content("json", REFUSED, b'{"resourceType": "QuestionnaireResponse"}')
content("zip", REFUSED, b"PK\x03\x04" + bytes(range(256)) * 100)
content("two-roots", REFUSED, SAMPLE, b"<response/>")
content("text-after-the-root", REFUSED, SAMPLE, b"and more")
content("another-namespace", REFUSED, SAMPLE.replace(b"urn:magreport:response:1", b"urn:magreport:response:2"))
content("undeclared-prefix", REFUSED, HEAD, b'<a:response version="1"/>')

# gzip.
content("gzip", READ, gzip.compress(SAMPLE))
content("gzip-bomb", REFUSED, lambda: bomb(600))
content("gzip-bomb-nested", REFUSED, lambda: gzip.compress(bomb(60), 9))
content("gzip-bomb-members", REFUSED, lambda: bomb(4) * 200)
content("gzip-cut-off", REFUSED, gzip.compress(SAMPLE)[:-9])
content("gzip-damaged", REFUSED, gzip.compress(SAMPLE)[:60] + b"\xff\xff\xff" + gzip.compress(SAMPLE)[63:])
content("gzip-wrong-sum", REFUSED, gzip.compress(SAMPLE)[:-8] + b"\0" * 8)
content("gzip-head-alone", REFUSED, b"\x1f\x8b")
content("gzip-name-of-1-MB", READ, lambda: with_name(b"n" * (1 << 20)))


def bomb(megabytes):
    packer = zlib.compressobj(9, wbits=31)
    packed = [packer.compress(OPEN)] + [packer.compress(b" " * (1 << 20)) for _ in range(megabytes)]
    return b"".join(packed) + packer.flush()


def with_name(name):
    out = io.BytesIO(gzip.compress(SAMPLE, mtime=0))
    data = out.getvalue()
    return data[:3] + b"\x08" + data[4:10] + name + b"\0" + data[10:]


@case("larger-than-may-be", REFUSED)
def make_larger(path):
    path.write_bytes(HEAD + OPEN)
    os.truncate(path, 300 << 20)  # a hole, which costs no disk


# What is no regular file.
@case("fifo", SPECIAL)
def make_fifo(path):
    os.mkfifo(path)


@case("socket", SPECIAL)
def make_socket(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.close()


@case("folder", SPECIAL)
def make_folder(path):
    os.mkdir(path)


@case("link-loop", SPECIAL)
def make_loop(path):
    os.symlink(path, path)


@case("link-to-nothing", SPECIAL)
def make_dangling(path):
    os.symlink("/nonexistent/form.xml", path)


def link_to(name, target):
    CASES.append((name, SPECIAL, lambda path: os.symlink(target, path)))


link_to("link-to-zero", "/dev/zero")
link_to("link-to-random", "/dev/urandom")
link_to("link-to-null", "/dev/null")
link_to("link-to-fifo-of-proc", "/proc/self/fd")
link_to("link-to-memory", "/proc/self/mem")  # says that it is a regular file; reading it fails
