/* The text edition: what each kind of block becomes. Expected lines are written by hand. */
#include "unit/edition/blocks.h"

/* What follows the heading "Top". */
static const char *text_of_blocks(struct fixture *fixture, const char *blocks) {
    const char *text = edition_of(fixture, edition_write_text, "", blocks, "<report/>");
    static const char top[] = "Top\n===\n";
    assert_memory_equal(text, top, strlen(top));
    return text + strlen(top);
}

static void test_paragraphs_and_headings(void **state) {
    assert_string_equal(text_of_blocks(*state, "<h level='2'>Second</h><p>One.</p><p>Two.</p>"
                                               "<h level='3'>Third</h><p>Three.</p>"),
                        "\nSecond\n------\n\nOne.\n\nTwo.\n\n### Third\n\nThree.\n");
}

static void test_lines_break_at_blanks(void **state) {
    /* 71 columns and a word of 2; a line of exactly 72; a word that is longer than a line. */
    const char *word = "abcdefghi ";
    const char *seven = arena_format(((struct fixture *)*state)->arena, "%s%s%s%s%s%s%s", word,
                                     word, word, word, word, word, word);
    const char *blocks =
        arena_format(((struct fixture *)*state)->arena,
                     "<p>%sx yz</p><p>%sab c</p><p>a https://example.org/%s/b c</p>", seven, seven,
                     "12345678901234567890123456789012345678901234567890-and-more");
    const char *expected =
        arena_format(((struct fixture *)*state)->arena,
                     "\n%sx\nyz\n\n%sab\nc\n\na\nhttps://example.org/"
                     "12345678901234567890123456789012345678901234567890-and-more/b\nc\n",
                     seven, seven);
    assert_string_equal(text_of_blocks(*state, blocks), expected);
}

static void test_wide_characters_take_two_columns(void **state) {
    /* 36 of them fill a line of 72. */
    const char *six = "\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34";
    const char *words = arena_format(((struct fixture *)*state)->arena, "%s%s%s%s%s%s", six, six,
                                     six, six, six, six);
    assert_string_equal(text_of_blocks(*state, arena_format(((struct fixture *)*state)->arena,
                                                            "<p>a %s b</p>", words)),
                        arena_format(((struct fixture *)*state)->arena, "\na\n%s\nb\n", words));
}

static void test_lists(void **state) {
    assert_string_equal(text_of_blocks(*state,
                                       "<list><item>One</item><item>Two"
                                       "<list kind='number'><item>In</item></list></item></list>"
                                       "<list kind='tick'><item>Do it</item></list>"),
                        "\n- One\n- Two\n\n  1. In\n\n[ ] Do it\n");
}

static void test_boxes_say_their_role(void **state) {
    assert_string_equal(text_of_blocks(*state, "<box role='warning'><p>Care.</p></box>"
                                               "<box role='urgent'><p>Call.</p></box>"
                                               "<box icon='3'><p>Third step</p></box>"),
                        "\nWarning:\n  Care.\n\nUrgent:\n  Call.\n\n3. Third step\n");
}

static void test_links_have_their_address(void **state) {
    assert_string_equal(
        text_of_blocks(*state, "<p>See <link href='https://a.example/b'>our page</link>, or "
                               "<link href='https://a.example/b'>a.example/b</link>, or "
                               "<link href='mailto:x@a.example'>write</link>.</p>"),
        "\nSee our page (https://a.example/b), or a.example/b, or write\n(x@a.example).\n");
}

#define HEAD "<head><row><cell>Food</cell><cell>mg</cell></row></head>"

static void test_table_in_columns(void **state) {
    assert_string_equal(
        text_of_blocks(*state, "<table><col/><col align='right'/>" HEAD
                               "<row><cell head='yes'>Oats</cell><cell>9</cell></row>"
                               "<row><cell head='yes'>Pumpkin seeds</cell><cell>166</cell></row>"
                               "</table>"),
        "\nFood            mg\n-------------  ---\nOats             9\nPumpkin seeds  166\n");
}

static void test_wide_table_row_by_row(void **state) {
    assert_string_equal(
        text_of_blocks(*state, "<table><col/><col/>" HEAD
                               "<row><cell rows='2'>Oats</cell><cell><p>a</p><p>b</p></cell></row>"
                               "<row><cell>9</cell></row></table>"),
        "\nFood: Oats\n  mg:\n    a\n\n    b\n\nFood: Oats\n  mg: 9\n");
}

static void test_groups_and_foot(void **state) {
    assert_string_equal(
        text_of_blocks(*state,
                       "<table><col/><col align='right'/>" HEAD
                       "<row group='yes'><cell span='2'>Seeds</cell></row>"
                       "<row><cell>Chia</cell><cell>111</cell></row>"
                       "<foot><row><cell>Total</cell><cell>111</cell></row></foot></table>"),
        "\nFood    mg\n-----  ---\nSeeds\nChia   111\n-----  ---\nTotal  111\n");
}

static void test_notes_stand_at_the_end(void **state) {
    assert_string_equal(
        text_of_blocks(*state, "<p>One<note>First source</note>, two <note>Second</note>.</p>"
                               "<p>Three.</p>"),
        "\nOne[1], two[2].\n\nThree.\n\nNotes\n-----\n\n[1] First source\n[2] Second\n");
}

static void test_chart_tells_its_values(void **state) {
    const char *text = edition_of(
        *state, edition_write_text, "",
        "<chart kind='bars' select='/r/d' value='@v' max='9' label='{@n}' alt='Points.'/>"
        "<chart kind='dots' value='2' max='3' alt='2 of 3: often'/><p>often</p>",
        "<r><d n='Sleep' v='4'/><d n='Food' v='7'/></r>");
    assert_string_equal(text, "Top\n===\n\nPoints:\n  Sleep: 4\n  Food: 7\n\n2 of 3: often\n");
}

static void test_fields_are_lines(void **state) {
    char line[73];
    memset(line, '_', 72);
    line[72] = '\0';
    assert_string_equal(
        text_of_blocks(*state, "<field lines='2'>Name</field>"),
        arena_format(((struct fixture *)*state)->arena, "\nName\n\n%s\n\n%s\n", line, line));
}

static void test_regions_stand_once_without_page_numbers(void **state) {
    const char *regions = "<header top='10mm'><p>Clinic</p><p>{/report/@name}</p></header>"
                          "<footer bottom='10mm' height='9mm'><p>Small print</p><p>Page {$page} of "
                          "{$pages}</p></footer>";
    assert_string_equal(edition_of(*state, edition_write_text, regions, "<break/><p>Two.</p>",
                                   "<report name='Ann'/>"),
                        "Clinic\n\nAnn\n\nTop\n===\n\nTwo.\n\nSmall print\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paragraphs_and_headings),
        cmocka_unit_test(test_lines_break_at_blanks),
        cmocka_unit_test(test_wide_characters_take_two_columns),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_boxes_say_their_role),
        cmocka_unit_test(test_links_have_their_address),
        cmocka_unit_test(test_table_in_columns),
        cmocka_unit_test(test_wide_table_row_by_row),
        cmocka_unit_test(test_groups_and_foot),
        cmocka_unit_test(test_notes_stand_at_the_end),
        cmocka_unit_test(test_chart_tells_its_values),
        cmocka_unit_test(test_fields_are_lines),
        cmocka_unit_test(test_regions_stand_once_without_page_numbers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
