/* The plan of a trend: where its points and texts stand, from the chart's top left corner. */
#ifndef LAYOUT_CHART_TREND_H
#define LAYOUT_CHART_TREND_H

#include "layout/chart_inside.h"

#define MARK_RADIUS LENGTH_PT(3)
#define MARK_WIDTH LENGTH_PT(10) /* of a mark before a name, with the gap after it */
#define TICKS_MAX 8

/* One value: its point, and its label if it stands there without touching anything. */
struct trend_point {
    size_t item;
    size_t series, visit;
    length x, y;
    bool has_label;
    struct op_rect label;
};

/* A date below the axis. */
struct trend_date {
    bool has_label;
    struct op_rect label;
};

struct trend_plan {
    struct op_rect plot; /* between the axes; points stay inside */
    length axis_y;       /* of the horizontal axis, at zero */
    int64_t first_tick, tick_step;
    size_t tick_count;
    bool has_tick_labels;
    bool has_names;                         /* of lines */
    bool names_on_top;                      /* a line each, instead of beside the lines' ends */
    struct op_rect names[CHART_SERIES_MAX]; /* of the words, behind their marks */
    struct trend_point *points;             /* line by line, from left to right */
    size_t point_count;
    struct trend_date *dates; /* by visit */
    bool is_complete;         /* every value and date has its label; else a list stands below */
    length list_y;
    length list_label, list_value; /* widths of its columns */
    length height;
};

/* In the arena of `place`; see the head of layout/chart_trend.c for what is tried. */
struct trend_plan trend_plan(struct place *place, const struct block *block, length width);

/* Labels for the points and the dates of the plan, as many as stand clear of each other, of all
 * marks and of all lines. */
void trend_place_labels(struct place *place, const struct block_chart *chart,
                        struct trend_plan *plan);
void trend_place_dates(struct place *place, const struct block_chart *chart,
                       struct trend_plan *plan, length width);

/* The list of all values below the plot: its columns and height into the plan; its drawing. */
void trend_plan_list(struct place *place, const struct block_chart *chart, struct trend_plan *plan,
                     length width);
void trend_draw_list(struct canvas *canvas, const struct trend_plan *plan);

/* The mark of a line: a disc, a square, a triangle. */
void trend_draw_mark(struct canvas *canvas, size_t series, length x, length y);

#endif
