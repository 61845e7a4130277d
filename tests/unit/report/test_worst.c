/* The longest reports: that they are reports, and that nothing longer could have been in them. */
#include "report/worst.h"

#include "unit/report/fixture.h"

#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>

struct worst_fixture {
    struct fixture *fixture;
    struct worst_reports reports;
};

static int set_up(void **state) {
    static struct worst_fixture worst;
    void *inner = NULL;
    if (fixture_begin(&inner) != 0) {
        return -1;
    }
    worst.fixture = inner;
    const struct report_inputs *inputs = fixture_inputs(worst.fixture);
    worst.reports = worst_build(worst.fixture->arena, inputs, worst.fixture->questionnaire,
                                worst.fixture->diags);
    *state = &worst;
    return 0;
}

static int tear_down(void **state) {
    struct worst_fixture *worst = *state;
    void *inner = worst->fixture;
    worst_free(&worst->reports);
    return fixture_end(&inner);
}

static xmlDocPtr find(const struct worst_fixture *worst, const char *kind, const char *status) {
    for (size_t i = 0; i < worst->reports.count; i++) {
        const struct worst_report *report = &worst->reports.at[i];
        if (strcmp(report->kind, kind) == 0 && strcmp(report->status, status) == 0) {
            return report->report;
        }
    }
    return NULL;
}

static int number(xmlDocPtr report, const char *path) {
    xmlXPathContextPtr context = xmlXPathNewContext(report);
    xmlXPathObjectPtr value = xmlXPathEvalExpression((const xmlChar *)path, context);
    assert_non_null(value);
    int found = (int)xmlXPathCastToNumber(value);
    xmlXPathFreeObject(value);
    xmlXPathFreeContext(context);
    return found;
}

static void test_each_kind_of_first_page_is_there(void **state) {
    const struct worst_fixture *worst = *state;
    assert_int_equal(diags_count(worst->fixture->diags, DIAG_ERROR), 0);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        bool is_alone = i == KIND_EMERGENCY || i == KIND_CLINICIAN;
        assert_non_null(find(worst, guidance_kind_names[i], is_alone ? "withheld" : "scored"));
    }
    assert_non_null(find(worst, "result", "incomplete"));
}

static void test_they_are_valid_reports(void **state) {
    const struct worst_fixture *worst = *state;
    struct slice bytes = embedded_bytes("schema/report.xsd");
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(bytes.at, (int)bytes.size_bytes);
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    assert_non_null(schema);
    for (size_t i = 0; i < worst->reports.count; i++) {
        xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
        assert_int_equal(xmlSchemaValidateDoc(valid, worst->reports.at[i].report), 0);
        xmlSchemaFreeValidCtxt(valid);
    }
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
}

/* Counts and lengths from the tables themselves. */
static void test_nothing_can_be_longer(void **state) {
    const struct worst_fixture *worst = *state;
    xmlDocPtr report = find(worst, "result", "scored");
    const struct knowledge *knowledge = worst->fixture->inputs.knowledge;
    const struct guidance *guidance = worst->fixture->inputs.guidance;
    size_t longest[SLOT_COUNT] = {0};
    int separate = 0;
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        size_t size_bytes = strlen(knowledge->meals[i].name);
        enum meal_slot slot = knowledge->meals[i].slot;
        longest[slot] = size_bytes > longest[slot] ? size_bytes : longest[slot];
    }
    for (size_t i = 0; i < knowledge->interaction_count; i++) {
        separate += knowledge->interactions[i].action == ACTION_SEPARATE;
    }
    assert_int_equal(number(report, "string-length(/report/patient/@name)"), 240);
    assert_int_equal(number(report, "count(/report/findings/finding)"),
                     guidance->lists[LIST_FINDING].count);
    assert_int_equal(number(report, "count(/report/lifestyle/factor)"), guidance->factor_count);
    assert_int_equal(number(report, "count(/report/lifestyle/factor | /report/lifestyle/more)"),
                     guidance->lists[LIST_FACTOR].count);
    assert_int_equal(number(report, "count(/report/education/topic)"), guidance->topic_count);
    assert_true(number(report, "count(/report/interactions/interaction)") >= separate);
    assert_int_equal(number(report, "count(/report/plan/day)"), 7);
    assert_int_equal(number(report, "count(/report/foods/food)"), guidance->food_count);
    assert_int_equal(number(report, "count(/report/actions/action)"), guidance->action_count);
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        char path[100];
        (void)snprintf(path, sizeof path, "count(//meal[@slot='%s'][string-length(@name)=%zu])",
                       meal_slot_names[i], longest[i]);
        assert_true(number(report, path) >= 7);
    }
    assert_int_equal(number(report, "count(//meal[@portion='1.00'])"), 0);
    assert_true(number(report, "count(/report/remarks/p)") >= 6);
}

/* What the rules withhold stays withheld. */
static void test_rules_hold(void **state) {
    const struct worst_fixture *worst = *state;
    xmlDocPtr emergency = find(worst, "emergency", "withheld");
    assert_int_equal(number(emergency, "count(//finding | //food | //day | //form | //action)"), 0);
    xmlDocPtr kidney = find(worst, "kidney", "scored");
    assert_int_equal(number(kidney, "count(//day | //form | //interaction/@before)"), 0);
    assert_true(number(kidney, "count(//finding)") > 0);
}

/* Every alert of the guidance is met in some report. */
static void test_every_alert_is_met(void **state) {
    const struct worst_fixture *worst = *state;
    const struct guidance_entries *alerts = &worst->fixture->inputs.guidance->lists[LIST_ALERT];
    for (size_t i = 0; i < alerts->count; i++) {
        int met = 0;
        char path[200];
        (void)snprintf(path, sizeof path, "count(//alert[@id='%s'])", alerts->at[i].id);
        for (size_t k = 0; k < worst->reports.count; k++) {
            met += number(worst->reports.at[k].report, path);
        }
        if (met == 0) {
            fail_msg("the alert %s is in no report", alerts->at[i].id);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_of_first_page_is_there),
        cmocka_unit_test(test_they_are_valid_reports),
        cmocka_unit_test(test_nothing_can_be_longer),
        cmocka_unit_test(test_rules_hold),
        cmocka_unit_test(test_every_alert_is_met),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
