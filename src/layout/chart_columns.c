/* Columns: a bar upward for each item, its number above it and its label below, perhaps against a
 * target line. A week is such a chart. Labels break into up to three lines, or stand on two levels
 * in turn; where neither gives them room, the columns lie down as bars (layout/chart_bars.c). */
#include "layout/chart_inside.h"

#define SLOT_GAP LENGTH_PT(2) /* between the texts of two columns, at least */
#define TEXT_GAP LENGTH_PT(2) /* between the axis and the labels */

struct columns_plan {
    bool fits;
    bool is_staggered;
    length margin;         /* left of the plot, for the target's name */
    struct chart_text key; /* the target's name above the plot, if it is too long for the margin */
    length slot;           /* width of a column with what is around it */
    length label_height;   /* of one level */
    length above, below;   /* room for the numbers */
    struct scale scale;
};

static struct ink label_ink(const struct block_chart *chart, size_t i) {
    return (struct ink){chart->label_style, chart->items[i].label_structure};
}

static struct ink value_ink(const struct block_chart *chart, size_t i) {
    return (struct ink){chart->value_style, chart->items[i].text_structure};
}

static void place_target(struct place *place, const struct block_chart *chart, length width,
                         struct columns_plan *plan) {
    struct ink ink = {chart->label_style, chart->target_structure};
    length label = chart->target > 0 ? chart_line(place, chart->target_label, ink).width : 0;
    if (label > length_scale(width, 30, 100))
        plan->key = chart_target_key(place, chart, width);
    else if (chart->target > 0)
        plan->margin = label + LENGTH_MM10(20);
}

static bool do_values_fit(struct place *place, const struct block_chart *chart, length width) {
    for (size_t i = 0; i < chart->item_count; i++)
        if (chart_line(place, chart->items[i].text, value_ink(chart, i)).width > width)
            return false;
    return true;
}

/* Each label in lines below its own column. */
static bool do_labels_break(struct place *place, const struct block_chart *chart, length width,
                            length *out_height) {
    const struct style *style = chart->label_style;
    *out_height = style_leading(style);
    for (size_t i = 0; i < chart->item_count; i++) {
        const char *label = chart->items[i].label;
        if (chart_word_width(place, label, style) > width)
            return false;
        struct chart_text text = chart_text(place, label, label_ink(chart, i), width);
        if (text.lines.count > 3)
            return false;
        *out_height = text.height > *out_height ? text.height : *out_height;
    }
    return true;
}

/* Where a label of one line begins: below the middle of its column, but not past the chart's edges.
 */
static length label_x(const struct columns_plan *plan, size_t i, length width, length whole) {
    length x = plan->margin + (length)i * plan->slot + (plan->slot - width) / 2;
    x = x + width > whole ? whole - width : x;
    return x > 0 ? x : 0;
}

/* Labels on two levels in turn: one touches neither that before the last, nor an edge. */
static bool do_labels_stagger(struct place *place, const struct block_chart *chart,
                              const struct columns_plan *plan, length whole) {
    length ends[2] = {-SLOT_GAP, -SLOT_GAP};
    for (size_t i = 0; i < chart->item_count; i++) {
        length width = chart_line(place, chart->items[i].label, label_ink(chart, i)).width;
        length x = label_x(plan, i, width, whole);
        if (width > whole || x < ends[i % 2] + SLOT_GAP)
            return false;
        ends[i % 2] = x + width;
    }
    return true;
}

static struct columns_plan columns_plan(struct place *place, const struct block *block,
                                        length width) {
    const struct block_chart *chart = &block->u.chart;
    struct columns_plan plan = {.scale = chart_scale(chart)};
    length count = (length)chart->item_count;
    place_target(place, chart, width, &plan);
    plan.slot = (width - plan.margin) / count;
    plan.above = 2 * style_leading(chart->value_style);
    plan.below = plan.scale.low < 0 ? style_leading(chart->value_style) : 0;
    length room = plan.slot - SLOT_GAP;
    plan.fits = do_values_fit(place, chart, room);
    if (plan.fits && !do_labels_break(place, chart, room, &plan.label_height)) {
        plan.label_height = style_leading(chart->label_style);
        plan.fits = plan.is_staggered = do_labels_stagger(place, chart, &plan, width);
    }
    return plan;
}

/* Of all levels. */
static length labels_height(const struct columns_plan *plan) {
    return plan->label_height * (plan->is_staggered ? 2 : 1);
}

/* What is not plot. */
static length height_around(const struct columns_plan *plan) {
    return plan->key.height + plan->above + plan->below + labels_height(plan) + TEXT_GAP;
}

struct chart_size columns_size(struct place *place, const struct block *block, length width) {
    struct columns_plan plan = columns_plan(place, block, width);
    if (!plan.fits)
        return bars_size(place, block, width);
    length label = style_leading(block->u.chart.label_style);
    struct chart_size size = {.least = height_around(&plan) + 2 * label};
    size.wanted = 6 * label + labels_height(&plan) + plan.key.height + plan.below;
    size.wanted = size.wanted > size.least ? size.wanted : size.least;
    return size;
}

struct plot {
    struct columns_plan plan;
    length left, width;
    length top, bottom; /* of the largest value, of the least */
    length zero;
    length line_y; /* of the target */
};

static length y_of(const struct plot *plot, int64_t value) {
    return plot->bottom - scale_at(plot->plan.scale, value, plot->bottom - plot->top);
}

static struct plot plot_of(const struct canvas *canvas, const struct columns_plan *plan) {
    const struct block_chart *chart = canvas->chart;
    struct plot plot = {.plan = *plan, .left = canvas->box.x + plan->margin};
    plot.width = canvas->box.width - plan->margin;
    plot.top = canvas->box.y + plan->key.height + plan->above;
    plot.bottom = canvas->box.y + canvas->box.height - labels_height(plan) - TEXT_GAP - plan->below;
    plot.zero = y_of(&plot, 0);
    plot.line_y = y_of(&plot, chart->target);
    return plot;
}

static void draw_target(struct canvas *canvas, const struct plot *plot) {
    const struct block_chart *chart = canvas->chart;
    if (chart->target <= 0)
        return;
    const length from[2] = {plot->left, plot->line_y};
    const length to[2] = {plot->left + plot->width, plot->line_y};
    canvas_line(canvas, from, to, canvas_target_paint(chart));
    if (plot->plan.key.height > 0) {
        canvas_target_key(canvas, &plot->plan.key);
        return;
    }
    struct ink ink = {chart->label_style, chart->target_structure};
    struct chart_text name = chart_line(canvas->draw->place, chart->target_label, ink);
    struct op_rect box = {canvas->box.x, plot->line_y - style_leading(ink.style) / 2,
                          plot->plan.margin, name.height};
    canvas_text(canvas, &name, ALIGN_LEFT, box);
}

/* Above its column, but above the target line where it would stand on it; below one that goes down.
 */
static length value_y(const struct canvas *canvas, const struct plot *plot, int32_t value) {
    length leading = style_leading(canvas->chart->value_style);
    if (value < 0)
        return y_of(plot, value);
    length y = y_of(plot, value) - leading;
    bool is_on_line =
        y < plot->line_y + LENGTH_PER_POINT && y + leading > plot->line_y - LENGTH_PER_POINT;
    return canvas->chart->target > 0 && is_on_line ? plot->line_y - leading - LENGTH_PER_POINT : y;
}

static void draw_name(struct canvas *canvas, const struct plot *plot, size_t i) {
    const struct block_chart *chart = canvas->chart;
    const struct columns_plan *plan = &plot->plan;
    struct place *place = canvas->draw->place;
    struct op_rect box = {plot->left + (length)i * plan->slot,
                          plot->bottom + plan->below + TEXT_GAP, plan->slot, plan->label_height};
    const char *label = chart->items[i].label;
    if (!plan->is_staggered) {
        struct chart_text text =
            chart_text(place, label, label_ink(chart, i), plan->slot - SLOT_GAP);
        canvas_text(canvas, &text, ALIGN_CENTER, box);
        return;
    }
    struct chart_text text = chart_line(place, label, label_ink(chart, i));
    box.x = canvas->box.x + label_x(plan, i, text.width, canvas->box.width);
    box.y += i % 2 == 1 ? plan->label_height : 0;
    canvas_text(canvas, &text, ALIGN_LEFT, box);
}

void columns_draw(struct canvas *canvas) {
    const struct block_chart *chart = canvas->chart;
    struct place *place = canvas->draw->place;
    struct columns_plan plan = columns_plan(place, canvas->block, canvas->box.width);
    if (!plan.fits) {
        bars_draw(canvas);
        return;
    }
    struct plot plot = plot_of(canvas, &plan);
    length bar = length_scale(plan.slot, 58, 100);
    for (size_t i = 0; i < chart->item_count; i++) {
        length x = plot.left + (length)i * plan.slot + (plan.slot - bar) / 2;
        length end = y_of(&plot, chart->items[i].value);
        length top = end < plot.zero ? end : plot.zero;
        length height = end < plot.zero ? plot.zero - end : end - plot.zero;
        canvas_rect(canvas, (struct op_rect){x, top, bar, height}, chart->color);
    }
    draw_target(canvas, &plot);
    for (size_t i = 0; i < chart->item_count; i++) {
        struct op_rect box = {plot.left + (length)i * plan.slot,
                              value_y(canvas, &plot, chart->items[i].value), plan.slot, 0};
        struct chart_text text = chart_line(place, chart->items[i].text, value_ink(chart, i));
        canvas_text(canvas, &text, ALIGN_CENTER, box);
        draw_name(canvas, &plot, i);
    }
    canvas_rect(canvas,
                (struct op_rect){plot.left, plot.zero, plot.width, LENGTH_PER_POINT * 3 / 4},
                chart->label_style->text.color);
}
