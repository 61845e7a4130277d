/* What each glyph of a face says. */
#ifndef TEXT_GLYPH_TEXT_H
#define TEXT_GLYPH_TEXT_H

#include "base/arena.h"
#include "text/font.h"

#include <stdint.h>

struct glyph_text {
    const uint32_t *code_points; /* NULL: the glyph says nothing */
    uint32_t count;
};

/* For each of face's glyphs. cmap first: of several characters with one glyph the plain one (space,
 * not no-break space; hyphen, not soft hyphen; Greek mu, not micro sign). Then GSUB: a ligature
 * says what its parts say, a variant what its original says; presentation forms in cmap (U+FB01)
 * say their letters too. */
const struct glyph_text *glyph_texts_build(struct arena *arena, const struct font_face *face);

#endif
