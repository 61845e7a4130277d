/* A tree in an arena against the same tree made by libxml2: written out alike, read alike by XPath,
 * and good to copy. */
#include "report/tree.h"

#include "unit/unit.h"

#include <libxml/xpath.h>
#include <stdint.h>
#include <string.h>

static int set_up(void **state) {
    *state = arena_new();
    return 0;
}

static int tear_down(void **state) {
    arena_free(*state);
    return 0;
}

static xmlDocPtr build_ours(struct arena *arena) {
    struct tree tree = tree_new(arena);
    xmlNodePtr root = tree_add(&tree, NULL, "report");
    tree_set(&tree, root, "title", "A & B <\"C\"> é");
    tree_set(&tree, root, "empty", "");
    tree_set_int(&tree, root, "least", INT64_MIN);
    xmlNodePtr row = tree_add_text(&tree, root, "row", "first & last");
    tree_set_bool(&tree, row, "on", true);
    tree_set_int(&tree, row, "n", 0);
    tree_add_text(&tree, root, "row", "");
    tree_add(&tree, root, "none");
    return tree.document;
}

static const xmlChar *xml(const char *text) {
    return (const xmlChar *)text;
}

static xmlDocPtr build_theirs(void) {
    xmlDocPtr document = xmlNewDoc(xml("1.0"));
    xmlNodePtr root = xmlNewDocNode(document, NULL, xml("report"), NULL);
    xmlDocSetRootElement(document, root);
    xmlNewProp(root, xml("title"), xml("A & B <\"C\"> é"));
    xmlNewProp(root, xml("empty"), xml(""));
    xmlNewProp(root, xml("least"), xml("-9223372036854775808"));
    xmlNodePtr row = xmlNewTextChild(root, NULL, xml("row"), xml("first & last"));
    xmlNewProp(row, xml("on"), xml("yes"));
    xmlNewProp(row, xml("n"), xml("0"));
    xmlAddChild(xmlNewChild(root, NULL, xml("row"), NULL), xmlNewDocText(document, xml("")));
    xmlNewChild(root, NULL, xml("none"), NULL);
    return document;
}

static void assert_same_text(xmlDocPtr one, xmlDocPtr other) {
    xmlChar *texts[2];
    int sizes[2];
    xmlDocDumpFormatMemoryEnc(one, &texts[0], &sizes[0], "UTF-8", 1);
    xmlDocDumpFormatMemoryEnc(other, &texts[1], &sizes[1], "UTF-8", 1);
    assert_string_equal(texts[0], texts[1]);
    xmlFree(texts[0]);
    xmlFree(texts[1]);
}

static void written_as_libxml2s(void **state) {
    xmlDocPtr theirs = build_theirs();
    assert_same_text(build_ours(*state), theirs);
    xmlFreeDoc(theirs);
}

static void copied_by_libxml2(void **state) {
    xmlDocPtr theirs = build_theirs();
    xmlDocPtr copy = xmlCopyDoc(build_ours(*state), 1);
    assert_same_text(copy, theirs);
    assert_non_null(xmlSetProp(xmlDocGetRootElement(copy), xml("title"), xml("changed")));
    xmlFreeDoc(copy);
    xmlFreeDoc(theirs);
}

static void read_by_xpath(void **state) {
    static const struct {
        const char *path, *value;
    } cases[] = {
        {"/report/@title", "A & B <\"C\"> é"},
        {"count(//@*)", "5"},
        {"/report/row[@on = 'yes']", "first & last"},
        {"string(/report/row[2])", ""},
        {"name(/report/*[last()]/preceding-sibling::*[1])", "row"},
        {"count(/report/row | /report/none)", "3"},
        {"/report/@*[last()]", "-9223372036854775808"},
        {"name(/report/@empty/preceding::node())", ""},
    };
    xmlXPathContextPtr context = xmlXPathNewContext(build_ours(*state));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xmlXPathObjectPtr found = xmlXPathEvalExpression(xml(cases[i].path), context);
        xmlChar *text = xmlXPathCastToString(found);
        assert_string_equal(text, cases[i].value);
        xmlFree(text);
        xmlXPathFreeObject(found);
    }
    xmlXPathFreeContext(context);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(written_as_libxml2s, set_up, tear_down),
        cmocka_unit_test_setup_teardown(copied_by_libxml2, set_up, tear_down),
        cmocka_unit_test_setup_teardown(read_by_xpath, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
