/* The search for a week of meals. Inside plan/ only. */
#ifndef PLAN_WEEK_H
#define PLAN_WEEK_H

#include "plan/plan.h"

/* Places of a day: breakfast, lunch, dinner, a snack, perhaps a second snack. */
#define WEEK_PLACES (SLOT_COUNT + 1)
#define WEEK_SECOND_SNACK SLOT_COUNT

/* A meal in one portion. The first choice of each list is no meal at all: for a place that was
 * lifted, and for a day without a second snack. */
#define WEEK_NOTHING 0

struct choice {
    const struct meal *meal; /* NULL: nothing */
    size_t number;           /* of the meal in its slot's pool */
    size_t main;             /* number of the main ingredient, see week.main_count */
    int32_t percent;
    int32_t mg, kcal; /* rounded half up */
    int32_t cost;     /* of minutes and portion */
};

/* What may stand in a place: the meals of a slot that the rules allow, in all portions, the
 * cheapest first. */
struct choices {
    struct choice *at;
    size_t count;
};

struct pool {
    const struct meal **meals;
    size_t count;
    int cap;                /* how often a meal may stand in the week */
    bool may_follow_itself; /* on two days in a row: only a lone meal */
};

/* A choice that a place may take, with the cost of the repeats it makes. */
struct candidate {
    const struct meal *meal; /* NULL: nothing */
    size_t main;
    uint32_t number; /* of the choice */
    int32_t repeats;
    int32_t own;  /* the choice's cost */
    int32_t cost; /* the same and the cost of its repeats */
    int32_t mg, kcal;
};

/* Numbers that a plan is made of: chosen[day][place] is a choice of the place's list. */
struct week_plan {
    uint32_t chosen[PLAN_DAYS][WEEK_PLACES];
};

struct week {
    struct arena *arena;
    const struct plan_profile *profile;
    struct pool pools[SLOT_COUNT];
    struct choices choices[WEEK_PLACES];
    size_t main_count;
    struct week_plan plan;
    uint8_t *uses[SLOT_COUNT];         /* of each meal of the pool, over the week */
    uint8_t (*mains)[PLAN_DAYS];       /* how often each main ingredient stands on each day */
    int32_t lowest_kcal, highest_kcal; /* hard limits of a day; 0: none */
    struct candidate *room[2];         /* for all choices of a place, see plan/week_pair.c */
    size_t work; /* pairs looked at so far: the search's clock, the same on every machine */
    uint64_t random;
};

/* The kind of meal that stands at a place of the day. */
enum meal_slot week_slot_of(size_t place);

/* Puts a choice into an empty place, or takes it out; keeps the counts of uses and main
 * ingredients. */
void week_place(struct week *week, size_t day, size_t place, size_t choice);
void week_lift(struct week *week, size_t day, size_t place);

/* Whether the repeat rules let the choice stand in an empty place. */
bool week_is_free(const struct week *week, size_t day, size_t place, const struct choice *choice);

/* What was chosen for a place; its meal is NULL if the place is empty. */
const struct choice *week_choice(const struct week *week, size_t day, size_t place);

/* How many repeats one more use of a main ingredient on this day makes, and what each costs. */
int32_t week_count_repeats(const struct week *week, size_t main, size_t day);
#define WEEK_REPEAT_COST 50

/* The cost of a day's totals, and of the whole week. At least WEEK_FORBIDDEN: a day breaks the
 * limits on energy. */
#define WEEK_FORBIDDEN ((int64_t)1000000)
int64_t week_cost(const struct week *week);
#define WEEK_SHORT_COST 10
#define WEEK_OVER_COST 1
#define WEEK_USUAL_LOWEST_KCAL 1500
#define WEEK_USUAL_HIGHEST_KCAL 2400
#define WEEK_FORBIDDEN_PER_KCAL 1000

/* Here because it is the heart of the innermost loop. */
static inline int64_t week_day_cost(const struct week *week, int32_t mg, int32_t kcal) {
    int64_t target = week->profile->target_mg;
    int64_t cost = 0;
    if (mg < target) {
        cost += WEEK_SHORT_COST * (target - mg);
    } else if (2 * (int64_t)mg > 3 * target) {
        cost += WEEK_OVER_COST * (mg - 3 * target / 2);
    }
    if (week->highest_kcal > 0) {
        int64_t low = (int64_t)week->lowest_kcal - kcal;
        int64_t high = (int64_t)kcal - week->highest_kcal;
        int64_t outside = low > high ? low : high;
        return outside > 0 ? cost + WEEK_FORBIDDEN + WEEK_FORBIDDEN_PER_KCAL * outside : cost;
    }
    if (kcal < WEEK_USUAL_LOWEST_KCAL) {
        cost += WEEK_USUAL_LOWEST_KCAL - kcal;
    } else if (kcal > WEEK_USUAL_HIGHEST_KCAL) {
        cost += kcal - WEEK_USUAL_HIGHEST_KCAL;
    }
    return cost;
}

/* Fills the two places of a day with the pair of choices that makes the week's cost smallest. */
void week_fill_pair(struct week *week, size_t day, size_t place, size_t other);

/* Builds pools and choices; false if a slot has no meal. */
bool week_prepare(struct week *week, const struct knowledge *knowledge);

/* Finds a week; false if no week was found whose days all keep the limits on energy. */
bool week_search(struct week *week);

#endif
