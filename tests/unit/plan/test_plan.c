#include "base/hash.h"
#include "plan/plan.h"
#include "unit/plan/fixture.h"

#include <string.h>

/* The rules of a whole week are checked for hundreds of people by tests/oracle/test_plan.py, which
 * shares no code with the planner; here are the corners. */

#define BIT(number) ((uint32_t)1 << (number))

static const struct plan *build(struct plan_profile profile) {
    return plan_build(fixture.arena, fixture.knowledge, &profile);
}

static uint64_t hash_plan(const struct plan *plan) {
    uint64_t hash = 0;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        for (size_t place = 0; place < SLOT_COUNT + 1; place++) {
            const struct planned_meal *meal = &plan->days[day].slots[place];
            hash = hash_string(meal->meal ? meal->meal->id : "-", hash);
            hash = hash_bytes(&meal->portion_percent, sizeof meal->portion_percent, hash);
        }
    }
    return hash;
}

static void the_same_seed_gives_the_same_week(void **state) {
    (void)state;
    const struct plan *one = build((struct plan_profile){.target_mg = 420, .seed = 5});
    const struct plan *two = build((struct plan_profile){.target_mg = 420, .seed = 5});
    const struct plan *other = build((struct plan_profile){.target_mg = 420, .seed = 6});
    assert_true(hash_plan(one) == hash_plan(two));
    assert_false(hash_plan(one) == hash_plan(other));
}

/* Any dinner but those of fish, meat and egg falls to a dislike of its main ingredient; here all
 * dinners do. */
static void a_slot_without_meals_blocks_with_the_rule(void **state) {
    (void)state;
    const struct food *mains[200];
    size_t count = 0;
    for (size_t i = 0; i < fixture.knowledge->meal_count; i++) {
        const struct meal *meal = &fixture.knowledge->meals[i];
        if (meal->slot == SLOT_DINNER) {
            mains[count++] = meal->main;
        }
    }
    const struct plan *plan =
        build((struct plan_profile){.target_mg = 320, .dislikes = mains, .dislike_count = count});
    assert_int_equal(plan->status, PLAN_BLOCKED);
    assert_string_equal(plan->reason, "dislikes");
    assert_int_equal(plan->meals_left[SLOT_DINNER], 0);
    assert_true(plan->meals_left[SLOT_SNACK] > 0);
}

/* The table of the data: with all nine allergens out and low-FODMAP, 4, 3, 4 and 4 meals are left.
 */
static void counts_the_meals_left(void **state) {
    (void)state;
    const struct plan *plan = build((struct plan_profile){
        .allergens = BIT(ALLERGEN_COUNT) - 1, .diets = BIT(DIET_LOW_FODMAP), .target_mg = 320});
    assert_int_equal(plan->status, PLAN_MADE);
    assert_int_equal(plan->meals_left[SLOT_BREAKFAST], 4);
    assert_int_equal(plan->meals_left[SLOT_LUNCH], 3);
    assert_int_equal(plan->meals_left[SLOT_DINNER], 4);
    assert_int_equal(plan->meals_left[SLOT_SNACK], 4);
}

static void energy_out_of_reach_blocks(void **state) {
    (void)state;
    const struct plan *low = build((struct plan_profile){.kcal = 500, .target_mg = 320});
    assert_int_equal(low->status, PLAN_BLOCKED);
    assert_string_equal(low->reason, "kcal");
    const struct plan *high = build((struct plan_profile){.kcal = 6000, .target_mg = 320});
    assert_int_equal(high->status, PLAN_BLOCKED);
    assert_string_equal(high->reason, "kcal");
}

/* No food plan reaches 3,000 mg: the plan is made and says how near it came. */
static void a_target_out_of_reach_does_not_block(void **state) {
    (void)state;
    const struct plan *plan = build((struct plan_profile){.target_mg = 3000});
    assert_int_equal(plan->status, PLAN_MADE);
    assert_false(plan->meets_target);
    assert_true(plan->nearest_mg > 420 && plan->nearest_mg < 3000);
}

static void check_energy(struct plan_profile profile, int32_t low, int32_t high) {
    const struct plan *plan = build(profile);
    assert_true(plan->meets_target);
    assert_int_equal(plan->given_up, 0);
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        assert_in_range(plan->days[day].mg, profile.target_mg, 5000);
        assert_in_range(plan->days[day].kcal, low, high);
    }
}

static void a_day_has_the_usual_energy(void **state) {
    (void)state;
    check_energy((struct plan_profile){.target_mg = 320}, 1500, 2400);
    struct plan_profile man = {.target_mg = 420, .usual_low_kcal = 2400, .usual_high_kcal = 2800};
    check_energy(man, 2400, 2800);
    man.kcal = 1600; /* what was asked for comes first */
    check_energy(man, 1440, 1760);
    man.kcal = 0;
    man.wishes = PLAN_WISH(PLAN_LOW_APPETITE);
    check_energy(man, 1800, 2800);
}

/* Nobody can eat 10,000 kcal of these meals, so the usual energy is given up, not the plan. */
static void usual_energy_out_of_reach_does_not_block(void **state) {
    (void)state;
    const struct plan *plan = build(
        (struct plan_profile){.target_mg = 320, .usual_low_kcal = 10000, .usual_high_kcal = 11000});
    assert_int_equal(plan->status, PLAN_MADE);
    assert_int_equal(plan->given_up, PLAN_WISH(PLAN_USUAL_ENERGY));
}

/* All uses of the largest portions hold 7 * 2340 + 111 kcal (counted from the tables): nearly
 * nothing is spare. */
static void a_week_is_found_where_it_needs_nearly_all_energy(void **state) {
    (void)state;
    const struct plan *plan = build((struct plan_profile){.allergens = 1u << ALLERGEN_EGG,
                                                          .diets = 1u << DIET_LOW_FODMAP,
                                                          .kcal = 2600,
                                                          .target_mg = 310});
    assert_int_equal(plan->status, PLAN_MADE);
    assert_int_equal(plan->given_up, 0);
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        assert_in_range(plan->days[day].kcal, 2340, 2860);
        for (size_t other = 0; other < day; other++) {
            assert_ptr_not_equal(plan->days[day].slots[SLOT_DINNER].meal,
                                 plan->days[other].slots[SLOT_DINNER].meal);
        }
    }
}

static bool is_dear(const struct meal *meal) {
    for (size_t i = 0; i < meal->part_count; i++) {
        if (meal->parts[i].food->is_dear) {
            return true;
        }
    }
    return false;
}

/* Of dinners and snacks, more than four without dear foods are left for everyone. */
static void wishes_are_kept(void **state) {
    (void)state;
    const struct plan *plan = build((struct plan_profile){
        .target_mg = 320,
        .wishes = PLAN_WISH(PLAN_LOW_BUDGET) | PLAN_WISH(PLAN_LOW_APPETITE),
    });
    assert_true(plan->meets_target);
    assert_int_equal(plan->given_up, 0);
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        for (size_t place = 0; place < SLOT_COUNT + 1; place++) {
            const struct planned_meal *planned = &plan->days[day].slots[place];
            assert_false(planned->meal && is_dear(planned->meal));
            assert_in_range(planned->portion_percent, 0, 100);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_week),
        cmocka_unit_test(a_slot_without_meals_blocks_with_the_rule),
        cmocka_unit_test(counts_the_meals_left),
        cmocka_unit_test(energy_out_of_reach_blocks),
        cmocka_unit_test(a_target_out_of_reach_does_not_block),
        cmocka_unit_test(a_day_has_the_usual_energy),
        cmocka_unit_test(usual_energy_out_of_reach_does_not_block),
        cmocka_unit_test(a_week_is_found_where_it_needs_nearly_all_energy),
        cmocka_unit_test(wishes_are_kept),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
