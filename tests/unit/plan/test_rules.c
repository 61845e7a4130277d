#include "plan/plan.h"
#include "unit/plan/fixture.h"

#define BIT(number) ((uint32_t)1 << (number))

static bool allows_meal(struct plan_profile profile, const char *id) {
    return plan_allows_meal(&profile, knowledge_find_meal(fixture.knowledge, id));
}

static bool allows_food(struct plan_profile profile, const char *id) {
    return plan_allows_food(&profile, knowledge_find_food(fixture.knowledge, id));
}

/* Allergens and flags as meals.csv and foods.csv have them. */
static void keeps_allergens_out(void **state) {
    (void)state;
    struct plan_profile nuts = {.allergens = BIT(ALLERGEN_TREE_NUTS)};
    assert_false(allows_meal(nuts, "MS01"));
    assert_true(allows_meal(nuts, "MS05"));
    assert_false(allows_food(nuts, "F010"));
    struct plan_profile milk = {.allergens = BIT(ALLERGEN_MILK)};
    assert_false(allows_meal(milk, "MB04")); /* scrambled egg holds milk */
}

static void possible_allergens_count_unless_allowed(void **state) {
    (void)state;
    struct plan_profile profile = {.allergens = BIT(ALLERGEN_WHEAT)};
    assert_false(allows_meal(profile, "MB02")); /* oats */
    assert_false(allows_food(profile, "F057"));
    profile.allows_check_label = true;
    assert_true(allows_meal(profile, "MB02"));
    assert_true(allows_food(profile, "F057"));
    assert_false(allows_meal(profile, "MB03")); /* bread: certain */
}

/* Somebody who accepts labels for an allergy has not said so for celiac disease. */
static void a_diet_takes_only_yes(void **state) {
    (void)state;
    struct plan_profile profile = {.diets = BIT(DIET_GLUTEN_FREE), .allows_check_label = true};
    assert_false(allows_meal(profile, "MB02"));
    assert_false(allows_meal(profile, "ML23")); /* barley: gluten without a wheat allergen */
    assert_true(allows_meal(profile, "MB23"));
    profile.diets = BIT(DIET_VEGAN);
    assert_false(allows_meal(profile, "MB16")); /* vitamin D3 of bran flakes: check the label */
    assert_true(allows_meal(profile, "MB02"));
    profile.diets = BIT(DIET_LOW_OXALATE);
    assert_false(allows_meal(profile, "MB28"));
    assert_true(allows_meal(profile, "MB30"));
    assert_true(allows_meal(profile, "MB02")); /* moderate */
}

static void low_fodmap_takes_a_small_portion(void **state) {
    (void)state;
    struct plan_profile profile = {.diets = BIT(DIET_LOW_FODMAP)};
    const struct meal *tacos = knowledge_find_meal(fixture.knowledge, "ML16");
    assert_true(plan_allows_meal(&profile, tacos));
    assert_int_equal(plan_max_portion(&profile, tacos), 100);
    assert_int_equal(plan_max_portion(&profile, knowledge_find_meal(fixture.knowledge, "MB30")),
                     150);
    assert_false(allows_meal(profile, "MS16")); /* unknown */
    profile.diets = 0;
    assert_int_equal(plan_max_portion(&profile, tacos), 150);
}

/* 28 g of almonds are above their 12 g; a spoon of flaxseed, 7 g, is below its 15 g. */
static void a_listed_serving_must_be_small_enough(void **state) {
    (void)state;
    struct plan_profile profile = {.diets = BIT(DIET_LOW_FODMAP)};
    assert_false(allows_food(profile, "F010"));
    assert_true(allows_food(profile, "F004"));
    assert_true(allows_food(profile, "F001"));
    assert_false(allows_food(profile, "F005")); /* unknown */
}

static void keeps_disliked_foods_out(void **state) {
    (void)state;
    const struct food *disliked[] = {knowledge_find_food(fixture.knowledge, "F023")};
    struct plan_profile profile = {.dislikes = disliked, .dislike_count = 1};
    assert_false(allows_food(profile, "F023"));
    assert_false(allows_meal(profile, "MB10")); /* 40 g of raw spinach among five parts */
    assert_true(allows_meal(profile, "MB04"));  /* boiled spinach is another food */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_allergens_out),
        cmocka_unit_test(possible_allergens_count_unless_allowed),
        cmocka_unit_test(a_diet_takes_only_yes),
        cmocka_unit_test(low_fodmap_takes_a_small_portion),
        cmocka_unit_test(a_listed_serving_must_be_small_enough),
        cmocka_unit_test(keeps_disliked_foods_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
