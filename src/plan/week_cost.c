/* What a week costs, and which choice may stand where.
 *
 * The cost, in integers (weights of the planner's design):
 *   10 for each milligram that a day stays below the target,
 *   50 for each main ingredient used again on the same day or within two days,
 *    1 for each minute of preparation,
 * and three mild preferences that only decide between plans that are otherwise as good:
 *    8 for a portion other than 100 %,
 *    1 for each milligram above one and a half times the target,
 *    1 for each kilocalorie outside 1,500 to 2,400 when no energy was asked for.
 *
 * A main ingredient's uses: on a day that it stands on, each use after the first counts one, and
 * the first counts one if it stood on one of the two days before. */
#include "plan/week.h"

enum meal_slot week_slot_of(size_t place) {
    return place == WEEK_SECOND_SNACK ? SLOT_SNACK : (enum meal_slot)place;
}

const struct choice *week_choice(const struct week *week, size_t day, size_t place) {
    return &week->choices[place].at[week->plan.chosen[day][place]];
}

void week_place(struct week *week, size_t day, size_t place, size_t choice) {
    week->plan.chosen[day][place] = (uint32_t)choice;
    const struct choice *chosen = week_choice(week, day, place);
    if (chosen->meal) {
        week->uses[week_slot_of(place)][chosen->number]++;
        week->mains[chosen->main][day]++;
    }
}

void week_lift(struct week *week, size_t day, size_t place) {
    const struct choice *chosen = week_choice(week, day, place);
    if (chosen->meal) {
        week->uses[week_slot_of(place)][chosen->number]--;
        week->mains[chosen->main][day]--;
    }
    week->plan.chosen[day][place] = WEEK_NOTHING;
}

/* Whether the meal stands on that day in its slot: for a snack, in either place. */
static bool stands_on(const struct week *week, size_t day, const struct meal *meal) {
    return week_choice(week, day, meal->slot)->meal == meal ||
           week_choice(week, day, WEEK_SECOND_SNACK)->meal == meal;
}

bool week_is_free(const struct week *week, size_t day, size_t place, const struct choice *choice) {
    if (!choice->meal) {
        return true;
    }
    enum meal_slot slot = week_slot_of(place);
    const struct pool *pool = &week->pools[slot];
    if (week->uses[slot][choice->number] >= pool->cap || stands_on(week, day, choice->meal)) {
        return false;
    }
    if (pool->may_follow_itself) {
        return true;
    }
    return (day == 0 || !stands_on(week, day - 1, choice->meal)) &&
           (day + 1 == PLAN_DAYS || !stands_on(week, day + 1, choice->meal));
}

/* Whether a main ingredient stood on one of the two days before. */
static bool was_used_before(const uint8_t days[PLAN_DAYS], size_t day) {
    return (day >= 1 && days[day - 1] > 0) || (day >= 2 && days[day - 2] > 0);
}

int32_t week_count_repeats(const struct week *week, size_t main, size_t day) {
    const uint8_t *days = week->mains[main];
    if (days[day] > 0) {
        return 1;
    }
    int32_t repeats = was_used_before(days, day);
    for (size_t later = day + 1; later <= day + 2 && later < PLAN_DAYS; later++) {
        repeats += days[later] > 0 && !was_used_before(days, later);
    }
    return repeats;
}

int64_t week_cost(const struct week *week) {
    int64_t cost = 0;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        int32_t mg = 0;
        int32_t kcal = 0;
        for (size_t place = 0; place < WEEK_PLACES; place++) {
            const struct choice *choice = week_choice(week, day, place);
            mg += choice->mg;
            kcal += choice->kcal;
            cost += choice->cost;
        }
        cost += week_day_cost(week, mg, kcal);
    }
    for (size_t main = 0; main < week->main_count; main++) {
        const uint8_t *days = week->mains[main];
        for (size_t day = 0; day < PLAN_DAYS; day++) {
            if (days[day] > 0) {
                cost += WEEK_REPEAT_COST * (days[day] - 1 + was_used_before(days, day));
            }
        }
    }
    return cost;
}
