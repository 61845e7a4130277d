/* The text form of pages. */
#include "layout/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct op *add_op(struct arena *arena, struct page *page, enum op_kind kind,
                         int32_t element) {
    struct op *op = VECTOR_PUSH(arena, &page->ops);
    op->kind = kind;
    op->structure = element;
    op->paint = (struct paint){.fill = COLOR_NONE, .stroke = COLOR_NONE};
    return op;
}

static int32_t add_element(struct arena *arena, struct pages *pages, enum tag tag, int32_t parent) {
    struct structure *facts = VECTOR_PUSH(arena, &pages->structures);
    facts->tag = tag;
    facts->parent = parent;
    return (int32_t)pages->structures.count - 1;
}

static void add_shapes(struct arena *arena, struct page *page, int32_t figure) {
    static const struct path_step steps[] = {
        {PATH_MOVE, {0}, {LENGTH_PT(1)}},
        {PATH_CURVE, {1024, 2048, 3072}, {0, -512, 1}}, /* 1/1024 pt is .001 */
        {PATH_CLOSE, {0}, {0}},
    };
    struct op *op = add_op(arena, page, OP_RECT, STRUCTURE_ARTIFACT);
    op->u.rect = (struct op_rect){LENGTH_PT(10), LENGTH_PT(20) + 256, LENGTH_PT(100), 1};
    op->paint.fill = 0xD8E0E2;
    op = add_op(arena, page, OP_PATH, figure);
    op->u.path.steps = steps;
    op->u.path.count = 3;
    op->paint = (struct paint){COLOR_NONE, 0x000001, 768, 1024, 512, true};
}

static void add_texts(struct arena *arena, struct page *page, int32_t paragraph) {
    static const struct font_face face = {.postscript = "OpenSans-Bold"};
    static const struct text_style style = {&face, LENGTH_PT(11) + 512, 0x1A4D5C, true, 0};
    static const struct shaped_run run = {.text = "say \"a\\b\"", .text_bytes = 9};
    static const struct text_piece pieces[] = {{.run = &run, .spaces = 1}, {.spaces = 1}};
    for (int i = 0; i < 2; i++) {
        struct op *op = add_op(arena, page, OP_TEXT, paragraph);
        op->u.text = (struct op_text){LENGTH_PT(72), LENGTH_PT(90 + i), &style, pieces, 2};
    }
    add_op(arena, page, OP_RECT, STRUCTURE_FOOTER);
}

static void one_op_a_line(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct pages *pages = ARENA_NEW(arena, struct pages);
    pages->title = "T";
    pages->language = "en-US";
    pages->date = (struct date){2024, 5, 7};
    int32_t document = add_element(arena, pages, TAG_DOCUMENT, -1);
    int32_t figure = add_element(arena, pages, TAG_FIGURE, document);
    pages->structures.at[figure].alt = "one";
    int32_t row = add_element(arena, pages, TAG_TR, document);
    int32_t cell = add_element(arena, pages, TAG_TH, row);
    pages->structures.at[cell].scope = SCOPE_COLUMN;
    pages->structures.at[cell].column_span = 2;
    struct page *page = VECTOR_PUSH(arena, &pages->pages);
    page->width = LENGTH_PT(200);
    page->height = LENGTH_PT(100) + 128;
    add_shapes(arena, page, figure);
    add_texts(arena, page, cell);
    *VECTOR_PUSH(arena, &pages->outline) = (struct outline_entry){"T", 1, 0, 512, figure};
    struct builder out = {0};
    pages_dump(pages, &out);
    const char *text = "text 72 90 OpenSans-Bold 11.5 #1A4D5C underline \"say \\\"a\\\\b\\\"  \"\n";
    char *expected = arena_format(
        arena,
        "pages title=\"T\" lang=\"en-US\" date=2024-05-07\n"
        "page 1 200 x 100.125\n"
        "  - rect 10 20.25 100 0.001 fill #D8E0E2\n"
        "  + Figure path M 0 1 C 1 0 2 -0.5 3 0.001 Z stroke #000001 0.75 dash 1 0.5 round\n"
        "  + TH %s"
        "  . TH text 72 91%s"
        "  - footer rect 0 0 0 0\n"
        "ways\n"
        "  bookmark page 1 0.5 title=\"T\"\n"
        "structure\n"
        "  Document\n"
        "    Figure alt=\"one\"\n"
        "    TR\n"
        "      TH scope=\"column\" columns=2\n",
        text, text + strlen("text 72 90"));
    assert_string_equal(out.at, expected);
    builder_free(&out);
    arena_free(arena);
}

static void every_tag_has_a_name(void **state) {
    (void)state;
    for (int i = 0; i < TAG_COUNT; i++)
        assert_non_null(tag_names[i]);
    assert_null(tag_names[TAG_COUNT]);
    assert_string_equal(tag_names[TAG_LBODY], "LBody");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_op_a_line),
        cmocka_unit_test(every_tag_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
