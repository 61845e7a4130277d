/* What a week needs: a shopping list, and what to cook once for two days. */
#include "plan/plan.h"

#include <string.h>

#define QUARTERS 4
#define LEFTOVER_DAYS 3

/* A tenth of a step more than a round amount is not bought. */
#define GRACE 10

static bool is_bought_as(const struct food *one, const struct food *two) {
    return strcmp(one->purchase.name, two->purchase.name) == 0 &&
           strcmp(one->purchase.unit, two->purchase.unit) == 0;
}

/* Hundredths of a gram of each food, by its number. */
static int64_t *weigh_foods(struct arena *arena, const struct knowledge *knowledge,
                            const struct plan *plan) {
    int64_t *weights = ARENA_ARRAY(arena, int64_t, knowledge->food_count);
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        for (size_t i = 0; i < plan->days[day].count; i++) {
            const struct planned_meal *planned = &plan->days[day].slots[i];
            for (size_t part = 0; part < planned->meal->part_count; part++) {
                const struct meal_part *meal_part = &planned->meal->parts[part];
                weights[meal_part->food - knowledge->foods] +=
                    (int64_t)meal_part->grams * planned->portion_percent;
            }
        }
    }
    return weights;
}

/* Thousandths of a unit to the quarters that one buys. */
static int32_t round_up(int64_t thousandths, int32_t step_quarters) {
    int64_t step = (int64_t)step_quarters * 1000 / QUARTERS;
    int64_t steps = (thousandths + step - step / GRACE - 1) / step;
    return (int32_t)(steps > 0 ? steps : 1) * step_quarters;
}

struct plan_items plan_list_items(struct arena *arena, const struct knowledge *knowledge,
                                  const struct plan *plan) {
    struct plan_items items = {ARENA_ARRAY(arena, struct plan_item, knowledge->food_count), 0};
    int64_t *weights = weigh_foods(arena, knowledge, plan);
    for (size_t aisle = 0; aisle < AISLE_COUNT; aisle++) {
        for (size_t i = 0; i < knowledge->food_count; i++) {
            const struct food *food = &knowledge->foods[i];
            if (weights[i] == 0 || food->purchase.aisle != (enum aisle)aisle) {
                continue;
            }
            int64_t thousandths = 0;
            int64_t weight = 0;
            for (size_t j = i; j < knowledge->food_count; j++) {
                const struct food *other = &knowledge->foods[j];
                if (weights[j] > 0 && is_bought_as(food, other)) {
                    thousandths += weights[j] * 10 / other->purchase.unit_g;
                    weight += weights[j];
                    weights[j] = j == i ? weights[j] : 0;
                }
            }
            items.at[items.count++] =
                (struct plan_item){food, round_up(thousandths, food->purchase.step_quarters),
                                   (int32_t)((weight + 50) / 100)};
        }
    }
    return items;
}

static bool has_food(const struct meal *meal, const struct food *food) {
    for (size_t i = 0; i < meal->part_count; i++) {
        if (meal->parts[i].food == food) {
            return true;
        }
    }
    return false;
}

/* Whether the meal, or the food if there is no meal, stands on the day. */
static bool stands_on(const struct planned_day *day, const struct plan_leftover *what) {
    for (size_t i = 0; i < day->count; i++) {
        const struct meal *meal = day->slots[i].meal;
        if (what->meal ? meal == what->meal : has_food(meal, what->food)) {
            return true;
        }
    }
    return false;
}

/* Pairs each day that it stands on with the next one, if that is near and the first was not itself
 * fed by one before. */
static void pair_days(struct plan_leftovers *leftovers, const struct plan *plan,
                      struct plan_leftover what) {
    size_t day = 0;
    while (day < PLAN_DAYS) {
        size_t next = day + 1;
        while (next < PLAN_DAYS && !stands_on(&plan->days[next], &what)) {
            next++;
        }
        bool is_here = stands_on(&plan->days[day], &what);
        bool is_pair = is_here && next < PLAN_DAYS && next <= day + LEFTOVER_DAYS;
        if (is_pair) {
            what.from_day = day;
            what.to_day = next;
            leftovers->at[leftovers->count++] = what;
        }
        day = is_pair ? next + 1 : day + 1;
    }
}

/* Meals that take a knife and a bowl are not cooked ahead. */
#define COOKED_MINUTES 10

struct plan_leftovers plan_list_leftovers(struct arena *arena, const struct knowledge *knowledge,
                                          const struct plan *plan) {
    size_t most = (knowledge->meal_count + knowledge->food_count) * PLAN_DAYS / 2;
    struct plan_leftovers leftovers = {ARENA_ARRAY(arena, struct plan_leftover, most), 0};
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        const struct meal *meal = &knowledge->meals[i];
        bool is_cooked = meal->slot != SLOT_SNACK && meal->minutes >= COOKED_MINUTES;
        if (is_cooked) {
            pair_days(&leftovers, plan, (struct plan_leftover){.meal = meal});
        }
    }
    for (size_t i = 0; i < knowledge->food_count; i++) {
        if (knowledge->foods[i].purchase.is_batch) {
            pair_days(&leftovers, plan, (struct plan_leftover){.food = &knowledge->foods[i]});
        }
    }
    return leftovers;
}
