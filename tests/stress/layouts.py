"""Page templates that ask for more than any page can give: each case is a template of its own.

CASES maps a name to a function of n, how often what is hard is repeated; what a case costs must grow no faster than n.
Each word of running text stands in its template once, so that a word lost or printed twice is seen in the output.
"""
from xml.sax.saxutils import quoteattr

SIDES = ("top", "right", "bottom", "left")
HEAD = "<cell>Head</cell><cell>Head</cell>"
CASES = {}


class Words:
    """Words that do not repeat: of letters only, so that no reader takes them for something else."""

    def __init__(self):
        self.count = 0

    def word(self):
        number, letters = self.count, ""
        self.count += 1
        while number or len(letters) < 4:
            letters = "bdfgklmnprstvz"[number % 14] + letters
            number //= 14
        return letters

    def __call__(self, count=1):
        return " ".join(self.word() for _ in range(count))


def page(name="one", margin="20mm", regions="", **attributes):
    sides = {f"margin_{side}": margin for side in SIDES} | attributes
    given = " ".join(f"{key.replace('_', '-')}={quoteattr(str(value))}" for key, value in {"name": name, **sides}.items())
    return f"<page {given}>{regions}</page>"


def layout(flow, pages=None, styles="", parts=""):
    return ('<layout xmlns="urn:magreport:layout:1" version="1" name="stress" title="Stress" language="en-US">\n'
            f'{styles}\n{pages or page()}\n<flow page="one">\n{flow}\n</flow>\n{parts}\n</layout>\n')


def case(make):
    """Registers a function of (n, words) that gives (flow) or (flow, more of layout's arguments)."""
    def whole(n):
        made = make(n, Words())
        return layout(made) if isinstance(made, str) else layout(made[0], **made[1])
    CASES[make.__name__.strip("_").replace("_", "-")] = whole
    return make


def p(words, count=12, attributes=""):
    return f"<p{attributes and ' '}{attributes}>{words(count)}</p>\n"


def repeat(count, make):
    return "".join(make(number) for number in range(count))


def nest(depth, opening, closing, inside):
    return opening * depth + inside + closing * depth


def table(rows, columns=2, head="", attributes="", col="<col/>"):
    top = f"<head><row>{head}</row></head>" if head else ""
    return f"<table {attributes}>{col * columns}{top}\n{rows}</table>\n"


def row(*cells, attributes=""):
    return f"<row {attributes}>" + "".join(f"<cell>{cell}</cell>" for cell in cells) + "</row>\n"
