/* Fonts: the faces of the catalogue (fonts/fonts.xml), loaded once and const for every report. */
#ifndef TEXT_FONT_H
#define TEXT_FONT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"

#include <hb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct font_face {
    size_t index;           /* in its font_set */
    const char *family;     /* id of its family in the catalogue */
    const char *file;       /* for messages */
    const char *postscript; /* PostScript name, without subset tag */
    int weight;             /* 100 to 900 */
    bool italic;
    int units_per_em;
    int ascender;  /* font units, y up */
    int descender; /* negative */
    int cap_height;
    int bounds[4];      /* head: xMin yMin xMax yMax, font units */
    int italic_angle;   /* degrees, from post */
    struct slice bytes; /* the whole TrueType file */
    hb_face_t *face;
    hb_font_t *font; /* scale = units_per_em, immutable */
    uint32_t glyph_count;
    uint16_t space_glyph;
    int space_advance;          /* font units */
    uint16_t replacement_glyph; /* of U+FFFD, or of '?'; never 0 */
};

struct font_set;

struct font_set *font_set_new(void);
void font_set_free(struct font_set *set);

/* A font file and what the catalogue says of it. */
struct font_file {
    const char *family;
    int weight;
    bool italic;
    const char *name; /* for messages */
    struct slice bytes;
};

/* Adds a face. False after reporting at position: not a TrueType font, damaged (checksums are
 * verified), no Unicode cmap, no glyph for the space or for '?', glyf outlines missing, embedding
 * or subsetting not allowed. The bytes must outlive the set; family and name are copied. */
bool font_set_add(struct font_set *set, const struct font_file *file, struct position position,
                  struct diags *diags);

/* Families to look in, in order, for a character that the wanted face lacks. Borrowed. */
void font_set_fallback(struct font_set *set, const char *family);

/* Faces in the order in which they were added. */
size_t font_set_count(const struct font_set *set);
const struct font_face *font_set_face(const struct font_set *set, size_t index);

/* Whether a face of that family was added. */
bool font_has_family(const struct font_set *set, const char *family);

/* The face of the family nearest in weight with the wanted slant (or without, if there is none);
 * NULL: no such family. */
const struct font_face *font_find(const struct font_set *set, const char *family, int weight,
                                  bool italic);

/* The face that shows code_point: `wanted` if it has it, else the first fallback family's face
 * nearest in weight and slant; NULL if none has it. */
const struct font_face *font_for(const struct font_set *set, const struct font_face *wanted,
                                 uint32_t code_point);

/* The same for code points that belong together (a letter and its marks): one face that shows them
 * all, or NULL. */
const struct font_face *font_for_all(const struct font_set *set, const struct font_face *wanted,
                                     const uint32_t *code_points, size_t count);

/* Can face show code_point, be it with another glyph: U+2010 and U+2011 as the hyphen, any space as
 * the space, a letter as its canonical parts, and nothing at all for what is invisible (joiners,
 * variation selectors, soft hyphen)? */
bool font_shows(const struct font_face *face, uint32_t code_point);

/* The glyph that cmap gives, 0: none. */
uint16_t font_glyph(const struct font_face *face, uint32_t code_point);

/* A space of some width other than U+0020. */
bool font_is_space(uint32_t code_point);

#endif
