#include "unit/unit.h"

#include "base/slice.h"

static void blanks_are_trimmed(void **state) {
    (void)state;
    assert_true(slice_equals(slice_trim(slice_from(" \t\r\na b \n")), "a b"));
    assert_true(slice_equals(slice_trim(slice_from(" \n ")), ""));
    assert_true(slice_equals((struct slice){NULL, 0}, ""));
    assert_int_equal(slice_from(NULL).size_bytes, 0);
    assert_false(slice_equals(slice_from("ab"), "abc"));
    assert_false(slice_equals(slice_from("abc"), "ab"));
}

static void expect_words(const char *text, char separator, const char *const *words) {
    struct slice rest = slice_from(text);
    struct slice word = {NULL, 0};
    while (slice_next(&rest, separator, &word)) {
        assert_non_null(*words);
        assert_true(slice_equals(word, *words));
        words++;
    }
    assert_null(*words);
}

static void words_are_cut_off(void **state) {
    (void)state;
    expect_words("  a bc\t\nd ", ' ', (const char *const[]){"a", "bc", "d", NULL});
    expect_words("", ' ', (const char *const[]){NULL});
    expect_words("  ", ' ', (const char *const[]){NULL});
    expect_words("a,,b c,", ',', (const char *const[]){"a", "", "b c", NULL});
}

static void integers_are_strict(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int value;
    } good[] = {
        {"0", 0}, {"-1", -1}, {"007", 7}, {"2147483647", INT32_MAX}, {"-2147483648", INT32_MIN}};
    static const char *const bad[] = {
        "",      "-",          "+1",          " 1",  "1 ", "1.0", "1e3",
        "0x1F",  "2147483648", "-2147483649", "--1", "1-", "NaN", "99999999999999999999",
        "1,000", "\xD9\xA3"};
    int value = 77;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(slice_parse_int(slice_from(good[i].text), &value));
        assert_int_equal(value, good[i].value);
    }
    value = 77;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(slice_parse_int(slice_from(bad[i]), &value));
        assert_int_equal(value, 77);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_are_trimmed),
        cmocka_unit_test(words_are_cut_off),
        cmocka_unit_test(integers_are_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
