/* Deflate with its state kept: making the state anew for each small stream costs more than packing
 * the stream. libdeflate, for it packs whole buffers as well as zlib does in a third of the time.
 */
#ifndef PDF_DEFLATE_H
#define PDF_DEFLATE_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/slice.h"

struct deflater;

/* Levels of libdeflate: the fastest, a fifth smaller for twice the time, and the smallest, for what
 * is packed once. */
enum deflater_level { DEFLATER_FAST = 1, DEFLATER_GOOD = 6, DEFLATER_BEST = 12 };

struct deflater *deflater_new(enum deflater_level level);
void deflater_free(struct deflater *deflater);

/* The deflated bytes (zlib format), in the arena. */
struct slice deflater_pack(struct deflater *deflater, struct arena *arena, struct slice bytes);

/* The same, borrowed from the deflater until it packs again. */
struct slice deflater_pack_borrowed(struct deflater *deflater, struct slice bytes);

/* What comes piece by piece and is too large to be kept whole; zlib, for libdeflate knows no
 * pieces. The deflated bytes are appended to out. */
struct deflate_stream;
struct deflate_stream *deflate_stream_new(struct builder *out);
void deflate_stream_add(struct deflate_stream *stream, struct slice bytes);
/* Ends and frees it. */
void deflate_stream_end(struct deflate_stream *stream);

#endif
