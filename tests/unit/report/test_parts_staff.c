/* What staff are told: every answer with its points, and why a part is withheld. Points by hand:
 * an option's value as listed, times the weight of magnesium_items.tsv. */
#include "report/report.h"

#include "unit/report/fixture.h"

#include <libxml/xpath.h>

/* The value of a path in the report, in the arena. */
static const char *ask(struct fixture *fixture, const char *path) {
    xmlDocPtr report = report_build(fixture->arena, fixture_inputs(fixture), fixture->diags);
    assert_non_null(report);
    xmlXPathContextPtr context = xmlXPathNewContext(report);
    xmlXPathObjectPtr value = xmlXPathEvalExpression((const xmlChar *)path, context);
    assert_non_null(value);
    xmlChar *text = xmlXPathCastToString(value);
    const char *copy = arena_string(fixture->arena, (const char *)text);
    xmlFree(text);
    xmlXPathFreeObject(value);
    xmlXPathFreeContext(context);
    return copy;
}

#define ANSWER "/report/answers/section/answer"

static void an_answer_with_its_words_and_points(void **state) {
    struct fixture *fixture = *state;
    fixture_int(fixture, "Q01", 2);
    fixture_int(fixture, "Q34", 3);
    assert_string_equal(ask(fixture, ANSWER "[@item='Q01']/@label"), "A few days a week");
    assert_string_equal(ask(fixture, ANSWER "[@item='Q01']/@points"), "2");
    assert_string_equal(ask(fixture, ANSWER "[@item='Q01']/@max"), "3");
    assert_string_equal(ask(fixture, ANSWER "[@item='Q34']/@label"), "0-1 day");
    assert_string_equal(ask(fixture, ANSWER "[@item='Q34']/@points"), "6"); /* weight 2 */
    assert_string_equal(ask(fixture, "sum(/report/answers/section[@id='D1']/answer/@points)"), "2");
    assert_string_equal(ask(fixture, "/report/answers/section[@id='D1']/@answered"), "6");
}

static void each_item_once(void **state) {
    struct fixture *fixture = *state;
    const char *count = arena_format(fixture->arena, "%zu", fixture->questionnaire->item_count);
    assert_string_equal(ask(fixture, "count(" ANSWER ")"), count);
    assert_string_equal(ask(fixture, "count(/report/answers/section)"), "10");
    assert_string_equal(ask(fixture, "/report/answers/section[1]/@kind"), "gates");
    assert_string_equal(ask(fixture, "/report/answers/section[last()]/@kind"), "further");
}

static void what_counts_as_missing_has_no_points(void **state) {
    struct fixture *fixture = *state;
    fixture_drop(fixture, "Q01");
    fixture_int(fixture, "Q02", 7);
    fixture_add(fixture, "Q03")->kind = ANSWER_INTEGER;
    fixture->response.answers.at[fixture->response.answers.count - 1].integer = 1;
    assert_string_equal(ask(fixture, ANSWER "[@item='Q01']/@state"), "missing");
    assert_string_equal(ask(fixture, ANSWER "[@item='Q02']/@state"), "refused");
    assert_string_equal(ask(fixture, ANSWER "[@item='Q03']/@state"), "conflict");
    assert_string_equal(
        ask(fixture, "count(" ANSWER "[@item='Q01' or @item='Q02' or @item='Q03']/@points)"), "0");
    assert_string_equal(ask(fixture, "/report/answers/section[@id='D1']/@answered"), "3");
    assert_string_equal(ask(fixture, "/report/scores/index[@id='symptom']/@answered"), "26");
}

/* Four points from 65 years on; both are known once the age is. */
static void the_age_adds_points_of_its_own(void **state) {
    struct fixture *fixture = *state;
    fixture_int(fixture, "age", 65);
    assert_string_equal(ask(fixture, ANSWER "[@item='age']/@label"), "65");
    assert_string_equal(ask(fixture, ANSWER "[@item='age']/@points"), "4");
    fixture_int(fixture, "age", 64);
    assert_string_equal(ask(fixture, ANSWER "[@item='age']/@points"), "0");
    assert_string_equal(ask(fixture, ANSWER "[@item='age']/@max"), "4");
}

static void the_age_from_a_birth_date(void **state) {
    struct fixture *fixture = *state;
    fixture_drop(fixture, "age");
    fixture->response.authored = (struct date){2026, 11, 20};
    fixture->response.patient.birth = (struct date){1980, 11, 21};
    assert_string_equal(ask(fixture, ANSWER "[@item='age']/@label"), "45");
    assert_string_equal(ask(fixture, ANSWER "[@item='age']/@state"), "derived");
}

static void chosen_names_not_ids(void **state) {
    struct fixture *fixture = *state;
    fixture_code(fixture, "allergies", "egg");
    fixture_code(fixture, "allergies", "milk");
    fixture_code(fixture, "allergies", "mustard");
    fixture_code(fixture, "dislikes", "F001");
    fixture_code(fixture, "medicines", "I10");
    assert_string_equal(ask(fixture, ANSWER "[@item='allergies']/@label"), "Milk, Egg");
    assert_string_equal(ask(fixture, ANSWER "[@item='allergies']/@unknown"), "1");
    assert_string_equal(ask(fixture, ANSWER "[@item='dislikes']/@label"), "Pumpkin seeds");
    assert_string_equal(ask(fixture, ANSWER "[@item='medicines']/@label"),
                        "Thyroid pill (levothyroxine)");
}

static void withheld_and_why(void **state) {
    struct fixture *fixture = *state;
    assert_string_equal(ask(fixture, "count(/report/decisions/part[@status='withheld'])"), "0");
    assert_string_equal(ask(fixture, "/report/decisions/@group"), "A");
    fixture_int(fixture, "G01", 1);
    assert_string_equal(ask(fixture, "/report/decisions/part[@name='plan']/@reason"), "kidney");
    assert_string_equal(ask(fixture, "/report/decisions/part[@name='scores']/@status"), "shown");
}

static void an_emergency_keeps_answers_without_points(void **state) {
    struct fixture *fixture = *state;
    fixture_int(fixture, "Q01", 2);
    fixture_int(fixture, "G02", 1);
    assert_string_equal(ask(fixture, ANSWER "[@item='Q01']/@label"), "A few days a week");
    assert_string_equal(ask(fixture, "count(" ANSWER "/@points)"), "0");
    assert_string_equal(ask(fixture, "count(/report/answers/section/@points)"), "0");
    assert_string_equal(ask(fixture, "count(/report/decisions/@group)"), "0");
    assert_string_equal(ask(fixture, "/report/decisions/part[@name='scores']/@reason"),
                        "emergency");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(an_answer_with_its_words_and_points),
        FIXTURE_TEST(each_item_once),
        FIXTURE_TEST(what_counts_as_missing_has_no_points),
        FIXTURE_TEST(the_age_adds_points_of_its_own),
        FIXTURE_TEST(the_age_from_a_birth_date),
        FIXTURE_TEST(chosen_names_not_ids),
        FIXTURE_TEST(withheld_and_why),
        FIXTURE_TEST(an_emergency_keeps_answers_without_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
