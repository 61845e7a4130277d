/* A chart, a code or a box's icon drawn alone, for editions without pages. */
#ifndef LAYOUT_PICTURE_H
#define LAYOUT_PICTURE_H

#include "base/arena.h"
#include "layout/block.h"
#include "layout/layout.h"
#include "layout/page.h"

/* The drawing of a BLOCK_CHART, BLOCK_CODE, or the icon of a BLOCK_BOX in this width: a page that
 * is just as large, its ops without structure elements. Lives in the arena. */
const struct page *picture_draw(struct arena *arena, const struct layout_inputs *inputs,
                                const struct block *block, length width);

#endif
