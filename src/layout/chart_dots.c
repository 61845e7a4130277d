/* Dots: so many of so many. One item is its dots alone; several items are a scale each, a row an
 * item with its label before and its text behind. Many dots stand closer, then in several lines, a
 * multiple of five in each. */
#include "layout/arc.h"
#include "layout/chart_inside.h"

#define DOT_STEP LENGTH_MM10(46)
#define LEAST_STEP LENGTH_MM10(26)
#define DOTS_HEIGHT LENGTH_MM10(52) /* of one line of dots */

struct dots_plan {
    length label, dots, text; /* widths; label and text 0: dots alone */
    length step;              /* from dot to dot, across and down */
    int32_t per_line;
    bool is_stacked;
};

struct dots_row {
    struct chart_text label, text;
    length dots, height;
};

static int32_t most_dots(const struct block_chart *chart) {
    int32_t most = 1;
    for (size_t i = 0; i < chart->item_count; i++)
        most = chart->items[i].max > most ? chart->items[i].max : most;
    return most;
}

/* The dots' step and number a line, in `width`. */
static void spread_dots(struct dots_plan *plan, int32_t most, length width) {
    plan->dots = width;
    plan->per_line = most;
    plan->step = DOT_STEP;
    if ((int64_t)most * DOT_STEP <= width + DOT_STEP / 4)
        return;
    plan->step = width / most;
    if (plan->step >= LEAST_STEP)
        return;
    plan->step = LEAST_STEP;
    plan->per_line = width / LEAST_STEP;
    plan->per_line -= plan->per_line >= 5 ? plan->per_line % 5 : 0;
    plan->per_line = plan->per_line > 0 ? plan->per_line : 1;
}

static struct dots_plan dots_plan(struct place *place, const struct block *block, length width) {
    const struct block_chart *chart = &block->u.chart;
    struct dots_plan plan = {0};
    int32_t most = most_dots(chart);
    if (!chart->is_list) {
        spread_dots(&plan, most, width);
        return plan;
    }
    length label = chart_widest(place, chart, true);
    length text = chart_widest(place, chart, false);
    length limit = length_scale(width, LABEL_PERCENT, 100);
    plan.label = label < limit ? label : limit;
    limit = length_scale(width, TEXT_PERCENT, 100);
    plan.text = text < limit ? text : limit;
    length wanted = most < 5 ? DOT_STEP * most : DOT_STEP * 5;
    length left = width - plan.label - plan.text;
    left -= (plan.label > 0 ? LABEL_GAP : 0) + (plan.text > 0 ? LABEL_GAP : 0);
    plan.is_stacked = left < wanted;
    if (plan.is_stacked)
        plan.label = plan.text = left = width;
    spread_dots(&plan, most, left);
    int32_t in_line = most < plan.per_line ? most : plan.per_line;
    plan.dots = plan.is_stacked ? width : in_line * plan.step;
    return plan;
}

static struct dots_row dots_row(struct place *place, const struct block_chart *chart,
                                const struct dots_plan *plan, const struct chart_item *item) {
    struct dots_row row = {0};
    int32_t lines = (item->max + plan->per_line - 1) / plan->per_line;
    row.dots = DOTS_HEIGHT + (lines > 1 ? (lines - 1) * plan->step : 0);
    row.height = row.dots;
    if (!chart->is_list)
        return row;
    struct ink name = {chart->label_style, item->label_structure};
    struct ink value = {chart->value_style, item->text_structure};
    row.label = chart_text(place, item->label, name, plan->label);
    row.text = chart_text(place, item->text, value, plan->text);
    length texts = row.label.height > row.text.height ? row.label.height : row.text.height;
    row.height = texts > row.dots ? texts : row.dots;
    if (plan->is_stacked)
        row.height = row.dots + row.label.height + row.text.height;
    return row;
}

struct chart_size dots_size(struct place *place, const struct block *block, length width) {
    const struct block_chart *chart = &block->u.chart;
    struct dots_plan plan = dots_plan(place, block, width);
    struct chart_size size = {0};
    for (size_t i = 0; i < chart->item_count; i++)
        size.least += dots_row(place, chart, &plan, &chart->items[i]).height;
    size.wanted = size.least + (chart->is_list ? ROW_GAP * (length)chart->item_count : 0);
    return size;
}

/* From the middle of the first dot's line. */
static void draw_dots(struct canvas *canvas, const struct dots_plan *plan,
                      const struct chart_item *item, const length from[2]) {
    length radius = LENGTH_MM10(16);
    radius = radius < plan->step * 7 / 20 ? radius : plan->step * 7 / 20;
    for (int32_t i = 0; i < item->max; i++) {
        struct path_step steps[ARC_STEPS];
        length x = from[0] + radius + (length)(i % plan->per_line) * plan->step;
        length y = from[1] + (length)(i / plan->per_line) * plan->step;
        bool is_on = i < item->value;
        size_t count = arc_circle(x, y, is_on ? radius : radius - LENGTH_PER_POINT / 2, steps);
        struct paint paint = is_on ? paint_fill(canvas->chart->color)
                                   : paint_stroke(canvas->chart->color, LENGTH_PER_POINT);
        canvas_path(canvas, steps, count, paint);
    }
}

static void draw_row(struct canvas *canvas, const struct dots_plan *plan,
                     const struct dots_row *row, const struct chart_item *item, length y) {
    length x = canvas->box.x;
    length dots_y = y + (row->height - row->dots) / 2;
    struct op_rect label = {x, y + (row->height - row->label.height) / 2, plan->label, 0};
    if (plan->label > 0 && !plan->is_stacked)
        x += plan->label + LABEL_GAP;
    struct op_rect text = {x + plan->dots + LABEL_GAP, y + (row->height - row->text.height) / 2,
                           plan->text, 0};
    if (plan->is_stacked) {
        label.y = y;
        dots_y = y + row->label.height;
        text.x = x;
        text.y = dots_y + row->dots;
    }
    const length from[2] = {x, dots_y + DOTS_HEIGHT / 2};
    draw_dots(canvas, plan, item, from);
    canvas_text(canvas, &row->label, ALIGN_LEFT, label);
    canvas_text(canvas, &row->text, ALIGN_LEFT, text);
}

void dots_draw(struct canvas *canvas) {
    const struct block_chart *chart = canvas->chart;
    struct place *place = canvas->draw->place;
    struct dots_plan plan = dots_plan(place, canvas->block, canvas->box.width);
    length free = canvas->box.height;
    for (size_t i = 0; i < chart->item_count; i++)
        free -= dots_row(place, chart, &plan, &chart->items[i]).height;
    length count = (length)chart->item_count;
    length gap = free > 0 && count > 0 ? free / count : 0;
    length y = canvas->box.y + gap / 2;
    for (size_t i = 0; i < chart->item_count; i++) {
        struct dots_row row = dots_row(place, chart, &plan, &chart->items[i]);
        draw_row(canvas, &plan, &row, &chart->items[i], y);
        y += row.height + gap;
    }
}
