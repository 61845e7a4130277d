/* UTF-8: decoding, checking, cleaning. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xFFFDu

/* The code point at *position, which moves past it; UTF8_REPLACEMENT for a bad sequence (moves one
 * byte). */
uint32_t utf8_next(struct slice text, size_t *position);

/* Writes 1 to 4 bytes; returns how many. */
size_t utf8_encode(uint32_t code_point, char out_bytes[4]);

/* No overlong form, no surrogate, nothing past U+10FFFF, nothing cut off. */
bool utf8_is_valid(struct slice text);

/* The text, not empty, is the beginning of one character that more bytes could complete. */
bool utf8_is_cut(struct slice text);

/* Data from outside, made printable: blanks folded to single spaces and trimmed, control characters
 * (C0, C1, DEL) dropped, direction overrides and isolates (U+202A..202E, U+2066..2069, U+200E,
 * U+200F) and unpaired or non-characters replaced by U+FFFD. keep_lines keeps single line feeds. */
char *utf8_clean(struct arena *arena, const char *text, bool keep_lines);

#endif
