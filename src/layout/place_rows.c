/* Rows of a table: cells side by side, each as high as its row; a cell that spans rows is as high
 * as all of them.
 *
 * When a page ends between rows that a spanning cell ties together, the cell is placed whole on the
 * first page. On the next page it is repeated beside the rows that belong to it, with the table's
 * "continued" text, as an artifact: readers see whose rows these are, screen readers hear the cell
 * once. */
#include "layout/place_table.h"

static size_t cell_span(const struct block_cell *cell) {
    return cell->row_span > 1 ? cell->row_span : 1;
}

struct unit unit_at(const struct block_table *table, size_t row) {
    size_t foot = table->row_count - table->foot_count;
    if (row >= foot)
        return (struct unit){.first = foot, .count = table->foot_count};
    size_t end = row + 1;
    for (size_t r = row; r < end && r < table->row_count; r++) {
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            size_t last = r + cell_span(&table->rows[r].cells[c]);
            end = last > end ? last : end;
        }
    }
    end = end < table->row_count ? end : table->row_count;
    return (struct unit){.first = row, .count = end - row};
}

length column_x(const struct table_state *state, size_t column) {
    length x = 0;
    for (size_t i = 0; i < column; i++)
        x += state->widths[i] + state->table->placed_gap;
    return x;
}

/* From the left of the cell's first column to the right of its last. */
static length cell_width(const struct table_state *state, const struct block_cell *cell) {
    size_t last = (size_t)cell->column + (cell->column_span > 0 ? cell->column_span : 1) - 1;
    if (last >= state->table->column_count)
        last = state->table->column_count - 1;
    return column_x(state, last) + state->widths[last] - column_x(state, cell->column);
}

static length cell_inner_width(const struct table_state *state, const struct block_cell *cell) {
    length width = cell_width(state, cell) - cell->style->padding.left - cell->style->padding.right;
    return width > LENGTH_PER_POINT ? width : LENGTH_PER_POINT;
}

/* Rule under a row: firm under the last head row, a hairline elsewhere. */
static length row_rule(const struct table_state *state, size_t row) {
    const struct style *style = state->block->style;
    if (state->table->head_count > 0 && row + 1 == state->table->head_count)
        return style->head_rule_width;
    return style->rule_width;
}

static struct fragment *new_cell(struct table_state *state, const struct block_row *row,
                                 const struct block_cell *cell) {
    struct fragment *fragment = fragment_new(state->place, state->block, cell_width(state, cell));
    fragment->row = row;
    fragment->cell = cell;
    fragment->is_first = true;
    fragment->height = cell->style->padding.top + cell->style->padding.bottom;
    return fragment;
}

static void add_content(struct fragment *cell, struct fragment *content) {
    const struct style *style = cell->cell->style;
    fragment_add(cell, content, style->padding.left, cell->height - style->padding.bottom);
    cell->height += content->height;
}

/* Numbers that align on their decimal point stand back from the right edge by what others have more
 * after it. */
static void align_decimal(const struct table_state *state, struct fragment *cell) {
    const struct block_cell *source = cell->cell;
    const struct fragment *content = cell->first_child;
    const struct fragment *text = content ? content->first_child : NULL;
    if (!state->table->decimal_after || source->decimal_after < 0 || !text || text->line_count != 1)
        return;
    length back = state->table->decimal_after[source->column] - source->decimal_after;
    length spare = text->width - text->lines[0].width;
    back = back < spare ? back : spare;
    cell->first_child->x -= back > 0 ? back : 0;
}

/* One cell, whole; its height with padding. */
static struct fragment *place_cell(struct table_state *state, const struct block_row *row,
                                   const struct block_cell *cell, struct placed content) {
    struct fragment *fragment = new_cell(state, row, cell);
    if (content.fragment)
        add_content(fragment, content.fragment);
    align_decimal(state, fragment);
    return fragment;
}

static struct placed place_content(struct table_state *state, struct block *content, length width) {
    struct room room = {width, ROOM_ENDLESS, true};
    return place_block(state->place, content, NULL, room);
}

/* A cell that began on an earlier page: its content again if that is low enough, and "continued".
 */
static struct fragment *repeat_cell(struct table_state *state, const struct block_row *row,
                                    const struct block_cell *cell) {
    struct fragment *fragment = new_cell(state, row, cell);
    fragment->is_artifact = true;
    length width = cell_inner_width(state, cell);
    bool ignores_breaks = state->place->ignores_breaks;
    state->place->ignores_breaks = true;
    struct placed content = place_content(state, cell->content, width);
    state->place->ignores_breaks = ignores_breaks;
    if (content.fragment && content.fragment->height <= state->room_height / 3)
        add_content(fragment, content.fragment);
    if (state->table->continued) {
        struct placed label = place_content(state, state->table->continued, width);
        if (label.fragment)
            add_content(fragment, label.fragment);
    }
    return fragment;
}

static struct fragment *new_row(struct table_state *state, const struct block_row *row) {
    struct fragment *fragment = fragment_new(state->place, state->block, state->fragment->width);
    fragment->row = row;
    fragment->is_first = true;
    return fragment;
}

/* Where the cells of each row must end at least: bottoms[i] is for the i-th row of the part. */
struct part {
    struct table_state *state;
    size_t first, count; /* rows */
    length *bottoms;
};

/* Adds a cell at `top` to the row that is number r of the part; it ends with its last row, or with
 * the part. */
static void add_cell(struct part *part, struct fragment *row, struct fragment *cell, size_t end,
                     length top) {
    fragment_add(row, cell, column_x(part->state, cell->cell->column), 0);
    size_t last = (end < part->count ? end : part->count) - 1;
    length bottom = top + cell->height;
    if (bottom > part->bottoms[last])
        part->bottoms[last] = bottom;
}

/* Cells of the unit's rows on earlier pages that reach into the part. */
static void repeat_cells(struct part *part, const struct unit *unit, struct fragment *row) {
    const struct block_table *table = part->state->table;
    for (size_t r = unit->first; r < part->first; r++) {
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const struct block_cell *cell = &table->rows[r].cells[c];
            if (r + cell_span(cell) <= part->first)
                continue;
            struct fragment *again = repeat_cell(part->state, &table->rows[part->first], cell);
            add_cell(part, row, again, r + cell_span(cell) - part->first, 0);
        }
    }
}

length rows_measure(struct table_state *state, const struct unit *unit, size_t count, length room,
                    struct fragment **out_rows) {
    struct part part = {.state = state, .first = unit->first + unit->begun, .count = count};
    part.bottoms = ARENA_ARRAY(state->place->arena, length, count);
    length height = 0;
    bool is_broken = false; /* a cell holds a forced break */
    for (size_t r = 0; r < count; r++) {
        const struct block_row *row = &state->table->rows[part.first + r];
        out_rows[r] = new_row(state, row);
        if (r == 0 && unit->begun > 0)
            repeat_cells(&part, unit, out_rows[r]);
        for (size_t c = 0; c < row->cell_count; c++) {
            const struct block_cell *cell = &row->cells[c];
            struct placed content =
                place_content(state, cell->content, cell_inner_width(state, cell));
            is_broken = is_broken || content.resume;
            struct fragment *placed = place_cell(state, row, cell, content);
            add_cell(&part, out_rows[r], placed, r + cell_span(cell), height);
        }
        length row_height = part.bottoms[r] > height ? part.bottoms[r] - height : 0;
        out_rows[r]->height = row_height + row_rule(state, part.first + r);
        height += out_rows[r]->height;
        if (is_broken || height > room)
            return TABLE_TOO_TALL;
    }
    return height;
}

/* "continued" behind the last line of the first cell, or below it. */
static void add_continued(struct table_state *state, const struct block_row *row,
                          struct fragment *cell) {
    const struct style *style = cell->cell->style;
    struct fragment *content = cell->first_child;
    struct placed label = place_content(state, row->continued, cell_inner_width(state, cell->cell));
    struct fragment *text = content ? content->last_child : NULL;
    if (!text || !text->line_count || text->block->style->align != ALIGN_LEFT) {
        add_content(cell, label.fragment);
        return;
    }
    length gap = row->continued->style->text.size / 2;
    length x = text->lines[text->line_count - 1].width + gap;
    length width = label.fragment->lines[0].width;
    if (label.fragment->line_count > 1 || x + width > content->width) {
        add_content(cell, label.fragment);
        return;
    }
    length y = cell->height - style->padding.bottom - label.fragment->height;
    fragment_add(cell, label.fragment, style->padding.left + x, y);
}

struct fragment *rows_repeat_group(struct table_state *state, size_t row) {
    const struct block_row *source = &state->table->rows[row];
    struct fragment *fragment = new_row(state, source);
    length height = 0;
    fragment->is_artifact = true;
    for (size_t c = 0; c < source->cell_count; c++) {
        const struct block_cell *cell = &source->cells[c];
        if (cell_span(cell) > 1) /* it is repeated, if it goes on, as spanned cells are */
            return NULL;
        struct placed content = place_content(state, cell->content, cell_inner_width(state, cell));
        struct fragment *placed = place_cell(state, source, cell, content);
        if (c == 0 && source->continued)
            add_continued(state, source, placed);
        fragment_add(fragment, placed, column_x(state, cell->column), 0);
        height = placed->height > height ? placed->height : height;
    }
    fragment->height = height + row_rule(state, row);
    return fragment->height <= state->room_height / 3 ? fragment : NULL;
}

/* What is lower than its cell stands where the cell says. */
static void align_content(struct fragment *cell, length spare) {
    length by = cell->cell->valign == VALIGN_BOTTOM   ? spare
                : cell->cell->valign == VALIGN_MIDDLE ? spare / 2
                                                      : 0;
    for (struct fragment *child = cell->first_child; child && by > 0; child = child->next)
        child->y += by;
}

/* Cells end where their last row ends, so that fills and bottom edges line up. */
static void stretch_cells(const struct table_state *state, struct fragment **rows, size_t count) {
    for (size_t r = 0; r < count; r++) {
        for (struct fragment *cell = rows[r]->first_child; cell; cell = cell->next) {
            size_t end = r + cell_span(cell->cell);
            length height = 0;
            for (size_t i = r; i < end && i < count; i++)
                height += rows[i]->height;
            size_t last =
                (size_t)(rows[end < count ? end - 1 : count - 1]->row - state->table->rows);
            height -= row_rule(state, last);
            align_content(cell, height - cell->height);
            cell->height = height;
        }
    }
}

void rows_add(struct table_state *state, struct fragment **rows, size_t count, bool is_artifact) {
    stretch_cells(state, rows, count);
    for (size_t r = 0; r < count; r++) {
        rows[r]->is_artifact = is_artifact;
        fragment_add(state->fragment, rows[r], 0, state->height);
        state->height += rows[r]->height;
    }
}

bool row_split(struct table_state *state, size_t index, const struct resume *resume,
               struct room room, struct resume **out_resume) {
    const struct block_row *row = &state->table->rows[index];
    struct arena *arena = state->place->arena;
    struct tracks tracks = {.blocks = ARENA_ARRAY(arena, struct block *, row->cell_count),
                            .count = row->cell_count};
    length *widths = ARENA_ARRAY(arena, length, row->cell_count);
    length padding = 0;
    for (size_t c = 0; c < row->cell_count; c++) {
        const struct style *style = row->cells[c].style;
        tracks.blocks[c] = row->cells[c].content;
        widths[c] = cell_inner_width(state, &row->cells[c]);
        if (style->padding.top + style->padding.bottom > padding)
            padding = style->padding.top + style->padding.bottom;
    }
    tracks.widths = widths;
    struct fragment **parts = ARENA_ARRAY(arena, struct fragment *, row->cell_count);
    length height = room.height - padding - row_rule(state, index);
    struct placed placed = place_tracks(state->place, &tracks, resume, height, room.is_top, parts);
    if (!placed.fragment)
        return false;
    struct fragment *fragment = new_row(state, row);
    fragment->is_first = resume == NULL;
    for (size_t c = 0; c < row->cell_count; c++) {
        struct fragment *cell =
            place_cell(state, row, &row->cells[c], (struct placed){.fragment = parts[c]});
        fragment_add(fragment, cell, column_x(state, row->cells[c].column), 0);
        if (cell->height > fragment->height)
            fragment->height = cell->height;
    }
    fragment->height += row_rule(state, index);
    rows_add(state, &fragment, 1, false);
    *out_resume = placed.resume;
    return true;
}
