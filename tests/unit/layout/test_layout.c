/* Page masters: the next one, the last one, a roll, the running section; and a header that grows.
 * The reports and templates are written by hand, and so is what has to come out. */
#include "layout/layout.h"

#include "base/builder.h"
#include "pack/pack.h"

#include <libxml/parser.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct diags *diags;
    struct pack *pack;
    struct shaper *shaper;
    xmlDocPtr report;
    struct arena *arena;
    struct template *template;
};

static int set_up(void **state) {
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    static const char report[] =
        "<report title='T' name='a very long name of a person that needs many lines'/>";
    fixture->arena = arena;
    fixture->diags = diags_new();
    fixture->pack = pack_load(&(struct pack_options){.brand = "plain"}, fixture->diags);
    fixture->shaper = shaper_new(fixture->pack->fonts, 1 << 20);
    fixture->report = xmlReadMemory(report, (int)strlen(report), "report", NULL, 0);
    *state = fixture;
    return fixture->report == NULL ? -1 : 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    template_free(fixture->template);
    xmlFreeDoc(fixture->report);
    shaper_free(fixture->shaper);
    pack_free(fixture->pack);
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    return 0;
}

#define MARGINS "margin-top='20mm' margin-right='18mm' margin-bottom='20mm' margin-left='18mm'"

/* The pages of a template with these masters and this flow, as pages_dump prints them. */
static const char *dump_of(struct fixture *fixture, const char *masters, const char *flow,
                           const struct pages **out_pages) {
    const char *text =
        arena_format(fixture->arena,
                     "<layout xmlns='urn:magreport:layout:1' version='1' name='t' title='T' "
                     "language='en-US'>%s<flow page='one'>%s</flow></layout>",
                     masters, flow);
    struct template_inputs template_inputs = {.brand = fixture->pack->brand, .paper = "a4"};
    fixture->template =
        template_load(fixture->arena, "t.xml", slice_from(text), &template_inputs, fixture->diags);
    diags_print(fixture->diags, stderr);
    assert_non_null(fixture->template);
    struct layout_inputs inputs = {.template = fixture->template,
                                   .brand = fixture->pack->brand,
                                   .shaper = fixture->shaper,
                                   .report = fixture->report};
    *out_pages = layout_build(fixture->arena, &inputs, fixture->diags);
    assert_non_null(*out_pages);
    struct builder out = {0};
    pages_dump(*out_pages, &out);
    const char *dump = arena_string(fixture->arena, out.at);
    builder_free(&out);
    return dump;
}

static void assert_holds(const char *dump, const char *part) {
    if (strstr(dump, part) == NULL)
        fail_msg("not in the dump: %s\n%s", part, dump);
}

static void test_left_and_right_pages_alternate(void **state) {
    const struct pages *pages;
    const char *dump =
        dump_of(*state,
                "<page name='one' next='two' " MARGINS
                "><footer bottom='9mm' height='8mm'><p>right {$page}</p></footer></page>"
                "<page name='two' next='one' " MARGINS
                "><footer bottom='9mm' height='8mm'><p>left {$page}</p></footer></page>",
                "<p>a</p><break/><p>b</p><break/><p>c</p>", &pages);
    assert_int_equal(pages->pages.count, 3);
    assert_holds(dump, "right 1");
    assert_holds(dump, "left 2");
    assert_holds(dump, "right 3");
}

/* Words between `first` and `last`, each a number of its own: "1000 1001 ...". */
static const char *numbers(struct fixture *fixture, int first, int last) {
    const char *text = "";
    for (int i = first; i <= last; i++)
        text = arena_format(fixture->arena, "%s%d ", text, i);
    return text;
}

#define SIDES "margin-top='20mm' margin-right='10mm' margin-bottom='20mm' margin-left='30mm'"

/* Where a text begins: baseline and left end; -1 if the page does not have it. */
static struct op_text find_text(const struct page *page, const char *word) {
    for (size_t i = 0; i < page->ops.count; i++) {
        const struct op *op = &page->ops.at[i];
        if (op->kind == OP_TEXT && op->u.text.pieces[0].run != NULL &&
            strncmp(op->u.text.pieces[0].run->text, word, strlen(word)) == 0)
            return op->u.text;
    }
    return (struct op_text){.x = -1, .baseline = -1};
}

static length baseline_of(const struct page *page, const char *word) {
    return find_text(page, word).baseline;
}

static void test_sides_are_mirrored_on_left_pages(void **state) {
    const struct pages *pages;
    dump_of(*state,
            "<page name='one' mirror='yes' " SIDES
            "><header top='8mm' left='5mm' right='50mm'><p>Head</p></header></page>",
            "<p>Text</p><break/><p>Text</p><break/><p>Text</p>", &pages);
    assert_int_equal(pages->pages.count, 3);
    const length text[] = {LENGTH_MM10(300), LENGTH_MM10(100), LENGTH_MM10(300)};
    const length head[] = {LENGTH_MM10(50), LENGTH_MM10(500), LENGTH_MM10(50)};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(find_text(&pages->pages.at[i], "Text").x, text[i]);
        length x = find_text(&pages->pages.at[i], "Head").x;
        assert_in_range(x, head[i] - 2, head[i] + 2); /* a sum of roundings */
    }
}

/* `left` takes a page's place, not its turn: `next` goes on from the one that is replaced. */
static void test_left_page_has_its_master(void **state) {
    const struct pages *pages;
    const char *dump = dump_of(
        *state,
        "<page name='one' next='two' " MARGINS "><footer bottom='9mm' height='8mm'><p>first "
        "{$page}</p></footer></page><page name='two' left='three' " MARGINS
        "><footer bottom='9mm' height='8mm'><p>right {$page}</p></footer></page>"
        "<page name='three' " MARGINS
        "><footer bottom='9mm' height='8mm'><p>left {$page}</p></footer></page>",
        "<p>a</p><break/><p>b</p><break/><p>c</p><break/><p>d</p>", &pages);
    assert_int_equal(pages->pages.count, 4);
    assert_holds(dump, "first 1");
    assert_holds(dump, "left 2");
    assert_holds(dump, "right 3");
    assert_holds(dump, "left 4");
}

/* The page of each word, from 1, 0 if it is on none. */
static size_t page_of(const struct pages *pages, const char *word) {
    for (size_t i = 0; i < pages->pages.count; i++)
        if (baseline_of(&pages->pages.at[i], word) >= 0)
            return i + 1;
    return 0;
}

static void test_chapters_begin_on_their_side(void **state) {
    const struct pages *pages;
    dump_of(*state, "<page name='one' " MARGINS "/>",
            "<break to='left'/><p>A</p><break to='right'/><p>B</p><break to='right'/><p>C</p>"
            "<break to='left'/><p>D</p><box><break to='left'/><p>E</p></box>",
            &pages);
    assert_int_equal(page_of(pages, "A"), 2);
    assert_int_equal(page_of(pages, "B"), 3);
    assert_int_equal(page_of(pages, "C"), 5);
    assert_int_equal(page_of(pages, "D"), 6);
    assert_int_equal(page_of(pages, "E"), 8);
    assert_int_equal(pages->pages.count, 8);
}

/* 257 mm of text; a break that needs what is there is none. */
static void test_break_needs_height(void **state) {
    const struct pages *pages;
    dump_of(*state, "<page name='one' " MARGINS "/>",
            "<break needs='300mm'/><p>A</p><space height='150mm'/><break needs='90mm'/><p>B</p>"
            "<break needs='100mm'/><p>C</p>",
            &pages);
    assert_int_equal(page_of(pages, "A"), 1);
    assert_int_equal(page_of(pages, "B"), 1);
    assert_int_equal(page_of(pages, "C"), 2);
}

/* The last line of body text (17 pt) ends at the margin, 20 mm above the paper's end. */
static void test_stretching_space_pushes_to_the_foot(void **state) {
    const struct pages *pages;
    dump_of(*state, "<page name='one' " MARGINS "/>",
            "<p>A</p><space height='0mm' stretch='yes'/><p>B</p><break/><p>C</p>"
            "<space height='235mm'/><p>D</p><space height='0mm' stretch='yes'/>"
            "<box keep='together'><p>E</p><p>F</p></box>",
            &pages);
    length foot = LENGTH_MM10(2970 - 200);
    length first = baseline_of(&pages->pages.at[0], "A") - LENGTH_MM10(200);
    assert_in_range(baseline_of(&pages->pages.at[0], "B") + LENGTH_PT(17) - first, foot - 2,
                    foot + 2);
    assert_int_equal(page_of(pages, "D"), 2);
    assert_int_equal(page_of(pages, "F"), 3); /* pushed on the next page, too */
    assert_in_range(baseline_of(&pages->pages.at[2], "F") + LENGTH_PT(17) - first, foot - 2,
                    foot + 2);
}

/* Space above is none at the top of a page, after any break and in columns. */
static void test_space_vanishes_at_the_top(void **state) {
    struct fixture *fixture = *state;
    const struct pages *pages;
    const char *flow = arena_format(
        fixture->arena,
        "<p>A</p><break/><space height='30mm'/><rule/><space height='3mm'/><p>B</p>"
        "<break to='right'/><space height='30mm'/><h level='1' style='body'>C</h><break/>"
        "<columns widths='1fr 1fr'><box><p>%s</p><space height='9mm'/><p>D</p></box>"
        "<p>x</p></columns><break/><p space-before='20mm'>E</p>",
        numbers(fixture, 1000, 1293));
    dump_of(*state, "<page name='one' " MARGINS "/>", flow, &pages);
    length top = baseline_of(&pages->pages.at[0], "A");
    assert_int_equal(page_of(pages, "B"), 2);
    assert_int_equal(baseline_of(&pages->pages.at[1], "B"), top);
    assert_int_equal(page_of(pages, "C"), 3);
    assert_int_equal(baseline_of(&pages->pages.at[2], "C"), top);
    assert_int_equal(page_of(pages, "D"), 5);
    assert_int_equal(baseline_of(&pages->pages.at[4], "D"), top);
    assert_int_equal(page_of(pages, "E"), 6);
    assert_int_equal(baseline_of(&pages->pages.at[5], "E"), top);
}

/* 257 mm of text: a picture of 20 mm and its words move to the next page as one. */
static void test_caption_stays_with_its_figure(void **state) {
    const struct pages *pages;
    const char *dump = dump_of(*state, "<page name='one' " MARGINS "/>",
                               "<space height='234mm'/><chart kind='meter' value='4' max='9' "
                               "height='20mm' alt='4 of 9.' "
                               "caption='Words'/>",
                               &pages);
    assert_int_equal(pages->pages.count, 2);
    assert_int_equal(page_of(pages, "Words"), 2);
    assert_int_equal(page_of(pages, "4"), 2);
    assert_holds(dump, "    Div\n      Figure alt=\"4 of 9.\"\n      Caption\n");
}

/* The label stands on the line of the first text, however large and deep that is. */
static void test_labels_stand_on_the_first_line(void **state) {
    const struct pages *pages;
    dump_of(*state,
            "<style name='huge' like='body' size='30pt' leading='40pt'/>"
            "<page name='one' " MARGINS "/>",
            "<list kind='number'><item><p style='huge'>A</p></item>"
            "<item><box role='note' icon='none'><p>B</p></box></item>"
            "<item>C<list kind='number'><item>D</item></list></item></list>",
            &pages);
    const struct page *page = &pages->pages.at[0];
    static const char *const pairs[][2] = {{"1.", "A"}, {"2.", "B"}, {"3.", "C"}};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(baseline_of(page, pairs[i][0]), baseline_of(page, pairs[i][1]));
    assert_true(baseline_of(page, "D") > baseline_of(page, "C"));
}

/* Three lines of 17 pt beside one: it stands in their first, second, third. */
static void test_cells_hold_text_where_they_say(void **state) {
    const struct pages *pages;
    dump_of(*state, "<page name='one' " MARGINS "/>",
            "<table><col/><col/><col valign='middle'/><col valign='bottom'/><row><cell>"
            "<box><p>A</p><p>B</p><p>C</p></box></cell><cell>X</cell><cell>Y</cell><cell>Z</cell>"
            "</row></table>",
            &pages);
    const struct page *page = &pages->pages.at[0];
    assert_int_equal(baseline_of(page, "X"), baseline_of(page, "A"));
    length middle = (baseline_of(page, "A") + baseline_of(page, "C")) / 2;
    assert_in_range(baseline_of(page, "Y"), middle - 2, middle + 2);
    assert_int_equal(baseline_of(page, "Z"), baseline_of(page, "C"));
}

static void test_last_page_has_its_master(void **state) {
    const struct pages *pages;
    const char *dump =
        dump_of(*state,
                "<page name='one' last='end' " MARGINS
                "><footer bottom='9mm' height='8mm'><p>more {$page}</p></footer></page>"
                "<page name='end' " MARGINS
                "><footer bottom='9mm' height='8mm'><p>end {$page} of {$pages}</p></footer></page>",
                "<p>a</p><break/><p>b</p>", &pages);
    assert_int_equal(pages->pages.count, 2);
    assert_holds(dump, "more 1");
    assert_holds(dump, "end 2 of 2");
}

static void test_roll_is_as_long_as_its_content(void **state) {
    const struct pages *pages;
    dump_of(*state,
            "<page name='one' width='80mm' roll='yes' margin-top='4mm' margin-right='4mm' "
            "margin-bottom='6mm' margin-left='4mm'/>",
            "<space height='0mm'/><p>one line</p>", &pages);
    assert_int_equal(pages->pages.count, 1);
    assert_int_equal(pages->pages.at[0].width, LENGTH_MM10(800));
    length height =
        LENGTH_MM10(40) + LENGTH_MM10(60) + LENGTH_PT(17); /* margins and a line of body text */
    assert_in_range(pages->pages.at[0].height, height - 2, height + 2);
}

static void test_header_prints_the_running_section(void **state) {
    const struct pages *pages;
    const char *dump = dump_of(
        *state,
        "<page name='one' " MARGINS "><header top='8mm'><p>in {$section}</p></header></page>",
        "<h level='1'>First</h><break/><p>more</p><break/><h level='2'>Second</h><p>x</p>", &pages);
    assert_int_equal(pages->pages.count, 3);
    assert_holds(dump, "in First");
    assert_holds(dump, "in Second");
}

/* Each number from first to last stands on the pages once, in order. */
static void assert_numbers(const struct pages *pages, int first, int last) {
    int next = first;
    for (size_t p = 0; p < pages->pages.count; p++)
        for (size_t i = 0; i < pages->pages.at[p].ops.count; i++) {
            const struct op_text *text = &pages->pages.at[p].ops.at[i].u.text;
            bool is_text = pages->pages.at[p].ops.at[i].kind == OP_TEXT;
            for (size_t k = 0; is_text && k < text->piece_count; k++) {
                int number =
                    text->pieces[k].run ? (int)strtol(text->pieces[k].run->text, NULL, 10) : 0;
                if (number >= first && number <= last)
                    assert_int_equal(number, next++);
            }
        }
    assert_int_equal(next, last + 1);
}

/* Pages of two widths in turn: a text that goes on over them is broken anew. */
static void test_widths_change_within_a_text(void **state) {
    struct fixture *fixture = *state;
    const struct pages *pages;
    const char *flow = arena_format(
        fixture->arena,
        "<p>%s</p><list kind='number'><item>%s</item></list><box role='note'><p>%s</p></box>"
        "<columns widths='1fr 1fr'><p>%s</p><p>Z</p></columns>"
        "<table rows='split'><col/><row><cell>%s</cell></row></table>",
        numbers(fixture, 1000, 1400), numbers(fixture, 2000, 2300), numbers(fixture, 3000, 3300),
        numbers(fixture, 4000, 4300), numbers(fixture, 5000, 5300));
    dump_of(*state,
            "<page name='one' next='two' width='100mm' height='90mm' " MARGINS "/>"
            "<page name='two' next='one' width='160mm' height='90mm' " MARGINS "/>",
            flow, &pages);
    assert_numbers(pages, 1000, 1400);
    assert_numbers(pages, 2000, 2300);
    assert_numbers(pages, 3000, 3300);
    assert_numbers(pages, 4000, 4300);
    assert_numbers(pages, 5000, 5300);
}

static void test_header_that_grows_pushes_the_flow(void **state) {
    const struct pages *pages;
    dump_of(*state,
            "<page name='one' " MARGINS "><header top='8mm' height='9mm' left='80mm' right='100mm'>"
            "<p>{/report/@name}</p></header></page>",
            "<p>Flow</p>", &pages);
    /* Four lines of 17 pt from 8 mm on end at 32 mm, past the margin of 20 mm. */
    assert_true(baseline_of(&pages->pages.at[0], "Flow") > LENGTH_MM10(320));
}

#define PLAIN_PAGE "<page name='one' " MARGINS "/>"

static void test_break_in_a_cell_loses_nothing(void **state) {
    const struct pages *pages;
    const char *dump = dump_of(*state, PLAIN_PAGE,
                               "<table><col/><col/><row><cell><p>Before</p><break/><p>After</p>"
                               "</cell><cell>Beside</cell></row></table>",
                               &pages);
    assert_int_equal(pages->pages.count, 2);
    assert_holds(dump, "\"Beside\"");
    assert_true(baseline_of(&pages->pages.at[0], "Before") > 0);
    assert_true(baseline_of(&pages->pages.at[1], "After") > 0);
}

static void test_break_that_begins_a_box_ends_the_page(void **state) {
    const struct pages *pages;
    dump_of(*state, PLAIN_PAGE, "<p>Above</p><box><break/><p>Inside</p></box>", &pages);
    assert_int_equal(pages->pages.count, 2);
    assert_true(baseline_of(&pages->pages.at[1], "Inside") > 0);
}

static void test_region_ignores_breaks(void **state) {
    const struct pages *pages;
    const char *dump = dump_of(*state,
                               "<page name='one' " MARGINS
                               "><header top='8mm'><p>Head</p><break/><p>Rest</p></header></page>",
                               "<p>Flow</p>", &pages);
    assert_int_equal(pages->pages.count, 1);
    assert_holds(dump, "\"Rest\"");
}

/* All that is drawn as a rectangle ends within the margins. */
static void assert_inside(const struct page *page) {
    for (size_t i = 0; i < page->ops.count; i++) {
        const struct op *op = &page->ops.at[i];
        if (op->kind != OP_RECT && op->kind != OP_IMAGE)
            continue;
        assert_in_range(op->u.rect.x + op->u.rect.width, LENGTH_MM10(180),
                        page->width - LENGTH_MM10(180) + 2);
        assert_in_range(op->u.rect.y + op->u.rect.height, LENGTH_MM10(200),
                        page->height - LENGTH_MM10(200) + 2);
    }
}

static void test_fixed_columns_do_not_leave_the_page(void **state) {
    const struct pages *pages;
    dump_of(*state, "<style name='t' rule-width='1pt' rule-color='#000000'/>" PLAIN_PAGE,
            "<table style='t' gap='100mm'><col width='200mm'/><col width='300mm'/><col/>"
            "<row style='t'><cell>a</cell><cell>b</cell><cell>c</cell></row></table>",
            &pages);
    assert_inside(&pages->pages.at[0]);
    assert_true(pages->pages.at[0].ops.count >= 4);
    for (size_t i = 0; i < pages->pages.at[0].ops.count; i++)
        if (pages->pages.at[0].ops.at[i].kind == OP_TEXT)
            assert_true(pages->pages.at[0].ops.at[i].u.text.x < LENGTH_MM10(1920));
}

static void test_box_leaves_room_for_what_is_inside(void **state) {
    const struct pages *pages;
    dump_of(*state, "<style name='b' padding='400mm' fill='#eeeeee'/>" PLAIN_PAGE,
            "<box style='b' min-height='800mm'><p>Inside</p></box>", &pages);
    assert_int_equal(pages->pages.count, 1);
    assert_inside(&pages->pages.at[0]);
    assert_in_range(baseline_of(&pages->pages.at[0], "Inside"), 1, LENGTH_MM10(2770));
}

static void test_lines_to_write_on_go_on_with_the_next_page(void **state) {
    const struct pages *pages;
    dump_of(*state, PLAIN_PAGE, "<field lines='40' gap='10mm'>Notes</field>", &pages);
    size_t lines = 0;
    for (size_t i = 0; i < pages->pages.count; i++) {
        assert_inside(&pages->pages.at[i]);
        for (size_t k = 0; k < pages->pages.at[i].ops.count; k++)
            lines += pages->pages.at[i].ops.at[k].kind == OP_RECT;
    }
    assert_int_equal(pages->pages.count, 2);
    assert_int_equal(lines, 40);
}

static void test_missing_character_names_its_place(void **state) {
    struct fixture *fixture = *state;
    const struct pages *pages;
    dump_of(fixture, PLAIN_PAGE, "<p>a</p>\n<p>b {concat('\xE7\x9D\xA1', /report/@title)}</p>",
            &pages);
    FILE *file = tmpfile();
    diags_print(fixture->diags, file);
    char text[4096] = "";
    rewind(file);
    size_t size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    fclose(file);
    assert_non_null(strstr(text, "t.xml:2:1: warning[W601]"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_left_and_right_pages_alternate),
        TEST(test_last_page_has_its_master),
        TEST(test_roll_is_as_long_as_its_content),
        TEST(test_header_prints_the_running_section),
        TEST(test_header_that_grows_pushes_the_flow),
        TEST(test_widths_change_within_a_text),
        TEST(test_space_vanishes_at_the_top),
        TEST(test_caption_stays_with_its_figure),
        TEST(test_labels_stand_on_the_first_line),
        TEST(test_sides_are_mirrored_on_left_pages),
        TEST(test_left_page_has_its_master),
        TEST(test_chapters_begin_on_their_side),
        TEST(test_break_needs_height),
        TEST(test_stretching_space_pushes_to_the_foot),
        TEST(test_cells_hold_text_where_they_say),
        TEST(test_break_in_a_cell_loses_nothing),
        TEST(test_break_that_begins_a_box_ends_the_page),
        TEST(test_region_ignores_breaks),
        TEST(test_fixed_columns_do_not_leave_the_page),
        TEST(test_box_leaves_room_for_what_is_inside),
        TEST(test_lines_to_write_on_go_on_with_the_next_page),
        TEST(test_missing_character_names_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
