/* A table whose cells are single lines, and which is narrow enough, stands in columns. Any other is
 * told row by row: what heads the row, then each cell behind the head of its column. A cell that
 * reaches down is told again in each of its rows, so that every row says all. */
#include "edition/text.h"

#include <string.h>

#define COLUMN_GAP 2

/* The cell that holds a column in each row: the row's own or one that reaches down. */
struct grid {
    const struct block_table *table;
    const struct block_cell **cells; /* row_count x column_count */
};

static const struct block_cell *grid_cell(const struct grid *grid, size_t row, size_t column) {
    return grid->cells[row * grid->table->column_count + column];
}

static struct grid make_grid(struct arena *arena, const struct block_table *table) {
    size_t columns = table->column_count;
    struct grid grid = {table,
                        ARENA_ARRAY(arena, const struct block_cell *, table->row_count *columns)};
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t i = 0; i < table->rows[r].cell_count; i++) {
            const struct block_cell *cell = &table->rows[r].cells[i];
            size_t places = (size_t)cell->row_span * cell->column_span;
            for (size_t k = 0; k < places; k++) {
                size_t row = r + k / cell->column_span;
                size_t column = cell->column + k % cell->column_span;
                grid.cells[row * columns + column] = cell;
            }
        }
    }
    return grid;
}

/* The text of a cell that holds one paragraph or nothing; NULL: it holds more. */
static const char *cell_line(const struct text *text, const struct block_cell *cell) {
    const struct block *only = cell->content->first_child;
    if (only == NULL) {
        return "";
    }
    if (only->kind != BLOCK_PARAGRAPH || only->next != NULL) {
        return NULL;
    }
    const char *line = text_of(text, only);
    return strchr(line, '\n') == NULL ? line : NULL;
}

/* ---- in columns ---- */

/* Over the whole width, as the row that heads a group. */
static bool spans_all(const struct block_table *table, const struct block_cell *cell) {
    return cell->column_span == table->column_count && cell->row_span == 1;
}

/* The widths of columns; false: the table does not fit, or a cell is no single line. */
static bool measure_columns(const struct text *text, const struct block_table *table,
                            size_t *widths) {
    size_t total = text->indent + COLUMN_GAP * (table->column_count - 1);
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t i = 0; i < table->rows[r].cell_count; i++) {
            const struct block_cell *cell = &table->rows[r].cells[i];
            const char *line = cell_line(text, cell);
            if (line != NULL && spans_all(table, cell) &&
                text->indent + text_width(line) <= TEXT_COLUMNS) {
                continue;
            }
            if (line == NULL || cell->column_span > 1 || cell->row_span > 1) {
                return false;
            }
            size_t width = text_width(line);
            widths[cell->column] = width > widths[cell->column] ? width : widths[cell->column];
        }
    }
    for (size_t i = 0; i < table->column_count; i++) {
        total += widths[i];
    }
    return total <= TEXT_COLUMNS;
}

static void add_padded(struct builder *line, const char *words, size_t width, bool is_right) {
    size_t own = text_width(words);
    size_t left = width > own ? width - own : 0;
    builder_text(line, is_right ? "" : words);
    for (size_t i = 0; i < left; i++) {
        builder_char(line, ' ');
    }
    builder_text(line, is_right ? words : "");
}

static void write_row(struct text *text, const struct block_table *table, size_t number,
                      const size_t *widths) {
    const struct block_row *row = &table->rows[number];
    struct builder line = {0};
    if (row->cell_count > 0 && spans_all(table, &row->cells[0])) {
        text_line(text, cell_line(text, &row->cells[0]));
        return;
    }
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct block_cell *cell = &row->cells[i];
        enum align align = cell->content->style->align;
        builder_text(&line, i > 0 ? "  " : "");
        add_padded(&line, cell_line(text, cell), widths[cell->column],
                   align == ALIGN_RIGHT || align == ALIGN_DECIMAL);
    }
    text_line(text, line.size_bytes > 0 ? line.at : "");
    builder_free(&line);
}

/* Below the head, above the foot. */
static void write_rule(struct text *text, const struct block_table *table, const size_t *widths) {
    struct builder line = {0};
    for (size_t i = 0; i < table->column_count; i++) {
        builder_text(&line, i > 0 ? "  " : "");
        for (size_t k = 0; k < widths[i]; k++) {
            builder_char(&line, '-');
        }
    }
    text_line(text, line.size_bytes > 0 ? line.at : "");
    builder_free(&line);
}

static void write_columns(struct text *text, const struct block_table *table,
                          const size_t *widths) {
    for (size_t r = 0; r < table->row_count; r++) {
        if (table->foot_count > 0 && r + table->foot_count == table->row_count) {
            write_rule(text, table, widths);
        }
        if (edition_is_group(table, r) && r > table->head_count) {
            text_gap(text);
        }
        write_row(text, table, r, widths);
        if (table->head_count > 0 && r + 1 == table->head_count) {
            write_rule(text, table, widths);
        }
    }
}

/* ---- row by row ---- */

/* All heads over a column: "Magnesium, mg". */
static const char *column_head(const struct text *text, const struct grid *grid, size_t column) {
    const char *head = "";
    const struct block_cell *above = NULL;
    for (size_t r = 0; r < grid->table->head_count; r++) {
        const struct block_cell *cell = grid_cell(grid, r, column);
        if (cell == NULL || cell == above) {
            continue;
        }
        above = cell;
        for (const struct block *block = cell->content->first_child; block != NULL;
             block = block->next) {
            const char *words = block->kind == BLOCK_PARAGRAPH ? text_of(text, block) : "";
            const char *between = head[0] != '\0' && words[0] != '\0' ? ", " : "";
            head = arena_format(text->arena, "%s%s%s", head, between, words);
        }
    }
    return head;
}

static void write_cell(struct text *text, const char *head, const struct block_cell *cell) {
    const char *line = cell_line(text, cell);
    if (line != NULL && (line[0] != '\0' || head[0] != '\0')) {
        const char *between = head[0] != '\0' ? ": " : "";
        text->hang = 4;
        text_write(text, arena_format(text->arena, "%s%s%s", head, between, line));
        text->hang = 0;
    } else if (line == NULL) {
        if (head[0] != '\0') {
            text_line(text, arena_format(text->arena, "%s:", head));
        }
        text->indent += 2;
        text->wants_gap = false;
        text_children(text, cell->content);
        text->indent -= 2;
        text->wants_gap = false;
    }
}

/* What heads the row, or its first cell, stands out; the others are indented below it. What heads
 * a group of rows belongs to no column. */
static void tell_row(struct text *text, const struct grid *grid, size_t row) {
    size_t columns = grid->table->column_count;
    const struct block_cell *before = NULL;
    for (size_t column = 0; column < columns; column++) {
        const struct block_cell *cell = grid_cell(grid, row, column);
        if (cell == NULL || cell == before) {
            continue;
        }
        bool is_group = edition_is_group(grid->table, row);
        write_cell(text, is_group ? "" : column_head(text, grid, column), cell);
        if (before == NULL) {
            text->indent += 2;
        }
        before = cell;
    }
    text->indent -= before != NULL ? 2 : 0;
}

void text_table(struct text *text, const struct block *block) {
    const struct block_table *table = &block->u.table;
    size_t *widths = ARENA_ARRAY(text->arena, size_t, table->column_count);
    text_gap(text);
    if (measure_columns(text, table, widths)) {
        write_columns(text, table, widths);
    } else {
        struct grid grid = make_grid(text->arena, table);
        for (size_t r = table->head_count; r < table->row_count; r++) {
            text_gap(text);
            tell_row(text, &grid, r);
        }
    }
    text_gap(text);
}
