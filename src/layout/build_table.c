/* Tables: rows and cells in a grid. A cell stands in the first column that no cell of this row, and
 * no cell that reaches down from a row above, has taken. */
#include "layout/build_inside.h"

#include <string.h>

#define TABLE_GAP LENGTH_MM10(30)

struct table_build {
    struct build *build;
    const struct template_node *node;
    struct block *block;
    const struct style *style; /* of text in cells */
    const int *aligns;         /* of columns, -1: not said */
    const struct style *zebra; /* of every second body row, or NULL */
    uint16_t *taken; /* by column: rows, from this one on, that a cell from above reaches into */
    VECTOR(struct block_row) rows;
    VECTOR(struct block_cell) cells; /* of the row being made */
    bool is_head;
    int32_t head_structure, body_structure; /* THead and TBody; STRUCTURE_ARTIFACT: none yet */
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
    size_t number = 0;
    for (const struct template_node *col = table->node->first_child; col != NULL; col = col->next) {
        if (col->element != ELEMENT_col) {
            continue;
        }
        const struct template_value *width = template_value(col, ATTRIBUTE_width);
        columns[number] =
            width == NULL ? (struct measure){MEASURE_SHARE, 0, 1000} : width->u.measures.at[0];
        aligns[number++] = template_number(col, ATTRIBUTE_align, -1);
    }
    table->block->u.table.columns = columns;
    table->block->u.table.column_count = count;
    table->aligns = aligns;
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
    bool is_th = table->is_head || is_row_head;
    int32_t structure = build_structure(build, is_th ? TAG_TH : TAG_TD, row);
    if (structure == STRUCTURE_ARTIFACT) {
        return structure;
    }
    struct structure *element = &build->pages->structures.at[structure];
    element->row_span = cell->row_span;
    element->column_span = cell->column_span;
    if (is_th) {
        element->scope = table->is_head ? SCOPE_COLUMN : SCOPE_ROW;
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

static void run_head(struct table_build *table, const struct template_node *node,
                     const struct runner *runner) {
    if (table->head_structure == STRUCTURE_ARTIFACT)
        table->head_structure = build_structure(table->build, TAG_THEAD, table->block->structure);
    table->is_head = true;
    run_children(table, node, runner);
    table->is_head = false;
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
        run_head(table, node, runner);
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

/* The style of a row that has none of its own. */
static const struct style *default_row_style(const struct table_build *table,
                                             const struct style *style) {
    if (table->is_head) {
        return table->build->table_head;
    }
    size_t body = table->rows.count - table->block->u.table.head_count;
    return table->zebra != NULL && body % 2 == 1 ? table->zebra : style;
}

/* The element that rows belong to: the table itself, unless it has a head. */
static int32_t rows_structure(struct table_build *table) {
    if (table->is_head)
        return table->head_structure;
    if (table->head_structure == STRUCTURE_ARTIFACT)
        return table->block->structure;
    if (table->body_structure == STRUCTURE_ARTIFACT)
        table->body_structure = build_structure(table->build, TAG_TBODY, table->block->structure);
    return table->body_structure;
}

static void add_row(struct table_build *table, const struct template_node *node,
                    const struct style *style, const struct around *around) {
    struct build *build = table->build;
    const struct style *fallback = default_row_style(table, style);
    const struct style *own = template_style(node, fallback);
    struct around inner = *around;
    inner.style = build_overlay(build, around->style, own);
    inner.structure = build_structure(build, TAG_TR, rows_structure(table));
    table->cells.at = NULL;
    table->cells.count = table->cells.capacity = 0;
    struct runner runner = {ELEMENT_cell, add_cell, own, &inner};
    run_children(table, node, &runner);
    if (!row_fits(table, node)) {
        return;
    }
    take_columns(table);
    bool may_split = template_number(table->node, ATTRIBUTE_rows, 0) == 1;
    *VECTOR_PUSH(build->arena, &table->rows) = (struct block_row){
        .cells = table->cells.at,
        .cell_count = table->cells.count,
        .style = own,
        .is_head = table->is_head,
        .may_split = template_number(node, ATTRIBUTE_rows, may_split) == 1,
        .keep_next = template_number(node, ATTRIBUTE_keep_next, own->keep_next) == 1,
        .structure = inner.structure,
        .position = node->position,
    };
    table->block->u.table.head_count += table->is_head ? 1 : 0;
}

/* A cell may not reach down past the last row. */
static void end_spans(struct table_build *table) {
    for (size_t i = 0; i < table->rows.count; i++) {
        struct block_row *row = &table->rows.at[i];
        for (size_t k = 0; k < row->cell_count; k++) {
            size_t left = table->rows.count - i;
            if (row->cells[k].row_span > left) {
                row->cells[k].row_span = (uint16_t)left;
            }
        }
    }
}

/* The words beside a cell that goes on from the page before, as a paragraph. */
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

void build_table(struct build *build, const struct template_node *node,
                 const struct around *around) {
    struct mark mark = build_mark(build);
    const struct style *style = template_style(node, build->table);
    struct block *block = build_block(build, BLOCK_TABLE, node, style);
    struct table_build table = {.build = build,
                                .node = node,
                                .block = block,
                                .head_structure = STRUCTURE_ARTIFACT,
                                .body_structure = STRUCTURE_ARTIFACT};
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
    if (table.rows.count == block->u.table.head_count) { /* a head over nothing */
        build_go_back(build, mark);
        return;
    }
    block->u.table.rows = table.rows.at;
    block->u.table.row_count = table.rows.count;
    build_add(around->into, block);
}
