#!/usr/bin/python3
"""Proves that every row of the coverage list is carried by the pack, in its product part and no bolder than it may be.

A row is what one of the source articles claims. An element names the rows that it carries: covers="S006 S067". For each row
an element of the right part must name it, hold the words of the row, and, where the row has a hedge code, be worded at
least as carefully as the code asks. Rows that must not be carried over are named by nobody, and no text of the pack makes
their claim. Each text that carries a row is printed for at least one of some sixty people.

coverage.tsv holds ids, parts, codes and patterns. The list with the claims lies outside the project; where it is there
($MAGREPORT_DATA, else ../shared/data) both are compared, and no bare claim may pass for a careful wording.
"""
import csv
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "layouts" / "magnesium"
DATA = Path(os.environ.get("MAGREPORT_DATA", ROOT.parent / "shared" / "data")) / "seeds_coverage.csv"
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))

# What a text must say that carries a row of this code: each of the patterns, any case.
FAIR = {
    "W1": [r"many people get less magnesium than advised"],
    "W2": [r"some clinicians think"],
    "W3": [r"normal blood test does not always rule it out", r"only a clinician can tell"],
    "W4": [r"important mineral"],
    "W5": [r"alongside other nutrients"],
    "W6": [r"may help some people feel calmer", r"not a treatment for anxiety"],
    "W7": [r"some gut problems can lower how much you absorb"],
    "W8": [r"helps the body use insulin", r"\bmay\b"],
    "W9": [r"large calcium", r"another time of day"],
    "W10": [r"stress may raise magnesium loss|also raise magnesium loss"],
    "W11": [r"may play a part in", r"proof is weak"],
    "W12": [r"may lower blood pressure a little", r"keep your medicines"],
    "W13": [r"caffeine", r"better sleep"],
    "W14": [r"only a little", r"heat", r"hard work"],
    "W15": [r"mostly|can add to"],
    "W16": [r"low magnesium can usually be corrected once the cause is found"],
    "W18": [r"sugar, B12, thyroid, alcohol or medicines", r"ask for a check"],
    "W19": [r"check-up|blood count, thyroid"],
    "W20": [r"helps nerves settle", r"\bmay\b", r"not proven for sleep or mood"],
    "W21": [r"may help .* if you are low", r"for usual night cramps it often does not"],
    "W22": [r"\biron\b", r"unproven"],
    "W23": [r"small studies", r"may help some people fall asleep a little sooner"],
    "W24": [r"not proven better|no form has been proven better"],
    "W25": [r"may help you relax", r"not a way to get magnesium", r"open skin"],
    "W26": [r"food is (only )?one piece", r"tell your clinician if you snore or stay tired"],
    "W27": [r"signs in this check", r"many other causes"],
    "W28": [r"\bmay help\b"],
    "W29": [r"\{limit\} mg a day unless", r"kidney", r"medicine", r"food comes first"],
    "W30": [r"do not stop or swap a sleep medicine on your own", r"drowsy or weak"],
    "W31": [r"\{men-mg\}", r"\{women-mg\}", r"ages 19 to 30 only", r"pregnancy"],
    "W32": [r"many causes", r"sudden or on one side", r"\{emergency\}"],
    "W33": [r"can be treated", r"does not treat depression", r"\{crisis\}"],
    "W34": [r"too early to know"],
    "W35": [r"(uneven heartbeat|chest pain)", r"heart ?check|get (help|care)|call \{emergency\}"],
    "W36": [r"results are mixed|mixed results", r"ask (your clinician|for a check)"],
    "W37": [r"may slightly lower signs of inflammation in some people", r"not shown to protect nerves"],
    "W39": [r"may help to prevent", r"some people", r"only a clinician should choose", r"diarrhea"],
    "W40": [r"prompt"],
    "W41": [r"loosen stools", r"lost a lot of fluid"],
    "W42": [r"proof in people is limited", r"not shown"],
}
# Claims that are not carried over: patterns that show them in any wording we could think of, and samples that they must find.
ABSENT = {
    "W17": ([r"\bnot (just |only )?(psychological|mental|in your (head|mind))", r"\bbiochemical",
             r"(anxiety|worry|fear)[^.]{0,40}\b(is|comes from|caused by|means)[^.]{0,20}\b(shortage|lack of|low) ?(in |of )?"
             r"(magnesium|minerals?|nutrients?)"],
            ["Your anxiety may be biochemical, not psychological.", "Fear without a trigger is caused by a lack of minerals."]),
    "W38": ([r"\b(alternative to|in place of|instead of|replaces?|rather than)\b[^.]{0,30}"
             r"\b(medicines?|drugs?|painkillers?|pain pills?)",
             r"\broot cause", r"(side|unwelcome|unwanted) effects of (your )?pain"],
            ["A natural alternative to pain medicine.", "It treats the root cause.", "Use it instead of your pain pills.",
             "It spares you the side effects of pain medicine."]),
    "W43": ([r"therapeutic dose", r"optimal(ly)? absor", r"\b(best|superior|maximum) absorption", r"tastes? (good|great|nice)",
             r"mixes (well|easily)", r"\b(three|3|triple)[- ](form|in-one)", r"\b(order|buy) (now|here|it|our)\b",
             r"\bour (powder|product|supplement)"],
            ["A three-form powder at a therapeutic dose.", "For optimal absorption.", "It mixes well and tastes good."]),
}


class Carrier:
    def __init__(self, file, node, parents, text):
        self.file, self.node, self.text = file, node, " ".join(text.split())
        self.name = node.tag.split("}")[1]
        self.chain = [node, *parents]

    def part(self, tag):
        """The id of the section, or the part of the topic, that it stands in; None if in none."""
        for node in self.chain:
            if node.tag.endswith("}" + tag):
                return node.get("part") or node.get("id") or ""
        return None


PLACES = {
    "education text": lambda one: one.part("topic") is not None or one.part("section") == "targets",
    "symptom domain": lambda one: one.name in ("finding", "alert") or one.part("section") == "page-urgent",
    "food": lambda one: one.name == "food" or one.part("topic") == "food" or one.part("section") == "foods",
    "lifestyle factor": lambda one: one.name == "factor" or one.part("section") == "lifestyle",
    "mind-body": lambda one: one.part("topic") == "mind-body",
    "supplement form": lambda one: one.file == "supplements.xml" or one.part("section") == "supplements",
    "lifestyle practice": lambda one: one.name in ("action", "tip"),
    "hormonal/metabolic": lambda one: one.part("topic") == "hormones",
    "gut/absorption": lambda one: one.part("topic") == "gut",
    "red flag / seek evaluation": lambda one: one.name in ("alert", "prompt") or
    (one.part("section") or "").startswith(("page-", "evaluation", "help")),
    "what worsens": lambda one: one.part("section") == "worsens",
    "disclaimer": lambda one: one.part("section") == "disclaimers",
}


def said(node):
    """Texts that a patient may read below a node: conditions and the record of the table are left out."""
    words = [node.get(name, "") for name in ("title", "name", "words")] + [node.text or ""]
    for child in node:
        if not child.tag.endswith("}record"):
            words += [said(child)]
        words += [child.tail or ""]
    return " ".join(" ".join(words).split())


def item_words():
    root = ElementTree.parse(PACK / "questionnaire.xml").getroot()
    return {node.get("id"): said(node) + " " + node.get("label", "") for node in root.iter() if node.tag.endswith("}item")}


def carriers():
    items, found = item_words(), {}
    for path in sorted(PACK.glob("*.xml")):
        root = ElementTree.parse(path).getroot()
        parents = {child: node for node in root.iter() for child in node}
        for node in root.iter():
            chain = []
            while (parents.get(chain[-1] if chain else node)) is not None:
                chain.append(parents[chain[-1] if chain else node])
            text = said(node) + " " + (items.get(node.get("id"), "") if node.tag.endswith(("}finding", "}factor")) else "")
            for row in node.get("covers", "").split():
                found.setdefault(row, []).append(Carrier(path.name, node, chain, text))
    return found


def read_rows():
    lines = [line for line in (ROOT / "tests/oracle/coverage.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
    return {row: (part, code, pattern) for row, part, code, pattern in (line.split("\t") for line in lines)}


def finds(pattern, text):
    return re.search(pattern, text, re.I | re.S) is not None


def check_row(row, part, code, pattern, named, problems):
    if code in ABSENT:
        if named:
            problems.append(f"{row}: must not be carried over, but {named[0].file} names it")
        return
    placed = [one for one in named if PLACES[part](one)]
    if not placed:
        problems.append(f"{row}: no element in the part '{part}' names it")
    elif not any(finds(pattern, one.text) for one in placed):
        problems.append(f"{row}: '{pattern}' is not said: {placed[0].text[:100]}")
    for one in placed if code != "-" else []:
        missing = [wanted for wanted in FAIR[code] if not finds(wanted, one.text)]
        problems += [f"{row} ({code}): '{wanted}' is missing in: {one.text[:160]}" for wanted in missing]


def all_texts():
    """Every text and attribute with words of every file of the pack, templates included."""
    for path in sorted(PACK.glob("*.xml")):
        root = ElementTree.parse(path).getroot()
        for node in root.iter():
            if isinstance(node.tag, str) and not node.tag.endswith(("}record", "}table-words", "}source")):
                own = " ".join([node.text or ""] + [child.tail or "" for child in node])
                yield from ((path.name, " ".join(text.split())) for text in [own, *node.attrib.values()] if text.strip())


def check_absent(problems):
    checks = 0
    for code, (patterns, samples) in ABSENT.items():
        for sample in samples:
            checks += 1
            if not any(finds(pattern, sample) for pattern in patterns):
                problems.append(f"{code}: the patterns do not find: {sample}")
        for file, text in all_texts():
            checks += 1
            problems += [f"{code}: {file} says: {text[:120]}" for pattern in patterns if finds(pattern, text)]
    return checks


def people():
    """Answers that between them call for every text: each question high, alone and all, stages, ages, gates, medicines."""
    items = [f"Q{number:02}" for number in range(1, 46)]
    yes_no = {"Q31", "Q32", "Q33", "Q43", "Q44", "Q45"}
    top = lambda item: 1 if item in yes_no else 3
    calm = {item: 0 for item in items}
    gates = {f"G{number:02}": 0 for number in range(1, 14)}
    base = {**calm, **gates}
    yield from ({**base, item: top(item)} for item in items)
    blocks = [range(1, 7), range(7, 13), range(13, 21), range(21, 25), range(25, 30), range(30, 34), range(34, 43), range(43, 46)]
    yield from ({**base, **{f"Q{n:02}": top(f"Q{n:02}") for n in block}} for block in blocks)
    yield {**base, **{item: top(item) for item in items}}
    yield from ({**base, gate: 1} for gate in gates)
    yield {**base, "life-stage": "pregnant"}
    yield {**base, "age": 71}
    yield {"age": 40, "Q01": 1}


def reports():
    lines = []
    for number, answers in enumerate(people()):
        answers = {"age": 40, **answers}
        given = "".join(f'<answer item="{item}" value="{value}"/>' for item, value in answers.items())
        lines.append(f'<response id="p{number}" date="2026-11-20" questionnaire="magnesium"><patient sex="female"/>'
                     f"{given}</response>")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.xml"
        path.write_text('<responses xmlns="urn:magreport:response:1" version="1">' + "\n".join(lines) + "</responses>", "utf-8")
        done = subprocess.run([MAGREPORT, "dump", "--stage=report", str(path)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"dump ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return " ".join(done.stdout.decode().replace("&amp;", "&").split()), len(lines)


def check_printed(found, problems):
    """Texts of guidance.xml that carry rows and hold no figure: each is printed for somebody."""
    printed, count = reports()
    texts = {one.text for named in found.values() for one in named if one.name in ("p", "tip", "step", "sign", "disclaimer")}
    texts |= {" ".join((child.text or "").split()) for named in found.values() for one in named
              if one.name in ("finding", "prompt") for child in one.node if (child.text or "").strip()}
    for text in sorted(texts):
        pieces = [piece.strip() for piece in re.split(r"\{[a-z-]+\}", text)]
        if not all(piece in printed for piece in pieces):
            problems.append(f"printed for none of {count} people: {text}")
    return len(texts)


def check_list(rows, problems):
    """Our list against the one with the claims; and no bare claim may pass for a careful wording."""
    with open(DATA, encoding="utf-8", newline="") as file:
        table = {row["row_id"]: row for row in csv.DictReader(file)}
    theirs = {name: (row["product_part"], row["hedge_code"] or "-") for name, row in table.items()}
    ours = {name: (part, code) for name, (part, code, _) in rows.items()}
    problems += [f"{name}: {ours.get(name)} is not {theirs.get(name)}" for name in sorted(set(ours) | set(theirs))
                 if ours.get(name) != theirs.get(name)]
    for name, row in table.items():
        code = row["hedge_code"]
        if code in FAIR and all(finds(pattern, row["claim_own_words"]) for pattern in FAIR[code]):
            problems.append(f"{name}: the bare claim passes for careful ({code})")
    return 2 * len(table)


def main():
    rows, found, problems = read_rows(), carriers(), []
    for row, (part, code, pattern) in rows.items():
        check_row(row, part, code, pattern, found.get(row, []), problems)
    problems += [f"{row}: named by {found[row][0].file}, but not in the list" for row in found if row not in rows]
    checks = len(rows) + check_absent(problems) + check_printed(found, problems)
    skipped = not DATA.exists()
    checks += 0 if skipped else check_list(rows, problems)
    for problem in problems:
        print("FAIL " + problem)
    gone = sum(code in ABSENT for _, code, _ in rows.values())
    failed = {problem.split(":")[0].split()[0] for problem in problems}
    print(f"{len(rows)} rows: {len(set(rows) - failed) - gone} carried, {gone} proven absent")
    if skipped:
        print("the list with the claims is not there: skipped")
    print(f"{max(0, checks - len(problems))} passed, {len(problems)} failed" + (", 1 skipped" if skipped else ""))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
