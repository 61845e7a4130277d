/* Ways through the document: link annotations, the outline (bookmarks) and page labels. */
#ifndef PDF_NAVIGATION_H
#define PDF_NAVIGATION_H

#include "base/arena.h"
#include "layout/page.h"
#include "pdf/object.h"
#include "pdf/structure.h"

#include <stdint.h>

struct navigation {
    struct arena *arena;
    const struct pages *pages;
    const uint32_t *page_objects;
    struct pdf_document *document;
    struct pdf_structure *structure;
};

/* Writes the annotations of the page's links and appends their references, for /Annots. Call it
 * right after the page's content. A link to an unknown place gives that place's name, else NULL is
 * returned. */
const char *navigation_write_links(const struct navigation *navigation, uint32_t page_index,
                                   struct builder *references);

/* The outline: its root, and the entries of the highest level; all 0 when there are none. */
struct outline_ends {
    uint32_t root, first, last;
    size_t count; /* entries on all levels */
};

/* Writes the entries. Call it after pdf_structure_close. */
struct outline_ends navigation_write_outline(const struct navigation *navigation);

/* Writes the outline's root. */
void navigation_write_outline_root(const struct navigation *navigation,
                                   const struct outline_ends *ends);

/* Appends "/PageLabels<<...>>" if some page has a label of its own. */
void navigation_write_labels(const struct navigation *navigation, struct builder *out);

/* Appends the entries of a number tree of page labels: one for each page, or for the first alone;
 * gives their number. */
uint32_t navigation_write_label_entries(const struct navigation *navigation, struct builder *out);

#endif
