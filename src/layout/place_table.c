/* Placing of tables.
 *
 * Rows that a spanning cell ties together are one unit, placed together. A unit that does not fit
 * goes to the next page; one that is taller than a whole page, or whose rows may split, is split
 * cell by cell: each cell is a track that goes on under its own column. The head is placed again on
 * each page, as an artifact. A head never stands alone. */
#include "layout/place.h"

struct table_state {
    struct place *place;
    struct block *block;
    const struct block_table *table;
    const length *widths;
    struct fragment *fragment;
    length height; /* placed so far */
};

static const length *table_widths(struct place *place, struct block *block, length total) {
    struct block_table *table = &block->u.table;
    if (table->placed_width == total)
        return table->widths;
    size_t count = table->column_count;
    length *low = ARENA_ARRAY(place->arena, length, count);
    length *high = ARENA_ARRAY(place->arena, length, count);
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const struct block_cell *cell = &table->rows[r].cells[c];
            if (cell->column_span > 1 || table->columns[cell->column].kind != MEASURE_CONTENT)
                continue;
            length padding = cell->style->padding.left + cell->style->padding.right;
            length cell_low = place_min_width(place, cell->content) + padding;
            length cell_high = place_max_width(place, cell->content) + padding;
            low[cell->column] = cell_low > low[cell->column] ? cell_low : low[cell->column];
            high[cell->column] = cell_high > high[cell->column] ? cell_high : high[cell->column];
        }
    }
    length *widths = ARENA_ARRAY(place->arena, length, count);
    length gaps = count > 0 ? (length)(count - 1) * table->column_gap : 0;
    place_measures(table->columns, count, total - gaps, low, high, widths);
    table->widths = widths;
    table->placed_width = total;
    return widths;
}

static length column_x(const struct table_state *state, size_t column) {
    length x = 0;
    for (size_t i = 0; i < column; i++)
        x += state->widths[i] + state->table->column_gap;
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

/* The number of rows from `row` on that spanning cells tie together. */
static size_t unit_rows(const struct block_table *table, size_t row) {
    size_t end = row + 1;
    for (size_t r = row; r < end && r < table->row_count; r++) {
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            size_t span =
                table->rows[r].cells[c].row_span > 1 ? table->rows[r].cells[c].row_span : 1;
            if (r + span > end)
                end = r + span;
        }
    }
    return (end < table->row_count ? end : table->row_count) - row;
}

/* One cell, whole; its height with padding. */
static struct fragment *place_cell(struct table_state *state, const struct block_row *row,
                                   const struct block_cell *cell, struct placed content) {
    struct fragment *fragment = fragment_new(state->place, state->block, cell_width(state, cell));
    fragment->row = row;
    fragment->cell = cell;
    fragment->is_first = true;
    fragment->height = cell->style->padding.top + cell->style->padding.bottom;
    if (content.fragment) {
        fragment_add(fragment, content.fragment, cell->style->padding.left,
                     cell->style->padding.top);
        fragment->height += content.fragment->height;
    }
    return fragment;
}

static struct fragment *new_row(struct table_state *state, const struct block_row *row) {
    struct fragment *fragment = fragment_new(state->place, state->block, state->fragment->width);
    fragment->row = row;
    fragment->is_first = true;
    return fragment;
}

/* Places the whole unit of `count` rows into out_rows without regard to the room; returns its
 * height. */
static length measure_unit(struct table_state *state, size_t first, size_t count,
                           struct fragment **out_rows) {
    const struct room endless = {0, LENGTH_MAX / 4, true};
    length height = 0;
    length *bottoms = ARENA_ARRAY(state->place->arena, length, count);
    for (size_t r = 0; r < count; r++) {
        const struct block_row *row = &state->table->rows[first + r];
        out_rows[r] = new_row(state, row);
        for (size_t c = 0; c < row->cell_count; c++) {
            const struct block_cell *cell = &row->cells[c];
            struct room room = endless;
            room.width = cell_inner_width(state, cell);
            struct fragment *placed =
                place_cell(state, row, cell, place_block(state->place, cell->content, NULL, room));
            fragment_add(out_rows[r], placed, column_x(state, cell->column), 0);
            size_t last = r + (cell->row_span > 1 ? cell->row_span : 1) - 1;
            last = last < count ? last : count - 1;
            length bottom = height + placed->height;
            bottoms[last] = bottom > bottoms[last] ? bottom : bottoms[last];
        }
        length row_height = bottoms[r] > height ? bottoms[r] - height : 0;
        out_rows[r]->height = row_height + row_rule(state, first + r);
        height += out_rows[r]->height;
    }
    return height;
}

/* Cells end where their last row ends, so that fills and bottom edges line up. */
static void stretch_cells(struct fragment **rows, size_t count) {
    for (size_t r = 0; r < count; r++) {
        for (struct fragment *cell = rows[r]->first_child; cell; cell = cell->next) {
            size_t span = cell->cell->row_span > 1 ? cell->cell->row_span : 1;
            length height = 0;
            for (size_t i = r; i < r + span && i < count; i++)
                height += rows[i]->height;
            cell->height = height;
        }
    }
}

static void add_rows(struct table_state *state, struct fragment **rows, size_t count,
                     bool is_artifact) {
    stretch_cells(rows, count);
    for (size_t r = 0; r < count; r++) {
        rows[r]->is_artifact = is_artifact;
        fragment_add(state->fragment, rows[r], 0, state->height);
        state->height += rows[r]->height;
    }
}

/* Splits a row at the page's end: as much of each cell as fits. False when nothing fits. */
static bool split_row(struct table_state *state, size_t index, const struct resume *resume,
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
    add_rows(state, &fragment, 1, false);
    *out_resume = placed.resume;
    return true;
}

static struct resume *resume_row(struct place *place, size_t row, const struct resume *split) {
    struct resume *resume = ARENA_NEW(place->arena, struct resume);
    if (split)
        *resume = *split;
    resume->row = row;
    return resume;
}

/* A head that would fill more than half of a further page is not repeated there. */
static void place_head(struct table_state *state, bool is_repeat, length room_height) {
    size_t count = state->table->head_count;
    if (count == 0)
        return;
    struct fragment **rows = ARENA_ARRAY(state->place->arena, struct fragment *, count);
    length height = measure_unit(state, 0, count, rows);
    if (!is_repeat || height <= room_height / 2)
        add_rows(state, rows, count, is_repeat);
}

/* Takes back rows that keep with the next one; returns the row to break before. */
static size_t take_back_rows(struct table_state *state, size_t first, size_t row) {
    size_t start = row;
    while (start > first && state->table->rows[start - 1].keep_next)
        start--;
    if (start == first || start == row)
        return row;
    struct fragment *last = state->fragment->first_child;
    while (last->next && last->next->row < &state->table->rows[start])
        last = last->next;
    last->next = NULL;
    state->fragment->last_child = last;
    state->height = last->y + last->height;
    return start;
}

struct body_room {
    length height;
    bool is_top;
    size_t first; /* first row on this page */
};

/* Places one unit. False: it goes to the next page, or (*out_split set) its row went on there. */
static bool place_unit(struct table_state *state, size_t row, size_t count,
                       const struct body_room *body, struct resume **out_split) {
    struct fragment **rows = ARENA_ARRAY(state->place->arena, struct fragment *, count);
    length height = measure_unit(state, row, count, rows);
    length left = body->height - state->height;
    if (height <= left) {
        add_rows(state, rows, count, false);
        return true;
    }
    bool is_first = row == body->first;
    bool is_top = body->is_top && is_first;
    if (count > 1) { /* tied rows cannot split: past the end if they must */
        if (!is_top)
            return false;
        diag(state->place->diags, MESSAGE_KEEP_BROKEN, state->table->rows[row].position, NULL);
        add_rows(state, rows, count, false);
        return true;
    }
    if (!state->table->rows[row].may_split && !is_top)
        return false;
    struct room room = {0, left, is_top};
    return split_row(state, row, NULL, room, out_split) && !*out_split;
}

struct placed place_table(struct place *place, struct block *block, const struct resume *resume,
                          struct room room) {
    const struct block_table *table = &block->u.table;
    struct table_state state = {.place = place, .block = block, .table = table};
    state.widths = table_widths(place, block, room.width);
    state.fragment = fragment_new(place, block, room.width);
    state.fragment->is_first = resume == NULL;
    size_t row = resume ? resume->row : table->head_count;
    struct body_room body = {room.height, room.is_top, row};
    struct resume *split = NULL;
    place_head(&state, resume != NULL, room.height);
    if (state.height > room.height && !room.is_top)
        return (struct placed){0};
    if (resume && resume->tracks) {
        struct room rest = {0, room.height - state.height, room.is_top};
        if (!split_row(&state, row, resume, rest, &split))
            return (struct placed){0};
        if (!split)
            row++;
    }
    while (row < table->row_count && !split) {
        size_t count = unit_rows(table, row);
        if (!place_unit(&state, row, count, &body, &split))
            break;
        row += count;
    }
    state.fragment->height = state.height;
    struct placed placed = {.fragment = state.fragment};
    if (row >= table->row_count)
        return placed;
    if (row == body.first && !split && !(resume && resume->tracks)) /* nothing but the head */
        return (struct placed){0};
    if (!split)
        row = take_back_rows(&state, body.first, row);
    state.fragment->height = state.height;
    placed.resume = resume_row(place, row, split);
    return placed;
}
