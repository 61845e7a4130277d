#include "image/image.h"

#include "base/builder.h"
#include "base/memory.h"
#include "image/raster.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

/* A logo is deflated as well as can be. More pixels are a photograph, which higher levels make a
 * fiftieth smaller and five times slower: twelve million pixels would take eight seconds. */
enum { FILTER_UP = 2, LOGO_PIXELS_MAX = 1000000, LOGO_LEVEL = 9, PHOTOGRAPH_LEVEL = 1 };

bool raster_is_allowed(uint32_t width_px, uint32_t height_px) {
    return width_px > 0 && height_px > 0 && width_px <= RASTER_SIDE_MAX &&
           height_px <= RASTER_SIDE_MAX && (uint64_t)width_px * height_px <= RASTER_PIXELS_MAX;
}

/* Which samples of each pixel a stream holds. */
struct channels {
    size_t first;
    size_t count;
    size_t pixel_samples;
};

/* Rows with their filter byte: each sample is the difference from the one above. The caller frees
 * them. */
static uint8_t *predict_rows(const struct raster *raster, struct channels channels,
                             size_t row_bytes) {
    size_t stride = (size_t)raster->width_px * channels.pixel_samples;
    uint8_t *rows = memory_new(row_bytes * raster->height_px);
    uint8_t *out = rows;
    for (size_t y = 0; y < raster->height_px; y++) {
        const uint8_t *row = raster->samples + y * stride + channels.first;
        *out++ = FILTER_UP;
        for (size_t x = 0; x < raster->width_px; x++, row += channels.pixel_samples)
            for (size_t k = 0; k < channels.count; k++)
                *out++ = (uint8_t)(row[k] - (y > 0 ? *(row + k - stride) : 0));
    }
    return rows;
}

static struct slice deflate_channels(struct arena *arena, const struct raster *raster,
                                     struct channels channels) {
    size_t row_bytes = 1 + (size_t)raster->width_px * channels.count;
    uLong rows_bytes = row_bytes * raster->height_px;
    uint8_t *rows = predict_rows(raster, channels, row_bytes);
    uLongf size = compressBound(rows_bytes);
    uint8_t *deflated = memory_new(size);
    bool is_logo = (uint64_t)raster->width_px * raster->height_px <= LOGO_PIXELS_MAX;
    int level = is_logo ? LOGO_LEVEL : PHOTOGRAPH_LEVEL;
    if (compress2(deflated, &size, rows, rows_bytes, level) != Z_OK)
        memory_exhausted(); /* the only way it can fail with room enough */
    struct slice kept = {arena_copy(arena, (const char *)deflated, size), size};
    memory_free(deflated);
    memory_free(rows);
    return kept;
}

static bool is_opaque(const struct raster *raster) {
    size_t pixel_count = (size_t)raster->width_px * raster->height_px;
    for (size_t i = 0; raster->has_alpha && i < pixel_count; i++)
        if (raster->samples[4 * i + 3] != 255)
            return false;
    return true;
}

static bool starts_with(struct slice bytes, const char *start, size_t size_bytes) {
    return bytes.size_bytes >= size_bytes && memcmp(bytes.at, start, size_bytes) == 0;
}

static bool read_raster(struct slice bytes, struct position position, struct diags *diags,
                        struct raster *raster) {
    char reason[RASTER_REASON_BYTES] = "";
    enum raster_result result;
    if (starts_with(bytes, "\x89PNG\r\n\x1A\n", 8)) {
        result = raster_read_png(bytes, raster, reason);
    } else if (starts_with(bytes, "\xFF\xD8\xFF", 3)) {
        result = raster_read_jpeg(bytes, raster, reason);
    } else {
        diag(diags, MESSAGE_IMAGE_KIND, position, NULL);
        return false;
    }
    if (result == RASTER_DAMAGED)
        diag(diags, MESSAGE_IMAGE_DAMAGED, position, ARGS(reason));
    if (result == RASTER_TOO_LARGE) {
        char width[16], height[16];
        snprintf(width, sizeof width, "%" PRIu32, raster->width_px);
        snprintf(height, sizeof height, "%" PRIu32, raster->height_px);
        diag(diags, MESSAGE_IMAGE_SIZE, position, ARGS(width, height, "8,192", "16,000,000"));
    }
    return result == RASTER_DONE;
}

const struct image *image_load(struct arena *arena, const char *file, struct slice bytes,
                               struct position position, struct diags *diags) {
    struct raster raster = {0};
    if (!read_raster(bytes, position, diags, &raster))
        return NULL;
    size_t pixel_samples = raster.has_alpha ? 4 : 3;
    struct image *image = ARENA_NEW(arena, struct image);
    image->file = arena_string(arena, file);
    image->width_px = raster.width_px;
    image->height_px = raster.height_px;
    image->color = deflate_channels(arena, &raster, (struct channels){0, 3, pixel_samples});
    if (!is_opaque(&raster))
        image->alpha = deflate_channels(arena, &raster, (struct channels){3, 1, pixel_samples});
    memory_free(raster.samples);
    return image;
}
