/* The lines of a trend: items with one series' name make a line; items with one date, or one label
 * where there are no dates, stand at one place of the axis, a visit. */
#include "layout/build_inside.h"

#include <string.h>

struct trend_item trend_read(struct build *build, const struct template_node *node) {
    return (struct trend_item){.series = build_attribute(build, node, ATTRIBUTE_series),
                               .at = build_attribute(build, node, ATTRIBUTE_at)};
}

/* The number of the series of that name; CHART_SERIES_MAX: there are too many. */
static size_t find_series(struct block_chart *chart, const char *name) {
    for (size_t s = 0; s < chart->series_count; s++) {
        if (strcmp(chart->series[s].name, name) == 0) {
            return s;
        }
    }
    if (chart->series_count < CHART_SERIES_MAX) {
        chart->series[chart->series_count].name = name;
        return chart->series_count++;
    }
    return CHART_SERIES_MAX;
}

/* The visit of that day or label that has no value of the series yet, a new one if need be: so that
 * no value is lost. */
static struct chart_visit *find_visit(struct block_chart *chart, const char *label, int32_t day,
                                      size_t series) {
    for (size_t v = 0; v < chart->visit_count; v++) {
        struct chart_visit *visit = &chart->visits[v];
        bool is_same = chart->is_dated ? visit->day == day : strcmp(visit->label, label) == 0;
        if (is_same && visit->items[series] == 0) {
            return visit;
        }
    }
    struct chart_visit *visit = &chart->visits[chart->visit_count++];
    visit->label = label;
    visit->day = day;
    return visit;
}

/* By day; visits of one day stay in order. */
static void sort_visits(struct block_chart *chart) {
    for (size_t i = 1; i < chart->visit_count && chart->is_dated; i++) {
        struct chart_visit visit = chart->visits[i];
        size_t at = i;
        for (; at > 0 && chart->visits[at - 1].day > visit.day; at--) {
            chart->visits[at] = chart->visits[at - 1];
        }
        chart->visits[at] = visit;
    }
}

static bool read_day(struct build *build, const struct template_node *node, const char *at,
                     int32_t *out_day) {
    struct date date;
    if (!date_parse(slice_from(at), &date)) {
        build_report(build, MESSAGE_TEMPLATE_CHART_DATE,
                     template_value(node, ATTRIBUTE_at)->position, NULL);
        return false;
    }
    *out_day = (int32_t)date_day_number(date);
    return true;
}

bool trend_arrange(struct build *build, const struct template_node *node,
                   const struct trend_item *items, struct block_chart *chart) {
    chart->series = ARENA_ARRAY(build->arena, struct chart_series, CHART_SERIES_MAX);
    chart->visits = ARENA_ARRAY(build->arena, struct chart_visit, chart->item_count);
    chart->is_dated = template_value(node, ATTRIBUTE_at) != NULL;
    for (size_t i = 0; i < chart->item_count; i++) {
        int32_t day = 0;
        size_t series = find_series(chart, items[i].series);
        if (series == CHART_SERIES_MAX) {
            build_report(build, MESSAGE_TEMPLATE_CHART_SERIES, node->position,
                         ARGS(arena_format(build->arena, "%d", CHART_SERIES_MAX)));
            return false;
        }
        if (chart->is_dated && !read_day(build, node, items[i].at, &day)) {
            return false;
        }
        find_visit(chart, chart->items[i].label, day, series)->items[series] = i + 1;
    }
    sort_visits(chart);
    return true;
}

static int32_t add_head(struct build *build, int32_t row, enum scope scope) {
    int32_t head = build_structure(build, TAG_TH, row);
    build->pages->structures.at[head].scope = scope;
    return head;
}

void trend_structure(struct build *build, struct block_chart *chart, int32_t table) {
    bool is_named = chart->series_count > 1 || chart->series[0].name[0] != '\0';
    int32_t row = is_named ? build_structure(build, TAG_TR, table) : STRUCTURE_ARTIFACT;
    if (is_named) {
        build_structure(build, TAG_TD, row); /* above the dates */
    }
    for (size_t s = 0; s < chart->series_count && is_named; s++) {
        chart->series[s].structure = add_head(build, row, SCOPE_COLUMN);
    }
    for (size_t v = 0; v < chart->visit_count; v++) {
        struct chart_visit *visit = &chart->visits[v];
        row = build_structure(build, TAG_TR, table);
        visit->structure = add_head(build, row, SCOPE_ROW);
        for (size_t s = 0; s < chart->series_count; s++) {
            int32_t cell = build_structure(build, TAG_TD, row);
            if (visit->items[s] > 0) {
                chart->items[visit->items[s] - 1].text_structure = cell;
            }
        }
    }
}
