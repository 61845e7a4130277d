#include "base/memory.h"
#include "image/raster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A picture of three columns and two rows,
 *     a b c
 *     d e f
 * as it looks after each turn: EXIF 2.32, table 5. */
static const struct {
    unsigned orientation;
    uint32_t width_px;
    const char *pixels;
} turns[] = {
    {0, 3, "abcdef"}, {1, 3, "abcdef"}, {2, 3, "cbafed"}, {3, 3, "fedcba"}, {4, 3, "defabc"},
    {5, 2, "adbecf"}, {6, 2, "daebfc"}, {7, 2, "fcebda"}, {8, 2, "cfbead"},
};

static void check_turn(size_t turn, bool has_alpha) {
    size_t channels = has_alpha ? 4 : 3;
    struct raster raster = {3, 2, has_alpha, memory_new(6 * channels)};
    for (size_t i = 0; i < 6; i++)
        memset(raster.samples + i * channels, 'a' + (int)i, channels);
    raster_turn(&raster, turns[turn].orientation);
    assert_int_equal(raster.width_px, turns[turn].width_px);
    assert_int_equal(raster.height_px, 6 / turns[turn].width_px);
    for (size_t i = 0; i < 6 * channels; i++)
        assert_int_equal(raster.samples[i], turns[turn].pixels[i / channels]);
    memory_free(raster.samples);
}

static void pixels_stand_where_exif_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        check_turn(i, false);
        check_turn(i, true);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_stand_where_exif_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
