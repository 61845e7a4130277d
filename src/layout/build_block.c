#include "layout/build_inside.h"

#include <string.h>

#define ICON_WIDTH LENGTH_MM10(120) /* icon and the gap right of it, for text of 12 pt */
#define FIELD_GAP LENGTH_MM10(90)
#define COLUMN_GAP LENGTH_MM10(60)
#define LABEL_WIDTH LENGTH_MM10(70)
#define TICK_BOX "\u2610"

static void add_block(struct build *build, const struct template_node *node,
                      const struct around *around);

void build_common(const struct template_node *node, struct block *block) {
    const struct style *style = block->style;
    block->space_before = template_length(node, ATTRIBUTE_space_before, style->space_before);
    block->space_after = template_length(node, ATTRIBUTE_space_after, style->space_after);
    block->keep_together = template_number(node, ATTRIBUTE_keep, style->keep_together) == 1;
    block->keep_next = template_number(node, ATTRIBUTE_keep_next, style->keep_next) == 1;
    const struct template_value *name = template_value(node, ATTRIBUTE_name);
    if (name != NULL && node->element != ELEMENT_let) {
        block->destination = name->u.text.constant;
    }
}

static struct around inside(const struct style *style, int32_t structure, struct block *into) {
    return (struct around){style, structure, into, false};
}

/* The language of what is inside, where the template gives one. */
static void set_language(struct build *build, const struct template_node *node, int32_t structure) {
    const struct template_value *language = template_value(node, ATTRIBUTE_language);
    if (language != NULL && structure != STRUCTURE_ARTIFACT) {
        build->pages->structures.at[structure].language = language->u.text.constant;
    }
}

/* The paragraph of all children of node, with its element; NULL: no text, and nothing is left of
 * it. */
static struct block *make_paragraph(struct build *build, const struct template_node *node,
                                    const struct style *style, enum tag tag, int32_t parent) {
    struct mark mark = build_mark(build);
    struct block *block = build_block(build, BLOCK_PARAGRAPH, node, style);
    struct around inner = inside(style, build_structure(build, tag, parent), NULL);
    size_t variables = build->variables.count;
    block->structure = inner.structure;
    set_language(build, node, block->structure);
    bool is_empty = build_paragraph(build, node->first_child, NULL, &inner, block) == NULL;
    build_pop(build, variables);
    if (is_empty) {
        build_go_back(build, mark);
        return NULL;
    }
    build_common(node, block);
    return block;
}

/* Inline nodes that stand among blocks: a paragraph without spaces. */
static void add_loose_text(struct build *build, const struct template_node *first,
                           const struct template_node *end, const struct around *around) {
    struct mark mark = build_mark(build);
    struct block *block = build_block(build, BLOCK_PARAGRAPH, first, around->style);
    bool is_here = around->text_here && !build_has_note(first, end);
    int32_t structure =
        is_here ? around->structure : build_structure(build, TAG_P, around->structure);
    struct around inner = inside(around->style, structure, NULL);
    block->structure = structure;
    if (build_paragraph(build, first, end, &inner, block) == NULL) {
        build_go_back(build, mark);
        return;
    }
    build_add(around->into, block);
}

/* Text and blocks in turn: what stands in a line next to each other is one paragraph. */
void build_children(struct build *build, const struct template_node *node,
                    const struct around *around) {
    size_t variables = build->variables.count;
    const struct template_node *child = node->first_child;
    while (child != NULL) {
        const struct template_node *end = child;
        while (end != NULL && end->is_inline) {
            end = end->next;
        }
        if (end != child) {
            add_loose_text(build, child, end, around);
            child = end;
        } else {
            add_block(build, child, around);
            child = child->next;
        }
    }
    build_pop(build, variables);
}

static void add_paragraph(struct build *build, const struct template_node *node,
                          const struct around *around) {
    struct block *block =
        make_paragraph(build, node, template_style(node, around->style), TAG_P, around->structure);
    if (block != NULL) {
        build_add(around->into, block);
    }
}

/* A paragraph's text, as it was folded. */
static const char *block_text(struct build *build, const struct block *block) {
    const char *text = "";
    for (size_t i = 0; i < block->u.text.span_count; i++) {
        const struct text_span *span = &block->u.text.spans[i];
        if (span->style->rise > 0) { /* the number of a note */
            continue;
        }
        text = arena_format(build->arena, "%s%.*s", text, (int)span->size_bytes, span->text);
    }
    return text;
}

static void add_heading(struct build *build, const struct template_node *node,
                        const struct around *around) {
    int level = template_number(node, ATTRIBUTE_level, 1);
    const struct style *style = template_style(node, build->headings[level - 1]);
    enum tag tag = (enum tag)((int)TAG_H1 + level - 1);
    struct block *block = make_paragraph(build, node, style, tag, around->structure);
    if (block == NULL) {
        return;
    }
    if (level <= 2 && !build->is_region) {
        const char *bookmark = build_attribute(build, node, ATTRIBUTE_bookmark);
        block->outline_level = level;
        block->outline_title = bookmark[0] != '\0' ? bookmark : block_text(build, block);
        build_set_section(build, block->outline_title);
    }
    build_add(around->into, block);
}

static void add_list(struct build *build, const struct template_node *node,
                     const struct around *around) {
    static const enum numbering numberings[] = {
        [LIST_BULLET] = NUMBERING_DISC,
        [LIST_NUMBER] = NUMBERING_DECIMAL,
        [LIST_TICK] = NUMBERING_SQUARE,
    };
    struct mark mark = build_mark(build);
    const struct style *style = template_style(node, build->list);
    struct block *block = build_block(build, BLOCK_LIST, node, style);
    block->structure = build_structure(build, TAG_L, around->structure);
    block->u.list.kind = (enum list_kind)template_number(node, ATTRIBUTE_kind, LIST_BULLET);
    if (block->structure != STRUCTURE_ARTIFACT) {
        build->pages->structures.at[block->structure].numbering = numberings[block->u.list.kind];
    }
    build_common(node, block);
    bool is_below_text = around->into->kind == BLOCK_ITEM && around->into->first_child != NULL;
    if (is_below_text && block->space_before == 0) { /* as far apart as items are */
        block->space_before = build->item->space_after;
    }
    struct around inner =
        inside(build_overlay(build, around->style, style), block->structure, block);
    build_children(build, node, &inner);
    if (block->first_child == NULL) {
        build_go_back(build, mark);
        return;
    }
    build_trim(block);
    build_add(around->into, block);
}

/* The indent of the list or field, or more if a tick box needs it. */
static void set_label_width(struct block *item, const struct style *style) {
    length width = style->indent > 0 ? style->indent : LABEL_WIDTH;
    length tick = block_tick_side(item->style) + LENGTH_MM10(20);
    item->u.item.label_width = item->u.item.is_tick && tick > width ? tick : width;
}

/* A tick box is drawn, so its element says what it is. */
static void set_label(struct build *build, struct block *block, const struct block *list,
                      const struct style *style) {
    int32_t label = build_structure(build, TAG_LBL, block->structure);
    block->u.item.label_structure = label;
    block->u.item.is_tick = list->u.list.kind == LIST_TICK;
    set_label_width(block, list->style);
    if (block->u.item.is_tick) {
        block->u.item.label_text = TICK_BOX;
        if (label != STRUCTURE_ARTIFACT) {
            build->pages->structures.at[label].actual_text = TICK_BOX;
        }
        return;
    }
    const char *text = list->u.list.kind == LIST_NUMBER
                           ? arena_format(build->arena, "%zu.", list->u.list.count + 1)
                           : "\u2022";
    block->u.item.label = build_label(build, text, style, label);
    block->u.item.label_text = text;
}

static void add_item(struct build *build, const struct template_node *node,
                     const struct around *around) {
    struct mark mark = build_mark(build);
    struct block *list = around->into;
    const struct style *own = template_style(node, build->item);
    const struct style *text = build_overlay(build, around->style, own);
    struct block *block = build_block(build, BLOCK_ITEM, node, text);
    block->structure = build_structure(build, TAG_LI, around->structure);
    set_label(build, block, list, text);
    block->u.item.body_structure = build_structure(build, TAG_LBODY, block->structure);
    struct around inner = {text, block->u.item.body_structure, block, true};
    build_children(build, node, &inner);
    if (block->first_child == NULL) {
        build_go_back(build, mark);
        return;
    }
    build_trim(block);
    build_common(node, block);
    block->space_before = template_length(node, ATTRIBUTE_space_before, own->space_before);
    block->space_after = template_length(node, ATTRIBUTE_space_after, own->space_after);
    list->u.list.count++;
    build_add(list, block);
}

/* note, warning, urgent are drawn; a number stands in a disc and is read. */
static void set_icon(struct build *build, const struct template_node *node, int role,
                     struct block *block) {
    static const char *const of_role[] = {"none", "note", "warning", "urgent"};
    const char *icon = template_value(node, ATTRIBUTE_icon) == NULL
                           ? of_role[role]
                           : build_attribute(build, node, ATTRIBUTE_icon);
    if (icon[0] == '\0' || strcmp(icon, "none") == 0) {
        return;
    }
    block->u.box.icon = icon;
    block->u.box.icon_width = length_scale(ICON_WIDTH, block->style->text.size, LENGTH_PT(12));
    for (int i = 1; i < 4; i++) {
        if (strcmp(icon, of_role[i]) == 0) {
            return;
        }
    }
    int32_t structure = build_structure(build, TAG_P, block->structure);
    block->u.box.icon_text = build_label(build, icon, build->icon, structure);
}

/* A box that nobody sees, and that has no language of its own, is no element. */
static void add_box(struct build *build, const struct template_node *node,
                    const struct around *around) {
    struct mark mark = build_mark(build);
    int role = template_number(node, ATTRIBUTE_role, ROLE_NONE);
    const struct style *style =
        template_style(node, role == ROLE_NONE ? build->bare : build->roles[role]);
    struct block *block = build_block(build, BLOCK_BOX, node, style);
    block->structure = around->structure;
    if (style != build->bare || template_value(node, ATTRIBUTE_language) != NULL) {
        block->structure = build_structure(build, TAG_DIV, around->structure);
        set_language(build, node, block->structure);
    }
    block->width = template_length(node, ATTRIBUTE_width, 0);
    block->height = template_length(node, ATTRIBUTE_min_height, 0);
    build_common(node, block);
    block->u.box.role = (enum box_role)role;
    set_icon(build, node, role, block);
    struct around inner =
        inside(build_overlay(build, around->style, style), block->structure, block);
    build_children(build, node, &inner);
    build_trim(block);
    if (block->first_child == NULL && block->height == 0) {
        build_go_back(build, mark);
        return;
    }
    build_add(around->into, block);
}

static struct block *empty_group(struct build *build, const struct template_node *node) {
    return build_block(build, BLOCK_GROUP, node, build->bare);
}

/* What stands in columns, with the widths that are left: a column of content width that prints
 * nothing takes no room. */
struct columns_build {
    struct block *blocks; /* a group */
    struct measure *widths;
    size_t count;
    bool is_grid; /* logic decides how many blocks there are */
};

static bool is_logic(enum element element) {
    return element == ELEMENT_for || element == ELEMENT_if || element == ELEMENT_choose ||
           element == ELEMENT_insert;
}

/* Each child that is no logic is one column, even if it prints nothing. */
static void fill_columns(struct build *build, const struct template_node *node,
                         const struct around *around, struct columns_build *columns) {
    struct around inner = inside(around->style, around->structure, columns->blocks);
    size_t kept = 0;
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        struct block *last = columns->blocks->last_child;
        if (child->element == ELEMENT_let) {
            build_let(build, child);
        }
        if (child->is_inline) { /* or logic that holds nothing to print */
            continue;
        }
        add_block(build, child, &inner);
        columns->is_grid = columns->is_grid || is_logic(child->element);
        if (columns->is_grid || kept == columns->count) {
            continue;
        }
        struct measure *width = &columns->widths[kept++];
        if (columns->blocks->last_child != last) {
            continue;
        }
        if (width->kind == MEASURE_CONTENT && columns->count > 1) {
            columns->count--;
            kept--;
            memmove(width, width + 1, (columns->count - kept) * sizeof *width);
        } else {
            build_add(columns->blocks, empty_group(build, child));
        }
    }
}

static struct block *add_column_row(struct build *build, const struct template_node *node,
                                    const struct columns_build *columns, struct block *above,
                                    struct block *into) {
    struct block *row = build_block(build, BLOCK_COLUMNS, node, build->bare);
    build_common(node, row);
    row->u.columns.widths = columns->widths;
    row->u.columns.count = columns->count;
    row->u.columns.gap = template_length(node, ATTRIBUTE_gap, COLUMN_GAP);
    if (above != NULL) {
        above->space_after = row->u.columns.gap;
        row->space_before = 0;
        row->destination = NULL;
    }
    build_add(into, row);
    return row;
}

/* Blocks side by side; what is more than the widths begins a new row. */
static void add_columns(struct build *build, const struct template_node *node,
                        const struct around *around) {
    const struct template_value *widths = template_value(node, ATTRIBUTE_widths);
    size_t variables = build->variables.count;
    struct columns_build columns = {.blocks = empty_group(build, node),
                                    .count = widths->u.measures.count};
    columns.widths = ARENA_ARRAY(build->arena, struct measure, columns.count);
    memcpy(columns.widths, widths->u.measures.at, columns.count * sizeof *columns.widths);
    fill_columns(build, node, around, &columns);
    build_pop(build, variables);
    struct block *row = NULL;
    size_t filled = 0;
    struct block *next;
    for (struct block *child = columns.blocks->first_child; child != NULL; child = next) {
        next = child->next;
        if (filled == 0) {
            row = add_column_row(build, node, &columns, row, around->into);
        }
        child->next = NULL;
        child->space_before = child->space_after = 0;
        build_add(row, child);
        filled = (filled + 1) % columns.count;
    }
    while (row != NULL && filled > 0 && filled++ < columns.count) {
        build_add(row, empty_group(build, node));
    }
}

/* A box to tick without words of its own: in a table, row and column say what it means. */
static void add_bare_tick(struct build *build, const struct template_node *node,
                          const struct style *style, const struct around *around) {
    struct block *block = build_block(build, BLOCK_FIELD, node, style);
    block->u.field.is_tick = true;
    block->width = block_tick_side(style);
    build_common(node, block);
    block->space_before = block->space_after = 0;
    build_add(around->into, block);
}

/* A box to tick: an item without a list, its text a P. */
static void add_tick(struct build *build, const struct template_node *node,
                     const struct style *style, const struct around *around) {
    const struct style *own = build_overlay(build, around->style, style);
    struct block *text = make_paragraph(build, node, own, TAG_P, around->structure);
    if (text == NULL) {
        add_bare_tick(build, node, own, around);
        return;
    }
    struct block *block = build_block(build, BLOCK_ITEM, node, text->style);
    block->structure = block->u.item.body_structure = text->structure;
    block->u.item.label_structure = STRUCTURE_ARTIFACT;
    block->u.item.is_tick = true;
    set_label_width(block, style);
    build_common(node, block);
    text->space_before = text->space_after = 0;
    text->destination = NULL;
    build_add(block, text);
    build_add(around->into, block);
}

/* Lines to write on, below their label. */
static void add_field(struct build *build, const struct template_node *node,
                      const struct around *around) {
    const struct style *style = template_style(node, build->field);
    if (template_number(node, ATTRIBUTE_kind, FIELD_LINE) == FIELD_TICK) {
        add_tick(build, node, style, around);
        return;
    }
    struct block *label = make_paragraph(build, node, build_overlay(build, around->style, style),
                                         TAG_P, around->structure);
    struct block *block = build_block(build, BLOCK_FIELD, node, style);
    block->u.field.lines = template_number(node, ATTRIBUTE_lines, 1);
    block->u.field.line_gap = template_length(node, ATTRIBUTE_gap, FIELD_GAP);
    build_common(node, block);
    if (label != NULL) {
        label->space_after = block->space_before = 0;
        label->keep_next = true;
        block->destination = NULL;
        build_add(around->into, label);
    }
    build_add(around->into, block);
}

static struct block *small_block(struct build *build, const struct template_node *node,
                                 enum block_kind kind, const struct style *fallback) {
    struct block *block = build_block(build, kind, node, template_style(node, fallback));
    build_common(node, block);
    return block;
}

static void add_rule(struct build *build, const struct template_node *node,
                     const struct around *around) {
    build_add(around->into, small_block(build, node, BLOCK_RULE, build->rule));
}

static void add_space(struct build *build, const struct template_node *node,
                      const struct around *around) {
    struct block *block = small_block(build, node, BLOCK_SPACE, build->bare);
    block->height = template_length(node, ATTRIBUTE_height, 0);
    block->stretches = template_number(node, ATTRIBUTE_stretch, 0) == 1;
    block->keep_next = block->stretches; /* it goes where what it pushes goes */
    build_add(around->into, block);
}

static void add_break(struct build *build, const struct template_node *node,
                      const struct around *around) {
    struct block *block = small_block(build, node, BLOCK_BREAK, build->bare);
    const struct template_value *page = template_value(node, ATTRIBUTE_page);
    block->next_page = page == NULL ? NULL : page->u.page->name;
    block->side = (enum page_side)template_number(node, ATTRIBUTE_to, SIDE_ANY);
    block->needs = template_length(node, ATTRIBUTE_needs, 0);
    build_add(around->into, block);
}

static void add_loop(struct build *build, const struct template_node *node,
                     const struct around *around) {
    struct node_list nodes = build_sorted(build, node);
    for (size_t i = 0; i < nodes.count; i++) {
        struct current before = build_enter(build, &nodes, i);
        build_children(build, node, around);
        build_leave(build, before);
    }
}

/* Parameters are seen in the part, and only there. */
static void add_part(struct build *build, const struct template_node *node,
                     const struct around *around) {
    size_t variables = build->variables.count;
    for (const struct template_node *let = node->first_child; let != NULL; let = let->next) {
        build_let(build, let);
    }
    build_children(build, template_value(node, ATTRIBUTE_part)->u.part, around);
    build_pop(build, variables);
}

static void add_if(struct build *build, const struct template_node *node,
                   const struct around *around) {
    if (build_test(build, node)) {
        build_children(build, node, around);
    }
}

static void add_choose(struct build *build, const struct template_node *node,
                       const struct around *around) {
    const struct template_node *branch = build_branch(build, node);
    if (branch != NULL) {
        build_children(build, branch, around);
    }
}

typedef void add_element(struct build *build, const struct template_node *node,
                         const struct around *around);

static add_element *const adders[ELEMENT_COUNT] = {
    [ELEMENT_p] = add_paragraph,     [ELEMENT_h] = add_heading,
    [ELEMENT_list] = add_list,       [ELEMENT_item] = add_item,
    [ELEMENT_box] = add_box,         [ELEMENT_columns] = add_columns,
    [ELEMENT_table] = build_table,   [ELEMENT_chart] = build_captioned_chart,
    [ELEMENT_figure] = build_figure, [ELEMENT_code] = build_code,
    [ELEMENT_field] = add_field,     [ELEMENT_rule] = add_rule,
    [ELEMENT_space] = add_space,     [ELEMENT_break] = add_break,
    [ELEMENT_insert] = add_part,     [ELEMENT_for] = add_loop,
    [ELEMENT_if] = add_if,           [ELEMENT_choose] = add_choose,
};

static void add_block(struct build *build, const struct template_node *node,
                      const struct around *around) {
    if (adders[node->element] != NULL) {
        adders[node->element](build, node, around);
    }
}
