#include "pdf/deflate.h"

#include "base/builder.h"
#include "base/memory.h"

#include <libdeflate.h>

struct deflater {
    struct libdeflate_compressor *compressor;
    struct builder packed;
};

struct deflater *deflater_new(enum deflater_level level) {
    struct deflater *deflater = memory_new(sizeof *deflater);
    deflater->compressor = libdeflate_alloc_compressor((int)level);
    if (!deflater->compressor)
        memory_exhausted();
    return deflater;
}

void deflater_free(struct deflater *deflater) {
    if (!deflater)
        return;
    libdeflate_free_compressor(deflater->compressor);
    builder_free(&deflater->packed);
    memory_free(deflater);
}

/* The bound makes one call enough. */
struct slice deflater_pack_borrowed(struct deflater *deflater, struct slice bytes) {
    size_t bound = libdeflate_zlib_compress_bound(deflater->compressor, bytes.size_bytes);
    builder_reset(&deflater->packed);
    char *out = builder_reserve(&deflater->packed, bound);
    size_t size_bytes = 0;
    if (out)
        size_bytes =
            libdeflate_zlib_compress(deflater->compressor, bytes.at, bytes.size_bytes, out, bound);
    if (size_bytes == 0)
        memory_exhausted();
    return (struct slice){out, size_bytes};
}

struct slice deflater_pack(struct deflater *deflater, struct arena *arena, struct slice bytes) {
    struct slice packed = deflater_pack_borrowed(deflater, bytes);
    packed.at = arena_copy(arena, packed.at, packed.size_bytes);
    return packed;
}
