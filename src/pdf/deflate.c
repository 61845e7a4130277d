#include "pdf/deflate.h"

#include "base/builder.h"
#include "base/memory.h"

#define ZLIB_CONST
#include <zlib.h>

struct deflater {
    z_stream stream;
    struct builder packed;
};

struct deflater *deflater_new(int level) {
    struct deflater *deflater = memory_new(sizeof *deflater);
    if (deflateInit(&deflater->stream, level) != Z_OK)
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
struct slice deflater_pack(struct deflater *deflater, struct arena *arena, struct slice bytes) {
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
    size_t size_bytes = (size_t)stream->total_out;
    return (struct slice){arena_copy(arena, deflater->packed.at, size_bytes), size_bytes};
}
