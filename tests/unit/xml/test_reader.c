/* Typed attributes, and what is said of wrong ones. */
#include "unit/unit.h"

#include "xml/xml.h"

static const char text[] =
    "<a one='1' big='99' word='x' yes='yes' no='no' papre='' xmlns:o='urn:o' o:other=''>\n"
    " <b xml:lang='de'> some <c/>\n  text </b><b xmlns='urn:other'/>\n <b kind='leter' odd=''/>"
    "</a>";
static const char *const papers[] = {"a4", "letter", NULL};

struct reading {
    struct arena *arena;
    struct xml_reader reader;
    struct xml_node *root;
};

static int set_up(void **state) {
    struct reading *reading = calloc(1, sizeof *reading);
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    const struct xml_document *document =
        xml_parse(arena, "f.xml", slice_from(text), &xml_limits_pack, diags);
    assert_non_null(document);
    reading->arena = arena;
    reading->reader = (struct xml_reader){arena, document, diags, false};
    reading->root = document->root;
    *state = reading;
    return 0;
}

static int tear_down(void **state) {
    struct reading *reading = *state;
    diags_free(reading->reader.diags);
    arena_free(reading->arena);
    free(reading);
    return 0;
}

static void right_values_are_read(void **state) {
    struct reading *reading = *state;
    struct xml_reader *reader = &reading->reader;
    assert_string_equal(xml_read_text(reader, reading->root, "word"), "x");
    assert_int_equal(xml_read_int(reader, reading->root, "one", 1, 5), 1);
    assert_int_equal(xml_read_int_or(reader, reading->root, "none", 1, 5, 7), 7);
    assert_true(xml_read_bool_or(reader, reading->root, "yes", false));
    assert_false(xml_read_bool_or(reader, reading->root, "no", true));
    assert_true(xml_read_bool_or(reader, reading->root, "none", true));
    assert_int_equal(xml_read_choice_or(reader, reading->root, "none", papers, 1), 1);
    assert_false(reader->failed);
}

static void wrong_values_are_reported_at_their_place(void **state) {
    struct reading *reading = *state;
    struct xml_reader *reader = &reading->reader;
    struct xml_node *last = xml_next(xml_first(reading->root, "b"), "b");
    assert_string_equal(xml_read_text(reader, last, "name"), "");
    assert_int_equal(xml_read_int(reader, reading->root, "big", 1, 5), 1);
    assert_int_equal(xml_read_choice(reader, last, "kind", papers), 0);
    assert_int_equal(xml_read_choice(reader, reading->root, "word", papers), 0);
    assert_true(reader->failed);
    assert_int_equal(diags_status(reader->diags), STATUS_PACK);
    unit_expect_messages(reader->diags,
                         "f.xml:4:2: error[E121]: <b> needs the attribute 'name'\n"
                         "f.xml:1:17: error[E123]: '99' is not a number that 'big' can have\n"
                         "  hint: a whole number from 1 to 5\n"
                         "f.xml:4:11: error[E124]: 'leter' is not a value that 'kind' can have\n"
                         "  hint: did you mean 'letter'?\n"
                         "f.xml:1:27: error[E124]: 'x' is not a value that 'word' can have\n"
                         "  hint: it can be: a4 letter\n");
}

static void attributes_nobody_asked_for_are_reported(void **state) {
    struct reading *reading = *state;
    struct xml_reader *reader = &reading->reader;
    static const char *const asked[] = {"one", "big", "word", "yes", "no"};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        xml_find_attribute(reading->root, asked[i]);
    }
    xml_attribute_text(xml_next(xml_first(reading->root, "b"), "b"), "kind", "");
    xml_report_unknown(reader, reading->root, false);
    unit_expect_messages(reader->diags, "f.xml:1:55: error[E122]: <a> has no attribute 'papre'\n");
    diags_reset(reader->diags);
    xml_report_unknown(reader, reading->root, true);
    unit_expect_messages(reader->diags, "f.xml:1:55: error[E122]: <a> has no attribute 'papre'\n"
                                        "f.xml:4:23: error[E122]: <b> has no attribute 'odd'\n");
    assert_int_equal(diags_count(reader->diags, DIAG_ERROR), 2);
}

static void nodes_are_found(void **state) {
    struct reading *reading = *state;
    struct xml_node *first = xml_first(reading->root, NULL);
    assert_string_equal(first->name, "b");
    assert_null(xml_first(reading->root, "x"));
    const struct xml_node *second =
        xml_next(first, NULL); /* that of another namespace is skipped */
    assert_int_equal(second->line, 4);
    assert_null(xml_next(second, NULL));
    assert_string_equal(xml_text(reading->arena, first), "some \n  text");
    assert_string_equal(xml_text(reading->arena, second), "");
    assert_string_equal(xml_attribute_text(first, "xml:lang", ""), "de");
    assert_null(xml_find_attribute(first, "lang"));
    assert_null(xml_find_attribute(reading->root, "other"));
    struct position place = xml_position(reading->reader.document, second);
    assert_string_equal(place.file, "f.xml");
    assert_int_equal(place.line, 4);
    assert_int_equal(place.column, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(right_values_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_values_are_reported_at_their_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(attributes_nobody_asked_for_are_reported, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nodes_are_found, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
