/* An opaque image is kept as the rows of a PNG file are: each begins with the number of its filter,
 * 2 (Up), and all are deflated. So its bytes are the file's IDAT. With an alpha channel, which is
 * kept apart, both are unpacked and put together: the filter Up works on bytes of the same place,
 * so filtered rows can be mixed as they are. */
#include "edition/png.h"

#include <string.h>
#include <zlib.h>

enum { GRAY_SAMPLES = 1, COLOR_SAMPLES = 3, MIXED_SAMPLES = 4 };

static void add_number(struct builder *out, uint32_t value) {
    const char bytes[4] = {(char)(value >> 24), (char)(value >> 16), (char)(value >> 8),
                           (char)value};
    builder_add(out, bytes, sizeof bytes);
}

static void add_chunk(struct builder *out, const char kind[4], struct slice bytes) {
    add_number(out, (uint32_t)bytes.size_bytes);
    builder_add(out, kind, 4);
    builder_add(out, bytes.at, bytes.size_bytes);
    uLong sum = crc32(0, (const Bytef *)kind, 4);
    if (bytes.size_bytes > 0) {
        sum = crc32(sum, (const Bytef *)bytes.at, (uInt)bytes.size_bytes);
    }
    add_number(out, (uint32_t)sum);
}

static size_t rows_bytes(const struct image *image, size_t samples) {
    return ((size_t)image->width_px * samples + 1) * image->height_px;
}

/* Filtered rows; NULL: damaged. */
static const uint8_t *unpack(struct arena *arena, const struct image *image, struct slice packed,
                             size_t samples) {
    size_t wanted = rows_bytes(image, samples);
    uint8_t *rows = arena_alloc(arena, wanted);
    uLongf size_bytes = wanted;
    int result = uncompress(rows, &size_bytes, (const Bytef *)packed.at, (uLong)packed.size_bytes);
    return result == Z_OK && size_bytes == wanted ? rows : NULL;
}

static void mix_row(const struct image *image, const uint8_t *color, const uint8_t *alpha,
                    uint8_t *out) {
    *out++ = *color++; /* the filter */
    alpha++;
    for (size_t x = 0; x < image->width_px; x++) {
        memcpy(out, color, COLOR_SAMPLES);
        out[COLOR_SAMPLES] = *alpha++;
        color += COLOR_SAMPLES;
        out += MIXED_SAMPLES;
    }
}

/* Rows of color and alpha, deflated; empty: damaged. */
static struct slice mix(struct arena *arena, const struct image *image) {
    const uint8_t *color = unpack(arena, image, image->color, COLOR_SAMPLES);
    const uint8_t *alpha = unpack(arena, image, image->alpha, GRAY_SAMPLES);
    if (color == NULL || alpha == NULL) {
        return (struct slice){0};
    }
    size_t size_bytes = rows_bytes(image, MIXED_SAMPLES);
    uint8_t *rows = arena_alloc(arena, size_bytes);
    for (size_t y = 0; y < image->height_px; y++) {
        mix_row(image, color + y * (image->width_px * COLOR_SAMPLES + 1),
                alpha + y * (image->width_px + 1),
                rows + y * (image->width_px * MIXED_SAMPLES + 1));
    }
    uLongf packed_bytes = compressBound((uLong)size_bytes);
    uint8_t *packed = arena_alloc(arena, packed_bytes);
    int result = compress2(packed, &packed_bytes, rows, (uLong)size_bytes, Z_DEFAULT_COMPRESSION);
    return result == Z_OK ? (struct slice){(const char *)packed, packed_bytes} : (struct slice){0};
}

static void add_base64(struct builder *out, const struct builder *bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < bytes->size_bytes; at += 3) {
        size_t left = bytes->size_bytes - at;
        uint32_t three = (uint32_t)(unsigned char)bytes->at[at] << 16;
        three |= left > 1 ? (uint32_t)(unsigned char)bytes->at[at + 1] << 8 : 0;
        three |= left > 2 ? (uint32_t)(unsigned char)bytes->at[at + 2] : 0;
        const char four[4] = {digits[three >> 18], digits[three >> 12 & 63],
                              left > 1 ? digits[three >> 6 & 63] : '=',
                              left > 2 ? digits[three & 63] : '='};
        builder_add(out, four, sizeof four);
    }
}

static struct builder make_file(const struct image *image, struct slice rows, bool is_mixed) {
    const uint8_t color_kind = is_mixed ? 6 : 2;
    struct builder head = {0}, file = {0};
    add_number(&head, image->width_px);
    add_number(&head, image->height_px);
    const uint8_t rest[5] = {8, color_kind, 0, 0, 0}; /* bits, kind, deflate, filters, plain */
    builder_add(&head, rest, sizeof rest);
    builder_add(&file, "\x89PNG\r\n\x1A\n", 8);
    add_chunk(&file, "IHDR", (struct slice){head.at, head.size_bytes});
    add_chunk(&file, "IDAT", rows);
    add_chunk(&file, "IEND", (struct slice){"", 0});
    builder_free(&head);
    return file;
}

bool png_write_address(struct arena *arena, const struct image *image, struct builder *out) {
    bool is_mixed = image->alpha.size_bytes > 0;
    struct slice rows = is_mixed ? mix(arena, image) : image->color;
    if (rows.size_bytes == 0) {
        return false;
    }
    struct builder file = make_file(image, rows, is_mixed);
    builder_text(out, "data:image/png;base64,");
    add_base64(out, &file);
    builder_free(&file);
    return true;
}
