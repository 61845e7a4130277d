#include "image/image.h"

#include "base/builder.h"
#include "base/memory.h"
#include "image/raster.h"

#include <inttypes.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>

/* A logo is deflated as well as can be. More pixels are a photograph, which higher levels make a
 * fiftieth smaller and five times slower: twelve million pixels would take eight seconds. */
enum {
    FILTER_NONE = 0,
    FILTER_UP = 2,
    LOGO_PIXELS_MAX = 1000000,
    LOGO_LEVEL = 9,
    TRIAL_LEVEL = 6,
    PHOTOGRAPH_LEVEL = 1,
    PALETTE_MAX = 256
};

bool raster_is_allowed(uint32_t width_px, uint32_t height_px) {
    return width_px > 0 && height_px > 0 && width_px <= RASTER_SIDE_MAX &&
           height_px <= RASTER_SIDE_MAX && (uint64_t)width_px * height_px <= RASTER_PIXELS_MAX;
}

/* Which samples of each pixel a stream holds. */
struct channels {
    size_t first;
    size_t count;
    size_t pixel_samples;
    int filter;
};

/* Rows with their filter byte: each sample as it is, or the difference from the one above. The
 * caller frees them. */
static uint8_t *filter_rows(const struct raster *raster, struct channels channels,
                            size_t row_bytes) {
    size_t stride = (size_t)raster->width_px * channels.pixel_samples;
    uint8_t *rows = memory_new(row_bytes * raster->height_px);
    uint8_t *out = rows;
    for (size_t y = 0; y < raster->height_px; y++) {
        const uint8_t *row = raster->samples + y * stride + channels.first;
        bool is_up = channels.filter == FILTER_UP && y > 0;
        *out++ = (uint8_t)channels.filter;
        for (size_t x = 0; x < raster->width_px; x++, row += channels.pixel_samples)
            for (size_t k = 0; k < channels.count; k++)
                *out++ = (uint8_t)(row[k] - (is_up ? *(row + k - stride) : 0));
    }
    return rows;
}

/* In the arena; without an arena only the size is right. */
static struct slice deflate_bytes(struct arena *arena, const uint8_t *bytes, size_t size_bytes,
                                  int level) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    if (!compressor)
        memory_exhausted();
    size_t bound = libdeflate_zlib_compress_bound(compressor, size_bytes);
    uint8_t *deflated = memory_new(bound);
    size_t kept = libdeflate_zlib_compress(compressor, bytes, size_bytes, deflated, bound);
    struct slice packed = {arena ? arena_copy(arena, (const char *)deflated, kept) : NULL, kept};
    memory_free(deflated);
    libdeflate_free_compressor(compressor);
    return packed;
}

static bool is_logo(const struct raster *raster) {
    return (uint64_t)raster->width_px * raster->height_px <= LOGO_PIXELS_MAX;
}

static struct slice deflate_channels(struct arena *arena, const struct raster *raster,
                                     struct channels channels, int level) {
    size_t row_bytes = 1 + (size_t)raster->width_px * channels.count;
    uint8_t *rows = filter_rows(raster, channels, row_bytes);
    struct slice packed = deflate_bytes(arena, rows, row_bytes * raster->height_px, level);
    memory_free(rows);
    return packed;
}

/* Flat areas and sharp edges want rows as they are, shades the differences. */
static int choose_filter(const struct raster *raster, size_t pixel_samples) {
    struct channels all = {0, pixel_samples, pixel_samples, FILTER_UP};
    if (!is_logo(raster))
        return FILTER_UP;
    size_t up_bytes = deflate_channels(NULL, raster, all, TRIAL_LEVEL).size_bytes;
    all.filter = FILTER_NONE;
    size_t none_bytes = deflate_channels(NULL, raster, all, TRIAL_LEVEL).size_bytes;
    return none_bytes < up_bytes ? FILTER_NONE : FILTER_UP;
}

static const char *find_color(const struct builder *palette, const uint8_t *sample) {
    for (size_t at = 0; at < palette->size_bytes; at += 3)
        if (memcmp(palette->at + at, sample, 3) == 0)
            return palette->at + at;
    return NULL;
}

/* The palette into it, the index of each pixel into indices; false if there are too many colors. A
 * pixel that does not show is like the one before. */
static bool index_pixels(const struct raster *raster, struct builder *palette, uint8_t *indices) {
    size_t pixel_samples = raster->has_alpha ? 4 : 3;
    size_t pixel_count = (size_t)raster->width_px * raster->height_px;
    for (size_t i = 0; i < pixel_count; i++) {
        const uint8_t *sample = raster->samples + i * pixel_samples;
        bool is_like = i > 0 && ((raster->has_alpha && sample[3] == 0) ||
                                 memcmp(sample, palette->at + 3 * (size_t)indices[i - 1], 3) == 0);
        const char *color = NULL;
        if (is_like) {
            indices[i] = indices[i - 1];
            continue;
        }
        color = find_color(palette, sample);
        if (!color && palette->size_bytes == 3 * (size_t)PALETTE_MAX)
            return false;
        if (!color) {
            builder_add(palette, sample, 3);
            color = palette->at + palette->size_bytes - 3;
        }
        indices[i] = (uint8_t)((color - palette->at) / 3);
    }
    return true;
}

static void add_palette(struct arena *arena, const struct raster *raster, struct image *image) {
    struct builder palette = {0};
    size_t pixel_count = (size_t)raster->width_px * raster->height_px;
    uint8_t *indices = memory_new(pixel_count);
    if (index_pixels(raster, &palette, indices)) {
        image->palette =
            (struct slice){arena_copy(arena, palette.at, palette.size_bytes), palette.size_bytes};
        image->indices = deflate_bytes(arena, indices, pixel_count, LOGO_LEVEL);
    }
    memory_free(indices);
    builder_free(&palette);
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
    int filter = choose_filter(&raster, pixel_samples);
    int level = is_logo(&raster) ? LOGO_LEVEL : PHOTOGRAPH_LEVEL;
    struct channels color = {0, 3, pixel_samples, filter}, alpha = {3, 1, pixel_samples, filter};
    image->color = deflate_channels(arena, &raster, color, level);
    if (!is_opaque(&raster))
        image->alpha = deflate_channels(arena, &raster, alpha, level);
    if (is_logo(&raster))
        add_palette(arena, &raster, image);
    memory_free(raster.samples);
    return image;
}
