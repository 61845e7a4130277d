#include "layout/build_inside.h"

/* One item at the current node. False after reporting. */
static bool read_item(struct build *build, const struct template_node *node,
                      struct chart_item *out) {
    const struct template_value *max = template_value(node, ATTRIBUTE_max);
    out->label = build_attribute(build, node, ATTRIBUTE_label);
    out->text = build_attribute(build, node, ATTRIBUTE_text);
    return build_number(build, template_value(node, ATTRIBUTE_value), &out->value) &&
           (max == NULL || build_number(build, max, &out->max));
}

static bool read_items(struct build *build, const struct template_node *node,
                       struct block_chart *chart) {
    const struct template_value *select = template_value(node, ATTRIBUTE_select);
    if (select == NULL) {
        chart->items = ARENA_NEW(build->arena, struct chart_item);
        chart->item_count = 1;
        return read_item(build, node, chart->items);
    }
    struct node_list nodes = build_nodes(build, select);
    bool is_good = true;
    chart->items = ARENA_ARRAY(build->arena, struct chart_item, nodes.count);
    chart->item_count = nodes.count;
    for (size_t i = 0; i < nodes.count; i++) {
        struct current before = build_enter(build, &nodes, i);
        is_good = read_item(build, node, &chart->items[i]) && is_good;
        build_leave(build, before);
    }
    return is_good;
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
    read_marks(build, node, chart);
    read_looks(build, node, style, chart);
    if (target != NULL) {
        build_number(build, target, &chart->target);
    }
    chart->target_label = build_attribute(build, node, ATTRIBUTE_target_label);
    chart->caption = build_attribute(build, node, ATTRIBUTE_caption);
    chart->alt = build_attribute(build, node, ATTRIBUTE_alt);
    if (chart->alt[0] == '\0') {
        build_report(build, MESSAGE_TEMPLATE_ALT_EMPTY, node->position, NULL);
    }
    block->structure = build_structure(build, TAG_FIGURE, around->structure);
    if (block->structure != STRUCTURE_ARTIFACT) {
        build->pages->structures.at[block->structure].alt = chart->alt;
    }
    block->width = template_length(node, ATTRIBUTE_width, 0);
    block->height = template_length(node, ATTRIBUTE_height, 0);
    build_common(node, block);
    build_add(around->into, block);
}
