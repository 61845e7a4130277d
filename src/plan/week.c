/* Finding a good week.
 *
 * The model. A day is a menu: breakfast, lunch, dinner and one or two snacks. Portions cost nothing
 * and touch no other day, so a menu is a set of dishes, worth what its best portions lack
 * (plan/week_portion.c). Days are tied together by main ingredients, by how often a meal may stand
 * in the week and by meals on two days in a row. All of these ask only which days something stands
 * on, so the state of the search is a byte of seven bits for each dish and for each main
 * ingredient; what a menu costs, given the other days, is a few look-ups (plan/week_cost.c).
 *
 * The method. One step finds the best menu for one day exactly, all other days as they stand
 * (plan/week_menu.c). Each round clears two to four days and fills them one after the other; for
 * the first a random quarter of the dishes is left out, so that it comes out otherwise and the next
 * ones must give way to it. The new week is kept if it costs no more than the best one and a slack
 * that shrinks to nothing: without the slack one in twenty plans for a thin pool stays 15 % off,
 * with it 3 %. A day that no menu fits stays empty and costs more than all else, so any week with
 * fewer empty days is kept, and one with as many may be: gaps wander until they can be filled. If
 * one is left after the usual rounds, the search goes on for longer. If it still is, a week is made
 * for energy alone and the rounds start from that (plan/week_energy.c); not for someone with a low
 * appetite, who would eat as much as can be on each day: that wish is given up sooner.
 *
 * Someone who may eat everything often has a week of the quickest dishes without a repeat. Nothing
 * is better, so the search ends there; the rounds left would not have changed it.
 *
 * The hard case is a thin pool, a handful of dishes a slot, where repeats cannot be avoided and
 * moving one dish moves all. There the rounds are cheap, and clearing up to four days of seven is
 * what gets out of corners.
 *
 * Measured in tests/oracle/test_plan.py against proved bounds. Rejected: simulated annealing over
 * single places and steps over pairs of places with portions as choices (three times the work, ten
 * times the gap); integer programs (they do not finish). */
#include "plan/week.h"

#include <string.h>

#define ROUNDS 400
#define LONG_ROUNDS 3000
#define SLACK 50
#define LEAST_CLEARED 2
#define MOST_CLEARED 4

/* For each food culture that the week has too few. */
#define CULTURE_COST 200

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

static bool is_empty(const struct menu *menu) {
    return menu->dishes[SLOT_BREAKFAST] == NULL;
}

/* Empties a day; returns what its menu cost there. */
static int32_t clear_day(struct week *week, size_t day) {
    struct menu menu = week->menus[day];
    if (is_empty(&menu)) {
        return WEEK_FORBIDDEN;
    }
    week_lift(week, day);
    return week_menu_cost(week, day, &menu) + week_lack_cost(week, &menu);
}

/* Fills an empty day, or leaves it empty; returns what that costs. */
static int32_t fill_day(struct week *week, size_t day, const uint64_t omit[SLOT_COUNT]) {
    int32_t cost = 0;
    return week_fill_day(week, day, omit, &cost) ? cost : WEEK_FORBIDDEN;
}

static int32_t culture_cost(const struct week *week) {
    uint32_t cultures = 0;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        for (size_t place = 0; place < WEEK_PLACES; place++) {
            const struct dish *dish = week->menus[day].dishes[place];
            cultures |= dish ? dish->culture : 0;
        }
    }
    int missing = week->culture_goal - __builtin_popcount(cultures);
    return missing > 0 ? CULTURE_COST * missing : 0;
}

static void load(struct week *week, const struct menu menus[PLAN_DAYS]) {
    bool is_other[PLAN_DAYS];
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        is_other[day] = memcmp(&week->menus[day], &menus[day], sizeof menus[day]) != 0;
        if (is_other[day]) {
            week_lift(week, day);
        }
    }
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        if (is_other[day]) {
            week_place(week, day, &menus[day]);
        }
    }
}

static void draw_omitted(struct week *week, uint64_t out_omit[SLOT_COUNT]) {
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        out_omit[slot] = draw(week) & draw(week);
    }
}

/* Fills all days, each with other dishes left out, then each once again with all dishes. */
static int32_t start(struct week *week) {
    uint64_t omit[SLOT_COUNT];
    int32_t cost = 0;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        draw_omitted(week, omit);
        cost += fill_day(week, day, omit);
    }
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        cost -= clear_day(week, day);
        cost += fill_day(week, day, NULL);
    }
    return cost;
}

/* Clears some days and fills them again; returns the change of the cost. */
static int32_t destroy_and_repair(struct week *week) {
    size_t days[PLAN_DAYS] = {0, 1, 2, 3, 4, 5, 6};
    for (size_t i = PLAN_DAYS; i > 1; i--) {
        size_t j = draw_below(week, i);
        size_t day = days[j];
        days[j] = days[i - 1];
        days[i - 1] = day;
    }
    uint64_t omit[SLOT_COUNT];
    draw_omitted(week, omit);
    size_t count = LEAST_CLEARED + draw_below(week, MOST_CLEARED - LEAST_CLEARED + 1);
    int32_t change = 0;
    for (size_t i = 0; i < count; i++) {
        change -= clear_day(week, days[i]);
    }
    for (size_t i = 0; i < count; i++) {
        change += fill_day(week, days[i], i == 0 ? omit : NULL);
    }
    return change;
}

struct found {
    struct menu menus[PLAN_DAYS];
    int32_t cost;   /* without cultures */
    int32_t judged; /* with them */
};

static struct found remember(const struct week *week, int32_t cost) {
    struct found found = {.cost = cost, .judged = cost + culture_cost(week)};
    memcpy(found.menus, week->menus, sizeof found.menus);
    return found;
}

/* No week costs less: the quickest dishes of each slot, each as often as it may stand. */
static int32_t least_cost(const struct week *week) {
    int32_t cost = 0;
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        const struct pool *pool = &week->pools[slot];
        for (size_t use = 0; use < PLAN_DAYS && use / pool->cap < pool->count; use++) {
            cost += pool->dishes[use / pool->cap].minutes;
        }
    }
    return cost;
}

/* The usual rounds from a week on, and more of them while it has gaps; fewer if it cannot be
 * bettered. */
static struct found improve(struct week *week, const struct found *first) {
    struct found best = *first;
    struct found kept = best;
    int32_t rounds = ROUNDS;
    int32_t least = least_cost(week);
    for (int32_t round = 0; round < rounds && best.judged > least; round++) {
        int32_t cost = kept.cost + destroy_and_repair(week);
        if (cost + culture_cost(week) <= best.judged + SLACK * (rounds - round) / rounds) {
            kept = remember(week, cost);
        } else {
            load(week, kept.menus);
        }
        if (kept.judged < best.judged) {
            best = kept;
        }
        if (round + 1 == ROUNDS && best.cost >= WEEK_FORBIDDEN) {
            rounds = LONG_ROUNDS;
        }
    }
    return best;
}

/* Cost of the week as it stands, none of its days empty. */
static int32_t find_cost(struct week *week) {
    struct menu menus[PLAN_DAYS];
    memcpy(menus, week->menus, sizeof menus);
    int32_t cost = 0;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        cost += clear_day(week, day);
    }
    load(week, menus);
    return cost;
}

bool week_search(struct week *week) {
    if (week_spare_kcal(week, PLAN_DAYS) < 0) {
        return false;
    }
    struct found first = remember(week, start(week));
    struct found best = improve(week, &first);
    bool is_small = plan_has_wish(week->wishes, PLAN_LOW_APPETITE);
    if (best.cost >= WEEK_FORBIDDEN && !is_small && week_fill_by_energy(week)) {
        first = remember(week, find_cost(week));
        best = improve(week, &first);
    }
    load(week, best.menus);
    return best.cost < WEEK_FORBIDDEN;
}
