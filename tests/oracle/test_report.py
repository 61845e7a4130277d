#!/usr/bin/python3
"""Makes several thousand random people and checks that no report could harm one of them.

The rules stand here a second time, written from the design and the safety gate, not from guidance.xml: which page comes
first, what is withheld and why, what may be said when. Scores come from score.py, allergens from foods.xml. Every report
must be valid by report.xsd. All gates are tried alone and in pairs, each as yes, no, unsure, unanswered.

    test_report.py [NUMBER OF RANDOM PEOPLE]
"""
import datetime
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
from xml.sax.saxutils import quoteattr

import score
import staff

ROOT = Path(__file__).resolve().parents[2]
MAGREPORT = os.environ.get("MAGREPORT", str(ROOT / "build" / "magreport"))
PACK = ROOT / "layouts" / "magnesium"
LAYOUT = ROOT / "tests" / "oracle" / "title_only.xml"
SCHEMA = ROOT / "layouts" / "schema" / "report.xsd"
KNOWLEDGE = "{urn:magreport:knowledge:1}"

MAGNESIUM = score.magnesium()
WORDS = staff.Words(PACK / "questionnaire.xml")
ITEMS = {item.name: item for item in MAGNESIUM.items()}
SYMPTOMS = [item.name for item in MAGNESIUM.indices[0].items()]
RISKS = [item.name for item in MAGNESIUM.indices[1].items()]
GATES = list(MAGNESIUM.gates)
ALLERGENS = ["milk", "egg", "fish", "shellfish", "tree-nuts", "peanuts", "wheat", "soy", "sesame"]
DIETS = ["vegan", "vegetarian", "gluten-free", "dairy-free", "low-fodmap", "low-oxalate"]
INTERACTIONS = [f"I{number:02}" for number in range(1, 51)]
DO_NOT_SUPPLEMENT = {"I01", "I18", "I19", "I20", "I36"}
LAXATIVE_FORMS = {"SF01", "SF06", "SF07", "SF08", "SF13", "SF14"}
# Medicines and conditions that no list has, or that stand under a name that is not quite the list's.
UNLISTED = {"word": ("medicines", "metformin"), "text": ("medicines", "a pill for gout"), "other": ("medicines", "other"),
            "condition": ("conditions", "gout"), "slip": ("medicnes", "I07"), "unsure": ("medicines", "unsure")}
DAY = datetime.date(2026, 11, 20)
# The intake table of the US standard: (sex, from age, mg); the last row that fits counts.
GOALS = {"female": [(19, 310), (31, 320)], "male": [(19, 400), (31, 420)]}
PREGNANT = [(19, 350), (31, 360)]


class Food:
    def __init__(self, node):
        self.first_word = re.split("[ ,]", node.get("full-name", node.get("name")))[0]
        self.group = node.get("group")
        allergens, diets = node.find(KNOWLEDGE + "allergens"), node.find(KNOWLEDGE + "diets")
        self.name = node.get("name")
        self.certain = set(allergens.get("contains", "").split())
        self.possible = set(allergens.get("may-contain", "").split())
        self.fits = {diet: diets.get(diet) for diet in DIETS[:5]}
        self.oxalate = diets.get("oxalate")
        self.potassium = node.find(KNOWLEDGE + "use").get("potassium-flag") == "high"
        self.mg = int(node.find(KNOWLEDGE + "serving").get("mg"))


def read_foods():
    root = ElementTree.parse(PACK / "foods.xml").getroot()
    return {node.get("id"): Food(node) for node in root.iter(KNOWLEDGE + "food")}


def read_meals():
    root = ElementTree.parse(PACK / "meals.xml").getroot()
    return {node.get("id"): [part.get("food") for part in node.iter(KNOWLEDGE + "part")]
            for node in root.iter(KNOWLEDGE + "meal")}


class Person(score.Response):
    def __init__(self):
        super().__init__({})
        self.date = DAY
        self.sex = "unknown"
        self.allergies, self.diets, self.dislikes = [], [], []
        self.check_label = False
        self.kcal, self.remarks = None, None
        self.unlisted = None

    def listed(self):
        return set(self.medicines) | set(self.conditions)

    def gate(self, name):
        """on, off or open, by the rule that the most cautious source wins."""
        if name in score.gates_on(MAGNESIUM, self):
            return "on"
        given = {value for value in self.answers.get(name, []) if value is not None}
        return "off" if given == {0} else "open"

    def to_xml(self, number):
        lines = [f'<response id="p{number}" date="{DAY}" questionnaire="magnesium">']
        birth = f' birth-date="{self.birth}"' if self.birth else ""
        stage = f' life-stage="{self.life_stage}"' if self.life_stage else ""
        sex = f' sex="{self.sex}"' if self.sex != "unknown" else ""
        lines.append(f'<patient name="Test Person"{birth}{sex}{stage}/>')
        lists = [("allergies", self.allergies), ("diet", self.diets), ("dislikes", self.dislikes),
                 ("medicines", self.medicines), ("conditions", self.conditions)]
        pairs = [(item, value) for item, values in self.answers.items() for value in values if value is not None]
        pairs += [(item, value) for item, values in lists for value in values]
        pairs += [UNLISTED[self.unlisted]] if self.unlisted else []
        pairs += [("check-label-ok", "yes")] if self.check_label else []
        pairs += [("kcal", self.kcal)] if self.kcal else []
        pairs += [("age", self.age)] if self.age is not None and not self.birth else []
        lines += [f"<answer item={quoteattr(item)} value={quoteattr(str(value))}/>" for item, value in pairs]
        lines += [f"<remarks>{self.remarks}</remarks>"] if self.remarks else []
        return "\n".join(lines + ["</response>"])


def answer_all(person, draw, level, skip=0.0):
    for name, item in ITEMS.items():
        if draw.random() >= skip:
            values = sorted(item.values)
            top = {"low": values[:1] * 5 + values, "some": values, "many": values + values[-1:] * 5}[level]
            person.answers[name] = [draw.choice(top)]


def adult(draw, level="some"):
    person = Person()
    person.age = draw.choice([18, 19, 25, 30, 31, 45, 50, 51, 64, 65, 80])
    person.sex = draw.choice(["female", "male"])
    for gate in GATES:
        person.answers[gate] = [0]
    answer_all(person, draw, level)
    return person


def gate_people(draw):
    """Each gate and each pair of gates in each state."""
    states = [[1], ["unsure"], []]
    people = []
    for count in (1, 2):
        for gates in itertools.combinations(GATES, count):
            for values in itertools.product(states, repeat=count):
                person = adult(draw, draw.choice(["low", "some", "many"]))
                person.answers.update(zip(gates, values))
                people.append(person)
    return people


def listed_people(draw):
    """Each interaction, under either item."""
    people = []
    for name in INTERACTIONS:
        for item in ("medicines", "conditions"):
            person = adult(draw)
            setattr(person, item, [name])
            people.append(person)
    return people


def food_people(draw):
    """People whose worst answers are about food, with each allergy, diet and food-related condition."""
    people = []
    wishes = [("allergies", name) for name in ALLERGENS] + [("diets", name) for name in DIETS] + \
        [("conditions", name) for name in ("I48", "I49", "I36", "I10", "I06")] + [("dislikes", "F001"), ("dislikes", "F024")]
    for attribute, value in wishes:
        for worst in (["Q34"], ["Q35"], ["Q36"], ["Q34", "Q35", "Q36"]):
            person = adult(draw)
            person.answers.update({name: [0] for name in ITEMS})
            person.answers.update({name: [3] for name in worst})
            setattr(person, attribute, [value])
            people.append(person)
    return people


def random_person(draw):
    person = adult(draw, draw.choice(["low", "some", "many"]))
    person.answers = {gate: draw.choices([[0], [1], ["unsure"], [], [0, 1]], [86, 6, 3, 4, 1])[0] for gate in GATES}
    answer_all(person, draw, draw.choice(["low", "some", "many"]), draw.choice([0, 0, 0, 0.05, 0.3, 0.6]))
    if draw.random() < 0.1:
        name = draw.choice(list(ITEMS))
        person.answers[name] = draw.choice([["unsure"], [0, 1]])
    person.age = draw.choice([None, 15, 17, 18, 19, 30, 31, 44, 50, 64, 65, 71, 90])
    if draw.random() < 0.3 and person.age:
        person.birth = score.years_before(DAY, person.age, draw.randrange(0, 300))
    person.sex = draw.choice(["female", "male", "other", "unknown"])
    if draw.random() < 0.15:
        person.sex, person.life_stage = "female", draw.choice(["none", "pregnant", "breastfeeding"])
    person.allergies = draw.sample(ALLERGENS, draw.choice([0, 0, 0, 1, 1, 2, 3]))
    person.diets = draw.sample(DIETS, draw.choice([0, 0, 0, 1, 1, 2]))
    person.dislikes = [f"F{draw.randrange(1, 131):03}" for _ in range(draw.choice([0, 0, 1, 4]))]
    if draw.random() < 0.05:
        person.unlisted = draw.choice(list(UNLISTED))
    if draw.random() < 0.02:
        person.allergies = person.allergies + ["unsure"]
    person.check_label = draw.random() < 0.3
    person.medicines = draw.sample(INTERACTIONS, draw.choice([0, 0, 0, 1, 2]))
    person.conditions = draw.sample(INTERACTIONS, draw.choice([0, 0, 0, 1, 2]))
    if draw.random() < 0.04:
        person.allergies, person.diets = list(ALLERGENS), draw.sample(DIETS, 3)
    if draw.random() < 0.08:
        person.kcal = draw.choice([800, 1200, 1600, 2000, 2600, 5000])
    if draw.random() < 0.03:
        person.allergies = person.allergies + ["mustard"]
    if draw.random() < 0.03:
        person.diets = person.diets + ["halal"]
    if draw.random() < 0.1:
        person.remarks = "Please bring your pills."
    return person


def ask(people):
    """The report of each person, as printed by the program."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.xml"
        body = "\n".join(person.to_xml(number) for number, person in enumerate(people))
        path.write_text(f'<responses xmlns="urn:magreport:response:1" version="1">\n{body}\n</responses>\n', "utf-8")
        done = subprocess.run([MAGREPORT, "dump", "--layout", str(LAYOUT), "--stage=report", str(path)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"dump ended with {done.returncode}: {done.stderr.decode()[-1000:]}")
    texts = [part for part in re.split(r'(?=<\?xml version="1.0")', done.stdout.decode()) if part.strip()]
    if len(texts) != len(people):
        sys.exit(f"{len(people)} people, but {len(texts)} reports")
    return texts


def validate(texts, problems):
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, text in enumerate(texts):
            name = Path(folder) / f"{number}.xml"
            name.write_text(text, "utf-8")
            names.append(str(name))
        done = subprocess.run(["xmllint", "--noout", "--schema", str(SCHEMA), *names],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        lines = [line for line in done.stdout.decode().splitlines() if not line.endswith(" validates")]
        if done.returncode != 0:
            problems["not valid by report.xsd"] += max(1, len(lines))
            print("\n".join(lines[:3]))


def expected_kind(person, assessed):
    on = {gate for gate in GATES if person.gate(gate) == "on"}
    if on & {"G02", "G05", "G06", "G07"}:
        return "emergency"
    if any(note.startswith("under-") for note in assessed["notes"]):
        return "clinician"
    for kind, gates in (("kidney", {"G01"}), ("stop-supplement", {"G08"}), ("urgent", {"G03", "G04", "G11"})):
        if on & gates:
            return kind
    return "result"


def expected_goal(person):
    age = person.known_age()
    age = 19 if age is None else age
    if person.life_stage == "pregnant":
        rows = [mg for start, mg in PREGNANT if age >= start] or [400]
        return rows[-1]
    sexes = ["female"] if person.life_stage == "breastfeeding" else \
        [person.sex] if person.sex in GOALS else list(GOALS)
    young = {"female": 360, "male": 410}
    return min([mg for start, mg in GOALS[sex] if age >= start][-1] if age >= 19 else young[sex] for sex in sexes)


def expected_plan_reasons(person, kind):
    """The reasons that withhold the plan; the report must give one of them."""
    reasons = set()
    unknown_age = person.known_age() is None and person.gate("G09") != "off"
    for reason, holds in (("emergency", kind == "emergency"), ("under-18", kind == "clinician"),
                          ("kidney", person.gate("G01") == "on"), ("heart-or-nerve", person.gate("G08") == "on"),
                          ("potassium", bool(person.listed() & {"I49", "I36"})),
                          ("unknown-allergy", bool({"mustard", "unsure"} & set(person.allergies))),
                          ("unknown-diet", "halal" in person.diets), ("age-unknown", unknown_age)):
        if holds:
            reasons.add(reason)
    return reasons


def expected_supplement_reasons(person, kind):
    reasons = expected_plan_reasons(person, kind) & {"emergency", "under-18", "kidney", "heart-or-nerve",
                                                     "age-unknown"}
    if "open" in (person.gate("G01"), person.gate("G08")):
        reasons.add("gate-unanswered")
    if person.listed() & DO_NOT_SUPPLEMENT:
        reasons.add("do-not-supplement")
    if person.unlisted:
        reasons.add("unknown-medicine")
    return reasons


def text_of(report):
    """Everything that could be printed: texts and the attributes that hold words."""
    words = []
    for node in report.iter():
        words += [node.text or ""]
        words += [value for name, value in node.attrib.items()
                  if name in ("title", "name", "label", "chosen-for", "stomach", "timing", "often", "serving")]
    return "\n".join(words)


class Checks:
    def __init__(self):
        self.problems = Counter()
        self.examples = {}
        self.done = 0
        self.kinds, self.seen = Counter(), Counter()
        self.foods, self.meals = read_foods(), read_meals()

    def check(self, holds, problem, person):
        self.done += 1
        if not holds:
            self.problems[problem] += 1
            self.examples.setdefault(problem, person)

    def check_report(self, person, report):
        assessed = score.assess(MAGNESIUM, person)
        staff.take_and_check(staff.Checker(MAGNESIUM, WORDS, self.check, person), report, assessed)
        kind = expected_kind(person, assessed)
        self.kinds[kind] += 1
        shown_kind = report.find("first-page").get("kind")
        self.check(shown_kind == kind, f"first page is {shown_kind}, not {kind}", person)
        self.check_scores(person, report, assessed, kind)
        self.check_plan(person, report, kind)
        self.check_supplements(person, report, kind)
        self.check_kidney(person, report)
        self.check_words(person, report, kind)
        self.check_foods(person, report)
        self.check_actions(person, report, kind)
        self.check_findings(person, report, kind)
        self.check_alerts(person, report, kind)

    def check_scores(self, person, report, assessed, kind):
        scores = report.find("scores")
        if kind in ("emergency", "clinician"):
            self.check(scores is None, "a score beside an emergency or for a child", person)
            return
        expected = {index["id"]: index for index in assessed["indices"]}
        for node in scores.findall("index"):
            index = expected[node.get("id")]
            if "value" in index:
                figures = [int(node.get(name)) for name in ("points", "max", "value")]
                self.check(figures == [index["points"], index["max"], index["value"]], "wrong index", person)
                self.check(node.get("band") == index["band"], "wrong band", person)
            else:
                self.check(not set(node.attrib) & {"points", "max", "value", "band"} and not list(node),
                           "a number without enough answers", person)
                self.check(node.get("label") == "not enough answers", "not enough answers is not said", person)
                domains = [d for d in scores.findall("domain") if d.get("index") == node.get("id")]
                self.check(not domains, "domain figures without enough answers", person)
        for node in scores.findall("domain"):
            domain = next(d for d in assessed["domains"] if d["id"] == node.get("id"))
            figures = [int(node.get(name)) for name in ("points", "max", "share")]
            self.check(figures == [domain["points"], domain["max"], domain["share"]], "wrong domain", person)
            band = "many" if domain["share"] >= 50 else "some" if domain["share"] >= 25 else "few"
            self.check(node.get("label") == band, "wrong word for a domain", person)

    def check_plan(self, person, report, kind):
        plan, targets = report.find("plan"), report.find("targets")
        reasons = expected_plan_reasons(person, kind)
        if reasons:
            self.check(plan.get("status") == "withheld" and plan.get("reason") in reasons,
                       f"plan {plan.get('status')} ({plan.get('reason')}) in spite of {sorted(reasons)}", person)
            self.check(plan.get("target") is None and plan.find("day") is None, "a withheld plan has figures", person)
            self.check(plan.find("p") is not None, "a withheld plan does not say why", person)
        else:
            self.check(plan.get("status") in ("made", "blocked"), "plan withheld without need", person)
            self.check(plan.get("target") == str(expected_goal(person)), "wrong target", person)
        self.seen["plan " + plan.get("status")] += 1
        if plan.get("status") == "made":
            self.check(len(plan.findall("day")) == 7, "a week has seven days", person)
        if plan.get("status") == "blocked":
            self.check(plan.find("p") is not None and plan.find("day") is None, "a blocked plan", person)
        for day in plan.findall("day"):
            self.check(int(day.get("mg")) == sum(int(meal.get("mg")) for meal in day), "sum of a day", person)
            for meal in day:
                self.check_foods_of(person, self.meals[meal.get("id")], "plan")
        goal_barred = reasons & {"emergency", "under-18", "kidney", "heart-or-nerve", "age-unknown"}
        if targets is not None and goal_barred:
            self.check("mg" not in targets.attrib, "a goal that is barred", person)
        elif not goal_barred:
            self.check(targets.get("mg") == str(expected_goal(person)), "the goal is missing or wrong", person)

    def check_supplements(self, person, report, kind):
        supplements, reasons = report.find("supplements"), expected_supplement_reasons(person, kind)
        forms = {form.get("id") for form in supplements.findall("form")}
        if reasons:
            self.check(supplements.get("status") == "withheld" and supplements.get("reason") in reasons,
                       f"supplements {supplements.get('status')} in spite of {sorted(reasons)}", person)
            stop = reasons & {"emergency", "under-18", "kidney", "heart-or-nerve"}
            if reasons - {"do-not-supplement", "age-unknown"} and "gate-unanswered" in reasons and not stop:
                self.check(supplements.get("reason") == "gate-unanswered", "the reason is gate-unanswered", person)
            self.check(not forms and supplements.get("limit") is None, "withheld forms are printed", person)
            said = [node.text for node in supplements.findall("p")]
            self.check(len(said) == (kind not in ("emergency", "clinician")), "words on pills that are withheld", person)
            hours = report.findall("interactions/interaction[@before]") + \
                report.findall("interactions/interaction[@after]")
            self.check(not hours, "hours apart from a pill that must not be taken", person)
        else:
            self.check(supplements.get("status") == "shown", "supplements withheld without need", person)
            self.check(supplements.get("limit") == "350", "the limit is missing", person)
            self.check(supplements.find("none") is not None, "none is a proper choice", person)
            loose = [value for value in person.answers.get("Q30", []) if isinstance(value, int) and value >= 2]
            bowel = person.gate("G11") == "on" or person.listed() & {"I25"} or \
                len(person.answers.get("Q30", [])) == 1 and loose
            self.check(bool(forms & LAXATIVE_FORMS) != bool(bowel), "laxative forms and bowel signs", person)
            self.check(len(forms) == (8 if bowel else 14), "not all forms", person)
        self.seen["supplements " + supplements.get("status")] += 1

    def check_kidney(self, person, report):
        if person.gate("G01") != "on":
            return
        text = text_of(report)
        self.check(not re.search(r"\d\s*mg\b|milligram", text), "milligrams in kidney disease", person)
        self.check(report.find("foods/food") is None, "a list of magnesium foods in kidney disease", person)
        self.check(report.find(".//*[@food]") is None, "an action with a food in kidney disease", person)

    def check_words(self, person, report, kind):
        text = text_of(report)
        self.check("{" not in text and "}" not in text, "a placeholder was left", person)
        if kind == "emergency":
            self.check("911" in text or "988" in text, "no number to call", person)
            on = {gate for gate in GATES if person.gate(gate) == "on"}
            steps = " ".join(node.text for node in report.findall("first-page/step"))
            self.check(("Call 911 now" in steps) == bool(on & {"G02", "G05", "G06"}), "911 on the emergency page",
                       person)
            self.check(("988" in steps) == ("G07" in on), "988 on the emergency page", person)
            parts = {node.tag for node in report}
            allowed = {"clinic", "patient", "first-page", "message", "help", "safety", "plan", "foods", "supplements",
                       "disclaimers", "notes"}
            self.check(parts <= allowed, f"beside an emergency: {sorted(parts - allowed)}", person)
            self.check(report.find("safety/alert") is None, "an alert beside an emergency", person)
        else:
            self.check("911" in "".join(node.text for node in report.findall("help/p")), "no help box", person)
        if kind == "clinician":
            parts = {node.tag for node in report}
            allowed = {"clinic", "patient", "first-page", "message", "help", "safety", "plan", "foods", "supplements",
                       "remarks", "disclaimers", "notes"}
            self.check(parts <= allowed, f"on the page for a child: {sorted(parts - allowed)}", person)
        if kind != "result":
            title = report.find("message").get("title")
            self.check(not re.search("keep up|good start", title, re.I), "a calming title on a page of alarm", person)
        sentences = [s for node in report.findall("message/p") for s in re.split(r"(?<=[.!?])\s", node.text)]
        self.check(1 <= len(sentences) <= 3, f"the message has {len(sentences)} sentences", person)

    def allows(self, person, name):
        food = self.foods[name]
        barred = food.certain if person.check_label else food.certain | food.possible
        if barred & set(person.allergies) or name in person.dislikes:
            return False
        for diet in person.diets:
            if diet == "low-oxalate":
                fits = food.oxalate != "high"
            else:
                fits = food.fits.get(diet) in (["yes", "portion"] if diet == "low-fodmap" else ["yes"])
            if diet in DIETS and not fits:
                return False
        return True

    def check_foods_of(self, person, names, where):
        for name in names:
            self.check(name not in person.dislikes, f"{where}: a food that was left out", person)
            barred = self.foods[name].certain
            barred = barred if person.check_label else barred | self.foods[name].possible
            self.check(not barred & set(person.allergies), f"{where}: an allergen", person)

    def check_foods(self, person, report):
        foods = report.findall("foods/food")
        for node in foods:
            name = node.get("id")
            self.check(self.allows(person, name), "food list: not allowed to this person", person)
            self.check(int(node.get("mg")) == self.foods[name].mg, "food list: wrong figure", person)
            if person.listed() & {"I49", "I36"}:
                self.check(not self.foods[name].potassium, "food list: rich in potassium", person)
        words = [(self.foods[node.get("id")].group, self.foods[node.get("id")].first_word) for node in foods]
        self.check(len(set(words)) == len(words), "food list: the same food twice", person)
        ask_first = {"G01", "G08", "G11"} & {gate for gate in GATES if person.gate(gate) == "on"}
        if ask_first or person.listed() & {"I49", "I36"} or report.find("foods").get("status") == "withheld":
            self.check("Eat a mix" not in text_of(report.find("foods")), "food list: advice to eat it", person)
        if {"mustard", "unsure"} & set(person.allergies) or "halal" in person.diets:
            self.check(not foods, "a food list in spite of an unknown allergy or diet", person)

    def check_actions(self, person, report, kind):
        actions = report.findall("actions/action")
        if kind in ("emergency", "clinician"):
            self.check(not actions, "actions on a page that stands alone", person)
            return
        self.check(len(actions) == 3, f"{len(actions)} actions", person)
        no_food = person.gate("G01") == "on" or person.gate("G08") == "on" or person.gate("G11") == "on" or \
            bool(person.listed() & {"I49", "I36"})
        for node in actions:
            name = node.get("food")
            if name:
                self.check(self.allows(person, name), "action: a food that is not allowed", person)
                self.check(not no_food, "action: a food in spite of a gate", person)
                self.check(f"about {self.foods[name].mg} mg" in node.find("why").text, "action: wrong figure", person)
            if name in ("F024", "F026", "F030"):
                self.check("I48" not in person.listed(), "action: greens in spite of warfarin", person)
        first = {"G03": "heart", "G04": "seizure", "G11": "belly", "G01": "kidney-team"}
        on = [first[gate] for gate in ("G03", "G04", "G11", "G01") if person.gate(gate) == "on"]
        self.check([node.get("id") for node in actions][:min(3, len(on))] == on[:3], "care does not come first", person)

    def check_findings(self, person, report, kind):
        findings = report.findall("findings/finding")
        settled = {name: score.settle(MAGNESIUM, ITEMS[name], person.answers.get(name, [])) for name in ITEMS}
        expected = {name for name in SYMPTOMS if isinstance(settled[name], int) and settled[name] >= 1}
        if kind in ("emergency", "clinician"):
            expected = set()
        self.check({node.get("item") for node in findings} == expected, "findings are not the answers", person)
        values = [int(node.get("value")) for node in findings]
        self.check(values == sorted(values, reverse=True), "findings out of order", person)
        prompts = {node.get("id") for node in report.findall("prompts/prompt")}
        rules = {"P1": [("Q01", 3), ("Q02", 3), ("Q03", 3)], "P2": [("Q06", 2)], "P3": [("Q09", 3)], "P4": [("Q18", 2)],
                 "P5": [("Q20", 2)], "P6": [("Q21", 3), ("Q24", 2)], "P7": [("Q25", 2), ("Q26", 2), ("Q29", 2)],
                 "P8": [("Q38", 3)], "P9": [("Q43", 1), ("Q44", 1)]}
        for name, tests in rules.items():
            holds = any(isinstance(settled[item], int) and settled[item] >= low for item, low in tests)
            holds = holds and kind not in ("emergency", "clinician")
            self.check((name in prompts) == holds, f"prompt {name}", person)

    def check_alerts(self, person, report, kind):
        alerts = {node.get("id") for node in report.findall("safety/alert")}
        page = " ".join(node.text for node in report.findall("first-page/p"))
        for gate, alert, word in (("G03", "heart", "heartbeat"), ("G04", "seizure", "seizure"), ("G11", "belly", "belly")):
            if person.gate(gate) == "on" and kind != "emergency":
                self.check(alert in alerts or word in page, f"{gate} is not told", person)
        if kind in ("emergency", "clinician"):
            return
        for gate, alert in (("G09", "pregnant"), ("G10", "medicines"), ("G12", "already"), ("G13", "refer")):
            self.check((alert in alerts) == (person.gate(gate) == "on"), f"alert of {gate}", person)
        if person.gate("G08") == "on" and kind == "kidney":
            self.check("heart-or-nerve" in alerts, "G08 beside kidney disease is not told", person)
        cautions = " ".join(node.text for node in report.findall("plan/caution"))
        celiac = person.answers.get("Q31") == [1] or "I25" in person.listed()
        if celiac and "gluten-free" not in person.diets and report.find("plan").get("status") == "made":
            self.check("gluten" in cautions, "a plan with gluten and no word to people with celiac disease", person)
        made = report.find("plan").get("status") == "made"
        if made and ("wheat" in person.allergies or "gluten-free" in person.diets):
            self.check("soy sauce" in cautions, "a plan without wheat and no word on soy sauce", person)
        if not made:
            texts = " ".join(node.text for node in report.findall("interactions/interaction/text"))
            self.check("this plan" not in texts, "words about a plan that was not made", person)
        targets = report.find("targets")
        if targets is None or targets.get("mg") is None:
            self.check("Food is fine" not in text_of(report), "leave to eat all without a goal", person)
        for node in report.findall("interactions/interaction[@timing]"):
            self.check(not re.search(r"\bTake it\b", node.get("timing")), "hours for 'it', that may be the pill", person)
        fluids = person.gate("G01") == "on" or person.gate("G08") == "on" or person.answers.get("Q43") == [1] or \
            person.listed() & {"I04", "I05", "I06"}
        lifestyle = text_of(report.find("lifestyle"))
        self.check(not fluids or "little water can add" not in lifestyle, "a hint to drink more", person)
        if "I48" in person.listed() and report.find("plan").get("status") == "made":
            self.check("blood thinner" in cautions, "a plan with greens and no word on warfarin", person)
        drinks = person.answers.get("Q38", [0])
        if person.gate("G09") == "on" and drinks in ([1], [2], [3]):
            told = report.find("lifestyle/factor[@item='Q38']/text").text
            self.check("safest" in told or "No alcohol" in told, "alcohol in pregnancy", person)
        title = report.find("message").get("title")
        if any(person.answers.get(item) == [3] for item in ("Q01", "Q18", "Q20", "Q21", "Q25", "Q26")):
            self.check(not title.startswith("Keep up"), "a calming title in spite of a sign to check", person)
        names = {node.get("id") for node in report.findall("interactions/interaction")}
        self.check(names == person.listed(), "interactions are not those listed", person)


def main():
    draw = random.Random(20261120)
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("REPORT_PEOPLE", "2500"))
    people = gate_people(draw) + listed_people(draw) + food_people(draw) + [random_person(draw) for _ in range(wanted)]
    checks = Checks()
    for start in range(0, len(people), 500):
        part = people[start:start + 500]
        texts = ask(part)
        validate(texts, checks.problems)
        for person, text in zip(part, texts):
            checks.check_report(person, ElementTree.fromstring(text.encode()))
    for problem, count in checks.problems.most_common():
        print(f"FAIL {count} x {problem}")
        if problem in checks.examples:
            print("  for example: " + checks.examples[problem].to_xml(0).replace("\n", " ")[:1500])
    checks.kinds["plan blocked"] = checks.seen["plan blocked"] * 20
    missing = [kind for kind in ("emergency", "clinician", "kidney", "stop-supplement", "urgent", "result",
                                 "plan blocked")
               if checks.kinds[kind] < 20]
    print(f"{len(people)} people, {dict(checks.kinds)}, {dict(checks.seen)}")
    if missing:
        print(f"FAIL too few of {missing}: the test says nothing about them")
    failed = sum(checks.problems.values()) + len(missing)
    print(f"{checks.done - sum(checks.problems.values())} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
