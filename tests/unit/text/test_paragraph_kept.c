/* A paragraph that was met before against the same one met for the first time, by a shaper that
 * keeps nothing yet: random texts in random spans, each built several times in a row and again
 * later. */
#include "text/paragraph.h"

#include "unit/text/paragraphs.h"
#include "unit/unit.h"

#define PARAGRAPHS 150
#define TIMES 4
#define SPANS_MOST 4

static uint32_t below(uint64_t *seed, uint32_t limit) {
    return unit_random_below(seed, limit);
}

/* Some words in one to four spans; some stand one behind the other in memory, some do not. */
static size_t random_spans(struct fixture *fixture, uint64_t *seed, struct text_span *out_spans) {
    static const char *const words[] = {"nuts ", "of ",    "420\u00A0mg ", "a",
                                        "\n",    "whole-", "grain ",       "magnesium, ",
                                        "(1)",   "To ",    "bread.\n"};
    const struct text_style *styles[] = {&fixture->plain, &fixture->bold, &fixture->large};
    size_t count = 1 + below(seed, SPANS_MOST);
    bool is_joined = below(seed, 2) == 0;
    const char *all = "";
    size_t starts[SPANS_MOST];
    for (size_t i = 0; i < count; i++) {
        const char *text = "";
        for (uint32_t left = 1 + below(seed, 6); left > 0; left--) {
            text = arena_format(fixture->arena, "%s%s", text,
                                words[below(seed, sizeof words / sizeof words[0])]);
        }
        out_spans[i] = span_of(text, styles[below(seed, 3)]);
        starts[i] = strlen(all);
        all = arena_format(fixture->arena, "%s%s", all, text);
    }
    for (size_t i = 0; is_joined && i < count; i++) {
        out_spans[i].text = all + starts[i];
    }
    return count;
}

static void assert_same_pieces(const struct text_line *one, const struct text_span *ones,
                               const struct text_line *other, const struct text_span *others) {
    assert_int_equal(one->piece_count, other->piece_count);
    for (size_t i = 0; i < one->piece_count; i++) {
        const struct text_piece *left = &one->pieces[i];
        const struct text_piece *right = &other->pieces[i];
        assert_int_equal(left->span - ones, right->span - others);
        assert_int_equal(left->spaces, right->spaces);
        assert_int_equal(left->run != NULL, right->run != NULL);
        if (left->run != NULL) {
            assert_int_equal(left->run->text_bytes, right->run->text_bytes);
            assert_memory_equal(left->run->text, right->run->text, left->run->text_bytes);
            assert_ptr_equal(left->run->face, right->run->face);
        }
    }
}

static void assert_same_lines(struct fixture *fixture, const struct paragraph *one,
                              const struct text_span *ones, const struct paragraph *other,
                              const struct text_span *others) {
    static const int widths_pt[] = {10000, 20, 60, 100, 150, 60};
    assert_int_equal(paragraph_min_width(one), paragraph_min_width(other));
    assert_int_equal(paragraph_max_width(one), paragraph_max_width(other));
    for (size_t i = 0; i < sizeof widths_pt / sizeof widths_pt[0]; i++) {
        length width = LENGTH_PT(widths_pt[i]);
        struct text_lines left = paragraph_break(fixture->arena, one, width);
        struct text_lines right = paragraph_break(fixture->arena, other, width);
        assert_int_equal(left.count, right.count);
        for (size_t k = 0; k < left.count; k++) {
            assert_int_equal(left.lines[k].start, right.lines[k].start);
            assert_int_equal(left.lines[k].width, right.lines[k].width);
            assert_int_equal(left.lines[k].is_forced, right.lines[k].is_forced);
            assert_int_equal(left.lines[k].is_overfull, right.lines[k].is_overfull);
            assert_same_pieces(&left.lines[k], ones, &right.lines[k], others);
        }
    }
}

/* The spans again, at another place and with another structure and colour. */
static struct text_span *other_spans(struct fixture *fixture, const struct text_span *spans,
                                     size_t count, int32_t structure) {
    struct text_span *others = ARENA_ARRAY(fixture->arena, struct text_span, count);
    for (size_t i = 0; i < count; i++) {
        struct text_style *style = ARENA_NEW(fixture->arena, struct text_style);
        *style = *spans[i].style;
        style->color = (uint32_t)structure;
        others[i] = spans[i];
        others[i].style = style;
        others[i].structure = structure;
    }
    return others;
}

static void the_second_time_as_the_first(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    uint64_t seed = 7;
    for (int i = 0; i < PARAGRAPHS; i++) {
        struct text_span spans[SPANS_MOST];
        size_t count = random_spans(&fixture, &seed, spans);
        struct shaper *fresh = shaper_new(fixture.faces.set, 1000000);
        const struct paragraph *first = paragraph_build(fixture.arena, fresh, spans, count);
        for (int32_t time = 0; time < TIMES; time++) {
            struct text_span *others = other_spans(&fixture, spans, count, time);
            const struct paragraph *again =
                paragraph_build(fixture.arena, fixture.shaper, others, count);
            assert_same_lines(&fixture, again, others, first, spans);
        }
        shaper_free(fresh);
    }
    fixture_free(&fixture);
}

/* Only the size, the rise, the face or where a span ends differs: never taken for another. */
static void what_looks_alike(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    struct text_style raised = fixture.plain;
    raised.rise = LENGTH_PT(3);
    const struct text_style *styles[] = {&fixture.plain, &fixture.bold, &fixture.large, &raised};
    for (int time = 0; time < TIMES; time++) {
        for (size_t i = 0; i < 4 * 4 * 4; i++) {
            const struct text_style *first = styles[i % 4];
            const struct text_style *second = styles[i / 4 % 4];
            size_t cut = 4 + i / 16 * 3; /* of "word of many parts" */
            const char *text = "word of many parts";
            struct text_span spans[2] = {
                {.text = text, .size_bytes = cut, .style = first, .link = -1},
                {.text = text + cut, .size_bytes = strlen(text) - cut, .style = second, .link = -1},
            };
            struct shaper *fresh = shaper_new(fixture.faces.set, 1000000);
            const struct paragraph *alone = paragraph_build(fixture.arena, fresh, spans, 2);
            const struct paragraph *kept = paragraph_build(fixture.arena, fixture.shaper, spans, 2);
            assert_same_lines(&fixture, kept, spans, alone, spans);
            shaper_free(fresh);
        }
    }
    fixture_free(&fixture);
}

/* Characters that no face has are told of in each report, not only in the first one. */
static void missing_characters_each_time(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    for (int time = 0; time < TIMES; time++) {
        const uint32_t *missing = NULL;
        shaper_trim(fixture.shaper);
        build(&fixture, "a \U0001F600 b");
        assert_int_equal(shaper_missing(fixture.shaper, &missing), 1);
        assert_int_equal(missing[0], 0x1F600);
    }
    fixture_free(&fixture);
}

/* A shaper that may keep next to nothing is emptied between reports. */
static void emptied_with_the_words(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    struct shaper *small = shaper_new(fixture.faces.set, 1);
    for (int time = 0; time < TIMES; time++) {
        shaper_trim(small);
        for (int again = 0; again < TIMES; again++) {
            struct text_span span = span_of("nuts of magnesium", &fixture.plain);
            const struct paragraph *paragraph = paragraph_build(fixture.arena, small, &span, 1);
            struct text_lines lines =
                paragraph_break(fixture.arena, paragraph, paragraph_min_width(paragraph));
            assert_int_equal(lines.count, 2);
            assert_string_equal(line_text(fixture.arena, &lines.lines[1]), "magnesium");
        }
    }
    shaper_free(small);
    fixture_free(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_time_as_the_first),
        cmocka_unit_test(what_looks_alike),
        cmocka_unit_test(missing_characters_each_time),
        cmocka_unit_test(emptied_with_the_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
