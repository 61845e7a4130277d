/* Records one at a time. */
#include "unit/unit.h"

#include "base/builder.h"
#include "xml/xml.h"

#include <malloc.h>

struct seen {
    struct builder text;
    size_t records;
    size_t peak_bytes;
};

static enum xml_choice choose_items(void *user, const struct xml_node *const *path, size_t depth) {
    (void)user;
    for (size_t i = 1; i < depth; i++) {
        assert_ptr_equal(path[i]->parent, path[i - 1]);
    }
    return strcmp(path[depth - 1]->name, "item") == 0 ? XML_RECORD : XML_NO_RECORD;
}

/* Large blocks are mapped or not, as malloc pleases. */
static size_t heap_bytes(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void take_item(struct seen *seen, struct xml_node *record) {
    seen->records++;
    builder_format(&seen->text, "%s/%s:%s;", xml_attribute_text(record->parent, "id", ""),
                   record->name, record->first_child != NULL ? record->first_child->text : "-");
    size_t used_bytes = heap_bytes();
    seen->peak_bytes = used_bytes > seen->peak_bytes ? used_bytes : seen->peak_bytes;
}

static bool read_items(const char *text, struct seen *seen) {
    struct diags *diags = diags_new();
    struct xml_stream stream = {.choose = choose_items, .user = seen};
    struct source *source = source_from_bytes("f.xml", slice_from(text));
    struct xml_records *records =
        xml_read_records(source, &xml_limits_intake, &stream, NULL, diags);
    source_free(source);
    assert_int_equal(records != NULL, diags_count(diags, DIAG_ERROR) == 0);
    bool done = records != NULL && xml_records_begin(records, diags);
    struct xml_node *record = NULL;
    while (done && (record = xml_records_next(records, diags)) != NULL) {
        take_item(seen, record);
    }
    xml_records_free(records);
    diags_free(diags);
    return done;
}

static void records_know_their_parents(void **state) {
    (void)state;
    struct seen seen = {0};
    assert_true(read_items("<a><b id='1'>x<item>y</item><item/></b><b id='2'><c/><item>z"
                           "<item>inner</item></item></b></a>",
                           &seen));
    assert_string_equal(seen.text.at, "1/item:y;1/item:-;2/item:z;");
    builder_free(&seen.text);
}

static enum xml_choice choose_root(void *user, const struct xml_node *const *path, size_t depth) {
    (void)user;
    (void)path;
    return depth == 1 ? XML_PLACED_RECORD : XML_NO_RECORD;
}

/* Twice, and with the places of attributes. */
static void the_root_may_be_a_record(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    struct xml_stream stream = {.choose = choose_root};
    struct source *source = source_from_bytes("f.xml", slice_from("<a>\n <item b='c'/></a>"));
    struct xml_records *records =
        xml_read_records(source, &xml_limits_intake, &stream, NULL, diags);
    assert_non_null(records);
    for (int i = 0; i < 2; i++) {
        assert_true(xml_records_begin(records, diags));
        struct xml_node *root = xml_records_next(records, diags);
        assert_non_null(root);
        assert_null(root->parent);
        struct xml_node *item = xml_first(root, "item");
        assert_int_equal(item->line, 2);
        assert_int_equal(item->column, 2);
        assert_int_equal(item->attributes[0].line, 2);
        assert_int_equal(item->attributes[0].column, 11);
        assert_null(xml_records_next(records, diags));
    }
    xml_records_free(records);
    source_free(source);
    diags_free(diags);
}

static bool is_wanted_early(void *user, const char *name, size_t depth) {
    (void)user;
    return depth == 1 && strcmp(name, "early") == 0;
}

static bool take_early(void *user, struct xml_node *record) {
    struct seen *seen = user;
    builder_format(&seen->text, "%s;", xml_attribute_text(record, "id", ""));
    return strcmp(xml_attribute_text(record, "id", ""), "both") == 0;
}

static void some_are_wanted_early(void **state) {
    (void)state;
    struct seen seen = {0};
    struct diags *diags = diags_new();
    struct xml_stream stream = {choose_items, is_wanted_early, take_early, &seen};
    struct source *source = source_from_bytes(
        "f.xml", slice_from("<a><item id='1'/><item id='2'><early/></item><item id='3'><x><early/>"
                            "</x></item><item id='both'><early/></item></a>"));
    struct xml_records *records =
        xml_read_records(source, &xml_limits_intake, &stream, NULL, diags);
    assert_string_equal(seen.text.at, "2;both;");
    assert_true(xml_records_begin(records, diags));
    static const char *const left[] = {"1", "3", "both"};
    for (size_t i = 0; i < 3; i++) {
        struct xml_node *record = xml_records_next(records, diags);
        assert_string_equal(xml_attribute_text(record, "id", ""), left[i]);
    }
    assert_null(xml_records_next(records, diags));
    xml_records_free(records);
    source_free(source);
    diags_free(diags);
    builder_free(&seen.text);
}

static void nothing_of_a_broken_file_is_seen(void **state) {
    (void)state;
    struct seen seen = {0};
    assert_false(read_items("<a><b id='1'><item/><item></b></a>", &seen));
    assert_false(read_items("<a><b id='1'><item/><item/></b>", &seen));
    assert_int_equal(seen.records, 0);
    builder_free(&seen.text);
}

/* Memory in use at a record, with many of them before it. */
static size_t peak_of(size_t count) {
    struct builder text = {0};
    struct seen seen = {0};
    builder_text(&text, "<a>");
    for (size_t i = 0; i < count; i++) {
        builder_text(&text, "<b id='1'><item><x y='z'>some text</x><x/><x/></item></b>");
    }
    builder_text(&text, "</a>");
    seen.text.max_bytes = 64; /* not part of what is measured */
    size_t before_bytes = heap_bytes();
    assert_true(read_items(text.at, &seen));
    assert_int_equal(seen.records, count);
    builder_free(&seen.text);
    builder_free(&text);
    return seen.peak_bytes > before_bytes ? seen.peak_bytes - before_bytes : 0;
}

static void memory_does_not_grow_with_the_records(void **state) {
    (void)state;
    size_t few_bytes = peak_of(20000);
    size_t many_bytes = peak_of(100000);
    assert_true(many_bytes <= few_bytes + few_bytes / 4 + 65536);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_know_their_parents),
        cmocka_unit_test(the_root_may_be_a_record),
        cmocka_unit_test(some_are_wanted_early),
        cmocka_unit_test(nothing_of_a_broken_file_is_seen),
        cmocka_unit_test(memory_does_not_grow_with_the_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
