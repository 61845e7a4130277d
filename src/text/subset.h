/* Subsetting with hb-subset: glyph ids are retained, hinting and layout tables are dropped. */
#ifndef TEXT_SUBSET_H
#define TEXT_SUBSET_H

#include "base/arena.h"
#include "text/font.h"

#include <hb.h>
#include <stdint.h>

struct font_subset {
    struct slice bytes;      /* the TrueType file to embed */
    uint32_t glyph_count;    /* glyphs with an outline of their own in it, .notdef and parts of
                                composites included */
    const uint16_t *glyphs;  /* ascending */
    const int32_t *advances; /* font units, of each glyph */
    /* What each glyph says, for ToUnicode: UTF-16BE code units, ligatures as their letters; 0
     * units: nothing. */
    const uint16_t *const *unicode;
    const uint8_t *unicode_count;
};

/* Adds all glyphs that text made of these code points can shape to (layout closure: ligatures,
 * letters composed with marks, stand-ins for spaces and hyphens), .notdef, space and replacement.
 */
void font_closure(const struct font_face *face, const hb_set_t *code_points, hb_set_t *out_glyphs);

/* glyphs and what their outlines are composed of. NULL if HarfBuzz fails. Lives in the arena.
 * Depends on its arguments alone: the same glyphs give the same bytes. */
const struct font_subset *font_subset_build(struct arena *arena, const struct font_face *face,
                                            const hb_set_t *glyphs);

/* Fixes the start-up subset of each face: closure of `code_points` (what the pack can print, and
 * Latin letters). Called once, after the last font_set_add and before the first shape_word, which
 * marks runs outside it as is_extra. */
void font_set_freeze(struct font_set *set, const hb_set_t *code_points);
/* Fixes a part of the start-up subset: the closure of `code_points`, which most reports get along
 * with; after font_set_freeze. shape_word marks runs outside it as is_wide. */
void font_set_narrow(struct font_set *set, const hb_set_t *code_points);
/* The same as font_startup_glyphs if there was no font_set_narrow. */
const hb_set_t *font_narrow_glyphs(const struct font_set *set, size_t face_index);

/* NULL before font_set_freeze: every run is then marked. */
const hb_set_t *font_startup_glyphs(const struct font_set *set, size_t face_index);

#endif
