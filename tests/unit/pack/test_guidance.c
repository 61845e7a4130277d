/* The loader of guidance.xml: the embedded file with one fault put into it. The single messages
 * have examples in tests/diagnostics. */
#include "pack/guidance.h"

#include "base/builder.h"
#include "pack/files.h"
#include "pack/questionnaire.h"
#include "unit/pack/embedded_knowledge.h"
#include "unit/unit.h"

struct fixture {
    struct arena *arena;
    struct diags *diags;
    const struct questionnaire *questionnaire;
    const struct knowledge *knowledge;
};

static int set_up(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->diags = diags_new();
    fixture->questionnaire =
        questionnaire_load(fixture->arena, "questionnaire.xml",
                           embedded_bytes("magnesium/questionnaire.xml"), fixture->diags);
    fixture->knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    *state = fixture;
    return fixture->questionnaire == NULL || fixture->knowledge == NULL ? -1 : 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

/* The embedded file with the first `old` replaced. */
static struct slice with_fault(struct fixture *fixture, const char *old, const char *new) {
    struct slice file = embedded_bytes("magnesium/guidance.xml");
    const char *text = arena_copy(fixture->arena, file.at, file.size_bytes);
    const char *found = strstr(text, old);
    if (found == NULL) {
        fail_msg("guidance.xml has no %s", old);
    }
    struct builder out = {0};
    builder_add(&out, text, (size_t)(found - text));
    builder_text(&out, new);
    builder_text(&out, found + strlen(old));
    struct slice bytes = {arena_copy(fixture->arena, out.at, out.size_bytes), out.size_bytes};
    builder_free(&out);
    return bytes;
}

static void expect_message(struct fixture *fixture, const char *words) {
    char *text = unit_messages(fixture->diags);
    if (strstr(text, words) == NULL) {
        fail_msg("expected %s\ngot      %s", words, text);
    }
    free(text);
}

static void the_embedded_file(void **state) {
    struct fixture *fixture = *state;
    struct guidance *guidance = guidance_load(
        fixture->arena, "guidance.xml", embedded_bytes("magnesium/guidance.xml"), fixture->diags);
    assert_non_null(guidance);
    assert_true(guidance_check(fixture->arena, guidance, fixture->questionnaire, fixture->knowledge,
                               fixture->diags));
    assert_int_equal(diags_count(fixture->diags, DIAG_ERROR), 0);
    assert_int_equal(guidance->lists[LIST_FINDING].count, 29);
    assert_int_equal(guidance->lists[LIST_FACTOR].count, 16);
    assert_int_equal(guidance->lists[LIST_FORM].count, 14);
    assert_int_equal(guidance->topic_count, 6);
    assert_int_equal(guidance->factor_count, 6);
    assert_int_equal(guidance->most_from_pills_mg, 350);
    assert_int_equal(guidance->first_pages[0].kind, KIND_EMERGENCY);
    assert_int_equal(guidance->first_pages[0].condition.any_count, 4);
    assert_int_equal(guidance->first_pages[guidance->first_page_count - 1].kind, KIND_RESULT);
}

/* A pack from before there were limits: all topics, all factors, the limit of the standard. */
static void a_file_without_limits(void **state) {
    struct fixture *fixture = *state;
    struct slice bytes =
        with_fault(fixture, " topics=\"6\" factors=\"6\" most-from-pills=\"350\"", "");
    struct guidance *guidance =
        guidance_load(fixture->arena, "guidance.xml", bytes, fixture->diags);
    assert_non_null(guidance);
    assert_true(guidance->topic_count >= guidance->lists[LIST_TOPIC].count);
    assert_true(guidance->factor_count >= guidance->lists[LIST_FACTOR].count);
    assert_true(guidance->most_from_pills_mg >= 1000); /* the most that a table may hold */
}

/* What topics and forms say beside their texts. */
static void topics_and_fits(void **state) {
    struct fixture *fixture = *state;
    struct guidance *guidance = guidance_load(
        fixture->arena, "guidance.xml", embedded_bytes("magnesium/guidance.xml"), fixture->diags);
    assert_non_null(guidance);
    const struct guidance_entry *sleep = NULL;
    for (size_t i = 0; i < guidance->lists[LIST_TOPIC].count; i++) {
        const struct guidance_entry *topic = &guidance->lists[LIST_TOPIC].at[i];
        sleep = strcmp(topic->id, "sleep") == 0 ? topic : sleep;
    }
    assert_non_null(sleep);
    assert_string_equal(sleep->part, "sleep");
    assert_int_equal(sleep->condition.any_count, 3);
    assert_true(sleep->condition.any[0].weight > sleep->condition.any[1].weight);
    size_t tips = 0;
    for (size_t i = 0; i < sleep->texts.count; i++) {
        tips += strcmp(sleep->texts.at[i].element, "tip") == 0;
    }
    assert_int_equal(tips, 3);
    assert_int_equal(guidance->lists[LIST_FIT].at[0].form_count, 8);
    assert_string_equal(guidance->lists[LIST_FORM].at[0].words, "magnesium citrate");
}

struct fault {
    const char *old, *new, *message;
};

/* Faults that the file alone shows. */
static const struct fault load_faults[] = {
    {"<first-page kind=\"result\"/>", "", "the last <first-page> must have no condition"},
    {"<first-page kind=\"kidney\"><when gate=\"G01\"/>",
     "<first-page kind=\"kidney\"><when withheld=\"plan\"/>", "'withheld' is not decided yet"},
    {"parts=\"plan potassium\"", "parts=\"plan potasium\"", "there is no part 'potasium'"},
    {"<word id=\"draft\">", "<word id=\"darft\">", "word 'draft' is missing"},
    {"<section id=\"none\">", "<section id=\"help\">", "the section 'none' is missing"},
    {"<section id=\"none\">", "<section id=\"help\">", "the section 'help' is there twice"},
    {"sources=\"cochrane\"", "sources=\"cochran\"", "there is no source 'cochran'"},
    {"<why>Bad pain or a blocked bowel can be serious.</why>", "", "<why> of 'belly' is missing"},
    {"about {goal} mg", "about {gaol} mg", "unknown placeholder '{gaol}'"},
    {"<when gate=\"G13\"/>Please", "<when gates=\"G13\"/>Please", "this <when> tests nothing"},
    {"<finding id=\"Q02\"", "<finding id=\"Q01\"", "'Q01' is there twice"},
    {"role=\"urgent\"", "role=\"urgnet\"", "urgnet"},
    {"weight=\"950\"", "weight=\"heavy\"", "heavy"},
    {"standard=\"uk\"", "standard=\"ku\"", "ku"},
    {"topics=\"6\"", "topics=\"-1\"", "-1"},
};

static void faults_of_the_file(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof load_faults / sizeof load_faults[0]; i++) {
        struct slice bytes = with_fault(fixture, load_faults[i].old, load_faults[i].new);
        diags_reset(fixture->diags);
        assert_null(guidance_load(fixture->arena, "guidance.xml", bytes, fixture->diags));
        expect_message(fixture, load_faults[i].message);
        assert_int_equal(diags_status(fixture->diags), STATUS_PACK);
    }
}

/* Faults that only the questionnaire and the tables show. Each would switch a rule off without a
 * word. */
static const struct fault check_faults[] = {
    {"<when gate=\"G01\"/>", "<when gate=\"G1\"/>", "there is no gate 'G1'"},
    {"<when open=\"G08\"/>", "<when open=\"G80\"/>", "there is no gate 'G80'"},
    {"listed=\"I36\"", "listed=\"I63\"", "there is no interaction 'I63'"},
    {"<when item=\"Q06\" at-least=\"2\"/>", "<when item=\"Q60\" at-least=\"2\"/>",
     "there is no item 'Q60'"},
    {"option=\"tree-nuts\"", "option=\"treenuts\"", "there is no option of allergies 'treenuts'"},
    {"band=\"many\"", "band=\"most\"", "there is no band 'most'"},
    {"<when group=\"D\"/>", "<when group=\"E\"/>", "there is no group 'E'"},
    {"reason=\"potassium\"/>We", "reason=\"potasium\"/>We", "there is no reason 'potasium'"},
    {"<food id=\"F006\"", "<food id=\"F606\"", "there is no food 'F606'"},
    {"<form id=\"SF04\"", "<form id=\"SF40\"", "there is no supplement form 'SF40'"},
    {"<form id=\"SF04\"", "<form id=\"SF40\"", "the supplement form 'SF04' is missing"},
    {"forms=\"SF02 SF03", "forms=\"SF20 SF03", "there is no supplement form 'SF20'"},
    {"<finding id=\"Q05\"", "<finding id=\"Q42\"", "the finding 'Q05' is missing"},
};

static void faults_beside_the_questionnaire(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof check_faults / sizeof check_faults[0]; i++) {
        struct slice bytes = with_fault(fixture, check_faults[i].old, check_faults[i].new);
        diags_reset(fixture->diags);
        struct guidance *guidance =
            guidance_load(fixture->arena, "guidance.xml", bytes, fixture->diags);
        assert_non_null(guidance);
        assert_false(guidance_check(fixture->arena, guidance, fixture->questionnaire,
                                    fixture->knowledge, fixture->diags));
        expect_message(fixture, check_faults[i].message);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_embedded_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_without_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(topics_and_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_of_the_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_beside_the_questionnaire, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
