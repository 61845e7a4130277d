#!/usr/bin/python3
"""Criteria of good handouts for patients, asked of the pages of 53 handouts.

The names H01, H02 ... are those of our checklist, drawn from the CDC Clear Communication Index, PEMAT-P and the MedlinePlus
guide. Here stand those that can be read from the printed words and the report; grade and length of sentences are measured by
test_readability.py, allergens, gates and plans by test_report.py and test_plan.py, layout and access by the tests of the PDF.
"""
import copy
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import readability
import test_readability

EVIDENCE = {"well studied", "mixed results", "little proof"}
# Medical words that a reader may meet only beside the everyday words for them.
EXPLAINED = {"ferritin": "iron", "diuretic": "water pill", "ppi": "acid-blocking", "fodmap": "made to fit|low-fodmap"}
UNEXPLAINED = ["hypomagnesemia", "hypermagnesemia", "serum", "egfr", "renal", "hypertension", "dyspnea", "edema",
               "chelate", "bioavailability", "gaba", "nmda", "glutamate", "cortisol", "cytokines?", "hippocampus",
               "melatonin", "crp"]
BRANDS = ["buy", "price", "discount", "offer", "order now", "our product", "®", "™"]
PASSIVE = re.compile(r"\b(is|are|was|were|be|been|being)\s+(not\s+|often\s+|also\s+)?\w+(ed|en)\b", re.I)
STATES = {"tired", "blocked", "excited", "proven", "inflamed", "swollen"}


class Handout:
    def __init__(self, name, report, text):
        self.name, self.report = name, report
        self.pages = [[]]
        for line in text.splitlines():
            if re.match(r"page \d+ ", line):
                self.pages.append([])
            found = re.match(r'  ([+.-]) (\S+) (?:text )?.*"(.*)"$', line)
            if found:
                self.pages[-1].append(found.groups())
        self.pages = self.pages[1:]
        self.sentences = [one for page in test_readability.bodies(text) for one in page]
        self.kind = report.find("first-page").get("kind")
        self.alone = self.kind in ("emergency", "clinician")

    def page(self, number):
        return "".join((" " if mark != "." else "") + words for mark, _, words in self.pages[number])

    def all(self):
        return " ".join(self.page(number) for number in range(len(self.pages)))

    def gate(self, name):
        return self.report.find(f"safety/gate[@id='{name}']").get("state")


def texts(handout, path):
    return [node.text for node in handout.report.findall(path)]


def h01(handout):
    """One main message on page 1, at most three short sentences."""
    said = " ".join(texts(handout, "message/p"))
    sentences = readability.sentences_of(said)
    shown = handout.kind != "result" or all(one in handout.page(0) for one in sentences)
    return 1 <= len(sentences) <= 3 and shown and max(len(readability.words_of(one)) for one in sentences) <= 20


def h02(handout):
    """Page 1 holds the message or the steps, the three things to do, and when to get help."""
    titles = [node.get("title") for node in handout.report.findall("actions/action")]
    return handout.alone or (len(titles) == 3 and all(one in handout.page(0) for one in titles) and
                             "Get help" in handout.page(0))


def h03(handout):
    """At most seven points in a list of things to do or to ask."""
    lists = [handout.report.findall(path) for path in ("first-page/step", "my-plan/tick", "my-plan/question")]
    return all(len(one) <= 7 for one in lists + [topic.findall("tip") for topic in handout.report.iter("topic")])


def h05(handout):
    """Things to do begin with a verb and speak to the reader; no 'patients should'."""
    steps = texts(handout, "first-page/step") + texts(handout, "education/topic/tip")
    return not any(re.search(r"\bpatients? (should|must|need)|\bone should\b", one, re.I) for one in handout.sentences) and \
        all(re.match(r"[A-Z]", one) for one in steps)


def h06(handout):
    return all(node.find("why") is not None and node.find("why").text for node in handout.report.findall("actions/action"))


def h07(handout):
    """What is known and how surely: each finding and each form has one of three labels."""
    rows = handout.report.findall("findings/finding") + handout.report.findall("supplements/form")
    return all(node.get("evidence") in EVIDENCE for node in rows)


def h08(handout):
    legal = " ".join(texts(handout, "supplements/notice"))
    return not readability.banned_in(handout.all().replace(legal, ""))


def h09(handout):
    """Good and harm of pills, the limit, and that food does not count, wherever pills are shown."""
    shown = handout.report.find("supplements").get("status") == "shown"
    said = " ".join(texts(handout, "supplements/p"))
    return not shown or all(re.search(one, said) for one in ("can help", "loose stools", r"\b350 mg", "Food does not count"))


def h10(handout):
    signs = ("chest pain", "911") if handout.kind != "emergency" else ("911|988",)
    return all(re.search(one, handout.page(0)) for one in signs)


def h11(handout):
    """Kidney, pregnancy, under 18 and hours apart: shown only, and always, when the answers call for it."""
    if handout.kind == "emergency":
        return True
    kidney = "You told us about kidney disease" in handout.page(0)
    mother = "Pregnant or breastfeeding" in " ".join(node.get("title") for node in handout.report.iter("alert"))
    under = handout.kind == "clinician"
    # An age under 18 answers the gate by itself, and has its own page.
    return kidney == (handout.gate("G01") == "on" and not under) and (under or mother == (handout.gate("G09") == "on")) and \
        under == (handout.report.find("patient").get("audience") == "under-age")


def h13(handout):
    """A tool: a menu or a food list, or questions and lines to write on."""
    found = handout.report.find
    return handout.alone or any(found(tool) is not None for tool in ("plan/day", "foods/food", "my-plan/line"))


def h14(handout):
    return handout.alone or all(handout.report.find(f"my-plan/{one}") is not None for one in ("question", "line"))


def h15(handout):
    return handout.alone or any(one.startswith("In my own words, my plan is") for one in texts(handout, "my-plan/line"))


def h16(handout):
    """Sources and their date stand at the end."""
    tail = " ".join(handout.page(number) for number in range(max(0, len(handout.pages) - 3), len(handout.pages)))
    return handout.alone or ("Sources" in tail and "Date of the data: 2026" in tail and "Version" in tail)


def h17(handout):
    return all(re.search("[Nn]ot a diagnosis", handout.page(number)) for number in (0, -1))


def h18(handout):
    return not any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", handout.all(), re.I) for one in BRANDS)


def h22(handout):
    """Nine of ten sentences are active (by their look)."""
    passive = [one for one in handout.sentences if PASSIVE.search(one) and
               PASSIVE.search(one)[0].split()[-1].lower() not in STATES]
    return len(passive) <= max(1, len(handout.sentences) // 10)


def h23(handout):
    said = handout.all()
    for source in texts(handout, "sources/source"):
        said = said.replace(source, "")  # titles of papers are theirs
    said = said.lower()
    bare = [word for word in UNEXPLAINED if re.search(rf"\b{word}\b", said)]
    beside = [word for word, plain in EXPLAINED.items()
              for found in re.finditer(rf"\b{word}\b", said)
              if not re.search(plain, said[max(0, found.start() - 60):found.end() + 60])]
    return not bare and not beside


def h25(handout):
    """Milligrams in whole numbers, and no other unit for magnesium."""
    return not re.search(r"\d[.,]\d+\s*mg\b|\bmcg\b|\bµg\b|\bmmol\b|\d\s*g of magnesium", handout.all())


def h26(handout):
    """No risk in percent; parts of a hundred only."""
    return not re.search(r"\d\s*%|percent", " ".join(handout.sentences))


def h27(handout):
    """People first, and no blame."""
    return not re.search(r"\b(diabetics?|sufferers?|victims?|non-?complian\w+|you failed|your fault|lazy|celiacs)\b",
                         " ".join(handout.sentences), re.I)


def h32(handout):
    return not re.search(r"\b[A-Z]{3,}(?: [A-Z]{3,}){3,}\b", handout.all())


def h39(handout):
    """Page x of y on each page."""
    count = len(handout.pages)
    return all(f"Page {number + 1} of {count}" in handout.page(number) for number in range(count))


def h60(handout):
    return handout.kind == "emergency" or "another form or language" in handout.page(-1) + handout.page(max(-2, -len(handout.pages)))


def h63(handout):
    """Pills never above 350 mg a day."""
    said = " ".join(texts(handout, "supplements/p") + texts(handout, "disclaimers/disclaimer"))
    limit = handout.report.find("supplements").get("limit")
    return (limit is None or int(limit) <= 350) and all(int(one) <= 350 for one in re.findall(r"(\d+) mg a day", said))


def h64(handout):
    """No more of a person than the name: neither the birth date nor the id of the response is printed."""
    return not re.search(r"\bp\d{1,2}\b|19[3-9]\d-\d\d", handout.all())


CRITERIA = [h01, h02, h03, h05, h06, h07, h08, h09, h10, h11, h13, h14, h15, h16, h17, h18, h22, h23, h25, h26, h27, h32, h39,
            h60, h63, h64]


def handouts():
    people = list(test_readability.all_people())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.xml"
        body = "\n".join(test_readability.to_xml(number, one) for number, one in enumerate(people))
        path.write_text(f'<responses xmlns="urn:magreport:response:1" version="1">{body}</responses>', "utf-8")
        command = [test_readability.MAGREPORT, "dump", "--stage=report", str(path)]
        done = subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True)
    reports = [part for part in re.split(r'(?=<\?xml version="1.0")', done.stdout.decode()) if part.strip()]
    for one, report, text in zip(people, reports, test_readability.dump(people)):
        yield Handout(one[0], ElementTree.fromstring(report.encode()), text)


def check_that_they_can_fail(handout):
    """One good handout, spoilt in one way after the other: the criterion must notice. Returns those that do not."""
    spoilt = {
        h01: lambda one: one.report.find("message/p").__setattr__("text", "One. Two. Three. Four."),
        h03: lambda one: [ElementTree.SubElement(one.report.find("my-plan"), "tick") for _ in range(8)],
        h05: lambda one: one.sentences.append("Patients should eat greens."),
        h06: lambda one: one.report.find("actions/action").remove(one.report.find("actions/action/why")),
        h07: lambda one: one.report.find("supplements/form").set("evidence", "sure"),
        h08: lambda one: one.pages[0].append(("+", "P", "A natural cure.")),
        h09: lambda one: [one.report.find("supplements").remove(node) for node in one.report.findall("supplements/p")],
        h10: lambda one: one.pages[0].clear(),
        h11: lambda one: one.pages[0].append(("+", "P", "You told us about kidney disease.")),
        h15: lambda one: one.report.remove(one.report.find("my-plan")),
        h17: lambda one: one.pages[0].clear(),
        h18: lambda one: one.pages[0].append(("+", "P", "Buy it here.")),
        h22: lambda one: one.sentences.extend(["It was eaten by them."] * 99),
        h23: lambda one: one.pages[0].append(("+", "P", "Ask for a serum test.")),
        h25: lambda one: one.pages[0].append(("+", "P", "It holds 80.5 mg.")),
        h26: lambda one: one.sentences.append("It helps 20% of people."),
        h27: lambda one: one.sentences.append("Diabetics need more."),
        h39: lambda one: one.pages.append([]),
        h63: lambda one: one.report.find("supplements").set("limit", "400"),
    }
    blind = []
    for criterion, spoil in spoilt.items():
        one = copy.deepcopy(handout)
        spoil(one)
        blind += [] if not criterion(one) else [criterion.__name__.upper()]
    return blind


def main():
    failed, examples, passed = Counter(), {}, 0
    for number, handout in enumerate(handouts()):
        for name in check_that_they_can_fail(handout) if number == 0 else []:
            failed[name + " cannot fail"] += 1
            examples[name + " cannot fail"] = handout.name
        for criterion in CRITERIA:
            if criterion(handout):
                passed += 1
            else:
                failed[criterion.__name__.upper()] += 1
                examples.setdefault(criterion.__name__.upper(), handout.name)
    for name, count in failed.items():
        print(f"FAIL {name}: {count} handouts, such as '{examples[name]}'")
    print(f"{len(CRITERIA)} criteria")
    print(f"{passed} passed, {sum(failed.values())} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
