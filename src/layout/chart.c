/* Each kind of chart has a measuring and a drawing function in one table. Geometry is integer.
 * Labels stand directly at what they name: no legend, no grid. Values are told apart without
 * colour: a filled part is dark, what is left is pale, and the number stands beside it. */
#include "layout/chart.h"

#include "layout/arc.h"

#define LABEL_GAP LENGTH_MM10(40)  /* between label, bar and text */
#define ROW_GAP LENGTH_MM10(24)    /* between two bars' labels */
#define BAR_HEIGHT LENGTH_MM10(46) /* a bar, unless its label is lower */

struct canvas {
    struct draw *draw;
    const struct block *block;
    const struct block_chart *chart;
    struct op_rect box;
    int32_t structure;
    bool is_artifact;
};

static length label_width(struct place *place, const char *text, const struct style *style) {
    return paragraph_max_width(place_label(place, text, &style->text, STRUCTURE_ARTIFACT));
}

/* How a text is written, and the element that it belongs to. */
struct ink {
    const struct style *style;
    int32_t structure;
};

static length draw_text(struct canvas *canvas, const char *text, struct ink ink, enum align align,
                        struct op_rect box) {
    struct paragraph *label =
        place_label(canvas->draw->place, text, &ink.style->text, ink.structure);
    return draw_label(canvas->draw, label, align, box, canvas->is_artifact);
}

static void fill_rect(struct canvas *canvas, struct op_rect rect, uint32_t color) {
    if (rect.width <= 0 || rect.height <= 0)
        return;
    struct op *op = draw_op(canvas->draw, OP_RECT, canvas->structure);
    op->u.rect = rect;
    op->paint.fill = color;
}

static void fill_path(struct canvas *canvas, const struct path_step *steps, size_t count,
                      uint32_t color) {
    draw_path(canvas->draw, canvas->structure, steps, count, paint_fill(color));
}

static int32_t clamped(const struct chart_item *item) {
    int32_t value = item->value < 0 ? 0 : item->value;
    return value > item->max ? item->max : value;
}

/* ---- gauge: a half ring, its number inside, what it means below ---- */

static length gauge_radius(length width) {
    length radius = length_scale(width, 44, 100);
    length most = LENGTH_MM10(360);
    return radius < most ? radius : most;
}

static length gauge_height(struct place *place, const struct block *block, length width) {
    (void)place;
    length caption = block->u.chart.caption[0] ? style_leading(block->u.chart.label_style) : 0;
    return gauge_radius(width) + LENGTH_MM10(30) + caption;
}

static void draw_ring(struct canvas *canvas, length x, length y, length outer, const int angle[2],
                      uint32_t color) {
    struct path_step steps[ARC_STEPS];
    const length radius[2] = {outer, length_scale(outer, 79, 100)};
    if (angle[0] == angle[1])
        return;
    size_t count = arc_ring(x, y, radius, angle, steps);
    fill_path(canvas, steps, count, color);
}

/* Ticks where a band begins: gaps in the ring. */
static void draw_gauge_marks(struct canvas *canvas, length x, length y, length outer) {
    const struct block_chart *chart = canvas->chart;
    length inner = length_scale(outer, 79, 100);
    for (size_t i = 0; i < chart->mark_count; i++) {
        int angle = (int)((int64_t)chart->marks[i] * ARC_HALF_TURN / chart->items[0].max);
        struct path_step steps[2] = {{.verb = PATH_MOVE}, {.verb = PATH_LINE}};
        arc_point(x, y, inner - LENGTH_PER_POINT, angle, &steps[0].x[0], &steps[0].y[0]);
        arc_point(x, y, outer + LENGTH_PER_POINT, angle, &steps[1].x[0], &steps[1].y[0]);
        draw_path(canvas->draw, canvas->structure, steps, 2,
                  paint_stroke(0xFFFFFF, 2 * LENGTH_PER_POINT));
    }
}

static void draw_gauge(struct canvas *canvas) {
    const struct block_chart *chart = canvas->chart;
    const struct chart_item *item = &chart->items[0];
    length radius = gauge_radius(canvas->box.width);
    length x = canvas->box.x + canvas->box.width / 2;
    length y = canvas->box.y + radius;
    int angle = item->max > 0 ? (int)((int64_t)clamped(item) * ARC_HALF_TURN / item->max) : 0;
    const int filled[2] = {0, angle};
    const int empty[2] = {angle, ARC_HALF_TURN};
    draw_ring(canvas, x, y, radius, empty, chart->tint);
    draw_ring(canvas, x, y, radius, filled, chart->color);
    draw_gauge_marks(canvas, x, y, radius);
    length label = style_leading(chart->label_style);
    length value = style_leading(chart->value_style);
    struct op_rect line = {canvas->box.x, y - label - value, canvas->box.width, value};
    char *number = arena_format(canvas->draw->arena, "%d", item->value);
    const struct ink name = {chart->label_style, canvas->structure};
    draw_text(canvas, number, (struct ink){chart->value_style, canvas->structure}, ALIGN_CENTER,
              line);
    line.y = y - label;
    line.height = label;
    draw_text(canvas, item->text, name, ALIGN_CENTER, line);
    line.y = y + LENGTH_MM10(30);
    draw_text(canvas, chart->caption, name, ALIGN_CENTER, line);
}

/* ---- bars: one row an item: label, bar, text. A meter is one bar with ticks ---- */

struct bar_columns {
    length label, bar, text; /* widths */
};

static struct bar_columns bar_columns(struct place *place, const struct block *block,
                                      length width) {
    const struct block_chart *chart = &block->u.chart;
    struct bar_columns columns = {0};
    for (size_t i = 0; i < chart->item_count; i++) {
        length label = label_width(place, chart->items[i].label, chart->label_style);
        length text = label_width(place, chart->items[i].text, chart->value_style);
        columns.label = label > columns.label ? label : columns.label;
        columns.text = text > columns.text ? text : columns.text;
    }
    length most = length_scale(width, 42, 100);
    columns.label = columns.label < most ? columns.label : most;
    length least = LENGTH_MM10(150);
    columns.bar = width - columns.label - columns.text;
    columns.bar -= columns.label > 0 ? LABEL_GAP : 0;
    columns.bar -= columns.text > 0 ? LABEL_GAP : 0;
    columns.bar = columns.bar > least ? columns.bar : least;
    return columns;
}

static struct text_lines bar_label(struct place *place, const struct block *block,
                                   const struct chart_item *item, length width) {
    const struct text_style *style = &block->u.chart.label_style->text;
    struct paragraph *label = place_label(place, item->label, style, item->label_structure);
    return paragraph_break(place->arena, label, width > 0 ? width : LENGTH_PER_POINT);
}

static length bar_row_height(struct place *place, const struct block *block,
                             const struct chart_item *item, length width) {
    size_t lines = item->label[0] ? bar_label(place, block, item, width).count : 1;
    length height = (length)lines * style_leading(block->u.chart.label_style);
    return (height > BAR_HEIGHT ? height : BAR_HEIGHT) + ROW_GAP;
}

static length bars_height(struct place *place, const struct block *block, length width) {
    const struct block_chart *chart = &block->u.chart;
    struct bar_columns columns = bar_columns(place, block, width);
    length height = 0;
    for (size_t i = 0; i < chart->item_count; i++)
        height += bar_row_height(place, block, &chart->items[i], columns.label);
    return height;
}

static void draw_bar_label(struct canvas *canvas, const struct chart_item *item,
                           struct op_rect row) {
    const struct style *style = canvas->chart->label_style;
    length leading = style_leading(style);
    struct text_lines lines = bar_label(canvas->draw->place, canvas->block, item, row.width);
    length y = row.y + (row.height - (length)lines.count * leading) / 2;
    for (size_t i = 0; i < lines.count; i++) {
        length baseline = y + (length)i * leading + draw_ascent(&style->text, leading);
        draw_line(canvas->draw, &lines.lines[i], row.x, baseline, canvas->is_artifact);
    }
}

static void draw_bar(struct canvas *canvas, const struct chart_item *item, struct op_rect bar) {
    const struct block_chart *chart = canvas->chart;
    fill_rect(canvas, bar, chart->tint);
    struct op_rect filled = bar;
    filled.width = item->max > 0 ? length_scale(bar.width, clamped(item), item->max) : 0;
    fill_rect(canvas, filled, chart->color);
    for (size_t i = 0; i < chart->mark_count && item->max > 0; i++) {
        length x = bar.x + length_scale(bar.width, chart->marks[i], item->max);
        fill_rect(canvas,
                  (struct op_rect){x - LENGTH_PER_POINT / 2, bar.y, LENGTH_PER_POINT, bar.height},
                  0xFFFFFF);
    }
}

/* All bars, then all texts: what belongs to one element stands together. */
static void draw_bars(struct canvas *canvas) {
    const struct block_chart *chart = canvas->chart;
    struct place *place = canvas->draw->place;
    struct bar_columns columns = bar_columns(place, canvas->block, canvas->box.width);
    length bar_x = canvas->box.x + columns.label + (columns.label > 0 ? LABEL_GAP : 0);
    length *heights = ARENA_ARRAY(canvas->draw->arena, length, chart->item_count);
    length y = canvas->box.y;
    for (size_t i = 0; i < chart->item_count; i++) {
        heights[i] = bar_row_height(place, canvas->block, &chart->items[i], columns.label);
        struct op_rect bar = {bar_x, y + (heights[i] - BAR_HEIGHT) / 2, columns.bar, BAR_HEIGHT};
        draw_bar(canvas, &chart->items[i], bar);
        y += heights[i];
    }
    y = canvas->box.y;
    for (size_t i = 0; i < chart->item_count; i++) {
        const struct chart_item *item = &chart->items[i];
        if (item->label[0])
            draw_bar_label(canvas, item,
                           (struct op_rect){canvas->box.x, y, columns.label, heights[i]});
        draw_text(canvas, item->text, (struct ink){chart->value_style, item->text_structure},
                  ALIGN_LEFT,
                  (struct op_rect){bar_x + columns.bar + LABEL_GAP, y, columns.text, heights[i]});
        y += heights[i];
    }
}

/* ---- week: a column a day against a target line ---- */

static length week_height(struct place *place, const struct block *block, length width) {
    (void)place;
    (void)width;
    return 7 * style_leading(block->u.chart.label_style);
}

struct week {
    length left, width; /* of the plot */
    length top, bottom; /* of the largest value, of the axis */
    length line_y;      /* of the target, or 0 */
    int32_t most;
};

static struct week week_plot(struct canvas *canvas) {
    const struct block_chart *chart = canvas->chart;
    struct week week = {.most = chart->target > 0 ? chart->target : 1};
    for (size_t i = 0; i < chart->item_count; i++)
        if (chart->items[i].value > week.most)
            week.most = chart->items[i].value;
    length label = style_leading(chart->label_style);
    length margin = 0;
    if (chart->target > 0)
        margin = label_width(canvas->draw->place, chart->target_label, chart->label_style) +
                 LENGTH_MM10(20);
    week.left = canvas->box.x + margin;
    week.width = canvas->box.width - margin;
    week.top = canvas->box.y + 2 * style_leading(chart->value_style);
    week.bottom = canvas->box.y + canvas->box.height - label - LENGTH_PER_POINT * 2;
    if (chart->target > 0)
        week.line_y = week.bottom - length_scale(week.bottom - week.top, chart->target, week.most);
    return week;
}

static void draw_target(struct canvas *canvas, const struct week *week) {
    const struct block_chart *chart = canvas->chart;
    length leading = style_leading(chart->label_style);
    struct path_step steps[2] = {{.verb = PATH_MOVE}, {.verb = PATH_LINE}};
    steps[0].x[0] = week->left;
    steps[1].x[0] = week->left + week->width;
    steps[0].y[0] = steps[1].y[0] = week->line_y;
    struct paint paint = paint_stroke(chart->accent, LENGTH_PER_POINT * 3 / 2);
    paint.dash = LENGTH_PER_POINT * 5;
    paint.gap = LENGTH_PER_POINT * 3;
    draw_path(canvas->draw, canvas->structure, steps, 2, paint);
    struct op_rect box = {canvas->box.x, week->line_y - leading / 2, week->left - canvas->box.x,
                          leading};
    draw_text(canvas, chart->target_label,
              (struct ink){chart->label_style, chart->target_structure}, ALIGN_LEFT, box);
}

static void draw_week(struct canvas *canvas) {
    const struct block_chart *chart = canvas->chart;
    struct week week = week_plot(canvas);
    if (chart->item_count == 0)
        return;
    length slot = week.width / (length)chart->item_count;
    length bar = length_scale(slot, 58, 100);
    length leading = style_leading(chart->value_style);
    for (size_t i = 0; i < chart->item_count; i++) {
        const struct chart_item *item = &chart->items[i];
        length x = week.left + (length)i * slot;
        length height =
            length_scale(week.bottom - week.top, item->value > 0 ? item->value : 0, week.most);
        fill_rect(canvas, (struct op_rect){x + (slot - bar) / 2, week.bottom - height, bar, height},
                  chart->color);
    }
    if (chart->target > 0)
        draw_target(canvas, &week);
    for (size_t i = 0; i < chart->item_count; i++) {
        const struct chart_item *item = &chart->items[i];
        length x = week.left + (length)i * slot;
        length height =
            length_scale(week.bottom - week.top, item->value > 0 ? item->value : 0, week.most);
        length y = week.bottom - height - leading;
        if (chart->target > 0 && y < week.line_y + LENGTH_PER_POINT &&
            y + leading > week.line_y - LENGTH_PER_POINT)
            y = week.line_y - leading - LENGTH_PER_POINT; /* above the line, not on it */
        draw_text(canvas, item->text, (struct ink){chart->value_style, item->text_structure},
                  ALIGN_CENTER, (struct op_rect){x, y, slot, leading});
        struct op_rect below = {x, week.bottom + LENGTH_PER_POINT * 2, slot,
                                style_leading(chart->label_style)};
        draw_text(canvas, item->label, (struct ink){chart->label_style, item->label_structure},
                  ALIGN_CENTER, below);
    }
    fill_rect(canvas,
              (struct op_rect){week.left, week.bottom, week.width, LENGTH_PER_POINT * 3 / 4},
              chart->label_style->text.color);
}

/* ---- dots: so many of so many ---- */

static length dots_height(struct place *place, const struct block *block, length width) {
    (void)place;
    (void)block;
    (void)width;
    return LENGTH_MM10(52);
}

static void draw_dots(struct canvas *canvas) {
    const struct chart_item *item = &canvas->chart->items[0];
    length radius = LENGTH_MM10(16);
    length y = canvas->box.y + canvas->box.height / 2;
    for (int32_t i = 0; i < item->max; i++) {
        struct path_step steps[ARC_STEPS];
        length x = canvas->box.x + radius + (length)i * LENGTH_MM10(46);
        bool is_on = i < clamped(item);
        size_t count = arc_circle(x, y, is_on ? radius : radius - LENGTH_PER_POINT / 2, steps);
        struct paint paint = is_on ? paint_fill(canvas->chart->color)
                                   : paint_stroke(canvas->chart->color, LENGTH_PER_POINT);
        draw_path(canvas->draw, canvas->structure, steps, count, paint);
    }
}

/* ---- the table of kinds ---- */

static const struct {
    length (*height)(struct place *place, const struct block *block, length width);
    void (*draw)(struct canvas *canvas);
} chart_kinds[] = {
    [CHART_GAUGE] = {gauge_height, draw_gauge}, [CHART_METER] = {bars_height, draw_bars},
    [CHART_BARS] = {bars_height, draw_bars},    [CHART_WEEK] = {week_height, draw_week},
    [CHART_DOTS] = {dots_height, draw_dots},
};
_Static_assert(sizeof chart_kinds / sizeof *chart_kinds == CHART_KIND_COUNT, "a row a kind");

length chart_height(struct place *place, const struct block *block, length width) {
    if (block->height > 0)
        return block->height;
    return chart_kinds[block->u.chart.kind].height(place, block, width);
}

void draw_chart(struct draw *draw, const struct block *block, struct op_rect box,
                bool is_artifact) {
    struct canvas canvas = {.draw = draw,
                            .block = block,
                            .chart = &block->u.chart,
                            .box = box,
                            .structure = is_artifact ? STRUCTURE_ARTIFACT : block->structure,
                            .is_artifact = is_artifact};
    chart_kinds[block->u.chart.kind].draw(&canvas);
}
