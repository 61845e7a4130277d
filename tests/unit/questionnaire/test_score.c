/* Points and indices; the expected figures are worked out by hand beside each case. */
#include "fixture.h"

static void full_answers(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, (const int[]){1, 2, 3, 1, 0, 3});
    const struct assessment *assessment = fixture_assess(fixture);
    /* left: 1 + 2x2 + 3 + 1x6 = 14 of 3 + 6 + 3 + 6 = 18; 100 x 14 / 18 = 77.8 */
    const struct index_score *left = &assessment->indices[0];
    assert_int_equal(left->points, 14);
    assert_int_equal(left->max, 18);
    assert_int_equal(left->value, 78);
    assert_string_equal(left->band->id, "many");
    /* right: 0 of 6, the age is unknown */
    assert_int_equal(assessment->indices[1].value, 0);
    assert_int_equal(assessment->indices[1].max, 6);
    assert_int_equal(assessment->indices[1].answered, 2);
    assert_string_equal(assessment->group->id, "C");
    assert_int_equal(assessment->status, ASSESSMENT_SCORED);
    /* D1: 5 of 9 = 55.6; D2: 9 of 9 */
    assert_int_equal(assessment->domains[0].share, 56);
    assert_int_equal(assessment->domains[1].share, 100);
    assert_int_equal(assessment->domains[2].share, 0);
    assert_int_equal(assessment->ranked_count, 2);
    assert_string_equal(assessment->ranked[0]->domain->id, "D2");
    assert_string_equal(assessment->ranked[1]->domain->id, "D1");
}

static void extra_points(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        int age, points, max, value;
    } cases[] = {{64, 6, 10, 60}, {65, 10, 10, 100}, {18, 6, 10, 60}};
    for (size_t i = 0; i < 3; i++) {
        fixture->response.answers.count = 0;
        fixture_add_all(fixture, (const int[]){0, 0, 0, 0, 1, 0});
        fixture_add_int(fixture, "age", cases[i].age);
        const struct assessment *assessment = fixture_assess(fixture);
        assert_int_equal(assessment->indices[1].points, cases[i].points);
        assert_int_equal(assessment->indices[1].max, cases[i].max);
        assert_int_equal(assessment->indices[1].value, cases[i].value);
        assert_int_equal(assessment->domains[2].max, 6); /* no domain includes them */
    }
}

static void rounding(void **state) {
    struct fixture *fixture = *state;
    /* a, b, c: 1 + 2 of 3 + 6 + 3 = 25 exactly */
    fixture_add_int(fixture, "a", 1);
    fixture_add_int(fixture, "b", 1);
    fixture_add_int(fixture, "c", 0);
    assert_int_equal(fixture_assess(fixture)->indices[0].value, 25);
    /* and 1 + 2 x 2 = 5 of 12: 41.67; 1 + 0 + 0: 8.33 */
    fixture->response.answers.at[1].integer = 2;
    assert_int_equal(fixture_assess(fixture)->indices[0].value, 42);
    fixture->response.answers.at[1].integer = 0;
    assert_int_equal(fixture_assess(fixture)->indices[0].value, 8);
}

static void missing_never_counts_as_zero(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, (const int[]){3, 3, 3, 1, 1, 3});
    assert_int_equal(fixture_assess(fixture)->indices[0].answered, 4);
    fixture->response.answers.at[0].kind = ANSWER_MISSING;
    fixture->response.answers.at[0].raw = "";
    const struct assessment *assessment = fixture_assess(fixture);
    assert_int_equal(assessment->indices[0].answered, 3);
    assert_int_equal(assessment->indices[0].max, 15);
    assert_int_equal(assessment->indices[0].value, 100);
}

static void too_few_answers(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, (const int[]){3, 3, 3, 1, 1, 3});
    /* 3 of 4 is over 70 percent; 2 of 4 is not */
    fixture->response.answers.at[0].key = fixture->response.answers.at[0].path = "x";
    fixture->response.answers.at[2].key = fixture->response.answers.at[2].path = "x";
    const struct assessment *assessment = fixture_assess(fixture);
    assert_false(assessment->indices[0].has_value);
    assert_null(assessment->indices[0].band);
    assert_true(assessment->indices[1].has_value);
    assert_null(assessment->group);
    assert_int_equal(assessment->status, ASSESSMENT_INCOMPLETE);
    assert_int_equal(assessment->domains[0].answered, 1);
}

static void only_weightless_answers(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, (const int[]){3, 3, 3, 1, 1, 3});
    fixture->response.answers.at[4].key = fixture->response.answers.at[4].path = "x";
    /* f alone is half of D3, but its weight is 0: nothing to divide by */
    assert_false(fixture_assess(fixture)->indices[1].has_value);
    fixture_add_int(fixture, "age", 70);
    assert_int_equal(fixture_assess(fixture)->indices[1].value, 100);
}

static void equal_shares_rank_by_id(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, (const int[]){3, 0, 3, 0, 0, 0});
    const struct assessment *assessment = fixture_assess(fixture);
    assert_int_equal(assessment->ranked_count, 2); /* 3 of 9 both */
    assert_string_equal(assessment->ranked[0]->domain->id, "D1");
    assert_string_equal(assessment->ranked[1]->domain->id, "D2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(full_answers),
        FIXTURE_TEST(extra_points),
        FIXTURE_TEST(rounding),
        FIXTURE_TEST(missing_never_counts_as_zero),
        FIXTURE_TEST(too_few_answers),
        FIXTURE_TEST(only_weightless_answers),
        FIXTURE_TEST(equal_shares_rank_by_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
