/* The search for a week of meals. Inside plan/ only; plan/week.c tells how it works. */
#ifndef PLAN_WEEK_H
#define PLAN_WEEK_H

#include "plan/plan.h"

/* Places of a day: breakfast, lunch, dinner, a snack, perhaps a second snack. */
#define WEEK_PLACES (SLOT_COUNT + 1)
#define WEEK_SECOND_SNACK SLOT_COUNT
#define WEEK_PORTIONS 4

#define WEEK_SHORT_COST 10
#define WEEK_REPEAT_COST 50

/* For the search alone: a day below the target at all is worse than what could mend it. */
#define WEEK_SHORT_DAY_COST 1000

/* More than all costs of a plan that keeps the rules: for a day outside the limits on energy. */
#define WEEK_FORBIDDEN 1000000

/* A meal of a slot, in each portion that this person may have of it. */
struct dish {
    const struct meal *meal;
    size_t number;    /* in its pool */
    uint64_t key;     /* sums of these tell menus apart, see plan/week_portion.c */
    size_t main;      /* number of the main ingredient, see week.main_count */
    uint32_t culture; /* one bit, or none */
    int32_t minutes;
    size_t portion_count;
    int32_t percent[WEEK_PORTIONS], mg[WEEK_PORTIONS], kcal[WEEK_PORTIONS]; /* the largest first */
    int32_t least_kcal, most_kcal;
    int32_t surplus; /* most that a portion holds above target_mg / highest_kcal, see week_menu.c */
};

/* What a dish or several can come to at best. */
struct outlook {
    int32_t surplus, least_kcal, most_kcal;
};

#define WEEK_DAY_SETS 128

/* The dishes of a slot, the quickest first. Days are sets of bits, the first day is bit 0. */
struct pool {
    struct dish *dishes;
    const struct dish **heaviest; /* the same in order of their energy */
    size_t count;
    size_t left;            /* by the rules; more than count if dear dishes were left out */
    uint8_t *days;          /* on which each dish stands */
    struct outlook outlook; /* of any one dish */
    uint8_t cap;            /* how often a meal may stand in the week */
    bool may_follow_itself; /* on two days in a row: only a lone meal */
};

/* What stands on a day. A place without a dish: NULL (a day that was cleared, or no second snack).
 */
struct menu {
    const struct dish *dishes[WEEK_PLACES];
};

/* A menu's lack of magnesium, remembered: see plan/week_portion.c. */
#define WEEK_REMEMBERED 2048
struct remembered {
    uint64_t key;
    int32_t lack;
};

/* A dish that may stand in a place of the day that is being filled. */
struct option {
    const struct dish *dish;
    int32_t cost;  /* of minutes and repeats, if no other dish of the day has its main ingredient */
    int32_t least; /* the same, if one may have it */
};

struct week {
    const struct plan_profile *profile;
    struct pool pools[SLOT_COUNT];
    size_t main_count;
    uint8_t *main_days; /* on which days each main ingredient stands */
    struct menu menus[PLAN_DAYS];
    int32_t lowest_kcal, highest_kcal;               /* limits of a day */
    uint8_t added_repeats[PLAN_DAYS][WEEK_DAY_SETS]; /* week_added_repeats by day and days */
    uint8_t day_counts[WEEK_DAY_SETS];               /* days in a set */
    struct remembered *remembered;
    uint64_t second_snack_weight; /* of a dish's key in that place */
    /* room for all dishes of a slot, see plan/week_menu.c */
    struct option *options[SLOT_COUNT], *waiting[SLOT_COUNT];
    int culture_goal; /* so many food cultures in the week, if these meals have them */
    uint32_t wishes;  /* bits of enum plan_wish */
    uint64_t random;
};

/* For a week with profile, limits on energy, wishes and random set, all else zero: builds the
 * pools and empty days in the arena; false if a slot has no meal. */
bool week_prepare(struct week *week, struct arena *arena, const struct knowledge *knowledge);

/* Finds a week; false if no week was found whose days all keep the limits on energy. */
bool week_search(struct week *week);

/* The kind of meal that stands at a place of the day. */
enum meal_slot week_slot_of(size_t place);

/* Puts a menu on an empty day, or takes it off; keeps the days of dishes and main ingredients. */
void week_place(struct week *week, size_t day, const struct menu *menu);
void week_lift(struct week *week, size_t day);

/* How many repeats a main ingredient's use on a day adds to its uses on other days, 0 to 3. */
uint8_t week_added_repeats(size_t days, size_t day);

/* Minutes and repeats that this menu adds to the week if it is put on an empty day. */
int32_t week_menu_cost(const struct week *week, size_t day, const struct menu *menu);

/* Fills an empty day with the menu that adds the least cost; false, and the day stays empty, if
 * the rules on repeats leave none. Dishes whose bits are set in `omit` (by number, modulo 64) are
 * passed over. Adds the cost of the menu to out_cost. */
bool week_fill_day(struct week *week, size_t day, const uint64_t omit[SLOT_COUNT],
                   int32_t *out_cost);

/* Most energy that the meals can hold on the days left, the last ones of the week, above the least
 * that these need; below 0: no such days. The other days hold what they hold. */
int64_t week_spare_kcal(const struct week *week, size_t days_left);

/* Makes the week anew with days that keep the limits on energy, whatever else they cost; false if
 * its work, which is limited, found none. Then some days are empty. */
bool week_fill_by_energy(struct week *week);

/* Cost of the milligrams that a menu lacks in its best portions; from WEEK_FORBIDDEN on: no
 * portions keep the limits on energy. */
int32_t week_lack_cost(struct week *week, const struct menu *menu);

/* The portions that week_lack_cost meant; among them those with the fewest changed portions. */
void week_choose_portions(const struct week *week, const struct menu *menu,
                          size_t out_portions[WEEK_PLACES]);

#endif
