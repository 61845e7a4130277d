#include "unit/unit.h"

#include "base/ids.h"

static void keys_are_found(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct ids *ids = ids_build(arena);
    assert_int_equal(ids_find(ids, "a"), IDS_NONE);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(ids_add(arena, ids, arena_format(arena, "key-%zu", i), i), IDS_NONE);
    }
    assert_int_equal(ids_add(arena, ids, "key-7", 5000), 7);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(ids_find(ids, arena_format(arena, "key-%zu", i)), i);
    }
    assert_int_equal(ids_find(ids, "key-1000"), IDS_NONE);
    assert_int_equal(ids_find(ids, ""), IDS_NONE);
    arena_free(arena);
}

static void spellings_are_one_key(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct ids *ids = ids_build_loose(arena);
    assert_int_equal(ids_add(arena, ids, "tree-nuts", 1), IDS_NONE);
    assert_int_equal(ids_add(arena, ids, "I03", 2), IDS_NONE);
    assert_int_equal(ids_add(arena, ids, "TREE_nuts", 3), 1);
    assert_int_equal(ids_find(ids, "Tree_Nuts"), 1);
    assert_int_equal(ids_find(ids, "i03"), 2);
    assert_int_equal(ids_find(ids, "i-03"), IDS_NONE);
    assert_int_equal(ids_find(ids, "i0"), IDS_NONE);
    assert_int_equal(ids_find(ids, "i033"), IDS_NONE);
    ids_change(ids, "i03", IDS_NONE);
    assert_int_equal(ids_find(ids, "I03"), IDS_NONE);
    assert_int_equal(ids_add(arena, ids, "i03", 4), IDS_NONE);
    assert_int_equal(ids_find(ids, "I03"), IDS_NONE);
    ids_change(ids, "nobody", 5);
    assert_int_equal(ids_find(ids, "nobody"), IDS_NONE);
    arena_free(arena);
}

static void nearest_key_is_proposed(void **state) {
    (void)state;
    static const char *const known[] = {"warn", "note", "heading", "cell", NULL};
    assert_string_equal(ids_nearest_of(known, "warm"), "warn");       /* one changed */
    assert_string_equal(ids_nearest_of(known, "haeding"), "heading"); /* two swapped */
    assert_string_equal(ids_nearest_of(known, "headings"), "heading");
    assert_string_equal(ids_nearest_of(known, "heding"), "heading");
    assert_null(ids_nearest_of(known, "nt"));      /* two of two: not less than half */
    assert_null(ids_nearest_of(known, "hxxxing")); /* three changed */
    assert_null(ids_nearest_of(known, ""));
    char long_key[200];
    memset(long_key, 'a', sizeof long_key);
    long_key[sizeof long_key - 1] = '\0';
    assert_null(ids_nearest_of(known, long_key));

    struct arena *arena = arena_new();
    struct ids *ids = ids_build(arena);
    ids_add(arena, ids, "left", 1);
    ids_add(arena, ids, "lift", 2);
    assert_string_equal(ids_nearest(ids, "loft"), "left"); /* equally near: the first added */
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_found),
        cmocka_unit_test(spellings_are_one_key),
        cmocka_unit_test(nearest_key_is_proposed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
