/* Fonts for the tests of text. */
#ifndef TESTS_UNIT_TEXT_FACES_H
#define TESTS_UNIT_TEXT_FACES_H

#include "base/file.h"
#include "text/font.h"
#include "text/subset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FACE_FOLDER "/usr/share/fonts/truetype/open-sans/"

struct faces {
    struct arena *arena;
    struct diags *diags;
    struct font_set *set;
};

static inline struct slice face_bytes(struct faces *faces, const char *name) {
    struct slice bytes;
    const char *path = arena_format(faces->arena, "%s%s", FACE_FOLDER, name);
    assert_true(file_read(faces->arena, path, 10000000, faces->diags, &bytes));
    return bytes;
}

static inline bool faces_add(struct faces *faces, const char *family, int weight, bool italic,
                             const char *name) {
    return font_set_add(faces->set,
                        &(struct font_file){family, weight, italic, name, face_bytes(faces, name)},
                        NOWHERE, faces->diags);
}

/* A family "sans" of four faces. */
static inline struct faces faces_new(void) {
    struct faces faces = {arena_new(), diags_new(), font_set_new()};
    assert_true(faces_add(&faces, "sans", 400, false, "OpenSans-Regular.ttf"));
    assert_true(faces_add(&faces, "sans", 400, true, "OpenSans-Italic.ttf"));
    assert_true(faces_add(&faces, "sans", 700, false, "OpenSans-Bold.ttf"));
    assert_true(faces_add(&faces, "sans", 600, false, "OpenSans-Semibold.ttf"));
    return faces;
}

static inline void faces_free(struct faces *faces) {
    font_set_free(faces->set);
    diags_free(faces->diags);
    arena_free(faces->arena);
}

/* A generator of numbers that is the same everywhere (xorshift). */
static inline uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static inline void put_u32(unsigned char *at, uint32_t value) {
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i));
}

static inline uint32_t take_u32(const unsigned char *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Makes the checksums in the table directory right again, as OpenType 1.9 says. */
static inline void fix_checksums(unsigned char *font, size_t size) {
    size_t count = (size_t)font[4] << 8 | font[5];
    for (size_t i = 0; i < count && 12 + i * 16 + 16 <= size; i++) {
        unsigned char *record = font + 12 + i * 16;
        size_t offset = take_u32(record + 8);
        size_t length_bytes = take_u32(record + 12);
        uint32_t sum = 0;
        if (offset > size || length_bytes > size - offset)
            continue;
        for (size_t k = 0; k < length_bytes; k++)
            if (memcmp(record, "head", 4) != 0 || k < 8 || k > 11)
                sum += (uint32_t)font[offset + k] << (24 - 8 * (k % 4));
        put_u32(record + 4, sum);
    }
}

/* Where a table begins; its size into *out_size. */
static inline size_t table_offset(const unsigned char *font, const char *tag, size_t *out_size) {
    size_t count = (size_t)font[4] << 8 | font[5];
    for (size_t i = 0; i < count; i++)
        if (memcmp(font + 12 + i * 16, tag, 4) == 0) {
            *out_size = take_u32(font + 12 + i * 16 + 12);
            return take_u32(font + 12 + i * 16 + 8);
        }
    fail();
    return 0;
}

#endif
