/* Blocks: a template filled with one report, before anything has a place. Build makes them
 * (layout/build.c), place reads them (layout/place.c). They form a tree; each block knows its
 * style, its structure element and the template line it came from. Logic (for, if, choose, let,
 * part, insert) is gone: what is here is printed once. */
#ifndef LAYOUT_BLOCK_H
#define LAYOUT_BLOCK_H

#include "base/length.h"
#include "base/vector.h"
#include "code/code.h"
#include "image/image.h"
#include "layout/page.h"
#include "pack/style.h"
#include "pack/template.h"
#include "text/paragraph.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Between a box's icon and its text; icon_width holds both. */
#define BOX_ICON_GAP LENGTH_MM10(30)

enum block_kind {
    BLOCK_GROUP,     /* children one below the other; a flow, a column, a cell, an item's body */
    BLOCK_PARAGRAPH, /* p, h, and the text of everything else */
    BLOCK_LIST,      /* children are items */
    BLOCK_ITEM,      /* label, then children */
    BLOCK_BOX,       /* fill, edge, padding, icon; children inside */
    BLOCK_COLUMNS,   /* children side by side, one column each */
    BLOCK_TABLE,     /* see struct table */
    BLOCK_FIGURE,    /* one image */
    BLOCK_CHART,
    BLOCK_CODE,
    BLOCK_FIELD, /* lines or a tick box to write on */
    BLOCK_RULE,
    BLOCK_SPACE,
    BLOCK_BREAK, /* to the next page */
    BLOCK_KIND_COUNT
};
extern const char *const block_kind_names[BLOCK_KIND_COUNT + 1];

/* A box to tick beside text of this style: 4.6 mm, more beside large letters. */
length block_tick_side(const struct style *style);

struct block_cell {
    struct block *content; /* a BLOCK_GROUP */
    const struct style *style;
    uint16_t column; /* first column, from 0 */
    uint16_t column_span, row_span;
    int32_t structure;    /* TH or TD */
    enum valign valign;   /* of what is lower than its row */
    length decimal_after; /* placing's: width from the decimal point on, -1: not aligned on it */
};

struct block_row {
    struct block_cell *cells; /* by column */
    size_t cell_count;
    const struct style *style;
    bool is_head; /* repeated on each page, where it is an artifact after the first time */
    size_t
        group; /* number, from 1, of the row that heads this one, or of this row itself; 0: none */
    struct block *continued; /* of a group row: see block_table */
    const bool *held;        /* by column: a cell goes on in the row below; NULL: none does */
    bool may_split;
    bool keep_next;
    int32_t structure; /* TR */
    struct position position;
};

struct block_table {
    struct measure *columns;
    size_t column_count;
    struct block_row *rows; /* head rows first, foot rows last */
    size_t row_count;
    size_t head_count, foot_count;
    bool foot_repeats; /* on each page, where it is an artifact before the last time */
    length column_gap;
    const length *widths; /* placing's: of the columns, for placed_width */
    length placed_width;
    length placed_gap;     /* placing's: column_gap, or what of it there is room for */
    length *decimal_after; /* placing's: of each column, the most */
    /* paragraph beside a spanned cell or a group that goes on; an artifact, or NULL */
    struct block *continued;
};

struct chart_item {
    const char *label;  /* "Sleep and rest", "Mon" */
    const char *series; /* of a trend: the name of its line, or "" */
    const char *text;   /* what is written beside the value: "13 of 18 · many"; "" = the value */
    int32_t value;
    int32_t max;
    int32_t label_structure, text_structure; /* see block_chart */
};

/* One of several lines of a trend. */
#define CHART_SERIES_MAX 3
struct chart_series {
    const char *name; /* "" if there is but one */
    int32_t structure;
};

/* A place on a trend's axis: up to one item of each series. */
struct chart_visit {
    const char *label;
    int32_t structure;
    int32_t day;                    /* its place, if the chart is dated */
    size_t items[CHART_SERIES_MAX]; /* by series: number of the item, from 1; 0: none */
};

/* A chart of several named values is a Figure for what is drawn and, behind it, a Table of what is
 * written in it: a row an item, its label a TH and its text a TD, the target's label the caption.
 * A trend's table has a row a visit and a column a series. So a screen reader finds the values in a
 * table, and every text is there once. In all other charts texts belong to the Figure. */
struct block_chart {
    enum chart_kind kind;
    struct chart_item *items; /* gauge and meter have one */
    size_t item_count;
    bool is_list;                /* the template names nodes: dots have labels and texts, too */
    struct chart_series *series; /* of a trend, in the order in which they are met */
    size_t series_count;
    struct chart_visit *visits; /* of a trend, from left to right */
    size_t visit_count;
    bool is_dated;            /* visits stand as far apart as their days */
    int32_t target;           /* week, columns: the target line, 0 = none */
    const char *target_label; /* "goal 320" */
    int32_t target_structure;
    bool has_table;
    int32_t *marks; /* gauge, meter, trend: where a band begins (ticks on the scale) */
    size_t mark_count;
    const char *caption;                           /* gauge: the line below */
    const struct style *label_style, *value_style; /* texts in the chart */
    uint32_t color, tint, accent;                  /* values; empty track; target line */
    const char *alt;
    const char *summary; /* alt as the template writes it, without values that were added */
};

/* A footnote: its number in a paragraph, its text as an item with the number as label. */
struct block_note {
    const struct text_span *span; /* the number */
    int32_t link;                 /* from the number to the note */
    size_t number;                /* through the document, from 1 */
    struct block *body;
    bool is_placed; /* placing's: it stands on a page, or waits for the next one */
    length height;  /* placing's: of all of it in placed_width */
    length placed_width;
    struct block_note *next; /* of the paragraph */
};

struct block {
    enum block_kind kind;
    const struct style *style;
    struct block *first_child, *last_child, *next;
    int32_t structure;        /* its own element, or STRUCTURE_ARTIFACT */
    struct position position; /* in the template */

    length space_before, space_after; /* vanish at the top of a page or column */
    bool keep_together;
    bool keep_next;
    bool break_before;
    const char *next_page; /* of a break: the page to go on with, NULL */
    enum page_side side;   /* of a break: the side of the sheet to go on with */
    length needs;          /* of a break: only if less is left; 0: in any case */
    bool stretches;        /* of a space: takes the height that is left */
    int outline_level;     /* of a heading: 1 to 6, 0 = not in the outline */
    const char *outline_title;
    const char *destination; /* name for links, NULL */

    length width;  /* wanted, 0 = all there is; figure, box in a header */
    length height; /* wanted, 0 = as the content needs; figure, box (minimum), chart, space */

    union {
        struct {
            struct paragraph *paragraph; /* shaped */
            const struct text_span *spans;
            size_t span_count;
            struct block_note *notes; /* in the order of their numbers, NULL: none */
            bool has_numbers;         /* page numbers that are not known yet */
            struct text_lines lines;  /* placing's: the lines for lines_width */
            length lines_width;       /* 0: not broken yet */
        } text;
        struct {
            enum list_kind kind;
            size_t count; /* of items */
        } list;
        struct {
            struct paragraph *label; /* "1." or a bullet; NULL: a tick box */
            const char *label_text;
            int32_t label_structure, body_structure;
            length label_width;
            bool is_tick; /* an empty tick box */
            bool is_note; /* a footnote */
            int32_t link; /* of a footnote: the link that leads here */
        } item;
        struct {
            const char *icon; /* note, warning, urgent, a number "1" in a disc, or NULL */
            struct paragraph *icon_text; /* of a number */
            length icon_width;
            enum box_role role;
        } box;
        struct {
            struct measure *widths;
            size_t count;
            length gap;
            length placed_width; /* placing's: placed_widths are for this width */
            const length *placed_widths;
        } columns;
        struct block_table table;
        struct {
            const struct image *image;
            const char *alt;
            enum figure_fit fit; /* of the picture into another shape of place */
        } figure;
        struct block_chart chart;
        struct {
            const struct code *code; /* QR code */
            const char *data;        /* what it says: an address */
            const char *alt;
        } code;
        struct {
            int lines;
            length line_gap;
            bool is_tick;
            struct paragraph *label;
        } field;
    } u;
};

#endif
