/* A trend: lines over visits, up to three, told apart by their dashes and the shape of their marks.
 * Each value is written at its point and each name at its line's end. The vertical axis holds zero
 * and has ticks at whole multiples of 1, 2 or 5; the horizontal one has the visits, as far apart as
 * their days if those are known.
 *
 * Labels that would touch something are left out of the plot (layout/chart_labels.c). Then a list
 * of all values stands below it (layout/chart_list.c), and only the list belongs to the table that
 * screen readers find; else it is the labels that do. */
#include "layout/chart_trend.h"
#include "layout/arc.h"

#include <inttypes.h>

#define TICK LENGTH_PT(3)
#define SIDE LENGTH_PT(6)           /* from the plot's sides to the first and last point */
#define NAMES_FROM LENGTH_MM10(800) /* in a narrower chart names stand on top */

static struct ink plain(const struct style *style) {
    return (struct ink){style, STRUCTURE_ARTIFACT};
}

/* ---- the vertical axis ---- */

static struct scale trend_scale(const struct block_chart *chart) {
    struct scale scale = chart_scale(chart);
    for (size_t i = 0; i < chart->item_count; i++)
        if (chart->items[i].max > scale.high)
            scale.high = chart->items[i].max;
    return scale;
}

static void plan_ticks(const struct block_chart *chart, struct trend_plan *plan) {
    struct scale scale = trend_scale(chart);
    int most = (int)(plan->plot.height / (2 * style_leading(chart->label_style)));
    most = most < 2 ? 2 : most > TICKS_MAX - 2 ? TICKS_MAX - 2 : most;
    plan->tick_step = chart_tick_step(scale.low, scale.high, most);
    plan->first_tick = chart_round_down(scale.low, plan->tick_step);
    int64_t last = -chart_round_down(-scale.high, plan->tick_step);
    plan->tick_count = (size_t)((last - plan->first_tick) / plan->tick_step) + 1;
}

static const char *tick_text(struct place *place, const struct trend_plan *plan, size_t i) {
    int64_t tick = plan->first_tick + (int64_t)i * plan->tick_step;
    return arena_format(place->arena, "%" PRId64, tick);
}

static length tick_width(struct place *place, const struct block_chart *chart,
                         const struct trend_plan *plan) {
    length most = 0;
    for (size_t i = 0; i < plan->tick_count; i++) {
        length width =
            chart_line(place, tick_text(place, plan, i), plain(chart->label_style)).width;
        most = width > most ? width : most;
    }
    return most;
}

static length value_y(const struct trend_plan *plan, int64_t value) {
    int64_t steps = (int64_t)plan->tick_count - 1;
    struct scale scale = {plan->first_tick, plan->first_tick + steps * plan->tick_step};
    return plan->plot.y + plan->plot.height - scale_at(scale, value, plan->plot.height);
}

/* ---- names ---- */

static struct chart_text name_text(struct place *place, const struct block_chart *chart, size_t s,
                                   length width) {
    struct ink ink = {chart->label_style, chart->series[s].structure};
    return chart_text(place, chart->series[s].name, ink, width);
}

static length name_width(struct place *place, const struct block_chart *chart) {
    length most = 0;
    for (size_t s = 0; s < chart->series_count; s++) {
        length width = name_text(place, chart, s, LENGTH_MAX / 4).width;
        most = width > most ? width : most;
    }
    return most;
}

static length stack_names(struct place *place, const struct block_chart *chart,
                          struct trend_plan *plan, struct op_rect first) {
    for (size_t s = 0; s < chart->series_count; s++) {
        first.height = name_text(place, chart, s, first.width).height;
        plan->names[s] = first;
        first.y += first.height;
    }
    return first.y;
}

/* Names beside the lines' ends, or on top where they leave the plot no room. Sets the plot's top
 * and right side. */
static void plan_names(struct place *place, const struct block_chart *chart, length width,
                       length height, struct trend_plan *plan) {
    plan->has_names = chart->series_count > 1 || chart->series[0].name[0] != '\0';
    plan->plot.width = width;
    if (!plan->has_names)
        return;
    length most = length_scale(width, 30, 100);
    length wanted = name_width(place, chart);
    struct op_rect box = {0, 0, wanted < most ? wanted : most, 0};
    length end = stack_names(place, chart, plan, box);
    if (width >= NAMES_FROM && end <= height) {
        plan->plot.width = width - box.width - MARK_WIDTH - LENGTH_PT(4);
        return;
    }
    plan->names_on_top = true;
    box = (struct op_rect){MARK_WIDTH, 0, width - MARK_WIDTH, 0};
    plan->plot.y = stack_names(place, chart, plan, box) + LENGTH_PT(2);
}

static const struct trend_point *last_point(const struct trend_plan *plan, size_t series) {
    const struct trend_point *last = NULL;
    for (size_t i = 0; i < plan->point_count; i++)
        if (plan->points[i].series == series)
            last = &plan->points[i];
    return last;
}

/* Names at the height of their lines' ends, in that order, moved apart and into the plot. */
static void spread_names(const struct block_chart *chart, struct trend_plan *plan) {
    size_t order[CHART_SERIES_MAX] = {0};
    for (size_t s = 0; s < chart->series_count; s++) {
        length y = last_point(plan, s)->y;
        plan->names[s].x = plan->plot.x + plan->plot.width + LENGTH_PT(4) + MARK_WIDTH;
        plan->names[s].y = y - style_leading(chart->label_style) / 2;
        size_t at = s;
        for (; at > 0 && plan->names[order[at - 1]].y > plan->names[s].y; at--)
            order[at] = order[at - 1];
        order[at] = s;
    }
    length top = plan->plot.y - style_leading(chart->value_style);
    for (size_t i = 0; i < chart->series_count; i++) {
        struct op_rect *name = &plan->names[order[i]];
        name->y = name->y > top ? name->y : top;
        top = name->y + name->height;
    }
    length bottom = plan->plot.y + plan->plot.height;
    for (size_t i = chart->series_count; i-- > 0;) {
        struct op_rect *name = &plan->names[order[i]];
        if (name->y + name->height > bottom)
            name->y = bottom - name->height;
        bottom = name->y;
    }
}

/* ---- points ---- */

static length visit_x(const struct block_chart *chart, const struct trend_plan *plan, size_t v) {
    length room = plan->plot.width - 2 * SIDE;
    int64_t place = (int64_t)v;
    int64_t whole = (int64_t)chart->visit_count - 1;
    if (chart->is_dated) {
        place = (int64_t)chart->visits[v].day - chart->visits[0].day;
        whole = (int64_t)chart->visits[chart->visit_count - 1].day - chart->visits[0].day;
    }
    if (whole == 0)
        return plan->plot.x + plan->plot.width / 2;
    return plan->plot.x + SIDE + length_scale(room, place, whole);
}

static void plan_points(struct place *place, const struct block_chart *chart,
                        struct trend_plan *plan) {
    plan->points = ARENA_ARRAY(place->arena, struct trend_point, chart->item_count);
    for (size_t s = 0; s < chart->series_count; s++) {
        for (size_t v = 0; v < chart->visit_count; v++) {
            size_t number = chart->visits[v].items[s];
            if (number == 0)
                continue;
            plan->points[plan->point_count++] =
                (struct trend_point){.item = number - 1,
                                     .series = s,
                                     .visit = v,
                                     .x = visit_x(chart, plan, v),
                                     .y = value_y(plan, chart->items[number - 1].value)};
        }
    }
}

static bool is_complete(const struct block_chart *chart, const struct trend_plan *plan) {
    for (size_t i = 0; i < plan->point_count; i++)
        if (!plan->points[i].has_label)
            return false;
    for (size_t v = 0; v < chart->visit_count; v++)
        if (!plan->dates[v].has_label)
            return false;
    return true;
}

struct trend_plan trend_plan(struct place *place, const struct block *block, length width) {
    const struct block_chart *chart = &block->u.chart;
    struct trend_plan plan = {0};
    length label = style_leading(chart->label_style);
    length value = style_leading(chart->value_style);
    length height = block->height > 0 ? block->height - value - 2 * label : 8 * label;
    plan.plot.height = height > 4 * label ? height : 4 * label;
    plan_names(place, chart, width, plan.plot.height, &plan);
    plan_ticks(chart, &plan);
    length ticks = tick_width(place, chart, &plan);
    plan.has_tick_labels = ticks <= length_scale(plan.plot.width, 35, 100);
    plan.plot.x = TICK + (plan.has_tick_labels ? ticks + LENGTH_PT(2) : 0);
    plan.plot.width -= plan.plot.x;
    plan.plot.y += value + MARK_RADIUS; /* a label above the highest point */
    plan.axis_y = value_y(&plan, 0);
    plan_points(place, chart, &plan);
    if (plan.has_names && !plan.names_on_top)
        spread_names(chart, &plan);
    plan.dates = ARENA_ARRAY(place->arena, struct trend_date, chart->visit_count);
    trend_place_labels(place, chart, &plan);
    trend_place_dates(place, chart, &plan, width);
    plan.is_complete = is_complete(chart, &plan);
    plan.height = plan.plot.y + plan.plot.height + TICK + label;
    plan.list_y = plan.height + LENGTH_PT(6);
    if (!plan.is_complete)
        trend_plan_list(place, chart, &plan, width);
    return plan;
}

struct chart_size trend_size(struct place *place, const struct block *block, length width) {
    length height = trend_plan(place, block, width).height;
    return (struct chart_size){height, height};
}

/* ---- drawing ---- */

static uint32_t series_color(const struct block_chart *chart, size_t series) {
    return series == 0   ? chart->color
           : series == 1 ? chart->accent
                         : chart->label_style->text.color;
}

static struct paint series_paint(const struct block_chart *chart, size_t series) {
    static const length dashes[CHART_SERIES_MAX] = {0, LENGTH_PT(5), LENGTH_PT(3) / 2};
    static const length gaps[CHART_SERIES_MAX] = {0, LENGTH_PT(3), LENGTH_PT(2)};
    struct paint paint = paint_stroke(series_color(chart, series), LENGTH_PER_POINT * 3 / 2);
    paint.dash = dashes[series];
    paint.gap = gaps[series];
    return paint;
}

static void draw_polygon(struct canvas *canvas, const length (*corners)[2], size_t count,
                         struct paint paint) {
    struct path_step steps[5] = {{.verb = PATH_MOVE}};
    for (size_t i = 0; i < count; i++) {
        steps[i].verb = i == 0 ? PATH_MOVE : PATH_LINE;
        steps[i].x[0] = corners[i][0];
        steps[i].y[0] = corners[i][1];
    }
    steps[count].verb = PATH_CLOSE;
    canvas_path(canvas, steps, count + 1, paint);
}

void trend_draw_mark(struct canvas *canvas, size_t series, length x, length y) {
    length r = MARK_RADIUS;
    struct paint paint = paint_fill(series_color(canvas->chart, series));
    if (series == 0) {
        struct path_step steps[ARC_STEPS];
        canvas_path(canvas, steps, arc_circle(x, y, r, steps), paint);
    } else if (series == 1) {
        length half = r * 4 / 5;
        const length corners[4][2] = {
            {x - half, y - half}, {x + half, y - half}, {x + half, y + half}, {x - half, y + half}};
        paint = (struct paint){.fill = 0xFFFFFF,
                               .stroke = series_color(canvas->chart, series),
                               .stroke_width = LENGTH_PER_POINT * 5 / 4};
        draw_polygon(canvas, corners, 4, paint);
    } else {
        const length corners[3][2] = {{x, y - r}, {x + r, y + r * 4 / 5}, {x - r, y + r * 4 / 5}};
        draw_polygon(canvas, corners, 3, paint);
    }
}

static void draw_axes(struct canvas *canvas, const struct trend_plan *plan) {
    const struct block_chart *chart = canvas->chart;
    uint32_t color = chart->label_style->text.color;
    struct place *place = canvas->draw->place;
    length left = canvas->box.x + plan->plot.x;
    length thin = LENGTH_PER_POINT * 3 / 4;
    struct op_rect axis = {left, canvas->box.y + plan->axis_y, plan->plot.width, thin};
    canvas_rect(canvas, axis, color);
    canvas_rect(canvas,
                (struct op_rect){left, canvas->box.y + plan->plot.y, thin, plan->plot.height},
                color);
    for (size_t i = 0; i < plan->tick_count; i++) {
        length y = canvas->box.y + value_y(plan, plan->first_tick + (int64_t)i * plan->tick_step);
        canvas_rect(canvas, (struct op_rect){left - TICK, y, TICK, thin}, color);
        if (!plan->has_tick_labels)
            continue;
        struct ink ink = {chart->label_style, canvas->structure};
        struct chart_text text = chart_line(place, tick_text(place, plan, i), ink);
        struct op_rect box = {canvas->box.x, y - text.height / 2,
                              plan->plot.x - TICK - LENGTH_PT(2), text.height};
        canvas_text(canvas, &text, ALIGN_RIGHT, box);
    }
}

/* The first label behind x that a level line at y would run through, or NULL. */
static const struct op_rect *find_label(const struct trend_plan *plan, length x, length y) {
    const struct op_rect *first = NULL;
    for (size_t i = 0; i < plan->point_count; i++) {
        const struct op_rect *label = &plan->points[i].label;
        bool is_hit = plan->points[i].has_label && label->x + label->width > x && label->y < y &&
                      label->y + label->height > y;
        if (is_hit && (first == NULL || label->x < first->x))
            first = label;
    }
    return first;
}

/* Where a band begins: a hairline of dots, so that it is not taken for a line of values; it leaves
 * labels alone. */
static void draw_band(struct canvas *canvas, const struct trend_plan *plan, int32_t mark) {
    struct paint paint = paint_stroke(canvas->chart->label_style->text.color, LENGTH_PER_POINT / 2);
    length y = value_y(plan, mark);
    length end = plan->plot.x + plan->plot.width;
    length x = plan->plot.x;
    paint.dash = LENGTH_PER_POINT;
    paint.gap = LENGTH_PT(3);
    while (x < end) {
        const struct op_rect *label = find_label(plan, x, y);
        length stop = label == NULL ? end : label->x > x ? label->x : x;
        const length from[2] = {canvas->box.x + x, canvas->box.y + y};
        const length to[2] = {canvas->box.x + stop, canvas->box.y + y};
        if (stop > x)
            canvas_line(canvas, from, to, paint);
        x = label == NULL ? end : label->x + label->width;
    }
}

static void draw_bands(struct canvas *canvas, const struct trend_plan *plan) {
    const struct block_chart *chart = canvas->chart;
    int64_t last = plan->first_tick + ((int64_t)plan->tick_count - 1) * plan->tick_step;
    for (size_t i = 0; i < chart->mark_count; i++)
        if (chart->marks[i] > plan->first_tick && chart->marks[i] != 0 && chart->marks[i] <= last)
            draw_band(canvas, plan, chart->marks[i]);
}

/* All lines, then all marks on top of them. */
static void draw_lines(struct canvas *canvas, const struct trend_plan *plan) {
    for (size_t i = 1; i < plan->point_count; i++) {
        const struct trend_point *before = &plan->points[i - 1];
        const struct trend_point *point = &plan->points[i];
        const length from[2] = {canvas->box.x + before->x, canvas->box.y + before->y};
        const length to[2] = {canvas->box.x + point->x, canvas->box.y + point->y};
        if (before->series == point->series)
            canvas_line(canvas, from, to, series_paint(canvas->chart, point->series));
    }
    for (size_t i = 0; i < plan->point_count; i++)
        trend_draw_mark(canvas, plan->points[i].series, canvas->box.x + plan->points[i].x,
                        canvas->box.y + plan->points[i].y);
}

static struct op_rect moved(const struct canvas *canvas, struct op_rect box) {
    box.x += canvas->box.x;
    box.y += canvas->box.y;
    return box;
}

static void draw_names(struct canvas *canvas, const struct trend_plan *plan) {
    const struct block_chart *chart = canvas->chart;
    length half = style_leading(chart->label_style) / 2;
    for (size_t s = 0; s < chart->series_count && plan->has_names; s++) {
        struct op_rect box = moved(canvas, plan->names[s]);
        int32_t structure = plan->is_complete ? chart->series[s].structure : canvas->structure;
        struct ink ink = {chart->label_style, structure};
        struct chart_text text =
            chart_text(canvas->draw->place, chart->series[s].name, ink, box.width);
        trend_draw_mark(canvas, s, box.x - MARK_WIDTH + MARK_RADIUS + LENGTH_PER_POINT,
                        box.y + half);
        canvas_text(canvas, &text, ALIGN_LEFT, box);
    }
}

static void draw_labels(struct canvas *canvas, const struct trend_plan *plan) {
    const struct block_chart *chart = canvas->chart;
    struct place *place = canvas->draw->place;
    for (size_t v = 0; v < chart->visit_count; v++) {
        int32_t structure = plan->is_complete ? chart->visits[v].structure : canvas->structure;
        struct ink ink = {chart->label_style, structure};
        struct chart_text text = chart_line(place, chart->visits[v].label, ink);
        if (plan->dates[v].has_label)
            canvas_text(canvas, &text, ALIGN_LEFT, moved(canvas, plan->dates[v].label));
    }
    for (size_t i = 0; i < plan->point_count; i++) {
        const struct trend_point *point = &plan->points[i];
        const struct chart_item *item = &chart->items[point->item];
        struct ink ink = {chart->value_style,
                          plan->is_complete ? item->text_structure : canvas->structure};
        struct chart_text text = chart_line(place, item->text, ink);
        if (point->has_label)
            canvas_text(canvas, &text, ALIGN_LEFT, moved(canvas, point->label));
    }
}

void trend_draw(struct canvas *canvas) {
    struct trend_plan plan = trend_plan(canvas->draw->place, canvas->block, canvas->box.width);
    draw_axes(canvas, &plan);
    draw_bands(canvas, &plan);
    draw_lines(canvas, &plan);
    draw_names(canvas, &plan);
    draw_labels(canvas, &plan);
    if (!plan.is_complete)
        trend_draw_list(canvas, &plan);
}
