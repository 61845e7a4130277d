/* zlib with its state kept: making the state anew for each small stream costs more than packing the
 * stream. */
#ifndef PDF_DEFLATE_H
#define PDF_DEFLATE_H

#include "base/arena.h"
#include "base/slice.h"

struct deflater;

/* level 1 to 9. */
struct deflater *deflater_new(int level);
void deflater_free(struct deflater *deflater);

/* The deflated bytes (zlib format), in the arena. */
struct slice deflater_pack(struct deflater *deflater, struct arena *arena, struct slice bytes);

#endif
