#include "unit/unit.h"

#include "base/builder.h"

static void pieces_are_joined(void **state) {
    (void)state;
    struct builder text = {0};
    builder_text(&text, "a");
    builder_char(&text, 'b');
    builder_int(&text, INT64_MIN);
    builder_int(&text, 0);
    builder_format(&text, "<%s>", "c");
    builder_add(&text, "d\0e", 3);
    assert_memory_equal(text.at, "ab-92233720368547758080<c>d\0e\0", 30);
    assert_int_equal(text.size_bytes, 29);
    builder_reset(&text);
    assert_string_equal(text.at, "");
    builder_free(&text);
}

static void nothing_is_kept_past_the_maximum(void **state) {
    (void)state;
    struct builder text = {.max_bytes = 5};
    builder_text(&text, "abc");
    builder_text(&text, "de");
    assert_false(text.overflow);
    builder_text(&text, "f");
    assert_true(text.overflow);
    builder_reset(&text);
    builder_text(&text, "abcdef");
    assert_true(text.overflow);
    assert_int_equal(text.size_bytes, 0);
    assert_null(builder_reserve(&text, 1));
    builder_free(&text);
    assert_int_equal(text.max_bytes, 5);
}

static void reserved_bytes_are_committed(void **state) {
    (void)state;
    struct builder text = {0};
    char *place = builder_reserve(&text, 100);
    memcpy(place, "xyz", 3);
    builder_commit(&text, 3);
    assert_string_equal(text.at, "xyz");
    builder_free(&text);
}

static void xml_is_escaped(void **state) {
    (void)state;
    struct builder text = {0};
    builder_xml(&text, "a<b>&\"'\t\n\r\x01\x7F\xC3\xA9");
    assert_string_equal(text.at, "a&lt;b&gt;&amp;&quot;'&#9;&#10;&#13;\xEF\xBF\xBD&#127;\xC3\xA9");
    builder_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_joined),
        cmocka_unit_test(nothing_is_kept_past_the_maximum),
        cmocka_unit_test(reserved_bytes_are_committed),
        cmocka_unit_test(xml_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
