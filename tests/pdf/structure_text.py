#!/usr/bin/python3
"""The text of a tagged PDF in structure order, as it can be taken from the file by MCIDs and ToUnicode, with ActualText
and the alternative texts of figures in their place.

usage: structure_text.py [--figures] FILE.pdf        one block a line; --figures: also what is written in Figures
       structure_text.py --compare BLOCKS FILE.pdf   compares with `magreport dump --stage=blocks`; status 1 if they differ

White space is folded and characters that share a glyph are made one (pdf_model.fold), on both sides of a comparison.
"""
import difflib
import sys

from pdf_model import INLINE_ROLES, Document, Element, Marked, fold


def kids_text(document, element, with_figures, lines):
    for kid in element.kids:
        if isinstance(kid, Element):
            collect(document, kid, with_figures, lines)
        elif isinstance(kid, Marked):
            lines[-1] += document.contents[document.page_number(kid.page)].text_of(kid.mcid)


def collect(document, element, with_figures, lines):
    """Appends to the last of lines; block elements begin and end lines of their own."""
    is_block = element.role not in INLINE_ROLES
    if is_block:
        lines.append("")
    spelled = element.text("/ActualText")
    if spelled is None and element.role == "Figure":
        lines[-1] += element.text("/Alt") or ""
        if with_figures:
            kids_text(document, element, with_figures, lines)
    elif spelled is None:
        kids_text(document, element, with_figures, lines)
    else:
        lines[-1] += spelled
    if is_block:
        lines.append("")


def structure_lines(document, with_figures=False):
    """The text of each block, folded, empty ones left out."""
    lines = [""]
    for element in document.tree.tops:
        collect(document, element, with_figures, lines)
    return [folded for folded in map(fold, lines) if folded]


def blocks_lines(text):
    """The texts of a blocks dump: each line is a kind, a tab, and the text."""
    texts = (line.partition("\t")[2] for line in text.splitlines())
    return [folded for folded in map(fold, texts) if folded]


def differences(blocks, lines):
    """Lines of a diff, word by word, so that where a block begins or ends does not count; empty if the texts are equal."""
    expected, found = (" ".join(part).split() for part in (blocks, lines))
    return [] if expected == found else list(difflib.unified_diff(expected, found, "blocks", "PDF", lineterm="", n=4))


def main(arguments):
    if arguments[:1] == ["--compare"] and len(arguments) == 3:
        with open(arguments[1], encoding="utf-8") as source:
            found = differences(blocks_lines(source.read()), structure_lines(Document(arguments[2])))
        print("\n".join(found[:60]) if found else "equal")
        return 1 if found else 0
    with_figures = arguments[:1] == ["--figures"]
    files = arguments[1:] if with_figures else arguments
    if len(files) != 1 or files[0].startswith("--"):
        print(__doc__, file=sys.stderr)
        return 64
    print("\n".join(structure_lines(Document(files[0]), with_figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
