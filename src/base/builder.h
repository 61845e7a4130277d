/* A growing byte buffer with a stated maximum. Past the maximum nothing more is kept and `overflow`
 * is set. */
#ifndef BASE_BUILDER_H
#define BASE_BUILDER_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct builder {
    char *at; /* NUL after the last byte once anything was added */
    size_t size_bytes;
    size_t capacity_bytes;
    size_t max_bytes; /* 0: BUILDER_MAX_BYTES */
    bool overflow;
};

#define BUILDER_MAX_BYTES ((size_t)1 << 30)

/* Gives the memory back; the builder is empty and may be used again. */
void builder_free(struct builder *builder);

/* Empties it, keeps its memory. */
void builder_reset(struct builder *builder);

/* Makes room for size_bytes more and returns where they go, NULL past the maximum; commit with
 * builder_commit. */
char *builder_reserve(struct builder *builder, size_t size_bytes);
void builder_commit(struct builder *builder, size_t size_bytes);

/* Adds bytes, a text, a character, a number in decimal, or what printf makes of the format
 * (integers and strings, never floats); past the maximum nothing and `overflow`. */
void builder_add(struct builder *builder, const void *bytes, size_t size_bytes);
void builder_text(struct builder *builder, const char *text);
void builder_char(struct builder *builder, char character);
void builder_int(struct builder *builder, int64_t value);
void builder_format(struct builder *builder, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Text as XML character data or attribute value: & < > " and control characters escaped. */
void builder_xml(struct builder *builder, const char *text);

#endif
