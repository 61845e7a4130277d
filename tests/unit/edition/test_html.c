/* The HTML edition: what each kind of block becomes. Classes are taken out, expected elements are
 * written by hand. */
#include "unit/edition/blocks.h"

/* From "<main>" to "</main>", without class attributes and line ends. */
static const char *plain(struct fixture *fixture, const char *page) {
    const char *start = strstr(page, "</h1>");
    const char *end = strstr(page, "</main>");
    assert_non_null(start);
    assert_non_null(end);
    struct builder words = {0};
    for (const char *at = start + strlen("</h1>"); at < end; at++) {
        if (strncmp(at, " class=\"", 8) == 0) {
            at = strchr(at + 8, '"');
        } else if (*at != '\n') {
            builder_char(&words, *at);
        }
    }
    const char *result = arena_copy(fixture->arena, words.at, words.size_bytes);
    builder_free(&words);
    return result;
}

static const char *html_of(struct fixture *fixture, const char *blocks, const char *report) {
    return plain(fixture, edition_of(fixture, edition_write_html, "", blocks, report));
}

static void test_text_is_escaped(void **state) {
    assert_string_equal(html_of(*state, "<p>{/r/@x}</p>",
                                "<r x='&lt;/p&gt; &amp;amp; &quot;&#39; &#x202e;&#x85;&#xe9;'/>"),
                        "<p>&lt;/p&gt; &amp;amp; &quot;&#39; \uFFFD\uFFFD\u00E9</p>");
}

static void test_inline(void **state) {
    assert_string_equal(html_of(*state,
                                "<p>a <t style='strong'>b</t> <t style='emphasis'>c</t> "
                                "<v select='/r' lines='keep'/></p>",
                                "<r>one\ntwo</r>"),
                        "<p>a <strong>b</strong> <em>c</em> one<br/>two</p>");
}

static void test_links(void **state) {
    assert_string_equal(
        html_of(*state,
                "<p><link href='{/r/@good}'>x</link> <link href='{/r/@bad}'>y</link> "
                "<link href='#here'>z</link></p><p name='here'>Here</p><p name='other'>o</p>",
                "<r good='https://e.example/?a=1&amp;b=\" x' bad='javascript:alert(1)'/>"),
        "<p><a href=\"https://e.example/?a=1&amp;b=%22%20x\"><span>x</span></a> "
        "<span>y</span> <a href=\"#to-here\"><span>z</span></a></p>"
        "<p id=\"to-here\">Here</p><p id=\"to-other\">o</p>");
}

static void test_names_in_loops_stand_once(void **state) {
    assert_string_equal(html_of(*state, "<for each='/r/d'><p name='d'>{@n}</p></for>",
                                "<r><d n='1'/><d n='2'/></r>"),
                        "<p id=\"to-d\">1</p><p>2</p>");
}

static void test_lists_and_ticks(void **state) {
    assert_string_equal(
        html_of(*state,
                "<list><item>One</item></list><list kind='number'><item>Two</item></list>"
                "<list kind='tick'><item>Do</item></list>",
                "<r/>"),
        "<ul><li>One</li></ul><ol><li>Two</li></ol>"
        "<ul><li><div><input type=\"checkbox\" id=\"tick-1\"/><div><label for=\"tick-1\">Do</label>"
        "</div></div></li></ul>");
}

static void test_language_of_parts(void **state) {
    assert_string_equal(
        html_of(*state, "<p language='es'>Hola</p><p language='en-US'>Hi</p>", "<r/>"),
        "<p lang=\"es\">Hola</p><p>Hi</p>");
}

static void test_table(void **state) {
    assert_string_equal(
        html_of(*state,
                "<table><col/><col/><head><row><cell>A</cell><cell>B</cell></row></head>"
                "<row><cell head='yes' rows='2'>x</cell><cell>1</cell></row>"
                "<row><cell>2</cell></row><row><cell span='2'>all</cell></row></table>",
                "<r/>"),
        "<div role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table>"
        "<thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead>"
        "<tbody><tr><th scope=\"row\" rowspan=\"2\">x</th><td>1</td></tr><tr><td>2</td></tr>"
        "<tr><td colspan=\"2\">all</td></tr></tbody></table></div>");
}

static void test_groups_and_foot(void **state) {
    assert_string_equal(
        html_of(*state,
                "<table><col/><col/><head><row><cell>A</cell><cell>B</cell></row></head>"
                "<row group='yes'><cell span='2'>g</cell></row>"
                "<row><cell>x</cell><cell>1</cell></row>"
                "<row group='yes'><cell span='2'>h</cell></row>"
                "<row><cell>y</cell><cell>2</cell></row>"
                "<foot><row><cell head='yes'>All</cell><cell>3</cell></row></foot></table>",
                "<r/>"),
        "<div role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table>"
        "<thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead>"
        "<tbody><tr><th scope=\"rowgroup\" colspan=\"2\">g</th></tr>"
        "<tr><td>x</td><td>1</td></tr></tbody>"
        "<tbody><tr><th scope=\"rowgroup\" colspan=\"2\">h</th></tr>"
        "<tr><td>y</td><td>2</td></tr></tbody>"
        "<tfoot><tr><th scope=\"row\">All</th><td>3</td></tr></tfoot></table></div>");
}

static void test_notes_lead_there_and_back(void **state) {
    assert_string_equal(
        html_of(*state, "<p>One<note>A <t style='strong'>source</t></note>.</p><p>Two</p>", "<r/>"),
        "<p>One<a id=\"note-1-text\" href=\"#note-1\" role=\"doc-noteref\"><sup>1</sup></a>.</p>"
        "<p>Two</p>"
        "<section role=\"doc-endnotes\" aria-label=\"Notes\"><p>Notes</p><ol>"
        "<li id=\"note-1\">A <strong>source</strong> <a href=\"#note-1-text\" "
        "role=\"doc-backlink\" "
        "aria-label=\"Back to the text, 1\">\u21A9</a></li></ol></section>");
}

static void test_field_is_labelled(void **state) {
    assert_string_equal(
        html_of(*state, "<field lines='2'>Name</field><field lines='1'/>", "<r/>"),
        "<p id=\"field-1\">Name</p>"
        "<div><textarea rows=\"2\" aria-labelledby=\"field-1\"></textarea></div>"
        "<div><textarea rows=\"1\" aria-label=\"Space to write\"></textarea></div>");
}

static void test_role_is_a_word(void **state) {
    const char *page = html_of(*state, "<box role='warning' icon='none'><p>Care</p></box>", "<r/>");
    assert_string_equal(page,
                        "<section aria-label=\"Warning\"><p>Warning</p><p>Care</p></section>");
}

static void test_chart_has_a_table(void **state) {
    const char *page = html_of(
        *state,
        "<chart kind='week' select='/r/d' value='@v' label='{@n}' target='5' target-label='goal 5' "
        "alt='Each day'/>",
        "<r><d n='Mon' v='4'/><d n='Tue' v='7'/></r>");
    assert_non_null(strstr(page, "role=\"img\""));
    assert_non_null(strstr(page, ">Each day</title>"));
    assert_non_null(strstr(page, ">Each day. Mon: 4. Tue: 7.</desc>"));
    assert_non_null(strstr(page, "<table><caption>goal 5</caption><tbody>"
                                 "<tr><th scope=\"row\">Mon</th><td>4</td></tr>"
                                 "<tr><th scope=\"row\">Tue</th><td>7</td></tr></tbody></table>"));
}

static void test_caption_stands_in_its_figure(void **state) {
    const char *page = html_of(*state,
                               "<chart kind='dots' value='2' max='3' alt='2 of 3' caption='Often'/>"
                               "<p>x</p>",
                               "<r/>");
    const char *end = strstr(page, "</svg>");
    assert_non_null(end);
    assert_string_equal(end, "</svg><figcaption>Often</figcaption></figure></div><p>x</p>");
}

static void test_code_has_its_link(void **state) {
    const char *alone = html_of(
        *state, "<code data='https://e.example/b' width='20mm' alt='Opens the page'/>", "<r/>");
    assert_non_null(strstr(alone, "<figcaption><a href=\"https://e.example/b\">"));
    const char *beside =
        html_of(*state,
                "<code data='https://e.example/b' width='20mm' alt='Opens the page'/>"
                "<p><link href='https://e.example/b'>Book</link></p>",
                "<r/>");
    assert_null(strstr(beside, "<figcaption>"));
    assert_non_null(strstr(beside, ">Opens the page</title>"));
}

static void test_document(void **state) {
    const char *page = edition_of(*state, edition_write_html, "", "<p>x</p>", "<r/>");
    static const char start[] = "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" "
                                "lang=\"en-US\">\n<head>\n<meta charset=\"UTF-8\"/>\n";
    assert_memory_equal(page, start, strlen(start));
    assert_non_null(strstr(page, "<title>T</title>"));
    assert_null(strstr(page, "<header>"));
    assert_null(strstr(page, "<footer>"));
    assert_string_equal(page + strlen(page) - strlen("</main>\n</body>\n</html>\n"),
                        "</main>\n</body>\n</html>\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_escaped),
        cmocka_unit_test(test_inline),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_names_in_loops_stand_once),
        cmocka_unit_test(test_lists_and_ticks),
        cmocka_unit_test(test_language_of_parts),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_groups_and_foot),
        cmocka_unit_test(test_notes_lead_there_and_back),
        cmocka_unit_test(test_field_is_labelled),
        cmocka_unit_test(test_role_is_a_word),
        cmocka_unit_test(test_chart_has_a_table),
        cmocka_unit_test(test_caption_stands_in_its_figure),
        cmocka_unit_test(test_code_has_its_link),
        cmocka_unit_test(test_document),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
