/* zlib with its state kept: making the state anew for each small stream costs more than packing the
 * stream. */
#ifndef PDF_DEFLATE_H
#define PDF_DEFLATE_H

#include "base/arena.h"
#include "base/slice.h"

struct deflater;

/* Streams of a few kilobytes, many of them, want a small hash table, which is soon cleared, and
 * short blocks, which follow their changes; large ones the opposite. */
enum deflater_use { DEFLATER_SMALL, DEFLATER_LARGE };

/* level 1 to 9. */
struct deflater *deflater_new(int level, enum deflater_use use);
void deflater_free(struct deflater *deflater);

/* The deflated bytes (zlib format), in the arena. */
struct slice deflater_pack(struct deflater *deflater, struct arena *arena, struct slice bytes);

/* The same, borrowed from the deflater until it packs again. */
struct slice deflater_pack_borrowed(struct deflater *deflater, struct slice bytes);

#endif
