/* Placing, by its properties, on random trees of blocks: every line of every paragraph stands on a
 * page exactly once and in order; nothing stands outside its parent or over its neighbour; a
 * heading stays with what follows; placing ends. */
#include "unit/layout/place_fixture.h"

static struct block *new_tree(struct fixture *fixture, int depth);

/* Fills a row; its first column is left to the cell that spans from above while *spanned is not 0.
 */
static void fill_row(struct fixture *fixture, struct block_row *row, size_t columns, int depth,
                     size_t *spanned) {
    row->cells = ARENA_ARRAY(fixture->arena, struct block_cell, columns);
    for (size_t c = *spanned > 0 ? 1 : 0; c < columns; c++) {
        size_t rows = c == 0 && columns > 1 && !row->is_head ? 1 + random_below(fixture, 6) : 1;
        struct block *content = row->is_head ? new_paragraph(fixture, 2)
                                : depth > 1  ? new_tree(fixture, depth - 2)
                                            : new_paragraph(fixture, 1 + random_below(fixture, 30));
        row->cells[row->cell_count++] = new_cell(fixture, c, rows, content);
        if (c == 0)
            *spanned = rows;
    }
    *spanned -= *spanned > 0 ? 1 : 0;
}

/* Cells end with their section. */
static void cut_spans(struct block_table *table) {
    for (size_t r = 0; r < table->row_count; r++)
        for (size_t c = 0; c < table->rows[r].cell_count; c++) {
            struct block_cell *cell = &table->rows[r].cells[c];
            size_t foot = table->row_count - table->foot_count;
            size_t left = (r < foot ? foot : table->row_count) - r;
            cell->row_span = (uint16_t)(cell->row_span < left ? cell->row_span : left);
        }
}

static struct block *new_table(struct fixture *fixture, int depth) {
    struct block *block = new_block(fixture, BLOCK_TABLE);
    struct block_table *table = &block->u.table;
    table->column_count = 1 + random_below(fixture, 4);
    table->columns = ARENA_ARRAY(fixture->arena, struct measure, table->column_count);
    for (size_t c = 0; c < table->column_count; c++)
        table->columns[c] = (struct measure){.kind = MEASURE_SHARE, .share = 1000};
    table->row_count = 2 + random_below(fixture, 12);
    table->head_count = random_below(fixture, 2);
    table->foot_count = random_below(fixture, 3) == 0 ? 1 : 0;
    table->foot_repeats = random_below(fixture, 2) == 0;
    table->continued = new_paragraph(fixture, 1);
    table->rows = ARENA_ARRAY(fixture->arena, struct block_row, table->row_count);
    size_t spanned = 0;
    size_t group = 0;
    for (size_t r = 0; r < table->row_count; r++) {
        struct block_row *row = &table->rows[r];
        bool is_foot = r + table->foot_count >= table->row_count;
        row->is_head = r < table->head_count;
        group = is_foot ? 0 : group;
        if (!row->is_head && !is_foot && random_below(fixture, 4) == 0) {
            group = r + 1;
            row->keep_next = true;
            row->continued = table->continued;
        }
        row->group = group;
        fill_row(fixture, row, table->column_count, depth, &spanned);
        if (r + table->foot_count + 1 == table->row_count)
            spanned = 0;
    }
    cut_spans(table);
    return block;
}

static struct block *new_columns(struct fixture *fixture, int depth) {
    struct block *block = new_block(fixture, BLOCK_COLUMNS);
    block->u.columns.count = 1 + random_below(fixture, 3);
    block->u.columns.gap = LENGTH_PT(8);
    block->u.columns.widths = ARENA_ARRAY(fixture->arena, struct measure, block->u.columns.count);
    for (size_t i = 0; i < block->u.columns.count; i++) {
        block->u.columns.widths[i] = (struct measure){
            .kind = MEASURE_SHARE, .share = 500 + (int)random_below(fixture, 1000)};
        append(block, new_tree(fixture, depth - 1));
    }
    return block;
}

static struct block *new_tree(struct fixture *fixture, int depth) {
    uint32_t kind = depth <= 0 ? 0 : random_below(fixture, 6);
    struct block *block;
    if (kind <= 1) {
        block = new_paragraph(fixture, 1 + random_below(fixture, 120));
    } else if (kind == 2) {
        block = new_table(fixture, depth);
    } else if (kind == 3) {
        block = new_columns(fixture, depth);
    } else {
        block = new_block(fixture, kind == 4 ? BLOCK_GROUP : BLOCK_BOX);
        block->style = kind == 4 ? &fixture->style : &fixture->wide_style;
        size_t count = 1 + random_below(fixture, 5);
        for (size_t i = 0; i < count; i++)
            append(block, new_tree(fixture, depth - 1));
    }
    block->keep_together = random_below(fixture, 5) == 0;
    block->keep_next = random_below(fixture, 6) == 0;
    return block;
}

/* ---- what is checked on each page ---- */

struct seen {
    const struct block *block;
    const struct text_line *next; /* the line that must come next */
};

struct check {
    struct seen *seen; /* by open addressing */
    size_t capacity;
    size_t paragraphs;
    bool may_overflow; /* a page too small for one line of its blocks */
};

static struct seen *find_seen(struct check *check, const struct block *block) {
    size_t i = ((uintptr_t)block >> 4) % check->capacity;
    while (check->seen[i].block && check->seen[i].block != block)
        i = (i + 1) % check->capacity;
    if (!check->seen[i].block) {
        check->seen[i].block = block;
        check->seen[i].next = block->u.text.lines.lines;
        check->paragraphs++;
    }
    return &check->seen[i];
}

static void check_lines(struct check *check, const struct fragment *fragment, length room) {
    struct seen *seen = find_seen(check, fragment->block);
    assert_ptr_equal(seen->next, fragment->lines); /* none lost, none twice */
    seen->next += fragment->line_count;
    for (size_t i = 0; i < fragment->line_count; i++)
        if (!fragment->lines[i].is_overfull)
            assert_true(fragment->lines[i].width <= room);
}

static void check_fragment(struct check *check, const struct fragment *fragment) {
    if (fragment->is_artifact)
        return;
    if (fragment->block->kind == BLOCK_PARAGRAPH && !fragment->row)
        check_lines(check, fragment, fragment->width);
    length bottom = 0;
    length right = 0;
    bool is_side_by_side =
        fragment->block->kind == BLOCK_COLUMNS || (fragment->row && !fragment->cell);
    for (const struct fragment *child = fragment->first_child; child; child = child->next) {
        assert_true(child->x >= 0 && child->y >= 0);
        if (!check->may_overflow) {
            assert_true(child->x + child->width <= fragment->width);
            if (!child->cell || child->cell->row_span < 2) /* else it ends with another row */
                assert_true(child->y + child->height <= fragment->height);
        }
        if (is_side_by_side) /* too narrow columns are stacked */
            assert_true(child->x >= right || child->y >= bottom);
        else
            assert_true(child->y >= bottom);
        bottom = child->y + child->height;
        right = child->x + child->width;
        check_fragment(check, child);
    }
}

/* Every paragraph under block was seen to its last line. */
static void check_complete(struct check *check, const struct block *block, bool is_repeated) {
    if (block->kind == BLOCK_PARAGRAPH && !is_repeated) {
        const struct seen *seen = find_seen(check, block);
        assert_ptr_equal(seen->next, block->u.text.lines.lines + block->u.text.lines.count);
    }
    if (block->kind == BLOCK_TABLE)
        for (size_t r = 0; r < block->u.table.row_count; r++)
            for (size_t c = 0; c < block->u.table.rows[r].cell_count; c++)
                check_complete(check, block->u.table.rows[r].cells[c].content,
                               r < block->u.table.head_count);
    for (const struct block *child = block->first_child; child; child = child->next)
        check_complete(check, child, is_repeated);
}

/* No page but the last ends with a block that keeps with its next, unless the whole page is such a
 * chain. */
static void check_keep_next(const struct fragment *page, const struct placed *placed) {
    const struct fragment *last = page->last_child;
    if (!placed->resume || placed->resume->inner || !last || !last->block->keep_next)
        return;
    for (const struct fragment *child = page->first_child; child; child = child->next)
        assert_true(child->block->keep_next);
}

static size_t place_all(struct fixture *fixture, struct block *root, length width, length height) {
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct check check = {.capacity = fixture->blocks * 4 + 16};
    check.seen = ARENA_ARRAY(fixture->arena, struct seen, check.capacity);
    check.may_overflow = height < LENGTH_PT(300) || width < LENGTH_PT(200);
    const struct resume *resume = NULL;
    size_t pages = 0;
    do {
        struct placed placed =
            place_block(&place, root, resume, (struct room){width, height, true});
        assert_non_null(placed.fragment);
        if (!check.may_overflow)
            assert_true(placed.fragment->height <= height);
        check_fragment(&check, placed.fragment);
        check_keep_next(placed.fragment, &placed);
        resume = placed.resume;
        pages++;
        assert_true(pages < 400 * fixture->blocks); /* a line a page at the very worst */
    } while (resume);
    check_complete(&check, root, false);
    return pages;
}

static void run_random(struct fixture *fixture, length width, length height, size_t rounds) {
    for (size_t i = 0; i < rounds; i++) {
        fixture->blocks = 0;
        struct block *root = new_block(fixture, BLOCK_GROUP);
        size_t count = 1 + random_below(fixture, 12);
        for (size_t k = 0; k < count; k++)
            append(root, new_tree(fixture, 3));
        place_all(fixture, root, width, height);
    }
}

static void test_random_trees_on_a4(void **state) {
    run_random(*state, LENGTH_PT(493), LENGTH_PT(700), 60);
}

static void test_random_trees_on_small_pages(void **state) {
    run_random(*state, LENGTH_PT(140), LENGTH_PT(120), 40);
}

static void test_random_trees_on_absurd_pages(void **state) {
    run_random(*state, LENGTH_PT(3), LENGTH_PT(5), 6);
}

/* Forty rows tied together by one cell, over several pages: the cell comes again on each, as an
 * artifact. */
static void test_spanned_cell_is_repeated(void **state) {
    struct fixture *fixture = *state;
    struct block *root = new_block(fixture, BLOCK_GROUP);
    struct block *block = new_block(fixture, BLOCK_TABLE);
    struct block_table *table = &block->u.table;
    table->column_count = 2;
    table->columns = ARENA_ARRAY(fixture->arena, struct measure, 2);
    table->columns[0] = table->columns[1] = (struct measure){.kind = MEASURE_SHARE, .share = 1000};
    table->row_count = 40;
    table->rows = ARENA_ARRAY(fixture->arena, struct block_row, table->row_count);
    table->continued = new_paragraph(fixture, 1);
    for (size_t r = 0; r < table->row_count; r++) {
        struct block_row *row = &table->rows[r];
        row->cells = ARENA_ARRAY(fixture->arena, struct block_cell, 2);
        if (r == 0)
            row->cells[row->cell_count++] = new_cell(fixture, 0, 40, new_paragraph(fixture, 3));
        row->cells[row->cell_count++] = new_cell(fixture, 1, 1, new_paragraph(fixture, 5));
    }
    append(root, block);
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    const struct resume *resume = NULL;
    size_t pages = 0, rows = 0;
    do {
        struct placed placed =
            place_block(&place, root, resume, (struct room){LENGTH_PT(400), LENGTH_PT(300), true});
        const struct fragment *row = placed.fragment->first_child->first_child;
        assert_int_equal(row->first_child->x, 0);
        assert_int_equal(row->first_child->is_artifact, pages > 0);
        assert_ptr_equal(row->first_child->cell, &table->rows[0].cells[0]);
        for (; row; row = row->next)
            rows++;
        resume = placed.resume;
        pages++;
    } while (resume);
    assert_true(pages > 3);
    assert_int_equal(rows, 40);
}

/* A row that keeps with the next one, alone at the foot of a page: the table begins on the next. */
static void test_first_rows_keep_with_the_next(void **state) {
    struct fixture *fixture = *state;
    struct block *block = new_plain_table(fixture, 3);
    block->u.table.rows[0].keep_next = true;
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct room endless = {LENGTH_PT(400), LENGTH_PT(700), true};
    const struct fragment *whole = place_block(&place, block, NULL, endless).fragment;
    length first = whole->first_child->next->y;
    length second = whole->first_child->next->next->y;
    struct room foot = {LENGTH_PT(400), (first + second) / 2, false};
    assert_null(place_block(&place, block, NULL, foot).fragment);
    foot.is_top = true; /* a page of its own would not be better */
    assert_non_null(place_block(&place, block, NULL, foot).fragment);
    foot = (struct room){LENGTH_PT(400), second + LENGTH_PT(1), false};
    assert_non_null(place_block(&place, block, NULL, foot).fragment);
}

static void test_heading_moves_with_its_first_row(void **state) {
    struct fixture *fixture = *state;
    struct block *root = new_block(fixture, BLOCK_GROUP);
    struct block *filler = new_block(fixture, BLOCK_SPACE);
    filler->height = LENGTH_PT(660);
    struct block *heading = new_paragraph(fixture, 1);
    heading->keep_next = true;
    heading->space_before = heading->space_after = 0;
    append(root, filler);
    append(root, heading);
    append(root, new_paragraph(fixture, 200));
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct placed placed =
        place_block(&place, root, NULL, (struct room){LENGTH_PT(400), LENGTH_PT(700), true});
    assert_ptr_equal(placed.fragment->last_child->block, filler);
    assert_ptr_equal(placed.resume->child, heading);
}

static void test_no_orphans_no_widows(void **state) {
    struct fixture *fixture = *state;
    struct block *root = new_block(fixture, BLOCK_GROUP);
    append(root, new_paragraph(fixture, 100));
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct room endless = {LENGTH_PT(300), LENGTH_PT(10000), true};
    size_t lines = place_block(&place, root, NULL, endless).fragment->first_child->line_count;
    for (size_t room = 1; room < lines; room++) {
        struct room page = {LENGTH_PT(300), (length)room * LENGTH_PT(17), false};
        struct placed placed = place_block(&place, root, NULL, page);
        size_t placed_lines = placed.fragment ? placed.fragment->first_child->line_count : 0;
        assert_true(placed_lines == 0 || placed_lines >= 2);
        assert_true(placed_lines == lines || lines - placed_lines >= 2);
    }
}

static void test_long_flow_is_linear(void **state) {
    struct fixture *fixture = *state;
    fixture->blocks = 0;
    struct block *root = new_block(fixture, BLOCK_GROUP);
    for (size_t i = 0; i < 4000; i++)
        append(root, new_paragraph(fixture, 60));
    assert_true(place_all(fixture, root, LENGTH_PT(493), LENGTH_PT(700)) > 400);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_random_trees_on_a4, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random_trees_on_small_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random_trees_on_absurd_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_spanned_cell_is_repeated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_first_rows_keep_with_the_next, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_heading_moves_with_its_first_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_orphans_no_widows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_flow_is_linear, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
