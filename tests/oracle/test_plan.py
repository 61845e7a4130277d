#!/usr/bin/python3
"""Asks the planner for the weeks of several hundred random people and checks every hard rule from the foods alone.

Nothing is taken from the program or from the flags of the meals: allergens, diets and weights come from the parts of a
meal, from foods.xml and, if the tables lie in ../shared/data (or $MAGREPORT_DATA), from foods.csv too. A plan that is
blocked must be so: where all slots have meals, a week made here at random must fail as well.
"""
import csv
import os
import random
import statistics
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BUILD", ROOT / "build"))
DATA = Path(os.environ.get("MAGREPORT_DATA", ROOT.parent / "shared" / "data"))
PACK = ROOT / "layouts" / "magnesium"
NAMESPACE = "{urn:magreport:knowledge:1}"
SLOTS = ["breakfast", "lunch", "dinner", "snack"]
ALLERGENS = ["milk", "egg", "fish", "shellfish", "tree-nuts", "peanuts", "wheat", "soy", "sesame"]
STRICT_DIETS = ["vegan", "vegetarian", "gluten-free", "dairy-free"]
DIETS = STRICT_DIETS + ["low-fodmap", "low-oxalate"]
PORTIONS = {75, 100, 125, 150}
RANDOM_PROFILES = 400


class Food:
    def __init__(self, certain, possible, diets, fodmap_grams, serving_grams):
        self.certain, self.possible, self.diets = certain, possible, diets
        self.fodmap_grams = serving_grams if fodmap_grams is None else fodmap_grams
        self.serving_grams = serving_grams


class Meal:
    def __init__(self, slot, parts, mg, kcal):
        self.slot, self.parts, self.mg, self.kcal = slot, parts, mg, kcal


def read_foods_xml():
    foods = {}
    for node in ElementTree.parse(PACK / "foods.xml").getroot().iter(NAMESPACE + "food"):
        allergens, diets = node.find(NAMESPACE + "allergens"), node.find(NAMESPACE + "diets")
        weight = diets.get("fodmap-grams")
        foods[node.get("id")] = Food(
            set(allergens.get("contains", "").split()), set(allergens.get("may-contain", "").split()),
            {name: diets.get(name) for name in STRICT_DIETS + ["low-fodmap", "oxalate"]},
            weight and int(weight), int(node.find(NAMESPACE + "serving").get("grams")))
    return foods


def read_foods_csv(weights):
    names = {"tree nuts": "tree-nuts", "crustacean shellfish": "shellfish"}
    foods = {}
    with open(DATA / "foods.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sets = [{names.get(word, word) for word in row[column].split(";") if word}
                    for column in ("allergens", "allergens_check_label")]
            diets = {name: row[name.replace("-", "_")].replace("_", "-")
                     for name in STRICT_DIETS + ["low-fodmap", "oxalate"]}
            foods[row["food_id"]] = Food(*sets, diets, weights[row["food_id"]], int(row["serving_g"]))
    return foods


def read_meals():
    meals = {}
    for node in ElementTree.parse(PACK / "meals.xml").getroot().iter(NAMESPACE + "meal"):
        totals = node.find(NAMESPACE + "totals")
        parts = [(part.get("food"), int(part.get("grams"))) for part in node.findall(NAMESPACE + "part")]
        meals[node.get("id")] = Meal(node.get("slot"), parts, int(totals.get("mg")), int(totals.get("kcal")))
    return meals


class Profile:
    def __init__(self, allergens=(), labels=False, diets=(), dislikes=(), kcal=0, target=320, seed=1):
        self.allergens, self.labels, self.diets, self.dislikes = set(allergens), labels, set(diets), set(dislikes)
        self.kcal, self.target, self.seed = kcal, target, seed

    def line(self):
        fields = [" ".join(sorted(self.allergens)), "yes" if self.labels else "no", " ".join(sorted(self.diets)),
                  " ".join(sorted(self.dislikes)), f"{self.kcal} {self.target} {self.seed}"]
        return "|".join(fields)

    def allows(self, food_id, food, grams):
        present = food.certain if self.labels else food.certain | food.possible
        if present & self.allergens or food_id in self.dislikes:
            return False
        if any(food.diets[diet] != "yes" for diet in self.diets & set(STRICT_DIETS)):
            return False
        if "low-oxalate" in self.diets and food.diets["oxalate"] == "high":
            return False
        if "low-fodmap" not in self.diets:
            return True
        fit = food.diets["low-fodmap"]
        return fit == "yes" or (fit == "portion" and grams <= food.fodmap_grams)

    def allows_meal(self, meal, foods, percent):
        return all(self.allows(food_id, foods[food_id], grams * max(percent, 100) / 100)
                   for food_id, grams in meal.parts)


def random_profile(rng, food_ids):
    profile = Profile(target=rng.choice([270, 300, 310, 320, 350, 360, 400, 420]), seed=rng.randrange(1 << 30))
    profile.allergens = set(rng.sample(ALLERGENS, rng.choice([0, 0, 1, 1, 2, 3, 9])))
    profile.labels = rng.random() < 0.3
    profile.diets = set(rng.sample(DIETS, rng.choice([0, 0, 1, 1, 2, 3])))
    profile.dislikes = set(rng.sample(food_ids, rng.choice([0, 0, 2, 5, 15])))
    profile.kcal = rng.choice([0, 0, 0, 1000, 1200, 1400, 1600, 1800, 2000, 2200, 2500, 2800, 3200])
    return profile


def round_half_up(value, percent):
    return (value * percent + 50) // 100


def run_driver(profiles):
    done = subprocess.run([BUILD / "tests" / "tools" / "plan_driver", PACK], text=True, stdout=subprocess.PIPE,
                          input="".join(profile.line() + "\n" for profile in profiles), check=True)
    blocks = done.stdout.split("end\n")[:-1]
    if len(blocks) != len(profiles):
        sys.exit(f"{len(blocks)} plans for {len(profiles)} profiles")
    return [Answer(block) for block in blocks]


class Answer:
    def __init__(self, block):
        self.days, self.foods, self.text = [], set(), block.split("time ")[0]
        for line in block.splitlines():
            word, *rest = line.split()
            if word == "plan":
                self.status, *pairs = rest
                self.facts = dict(pair.split("=", 1) for pair in pairs)
            elif word == "day":
                self.days.append(([int(number) for number in rest[1:]], []))
            elif word == "meal":
                self.days[-1][1].append((rest[0], rest[1], *map(int, rest[2:])))
            elif word == "foods":
                self.foods = set(rest)
            elif word == "time":
                self.nanoseconds = int(rest[0])


class Checker:
    def __init__(self, foods, meals):
        self.foods, self.meals = foods, meals
        self.passed = self.failed = 0

    def need(self, profile, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{what}: {profile.line()}")

    def pools(self, profile):
        return {slot: [meal_id for meal_id, meal in self.meals.items()
                       if meal.slot == slot and profile.allows_meal(meal, self.foods, 100)] for slot in SLOTS}

    def check(self, profile, answer):
        pools = self.pools(profile)
        left = [len(pools[slot]) for slot in SLOTS]
        self.need(profile, answer.facts["left"] == ",".join(map(str, left)), "meals left")
        for food_id, food in self.foods.items():
            allowed = profile.allows(food_id, food, food.serving_grams)
            self.need(profile, allowed == (food_id in answer.foods), f"food {food_id}")
        if answer.status == "made":
            self.need(profile, len(answer.days) == 7 and all(left), "seven days")
            for day in answer.days:
                self.check_day(profile, *day)
            self.check_repeats(profile, answer, pools)
            lowest = min(numbers[0] for numbers, _ in answer.days)
            self.need(profile, int(answer.facts["nearest"]) == lowest, "nearest")
            self.need(profile, int(answer.facts["meets"]) == (lowest >= profile.target), "meets the target")
        elif all(left):
            self.need(profile, answer.facts["reason"] == "kcal" and profile.kcal > 0, "reason of energy")
            self.need(profile, not self.find_week(profile, pools), "blocked, but there is a week")
        else:
            self.check_reason(profile, answer.facts["reason"])

    def check_day(self, profile, numbers, planned):
        mg, kcal, count, meets = numbers
        slots = [slot for slot, *_ in planned]
        self.need(profile, slots in (SLOTS, SLOTS + ["snack"]) and count == len(slots), "slots of a day")
        self.need(profile, len({meal_id for _, meal_id, *_ in planned}) == len(planned), "a meal twice on a day")
        for slot, meal_id, percent, meal_mg, meal_kcal in planned:
            meal = self.meals[meal_id]
            self.need(profile, meal.slot == slot and percent in PORTIONS, "slot and portion")
            self.need(profile, profile.allows_meal(meal, self.foods, percent), f"{meal_id} at {percent}")
            self.need(profile, meal_mg == round_half_up(meal.mg, percent), "mg of a portion")
            self.need(profile, meal_kcal == round_half_up(meal.kcal, percent), "kcal of a portion")
        self.need(profile, mg == sum(meal[3] for meal in planned), "mg of a day")
        self.need(profile, kcal == sum(meal[4] for meal in planned), "kcal of a day")
        self.need(profile, meets == (mg >= profile.target), "a day meets the target")
        if profile.kcal:
            self.need(profile, profile.kcal * 9 <= kcal * 10 <= profile.kcal * 11, "energy within 10 %")

    def check_repeats(self, profile, answer, pools):
        days = [{meal_id for _, meal_id, *_ in planned} for _, planned in answer.days]
        for slot in SLOTS:
            cap = max(2, -(-7 // max(len(pools[slot]), 1)))
            for meal_id in pools[slot]:
                on = [meal_id in day for day in days]
                self.need(profile, sum(on) <= cap, f"{meal_id} more than {cap} times")
                if len(pools[slot]) > 1:
                    self.need(profile, not any(a and b for a, b in zip(on, on[1:])), f"{meal_id} two days in a row")

    def check_reason(self, profile, reason):
        """Giving up the named rule, or it and the milder ones, must leave meals."""
        rules = ["allergens", "diet", "dislikes"]
        self.need(profile, reason in rules, f"reason {reason}")
        if reason not in rules:
            return
        kept = rules[:rules.index(reason)]
        alone = [rule for rule in rules if rule != reason]
        self.need(profile, self.leaves(profile, kept) or self.leaves(profile, alone), f"reason {reason} does not block")

    def leaves(self, profile, rules):
        relaxed = Profile(profile.allergens if "allergens" in rules else (), profile.labels,
                          profile.diets if "diet" in rules else (), profile.dislikes if "dislikes" in rules else ())
        return all(self.pools(relaxed).values())

    def find_week(self, profile, pools):
        """A week of the pools in turn, in portions that meet the energy; tried a few hundred times."""
        rng = random.Random(profile.seed)
        for _ in range(300):
            orders = {slot: rng.sample(pool, len(pool)) for slot, pool in pools.items()}
            days = [[self.meals[orders[slot][day % len(orders[slot])]] for slot in SLOTS] for day in range(7)]
            if all(self.fits_energy(profile, day) for day in days):
                return True
        return False

    def fits_energy(self, profile, meals):
        sums = {0}
        for meal in meals:
            portions = [p for p in PORTIONS if profile.allows_meal(meal, self.foods, p)]
            sums = {total + round_half_up(meal.kcal, p) for total in sums for p in portions}
        return any(profile.kcal * 9 <= total * 10 <= profile.kcal * 11 for total in sums)


# People whose target the table of random days in the data shows to be within reach, even by chance.
EASY = [
    Profile(), Profile(target=420), Profile(diets=["vegan"], target=420, kcal=2000),
    Profile(diets=["gluten-free"], target=420, kcal=1900), Profile(diets=["low-fodmap"], target=320),
    Profile(diets=["low-oxalate"], target=420, kcal=1900), Profile(allergens=ALLERGENS, target=420, kcal=1900),
    Profile(allergens=ALLERGENS, diets=["vegan"], target=420, kcal=2000), Profile(target=320, kcal=1400),
]


def check_all(foods, meals, profiles, answers):
    checker = Checker(foods, meals)
    for profile, answer in zip(profiles, answers):
        checker.check(profile, answer)
    for profile, answer in list(zip(profiles, answers))[:len(EASY)]:
        checker.need(profile, answer.facts["meets"] == "1", "an easy target is missed")
    return checker


def main():
    foods, meals = read_foods_xml(), read_meals()
    rng = random.Random(20261122)
    profiles = EASY + [random_profile(rng, sorted(foods)) for _ in range(RANDOM_PROFILES)]
    answers = run_driver(profiles)
    checkers = [check_all(foods, meals, profiles, answers)]
    skipped = 0
    if (DATA / "foods.csv").exists():
        weights = {food_id: food.fodmap_grams for food_id, food in foods.items()}
        checkers.append(check_all(read_foods_csv(weights), meals, profiles, answers))
    else:
        print(f"skipped: the check against the tables, which are not in {DATA}")
        skipped = 1
    again = run_driver(profiles)
    for profile, first, second in zip(profiles, answers, again):
        checkers[0].need(profile, first.text == second.text, "another plan at the second run")
    made = sum(answer.status == "made" for answer in answers)
    median_us = statistics.median(answer.nanoseconds for answer in answers) / 1000
    print(f"{made} of {len(answers)} plans made, {median_us:.0f} microseconds each in the median")
    passed = sum(checker.passed for checker in checkers)
    failed = sum(checker.failed for checker in checkers)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
