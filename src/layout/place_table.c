/* Placing of tables.
 *
 * Rows that a spanning cell ties together are one unit. A unit that does not fit goes to the next
 * page if it is short; otherwise it is broken between two of its rows, and the spanning cell is
 * repeated (place_rows.c). A row that is taller than a page, or that may split, is split cell by
 * cell: each cell is a track that goes on under its own column. The head is placed again on each
 * page, as an artifact; so is the row that heads a group which goes on. A head never stands alone.
 *
 * The rows of the foot are one unit, the last. The unit before it is placed only where the foot
 * fits below, so that the foot never stands alone; a foot that is repeated takes its room from each
 * page, and stands on all but the last as an artifact. */
#include "layout/place_table.h"

#include "layout/decimal.h"

/* ---- widths ---- */

static length larger(length left, length right) {
    return left > right ? left : right;
}

static const char *paragraph_text(struct arena *arena, const struct block *block) {
    const char *text = "";
    for (size_t i = 0; i < block->u.text.span_count; i++) {
        const struct text_span *span = &block->u.text.spans[i];
        text = arena_format(arena, "%s%.*s", text, (int)span->size_bytes, span->text);
    }
    return text;
}

/* Finds what a cell of a decimal column has before and after its point; heads, and cells over
 * several columns, keep to the right. What holds no number, such as a dash, ends at the point.
 * Returns the width before. */
static length measure_decimal(struct place *place, struct block_cell *cell, bool is_head,
                              length *most_after) {
    const struct block *content = cell->content->first_child;
    cell->decimal_after = -1;
    if (!content || content->kind != BLOCK_PARAGRAPH || content->style->align != ALIGN_DECIMAL ||
        is_head || cell->column_span > 1)
        return 0;
    const struct text_style *style = &content->style->text;
    const char *text = paragraph_text(place->arena, content);
    size_t whole = 0;
    cell->decimal_after = 0;
    if (!decimal_find(text, &whole))
        return 0;
    const char *part = arena_copy(place->arena, text, whole);
    length before = paragraph_max_width(place_label(place, part, style, STRUCTURE_ARTIFACT));
    cell->decimal_after = paragraph_max_width(content->u.text.paragraph) - before;
    *most_after = larger(*most_after, cell->decimal_after);
    return before;
}

/* Narrowest and widest useful width of each column. */
static void measure_columns(struct place *place, struct block_table *table, length *low,
                            length *high) {
    length *before = ARENA_ARRAY(place->arena, length, table->column_count);
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            struct block_cell *cell = &table->rows[r].cells[c];
            size_t column = cell->column;
            length padding = cell->style->padding.left + cell->style->padding.right;
            length whole =
                measure_decimal(place, cell, table->rows[r].is_head, &table->decimal_after[column]);
            before[column] = larger(before[column], whole > 0 ? whole + padding : 0);
            if (cell->column_span > 1)
                continue;
            low[column] = larger(low[column], place_min_width(place, cell->content) + padding);
            if (table->columns[column].kind == MEASURE_CONTENT)
                high[column] =
                    larger(high[column], place_max_width(place, cell->content) + padding);
        }
    }
    for (size_t c = 0; c < table->column_count; c++) {
        length numbers = before[c] > 0 ? before[c] + table->decimal_after[c] : 0;
        low[c] = larger(low[c], numbers);
        high[c] = table->columns[c].kind == MEASURE_CONTENT ? larger(high[c], numbers) : high[c];
    }
}

length place_table_width(struct place *place, const struct block *block, bool is_min) {
    const struct block_table *table = &block->u.table;
    length *widths = ARENA_ARRAY(place->arena, length, table->column_count);
    length sum = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            const struct block_cell *cell = &table->rows[r].cells[c];
            if (cell->column_span > 1)
                continue;
            length width = is_min ? place_min_width(place, cell->content)
                                  : place_max_width(place, cell->content);
            width += cell->style->padding.left + cell->style->padding.right;
            widths[cell->column] = larger(widths[cell->column], width);
        }
    }
    for (size_t c = 0; c < table->column_count; c++) {
        bool is_fixed = table->columns[c].kind == MEASURE_FIXED;
        sum += (is_fixed ? table->columns[c].fixed : widths[c]) + (c > 0 ? table->column_gap : 0);
    }
    return sum;
}

/* A column that cannot hold its longest word takes what it lacks from those that have room to
 * spare. */
static void widen_narrow(const length *low, size_t count, length *widths) {
    for (size_t c = 0; c < count; c++) {
        length lack = low[c] - widths[c];
        for (size_t other = 0; other < count && lack > 0; other++) {
            length spare = widths[other] - low[other];
            if (other == c || spare <= 0)
                continue;
            length given = spare < lack ? spare : lack;
            widths[other] -= given;
            widths[c] += given;
            lack -= given;
        }
    }
}

static const length *table_widths(struct place *place, struct block *block, length total) {
    struct block_table *table = &block->u.table;
    if (table->placed_width == total)
        return table->widths;
    size_t count = table->column_count;
    length *low = ARENA_ARRAY(place->arena, length, count);
    length *high = ARENA_ARRAY(place->arena, length, count);
    length *widths = ARENA_ARRAY(place->arena, length, count);
    table->decimal_after = ARENA_ARRAY(place->arena, length, count);
    measure_columns(place, table, low, high);
    table->placed_gap = place_gap(table->column_gap, count, total);
    length gaps = count > 0 ? (length)(count - 1) * table->placed_gap : 0;
    place_measures(table->columns, count, total - gaps, low, high, widths);
    widen_narrow(low, count, widths);
    table->widths = widths;
    table->placed_width = total;
    return widths;
}

/* ---- head, foot and units ---- */

/* A head that would fill more than half of a further page is not repeated there. */
static void place_head(struct table_state *state, bool is_repeat) {
    struct unit head = {.first = 0, .count = state->table->head_count};
    if (head.count == 0)
        return;
    struct fragment **rows = ARENA_ARRAY(state->place->arena, struct fragment *, head.count);
    bool ignores_breaks = state->place->ignores_breaks;
    state->place->ignores_breaks = true;
    length height = rows_measure(state, &head, head.count, TABLE_TOO_TALL, rows);
    state->place->ignores_breaks = ignores_breaks;
    if (!is_repeat || height <= state->room_height / 2)
        rows_add(state, rows, head.count, is_repeat);
}

/* Measures the foot; adds it as an artifact if it is repeated on this page. */
static void place_foot(struct table_state *state, bool is_repeat) {
    size_t count = state->table->foot_count;
    if (count == 0 || (is_repeat && !(state->table->foot_repeats && state->foot_height > 0)))
        return;
    struct unit foot = unit_at(state->table, state->table->row_count - count);
    struct fragment **rows = ARENA_ARRAY(state->place->arena, struct fragment *, count);
    length height = rows_measure(state, &foot, count, TABLE_TOO_TALL, rows);
    if (is_repeat)
        rows_add(state, rows, count, true);
    else
        state->foot_height = height <= state->room_height / 2 ? height : 0;
}

/* The group that goes on with `row`. */
static void place_group(struct table_state *state, size_t row) {
    size_t group = state->table->rows[row].group;
    struct fragment *fragment =
        group == 0 || group == row + 1 ? NULL : rows_repeat_group(state, group - 1);
    if (fragment)
        rows_add(state, &fragment, 1, true);
}

/* What is left of the page for the unit: the foot's room is kept free. */
static length room_for(const struct table_state *state, const struct unit *unit) {
    const struct block_table *table = state->table;
    size_t foot = table->row_count - table->foot_count;
    bool is_foot = unit->first >= foot;
    bool is_last = unit->first + unit->count == foot;
    bool has_foot = !is_foot && (is_last || table->foot_repeats);
    return state->room_height - state->height - (has_foot ? state->foot_height : 0);
}

/* How far a page got. */
struct progress {
    struct unit unit;     /* to come; begun: rows of it that are placed */
    struct resume *split; /* the row that goes on within, or NULL */
    bool is_top;          /* no row stands on this page yet, and something must */
    bool has_rows;
};

/* The most rows of the unit that fit in `room`, found by doubling and halving: the height grows
 * with their number, and what is measured for one page is in proportion to what a page holds. */
static size_t rows_that_fit(struct table_state *state, const struct unit *unit, length room,
                            struct fragment ***out_rows) {
    const size_t first_try = 16;
    size_t left = unit->count - unit->begun;
    size_t fit = 0;
    size_t over = left + 1; /* the least number that is known not to fit */
    size_t next = left < first_try ? left : first_try;
    while (fit < next) {
        struct fragment **rows = ARENA_ARRAY(state->place->arena, struct fragment *, next);
        if (rows_measure(state, unit, next, room, rows) <= room) {
            fit = next;
            *out_rows = rows;
        } else {
            over = next;
        }
        if (over <= left)
            next = fit + (over - fit) / 2;
        else
            next = left < 2 * fit ? left : 2 * fit;
    }
    return fit;
}

/* Breaks a unit, of which `count` rows fit, between two of its rows. False when it should go to the
 * next page. */
static bool break_unit(struct table_state *state, struct progress *progress, size_t count) {
    struct unit *unit = &progress->unit;
    size_t left = unit->count - unit->begun;
    if (left < 2)
        return false;
    if (count > 2 && left - count < 2)
        count--;
    if (count < 1 || (count < 2 && !progress->is_top))
        return false;
    struct fragment **rows = ARENA_ARRAY(state->place->arena, struct fragment *, count);
    rows_measure(state, unit, count, TABLE_TOO_TALL, rows);
    rows_add(state, rows, count, false);
    unit->begun += count;
    progress->has_rows = true;
    return true;
}

/* Splits the next row of the unit. False when nothing of it fits. */
static bool split_next(struct table_state *state, struct progress *progress, length room) {
    struct unit *unit = &progress->unit;
    struct room rest = {0, room, progress->is_top};
    if (!row_split(state, unit->first + unit->begun, NULL, rest, &progress->split))
        return false;
    progress->has_rows = true;
    if (!progress->split)
        unit->begun++;
    return true;
}

/* Places the rest of one unit. False: the page is full. */
static bool place_unit(struct table_state *state, struct progress *progress) {
    struct unit *unit = &progress->unit;
    size_t left = unit->count - unit->begun;
    length room = room_for(state, unit);
    struct fragment **rows = NULL;
    size_t fit = rows_that_fit(state, unit, room, &rows);
    if (fit == left) {
        rows_add(state, rows, left, false);
        unit->begun = unit->count;
        progress->has_rows = true;
        return true;
    }
    if (break_unit(state, progress, fit))
        return false;
    const struct block_row *row = &state->table->rows[unit->first + unit->begun];
    if (row->may_split || progress->is_top)
        return split_next(state, progress, room) && unit->begun == unit->count;
    return false;
}

/* ---- the table ---- */

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

/* All that was placed are rows that keep with the one that did not fit. */
static bool is_only_kept(const struct table_state *state, const struct progress *progress,
                         size_t first) {
    size_t row = progress->unit.first;
    if (progress->split || progress->unit.begun > 0)
        return false;
    while (row > first && state->table->rows[row - 1].keep_next)
        row--;
    return row == first;
}

static struct resume *resume_table(struct table_state *state, const struct progress *progress,
                                   size_t first) {
    struct resume *resume = ARENA_NEW(state->place->arena, struct resume);
    if (progress->split)
        *resume = *progress->split;
    resume->unit = progress->unit.first;
    resume->row = progress->unit.first + progress->unit.begun;
    if (!progress->split && progress->unit.begun == 0)
        resume->row = resume->unit = take_back_rows(state, first, resume->row);
    return resume;
}

/* Goes on with a row that an earlier page could not hold. False: it needs yet another page. */
static bool finish_split(struct table_state *state, const struct resume *resume,
                         struct progress *progress) {
    struct room rest = {0, room_for(state, &progress->unit), progress->is_top};
    if (!row_split(state, resume->row, resume, rest, &progress->split))
        return false;
    progress->has_rows = true;
    progress->is_top = false;
    if (!progress->split)
        progress->unit.begun++;
    return !progress->split;
}

struct placed place_table(struct place *place, struct block *block, const struct resume *resume,
                          struct room room) {
    const struct block_table *table = &block->u.table;
    struct table_state state = {
        .place = place, .block = block, .table = table, .room_height = room.height};
    state.widths = table_widths(place, block, room.width);
    state.fragment = fragment_new(place, block, room.width);
    state.fragment->is_first = resume == NULL;
    struct progress progress = {.is_top = room.is_top};
    size_t first = resume ? resume->row : table->head_count;
    progress.unit = unit_at(table, resume ? resume->unit : first);
    progress.unit.begun = first - progress.unit.first;
    place_head(&state, resume != NULL);
    place_foot(&state, false);
    if (resume)
        place_group(&state, first);
    if (state.height > room.height && !room.is_top)
        return (struct placed){0};
    bool goes_on = !(resume && resume->tracks) || finish_split(&state, resume, &progress);
    while (goes_on) {
        if (progress.unit.begun == progress.unit.count) {
            size_t next = progress.unit.first + progress.unit.count;
            if (next >= table->row_count)
                break;
            progress.unit = unit_at(table, next);
        }
        goes_on = place_unit(&state, &progress);
        progress.is_top = progress.is_top && !progress.has_rows;
    }
    state.fragment->height = state.height;
    struct placed placed = {.fragment = state.fragment};
    if (goes_on)
        return placed;
    if (!progress.has_rows) /* nothing but the head */
        return (struct placed){0};
    if (!resume && !room.is_top && is_only_kept(&state, &progress, first))
        return (struct placed){0};
    placed.resume = resume_table(&state, &progress, first);
    if (placed.resume->unit < table->row_count - table->foot_count)
        place_foot(&state, true);
    state.fragment->height = state.height;
    return placed;
}
