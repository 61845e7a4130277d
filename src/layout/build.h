/* A template and a report -> blocks, structure elements and links: everything that is known before
 * anything has a place. Logic is run, styles are found, paragraphs are shaped. layout/place.c reads
 * the result. */
#ifndef LAYOUT_BUILD_H
#define LAYOUT_BUILD_H

#include "base/arena.h"
#include "base/diag.h"
#include "layout/block.h"
#include "layout/layout.h"
#include "layout/number.h"
#include "layout/page.h"
#include "pack/template.h"

#include <stdbool.h>
#include <stddef.h>

struct build;

struct flow_blocks {
    struct block *root; /* a BLOCK_GROUP; a flow begins on a new page */
    const struct page_master *first;
};

struct document_blocks {
    struct pages
        *pages; /* structures, links, title, author, language and date are set; the rest is empty */
    struct flow_blocks *flows;
    size_t flow_count;
    struct block *const *notes;         /* footnotes as items, in the order of their numbers */
    size_t note_count;                  /* footnotes */
    const struct style *note_style;     /* its rule stands above them */
    const struct page_numbers *numbers; /* in the flows */
};

/* Everything lives in the arena except libxml2's XPath context, which build_free releases. One
 * build serves one report. */
struct build *build_new(struct arena *arena, const struct layout_inputs *inputs,
                        struct diags *diags);
void build_free(struct build *build);

/* False after an error was reported (an expression that fails on this report). */
bool build_document(struct build *build, struct document_blocks *out);

/* What a header or footer knows of its page: $page (from 1), $pages, and $section, the last heading
 * up to here. */
struct page_facts {
    size_t number, count;
    const char *section;
};

/* The header or footer of one page, after build_document: a BLOCK_GROUP, all of it
 * STRUCTURE_ARTIFACT. NULL after reporting. */
struct block *build_region(struct build *build, const struct page_region *region,
                           const struct page_facts *facts);

/* Whether an error was reported since build_new. */
bool build_has_failed(const struct build *build);

#endif
