/* Where characters that no face has a glyph for come from. */
#ifndef LAYOUT_MISSING_H
#define LAYOUT_MISSING_H

#include "base/diag.h"
#include "layout/block.h"

#include <stdint.h>

/* The template's place of the first block below root whose text has the character; NOWHERE if none
 * has. */
struct position missing_find(const struct block *root, uint32_t character);

#endif
