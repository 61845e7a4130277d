/* The handout without pages, for portals and screen readers: the blocks that layout builds, as one
 * HTML file or as plain text. Both say what the pages say, in the same order. Headers and footers
 * are said once: what stands on the first page, then what other pages' headers and footers say
 * beyond that; what depends on the number of the page is left out. */
#ifndef EDITION_EDITION_H
#define EDITION_EDITION_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/diag.h"
#include "layout/layout.h"

#include <stdbool.h>

/* Appends one HTML5 document that is also well-formed XML: UTF-8 without byte order mark, no
 * scripts, nothing fetched from elsewhere. False after an error was reported. */
bool edition_write_html(struct arena *arena, const struct layout_inputs *inputs,
                        struct diags *diags, struct builder *out);

/* Appends plain text: UTF-8 without byte order mark, lines of at most 72 columns; only a word that
 * is longer (an address) makes a longer line. False after an error was reported. */
bool edition_write_text(struct arena *arena, const struct layout_inputs *inputs,
                        struct diags *diags, struct builder *out);

#endif
