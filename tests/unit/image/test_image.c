#include "image/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <png.h>
#include <turbojpeg.h>
#include <zlib.h>

struct fixture {
    struct arena *arena;
    struct diags *diags;
};

static struct fixture fixture_new(void) {
    return (struct fixture){arena_new(), diags_new()};
}

static void fixture_free(struct fixture *fixture) {
    diags_free(fixture->diags);
    arena_free(fixture->arena);
}

static const struct image *load(struct fixture *fixture, struct slice bytes) {
    return image_load(fixture->arena, "logo", bytes, NOWHERE, fixture->diags);
}

/* A PNG written by libpng; format is one of PNG_FORMAT_. */
static struct slice png_of(struct fixture *fixture, uint32_t width, uint32_t height,
                           uint32_t format, const void *samples) {
    png_image png;
    memset(&png, 0, sizeof png);
    png.version = PNG_IMAGE_VERSION;
    png.width = width;
    png.height = height;
    png.format = format;
    png_alloc_size_t size = 0;
    assert_true(png_image_write_to_memory(&png, NULL, &size, 0, samples, 0, NULL));
    char *bytes = arena_alloc(fixture->arena, size);
    assert_true(png_image_write_to_memory(&png, bytes, &size, 0, samples, 0, NULL));
    return (struct slice){bytes, size};
}

/* Samples behind deflate and PNG predictors, as PDF 1.7, 7.4.4.4 describes. */
static const uint8_t *samples_of(struct fixture *fixture, const struct image *image,
                                 struct slice stream, size_t channels) {
    size_t row_bytes = image->width_px * channels;
    uLongf size = (row_bytes + 1) * image->height_px;
    uint8_t *rows = arena_alloc(fixture->arena, size);
    uint8_t *samples = arena_alloc(fixture->arena, row_bytes * image->height_px);
    assert_int_equal(uncompress(rows, &size, (const Bytef *)stream.at, stream.size_bytes), Z_OK);
    assert_int_equal(size, (row_bytes + 1) * image->height_px);
    for (size_t y = 0; y < image->height_px; y++) {
        unsigned filter = rows[y * (row_bytes + 1)];
        assert_true(filter == 0 || filter == 2);
        for (size_t x = 0; x < row_bytes; x++) {
            unsigned above = filter == 2 && y > 0 ? samples[(y - 1) * row_bytes + x] : 0;
            samples[y * row_bytes + x] = (uint8_t)(rows[y * (row_bytes + 1) + 1 + x] + above);
        }
    }
    return samples;
}

/* What palette and indices say of each pixel that shows is what the samples say. */
static void assert_palette(const struct image *image, const uint8_t *color, const uint8_t *alpha) {
    uint8_t indices[4096];
    size_t pixel_count = (size_t)image->width_px * image->height_px;
    uLongf size = sizeof indices;
    assert_true(pixel_count <= size && image->palette.size_bytes % 3 == 0);
    assert_int_equal(
        uncompress(indices, &size, (const Bytef *)image->indices.at, image->indices.size_bytes),
        Z_OK);
    assert_int_equal(size, pixel_count);
    for (size_t i = 0; i < pixel_count; i++) {
        assert_true(3u * indices[i] < image->palette.size_bytes);
        if (!alpha || alpha[i] > 0)
            assert_memory_equal(image->palette.at + 3 * indices[i], color + 3 * i, 3);
    }
}

/* Stripes of two colors beside pixels that do not show and have any color. */
static void few_colors_have_a_palette(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    uint8_t in[4 * 60];
    for (size_t i = 0; i < 60; i++) {
        const uint8_t pixel[4] = {i % 3 == 1   ? (uint8_t)(i * 4)
                                  : i % 3 == 0 ? 200
                                               : 10,
                                  50, (uint8_t)'(', i % 3 == 1 ? 0 : 255};
        memcpy(in + 4 * i, pixel, sizeof pixel);
    }
    const struct image *image = load(&fixture, png_of(&fixture, 10, 6, PNG_FORMAT_RGBA, in));
    assert_int_equal(image->palette.size_bytes, 6);
    assert_palette(image, samples_of(&fixture, image, image->color, 3),
                   samples_of(&fixture, image, image->alpha, 1));
    fixture_free(&fixture);
}

/* 257 colors are one too many for a palette. */
static void many_colors_have_none(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    uint8_t in[3 * 257];
    for (size_t i = 0; i < 257; i++) {
        const uint8_t pixel[3] = {(uint8_t)i, (uint8_t)(i / 256), 7};
        memcpy(in + 3 * i, pixel, sizeof pixel);
    }
    const struct image *image = load(&fixture, png_of(&fixture, 257, 1, PNG_FORMAT_RGB, in));
    assert_int_equal(image->palette.size_bytes, 0);
    image = load(&fixture, png_of(&fixture, 256, 1, PNG_FORMAT_RGB, in));
    assert_int_equal(image->palette.size_bytes, 3 * 256);
    assert_palette(image, in, NULL);
    fixture_free(&fixture);
}

/* Four channels, width * height pixels, nothing regular. */
static uint8_t *pattern(struct fixture *fixture, size_t sample_count) {
    uint8_t *samples = arena_alloc(fixture->arena, sample_count);
    for (size_t i = 0; i < sample_count; i++)
        samples[i] = (uint8_t)(i * i * 31 + i / 7);
    return samples;
}

static void rgb_and_alpha_come_out_as_they_went_in(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const uint8_t *in = pattern(&fixture, 5 * 3 * 4);
    const struct image *image = load(&fixture, png_of(&fixture, 5, 3, PNG_FORMAT_RGBA, in));
    assert_non_null(image);
    assert_int_equal(image->width_px, 5);
    assert_int_equal(image->height_px, 3);
    const uint8_t *color = samples_of(&fixture, image, image->color, 3);
    const uint8_t *alpha = samples_of(&fixture, image, image->alpha, 1);
    for (size_t i = 0; i < 15; i++) {
        assert_memory_equal(color + 3 * i, in + 4 * i, 3);
        assert_int_equal(alpha[i], in[4 * i + 3]);
    }
    fixture_free(&fixture);
}

static void opaque_alpha_is_dropped(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    uint8_t *in = pattern(&fixture, 6 * 2 * 4);
    for (size_t i = 0; i < 12; i++)
        in[4 * i + 3] = 255;
    const struct image *image = load(&fixture, png_of(&fixture, 6, 2, PNG_FORMAT_RGBA, in));
    assert_int_equal(image->alpha.size_bytes, 0);
    const uint8_t *color = samples_of(&fixture, image, image->color, 3);
    for (size_t i = 0; i < 12; i++)
        assert_memory_equal(color + 3 * i, in + 4 * i, 3);
    fixture_free(&fixture);
}

static void gray_becomes_rgb(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const uint8_t *in = pattern(&fixture, 7 * 4);
    const struct image *image = load(&fixture, png_of(&fixture, 7, 4, PNG_FORMAT_GRAY, in));
    const uint8_t *color = samples_of(&fixture, image, image->color, 3);
    assert_int_equal(image->alpha.size_bytes, 0);
    for (size_t i = 0; i < 3 * 28; i++)
        assert_int_equal(color[i], in[i / 3]);
    fixture_free(&fixture);
}

static struct slice jpeg_of(struct fixture *fixture, int width, int height, int format,
                            int sampling, const uint8_t *samples) {
    unsigned char *jpeg = NULL;
    unsigned long size = 0;
    tjhandle encoder = tjInitCompress();
    assert_int_equal(tjCompress2(encoder, samples, width, 0, height, format, &jpeg, &size, sampling,
                                 100, TJFLAG_ACCURATEDCT),
                     0);
    struct slice bytes = {arena_copy(fixture->arena, (const char *)jpeg, size), size};
    tjFree(jpeg);
    tjDestroy(encoder);
    return bytes;
}

/* All pixels of one colour, within what JPEG loses. */
static void assert_color(struct fixture *fixture, const struct image *image, int red, int green,
                         int blue) {
    const int expected[] = {red, green, blue};
    assert_non_null(image);
    assert_int_equal(image->alpha.size_bytes, 0);
    const uint8_t *color = samples_of(fixture, image, image->color, 3);
    for (size_t i = 0; i < (size_t)image->width_px * image->height_px * 3; i++)
        assert_in_range(color[i] + 3, expected[i % 3], expected[i % 3] + 6);
}

static uint8_t *flat(struct fixture *fixture, size_t pixels, size_t channels,
                     const uint8_t *pixel) {
    uint8_t *samples = arena_alloc(fixture->arena, pixels * channels);
    for (size_t i = 0; i < pixels * channels; i++)
        samples[i] = pixel[i % channels];
    return samples;
}

static void jpeg_of_every_kind_becomes_rgb(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    static const uint8_t rgb[] = {200, 60, 20};
    static const uint8_t gray[] = {90};
    /* Inverted, as Adobe stores it: 255 is no ink. 200 * 128 / 255 = 100. */
    static const uint8_t cmyk[] = {200, 255, 0, 128};
    assert_color(&fixture,
                 load(&fixture, jpeg_of(&fixture, 17, 9, TJPF_RGB, TJSAMP_420,
                                        flat(&fixture, 17 * 9, 3, rgb))),
                 200, 60, 20);
    assert_color(&fixture,
                 load(&fixture,
                      jpeg_of(&fixture, 8, 8, TJPF_GRAY, TJSAMP_GRAY, flat(&fixture, 64, 1, gray))),
                 90, 90, 90);
    assert_color(&fixture,
                 load(&fixture, jpeg_of(&fixture, 16, 16, TJPF_CMYK, TJSAMP_444,
                                        flat(&fixture, 256, 4, cmyk))),
                 100, 128, 0);
    fixture_free(&fixture);
}

static void assert_refused(struct fixture *fixture, struct slice bytes, const char *words) {
    char *text = NULL;
    size_t size = 0;
    diags_reset(fixture->diags);
    assert_null(load(fixture, bytes));
    assert_int_equal(diags_count(fixture->diags, DIAG_ERROR), 1);
    FILE *stream = open_memstream(&text, &size);
    diags_print(fixture->diags, stream);
    fclose(stream);
    if (!strstr(text, words))
        fail_msg("no '%s' in: %s", words, text);
    free(text);
}

/* A PNG that states a size and holds next to nothing. */
static struct slice png_stating(struct fixture *fixture, uint32_t width, uint32_t height) {
    struct slice png = png_of(fixture, 1, 1, PNG_FORMAT_GRAY, pattern(fixture, 1));
    unsigned char *at = (unsigned char *)arena_copy(fixture->arena, png.at, png.size_bytes);
    for (size_t i = 0; i < 4; i++) {
        at[16 + i] = (unsigned char)(width >> (24 - 8 * i));
        at[20 + i] = (unsigned char)(height >> (24 - 8 * i));
    }
    uint32_t checksum = (uint32_t)crc32(0, at + 12, 17);
    for (size_t i = 0; i < 4; i++)
        at[29 + i] = (unsigned char)(checksum >> (24 - 8 * i));
    return (struct slice){(const char *)at, png.size_bytes};
}

static void refuses_what_it_cannot_read(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const uint8_t *in = pattern(&fixture, 40 * 40 * 3);
    struct slice png = png_of(&fixture, 40, 40, PNG_FORMAT_RGB, in);
    struct slice jpeg = jpeg_of(&fixture, 40, 40, TJPF_RGB, TJSAMP_420, in);
    assert_refused(&fixture, slice_from(""), "E611");
    assert_refused(&fixture, slice_from("GIF89a..................."), "E611");
    assert_refused(&fixture, (struct slice){png.at, 8}, "E612");
    assert_refused(&fixture, (struct slice){png.at, png.size_bytes / 2}, "E612");
    assert_refused(&fixture, (struct slice){jpeg.at, 3}, "E612");
    assert_refused(&fixture, (struct slice){jpeg.at, jpeg.size_bytes / 2}, "E612");
    assert_refused(&fixture, png_stating(&fixture, 8193, 1), "8193 by 1 pixels");
    assert_refused(&fixture, png_stating(&fixture, 4001, 4000), "4001 by 4000 pixels");
    assert_refused(&fixture, png_stating(&fixture, 3000, 5000), "E612");
    fixture_free(&fixture);
}

static uint32_t next_random(uint32_t *random) {
    *random ^= *random << 13;
    *random ^= *random >> 17;
    *random ^= *random << 5;
    return *random;
}

/* Reads `count` copies with one to three bytes changed; how many were still taken for whole. */
static size_t load_mutants(struct slice good, int count) {
    uint32_t random = 20241122;
    size_t accepted = 0;
    for (int i = 0; i < count; i++) {
        struct fixture fixture = fixture_new();
        char *bytes = arena_copy(fixture.arena, good.at, good.size_bytes);
        for (uint32_t k = next_random(&random) % 3 + 1; k > 0; k--)
            bytes[8 + next_random(&random) % (good.size_bytes - 8)] = (char)next_random(&random);
        const struct image *image = load(&fixture, (struct slice){bytes, good.size_bytes});
        assert_int_equal(diags_count(fixture.diags, DIAG_ERROR), image ? 0 : 1);
        accepted += image != NULL;
        fixture_free(&fixture);
    }
    return accepted;
}

static void survives_damage(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    clock_t start = clock();
    const uint8_t *in = pattern(&fixture, 48 * 48 * 4);
    /* Every chunk of a PNG has a checksum; a byte that keeps its value is no damage. */
    assert_true(load_mutants(png_of(&fixture, 48, 48, PNG_FORMAT_RGBA, in), 300) <= 6);
    assert_true(load_mutants(jpeg_of(&fixture, 48, 48, TJPF_RGB, TJSAMP_420, in), 300) < 300);
    assert_true(load_mutants(jpeg_of(&fixture, 48, 48, TJPF_CMYK, TJSAMP_444, in), 200) < 200);
    assert_true((clock() - start) / CLOCKS_PER_SEC < 60);
    fixture_free(&fixture);
}

static void same_file_gives_the_same_bytes(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    struct slice png = png_of(&fixture, 30, 30, PNG_FORMAT_RGBA, pattern(&fixture, 3600));
    const struct image *first = load(&fixture, png);
    const struct image *second = load(&fixture, png);
    assert_int_equal(first->color.size_bytes, second->color.size_bytes);
    assert_memory_equal(first->color.at, second->color.at, first->color.size_bytes);
    fixture_free(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rgb_and_alpha_come_out_as_they_went_in),
        cmocka_unit_test(opaque_alpha_is_dropped),
        cmocka_unit_test(gray_becomes_rgb),
        cmocka_unit_test(few_colors_have_a_palette),
        cmocka_unit_test(many_colors_have_none),
        cmocka_unit_test(jpeg_of_every_kind_becomes_rgb),
        cmocka_unit_test(refuses_what_it_cannot_read),
        cmocka_unit_test(survives_damage),
        cmocka_unit_test(same_file_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
