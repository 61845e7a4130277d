/* The week of meals. Hard rules (allergens, diets, dislikes, energy that was asked for, repeats)
 * are never broken: if they leave no plan, the plan is blocked and says by which rule. Wishes are
 * given up if they leave none. All integer; the same profile and seed give the same plan
 * everywhere. */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/arena.h"
#include "pack/knowledge.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_DAYS 7

/* Wishes, the first to be given up first: cheap foods and small portions if the person says so; no
 * dinner twice and usual energy for everyone. */
enum plan_wish {
    PLAN_LOW_BUDGET,   /* no dear foods */
    PLAN_LOW_APPETITE, /* no portion above 100 %, and three quarters of the usual energy will do */
    PLAN_NEW_DINNERS,  /* no dinner twice, if there are seven */
    PLAN_USUAL_ENERGY, /* if none was asked for */
    PLAN_WISH_COUNT
};
extern const char *const plan_wish_names[PLAN_WISH_COUNT + 1];
#define PLAN_WISH(wish) ((uint32_t)1 << (wish))

/* Whether the wish is one of these, given as bits. */
bool plan_has_wish(uint32_t wishes, enum plan_wish wish);

struct plan_profile {
    uint32_t allergens;      /* bits of enum allergen to keep out */
    bool allows_check_label; /* foods that only may hold an allergen are allowed */
    uint32_t diets;          /* bits of enum diet */
    const struct food **dislikes;
    size_t dislike_count;
    int32_t kcal;                            /* wanted a day, 0: not asked */
    int32_t usual_low_kcal, usual_high_kcal; /* of such people, see struct target; 0: unknown */
    uint32_t wishes;                         /* PLAN_LOW_BUDGET and PLAN_LOW_APPETITE, or none */
    int32_t target_mg;
    uint64_t seed; /* a hash of the response */
};

struct planned_meal {
    const struct meal *meal;
    int32_t portion_percent; /* 75, 100, 125 or 150 */
    int32_t mg, kcal;        /* of this portion, rounded half up: the printed figures */
};

struct planned_day {
    struct planned_meal
        slots[SLOT_COUNT + 1]; /* breakfast lunch dinner snack snack; meal NULL: none */
    size_t count;              /* slots used, 4 or 5 */
    int32_t mg, kcal;          /* sums of the printed figures */
    bool meets_target;
};

enum plan_status { PLAN_MADE, PLAN_BLOCKED, PLAN_STATUS_COUNT };

struct plan {
    enum plan_status status;
    const char *reason; /* the rule that blocks: "allergens", "diet", "dislikes", "kcal"; "" */
    struct planned_day days[PLAN_DAYS];
    size_t meals_left[SLOT_COUNT]; /* meals of each slot that allergens, diets and dislikes leave */
    int32_t nearest_mg;            /* lowest day total, for "the nearest we could come" */
    bool meets_target;             /* on all days */
    uint32_t wishes, given_up;     /* bits of enum plan_wish: kept; that could not be met */
    int32_t lowest_kcal, highest_kcal; /* limits of a day that were kept */
    int64_t cost;                      /* of minutes, repeats and lack: see plan/week_cost.c */
};

/* Lives in the arena; never NULL. A day is breakfast, lunch, dinner and one or two different
 * snacks. A meal stands at most max(2, ceil(7 / meals left for the slot)) times in the week, a
 * dinner once if seven are left, and no meal on two days in a row if two or more are left. A meal
 * whose foods fit low-FODMAP by portion only is never scaled above 100 %. Three food cultures stand
 * in the week if the meals left have them and cost does not speak loudly against it. */
const struct plan *plan_build(struct arena *arena, const struct knowledge *knowledge,
                              const struct plan_profile *profile);

/* Meals that could stand in this place instead, the nearest in magnesium first: within 10 % of its
 * milligrams (or 5 mg), within a quarter of its energy or, if there are too few, a half, so that
 * the day keeps its limits and its target, and the week its rules on repeats. Each with the portion
 * that is nearest. Returns how many, at most PLAN_SWAPS. */
#define PLAN_SWAPS 2
size_t plan_find_swaps(const struct knowledge *knowledge, const struct plan_profile *profile,
                       const struct plan *plan, size_t day, size_t place,
                       struct planned_meal out_swaps[PLAN_SWAPS]);

/* One line of a shopping list for one person and the week. */
struct plan_item {
    const struct food *food; /* the first of those bought under this name and unit */
    int32_t quarters;        /* of a unit, rounded up to what one buys */
    int32_t grams;           /* as meals count them */
};

struct plan_items {
    struct plan_item *at; /* by aisle, then in the order of the foods */
    size_t count;
};

/* What to buy for the week; each name and unit once. */
struct plan_items plan_list_items(struct arena *arena, const struct knowledge *knowledge,
                                  const struct plan *plan);

/* Something to cook on one day for a later one too, within three days: a meal that comes back, or a
 * food that cooks well ahead and stands in other meals. */
struct plan_leftover {
    const struct meal *meal; /* or NULL */
    const struct food *food; /* or NULL */
    size_t from_day, to_day; /* from 0 */
};

struct plan_leftovers {
    struct plan_leftover *at; /* meals before foods, each by day */
    size_t count;
};

/* What to cook once for two days; lives in the arena. */
struct plan_leftovers plan_list_leftovers(struct arena *arena, const struct knowledge *knowledge,
                                          const struct plan *plan);

/* Whether this profile's allergens, diets and dislikes allow the meal, or one listed serving of the
 * food alone (for lists of foods). */
bool plan_allows_meal(const struct plan_profile *profile, const struct meal *meal);
bool plan_allows_food(const struct plan_profile *profile, const struct food *food);

/* The largest portion of an allowed meal, in percent. */
int32_t plan_max_portion(const struct plan_profile *profile, const struct meal *meal);

/* The intake target for a person; NULL if the standard has none. Unknown or other sex takes the
 * lower value; pregnant or breastfeeding past the last row's age takes the last row, before the
 * first row's age the row without that stage. */
const struct target *plan_find_target(const struct knowledge *knowledge, enum standard standard,
                                      enum sex sex, int age_years, enum life_stage stage);

#endif
