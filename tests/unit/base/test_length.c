#include "unit/unit.h"

#include "base/length.h"

static void lengths_are_read(void **state) {
    (void)state;
    /* exact fractions, rounded: 2.5 mm = 7256.69 of 1/1024 pt, 210 mm = 609562.20, 0.353 mm =
     * 1024.64 */
    static const struct {
        const char *text;
        length expected;
    } good[] = {{"0", 0},          {"12pt", 12288},   {"-12pt", -12288}, {"2.5mm", 7257},
                {"1in", 73728},    {"210mm", 609562}, {"21cm", 609562},  {"0.001pt", 1},
                {"0.353mm", 1025}, {"0mm", 0},        {"0.0", 0},        {".5pt", 512}};
    static const char *const bad[] = {"",          "12",     "pt",       "12 pt",
                                      "12px",      "1.pt",   "1.2345pt", "1e3pt",
                                      "+1pt",      "1..2pt", "1,5pt",    "99999999999999pt",
                                      "3000000pt", "--1pt",  "1ptx"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        length value = -77;
        assert_true(length_parse(slice_from(good[i].text), &value));
        assert_int_equal(value, good[i].expected);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        length value = -77;
        if (length_parse(slice_from(bad[i]), &value)) {
            fail_msg("%s was read", bad[i]);
        }
    }
}

static void scaling_rounds_and_never_wraps(void **state) {
    (void)state;
    assert_int_equal(length_scale(10, 1, 4), 3);
    assert_int_equal(length_scale(-10, 1, 4), -3);
    assert_int_equal(length_scale(9, 1, 4), 2);
    assert_int_equal(length_scale(10, -1, 4), -3);
    assert_int_equal(length_scale(10, 1, -4), -3);
    assert_int_equal(length_scale(LENGTH_MAX, INT64_MAX, INT64_MAX), LENGTH_MAX);
    assert_int_equal(length_scale(LENGTH_MAX, INT64_MAX, 1), LENGTH_MAX);
    assert_int_equal(length_scale(-LENGTH_MAX, INT64_MAX, 1), -LENGTH_MAX);
    assert_int_equal(LENGTH_MM10(254), LENGTH_PT(72));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_read),
        cmocka_unit_test(scaling_rounds_and_never_wraps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
