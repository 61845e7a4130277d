/* Which patterns can be names. */
#include "unit/unit.h"

#include "batch/arrange.h"

static void good_patterns(void **state) {
    (void)state;
    assert_true(arrange_is_pattern("{id}"));
    assert_true(arrange_is_pattern("{date}_{ordinal}-x.1"));
    assert_true(arrange_is_pattern("handout"));
}

static void bad_patterns(void **state) {
    (void)state;
    static const char *const patterns[] = {"",
                                           ".{id}",
                                           "-{id}",
                                           "{id}{id}",
                                           "a/b",
                                           "a b",
                                           "{name}",
                                           "{id",
                                           "}",
                                           "\303\251",
                                           "..",
                                           "{ID}",
                                           "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee"};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        assert_false(arrange_is_pattern(patterns[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_patterns),
        cmocka_unit_test(bad_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
