#!/usr/bin/python3
"""Prints the text of a tagged PDF in structure order, one block a line, as it can be taken from the file by MCIDs and
ToUnicode, ActualText where there is one.

usage: structure_text.py [--no-figures] FILE.pdf      text of the PDF; --no-figures leaves out what is in Figures
       structure_text.py --text FILE                  a plain text folded the same way, to compare with
       structure_text.py --one-line ...               all on one line
"""
import sys

from pdf_model import INLINE_ROLES, Document, Element, Marked, fold


def collect(document, element, with_figures, lines):
    """Appends to the last of lines; block elements begin and end lines of their own."""
    if element.role == "Figure" and not with_figures:
        return
    is_block = element.role not in INLINE_ROLES
    if is_block:
        lines.append("")
    actual_text = element.text("/ActualText")
    if actual_text is not None:
        lines[-1] += actual_text
    else:
        for kid in element.kids:
            if isinstance(kid, Element):
                collect(document, kid, with_figures, lines)
            elif isinstance(kid, Marked):
                lines[-1] += document.contents[document.page_number(kid.page)].text_of(kid.mcid)
    if is_block:
        lines.append("")


def structure_lines(document, with_figures=True):
    """The text of each block, folded, empty ones left out."""
    lines = [""]
    for element in document.tree.tops:
        collect(document, element, with_figures, lines)
    return [folded for folded in map(fold, lines) if folded]


def main(arguments):
    options = {argument for argument in arguments if argument.startswith("--")}
    files = [argument for argument in arguments if not argument.startswith("--")]
    if len(files) != 1 or options - {"--no-figures", "--text", "--one-line"}:
        print(__doc__, file=sys.stderr)
        return 64
    if "--text" in options:
        with open(files[0], encoding="utf-8") as source:
            lines = [folded for folded in map(fold, source) if folded]
    else:
        lines = structure_lines(Document(files[0]), "--no-figures" not in options)
    print(" ".join(lines) if "--one-line" in options else "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
