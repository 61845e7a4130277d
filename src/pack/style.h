/* A brand's styles, resolved: names looked up, lengths computed, faces found. One kind of style
 * serves paragraphs, boxes, tables and charts; each uses the fields that make sense for it. */
#ifndef PACK_STYLE_H
#define PACK_STYLE_H

#include "base/length.h"
#include "text/paragraph.h"

#include <stdbool.h>
#include <stdint.h>

/* No paint; the same as in layout/page.h. */
#define COLOR_NONE UINT32_MAX

/* ALIGN_DECIMAL: in a table's cells, on the decimal point; elsewhere as right. */
enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT, ALIGN_DECIMAL, ALIGN_COUNT };

struct edges {
    length top, right, bottom, left;
};

/* A width as written: fixed, a share of what is left, or from the content. */
enum measure_kind { MEASURE_FIXED, MEASURE_SHARE, MEASURE_CONTENT };
struct measure {
    enum measure_kind kind;
    length fixed; /* MEASURE_FIXED */
    int share;    /* MEASURE_SHARE: thousandths of fr */
};

/* What a style says itself (or a style that it is like, the implied body excepted). Only that is
 * laid over the text around it by t, v, link, box, list, table, row, cell and regions. */
enum style_property {
    STYLE_FONT = 1 << 0,
    STYLE_SIZE = 1 << 1,
    STYLE_LEADING = 1 << 2,
    STYLE_WEIGHT = 1 << 3,
    STYLE_ITALIC = 1 << 4,
    STYLE_UNDERLINE = 1 << 5,
    STYLE_COLOR = 1 << 6,
    STYLE_ALIGN = 1 << 7
};

/* Fill, padding and edges count for boxes, rows, cells and regions, never for paragraphs. */
struct style {
    const char *name;
    unsigned set;       /* enum style_property */
    const char *family; /* with weight and italic: what text.face was found by */
    int weight;
    bool italic;
    struct text_style text; /* face, size, colour, underline */
    length leading;         /* line to line */
    enum align align;
    length space_before, space_after;
    bool keep_next, keep_together;
    int orphans,
        widows;    /* lines at least left before, and brought after, a page break; 2 unless said */
    length indent; /* of list labels: width of the label's column */
    uint32_t fill; /* or COLOR_NONE */
    struct edges padding;
    struct edges edge; /* widths of the edge lines */
    uint32_t edge_color;
    uint32_t rule_color; /* table: line between rows; rule: the line */
    length rule_width;
    uint32_t head_rule_color; /* table: line under the head */
    length head_rule_width;
    uint32_t accent; /* charts: target line */
    uint32_t tint;   /* charts: empty track */
};

/* base with what `over` says about text (enum style_property) laid over it; the face is found in
 * fonts. */
struct style style_overlay(const struct style *base, const struct style *over,
                           const struct font_set *fonts);

/* Line to line: the style's leading, or its size if it sets none. */
length style_leading(const struct style *style);

#endif
