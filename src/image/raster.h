/* Decoded pixels, on their way from a decoder to image.c. */
#ifndef IMAGE_RASTER_H
#define IMAGE_RASTER_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* 8 bits a sample; 3 samples a pixel, or 4 with alpha (not premultiplied); no padding between rows.
 */
struct raster {
    uint32_t width_px;
    uint32_t height_px;
    bool has_alpha;
    uint8_t *samples; /* memory_free */
};

enum raster_result {
    RASTER_DONE,
    RASTER_DAMAGED,  /* reason says how */
    RASTER_TOO_LARGE /* width_px and height_px are set */
};

#define RASTER_SIDE_MAX 8192
#define RASTER_PIXELS_MAX 16000000
#define RASTER_REASON_BYTES 200

/* Whether an image of this size is read at all. */
bool raster_is_allowed(uint32_t width_px, uint32_t height_px);

/* Turns or mirrors the picture so that it is seen as an EXIF orientation (1 to 8) says. */
void raster_turn(struct raster *raster, unsigned orientation);

/* Both leave out_raster->samples NULL unless the result is RASTER_DONE. */
enum raster_result raster_read_png(struct slice bytes, struct raster *out_raster,
                                   char out_reason[RASTER_REASON_BYTES]);
enum raster_result raster_read_jpeg(struct slice bytes, struct raster *out_raster,
                                    char out_reason[RASTER_REASON_BYTES]);

#endif
