#!/usr/bin/python3
"""The decision table of the safety gate, cell by cell: what each answer to the 13 gate questions must do to the report.

Written from the table of the gate (emergency > stop supplement > urgent > refer > modify > score) and shares nothing with
the program, nor with test_report.py. A cell is an answer to each gate (yes, no, unanswered, not sure), one of four result
groups, and one of five readers. All 8,192 ways of yes and no are asked, those without an emergency for each group; with
WHOLE=1 for each group and each reader. Besides what each report may say, two reports are compared:

  alone      an answer of yes changes what the patient reads, alone and beside each other gate
  monotone   one more yes never shows a part that was withheld, and never makes a weaker first page

Further: each medicine and condition of the list, each kind of bowel sign, answers that are too few, and the words of the
printed pages (pdftotext) of a sample, as handout, summary and slip.

    test_gates.py [all]
"""
import itertools
import os
import random
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))
PACK = ROOT / "layouts" / "magnesium"
LAYOUT = ROOT / "tests" / "oracle" / "title_only.xml"
KNOWLEDGE = "{urn:magreport:knowledge:1}"
BATCH = 500

GATES = [f"G{number:02}" for number in range(1, 14)]
EMERGENCIES = ["G02", "G05", "G06", "G07"]
OTHERS = [gate for gate in GATES if gate not in EMERGENCIES]
POWER = ["result", "urgent", "stop-supplement", "kidney", "emergency"]
YES, NO, OPEN, UNSURE = "yes", "no", "open", "unsure"
READERS = ["adult", "pregnant", "breastfeeding", "older", "child"]
AGES = {"adult": 44, "pregnant": 28, "breastfeeding": 34, "older": 72, "child": 16}
# Women by age and stage, US table: 31 to 50, pregnant 19 to 30, breastfeeding 31 to 50, 51 and over.
GOALS = {"adult": 320, "pregnant": 350, "breastfeeding": 320, "older": 320}
MOST_FROM_PILLS = 350
GROUPS = ["A", "B", "C", "D"]
LAXATIVE_FORMS = {"SF01": "citrate", "SF06": "oxide", "SF07": "chloride", "SF08": "sulfate", "SF13": "carbonate",
                  "SF14": "hydroxide"}
ALL_FORMS = {f"SF{number:02}" for number in range(1, 15)}
MILLIGRAMS = re.compile(r"\d\s?mg\b|milligram")
HOURS_APART = re.compile(r"\bhours? (before|after|apart)\b[^.]*magnesium")
SYMPTOMS = [f"Q{number:02}" for number in range(1, 30)]
FOOD_HABITS = ["Q34", "Q35", "Q36"]
HABITS = ["Q37", "Q38", "Q39", "Q40", "Q41", "Q42"]
YES_NO = ["Q31", "Q32", "Q33", "Q43", "Q44", "Q45"]
STAFF_PARTS = {"decisions", "answers", "notes"}
PAGE_OF_EMERGENCY = {"clinic", "patient", "first-page", "message", "help", "safety", "plan", "foods", "supplements",
                     "disclaimers"} | STAFF_PARTS
PAGE_OF_CHILD = PAGE_OF_EMERGENCY | {"remarks"}


def answers_of_group(group):
    """Symptoms: none, none, once a week, most days. Risks: none, then foods (18 of 67), then all habits (36 of 67)."""
    symptom, foods, habits = {"A": (0, 0, 0), "B": (0, 3, 0), "C": (1, 3, 0), "D": (3, 3, 3)}[group]
    answers = {name: symptom for name in SYMPTOMS}
    answers.update({name: foods for name in FOOD_HABITS})
    answers.update({name: habits for name in HABITS})
    answers.update({name: 0 for name in YES_NO + ["Q30"]})
    return answers


class Cell:
    def __init__(self, gates, group, reader, **more):
        self.gates, self.group, self.reader = dict(gates), group, reader
        self.answers = answers_of_group(group)
        self.answers.update(more.get("answers", {}))
        if more.get("few"):
            self.answers = {"Q01": 3, "Q02": 2, "Q34": 3, "Q43": 1}
        self.few = more.get("few", False)
        self.listed = more.get("listed")
        self.parts = self.text = self.rank = None

    def __str__(self):
        gates = " ".join(f"{gate}={state}" for gate, state in self.gates.items() if state != NO)
        return f"{self.reader}, group {self.group}, {gates or 'all no'}, {self.listed or ''}{' few' if self.few else ''}"

    def key(self):
        return tuple(sorted(self.gates.items())), self.group, self.reader

    def on(self, gate):
        from_stage = gate == "G09" and self.reader in ("pregnant", "breastfeeding")
        from_list = {"I01": "G01", "I02": "G01", "I18": "G08", "I19": "G08", "I20": "G11", "I21": "G09", "I31": "G12"}
        return self.gates[gate] == YES or from_stage or from_list.get(self.listed) == gate or \
            (gate == "G10" and self.listed is not None)

    def is_open(self, gate):
        return not self.on(gate) and self.gates[gate] in (OPEN, UNSURE)

    def kind(self):
        if any(self.on(gate) for gate in EMERGENCIES):
            return "emergency"
        if self.reader == "child":
            return "clinician"
        for kind, gates in (("kidney", ["G01"]), ("stop-supplement", ["G08"]), ("urgent", ["G03", "G04", "G11"])):
            if any(self.on(gate) for gate in gates):
                return kind
        return "result"

    def has_bowel_signs(self):
        return self.on("G11") or self.listed in ("I20", "I25") or self.answers.get("Q30", 0) >= 2

    def to_xml(self, number):
        stage = f' life-stage="{self.reader}"' if self.reader in ("pregnant", "breastfeeding") else ""
        lines = [f'<response id="c{number}" date="2026-11-20">', f'<patient name="Test Person" sex="female"{stage}/>']
        pairs = [("age", AGES[self.reader])] + list(self.answers.items())
        values = {YES: "1", NO: "0", UNSURE: "unsure"}
        pairs += [(gate, values[state]) for gate, state in self.gates.items() if state != OPEN]
        pairs += [("medicines", self.listed)] if self.listed else []
        lines += [f'<answer item="{item}" value="{value}"/>' for item, value in pairs]
        return "\n".join(lines + ["</response>"])


def gates_with(on, state=YES):
    return {gate: state if gate in on else NO for gate in GATES}


def subsets(names):
    return (set(chosen) for count in range(len(names) + 1) for chosen in itertools.combinations(names, count))


def cells_without_emergency(whole):
    """512 ways of yes and no, for each group: all with every reader, or pairs with every reader and others in turn."""
    for number, on in enumerate(subsets(OTHERS)):
        for place, group in enumerate(GROUPS):
            for turn, reader in enumerate(READERS):
                if whole or (len(on) <= 2 and group == "B") or (number + 2 * place + turn) % len(READERS) == 0:
                    yield Cell(gates_with(on), group, reader)


def cells_with_emergency():
    """The other 7,680, each with a group and a reader in turn."""
    number = 0
    for first in subsets(EMERGENCIES):
        for on in subsets(OTHERS):
            if first:
                number += 1
                yield Cell(gates_with(first | on), GROUPS[number % 4], READERS[number % 5])


def cells_left_open(draw, count):
    """Each gate and each pair unanswered or unsure, and random mixtures of all four states."""
    for size in (1, 2):
        for chosen in itertools.combinations(GATES, size):
            for states in itertools.product((OPEN, UNSURE), repeat=size):
                gates = gates_with(())
                gates.update(zip(chosen, states))
                yield Cell(gates, draw.choice(GROUPS), draw.choice(READERS))
    for _ in range(count):
        weights = [draw.choice([[1, 8, 1, 1], [2, 4, 2, 2]]) for _ in GATES]
        gates = {gate: draw.choices([YES, NO, OPEN, UNSURE], weight)[0] for gate, weight in zip(GATES, weights)}
        if draw.random() < 0.8:
            gates.update({gate: NO for gate in EMERGENCIES if gates[gate] == YES})
        yield Cell(gates, draw.choice(GROUPS), draw.choice(READERS), few=draw.random() < 0.2)


def cells_of_bowel_signs():
    signs = [{"Q30": value} for value in (0, 1, 2, 3)] + [{"Q31": value} for value in (0, 1)]
    for group, reader, answers in itertools.product(GROUPS, READERS, signs):
        yield Cell(gates_with(()), group, reader, answers=answers)
    for listed, reader in itertools.product(("I20", "I25", "I46"), READERS):
        yield Cell(gates_with(()), "B", reader, listed=listed)


def cells_with_too_few_answers():
    for reader, on in itertools.product(READERS, itertools.chain([()], itertools.combinations(GATES, 1))):
        yield Cell(gates_with(on), "A", reader, few=True)


def cells_of_the_list(names):
    """Each medicine and condition, alone and beside each stop gate."""
    for name in names:
        for on in ((), ("G01",), ("G08",)):
            yield Cell(gates_with(on), "B", "adult", listed=name)


def write_batch(cells, path):
    body = "\n".join(cell.to_xml(number) for number, cell in enumerate(cells))
    path.write_text(f'<responses xmlns="urn:magreport:response:1" version="1">\n{body}\n</responses>\n', "utf-8")


def reports_of(cells):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cells.xml"
        write_batch(cells, path)
        done = subprocess.run([MAGREPORT, "dump", "--layout", str(LAYOUT), "--stage=report", str(path)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    texts = done.stdout.decode().split('<?xml version="1.0" encoding="UTF-8"?>\n')[1:]
    if done.returncode != 0 or len(texts) != len(cells):
        sys.exit(f"dump ended with {done.returncode}, {len(texts)} of {len(cells)} reports: {done.stderr.decode()[-800:]}")
    return texts


def words_of(node):
    """All that a template could print of a part: texts and the attributes that hold words."""
    words = []
    for inner in node.iter():
        words += [inner.text or ""]
        words += [value for name, value in inner.attrib.items() if name not in ("id", "item", "food", "state")]
    return "\n".join(words)


class Checker:
    def __init__(self):
        self.problems, self.examples, self.claims = Counter(), {}, Counter()
        self.interactions = {node.get("id"): node for node in
                             ElementTree.parse(PACK / "interactions.xml").getroot().iter(KNOWLEDGE + "interaction")}

    def check(self, claim, holds, cell, detail=""):
        self.claims[claim] += 1
        if not holds:
            self.problems[claim] += 1
            self.examples.setdefault(claim, f"{cell} {detail}")

    def take(self, cell, text):
        report = ElementTree.fromstring(text)
        parts = {node.tag: node for node in report}
        read = "\n".join(words_of(node) for node in report
                         if node.tag not in STAFF_PARTS and node.tag not in ("clinic", "patient", "safety"))
        read += "\n".join(words_of(alert) for alert in parts["safety"].findall("alert"))
        cell.text = read
        cell.parts = {name for name in ("plan", "foods", "supplements")
                      if parts[name].get("status") in ("shown", "made", "blocked")}
        cell.parts |= {"goal"} if "targets" in parts and parts["targets"].get("mg") else set()
        cell.parts |= {"scores"} if "scores" in parts else set()
        cell.parts |= {form.get("id") for form in parts["supplements"].findall("form")}
        kind = parts["first-page"].get("kind")
        cell.rank = POWER.index("emergency" if kind == "clinician" else kind)
        self.check("the first page is that of the strongest gate", kind == cell.kind(), cell, kind)
        self.check_alone(cell, report, kind, read)
        if kind in ("emergency", "clinician"):
            return
        self.check_scores(cell, report, parts)
        self.check_stop(cell, parts, read)
        self.check_supplements(cell, parts)
        self.check_goal(cell, parts)
        self.check_gates_are_told(cell, parts, read)
        self.check_listed(cell, parts)

    def check_alone(self, cell, report, kind, read):
        tags = {node.tag for node in report}
        if kind == "emergency":
            self.check("an emergency page stands alone: no score, plan, food, pill", tags <= PAGE_OF_EMERGENCY and
                       not cell.parts, cell, sorted(tags - PAGE_OF_EMERGENCY))
            self.check("an emergency page has no milligrams and no points", not MILLIGRAMS.search(read) and "of 100" not in read, cell)
            self.check("an emergency page says whom to call",
                       ("Call 911 now" in read) == any(cell.on(gate) for gate in EMERGENCIES[:3]) and
                       ("988" in read) >= cell.on("G07"), cell)
        elif kind == "clinician":
            self.check("under 18 there is the page of the clinician and nothing else", tags <= PAGE_OF_CHILD and
                       not cell.parts and not MILLIGRAMS.search(read), cell, sorted(tags - PAGE_OF_CHILD))
        else:
            self.check("every other report says when to call for help", "911" in words_of(report.find("help")), cell)

    def check_scores(self, cell, report, parts):
        numbers = [node for node in parts["scores"].iter() if set(node.attrib) & {"value", "points", "share", "max", "band"}]
        group = report.find("decisions").get("group")
        if cell.few:
            said = " ".join(node.text for node in parts["scores"].findall("p"))
            self.check("no number without enough answers", not numbers and group is None and
                       not re.search(r"\d", said.replace("page 1", "")), cell, said)
        else:
            self.check("the group is that of the two bands", group == cell.group, cell, group)

    def check_stop(self, cell, parts, read):
        if not (cell.on("G01") or cell.on("G08")):
            return
        targets = parts.get("targets")
        self.check("no pill page with a stop gate", not cell.parts & ({"supplements"} | ALL_FORMS), cell, cell.parts)
        self.check("no goal and no plan with a stop gate", not cell.parts & {"goal", "plan"} and
                   parts["plan"].get("target") is None and (targets is None or not re.search(r"\d", words_of(targets))), cell)
        self.check("no hours apart from a pill with a stop gate", not HOURS_APART.search(read), cell)
        if cell.on("G01"):
            found = MILLIGRAMS.search(read)
            self.check("no milligrams with kidney disease, in no part", not found, cell, found and found.group())
            self.check("no list of magnesium foods with kidney disease", parts["foods"].find("food") is None and
                       "Foods rich in magnesium" not in read.replace(parts["foods"].get("title"), ""), cell)

    def check_supplements(self, cell, parts):
        forms = cell.parts & ALL_FORMS
        stop = cell.on("G01") or cell.on("G08")
        left_open = cell.is_open("G01") or cell.is_open("G08")
        never = cell.listed in ("I01", "I18", "I19", "I20", "I36")
        shown = not stop and not left_open and not never
        reason = parts["supplements"].get("reason")
        self.check("the pill page is withheld by a stop gate, an open stop gate and what forbids magnesium, and by no other",
                   ("supplements" in cell.parts) == shown, cell, reason)
        if left_open and not stop:
            self.check("an open stop gate is the reason that is given", reason == "gate-unanswered", cell, reason)
        if not shown:
            self.check("no form on a page that is withheld", not forms, cell)
            return
        wanted = ALL_FORMS - set(LAXATIVE_FORMS) if cell.has_bowel_signs() else ALL_FORMS
        self.check("no laxative form with bowel signs, every form without", forms == wanted, cell, forms ^ wanted)
        if cell.listed == "I46" or cell.answers.get("Q31") == 1:
            fits = [form.get("id") for form in parts["supplements"].findall("form") if form.get("fits") == "yes"]
            self.check("with a gut disease, or misoprostol, no strong laxative fits",
                       not {"SF01", "SF06", "SF08", "SF14"} & set(fits), cell, fits)
        self.check("the most from pills is 350 mg", parts["supplements"].get("limit") == str(MOST_FROM_PILLS), cell)
        text = words_of(parts["supplements"])
        self.check("benefit and harm, the limit, and that food does not count (H09)",
                   "can help" in text and "loose stools" in text and "350 mg" in text and "Food does not count" in text, cell)
        if cell.on("G09"):
            self.check("pills in pregnancy: the maternity team", "maternity team" in text, cell)
        if cell.reader == "older":
            self.check("pills from 65: kidneys first", "kidney check" in text, cell)
        if cell.on("G11"):
            self.check("pills with belly pain: not before it is checked", "belly has been checked" in text, cell)

    def check_goal(self, cell, parts):
        if cell.on("G01") or cell.on("G08"):
            return
        goal = parts["targets"].get("mg")
        self.check("the goal is that of the life stage", goal == str(GOALS[cell.reader]), cell, goal)
        if cell.listed not in ("I49", "I36"):
            self.check("the plan aims at the goal", parts["plan"].get("target") == goal, cell)

    def check_gates_are_told(self, cell, parts, read):
        said = {"G01": "kidney", "G08": "heart or nerve", "G03": "heartbeat", "G04": "fit", "G11": "belly",
                "G09": "aternity", "G10": "pharmacist", "G12": "You already take magnesium", "G13": "Worry or sleep is getting"}
        for gate, word in said.items():
            if cell.on(gate):
                self.check("each gate is told in its words", word.lower() in read.lower(), cell, gate)
        told = {"kidney": "Your kidneys come first" in read, "pregnant": "Pregnant or breastfeeding" == parts["safety"].findtext(
            "alert[@id='pregnant']/..") or parts["safety"].find("alert[@id='pregnant']") is not None}
        self.check("kidney and pregnancy are told only when answered (H11)",
                   told["kidney"] == cell.on("G01") and told["pregnant"] == cell.on("G09"), cell, told)
        left_open = [gate for gate in ("G02", "G03", "G04", "G05", "G06", "G07", "G11") if cell.is_open(gate)]
        alert = parts["safety"].find("alert[@id='open-emergency']") is not None
        self.check("open questions of emergency are asked for", alert == bool(left_open), cell)
        title = parts["message"].get("title")
        if left_open or cell.kind() != "result":
            self.check("no calm title over an open or urgent gate", not re.search("keep|small food", title, re.I), cell, title)

    def check_listed(self, cell, parts):
        if cell.listed is None:
            return
        row = self.interactions[cell.listed]
        node = parts["interactions"].find(f"interaction[@id='{cell.listed}']")
        self.check("what was listed is printed", node is not None, cell)
        self.check("its kind of action", node.get("action") == row.get("action"), cell)
        shown = "supplements" in cell.parts
        for name in ("before", "after"):
            hours = row.get(f"hours-{name}")
            wanted = hours if shown and hours is not None else None
            self.check("hours apart are the table's, and only beside a pill page", node.get(name) == wanted, cell, name)
            if wanted:
                self.check("hours apart are said in words", f"{hours} hours {name}" in node.get("timing"), cell,
                           node.get("timing"))
        if row.get("action") == "separate" and not shown:
            self.check("without a pill page: ask first", "Tell your clinician or pharmacist" in words_of(node), cell)
        if cell.listed in ("I36", "I49"):
            self.check("no plan with a potassium limit", "plan" not in cell.parts, cell)

    def check_masks(self, cells):
        """alone and monotone, for all cells of which the one with one yes less is here, too."""
        known = {cell.key(): cell for cell in cells if cell.listed is None and not cell.few}
        for cell in known.values():
            for gate in GATES:
                if cell.gates[gate] != YES:
                    continue
                less = known.get((tuple(sorted({**cell.gates, gate: NO}.items())), cell.group, cell.reader))
                if less is None:
                    continue
                self.check("one more yes never shows more", cell.parts <= less.parts, cell, f"{gate} {cell.parts - less.parts}")
                self.check("one more yes never weakens the first page", cell.rank >= less.rank, cell, gate)
                urgent = gate in ("G03", "G04", "G11") and cell.kind() == "clinician"
                masked = gate not in EMERGENCIES and not urgent and cell.kind() in ("emergency", "clinician")
                if masked:
                    self.check("beside an emergency nothing else is said, under 18 nothing but what is urgent",
                               cell.text == less.text, cell, gate)
                elif not (gate == "G09" and less.on("G09")):
                    self.check("each gate changes what is read, alone and beside others (H61)", cell.text != less.text, cell,
                               gate)


def sample_for_pages(cells, draw, count):
    """Of each first page, reader and group some; all of the list that have hours."""
    by_kind = {}
    for cell in cells:
        by_kind.setdefault((cell.kind(), cell.reader, cell.few, cell.has_bowel_signs()), []).append(cell)
    pool = [draw.sample(group, min(len(group), 4)) for group in by_kind.values()]
    return [cell for row in itertools.zip_longest(*pool) for cell in row if cell is not None][:count]


def check_pages(checker, cells, layout="handout"):
    """The words of every page that is printed, whatever part of the template they come from."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "cells.xml", Path(folder) / "out"
        write_batch(cells, path)
        done = subprocess.run([MAGREPORT, "render", "--layout", layout, str(path), "-o", str(out)], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            sys.exit(f"render ended with {done.returncode}: {done.stderr.decode()[-800:]}")
        for number, cell in enumerate(cells):
            read = subprocess.run(["pdftotext", "-layout", str(out / f"c{number}.pdf"), "-"], stdout=subprocess.PIPE,
                                  check=True).stdout.decode()
            check_page_words(checker, cell, re.sub(r"[ \t]+", " ", read), layout)


def check_page_words(checker, cell, read, layout):
    kind = cell.kind()
    found = MILLIGRAMS.search(read)
    first = read.split("\f")[0]
    flat = " ".join(read.split())
    if kind == "emergency":
        one_page = read.count("\f") == 1 or layout == "slip"
        checker.check("printed: an emergency is one page without figures", one_page and not found and
                      not re.search(r"\bof 100\b|points", read), cell, found and found.group())
        checker.check("printed: an emergency page says whom to call", "911" in read or "988" in read, cell)
        return
    checker.check("printed: help stands on the first page (H10)", "911 or your local number" in " ".join(first.split()),
                  f"{layout}: {cell}")
    if kind == "clinician":
        checker.check("printed: nothing in milligrams under 18", not found, cell, found and found.group())
        checker.check("printed: no meal, score or pill page under 18", "Breakfast" not in read and "Glycinate" not in read and
                      "Where you stand" not in read, cell)
        return
    if cell.on("G01"):
        checker.check("printed: no milligrams with kidney disease", not found, cell, found and found.group())
        checker.check("printed: no food list and no meal with kidney disease", "Breakfast" not in read and
                      "Pumpkin seeds" not in read, cell)
    if cell.on("G01") or cell.on("G08"):
        checker.check("printed: no form, goal, meal or hours with a stop gate", "Glycinate" not in read and
                      not re.search(r"[Gg]oal is (about )?\d", flat) and "Breakfast" not in read and
                      not HOURS_APART.search(flat), cell)
    checker.check("printed: no laxative form with bowel signs", not cell.has_bowel_signs() or
                  not re.search("milk of magnesia|Hydroxide|Carbonate|Oxide|Citrate|Epsom salt \\(", read), cell)
    limits = {int(number) for number in re.findall(r"from (?:pills|supplements) for adults is (\d+) mg", flat)}
    checker.check("printed: the most from pills is never above 350 mg (H63)", limits <= {MOST_FROM_PILLS}, cell, limits)
    goals = {int(number) for number in re.findall(r"[Gg]oal is about (\d+) mg", flat)}
    checker.check("printed: no goal above that of the life stage (H63)", goals <= {GOALS[cell.reader]}, cell, goals)
    if cell.few:
        checker.check("printed: no points without enough answers", not re.search(r"\b\d+ of 100\b", flat), cell)


def main():
    whole = "all" in sys.argv[1:] or bool(os.environ.get("WHOLE"))
    is_slow = Path(MAGREPORT).parent.name == "asan"
    draw = random.Random(20261122)
    checker = Checker()
    table = list(cells_without_emergency(whole and not is_slow)) + list(cells_with_emergency())
    if is_slow:
        table = draw.sample(table, 1500)
    cells = table + list(cells_left_open(draw, 4000 if whole and not is_slow else 300)) + list(cells_of_bowel_signs()) + \
        list(cells_with_too_few_answers()) + list(cells_of_the_list(checker.interactions))
    for start in range(0, len(cells), BATCH):
        part = cells[start:start + BATCH]
        for cell, text in zip(part, reports_of(part)):
            checker.take(cell, text)
    checker.check_masks(table)
    pages = sample_for_pages(cells, draw, 20 if is_slow else 400 if whole else 104)
    check_pages(checker, pages)
    for layout in ("summary", "slip"):
        check_pages(checker, draw.sample(pages, 8 if is_slow else 100 if whole else 20), layout)
    for claim, count in sorted(checker.claims.items()):
        print(f"{count:7} x {claim}" + (f": {checker.problems[claim]} BREACHES" if checker.problems[claim] else ""))
    for claim, example in checker.examples.items():
        print(f"FAIL {claim}\n     for example: {example[:600]}")
    few = [claim for claim, count in checker.claims.items() if count < 3 and not is_slow]
    kinds = Counter(cell.kind() for cell in cells)
    print(f"{len(cells)} responses, {len(pages)} of them printed; first pages: {dict(kinds)}")
    if few or (not is_slow and len(cells) < 10000):
        print(f"FAIL too few cases: {few}")
    failed = sum(checker.problems.values()) + len(few) + (not is_slow and len(cells) < 10000)
    print(f"{sum(checker.claims.values()) - sum(checker.problems.values())} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
