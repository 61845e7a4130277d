/* The cache of images: what is decoded again and what is not. Run from the project's root. */
#include "image/cache.h"

#include "base/file.h"
#include "unit/unit.h"

struct fixture {
    struct arena *arena;
    struct diags *diags;
    struct image_cache *cache;
    struct slice logo;
};

static int set_up(void **state) {
    static struct fixture fixture;
    fixture.arena = arena_new();
    fixture.diags = diags_new();
    fixture.cache = image_cache_new();
    *state = &fixture;
    return file_read(fixture.arena, "layouts/brands/riverside/logo.png", 1 << 20, fixture.diags,
                     &fixture.logo)
               ? 0
               : -1;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    image_cache_free(fixture->cache);
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    return 0;
}

static const struct image *load(struct fixture *fixture, const char *name, struct slice bytes) {
    return image_cache_load(fixture->cache, name, bytes, NOWHERE, fixture->diags);
}

static void test_the_same_file_is_decoded_once(void **state) {
    struct fixture *fixture = *state;
    const struct image *first = load(fixture, "a.png", fixture->logo);
    assert_non_null(first);
    assert_int_equal(first->width_px, 360); /* file(1) */
    assert_ptr_equal(load(fixture, "a.png", fixture->logo), first);
    image_cache_sweep(fixture->cache);
    assert_ptr_equal(load(fixture, "a.png", fixture->logo), first);
    const struct image *other = load(fixture, "b.png", fixture->logo);
    assert_ptr_not_equal(other, first);
    assert_string_equal(other->file, "b.png");
}

static void test_other_bytes_are_another_image(void **state) {
    struct fixture *fixture = *state;
    assert_non_null(load(fixture, "c.png", fixture->logo));
    struct slice damaged = {fixture->logo.at, fixture->logo.size_bytes / 2};
    assert_null(load(fixture, "c.png", damaged));
    assert_int_equal(diags_count(fixture->diags, DIAG_ERROR), 1);
    assert_null(load(fixture, "c.png", damaged)); /* and is told again */
    assert_int_equal(diags_count(fixture->diags, DIAG_ERROR), 2);
}

/* Under AddressSanitizer a use of what is swept would be found, and what is not freed, too. */
static void test_a_sweep_takes_what_was_not_asked_for(void **state) {
    struct fixture *fixture = *state;
    load(fixture, "d.png", fixture->logo);
    load(fixture, "e.png", fixture->logo);
    image_cache_sweep(fixture->cache);
    const struct image *kept = load(fixture, "e.png", fixture->logo);
    image_cache_sweep(fixture->cache);
    assert_ptr_equal(load(fixture, "e.png", fixture->logo), kept);
    image_cache_sweep(fixture->cache);
    image_cache_sweep(fixture->cache);
    assert_non_null(load(fixture, "d.png", fixture->logo));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_same_file_is_decoded_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_bytes_are_another_image, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_sweep_takes_what_was_not_asked_for, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
