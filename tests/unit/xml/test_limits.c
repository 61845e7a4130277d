/* Every limit, just met and just passed. */
#include "unit/unit.h"

#include "base/builder.h"
#include "xml/xml.h"

static const char *const long_names[] = {"data", NULL};

static const struct xml_limits limits = {
    .bytes = 100000000,
    .nodes = 10,
    .attributes = 3,
    .depth = 4,
    .name_bytes = 20,
    .word_bytes = 5,
    .long_names = long_names,
};

static void expect_with(const struct xml_limits *own, const char *text, const char *messages) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    bool done = xml_parse(arena, "f.xml", slice_from(text), own, diags) != NULL;
    assert_int_equal(done, messages == NULL);
    unit_expect_messages(diags, messages != NULL ? messages : "");
    diags_free(diags);
    arena_free(arena);
}

static void expect(const char *text, const char *messages) {
    expect_with(&limits, text, messages);
}

static void attributes_are_limited(void **state) {
    (void)state;
    expect("<a b='' c='' d=''/>", NULL);
    expect("<a>\n<a b='' c='' d='' e=''/></a>", "f.xml:2:1: error[E112]: more than 3 attributes");
    expect("<a b='' xmlns:c='u' d='' e=''/>", "f.xml:1:1: error[E112]");
}

static void depth_is_limited(void **state) {
    (void)state;
    expect("<a><a><a><a/></a></a></a>", NULL);
    expect("<a><a><a>\n<a><a/></a></a></a></a>", "f.xml:2:4: error[E113]: elements nested deeper");
}

static void names_are_limited(void **state) {
    (void)state;
    expect("<a><bbbbbbbb/><ccccccc/><bbbbbbbb/></a>", NULL); /* 2 + 9 + 8 with their ends */
    expect("<a><bbbbbbbb/><ccccccccc/></a>", "f.xml:1:15: error[E114]");
}

static void nodes_are_limited(void **state) {
    (void)state;
    expect("<a>1<a/>2<a/>3<a/>4<a/>5</a>", NULL);
    expect("<a>1<a/>2<a/>3<a/>4<a/>5<a/></a>", "f.xml:1:25: error[E115]: more than 10 elements");
}

static void words_are_limited(void **state) {
    (void)state;
    expect("<a b='12345 12345'>12345 12345<a/>12345\n12345</a>", NULL);
    expect("<a b='12345 123456'/>", "f.xml:1:7: error[E116]: a word of more than 5 bytes");
    expect("<a b='123456' c='1'/>", "f.xml:1:7: error[E116]"); /* c's value is gone by then */
    expect("<a>12345\n<a/>\n123456</a>", "f.xml:2:5: error[E116]");
    expect("<a>123<![CDATA[456]]></a>", "f.xml:1:4: error[E116]"); /* one run */
    expect("<data value='1234567890'>1234567890</data>", NULL);    /* base64 may be long */
}

/* libxml2 walks over all of them for each element. */
static void namespaces_in_force_are_limited(void **state) {
    (void)state;
    struct builder text = {0};
    builder_text(&text, "<a>");
    for (int i = 0; i < 300; i++) { /* one after the other: never more than one */
        builder_text(&text, "<b xmlns:c='u'/>");
    }
    builder_text(&text, "</a>");
    expect_with(&xml_limits_intake, text.at, NULL);
    builder_reset(&text);
    for (int i = 0; i < 257; i++) { /* 3 in each, so the 86th passes 256 */
        builder_text(&text, "<b xmlns:c='u' xmlns:d='u' xmlns='u'>\n");
    }
    expect_with(&xml_limits_intake, text.at, "f.xml:86:1: error[E118]");
    builder_free(&text);
}

static void huge_tokens_end_quickly(void **state) {
    (void)state;
    struct builder text = {0};
    builder_text(&text, "<a b='");
    for (size_t i = 0; i < 11000000; i++) {
        builder_char(&text, i % 2 == 0 ? 'x' : ' ');
    }
    builder_text(&text, "'/>");
    expect_with(&xml_limits_intake, text.at, "f.xml:1:1: error[E117]");
    builder_free(&text);
}

/* The defaults stand where the parser's own cost is still small. */
static void many_attributes_and_names_end_quickly(void **state) {
    (void)state;
    struct builder attributes = {0};
    struct builder names = {0};
    builder_text(&attributes, "<a");
    builder_text(&names, "<a>");
    for (int i = 0; i < 300000; i++) {
        builder_format(&attributes, " a%d=''", i);
        builder_format(&names, "<n%d/>", i);
    }
    builder_text(&attributes, "/>");
    builder_text(&names, "</a>");
    expect_with(&xml_limits_intake, attributes.at, "f.xml:1:1: error[E112]");
    expect_with(&xml_limits_intake, names.at, "f.xml:1:");
    builder_free(&attributes);
    builder_free(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attributes_are_limited),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(names_are_limited),
        cmocka_unit_test(nodes_are_limited),
        cmocka_unit_test(words_are_limited),
        cmocka_unit_test(namespaces_in_force_are_limited),
        cmocka_unit_test(huge_tokens_end_quickly),
        cmocka_unit_test(many_attributes_and_names_end_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
