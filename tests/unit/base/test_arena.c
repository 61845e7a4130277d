#include "unit/unit.h"

#include "base/vector.h"

static void allocations_are_zeroed_and_apart(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    for (int round = 0; round < 3; round++) {
        unsigned char *blocks[200];
        for (size_t i = 0; i < 200; i++) {
            blocks[i] = arena_alloc(arena, i * 37);
            assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
            for (size_t j = 0; j < i * 37; j++) {
                assert_int_equal(blocks[i][j], 0);
            }
            memset(blocks[i], (int)i, i * 37);
        }
        for (size_t i = 1; i < 200; i++) {
            assert_int_equal(blocks[i][0], i);
            assert_int_equal(blocks[i][i * 37 - 1], i);
        }
        arena_reset(arena);
        assert_int_equal(arena_used_bytes(arena), 0);
    }
    arena_free(arena);
}

static void large_allocations_lie_between_small_ones(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    char *small = arena_string(arena, "small");
    char *large = arena_alloc(arena, 3000000);
    char *other = arena_string(arena, "other");
    memset(large, 'x', 3000000);
    assert_string_equal(small, "small");
    assert_string_equal(other, "other");
    assert_true(arena_used_bytes(arena) >= 3000000);
    arena_free(arena);
}

static void text_is_copied(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_null(arena_string(arena, NULL));
    assert_string_equal(arena_copy(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_copy(arena, NULL, 0), "");
    assert_string_equal(arena_format(arena, "%d-%s-%02u", -5, "x", 7u), "-5-x-07");
    char *long_text = arena_format(arena, "%100000d", 1);
    assert_int_equal(strlen(long_text), 100000);
    arena_free(arena);
}

static void vectors_grow(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    VECTOR(size_t) numbers = {0};
    for (size_t i = 0; i < 1000; i++) {
        size_t *last = VECTOR_PUSH(arena, &numbers);
        assert_int_equal(*last, 0);
        *last = i;
    }
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(numbers.at[i], i);
    }
    numbers.count = 10; /* an item pushed over an old one is zeroed as well */
    assert_int_equal(*VECTOR_PUSH(arena, &numbers), 0);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_and_apart),
        cmocka_unit_test(large_allocations_lie_between_small_ones),
        cmocka_unit_test(text_is_copied),
        cmocka_unit_test(vectors_grow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
