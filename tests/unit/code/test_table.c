/* A code out of the table is the code made anew, however many were asked for between. */
#include "code/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_same(const struct code *one, const struct code *two) {
    assert_int_equal(one->side, two->side);
    assert_memory_equal(one->modules, two->modules, one->side * one->side);
}

static void codes_are_those_made_anew(void **state) {
    (void)state;
    struct code_table *table = code_table_new();
    struct arena *arena = arena_new();
    for (int i = 0; i < 100; i++) {
        arena_reset(arena);
        char text[40];
        snprintf(text, sizeof text, "https://clinic.example/%d", i % 25 * (i % 3));
        const struct code *made = code_make(arena, text);
        const struct code *found = code_find(table, arena, text);
        assert_same(found, made);
        assert_same(code_find(table, arena, text), made);
        assert_same(code_find(NULL, arena, text), made);
        assert_same(found, made);
    }
    arena_free(arena);
    code_table_free(table);
}

static void too_long_stays_too_long(void **state) {
    (void)state;
    struct code_table *table = code_table_new();
    struct arena *arena = arena_new();
    char text[CODE_BYTES_MAX + 2];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_null(code_find(table, arena, text));
    assert_null(code_find(table, arena, text));
    assert_non_null(code_find(table, arena, "a"));
    arena_free(arena);
    code_table_free(table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_made_anew),
        cmocka_unit_test(too_long_stays_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
