/* What the files of charts share. Only layout/chart*.c include this.
 *
 * A kind of chart first makes a plan for a width: which texts break into how many lines and stand
 * where. Its size and its drawing both follow from the plan, so that they cannot differ. */
#ifndef LAYOUT_CHART_INSIDE_H
#define LAYOUT_CHART_INSIDE_H

#include "layout/chart.h"

#define LABEL_GAP LENGTH_MM10(40)  /* between label, bar and text */
#define ROW_GAP LENGTH_MM10(24)    /* between two bars' labels */
#define BAR_HEIGHT LENGTH_MM10(46) /* a bar, unless its label is lower */
#define LABEL_PERCENT 42           /* of a row, at most */
#define TEXT_PERCENT 30            /* of a row, at most */

struct canvas {
    struct draw *draw;
    const struct block *block;
    const struct block_chart *chart;
    struct op_rect box;
    int32_t structure;
    bool is_artifact;
};

/* How a text is written, and the element that it belongs to. */
struct ink {
    const struct style *style;
    int32_t structure;
};

/* A text broken into lines. */
struct chart_text {
    struct text_lines lines;
    const struct style *style;
    length width;  /* of the widest line */
    length height; /* 0: no text */
};

/* chart_text.c */
struct chart_text chart_text(struct place *place, const char *text, struct ink ink, length width);
/* On one line, as wide as it is. */
struct chart_text chart_line(struct place *place, const char *text, struct ink ink);
/* The width of the widest of all items' labels, or texts, each on one line. */
length chart_widest(struct place *place, const struct block_chart *chart, bool is_label);
/* The widest unit that does not break. */
length chart_word_width(struct place *place, const char *text, const struct style *style);
/* Its lines from y on, each aligned in [x, x + width]. */
void canvas_text(struct canvas *canvas, const struct chart_text *text, enum align align,
                 struct op_rect box);
/* In the middle of the box's height. */
void canvas_middle(struct canvas *canvas, const struct chart_text *text, struct op_rect box);
void canvas_rect(struct canvas *canvas, struct op_rect rect, uint32_t color);
void canvas_path(struct canvas *canvas, const struct path_step *steps, size_t count,
                 struct paint paint);
void canvas_line(struct canvas *canvas, const length from[2], const length to[2],
                 struct paint paint);
/* How a target line is painted. */
struct paint canvas_target_paint(const struct block_chart *chart);
/* A target's name on lines of its own, behind a piece of its line; height 0: no target. */
struct chart_text chart_target_key(struct place *place, const struct block_chart *chart,
                                   length width);
void canvas_target_key(struct canvas *canvas, const struct chart_text *key);

/* From the least to the largest of values, zero and target. */
struct scale {
    int64_t low, high; /* low < high */
};
struct scale chart_scale(const struct block_chart *chart);
/* A value's place on a scale that is `size` long. */
length scale_at(struct scale scale, int64_t value, length size);

/* One file a kind. */
struct chart_size gauge_size(struct place *place, const struct block *block, length width);
void gauge_draw(struct canvas *canvas);
struct chart_size bars_size(struct place *place, const struct block *block, length width);
void bars_draw(struct canvas *canvas);
struct chart_size columns_size(struct place *place, const struct block *block, length width);
void columns_draw(struct canvas *canvas);
struct chart_size dots_size(struct place *place, const struct block *block, length width);
void dots_draw(struct canvas *canvas);
struct chart_size trend_size(struct place *place, const struct block *block, length width);
void trend_draw(struct canvas *canvas);

#endif
