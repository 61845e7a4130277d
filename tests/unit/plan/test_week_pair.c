#include "base/diag.h"
#include "plan/week.h"
#include "unit/pack/embedded_knowledge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct {
    struct arena *arena;
    struct diags *diags;
    const struct knowledge *knowledge;
} fixture;

static int set_up(void **state) {
    (void)state;
    fixture.arena = arena_new();
    fixture.diags = diags_new();
    fixture.knowledge = embedded_knowledge(fixture.arena, fixture.diags);
    return fixture.knowledge ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    diags_free(fixture.diags);
    arena_free(fixture.arena);
    return 0;
}

/* The smallest cost of the whole week over all pairs that the rules allow, found without bounds and
 * shortcuts. */
static int64_t find_smallest(struct week *week, size_t day, size_t place, size_t other) {
    int64_t smallest = INT64_MAX;
    week_lift(week, day, place);
    week_lift(week, day, other);
    for (size_t i = 1; i < week->choices[place].count; i++) {
        if (!week_is_free(week, day, place, &week->choices[place].at[i])) {
            continue;
        }
        week_place(week, day, place, i);
        size_t first = other == WEEK_SECOND_SNACK ? WEEK_NOTHING : 1;
        for (size_t j = first; j < week->choices[other].count; j++) {
            if (!week_is_free(week, day, other, &week->choices[other].at[j])) {
                continue;
            }
            week_place(week, day, other, j);
            int64_t cost = week_cost(week);
            smallest = cost < smallest ? cost : smallest;
            week_lift(week, day, other);
        }
        week_lift(week, day, place);
    }
    return smallest;
}

/* The first choice that is free, in an empty place. */
static void place_any(struct week *week, size_t day, size_t place) {
    size_t choice = 1;
    while (!week_is_free(week, day, place, &week->choices[place].at[choice])) {
        choice++;
    }
    week_place(week, day, place, choice);
}

static struct week make_week(const struct plan_profile *profile) {
    struct week week = {.arena = fixture.arena, .profile = profile, .random = profile->seed};
    week.lowest_kcal = profile->kcal * 9 / 10;
    week.highest_kcal = profile->kcal * 11 / 10;
    assert_true(week_prepare(&week, fixture.knowledge));
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        for (size_t place = 0; place < WEEK_SECOND_SNACK; place++) {
            place_any(&week, day, place);
        }
    }
    return week;
}

static void check_pairs(struct plan_profile profile) {
    static const size_t pairs[][2] = {{0, 1}, {2, 3}, {3, 4}, {1, 4}, {0, 2}};
    struct week week = make_week(&profile);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        size_t day = i + 1;
        int64_t smallest = find_smallest(&week, day, pairs[i][0], pairs[i][1]);
        place_any(&week, day, pairs[i][0]);
        place_any(&week, day, pairs[i][1]);
        week_fill_pair(&week, day, pairs[i][0], pairs[i][1]);
        assert_true(week_cost(&week) == smallest);
    }
}

static void fills_a_pair_as_well_as_all_pairs_tried(void **state) {
    (void)state;
    check_pairs((struct plan_profile){.target_mg = 320});
    check_pairs((struct plan_profile){.target_mg = 420, .kcal = 2000});
    check_pairs((struct plan_profile){.target_mg = 420, .kcal = 1200});
    check_pairs((struct plan_profile){.target_mg = 2000, .diets = 1});
}

/* Counted by hand, for one breakfast on the first, third and sixth day and nothing else. */
static void counts_the_cost_of_a_week(void **state) {
    (void)state;
    struct plan_profile profile = {.target_mg = 100, .kcal = 1000000};
    struct week week = {.arena = fixture.arena, .profile = &profile};
    week.lowest_kcal = 0;
    week.highest_kcal = 1000000;
    assert_true(week_prepare(&week, fixture.knowledge));
    size_t shredded = 1; /* MB06: 3 minutes, 90 mg */
    const struct choices *choices = &week.choices[SLOT_BREAKFAST];
    while (choices->at[shredded].percent != 100 || choices->at[shredded].mg != 90 ||
           choices->at[shredded].meal->minutes != 3) {
        shredded++;
    }
    week_place(&week, 0, SLOT_BREAKFAST, shredded);
    week_place(&week, 2, SLOT_BREAKFAST, shredded);
    week_place(&week, 5, SLOT_BREAKFAST, shredded);
    /* three days lack 10 mg, four lack 100; nine minutes; day 3 repeats day 1, day 6 is three days
     * after day 3 */
    assert_int_equal(week_cost(&week), 3 * 100 + 4 * 1000 + 9 + 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_a_pair_as_well_as_all_pairs_tried),
        cmocka_unit_test(counts_the_cost_of_a_week),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
