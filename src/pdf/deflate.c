#include "pdf/deflate.h"

#include "base/builder.h"
#include "base/memory.h"

#define ZLIB_CONST
#include <zlib.h>

struct deflater {
    z_stream stream;
    struct builder packed;
};

struct deflater *deflater_new(int level, enum deflater_use use) {
    static const int memory_levels[] = {[DEFLATER_SMALL] = 5, [DEFLATER_LARGE] = 9};
    struct deflater *deflater = memory_new(sizeof *deflater);
    int status = deflateInit2(&deflater->stream, level, Z_DEFLATED, MAX_WBITS, memory_levels[use],
                              Z_DEFAULT_STRATEGY);
    if (status != Z_OK)
        memory_exhausted();
    return deflater;
}

void deflater_free(struct deflater *deflater) {
    if (!deflater)
        return;
    deflateEnd(&deflater->stream);
    builder_free(&deflater->packed);
    memory_free(deflater);
}

/* deflateBound makes one call enough, so Z_STREAM_END is certain; the input is far below 4 GB
 * (builders are bounded). */
struct slice deflater_pack_borrowed(struct deflater *deflater, struct slice bytes) {
    z_stream *stream = &deflater->stream;
    deflateReset(stream);
    uLong bound = deflateBound(stream, (uLong)bytes.size_bytes);
    builder_reset(&deflater->packed);
    stream->next_in = (const Bytef *)bytes.at;
    stream->avail_in = (uInt)bytes.size_bytes;
    stream->next_out = (Bytef *)builder_reserve(&deflater->packed, bound);
    stream->avail_out = (uInt)bound;
    if (!stream->next_out || deflate(stream, Z_FINISH) != Z_STREAM_END)
        memory_exhausted();
    return (struct slice){deflater->packed.at, (size_t)stream->total_out};
}

struct slice deflater_pack(struct deflater *deflater, struct arena *arena, struct slice bytes) {
    struct slice packed = deflater_pack_borrowed(deflater, bytes);
    packed.at = arena_copy(arena, packed.at, packed.size_bytes);
    return packed;
}
