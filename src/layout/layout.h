/* Template + report -> pages. */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/diag.h"
#include "layout/page.h"
#include "pack/brand.h"
#include "pack/template.h"
#include "text/shape.h"

#include <libxml/tree.h>
#include <stdbool.h>

struct code_table;

struct layout_inputs {
    const struct template *template;
    const struct brand *brand;
    struct shaper *shaper;
    struct code_table *codes; /* NULL: none are kept */
    xmlDocPtr report;
};

/* Pages in the arena; warnings (keep that could not be met, overfull line, missing glyph) are
 * reported. NULL after an error was reported. */
const struct pages *layout_build(struct arena *arena, const struct layout_inputs *inputs,
                                 struct diags *diags);

/* The blocks alone, as text in structure order: `dump --stage=blocks`. */
bool layout_dump_blocks(struct arena *arena, const struct layout_inputs *inputs,
                        struct diags *diags, struct builder *out);

#endif
