/* Each test of a condition, yes and no, and how they are joined. */
#include "report/condition.h"

#include "unit/report/fixture.h"

static bool holds(const struct facts *facts, struct guidance_test test) {
    struct guidance_clause clause = {.tests = &test, .test_count = 1, .weight = -1};
    struct guidance_condition condition = {.any = &clause, .any_count = 1};
    return condition_holds(facts, &condition);
}

#define HOLDS(...) assert_true(holds(facts, (struct guidance_test){__VA_ARGS__}))
#define FAILS(...) assert_false(holds(facts, (struct guidance_test){__VA_ARGS__}))

static void gates(void **state) {
    struct fixture *fixture = *state;
    fixture_int(fixture, "G03", 1);
    fixture_drop(fixture, "G08");
    const struct facts *facts = fixture_facts(fixture);
    HOLDS(.kind = TEST_GATE, .name = "G03");
    FAILS(.kind = TEST_GATE, .name = "G01");
    FAILS(.kind = TEST_GATE, .name = "G08");
    HOLDS(.kind = TEST_OPEN, .name = "G08");
    FAILS(.kind = TEST_OPEN, .name = "G03");
    HOLDS(.kind = TEST_NO, .name = "G01");
    FAILS(.kind = TEST_NO, .name = "G03");
    FAILS(.kind = TEST_NO, .name = "G08");
}

static void values_and_options(void **state) {
    struct fixture *fixture = *state;
    fixture_int(fixture, "Q01", 2);
    fixture_drop(fixture, "Q02");
    fixture_code(fixture, "allergies", "milk");
    fixture_code(fixture, "diet", "halal");
    const struct facts *facts = fixture_facts(fixture);
    HOLDS(.kind = TEST_VALUE, .name = "Q01", .low = 2, .high = INT32_MAX);
    FAILS(.kind = TEST_VALUE, .name = "Q01", .low = 3, .high = INT32_MAX);
    FAILS(.kind = TEST_VALUE, .name = "Q01", .low = 0, .high = 1);
    FAILS(.kind = TEST_VALUE, .name = "Q02", .low = 0, .high = INT32_MAX); /* missing is not 0 */
    HOLDS(.kind = TEST_OPTION, .name = "allergies", .value = "milk");
    FAILS(.kind = TEST_OPTION, .name = "allergies", .value = "egg");
    HOLDS(.kind = TEST_UNKNOWN, .name = "diet");
    FAILS(.kind = TEST_UNKNOWN, .name = "allergies");
    HOLDS(.kind = TEST_MISSING, .name = "dislikes");
    FAILS(.kind = TEST_MISSING, .name = "allergies");
}

static void lists_ages_and_stages(void **state) {
    struct fixture *fixture = *state;
    fixture_code(fixture, "conditions", "I04"); /* a medicine, listed under the other item */
    fixture_code(fixture, "life-stage", "pregnant");
    const struct facts *facts = fixture_facts(fixture);
    HOLDS(.kind = TEST_LISTED, .name = "I04");
    FAILS(.kind = TEST_LISTED, .name = "I05");
    HOLDS(.kind = TEST_LISTED_ANY);
    HOLDS(.kind = TEST_LISTED_ACTION, .low = ACTION_ASK_FIRST);
    FAILS(.kind = TEST_LISTED_ACTION, .low = ACTION_DO_NOT_SUPPLEMENT);
    HOLDS(.kind = TEST_AGE, .low = 40, .high = 40);
    FAILS(.kind = TEST_AGE, .low = 41, .high = 120);
    FAILS(.kind = TEST_AGE_UNKNOWN);
    FAILS(.kind = TEST_UNDER_AGE);
    HOLDS(.kind = TEST_STAGE, .low = STAGE_PREGNANT);
    FAILS(.kind = TEST_STAGE, .low = STAGE_NONE);
    HOLDS(.kind = TEST_COUNTRY, .name = "US");
    FAILS(.kind = TEST_COUNTRY, .name = "GB");
    HOLDS(.kind = TEST_STANDARD, .low = STANDARD_US);
    FAILS(.kind = TEST_STANDARD, .low = STANDARD_UK);
    fixture_drop(fixture, "age");
    facts = fixture_facts(fixture);
    HOLDS(.kind = TEST_AGE_UNKNOWN);
    FAILS(.kind = TEST_AGE, .low = 0, .high = 130); /* an unknown age is no age */
}

static void scores(void **state) {
    struct fixture *fixture = *state;
    static const char *const sleep[] = {"Q07", "Q08", "Q09", "Q10", "Q11", "Q12"};
    for (size_t i = 0; i < 6; i++) {
        fixture_int(fixture, sleep[i], 3);
    }
    const struct facts *facts = fixture_facts(fixture); /* 18 of 87 points: 21, low */
    HOLDS(.kind = TEST_BAND, .name = "symptom", .value = "low");
    FAILS(.kind = TEST_BAND, .name = "symptom", .value = "many");
    FAILS(.kind = TEST_BAND, .name = "unknown", .value = "low");
    HOLDS(.kind = TEST_RANK, .name = "D2", .high = 1);
    FAILS(.kind = TEST_RANK, .name = "D1", .high = 3); /* a share of 0 has no rank */
    HOLDS(.kind = TEST_GROUP, .name = "A");
    FAILS(.kind = TEST_GROUP, .name = "B");
    HOLDS(.kind = TEST_STATUS, .low = ASSESSMENT_SCORED);
    FAILS(.kind = TEST_STATUS, .low = ASSESSMENT_INCOMPLETE);
}

static void decisions(void **state) {
    struct fixture *fixture = *state;
    fixture_int(fixture, "G01", 1);
    const struct facts *facts = fixture_facts(fixture);
    HOLDS(.kind = TEST_KIND, .low = KIND_KIDNEY);
    HOLDS(.kind = TEST_WITHHELD, .low = PART_PLAN);
    HOLDS(.kind = TEST_WITHHELD, .low = PART_PLAN, .value = "kidney");
    FAILS(.kind = TEST_WITHHELD, .low = PART_PLAN, .value = "potassium");
    FAILS(.kind = TEST_SHOWN, .low = PART_PLAN);
    HOLDS(.kind = TEST_SHOWN, .low = PART_SCORES);
    FAILS(.kind = TEST_PLAN, .low = PLAN_MADE);
    fixture_int(fixture, "G01", 0);
    facts = fixture_facts(fixture);
    HOLDS(.kind = TEST_KIND, .low = KIND_RESULT);
    HOLDS(.kind = TEST_PLAN, .low = PLAN_MADE);
    FAILS(.kind = TEST_PLAN, .low = PLAN_BLOCKED);
}

/* when, when, unless: any of the first two and not the third; within one, all. */
static void joining(void **state) {
    struct fixture *fixture = *state;
    const struct facts *facts = fixture_facts(fixture);
    struct guidance_test yes = {.kind = TEST_COUNTRY, .name = "US"};
    struct guidance_test both[] = {yes, {.kind = TEST_COUNTRY, .name = "GB"}};
    struct guidance_clause only_yes = {.tests = &yes, .test_count = 1, .weight = 7};
    struct guidance_clause mixed = {.tests = both, .test_count = 2, .weight = 9};
    struct guidance_clause two[] = {mixed, only_yes};
    struct guidance_condition nothing = {0};
    assert_true(condition_holds(facts, &nothing));
    assert_false(condition_is_met(facts, &nothing));
    struct guidance_condition all = {.any = &mixed, .any_count = 1};
    assert_false(condition_holds(facts, &all));
    struct guidance_condition any = {.any = two, .any_count = 2};
    assert_true(condition_holds(facts, &any));
    assert_int_equal(condition_weight(facts, &any, 3), 7); /* the one that holds */
    struct guidance_condition unless = {
        .any = two, .any_count = 2, .none = &only_yes, .none_count = 1};
    assert_false(condition_holds(facts, &unless));
    assert_int_equal(condition_weight(facts, &all, 3), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(gates),   FIXTURE_TEST(values_and_options),
        FIXTURE_TEST(scores),  FIXTURE_TEST(lists_ages_and_stages),
        FIXTURE_TEST(joining), FIXTURE_TEST(decisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
