#include "plan/week.h"
#include "unit/plan/fixture.h"

static struct week *make_week(const struct plan_profile *profile, int32_t low, int32_t high) {
    struct week *week = ARENA_NEW(fixture.arena, struct week);
    week->profile = profile;
    week->lowest_kcal = low;
    week->highest_kcal = high;
    week->wishes = PLAN_WISH(PLAN_NEW_DINNERS);
    assert_true(week_prepare(week, fixture.arena, fixture.knowledge));
    return week;
}

/* The most milligrams of the dishes from a place on within the limits on energy, all portions
 * tried; -1: none keeps them. */
static int32_t find_most_mg(const struct week *week, const struct menu *menu, size_t place,
                            int32_t mg, int32_t kcal) {
    if (place == WEEK_PLACES) {
        return kcal >= week->lowest_kcal && kcal <= week->highest_kcal ? mg : -1;
    }
    const struct dish *dish = menu->dishes[place];
    if (!dish) {
        return find_most_mg(week, menu, place + 1, mg, kcal);
    }
    int32_t most = -1;
    for (size_t i = 0; i < dish->portion_count; i++) {
        int32_t found = find_most_mg(week, menu, place + 1, mg + dish->mg[i], kcal + dish->kcal[i]);
        most = found > most ? found : most;
    }
    return most;
}

static int32_t find_lack_cost(const struct week *week, const struct menu *menu) {
    int32_t mg = find_most_mg(week, menu, 0, 0, 0);
    int32_t lack = week->profile->target_mg - mg;
    if (mg < 0) {
        return WEEK_FORBIDDEN;
    }
    return lack > 0 ? WEEK_SHORT_DAY_COST + WEEK_SHORT_COST * lack : 0;
}

/* Whether the rules let a dish stand on the day, read from the menus themselves. */
static bool may_stand(const struct week *week, size_t day, const struct dish *dish) {
    size_t uses = 0;
    bool is_beside = false;
    for (size_t other = 0; other < PLAN_DAYS; other++) {
        for (size_t place = 0; place < WEEK_PLACES; place++) {
            bool is_here = week->menus[other].dishes[place] == dish;
            uses += is_here;
            is_beside = is_beside || (is_here && (other + 1 == day || day + 1 == other));
        }
    }
    const struct pool *pool = &week->pools[dish->meal->slot];
    return uses < pool->cap && (pool->count == 1 || !is_beside);
}

/* The cheapest menu of an empty day, all menus tried; the first empty place is filled next. */
static int32_t find_cheapest(struct week *week, size_t day, struct menu *menu, size_t place) {
    if (place == WEEK_PLACES) {
        return week_menu_cost(week, day, menu) + find_lack_cost(week, menu);
    }
    bool is_second = place == WEEK_SECOND_SNACK;
    int32_t cheapest = is_second ? find_cheapest(week, day, menu, place + 1) : INT32_MAX;
    const struct pool *pool = &week->pools[week_slot_of(place)];
    for (size_t i = 0; i < pool->count; i++) {
        const struct dish *dish = &pool->dishes[i];
        if (!may_stand(week, day, dish) || (is_second && menu->dishes[SLOT_SNACK] == dish)) {
            continue;
        }
        menu->dishes[place] = dish;
        int32_t cost = find_cheapest(week, day, menu, place + 1);
        cheapest = cost < cheapest ? cost : cheapest;
        menu->dishes[place] = NULL;
    }
    return cheapest;
}

/* Fills the days in turn, again and again, and compares each with all menus tried. */
static void check_days(struct plan_profile profile, int32_t low, int32_t high) {
    struct week *week = make_week(&profile, low, high);
    for (size_t i = 0; i < 2 * PLAN_DAYS; i++) {
        size_t day = i * 3 % PLAN_DAYS;
        struct menu menu = {{NULL}};
        week_lift(week, day);
        int32_t cheapest = find_cheapest(week, day, &menu, 0);
        int32_t cost = 7;
        bool is_filled = week_fill_day(week, day, NULL, &cost);
        assert_int_equal(is_filled, cheapest < WEEK_FORBIDDEN);
        assert_int_equal(cost, is_filled ? 7 + cheapest : 7);
        if (is_filled) {
            assert_int_equal(week_lack_cost(week, &week->menus[day]),
                             find_lack_cost(week, &week->menus[day]));
        }
    }
}

#define ALL_NINE ((UINT32_C(1) << ALLERGEN_COUNT) - 1)
#define LOW_FODMAP (UINT32_C(1) << DIET_LOW_FODMAP)

static void fills_a_day_as_well_as_all_menus_tried(void **state) {
    (void)state;
    struct plan_profile profile = {.allergens = ALL_NINE, .diets = LOW_FODMAP, .target_mg = 320};
    check_days(profile, 1500, 2400);
    check_days(profile, 1440, 1760);
    profile.target_mg = 420;
    check_days(profile, 1170, 1430);
    profile.target_mg = 3000;
    check_days(profile, 1500, 2400);
    profile.target_mg = 0;
    check_days(profile, 5000, 6000);
}

static void chooses_portions_that_change_least(void **state) {
    (void)state;
    struct plan_profile profile = {.allergens = ALL_NINE, .diets = LOW_FODMAP, .target_mg = 320};
    struct week *week = make_week(&profile, 0, 20000);
    struct menu menu = {{NULL}};
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        menu.dishes[slot] = &week->pools[slot].dishes[0];
    }
    size_t portions[WEEK_PLACES];
    week_choose_portions(week, &menu, portions);
    int32_t kcal = 0;
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        assert_int_equal(menu.dishes[slot]->percent[portions[slot]], 100);
        kcal += menu.dishes[slot]->meal->kcal;
    }
    /* one kilocalorie less than the whole portions have: one dish, the least that helps */
    week->highest_kcal = kcal - 1;
    week_choose_portions(week, &menu, portions);
    size_t changed = 0;
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        int32_t percent = menu.dishes[slot]->percent[portions[slot]];
        changed += percent != 100;
        assert_in_range(percent, 75, 100);
    }
    assert_int_equal(changed, 1);
}

/* Counted by hand, for one breakfast on the first, third and sixth day and nothing else. */
static void counts_what_a_menu_adds(void **state) {
    (void)state;
    struct plan_profile profile = {.target_mg = 100};
    struct week *week = make_week(&profile, 0, 20000);
    const struct dish *breakfast = &week->pools[SLOT_BREAKFAST].dishes[0];
    assert_string_equal(breakfast->meal->id, "MB06"); /* 3 minutes */
    const struct menu menu = {{breakfast}};
    assert_int_equal(week_menu_cost(week, 2, &menu), 3);
    week_place(week, 2, &menu);
    assert_int_equal(week_menu_cost(week, 0, &menu), 3 + 50); /* the third day repeats it */
    assert_int_equal(week_menu_cost(week, 5, &menu), 3);
    week_place(week, 5, &menu);
    assert_int_equal(week_menu_cost(week, 4, &menu), 3 + 100); /* of the third; by the sixth */
    assert_int_equal(week_menu_cost(week, 6, &menu), 3 + 50);
    week_lift(week, 2);
    assert_int_equal(week_menu_cost(week, 4, &menu), 3 + 50);
}

/* How many repeats a set of days has, by the words of plan/week_cost.c. */
static int32_t count_repeats(size_t days) {
    int32_t repeats = 0;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        bool is_before =
            (day >= 1 && (days >> (day - 1) & 1)) || (day >= 2 && days >> (day - 2) & 1);
        repeats += (days >> day & 1) && is_before;
    }
    return repeats;
}

static void counts_added_repeats(void **state) {
    (void)state;
    for (size_t days = 0; days < WEEK_DAY_SETS; days++) {
        for (size_t day = 0; day < PLAN_DAYS; day++) {
            size_t without = days & ~((size_t)1 << day);
            assert_int_equal(week_added_repeats(without, day),
                             count_repeats(without | (size_t)1 << day) - count_repeats(without));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_a_day_as_well_as_all_menus_tried),
        cmocka_unit_test(chooses_portions_that_change_least),
        cmocka_unit_test(counts_what_a_menu_adds),
        cmocka_unit_test(counts_added_repeats),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
