/* A file with its object streams inflated, so that tests can look for objects as text. */
#ifndef TESTS_UNIT_PDF_UNPACKED_H
#define TESTS_UNIT_PDF_UNPACKED_H

#include "base/builder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* The place of a text in bytes that may hold NULs; NULL if it is not there. */
static inline const char *find_in(const struct builder *bytes, const char *text) {
    return bytes->size_bytes == 0 ? NULL : memmem(bytes->at, bytes->size_bytes, text, strlen(text));
}

static inline void add_inflated(struct builder *out, const char *packed, size_t size_bytes) {
    uLongf room = 1 << 22, size = room;
    char *bytes = malloc(room);
    int status = uncompress((Bytef *)bytes, &size, (const Bytef *)packed, size_bytes);
    assert(status == Z_OK);
    (void)status;
    builder_add(out, bytes, size);
    free(bytes);
}

/* Appends the file, then what its object streams hold, as a text ended by a NUL. */
static inline void unpack(const struct builder *file, struct builder *out) {
    static const char kind[] = "/Type/ObjStm", key[] = "/Length ", stream[] = "stream\r\n";
    builder_reset(out);
    builder_add(out, file->at, file->size_bytes);
    const char *end = file->at + file->size_bytes;
    for (const char *at = file->at; (at = memmem(at, (size_t)(end - at), kind, strlen(kind)));) {
        const char *size = memmem(at, (size_t)(end - at), key, strlen(key));
        const char *data = memmem(at, (size_t)(end - at), stream, strlen(stream));
        assert(size && data && size < data);
        at = data + strlen(stream);
        add_inflated(out, at, strtoul(size + strlen(key), NULL, 10));
    }
    builder_char(out, '\0');
}

#endif
