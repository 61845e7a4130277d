/* Finding a good week.
 *
 * Start: each slot goes through its meals in turn, in an order drawn from the seed. That keeps the
 * repeat rules whatever the number of meals: with n meals a meal comes back after n days, so it
 * stands at most ceil(7 / n) times and, for two or more, never on two days in a row. No later step
 * breaks them: a choice is placed only where it is free, and exchanging two meals of a slot over
 * the whole week is the same week with other names.
 *
 * Descent: two places of a day are filled at a time with their best pair (plan/week_pair.c), over
 * all days.
 *
 * Destroy and repair: one slot is changed at random (two meals change names; or two days change
 * meals; or a day is drawn anew), then the days touched are filled again by pairs. The result is
 * kept if it costs no more. A week whose days break the limits on energy costs so much that any
 * step towards them is kept; if there is still such a day after the usual rounds, the search goes
 * on for longer before it gives up.
 *
 * Rejected: simulated annealing over single places (same time, twice the gap to the optimum);
 * integer programming (does not finish); filling all four places of a day exactly (ten times slower
 * for no better weeks, because the repeats tie the days together). */
#include "plan/week.h"

#include <string.h>

#define SWEEPS 1
#define ROUNDS 40
#define LONG_ROUNDS 2000
#define WORK 400000
#define LONG_WORK 5000000

/* splitmix64 */
static uint64_t draw(struct week *week) {
    week->random += 0x9E3779B97F4A7C15u;
    uint64_t bits = week->random;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
}

static size_t draw_below(struct week *week, size_t limit) {
    return (size_t)((draw(week) >> 32) * limit >> 32);
}

/* The choice of a meal in 100 %, or in the portion nearest to it that the meal has. */
static size_t find_portion(const struct week *week, size_t place, size_t number, int32_t percent) {
    const struct choices *choices = &week->choices[place];
    size_t found = WEEK_NOTHING;
    for (size_t i = WEEK_NOTHING + 1; i < choices->count; i++) {
        if (choices->at[i].number != number) {
            continue;
        }
        if (choices->at[i].percent == percent) {
            return i;
        }
        if (found == WEEK_NOTHING || choices->at[i].percent == 100) {
            found = i;
        }
    }
    return found;
}

static void start_slot(struct week *week, enum meal_slot slot) {
    size_t count = week->pools[slot].count;
    if (count == 0) {
        return; /* week_prepare refused it */
    }
    size_t *order = ARENA_ARRAY(week->arena, size_t, count);
    for (size_t i = 0; i < count; i++) {
        size_t j = draw_below(week, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        week_place(week, day, slot, find_portion(week, slot, order[day % count], 100));
    }
}

static void descend_day(struct week *week, size_t day) {
    week_fill_pair(week, day, SLOT_BREAKFAST, SLOT_DINNER);
    week_fill_pair(week, day, SLOT_SNACK, WEEK_SECOND_SNACK);
    week_fill_pair(week, day, SLOT_LUNCH, SLOT_SNACK);
    week_fill_pair(week, day, SLOT_DINNER, WEEK_SECOND_SNACK);
}

/* Fills two random pairs of places. */
static void repair_day(struct week *week, size_t day) {
    for (size_t step = 0; step < 2; step++) {
        size_t place = draw_below(week, WEEK_PLACES);
        size_t other = (place + 1 + draw_below(week, WEEK_PLACES - 1)) % WEEK_PLACES;
        week_fill_pair(week, day, place, other);
    }
}

/* Two meals of a slot change names over the week. Returns the days touched as bits. */
static uint32_t exchange_meals(struct week *week, size_t place) {
    enum meal_slot slot = week_slot_of(place);
    size_t count = week->pools[slot].count;
    if (count < 2) {
        return 0;
    }
    size_t one = week_choice(week, draw_below(week, PLAN_DAYS), slot)->number;
    size_t two = (one + 1 + draw_below(week, count - 1)) % count;
    uint32_t touched = 0;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        for (size_t i = slot; i < WEEK_PLACES; i += slot == SLOT_SNACK ? 1 : WEEK_PLACES) {
            const struct choice *old = week_choice(week, day, i);
            if (!old->meal || (old->number != one && old->number != two)) {
                continue;
            }
            size_t renamed = old->number == one ? two : one;
            int32_t percent = old->percent;
            week_lift(week, day, i);
            week_place(week, day, i, find_portion(week, i, renamed, percent));
            touched |= (uint32_t)1 << day;
        }
    }
    return touched;
}

/* Two days change their meals of a place, if both are free there; else they keep them. */
static uint32_t exchange_days(struct week *week, size_t place) {
    size_t one = draw_below(week, PLAN_DAYS);
    size_t two = (one + 1 + draw_below(week, PLAN_DAYS - 1)) % PLAN_DAYS;
    size_t first = week->plan.chosen[one][place];
    size_t second = week->plan.chosen[two][place];
    week_lift(week, one, place);
    week_lift(week, two, place);
    bool is_free = week_is_free(week, one, place, &week->choices[place].at[second]);
    if (is_free) {
        week_place(week, one, place, second);
        is_free = week_is_free(week, two, place, &week->choices[place].at[first]);
        if (!is_free) {
            week_lift(week, one, place);
        }
    }
    if (!is_free) {
        week_place(week, one, place, first);
    }
    week_place(week, two, place, is_free ? first : second);
    return is_free ? (uint32_t)1 << one | (uint32_t)1 << two : 0;
}

/* Draws a free choice for each place of a day; a place for which none was drawn keeps what it had.
 */
static uint32_t redraw_day(struct week *week) {
    size_t day = draw_below(week, PLAN_DAYS);
    for (size_t place = 0; place < WEEK_SECOND_SNACK; place++) {
        size_t old = week->plan.chosen[day][place];
        size_t drawn = 1 + draw_below(week, week->choices[place].count - 1);
        week_lift(week, day, place);
        bool is_free = week_is_free(week, day, place, &week->choices[place].at[drawn]);
        week_place(week, day, place, is_free ? drawn : old);
    }
    return (uint32_t)1 << day;
}

static void load_plan(struct week *week, const struct week_plan *plan) {
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        for (size_t place = 0; place < WEEK_PLACES; place++) {
            if (week->plan.chosen[day][place] != plan->chosen[day][place]) {
                week_lift(week, day, place);
            }
        }
    }
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        for (size_t place = 0; place < WEEK_PLACES; place++) {
            if (week->plan.chosen[day][place] != plan->chosen[day][place]) {
                week_place(week, day, place, plan->chosen[day][place]);
            }
        }
    }
}

static void destroy_and_repair(struct week *week) {
    size_t place = draw_below(week, WEEK_PLACES);
    uint32_t touched = 0;
    switch (draw_below(week, 3)) {
    case 0:
        touched = exchange_meals(week, place);
        break;
    case 1:
        touched = exchange_days(week, place);
        break;
    case 2:
        touched = redraw_day(week);
        break;
    }
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        if (touched >> day & 1) {
            repair_day(week, day);
        }
    }
}

/* A usual week takes some 200,000 pairs, a millisecond; wide limits on energy can take ten times
 * that. */
static bool may_go_on(const struct week *week, size_t round, int64_t best_cost) {
    bool is_forbidden = best_cost >= WEEK_FORBIDDEN;
    return round < (is_forbidden ? LONG_ROUNDS : ROUNDS) &&
           week->work < (is_forbidden ? LONG_WORK : WORK);
}

bool week_search(struct week *week) {
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        start_slot(week, (enum meal_slot)slot);
    }
    for (size_t sweep = 0; sweep < SWEEPS; sweep++) {
        for (size_t day = 0; day < PLAN_DAYS; day++) {
            descend_day(week, day);
        }
    }
    struct week_plan best = week->plan;
    int64_t best_cost = week_cost(week);
    for (size_t round = 0; may_go_on(week, round, best_cost); round++) {
        destroy_and_repair(week);
        int64_t cost = week_cost(week);
        if (cost <= best_cost) {
            best_cost = cost;
            best = week->plan;
        } else {
            load_plan(week, &best);
        }
    }
    return best_cost < WEEK_FORBIDDEN;
}
