/* Blocks made by hand and at random, for the tests of placing. */
#ifndef TESTS_UNIT_LAYOUT_PLACE_FIXTURE_H
#define TESTS_UNIT_LAYOUT_PLACE_FIXTURE_H

#include "base/vector.h"
#include "layout/place.h"
#include "pack/files.h"
#include "text/font.h"
#include "text/shape.h"
#include "text/subset.h"
#include "unit/unit.h"

struct fixture {
    struct arena *arena;
    struct font_set *fonts;
    struct shaper *shaper;
    struct diags *diags;
    struct style style, wide_style;
    uint64_t seed;
    size_t blocks;
};

static int set_up(void **state) {
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    fixture->arena = arena;
    fixture->diags = diags_new();
    fixture->fonts = font_set_new();
    struct slice face = embedded_bytes("faces/OpenSans-Regular.ttf");
    assert_true(font_set_add(fixture->fonts,
                             &(struct font_file){"text", 400, false, "regular", face}, NOWHERE,
                             fixture->diags));
    hb_set_t *letters = hb_set_create();
    hb_set_add_range(letters, 0x20, 0x7E);
    font_set_freeze(fixture->fonts, letters);
    hb_set_destroy(letters);
    fixture->shaper = shaper_new(fixture->fonts, 1 << 20);
    fixture->style =
        (struct style){.name = "body", .leading = LENGTH_PT(17), .orphans = 2, .widows = 2};
    fixture->style.fill = fixture->style.edge_color = COLOR_NONE;
    fixture->style.text =
        (struct text_style){.face = font_set_face(fixture->fonts, 0), .size = LENGTH_PT(12)};
    fixture->wide_style = fixture->style;
    fixture->wide_style.padding =
        (struct edges){LENGTH_PT(6), LENGTH_PT(6), LENGTH_PT(6), LENGTH_PT(6)};
    fixture->seed = 1;
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    shaper_free(fixture->shaper);
    font_set_free(fixture->fonts);
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    return 0;
}

static uint32_t random_below(struct fixture *fixture, uint32_t limit) {
    return unit_random_below(&fixture->seed, limit);
}

static struct block *new_block(struct fixture *fixture, enum block_kind kind) {
    struct block *block = ARENA_NEW(fixture->arena, struct block);
    block->kind = kind;
    block->style = &fixture->style;
    block->structure = STRUCTURE_ARTIFACT;
    fixture->blocks++;
    return block;
}

static void append(struct block *parent, struct block *child) {
    if (parent->last_child)
        parent->last_child->next = child;
    else
        parent->first_child = child;
    parent->last_child = child;
}

static struct block *new_paragraph(struct fixture *fixture, size_t words) {
    struct block *block = new_block(fixture, BLOCK_PARAGRAPH);
    char *text = arena_alloc(fixture->arena, words * 12 + 1);
    size_t size = 0;
    for (size_t i = 0; i < words; i++) {
        size_t letters = 1 + random_below(fixture, 10);
        for (size_t k = 0; k < letters; k++)
            text[size++] = (char)('a' + random_below(fixture, 26));
        if (i + 1 < words)
            text[size++] = ' ';
    }
    struct text_span *span = ARENA_NEW(fixture->arena, struct text_span);
    *span = (struct text_span){.text = text,
                               .size_bytes = size,
                               .style = &fixture->style.text,
                               .structure = -1,
                               .link = -1};
    block->u.text.paragraph = paragraph_build(fixture->arena, fixture->shaper, span, 1);
    block->space_after = LENGTH_PT(random_below(fixture, 10));
    block->space_before = LENGTH_PT(random_below(fixture, 10));
    return block;
}

static struct block_cell new_cell(struct fixture *fixture, size_t column, size_t rows,
                                  struct block *content) {
    struct block_cell cell = {.style = &fixture->wide_style,
                              .column = (uint16_t)column,
                              .column_span = 1,
                              .row_span = (uint16_t)rows};
    cell.content = new_block(fixture, BLOCK_GROUP);
    append(cell.content, content);
    return cell;
}

/* A table of one column, its rows one line each. */
static struct block *new_plain_table(struct fixture *fixture, size_t rows) {
    struct block *block = new_block(fixture, BLOCK_TABLE);
    struct block_table *table = &block->u.table;
    table->column_count = 1;
    table->columns = ARENA_ARRAY(fixture->arena, struct measure, 1);
    table->columns[0] = (struct measure){.kind = MEASURE_SHARE, .share = 1000};
    table->row_count = rows;
    table->rows = ARENA_ARRAY(fixture->arena, struct block_row, rows);
    for (size_t r = 0; r < rows; r++) {
        table->rows[r].cells = ARENA_ARRAY(fixture->arena, struct block_cell, 1);
        table->rows[r].cells[0] = new_cell(fixture, 0, 1, new_paragraph(fixture, 1));
        table->rows[r].cell_count = 1;
    }
    return block;
}

#endif
