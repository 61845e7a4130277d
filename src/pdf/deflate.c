#include "pdf/deflate.h"

#include "base/memory.h"

#include <libdeflate.h>

#define ZLIB_CONST
#include <zlib.h>

#define PIECE_BYTES 4096

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

struct deflate_stream {
    z_stream zip;
    struct builder *out;
};

struct deflate_stream *deflate_stream_new(struct builder *out) {
    struct deflate_stream *stream = memory_new(sizeof *stream);
    stream->out = out;
    if (deflateInit(&stream->zip, Z_DEFAULT_COMPRESSION) != Z_OK)
        memory_exhausted();
    return stream;
}

static void pack_piece(struct deflate_stream *stream, struct slice bytes, int flush) {
    z_stream *zip = &stream->zip;
    zip->next_in = (const Bytef *)bytes.at;
    zip->avail_in = (uInt)bytes.size_bytes;
    do {
        Bytef piece[PIECE_BYTES];
        zip->next_out = piece;
        zip->avail_out = sizeof piece;
        deflate(zip, flush);
        builder_add(stream->out, piece, sizeof piece - zip->avail_out);
    } while (zip->avail_out == 0);
}

void deflate_stream_add(struct deflate_stream *stream, struct slice bytes) {
    pack_piece(stream, bytes, Z_NO_FLUSH);
}

void deflate_stream_end(struct deflate_stream *stream) {
    pack_piece(stream, (struct slice){"", 0}, Z_FINISH);
    deflateEnd(&stream->zip);
    memory_free(stream);
}
