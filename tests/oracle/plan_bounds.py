#!/usr/bin/python3
"""Proves how cheap the weeks of 30 people can be, and writes plan_bounds.tsv. Not run by the tests: they read its answers.

    plan_bounds.py [PROFILE NUMBER...]      prints rows of plan_bounds.tsv
    plan_bounds.py --no-week                writes plan_no_week.txt

The cost is that of the planner's design: 10 for each mg that a day is below target, 50 for each main ingredient used
again on the same day or within two days, 1 for each minute. Upper bound: the cheapest week that the program finds from
many seeds, checked and its cost counted here. Lower bound: every set of dishes of a day is enumerated with the least
that it lacks over all portions; the ties between days (repeats of main ingredients over the week, caps, no meal on two
days in a row) get prices, and the prices are improved by subgradient steps. For any prices the cheapest menu of each
day, plus the cheapest pattern of days for each main ingredient, less the prices of what the caps allow, is a bound on
each week that keeps the rules, so the best one seen is a proof. Menus too dear to be in a week below the upper bound
are left out. If a gap is left, the menus that the prices allow in a week cheaper than the upper bound go into an integer
program (HiGHS), whose bound counts. Needs python3-numpy and python3-scipy.
"""
import subprocess
import sys
from pathlib import Path

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

import test_plan

HERE = Path(__file__).parent
STEPS = 500
SECONDS = 150
MOST_MENUS = 100000
SEEDS = 300
ALL = " ".join(test_plan.ALLERGENS)
PROFILES = [
    "|no||| 1400 320", "|no||| 1800 310", "|no||| 2200 420", "|no||| 2600 420", "|no||| 1600 420",
    "|no|vegan|| 2000 420", "|no|vegan|| 1600 320", "|no|vegetarian|| 1800 320", "|no|vegetarian|| 2400 420",
    "|no|gluten-free|| 1900 420", "|no|dairy-free|| 2200 400", "|no|low-fodmap|| 1800 320", "|no|low-oxalate|| 1900 420",
    "milk egg|no||| 1800 310", "fish shellfish|no||| 2000 400", "tree-nuts peanuts|no||| 1700 320",
    "wheat soy|no||| 2100 420", "sesame milk|yes||| 2300 360", "wheat|no|vegetarian|F033 F041 F055| 1800 320",
    "soy tree-nuts|no|vegan|| 1900 320", ALL + "|no||| 1900 420", ALL + "|no||| 1500 310", ALL + "|no|vegan|| 2000 420",
    ALL + "|no|vegan|| 1700 320", ALL + "|no|low-fodmap|| 1600 320", "soy|no|vegan gluten-free|| 2200 420",
    "|no|vegan low-oxalate|| 2000 360", "|no|low-fodmap gluten-free|| 1900 320",
    "milk|no|vegetarian|F001 F056 F049| 1500 320", "egg wheat|yes|low-oxalate|F001| 1800 400",
]
SLOTS = test_plan.SLOTS


class Instance:
    def __init__(self, line, foods, meals):
        self.profile = test_plan.parse_profile(line + " 1")
        pools = {slot: [meal_id for meal_id, meal in meals.items() if meal.slot == slot
                        and self.profile.allows_meal(meal, foods, 100)] for slot in SLOTS}
        self.dishes = [meal_id for slot in SLOTS for meal_id in pools[slot]]
        self.meals = meals
        number = {meal_id: i for i, meal_id in enumerate(self.dishes)}
        self.pools = [numpy.array([number[meal_id] for meal_id in pools[slot]]) for slot in SLOTS]
        self.minutes = numpy.array([meals[meal_id].minutes for meal_id in self.dishes] + [0])
        names = sorted({meals[meal_id].main for meal_id in self.dishes})
        self.main_count = len(names)
        self.mains = numpy.array([names.index(meals[meal_id].main) for meal_id in self.dishes] + [self.main_count])
        self.caps, self.rows_free = numpy.zeros(len(self.dishes)), numpy.zeros(len(self.dishes), bool)
        for slot, pool in zip(SLOTS, self.pools):
            self.caps[pool] = test_plan.most_uses(slot, len(pool))
            self.rows_free[pool] = len(pool) == 1

    def portions(self, dish):
        meal = self.meals[self.dishes[dish]]
        percents = [75, 100]
        if not ("low-fodmap" in self.profile.diets and meal.low_fodmap == "portion"):
            percents += [125, 150]
        return [(test_plan.round_half_up(meal.mg, p), test_plan.round_half_up(meal.kcal, p)) for p in percents]

    def ways(self, dishes):
        """(mg, kcal) of all portions of some dishes."""
        ways = {(0, 0)}
        for dish in dishes:
            ways = {(mg + a, kcal + b) for mg, kcal in ways for a, b in self.portions(dish)}
        return ways

    def menus(self, most):
        """Sets of dishes of a day that cost at most so much: columns breakfast lunch dinner snack snack, and costs."""
        low, high = -(-self.profile.kcal * 9 // 10), self.profile.kcal * 11 // 10
        breakfasts, lunches, dinners, snacks = self.pools
        none = len(self.dishes)
        pairs = [(a, b) for i, a in enumerate(snacks) for b in list(snacks[i + 1:]) + [none]]
        groups = [(d, a, b) for d in dinners for a, b in pairs]
        # best[x][g]: most mg of group g with an energy that, with x kcal of breakfast and lunch, is within the limits
        exact = numpy.full((high + 1, len(groups)), -30000, numpy.int16)
        for g, group in enumerate(groups):
            for mg, kcal in self.ways([dish for dish in group if dish != none]):
                if kcal <= high:
                    exact[kcal, g] = max(exact[kcal, g], mg)
        best = sliding_maximum(exact, high - low + 1)  # best[k] = max of exact[k - width + 1 .. k]
        groups = numpy.array(groups)
        group_minutes = self.minutes[groups].sum(1)
        found, costs = [], []
        for b in breakfasts:
            for lunch in lunches:
                mg = numpy.full(len(groups), -30000, numpy.int32)
                for own_mg, own_kcal in self.ways([b, lunch]):
                    if own_kcal <= high:
                        mg = numpy.maximum(mg, best[high - own_kcal].astype(numpy.int32) + own_mg)
                columns = numpy.column_stack([numpy.full(len(groups), b), numpy.full(len(groups), lunch), groups])
                lack = numpy.maximum(self.profile.target - mg, 0)
                cost = self.minutes[b] + self.minutes[lunch] + group_minutes + 10 * lack
                cost = cost + 50 * (5 - (groups[:, 2] == none) - self.count_mains(columns))
                keep = (mg > 0) & (cost <= most)
                found.append(columns[keep])
                costs.append(cost[keep])
        return numpy.concatenate(found), numpy.concatenate(costs)

    def count_mains(self, columns):
        sorted_mains = numpy.sort(self.mains[columns], 1)
        distinct = 1 + (sorted_mains[:, 1:] != sorted_mains[:, :-1]).sum(1)
        return distinct - (sorted_mains[:, -1] == self.main_count)

    def distinct_mains(self, columns):
        """Main ingredients of each menu; a second use is the number that stands for none."""
        mains = numpy.sort(self.mains[columns], 1)
        mains[:, 1:][mains[:, 1:] == mains[:, :-1]] = self.main_count
        return mains


def sliding_maximum(table, width):
    """Row k of the answer is the maximum of rows k - width + 1 to k."""
    done, size = table.copy(), 1
    while size < width:
        shift = min(size, width - size)
        done[shift:] = numpy.maximum(done[shift:], done[:-shift].copy())
        size += shift
    return done


def repeats_of(pattern):
    days = [pattern >> day & 1 for day in range(7)]
    return sum(days[d] and (d >= 1 and days[d - 1] or d >= 2 and days[d - 2]) for d in range(7))


PATTERNS = numpy.array([[p >> day & 1 for day in range(7)] for p in range(128)])
PATTERN_COSTS = numpy.array([50 * repeats_of(p) for p in range(128)])


class Prices:
    """Of a main ingredient on a day, of a use of a dish, of a dish on two days in a row."""

    def __init__(self, instance):
        dishes = len(instance.dishes)
        self.mains, self.uses = numpy.zeros((instance.main_count, 7)), numpy.zeros(dishes)
        self.rows = numpy.zeros((dishes, 6))

    def bound(self, instance, menus, costs, mains):
        self.excess = []
        total = -(self.uses * instance.caps).sum() - self.rows.sum()
        used, placed = numpy.zeros_like(self.mains), numpy.zeros((len(instance.dishes), 7))
        for day in range(7):
            dish_prices = self.uses.copy()
            dish_prices += self.rows[:, day] if day < 6 else 0
            dish_prices += self.rows[:, day - 1] if day > 0 else 0
            dish_prices, main_prices = numpy.append(dish_prices, 0), numpy.append(self.mains[:, day], 0)
            prices = costs + dish_prices[menus].sum(1) + main_prices[mains].sum(1)
            cheapest = prices.argmin()
            total += prices[cheapest]
            self.excess.append(prices - prices[cheapest])
            used[[m for m in mains[cheapest] if m < instance.main_count], day] += 1
            placed[[d for d in menus[cheapest] if d < len(instance.dishes)], day] += 1
        pattern_prices = PATTERN_COSTS - self.mains @ PATTERNS.T
        cheapest = pattern_prices.argmin(1)
        total += pattern_prices.min(1).sum()
        steps = (used - PATTERNS[cheapest], placed.sum(1) - instance.caps, placed[:, 1:] + placed[:, :-1] - 1)
        return total, steps

    def move(self, instance, steps, gap):
        mains, uses, rows = steps
        rows = rows * ~instance.rows_free[:, None]
        uses, rows = uses * ((uses > 0) | (self.uses > 0)), rows * ((rows > 0) | (self.rows > 0))
        mains = mains * ((mains > 0) | (self.mains > 0))
        size = (mains ** 2).sum() + (uses ** 2).sum() + (rows ** 2).sum()
        if size == 0:
            return False
        self.mains = numpy.maximum(self.mains + gap / size * mains, 0)
        self.uses = numpy.maximum(self.uses + gap / size * uses, 0)
        self.rows = numpy.maximum(self.rows + gap / size * rows, 0)
        return True


class Program:
    """Choose a menu for each day and a pattern of days for each main ingredient."""

    def __init__(self, instance, menus, costs, mains, allowed):
        self.rows, self.columns, self.values, self.low, self.high = [], [], [], [], []
        days = numpy.repeat(numpy.arange(7), [len(day) for day in allowed])
        chosen = numpy.concatenate(allowed)
        self.menu_count, count = len(chosen), instance.main_count
        self.costs = numpy.concatenate([costs[chosen], numpy.tile(PATTERN_COSTS, count)]).astype(float)
        for day in range(7):
            self.add(numpy.flatnonzero(days == day), 1, 1, 1)
        for main in range(count):
            patterns = self.menu_count + main * 128 + numpy.arange(128)
            self.add(patterns, 1, 1, 1)
            has = (mains[chosen] == main).any(1)
            for day in range(7):
                of_day = numpy.flatnonzero(has & (days == day))
                on_day = patterns[PATTERNS[:, day] == 1]
                self.add(numpy.concatenate([of_day, on_day]), numpy.repeat([1, -1], [len(of_day), len(on_day)]), 0, 0)
        for dish in range(len(instance.dishes)):
            has = (menus[chosen] == dish).any(1)
            self.add(numpy.flatnonzero(has), 1, 0, instance.caps[dish])
            for day in range(6 if not instance.rows_free[dish] else 0):
                self.add(numpy.flatnonzero(has & ((days == day) | (days == day + 1))), 1, 0, 1)

    def add(self, columns, values, low, high):
        self.columns.append(columns)
        self.rows.append(numpy.full(len(columns), len(self.low)))
        self.values.append(numpy.broadcast_to(values, len(columns)))
        self.low.append(low)
        self.high.append(high)

    def bound(self):
        """No week of these menus costs less. (No week at all: every cheaper week is ruled out.)"""
        entries = (numpy.concatenate(self.values), (numpy.concatenate(self.rows), numpy.concatenate(self.columns)))
        matrix = coo_matrix(entries, shape=(len(self.low), len(self.costs))).tocsr()
        whole = numpy.arange(len(self.costs)) < self.menu_count
        found = milp(self.costs, constraints=LinearConstraint(matrix, self.low, self.high), bounds=Bounds(0, 1),
                     integrality=whole.astype(int), options={"time_limit": SECONDS})
        if found.status == 2:  # infeasible
            return sys.maxsize
        return int(numpy.ceil(found.mip_dual_bound - 1e-4)) if found.mip_dual_bound is not None else 0


def find_upper(instance, line, foods):
    profiles = [test_plan.parse_profile(f"{line} {seed}") for seed in range(1, SEEDS + 1)]
    best = None
    for profile, answer in zip(profiles, test_plan.run_driver(profiles)):
        checker = test_plan.Checker(foods, instance.meals, test_plan.read_cultures())
        checker.check(profile, answer)
        if checker.failed:
            sys.exit("a week that breaks a rule")
        cost = test_plan.cost_of(profile, answer, instance.meals)
        best = cost if best is None else min(best, cost)
    return best


def solve(line, foods, meals):
    instance = Instance(line, foods, meals)
    upper = find_upper(instance, line, foods)
    menus, costs = instance.menus(upper)
    keep = costs <= upper - 6 * costs.min()
    menus, costs = menus[keep], costs[keep].astype(float)
    mains, count = instance.distinct_mains(menus), len(costs)
    prices, best, scale, since = Prices(instance), 0.0, 1.0, 0
    for _ in range(STEPS if len(costs) > MOST_MENUS else 4 * STEPS):
        bound, steps = prices.bound(instance, menus, costs, mains)
        since = 0 if bound > best + 0.01 else since + 1
        if bound > best:
            best, excess = bound, prices.excess
            may_be = numpy.logical_or.reduce([best + day <= upper - 1 + 1e-6 for day in excess])
            if may_be.sum() < 0.7 * len(costs):
                menus, costs, mains = menus[may_be], costs[may_be], mains[may_be]
                excess = [day[may_be] for day in excess]
        if since > 25:
            scale, since = scale / 2, 0
        if len(costs) == 0 or best > upper - 1 + 1e-6 or not prices.move(instance, steps, scale * (upper - bound)):
            break
    lower = upper if len(costs) == 0 else min(int(numpy.ceil(best - 1e-6)), upper)
    if lower < upper:
        allowed = [numpy.flatnonzero(best + day <= upper - 1 + 1e-6) for day in excess]
        if sum(map(len, allowed)) < MOST_MENUS:
            lower = max(lower, min(upper, Program(instance, menus, costs, mains, allowed).bound()))
    return lower, upper, count


def has_no_week(profile, given_up, foods, meals):
    """Proves by an integer program that no week keeps the limits on energy. Each day's dishes are taken to reach any
    energy between their least and most, which only makes more weeks."""
    pools = {slot: [meal_id for meal_id, meal in meals.items() if meal.slot == slot
                    and profile.allows_meal(meal, foods, 100)] for slot in SLOTS}
    dishes = [meal_id for slot in SLOTS for meal_id in pools[slot]]
    low, high = profile.limits(given_up)
    rows, least, most = [], [], []

    def add(values, at_least, at_most):
        row = numpy.zeros((len(dishes), 7))
        for (dish, day), value in values:
            row[dish, day] = value
        rows.append(row.ravel())
        least.append(at_least)
        most.append(at_most)

    number = {meal_id: i for i, meal_id in enumerate(dishes)}
    spans = [[test_plan.round_half_up(meals[meal_id].kcal, end(profile.portions(meals[meal_id], given_up)))
              for end in (min, max)] for meal_id in dishes]
    for day in range(7):
        for slot in SLOTS:
            add([((number[meal_id], day), 1) for meal_id in pools[slot]], 1, 2 if slot == "snack" else 1)
        add([((i, day), span[0]) for i, span in enumerate(spans)], -numpy.inf, high)
        add([((i, day), span[1]) for i, span in enumerate(spans)], low, numpy.inf)
    for slot in SLOTS:
        for dish in [number[meal_id] for meal_id in pools[slot]]:
            add([((dish, day), 1) for day in range(7)], 0, test_plan.most_uses(slot, len(pools[slot]), given_up))
            for day in range(6 if len(pools[slot]) > 1 else 0):
                add([((dish, day), 1), ((dish, day + 1), 1)], 0, 1)
    found = milp(numpy.zeros(len(dishes) * 7), constraints=LinearConstraint(numpy.array(rows), least, most),
                 bounds=Bounds(0, 1), integrality=numpy.ones(len(dishes) * 7), options={"time_limit": 20})
    return found.status == 2  # infeasible


def prove_no_weeks(foods, meals):
    profiles, proved = test_plan.people(sorted(foods)), set()
    for profile, answer in zip(profiles, test_plan.run_driver(profiles)):
        left = [int(count) for count in answer.facts["left"].split(",")]
        given_up = test_plan.NEW_DINNERS | test_plan.LOW_APPETITE
        if answer.status == "made":
            given_up = answer.given_up & ~test_plan.NEW_DINNERS
            if not answer.given_up & test_plan.NEW_DINNERS or left[2] < 7:
                continue
        if all(left) and has_no_week(profile, given_up, foods, meals):
            proved.add(test_plan.no_week_key(profile, given_up))
    HERE.joinpath("plan_no_week.txt").write_text("".join(line + "\n" for line in sorted(proved)))


def main():
    foods, meals = test_plan.read_tables()
    if sys.argv[1:] == ["--no-week"]:
        prove_no_weeks(foods, meals)
        return
    for number in [int(word) for word in sys.argv[1:]] or range(len(PROFILES)):
        line = PROFILES[number]
        lower, upper, count = solve(line, foods, meals)
        print(f"{line}\t{lower}\t{upper}\t{count}", flush=True)


if __name__ == "__main__":
    main()
