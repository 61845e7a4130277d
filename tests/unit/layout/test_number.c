/* Page numbers in the flow: what is printed on which page, and that nothing moves. Expected pages
 * follow from forced breaks. Run from the project's root. */
#include "base/builder.h"
#include "layout/number.h"
#include "unit/layout/flow_fixture.h"

static int set_up(void **state) {
    return set_up_flow(state, "plain",
                       "<report title='A check' date='2026-11-20'><a/><a/><a/></report>");
}

static void lay_out(struct fixture *fixture, const char *header, const char *blocks) {
    const char *text = arena_format(
        fixture->arena,
        "<layout xmlns='urn:magreport:layout:1' version='1' name='t' title='t' language='en'>"
        "<style name='right' like='body' align='right'/>"
        "<page name='only' margin-top='20mm' margin-right='20mm' margin-bottom='20mm' "
        "margin-left='20mm'>%s</page><flow page='only'>%s</flow></layout>",
        header, blocks);
    struct template *template = load_text(fixture, text);
    if (template == NULL) {
        diags_print(fixture->diags, stderr);
        fail_msg("%s", "the template does not load");
    }
    struct layout_inputs layout = inputs_of(fixture, template);
    fixture->pages = layout_build(fixture->arena, &layout, fixture->diags);
    template_free(template);
    assert_non_null(fixture->pages);
}

static void add_op_text(const struct op *op, struct builder *out) {
    for (size_t i = 0; i < op->u.text.piece_count; i++) {
        const struct text_piece *piece = &op->u.text.pieces[i];
        if (piece->run != NULL) {
            builder_add(out, piece->run->text, piece->run->text_bytes);
        }
        builder_text(out, piece->spaces > 0 ? " " : "");
    }
}

/* All text of a page in the order of its ops, "|" between two ops. */
static const char *text_of(struct fixture *fixture, size_t page) {
    struct builder out = {0};
    const struct page *at = &fixture->pages->pages.at[page];
    for (size_t i = 0; i < at->ops.count; i++) {
        if (at->ops.at[i].kind == OP_TEXT) {
            builder_text(&out, out.size_bytes > 0 ? "|" : "");
            add_op_text(&at->ops.at[i], &out);
        }
    }
    const char *text = arena_copy(fixture->arena, out.at, out.size_bytes);
    builder_free(&out);
    return text;
}

static const struct op *text_op(struct fixture *fixture, size_t page, size_t number) {
    const struct page *at = &fixture->pages->pages.at[page];
    for (size_t i = 0; i < at->ops.count; i++) {
        if (at->ops.at[i].kind == OP_TEXT && number-- == 0) {
            return &at->ops.at[i];
        }
    }
    fail_msg("%s", "no such text");
    return NULL;
}

static void numbers_are_those_of_their_pages(void **state) {
    struct fixture *fixture = *state;
    lay_out(fixture, "",
            "<p>{$page}/{$pages}, see {page-of('end')}.</p><break/><p>Two: <v select='$page'/></p>"
            "<break/><p name='end'>({$page})</p>");
    assert_int_equal(fixture->pages->pages.count, 3);
    assert_string_equal(text_of(fixture, 0), "1/3, see 3.");
    assert_string_equal(text_of(fixture, 1), "Two: 2");
    assert_string_equal(text_of(fixture, 2), "(3)");
}

/* The text around a number keeps its place among the page's ops, and its elements. */
static void order_is_that_of_the_template(void **state) {
    struct fixture *fixture = *state;
    lay_out(fixture, "<header top='5mm'><p>{$page}, {page-of('b')}</p></header>",
            "<p>a</p><p name='b'>b <t style='strong'>{$page}</t> c</p><p>d</p>");
    assert_string_equal(text_of(fixture, 0), "a|b |1| c|d|1, 1");
    assert_int_equal(text_op(fixture, 0, 2)->structure, text_op(fixture, 0, 3)->structure);
    assert_int_not_equal(text_op(fixture, 0, 0)->structure, text_op(fixture, 0, 1)->structure);
}

static void parts_take_numbers(void **state) {
    struct fixture *fixture = *state;
    lay_out(
        fixture,
        "<footer bottom='5mm' height='9mm'><insert part='n'><let name='n' select='$page'/>"
        "</insert></footer></page><part name='n'><p>no. {$n}</p></part><page name='other' "
        "margin-top='20mm' margin-right='20mm' margin-bottom='20mm' margin-left='20mm'>",
        "<p>a</p><break/><let name='here' select='$page'/>"
        "<insert part='n'><let name='n' select='$here'/></insert>"
        "<for each='/report/a'><insert part='n'><let name='n' select=\"page-of('e')\"/></insert>"
        "</for><break/><p name='e'>e</p>");
    assert_string_equal(text_of(fixture, 0), "a|no. 1");
    assert_string_equal(text_of(fixture, 1), "no. 2|no. 3|no. 3|no. 3|no. 2");
}

/* A repeated head prints the number of each page that it stands on. */
static void heads_repeat_with_new_numbers(void **state) {
    struct fixture *fixture = *state;
    lay_out(fixture, "",
            "<table><col/><head><row><cell>p. {$page}</cell></row></head>"
            "<row><cell><box min-height='200mm'>a</box></cell></row>"
            "<row><cell><box min-height='200mm'>b</box></cell></row></table>");
    assert_string_equal(text_of(fixture, 0), "p. 1|a");
    assert_string_equal(text_of(fixture, 1), "p. 2|b");
}

/* What follows a number stands right behind it, and lines that end on the right still do. */
static void no_gap_is_left(void **state) {
    struct fixture *fixture = *state;
    lay_out(fixture, "",
            "<p style='right'>page {$page} of</p><p style='right'>page 1 of</p>"
            "<p>page {$page} <t style='strong'>of</t></p><p>page 1 <t style='strong'>of</t></p>");
    assert_int_equal(text_op(fixture, 0, 0)->u.text.x, text_op(fixture, 0, 1)->u.text.x);
    assert_int_equal(text_op(fixture, 0, 3)->u.text.x, text_op(fixture, 0, 5)->u.text.x);
    assert_true(text_op(fixture, 0, 3)->u.text.x > text_op(fixture, 0, 2)->u.text.x);
}

/* In a place too narrow for four digits one digit is no word that had to be broken. */
static void narrow_places_hold_short_numbers(void **state) {
    struct fixture *fixture = *state;
    lay_out(fixture, "", "<columns widths='6mm 1fr'><p>{$page}</p><p>{$pages}</p></columns>");
    assert_string_equal(text_of(fixture, 0), "1|1");
    assert_int_equal(diags_count(fixture->diags, DIAG_WARNING), 0);
}

static void links_say_their_numbers(void **state) {
    struct fixture *fixture = *state;
    lay_out(fixture, "",
            "<p>0 see <link href='#e'>page {page-of('e')} of {$pages}, from {$page}</link></p>"
            "<break/><p name='e'><link href='#e'>{$page}</link></p>");
    assert_int_equal(fixture->pages->links.count, 2);
    assert_string_equal(fixture->pages->links.at[0].contents, "page 2 of 2, from 1");
    assert_string_equal(fixture->pages->links.at[1].contents, "2");
    assert_string_equal(text_of(fixture, 0), "0 see |page 2 of 2, from 1");
}

static void sections_are_known_at_once(void **state) {
    struct fixture *fixture = *state;
    lay_out(fixture, "<header top='5mm'><p>[{$section}]</p></header>",
            "<p>[{$section}]</p><h level='1'>One</h><p>{$section}</p>"
            "<if test=\"$section = 'One'\"><p>yes</p></if><h level='2' bookmark='B'>Two</h>"
            "<p>{concat($section, '!')}</p>");
    assert_string_equal(text_of(fixture, 0), "[]|One|One|yes|Two|B!|[B]");
}

/* The number of a block that is not printed is told once, whatever the loop. */
static void missing_places_are_told(void **state) {
    struct fixture *fixture = *state;
    lay_out(fixture, "",
            "<for each='/report/a'><p>see {page-of('e')}</p></for>"
            "<if test='/report/b'><p name='e'>e</p></if>");
    assert_string_equal(text_of(fixture, 0), "see ?|see ?|see ?");
    assert_int_equal(diags_count(fixture->diags, DIAG_WARNING), 1);
}

static size_t count_spaces(const struct op *op) {
    size_t count = 0;
    for (size_t i = 0; i < op->u.text.piece_count; i++) {
        count += op->u.text.pieces[i].spaces;
    }
    return count;
}

#define WORDS(one, two, three)                                                                     \
    one " word word word word word word " two " word word word word " three " word word word"

/* A number never breaks a line anew: 120 pages, each with a paragraph of two lines, have the breaks
 * that the widest numbers would give them, on page 9 as on page 110. */
static void many_pages_keep_their_lines(void **state) {
    struct fixture *fixture = *state;
    static const char *const words[] = {"odd", "evenly"};
    struct builder blocks = {0};
    for (int i = 0; i < 120; i++) {
        builder_format(&blocks, "<p>%s " WORDS("{$page}", "{page-of('e')}", "{$pages}"),
                       words[i % 2]);
        builder_text(&blocks, "</p><break/>");
    }
    for (int i = 0; i < 2; i++) {
        builder_format(&blocks, "<p name='%s'>%s " WORDS("0000", "0000", "0000") "</p>",
                       i == 0 ? "e" : "f", words[i]);
    }
    lay_out(fixture, "", blocks.at);
    builder_free(&blocks);
    assert_int_equal(fixture->pages->pages.count, 121);
    for (size_t page = 0; page < 120; page++) {
        for (size_t line = 0; line < 2; line++) {
            assert_int_equal(count_spaces(text_op(fixture, page, line)),
                             count_spaces(text_op(fixture, 120, page % 2 * 2 + line)));
        }
    }
    size_t digits = 1;
    for (size_t most = 10; most <= PAGES_MAX; most *= 10) {
        digits++;
    }
    assert_int_equal(digits, PAGE_DIGITS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_are_those_of_their_pages, begin, end),
        cmocka_unit_test_setup_teardown(order_is_that_of_the_template, begin, end),
        cmocka_unit_test_setup_teardown(parts_take_numbers, begin, end),
        cmocka_unit_test_setup_teardown(heads_repeat_with_new_numbers, begin, end),
        cmocka_unit_test_setup_teardown(no_gap_is_left, begin, end),
        cmocka_unit_test_setup_teardown(narrow_places_hold_short_numbers, begin, end),
        cmocka_unit_test_setup_teardown(links_say_their_numbers, begin, end),
        cmocka_unit_test_setup_teardown(sections_are_known_at_once, begin, end),
        cmocka_unit_test_setup_teardown(missing_places_are_told, begin, end),
        cmocka_unit_test_setup_teardown(many_pages_keep_their_lines, begin, end),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
