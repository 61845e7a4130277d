/* Names of output files: whatever the id holds, the name is safe, and no two responses share one.
 */
#include "output/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static int open_arena(void **state) {
    *state = arena_new();
    return 0;
}

static int close_arena(void **state) {
    arena_free(*state);
    return 0;
}

static void test_plain_id_is_kept(void **state) {
    struct name_table table = {0};
    assert_string_equal(name_for_response(*state, &table, "visit-2026.A_7", 1, ".pdf"),
                        "visit-2026.A_7.pdf");
}

static void test_path_cannot_leave_the_folder(void **state) {
    struct name_table table = {0};
    assert_string_equal(name_for_response(*state, &table, "../../etc/passwd", 1, ".pdf"),
                        "_._.._etc_passwd.pdf");
}

static void test_dot_dash_and_nothing(void **state) {
    struct name_table table = {0};
    assert_string_equal(name_for_response(*state, &table, ".hidden", 1, ".pdf"), "_hidden.pdf");
    assert_string_equal(name_for_response(*state, &table, "-rf", 2, ".pdf"), "_rf.pdf");
    assert_string_equal(name_for_response(*state, &table, "", 3, ".pdf"), "response.pdf");
}

static void test_bytes_beyond_ascii_are_replaced(void **state) {
    struct name_table table = {0};
    assert_string_equal(name_for_response(*state, &table, "a\xC3\xA9\n b", 1, ".pdf"),
                        "a____b.pdf");
}

static void test_long_id_is_cut_and_still_unique(void **state) {
    struct name_table table = {0};
    char id[301];
    memset(id, 'x', 300);
    id[300] = '\0';
    const char *first = name_for_response(*state, &table, id, 1, ".pdf");
    id[299] = 'y';
    const char *second = name_for_response(*state, &table, id, 2, ".pdf");
    assert_true(strlen(first) <= 104 && strlen(second) <= 104);
    assert_string_not_equal(first, second);
}

static void test_ids_that_meet_get_a_suffix(void **state) {
    struct name_table table = {0};
    assert_string_equal(name_for_response(*state, &table, "a/b", 1, ".pdf"), "a_b.pdf");
    const char *second = name_for_response(*state, &table, "a:b", 2, ".pdf");
    const char *third =
        name_for_response(*state, &table, "A_B", 3, ".pdf"); /* folders may fold case */
    const char *again =
        name_for_response(*state, &table, "a/b", 4, ".pdf"); /* the same id once more */
    assert_int_equal(strlen(second), strlen("a_b-0123456789abcdef.pdf"));
    assert_memory_equal(second, "a_b-", 4);
    assert_memory_equal(third, "A_B-", 4);
    assert_string_not_equal(second, again);
    assert_string_not_equal(again, "a_b.pdf");
}

static void test_suffix_depends_on_id_and_ordinal_alone(void **state) {
    struct name_table one = {0}, two = {0};
    name_for_response(*state, &one, "a/b", 1, ".pdf");
    name_for_response(*state, &two, "A/B", 1, ".pdf");
    assert_string_equal(name_for_response(*state, &one, "a.b", 2, ".pdf"), "a.b.pdf");
    assert_string_equal(name_for_response(*state, &one, "a:b", 3, ".pdf"),
                        name_for_response(*state, &two, "a:b", 3, ".pdf"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plain_id_is_kept, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_path_cannot_leave_the_folder, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_dot_dash_and_nothing, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_bytes_beyond_ascii_are_replaced, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(test_long_id_is_cut_and_still_unique, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(test_ids_that_meet_get_a_suffix, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_suffix_depends_on_id_and_ordinal_alone, open_arena,
                                        close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
