/* Drawing: fragments -> ops of one page. */
#ifndef LAYOUT_DRAW_H
#define LAYOUT_DRAW_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/vector.h"
#include "layout/page.h"
#include "layout/place.h"

#include <stdbool.h>
#include <stddef.h>

/* A line of text with its place on a page. */
struct waiting_line {
    const struct text_line *line;
    size_t page, op; /* it waits to be drawn there, before that op; see layout/number.c */
    length x, width, baseline;
    enum align align;
    bool is_artifact;
    struct position position; /* of the paragraph in the template */
};

struct draw {
    struct arena *arena;
    struct place *place; /* for the labels of charts */
    struct diags *diags;
    struct pages *pages;
    size_t page;                         /* index of the page drawn on */
    VECTOR(struct waiting_line) waiting; /* for page numbers, in the order of pages and ops */
    VECTOR(struct position) overfull;    /* template places whose overfull lines were reported */
};

/* Draws fragment and all below it with its top left corner at x, y. As an artifact nothing of it is
 * read aloud. */
void draw_fragment(struct draw *draw, const struct fragment *fragment, length x, length y,
                   bool is_artifact);

/* A new op at the end of the page. */
struct op *draw_op(struct draw *draw, enum op_kind kind, int32_t structure);

/* A filled rectangle and a painted path, drawn now; a rectangle without area or color is none. */
void draw_rect(struct draw *draw, struct op_rect rect, uint32_t fill);
void draw_path(struct draw *draw, int32_t structure, const struct path_step *steps, size_t count,
               struct paint paint);

/* A line of a paragraph, drawn now: `line` at the place of `at`. */
void draw_text_line(struct draw *draw, const struct waiting_line *at, const struct text_line *line);

/* How far the pen moves, without the spaces. */
length draw_piece_width(const struct text_piece *piece);

/* One line of text; x is its left end. */
void draw_line(struct draw *draw, const struct text_line *line, length x, length baseline,
               bool is_artifact);

/* A label of one line: aligned in [x, x + width], its vertical middle at `middle`. Returns its
 * width. */
length draw_label(struct draw *draw, const struct paragraph *label, enum align align,
                  struct op_rect box, bool is_artifact);

/* Reports a word that was broken because its place is too narrow; once for each place in the
 * template, however many rows it prints. */
void draw_report_overfull(struct draw *draw, struct position position);

/* From the line's top to its baseline when a line of `leading` holds text of this style. */
length draw_ascent(const struct text_style *style, length leading);

/* Paints that are used again and again. */
struct paint paint_fill(uint32_t color);
struct paint paint_stroke(uint32_t color, length width);

/* An icon in the square at x, y: note, warning, urgent; or a disc for a number. */
void draw_icon(struct draw *draw, const struct block *block, length x, length y, length size);

/* A QR code in the given square; see layout/draw_code.c. */
void draw_code(struct draw *draw, const struct code *code, struct op_rect box, int32_t structure);

/* A chart in the given place; see layout/chart.c. */
void draw_chart(struct draw *draw, const struct block *block, struct op_rect box, bool is_artifact);

#endif
