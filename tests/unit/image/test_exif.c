#include "image/exif.h"

#include "image/segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A JPEG's start, a comment, and an APP1 segment whose directory holds a make and an orientation of
 * 6: TIFF 6.0 and EXIF 2.32 byte for byte, high bytes first. The scan follows. Then one of 8 with
 * low bytes first. */
static const char big_endian[] = "\xFF\xD8\xFF\xFE\0\4hi"
                                 "\xFF\xFF\xE1\0\x2E"
                                 "Exif\0\0MM\0*\0\0\0\x08"
                                 "\0\2\1\x0F\0\2\0\0\0\4"
                                 "abc\0"
                                 "\1\x12\0\3\0\0\0\1\0\6\0\0"
                                 "\0\0\0\0"
                                 "\xFF\xDA\0\2";
static const char little_endian[] = "\xFF\xD8\xFF\xE1\0\x22"
                                    "Exif\0\0II*\0\x08\0\0\0"
                                    "\1\0\x12\1\3\0\1\0\0\0\x08\0\0\0\0\0\0\0"
                                    "\xFF\xDA\0\2";

enum { BIG_VALUE = 8 + 5 + 6 + 8 + 2 + 12 + 9 }; /* offset of the byte that says 6 */

/* In a block of its own, so that a read past the end is found. */
static unsigned orientation_of(const char *bytes, size_t size_bytes) {
    char *copy = malloc(size_bytes + 1);
    memcpy(copy, bytes, size_bytes);
    char *exact = realloc(copy, size_bytes > 0 ? size_bytes : 1);
    unsigned orientation = exif_orientation((struct slice){exact, size_bytes});
    free(exact);
    return orientation;
}

static void both_byte_orders_are_read(void **state) {
    (void)state;
    assert_int_equal(big_endian[BIG_VALUE], 6);
    assert_int_equal(orientation_of(big_endian, sizeof big_endian - 1), 6);
    assert_int_equal(orientation_of(little_endian, sizeof little_endian - 1), 8);
}

static void only_one_to_eight_are_orientations(void **state) {
    (void)state;
    char bytes[sizeof big_endian];
    memcpy(bytes, big_endian, sizeof bytes);
    for (int value = 0; value < 256; value++) {
        bytes[BIG_VALUE] = (char)value;
        unsigned expected = value >= 1 && value <= 8 ? (unsigned)value : 1;
        assert_int_equal(orientation_of(bytes, sizeof bytes - 1), expected);
    }
}

static void a_file_cut_off_anywhere_is_as_it_is(void **state) {
    (void)state;
    for (size_t size = 0; size < BIG_VALUE; size++)
        assert_int_equal(orientation_of(big_endian, size), 1);
    for (size_t size = 0; size < sizeof little_endian; size++)
        assert_in_range(orientation_of(little_endian, size), 1, 8);
}

static void changed_bytes_never_lead_outside(void **state) {
    (void)state;
    for (size_t i = 2; i < sizeof big_endian - 1; i++)
        for (int value = 0; value < 256; value++) {
            char bytes[sizeof big_endian];
            memcpy(bytes, big_endian, sizeof bytes);
            bytes[i] = (char)value;
            assert_in_range(orientation_of(bytes, sizeof bytes - 1), 1, 8);
        }
}

static void segments_end_at_the_scan(void **state) {
    (void)state;
    struct slice jpeg = {big_endian, sizeof big_endian - 1};
    struct segment segment = {0};
    assert_true(segment_next(jpeg, &segment));
    assert_int_equal(segment.marker, 0xFE);
    assert_true(slice_equals(segment.bytes, "hi"));
    assert_true(segment_next(jpeg, &segment));
    assert_int_equal(segment.marker, SEGMENT_APP1);
    assert_int_equal(segment.bytes.size_bytes, 0x2C);
    assert_false(segment_next(jpeg, &segment));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_byte_orders_are_read),
        cmocka_unit_test(only_one_to_eight_are_orientations),
        cmocka_unit_test(a_file_cut_off_anywhere_is_as_it_is),
        cmocka_unit_test(changed_bytes_never_lead_outside),
        cmocka_unit_test(segments_end_at_the_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
