/* libpng's simplified interface: no call-backs and no longjmp reach us, gray, palettes, 16 bits and
 * interlacing are turned into 8-bit sRGB. A wrong checksum of a chunk that matters is an error
 * there; a wrong one in a comment is not. */
#include "base/memory.h"
#include "image/raster.h"

#include <png.h>
#include <stdio.h>
#include <string.h>

static enum raster_result damaged(png_image *png, char out_reason[RASTER_REASON_BYTES]) {
    snprintf(out_reason, RASTER_REASON_BYTES, "%s", png->message);
    png_image_free(png);
    return RASTER_DAMAGED;
}

enum raster_result raster_read_png(struct slice bytes, struct raster *out_raster,
                                   char out_reason[RASTER_REASON_BYTES]) {
    png_image png;
    memset(&png, 0, sizeof png);
    png.version = PNG_IMAGE_VERSION;
    *out_raster = (struct raster){0};
    if (!png_image_begin_read_from_memory(&png, bytes.at, bytes.size_bytes))
        return damaged(&png, out_reason);
    out_raster->width_px = png.width;
    out_raster->height_px = png.height;
    if (!raster_is_allowed(png.width, png.height)) {
        png_image_free(&png);
        return RASTER_TOO_LARGE;
    }
    out_raster->has_alpha = (png.format & PNG_FORMAT_FLAG_ALPHA) != 0;
    png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB; /* libpng takes 16 bits for linear light otherwise */
    png.format = out_raster->has_alpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
    out_raster->samples = memory_new(PNG_IMAGE_SIZE(png));
    if (!png_image_finish_read(&png, NULL, out_raster->samples, 0, NULL)) {
        memory_free(out_raster->samples);
        out_raster->samples = NULL;
        return damaged(&png, out_reason);
    }
    return RASTER_DONE;
}
