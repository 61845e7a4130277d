/* Each kind of chart has a measuring and a drawing function in one table. Geometry is integer.
 * Labels stand directly at what they name: no grid, and no legend unless there is no room at the
 * lines. Values are told apart without colour: a filled part is dark, what is left is pale, lines
 * have marks of their own shape, and the number stands beside it. Where texts would touch each
 * other they break into more lines, or the chart takes a form that has room for them; none is left
 * out. */
#include "layout/chart.h"

#include "layout/chart_inside.h"

int64_t chart_round_down(int64_t value, int64_t step) {
    int64_t rest = value % step;
    return value - rest - (rest < 0 ? step : 0);
}

int64_t chart_tick_step(int64_t low, int64_t high, int most) {
    static const int64_t steps[] = {1, 2, 5};
    for (int64_t power = 1;; power *= 10) {
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            int64_t step = steps[i] * power;
            int64_t top = -chart_round_down(-high, step);
            if ((top - chart_round_down(low, step)) / step <= most || power > INT32_MAX)
                return step;
        }
    }
}

struct scale chart_scale(const struct block_chart *chart) {
    struct scale scale = {0, chart->target > 0 ? chart->target : 0};
    for (size_t i = 0; i < chart->item_count; i++) {
        int32_t value = chart->items[i].value;
        scale.low = value < scale.low ? value : scale.low;
        scale.high = value > scale.high ? value : scale.high;
    }
    scale.high += scale.high == scale.low ? 1 : 0;
    return scale;
}

length scale_at(struct scale scale, int64_t value, length size) {
    int64_t inside = value < scale.low ? scale.low : value > scale.high ? scale.high : value;
    return length_scale(size, inside - scale.low, scale.high - scale.low);
}

static const struct {
    struct chart_size (*size)(struct place *place, const struct block *block, length width);
    void (*draw)(struct canvas *canvas);
} chart_kinds[] = {
    [CHART_GAUGE] = {gauge_size, gauge_draw}, [CHART_METER] = {bars_size, bars_draw},
    [CHART_BARS] = {bars_size, bars_draw},    [CHART_WEEK] = {columns_size, columns_draw},
    [CHART_DOTS] = {dots_size, dots_draw},    [CHART_COLUMNS] = {columns_size, columns_draw},
    [CHART_TREND] = {trend_size, trend_draw},
};
_Static_assert(sizeof chart_kinds / sizeof *chart_kinds == CHART_KIND_COUNT, "a row a kind");

struct chart_size chart_size(struct place *place, const struct block *block, length width) {
    struct chart_size size = chart_kinds[block->u.chart.kind].size(place, block, width);
    size.wanted = block->height > 0 ? block->height : size.wanted;
    size.wanted = size.wanted > size.least ? size.wanted : size.least;
    return size;
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
