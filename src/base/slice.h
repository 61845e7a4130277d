/* Bytes that somebody else owns. Not NUL-terminated. */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
    const char *at;
    size_t size_bytes;
};

/* The bytes of a NUL-terminated text; of NULL, none. Equality is byte by byte. */
struct slice slice_from(const char *text);
bool slice_equals(struct slice slice, const char *text);

/* Without leading and trailing blanks (space, tab, CR, LF). */
struct slice slice_trim(struct slice slice);

/* Cuts the next word off *rest (words are separated by blanks, or by `separator` if it is not ' ').
 * False when nothing is left. */
bool slice_next(struct slice *rest, char separator, struct slice *out_word);

/* A whole decimal integer, optional '-', no blanks, within int32; false for anything else. */
bool slice_parse_int(struct slice slice, int *out_value);

#endif
