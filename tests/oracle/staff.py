"""What the report tells staff: every answer in the words of its option, its points, and what was withheld and why.

States and points come from score.py, the words of the options from questionnaire.xml.
"""
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import score

NAMESPACE = "{urn:magreport:questionnaire:1}"


class Words:
    """The labels of each item's options, by value."""

    def __init__(self, path):
        root = ElementTree.parse(path).getroot()
        scales = {scale.get("id"): {int(option.get("value")): option.text for option in scale.iter(NAMESPACE + "option")
                                    if option.get("value")}
                  for scale in root.iter(NAMESPACE + "scale")}
        self.labels = {}
        self.order = []
        for kind in ("item", "gate"):
            for node in root.iter(NAMESPACE + kind):
                self.order.append(node.get("id"))
                self.labels[node.get("id")] = scales.get(node.get("scale"), {})


def expected_state(instrument, item, given):
    settled = score.settle(instrument, item, given)
    if settled == "missing":
        return "unsure" if "unsure" in given else "missing"
    return {"twice": "conflict", "refused": "refused"}.get(settled, "answered")


def check_answer(check, person, node, item, withheld):
    """One scored question or gate (weight 0: a gate)."""
    given = person.answers.get(item.name, [])
    state = expected_state(check.instrument, item, given)
    check(node.get("state") == state, f"staff: state {node.get('state')}, not {state}")
    value = score.settle(check.instrument, item, given) if state == "answered" else None
    label = check.words.labels[item.name][value] if state == "answered" else ""
    check(node.get("label") == label, "staff: the words of an answer")
    points = None
    if state == "answered" and not withheld and item.name not in check.instrument.gates:
        points = (str(item.points(value)), str(item.most()))
    check((points or (None, None)) == (node.get("points"), node.get("max")), "staff: points of an answer")


def check_sections(check, report, answers, assessed):
    expected = {domain["id"]: domain for domain in assessed["domains"]}
    totals = {}
    for section in answers.findall("section[@kind='domain']"):
        domain = expected.get(section.get("id"), {})
        for name in ("points", "max", "answered", "items"):
            wanted = str(domain[name]) if domain else None
            check(section.get(name) == wanted, f"staff: {name} of a domain")
        sums = totals.setdefault(section.get("index"), [0, 0])
        for position, name in enumerate(("points", "max")):
            sums[position] += sum(int(node.get(name, 0)) for node in section)
    extra = answers.find("section[@kind='further']/answer[@item='age']")
    for index in assessed["indices"]:
        sums = totals[index["id"]]
        if index["id"] == "risk" and extra.get("max"):
            sums = [sums[0] + int(extra.get("points")), sums[1] + int(extra.get("max"))]
        check(sums == [index["points"], index["max"]], "staff: the answers do not add up to the index")
    for node in report.findall("scores/index"):
        index = next(index for index in assessed["indices"] if index["id"] == node.get("id"))
        check([int(node.get("answered")), int(node.get("items"))] == [index["answered"], index["items"]],
              "answers counted for an index")


def check_decisions(check, report, decisions, assessed):
    reasons = {part.get("name"): part.get("reason") for part in decisions}
    for part in decisions:
        check((part.get("status") == "withheld") == (part.get("reason") != ""), "staff: a part without its reason")
    for name in ("supplements", "foods"):
        check(reasons[name] == report.find(name).get("reason"), f"staff: reason of {name}")
    plan = report.find("plan")
    check((plan.get("status") == "withheld") == (reasons["plan"] != ""), "staff: status of the plan")
    check(reasons["plan"] in ("", plan.get("reason")), "staff: reason of the plan")
    check((report.find("scores") is None) == (reasons["scores"] != ""), "staff: scores")
    check(decisions.get("group") == assessed["group"], "staff: result group")


class Checker:
    """Calls `check(holds, problem, person)` with one person; knows the questionnaire."""

    def __init__(self, instrument, words, check, person):
        self.instrument, self.words, self.person, self.check = instrument, words, person, check

    def __call__(self, holds, problem):
        self.check(holds, problem, self.person)


def take_and_check(check, report, assessed):
    """Checks the parts for staff and takes them out of the report: what is left is what patients may be shown."""
    decisions, answers = report.find("decisions"), report.find("answers")
    report.remove(decisions)
    report.remove(answers)
    withheld = assessed["status"] == "withheld"
    nodes = {node.get("item"): node for node in answers.iter("answer")}
    check(len(nodes) == len(list(answers.iter("answer"))), "staff: an item twice")
    check(set(nodes) == set(check.words.order), "staff: not every item")
    for item in check.instrument.items():
        check_answer(check, check.person, nodes[item.name], item, withheld)
    for gate in check.instrument.gates:
        check_answer(check, check.person, nodes[gate], score.Item(gate, [0, 1]), withheld)
    age = check.person.known_age()
    check(nodes["age"].get("label") == ("" if age is None else str(age)), "staff: age")
    check_sections(check, report, answers, assessed)
    check_decisions(check, report, decisions, assessed)
