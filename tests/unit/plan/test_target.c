#include "plan/plan.h"
#include "unit/plan/fixture.h"

static void expect(enum standard standard, enum sex sex, int age, enum life_stage stage,
                   const char *id, int32_t mg) {
    const struct target *target = plan_find_target(fixture.knowledge, standard, sex, age, stage);
    assert_non_null(target);
    assert_string_equal(target->id, id);
    assert_int_equal(target->mg, mg);
}

/* Rows and figures as rda.csv has them. */
static void finds_the_row_of_age_and_sex(void **state) {
    (void)state;
    expect(STANDARD_US, SEX_FEMALE, 18, STAGE_NONE, "R007", 360);
    expect(STANDARD_US, SEX_FEMALE, 19, STAGE_NONE, "R009", 310);
    expect(STANDARD_US, SEX_MALE, 30, STAGE_NONE, "R008", 400);
    expect(STANDARD_US, SEX_MALE, 31, STAGE_NONE, "R010", 420);
    expect(STANDARD_US, SEX_FEMALE, 50, STAGE_NONE, "R011", 320);
    expect(STANDARD_US, SEX_FEMALE, 51, STAGE_NONE, "R013", 320);
    expect(STANDARD_US, SEX_ANY, 3, STAGE_NONE, "R003", 80);
    expect(STANDARD_US, SEX_ANY, 1, STAGE_NONE, "R003", 80);
    expect(STANDARD_US, SEX_ANY, 0, STAGE_NONE, "R001", 30);
    expect(STANDARD_EFSA, SEX_MALE, 17, STAGE_NONE, "R023", 300);
    expect(STANDARD_EFSA, SEX_MALE, 18, STAGE_NONE, "R025", 350);
    expect(STANDARD_UK, SEX_FEMALE, 40, STAGE_NONE, "R039", 270);
}

static void takes_the_lower_value_for_an_unknown_sex(void **state) {
    (void)state;
    expect(STANDARD_US, SEX_ANY, 40, STAGE_NONE, "R011", 320);
    expect(STANDARD_US, SEX_ANY, 16, STAGE_NONE, "R007", 360);
    expect(STANDARD_EFSA, SEX_ANY, 40, STAGE_NONE, "R026", 300);
    expect(STANDARD_UK, SEX_ANY, 40, STAGE_NONE, "R039", 270);
}

static void life_stage_comes_before_sex(void **state) {
    (void)state;
    expect(STANDARD_US, SEX_FEMALE, 25, STAGE_PREGNANT, "R015", 350);
    expect(STANDARD_US, SEX_ANY, 35, STAGE_PREGNANT, "R016", 360);
    expect(STANDARD_US, SEX_MALE, 35, STAGE_PREGNANT, "R016", 360);
    expect(STANDARD_US, SEX_FEMALE, 18, STAGE_BREASTFEEDING, "R017", 360);
    expect(STANDARD_UK, SEX_FEMALE, 30, STAGE_BREASTFEEDING, "R041", 320);
}

static void past_the_last_row_of_a_stage_takes_it(void **state) {
    (void)state;
    expect(STANDARD_US, SEX_FEMALE, 50, STAGE_PREGNANT, "R016", 360);
    expect(STANDARD_US, SEX_FEMALE, 51, STAGE_PREGNANT, "R016", 360);
    expect(STANDARD_US, SEX_FEMALE, 53, STAGE_BREASTFEEDING, "R019", 320);
    expect(STANDARD_EFSA, SEX_FEMALE, 60, STAGE_PREGNANT, "R027", 300);
}

static void before_the_first_row_of_a_stage_takes_the_plain_one(void **state) {
    (void)state;
    expect(STANDARD_UK, SEX_FEMALE, 18, STAGE_PREGNANT, "R037", 300);
}

static void never_takes_a_label_value(void **state) {
    (void)state;
    for (int age = 0; age <= 120; age++) {
        for (int standard = 0; standard < STANDARD_COUNT; standard++) {
            const struct target *target = plan_find_target(
                fixture.knowledge, (enum standard)standard, SEX_ANY, age, STAGE_NONE);
            assert_true(!target || !target->is_label);
        }
    }
    assert_null(plan_find_target(fixture.knowledge, STANDARD_US, SEX_ANY, -1, STAGE_NONE));
}

static void limits_come_with_the_target(void **state) {
    (void)state;
    const struct knowledge *knowledge = fixture.knowledge;
    assert_int_equal(
        plan_find_target(knowledge, STANDARD_US, SEX_FEMALE, 40, STAGE_NONE)->supplement_limit_mg,
        350);
    assert_int_equal(
        plan_find_target(knowledge, STANDARD_EFSA, SEX_FEMALE, 40, STAGE_NONE)->supplement_limit_mg,
        250);
    assert_int_equal(
        plan_find_target(knowledge, STANDARD_UK, SEX_FEMALE, 40, STAGE_NONE)->supplement_limit_mg,
        400);
    assert_int_equal(
        plan_find_target(knowledge, STANDARD_UK, SEX_FEMALE, 17, STAGE_NONE)->supplement_limit_mg,
        0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_row_of_age_and_sex),
        cmocka_unit_test(takes_the_lower_value_for_an_unknown_sex),
        cmocka_unit_test(life_stage_comes_before_sex),
        cmocka_unit_test(past_the_last_row_of_a_stage_takes_it),
        cmocka_unit_test(before_the_first_row_of_a_stage_takes_the_plain_one),
        cmocka_unit_test(never_takes_a_label_value),
        cmocka_unit_test(limits_come_with_the_target),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
