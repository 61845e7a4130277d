/* A week for someone whose meals hardly hold the energy asked for.
 *
 * The usual search fills day by day with what costs least, so the heavy dishes meet on some days
 * and the light ones are left for others. Where the days need nearly all that the pools hold, it
 * ends with gaps. Here only energy counts, all dishes in their largest portions.
 *
 * What is spare: the heaviest uses that the pools have left, as often as each dish may still stand,
 * less the least that the days left need. It only shrinks: by what a day has above its least, and
 * by each heavy dish that cannot be used any more. Below nothing there is no week, and that is a
 * proof. So the days are filled in their order, each with a menu that takes no more than a fair
 * share of what is spare, and a day without one goes back to the day before. The less is spare, the
 * fewer menus there are: that is what makes the hard case small. The work is limited, in dishes
 * looked at. */
#include "plan/week.h"

/* Weeks that are there were found within 30,000. */
#define WORK 100000
#define MENU_WORK 10 /* of a menu put on its day */

/* A day may take so many times its even share. */
#define SHARES 2

struct tight {
    struct week *week;
    size_t day;
    struct menu menu;
    int32_t work;
    int64_t spare; /* before this day */
    int64_t share; /* of it, for this day */
};

static size_t places_in(enum meal_slot slot) {
    return slot == SLOT_SNACK ? 2 : 1;
}

int64_t week_spare_kcal(const struct week *week, size_t days_left) {
    int64_t spare = -(int64_t)week->lowest_kcal * (int64_t)days_left;
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        const struct pool *pool = &week->pools[slot];
        size_t uses = places_in((enum meal_slot)slot) * days_left;
        for (size_t i = 0; i < pool->count && uses > 0; i++) {
            const struct dish *dish = pool->heaviest[i];
            size_t left = pool->cap - (size_t)week->day_counts[pool->days[dish->number]];
            left = left < days_left ? left : days_left;
            left = left < uses ? left : uses;
            spare += dish->most_kcal * (int64_t)left;
            uses -= left;
        }
    }
    return spare;
}

static bool fill_from(struct tight *tight, size_t day);

/* Puts the menu on its day, if that leaves enough, and goes on with the next day. */
static bool try_menu(struct tight *tight) {
    struct week *week = tight->week;
    tight->work -= MENU_WORK;
    struct tight before = *tight;
    if (week_lack_cost(week, &tight->menu) >= WEEK_FORBIDDEN) {
        return false;
    }
    week_place(week, tight->day, &tight->menu);
    int64_t spare = week_spare_kcal(week, PLAN_DAYS - tight->day - 1);
    if (spare >= 0 && before.spare - spare <= before.share && fill_from(tight, before.day + 1)) {
        return true;
    }
    week_lift(week, before.day);
    before.work = tight->work;
    *tight = before;
    return false;
}

static bool is_free(const struct tight *tight, const struct pool *pool, const struct dish *dish) {
    size_t days = pool->days[dish->number];
    bool was_yesterday = tight->day > 0 && (days >> (tight->day - 1) & 1) != 0;
    return tight->week->day_counts[days] < pool->cap && (!was_yesterday || pool->may_follow_itself);
}

/* Most energy of the places from here on. */
static int32_t find_rest(const struct week *week, size_t place) {
    int32_t rest = 0;
    for (; place < WEEK_PLACES; place++) {
        rest += week->pools[week_slot_of(place)].outlook.most_kcal;
    }
    return rest;
}

/* Chooses dishes from this place on, the heaviest first; the first ones of the slot are passed
 * over. */
static bool choose(struct tight *tight, size_t place, size_t first, int32_t kcal) {
    const struct week *week = tight->week;
    if (place == WEEK_PLACES) {
        return kcal >= week->lowest_kcal && kcal <= week->lowest_kcal + tight->share &&
               try_menu(tight);
    }
    const struct pool *pool = &week->pools[week_slot_of(place)];
    int32_t rest = find_rest(week, place + 1);
    for (size_t i = first; i < pool->count && tight->work > 0; i++) {
        const struct dish *dish = pool->heaviest[i];
        int32_t sum = kcal + dish->most_kcal;
        if (sum + rest < week->lowest_kcal) {
            break;
        }
        tight->work--;
        if (sum > week->lowest_kcal + tight->share || !is_free(tight, pool, dish)) {
            continue;
        }
        tight->menu.dishes[place] = dish;
        if (choose(tight, place + 1, place == SLOT_SNACK ? i + 1 : 0, sum)) {
            return true;
        }
    }
    tight->menu.dishes[place] = NULL;
    return place == WEEK_SECOND_SNACK && choose(tight, WEEK_PLACES, 0, kcal);
}

static bool fill_from(struct tight *tight, size_t day) {
    if (day == PLAN_DAYS) {
        return true;
    }
    int64_t left = (int64_t)(PLAN_DAYS - day);
    tight->day = day;
    tight->spare = week_spare_kcal(tight->week, PLAN_DAYS - day);
    tight->share = left > SHARES ? tight->spare * SHARES / left : tight->spare;
    tight->menu = (struct menu){{NULL}};
    return choose(tight, 0, 0, 0);
}

bool week_fill_by_energy(struct week *week) {
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        week_lift(week, day);
    }
    struct tight tight = {.week = week, .work = WORK};
    return fill_from(&tight, 0);
}
