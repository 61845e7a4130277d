/* Records one at a time. */
#include "unit/unit.h"

#include "base/builder.h"
#include "xml/xml.h"

#include <malloc.h>

struct seen {
    struct builder text;
    size_t records;
    size_t stop_after; /* 0: never */
    size_t peak_bytes;
};

static bool is_item(void *user, const struct xml_node *const *path, size_t depth) {
    (void)user;
    for (size_t i = 1; i < depth; i++) {
        assert_ptr_equal(path[i]->parent, path[i - 1]);
    }
    return strcmp(path[depth - 1]->name, "item") == 0;
}

/* Large blocks are mapped or not, as malloc pleases. */
static size_t heap_bytes(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static bool on_item(void *user, struct xml_node *record) {
    struct seen *seen = user;
    seen->records++;
    builder_format(&seen->text, "%s/%s:%s;", xml_attribute_text(record->parent, "id", ""),
                   record->name, record->first_child != NULL ? record->first_child->text : "-");
    size_t used_bytes = heap_bytes();
    seen->peak_bytes = used_bytes > seen->peak_bytes ? used_bytes : seen->peak_bytes;
    return seen->records != seen->stop_after;
}

static bool read_items(const char *text, struct seen *seen) {
    struct diags *diags = diags_new();
    struct xml_stream stream = {is_item, on_item, seen};
    bool done = xml_read_stream("f.xml", slice_from(text), &xml_limits_intake, &stream, diags);
    assert_int_equal(done, diags_count(diags, DIAG_ERROR) == 0);
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

static bool root_is_record(void *user, const struct xml_node *const *path, size_t depth) {
    (void)user;
    (void)path;
    return depth == 1;
}

static bool on_root(void *user, struct xml_node *record) {
    struct seen *seen = user;
    assert_null(record->parent);
    assert_string_equal(record->first_child->name, "item");
    seen->records++;
    return true;
}

static void the_root_may_be_a_record(void **state) {
    (void)state;
    struct seen seen = {0};
    struct diags *diags = diags_new();
    struct xml_stream stream = {root_is_record, on_root, &seen};
    assert_true(
        xml_read_stream("f.xml", slice_from("<a><item/></a>"), &xml_limits_intake, &stream, diags));
    assert_int_equal(seen.records, 1);
    diags_free(diags);
}

static void reading_stops_when_asked(void **state) {
    (void)state;
    struct seen seen = {.stop_after = 2};
    /* what comes after is not looked at, broken or not */
    assert_true(read_items("<a><b id='1'><item/><item/><item/></c></a>", &seen));
    assert_int_equal(seen.records, 2);
    builder_free(&seen.text);
}

static void records_before_an_error_are_seen(void **state) {
    (void)state;
    struct seen seen = {0};
    assert_false(read_items("<a><b id='1'><item/><item></b></a>", &seen));
    assert_int_equal(seen.records, 1);
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
        cmocka_unit_test(reading_stops_when_asked),
        cmocka_unit_test(records_before_an_error_are_seen),
        cmocka_unit_test(memory_does_not_grow_with_the_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
