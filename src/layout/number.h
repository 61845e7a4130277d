/* Page numbers in text that flows: see layout/number.c. */
#ifndef LAYOUT_NUMBER_H
#define LAYOUT_NUMBER_H

#include "base/diag.h"
#include "base/vector.h"
#include "layout/draw.h"
#include "layout/page.h"

#include <stddef.h>
#include <stdint.h>

/* The most pages that a document has, and how many digits their numbers have. */
#define PAGES_MAX 5000
#define PAGE_DIGITS 4

enum number_kind {
    NUMBER_NONE,
    NUMBER_PAGE,  /* of the page that it stands on */
    NUMBER_PAGES, /* how many pages there are */
    NUMBER_PLACE  /* of the page where a named block begins */
};

struct page_number {
    enum number_kind kind;
    const char *place;        /* of NUMBER_PLACE */
    struct position position; /* of the expression */
};

/* A number in what a screen reader says of a link: the byte of page_link.contents that it takes the
 * place of. */
struct link_number {
    size_t link;
    size_t offset_bytes;
    size_t number;
};

struct page_numbers {
    VECTOR(struct page_number) numbers; /* text_span.number is an index here */
    VECTOR(struct link_number) links;   /* by link, then by offset */
};

/* As many of the face's widest digit as a page number may have, in the arena. */
const char *number_widest(struct arena *arena, struct shaper *shaper, const struct font_face *face);

/* The index of the page where the block of that name begins; SIZE_MAX: it was not printed. */
size_t number_page_of(const struct pages *pages, const char *place);

/* Draws the lines that waited for numbers; every page of the flows is drawn. A place that was not
 * printed is reported, and its number is "?". */
void number_fill(struct draw *draw, const struct page_numbers *numbers);

#endif
