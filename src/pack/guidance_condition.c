/* Conditions of guidance.xml: <when> and <unless> with attributes that test answers.
 *
 *   <when item="Q01" at-least="2"/>        one test
 *   <when index="symptom" band="many" group="D"/>   several attributes: all must hold
 *   <when gate="G09"><and age="unknown"/></when>     <and>: further tests when an attribute is
 * needed twice
 *
 * A table maps the attribute that names a test to the attributes that belong to it. */
#include "pack/guidance_read.h"

#include "base/vector.h"
#include "pack/knowledge.h"

#include <string.h>

/* What may stand beside the naming attribute. */
enum detail { DETAIL_NONE, DETAIL_RANGE, DETAIL_BAND, DETAIL_RANK, DETAIL_REASON };

struct test_form {
    const char *attribute;
    enum guidance_test_kind kind;
    enum detail detail;
    const char *const *choices; /* NULL: any text */
    enum guidance_stage stage;  /* the first stage in which it can be asked */
};

static const char *const yes_only[] = {"yes", NULL};
static const char *const unknown_only[] = {"unknown", NULL};
static const char *const stages[] = {"none", "pregnant", "breastfeeding", NULL};
static const char *const statuses[] = {"scored", "incomplete", "withheld", NULL};
static const char *const plans[] = {"made", "blocked", NULL};
static const char *const actions[] = {"separate", "ask-first", "do-not-supplement", NULL};

static const struct test_form test_forms[] = {
    {"gate", TEST_GATE, DETAIL_NONE, NULL, GUIDANCE_BEFORE_KIND},
    {"open", TEST_OPEN, DETAIL_NONE, NULL, GUIDANCE_BEFORE_KIND},
    {"no", TEST_NO, DETAIL_NONE, NULL, GUIDANCE_BEFORE_KIND},
    {"item", TEST_VALUE, DETAIL_RANGE, NULL, GUIDANCE_BEFORE_KIND},
    {"index", TEST_BAND, DETAIL_BAND, NULL, GUIDANCE_BEFORE_KIND},
    {"domain", TEST_RANK, DETAIL_RANK, NULL, GUIDANCE_BEFORE_KIND},
    {"group", TEST_GROUP, DETAIL_NONE, NULL, GUIDANCE_BEFORE_KIND},
    {"listed", TEST_LISTED, DETAIL_NONE, NULL, GUIDANCE_BEFORE_KIND},
    {"listed-action", TEST_LISTED_ACTION, DETAIL_NONE, actions, GUIDANCE_BEFORE_KIND},
    {"listed-any", TEST_LISTED_ANY, DETAIL_NONE, yes_only, GUIDANCE_BEFORE_KIND},
    {"age", TEST_AGE_UNKNOWN, DETAIL_NONE, unknown_only, GUIDANCE_BEFORE_KIND},
    {"under-age", TEST_UNDER_AGE, DETAIL_NONE, yes_only, GUIDANCE_BEFORE_KIND},
    {"stage", TEST_STAGE, DETAIL_NONE, stages, GUIDANCE_BEFORE_KIND},
    {"status", TEST_STATUS, DETAIL_NONE, statuses, GUIDANCE_BEFORE_KIND},
    {"country", TEST_COUNTRY, DETAIL_NONE, NULL, GUIDANCE_BEFORE_KIND},
    {"standard", TEST_STANDARD, DETAIL_NONE, standard_names, GUIDANCE_BEFORE_KIND},
    {"kind", TEST_KIND, DETAIL_NONE, guidance_kind_names, GUIDANCE_BEFORE_PARTS},
    {"withheld", TEST_WITHHELD, DETAIL_REASON, guidance_part_names, GUIDANCE_TEXTS},
    {"shown", TEST_SHOWN, DETAIL_NONE, guidance_part_names, GUIDANCE_TEXTS},
    {"plan", TEST_PLAN, DETAIL_REASON, plans, GUIDANCE_TEXTS},
};

static bool has_attribute(const struct xml_node *node, const char *name) {
    for (size_t i = 0; i < node->attribute_count; i++) {
        if (strcmp(node->attributes[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* item="..." is a test of its value, of one option, or of how it was answered. */
static void read_item(struct guidance_reader *reader, struct xml_node *node,
                      struct guidance_test *test) {
    if (has_attribute(node, "option")) {
        test->kind = TEST_OPTION;
        test->value = xml_read_text(&reader->xml, node, "option");
    } else if (has_attribute(node, "missing")) {
        test->kind = TEST_MISSING;
        xml_read_choice(&reader->xml, node, "missing", yes_only);
    } else if (has_attribute(node, "unknown")) {
        test->kind = TEST_UNKNOWN;
        xml_read_choice(&reader->xml, node, "unknown", yes_only);
    } else {
        test->low = has_attribute(node, "at-most")
                        ? xml_read_int_or(&reader->xml, node, "at-least", 0, INT32_MAX, 0)
                        : xml_read_int(&reader->xml, node, "at-least", 0, INT32_MAX);
        test->high = xml_read_int_or(&reader->xml, node, "at-most", 0, INT32_MAX, INT32_MAX);
    }
}

static void read_detail(struct guidance_reader *reader, struct xml_node *node, enum detail detail,
                        struct guidance_test *test) {
    switch (detail) {
    case DETAIL_NONE:
        break;
    case DETAIL_RANGE:
        read_item(reader, node, test);
        break;
    case DETAIL_BAND:
        test->value = xml_read_text(&reader->xml, node, "band");
        break;
    case DETAIL_RANK:
        test->high = xml_read_int(&reader->xml, node, "rank", 1, 100);
        break;
    case DETAIL_REASON:
        test->value = xml_attribute_text(node, "reason", NULL);
        break;
    }
}

static struct guidance_test read_test(struct guidance_reader *reader, struct xml_node *node,
                                      const struct test_form *form) {
    struct guidance_test test = {.kind = form->kind};
    const struct xml_attribute *attribute = xml_find_attribute(node, form->attribute);
    test.position = xml_attribute_position(reader->xml.document, attribute);
    test.name = attribute->value;
    if (form->choices != NULL) {
        int choice = xml_read_choice(&reader->xml, node, form->attribute, form->choices);
        test.low = choice;
        test.name = form->choices[choice];
    }
    read_detail(reader, node, form->detail, &test);
    if (reader->stage < form->stage) {
        diag(reader->xml.diags, MESSAGE_GUIDANCE_ORDER, test.position, ARGS(form->attribute));
        reader->xml.failed = true;
    }
    return test;
}

/* The tests of one element's attributes. */
static void read_tests(struct guidance_reader *reader, struct xml_node *node,
                       struct guidance_clause *clause) {
    VECTOR(struct guidance_test)
    tests = {.at = clause->tests, .count = clause->test_count, .capacity = clause->test_count};
    size_t before = tests.count;
    for (size_t i = 0; i < sizeof test_forms / sizeof test_forms[0]; i++) {
        if (has_attribute(node, test_forms[i].attribute)) {
            struct guidance_test test = read_test(reader, node, &test_forms[i]);
            *VECTOR_PUSH(reader->xml.arena, &tests) = test;
        }
    }
    if (has_attribute(node, "age-from") || has_attribute(node, "age-to")) {
        struct guidance_test test = {
            .kind = TEST_AGE, .name = "", .position = xml_position(reader->xml.document, node)};
        test.low = xml_read_int_or(&reader->xml, node, "age-from", 0, 130, 0);
        test.high = xml_read_int_or(&reader->xml, node, "age-to", 0, 130, 130);
        *VECTOR_PUSH(reader->xml.arena, &tests) = test;
    }
    if (tests.count == before) {
        xml_report(&reader->xml, node, MESSAGE_GUIDANCE_TEST, ARGS(node->name));
    }
    clause->tests = tests.at;
    clause->test_count = tests.count;
}

static struct guidance_clause read_clause(struct guidance_reader *reader, struct xml_node *node) {
    static const char *const allowed[] = {"and", NULL};
    struct guidance_clause clause = {0};
    read_tests(reader, node, &clause);
    clause.weight = xml_read_int_or(&reader->xml, node, "weight", 0, 1000, -1);
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        if (strcmp(child->name, "and") == 0) {
            read_tests(reader, child, &clause);
        } else {
            guidance_report_element(reader, child, allowed);
        }
    }
    return clause;
}

bool guidance_is_condition(const struct xml_node *node) {
    return strcmp(node->name, "when") == 0 || strcmp(node->name, "unless") == 0;
}

struct guidance_condition guidance_read_condition(struct guidance_reader *reader,
                                                  struct xml_node *node) {
    VECTOR(struct guidance_clause) any = {0};
    VECTOR(struct guidance_clause) none = {0};
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        if (strcmp(child->name, "when") == 0) {
            *VECTOR_PUSH(reader->xml.arena, &any) = read_clause(reader, child);
        } else if (strcmp(child->name, "unless") == 0) {
            *VECTOR_PUSH(reader->xml.arena, &none) = read_clause(reader, child);
        }
    }
    return (struct guidance_condition){
        .any = any.at, .any_count = any.count, .none = none.at, .none_count = none.count};
}
