#!/usr/bin/python3
"""What the report chooses and computes from the tables: pills, hours apart, limits, audiences, topics.

The rules stand here a second time, from the design: each medicine alone with its sample day, each form with what 500 mg of it
hold, each standard with its limit by age (never above 350 mg), at most six topics led by the domains that stand out, and the
pages of tips (what lowers magnesium, and the education) at most three on Letter, whatever the answers.
"""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "layouts" / "magnesium"
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))
KNOWLEDGE = "{urn:magreport:knowledge:1}"
YES_NO = {"Q31", "Q32", "Q33", "Q43", "Q44", "Q45"}
GATES = [f"G{number:02}" for number in range(1, 14)]
FOCUS = {"D1": "muscles", "D2": "sleep", "D3": "stress", "D4": "energy", "D5": "nerves", "D6": "gut", "D7": "habits",
         "D8": "medicines"}
MOST_FROM_PILLS = 350


def rows(file, name):
    return list(ElementTree.parse(PACK / f"{file}.xml").getroot().iter(KNOWLEDGE + name))


class Checks:
    def __init__(self):
        self.passed, self.problems = 0, []

    def equal(self, where, wanted, found):
        if wanted == found:
            self.passed += 1
        else:
            self.problems.append(f"{where}: {found!r} is not {wanted!r}")

    def true(self, where, holds):
        self.equal(where, True, bool(holds))


def top(number):
    item = f"Q{number:02}"
    return item, 1 if item in YES_NO else 3


def answers(pairs=(), age=44, sex="female", stage=None, high=()):
    given = {f"Q{number:02}": 0 for number in range(1, 46)}
    given.update({gate: 0 for gate in GATES})
    given.update(dict(map(top, high)))
    given.update({item: value for item, value in pairs if item in given})
    pairs = [pair for pair in pairs if pair[0] not in given]
    listed = [("age", age)] + ([("life-stage", stage)] if stage else []) + list(given.items()) + list(pairs)
    body = "".join(f'<answer item="{item}" value="{value}"/>' for item, value in listed)
    return f'<patient sex="{sex}"/>{body}'


def dump(people, stage="report", options=()):
    body = "".join(f'<response id="p{number}" date="2026-11-20" questionnaire="magnesium">{one}</response>'
                   for number, one in enumerate(people))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.xml"
        path.write_text(f'<responses xmlns="urn:magreport:response:1" version="1">{body}</responses>', "utf-8")
        done = subprocess.run([MAGREPORT, "dump", f"--stage={stage}", *options, str(path)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"dump ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    text = done.stdout.decode()
    if stage != "report":
        return text
    return [ElementTree.fromstring(part.encode()) for part in re.split(r'(?=<\?xml version="1.0")', text) if part.strip()]


def check_clock(check, name, row, node):
    """One medicine a day: before magnesium in the morning, or after it; the next dose is a day later."""
    before, after = (int(row.get(f"hours-{way}", -1)) for way in ("before", "after"))
    takes = node.findall("clock/take")
    check.equal(f"{name} clock", 2, len(takes))
    if len(takes) != 2:
        return
    hours = {("magnesium" if take.text.startswith("magnesium,") else "medicine"): int(take.get("hour")) for take in takes}
    check.equal(f"{name} in the order of the day", sorted(hours.values()), [int(take.get("hour")) for take in takes])
    gap = hours["magnesium"] - hours["medicine"]
    check.true(f"{name} far enough apart", gap >= before if before >= 0 else -gap >= after)
    check.true(f"{name} far enough from the next day", before < 0 or 24 - gap >= max(0, after))
    spoken = {hour: f"{(hour - 1) % 12 + 1} {'am' if hour < 12 else 'pm'}" for hour in range(1, 24)}
    check.equal(f"{name} hours in words", [spoken[int(take.get("hour"))] for take in takes], [take.get("at") for take in takes])


def check_interactions(check):
    table = rows("interactions", "interaction")
    reports = dump([answers([("medicines", row.get("id"))]) for row in table])
    for row, report in zip(table, reports):
        name, node = row.get("id"), report.find("interactions/interaction")
        shown = report.find("supplements").get("status") == "shown"
        if report.find("first-page").get("kind") in ("emergency", "clinician"):
            check.equal(f"{name} beside a page that stands alone", None, node)
            continue
        check.equal(f"{name} effect", row.get("direction"), node.get("effect"))
        check.true(f"{name} effect in words", node.get("effect-words"))
        if shown and row.get("action") == "separate":
            check_clock(check, name, row, node)
        else:
            check.equal(f"{name} has no clock", None, node.find("clock"))
    both = dump([answers([("medicines", "I10"), ("medicines", "I27")])])[0]
    check.true("no clock sets two medicines side by side",
               all(len(clock.findall("take")) == 2 for clock in both.iter("clock")))


def check_forms(check):
    plain, gut, loose = dump([answers(), answers([("Q31", 1)]), answers([("Q30", 3)])])
    shown = {form.get("id") for form in loose.findall("supplements/form")}
    check.equal("forms with loose stools", {row.get("id") for row in rows("supplements", "form") if row.get("laxative") == "no"},
                shown)
    for row in rows("supplements", "form"):
        name, laxative = row.get("id"), row.get("laxative")
        share = round(float(row.get("elemental")) * 10)
        content = (share * 500 // 1000 + (share * 500 % 1000 > 0) * 0.5 + 2.5) // 5 * 5
        for report in (plain, gut):
            form = report.find(f"supplements/form[@id='{name}']")
            check.equal(f"{name} in 500 mg", int(content), int(form.get("mg-in-500")))
            check.true(f"{name} label", form.find("label").text.startswith("500 mg of ") and
                       f" holds about {int(content)} mg of magnesium." in form.find("label").text)
            for text in ("absorption", "stomach", "used-for", "evidence", "caution"):
                check.true(f"{name} {text}", form.find(text).text)
            check.true(f"{name} fits, or says why not", (form.get("fits") == "no") == (form.find("misfit") is not None))
        form = gut.find(f"supplements/form[@id='{name}']")
        check.equal(f"{name} with a gut disease", "yes" if laxative == "no" else "no", form.get("fits"))
        check.equal(f"{name} what speaks for it", laxative == "no", form.find("reason") is not None)
    citrate = plain.find("supplements/form[@id='SF01']/label").text
    check.equal("the label of citrate", "500 mg of magnesium citrate holds about 80 mg of magnesium.", citrate)
    check.true("none is a proper choice", "proper choice" in plain.find("supplements/none/p").text)


def wanted_row(table, standard, sex, age, stage):
    """The last row that fits; pregnant or breastfeeding above the last age keeps the last row."""
    fits = [row for row in table if row.get("standard") == standard and row.get("label") != "yes" and
            row.get("months") != "yes" and row.get("sex") in (sex, "any") and row.get("stage") == (stage or "none")]
    within = [row for row in fits if int(row.get("from")) <= age <= int(row.get("to"))]
    return (within or fits)[-1]


def check_targets(check):
    table = rows("targets", "target")
    people = [(sex, age, None) for sex in ("female", "male") for age in (18, 19, 30, 31, 50, 51, 70, 95)]
    people += [("female", age, stage) for age in (19, 30, 31, 50) for stage in ("pregnant", "breastfeeding")]
    for standard in ("us", "efsa", "uk"):
        reports = dump([answers(age=age, sex=sex, stage=stage) for sex, age, stage in people], options=["--standard", standard])
        for (sex, age, stage), report in zip(people, reports):
            where = f"{standard} {sex} {age} {stage or ''}"
            row = wanted_row(table, standard, sex, age, stage)
            check.equal(f"{where} goal", row.get("mg"), report.find("targets").get("mg"))
            limit = row.get("limit") and str(min(int(row.get("limit")), MOST_FROM_PILLS))
            check.equal(f"{where} limit", limit, report.find("supplements").get("limit"))
            said = " ".join(node.text for node in report.find("supplements").iter() if node.tag in ("p", "caution"))
            said += " ".join(node.text for node in report.iter("disclaimer"))
            figures = {int(figure) for figure in re.findall(r"(\d+) mg", said)}
            check.true(f"{where}: pills above the limit", all(figure <= MOST_FROM_PILLS for figure in figures))
            check.equal(f"{where}: the lower limit is explained", standard == "uk", "lower limit of the US" in said)
            goals = " ".join(node.text for node in report.findall("targets/p"))
            check.equal(f"{where}: the rounded figures are explained", standard == "us",
                        "400 mg for men and 310 mg for women" in goals)


def check_readers(check):
    cases = [("adult", {}), ("adult", {"age": 64}), ("older", {"age": 65}), ("pregnant", {"stage": "pregnant", "age": 30}),
             ("breastfeeding", {"stage": "breastfeeding", "age": 30}), ("pregnant", {"stage": "pregnant", "age": 66}),
             ("under-age", {"age": 17})]
    own = {"older": "older", "pregnant": "pregnancy", "breastfeeding": "breastfeeding"}
    for (wanted, more), report in zip(cases, dump([answers(**more) for _, more in cases])):
        check.equal(f"audience with {more}", wanted, report.find("patient").get("audience"))
        topics = [topic.get("id") for topic in report.findall("education/topic")]
        if wanted in own:
            check.true(f"a topic for {wanted}", own[wanted] in topics)
        check.equal(f"topics of others for {wanted}", set(), (set(own.values()) & set(topics)) -
                    {own.get(wanted)} - ({"older"} if more.get("age", 0) >= 65 else set()))
        check.equal(f"under 18 reads no education: {wanted}", wanted == "under-age", not topics)


BLOCKS = {"D1": range(1, 7), "D2": range(7, 13), "D3": range(13, 21), "D4": range(21, 25), "D5": range(25, 30),
          "D6": range(30, 34), "D7": range(34, 43), "D8": range(43, 46)}


def check_topics(check):
    """Three domains at their highest: their three topics come first after the general one."""
    names = list(BLOCKS)
    trios = [tuple(sorted({names[i], names[(i + 2) % 8], names[(i + 5) % 8]})) for i in range(8)]
    reports = dump([answers(high=[number for name in trio for number in BLOCKS[name]]) for trio in trios])
    for trio, report in zip(trios, reports):
        topics = [topic.get("id") for topic in report.findall("education/topic")]
        check.true(f"{trio}: {len(topics)} topics", len(topics) <= 6)
        check.equal(f"{trio} first", ["what"] + [FOCUS[name] for name in trio], topics[:4])
        tips = report.findall("education/topic/tip")
        check.true(f"{trio}: something to do", len(tips) >= 3)
        factors = report.findall("lifestyle/factor") + report.findall("lifestyle/more")
        values = [int(node.get("value")) for node in factors]
        check.equal(f"{trio}: no factor is lost", sum(len(BLOCKS[name]) for name in trio if name in ("D6", "D7", "D8")),
                    len(values))
        check.true(f"{trio}: few factors in full", len(report.findall("lifestyle/factor")) <= 6)


BODY_PT = 640  # of a Letter page between head and foot
CHAPTERS = ("What can lower magnesium", "About magnesium")


def tip_pages(text):
    """Points of height that the two chapters take, page by page from the first line of text to the last."""
    spans, page, chapter, seen = {}, 0, "", set()
    for line in text.splitlines():
        found = re.match(r"page (\d+) ", line)
        page = int(found[1]) if found else page
        found = re.match(r'  [+.] (\S+) text \S+ (\S+) \S+ (\S+) #\w+ "(.*)"$', line)
        if not found:
            continue
        if found[1] == "H2" and float(found[3]) >= 20:
            chapter = found[4]
            seen.add(chapter)
        if chapter in CHAPTERS:
            spans.setdefault((chapter, page), []).append(float(found[2]))
    return seen, sum(max(span) - min(span) + 24 for span in spans.values())


def check_pages(check):
    everything = [number for block in BLOCKS.values() for number in block]
    people = [answers(high=everything), answers(high=everything, age=70), answers(high=range(1, 25), stage="pregnant", age=30)]
    for number, text in enumerate(re.split(r"^pages title=.*$", dump(people, "pages", ["--paper", "letter"]), flags=re.M)[1:]):
        seen, height = tip_pages(text)
        check.true(f"person {number} has both chapters", set(CHAPTERS) <= seen)
        check.true(f"person {number}: tips of {height / BODY_PT:.1f} pages", height <= 3 * BODY_PT)


def main():
    check = Checks()
    for part in (check_interactions, check_forms, check_targets, check_readers, check_topics, check_pages):
        part(check)
    for problem in check.problems:
        print("FAIL " + problem)
    print(f"{check.passed} passed, {len(check.problems)} failed")
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
