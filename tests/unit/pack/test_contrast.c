/* Ratios as other programs give them (the formula of WCAG 2.x in floating point), cut to
 * hundredths. */
#include "pack/contrast.h"

#include "unit/unit.h"

static const struct {
    uint32_t left, right;
    int hundredths;
} ratios[] = {
    {0x000000, 0xffffff, 2100}, {0xffffff, 0xffffff, 100}, {0x767676, 0xffffff, 454},
    {0x777777, 0xffffff, 447},  {0xff0000, 0xffffff, 399}, {0x0000ff, 0xffffff, 859},
    {0x00ff00, 0xffffff, 137},  {0x808080, 0x000000, 531}, {0x999999, 0x2b4a6b, 321},
    {0x949494, 0xffffff, 303},  {0x959595, 0xffffff, 299}, {0xb0b0b0, 0x222222, 733},
};

static void test_ratios(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
        assert_int_equal(contrast_hundredths(ratios[i].left, ratios[i].right),
                         ratios[i].hundredths);
        assert_int_equal(contrast_hundredths(ratios[i].right, ratios[i].left),
                         ratios[i].hundredths);
    }
}

static void test_large_text_needs_less(void **state) {
    (void)state;
    assert_int_equal(contrast_least_hundredths(LENGTH_PT(12), 400), 450);
    assert_int_equal(contrast_least_hundredths(LENGTH_PT(18) - 1, 600), 450);
    assert_int_equal(contrast_least_hundredths(LENGTH_PT(18), 400), 300);
    assert_int_equal(contrast_least_hundredths(LENGTH_PT(14), 600), 450);
    assert_int_equal(contrast_least_hundredths(LENGTH_PT(14), 700), 300);
    assert_int_equal(contrast_least_hundredths(LENGTH_PT(14) - 1, 700), 450);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratios),
        cmocka_unit_test(test_large_text_needs_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
