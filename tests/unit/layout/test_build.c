/* Building: a template and a report give blocks and structure elements. The reports here are
 * written by hand, and so is what has to come out. Run from the project's root. */
#include "layout/build.h"

#include "base/builder.h"
#include "pack/pack.h"

#include <libxml/parser.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const char report_text[] =
    "<report title='A  check' date='2026-11-20'><patient name='Ann  &amp; Bo'/>"
    "<food name='oats' mg='9'/><food name='seeds' mg='166'/><food name='beans' mg='60'/>"
    "<note>  two\n  lines </note><empty/></report>";

struct fixture {
    struct diags *diags;
    struct pack *pack;
    struct shaper *shaper;
    xmlDocPtr report;
    struct arena *arena;
    struct template *template;
    struct build *build;
    struct document_blocks document;
};

static int set_up(void **state) {
    static struct fixture fixture;
    fixture.diags = diags_new();
    fixture.pack = pack_load(&(struct pack_options){.brand = "riverside"}, fixture.diags);
    if (fixture.pack == NULL) {
        return -1;
    }
    fixture.shaper = shaper_new(fixture.pack->fonts, 1 << 20);
    fixture.report =
        xmlReadMemory(report_text, (int)strlen(report_text), "report", NULL, XML_PARSE_NOBLANKS);
    *state = &fixture;
    return fixture.report == NULL ? -1 : 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    xmlFreeDoc(fixture->report);
    shaper_free(fixture->shaper);
    pack_free(fixture->pack);
    diags_free(fixture->diags);
    return 0;
}

static int begin(void **state) {
    struct fixture *fixture = *state;
    fixture->arena = arena_new();
    fixture->template = NULL;
    fixture->build = NULL;
    diags_reset(fixture->diags);
    return 0;
}

static void forget_build(struct fixture *fixture) {
    if (fixture->build != NULL) {
        build_free(fixture->build);
    }
    template_free(fixture->template);
    fixture->build = NULL;
    fixture->template = NULL;
}

static int end(void **state) {
    struct fixture *fixture = *state;
    forget_build(fixture);
    arena_free(fixture->arena);
    return 0;
}

#define PAGE                                                                                       \
    "<page name='only' margin-top='20mm' margin-right='18mm' margin-bottom='20mm' "                \
    "margin-left='18mm'>"

static struct layout_inputs inputs_of(const struct fixture *fixture) {
    return (struct layout_inputs){.template = fixture->template,
                                  .brand = fixture->pack->brand,
                                  .shaper = fixture->shaper,
                                  .report = fixture->report};
}

static bool build_it(struct fixture *fixture, const char *regions, const char *blocks) {
    const char *text =
        arena_format(fixture->arena,
                     "<layout xmlns='urn:magreport:layout:1' version='1' name='t' "
                     "title='{/report/@title}' language='en-US'>" PAGE
                     "%s</page><part name='word'><p>[{$word}]</p></part>"
                     "<flow page='only'><insert part='word'><let name='word' select='0'/></insert>"
                     "%s</flow></layout>",
                     regions, blocks);
    forget_build(fixture);
    struct template_inputs template_inputs = {.brand = fixture->pack->brand, .paper = "a4"};
    fixture->template =
        template_load(fixture->arena, "t.xml", slice_from(text), &template_inputs, fixture->diags);
    if (fixture->template == NULL) {
        diags_print(fixture->diags, stderr);
        fail_msg("%s", "the template does not load");
    }
    struct layout_inputs inputs = inputs_of(fixture);
    fixture->build = build_new(fixture->arena, &inputs, fixture->diags);
    return build_document(fixture->build, &fixture->document);
}

/* The flow's blocks as layout_dump_blocks prints them, without the first line, which is the part's.
 */
static const char *dump_of(struct fixture *fixture, const char *blocks) {
    assert_true(build_it(fixture, "", blocks));
    struct layout_inputs inputs = inputs_of(fixture);
    struct builder out = {0};
    assert_true(layout_dump_blocks(fixture->arena, &inputs, fixture->diags, &out));
    const char *text = arena_string(fixture->arena, out.at);
    builder_free(&out);
    assert_memory_equal(text, "paragraph\t[0]\n", 14);
    return text + 14;
}

/* The flow's structure elements below the document, without the part's P: "H1 L(LI(LBL LBODY))". */
static void write_tags(const struct fixture *fixture, int32_t parent, struct builder *out) {
    const struct pages *pages = fixture->document.pages;
    bool is_first = true;
    for (size_t i = parent == 0 ? 2 : 1; i < pages->structures.count; i++) {
        if (pages->structures.at[i].parent != parent) {
            continue;
        }
        builder_format(out, "%s%s", is_first ? (parent == 0 ? "" : "(") : " ",
                       tag_names[pages->structures.at[i].tag]);
        is_first = false;
        write_tags(fixture, (int32_t)i, out);
    }
    builder_text(out, is_first || parent == 0 ? "" : ")");
}

static void assert_tags(struct fixture *fixture, const char *blocks, const char *expected) {
    assert_true(build_it(fixture, "", blocks));
    struct builder out = {0};
    write_tags(fixture, 0, &out);
    builder_char(&out, '\0');
    assert_string_equal(out.at, expected);
    builder_free(&out);
}

static const struct block *first_block(const struct fixture *fixture) {
    return fixture->document.flows[0].root->first_child->next;
}

static void test_blanks_fold_over_elements(void **state) {
    assert_string_equal(dump_of(*state,
                                "<p>  a <t style='strong'> b</t>\n <t style='strong'>c </t> "
                                "{/report/patient/@name} {/report/note}. </p>"),
                        "paragraph\ta b c Ann & Bo two lines .\n");
}

static void test_pieces_of_one_style_are_one_span(void **state) {
    assert_true(
        build_it(*state, "", "<p>{/report/food[2]/@mg}mg of {'x'}<t style='strong'>y</t></p>"));
    const struct block *block = first_block(*state);
    assert_int_equal(block->u.text.span_count, 2);
    assert_int_equal(block->u.text.spans[0].size_bytes, strlen("166mg of x"));
    assert_int_equal(block->u.text.spans[1].style->face->weight, 700);
    assert_int_equal(block->u.text.spans[1].style->size, block->u.text.spans[0].style->size);
}

static void test_empty_blocks_leave_nothing(void **state) {
    assert_tags(*state,
                "<p> {/report/empty}</p><h level='1'>{''}</h><list><item> </item></list>"
                "<box style='card'><if test='false()'>x</if></box>"
                "<table><col/><head><row><cell>x</cell></row></head>"
                "<for each='/report/none'><row><cell>y</cell></row></for></table>"
                "<p><link href='https://a.example'> </link></p><p>end</p>",
                "P");
}

static void test_structure_in_reading_order(void **state) {
    assert_tags(
        *state,
        "<h level='1'>a</h><p>b <link href='https://a.example'>c</link></p>"
        "<list><item>d</item><item><p>e</p></item></list>"
        "<list kind='tick'><item>f</item></list><box>g<p>h</p></box><box style='card'>m</box>"
        "<table><col/><col/><head><row><cell>i</cell><cell>j</cell></row></head>"
        "<row><cell head='yes'>k</cell><cell><p>l</p></cell></row></table>"
        "<figure src='logo' width='15mm' alt='Logo'/><rule/>",
        "H1 P(Link) L(LI(Lbl LBody) LI(Lbl LBody(P))) L(LI(Lbl LBody)) P P Div(P) "
        "Table(THead(TR(TH TH)) TBody(TR(TH TD(P)))) Figure");
    const struct pages *pages = ((struct fixture *)*state)->document.pages;
    assert_int_equal(pages->links.count, 1);
    assert_string_equal(pages->links.at[0].uri, "https://a.example");
    assert_string_equal(pages->links.at[0].contents, "c");
}

/* What a click could run, or what is no address, is text alone. */
static void test_links_lead_to_addresses(void **state) {
    assert_tags(*state,
                "<p><link href='javascript:x()'>a</link> <link href='{/report/food[1]/@name}'>b"
                "</link> <link href='data:text/html,x'>c</link> <link href='#d'>d</link> "
                "<link href='tel:911'>e</link></p><p name='d'>f</p>",
                "P(Link Link) P");
}

static void test_codes_are_figures(void **state) {
    assert_tags(*state, "<code data='{/report/food[1]/@name}' width='25mm' alt='Oats'/>", "Figure");
    const struct block *block = first_block(*state);
    const struct pages *pages = ((struct fixture *)*state)->document.pages;
    assert_string_equal(pages->structures.at[block->structure].alt, "Oats");
    assert_int_equal(block->u.code.code->side, 21);
    assert_int_equal(block->width, block->height);
    assert_false(build_it(*state, "", "<code data='{/report/none}' width='25mm' alt='Oats'/>"));
    assert_string_equal(dump_of(*state, "<code data='x' width='25mm' alt='Oats'/>"),
                        "alt:code\tOats\n");
}

static void test_document_facts(void **state) {
    assert_true(build_it(*state, "", "<p>x</p>"));
    const struct pages *pages = ((struct fixture *)*state)->document.pages;
    assert_string_equal(pages->title, "A  check");
    assert_string_equal(pages->author, "Riverside Clinic");
    assert_string_equal(pages->language, "en-US");
    assert_int_equal(pages->date.day, 20);
}

static void test_sorting(void **state) {
    assert_string_equal(dump_of(*state,
                                "<p><for each='/report/food' sort='@mg' sort-as='number' "
                                "order='descending'>{position()}{@name} </for></p>"
                                "<p><for each='/report/food' sort='@name'>{@name} </for></p>"
                                "<p><for each='/report/food' sort='@mg'>{@mg} </for></p>"),
                        "paragraph\t1seeds 2beans 3oats\nparagraph\tbeans oats seeds\n"
                        "paragraph\t166 60 9\n");
}

static void test_logic(void **state) {
    assert_string_equal(
        dump_of(*state,
                "<for each='/report/food'><choose><when test=\"@mg &lt; 10\"><p>low</p></when>"
                "<when test='@mg &lt; 100'><p>mid</p></when><otherwise><p>high</p></otherwise>"
                "</choose></for><let name='n' select='count(/report/food)'/><if test='$n = 3'>"
                "<insert part='word'><let name='word' select='$n * 2'/></insert></if><p>{$n}</p>"),
        "paragraph\tlow\nparagraph\thigh\nparagraph\tmid\nparagraph\t[6]\nparagraph\t3\n");
}

static void test_labels_are_part_of_the_text(void **state) {
    assert_string_equal(dump_of(*state, "<list kind='number'><for each='/report/food'><item>{@name}"
                                        "</item></for></list><box icon='1' style='card'>x</box>"
                                        "<chart kind='bars' select='/report/food' value='@mg' "
                                        "label='{@name}' alt='Foods'/>"),
                        "label\t1.\nparagraph\toats\nlabel\t2.\nparagraph\tseeds\n"
                        "label\t3.\nparagraph\tbeans\nlabel\t1\nparagraph\tx\n"
                        "alt:chart\tFoods. oats: 9. seeds: 166. beans: 60.\n"
                        "label\toats\nvalue\t9\nlabel\tseeds\nvalue\t166\n"
                        "label\tbeans\nvalue\t60\n");
}

static void test_lines_of_a_value_can_stay(void **state) {
    assert_true(build_it(*state, "", "<p><v select='/report/note' lines='keep'/></p>"));
    const struct text_span *span = first_block(*state)->u.text.spans;
    assert_int_equal(span->size_bytes, strlen("two\nlines"));
    assert_memory_equal(span->text, "two\nlines", span->size_bytes);
}

static void test_chart_items(void **state) {
    assert_true(build_it(*state, "",
                         "<chart kind='week' select='/report/food' value='@mg' label='{@name}' "
                         "target='99.5' marks='1 22' alt='Foods'/>"));
    const struct block_chart *chart = &first_block(*state)->u.chart;
    assert_int_equal(chart->item_count, 3);
    assert_int_equal(chart->items[1].value, 166);
    assert_int_equal(chart->items[0].max, 166); /* the largest */
    assert_string_equal(chart->items[2].label, "beans");
    assert_string_equal(chart->items[2].text, "60"); /* the value, as nothing else is said */
    assert_int_equal(chart->target, 100);
    assert_int_equal(chart->mark_count, 2);
    assert_int_equal(chart->marks[1], 22);
}

/* Several named values are a table behind the figure; one value, or values without names, are not.
 */
static void test_charts_have_a_table_behind_them(void **state) {
    assert_tags(*state,
                "<chart kind='week' select='/report/food' value='@mg' label='{@name}' alt='Foods' "
                "target='99' target-label='goal 99'/>",
                "Figure Table(Caption TR(TH TD) TR(TH TD) TR(TH TD))");
    assert_tags(*state, "<chart kind='bars' select='/report/food' value='@mg' alt='Foods'/>",
                "Figure");
    assert_tags(*state, "<chart kind='dots' value='2' max='3' label='a' alt='2 of 3'/>", "Figure");
}

/* A trend's table: a row a visit, in the order of their days, and a column a line. */
static void test_a_trend_has_visits_and_series(void **state) {
    assert_tags(*state,
                "<chart kind='trend' select='/report/food' value='@mg' label='{@name}' alt='F'/>",
                "Figure Table(TR(TH TD) TR(TH TD) TR(TH TD))");
    assert_tags(*state,
                "<chart kind='trend' select='/report/food' value='@mg' label='{@name}' "
                "series='{name()} {position() mod 2}' at='2026-0{4 - position()}-01' alt='F'/>",
                "Figure Table(TR(TD TH TH) TR(TH TD TD) TR(TH TD TD) TR(TH TD TD))");
    const struct block_chart *chart = &first_block(*state)->u.chart;
    assert_int_equal(chart->series_count, 2);
    assert_string_equal(chart->series[1].name, "food 0");
    assert_int_equal(chart->visit_count, 3);
    assert_string_equal(chart->visits[0].label, "beans"); /* the earliest */
    assert_int_equal(chart->visits[1].day - chart->visits[0].day, 31);
    assert_int_equal(chart->visits[1].items[0], 0);
    assert_int_equal(chart->visits[1].items[1], 2);
    assert_tags(*state, "<chart kind='dots' select='/report/food' value='@mg' max='3' alt='F'/>",
                "Figure");
}

/* Items of one label are one visit, but no value is lost when a label comes twice in one line. */
static void test_visits_hold_every_value(void **state) {
    assert_true(build_it(*state, "",
                         "<chart kind='trend' select='/report/food | /report/food/@mg' "
                         "value='9' label='x' series='{name()}' alt='F'/>"));
    const struct block_chart *chart = &first_block(*state)->u.chart;
    assert_int_equal(chart->visit_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(chart->visits[i].items[0] > 0 && chart->visits[i].items[1] > 0);
}

static void assert_alt(void **state, const char *chart, const char *expected) {
    assert_true(build_it(*state, "", chart));
    const struct block *block = first_block(*state);
    const struct pages *pages = ((struct fixture *)*state)->document.pages;
    assert_string_equal(block->u.chart.alt, expected);
    assert_string_equal(pages->structures.at[block->structure].alt, expected);
}

static void test_an_alternative_text_states_every_value(void **state) {
    assert_alt(state, "<chart kind='gauge' value='44' max='100' text='of 100' alt='Score: 44.'/>",
               "Score: 44.");
    assert_alt(state, "<chart kind='gauge' value='44' max='100' text='of 100' alt='Score: 440.'/>",
               "Score: 440. 44 of 100.");
    assert_alt(state, "<chart kind='meter' value='7' max='9' text='7 of 9' alt='Sleep'/>",
               "Sleep. 7 of 9.");
    assert_alt(state,
               "<chart kind='bars' select='/report/food[@mg > 9]' value='@mg' label='{@name}' "
               "text='some' alt='Foods:'/>",
               "Foods. seeds: 166 some. beans: 60 some.");
    assert_alt(state,
               "<chart kind='trend' select='/report/food[@mg > 9]' value='@mg' label='{@name}' "
               "series='Foods' alt='Trend.'/>",
               "Trend. Foods, seeds: 166. Foods, beans: 60.");
}

static void test_parts_have_languages(void **state) {
    assert_true(build_it(*state, "",
                         "<p language='es'>hola</p><h level='1' language='pt-BR'>oi</h>"
                         "<box language='zh-Hant-TW'><p>x</p></box>"));
    const struct pages *pages = ((struct fixture *)*state)->document.pages;
    const char *const expected[] = {NULL, NULL, "es", "pt-BR", "zh-Hant-TW", NULL};
    assert_int_equal(pages->structures.count, 6);
    for (size_t i = 0; i < 6; i++) {
        const char *language = pages->structures.at[i].language;
        assert_true((language == NULL) == (expected[i] == NULL));
        assert_string_equal(language == NULL ? "" : language, language == NULL ? "" : expected[i]);
    }
}

static void test_tick_boxes_are_named(void **state) {
    assert_string_equal(dump_of(*state, "<list kind='tick'><item>go</item></list>"),
                        "label\t\u2610\nparagraph\tgo\n");
    const struct pages *pages = ((struct fixture *)*state)->document.pages;
    assert_int_equal(pages->structures.at[2].numbering, NUMBERING_SQUARE);
    assert_int_equal(pages->structures.at[4].tag, TAG_LBL);
    assert_string_equal(pages->structures.at[4].actual_text, "\u2610");
}

static void test_a_missing_value_is_not_zero(void **state) {
    struct fixture *fixture = *state;
    assert_false(
        build_it(fixture, "", "<chart kind='gauge' value='/report/@none' max='100' alt='x'/>"));
    assert_int_equal(diags_count(fixture->diags, DIAG_ERROR), 1);
}

/* A cell over two rows keeps its column from the row below. */
static void test_spans_fill_the_grid(void **state) {
    assert_true(build_it(*state, "",
                         "<table><col/><col/><col/>"
                         "<row><cell>a</cell><cell rows='2'>b</cell><cell>c</cell></row>"
                         "<row><cell>d</cell><cell rows='9'>e</cell></row>"
                         "<row><cell span='2'>f</cell></row></table>"));
    const struct block_table *table = &first_block(*state)->u.table;
    assert_int_equal(table->row_count, 3);
    assert_int_equal(table->rows[1].cells[0].column, 0);
    assert_int_equal(table->rows[1].cells[1].column, 2);
    assert_int_equal(table->rows[1].cells[1].row_span, 2); /* there are no more rows */
    assert_int_equal(table->rows[2].cells[0].column, 0);
}

static void test_table_has_zebra_rows_and_says_continued(void **state) {
    assert_true(
        build_it(*state, "",
                 "<table zebra='message' continued='goes on'>"
                 "<col/><col align='decimal'/>"
                 "<head><row><cell>a</cell><cell>b</cell></row></head>"
                 "<for each='/report/food'><row><cell>{@name}</cell><cell>{@mg}</cell></row>"
                 "</for></table>"));
    const struct block_table *table = &first_block(*state)->u.table;
    assert_int_equal(table->row_count, 4);
    assert_string_not_equal(table->rows[1].style->name, "message");
    assert_string_equal(table->rows[2].style->name, "message");
    assert_string_not_equal(table->rows[3].style->name, "message");
    assert_non_null(table->continued);
    assert_int_equal(table->continued->structure, STRUCTURE_ARTIFACT);
    const struct block *number = table->rows[1].cells[1].content->first_child;
    assert_int_equal(number->style->align, ALIGN_DECIMAL);
}

/* A group begins a TBody of its own, and its first cell heads its row; the foot is a TFoot. */
static void test_groups_and_feet(void **state) {
    assert_tags(*state,
                "<table continued='goes on'><col/><col/>"
                "<head><row><cell>a</cell><cell>b</cell></row></head>"
                "<row group='yes'><cell span='2'>c</cell></row>"
                "<row><cell>d</cell><cell>e</cell></row>"
                "<row group='yes'><cell>f</cell><cell>g</cell></row>"
                "<row><cell rows='9'>h</cell><cell>i</cell></row>"
                "<foot repeat='yes'><row><cell head='yes'>all</cell>"
                "<cell>{sum(/report/food/@mg)}</cell></row></foot></table>",
                "Table(THead(TR(TH TH)) TBody(TR(TH) TR(TD TD)) TBody(TR(TH TD) TR(TD TD)) "
                "TFoot(TR(TH TD)))");
    const struct block_table *table = &first_block(*state)->u.table;
    const struct pages *pages = ((struct fixture *)*state)->document.pages;
    assert_int_equal(table->head_count, 1);
    assert_int_equal(table->foot_count, 1);
    assert_true(table->foot_repeats);
    const size_t groups[] = {0, 2, 2, 4, 4, 0};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(table->rows[i].group, groups[i]);
        assert_int_equal(table->rows[i].keep_next, i == 1 || i == 3);
        assert_int_equal(table->rows[i].continued != NULL, i == 1 || i == 3);
    }
    assert_int_equal(pages->structures.at[table->rows[1].cells[0].structure].scope, SCOPE_ROW);
    assert_int_equal(pages->structures.at[table->rows[0].cells[0].structure].scope, SCOPE_COLUMN);
    assert_int_equal(table->rows[4].cells[0].row_span, 1); /* not into the foot */
    const struct text_span *total = table->rows[5].cells[1].content->first_child->u.text.spans;
    assert_memory_equal(total->text, "235", 3); /* 9 + 166 + 60 */
    assert_tags(*state,
                "<table><col/><foot><row><cell>x</cell></row></foot></table>"
                "<table><col/><row><cell>y</cell></row><foot><row><cell>z</cell></row></foot>"
                "</table>",
                "Table(TBody(TR(TD)) TFoot(TR(TD)))");
}

/* Rows that a cell ties together are one stripe, and each group begins with a plain one. */
static void test_stripes(void **state) {
    assert_true(build_it(*state, "",
                         "<table zebra='message'><col/><col/>"
                         "<row><cell rows='2'>a</cell><cell>b</cell></row><row><cell>c</cell></row>"
                         "<row><cell>d</cell><cell rows='2'>e</cell></row><row><cell>f</cell></row>"
                         "<row group='yes'><cell span='2'>g</cell></row>"
                         "<row><cell>h</cell><cell>i</cell></row>"
                         "<row><cell>j</cell><cell>k</cell></row></table>"));
    const struct block_row *rows = first_block(*state)->u.table.rows;
    const bool striped[] = {false, false, true, true, false, false, true};
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(strcmp(rows[i].style->name, "message") == 0, striped[i]);
    assert_true(rows[0].held != NULL && rows[0].held[0] && !rows[0].held[1]);
    assert_null(rows[1].held);
    assert_true(rows[2].held != NULL && !rows[2].held[0] && rows[2].held[1]);
}

static void test_columns_become_rows_of_columns(void **state) {
    assert_true(
        build_it(*state, "",
                 "<columns widths='1fr 1fr'><for each='/report/food'><p>{@name}</p></for>"
                 "</columns><columns widths='content 1fr' gap='5mm'>"
                 "<figure src='none' optional='yes' width='9mm' alt='x'/><p>y</p></columns>"));
    const struct block *row = first_block(*state);
    assert_int_equal(row->kind, BLOCK_COLUMNS);
    assert_int_equal(row->next->kind, BLOCK_COLUMNS);
    assert_int_equal(row->next->first_child->kind, BLOCK_PARAGRAPH);
    assert_int_equal(row->next->first_child->next->kind, BLOCK_GROUP); /* an empty place */
    const struct block *last = row->next->next;
    assert_int_equal(last->u.columns.count, 1); /* no picture, no column for it */
    assert_int_equal(last->u.columns.widths[0].kind, MEASURE_SHARE);
}

/* Logic that holds nothing to print is no column, and no `let`. */
static void test_columns_pass_over_empty_logic(void **state) {
    assert_string_equal(dump_of(*state,
                                "<columns widths='1fr 1fr'><let name='a' select='1'/>"
                                "<if test='true()'/><choose><when test='true()'/></choose>"
                                "<for each='/report/food'><let name='b' select='@mg'/></for>"
                                "<p>{$a}</p><p>y</p></columns>"),
                        "paragraph\t1\nparagraph\ty\n");
}

static void test_regions_know_the_page(void **state) {
    struct fixture *fixture = *state;
    assert_true(build_it(fixture,
                         "<footer bottom='9mm' height='5mm' style='foot'><p>Page {$page} of "
                         "{$pages}</p></footer>",
                         "<p>x</p>"));
    size_t structures = fixture->document.pages->structures.count;
    const struct block *root =
        build_region(fixture->build, fixture->template->pages[0].footer,
                     &(struct page_facts){.number = 3, .count = 12, .section = "Sleep"});
    assert_non_null(root);
    const struct block *block = root->first_child;
    assert_int_equal(block->structure, STRUCTURE_ARTIFACT);
    assert_int_equal(block->u.text.span_count, 1);
    assert_memory_equal(block->u.text.spans[0].text, "Page 3 of 12", 12);
    assert_int_equal(block->style->text.size, 10 * 1024); /* foot, laid over body */
    assert_int_equal(fixture->document.pages->structures.count, structures);
}

static void test_outline_has_two_levels(void **state) {
    assert_true(build_it(*state, "",
                         "<h level='1' bookmark='Short'>Long name</h><h level='2'>Sub <t "
                         "style='strong'>title</t></h><h level='3'>Deep</h>"));
    const struct block *block = first_block(*state);
    assert_string_equal(block->outline_title, "Short");
    assert_string_equal(block->next->outline_title, "Sub title");
    assert_int_equal(block->next->outline_level, 2);
    assert_int_equal(block->next->next->outline_level, 0);
    assert_true(block->keep_next);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static void test_lists_in_lists_have_labels(void **state) {
    struct fixture *fixture = *state;
    assert_tags(fixture,
                "<list kind='number'><item>a<list><item>b<list kind='tick'><item>c</item></list>"
                "</item></list></item></list>",
                "L(LI(Lbl LBody(L(LI(Lbl LBody(L(LI(Lbl LBody))))))))");
    const struct pages *pages = fixture->document.pages;
    static const enum numbering wanted[] = {NUMBERING_DECIMAL, NUMBERING_DISC, NUMBERING_SQUARE};
    size_t lists = 0;
    for (size_t i = 0; i < pages->structures.count; i++)
        if (pages->structures.at[i].tag == TAG_L)
            assert_int_equal(pages->structures.at[i].numbering, wanted[lists++]);
    assert_int_equal(lists, 3);
}

/* A note follows the paragraph of its number; loose text with a note becomes a paragraph. */
static void test_notes_follow_their_paragraph(void **state) {
    assert_tags(*state, "<p>a<note>b</note> c<note>d</note></p>",
                "P(Reference(Link) Reference(Link)) Note(Lbl) Note(Lbl)");
    assert_tags(*state, "<list><item>a<note>b</note></item></list>",
                "L(LI(Lbl LBody(P(Reference(Link)) Note(Lbl))))");
    assert_tags(*state, "<h level='1'>a<note>{/report/empty}</note></h>", "H1");
    assert_string_equal(
        dump_of(*state, "<p>a <note>b <t style='strong'>c</t></note> d<note>e</note></p>"),
        "paragraph\ta1 d2\nlabel\t1\nparagraph\tb c\nlabel\t2\nparagraph\te\n");
}

static void test_captions_stand_beside_figures(void **state) {
    assert_tags(*state, "<figure src='logo' width='9mm' alt='x' caption='y'/>",
                "Div(Figure Caption)");
    assert_tags(*state, "<figure src='logo' width='9mm' alt='x' caption='{/report/empty}'/>",
                "Figure");
    assert_tags(*state, "<chart kind='gauge' value='1' max='2' alt='1' caption='y'/>", "Figure");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_blanks_fold_over_elements),
        TEST(test_pieces_of_one_style_are_one_span),
        TEST(test_empty_blocks_leave_nothing),
        TEST(test_structure_in_reading_order),
        TEST(test_links_lead_to_addresses),
        TEST(test_codes_are_figures),
        TEST(test_document_facts),
        TEST(test_sorting),
        TEST(test_logic),
        TEST(test_labels_are_part_of_the_text),
        TEST(test_lines_of_a_value_can_stay),
        TEST(test_chart_items),
        TEST(test_charts_have_a_table_behind_them),
        TEST(test_a_trend_has_visits_and_series),
        TEST(test_visits_hold_every_value),
        TEST(test_an_alternative_text_states_every_value),
        TEST(test_parts_have_languages),
        TEST(test_tick_boxes_are_named),
        TEST(test_a_missing_value_is_not_zero),
        TEST(test_spans_fill_the_grid),
        TEST(test_groups_and_feet),
        TEST(test_stripes),
        TEST(test_table_has_zebra_rows_and_says_continued),
        TEST(test_columns_become_rows_of_columns),
        TEST(test_columns_pass_over_empty_logic),
        TEST(test_regions_know_the_page),
        TEST(test_outline_has_two_levels),
        TEST(test_lists_in_lists_have_labels),
        TEST(test_notes_follow_their_paragraph),
        TEST(test_captions_stand_beside_figures),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
