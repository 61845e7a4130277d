/* Footnotes on random documents, looked at in the finished pages: each note begins and ends once,
 * on the page of its number or after it, in the order of the numbers, below all text of its page
 * and above its margin. Every word that can be found names its place: the text of note 7 begins
 * with "n7" and ends with "e7", paragraph 7 begins with "t7". Run from the project's root. */
#include "layout/layout.h"

#include "base/builder.h"
#include "pack/pack.h"
#include "unit/unit.h"

#include <libxml/parser.h>

struct fixture {
    struct arena *arena;
    struct diags *diags;
    struct pack *pack;
    struct shaper *shaper;
    xmlDocPtr report;
    uint64_t seed;
    struct builder flow;
    size_t notes, paragraphs;
    bool breaks_rows; /* the columns of a broken row mix the order of the numbers */
};

static int set_up(void **state) {
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    fixture->arena = arena;
    fixture->diags = diags_new();
    fixture->pack = pack_load(&(struct pack_options){.brand = "plain"}, fixture->diags);
    fixture->shaper = shaper_new(fixture->pack->fonts, 1 << 20);
    fixture->report = xmlReadMemory("<report/>", 9, "report", NULL, 0);
    fixture->seed = 7;
    *state = fixture;
    return fixture->report == NULL ? -1 : 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    builder_free(&fixture->flow);
    xmlFreeDoc(fixture->report);
    shaper_free(fixture->shaper);
    pack_free(fixture->pack);
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    return 0;
}

static uint32_t random_below(struct fixture *fixture, uint32_t limit) {
    return unit_random_below(&fixture->seed, limit);
}

/* ---- documents ---- */

static void add_words(struct fixture *fixture, size_t count) {
    for (size_t i = 0; i < count; i++)
        builder_format(&fixture->flow, " %.*s", (int)(2 + random_below(fixture, 8)), "wwwwwwwwww");
}

static void add_note(struct fixture *fixture, size_t words) {
    size_t number = ++fixture->notes;
    builder_format(&fixture->flow, "<note>n%zu", number);
    add_words(fixture, words);
    builder_format(&fixture->flow, " e%zu</note>", number);
}

/* Words with notes between them, most of them short, one in fifty longer than a page. */
static void add_text(struct fixture *fixture) {
    builder_format(&fixture->flow, "t%zu", ++fixture->paragraphs);
    size_t parts = 1 + random_below(fixture, 4);
    for (size_t i = 0; i < parts; i++) {
        add_words(fixture, random_below(fixture, 40));
        if (random_below(fixture, 2) == 0)
            add_note(fixture, random_below(fixture, 50) == 0 ? 900 : random_below(fixture, 30));
    }
}

static void add_around(struct fixture *fixture, const char *before, const char *after) {
    builder_text(&fixture->flow, before);
    add_text(fixture);
    builder_text(&fixture->flow, after);
}

static void add_row(struct fixture *fixture) {
    builder_text(&fixture->flow, "<table><col/><col/><row>");
    for (int i = 0; i < 2; i++) {
        builder_format(&fixture->flow, "<cell>t%zu", ++fixture->paragraphs);
        add_words(fixture, random_below(fixture, 30));
        add_note(fixture, random_below(fixture, 20));
        builder_text(&fixture->flow, "</cell>");
    }
    builder_text(&fixture->flow, "</row></table>");
}

static void add_blocks(struct fixture *fixture, size_t count) {
    for (size_t i = 0; i < count; i++) {
        switch (random_below(fixture, 7)) {
        case 0:
            add_around(fixture, "<list><item>", "</item>");
            add_around(fixture, "<item><p>", "</p></item></list>");
            break;
        case 1:
            add_around(fixture, "<box role='note'>", "</box>");
            break;
        case 2:
            add_row(fixture);
            break;
        case 3:
            add_around(fixture, "<p keep='together'>", "</p>");
            break;
        case 4:
            add_around(fixture, "<h level='1'>", "</h>");
            break;
        default:
            add_around(fixture, "<p>", "</p>");
        }
    }
}

static const struct pages *lay_out(struct fixture *fixture, const char *page) {
    builder_char(&fixture->flow, '\0');
    const char *text = arena_format(
        fixture->arena,
        "<layout xmlns='urn:magreport:layout:1' version='1' name='t' title='T' language='en-US'>"
        "<page name='one' margin-top='20mm' margin-right='20mm' margin-bottom='20mm' "
        "margin-left='20mm' %s/><flow page='one'>%s</flow></layout>",
        page, fixture->flow.at);
    struct template_inputs template_inputs = {.brand = fixture->pack->brand, .paper = "a5"};
    struct template *template =
        template_load(fixture->arena, "t.xml", slice_from(text), &template_inputs, fixture->diags);
    if (template == NULL)
        diags_print(fixture->diags, stderr);
    assert_non_null(template);
    struct layout_inputs inputs = {.template = template,
                                   .brand = fixture->pack->brand,
                                   .shaper = fixture->shaper,
                                   .report = fixture->report};
    const struct pages *pages = layout_build(fixture->arena, &inputs, fixture->diags);
    assert_non_null(pages);
    template_free(template);
    return pages;
}

/* ---- what came out ---- */

/* Where something was found, from page 1 on; times it was found. */
struct seen {
    size_t page, times;
    length baseline;
};

struct found {
    struct seen *number, *begin, *end, *text; /* by number, from 1 */
    size_t notes, texts;
};

static void see(struct seen *seen, size_t count, const char *digits, size_t page, length baseline) {
    size_t number = (size_t)strtoul(digits, NULL, 10);
    assert_in_range(number, 1, count);
    seen[number] = (struct seen){page, seen[number].times + 1, baseline};
}

static void look_at_run(struct found *found, const struct op *op, const struct text_piece *piece,
                        size_t page) {
    char word[40] = {0};
    memcpy(word, piece->run->text, piece->run->text_bytes < 39 ? piece->run->text_bytes : 39);
    length baseline = op->u.text.baseline;
    if (op->u.text.style->rise > 0)
        see(found->number, found->notes, word, page, baseline);
    else if (word[0] == 'n')
        see(found->begin, found->notes, word + 1, page, baseline);
    else if (word[0] == 'e')
        see(found->end, found->notes, word + 1, page, baseline);
    else if (word[0] == 't')
        see(found->text, found->texts, word + 1, page, baseline);
}

static struct found find_all(struct fixture *fixture, const struct pages *pages) {
    struct found found = {.notes = fixture->notes, .texts = fixture->paragraphs};
    found.number = ARENA_ARRAY(fixture->arena, struct seen, found.notes + 1);
    found.begin = ARENA_ARRAY(fixture->arena, struct seen, found.notes + 1);
    found.end = ARENA_ARRAY(fixture->arena, struct seen, found.notes + 1);
    found.text = ARENA_ARRAY(fixture->arena, struct seen, found.texts + 1);
    for (size_t p = 0; p < pages->pages.count; p++) {
        const struct page *page = &pages->pages.at[p];
        for (size_t i = 0; i < page->ops.count; i++)
            for (size_t k = 0;
                 page->ops.at[i].kind == OP_TEXT && k < page->ops.at[i].u.text.piece_count; k++)
                if (page->ops.at[i].u.text.pieces[k].run)
                    look_at_run(&found, &page->ops.at[i], &page->ops.at[i].u.text.pieces[k], p + 1);
    }
    return found;
}

static bool is_note(const struct pages *pages, int32_t structure) {
    for (; structure > 0; structure = pages->structures.at[structure].parent)
        if (pages->structures.at[structure].tag == TAG_NOTE)
            return true;
    return false;
}

/* On each page all notes are below all text, and the page's margin is free. */
static void check_places(const struct pages *pages) {
    for (size_t p = 0; p < pages->pages.count; p++) {
        const struct page *page = &pages->pages.at[p];
        length lowest_text = 0, highest_note = page->height;
        for (size_t i = 0; i < page->ops.count; i++) {
            const struct op *op = &page->ops.at[i];
            if (op->kind != OP_TEXT || op->structure < 0)
                continue;
            length baseline = op->u.text.baseline;
            assert_true(baseline <= page->height - LENGTH_MM10(200));
            if (!is_note(pages, op->structure))
                lowest_text = baseline > lowest_text ? baseline : lowest_text;
            else
                highest_note = baseline < highest_note ? baseline : highest_note;
        }
        assert_true(lowest_text + LENGTH_MM10(40) < highest_note);
    }
}

static void check_notes(struct fixture *fixture, const struct pages *pages) {
    struct found found = find_all(fixture, pages);
    for (size_t i = 1; i <= found.texts; i++)
        assert_int_equal(found.text[i].times, 1);
    for (size_t i = 1; i <= found.notes; i++) {
        assert_int_equal(found.number[i].times, 1);
        assert_int_equal(found.begin[i].times, 1);
        assert_int_equal(found.end[i].times, 1);
        assert_true(found.begin[i].page >= found.number[i].page);
        assert_true(found.end[i].page >= found.begin[i].page);
        if (fixture->breaks_rows)
            continue;
        if (i > 1 && found.begin[i].page == found.end[i - 1].page)
            assert_true(found.begin[i].baseline > found.end[i - 1].baseline);
        assert_true(i == 1 || found.begin[i].page >= found.end[i - 1].page);
    }
    for (size_t i = 0; i < pages->links.count; i++)
        assert_int_equal(pages->links.at[i].page + 1, found.begin[i + 1].page);
    check_places(pages);
}

static void test_random_documents(void **state) {
    struct fixture *fixture = *state;
    for (int round = 0; round < 12; round++) {
        builder_reset(&fixture->flow);
        fixture->notes = fixture->paragraphs = 0;
        add_blocks(fixture, 40);
        check_notes(fixture, lay_out(fixture, ""));
    }
}

/* A page of 40 mm, of which no more than half is kept for notes. */
static void test_small_pages(void **state) {
    struct fixture *fixture = *state;
    fixture->breaks_rows = true;
    add_blocks(fixture, 30);
    check_notes(fixture, lay_out(fixture, "height='80mm'"));
}

/* Three hundred notes of one paragraph: they settle on the pages behind it. */
static void test_many_notes_of_one_line(void **state) {
    struct fixture *fixture = *state;
    builder_text(&fixture->flow, "<p>t1");
    fixture->paragraphs = 1;
    for (int i = 0; i < 300; i++) {
        builder_text(&fixture->flow, " w");
        add_note(fixture, 12);
    }
    builder_text(&fixture->flow, "</p>");
    const struct pages *pages = lay_out(fixture, "");
    check_notes(fixture, pages);
    assert_true(pages->pages.count > 10);
}

/* Notes that fit stand on the page of their number, though text would fill it. */
static void test_notes_that_fit_stay_with_their_number(void **state) {
    struct fixture *fixture = *state;
    for (int i = 0; i < 120; i++) {
        builder_format(&fixture->flow, "<p>t%zu", ++fixture->paragraphs);
        add_words(fixture, 25);
        if (i % 2 == 0)
            add_note(fixture, 15);
        builder_text(&fixture->flow, "</p>");
    }
    const struct pages *pages = lay_out(fixture, "");
    struct found found = find_all(fixture, pages);
    for (size_t i = 1; i <= found.notes; i++)
        assert_int_equal(found.end[i].page, found.number[i].page);
    check_notes(fixture, pages);
}

/* A roll has one foot, at its end. */
static void test_roll_has_its_notes_at_the_end(void **state) {
    struct fixture *fixture = *state;
    for (int i = 0; i < 5; i++)
        add_around(fixture, "<p>", "</p>");
    const struct pages *pages = lay_out(fixture, "width='80mm' roll='yes'");
    check_notes(fixture, pages);
    assert_int_equal(pages->pages.count, 1);
}

static void test_page_for_the_other_side_takes_waiting_notes(void **state) {
    struct fixture *fixture = *state;
    builder_text(&fixture->flow, "<p>t1");
    add_note(fixture, 300);
    builder_text(&fixture->flow, "</p><break to='right'/><p>t2</p>");
    fixture->paragraphs = 2;
    const struct pages *pages = lay_out(fixture, "");
    check_notes(fixture, pages);
    struct found found = find_all(fixture, pages);
    assert_int_equal(found.end[1].page, 2);
    assert_int_equal(found.text[2].page, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_random_documents),
        TEST(test_small_pages),
        TEST(test_many_notes_of_one_line),
        TEST(test_notes_that_fit_stay_with_their_number),
        TEST(test_roll_has_its_notes_at_the_end),
        TEST(test_page_for_the_other_side_takes_waiting_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
