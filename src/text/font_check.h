/* Is this a TrueType file that we may embed and that HarfBuzz, hb-subset and every PDF reader can
 * use? */
#ifndef TEXT_FONT_CHECK_H
#define TEXT_FONT_CHECK_H

#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* What only the raw tables tell. */
struct font_facts {
    int units_per_em;
    int bounds[4];    /* head: xMin yMin xMax yMax, font units */
    int italic_angle; /* whole degrees, 0 without a post table */
    uint32_t glyph_count;
};

/* False after reporting at position. bytes may hold anything. */
bool font_check(struct slice bytes, struct position position, struct diags *diags,
                struct font_facts *out_facts);

#endif
