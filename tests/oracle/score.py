"""An independent calculation of scores, in exact fractions, from the published rules and not from our C.

The magnesium items stand in magnesium_items.tsv (made from the table of items); the rules of gates, ages and bands are
written out here as the design states them. The public instruments are written out as their manuals state them.
"""
import csv
import datetime
from fractions import Fraction
from pathlib import Path

FOLDER = Path(__file__).resolve().parent

POWER = ["emergency", "stop-supplement", "urgent", "refer", "modify"]

CONDITIONS = {"I01", "I02", "I16", "I18", "I19", "I20", "I21", "I22", "I23", "I24", "I25", "I49"}
INTERACTIONS = [f"I{number:02}" for number in range(1, 51)]
MEDICINES = [name for name in INTERACTIONS if name not in CONDITIONS and name != "I31"]

GROUPS = {("low", "low"): "A", ("low", "some"): "B", ("low", "many"): "C",
          ("some", "low"): "B", ("some", "some"): "C", ("some", "many"): "D",
          ("many", "low"): "C", ("many", "some"): "D", ("many", "many"): "D"}


class Item:
    """codes: what an option is called, where that is not its value."""

    def __init__(self, name, values, weight=1, reverse=False, codes=None):
        self.name, self.values, self.weight, self.reverse = name, values, weight, reverse
        self.codes = codes or {value: str(value) for value in values}

    def most(self):
        return max(self.values) * self.weight

    def points(self, value):
        return (max(self.values) + min(self.values) - value if self.reverse else value) * self.weight


class Index:
    def __init__(self, name, domains, **rules):
        self.name, self.domains = name, domains
        self.percent = rules.get("percent", False)
        self.multiplier = rules.get("multiplier", 1)
        self.prorate = rules.get("prorate", False)
        self.enough = Fraction(rules.get("enough", 100), 100)
        self.enough_domain = Fraction(rules.get("enough_domain", 0), 100)
        self.bands = rules.get("bands", [])
        self.older = rules.get("older")  # (age, points): points of points at that age and over

    def items(self):
        return [item for items in self.domains.values() for item in items]


class Instrument:
    def __init__(self, name, version, indices, **rules):
        self.name, self.version, self.indices = name, version, indices
        self.gates = rules.get("gates", {})
        self.groups = rules.get("groups", {})
        self.adult = rules.get("adult", 0)
        self.age_item = rules.get("age_item")
        self.unsure = rules.get("unsure")

    def items(self):
        return [item for index in self.indices for item in index.items()]


def magnesium():
    domains, gates = {"symptom": {}, "risk": {}}, {}
    with open(FOLDER / "magnesium_items.tsv", encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if row["action"]:
                gates[row["item"]] = row["action"]
            else:
                item = Item(row["item"], [int(value) for value in row["values"].split()], int(row["weight"]))
                domains[row["index"]].setdefault(row["domain"], []).append(item)
    rules = {"percent": True, "enough": 70, "enough_domain": 50, "bands": [(0, "low"), (25, "some"), (50, "many")]}
    indices = [Index("symptom", domains["symptom"], **rules), Index("risk", domains["risk"], older=(65, 4), **rules)]
    return Instrument("magnesium", "1", indices, gates=gates, groups=GROUPS, adult=18, age_item="age",
                      unsure="unsure")


def who5():
    items = [Item(f"W{number}", list(range(6))) for number in range(1, 6)]
    return Instrument("who5", "1", [Index("wellbeing", {"all": items}, multiplier=4)])


def gad7():
    items = [Item(f"A{number}", list(range(4))) for number in range(1, 8)]
    bands = [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe")]
    return Instrument("gad7", "1", [Index("worry", {"all": items}, bands=bands)])


def phq9():
    items = [Item(f"P{number}", list(range(4))) for number in range(1, 10)]
    bands = [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe"), (20, "most-severe")]
    return Instrument("phq9", "1", [Index("mood", {"all": items}, bands=bands)])


def gcs():
    items = [Item("eye", [1, 2, 3, 4]), Item("verbal", [1, 2, 3, 4, 5]), Item("motor", [1, 2, 3, 4, 5, 6])]
    bands = [(3, "severe"), (9, "moderate"), (13, "mild")]
    return Instrument("gcs", "1", [Index("coma", {"all": items}, bands=bands)])


def mixed():
    words = dict(enumerate(["never", "seldom", "often", "mostly", "always"], 1))

    def five(name, weight=1, reverse=False):
        return Item(name, list(words), weight, reverse, words)

    two = [0, 1]
    load = Index("load", {
        "L1": [five("M1"), five("M2", 3), five("M3", 2, True), Item("M4", two, 5)],
        "L2": [five("M5", 1, True), Item("M6", two, 0), Item("M7", two, 4, True)],
    }, multiplier=2, prorate=True, enough=60, enough_domain=50, bands=[(0, "light"), (60, "heavy")], older=(70, 3))
    ease = Index("ease", {"E1": [five("M8", 1, True), Item("M9", two, 7), five("M10", 2)]},
                 percent=True, enough=34, bands=[(0, "small"), (51, "large")])
    groups = {("light", "small"): "calm", ("light", "large"): "calm",
              ("heavy", "large"): "busy", ("heavy", "small"): "busy"}
    return Instrument("mixed", "7", [load, ease], groups=groups, adult=16, age_item="years", unsure="dk")


def half_up(number):
    return (number + Fraction(1, 2)).__floor__()


def years_between(birth, day):
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def settle(instrument, item, given):
    """One of: a value, "missing", "refused", "twice"."""
    seen = []
    for value in given:
        if value is None:
            continue
        known = value in item.values or (instrument.unsure is not None and value == instrument.unsure)
        seen.append(value if known else "refused")
    if not seen:
        return "missing"
    if len(set(seen)) > 1:
        return "twice"
    if seen[0] == instrument.unsure:
        return "missing"
    return seen[0]


def add(items, settled):
    answered = [item for item in items if isinstance(settled[item.name], int)]
    return (sum(item.points(settled[item.name]) for item in answered), sum(item.most() for item in answered),
            len(answered))


def score_index(index, settled, age):
    points, most, answered = add(index.items(), settled)
    enough = answered > 0 and answered >= index.enough * len(index.items())
    for items in index.domains.values():
        enough = enough and add(items, settled)[2] >= index.enough_domain * len(items)
    extra = extra_most = 0
    if index.older and age is not None:
        extra_most = index.older[1]
        extra = index.older[1] if age >= index.older[0] else 0
    value = None
    if enough and index.percent and most + extra_most > 0:
        value = half_up(Fraction(100 * (points + extra), most + extra_most))
    elif enough and not index.percent and index.prorate and most > 0:
        whole = sum(item.most() for item in index.items())
        value = half_up(index.multiplier * (Fraction(points * whole, most) + extra))
    elif enough and not index.percent and not index.prorate:
        value = index.multiplier * (points + extra)
    result = {"id": index.name, "points": points + extra, "max": most + extra_most, "answered": answered,
              "items": len(index.items())}
    if value is not None:
        result["value"] = value
        bands = [name for start, name in index.bands if start <= value]
        if bands:
            result["band"] = bands[-1]
    return result


def gates_on(instrument, response):
    on = set()
    for gate in instrument.gates:
        given = {value for value in response.answers.get(gate, []) if value is not None}
        if given == {1}:
            on.add(gate)
    listed = set(response.medicines) | set(response.conditions)
    causes = {"G01": {"I01", "I02"}, "G08": {"I18", "I19"}, "G11": {"I20"}, "G12": {"I31"}, "G09": {"I21"}}
    for gate, names in causes.items():
        if listed & names:
            on.add(gate)
    if response.life_stage in ("pregnant", "breastfeeding"):
        on.add("G09")
    if set(response.medicines) - {"none"} or set(response.conditions) & set(MEDICINES):
        on.add("G10")
    order = list(instrument.gates)
    return sorted(on, key=lambda gate: (POWER.index(instrument.gates[gate]), order.index(gate)))


class Response:
    """answers: item -> list of what was given (int, code, or None for an answer without value)."""

    def __init__(self, answers=None):
        self.answers = answers or {}
        self.age = None
        self.birth = None
        self.date = None
        self.life_stage = None
        self.medicines, self.conditions = [], []
        self.in_progress = False

    def known_age(self):
        if self.birth and self.date and self.birth <= self.date:
            return years_between(self.birth, self.date)
        return self.age


def assess(instrument, response):
    """What `magreport score` must print, as a dictionary."""
    settled = {item.name: settle(instrument, item, response.answers.get(item.name, [])) for item in instrument.items()}
    gate_states = {gate: settle(instrument, Item(gate, [0, 1]), response.answers.get(gate, []))
                   for gate in instrument.gates}
    age = response.known_age() if instrument.age_item else None
    gates = gates_on(instrument, response) if instrument.gates else []
    under = age < instrument.adult if age is not None else \
        bool(instrument.gates) and "I22" in set(response.medicines) | set(response.conditions)
    states = list(settled.values()) + list(gate_states.values())
    notes = ["answered-twice"] * states.count("twice") + ["refused-value"] * states.count("refused")
    if response.in_progress:
        notes.append("in-progress")
    if under:
        notes.append(f"under-{instrument.adult}")
    result = {"gates": [(gate, instrument.gates[gate]) for gate in gates], "notes": sorted(notes),
              "indices": [], "domains": [], "group": None}
    if under or any(action == "emergency" for _, action in result["gates"]):
        result["status"] = "withheld"
        return result
    result["indices"] = [score_index(index, settled, age) for index in instrument.indices]
    for index in instrument.indices:
        for name, items in index.domains.items():
            points, most, answered = add(items, settled)
            share = half_up(Fraction(100 * points, most)) if most else 0
            result["domains"].append({"id": name, "points": points, "max": most, "share": share,
                                      "answered": answered, "items": len(items)})
    complete = all("value" in index for index in result["indices"])
    result["status"] = "scored" if complete else "incomplete"
    if complete and instrument.groups:
        result["group"] = instrument.groups[tuple(index["band"] for index in result["indices"])]
    return result


def years_before(day, years, days=0):
    """The date `years` before day, then `days` earlier (29 February becomes 28 February)."""
    try:
        birth = day.replace(year=day.year - years)
    except ValueError:
        birth = day.replace(year=day.year - years, day=28)
    return birth - datetime.timedelta(days=days)
