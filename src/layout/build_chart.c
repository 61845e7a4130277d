/* Charts: their items, what their alternative text says, and their structure elements. */
#include "layout/build_inside.h"

#include <stdlib.h>
#include <string.h>

#define DOTS_MAX 100 /* in a row; each is drawn */
#define ITEMS_MAX 60

/* One item at the current node. False after reporting. */
static bool read_item(struct build *build, const struct template_node *node,
                      struct chart_item *out) {
    const struct template_value *max = template_value(node, ATTRIBUTE_max);
    out->label = build_attribute(build, node, ATTRIBUTE_label);
    out->text = build_attribute(build, node, ATTRIBUTE_text);
    return build_number(build, template_value(node, ATTRIBUTE_value), &out->value) &&
           (max == NULL || build_number(build, max, &out->max));
}

static bool are_items_few(struct build *build, const struct template_node *node,
                          const struct block_chart *chart, size_t count) {
    size_t most = chart->kind == CHART_TREND ? (size_t)CHART_SERIES_MAX * ITEMS_MAX : ITEMS_MAX;
    if (count <= most) {
        return true;
    }
    build_report(
        build, MESSAGE_TEMPLATE_CHART_ITEMS, node->position,
        ARGS(arena_format(build->arena, "%zu", count), arena_format(build->arena, "%zu", most)));
    return false;
}

static bool read_nodes(struct build *build, const struct template_node *node,
                       const struct node_list *nodes, struct block_chart *chart) {
    struct trend_item *trend = ARENA_ARRAY(build->arena, struct trend_item, nodes->count);
    bool is_good = true;
    chart->items = ARENA_ARRAY(build->arena, struct chart_item, nodes->count);
    chart->item_count = nodes->count;
    for (size_t i = 0; i < nodes->count && is_good; i++) {
        struct current before = build_enter(build, nodes, i);
        is_good = read_item(build, node, &chart->items[i]);
        trend[i] = trend_read(build, node);
        chart->items[i].series = trend[i].series;
        build_leave(build, before);
    }
    return is_good && (chart->kind != CHART_TREND || trend_arrange(build, node, trend, chart));
}

static bool read_items(struct build *build, const struct template_node *node,
                       struct block_chart *chart) {
    const struct template_value *select = template_value(node, ATTRIBUTE_select);
    if (select != NULL) {
        struct node_list nodes = build_nodes(build, select);
        chart->is_list = true;
        return are_items_few(build, node, chart, nodes.count) &&
               read_nodes(build, node, &nodes, chart);
    }
    struct node_list current = {&build->context->node, 1};
    return read_nodes(build, node, &current, chart);
}

/* Without `max` the largest value fills the track. */
static void fill_max(const struct template_node *node, struct block_chart *chart) {
    int32_t largest = 1;
    for (size_t i = 0; i < chart->item_count; i++) {
        largest = chart->items[i].value > largest ? chart->items[i].value : largest;
    }
    for (size_t i = 0; i < chart->item_count && template_value(node, ATTRIBUTE_max) == NULL; i++) {
        chart->items[i].max = largest;
    }
}

static bool are_dots_few(struct build *build, const struct template_node *node,
                         const struct block_chart *chart) {
    for (size_t i = 0; i < chart->item_count && chart->kind == CHART_DOTS; i++) {
        if (chart->items[i].max > DOTS_MAX) {
            build_report(build, MESSAGE_TEMPLATE_DOTS, node->position,
                         ARGS(arena_format(build->arena, "%d", chart->items[i].max),
                              arena_format(build->arena, "%d", DOTS_MAX)));
            return false;
        }
    }
    return true;
}

static void read_marks(struct build *build, const struct template_node *node,
                       struct block_chart *chart) {
    struct slice rest = slice_from(build_attribute(build, node, ATTRIBUTE_marks));
    VECTOR(int32_t) marks = {0};
    struct slice word;
    int mark;
    while (slice_next(&rest, ' ', &word)) {
        if (slice_parse_int(word, &mark)) {
            *VECTOR_PUSH(build->arena, &marks) = mark;
        } else {
            build_report(build, MESSAGE_TEMPLATE_NUMBER,
                         template_value(node, ATTRIBUTE_marks)->position, ARGS("marks"));
        }
    }
    chart->marks = marks.at;
    chart->mark_count = marks.count;
}

static void read_looks(struct build *build, const struct template_node *node,
                       const struct style *style, struct block_chart *chart) {
    const struct template_value *label = template_value(node, ATTRIBUTE_label_style);
    const struct template_value *value = template_value(node, ATTRIBUTE_value_style);
    chart->label_style = label == NULL ? build->chart_label : label->u.style;
    chart->value_style = value == NULL ? build->chart_value : value->u.style;
    chart->color = style->text.color;
    chart->tint = style->tint;
    chart->accent = style->accent;
}

/* Beside a bar stands its value unless the template says more. A gauge and dots alone show it
 * anyway. */
static void fill_texts(struct build *build, struct block_chart *chart) {
    if (chart->kind == CHART_GAUGE || (chart->kind == CHART_DOTS && !chart->is_list)) {
        return;
    }
    for (size_t i = 0; i < chart->item_count; i++) {
        struct chart_item *item = &chart->items[i];
        if (item->text[0] == '\0') {
            item->text = arena_format(build->arena, "%d", item->value);
        }
    }
}

/* ---- what the alternative text says ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Whether the number stands in the text, not as part of a longer one. */
static bool has_number(const char *text, int32_t number) {
    for (const char *at = text; *at != '\0';) {
        if (!is_digit(*at)) {
            at++;
            continue;
        }
        bool is_negative = at > text && at[-1] == '-' && (at == text + 1 || !is_digit(at[-2]));
        char *end;
        if (strtol(is_negative ? at - 1 : at, &end, 10) == number) {
            return true;
        }
        at = end;
    }
    return false;
}

/* "Sleep and rest: 13 of 18 · many": name and text, with the value where the text lacks it. */
static void add_item_words(struct builder *words, const struct chart_item *item) {
    if (item->series[0] != '\0') {
        builder_format(words, "%s, ", item->series);
    }
    if (item->label[0] != '\0') {
        builder_format(words, "%s: ", item->label);
    }
    if (!has_number(item->text, item->value)) {
        builder_format(words, item->text[0] != '\0' ? "%d " : "%d", item->value);
    }
    builder_text(words, item->text);
}

/* The template's words, then every value that they do not state: those of items are not in them. */
static const char *full_alt(struct build *build, const char *alt, const struct block_chart *chart,
                            bool has_items) {
    size_t size = strlen(alt);
    if (size == 0 || (!has_items && has_number(alt, chart->items[0].value))) {
        return alt;
    }
    while (size > 0 && strchr(".: ", alt[size - 1]) != NULL) {
        size--;
    }
    struct builder words = {0};
    builder_add(&words, alt, size);
    for (size_t i = 0; i < chart->item_count; i++) {
        builder_text(&words, ". ");
        add_item_words(&words, &chart->items[i]);
    }
    builder_char(&words, '.');
    alt = arena_copy(build->arena, words.at, words.size_bytes);
    builder_free(&words);
    return alt;
}

/* ---- structure ---- */

static bool is_named(const struct block_chart *chart) {
    bool is_table = chart->kind != CHART_GAUGE && chart->kind != CHART_METER &&
                    (chart->kind != CHART_DOTS || chart->is_list);
    for (size_t i = 0; i < chart->item_count; i++) {
        is_table = is_table && chart->items[i].label[0] != '\0';
    }
    return is_table;
}

static void add_table_row(struct build *build, struct chart_item *item, int32_t table) {
    int32_t row = build_structure(build, TAG_TR, table);
    item->label_structure = build_structure(build, TAG_TH, row);
    item->text_structure = build_structure(build, TAG_TD, row);
    build->pages->structures.at[item->label_structure].scope = SCOPE_ROW;
}

/* See struct block_chart. In a header or footer everything is an artifact. */
static void add_structure(struct build *build, int32_t parent, struct block *block) {
    struct block_chart *chart = &block->u.chart;
    block->structure = build_structure(build, TAG_FIGURE, parent);
    chart->target_structure = block->structure;
    for (size_t i = 0; i < chart->item_count; i++) {
        chart->items[i].label_structure = chart->items[i].text_structure = block->structure;
    }
    for (size_t i = 0; i < chart->visit_count; i++) {
        chart->visits[i].structure = block->structure;
    }
    for (size_t i = 0; i < chart->series_count; i++) {
        chart->series[i].structure = block->structure;
    }
    if (block->structure == STRUCTURE_ARTIFACT) {
        return;
    }
    build->pages->structures.at[block->structure].alt = chart->alt;
    chart->has_table = is_named(chart);
    if (!chart->has_table) {
        return;
    }
    int32_t table = build_structure(build, TAG_TABLE, parent);
    if (chart->target > 0 && chart->target_label[0] != '\0') {
        chart->target_structure = build_structure(build, TAG_CAPTION, table);
    }
    if (chart->kind == CHART_TREND) {
        trend_structure(build, chart, table);
        return;
    }
    for (size_t i = 0; i < chart->item_count; i++) {
        add_table_row(build, &chart->items[i], table);
    }
}

void build_chart(struct build *build, const struct template_node *node,
                 const struct around *around) {
    const struct style *style = template_style(node, build->chart);
    const struct template_value *target = template_value(node, ATTRIBUTE_target);
    struct block *block = build_block(build, BLOCK_CHART, node, style);
    struct block_chart *chart = &block->u.chart;
    chart->kind = (enum chart_kind)template_number(node, ATTRIBUTE_kind, CHART_BARS);
    if (!read_items(build, node, chart) || chart->item_count == 0) {
        return;
    }
    fill_max(node, chart);
    if (!are_dots_few(build, node, chart)) {
        return;
    }
    fill_texts(build, chart);
    read_marks(build, node, chart);
    read_looks(build, node, style, chart);
    if (target != NULL) {
        build_number(build, target, &chart->target);
    }
    chart->target_label = build_attribute(build, node, ATTRIBUTE_target_label);
    chart->caption = build_attribute(build, node, ATTRIBUTE_caption);
    chart->summary = build_attribute(build, node, ATTRIBUTE_alt);
    chart->alt =
        full_alt(build, chart->summary, chart, template_value(node, ATTRIBUTE_select) != NULL);
    if (chart->alt[0] == '\0') {
        build_report(build, MESSAGE_TEMPLATE_ALT_EMPTY, node->position, NULL);
    }
    add_structure(build, around->structure, block);
    block->width = template_length(node, ATTRIBUTE_width, 0);
    block->height = template_length(node, ATTRIBUTE_height, 0);
    build_common(node, block);
    build_add(around->into, block);
}
