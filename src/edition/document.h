/* What both editions read: the blocks of the flows, and of headers and footers what is said once.
 */
#ifndef EDITION_DOCUMENT_H
#define EDITION_DOCUMENT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/vector.h"
#include "layout/build.h"
#include "layout/layout.h"

#include <stdbool.h>
#include <stdint.h>

/* The words that the program itself adds, in the language of the document. */
struct edition_words {
    const char *language; /* primary subtag */
    const char *roles[4]; /* by enum box_role; NULL: none */
    const char *picture;  /* before the alternative text of a picture */
    const char *tick;     /* names a box to tick that has no text */
    const char *write;    /* names lines to write on */
    const char *table;    /* names what is scrolled */
    const char *notes;    /* title of the footnotes, which stand at the end */
    const char *back;     /* leads from a footnote to its number in the text */
};

/* A header or footer, or what is left of it. */
struct edition_region {
    const struct page_region *region;
    struct block *content; /* a BLOCK_GROUP */
};

struct edition {
    struct arena *arena;
    const struct layout_inputs *inputs;
    struct document_blocks document;
    const struct pages *pages; /* of the document: structure elements, links, title */
    VECTOR(struct edition_region) headers, footers;
    const struct style *body;
    const struct edition_words *words;
};

/* Builds all blocks; they live in the arena. False after an error was reported. */
bool edition_open(struct edition *edition, struct arena *arena, const struct layout_inputs *inputs,
                  struct diags *diags);

/* 1 to 6 for a heading, 0 for another paragraph. */
int edition_heading_level(const struct edition *edition, const struct block *paragraph);

/* Whether the paragraph is the caption of the figure or chart before it. */
bool edition_is_caption(const struct edition *edition, const struct block *paragraph);

/* The language of a structure element that differs from the document's, or NULL. */
const char *edition_language(const struct edition *edition, int32_t structure);

/* Whether a row, counted from 0, heads those after it. */
bool edition_is_group(const struct block_table *table, size_t row);

/* Whether the cell heads its row or column. */
bool edition_is_head(const struct edition *edition, const struct block_cell *cell);

/* All text of a paragraph, its line ends as blanks. */
const char *edition_text_of(struct arena *arena, const struct block *paragraph);

/* Whether it is a control character, or turns the direction of text around. */
bool edition_is_control(uint32_t code_point);

/* One of several columns, with its one block, which is a copy of child in *out_child. */
struct block edition_column(const struct block *columns, const struct block *child,
                            struct block *out_child);

/* Whether a link of the text leads to this address. */
bool edition_has_link(const struct edition *edition, const char *address);

#endif
