/* The best menu for one day, all other days as they stand.
 *
 * Branch and bound over the places, dinner first. In each place the dishes that the rules on
 * repeats leave are sorted by what they cost here, minutes and repeats; portions are free. So the
 * first menu looked at is the cheapest one, and it is the answer if some portions of it meet target
 * and energy: on most days after a few menus. A row of dishes ends as soon as its costs alone are
 * too much.
 *
 * The hard case is a day on which few menus or none meet the target. There the search would go
 * through all of them, so it also counts what can still be had: with T the target and K the upper
 * limit of energy, the portions that meet both have, summed over the dishes, mg - kcal * T / K of
 * at least nothing; what a choice lacks of that, at its best, is lacking in milligrams too.
 *
 * A second dish of the day with the same main ingredient costs one repeat, whatever is on other
 * days; alone it may cost none to three. So a dish has two costs: that, and the least of both as
 * its bound. */
#include "plan/week.h"

#define NEVER INT32_MAX
#define LOOKS 4000

static const enum meal_slot order[SLOT_COUNT] = {SLOT_DINNER, SLOT_LUNCH, SLOT_BREAKFAST,
                                                 SLOT_SNACK};

/* The dishes that may stand in a place, in the order of their least cost. Few are ever looked at,
 * so they are found one by one: those without repeats come in the order of the pool, and those with
 * repeats wait until all are found that cost no more. */
struct list {
    const struct pool *pool;
    size_t beside; /* days next to this one, on which a dish may not stand */
    uint64_t omit;
    size_t next; /* of the pool, to be looked at */
    struct option *options;
    size_t count;
    struct option *waiting; /* from number first on */
    size_t waiting_first, waiting_count;
};

struct filling {
    struct week *week;
    size_t day;
    struct list lists[SLOT_COUNT];            /* in the order above */
    size_t second_snack;                      /* the first option for it in the last list */
    int32_t least_costs[WEEK_PLACES + 1];     /* of the places from here on */
    struct outlook outlooks[WEEK_PLACES + 1]; /* the same */
    size_t mains[WEEK_PLACES];                /* of the dishes chosen, in the order above */
    struct menu menu, best;
    int32_t best_cost;
    size_t looks;
};

/* What has been chosen so far. */
struct sums {
    int32_t cost;
    struct outlook outlook;
};

static struct list list_options(const struct week *week, enum meal_slot slot, size_t day,
                                uint64_t omit) {
    const struct pool *pool = &week->pools[slot];
    return (struct list){.pool = pool,
                         .beside = pool->may_follow_itself ? 0 : (UINT32_C(5) << day) >> 1,
                         .omit = omit,
                         .options = week->options[slot],
                         .waiting = week->waiting[slot]};
}

/* Whether a dish may stand on the day, by itself. */
static bool is_free(const struct week *week, const struct list *list, size_t number) {
    size_t days = list->pool->days[number];
    return (list->omit >> (number & 63) & 1) == 0 && (days & list->beside) == 0 &&
           week->day_counts[days] < list->pool->cap;
}

/* Adds one more option: the next dish, or one that waits; false if none is left. */
static bool add_option(const struct filling *filling, struct list *list) {
    const struct week *week = filling->week;
    const struct dish *dishes = list->pool->dishes;
    const uint8_t *added_repeats = week->added_repeats[filling->day];
    for (size_t count = list->pool->count;; list->next++) {
        size_t number = list->next;
        const struct dish *dish = number < count ? &dishes[number] : NULL;
        if (list->waiting_first < list->waiting_count) {
            const struct option *waiting = &list->waiting[list->waiting_first];
            if (dish == NULL || waiting->least < dish->minutes) {
                list->options[list->count++] = *waiting;
                list->waiting_first++;
                return true;
            }
        }
        if (dish == NULL) {
            return false;
        }
        if (!is_free(week, list, number)) {
            continue;
        }
        int32_t repeats = added_repeats[week->main_days[dish->main]];
        if (repeats == 0) {
            list->options[list->count++] = (struct option){dish, dish->minutes, dish->minutes};
            list->next++;
            return true;
        }
        list->waiting[list->waiting_count++] = (struct option){
            dish, dish->minutes + WEEK_REPEAT_COST * repeats, dish->minutes + WEEK_REPEAT_COST};
    }
}

/* The option of that number, one of those that are there or the next; NULL if there are no more. */
static inline const struct option *find_option(const struct filling *filling, struct list *list,
                                               size_t number) {
    bool is_there = number < list->count || add_option(filling, list);
    return is_there ? &list->options[number] : NULL;
}

static struct outlook add_outlooks(const struct outlook *one, const struct outlook *two) {
    return (struct outlook){one->surplus + two->surplus, one->least_kcal + two->least_kcal,
                            one->most_kcal + two->most_kcal};
}

/* With a dish of this cost. */
static inline struct sums add_dish(const struct sums *sums, const struct dish *dish, int32_t cost) {
    const struct outlook own = {dish->surplus, dish->least_kcal, dish->most_kcal};
    return (struct sums){sums->cost + cost, add_outlooks(&sums->outlook, &own)};
}

/* What an option costs beside the dishes chosen before it. */
static inline int32_t cost_beside(const struct filling *filling, size_t depth,
                                  const struct option *option) {
    for (size_t i = 0; i < depth; i++) {
        if (filling->mains[i] == option->dish->main) {
            return option->dish->minutes + WEEK_REPEAT_COST;
        }
    }
    return option->cost;
}

/* Whether a whole day like this keeps the limits on energy and costs less than the best menu. */
static inline bool is_promising(const struct filling *filling, const struct sums *whole) {
    int32_t cost = whole->cost;
    if (whole->outlook.surplus < 0) {
        cost += WEEK_SHORT_DAY_COST - WEEK_SHORT_COST * whole->outlook.surplus;
    }
    return cost < filling->best_cost && whole->outlook.least_kcal <= filling->week->highest_kcal &&
           whole->outlook.most_kcal >= filling->week->lowest_kcal;
}

static void judge(struct filling *filling, const struct sums *sums) {
    filling->looks++;
    if (!is_promising(filling, sums)) {
        return;
    }
    int32_t cost = sums->cost + week_lack_cost(filling->week, &filling->menu);
    if (cost < filling->best_cost) {
        filling->best_cost = cost;
        filling->best = filling->menu;
    }
}

static void choose(struct filling *filling, size_t depth, const struct sums *sums) {
    bool is_last = depth == WEEK_SECOND_SNACK;
    struct list *list = &filling->lists[is_last ? SLOT_SNACK : depth];
    size_t place = is_last ? depth : order[depth];
    /* with the places after this one at their best */
    const struct sums around = {sums->cost + filling->least_costs[depth + 1],
                                add_outlooks(&sums->outlook, &filling->outlooks[depth + 1])};
    const struct option *option;
    if (is_last) {
        judge(filling, sums);
    }
    for (size_t i = is_last ? filling->second_snack : 0;
         (option = find_option(filling, list, i)) != NULL; i++) {
        if (around.cost + option->least >= filling->best_cost || filling->looks >= LOOKS) {
            break;
        }
        const struct dish *dish = option->dish;
        int32_t cost = cost_beside(filling, depth, option);
        struct sums whole = add_dish(&around, dish, cost);
        if (!is_promising(filling, &whole)) {
            continue;
        }
        filling->menu.dishes[place] = dish;
        filling->mains[depth] = dish->main;
        struct sums added = add_dish(sums, dish, cost);
        if (is_last) {
            judge(filling, &added);
        } else {
            if (depth == SLOT_SNACK) {
                filling->second_snack = i + 1;
            }
            choose(filling, depth + 1, &added);
        }
    }
    filling->menu.dishes[place] = NULL;
}

/* The second snack may be left out. */
static void set_outlooks(struct filling *filling) {
    const struct outlook *snack = &filling->week->pools[SLOT_SNACK].outlook;
    struct outlook second = {snack->surplus > 0 ? snack->surplus : 0, 0, snack->most_kcal};
    filling->outlooks[WEEK_SECOND_SNACK] = second;
    for (size_t depth = SLOT_COUNT; depth-- > 0;) {
        const struct pool *pool = &filling->week->pools[order[depth]];
        filling->outlooks[depth] = add_outlooks(&pool->outlook, &filling->outlooks[depth + 1]);
        filling->least_costs[depth] =
            filling->lists[depth].options[0].least + filling->least_costs[depth + 1];
    }
}

bool week_fill_day(struct week *week, size_t day, const uint64_t omit[SLOT_COUNT],
                   int32_t *out_cost) {
    struct filling filling = {.week = week, .best_cost = NEVER, .day = day};
    for (size_t depth = 0; depth < SLOT_COUNT; depth++) {
        filling.lists[depth] = list_options(week, order[depth], day, omit ? omit[order[depth]] : 0);
        if (find_option(&filling, &filling.lists[depth], 0) == NULL) {
            return false;
        }
    }
    set_outlooks(&filling);
    struct sums sums = {0, {0, 0, 0}};
    choose(&filling, 0, &sums);
    if (filling.best_cost >= WEEK_FORBIDDEN) {
        return false;
    }
    week_place(week, day, &filling.best);
    *out_cost += filling.best_cost;
    return true;
}
