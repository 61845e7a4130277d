#!/usr/bin/python3
"""Measures how hard the printed pages are to read, page by page.

On each page of each handout: Flesch-Kincaid grade at most 6, SMOG or Fog at most 8, sentences of at most 12 words on average
and never more than 20, no banned word. Only sentences count: no headings, labels, names, figures, and not the list of
sources. Names of foods and medicines, and a few words that a reader knows as one, count as two syllables; they are printed.

    test_readability.py          the counter against known words, the formulas, and the pages of 8 handouts
    test_readability.py --all    the pages of 52 handouts, with a table (make readability)
"""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import readability

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "layouts" / "magnesium"
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))
TEXT = re.compile(r'^  ([+.]) (\S+) text \S+ \S+ \S+ \S+ #\w+ "(.*)"$')
YES_NO = {"Q31", "Q32", "Q33", "Q43", "Q44", "Q45"}
ITEMS = [f"Q{number:02}" for number in range(1, 46)]
GATES = [f"G{number:02}" for number in range(1, 14)]
BLOCKS = {"muscles": range(1, 7), "sleep": range(7, 13), "stress": range(13, 21), "energy": range(21, 25),
          "nerves": range(25, 30), "gut": range(30, 34), "habits": range(34, 43), "health": range(43, 46)}

# Syllables as dictionaries divide the words.
KNOWN = """the 1 cat 1 table 2 apple 2 little 2 muscle 2 muscles 2 energy 3 signals 2 body 2 blood 1 walked 1 wanted 2 needed 2
changes 2 causes 2 makes 1 doctor 2 important 3 mineral 3 calm 1 answers 2 every 2 tired 1 mind 1 other 2 another 3 cause 1
breathing 2 kidney 2 kidneys 2 disease 2 greens 1 healthy 2 usually 4 treated 2 trouble 2 numbness 2 sudden 2 stomach 2
absorb 2 digestion 3 protein 2 fiber 2 iron 2 avocado 4 spinach 2 oatmeal 2 salads 2 restless 2 twitches 2 cramp 1 uneven 3
dizzy 2 science 2 diet 2 quiet 2 being 2 going 2 people 2 question 2 nation 2 million 2 studies 2 family 3 animal 3
hospital 3 inflammation 4 information 4 memory 3 activity 4 banana 3 radio 3 piano 3 area 3 idea 3 create 2 used 1 rises 2
pages 2 bridges 2 whole 1 cereal 3 serious 3 previous 3 various 3 chewed 1 played 1 tries 1 goes 1 shoes 1 lies 1 eyes 1
agree 2 agreed 2 seeds 1 coffee 2 continue 3 values 2 rescue 2 tissue 2 league 1 unique 2 technique 2 crying 2 saying 2
usual 3 gradual 3 manual 3 language 2 guard 1 quality 3 square 1 persuade 2 equal 2 fluid 2 nerve 1 serve 1 medical 3
supplement 3 citrate 2 oxide 2 formula 3 horses 2 boxes 2 dishes 2 doses 2 relaxed 2 named 1 added 2 acre 2 entire 2
pressure 2 severe 2 while 1 scale 1 check-up 2 day's 1""".split()


def check_counter(problems):
    pairs = list(zip(KNOWN[::2], map(int, KNOWN[1::2])))
    problems += [f"'{word}' has {count} syllables, counted {readability.syllables(word)}" for word, count in pairs
                 if readability.syllables(word) != count]
    # The mat and the platypus are the usual examples: -1.45, and 11.3 with 24 syllables in 13 words.
    sums = [(readability.flesch_kincaid(6, 1, 6), -1.45), (readability.flesch_kincaid(13, 1, 24), 11.26),
            (readability.smog(30, 30), 8.84), (readability.smog(0, 30), 3.13), (readability.fog(100, 5, 10), 12.0)]
    problems += [f"a formula gives {found:.2f}, not {wanted}" for found, wanted in sums if abs(found - wanted) > 0.006]
    # McLaughlin's short way, 3 and the square root of the hard words in 30 sentences, is right within a grade and a half.
    problems += [f"SMOG of {hard} hard words" for hard in range(1, 73) if abs(readability.smog(hard, 30) - 3 - hard ** 0.5) > 1.5]
    hard = [("information", True), ("swallowing", False), ("relaxes", False), ("magnesium", False), ("check-up", False),
            ("remember", True), ("interfered", True)]
    problems += [f"'{word}' is {'' if wanted else 'not '}hard" for word, wanted in hard if readability.is_hard(word) != wanted]
    poor = readability.Measure(["Hypomagnesemia necessitates immediate hospitalization and comprehensive evaluation today."])
    long = readability.Measure(["one two three four five six seven eight nine ten one two three four five six seven eight nine "
                                "ten one."])
    if len(poor.problems()) < 2 or "a sentence of 21 words" not in long.problems() or not readability.banned_in("A Cure!"):
        problems.append("a hard text passes")
    return len(pairs) + len(sums) + 72 + len(hard) + 3


def names_of_tables():
    """Words of the names of foods, meals and medicines."""
    names = set()
    for file, row in (("foods", "food"), ("meals", "meal"), ("interactions", "interaction")):
        for node in ElementTree.parse(PACK / f"{file}.xml").getroot():
            text = node.get("name", "") + " " + " ".join(child.text or "" for child in node if child.tag.endswith("}examples"))
            if node.tag.endswith("}" + row) and node.get("kind") != "condition":
                names |= {word.lower() for word in re.findall(r"[A-Za-z]{5,}", text)}
    return names - COMMON


# Words of such names that are no names: they count as they are.
COMMON = {"absorption", "acid", "activated", "agents", "and", "antibiotic", "binder", "blockers", "breakfast",
          "channel", "container", "dissolving", "everyday", "fortified", "generic", "hospital", "including",
          "infection", "inhibitors", "medicine", "medicines", "numbers", "others", "overnight", "platelet",
          "pressure", "products", "reducing", "regular", "relaxant", "savory", "similar", "supplement",
          "supplements", "tablets", "transplant", "vegetable"}


def top(item):
    return 1 if item in YES_NO else 3


def person(name, answers=None, gates=None, lists=(), **patient):
    given = {**{item: 0 for item in ITEMS}, **{gate: 0 for gate in GATES}, **(answers or {}), **(gates or {})}
    return name, given, list(lists), {"age": 44, "sex": "female", **patient}


def high(*blocks):
    return {f"Q{number:02}": top(f"Q{number:02}") for block in blocks for number in BLOCKS[block]}


def quick_people():
    everything = high(*BLOCKS)
    yield person("well")
    yield person("all at their worst", everything, lists=[("medicines", "I10"), ("medicines", "I09")])
    yield person("emergency", everything, {"G02": 1, "G07": 1})
    yield person("kidney disease", high("sleep", "health"), {"G01": 1})
    yield person("pregnant", high("sleep", "muscles"), {"G09": 1}, life_stage="pregnant", age=29)
    yield person("older", high("nerves", "health"), age=72, sex="male")
    yield person("under 18", high("sleep"), age=15)
    yield person("vegan without nuts", high("habits", "gut"), lists=[("diet", "vegan"), ("allergies", "tree-nuts")])


def all_people():
    yield from quick_people()
    yield from (person(f"{block} high", high(block)) for block in BLOCKS)
    yield from (person(f"gate {gate}", high("stress"), {gate: 1}) for gate in GATES)
    yield from (person(f"gate {gate} open", high("muscles"), {gate: "unsure"}) for gate in ("G01", "G02", "G08", "G10"))
    yield person("breastfeeding", high("stress", "sleep"), {"G09": 1}, life_stage="breastfeeding", age=31)
    yield person("few answers", {item: "unsure" for item in ITEMS if item in YES_NO})
    for number in range(0, 50, 5):
        listed = [f"I{one:02}" for one in range(number + 1, number + 6) if one not in (1, 2, 18, 19, 20, 22)]
        yield person(f"medicines {listed[0]} to {listed[-1]}", high("health"), lists=[("medicines", one) for one in listed])
    yield person("Q01 to Q14", high("muscles", "sleep"), sex="male", age=24)
    yield person("Q15 to Q29", high("energy", "nerves", "stress"))
    yield person("milk, egg and wheat", high("habits"), lists=[("allergies", one) for one in ("milk", "egg", "wheat")])
    yield person("low FODMAP", high("gut"), lists=[("diet", "low-fodmap")])
    yield person("unknown allergy", high("gut"), lists=[("allergies", "mustard")])
    yield person("no age", high("sleep"), {"G09": "unsure"}, age=None)
    yield person("some of all", {item: min(1, top(item)) for item in ITEMS})
    yield person("two of all", {item: min(2, top(item)) for item in ITEMS}, age=66)


def to_xml(number, one):
    _, answers, lists, patient = one
    pairs = [(item, value) for item, value in answers.items()] + lists
    pairs += [("age", patient["age"])] if patient["age"] is not None else []
    pairs += [("life-stage", patient["life_stage"])] if "life_stage" in patient else []
    given = "".join(f'<answer item="{item}" value="{value}"/>' for item, value in pairs)
    sex = patient["sex"]
    return f'<response id="p{number}" date="2026-11-20" questionnaire="magnesium"><patient sex="{sex}"/>{given}</response>'


def dump(people):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.xml"
        body = "\n".join(to_xml(number, one) for number, one in enumerate(people))
        path.write_text(f'<responses xmlns="urn:magreport:response:1" version="1">{body}</responses>', "utf-8")
        done = subprocess.run([MAGREPORT, "dump", "--stage=pages", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
    if done.returncode != 0:
        sys.exit(f"dump ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return re.split(r"^pages title=.*$", done.stdout.decode(), flags=re.M)[1:]


def bodies(text):
    """Page by page the sentences of the body. What begins on a page counts there; the list of sources does not count."""
    pages, paragraph, in_sources = [], None, False
    for line in text.splitlines():
        if re.match(r"page \d+ ", line):
            pages.append([])
        found = TEXT.match(line)
        if not found or not pages:
            continue
        start, tag, words = found.groups()
        if start == "+":
            if re.fullmatch(r"H\d", tag):
                in_sources = words.startswith("Sources")
            paragraph = [] if tag in ("P", "LBody", "TD") and not in_sources else None
            if paragraph is not None:
                pages[-1].append(paragraph)
        if paragraph is not None:
            paragraph.append(words)
    return [[sentence for parts in page for sentence in readability.sentences_of("".join(parts))] for page in pages]


def measure(people, show, problems):
    names, excluded, checks = names_of_tables(), Counter(), 0
    if show:
        print(f"{'handout':32} page sentences words  mean longest  grade  (no word excluded)  SMOG   Fog")
    for one, text in zip(people, dump(people)):
        for number, sentences in enumerate(bodies(text), 1):
            if not sentences:
                continue
            checks += 5
            result = readability.Measure(sentences, names)
            excluded.update(result.excluded)
            wrong = result.problems() + [f"'{word}'" for word in readability.banned_in(" ".join(sentences))]
            problems += [f"{one[0]}, page {number}: {what}" for what in wrong]
            if show:
                print(f"{one[0]:32} {number:4} {result.sentences:9} {result.words:5} {result.mean:5.1f} "
                      f"{result.longest:7} {result.grade:6.1f} {result.plain_grade:20.1f} {result.smog:5.1f} "
                      f"{result.fog:5.1f}{'  FAIL' if wrong else ''}")
            if wrong and "-v" in sys.argv:
                worst = sorted(sentences, key=lambda line: -readability.Measure([line], names).grade)
                print("    " + "\n    ".join(f"{readability.Measure([line], names).grade:.1f} {line}" for line in worst[:4]))
    print("counted as two syllables: " + ", ".join(sorted(excluded)))
    return checks


def main():
    show = "--all" in sys.argv
    people, problems = list(all_people() if show else quick_people()), []
    checks = check_counter(problems) + measure(people, show, problems)
    for problem in problems:
        print("FAIL " + problem)
    print(f"{len(people)} handouts")
    print(f"{max(0, checks - len(problems))} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
