#!/usr/bin/python3
"""Compares the knowledge files of the magnesium pack with the tables they were made from, figure by figure.

The tables are not part of the project: they are looked for in ../shared/data beside the checkout ($MAGREPORT_DATA names
another folder). Without them the comparison is skipped. The loader's own checks (sums, flags, allergens) need no tables.
"""
import csv
import os
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MAGREPORT_DATA", ROOT.parent / "shared" / "data"))
PACK = ROOT / "layouts" / "magnesium"
NAMESPACE = "{urn:magreport:knowledge:1}"

# The audit of the tables gives these weights in words only.
FODMAP_GRAMS = {
    "almonds": 12, "avocado": 60, "banana": 35, "sweet red pepper": 43, "cooked buckwheat": 135, "tomato": 65,
    "sweet potato": 75, "butternut": 45, "sweet corn": 38, "zucchini": 65, "strawberries": 65, "raspberries": 60,
    "blueberries": 40, "dark chocolate": 30, "dry oats": 52, "oat bran": 22, "canned chickpeas": 42, "beets": 20,
    "cocoa": 8, "flaxseed": 15, "dates": 20, "almond butter": 16,
}
FODMAP_FOODS = {
    "F010": "almonds", "F011": "almonds", "F079": "avocado", "F080": "banana", "F108": "sweet red pepper",
    "F060": "cooked buckwheat", "F105": "tomato", "F096": "sweet potato", "F098": "butternut", "F104": "sweet corn",
    "F112": "zucchini", "F088": "strawberries", "F085": "raspberries", "F087": "blueberries", "F093": "dark chocolate",
    "F057": "dry oats", "F059": "oat bran", "F042": "canned chickpeas", "F103": "beets", "F094": "cocoa",
    "F004": "flaxseed", "F082": "dates", "F012": "almond butter",
}
NAMES = {"tree nuts": "tree-nuts", "crustacean shellfish": "shellfish", "pregnancy": "pregnant",
         "lactation": "breastfeeding"}
INFANT_MONTHS = {"R001": (0, 6), "R002": (7, 12), "R020": (7, 11), "R029": (0, 3), "R030": (4, 6), "R031": (7, 9),
                 "R032": (10, 12)}
STANDARDS = {"DRI": "us", "FDA DV": "us", "EFSA": "efsa", "EU NRV": "efsa", "RNI": "uk"}


class Comparison:
    def __init__(self):
        self.passed = self.failed = 0

    def equal(self, where, table, ours):
        if table == ours:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{where}: the table has {table!r}, the file {ours!r}")


def rows(name):
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(name, row_name):
    root = ElementTree.parse(PACK / f"{name}.xml").getroot()
    sources = {node.get("id"): node.text for node in root.findall(NAMESPACE + "source")}
    return sources, {node.get("id"): node for node in root.findall(NAMESPACE + row_name)}


def child(node, name):
    return node.find(NAMESPACE + name)


def text(node, name):
    found = child(node, name)
    return "" if found is None else found.text or ""


def words(table):
    return {NAMES.get(word, word) for word in table.split(";") if word}


def hyphen(word):
    return word.replace("_", "-")


def attributes(compare, row_id, row, node, pairs):
    for column, attribute in pairs.items():
        compare.equal(f"{row_id} {column}", row[column], node.get(attribute, ""))


def joined_sources(node, sources):
    return "; ".join(sources[one.get("ref")] if one.get("ref") else one.text for one in node.findall(NAMESPACE + "source"))


def full_name(node):
    return node.get("full-name", node.get("name"))


def compare_flags(compare, row_id, row, node):
    allergens, diets = child(node, "allergens"), child(node, "diets")
    compare.equal(f"{row_id} allergens", words(row["allergens"]), set(allergens.get("contains", "").split()))
    compare.equal(f"{row_id} check", words(row["allergens_check_label"]), set(allergens.get("may-contain", "").split()))
    for column in ("vegan", "vegetarian", "gluten_free", "dairy_free", "low_fodmap", "oxalate"):
        compare.equal(f"{row_id} {column}", hyphen(row[column]), diets.get(hyphen(column)))
    compare.equal(f"{row_id} potassium", row["potassium_caution"], child(node, "use").get("potassium-flag"))


def compare_foods(compare):
    sources, nodes = load("foods", "food")
    table = rows("foods")
    compare.equal("ids of foods", [row["food_id"] for row in table], list(nodes))
    for row in table:
        row_id = row["food_id"]
        node = nodes[row_id]
        compare.equal(f"{row_id} name", row["name"], full_name(node))
        compare.equal(f"{row_id} group", hyphen(row["group"]), node.get("group"))
        attributes(compare, row_id, row, child(node, "serving"), {
            "serving_desc": "words", "serving_g": "grams", "mg_per_serving": "mg", "kcal_per_serving": "kcal",
            "potassium_mg_per_serving": "potassium-mg"})
        attributes(compare, row_id, row, child(node, "per-100g"), {
            "mg_per_100g": "mg", "kcal_per_100g": "kcal", "protein_g_per_100g": "protein-g",
            "fibre_g_per_100g": "fiber-g", "potassium_mg_per_100g": "potassium-mg",
            "calcium_mg_per_100g": "calcium-mg", "sodium_mg_per_100g": "sodium-mg"})
        attributes(compare, row_id, row, child(node, "origin"), {
            "usda_ndb": "ndb", "usda_description": "entry", "fdc_id": "fdc", "fdc_id_status": "fdc-status",
            "source_status": "status"})
        compare_flags(compare, row_id, row, node)
        weight = FODMAP_GRAMS[FODMAP_FOODS[row_id]] if row_id in FODMAP_FOODS else None
        compare.equal(f"{row_id} fodmap weight", weight and str(weight), child(node, "diets").get("fodmap-grams"))
        compare.equal(f"{row_id} slots", set(row["meal_slots"].split(";")), set(child(node, "use").get("slots").split()))
        mention = {"no": "none"}.get(row["seed_mention"], row["seed_mention"].replace("yes_", ""))
        compare.equal(f"{row_id} mention", mention, child(node, "use").get("mention"))
        compare.equal(f"{row_id} source", row["source"], sources[child(node, "origin").get("source")])
        second = child(node, "second")
        compare.equal(f"{row_id} second", (row["second_source"], row["second_source_mg_per_100g"]),
                      ("", "") if second is None else (sources[second.get("source")], second.get("mg")))
        compare.equal(f"{row_id} note", row["notes"], text(node, "note"))


def compare_meals(compare):
    basis = "computed from foods.csv; no added salt counted"
    nodes = load("meals", "meal")[1]
    table = rows("meals")
    compare.equal("ids of meals", [row["meal_id"] for row in table], list(nodes))
    for row in table:
        row_id = row["meal_id"]
        node = nodes[row_id]
        attributes(compare, row_id, row, node, {
            "slot": "slot", "name": "name", "main_ingredient": "main", "prep_minutes": "minutes"})
        attributes(compare, row_id, row, child(node, "totals"), {
            "mg_magnesium": "mg", "kcal": "kcal", "protein_g": "protein-g", "fibre_g": "fiber-g",
            "potassium_mg": "potassium-mg", "sodium_mg_intrinsic": "sodium-mg"})
        parts = node.findall(NAMESPACE + "part")
        compare.equal(f"{row_id} parts", row["ingredients"],
                      ";".join(f"{part.get('food')}:{part.get('grams')}" for part in parts))
        compare.equal(f"{row_id} readable parts", row["ingredients_readable"],
                      "; ".join(f"{part.text} {part.get('grams')} g" for part in parts))
        compare_flags(compare, row_id, row, node)
        note = text(node, "note")
        compare.equal(f"{row_id} note", row["note"], f"{basis}; {note}" if note else basis)
        if note:
            compare.equal(f"{row_id} has words of the sauce", True, "soy, wheat and salt" in text(node, "words"))


def compare_targets(compare):
    sources, nodes = load("targets", "target")
    table = rows("rda")
    compare.equal("ids of targets", [row["row_id"] for row in table], list(nodes))
    for row in table:
        row_id = row["row_id"]
        node = nodes[row_id]
        attributes(compare, row_id, row, node, {
            "audience": "audience", "standard": "table", "sex": "sex", "value_type": "kind",
            "magnesium_mg_per_day": "mg", "ear_mg_per_day": "average-mg", "ul_supplement_mg_per_day": "limit",
            "ul_note": "limit-note", "source_status": "status"})
        ages = INFANT_MONTHS.get(row_id) or (int(row["age_min_y"]), int(float(row["age_max_y"])))
        compare.equal(f"{row_id} ages", ages, (int(node.get("from")), int(node.get("to"))))
        compare.equal(f"{row_id} months", row_id in INFANT_MONTHS, node.get("months") == "yes")
        compare.equal(f"{row_id} standard", STANDARDS[row["standard"]], node.get("standard"))
        compare.equal(f"{row_id} label", row["value_type"] in ("DV", "NRV"), node.get("label") == "yes")
        compare.equal(f"{row_id} stage", NAMES.get(row["life_stage"], row["life_stage"]), node.get("stage"))
        compare.equal(f"{row_id} source", row["source"], sources[node.get("source")])
        compare.equal(f"{row_id} note", row["note"], text(node, "note"))


def compare_forms(compare):
    sources, nodes = load("supplements", "form")
    table = rows("supplement_forms")
    compare.equal("ids of forms", [row["form_id"] for row in table], list(nodes))
    for row in table:
        row_id = row["form_id"]
        node = nodes[row_id]
        attributes(compare, row_id, row, node, {
            "name": "full-name", "formula": "formula", "elemental_mg_percent": "elemental", "laxative": "laxative",
            "source_status": "status"})
        record = child(node, "record")
        for column, name in {"percent_note": "percent-note", "bioavailability": "bioavailability",
                             "gi_tolerance": "tolerance", "uses_named_in_seeds": "uses", "cautions": "cautions",
                             "evidence_grade": "evidence"}.items():
            compare.equal(f"{row_id} {column}", row[column], text(record, name))
        compare.equal(f"{row_id} plain words", row["plain_words"], text(child(node, "patient"), "words"))
        compare.equal(f"{row_id} sources", row["sources"], joined_sources(record, sources))


# Dolutegravir comes with rilpivirine in one tablet, too: 4 hours before, as the advice of the row says. The longer counts.
LONGER = {"I26": {"hours_before": "4"}}


def compare_interactions(compare):
    sources, nodes = load("interactions", "interaction")
    table = rows("interactions")
    compare.equal("ids of interactions", [row["interaction_id"] for row in table], list(nodes))
    for row in table:
        row_id = row["interaction_id"]
        node = nodes[row_id]
        compare.equal(f"{row_id} name", row["name"], full_name(node))
        row = dict(row, **LONGER.get(row_id, {}))
        attributes(compare, row_id, row, node, {
            "type": "kind", "severity": "severity", "hours_before": "hours-before", "hours_after": "hours-after",
            "separate_hours": "hours-text", "source_status": "status"})
        for column in ("direction", "action"):
            compare.equal(f"{row_id} {column}", hyphen(row[column]), node.get(column))
        for column in ("examples", "advice"):
            compare.equal(f"{row_id} {column}", row[column], text(node, column))
        compare.equal(f"{row_id} plain words", row["plain_words"], text(node, "table-words") or text(node, "words"))
        compare.equal(f"{row_id} sources", row["sources"], joined_sources(node, sources))


def main():
    if not (DATA / "foods.csv").exists():
        print(f"skipped: the tables are not in {DATA}")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    compare = Comparison()
    for part in (compare_foods, compare_meals, compare_targets, compare_forms, compare_interactions):
        part(compare)
    print(f"{compare.passed} passed, {compare.failed} failed")
    return 1 if compare.failed else 0


if __name__ == "__main__":
    sys.exit(main())
