/* The safety gate, the age, notes and what is withheld. */
#include "fixture.h"

static const int zeros[6] = {0};

static void gates_on_and_open(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "G1", 1);
    fixture_add_int(fixture, "G2", 0);
    fixture_add_code(fixture, "G4", "", "unsure");
    fixture_add_int(fixture, "G5", 0);
    fixture_add_int(fixture, "G5", 1);
    const struct assessment *assessment = fixture_assess(fixture);
    assert_true(assessment_gate_is_on(assessment, "G1"));
    assert_false(assessment_gate_is_open(assessment, "G1"));
    assert_false(assessment_gate_is_on(assessment, "G2"));
    assert_false(assessment_gate_is_open(assessment, "G2"));
    assert_true(assessment_gate_is_open(assessment, "G3")); /* unanswered */
    assert_true(assessment_gate_is_open(assessment, "G4")); /* unsure */
    assert_true(assessment_gate_is_open(assessment, "G5")); /* yes and no */
    assert_false(assessment_gate_is_on(assessment, "G5"));
    assert_int_equal(assessment->strongest, GATE_STOP_SUPPLEMENT);
    assert_false(assessment_gate_is_on(assessment, "G9"));
    assert_false(assessment_gate_is_open(assessment, "G9"));
}

static void the_most_cautious_source_wins(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "G1", 0);
    fixture_add_code(fixture, "conditions", "", "kidney");
    fixture_add_code(fixture, "conditions", "", "none");
    fixture_add_code(fixture, "stage", "", "none");
    fixture_add_code(fixture, "stage", "", "pregnant");
    const struct assessment *assessment = fixture_assess(fixture);
    assert_true(assessment_gate_is_on(assessment, "G1"));
    assert_true(
        assessment_gate_is_on(assessment, "G2")); /* though the item itself is in conflict */
    assert_false(assessment_has_option(assessment, "stage", "pregnant"));
    assert_true(assessment_gate_is_on(assessment, "G4")); /* any condition */
}

static void none_is_no_cause(void **state) {
    struct fixture *fixture = *state;
    fixture_add_code(fixture, "conditions", "", "none");
    assert_false(assessment_gate_is_on(fixture_assess(fixture), "G4"));
}

static void an_emergency_withholds(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, (const int[]){3, 3, 3, 1, 1, 3});
    fixture_add_int(fixture, "G3", 1);
    const struct assessment *assessment = fixture_assess(fixture);
    assert_int_equal(assessment->status, ASSESSMENT_WITHHELD);
    assert_int_equal(assessment->strongest, GATE_EMERGENCY);
    assert_null(assessment->group);
    assert_int_equal(assessment->ranked_count, 0);
    assert_false(assessment->indices[0].has_value);
    assert_int_equal(assessment->indices[0].points, 0);
    assert_int_equal(assessment->domains[0].points, 0);
}

static void under_age(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, zeros);
    fixture_add_int(fixture, "age", 17);
    const struct assessment *assessment = fixture_assess(fixture);
    assert_int_equal(assessment->status, ASSESSMENT_WITHHELD);
    assert_true(assessment->is_under_age);
    assert_non_null(fixture_note(assessment, "under-18"));
    fixture->response.answers.at[6].integer = 18;
    assert_int_equal(fixture_assess(fixture)->status, ASSESSMENT_SCORED);
}

static void under_age_by_cause(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, zeros);
    fixture_add_code(fixture, "conditions", "", "child");
    assert_true(fixture_assess(fixture)->is_under_age);
    fixture_add_int(fixture, "age", 18);
    assert_false(fixture_assess(fixture)->is_under_age); /* a known age wins */
}

static void the_birth_date_wins(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "age", 12);
    fixture->response.patient.birth = (struct date){1960, 6, 15};
    fixture->response.authored = (struct date){2025, 6, 14};
    const struct assessment *assessment = fixture_assess(fixture);
    assert_int_equal(assessment->age_years, 64);
    assert_false(assessment->is_under_age);
    assert_non_null(fixture_note(assessment, "age-differs"));
    fixture->response.authored.day = 15;
    assert_int_equal(fixture_assess(fixture)->age_years, 65);
    fixture->response.authored.year = 1950; /* before the birth: no age from it */
    assert_int_equal(fixture_assess(fixture)->age_years, 12);
    fixture->response.authored.year = 2925; /* beyond any age */
    assert_int_equal(fixture_assess(fixture)->age_years, 12);
    fixture->response.authored = (struct date){0};
    assert_int_equal(fixture_assess(fixture)->age_years, 12);
}

/* A year of birth makes one of two ages, and ages may be told a birthday off. */
static void a_part_of_the_birth_date_and_another_age(void **state) {
    static const struct {
        int told, youngest_year, age;
        bool differs;
    } cases[] = {
        {40, 1985, 40, false}, {39, 1985, 39, false}, {42, 1985, 42, false}, {43, 1985, -1, true},
        {38, 1985, -1, true},  {41, 2012, 13, true},  {12, 1985, 12, true},  {70, 1985, -1, true},
    };
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "age", 0);
    fixture->response.authored = (struct date){2026, 6, 14};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fixture->response.answers.at[0].integer = cases[i].told;
        fixture->response.patient.youngest_birth = (struct date){cases[i].youngest_year, 12, 31};
        const struct assessment *assessment = fixture_assess(fixture);
        assert_int_equal(assessment->age_years, cases[i].age);
        assert_int_equal(fixture_note(assessment, "age-differs") != NULL, cases[i].differs);
        assert_int_equal(assessment->is_under_age, cases[i].age >= 0 && cases[i].age < 18);
        enum item_state told = assessment_answer(assessment, "age")->state;
        assert_int_equal(told, cases[i].age < 0 ? ITEM_CONFLICT : ITEM_ANSWERED);
    }
}

/* Being unsure beside a choice, or a list under a misspelt name: there may be more. */
static void lists_in_doubt(void **state) {
    struct fixture *fixture = *state;
    fixture_add_code(fixture, "conditions", "", "kidney");
    assert_false(assessment_answer(fixture_assess(fixture), "conditions")->is_doubtful);
    fixture_add_code(fixture, "conditions", "", "unsure");
    const struct assessment *assessment = fixture_assess(fixture);
    assert_true(assessment_answer(assessment, "conditions")->is_doubtful);
    assert_true(assessment_has_option(assessment, "conditions", "kidney"));
    fixture->response.answers.at[1].key = "Condition";
    fixture->response.answers.at[1].path = "Condition";
    fixture->response.answers.at[1].repeat = 0;
    assessment = fixture_assess(fixture);
    assert_true(assessment_answer(assessment, "conditions")->is_doubtful);
    assert_int_equal(assessment->unknown_count, 1);
    fixture->response.answers.at[1].key = fixture->response.answers.at[1].path = "shoe-size";
    assert_false(assessment_answer(fixture_assess(fixture), "conditions")->is_doubtful);
}

static void nothing_known(void **state) {
    struct fixture *fixture = *state;
    const struct assessment *assessment = fixture_assess(fixture);
    assert_int_equal(assessment->age_years, -1);
    assert_false(assessment->is_under_age);
    assert_int_equal(assessment->status, ASSESSMENT_INCOMPLETE);
    assert_int_equal(assessment->matched_count, 0);
    assert_int_equal(assessment->strongest, GATE_NONE);
    assert_int_equal(assessment->notes.count, 0);
}

static void what_any_form_has_does_not_match(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "age", 40);
    fixture_add(fixture, "remarks", ANSWER_TEXT, "hello");
    assert_int_equal(fixture_assess(fixture)->matched_count, 0);
    fixture_add_code(fixture, "conditions", "", "none");
    fixture_add_int(fixture, "G1", 0);
    fixture_add_int(fixture, "a", 9);
    assert_int_equal(fixture_assess(fixture)->matched_count, 3);
}

static void notes_on_the_form(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *form;
        bool is_other;
    } cases[] = {{"", false},           {"urn:test:small", false}, {"small", false},
                 {"Form/small", false}, {"Form/smallish", true},   {"oversmall", true},
                 {"urn:x:small", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture->response.form = cases[i].form;
        const char *note = fixture_note(fixture_assess(fixture), "other-form");
        assert_int_equal(note != NULL, cases[i].is_other);
    }
    fixture->response.status = RESPONSE_IN_PROGRESS;
    assert_non_null(fixture_note(fixture_assess(fixture), "in-progress"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(gates_on_and_open),
        FIXTURE_TEST(the_most_cautious_source_wins),
        FIXTURE_TEST(none_is_no_cause),
        FIXTURE_TEST(an_emergency_withholds),
        FIXTURE_TEST(under_age),
        FIXTURE_TEST(under_age_by_cause),
        FIXTURE_TEST(the_birth_date_wins),
        FIXTURE_TEST(a_part_of_the_birth_date_and_another_age),
        FIXTURE_TEST(lists_in_doubt),
        FIXTURE_TEST(nothing_known),
        FIXTURE_TEST(what_any_form_has_does_not_match),
        FIXTURE_TEST(notes_on_the_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
