/* PNG and JPEG, decoded and checked once, made ready for a PDF: 8-bit RGB rows for PNG predictor
 * 15, deflated, and the alpha channel, if any is not opaque, likewise in gray and with the same
 * filter in each row. A logo of few colors has them as a palette, too, which is a third of the
 * size. */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct image {
    const char *file;
    uint32_t width_px;
    uint32_t height_px;
    struct slice color;   /* deflated, /Predictor 15 /Colors 3 /BitsPerComponent 8 */
    struct slice alpha;   /* the same with /Colors 1; empty when opaque */
    struct slice palette; /* bytes R G B of up to 256 colors; empty: the image has more */
    struct slice
        indices; /* deflated, a byte for each pixel, no predictor; where nothing shows, any */
};

/* Limits: 8,192 pixels a side, 16 million pixels. NULL after reporting at `position`. Lives in the
 * arena. */
const struct image *image_load(struct arena *arena, const char *file, struct slice bytes,
                               struct position position, struct diags *diags);

#endif
