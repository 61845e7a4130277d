/* Every kind of answer against every kind of item. */
#include "fixture.h"

#include <time.h>

static void expect(struct fixture *fixture, const char *id, enum item_state state, int value) {
    const struct item_answer *answer = assessment_answer(fixture_assess(fixture), id);
    assert_int_equal(answer->state, state);
    if (state == ITEM_ANSWERED) {
        assert_int_equal(answer->value, value);
    }
}

static void numbers_are_values(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "a", 2);
    fixture_add_int(fixture, "b", 4);
    fixture_add_int(fixture, "c", -1);
    expect(fixture, "a", ITEM_ANSWERED, 2);
    expect(fixture, "b", ITEM_REFUSED, 0);
    expect(fixture, "c", ITEM_REFUSED, 0);
    expect(fixture, "d", ITEM_MISSING, 0);
}

static void whole_decimals_only(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *raw;
        enum item_state state;
    } cases[] = {{"2.0", ITEM_ANSWERED},  {"2.000", ITEM_ANSWERED},
                 {"2", ITEM_ANSWERED},    {" 2 ", ITEM_ANSWERED},
                 {"2.5", ITEM_REFUSED},   {"2.", ITEM_REFUSED},
                 {".2", ITEM_REFUSED},    {"2e0", ITEM_REFUSED},
                 {"0x2", ITEM_REFUSED},   {"+2", ITEM_REFUSED},
                 {"2,0", ITEM_REFUSED},   {"NaN", ITEM_REFUSED},
                 {"2.0.0", ITEM_REFUSED}, {"99999999999999999999", ITEM_REFUSED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (enum answer_kind kind = ANSWER_DECIMAL; kind <= ANSWER_TEXT;
             kind += ANSWER_TEXT - ANSWER_DECIMAL) {
            fixture->response.answers.count = 0;
            fixture_add(fixture, "a", kind, cases[i].raw);
            expect(fixture, "a", cases[i].state, 2);
        }
    }
}

static void booleans_only_where_yes_and_no(void **state) {
    struct fixture *fixture = *state;
    fixture_add(fixture, "a", ANSWER_BOOLEAN, "true")->integer = 1;
    fixture_add(fixture, "d", ANSWER_BOOLEAN, "true")->integer = 1;
    fixture_add(fixture, "G1", ANSWER_BOOLEAN, "false")->integer = 0;
    fixture_add(fixture, "may", ANSWER_BOOLEAN, "true")->integer = 1;
    expect(fixture, "a", ITEM_REFUSED, 0);
    expect(fixture, "d", ITEM_ANSWERED, 1);
    expect(fixture, "G1", ITEM_ANSWERED, 0);
    assert_true(assessment_has_option(fixture_assess(fixture), "may", "yes"));
    assert_false(assessment_has_option(fixture_assess(fixture), "may", "no"));
}

static void codes_by_system(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *item, *system, *code;
        enum item_state state;
        int value;
    } cases[] = {
        {"a", "urn:s", "top", ITEM_ANSWERED, 3}, /* alias of this system */
        {"d", "urn:s", "top", ITEM_ANSWERED, 0},
        {"a", "", "top", ITEM_ANSWERED, 3}, /* no system, one option has it */
        {"a", "urn:other", "top", ITEM_REFUSED, 0},
        {"a", "urn:other", "max", ITEM_ANSWERED, 3}, /* alias without system */
        {"a", "urn:other", "2", ITEM_ANSWERED, 2},   /* our own code */
        {"a", "", "unsure", ITEM_UNSURE, 0},
        {"d", "", "perhaps", ITEM_UNSURE, 0},
        {"d", "", "2", ITEM_REFUSED, 0},
        {"a", "", "", ITEM_REFUSED, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture->response.answers.count = 0;
        fixture_add_code(fixture, cases[i].item, cases[i].system, cases[i].code);
        expect(fixture, cases[i].item, cases[i].state, cases[i].value);
    }
}

static void weights_stand_in_for_unknown_codes(void **state) {
    struct fixture *fixture = *state;
    fixture_add_code(fixture, "a", "urn:other", "whatever");
    fixture_add_code(fixture, "b", "urn:other", "whatever");
    fixture_add_code(fixture, "c", "", "1");
    for (size_t i = 0; i < 3; i++) {
        fixture->response.answers.at[i].has_weight = true;
        fixture->response.answers.at[i].weight = i == 1 ? 9 : 3;
    }
    expect(fixture, "a", ITEM_ANSWERED, 3);
    expect(fixture, "b", ITEM_REFUSED, 0);
    expect(fixture, "c", ITEM_ANSWERED, 1); /* the chosen option counts */
    assert_non_null(fixture_note(fixture_assess(fixture), "weight-differs"));
}

static void twice(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "a", 1);
    fixture_add_int(fixture, "a", 1);
    fixture_add_int(fixture, "b", 1);
    fixture_add_int(fixture, "b", 2);
    fixture_add_int(fixture, "b", 1);
    fixture_add_code(fixture, "d", "", "unsure");
    fixture_add_int(fixture, "d", 1);
    fixture_add(fixture, "c", ANSWER_MISSING, "");
    fixture_add_int(fixture, "c", 3);
    expect(fixture, "a", ITEM_ANSWERED, 1);
    expect(fixture, "b", ITEM_CONFLICT, 0);
    expect(fixture, "d", ITEM_CONFLICT, 0);
    expect(fixture, "c", ITEM_ANSWERED, 3);
    assert_string_equal(fixture_note(fixture_assess(fixture), "answered-twice"),
                        "b has two different answers. It counts as not answered.");
}

static void missing_is_not_refused(void **state) {
    struct fixture *fixture = *state;
    fixture_add(fixture, "a", ANSWER_MISSING, "");
    fixture_add(fixture, "b", ANSWER_MISSING, "1e3");
    fixture_add(fixture, "c", ANSWER_TEXT, "  ");
    fixture_add(fixture, "d", ANSWER_DATE, "2020-01-01");
    fixture_add(fixture, "e", ANSWER_MISSING, "")->is_unread = true;
    expect(fixture, "e", ITEM_REFUSED, 0);
    expect(fixture, "a", ITEM_MISSING, 0);
    expect(fixture, "b", ITEM_REFUSED, 0);
    expect(fixture, "c", ITEM_MISSING, 0);
    expect(fixture, "d", ITEM_REFUSED, 0);
    assert_int_equal(fixture_assess(fixture)->matched_count, 3);
}

static void what_is_no_word_is_an_unknown_choice(void **state) {
    struct fixture *fixture = *state;
    fixture_add_code(fixture, "conditions", "", ""); /* points without a code */
    fixture_add(fixture, "conditions", ANSWER_TEXT, ", ;");
    fixture_add(fixture, "conditions", ANSWER_MISSING, "")->is_unread = true;
    expect(fixture, "conditions", ITEM_REFUSED, 0);
    const struct assessment *assessment = fixture_assess(fixture);
    assert_int_equal(assessment_answer(assessment, "conditions")->unknown_count, 3);
}

static void several_choices(void **state) {
    struct fixture *fixture = *state;
    fixture_add_code(fixture, "conditions", "", "X09");
    fixture_add(fixture, "conditions", ANSWER_TEXT, "kidney, X08;X12  Secret");
    fixture_add_code(fixture, "conditions", "", "X09");
    const struct assessment *assessment = fixture_assess(fixture);
    const struct item_answer *answer = assessment_answer(assessment, "conditions");
    assert_int_equal(answer->state, ITEM_ANSWERED);
    assert_int_equal(answer->option_count, 3);
    assert_string_equal(answer->options[0]->id, "kidney");
    assert_string_equal(answer->options[1]->id, "X08");
    assert_string_equal(answer->options[2]->id, "X09");
    assert_int_equal(answer->unknown_count, 2);
    assert_string_equal(fixture_note(assessment, "refused-value"),
                        "conditions has values that are not on its list: 2.");
}

static void aliases_paths_and_texts(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "other", 2);
    fixture->response.answers.at[0].path = "page/other";
    fixture_add(fixture, "remarks", ANSWER_TEXT, "one");
    fixture_add(fixture, "remarks", ANSWER_MISSING, "2 x a day")->is_unread = true;
    fixture_add(fixture, "word", ANSWER_TEXT, "one");
    fixture_add(fixture, "word", ANSWER_TEXT, "two");
    fixture_add_int(fixture, "nobody", 1);
    expect(fixture, "b", ITEM_ANSWERED, 2);
    const struct assessment *assessment = fixture_assess(fixture);
    assert_string_equal(assessment_answer(assessment, "remarks")->text, "one\n2 x a day");
    expect(fixture, "word", ITEM_CONFLICT, 0);
    assert_int_equal(assessment_answer(assessment, "nobody")->state, ITEM_MISSING);
    assert_string_equal(fixture_note(assessment, "unknown-items"),
                        "Answers to questions that this form does not have: 1.");
}

static void ages(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *raw;
        enum item_state state;
        int value;
    } cases[] = {
        {"45", ITEM_ANSWERED, 45}, {"17.9", ITEM_ANSWERED, 17}, {"130", ITEM_ANSWERED, 130},
        {"0", ITEM_ANSWERED, 0},   {"131", ITEM_REFUSED, 0},    {"-3", ITEM_REFUSED, 0},
        {"-0.5", ITEM_REFUSED, 0}, {"old", ITEM_REFUSED, 0},    {"unsure", ITEM_UNSURE, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture->response.answers.count = 0;
        fixture_add(fixture, "age", ANSWER_TEXT, cases[i].raw);
        expect(fixture, "age", cases[i].state, cases[i].value);
    }
}

/* What the form calls 1 to 4 is our 0 to 3; ours are no answers there. */
static void a_recoded_item_knows_its_own_codes_alone(void **state) {
    struct fixture *fixture = *state;
    bool is_good = questionnaire_add_mapping(
        fixture->arena, fixture->questionnaire, "m.xml",
        slice_from("<mapping xmlns='urn:magreport:mapping:1' version='1' questionnaire='small'>"
                   "<item id='a' from='first' recode='yes'><option id='0' from='1'/>"
                   "<option id='1' from='2'/><option id='2' from='3'/>"
                   "<option id='3' from='4' system='urn:x'/></item>"
                   "<item id='d' recode='yes'><option id='0' from='true'/></item></mapping>"),
        fixture->diags);
    assert_true(is_good);
    static const struct {
        const char *raw;
        enum item_state state;
        int value;
    } cases[] = {{"1", ITEM_ANSWERED, 0}, {"2", ITEM_ANSWERED, 1}, {"3.0", ITEM_ANSWERED, 2},
                 {"4", ITEM_ANSWERED, 3}, {"0", ITEM_REFUSED, 0},  {"top", ITEM_REFUSED, 0},
                 {"max", ITEM_REFUSED, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture->response.answers.count = 0;
        fixture_add(fixture, "first", ANSWER_TEXT, cases[i].raw);
        expect(fixture, "a", cases[i].state, cases[i].value);
    }
    fixture->response.answers.count = 0;
    fixture_add_int(fixture, "first", 1);
    fixture_add(fixture, "d", ANSWER_BOOLEAN, "true")->integer = 1;
    fixture_add_int(fixture, "b", 1);
    expect(fixture, "a", ITEM_ANSWERED, 0);
    expect(fixture, "d", ITEM_ANSWERED, 0);
    expect(fixture, "b", ITEM_ANSWERED, 1);
}

/* Matches `count` answers to items that the questionnaire does not have. */
static int64_t time_strangers(struct fixture *fixture, size_t count) {
    struct timespec start;
    struct timespec end;
    fixture->response.answers.count = 0;
    for (size_t i = 0; i < count; i++) {
        fixture_add_int(fixture, arena_format(fixture->arena, "stranger-%zu", i), 1);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    const struct assessment *assessment = fixture_assess(fixture);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    const char *note = arena_format(
        fixture->arena, "Answers to questions that this form does not have: %zu.", count);
    assert_string_equal(fixture_note(assessment, "unknown-items"), note);
    return (int64_t)(end.tv_sec - start.tv_sec) * 1000000000 + end.tv_nsec - start.tv_nsec;
}

static void spellings(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "g1", 1);
    fixture_add_int(fixture, "PAGE/Other", 2);
    fixture_add_int(fixture, "AGE", 40);
    expect(fixture, "G1", ITEM_ANSWERED, 1);
    expect(fixture, "b", ITEM_ANSWERED, 2);
    expect(fixture, "age", ITEM_ANSWERED, 40);
}

/* Three tries, because another process may disturb one. */
static void twice_the_strangers_take_twice_the_time(void **state) {
    struct fixture *fixture = *state;
    double growth = 100;
    for (int i = 0; i < 3 && growth > 2.5; i++) {
        int64_t half_ns = time_strangers(fixture, 20000);
        growth = (double)time_strangers(fixture, 40000) / (double)half_ns;
    }
    assert_true(growth <= 2.5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(numbers_are_values),
        FIXTURE_TEST(whole_decimals_only),
        FIXTURE_TEST(booleans_only_where_yes_and_no),
        FIXTURE_TEST(codes_by_system),
        FIXTURE_TEST(weights_stand_in_for_unknown_codes),
        FIXTURE_TEST(twice),
        FIXTURE_TEST(missing_is_not_refused),
        FIXTURE_TEST(what_is_no_word_is_an_unknown_choice),
        FIXTURE_TEST(several_choices),
        FIXTURE_TEST(aliases_paths_and_texts),
        FIXTURE_TEST(ages),
        FIXTURE_TEST(spellings),
        FIXTURE_TEST(twice_the_strangers_take_twice_the_time),
        FIXTURE_TEST(a_recoded_item_knows_its_own_codes_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
