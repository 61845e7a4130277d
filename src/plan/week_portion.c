/* Portions for the dishes of a day.
 *
 * Portions cost nothing, so a day's dishes are judged by their best portions: those that keep the
 * limits on energy and lack the fewest milligrams. There are up to 4^5 ways. Most days are settled
 * by giving all dishes the same portion; the rest by going through the ways, the largest portions
 * first, and leaving out what cannot come nearer. The answer is remembered by the day's dishes. */
#include "plan/week.h"

#include <stdlib.h>

#define REMEMBERED_MASK (WEEK_REMEMBERED - 1)

struct fitting {
    const struct week *week;
    const struct dish *dishes[WEEK_PLACES]; /* those of the day */
    size_t count;
    int32_t most_mg[WEEK_PLACES + 1]; /* of the dishes from here on */
    int32_t least_kcal[WEEK_PLACES + 1], most_kcal[WEEK_PLACES + 1];
    int32_t best_mg; /* -1: no way keeps the limits */
};

static struct fitting begin(const struct week *week, const struct menu *menu) {
    struct fitting fitting = {.week = week, .best_mg = -1};
    for (size_t place = 0; place < WEEK_PLACES; place++) {
        if (menu->dishes[place]) {
            fitting.dishes[fitting.count++] = menu->dishes[place];
        }
    }
    for (size_t i = fitting.count; i-- > 0;) {
        const struct dish *dish = fitting.dishes[i];
        fitting.most_mg[i] = fitting.most_mg[i + 1] + dish->mg[0];
        fitting.most_kcal[i] = fitting.most_kcal[i + 1] + dish->kcal[0];
        fitting.least_kcal[i] = fitting.least_kcal[i + 1] + dish->kcal[dish->portion_count - 1];
    }
    return fitting;
}

/* Whether a portion of the same size for all dishes meets both. */
static bool is_met_by_one_size(const struct fitting *fitting, size_t portion) {
    const struct week *week = fitting->week;
    int32_t mg = 0;
    int32_t kcal = 0;
    for (size_t i = 0; i < fitting->count; i++) {
        const struct dish *dish = fitting->dishes[i];
        size_t nearest = dish->portion_count == WEEK_PORTIONS ? portion
                         : portion < 2                        ? 0
                                                              : portion - 2;
        mg += dish->mg[nearest];
        kcal += dish->kcal[nearest];
    }
    return mg >= week->profile->target_mg && kcal >= week->lowest_kcal &&
           kcal <= week->highest_kcal;
}

/* Goes through the portions of the dishes from number i on. */
static void look_for_more(struct fitting *fitting, size_t i, int32_t mg, int32_t kcal) {
    const struct week *week = fitting->week;
    if (i == fitting->count) {
        fitting->best_mg = mg;
        return;
    }
    for (size_t portion = 0; portion < fitting->dishes[i]->portion_count; portion++) {
        int32_t new_mg = mg + fitting->dishes[i]->mg[portion];
        int32_t new_kcal = kcal + fitting->dishes[i]->kcal[portion];
        if (new_mg + fitting->most_mg[i + 1] <= fitting->best_mg ||
            new_kcal + fitting->most_kcal[i + 1] < week->lowest_kcal ||
            fitting->best_mg >= week->profile->target_mg) {
            return; /* smaller portions have less of both */
        }
        if (new_kcal + fitting->least_kcal[i + 1] <= week->highest_kcal) {
            look_for_more(fitting, i + 1, new_mg, new_kcal);
        }
    }
}

static int32_t find_lack(const struct week *week, const struct menu *menu) {
    struct fitting fitting = begin(week, menu);
    for (size_t portion = 0; portion < WEEK_PORTIONS; portion++) {
        if (is_met_by_one_size(&fitting, portion)) {
            return 0;
        }
    }
    look_for_more(&fitting, 0, 0, 0);
    if (fitting.best_mg < 0) {
        return WEEK_FORBIDDEN;
    }
    int32_t lack = week->profile->target_mg - fitting.best_mg;
    return lack > 0 ? WEEK_SHORT_DAY_COST + WEEK_SHORT_COST * lack : 0;
}

/* One number for each menu: never 0, for a menu has a breakfast. */
static uint64_t key_of(const struct week *week, const struct menu *menu) {
    const struct dish *second = menu->dishes[WEEK_SECOND_SNACK];
    uint64_t key = second ? second->key * week->second_snack_weight : 0;
    for (size_t place = 0; place < WEEK_SECOND_SNACK; place++) {
        key += menu->dishes[place] ? menu->dishes[place]->key : 0;
    }
    return key;
}

int32_t week_lack_cost(struct week *week, const struct menu *menu) {
    uint64_t key = key_of(week, menu);
    struct remembered *remembered =
        &week->remembered[(key * 0x9E3779B97F4A7C15u >> 40) & REMEMBERED_MASK];
    if (remembered->key != key) {
        *remembered = (struct remembered){key, find_lack(week, menu)};
    }
    return remembered->lack;
}

/* A way to give each dish a portion, and what it is worth. */
struct way {
    size_t portions[WEEK_PLACES];
    int32_t mg, kcal, changed;
};

struct choosing {
    const struct fitting *fitting;
    struct way way, best;
    bool has_best;
};

/* Less lacking first, then fewer changed portions, then the energy nearer to the middle. */
static bool is_better(const struct choosing *choosing, const struct way *one,
                      const struct way *two) {
    const struct week *week = choosing->fitting->week;
    int32_t target = week->profile->target_mg;
    int32_t one_mg = one->mg < target ? one->mg : target;
    int32_t two_mg = two->mg < target ? two->mg : target;
    if (one_mg != two_mg) {
        return one_mg > two_mg;
    }
    if (one->changed != two->changed) {
        return one->changed < two->changed;
    }
    int32_t limits = week->lowest_kcal + week->highest_kcal;
    return abs(2 * one->kcal - limits) < abs(2 * two->kcal - limits);
}

static void choose(struct choosing *choosing, size_t i) {
    const struct fitting *fitting = choosing->fitting;
    struct way *way = &choosing->way;
    if (i == fitting->count) {
        bool is_within =
            way->kcal >= fitting->week->lowest_kcal && way->kcal <= fitting->week->highest_kcal;
        if (is_within && (!choosing->has_best || is_better(choosing, way, &choosing->best))) {
            choosing->best = *way;
            choosing->has_best = true;
        }
        return;
    }
    const struct dish *dish = fitting->dishes[i];
    struct way before = *way;
    for (size_t portion = 0; portion < dish->portion_count; portion++) {
        way->portions[i] = portion;
        way->mg = before.mg + dish->mg[portion];
        way->kcal = before.kcal + dish->kcal[portion];
        way->changed = before.changed + (dish->percent[portion] != 100);
        choose(choosing, i + 1);
    }
    *way = before;
}

void week_choose_portions(const struct week *week, const struct menu *menu,
                          size_t out_portions[WEEK_PLACES]) {
    struct fitting fitting = begin(week, menu);
    struct choosing choosing = {.fitting = &fitting};
    choose(&choosing, 0);
    size_t i = 0;
    for (size_t place = 0; place < WEEK_PLACES; place++) {
        out_portions[place] = menu->dishes[place] ? choosing.best.portions[i++] : 0;
    }
}
