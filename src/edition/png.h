/* A picture of the pack as a PNG file in an address of the kind data:. */
#ifndef EDITION_PNG_H
#define EDITION_PNG_H

#include "base/arena.h"
#include "base/builder.h"
#include "image/image.h"

#include <stdbool.h>

/* Appends "data:image/png;base64,...". False, and nothing was added: the picture cannot be
 * unpacked. */
bool png_write_address(struct arena *arena, const struct image *image, struct builder *out);

#endif
