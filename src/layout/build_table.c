/* Tables: rows and cells in a grid. A cell stands in the first column that no cell of this row, and
 * no cell that reaches down from a row above, has taken. Head, body and foot are grids of their
 * own.
 *
 * A row that heads a group begins a TBody of its own, and its first cell is a TH of scope Row, what
 * HTML's rowgroup is in PDF. As a Column header it would stand between the cells below it and the
 * heads of their columns, where readers that look upward stop (ISO 32000-1, 14.8.5.7). */
#include "layout/build_inside.h"

#include <string.h>

#define TABLE_GAP LENGTH_MM10(30)

enum section { SECTION_HEAD, SECTION_BODY, SECTION_FOOT, SECTION_COUNT };

struct table_build {
    struct build *build;
    const struct template_node *node;
    struct block *block;
    const struct style *style; /* of text in cells */
    const int *aligns;         /* of columns, -1: not said */
    const int *valigns;        /* of columns */
    const struct style *zebra; /* of every second body row, or NULL */
    uint16_t *taken; /* by column: rows, from this one on, that a cell from above reaches into */
    VECTOR(struct block_row) rows;
    VECTOR(struct block_cell) cells; /* of the row being made */
    enum section section;
    size_t section_start;            /* its first row */
    int32_t elements[SECTION_COUNT]; /* THead, TBody and TFoot; STRUCTURE_ARTIFACT: none yet */
    bool has_sections;               /* foot or groups: rows never belong to the table itself */
    bool is_group;                   /* the row being made heads a group */
    size_t group;                    /* as in block_row */
    size_t stripes;                  /* of the zebra, so far */
};

static size_t column_count(const struct template_node *node) {
    size_t count = 0;
    for (const struct template_node *col = node->first_child; col != NULL; col = col->next) {
        count += col->element == ELEMENT_col ? 1 : 0;
    }
    return count;
}

static void read_columns(struct table_build *table, size_t count) {
    struct arena *arena = table->build->arena;
    struct measure *columns = ARENA_ARRAY(arena, struct measure, count);
    int *aligns = ARENA_ARRAY(arena, int, count);
    int *valigns = ARENA_ARRAY(arena, int, count);
    size_t number = 0;
    for (const struct template_node *col = table->node->first_child; col != NULL; col = col->next) {
        if (col->element != ELEMENT_col) {
            continue;
        }
        const struct template_value *width = template_value(col, ATTRIBUTE_width);
        columns[number] =
            width == NULL ? (struct measure){MEASURE_SHARE, 0, 1000} : width->u.measures.at[0];
        valigns[number] = template_number(col, ATTRIBUTE_valign, VALIGN_TOP);
        aligns[number++] = template_number(col, ATTRIBUTE_align, -1);
    }
    table->block->u.table.columns = columns;
    table->block->u.table.column_count = count;
    table->aligns = aligns;
    table->valigns = valigns;
    table->taken = ARENA_ARRAY(arena, uint16_t, count);
}

/* The first free column at or after `column`; the count of columns if there is none. */
static size_t free_column(const struct table_build *table, size_t column) {
    size_t count = table->block->u.table.column_count;
    while (column < count && table->taken[column] > 0) {
        column++;
    }
    return column;
}

static int32_t cell_structure(struct table_build *table, const struct template_node *node,
                              const struct block_cell *cell, int32_t row) {
    struct build *build = table->build;
    bool is_row_head = template_number(node, ATTRIBUTE_head, 0) == 1;
    bool is_head = table->section == SECTION_HEAD;
    bool is_th = is_head || is_row_head || (table->is_group && table->cells.count == 0);
    int32_t structure = build_structure(build, is_th ? TAG_TH : TAG_TD, row);
    if (structure == STRUCTURE_ARTIFACT) {
        return structure;
    }
    struct structure *element = &build->pages->structures.at[structure];
    element->row_span = cell->row_span;
    element->column_span = cell->column_span;
    if (is_th) {
        element->scope = is_head ? SCOPE_COLUMN : SCOPE_ROW;
    }
    return structure;
}

/* The cell's place, and the columns it takes. False: it does not fit. */
static bool place_cell(struct table_build *table, struct block_cell *cell) {
    size_t count = table->block->u.table.column_count;
    size_t last = table->cells.count;
    size_t from = last == 0 ? 0
                            : (size_t)table->cells.at[last - 1].column +
                                  table->cells.at[last - 1].column_span;
    size_t column = free_column(table, from);
    for (size_t i = column; i < column + cell->column_span; i++) {
        if (i >= count || table->taken[i] > 0) {
            return false;
        }
    }
    cell->column = (uint16_t)column;
    return true;
}

static void add_cell(struct table_build *table, const struct template_node *node,
                     const struct style *row_style, const struct around *around) {
    struct build *build = table->build;
    struct block_cell cell = {
        .column_span = (uint16_t)template_number(node, ATTRIBUTE_span, 1),
        .row_span = (uint16_t)template_number(node, ATTRIBUTE_rows, 1),
    };
    bool fits = place_cell(table, &cell);
    const struct style *own = template_style(node, NULL);
    const struct style *text = build_overlay(build, around->style, own);
    int align = template_number(node, ATTRIBUTE_align, fits ? table->aligns[cell.column] : -1);
    if (align >= 0) {
        text = build_align(build, text, (enum align)align);
    }
    int valign = fits ? table->valigns[cell.column] : VALIGN_TOP;
    cell.valign = (enum valign)template_number(node, ATTRIBUTE_valign, valign);
    cell.style = own != NULL ? own : row_style;
    cell.structure = cell_structure(table, node, &cell, around->structure);
    cell.content = build_block(build, BLOCK_GROUP, node, text);
    cell.content->structure = cell.structure;
    struct around inner = {text, cell.structure, cell.content, true};
    build_children(build, node, &inner);
    build_trim(cell.content);
    cell.column = fits ? cell.column : UINT16_MAX;
    *VECTOR_PUSH(build->arena, &table->cells) = cell;
}

/* Runs logic until `add` is to be called with a node of the wanted element. */
typedef void add_node(struct table_build *table, const struct template_node *node,
                      const struct style *style, const struct around *around);

struct runner {
    enum element wanted;
    add_node *add;
    const struct style *style;
    const struct around *around;
};

static void run_children(struct table_build *table, const struct template_node *node,
                         const struct runner *runner);

static void run_loop(struct table_build *table, const struct template_node *node,
                     const struct runner *runner) {
    struct node_list nodes = build_sorted(table->build, node);
    for (size_t i = 0; i < nodes.count; i++) {
        struct current before = build_enter(table->build, &nodes, i);
        run_children(table, node, runner);
        build_leave(table->build, before);
    }
}

/* A cell may not reach down past the last row of its section. */
static void end_spans(struct table_build *table) {
    for (size_t i = table->section_start; i < table->rows.count; i++) {
        struct block_row *row = &table->rows.at[i];
        size_t left = table->rows.count - i;
        for (size_t k = 0; k < row->cell_count; k++) {
            if (row->cells[k].row_span > left) {
                row->cells[k].row_span = (uint16_t)left;
            }
        }
        row->held = left == 1 ? NULL : row->held;
    }
}

static void begin_section(struct table_build *table, enum section section) {
    end_spans(table);
    size_t count = table->block->u.table.column_count;
    memset(table->taken, 0, count * sizeof *table->taken);
    table->section = section;
    table->section_start = table->rows.count;
    table->group = 0;
}

static void run_section(struct table_build *table, const struct template_node *node,
                        const struct runner *runner, enum section section) {
    begin_section(table, section);
    run_children(table, node, runner);
    begin_section(table, SECTION_BODY);
}

static void run_node(struct table_build *table, const struct template_node *node,
                     const struct runner *runner) {
    const struct template_node *branch;
    if (node->element == runner->wanted) {
        runner->add(table, node, runner->style, runner->around);
        return;
    }
    switch ((int)node->element) {
    case ELEMENT_let:
        build_let(table->build, node);
        break;
    case ELEMENT_for:
        run_loop(table, node, runner);
        break;
    case ELEMENT_if:
        if (build_test(table->build, node)) {
            run_children(table, node, runner);
        }
        break;
    case ELEMENT_choose:
        branch = build_branch(table->build, node);
        if (branch != NULL) {
            run_children(table, branch, runner);
        }
        break;
    case ELEMENT_head:
        run_section(table, node, runner, SECTION_HEAD);
        break;
    case ELEMENT_foot:
        run_section(table, node, runner, SECTION_FOOT);
        table->block->u.table.foot_repeats = template_number(node, ATTRIBUTE_repeat, 0) == 1;
        break;
    default:
        break; /* col */
    }
}

static void run_children(struct table_build *table, const struct template_node *node,
                         const struct runner *runner) {
    size_t variables = table->build->variables.count;
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        run_node(table, child, runner);
    }
    build_pop(table->build, variables);
}

/* Columns that the row's cells cover, together with those from above. */
static size_t covered(const struct table_build *table) {
    size_t count = 0;
    for (size_t i = 0; i < table->block->u.table.column_count; i++) {
        count += table->taken[i] > 0 ? 1 : 0;
    }
    for (size_t i = 0; i < table->cells.count; i++) {
        count += table->cells.at[i].column_span;
    }
    return count;
}

/* Takes the cells' columns for the rows below and lets one row of those from above go. */
static void take_columns(struct table_build *table) {
    for (size_t i = 0; i < table->block->u.table.column_count; i++) {
        table->taken[i] = (uint16_t)(table->taken[i] > 0 ? table->taken[i] - 1 : 0);
    }
    for (size_t i = 0; i < table->cells.count; i++) {
        const struct block_cell *cell = &table->cells.at[i];
        for (size_t k = 0; k < cell->column_span; k++) {
            table->taken[cell->column + k] = (uint16_t)(cell->row_span - 1);
        }
    }
}

/* A cell from above reaches into the row to come. */
static bool is_tied(const struct table_build *table) {
    for (size_t i = 0; i < table->block->u.table.column_count; i++) {
        if (table->taken[i] > 0) {
            return true;
        }
    }
    return false;
}

/* The columns of block_row's `held`, once the row's own cells have taken theirs. */
static const bool *held_columns(const struct table_build *table) {
    size_t count = table->block->u.table.column_count;
    if (!is_tied(table)) {
        return NULL;
    }
    bool *held = ARENA_ARRAY(table->build->arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        held[i] = table->taken[i] > 0;
    }
    return held;
}

static bool row_fits(struct table_build *table, const struct template_node *node) {
    size_t count = table->block->u.table.column_count;
    size_t width = covered(table);
    bool fits = width == count;
    for (size_t i = 0; i < table->cells.count; i++) {
        fits = fits && table->cells.at[i].column != UINT16_MAX;
    }
    if (!fits) {
        build_report(table->build, MESSAGE_TEMPLATE_ROW_WIDTH, node->position,
                     ARGS(arena_format(table->build->arena, "%zu", width),
                          arena_format(table->build->arena, "%zu", count)));
    }
    return fits;
}

/* The style of a row that has none of its own. Rows that a cell ties together are one stripe; each
 * group begins anew. */
static const struct style *default_row_style(struct table_build *table, const struct style *style) {
    if (table->section != SECTION_BODY) {
        return table->section == SECTION_HEAD ? table->build->table_head : table->build->table_foot;
    }
    if (table->is_group) {
        table->stripes = 0;
        return table->build->table_group;
    }
    table->stripes += is_tied(table) ? 0 : 1;
    return table->zebra != NULL && table->stripes % 2 == 0 ? table->zebra : style;
}

/* The element that rows belong to: the table itself, if it has nothing but a body. */
static int32_t rows_structure(struct table_build *table) {
    static const enum tag tags[SECTION_COUNT] = {
        [SECTION_HEAD] = TAG_THEAD, [SECTION_BODY] = TAG_TBODY, [SECTION_FOOT] = TAG_TFOOT};
    int32_t parent = table->block->structure;
    int32_t *element = &table->elements[table->section];
    bool has_head = table->elements[SECTION_HEAD] != STRUCTURE_ARTIFACT;
    if (table->section == SECTION_BODY && !has_head && !table->has_sections)
        return parent;
    if (*element == STRUCTURE_ARTIFACT || table->is_group)
        *element = build_structure(table->build, tags[table->section], parent);
    return *element;
}

/* The words beside what goes on from the page before, as a paragraph. */
static struct block *continued_block(struct table_build *table, const struct style *style) {
    const char *text = build_attribute(table->build, table->node, ATTRIBUTE_continued);
    if (text[0] == '\0') {
        return NULL;
    }
    struct block *block = build_block(table->build, BLOCK_PARAGRAPH, table->node, style);
    block->structure = STRUCTURE_ARTIFACT;
    block->u.text.paragraph = build_label(table->build, text, style, STRUCTURE_ARTIFACT);
    return block;
}

/* A row whose cells are made. */
static void keep_row(struct table_build *table, const struct template_node *node,
                     const struct style *own, const struct around *inner) {
    struct block_table *block = &table->block->u.table;
    bool may_split = template_number(table->node, ATTRIBUTE_rows, 0) == 1;
    bool keep_next = own->keep_next || table->is_group;
    struct block_row row = {
        .cells = table->cells.at,
        .cell_count = table->cells.count,
        .style = own,
        .is_head = table->section == SECTION_HEAD,
        .may_split = template_number(node, ATTRIBUTE_rows, may_split) == 1,
        .keep_next = template_number(node, ATTRIBUTE_keep_next, keep_next) == 1,
        .held = held_columns(table),
        .structure = inner->structure,
        .position = node->position,
    };
    if (table->is_group) {
        table->group = table->rows.count + 1;
        row.continued = continued_block(table, inner->style);
    }
    row.group = table->group;
    *VECTOR_PUSH(table->build->arena, &table->rows) = row;
    block->head_count += table->section == SECTION_HEAD ? 1 : 0;
    block->foot_count += table->section == SECTION_FOOT ? 1 : 0;
}

static void add_row(struct table_build *table, const struct template_node *node,
                    const struct style *style, const struct around *around) {
    struct build *build = table->build;
    table->is_group =
        table->section == SECTION_BODY && template_number(node, ATTRIBUTE_group, 0) == 1;
    const struct style *fallback = default_row_style(table, style);
    const struct style *own = template_style(node, fallback);
    struct around inner = *around;
    inner.style = build_overlay(build, around->style, own);
    inner.structure = build_structure(build, TAG_TR, rows_structure(table));
    table->cells.at = NULL;
    table->cells.count = table->cells.capacity = 0;
    struct runner runner = {ELEMENT_cell, add_cell, own, &inner};
    run_children(table, node, &runner);
    if (row_fits(table, node)) {
        take_columns(table);
        keep_row(table, node, own, &inner);
    }
}

/* Whether the table may have a foot or groups. */
static bool has_sections(const struct template_node *node) {
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        bool is_row = child->element == ELEMENT_row;
        if (child->element == ELEMENT_foot ||
            (is_row ? template_number(child, ATTRIBUTE_group, 0) == 1 : has_sections(child))) {
            return true;
        }
    }
    return false;
}

void build_table(struct build *build, const struct template_node *node,
                 const struct around *around) {
    struct mark mark = build_mark(build);
    const struct style *style = template_style(node, build->table);
    struct block *block = build_block(build, BLOCK_TABLE, node, style);
    struct table_build table = {
        .build = build,
        .node = node,
        .block = block,
        .section = SECTION_BODY,
        .elements = {STRUCTURE_ARTIFACT, STRUCTURE_ARTIFACT, STRUCTURE_ARTIFACT},
        .has_sections = has_sections(node)};
    block->structure = build_structure(build, TAG_TABLE, around->structure);
    block->u.table.column_gap = template_length(node, ATTRIBUTE_gap, TABLE_GAP);
    build_common(node, block);
    read_columns(&table, column_count(node));
    struct around inner = {build_overlay(build, around->style, style), block->structure, block,
                           true};
    const struct template_value *zebra = template_value(node, ATTRIBUTE_zebra);
    table.zebra = zebra == NULL ? NULL : zebra->u.style;
    block->u.table.continued = continued_block(&table, inner.style);
    struct runner runner = {ELEMENT_row, add_row, style, &inner};
    run_children(&table, node, &runner);
    end_spans(&table);
    size_t around_body = block->u.table.head_count + block->u.table.foot_count;
    if (table.rows.count == around_body) { /* a head over nothing */
        build_go_back(build, mark);
        return;
    }
    block->u.table.rows = table.rows.at;
    block->u.table.row_count = table.rows.count;
    build_add(around->into, block);
}
