/* The files inside the program. */
#include "pack/files.h"
#include "pack/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void test_sorted_and_each_found(void **state) {
    (void)state;
    assert_true(embedded_file_count > 5);
    for (size_t i = 0; i < embedded_file_count; i++) {
        if (i > 0) {
            assert_true(strcmp(embedded_files[i - 1].path, embedded_files[i].path) < 0);
        }
        assert_ptr_equal(embedded_find(embedded_files[i].path), &embedded_files[i]);
        assert_int_equal(embedded_files[i].at[embedded_files[i].size_bytes], 0);
    }
}

static void test_what_is_not_there(void **state) {
    (void)state;
    assert_null(embedded_find(""));
    assert_null(embedded_find("zzz"));
    assert_null(embedded_find("magnesium"));
    assert_null(embedded_bytes("magnesium/questionnaire.xm").at);
}

static void test_faces_and_profile_are_what_they_should_be(void **state) {
    (void)state;
    struct slice face = embedded_bytes("faces/OpenSans-Semibold.ttf");
    assert_memory_equal(face.at, "\0\1\0\0", 4); /* a TrueType file */
    struct slice profile = embedded_bytes("icc/sRGB.icc");
    assert_memory_equal(profile.at + 36, "acsp", 4); /* ICC.1, 7.2: the file signature */
}

static void test_names_between_prefix_and_suffix(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const char *const *names = pack_source_embedded_names(arena, "faces/OpenSans-", ".ttf");
    assert_string_equal(names[0], "Bold");
    assert_string_equal(names[1], "Italic");
    assert_string_equal(names[2], "Regular");
    assert_string_equal(names[3], "Semibold");
    assert_null(names[4]);
    arena_free(arena);
}

static void test_folder_of_a_path(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(pack_source_beside(arena, "brand.xml").folder, ".");
    assert_string_equal(pack_source_beside(arena, "a/b/brand.xml").folder, "a/b");
    assert_string_equal(pack_source_beside(arena, "/brand.xml").folder, "/");
    assert_string_equal(pack_source_file_name("a/b/brand.xml"), "brand.xml");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorted_and_each_found),
        cmocka_unit_test(test_what_is_not_there),
        cmocka_unit_test(test_faces_and_profile_are_what_they_should_be),
        cmocka_unit_test(test_names_between_prefix_and_suffix),
        cmocka_unit_test(test_folder_of_a_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
