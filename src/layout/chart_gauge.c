/* A gauge: a half ring, its number inside, what it means below. What does not fit inside the ring
 * stands below it. */
#include "layout/arc.h"
#include "layout/chart_inside.h"

#define BELOW LENGTH_MM10(30) /* from the ring's diameter to the text below */

struct gauge_plan {
    length radius;
    struct chart_text number, text, caption;
    bool is_inside; /* number and text */
};

static length inner_radius(length outer) {
    return length_scale(outer, 79, 100);
}

/* Whether a text whose upper corners are that far from the middle stands clear of the ring. */
static bool is_within(length width, length top, length radius) {
    int64_t x = width / 2 + LENGTH_PER_POINT;
    return x * x + (int64_t)top * top < (int64_t)radius * radius;
}

static bool fits_inside(const struct gauge_plan *plan) {
    length inner = inner_radius(plan->radius);
    length label = style_leading(plan->text.style);
    length value = length_scale(style_leading(plan->number.style), 4, 5); /* a digit's top */
    return plan->number.lines.count < 2 && plan->text.lines.count < 2 &&
           is_within(plan->text.width, label, inner) &&
           is_within(plan->number.width, label + value, inner);
}

static struct gauge_plan gauge_plan(struct place *place, const struct block *block, length width) {
    const struct block_chart *chart = &block->u.chart;
    const struct chart_item *item = &chart->items[0];
    struct ink name = {chart->label_style, block->structure};
    struct ink value = {chart->value_style, block->structure};
    length most = LENGTH_MM10(360);
    struct gauge_plan plan = {.radius = length_scale(width, 44, 100)};
    plan.radius = plan.radius < most ? plan.radius : most;
    const char *number = arena_format(place->arena, "%d", item->value);
    plan.number = chart_text(place, number, value, width);
    plan.text = chart_text(place, item->text, name, width);
    plan.caption = chart_text(place, chart->caption, name, width);
    plan.is_inside = fits_inside(&plan);
    return plan;
}

struct chart_size gauge_size(struct place *place, const struct block *block, length width) {
    struct gauge_plan plan = gauge_plan(place, block, width);
    length height = plan.radius + BELOW + plan.caption.height;
    height += plan.is_inside ? 0 : plan.number.height + plan.text.height;
    return (struct chart_size){height, height};
}

static void draw_ring(struct canvas *canvas, const length center[2], length outer,
                      const int angle[2], uint32_t color) {
    struct path_step steps[ARC_STEPS];
    const length radius[2] = {outer, inner_radius(outer)};
    if (angle[0] == angle[1])
        return;
    size_t count = arc_ring(center[0], center[1], radius, angle, steps);
    canvas_path(canvas, steps, count, paint_fill(color));
}

/* Ticks where a band begins: gaps in the ring. */
static void draw_marks(struct canvas *canvas, const length center[2], length outer) {
    const struct block_chart *chart = canvas->chart;
    length inner = inner_radius(outer);
    for (size_t i = 0; i < chart->mark_count; i++) {
        if (chart->marks[i] <= 0 || chart->marks[i] >= chart->items[0].max)
            continue;
        int angle = (int)((int64_t)chart->marks[i] * ARC_HALF_TURN / chart->items[0].max);
        length from[2];
        length to[2];
        arc_point(center[0], center[1], inner - LENGTH_PER_POINT, angle, &from[0], &from[1]);
        arc_point(center[0], center[1], outer + LENGTH_PER_POINT, angle, &to[0], &to[1]);
        canvas_line(canvas, from, to, paint_stroke(0xFFFFFF, 2 * LENGTH_PER_POINT));
    }
}

static void draw_texts(struct canvas *canvas, const struct gauge_plan *plan, length y) {
    struct op_rect line = canvas->box;
    line.y = y + BELOW;
    if (plan->is_inside)
        line.y = y - style_leading(plan->text.style) - plan->number.height;
    canvas_text(canvas, &plan->number, ALIGN_CENTER, line);
    line.y += plan->number.height;
    canvas_text(canvas, &plan->text, ALIGN_CENTER, line);
    line.y = plan->is_inside ? y + BELOW : line.y + plan->text.height;
    canvas_text(canvas, &plan->caption, ALIGN_CENTER, line);
}

void gauge_draw(struct canvas *canvas) {
    const struct block_chart *chart = canvas->chart;
    const struct chart_item *item = &chart->items[0];
    struct gauge_plan plan = gauge_plan(canvas->draw->place, canvas->block, canvas->box.width);
    const length center[2] = {canvas->box.x + canvas->box.width / 2, canvas->box.y + plan.radius};
    int64_t value = item->value < 0 ? 0 : item->value > item->max ? item->max : item->value;
    int angle = item->max > 0 ? (int)(value * ARC_HALF_TURN / item->max) : 0;
    const int filled[2] = {0, angle};
    const int empty[2] = {angle, ARC_HALF_TURN};
    draw_ring(canvas, center, plan.radius, empty, chart->tint);
    draw_ring(canvas, center, plan.radius, filled, chart->color);
    draw_marks(canvas, center, plan.radius);
    draw_texts(canvas, &plan, center[1]);
}
