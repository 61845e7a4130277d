"""Twelve invented people whose forms lie far apart: what their handouts say, and how long they are, differs as much as it
can. write_all() puts them into one file of our own response format."""
import random
from xml.sax.saxutils import escape, quoteattr

ITEMS = [f"Q{number:02}" for number in range(1, 46)]
GATES = [f"G{number:02}" for number in range(1, 14)]
YES_NO = {"Q29", "Q31"}
SLEEP = {f"Q{number:02}" for number in range(9, 17)}


def answers(choose):
    """An answer to each scored item; yes or no where the item asks for that."""
    return {item: min(choose(item), 1 if item in YES_NO else 3) for item in ITEMS}


def mostly(low, high, seed):
    source = random.Random(seed)
    return answers(lambda _: source.randint(low, high))


def gates(*yes):
    return {gate: int(gate in yes) for gate in GATES}


def person(name, born, sex, scored, gate=None, stage="none", more=(), remarks=""):
    return {"name": name, "born": born, "sex": sex, "stage": stage, "remarks": remarks,
            "answers": [*scored.items(), *(gate if gate is not None else gates()).items(), *more]}


def several(item, *values):
    return [(item, value) for value in values]


MEDICINES = [f"I{number:02}" for number in range(3, 51) if number not in (16, 18, 19, 20, 21, 22, 23, 24, 25, 49)]
PEOPLE = {
    "healthy": person("Tom Sample", "1993-02-11", "male", mostly(0, 1, 1)),
    "pregnant": person("Lena Example", "1994-04-18", "female", mostly(0, 2, 2), gates("G09"), "pregnant"),
    "seventy-with-diuretic-and-ppi": person(
        "Maria Muster", "1956-06-30", "female", mostly(1, 3, 3), gates("G10"), more=several("medicines", "I03", "I04"),
        remarks="Please bring all your pill bottles to the next visit."),
    "kidney-disease": person("Ruth Sample", "1948-09-01", "female", mostly(0, 2, 4), gates("G01"),
                             more=several("conditions", "I02")),
    "vegan-with-nut-allergy": person(
        "Kim Voorbeeld", "1999-12-05", "other", mostly(0, 2, 5),
        more=[*several("allergies", "tree-nuts", "peanuts"), ("check-label-ok", "no"), *several("diet", "vegan")]),
    "teenager": person("Ben Example", "2011-08-20", "male", mostly(0, 3, 6)),
    "emergency": person("Ada Sample", "1970-01-15", "female", mostly(1, 3, 7), gates("G02", "G03")),
    "almost-no-answers": person("Pat Sample", "1985-05-05", "other", {"Q01": 1, "Q20": 2}, {}),
    "all-maximum": person("Max Muster", "1979-03-03", "male", answers(lambda _: 3)),
    "spanish-name": person("Mar\u00eda Jos\u00e9 Ib\u00e1\u00f1ez de la Pe\u00f1a y G\u00fcell-Mu\u00f1oz", "1982-10-12", "female",
                           mostly(0, 3, 8), more=several("diet", "gluten-free")),
    "very-long-medicine-list": person(
        "Alexandria Bartholomew-Featherstonehaugh", "1951-11-24", "female", mostly(1, 3, 9), gates("G10"),
        more=[*several("medicines", *MEDICINES), *several("conditions", "I16", "I25")]),
    "shift-worker-with-poor-sleep": person(
        "Jo Ex", "1990-07-07", "male", answers(lambda item: 3 if item in SLEEP else 1), more=[("kcal", "3200")]),
}


def response(identifier, one):
    lines = [f'<response id={quoteattr(identifier)} date="2026-11-20" language="en" status="complete" questionnaire="magnesium">',
             f'<patient name={quoteattr(one["name"])} birth-date="{one["born"]}" sex="{one["sex"]}" life-stage="{one["stage"]}"/>']
    lines += [f'<answer item="{item}" value="{value}"/>' for item, value in one["answers"]]
    lines += [f'<remarks>{escape(one["remarks"])}</remarks>'] if one["remarks"] else []
    return "\n".join([*lines, "</response>"])


def write_all(path, identifiers=None):
    chosen = identifiers or list(PEOPLE)
    forms = "\n".join(response(identifier, PEOPLE[identifier]) for identifier in chosen)
    path.write_text(f'<responses xmlns="urn:magreport:response:1" version="1">\n{forms}\n</responses>\n', encoding="utf-8")
    return len(chosen)
