/* Where numbers have their point: by hand. */
#include "layout/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* `text` has a bar where the point is to be found. */
static void assert_point(const char *text) {
    const char *bar = strchr(text, '|');
    char plain[64];
    size_t before = (size_t)(bar - text);
    memcpy(plain, text, before);
    memcpy(plain + before, bar + 1, strlen(bar));
    size_t found = 999;
    assert_true(decimal_find(plain, &found));
    if (found != before)
        fail_msg("%s: after %zu bytes", text, found);
}

static void test_points(void **state) {
    (void)state;
    static const char *const texts[] = {
        "3|.5",          "12|",        "-4|.25",         "\u22124|.25",   "+1|",
        "12| mg",        "3|.5 mg",    "< 0|.5",         "(3|.5)",        "|.5",
        "-|.5",          "0|,75",      "1,234|",         "1,234|.5",      "1.234|,5",
        "1,234,567|",    "1.234.567|", "12|,34",         "0|,123",        "1234|,567",
        "1\u00A0234|,5", "12'345|.6",  "about 7| pills", "3|.5 of 10.25", "7|.",
        "8|, or 9",      "1,234|.567", "100| %",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_point(texts[i]);
}

static void test_no_number(void **state) {
    (void)state;
    size_t found = 5;
    assert_false(decimal_find("", &found));
    assert_false(decimal_find("\u2013", &found));
    assert_false(decimal_find("not known.", &found));
    assert_int_equal(found, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_points),
                                       cmocka_unit_test(test_no_number)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
