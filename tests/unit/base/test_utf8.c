#include "unit/unit.h"

#include "base/utf8.h"

static void all_code_points_go_round(void **state) {
    (void)state;
    for (uint32_t code_point = 1; code_point <= 0x10FFFF; code_point++) {
        char bytes[4];
        size_t size_bytes = utf8_encode(code_point, bytes);
        size_t at = 0;
        bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        uint32_t back = utf8_next((struct slice){bytes, size_bytes}, &at);
        if (back != (surrogate ? UTF8_REPLACEMENT : code_point) || at != size_bytes) {
            fail_msg("U+%04X", (unsigned)code_point);
        }
    }
}

/* The ill-formed sequences of the Unicode standard, table 3-7 and section 3.9. */
static void bad_sequences_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"\x80",
                                      "\xC0\xAF",
                                      "\xC1\x80",
                                      "\xE0\x80\xAF",
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",
                                      "\xF0\x80\x80\xAF",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xC3",
                                      "\xE2\x82",
                                      "\xF0\x9F\x92",
                                      "\xFF",
                                      "a\xC3z"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(utf8_is_valid(slice_from(bad[i])));
    }
    assert_true(utf8_is_valid(slice_from("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x92\x8A")));
    size_t at = 0;
    assert_int_equal(utf8_next(slice_from("\xE2\x82z"), &at), UTF8_REPLACEMENT);
    assert_int_equal(at, 1);
}

static void expect_clean(const char *text, bool keep_lines, const char *expected) {
    struct arena *arena = arena_new();
    assert_string_equal(utf8_clean(arena, text, keep_lines), expected);
    arena_free(arena);
}

static void data_is_made_printable(void **state) {
    (void)state;
    expect_clean("  a \t b\r\nc  ", false, "a b c");
    expect_clean(" a \n\n b\tc \r\n d ", true, "a\nb c\nd");
    expect_clean("a\x01\x7F\xC2\x9F"
                 "b",
                 false, "ab");
    expect_clean("a\xE2\x80\xAE"
                 "b",
                 false,
                 "a\xEF\xBF\xBD"
                 "b"); /* U+202E */
    expect_clean("\xE2\x81\xA6x\xE2\x80\x8F", false,
                 "\xEF\xBF\xBDx\xEF\xBF\xBD");           /* isolate, mark */
    expect_clean("\xEF\xBF\xBF", false, "\xEF\xBF\xBD"); /* U+FFFF */
    expect_clean("\xFF\xFE", false, "\xEF\xBF\xBD\xEF\xBF\xBD");
    expect_clean("\xED\xA0\x80", false, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    expect_clean("\xC2\xA0 Ng\xE1\xBB\x85", false, "\xC2\xA0 Ng\xE1\xBB\x85"); /* kept: no-break */
    expect_clean("a\xE2\x80\xA8"
                 "b",
                 false, "a b"); /* U+2028 */
    expect_clean("", false, "");
    expect_clean("\n\n", true, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_code_points_go_round),
        cmocka_unit_test(bad_sequences_are_refused),
        cmocka_unit_test(data_is_made_printable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
