/* Where lines may end, and that the table never shows in the answer. */
#include "text/breaks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SMALL_BYTES 10000

/* The text with '|' where a line may end and '!' where it must. */
static void assert_breaks(struct break_table *table, const char *text, const char *expected) {
    struct text_breaks breaks = breaks_find(table, slice_from(text));
    char marked[200];
    size_t len = 0;
    size_t next = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (next < breaks.count && breaks.at[next].position == i)
            marked[len++] = breaks.at[next++].is_forced ? '!' : '|';
        marked[len++] = text[i];
    }
    marked[len] = '\0';
    assert_string_equal(marked, expected);
    assert_int_equal(next, breaks.count);
}

/* UAX 14: LB5 CR before LF, LB7 spaces, LB21 hyphens; and what breaks.h adds to it. */
static const struct {
    const char *text, *expected;
} cases[] = {
    {"eat nuts daily", "eat |nuts |daily"},
    {"magnesium-rich", "magnesium-|rich"},
    {"one\r\ntwo\n", "one\r\n!two\n"},
    {"one\u2028\u00E9t\u00E9 two", "one\u2028!\u00E9t\u00E9 |two"},
    {"mag\u00ADnesium", "mag\u00ADnesium"},
    {"take 166 mg now", "take |166 mg |now"},
    {"nuts", "nuts"},
};

static void assert_cases(struct break_table *table) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_breaks(table, cases[i].text, cases[i].expected);
}

static void lines_end_where_they_may(void **state) {
    (void)state;
    struct break_table *table = breaks_new(SMALL_BYTES);
    assert_cases(table);
    breaks_free(table);
}

/* 9,000 texts are more than it has slots for and more than it may hold. */
static void a_full_table_answers_the_same(void **state) {
    (void)state;
    size_t sizes_bytes[] = {SMALL_BYTES, 100 * SMALL_BYTES};
    for (size_t size = 0; size < 2; size++) {
        struct break_table *table = breaks_new(sizes_bytes[size]);
        for (int i = 0; i < 9000; i++) {
            char text[40];
            char expected[40];
            snprintf(text, sizeof text, "a%d b", i);
            snprintf(expected, sizeof expected, "a%d |b", i);
            assert_breaks(table, text, expected);
            if (i % 1000 == 0)
                assert_cases(table);
        }
        breaks_free(table);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_where_they_may),
        cmocka_unit_test(a_full_table_answers_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
