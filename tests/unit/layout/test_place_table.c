/* Placing of tables: the foot, groups, numbers, tables in tables. */
#include "unit/layout/place_fixture.h"

/* Rows are 29 pt high: a line of 17, 6 above and below. */
static void test_foot_stays_with_the_last_row(void **state) {
    struct fixture *fixture = *state;
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct block *block = new_plain_table(fixture, 6);
    const struct block_row *rows = block->u.table.rows;
    block->u.table.foot_count = 2;
    struct room room = {LENGTH_PT(400), LENGTH_PT(29 * 5 + 1), true};
    struct placed first = place_block(&place, block, NULL, room);
    assert_non_null(first.resume); /* four rows fit, but not with the foot */
    assert_ptr_equal(first.fragment->last_child->row, &rows[2]);
    struct placed second = place_block(&place, block, first.resume, room);
    assert_null(second.resume);
    assert_ptr_equal(second.fragment->first_child->row, &rows[3]);
    assert_ptr_equal(second.fragment->last_child->row, &rows[5]);
}

static void test_foot_is_repeated_as_an_artifact(void **state) {
    struct fixture *fixture = *state;
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct block *block = new_plain_table(fixture, 10);
    const struct block_row *foot = &block->u.table.rows[9];
    block->u.table.foot_count = 1;
    block->u.table.foot_repeats = true;
    struct room room = {LENGTH_PT(400), LENGTH_PT(29 * 4), true};
    const struct resume *resume = NULL;
    size_t pages = 0;
    do {
        struct placed placed = place_block(&place, block, resume, room);
        assert_true(placed.fragment->height <= room.height);
        assert_ptr_equal(placed.fragment->last_child->row, foot);
        assert_int_equal(placed.fragment->last_child->is_artifact, placed.resume != NULL);
        assert_ptr_not_equal(placed.fragment->first_child->row, foot);
        resume = placed.resume;
        pages++;
    } while (resume);
    assert_int_equal(pages, 3); /* three rows and the foot on each */
}

static void test_group_goes_on_under_its_name(void **state) {
    struct fixture *fixture = *state;
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct block *block = new_plain_table(fixture, 9);
    struct block_row *rows = block->u.table.rows;
    for (size_t r = 0; r < 9; r++)
        rows[r].group = r < 6 ? 1 : 7; /* rows 0 and 6 head groups */
    rows[0].keep_next = rows[6].keep_next = true;
    rows[0].continued = rows[6].continued = new_paragraph(fixture, 1);
    struct room room = {LENGTH_PT(400), LENGTH_PT(29 * 4), true};
    struct placed first = place_block(&place, block, NULL, room);
    struct placed second = place_block(&place, block, first.resume, room);
    const struct fragment *again = second.fragment->first_child;
    assert_ptr_equal(again->row, &rows[0]);
    assert_true(again->is_artifact);
    assert_ptr_equal(again->first_child->last_child->block, rows[0].continued);
    assert_int_equal(again->height, LENGTH_PT(29)); /* on the same line */
    assert_ptr_equal(again->next->row, &rows[4]);
    /* Row 6 heads a group and does not stand alone at the page's end. */
    assert_ptr_equal(second.fragment->last_child->row, &rows[5]);
    struct placed third = place_block(&place, block, second.resume, room);
    assert_ptr_equal(third.fragment->first_child->row, &rows[6]);
    assert_false(third.fragment->first_child->is_artifact);
    assert_null(third.resume);
}

static struct block *new_text(struct fixture *fixture, const char *text,
                              const struct style *style) {
    struct block *block = new_block(fixture, BLOCK_PARAGRAPH);
    struct text_span *span = ARENA_NEW(fixture->arena, struct text_span);
    *span = (struct text_span){.text = text,
                               .size_bytes = strlen(text),
                               .style = &style->text,
                               .structure = -1,
                               .link = -1};
    block->style = style;
    block->u.text.spans = span;
    block->u.text.span_count = 1;
    block->u.text.paragraph = paragraph_build(fixture->arena, fixture->shaper, span, 1);
    return block;
}

static length width_of(struct fixture *fixture, const char *text, size_t size,
                       const struct style *style) {
    struct place place = {.arena = fixture->arena, .shaper = fixture->shaper};
    const char *part = arena_copy(fixture->arena, text, size);
    return paragraph_max_width(place_label(&place, part, &style->text, STRUCTURE_ARTIFACT));
}

/* Signs, units, whole numbers, dashes, a blank; long ones before and after the point. The points
 * stand below each other, in large print too, and the column is as wide as that needs. */
static void check_points(struct fixture *fixture, length size) {
    static const struct {
        const char *text;
        size_t whole; /* bytes before the point */
    } numbers[] = {{"3.5 mg", 1}, {"12345 mg", 5}, {"-0.56789", 2},
                   {"-", 1},      {"+2.25", 2},    {"7", 1}};
    const size_t count = sizeof numbers / sizeof *numbers;
    struct style style = fixture->style;
    style.align = ALIGN_DECIMAL;
    style.text.size = size;
    struct block *block = new_plain_table(fixture, count + 1);
    block->u.table.columns[0] = (struct measure){.kind = MEASURE_CONTENT};
    for (size_t r = 0; r <= count; r++) {
        struct block *text =
            r < count ? new_text(fixture, numbers[r].text, &style) : NULL; /* the last is blank */
        block->u.table.rows[r].cells[0].content->first_child = text;
    }
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct room room = {LENGTH_PT(900), LENGTH_PT(900), true};
    const struct fragment *row = place_block(&place, block, NULL, room).fragment->first_child;
    length point = -1;
    for (size_t r = 0; r < count; r++, row = row->next) {
        const struct fragment *cell = row->first_child;
        const struct fragment *text = cell->first_child->first_child;
        assert_int_equal(text->line_count, 1);
        length left = cell->first_child->x + text->x + text->width - text->lines[0].width;
        length here = left + width_of(fixture, numbers[r].text, numbers[r].whole, &style);
        point = point < 0 ? here : point;
        assert_in_range(here - point + 4, 0, 8); /* units: advances are rounded apart */
        assert_true(left >= 0 && left + text->lines[0].width <= cell->width);
    }
    assert_null(row->first_child->first_child->first_child);
}

static void test_numbers_stand_on_their_point(void **state) {
    check_points(*state, LENGTH_PT(12));
    check_points(*state, LENGTH_PT(18));
}

/* A table in a cell of a content column gets the width of its own columns. */
static void test_tables_in_tables_have_room(void **state) {
    struct fixture *fixture = *state;
    struct block *inner = new_plain_table(fixture, 2);
    for (size_t r = 0; r < 2; r++) {
        inner->u.table.rows[r].cells[0].content->first_child =
            new_text(fixture, r == 0 ? "some words" : "x", &fixture->style);
    }
    struct block *outer = new_plain_table(fixture, 1);
    outer->u.table.columns[0] = (struct measure){.kind = MEASURE_CONTENT};
    outer->u.table.rows[0].cells[0] = new_cell(fixture, 0, 1, inner);
    struct place place = {
        .arena = fixture->arena, .shaper = fixture->shaper, .diags = fixture->diags};
    struct room room = {LENGTH_PT(900), LENGTH_PT(900), true};
    const struct fragment *cell =
        place_block(&place, outer, NULL, room).fragment->first_child->first_child;
    length words = width_of(fixture, "some words", 10, &fixture->style);
    assert_int_equal(cell->width, words + LENGTH_PT(4 * 6)); /* padding of both cells */
    const struct fragment *row = cell->first_child->first_child->first_child;
    assert_int_equal(row->first_child->first_child->first_child->line_count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_foot_stays_with_the_last_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_foot_is_repeated_as_an_artifact, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_group_goes_on_under_its_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_numbers_stand_on_their_point, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tables_in_tables_have_room, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
