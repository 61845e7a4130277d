/* Decisions and words about one person. Expected figures: the intake table (rda.csv) and the safety
 * gate. */
#include "report/facts.h"

#include "unit/report/fixture.h"

static void a_healthy_adult(void **state) {
    struct fixture *fixture = *state;
    fixture->response.patient.sex = PATIENT_FEMALE;
    const struct facts *facts = fixture_facts(fixture);
    assert_int_equal(facts->kind, KIND_RESULT);
    for (size_t i = 0; i < PART_COUNT; i++) {
        assert_null(facts->withheld[i]);
    }
    assert_string_equal(facts->holds[HOLD_GOAL], "320");
    assert_string_equal(facts->holds[HOLD_LIMIT], "350");
    assert_int_equal(facts->plan->status, PLAN_MADE);
}

struct decision {
    const char *item;
    const char *code; /* NULL: the gate answered yes; "": left open */
    enum guidance_kind kind;
    const char *supplements, *plan, *foods, *laxatives; /* reason, or NULL: shown */
};

static const struct decision decisions[] = {
    {"G01", NULL, KIND_KIDNEY, "kidney", "kidney", "kidney", "kidney"},
    {"conditions", "I02", KIND_KIDNEY, "kidney", "kidney", "kidney", "kidney"},
    {"medicines", "I01", KIND_KIDNEY, "kidney", "kidney", "kidney", "kidney"},
    {"G08", NULL, KIND_STOP_SUPPLEMENT, "heart-or-nerve", "heart-or-nerve", NULL, "heart-or-nerve"},
    {"conditions", "I18", KIND_STOP_SUPPLEMENT, "heart-or-nerve", "heart-or-nerve", NULL,
     "heart-or-nerve"},
    {"G03", NULL, KIND_URGENT, NULL, NULL, NULL, NULL},
    {"G11", NULL, KIND_URGENT, NULL, NULL, NULL, "bowel"},
    {"conditions", "I20", KIND_URGENT, "do-not-supplement", NULL, NULL, "bowel"},
    {"medicines", "I36", KIND_RESULT, "do-not-supplement", "potassium", NULL, NULL},
    {"conditions", "I49", KIND_RESULT, NULL, "potassium", NULL, NULL},
    {"G01", "", KIND_RESULT, "gate-unanswered", NULL, NULL, NULL},
    {"G08", "", KIND_RESULT, "gate-unanswered", NULL, NULL, NULL},
    {"G10", "", KIND_RESULT, NULL, NULL, NULL, NULL},
    {"allergies", "mustard", KIND_RESULT, NULL, "unknown-allergy", "unknown-allergy", NULL},
    {"medicines", "metformin", KIND_RESULT, "unknown-medicine", NULL, NULL, NULL},
    {"conditions", "other", KIND_RESULT, "unknown-medicine", NULL, NULL, NULL},
    {"medicines", "unsure", KIND_RESULT, "unknown-medicine", NULL, NULL, NULL},
    {"G02", NULL, KIND_EMERGENCY, "emergency", "emergency", "emergency", "emergency"},
    {"G07", NULL, KIND_EMERGENCY, "emergency", "emergency", "emergency", "emergency"},
};

static void expect_reason(const struct facts *facts, enum guidance_part part, const char *reason) {
    if (reason == NULL) {
        assert_null(facts->withheld[part]);
    } else {
        assert_non_null(facts->withheld[part]);
        assert_string_equal(facts->withheld[part], reason);
    }
}

static void check_decision(const struct decision *decision) {
    void *state = NULL;
    assert_int_equal(fixture_begin(&state), 0);
    struct fixture *fixture = state;
    if (decision->code == NULL) {
        fixture_int(fixture, decision->item, 1);
    } else if (decision->code[0] == '\0') {
        fixture_drop(fixture, decision->item);
    } else {
        fixture_code(fixture, decision->item, decision->code);
    }
    const struct facts *facts = fixture_facts(fixture);
    assert_int_equal(facts->kind, decision->kind);
    expect_reason(facts, PART_SUPPLEMENTS, decision->supplements);
    expect_reason(facts, PART_PLAN, decision->plan);
    expect_reason(facts, PART_FOODS, decision->foods);
    expect_reason(facts, PART_LAXATIVES, decision->laxatives);
    assert_int_equal(facts->plan == NULL, decision->plan != NULL);
    assert_int_equal(facts->holds[HOLD_LIMIT] == NULL, decision->supplements != NULL);
    fixture_end(&state);
}

static void the_decision_table(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++) {
        check_decision(&decisions[i]);
    }
}

static void children(void **state) {
    struct fixture *fixture = *state;
    fixture_int(fixture, "age", 17);
    fixture_int(fixture, "G01", 1);
    const struct facts *facts = fixture_facts(fixture);
    assert_int_equal(facts->kind, KIND_CLINICIAN);
    assert_string_equal(facts->withheld[PART_SUPPLEMENTS], "under-18");
    assert_string_equal(facts->withheld[PART_SCORES], "under-18");
    fixture_int(fixture, "G05", 1);
    assert_int_equal(fixture_facts(fixture)->kind, KIND_EMERGENCY);
}

static void an_unknown_age(void **state) {
    struct fixture *fixture = *state;
    fixture_drop(fixture, "age");
    const struct facts *facts = fixture_facts(fixture); /* G09 no: an adult; the lowest goal */
    assert_null(facts->withheld[PART_GOAL]);
    assert_string_equal(facts->holds[HOLD_GOAL], "310");
    fixture_drop(fixture, "G09");
    facts = fixture_facts(fixture);
    assert_string_equal(facts->withheld[PART_GOAL], "age-unknown");
    assert_string_equal(facts->withheld[PART_SUPPLEMENTS], "age-unknown");
    assert_null(facts->holds[HOLD_GOAL]);
    assert_null(facts->plan);
}

/* The fixture says no to "under 18", which tells of an adult only if nothing else is said. */
static void an_age_that_contradicts_itself(void **state) {
    struct fixture *fixture = *state;
    fixture_drop(fixture, "age");
    assert_null(fixture_facts(fixture)->withheld[PART_PLAN]);
    fixture_code(fixture, "age", "17");
    fixture_code(fixture, "age", "40");
    expect_reason(fixture_facts(fixture), PART_PLAN, "age-unknown");
    expect_reason(fixture_facts(fixture), PART_GOAL, "age-unknown");
    expect_reason(fixture_facts(fixture), PART_SUPPLEMENTS, "age-unknown");
    fixture->response.authored = (struct date){2026, 11, 20};
    fixture->response.patient.birth = (struct date){1980, 1, 1};
    assert_null(fixture_facts(fixture)->withheld[PART_PLAN]); /* the birth date wins */
}

static void goals(void **state) {
    struct fixture *fixture = *state;
    fixture->response.patient.sex = PATIENT_MALE;
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_GOAL], "420");
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_MEN_MG], "400");
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_WOMEN_MG], "310");
    fixture->response.patient.sex = PATIENT_OTHER;
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_GOAL], "320");
    fixture_code(fixture, "life-stage", "pregnant");
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_GOAL], "360");
    fixture->options.standard = STANDARD_EFSA;
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_GOAL], "300");
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_LIMIT], "250");
    fixture->options.standard = STANDARD_UK;
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_LIMIT], "350"); /* not its 400 */
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_MEN_MG], "300");
    assert_string_equal(fixture_facts(fixture)->holds[HOLD_WOMEN_MG], "270");
}

static void words(void **state) {
    struct fixture *fixture = *state;
    fixture_code(fixture, "allergies", "milk");
    fixture_code(fixture, "allergies", "soy");
    fixture_code(fixture, "allergies", "tree-nuts");
    const struct facts *facts = fixture_facts(fixture);
    assert_string_equal(facts->holds[HOLD_ALLERGENS], "milk, tree nuts and soy");
    assert_string_equal(facts_fill(facts, "Call {emergency} now, or {crisis}."),
                        "Call 911 now, or call or text 988.");
    assert_null(facts_fill(facts, "Call {phone}.")); /* the clinic gave none */
    assert_string_equal(facts_date(facts, (struct date){2026, 11, 20}), "November 20, 2026");
    assert_string_equal(facts_date(facts, (struct date){0, 0, 0}), "");
    fixture->brand.country.code = "GB";
    assert_string_equal(facts_date(fixture_facts(fixture), (struct date){2026, 3, 1}),
                        "1 March 2026");
    assert_string_equal(facts_word(facts, "slot", "dinner"), "Dinner");
    assert_string_equal(facts_word(facts, "slot", "supper"), "");
}

/* The same answers give the same plan whatever the response is called. */
static void the_seed_is_the_answers(void **state) {
    struct fixture *fixture = *state;
    uint64_t seed = fixture_facts(fixture)->profile.seed;
    fixture->response.id = "another";
    assert_true(fixture_facts(fixture)->profile.seed == seed);
    fixture_int(fixture, "Q01", 1);
    assert_true(fixture_facts(fixture)->profile.seed != seed);
}

/* Potassium that must be limited bars foods rich in it: almonds are, chia seeds are not
 * (foods.csv). */
static void foods_and_potassium(void **state) {
    struct fixture *fixture = *state;
    fixture_code(fixture, "conditions", "I49");
    const struct facts *facts = fixture_facts(fixture);
    const struct knowledge *knowledge = facts->inputs->knowledge;
    assert_false(facts_allow_food(facts, &knowledge->foods[ids_find(knowledge->food_ids, "F011")]));
    assert_true(facts_allow_food(facts, &knowledge->foods[ids_find(knowledge->food_ids, "F003")]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_healthy_adult),
        cmocka_unit_test(the_decision_table),
        FIXTURE_TEST(children),
        FIXTURE_TEST(an_unknown_age),
        FIXTURE_TEST(an_age_that_contradicts_itself),
        FIXTURE_TEST(goals),
        FIXTURE_TEST(words),
        FIXTURE_TEST(the_seed_is_the_answers),
        FIXTURE_TEST(foods_and_potassium),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
