/* Our own XPath functions, run in templates; what has to come out is written by hand. Run from the
 * project's root. */
#include "base/builder.h"
#include "pack/functions.h"
#include "unit/layout/flow_fixture.h"

static const char report_text[] =
    "<report title='A check' date='2026-11-20'><a>oats</a><a> </a><a>seeds</a><a>beans</a>"
    "<b>oats</b><b>seeds</b><one n='1'/><band>low</band></report>";

static int set_up(void **state) {
    return set_up_flow(state, "riverside", report_text);
}

/* The text of the blocks, or NULL after an error. */
static const char *run(struct fixture *fixture, const char *language, const char *blocks) {
    const char *text = arena_format(
        fixture->arena,
        "<layout xmlns='urn:magreport:layout:1' version='1' name='t' title='t' language='%s'>"
        "<page name='only' margin-top='20mm' margin-right='18mm' margin-bottom='20mm' "
        "margin-left='18mm'/><map name='name'><entry key='low' value='a few'/></map>"
        "<flow page='only'>%s</flow></layout>",
        language, blocks);
    struct template *template = load_text(fixture, text);
    if (template == NULL) {
        return NULL;
    }
    struct layout_inputs layout = inputs_of(fixture, template);
    struct builder out = {0};
    bool is_done = layout_dump_blocks(fixture->arena, &layout, fixture->diags, &out);
    const char *dump = is_done && out.size_bytes > 0 ? arena_string(fixture->arena, out.at) : NULL;
    builder_free(&out);
    template_free(template);
    return dump;
}

static void assert_value(struct fixture *fixture, const char *expression, const char *wanted) {
    const char *blocks = arena_format(fixture->arena, "<p>{%s}</p>", expression);
    const char *line = arena_format(fixture->arena, "paragraph\t%s\n", wanted);
    assert_string_equal(run(fixture, "en-US", blocks), line);
}

static void first_upper_raises_the_first_letter(void **state) {
    assert_value(*state, "first-upper('oats and seeds')", "Oats and seeds");
    assert_value(*state, "first-upper('\u00E1cido')", "\u00C1cido");
    assert_value(*state, "first-upper('12 mg')", "12 mg");
    assert_value(*state, "concat('[', first-upper(''), ']')", "[]");
}

static void join_puts_words_between(void **state) {
    assert_value(*state, "join(/report/a, ', ')", "oats, seeds, beans");
    assert_value(*state, "join(/report/a, ', ', ' and ')", "oats, seeds and beans");
    assert_value(*state, "join(/report/b, ', ', ' and ')", "oats and seeds");
    assert_value(*state, "join(/report/band, ', ', ' and ')", "low");
    assert_value(*state, "concat('[', join(/report/none, ', '), ']')", "[]");
    assert_null(run(*state, "en-US", "<p>{join('text', ', ')}</p>")); /* no nodes */
}

static void plural_looks_at_one(void **state) {
    assert_value(*state, "plural(1, 'day', 'days')", "day");
    assert_value(*state, "plural(/report/one/@n, 'day', 'days')", "day");
    assert_value(*state, "plural(0, 'day', 'days')", "days");
    assert_value(*state, "plural(2, 'day', 'days')", "days");
    assert_value(*state, "plural(count(/report/a), 'day', 'days')", "days");
}

static void values_have_formats(void **state) {
    struct fixture *fixture = *state;
    assert_value(fixture, "format(/report/@date, 'MMMM d, yyyy')", "November 20, 2026");
    assert_value(fixture, "format(12345.678, '#,##0.0')", "12,345.7");
    assert_value(fixture, "format(1 div 4, '0%')", "25%");
    assert_value(fixture, "concat('[', format(/report/none, '0'), ']')", "[]");
    const char *date = "<p>[<v select='/report/@date' format=\"d 'de' MMMM 'de' y\"/>]</p>";
    assert_string_equal(run(fixture, "es", date), "paragraph\t[20 de noviembre de 2026]\n");
    assert_string_equal(run(fixture, "es", "<p><v select='12345.678' format='#,##0.0'/></p>"),
                        "paragraph\t12.345,7\n");
    assert_string_equal(run(fixture, "en", "<p>[<v select='/report/none' format='0'/>]</p>"),
                        "paragraph\t[]\n");
    assert_int_equal(diags_count(fixture->diags, DIAG_WARNING), 0);
}

/* One warning for each place, however often it is run. */
static void what_does_not_fit_is_told(void **state) {
    struct fixture *fixture = *state;
    assert_string_equal(
        run(fixture, "en", "<for each='/report/a'><p>[<v select='.' format='0.0'/>]</p></for>"),
        "paragraph\t[oats]\nparagraph\t[ ]\nparagraph\t[seeds]\nparagraph\t[beans]\n");
    assert_int_equal(diags_count(fixture->diags, DIAG_WARNING), 1);
    assert_value(fixture, "format('oats', 'd MMM')", "oats");
    assert_int_equal(diags_count(fixture->diags, DIAG_WARNING), 2);
}

static void maps_give_words(void **state) {
    struct fixture *fixture = *state;
    assert_value(fixture, "map('name', /report/band)", "a few");
    assert_value(fixture, "map('name', 'high', 'other')", "other");
    assert_int_equal(diags_count(fixture->diags, DIAG_WARNING), 0);
    assert_string_equal(run(fixture, "en", "<for each='/report/a'><p>[{map('name', .)}]</p></for>"),
                        "paragraph\t[]\nparagraph\t[]\nparagraph\t[]\nparagraph\t[]\n");
    assert_int_equal(diags_count(fixture->diags, DIAG_WARNING), 1);
}

/* A later map's entries hide those of an earlier one of its name, and no others. */
static void later_maps_hide_earlier_ones(void **state) {
    (void)state;
    struct map_entry first[] = {{"a", "1"}, {"b", "2"}};
    struct map_entry second[] = {{"a", "3"}};
    struct map_entry third[] = {{"b", "4"}};
    const struct map maps[] = {{"m", first, 2}, {"m", second, 1}, {"n", third, 1}};
    assert_string_equal(map_find(maps, 3, "m", "a"), "3");
    assert_string_equal(map_find(maps, 3, "m", "b"), "2");
    assert_string_equal(map_find(maps, 3, "n", "b"), "4");
    assert_null(map_find(maps, 3, "n", "a"));
    assert_null(map_find(maps, 3, "o", "a"));
}

/* An example in the README's table that does not run would be none. */
static void each_example_runs(void **state) {
    struct fixture *fixture = *state;
    size_t own = 0;
    for (size_t i = 0; i < function_count; i++) {
        const struct function_rule *rule = &function_rules[i];
        assert_ptr_equal(function_find(slice_from(rule->name)), rule);
        if (rule->call == NULL) {
            continue;
        }
        /* In the table the arguments are named by what they are. */
        struct builder call = {0};
        for (const char *at = rule->call; *at != '\0'; at++) {
            bool is_word = at > rule->call && *at >= 'a' && *at <= 'z' &&
                           (at[-1] == '(' || at[-1] == ' ') &&
                           strchr("(,", at[-1] == ' ' ? at[-2] : at[-1]) != NULL;
            builder_format(&call, "%s%c", is_word ? "$" : "", *at);
        }
        const char *blocks =
            arena_format(fixture->arena,
                         "<let name='text' select=\"'a'\"/><let name='number' select='1'/>"
                         "<let name='nodes' select='/report/a'/><p name='name'>.{%s}</p>",
                         call.at);
        builder_free(&call);
        assert_non_null(run(fixture, "en-US", blocks));
        own++;
    }
    assert_true(own >= 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(first_upper_raises_the_first_letter, begin, end),
        cmocka_unit_test_setup_teardown(join_puts_words_between, begin, end),
        cmocka_unit_test_setup_teardown(plural_looks_at_one, begin, end),
        cmocka_unit_test_setup_teardown(values_have_formats, begin, end),
        cmocka_unit_test_setup_teardown(what_does_not_fit_is_told, begin, end),
        cmocka_unit_test_setup_teardown(maps_give_words, begin, end),
        cmocka_unit_test(later_maps_hide_earlier_ones),
        cmocka_unit_test_setup_teardown(each_example_runs, begin, end),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
