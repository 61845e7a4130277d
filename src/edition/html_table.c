#include "edition/html.h"

/* The classes of a cell: its text, and fill, edges and padding of the cell or its row. */
static const char *cell_class(struct html *html, const struct block_row *row,
                              const struct block_cell *cell) {
    const struct style *box = cell->style != NULL ? cell->style : row->style;
    html_declare_text(html, cell->content->style);
    html_declare_box(html, box);
    return html_class(html, false);
}

static const char *scope_of(const struct block_table *table, size_t row) {
    if (table->rows[row].is_head) {
        return "col";
    }
    return edition_is_group(table, row) ? "rowgroup" : "row";
}

static void write_cell(struct html *html, const struct block_table *table, size_t number,
                       const struct block_cell *cell) {
    const struct block_row *row = &table->rows[number];
    struct builder *out = html->out;
    bool is_head = edition_is_head(html->edition, cell);
    builder_format(out, "<%s class=\"%s\"", is_head ? "th" : "td", cell_class(html, row, cell));
    if (is_head) {
        builder_format(out, " scope=\"%s\"", scope_of(table, number));
    }
    if (cell->column_span > 1) {
        builder_format(out, " colspan=\"%u\"", cell->column_span);
    }
    if (cell->row_span > 1) {
        builder_format(out, " rowspan=\"%u\"", cell->row_span);
    }
    builder_char(out, '>');
    html_children(html, cell->content);
    builder_text(out, is_head ? "</th>" : "</td>");
}

/* Between rows stands the table's rule, under the head another. */
static void write_row(struct html *html, const struct block *table, size_t number) {
    const struct style *style = table->style;
    const struct block_row *row = &table->u.table.rows[number];
    bool is_last_head = row->is_head && number + 1 == table->u.table.head_count;
    length rule = is_last_head ? style->head_rule_width : style->rule_width;
    builder_text(html->out, "<tr");
    if (rule > 0) {
        builder_format(&html->scratch, "border-bottom:%dpx solid #%06x;",
                       rule > LENGTH_PER_POINT ? 2 : 1,
                       is_last_head ? style->head_rule_color : style->rule_color);
        builder_format(html->out, " class=\"%s\"", html_class(html, false));
    }
    builder_char(html->out, '>');
    for (size_t i = 0; i < row->cell_count; i++) {
        write_cell(html, &table->u.table, number, &row->cells[i]);
    }
    builder_text(html->out, "</tr>\n");
}

static void write_rows(struct html *html, const struct block *table, const char *element,
                       size_t first, size_t end) {
    if (first == end) {
        return;
    }
    builder_format(html->out, "<%s>\n", element);
    for (size_t i = first; i < end; i++) {
        write_row(html, table, i);
    }
    builder_format(html->out, "</%s>\n", element);
}

/* A group of rows is a body of its own. */
static void write_bodies(struct html *html, const struct block *block, size_t first, size_t end) {
    const struct block_row *rows = block->u.table.rows;
    while (first < end) {
        size_t next = first + 1;
        while (next < end && rows[next].group == rows[first].group) {
            next++;
        }
        write_rows(html, block, "tbody", first, next);
        first = next;
    }
}

/* A table of words that do not fit a narrow screen is scrolled by itself, by keys too. */
void html_table(struct html *html, const struct block *block) {
    const struct block_table *table = &block->u.table;
    const char *attributes =
        arena_format(html->arena, " role=\"group\" tabindex=\"0\" aria-label=\"%s\"",
                     html->edition->words->table);
    html_open(html, "div", block, "wide", attributes);
    builder_text(html->out, "<table>\n");
    write_rows(html, block, "thead", 0, table->head_count);
    size_t foot = table->row_count - table->foot_count;
    write_bodies(html, block, table->head_count, foot);
    write_rows(html, block, "tfoot", foot, table->row_count);
    builder_text(html->out, "</table></div>\n");
}
