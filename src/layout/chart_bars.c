/* Bars: one row an item: label, bar, text. A meter is one bar with ticks. Where the bar would get
 * too short, label, bar and text stand one below the other. Columns whose labels have no room
 * become bars, too; their target is a line across each bar, named above all of them. */
#include "layout/chart_inside.h"

#define LEAST_BAR LENGTH_MM10(150)
#define TARGET_OVER LENGTH_PT(2)  /* of the target line, above and below a bar */
#define STACK_GAP LENGTH_MM10(10) /* between a bar and the texts above and below it */

struct bars_plan {
    length label, bar, text; /* widths */
    bool is_stacked;
    bool has_scale;     /* one scale for all bars: there is a target, or a value below zero */
    struct scale scale; /* then */
    struct chart_text key;
};

struct bar_row {
    struct chart_text label, text;
    length height; /* without the gap to the next row */
};

static length least(length left, length right) {
    return left < right ? left : right;
}

static length bar_width(const struct bars_plan *plan, length width) {
    width -= plan->label > 0 ? plan->label + LABEL_GAP : 0;
    width -= plan->text > 0 ? plan->text + LABEL_GAP : 0;
    return width;
}

static struct bars_plan bars_plan(struct place *place, const struct block *block, length width) {
    const struct block_chart *chart = &block->u.chart;
    struct bars_plan plan = {.scale = chart_scale(chart)};
    bool has_target = chart->target > 0 && chart->kind != CHART_BARS && chart->kind != CHART_METER;
    plan.has_scale = plan.scale.low < 0 || has_target || chart->kind == CHART_COLUMNS ||
                     chart->kind == CHART_WEEK;
    if (has_target)
        plan.key = chart_target_key(place, chart, width);
    plan.label = least(chart_widest(place, chart, true), length_scale(width, LABEL_PERCENT, 100));
    plan.text = chart_widest(place, chart, false);
    plan.bar = bar_width(&plan, width);
    if (plan.bar < LEAST_BAR) {
        plan.text = least(plan.text, length_scale(width, TEXT_PERCENT, 100));
        plan.bar = bar_width(&plan, width);
    }
    if (plan.bar < LEAST_BAR && (plan.label > 0 || plan.text > 0)) {
        plan.is_stacked = true;
        plan.label = plan.bar = plan.text = width;
    }
    return plan;
}

static struct bar_row bar_row(struct place *place, const struct block_chart *chart,
                              const struct bars_plan *plan, const struct chart_item *item) {
    struct ink name = {chart->label_style, item->label_structure};
    struct ink value = {chart->value_style, item->text_structure};
    struct bar_row row = {.label = chart_text(place, item->label, name, plan->label),
                          .text = chart_text(place, item->text, value, plan->text)};
    if (plan->is_stacked) {
        row.height = row.label.height + BAR_HEIGHT + row.text.height;
        row.height += row.label.height > 0 ? STACK_GAP : 0;
        row.height += row.text.height > 0 ? STACK_GAP : 0;
        return row;
    }
    row.height = BAR_HEIGHT > row.label.height ? BAR_HEIGHT : row.label.height;
    row.height = row.height > row.text.height ? row.height : row.text.height;
    return row;
}

static length key_height(const struct bars_plan *plan) {
    return plan->key.height > 0 ? plan->key.height + LENGTH_MM10(15) : 0;
}

struct chart_size bars_size(struct place *place, const struct block *block, length width) {
    const struct block_chart *chart = &block->u.chart;
    struct bars_plan plan = bars_plan(place, block, width);
    struct chart_size size = {.least = key_height(&plan)};
    for (size_t i = 0; i < chart->item_count; i++)
        size.least += bar_row(place, chart, &plan, &chart->items[i]).height;
    size.wanted = size.least + ROW_GAP * (length)chart->item_count;
    return size;
}

/* Ticks on the bar, and its target. */
static void draw_bar_lines(struct canvas *canvas, const struct bars_plan *plan,
                           const struct chart_item *item, struct op_rect bar) {
    const struct block_chart *chart = canvas->chart;
    length half = LENGTH_PER_POINT / 2;
    for (size_t i = 0; i < chart->mark_count && !plan->has_scale; i++) {
        if (chart->marks[i] <= 0 || chart->marks[i] >= item->max)
            continue;
        length x = bar.x + length_scale(bar.width, chart->marks[i], item->max);
        canvas_rect(canvas, (struct op_rect){x - half, bar.y, LENGTH_PER_POINT, bar.height},
                    0xFFFFFF);
    }
    if (plan->key.height > 0) {
        length x = bar.x + scale_at(plan->scale, chart->target, bar.width);
        const length from[2] = {x, bar.y - TARGET_OVER};
        const length to[2] = {x, bar.y + bar.height + TARGET_OVER};
        struct paint paint = canvas_target_paint(chart);
        paint.dash = paint.gap = 0;
        canvas_line(canvas, from, to, paint_stroke(0xFFFFFF, 4 * LENGTH_PER_POINT));
        canvas_line(canvas, from, to, paint);
    }
}

static void draw_bar(struct canvas *canvas, const struct bars_plan *plan,
                     const struct chart_item *item, struct op_rect bar) {
    const struct block_chart *chart = canvas->chart;
    struct scale scale = plan->scale;
    if (!plan->has_scale)
        scale = (struct scale){0, item->max > 0 ? item->max : 1};
    canvas_rect(canvas, bar, chart->tint);
    length zero = scale_at(scale, 0, bar.width);
    length end = scale_at(scale, item->max > 0 || plan->has_scale ? item->value : 0, bar.width);
    struct op_rect filled = bar;
    filled.x = bar.x + (end < zero ? end : zero);
    filled.width = end < zero ? zero - end : end - zero;
    canvas_rect(canvas, filled, chart->color);
    if (scale.low < 0)
        canvas_rect(canvas,
                    (struct op_rect){bar.x + zero - LENGTH_PER_POINT / 4, bar.y - LENGTH_PER_POINT,
                                     LENGTH_PER_POINT / 2, bar.height + 2 * LENGTH_PER_POINT},
                    chart->label_style->text.color);
    draw_bar_lines(canvas, plan, item, bar);
}

/* Where the bar of a row stands, the row beginning at y. */
static struct op_rect bar_rect(const struct canvas *canvas, const struct bars_plan *plan,
                               const struct bar_row *row, length y) {
    struct op_rect bar = {canvas->box.x, y, plan->bar, BAR_HEIGHT};
    if (plan->is_stacked) {
        bar.y += row->label.height > 0 ? row->label.height + STACK_GAP : 0;
        return bar;
    }
    bar.x += plan->label > 0 ? plan->label + LABEL_GAP : 0;
    bar.y += (row->height - BAR_HEIGHT) / 2;
    return bar;
}

static void draw_row_texts(struct canvas *canvas, const struct bars_plan *plan,
                           const struct bar_row *row, length y, length gap) {
    struct op_rect bar = bar_rect(canvas, plan, row, y);
    struct op_rect label = {canvas->box.x, y, plan->label, row->label.height};
    struct op_rect text = {bar.x + plan->bar + LABEL_GAP, y - gap / 2, plan->text,
                           row->height + gap};
    if (plan->is_stacked) {
        text.x = canvas->box.x;
        text.y = bar.y + BAR_HEIGHT + STACK_GAP;
        text.height = row->text.height;
    } else {
        label.y += (row->height - row->label.height) / 2;
    }
    canvas_text(canvas, &row->label, ALIGN_LEFT, label);
    canvas_middle(canvas, &row->text, text);
}

/* All bars, then all texts: what belongs to one element stands together. */
void bars_draw(struct canvas *canvas) {
    const struct block_chart *chart = canvas->chart;
    struct place *place = canvas->draw->place;
    struct bars_plan plan = bars_plan(place, canvas->block, canvas->box.width);
    struct bar_row *rows = ARENA_ARRAY(canvas->draw->arena, struct bar_row, chart->item_count);
    length free = canvas->box.height - key_height(&plan);
    for (size_t i = 0; i < chart->item_count; i++) {
        rows[i] = bar_row(place, chart, &plan, &chart->items[i]);
        free -= rows[i].height;
    }
    length count = (length)chart->item_count;
    length gap = free > 0 && count > 0 ? free / count : 0;
    canvas_target_key(canvas, &plan.key);
    length y = canvas->box.y + key_height(&plan) + gap / 2;
    for (size_t i = 0; i < chart->item_count; i++) {
        draw_bar(canvas, &plan, &chart->items[i], bar_rect(canvas, &plan, &rows[i], y));
        y += rows[i].height + gap;
    }
    y = canvas->box.y + key_height(&plan) + gap / 2;
    for (size_t i = 0; i < chart->item_count; i++) {
        draw_row_texts(canvas, &plan, &rows[i], y, gap);
        y += rows[i].height + gap;
    }
}
