/* Charts by their properties, on generated data and its extremes, in wide and narrow places: every
 * value is written and is in the alternative text; no text touches another, a bar or a line;
 * nothing leaves the chart's place; and values can be told apart without color. */
#include "layout/chart.h"

#include "base/builder.h"
#include "layout/layout.h"
#include "pack/pack.h"
#include "unit/unit.h"

#include <libxml/parser.h>

#define MARGIN LENGTH_MM10(200)
#define OVER LENGTH_PT(2) /* strokes and marks stand over by half their width */

struct fixture {
    struct diags *diags;
    struct pack *pack;
    struct shaper *shaper;
    struct arena *arena;
    uint64_t seed;
};

static int set_up(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.diags = diags_new(), .seed = 7};
    fixture.pack = pack_load(&(struct pack_options){.brand = "plain"}, fixture.diags);
    fixture.shaper = shaper_new(fixture.pack->fonts, 1 << 20);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    shaper_free(fixture->shaper);
    pack_free(fixture->pack);
    diags_free(fixture->diags);
    return 0;
}

static uint32_t random_below(struct fixture *fixture, uint32_t limit) {
    return unit_random_below(&fixture->seed, limit);
}

/* ---- generated charts ---- */

enum values {
    VALUES_RANDOM,
    VALUES_ZERO,
    VALUES_SAME,
    VALUES_NEGATIVE,
    VALUES_EXTREME,
    VALUES_END
};

struct sample {
    const char *kind;
    size_t count;
    enum values values;
    size_t letters; /* of a label */
    int width_mm;
    size_t series;
    int32_t *numbers;
    const char **labels;
    const struct pages *pages;
};

static int32_t value_of(struct fixture *fixture, enum values values, size_t i) {
    switch (values) {
    case VALUES_ZERO:
        return 0;
    case VALUES_SAME:
        return 17;
    case VALUES_NEGATIVE:
        return (int32_t)random_below(fixture, 200) - 100;
    case VALUES_EXTREME:
        return i % 2 == 0 ? INT32_MAX : i % 3 == 0 ? -INT32_MAX : 1;
    case VALUES_RANDOM:
    case VALUES_END:
        break;
    }
    return (int32_t)random_below(fixture, 600);
}

/* Words of up to 12 letters. The number at the end makes each label another one. */
static const char *label_of(struct fixture *fixture, size_t letters, size_t i) {
    char *text = arena_alloc(fixture->arena, letters + 8);
    size_t size = 0;
    while (size < letters) {
        size_t word = 1 + random_below(fixture, 12);
        for (size_t k = 0; k < word && size < letters; k++)
            text[size++] = (char)('a' + random_below(fixture, 26));
        text[size++] = ' ';
    }
    return arena_format(fixture->arena, "%.*s%zu", (int)size, text, i);
}

static xmlDocPtr report_of(struct fixture *fixture, struct sample *sample) {
    struct builder text = {0};
    builder_text(&text, "<report title='T'>");
    sample->numbers = ARENA_ARRAY(fixture->arena, int32_t, sample->count);
    sample->labels = ARENA_ARRAY(fixture->arena, const char *, sample->count);
    for (size_t i = 0; i < sample->count; i++) {
        size_t visit = i / sample->series;
        sample->numbers[i] = value_of(fixture, sample->values, i);
        sample->labels[i] = i % sample->series > 0 ? sample->labels[i - 1]
                                                   : label_of(fixture, sample->letters, visit);
        builder_format(&text, "<n v='%d' l='%s' s='line %zu'/>", sample->numbers[i],
                       sample->labels[i], i % sample->series);
    }
    builder_text(&text, "</report>");
    xmlDocPtr report = xmlReadMemory(text.at, (int)text.size_bytes, "report", NULL, 0);
    builder_free(&text);
    assert_non_null(report);
    return report;
}

static const struct pages *pages_of(struct fixture *fixture, const char *chart, xmlDocPtr report) {
    const char *text =
        arena_format(fixture->arena,
                     "<layout xmlns='urn:magreport:layout:1' version='1' name='t' title='T' "
                     "language='en-US'><page name='one' width='230mm' height='5000pt' "
                     "margin-top='20mm' margin-right='20mm' margin-bottom='20mm' "
                     "margin-left='20mm'/><flow page='one'>%s</flow></layout>",
                     chart);
    struct template_inputs template_inputs = {.brand = fixture->pack->brand, .paper = "a4"};
    struct template *template =
        template_load(fixture->arena, "t.xml", slice_from(text), &template_inputs, fixture->diags);
    if (template == NULL)
        diags_print(fixture->diags, stderr);
    assert_non_null(template);
    struct layout_inputs inputs = {.template = template,
                                   .brand = fixture->pack->brand,
                                   .shaper = fixture->shaper,
                                   .report = report};
    const struct pages *pages = layout_build(fixture->arena, &inputs, fixture->diags);
    assert_non_null(pages);
    assert_int_equal(pages->pages.count, 1);
    template_free(template);
    return pages;
}

static void make(struct fixture *fixture, struct sample *sample) {
    bool is_trend = strcmp(sample->kind, "trend") == 0;
    bool is_dots = strcmp(sample->kind, "dots") == 0;
    sample->series = is_trend && sample->count > 3 ? 1 + random_below(fixture, 3) : 1;
    xmlDocPtr report = report_of(fixture, sample);
    const char *chart =
        arena_format(fixture->arena,
                     "<chart kind='%s' select='/report/n' value='@v' label='{@l}' alt='All' "
                     "width='%dmm' %s %s/>",
                     sample->kind, sample->width_mm, is_dots ? "max='100'" : "",
                     is_trend                            ? "series='{@s}'"
                     : strcmp(sample->kind, "week") == 0 ? "target='300' target-label='goal 300'"
                                                         : "");
    sample->pages = pages_of(fixture, chart, report);
    xmlFreeDoc(report);
}

/* ---- what is drawn ---- */

struct box {
    int64_t left, top, right, bottom;
};

/* Of the letters: from the capitals' top to the descenders' bottom. */
static struct box text_box(const struct op *op) {
    const struct text_style *style = op->u.text.style;
    int64_t units = 0;
    for (size_t i = 0; i < op->u.text.piece_count; i++) {
        const struct text_piece *piece = &op->u.text.pieces[i];
        units += piece->run ? piece->run->advance : 0;
        if (i + 1 < op->u.text.piece_count)
            units += (int64_t)piece->spaces * style->face->space_advance;
    }
    int64_t width = units * style->size / style->face->units_per_em;
    return (struct box){op->u.text.x, op->u.text.baseline - style->size * 72 / 100,
                        op->u.text.x + width, op->u.text.baseline + style->size * 20 / 100};
}

static struct box path_box(const struct op *op) {
    struct box box = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    for (size_t i = 0; i < op->u.path.count; i++) {
        const struct path_step *step = &op->u.path.steps[i];
        int last = step->verb == PATH_CURVE ? 2 : 0;
        if (step->verb == PATH_CLOSE)
            continue;
        box.left = step->x[last] < box.left ? step->x[last] : box.left;
        box.right = step->x[last] > box.right ? step->x[last] : box.right;
        box.top = step->y[last] < box.top ? step->y[last] : box.top;
        box.bottom = step->y[last] > box.bottom ? step->y[last] : box.bottom;
    }
    return box;
}

static struct box op_box(const struct op *op) {
    const struct op_rect *rect = &op->u.rect;
    if (op->kind == OP_TEXT)
        return text_box(op);
    if (op->kind == OP_PATH)
        return path_box(op);
    return (struct box){rect->x, rect->y, rect->x + rect->width, rect->y + rect->height};
}

static bool do_overlap(struct box a, struct box b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/* A straight line through the box: some point of it, of 200, lies inside. */
static bool does_cross(const struct op *line, struct box box) {
    const struct path_step *steps = line->u.path.steps;
    for (int64_t i = 0; i <= 200; i++) {
        int64_t x = steps[0].x[0] + (steps[1].x[0] - steps[0].x[0]) * i / 200;
        int64_t y = steps[0].y[0] + (steps[1].y[0] - steps[0].y[0]) * i / 200;
        if (x > box.left && x < box.right && y > box.top + LENGTH_PT(1) &&
            y < box.bottom - LENGTH_PT(2))
            return true;
    }
    return false;
}

static bool is_line(const struct op *op) {
    return op->kind == OP_PATH && op->u.path.count == 2;
}

static bool is_ring(const struct op *op) {
    bool has_line = false;
    bool has_curve = false;
    for (size_t i = 0; op->kind == OP_PATH && i < op->u.path.count; i++) {
        has_line = has_line || op->u.path.steps[i].verb == PATH_LINE;
        has_curve = has_curve || op->u.path.steps[i].verb == PATH_CURVE;
    }
    return has_line && has_curve;
}

/* The half ring that stands in `whole`. */
static bool does_touch_ring(struct box text, struct box whole) {
    int64_t x = (whole.left + whole.right) / 2;
    int64_t radius = (whole.right - whole.left) / 2 * 79 / 100;
    int64_t side = x - text.left > text.right - x ? x - text.left : text.right - x;
    int64_t height = whole.bottom - text.top;
    return height > 0 && side * side + height * height > radius * radius;
}

/* Text against text, against bars and marks, against lines. */
static bool does_touch(const struct op *text, const struct op *other) {
    struct box box = text_box(text);
    if (is_ring(other))
        return false; /* see check_gauge */
    if (is_line(other))
        return does_cross(other, box);
    box.left += LENGTH_PT(1) / 4;
    box.right -= LENGTH_PT(1) / 4;
    return do_overlap(box, op_box(other));
}

static const char *words_of(struct fixture *fixture, const struct sample *sample) {
    return arena_format(
        fixture->arena, "%s, %zu values of kind %d, labels of %zu, %d mm, %zu lines", sample->kind,
        sample->count, (int)sample->values, sample->letters, sample->width_mm, sample->series);
}

static void check_gauge(struct fixture *fixture, const struct sample *sample) {
    const struct page *page = &sample->pages->pages.at[0];
    struct box ring = {INT32_MAX, 0, 0, 0};
    for (size_t i = 0; i < page->ops.count; i++) {
        if (!is_ring(&page->ops.at[i]))
            continue;
        struct box box = path_box(&page->ops.at[i]);
        ring.left = box.left < ring.left ? box.left : ring.left;
        ring.right = box.right > ring.right ? box.right : ring.right;
        ring.bottom = box.bottom > ring.bottom ? box.bottom : ring.bottom;
    }
    assert_true(ring.right > ring.left);
    for (size_t i = 0; i < page->ops.count; i++)
        if (page->ops.at[i].kind == OP_TEXT && does_touch_ring(text_box(&page->ops.at[i]), ring))
            fail_msg("text %zu touches the ring: %s", i, words_of(fixture, sample));
}

static void check_places(struct fixture *fixture, const struct sample *sample) {
    const struct page *page = &sample->pages->pages.at[0];
    int64_t right = MARGIN + LENGTH_MM10(sample->width_mm * 10);
    for (size_t i = 0; i < page->ops.count; i++) {
        const struct op *op = &page->ops.at[i];
        struct box box = op_box(op);
        if (box.left < MARGIN - OVER || box.right > right + OVER || box.top < MARGIN - OVER)
            fail_msg("op %zu leaves its place: %s", i, words_of(fixture, sample));
        for (size_t k = 0; k < page->ops.count && op->kind == OP_TEXT; k++)
            if (k != i && does_touch(op, &page->ops.at[k]))
                fail_msg("text %zu (%s) touches op %zu: %s", i, op->u.text.pieces[0].run->text, k,
                         words_of(fixture, sample));
    }
}

/* The texts of all elements, each with the lines it is broken into, without blanks. */
static const char *texts_of(const struct pages *pages, bool is_table, struct builder *out) {
    const struct page *page = &pages->pages.at[0];
    out->size_bytes = 0;
    for (size_t i = 0; i < page->ops.count; i++) {
        const struct op *op = &page->ops.at[i];
        bool is_figure =
            op->structure >= 0 && pages->structures.at[op->structure].tag == TAG_FIGURE;
        if (op->kind != OP_TEXT || is_figure == is_table)
            continue;
        bool goes_on = i > 0 && page->ops.at[i - 1].kind == OP_TEXT &&
                       page->ops.at[i - 1].structure == op->structure && op->structure >= 0;
        if (!goes_on)
            builder_char(out, '|');
        for (size_t k = 0; k < op->u.text.piece_count; k++)
            if (op->u.text.pieces[k].run)
                builder_add(out, op->u.text.pieces[k].run->text,
                            op->u.text.pieces[k].run->text_bytes);
    }
    builder_text(out, "|");
    builder_char(out, '\0');
    return out->at;
}

static const char *without_blanks(struct fixture *fixture, const char *text) {
    char *out = arena_alloc(fixture->arena, strlen(text) + 1);
    size_t size = 0;
    for (; *text != '\0'; text++)
        if (*text != ' ')
            out[size++] = *text;
    out[size] = '\0';
    return out;
}

static const char *alt_of(const struct pages *pages) {
    for (size_t i = 0; i < pages->structures.count; i++)
        if (pages->structures.at[i].alt)
            return pages->structures.at[i].alt;
    return "";
}

/* Every label and value is in the table behind the chart, and in the alternative text. */
static void check_words(struct fixture *fixture, const struct sample *sample) {
    struct builder drawn = {0};
    const char *table = texts_of(sample->pages, true, &drawn);
    const char *alt = alt_of(sample->pages);
    for (size_t i = 0; i < sample->count; i++) {
        const char *label = without_blanks(fixture, sample->labels[i]);
        const char *said =
            arena_format(fixture->arena, "%s: %d.", sample->labels[i], sample->numbers[i]);
        const char *named = arena_format(fixture->arena, "|%s|", label);
        const char *valued = arena_format(fixture->arena, "|%d|", sample->numbers[i]);
        if (!strstr(alt, said))
            fail_msg("the alternative text lacks value %zu: %s", i, words_of(fixture, sample));
        if (!strstr(table, named) || !strstr(table, valued))
            fail_msg("the table lacks value %zu: %s", i, words_of(fixture, sample));
    }
    builder_free(&drawn);
}

static void run(struct fixture *fixture, struct sample sample) {
    fixture->arena = arena_new();
    make(fixture, &sample);
    check_places(fixture, &sample);
    check_words(fixture, &sample);
    arena_free(fixture->arena);
    diags_reset(fixture->diags);
}

static const char *const kinds[] = {"bars", "columns", "week", "trend", "dots"};
static const size_t counts[] = {1, 2, 7, 40};
static const size_t letters[] = {1, 9, 200};
static const int widths_mm[] = {30, 75, 170};

#define PICK(fixture, list) list[random_below(fixture, sizeof list / sizeof *list)]

static void test_random_charts(void **state) {
    struct fixture *fixture = *state;
    for (int i = 0; i < 300; i++) {
        const char *kind = PICK(fixture, kinds);
        bool is_dots = strcmp(kind, "dots") == 0;
        struct sample sample = {.kind = kind,
                                .count = 1 + random_below(fixture, is_dots ? 6 : 14),
                                .values = is_dots ? VALUES_SAME
                                                  : (enum values)random_below(fixture, VALUES_END),
                                .letters = PICK(fixture, letters),
                                .width_mm = 30 + (int)random_below(fixture, 140)};
        run(fixture, sample);
    }
}

static void test_extremes(void **state) {
    struct fixture *fixture = *state;
    for (size_t k = 0; k < 4; k++)
        for (size_t n = 0; n < 4; n++)
            for (int values = 0; values < VALUES_END; values++)
                for (size_t l = 0; l < 3; l++)
                    run(fixture,
                        (struct sample){.kind = kinds[k],
                                        .count = counts[n],
                                        .values = (enum values)values,
                                        .letters = counts[n] == 40 && l == 2 ? 60 : letters[l],
                                        .width_mm = widths_mm[(n + l + (size_t)values) % 3]});
    for (size_t k = 0; k < 5; k++)
        run(fixture, (struct sample){kinds[k], 40, VALUES_SAME, 200, 30, 1, NULL, NULL, NULL});
}

/* ---- without color ---- */

/* What is left of an op's looks when all colors are one: its kind, its shape, filled or not,
 * dashes.
 */
static const char *looks_of(struct fixture *fixture, const struct op *op) {
    struct builder looks = {0};
    builder_format(&looks, "%d %s %d %d:", (int)op->kind,
                   op->paint.fill == COLOR_NONE || op->paint.fill == 0xFFFFFF ? "hollow" : "full",
                   op->paint.dash, op->paint.gap);
    for (size_t i = 0; op->kind == OP_PATH && i < op->u.path.count; i++)
        builder_format(&looks, " %d", (int)op->u.path.steps[i].verb);
    const char *text = arena_copy(fixture->arena, looks.at, looks.size_bytes);
    builder_free(&looks);
    return text;
}

/* Marks and lines of three series look different, and each name stands beside a mark of its own. */
static void test_lines_differ_without_color(void **state) {
    struct fixture *fixture = *state;
    fixture->arena = arena_new();
    static const char report[] = "<report title='T'><n s='a' v='1' l='x'/><n s='b' v='20' l='x'/>"
                                 "<n s='c' v='40' l='x'/><n s='a' v='2' l='y'/>"
                                 "<n s='b' v='21' l='y'/><n s='c' v='41' l='y'/></report>";
    xmlDocPtr document = xmlReadMemory(report, (int)strlen(report), "report", NULL, 0);
    const struct pages *pages =
        pages_of(fixture,
                 "<chart kind='trend' select='/report/n' value='@v' label='{@l}' "
                 "series='{@s}' alt='All'/>",
                 document);
    const struct page *page = &pages->pages.at[0];
    const char *lines[3], *marks[9];
    size_t line_count = 0, mark_count = 0;
    for (size_t i = 0; i < page->ops.count; i++) {
        const struct op *op = &page->ops.at[i];
        if (is_line(op))
            lines[line_count++] = looks_of(fixture, op);
        else if (op->kind == OP_PATH)
            marks[mark_count++] = looks_of(fixture, op);
    }
    assert_int_equal(line_count, 3);
    assert_int_equal(mark_count, 9); /* two points and a name each */
    for (size_t i = 0; i < 3; i++) {
        assert_string_not_equal(lines[i], lines[(i + 1) % 3]);
        assert_string_not_equal(marks[2 * i], marks[2 * ((i + 1) % 3)]);
        assert_string_equal(marks[2 * i], marks[2 * i + 1]);
        assert_string_equal(marks[2 * i], marks[6 + i]);
    }
    xmlFreeDoc(document);
    arena_free(fixture->arena);
}

/* So many dots are full, the others hollow. */
static void test_dots_differ_without_color(void **state) {
    struct fixture *fixture = *state;
    fixture->arena = arena_new();
    xmlDocPtr document = xmlReadMemory("<r/>", 4, "report", NULL, 0);
    const struct pages *pages = pages_of(
        fixture, "<chart kind='dots' value='13' max='40' alt='13 of 40' width='30mm'/>", document);
    const struct page *page = &pages->pages.at[0];
    assert_int_equal(page->ops.count, 40);
    for (size_t i = 0; i < 40; i++) {
        struct box box = path_box(&page->ops.at[i]);
        assert_int_equal(page->ops.at[i].paint.fill == COLOR_NONE, i >= 13);
        assert_true(box.right <= MARGIN + LENGTH_MM10(300));
        for (size_t k = 0; k < i; k++)
            assert_false(do_overlap(box, path_box(&page->ops.at[k])));
    }
    xmlFreeDoc(document);
    arena_free(fixture->arena);
}

/* A gauge and a meter write their number, whatever it is and however narrow their place. */
static void test_gauges_write_their_number(void **state) {
    struct fixture *fixture = *state;
    static const int numbers[] = {0, -5, 44, 100, 101, 999999999, -999999999};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers * 4; i++) {
        fixture->arena = arena_new();
        xmlDocPtr document = xmlReadMemory("<r/>", 4, "report", NULL, 0);
        int number = numbers[i / 4];
        struct sample sample = {.kind = i % 2 == 0 ? "gauge" : "meter",
                                .width_mm = i % 4 < 2 ? 30 : 90,
                                .letters = i % 3 == 0 ? 200 : 8};
        const char *words = label_of(fixture, sample.letters, i);
        const char *caption = i % 2 == 0 ? arena_format(fixture->arena, "caption='%s'", words) : "";
        sample.pages = pages_of(
            fixture,
            arena_format(fixture->arena,
                         "<chart kind='%s' value='%d' max='100' marks='25 50' label='%s' "
                         "text='%d of 100, %s' %s value-style='chart-figure' "
                         "width='%dmm' alt='Score'/>",
                         sample.kind, number, words, number, words, caption, sample.width_mm),
            document);
        check_places(fixture, &sample);
        if (i % 2 == 0)
            check_gauge(fixture, &sample);
        struct builder drawn = {0};
        const char *digits = arena_format(fixture->arena, "%d", number);
        assert_non_null(strstr(texts_of(sample.pages, false, &drawn), digits));
        assert_non_null(strstr(alt_of(sample.pages), digits));
        builder_free(&drawn);
        xmlFreeDoc(document);
        arena_free(fixture->arena);
    }
}

/* ---- ticks ---- */

static void assert_step(int64_t low, int64_t high, int most, int64_t step) {
    assert_int_equal(chart_tick_step(low, high, most), step);
}

/* By hand. */
static void test_ticks(void **state) {
    (void)state;
    assert_step(0, 1, 6, 1); /* whole numbers only */
    assert_step(0, 6, 6, 1);
    assert_step(0, 7, 6, 2);
    assert_step(0, 13, 6, 5);
    assert_step(0, 100, 5, 20);
    assert_step(0, 101, 5, 50);
    assert_step(0, 568, 6, 100);
    assert_step(-34, 68, 6, 20);
    assert_step(0, INT32_MAX, 5, 500000000);
    assert_int_equal(chart_round_down(-34, 20), -40);
    assert_int_equal(chart_round_down(-40, 20), -40);
    assert_int_equal(chart_round_down(39, 20), 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_charts),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_lines_differ_without_color),
        cmocka_unit_test(test_dots_differ_without_color),
        cmocka_unit_test(test_gauges_write_their_number),
        cmocka_unit_test(test_ticks),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
