#!/usr/bin/python3
"""Writes what a fuzz target starts from into a folder: files of the tree, and made ones.
usage: seeds.py TARGET FOLDER"""
import gzip
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 64 * 1024
FACE = Path("/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf")

PNG_HEAD, JPEG_HEAD = b"\x89PNG", b"\xff\xd8"


def files(*patterns):
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and 0 < path.stat().st_size <= LARGEST:
                yield path.read_bytes()


def responses(wanted):
    for data in files("samples/*.xml", "tests/**/*.xml", "../shared/samples/*/*.xml", "../shared/samples/*/*/*.xml"):
        root = re.search(rb"<([\w.-]+:)?([\w.-]+)[^>]*", re.sub(rb"<\?.*?\?>|<!--.*?-->", b"", data, flags=re.S))
        if root and wanted(root.group(2).decode(), root.group(0)):
            yield data


def templates():
    yield from files("layouts/magnesium/*.xml", "tests/golden/*/*.xml", "tests/diagnostics/E2*/*.xml")


def expressions():
    found = set()
    for data in templates():
        found.update(re.findall(rb"\{([^{}]+)\}|(?:select|test|each|sort)=\"([^\"]+)\"", data))
    for number, pair in enumerate(sorted(found)):
        yield bytes([number % 6]) + (pair[0] or pair[1])


def fonts():
    import fontTools.subset  # only here: Debian's python3-fonttools, which the replay does not need
    from fontTools.ttLib import TTFont
    from io import BytesIO
    for text in ("Af?", "Affié? ", "?"):
        for layout in ([], ["liga", "mark", "kern"]):
            options = fontTools.subset.Options(layout_features=layout, hinting=False, name_IDs=[1, 2, 6], notdef_outline=True)
            font = TTFont(FACE)
            cutter = fontTools.subset.Subsetter(options)
            cutter.populate(text=text + "?  ")
            cutter.subset(font)
            out = BytesIO()
            font.save(out)
            yield out.getvalue()
            yield (ROOT / "fonts" / "fonts.xml").read_bytes() + b"\0" + out.getvalue()


def packed():
    for data in files("samples/*.xml"):
        for level in (0, 1, 9):
            yield b"\x40" + gzip.compress(data, level, mtime=0)
        yield b"\x00" + data


SEEDS = {
    "source": packed,
    "native": lambda: responses(lambda name, _: name in ("response", "responses")),
    "fhir": lambda: responses(lambda name, _: name == "QuestionnaireResponse"),
    "bundle": lambda: responses(lambda name, _: name == "Bundle"),
    "odm": lambda: responses(lambda name, _: name == "ODM"),
    "openrosa": lambda: responses(lambda name, tag: b"id=" in tag and name not in ("layout", "brand", "ODM")),
    "questionnaire": lambda: responses(lambda name, _: name in ("questionnaire", "mapping")),
    "pack": lambda: files("layouts/magnesium/*.xml", "layouts/brands/*/brand.xml", "tests/brands/*/brand.xml",
                          "tests/diagnostics/E[24]*/*.xml"),
    "template": templates,
    "xpath": expressions,
    "image": lambda: files("layouts/**/*.png", "layouts/**/*.jpg", "tests/**/*.png", "tests/**/*.jpg"),
    "fonts": fonts,
    "pipe": lambda: (data.rstrip() + b"\n \t\r"[number % 4:][:1]
                     for number, data in enumerate(files("samples/*.xml"))),
    "paragraph": lambda: files("samples/*.xml"),
}


def main(target, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for data in SEEDS[target]():
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
