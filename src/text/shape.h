/* Shaping with HarfBuzz, kept in a bounded cache keyed by face and word. The shaped result is ready
 * to be written into a content stream. */
#ifndef TEXT_SHAPE_H
#define TEXT_SHAPE_H

#include "base/arena.h"
#include "text/breaks.h"
#include "text/font.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of one word that one face shows on one height. The pen moves by exactly `advance`: what
 * the glyphs' own widths do not add up to stands in the operand, in whole thousandths of an em, as
 * if /W held the advances without rounding (so write /W with a decimal or two). */
struct shaped_run {
    const struct font_face *face;
    const struct shaped_run *next; /* the rest of the word: another face, script or rise; NULL */
    const char *text;    /* the characters it stands for, in NFC; borrowed from the cache */
    uint32_t text_bytes; /* 0: a part of what the run before it shows */
    int32_t advance;     /* font units of face */
    int32_t rise; /* font units; not 0: a mark set above or below by position, write it with Ts */
    uint32_t glyph_count;
    const uint16_t *glyphs;
    const uint32_t *clusters; /* byte offset in text of each glyph's cluster */
    const uint8_t *operand; /* elements of a TJ array: (binary string) number (binary string) ... */
    uint32_t operand_bytes;
    bool is_extra;    /* some glyph is outside the start-up subset of the face */
    bool is_wide;     /* some glyph is outside its narrow part */
    bool is_replaced; /* its characters have no glyph anywhere: U+FFFD is shown; needs ActualText */
    bool is_right_to_left; /* glyphs in visual order, last character first; needs ActualText */
};

struct shaper;

/* max_bytes bounds the cache; past it the cache is emptied between reports by shaper_trim, never
 * during one. */
struct shaper *shaper_new(const struct font_set *fonts, size_t max_bytes);
void shaper_free(struct shaper *shaper);

/* Between reports: empties the cache if it has grown past its bound, and forgets the missing
 * characters. */
void shaper_trim(struct shaper *shaper);

/* Shapes a word (no blanks, no line breaks; U+2011 is shown with the hyphen's glyph, U+00A0 with
 * the space's, U+202F thin; a soft hyphen with nothing). Never NULL; an empty word gives a run
 * without glyphs. Valid until shaper_trim. The result does not depend on what was shaped before. */
const struct shaped_run *shape_word(struct shaper *shaper, const struct font_face *face,
                                    const char *text, size_t size_bytes);

/* Characters without any glyph met since the last trim, each once, in the order met; at most
 * SHAPER_MISSING_MAX. */
#define SHAPER_MISSING_MAX 1000
size_t shaper_missing(const struct shaper *shaper, const uint32_t **out_code_points);

/* Where lines may end, kept beside the words; half of max_bytes more. */
struct break_table *shaper_breaks(const struct shaper *shaper);

/* Paragraphs met before; within max_bytes, emptied with the words. */
struct paragraph_table *shaper_paragraphs(const struct shaper *shaper);

/* The fonts that shaper_new was given. */
const struct font_set *shaper_fonts(const struct shaper *shaper);

#endif
