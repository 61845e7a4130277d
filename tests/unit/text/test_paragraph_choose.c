/* The breaks chosen are compared with all breaks there are, tried one by one. */
#include "unit/text/paragraphs.h"

#include <time.h>

enum { WORDS_MAX = 10 };

struct text {
    const char *words[WORDS_MAX];
    size_t word_count;
    length widths[WORDS_MAX][WORDS_MAX + 1]; /* of words i to k, k not included, on one line */
};

static const char *join_words(struct arena *arena, const struct text *text, size_t start,
                              size_t end) {
    const char *joined = text->words[start];
    for (size_t i = start + 1; i < end; i++)
        joined = arena_format(arena, "%s %s", joined, text->words[i]);
    return joined;
}

static struct text random_words(struct fixture *fixture, uint32_t *random) {
    static const char *const words[] = {"a",     "to",   "eat",     "nuts", "greens",
                                        "sleep", "each", "clinic,", "day",  "magnesium"};
    struct text text = {.word_count = 2 + next_random(random) % (WORDS_MAX - 1)};
    for (size_t i = 0; i < text.word_count; i++)
        text.words[i] = words[next_random(random) % (sizeof words / sizeof *words)];
    for (size_t i = 0; i < text.word_count; i++)
        for (size_t k = i + 1; k <= text.word_count; k++)
            text.widths[i][k] =
                paragraph_max_width(build(fixture, join_words(fixture->arena, &text, i, k)));
    return text;
}

/* What one way to break is worth. */
struct worth {
    size_t line_count; /* 0: some line is too wide */
    bool is_runt;      /* its last line is under a fifth, or a word under half, of the width */
    int64_t squares;   /* of the shortfalls, the last line's left out */
};

/* Bit i of `breaks`: a line ends after word i. */
static struct worth worth_of(const struct text *text, unsigned breaks, length width) {
    struct worth worth = {0};
    for (size_t start = 0, end; start < text->word_count; start = end) {
        for (end = start + 1; end < text->word_count && !(breaks >> (end - 1) & 1);)
            end++;
        length line = text->widths[start][end];
        if (line > width)
            return (struct worth){0};
        worth.line_count++;
        if (end == text->word_count)
            worth.is_runt = line * 5 < width || (end - start == 1 && line * 2 < width);
        else
            worth.squares += (int64_t)(width - line) * (width - line);
    }
    return worth;
}

static bool is_better(struct worth left, struct worth right) {
    if (left.line_count != right.line_count)
        return left.line_count < right.line_count;
    if (left.is_runt != right.is_runt)
        return right.is_runt;
    return left.squares < right.squares;
}

static struct worth best_worth(const struct text *text, length width) {
    struct worth best = {.line_count = SIZE_MAX};
    for (unsigned breaks = 0; breaks < 1U << (text->word_count - 1); breaks++) {
        struct worth worth = worth_of(text, breaks, width);
        if (worth.line_count > 0 && is_better(worth, best))
            best = worth;
    }
    return best;
}

/* The words after which the lines end. */
static unsigned breaks_of(struct arena *arena, struct text_lines lines) {
    unsigned breaks = 0;
    size_t word = 0;
    for (size_t i = 0; i + 1 < lines.count; i++) {
        for (const char *at = line_text(arena, &lines.lines[i]); *at; at++)
            word += *at == ' ';
        breaks |= 1U << (word - 1);
    }
    return breaks;
}

static void no_other_breaks_are_better(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    uint32_t random = 2024;
    size_t chosen_lines = 0;
    for (int round = 0; round < 400; round++) {
        struct text text = random_words(&fixture, &random);
        const char *whole = join_words(fixture.arena, &text, 0, text.word_count);
        const struct paragraph *paragraph = build(&fixture, whole);
        length least = paragraph_min_width(paragraph);
        length width = least + (length)(next_random(&random) %
                                        (uint32_t)(paragraph_max_width(paragraph) - least + 1));
        struct text_lines lines = paragraph_break(fixture.arena, paragraph, width);
        struct worth worth = worth_of(&text, breaks_of(fixture.arena, lines), width);
        struct worth best = best_worth(&text, width);
        assert_int_equal(worth.line_count, lines.count);
        assert_int_equal(worth.line_count, best.line_count);
        if (worth.is_runt != best.is_runt || worth.squares > best.squares + best.squares / 1000)
            fail_msg("%s at %d: %lld, could be %lld", whole, width, (long long)worth.squares,
                     (long long)best.squares);
        chosen_lines += lines.count;
        if (round % 20 == 0)
            arena_reset(fixture.arena);
    }
    assert_true(chosen_lines > 800); /* the widths were not all so wide that nothing was chosen */
    fixture_free(&fixture);
}

/* Width of the widest line of a text. */
static length width_of(struct fixture *fixture, const char *text) {
    return paragraph_max_width(build(fixture, text));
}

static void last_line_is_no_lonely_word(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct paragraph *paragraph = build(&fixture, "Only a clinician, with tests, can tell.");
    assert_lines(&fixture, paragraph, width_of(&fixture, "Only a clinician, with tests, can"),
                 "Only a clinician, with tests, |can tell.|");
    /* With no other way a word stands alone. */
    paragraph = build(&fixture, "clinicians can");
    assert_lines(&fixture, paragraph, width_of(&fixture, "clinicians"), "clinicians |can|");
    /* A word that fills half the line is none to be ashamed of. */
    paragraph = build(&fixture, "one two clinician");
    assert_lines(&fixture, paragraph, width_of(&fixture, "two clinician"), "one two |clinician|");
    fixture_free(&fixture);
}

static void stretches_between_forced_line_ends_are_chosen_apart(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    length width = width_of(&fixture, "Only a clinician, with tests, can");
    const struct paragraph *paragraph = build(
        &fixture, "Only a clinician, with tests, can tell.\nEat nuts\n\nOnly a clinician, with "
                  "tests, can tell.");
    assert_lines(&fixture, paragraph, width,
                 "Only a clinician, with tests, |can tell. |Eat nuts ||Only a clinician, with "
                 "tests, |can tell.|");
    fixture_free(&fixture);
}

static void stretch_with_a_word_wider_than_the_line_is_filled(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct paragraph *paragraph =
        build(&fixture, "WWWWWWWWWW Only a clinician, with tests, can tell.");
    struct text_lines lines = paragraph_break(fixture.arena, paragraph, LENGTH_PT(60));
    assert_true(lines.count > 3);
    assert_true(lines.lines[0].is_overfull);
    for (size_t i = 0; i < lines.count; i++)
        assert_true(lines.lines[i].width <= LENGTH_PT(60));
    fixture_free(&fixture);
}

/* Data, not prose: as many lines as filling gives, in a time that grows with the text only. */
static void very_long_text_is_filled(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    enum { WORD_COUNT = 100000 };
    char *text = arena_alloc(fixture.arena, WORD_COUNT * 4 + 1);
    for (size_t i = 0; i < WORD_COUNT; i++)
        memcpy(text + 4 * i, i % 3 > 0 ? "eat " : "WAV ", 4);
    const struct paragraph *paragraph = build(&fixture, text);
    clock_t start = clock();
    struct text_lines lines = paragraph_break(fixture.arena, paragraph, LENGTH_PT(300));
    assert_true(lines.count > 5000);
    assert_true(clock() - start < CLOCKS_PER_SEC);
    fixture_free(&fixture);
}

/* Of 600 words, all of one width, which is the most that is chosen for. */
static void longest_prose_takes_no_time(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const char *text = "eat";
    for (size_t i = 1; i < 600; i++)
        text = arena_format(fixture.arena, "%s eat", text);
    const struct paragraph *paragraph = build(&fixture, text);
    clock_t start = clock();
    for (length width = LENGTH_PT(60); width < LENGTH_PT(2000); width += LENGTH_PT(10)) {
        struct text_lines lines = paragraph_break(fixture.arena, paragraph, width);
        assert_true(lines.lines[0].width <= width);
    }
    assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
    fixture_free(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_other_breaks_are_better),
        cmocka_unit_test(last_line_is_no_lonely_word),
        cmocka_unit_test(stretches_between_forced_line_ends_are_chosen_apart),
        cmocka_unit_test(stretch_with_a_word_wider_than_the_line_is_filled),
        cmocka_unit_test(very_long_text_is_filled),
        cmocka_unit_test(longest_prose_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
