#include "code/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* count times the same character. */
static const char *repeat(struct arena *arena, char character, size_t count) {
    char *text = arena_alloc(arena, count + 1);
    memset(text, character, count);
    return text;
}

/* Modules a side for error correction M: ISO/IEC 18004:2015, tables 1 and 7. */
static void sides_are_those_of_the_standard(void **state) {
    (void)state;
    static const struct {
        char character;
        size_t count, side;
    } cases[] = {
        {'a', 1, 21},     {'a', 14, 21},  {'a', 15, 25},    {'a', 26, 25},    {'a', 27, 29},
        {'a', 62, 33},    {'a', 63, 37},  {'0', 34, 21},    {'0', 35, 25},    {'A', 20, 21},
        {'A', 21, 25},    {'a', 213, 57}, {'a', 214, 61},   {'a', 2331, 177}, {'a', 2332, 0},
        {'0', 5596, 177}, {'0', 5597, 0}, {'a', 100000, 0},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct code *code =
            code_make(arena, repeat(arena, cases[i].character, cases[i].count));
        if ((code ? code->side : 0) != cases[i].side)
            fail_msg("%zu of '%c': %zu modules", cases[i].count, cases[i].character,
                     code ? code->side : 0);
    }
    arena_free(arena);
}

/* A ring, a ring of light, and a square, in three corners. */
static void finders_stand_in_three_corners(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct code *code = code_make(arena, "https://clinic.example/book");
    size_t far = code->side - 7;
    const size_t corners[3][2] = {{0, 0}, {0, far}, {far, 0}};
    for (size_t corner = 0; corner < 3; corner++)
        for (int y = -3; y <= 3; y++)
            for (int x = -3; x <= 3; x++) {
                int ring = abs(x) > abs(y) ? abs(x) : abs(y);
                assert_int_equal(code_is_dark(code, corners[corner][0] + (size_t)(y + 3),
                                              corners[corner][1] + (size_t)(x + 3)),
                                 ring != 2);
            }
    assert_true(code_is_dark(code, code->side - 8, 8)); /* the module that is always dark */
    arena_free(arena);
}

static void the_same_text_gives_the_same_code(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const char *const texts[] = {"https://clinic.example", "Citas: mi\u00E9rcoles \u6F22"};
    for (size_t i = 0; i < 2; i++) {
        const struct code *first = code_make(arena, texts[i]);
        const struct code *second = code_make(arena, texts[i]);
        assert_int_equal(first->side, second->side);
        assert_memory_equal(first->modules, second->modules, first->side * first->side);
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sides_are_those_of_the_standard),
        cmocka_unit_test(finders_stand_in_three_corners),
        cmocka_unit_test(the_same_text_gives_the_same_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
