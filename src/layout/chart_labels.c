/* Labels of a trend. Each value tries the places around its point in turn, above first, and takes
 * the first where its box stands inside the plot and touches no axis, mark, line or label that was
 * placed before. Dates are taken from the last to the first, those that fit beside the one taken
 * before; so the visit that counts most, the last, has its date. */
#include "layout/chart_trend.h"

#define DATE_GAP LENGTH_PT(5)

static bool do_overlap(const struct op_rect *left, const struct op_rect *right) {
    return left->x < right->x + right->width && right->x < left->x + left->width &&
           left->y < right->y + right->height && right->y < left->y + left->height;
}

/* On which side of the line from a to b a point is: the sign counts. */
static int64_t side_of(const struct trend_point *a, const struct trend_point *b, length x,
                       length y) {
    return (int64_t)(b->x - a->x) * (y - a->y) - (int64_t)(b->y - a->y) * (x - a->x);
}

/* They do not touch if their boxes do not, or if all corners are on one side of the line. */
static bool does_cross(const struct op_rect *box, const struct trend_point *a,
                       const struct trend_point *b) {
    struct op_rect of_line = {a->x, a->y < b->y ? a->y : b->y, b->x - a->x + 1,
                              (a->y < b->y ? b->y - a->y : a->y - b->y) + 1};
    if (!do_overlap(box, &of_line))
        return false;
    size_t above = 0;
    size_t below = 0;
    for (int corner = 0; corner < 4; corner++) {
        int64_t side = side_of(a, b, box->x + (corner & 1 ? box->width : 0),
                               box->y + (corner & 2 ? box->height : 0));
        above += side < 0 ? 1 : 0;
        below += side > 0 ? 1 : 0;
    }
    return above < 4 && below < 4;
}

/* Where letters stand in the height of a label: capitals' top to descenders' bottom. Above and
 * below lines may pass. */
struct letters {
    length top, bottom;
};

static struct letters letters_in(const struct style *style) {
    length baseline = draw_ascent(&style->text, style_leading(style));
    return (struct letters){baseline - style->text.size * 3 / 4, baseline + style->text.size / 5};
}

static bool is_inside(const struct trend_plan *plan, const struct op_rect *box, length top) {
    const struct op_rect *plot = &plan->plot;
    return box->x > plot->x + LENGTH_PER_POINT && box->x + box->width <= plot->x + plot->width &&
           box->y >= top && box->y + box->height <= plot->y + plot->height;
}

static bool is_clear(const struct trend_plan *plan, const struct op_rect *box,
                     struct letters inside) {
    struct op_rect letters = {box->x, box->y + inside.top, box->width, inside.bottom - inside.top};
    struct op_rect axis = {plan->plot.x, plan->axis_y, plan->plot.width, LENGTH_PER_POINT};
    if (do_overlap(&letters, &axis))
        return false;
    for (size_t i = 0; i < plan->point_count; i++) {
        const struct trend_point *point = &plan->points[i];
        struct op_rect mark = {point->x - MARK_RADIUS, point->y - MARK_RADIUS, 2 * MARK_RADIUS,
                               2 * MARK_RADIUS};
        bool is_line = i > 0 && plan->points[i - 1].series == point->series;
        if (do_overlap(&letters, &mark) || (point->has_label && do_overlap(box, &point->label)) ||
            (is_line && does_cross(&letters, &plan->points[i - 1], point)))
            return false;
    }
    return true;
}

static void place_label_of(struct trend_plan *plan, struct trend_point *point,
                           const struct chart_text *text, length top) {
    struct letters letters = letters_in(text->style);
    length width = text->width;
    length near = MARK_RADIUS + LENGTH_PER_POINT / 2;
    const length xs[] = {point->x - width / 2, point->x - width - near, point->x + near};
    const length ys[] = {point->y - near - letters.bottom, point->y + near - letters.top,
                         point->y - (letters.top + letters.bottom) / 2};
    const size_t on_mark = 6; /* the middle of both */
    for (size_t i = 0; i < 9; i++) {
        struct op_rect box = {xs[i % 3], ys[i / 3], width, text->height};
        if (i != on_mark && is_inside(plan, &box, top) && is_clear(plan, &box, letters)) {
            point->label = box;
            point->has_label = true;
            return;
        }
    }
}

void trend_place_labels(struct place *place, const struct block_chart *chart,
                        struct trend_plan *plan) {
    struct ink ink = {chart->value_style, STRUCTURE_ARTIFACT};
    length top = plan->plot.y - style_leading(chart->value_style) - MARK_RADIUS;
    for (size_t i = 0; i < plan->point_count; i++) {
        struct trend_point *point = &plan->points[i];
        struct chart_text text = chart_line(place, chart->items[point->item].text, ink);
        place_label_of(plan, point, &text, top);
    }
}

static length visit_middle(const struct trend_plan *plan, size_t visit) {
    for (size_t i = 0; i < plan->point_count; i++)
        if (plan->points[i].visit == visit)
            return plan->points[i].x;
    return plan->plot.x;
}

void trend_place_dates(struct place *place, const struct block_chart *chart,
                       struct trend_plan *plan, length width) {
    struct ink ink = {chart->label_style, STRUCTURE_ARTIFACT};
    length y = plan->plot.y + plan->plot.height + LENGTH_PT(3);
    length end = width;
    for (size_t v = chart->visit_count; v-- > 0;) {
        struct trend_date *date = &plan->dates[v];
        struct chart_text text = chart_line(place, chart->visits[v].label, ink);
        length x = visit_middle(plan, v) - text.width / 2;
        x = x < 0 ? 0 : x;
        x = x + text.width > width ? width - text.width : x;
        if (x < 0 || x + text.width > end || text.width > width / 2)
            continue;
        date->label = (struct op_rect){x, y, text.width, text.height};
        date->has_label = true;
        end = x - DATE_GAP;
    }
}
