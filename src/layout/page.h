/* What layout hands to pdf: pages, each a flat list of drawing ops, and one structure tree over all
 * of them. Lengths are from the page's top left corner, y down. Everything is const to the reader
 * and lives in the report's arena or the pack. `magreport dump --stage=pages` prints it. */
#ifndef LAYOUT_PAGE_H
#define LAYOUT_PAGE_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/length.h"
#include "base/vector.h"
#include "image/image.h"
#include "text/paragraph.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Standard structure types of PDF 1.7, 14.8.4. */
enum tag {
    TAG_DOCUMENT,
    TAG_PART,
    TAG_SECT,
    TAG_DIV,
    TAG_P,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_L,
    TAG_LI,
    TAG_LBL,
    TAG_LBODY,
    TAG_TABLE,
    TAG_THEAD,
    TAG_TBODY,
    TAG_TFOOT,
    TAG_TR,
    TAG_TH,
    TAG_TD,
    TAG_CAPTION,
    TAG_FIGURE,
    TAG_LINK,
    TAG_SPAN,
    TAG_NOTE,
    TAG_REFERENCE,
    TAG_COUNT
};
extern const char *const tag_names[TAG_COUNT + 1];

/* Op belongs to no structure element: an artifact (header, footer, rule, background). */
#define STRUCTURE_ARTIFACT (-1)

/* Artifacts of the running header and footer, which PDF/UA-1, 7.8 wants told from others. All three
 * are negative. */
#define STRUCTURE_HEADER (-2)
#define STRUCTURE_FOOTER (-3)

/* How the items of a list are labelled: ListNumbering of L. */
enum numbering { NUMBERING_DISC, NUMBERING_SQUARE, NUMBERING_DECIMAL };

enum scope { SCOPE_NONE, SCOPE_COLUMN, SCOPE_ROW, SCOPE_BOTH };

/* A structure element. Its children in reading order are the elements whose parent it is, in array
 * order, and its marked content; an element with both keeps array and op order, whichever is first
 * met on the pages. */
struct structure {
    enum tag tag;
    int32_t parent;          /* -1 only for element 0, the document */
    const char *alt;         /* Alt of a figure, NULL */
    const char *actual_text; /* ActualText, NULL */
    const char *language;    /* BCP 47 where it differs from the document's, NULL */
    enum scope scope;        /* of TH */
    uint16_t row_span;       /* of TH and TD; 0 and 1 mean one */
    uint16_t column_span;
    enum numbering numbering; /* of L */
};

enum op_kind { OP_TEXT, OP_RECT, OP_PATH, OP_IMAGE, OP_LINK, OP_KIND_COUNT };

/* Pieces in one style on one baseline. A piece's spaces are drawn as glyphs; the last piece of a
 * line keeps its space glyph, so that words of two lines do not run together when text is taken
 * out. */
struct op_text {
    length x;
    length baseline;
    const struct text_style *style;
    const struct text_piece *pieces;
    size_t piece_count;
};

struct op_rect {
    length x, y, width, height;
};

enum path_verb { PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE, PATH_RECT };

struct path_step {
    enum path_verb verb;
    length x[3], y[3]; /* MOVE, LINE: [0]; CURVE: two control points and the end; RECT, a
                         subpath of its own: its top left and bottom right corners */
};

#define COLOR_NONE UINT32_MAX

/* How rect and path are painted. */
struct paint {
    uint32_t fill;   /* 0xRRGGBB or COLOR_NONE */
    uint32_t stroke; /* 0xRRGGBB or COLOR_NONE */
    length stroke_width;
    length dash, gap; /* 0, 0: solid */
    bool round_caps;
};

struct op {
    enum op_kind kind;
    int32_t structure;  /* index into structures, or STRUCTURE_ARTIFACT */
    struct paint paint; /* of OP_RECT and OP_PATH */
    union {
        struct op_text text;
        struct op_rect rect; /* also OP_IMAGE's and OP_LINK's place */
        struct {
            const struct path_step *steps;
            size_t count;
        } path;
    } u;
    const struct image *image; /* of OP_IMAGE */
    struct op_rect whole; /* of OP_IMAGE: where all of the picture would stand if only what is in
                             u.rect shows; width 0: all of it stands there */
    int32_t link;         /* of OP_LINK: index into links */
};

struct page_link {
    const char *uri;         /* outside link, or NULL */
    const char *destination; /* name of a place in this document, or NULL */
    const char *contents;    /* what a screen reader says */
    int32_t structure;       /* the Link element */
    size_t first_page;       /* index of the page where it begins; SIZE_MAX: not drawn yet */
    size_t note;             /* number of the footnote that it leads to, 0: another link */
    bool has_place;          /* leads to `y` on the page with that index, as to a footnote */
    size_t page;
    length y;
};

struct page {
    length width, height;
    VECTOR(struct op) ops;
    const char *label; /* page label, NULL: its number */
};

struct outline_entry {
    const char *title;
    unsigned level; /* from 1 */
    size_t page;    /* index */
    length y;
    int32_t structure;
};

struct destination {
    const char *name;
    size_t page;
    length y;
    int32_t structure;
};

/* A header or footer that needs more height than the template gives it, so that it is drawn higher
 * or the page's text moves. */
struct grown_region {
    struct position position;
    length by;
};

#define PAGES_OWNER_DIGITS 32

struct pages {
    VECTOR(struct page) pages;
    VECTOR(struct structure) structures; /* [0] is the Document */
    VECTOR(struct page_link) links;
    VECTOR(struct outline_entry) outline;
    VECTOR(struct destination) destinations;
    const char *title;
    const char *author; /* the clinic */
    const char *language;
    struct date date;
    const char
        *owner; /* whose document this is: PAGES_OWNER_DIGITS hexadecimal digits; NULL: not told */
    VECTOR(struct grown_region) grown;
};

/* Appends the pages as text: one op a line, then bookmarks and places, then the structure tree. */
void pages_dump(const struct pages *pages, struct builder *out);

/* Whether an address may be opened by a click: http, https, mailto, tel. */
bool page_is_address(const char *address);

#endif
