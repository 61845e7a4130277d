/* pdf_write: the same bytes for the same pages, what the content stream says, and what is left out.
 *
 * With arguments this program is the maker of files for tests/pdf/test_synthetic.py:
 *   test_pdf FILE [PAGES [TIMES]]     writes a document of PAGES pages (9), made TIMES times (1) */
#include "unit/pdf/synthetic.h"
#include "unit/pdf/unpacked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct fixture {
    struct synthetic all;
    struct pdf_shared *shared;
    struct pdf_writer *writer;
    struct arena *scratch;
    struct builder content; /* of all pages, one after the other */
};

static void collect(void *user, const void *bytes, size_t size_bytes) {
    builder_add(user, bytes, size_bytes);
}

static struct fixture *fixture_new(void) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    synthetic_open(&fixture->all);
    fixture->shared = pdf_shared_new(fixture->all.fonts, fixture->all.profile, fixture->all.diags);
    assert_non_null(fixture->shared);
    fixture->writer = pdf_writer_new(fixture->shared, PDF_QUICK);
    fixture->scratch = arena_new();
    return fixture;
}

static void fixture_free(struct fixture *fixture) {
    pdf_writer_free(fixture->writer);
    pdf_shared_free(fixture->shared);
    arena_free(fixture->scratch);
    builder_free(&fixture->content);
    synthetic_close(&fixture->all);
    free(fixture);
}

static int set_up(void **state) {
    *state = fixture_new();
    return 0;
}

static int tear_down(void **state) {
    fixture_free(*state);
    return 0;
}

static void write_into(struct fixture *fixture, struct builder *out) {
    builder_reset(out);
    builder_reset(&fixture->content);
    pdf_writer_tap(fixture->writer, collect, &fixture->content);
    bool is_done =
        pdf_write(fixture->writer, fixture->scratch, fixture->all.pages, fixture->all.diags, out);
    arena_reset(fixture->scratch);
    if (!is_done)
        diags_print(fixture->all.diags, stderr);
    assert_true(is_done);
}

/* How often a text without NUL bytes stands in the bytes. */
static size_t count_of(const struct builder *bytes, const char *text) {
    size_t count = 0, size = strlen(text);
    for (size_t i = 0; i + size <= bytes->size_bytes; i++)
        if (memcmp(bytes->at + i, text, size) == 0)
            count++;
    return count;
}

/* The same in a file, looking into object streams. */
static size_t count_in_file(const struct builder *file, const char *text) {
    struct builder unpacked = {0};
    unpack(file, &unpacked);
    size_t count = count_of(&unpacked, text);
    builder_free(&unpacked);
    return count;
}

static void same_pages_same_bytes(void **state) {
    struct fixture *fixture = *state, *other = fixture_new();
    struct builder first = {0}, between = {0}, second = {0}, third = {0};
    synthetic_build(&fixture->all, "One", 4);
    write_into(fixture, &first);
    struct pages *pages = fixture->all.pages;
    synthetic_build(&fixture->all, "Another", 7);
    write_into(fixture, &between);
    fixture->all.pages = pages;
    write_into(fixture, &second);
    synthetic_build(&other->all, "One", 4);
    write_into(other, &third);
    assert_int_equal(first.size_bytes, second.size_bytes);
    assert_memory_equal(first.at, second.at, first.size_bytes);
    assert_int_equal(first.size_bytes, third.size_bytes);
    assert_memory_equal(first.at, third.at, first.size_bytes);
    assert_int_not_equal(between.size_bytes, first.size_bytes);
    builder_free(&first);
    builder_free(&between);
    builder_free(&second);
    builder_free(&third);
    fixture_free(other);
}

static void title_changes_the_id(void **state) {
    struct fixture *fixture = *state;
    struct builder first = {0}, second = {0};
    synthetic_build(&fixture->all, "Aa", 1);
    write_into(fixture, &first);
    synthetic_build(&fixture->all, "Ab", 1);
    write_into(fixture, &second);
    const char *first_id = find_in(&first, "/ID[<");
    const char *second_id = find_in(&second, "/ID[<");
    assert_non_null(first_id);
    assert_non_null(second_id);
    assert_memory_not_equal(first_id, second_id, 30);
    builder_free(&first);
    builder_free(&second);
}

static void file_has_its_frame(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    synthetic_build(&fixture->all, "Frame", 2);
    write_into(fixture, &out);
    assert_memory_equal(out.at, "%PDF-1.7\n", 9);
    assert_memory_equal(out.at + out.size_bytes - 6, "%%EOF\n", 6);
    assert_int_equal(count_in_file(&out, "Haru"), 0);
    assert_int_equal(count_in_file(&out, "/Producer(magreport)"), 1);
    assert_int_equal(count_in_file(&out, "/CreationDate(D:20240517000000Z)"), 1);
    assert_int_equal(count_in_file(&out, "<xmp:CreateDate>2024-05-17T00:00:00Z<"), 1);
    assert_int_equal(count_in_file(&out, "Riverside &amp; Sons &lt;clinic&gt;"), 1);
    assert_int_equal(pdf_writer_measure(fixture->writer).page_count, 2);
    assert_int_equal(pdf_writer_measure(fixture->writer).content_bytes,
                     fixture->content.size_bytes);
    builder_free(&out);
}

static void unused_is_left_out(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    synthetic_begin(&fixture->all, "Empty");
    int32_t document = synthetic_element(&fixture->all, TAG_DOCUMENT, -1);
    int32_t section = synthetic_element(&fixture->all, TAG_SECT, document);
    synthetic_element(&fixture->all, TAG_P, section);
    int32_t row = synthetic_element(&fixture->all, TAG_TR,
                                    synthetic_element(&fixture->all, TAG_TABLE, document));
    synthetic_cell(&fixture->all, TAG_TD, row, SCOPE_NONE);
    synthetic_page(&fixture->all);
    write_into(fixture, &out);
    assert_int_equal(count_in_file(&out, "/S/Sect"), 0);
    assert_int_equal(count_in_file(&out, "/S/P/"), 0);
    assert_int_equal(count_in_file(&out, "/S/TD"), 1);
    assert_int_equal(count_in_file(&out, "/FontFile2"), 0);
    assert_int_equal(count_in_file(&out, "/SMask"), 0);
    builder_free(&out);
}

static void images_are_stored_once(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    synthetic_build(&fixture->all, "Images", 7); /* three pages with the image */
    write_into(fixture, &out);
    assert_int_equal(count_in_file(&out, "/Subtype/Image"), 2); /* colour and alpha */
    assert_int_equal(count_in_file(&out, "/SMask"), 1);
    assert_int_equal(count_of(&fixture->content, "cm/I0 Do Q"), 3);
    builder_free(&out);
}

/* A page of 200 by 100 points; y is turned over, edges are rounded to hundredths, equal colours are
 * written once. */
static void shapes_are_operators(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    synthetic_begin(&fixture->all, "Shapes");
    int32_t document = synthetic_element(&fixture->all, TAG_DOCUMENT, -1);
    int32_t paragraph = synthetic_element(&fixture->all, TAG_P, document);
    synthetic_page(&fixture->all);
    fixture->all.page->width = LENGTH_PT(200);
    fixture->all.page->height = LENGTH_PT(100);
    const struct op_rect rect = {LENGTH_PT(10), LENGTH_PT(20), LENGTH_PT(30) + 512, LENGTH_PT(5)};
    synthetic_rect(&fixture->all, STRUCTURE_ARTIFACT, rect, 0xFF0033);
    synthetic_rect(&fixture->all, STRUCTURE_ARTIFACT, rect, 0xFF0033);
    struct path_step steps[] = {{PATH_MOVE, {1}, {0}}, {PATH_LINE, {LENGTH_PT(2)}, {1024}}};
    struct op *op = synthetic_op(&fixture->all, OP_PATH, paragraph);
    op->u.path.steps = steps;
    op->u.path.count = 2;
    op->paint =
        (struct paint){COLOR_NONE, 0x808080, LENGTH_PT(1) / 4, LENGTH_PT(3), LENGTH_PT(2), false};
    write_into(fixture, &out);
    const char *expected = "/Artifact BMC\n"
                           "1 0 .2 rg\n"
                           "10 75 30.5 5 re f\n"
                           "10 75 30.5 5 re f\n"
                           "EMC\n"
                           "/P<</MCID 0>>BDC\n"
                           ".502 G\n.25 w\n[3 2] 0 d\n"
                           "0 100 m 2 99 l S\n"
                           "EMC\n";
    assert_string_equal(fixture->content.at, expected);
    builder_free(&out);
}

/* Glyph ids of Open Sans Regular from its cmap (ttx): H 0x2B, i 0x4C, space 0x03. */
static void text_is_operators(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    synthetic_begin(&fixture->all, "Text");
    int32_t document = synthetic_element(&fixture->all, TAG_DOCUMENT, -1);
    int32_t paragraph = synthetic_element(&fixture->all, TAG_P, document);
    synthetic_page(&fixture->all);
    fixture->all.page->height = LENGTH_PT(100);
    struct text_style style = fixture->all.body;
    style.color = 0x000000;
    fixture->all.y = LENGTH_PT(20);
    synthetic_line(&fixture->all, paragraph, &style, LENGTH_PT(10), "Hi Hi");
    fixture->all.y = LENGTH_PT(35);
    synthetic_line(&fixture->all, paragraph, &style, LENGTH_PT(12), "Hi");
    write_into(fixture, &out);
    static const char expected[] = "/P<</MCID 0>>BDC\nBT\n10 80 Td\n/F0 12 Tf\n"
                                   "[(\0\x2B\0\x4C\0\x03\0\x2B\0\x4C\0\x03)]TJ\n"
                                   "2 -15 Td\n[(\0\x2B\0\x4C\0\x03)]TJ\nET\nEMC\n";
    assert_int_equal(fixture->content.size_bytes, sizeof expected - 1);
    assert_memory_equal(fixture->content.at, expected, sizeof expected - 1);
    builder_free(&out);
}

static void missing_glyph_has_actual_text(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    synthetic_begin(&fixture->all, "Missing");
    int32_t document = synthetic_element(&fixture->all, TAG_DOCUMENT, -1);
    synthetic_page(&fixture->all);
    synthetic_line(&fixture->all, synthetic_element(&fixture->all, TAG_P, document),
                   &fixture->all.body, 0, "a😀b");
    write_into(fixture, &out);
    /* U+1F600 is D83D DE00 in UTF-16. */
    static const char span[] = "]TJ\n/Span<</ActualText(\xFE\xFF\xD8\x3D\xDE\0)>>BDC\n[(";
    assert_non_null(
        memmem(fixture->content.at, fixture->content.size_bytes, span, sizeof span - 1));
    assert_int_equal(count_of(&fixture->content, "]TJ\nEMC\n"), 1);
    builder_free(&out);
}

/* Three runs of one glyph: plain, raised by a quarter of an em, and one from right to left; no face
 * is asked. */
static void runs_apart_have_their_own_operators(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    synthetic_begin(&fixture->all, "Apart");
    int32_t document = synthetic_element(&fixture->all, TAG_DOCUMENT, -1);
    synthetic_page(&fixture->all);
    fixture->all.page->height = LENGTH_PT(100);
    struct text_style style = fixture->all.body;
    style.color = 0x000000;
    static const uint16_t glyph = 0x2B;
    static const uint32_t cluster = 0;
    const struct shaped_run plain = {.face = style.face,
                                     .text = "H",
                                     .text_bytes = 1,
                                     .glyph_count = 1,
                                     .glyphs = &glyph,
                                     .clusters = &cluster,
                                     .operand = (const uint8_t *)"(\0\x2B)",
                                     .operand_bytes = 4};
    struct shaped_run raised = plain, turned = plain, moved = plain;
    raised.rise = style.face->units_per_em / 4;
    turned.is_right_to_left = true;
    moved.operand = (const uint8_t *)"-20(\0\x2B)";
    moved.operand_bytes = 7;
    const struct text_piece pieces[] = {
        {.run = &plain}, {.run = &moved}, {.run = &raised}, {.run = &turned, .spaces = 1}};
    struct op *op =
        synthetic_op(&fixture->all, OP_TEXT, synthetic_element(&fixture->all, TAG_P, document));
    op->u.text = (struct op_text){0, LENGTH_PT(100), &style, pieces, 4};
    write_into(fixture, &out);
    static const char expected[] = "/P<</MCID 0>>BDC\nBT\n0 0 Td\n/F0 12 Tf\n"
                                   "[(\0\x2B)-20(\0\x2B)]TJ\n"
                                   "3 Ts\n[(\0\x2B)]TJ 0 Ts\n"
                                   "/Span<</ActualText(H)>>BDC\n[(\0\x2B)]TJ\nEMC\n"
                                   "[(\0\x03)]TJ\nET\nEMC\n";
    assert_int_equal(fixture->content.size_bytes, sizeof expected - 1);
    assert_memory_equal(fixture->content.at, expected, sizeof expected - 1);
    builder_free(&out);
}

static void unknown_place_is_refused(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    synthetic_build(&fixture->all, "Link", 1);
    fixture->all.pages->destinations.count = 0;
    assert_false(
        pdf_write(fixture->writer, fixture->scratch, fixture->all.pages, fixture->all.diags, &out));
    assert_int_equal(diags_status(fixture->all.diags), STATUS_BUG);
    assert_int_equal(out.size_bytes, 0);
    diags_reset(fixture->all.diags);
    synthetic_build(&fixture->all, "Link", 1);
    write_into(fixture, &out);
    builder_free(&out);
}

static void full_buffer_is_refused(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {.max_bytes = 20000};
    synthetic_build(&fixture->all, "Big", 9);
    assert_false(
        pdf_write(fixture->writer, fixture->scratch, fixture->all.pages, fixture->all.diags, &out));
    assert_int_equal(diags_status(fixture->all.diags), STATUS_BUG);
    builder_free(&out);
}

static void gray_profile_is_refused(void **state) {
    struct fixture *fixture = *state;
    char *bytes =
        arena_copy(fixture->all.arena, fixture->all.profile.at, fixture->all.profile.size_bytes);
    memcpy(bytes + 16, "GRAY", 4);
    const struct slice profile = {bytes, fixture->all.profile.size_bytes};
    assert_null(pdf_shared_new(fixture->all.fonts, profile, fixture->all.diags));
    assert_null(pdf_shared_new(fixture->all.fonts, slice_from(""), fixture->all.diags));
    assert_int_equal(diags_count(fixture->all.diags, DIAG_ERROR), 2);
}

static int make_file(const char *path, int page_count, int times) {
    struct fixture *fixture = fixture_new();
    struct builder out = {0};
    synthetic_build(&fixture->all, "Your magnesium check — Zoë Ω", page_count);
    for (int i = 0; i < times; i++)
        write_into(fixture, &out);
    bool is_done = file_publish(path, (struct slice){out.at, out.size_bytes}, fixture->all.diags);
    builder_free(&out);
    fixture_free(fixture);
    return is_done ? 0 : 1;
}

int main(int argument_count, char **arguments) {
    if (argument_count > 1)
        return make_file(arguments[1], argument_count > 2 ? (int)strtol(arguments[2], NULL, 10) : 9,
                         argument_count > 3 ? (int)strtol(arguments[3], NULL, 10) : 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(same_pages_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(title_changes_the_id, set_up, tear_down),
        cmocka_unit_test_setup_teardown(file_has_its_frame, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unused_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(images_are_stored_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shapes_are_operators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_is_operators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_glyph_has_actual_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(runs_apart_have_their_own_operators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_place_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full_buffer_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gray_profile_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
