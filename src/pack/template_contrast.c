/* One walk over flows, headers and footers, into parts where they are inserted. It hands down what
 * building hands down (layout/build_block.c), reduced to what decides: the color, size and weight
 * of letters, and the nearest fill below them, white if there is none.
 *
 * A part or table may be met many times. What it says then depends on what is handed down alone, so
 * it is walked once for each such setting, and the time stays linear though parts in parts
 * multiply. Rows without a style of their own are looked at in the table's style and in the zebra
 * style. */
#include "pack/template_contrast.h"

#include "pack/contrast.h"

#include <inttypes.h>
#include <string.h>

#define WHITE 0xFFFFFFU

struct setting {
    const char *style; /* name, for the message */
    uint32_t color;
    length size;
    int weight;
    uint32_t ground;
    const struct template_node *owner; /* the element that the text belongs to */
};

struct contrast {
    struct value_reader *reader;
    const struct style *body;
    struct ids *seen; /* parts and tables with their settings, and what was reported */
};

typedef void walk_node(struct contrast *check, const struct template_node *node,
                       struct setting around);

static void walk_children(struct contrast *check, const struct template_node *node,
                          struct setting around);

/* What a style of its own gives text; the ground stays. */
static struct setting replaced(struct setting around, const struct style *style) {
    around.style = style->name;
    around.color = style->text.color;
    around.size = style->text.size;
    around.weight = style->weight;
    return around;
}

/* What a style laid over the text around gives, see style_overlay. NULL: nothing. */
static struct setting overlaid(struct setting around, const struct style *over) {
    if (over == NULL || over->set == 0) {
        return around;
    }
    around.style = over->name;
    around.color = (over->set & STYLE_COLOR) != 0 ? over->text.color : around.color;
    around.size = (over->set & STYLE_SIZE) != 0 ? over->text.size : around.size;
    around.weight = (over->set & STYLE_WEIGHT) != 0 ? over->weight : around.weight;
    return around;
}

static struct setting filled(struct setting around, uint32_t fill) {
    around.ground = fill == COLOR_NONE ? around.ground : fill;
    return around;
}

static const struct style *style_named(const struct contrast *check, const char *name) {
    const struct style *style = style_table_find(&check->reader->styles, name);
    return style == NULL ? check->body : style;
}

static const struct style *style_or(const struct contrast *check, const char *name,
                                    const struct style *fallback) {
    const struct style *style = style_table_find(&check->reader->styles, name);
    return style == NULL ? fallback : style;
}

/* Whether this is the first time. */
static bool is_first(struct contrast *check, const struct template_node *node,
                     const struct setting *setting, char kind) {
    const char *key =
        arena_format(check->reader->arena, "%c %p %06" PRIx32 " %06" PRIx32 " %d %d %s", kind,
                     (const void *)node, setting->color, setting->ground, setting->size,
                     setting->weight, setting->style);
    return ids_add(check->reader->arena, check->seen, key, 0) == IDS_NONE;
}

/* 321 -> "3.2" */
static const char *ratio_words(struct contrast *check, int hundredths) {
    return arena_format(check->reader->arena, "%d.%d", hundredths / 100, hundredths / 10 % 10);
}

static void look(struct contrast *check, struct setting setting) {
    int ratio = contrast_hundredths(setting.color, setting.ground);
    int least = contrast_least_hundredths(setting.size, setting.weight);
    if (ratio >= least || !is_first(check, setting.owner, &setting, 'w')) {
        return;
    }
    struct arena *arena = check->reader->arena;
    const char *variant = check->reader->brand->variant;
    bool has_variant = variant != NULL && variant[0] != '\0';
    diag(check->reader->diags, MESSAGE_TEMPLATE_CONTRAST, setting.owner->position,
         ARGS(setting.style, ratio_words(check, ratio), ratio_words(check, least),
              arena_format(arena, "#%06" PRIx32, setting.color),
              arena_format(arena, "#%06" PRIx32 "%s%s", setting.ground,
                           has_variant ? " in the variant " : "", has_variant ? variant : "")));
}

static bool prints_text(const struct template_text *text) {
    for (size_t i = 0; i < text->count; i++) {
        const char *constant = text->pieces[i].text;
        if (constant == NULL || constant[strspn(constant, " \t\r\n")] != '\0') {
            return true;
        }
    }
    return false;
}

static void walk_text(struct contrast *check, const struct template_node *node,
                      struct setting around) {
    if (prints_text(&node->text)) {
        look(check, around);
    }
}

static void walk_value(struct contrast *check, const struct template_node *node,
                       struct setting around) {
    around.owner = node;
    look(check, overlaid(around, template_style(node, NULL)));
}

/* Elements whose style is laid over the text around them; `fallback` if they name none. */
static void walk_overlaid(struct contrast *check, const struct template_node *node,
                          struct setting around, const char *fallback) {
    const struct style *style = fallback == NULL ? NULL : style_named(check, fallback);
    around.owner = node;
    walk_children(check, node, overlaid(around, template_style(node, style)));
}

static void walk_styled(struct contrast *check, const struct template_node *node,
                        struct setting around) {
    walk_overlaid(check, node, around, NULL);
}
static void walk_link(struct contrast *check, const struct template_node *node,
                      struct setting around) {
    walk_overlaid(check, node, around, "link");
}
/* A footnote stands on the page's own ground. */
static void walk_note(struct contrast *check, const struct template_node *node,
                      struct setting around) {
    const struct style *style = style_table_find(&check->reader->styles, "footnote");
    style = template_style(node, style == NULL ? style_named(check, "small") : style);
    around = replaced(around, style);
    around.owner = node;
    around.ground = WHITE;
    walk_children(check, node, around);
}
static void walk_list(struct contrast *check, const struct template_node *node,
                      struct setting around) {
    walk_overlaid(check, node, around, "list");
}
static void walk_item(struct contrast *check, const struct template_node *node,
                      struct setting around) {
    walk_overlaid(check, node, around, "item");
}
static void walk_field(struct contrast *check, const struct template_node *node,
                       struct setting around) {
    walk_overlaid(check, node, around, "field");
}

static void walk_paragraph(struct contrast *check, const struct template_node *node,
                           struct setting around) {
    const struct style *style = template_style(node, NULL);
    around.owner = node;
    walk_children(check, node, style == NULL ? around : replaced(around, style));
}

/* h1 to h6; a brand that lacks one uses the one above. */
static const struct style *heading_style(const struct contrast *check, int level) {
    const struct style *style = NULL;
    for (; level > 0 && style == NULL; level--) {
        const char name[3] = {'h', (char)('0' + level), '\0'};
        style = style_table_find(&check->reader->styles, name);
    }
    return style == NULL ? check->body : style;
}

static void walk_heading(struct contrast *check, const struct template_node *node,
                         struct setting around) {
    int level = template_number(node, ATTRIBUTE_level, 1);
    around.owner = node;
    walk_children(check, node, replaced(around, template_style(node, heading_style(check, level))));
}

/* A number in a disc of the accent color. */
static void look_at_icon(struct contrast *check, const struct template_node *node,
                         struct setting inside, uint32_t accent) {
    const struct template_value *icon = template_value(node, ATTRIBUTE_icon);
    static const char *const drawn[] = {"", "none", "note", "warning", "urgent"};
    for (size_t i = 0; icon != NULL && i < sizeof drawn / sizeof drawn[0]; i++) {
        if (icon->u.text.is_constant && strcmp(icon->u.text.constant, drawn[i]) == 0) {
            return;
        }
    }
    if (icon != NULL) {
        inside = replaced(inside, style_named(check, "icon"));
        look(check, filled(inside, accent));
    }
}

static void walk_box(struct contrast *check, const struct template_node *node,
                     struct setting around) {
    static const char *const roles[] = {NULL, "note", "warning", "urgent"};
    int role = template_number(node, ATTRIBUTE_role, ROLE_NONE);
    const struct style *style =
        template_style(node, role == ROLE_NONE ? NULL : style_named(check, roles[role]));
    around.owner = node;
    if (style != NULL) {
        around = filled(overlaid(around, style), style->fill);
    }
    look_at_icon(check, node, around, style == NULL ? check->body->accent : style->accent);
    walk_children(check, node, around);
}

/* The words below a figure or chart. */
static void look_at_caption(struct contrast *check, const struct template_node *node,
                            struct setting around) {
    const struct template_value *caption = template_value(node, ATTRIBUTE_caption);
    const struct template_value *own = template_value(node, ATTRIBUTE_caption_style);
    const struct style *style = style_table_find(&check->reader->styles, "caption");
    style = style == NULL ? style_named(check, "small") : style;
    if (caption != NULL && prints_text(&caption->u.text)) {
        look(check, replaced(around, own == NULL ? style : own->u.style));
    }
}

static void walk_figure(struct contrast *check, const struct template_node *node,
                        struct setting around) {
    around.owner = node;
    look_at_caption(check, node, around);
}

static void walk_chart(struct contrast *check, const struct template_node *node,
                       struct setting around) {
    const struct template_value *label = template_value(node, ATTRIBUTE_label_style);
    const struct template_value *value = template_value(node, ATTRIBUTE_value_style);
    around.owner = node;
    if (template_number(node, ATTRIBUTE_kind, CHART_BARS) != CHART_GAUGE) {
        look_at_caption(check, node, around);
    }
    bool is_dots = template_number(node, ATTRIBUTE_kind, CHART_BARS) == CHART_DOTS;
    if (is_dots && template_value(node, ATTRIBUTE_select) == NULL) {
        return; /* prints no text */
    }
    look(check,
         replaced(around, value == NULL ? style_named(check, "chart-value") : value->u.style));
    look(check,
         replaced(around, label == NULL ? style_named(check, "chart-label") : label->u.style));
}

static void walk_part(struct contrast *check, const struct template_node *node,
                      struct setting around) {
    const struct template_node *part = template_value(node, ATTRIBUTE_part)->u.part;
    if (is_first(check, part, &around, 'p')) {
        walk_children(check, part, around);
    }
}

/* ---- tables ---- */

/* The style of rows that have none of their own. */
struct rows {
    const struct style *head, *body, *group, *foot;
};

static void walk_cell(struct contrast *check, const struct template_node *node,
                      struct setting around) {
    const struct style *own = template_style(node, NULL);
    around.owner = node;
    if (own != NULL) {
        around = filled(overlaid(around, own), own->fill);
    }
    walk_children(check, node, around);
}

static void walk_rows(struct contrast *check, const struct template_node *node,
                      const struct rows *rows, struct setting around) {
    for (const struct template_node *row = node->first_child; row != NULL; row = row->next) {
        if (row->element == ELEMENT_row) {
            bool is_group = template_number(row, ATTRIBUTE_group, 0) == 1;
            const struct style *style = template_style(row, is_group ? rows->group : rows->body);
            struct setting inside = filled(overlaid(around, style), style->fill);
            inside.owner = row;
            walk_children(check, row, inside);
        } else if (row->element == ELEMENT_head || row->element == ELEMENT_foot) {
            const struct style *style = row->element == ELEMENT_head ? rows->head : rows->foot;
            const struct rows inner = {style, style, style, style};
            walk_rows(check, row, &inner, around);
        } else {
            walk_rows(check, row, rows, around); /* logic */
        }
    }
}

static void walk_table(struct contrast *check, const struct template_node *node,
                       struct setting around) {
    if (!is_first(check, node, &around, 't')) {
        return;
    }
    const struct style *style = template_style(node, style_named(check, "table"));
    const struct template_value *zebra = template_value(node, ATTRIBUTE_zebra);
    struct setting inside = overlaid(around, style);
    const struct style *of_table = style_named(check, "table");
    struct rows rows = {.head = style_named(check, "table-head"),
                        .body = style,
                        .group = style_or(check, "table-group", of_table),
                        .foot = style_or(check, "table-foot", of_table)};
    inside.owner = node;
    walk_rows(check, node, &rows, inside);
    if (zebra != NULL) {
        rows.body = zebra->u.style;
        walk_rows(check, node, &rows, inside);
    }
}

/* ---- the walk ---- */

/* Elements that are not here hand down what they get. */
static walk_node *const walkers[ELEMENT_COUNT] = {
    [ELEMENT_text] = walk_text,     [ELEMENT_v] = walk_value,     [ELEMENT_t] = walk_styled,
    [ELEMENT_link] = walk_link,     [ELEMENT_p] = walk_paragraph, [ELEMENT_h] = walk_heading,
    [ELEMENT_list] = walk_list,     [ELEMENT_item] = walk_item,   [ELEMENT_field] = walk_field,
    [ELEMENT_box] = walk_box,       [ELEMENT_chart] = walk_chart, [ELEMENT_insert] = walk_part,
    [ELEMENT_figure] = walk_figure, [ELEMENT_note] = walk_note,   [ELEMENT_table] = walk_table,
    [ELEMENT_cell] = walk_cell,
};

static void walk_children(struct contrast *check, const struct template_node *node,
                          struct setting around) {
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        walk_node *walk = walkers[child->element];
        if (walk != NULL) {
            walk(check, child, around);
        } else {
            walk_children(check, child, around);
        }
    }
}

static void walk_region(struct contrast *check, const struct page_region *region,
                        struct setting paper) {
    if (region != NULL) {
        paper.owner = region->content;
        walk_children(check, region->content, filled(overlaid(paper, region->style), region->fill));
    }
}

void template_check_contrast(struct value_reader *reader, const struct template *template) {
    struct contrast check = {.reader = reader, .seen = ids_build(reader->arena)};
    check.body = style_table_find(&reader->styles, "body");
    if (check.body == NULL) {
        return; /* the brand is wrong, and that is reported */
    }
    const struct setting paper = replaced((struct setting){.ground = WHITE}, check.body);
    for (size_t i = 0; i < template->page_count; i++) {
        walk_region(&check, template->pages[i].header, paper);
        walk_region(&check, template->pages[i].footer, paper);
    }
    for (size_t i = 0; i < template->flow_count; i++) {
        struct setting flow = paper;
        flow.owner = template->flows[i].node;
        walk_children(&check, template->flows[i].node, flow);
    }
}
