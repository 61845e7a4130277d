#include "base/memory.h"
#include "image/raster.h"

#include <stddef.h>
#include <string.h>

/* Where the pixels of the turned picture stand in the stored one: that of its first row and column,
 * and how far it is from there to the next column and the next row, all in pixels. */
struct walk {
    ptrdiff_t start, column, row;
    bool is_sideways; /* rows become columns */
};

/* EXIF 2.32, 4.6.4: which side of the scene the stored picture's first row and column are. */
static struct walk walk_of(unsigned orientation, ptrdiff_t width, ptrdiff_t height) {
    const ptrdiff_t right = width - 1;
    const ptrdiff_t bottom = (height - 1) * width;
    switch (orientation) {
    case 2: /* top, right: mirrored */
        return (struct walk){right, -1, width, false};
    case 3: /* bottom, right: upside down */
        return (struct walk){bottom + right, -1, -width, false};
    case 4: /* bottom, left: upside down and mirrored */
        return (struct walk){bottom, 1, -width, false};
    case 5: /* left, top: mirrored along the diagonal from the top left */
        return (struct walk){0, width, 1, true};
    case 6: /* right, top: to be turned clockwise */
        return (struct walk){bottom, -width, 1, true};
    case 7: /* right, bottom: mirrored along the other diagonal */
        return (struct walk){bottom + right, -width, -1, true};
    case 8: /* left, bottom: to be turned counterclockwise */
        return (struct walk){right, width, -1, true};
    default:
        return (struct walk){0, 1, width, false};
    }
}

void raster_turn(struct raster *raster, unsigned orientation) {
    if (orientation <= 1)
        return;
    struct walk walk =
        walk_of(orientation, (ptrdiff_t)raster->width_px, (ptrdiff_t)raster->height_px);
    size_t pixel_bytes = raster->has_alpha ? 4 : 3;
    uint32_t width = walk.is_sideways ? raster->height_px : raster->width_px;
    uint32_t height = walk.is_sideways ? raster->width_px : raster->height_px;
    uint8_t *turned = memory_new((size_t)width * height * pixel_bytes);
    uint8_t *out = turned;
    for (uint32_t y = 0; y < height; y++) {
        ptrdiff_t pixel = walk.start + (ptrdiff_t)y * walk.row;
        for (uint32_t x = 0; x < width; x++, pixel += walk.column, out += pixel_bytes)
            memcpy(out, raster->samples + (size_t)pixel * pixel_bytes, pixel_bytes);
    }
    memory_free(raster->samples);
    raster->samples = turned;
    raster->width_px = width;
    raster->height_px = height;
}
