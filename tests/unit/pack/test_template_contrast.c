/* Which texts of a template are found too pale, and where. Run from the project's root. */
#include "pack/template.h"

#include "base/slice.h"
#include "unit/pack/fixture.h"

static int set_up(void **state) {
    return set_up_pack(state, "plain");
}

/* Contrasts on white: #767676 4.54, #777777 4.47, #949494 3.03, #959595 2.99. */
#define STYLES                                                                                     \
    "<style name='near' color='#767676'/><style name='pale' color='#777777'/>"                     \
    "<style name='white' color='#ffffff'/><style name='dark' fill='#000000'/>"                     \
    "<style name='night' fill='#000000' color='#ffffff'/>"                                         \
    "<style name='big' size='18pt' color='#949494'/>"                                              \
    "<style name='big-pale' size='18pt' color='#959595'/>"                                         \
    "<style name='bold' size='14pt' weight='700' color='#949494'/>"
#define PAGE(regions)                                                                              \
    "<page name='a' margin-top='30mm' margin-right='9mm' margin-bottom='30mm' "                    \
    "margin-left='9mm'>" regions "</page>"

/* Loads styles, what `top` says, and a flow of these blocks, each on a line of its own: blocks are
 * lines 4 and on. */
static char *found(struct fixture *fixture, const char *page, const char *top, const char *blocks) {
    const char *text =
        arena_format(fixture->arena,
                     "<layout xmlns='urn:magreport:layout:1' version='1' name='t' title='t' "
                     "language='en-US'>" STYLES "\n%s\n%s<flow page='a'>\n%s</flow></layout>",
                     page, top, blocks);
    struct template_inputs inputs = {.brand = fixture->pack->brand, .paper = "a4"};
    diags_reset(fixture->diags);
    struct template *template =
        template_load(fixture->arena, "t.xml", slice_from(text), &inputs, fixture->diags);
    assert_non_null(template);
    template_free(template);
    return unit_messages(fixture->diags);
}

/* The messages' first lines are these, in this order and no others. */
static void expect(char *messages, const char *const *wanted) {
    const char *rest = messages;
    for (size_t i = 0; wanted[i] != NULL; i++) {
        const char *place = strstr(rest, "t.xml:");
        if (place == NULL || strncmp(place, wanted[i], strlen(wanted[i])) != 0) {
            fail_msg("expected %s\ngot      %s", wanted[i], rest);
        }
        rest = place + 1;
    }
    if (strstr(rest, "t.xml:") != NULL) {
        fail_msg("more than expected: %s", rest);
    }
    free(messages);
}

static void test_text_on_paper(void **state) {
    expect(found(*state, PAGE(""), "",
                 "<p style='near'>a</p>\n<p style='pale'>a</p>\n<p style='big'>a</p>\n"
                 "<p style='big-pale'>a</p>\n<p style='bold'>a</p>\n<p style='pale'> </p>"),
           ARGS("t.xml:5:1: warning[W244]: text in the style 'pale' has a contrast of 4.4:1 to its "
                "ground; 4.5:1 is the least",
                "t.xml:7:1: warning[W244]: text in the style 'big-pale' has a contrast of 2.9:1 to "
                "its ground; 3.0:1 is the least"));
}

static void test_the_nearest_fill_counts(void **state) {
    expect(found(*state, PAGE(""), "",
                 "<box style='night'><p style='white'>a</p></box>\n"
                 "<box style='dark'>a</box>\n"
                 "<box style='night'><box><p>a</p></box></box>\n"
                 "<box style='night'>a <t style='near'>b</t></box>\n"
                 "<p style='white'>a</p>\n<p style='dark'>a</p>"),
           /* the brand's ink is #1b2a33; a fill is no ground for a paragraph */
           ARGS("t.xml:5:1: warning[W244]: text in the style 'body' has a contrast of 1.4:1",
                "t.xml:8:1: warning[W244]: text in the style 'white' has a contrast of 1.0:1"));
}

static void test_branches_and_insertions(void **state) {
    expect(found(*state, PAGE(""), "<part name='x'><p>a</p></part>",
                 "<if test='false()'><p style='pale'>a</p></if>\n"
                 "<choose><when test='true()'><p>a</p></when>"
                 "<otherwise><p style='pale'><v select='1'/></p></otherwise></choose>\n"
                 "<insert part='x'/>\n<box style='dark'><insert part='x'/></box>"),
           ARGS("t.xml:4:20: warning[W244]: text in the style 'pale'",
                "t.xml:5:71: warning[W244]: text in the style 'pale'",
                "t.xml:3:16: warning[W244]: text in the style 'body'"));
}

/* A footnote stands on the paper, wherever its number stands; the words below a chart on the ground
 * of the chart. */
static void test_notes_and_captions(void **state) {
    expect(found(*state, PAGE(""), "",
                 "<box style='night'><p>a<note>b</note></p></box>\n"
                 "<p>a<note style='white'>b</note></p>\n<p>a<note style='near'>b</note></p>\n"
                 "<chart kind='dots' value='1' max='2' alt='1' caption='c' caption-style='pale'/>\n"
                 "<box style='night'><chart kind='dots' value='1' max='2' alt='1' caption='c' "
                 "caption-style='white'/></box>"),
           ARGS("t.xml:5:5: warning[W244]: text in the style 'white' has a contrast of 1.0:1",
                "t.xml:7:1: warning[W244]: text in the style 'pale' has a contrast of 4.4:1"));
}

static void test_tables(void **state) {
    expect(found(*state, PAGE(""), "",
                 "<table zebra='dark'><col/>\n<head><row><cell>a</cell></row></head>\n"
                 "<row><cell>a</cell></row>\n"
                 "<row style='night'><cell>a</cell></row>\n"
                 "<row style='night'><cell style='pale'>a</cell></row></table>"),
           ARGS("t.xml:6:6: warning[W244]: text in the style 'table' has a contrast of 1.4:1"));
}

static void test_regions(void **state) {
    expect(found(*state,
                 PAGE("<header top='1mm' fill='#000000'><p style='white'>a</p></header>"
                      "<footer bottom='1mm' height='9mm' style='night'><p style='pale'>{$page}</p>"
                      "<box>a</box></footer>"),
                 "", "<p>a</p>"),
           ARGS(NULL));
    expect(
        found(*state, PAGE("<header top='1mm' fill='#000000'><p>a</p></header>"), "", "<p>a</p>"),
        ARGS("t.xml:2:125: warning[W244]: text in the style 'body'"));
}

static void test_lists_links_icons_and_charts(void **state) {
    expect(found(*state, PAGE(""), "",
                 "<list style='pale'><item>a</item></list>\n"
                 "<p>a <link href='https://a.example' style='pale'>b</link></p>\n"
                 "<box icon='{1}'><p>a</p></box>\n"
                 "<chart kind='bars' value='1' alt='a' label='x' label-style='pale'/>\n"
                 "<field style='pale'>a</field>"),
           /* the number's disc has the accent color, which bare boxes do not have */
           ARGS("t.xml:4:20: warning[W244]: text in the style 'pale'",
                "t.xml:5:6: warning[W244]: text in the style 'pale'",
                "t.xml:6:1: warning[W244]: text in the style 'icon'",
                "t.xml:7:1: warning[W244]: text in the style 'pale'",
                "t.xml:8:1: warning[W244]: text in the style 'pale'"));
}

/* A box whose accent is the ground of its number. */
static void test_a_number_stands_on_the_accent(void **state) {
    expect(
        found(*state, PAGE(""), "<style name='step' accent='#ffff00'/>",
              "<box icon='1' style='step'><p>a</p></box>\n<box icon='note' style='step'>a</box>"),
        ARGS("t.xml:4:1: warning[W244]: text in the style 'icon' has a contrast of 1.0:1"));
}

/* Tables in tables and parts in parts multiply what is walked; nothing takes long. */
static void test_nesting_stays_quick(void **state) {
    struct fixture *fixture = *state;
    const char *blocks = "<p style='pale'>a</p>";
    for (int i = 0; i < 16; i++) {
        blocks = arena_format(
            fixture->arena, "<table zebra='dark'><col/><row><cell>%s</cell></row></table>", blocks);
    }
    char *messages = found(fixture, PAGE(""), "", blocks);
    assert_non_null(strstr(messages, "'pale' has a contrast of 4.4:1"));
    assert_null(strstr(messages, "'pale' has a contrast of 21.0:1"));
    free(messages);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_on_paper),
        cmocka_unit_test(test_the_nearest_fill_counts),
        cmocka_unit_test(test_branches_and_insertions),
        cmocka_unit_test(test_notes_and_captions),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_regions),
        cmocka_unit_test(test_lists_links_icons_and_charts),
        cmocka_unit_test(test_a_number_stands_on_the_accent),
        cmocka_unit_test(test_nesting_stays_quick),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
