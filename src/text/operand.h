/* Glyphs and positions -> the elements of a TJ array. */
#ifndef TEXT_OPERAND_H
#define TEXT_OPERAND_H

#include "base/builder.h"
#include "text/font.h"

#include <stddef.h>
#include <stdint.h>

struct placed_glyph {
    uint16_t glyph;
    uint32_t cluster; /* byte offset in the word */
    int32_t advance;  /* font units: how far the pen moves */
    int32_t x, y;     /* font units: where the glyph is drawn, from the pen */
};

/* Appends strings of two-byte glyph ids, binary, and adjustments between them. Returns the sum of
 * the advances. */
int32_t operand_build(const struct font_face *face, const struct placed_glyph *glyphs, size_t count,
                      struct builder *out);

#endif
