/* The list of all values of a trend, below a plot that has no room for all labels: a row a visit, a
 * column a line. */
#include "layout/chart_trend.h"

#define COLUMN_GAP LENGTH_PT(8)
#define LIST_GAP LENGTH_PT(2) /* between rows */

struct list_cell {
    const char *text;
    struct ink ink;
};

/* Row 0 holds the names, the others the visits; column 0 the labels. */
static struct list_cell cell_at(const struct block_chart *chart, size_t row, size_t column) {
    struct list_cell cell = {"", {chart->label_style, STRUCTURE_ARTIFACT}};
    if (row == 0 && column == 0)
        return cell;
    if (row == 0) {
        const struct chart_series *series = &chart->series[column - 1];
        cell = (struct list_cell){series->name, {chart->label_style, series->structure}};
    } else if (column == 0) {
        const struct chart_visit *visit = &chart->visits[row - 1];
        cell = (struct list_cell){visit->label, {chart->label_style, visit->structure}};
    } else if (chart->visits[row - 1].items[column - 1] > 0) {
        const struct chart_item *item = &chart->items[chart->visits[row - 1].items[column - 1] - 1];
        cell = (struct list_cell){item->text, {chart->value_style, item->text_structure}};
    }
    return cell;
}

static length natural_width(struct place *place, const struct block_chart *chart, size_t first,
                            size_t end) {
    length most = 0;
    for (size_t row = 0; row <= chart->visit_count; row++) {
        for (size_t column = first; column < end; column++) {
            struct list_cell cell = cell_at(chart, row, column);
            length width = chart_line(place, cell.text, cell.ink).width;
            most = width > most ? width : most;
        }
    }
    return most;
}

static struct chart_text cell_text(struct place *place, const struct block_chart *chart,
                                   const struct trend_plan *plan, size_t row, size_t column) {
    struct list_cell cell = cell_at(chart, row, column);
    return chart_text(place, cell.text, cell.ink,
                      column == 0 ? plan->list_label : plan->list_value);
}

static length row_height(struct place *place, const struct block_chart *chart,
                         const struct trend_plan *plan, size_t row) {
    length height = 0;
    for (size_t column = 0; column <= chart->series_count; column++) {
        struct chart_text text = cell_text(place, chart, plan, row, column);
        height = text.height > height ? text.height : height;
    }
    return height > 0 ? height + LIST_GAP : 0;
}

void trend_plan_list(struct place *place, const struct block_chart *chart, struct trend_plan *plan,
                     length width) {
    length count = (length)chart->series_count;
    length label = natural_width(place, chart, 0, 1);
    length value = natural_width(place, chart, 1, chart->series_count + 1);
    length most = width - count * (value + COLUMN_GAP); /* what values leave, but not too little */
    length least = length_scale(width, 45, 100);
    most = most > least ? most : least;
    plan->list_label = label < most ? label : most;
    most = (width - plan->list_label - count * COLUMN_GAP) / count;
    plan->list_value = value < most ? value : most;
    plan->height = plan->list_y;
    for (size_t row = 0; row <= chart->visit_count; row++)
        plan->height += row_height(place, chart, plan, row);
}

void trend_draw_list(struct canvas *canvas, const struct trend_plan *plan) {
    const struct block_chart *chart = canvas->chart;
    struct place *place = canvas->draw->place;
    length y = canvas->box.y + plan->list_y;
    for (size_t row = 0; row <= chart->visit_count; row++) {
        for (size_t column = 0; column <= chart->series_count; column++) {
            struct op_rect box = {canvas->box.x, y, plan->list_label, 0};
            if (column > 0) {
                box.x += plan->list_label + COLUMN_GAP +
                         (length)(column - 1) * (plan->list_value + COLUMN_GAP);
                box.width = plan->list_value;
            }
            struct chart_text text = cell_text(place, chart, plan, row, column);
            canvas_text(canvas, &text, ALIGN_LEFT, box);
        }
        y += row_height(place, chart, plan, row);
    }
}
