/* Templates: what loads, what is refused and where. Run from the project's root. */
#include "pack/template.h"

#include "base/builder.h"
#include "base/file.h"
#include "pack/elements.h"
#include "unit/pack/fixture.h"

static int set_up(void **state) {
    return set_up_pack(state, "riverside");
}

#define PAGE                                                                                       \
    "<page name='only' margin-top='20mm' margin-right='18mm' margin-bottom='20mm' "                \
    "margin-left='margin-side'/>"

static struct template *load(struct fixture *fixture, const char *body, const char *paper) {
    const char *text = arena_format(fixture->arena,
                                    "<layout xmlns='urn:magreport:layout:1' version='1' name='t' "
                                    "title='A {/report/@title}' language='en-US'>%s</layout>",
                                    body);
    struct template_inputs inputs = {.brand = fixture->pack->brand, .paper = paper};
    diags_reset(fixture->diags);
    return template_load(fixture->arena, "t.xml", slice_from(text), &inputs, fixture->diags);
}

static struct template *load_flow(struct fixture *fixture, const char *blocks) {
    return load(fixture, arena_format(fixture->arena, PAGE "<flow page='only'>%s</flow>", blocks),
                "a4");
}

static void test_paper_and_margins(void **state) {
    struct template *template = load(*state, PAGE "<flow page='only'><p>x</p></flow>", "letter");
    assert_non_null(template);
    const struct page_master *page = &template->pages[0];
    assert_int_equal(page->width, 612 * 1024);
    assert_int_equal(page->height, 792 * 1024);
    assert_int_equal(page->margin.left, page->margin.right); /* the brand's margin-side is 18 mm */
    assert_ptr_equal(page->next, page);
    template_free(template);
}

static void test_regions_stand_where_they_are_told(void **state) {
    struct template *template =
        load(*state,
             "<page name='only' margin-top='50mm' margin-right='18mm' margin-bottom='20mm' "
             "margin-left='18mm'>"
             "<header top='0mm' left='0mm' right='0mm' height='1in' fill='brand'><p>x</p></header>"
             "<footer bottom='0.5in' height='0.25in' style='foot'><p>{$page}</p></footer></page>"
             "<flow page='only'><p>x</p></flow>",
             "letter");
    assert_non_null(template);
    const struct page_region *header = template->pages[0].header;
    const struct page_region *footer = template->pages[0].footer;
    assert_int_equal(header->left, 0);
    assert_int_equal(header->width, 612 * 1024);
    assert_int_equal(header->height, 72 * 1024);
    assert_int_equal(header->fill, 0x0f4c5c); /* brand.xml */
    assert_int_equal(footer->top, (792 - 36 - 18) * 1024);
    assert_int_equal(footer->left, template->pages[0].margin.left);
    assert_int_equal(footer->fill, COLOR_NONE);
    template_free(template);
}

static const struct template_node *first_block(const struct template *template) {
    return template->flows[0].node->first_child;
}

static void test_text_is_cut_into_pieces(void **state) {
    struct template *template =
        load_flow(*state, "<p>  a \n\t b{{c}} {concat('}', /report/@x)}d</p>");
    assert_non_null(template);
    const struct template_text *text = &first_block(template)->first_child->text;
    assert_int_equal(text->count, 3);
    assert_string_equal(text->pieces[0].text, " a b{c}} ");
    assert_string_equal(text->pieces[1].path.source, "concat('}', /report/@x)");
    assert_string_equal(text->pieces[2].text, "d");
    assert_false(text->is_constant);
    template_free(template);
}

static void test_measures_and_edges(void **state) {
    struct template *template = load(*state,
                                     "<style name='mine' padding='1pt 2pt 3pt'/>" PAGE
                                     "<flow page='only'><columns widths='1in 1.5fr content gutter'>"
                                     "<p>a</p><p>b</p><p>c</p><p>d</p></columns></flow>",
                                     "a4");
    assert_non_null(template);
    const struct template_value *widths = template_value(first_block(template), ATTRIBUTE_widths);
    const struct measure *at = widths->u.measures.at;
    assert_int_equal(widths->u.measures.count, 4);
    assert_int_equal(at[0].fixed, 72 * 1024);
    assert_int_equal(at[1].kind, MEASURE_SHARE);
    assert_int_equal(at[1].share, 1500);
    assert_int_equal(at[2].kind, MEASURE_CONTENT);
    assert_int_equal(at[3].kind, MEASURE_FIXED);
    const struct style *style = template_find_style(template, "mine");
    assert_int_equal(style->padding.top, 1024);
    assert_int_equal(style->padding.right, 2048);
    assert_int_equal(style->padding.bottom, 3072);
    assert_int_equal(style->padding.left, 2048);
    template_free(template);
}

static void test_styles_inherit(void **state) {
    struct template *template =
        load(*state,
             "<style name='a' like='small' weight='700'/><style name='b' size='20pt'/>" PAGE
             "<flow page='only'><p>x</p></flow>",
             "a4");
    assert_non_null(template);
    const struct style *a = template_find_style(template, "a");
    const struct style *b = template_find_style(template, "b");
    assert_int_equal(a->text.size, 10752); /* 10.5 pt, from small */
    assert_int_equal(a->text.face->weight, 700);
    assert_int_equal(a->set & (STYLE_SIZE | STYLE_WEIGHT), STYLE_SIZE | STYLE_WEIGHT);
    assert_int_equal(b->set, STYLE_SIZE); /* body underneath does not count */
    assert_int_equal(b->leading, 17 * 1024);
    template_free(template);
}

/* What is good, though it looks odd. */
static void test_what_is_accepted(void **state) {
    static const char *const good[] = {
        "<h level='1'>a</h><if test='x'><h level='2'>b</h></if><h level='2'>c</h>",
        "<h level='1'>a</h><for each='x'><h level='2'>b</h><h level='3'>c</h></for>",
        "<choose><when test='x'><h level='1'>a</h></when>"
        "<otherwise><h level='1'>b</h></otherwise></choose><h level='2'>c</h>",
        "<h level='1'>a</h><h level='2'>b</h><h level='3'>c</h><h level='1'>d</h>",
        "<let name='a' select='1'/><p>{$a}</p><if test='$a = 1'><p>{$a + 1}</p></if>",
        "<p>{'$b (c'}</p>",
        "<p>{a div b - count(c) * 2 and not(d) or (e)}</p>",
        "<p>{processing-instruction('x')|text()|a/node()}</p>",
        "<p>{substring(a, 2)}{substring(a, 2, 3)}{concat(a, ',', b, ')')}</p>",
        "<table><col/><col/><row><cell rows='2'>a</cell><cell>b</cell></row>"
        "<row><cell>c</cell></row></table>",
        "<table><col/><col/><row><cell span='2'>a</cell></row></table>",
        "<table><col/><col/><row><for each='x'><cell>a</cell></for></row></table>",
        "<columns widths='1fr 1fr'><for each='x'><p>a</p></for></columns>",
        "<box>text <t style='strong'>in</t> a box<p>and a block</p></box>",
        "<figure src='logo' width='15mm' alt='Our logo'/>",
        "<figure src='no-such' optional='yes' width='15mm' alt='Our logo'/>",
        "<figure src='logo' width='15mm' height='9mm' fit='cover' alt='Our logo' align='right'/>",
        "<code data='{@web}' width='25mm' alt='Opens our page' align='center'/>",
        "<p><link href='#a'>x</link></p><p name='a'>y</p>",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct template *template = load_flow(*state, good[i]);
        if (template == NULL) {
            diags_print(((struct fixture *)*state)->diags, stderr);
            fail_msg("refused: %s", good[i]);
        }
        template_free(template);
    }
}

static void test_what_is_refused(void **state) {
    static const char *const bad[] = {
        "<h level='2'>a</h>",
        "<h level='1'>a</h><for each='x'><h level='3'>c</h><h level='2'>b</h></for>",
        "<h level='1'>a</h><if test='x'><h level='2'>b</h></if><h level='3'>c</h>",
        /* the second time round, level 3 comes after level 1 */
        "<h level='1'>a</h><h level='2'>b</h><for each='x'><h level='3'/><h level='1'>d</h></for>",
        "<choose><when test='x'><h level='1'>a</h></when></choose><h level='2'>c</h>",
        "<choose><otherwise><p>a</p></otherwise><when test='x'><p>b</p></when></choose>",
        "<if test='x'><let name='a' select='1'/></if><p>{$a}</p>",
        "<p>{$a}</p><let name='a' select='1'/>",
        "<p>{a) or (b}</p>",
        "<p>{}</p>",
        "<p>{'a}</p>",
        "<p>{position(1)}</p>",
        "<p>{format-number(a, '0')}</p>",
        "<figure src='logo' width='15mm' fit='cover' alt='Our logo'/>",
        "<figure src='logo' width='15mm' height='9mm' fit='fill' alt='Our logo'/>",
        "<code data='x' width='25mm'/>",
        "<code data='x' width='25mm' alt=' '/>",
        "<code data='x' alt='Opens our page'/>",
        "<code width='25mm' alt='Opens our page'/>",
        "<code data='x' width='25mm' alt='Opens our page'>text</code>",
        "<p style='{a}'>x</p>",
        "<p style=''>x</p>",
        "<p xml:lang='de'>x</p>",
        "<x:p xmlns:x='urn:else'>x</x:p>",
        "<table><col width='1fr 2fr'/><row><cell>a</cell></row></table>",
        "<table><col width='0fr'/><row><cell>a</cell></row></table>",
        "<table><col/><row><cell rows='2'>a</cell></row><row><cell span='2'>b</cell></row></table>",
        "<table><col/><row><cell>a</cell></row><head><row><cell>b</cell></row></head></table>",
        "<table><col/><foot><row><cell>a</cell></row></foot><row><cell>b</cell></row></table>",
        "<table><col/><for each='x'><foot><row><cell>a</cell></row></foot></for></table>",
        ("<table><col/><choose><when test='x'><foot><row><cell>a</cell></row></foot></when>"
         "</choose><row><cell>b</cell></row></table>"),
        "<table><col/><foot repeat='always'><row><cell>a</cell></row></foot></table>",
        "<columns widths='1fr'><let name='a' select='1'/></columns>",
        "<style name='a'/>",
        "<item>a</item>",
        "<rule>text</rule>",
        "<p>{count(//p[a)}</p>",
        "<chart kind='pie' alt='a' value='1'/>",
        "<space height='10'/>",
        "<space height='-1pt'/>",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct template *template = load_flow(*state, bad[i]);
        if (template != NULL) {
            fail_msg("accepted: %s", bad[i]);
        }
        assert_int_equal(diags_status(((struct fixture *)*state)->diags), STATUS_PACK);
    }
}

static void test_each_mistake_is_reported_once(void **state) {
    struct fixture *fixture = *state;
    assert_null(load(fixture,
                     PAGE
                     "<part name='a'><p>{$nothing}</p></part><flow page='only'>"
                     "<insert part='a'/><for each='x'><h level='1'>x</h><insert part='a'/></for>"
                     "<p style='warm'>y</p></flow>",
                     "a4"));
    assert_int_equal(diags_count(fixture->diags, DIAG_ERROR), 2);
}

static void test_a_part_sees_its_parameters_only(void **state) {
    assert_null(load(*state,
                     PAGE "<part name='a'><p>{$outer}</p></part><flow page='only'>"
                          "<let name='outer' select='1'/><insert part='a'/></flow>",
                     "a4"));
    struct template *template = load(
        *state,
        PAGE "<part name='a'><p>{$inner}</p></part><flow page='only'><let name='outer' "
             "select='1'/><insert part='a'><let name='inner' select='$outer'/></insert></flow>",
        "a4");
    assert_non_null(template);
    template_free(template);
}

static void assert_file_holds(const char *path, void (*write)(struct builder *out)) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    struct builder made = {0};
    struct slice file;
    assert_true(file_read(arena, path, 1 << 20, diags, &file));
    write(&made);
    assert_int_equal(made.size_bytes, file.size_bytes);
    assert_memory_equal(made.at, file.at, file.size_bytes);
    builder_free(&made);
    diags_free(diags);
    arena_free(arena);
}

/* After a change of the table: elements_driver layout > layouts/schema/layout.xsd, and brand
 * likewise. */
static void test_schemas_are_those_of_the_table(void **state) {
    (void)state;
    assert_file_holds("layouts/schema/layout.xsd", elements_write_schema);
    assert_file_holds("layouts/schema/brand.xsd", elements_write_brand_schema);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paper_and_margins),
        cmocka_unit_test(test_regions_stand_where_they_are_told),
        cmocka_unit_test(test_text_is_cut_into_pieces),
        cmocka_unit_test(test_measures_and_edges),
        cmocka_unit_test(test_styles_inherit),
        cmocka_unit_test(test_what_is_accepted),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_each_mistake_is_reported_once),
        cmocka_unit_test(test_a_part_sees_its_parameters_only),
        cmocka_unit_test(test_schemas_are_those_of_the_table),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
