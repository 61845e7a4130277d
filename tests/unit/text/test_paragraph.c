#include "text/paragraph.h"

#include "unit/text/paragraphs.h"

#define WIDE LENGTH_PT(10000)
#define NARROW 1

static void widths_are_sums_of_the_font_files_advances(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    /* Regular, font units of 2,048 an em, hmtx: T 1133, o 1237, space 532; kern T-o -143.
     * "To oo": 2227 + 532 + 2474 = 5233; at 10 pt 5233 * 10 * 1024 / 2048 = 26165. */
    const struct paragraph *paragraph = build(&fixture, "To oo ");
    struct text_lines lines = paragraph_break(fixture.arena, paragraph, WIDE);
    assert_int_equal(lines.count, 1);
    assert_int_equal(lines.lines[0].width, 26165);
    assert_int_equal(paragraph_max_width(paragraph), 26165);
    assert_int_equal(paragraph_min_width(paragraph), 2474 * 5);
    lines = paragraph_break(fixture.arena, paragraph, 26165);
    assert_int_equal(lines.count, 1);
    lines = paragraph_break(fixture.arena, paragraph, 26164);
    assert_int_equal(lines.count, 2);
    assert_int_equal(lines.lines[0].width, 2227 * 5);
    fixture_free(&fixture);
}

static void breaks_where_unicode_allows(void **state) {
    (void)state;
    static const struct {
        const char *text, *narrow;
    } cases[] = {
        {"eat nuts daily", "eat |nuts |daily|"},
        {"420\u00A0mg a day", "420\u202Fmg |a day|"},
        {"420\u00A0nuts a day", "420\u00A0nuts |a day|"},
        {"166 mg, or 3 mg.", "166\u202Fmg, |or |3\u202Fmg.|"},
        {"at 8 am or 25 gels", "at |8 am |or |25 |gels|"},
        {"so 7 % of 90 g", "so |7 % |of |90 g|"},
        {"10\u202Fmg of", "10\u202Fmg |of|"},
        {"magnesium-rich", "magnesium-|rich|"},
        {"co\u2011op shop", "co\u2011op |shop|"},
        {"2024-11-22", "2024-11-22|"},
        {"(see page 3).", "(see |page |3).|"},
        {"what ?", "what ?|"},
        {"$5 1,000.50 7%", "$5 |1,000.50 |7%|"},
        {"mag\u00ADnesium", "mag\u00ADnesium|"},
        {"one\ntwo", "one |two|"},
        {"one\n\ntwo\n", "one ||two |"},
        {"\n", "|"},
        {"one\r\ntwo\u2028three", "one |two |three|"},
        {"", ""},
        {" ", " |"},
        {"\u6F22\u5B57", "\u6F22|\u5B57|"},
    };
    struct fixture fixture = fixture_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct paragraph *paragraph = build(&fixture, cases[i].text);
        assert_lines(&fixture, paragraph, paragraph_min_width(paragraph), cases[i].narrow);
    }
    fixture_free(&fixture);
}

static void forced_lines_say_so(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct paragraph *paragraph = build(&fixture, "one two\nthree");
    struct text_lines lines =
        paragraph_break(fixture.arena, paragraph, paragraph_min_width(paragraph));
    assert_int_equal(lines.count, 3);
    assert_false(lines.lines[0].is_forced);
    assert_true(lines.lines[1].is_forced);
    assert_true(lines.lines[2].is_forced);
    assert_false(lines.lines[2].is_overfull);
    fixture_free(&fixture);
}

static void styles_change_inside_a_word(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct text_span spans[] = {
        span_of("not", &fixture.plain),      span_of("with", &fixture.bold),
        span_of("standing", &fixture.plain), span_of("", &fixture.bold),
        span_of(", ", &fixture.bold),        span_of("so", &fixture.large)};
    const struct paragraph *paragraph = paragraph_build(fixture.arena, fixture.shaper, spans, 6);
    struct text_lines lines = paragraph_break(fixture.arena, paragraph, WIDE);
    assert_int_equal(lines.count, 1);
    assert_int_equal(lines.lines[0].piece_count, 5);
    assert_ptr_equal(lines.lines[0].pieces[1].span, &spans[1]);
    assert_ptr_equal(lines.lines[0].pieces[3].span, &spans[4]);
    assert_int_equal(lines.lines[0].pieces[3].spaces, 1);
    assert_lines(&fixture, paragraph, paragraph_min_width(paragraph), "notwithstanding, |so|");
    fixture_free(&fixture);
}

/* Thin means the advance of U+2009 in the font file: 410 of 2,048 units, a fifth of an em. */
static void space_before_mg_is_thin(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    length parts =
        paragraph_max_width(build(&fixture, "166")) + paragraph_max_width(build(&fixture, "mg"));
    assert_int_equal(paragraph_max_width(build(&fixture, "166 mg")), parts + 410 * 5);
    assert_int_equal(paragraph_max_width(build(&fixture, "166\u00A0mg")), parts + 410 * 5);
    const struct text_span spans[] = {span_of("166", &fixture.plain),
                                      span_of(" mg", &fixture.plain),
                                      span_of(" a day", &fixture.plain)};
    const struct paragraph *paragraph = paragraph_build(fixture.arena, fixture.shaper, spans, 3);
    assert_lines(&fixture, paragraph, paragraph_min_width(paragraph), "166\u202Fmg |a day|");
    struct text_lines lines = paragraph_break(fixture.arena, paragraph, WIDE);
    assert_ptr_equal(lines.lines[0].pieces[1].span, &spans[1]);
    assert_int_equal(lines.lines[0].pieces[1].run->glyph_count, 1);
    fixture_free(&fixture);
}

static void blank_of_another_style_is_a_piece(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct text_span spans[] = {span_of("bold", &fixture.bold),
                                      span_of(" text", &fixture.plain)};
    const struct paragraph *paragraph = paragraph_build(fixture.arena, fixture.shaper, spans, 2);
    struct text_lines lines = paragraph_break(fixture.arena, paragraph, WIDE);
    assert_int_equal(lines.lines[0].piece_count, 3);
    assert_null(lines.lines[0].pieces[1].run);
    assert_int_equal(lines.lines[0].pieces[1].spaces, 1);
    assert_ptr_equal(lines.lines[0].pieces[1].span, &spans[1]);
    assert_lines(&fixture, paragraph, NARROW, "b|o|l|d |t|e|x|t|");
    fixture_free(&fixture);
}

static void long_words_break_at_graphemes(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct paragraph *paragraph = build(&fixture, "a Vie\u0323\u0302t\u00ADoffice b");
    assert_lines(&fixture, paragraph, NARROW, "a |V|i|\u1EC7|t\u00AD|o|f|f|i|c|e |b|");
    assert_lines(&fixture, paragraph, -5, "a |V|i|\u1EC7|t\u00AD|o|f|f|i|c|e |b|");
    paragraph = build(&fixture, "WWWWWWWWWW nn");
    struct text_lines lines = paragraph_break(fixture.arena, paragraph, LENGTH_PT(40));
    assert_int_equal(lines.count, 3);
    assert_true(lines.lines[0].is_overfull);
    assert_true(lines.lines[2].is_overfull); /* its rest */
    /* W is 1896 units, 9.26 pt: four on a line; n is 1257. 2 W + space + 2 n: 6838 units. */
    assert_int_equal(lines.lines[2].width, 6838 * 5);
    assert_int_equal(lines.lines[2].piece_count, 2);
    fixture_free(&fixture);
}

static void text_without_any_break_of_64_kilobytes(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    size_t size = 65536;
    char *text = arena_alloc(fixture.arena, size + 1);
    for (size_t i = 0; i < size; i++)
        text[i] = "fifflAVToxyz"[i * i % 12];
    const struct paragraph *paragraph = build(&fixture, text);
    struct text_lines lines = paragraph_break(fixture.arena, paragraph, LENGTH_PT(300));
    size_t bytes = 0;
    for (size_t i = 0; i < lines.count; i++) {
        assert_true(lines.lines[i].width <= LENGTH_PT(300));
        assert_true(lines.lines[i].is_overfull);
        bytes += strlen(line_text(fixture.arena, &lines.lines[i]));
    }
    assert_int_equal(bytes, size);
    fixture_free(&fixture);
}

/* Words, long words, blanks, line feeds, marks, missing characters; blanks folded as callers do. */
static const char *random_text(struct arena *arena, uint32_t *random) {
    static const char *const parts[] = {
        " ", " ",  " ",      " ",      "a",      "To",     "office",       "-",         "/", "f",
        "i", "\n", "\u00A0", "\u1EC7", "\u0301", "WAV",    "\U0001F600",   "magnesium", ".", "(",
        ")", "12", "%",      "\u2011", "\u03A9", "\u6F22", "WWWWWWWWWWWW", "\u00AD"};
    const char *text = "";
    for (uint32_t i = next_random(random) % 40; i > 0; i--) {
        const char *part = parts[next_random(random) % (sizeof parts / sizeof *parts)];
        size_t size = strlen(text);
        bool is_blank_twice = size > 0 && *part == ' ' && strchr(" \n", text[size - 1]);
        if (!is_blank_twice)
            text = arena_format(arena, "%s%s", text, part);
    }
    return text;
}

/* Without blanks and line feeds. */
static const char *squeeze(struct arena *arena, const char *text) {
    char *squeezed = arena_string(arena, text);
    char *out = squeezed;
    for (; *text; text++)
        if (*text != ' ' && *text != '\n')
            *out++ = *text;
    *out = '\0';
    return squeezed;
}

static void check_lines(struct arena *arena, struct text_lines lines, length width,
                        const char *expected) {
    const char *text = "";
    for (size_t i = 0; i < lines.count; i++) {
        const struct text_line *line = &lines.lines[i];
        text = arena_format(arena, "%s%s", text, line_text(arena, line));
        if (!line->is_overfull || width >= LENGTH_PT(20))
            assert_true(line->width <= width);
    }
    assert_true(lines.count == 0 || lines.lines[lines.count - 1].is_forced);
    assert_string_equal(squeeze(arena, text), expected);
}

/* Two spans in two styles, cut at a random character. */
static struct paragraph *random_paragraph(struct fixture *fixture, const char *text,
                                          uint32_t *random) {
    size_t size = strlen(text);
    size_t cut = next_random(random) % (size + 1);
    while (cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80)
        cut--;
    struct text_span *spans = ARENA_ARRAY(fixture->arena, struct text_span, 2);
    spans[0] = (struct text_span){.text = text, .size_bytes = cut, .style = &fixture->plain};
    spans[1] =
        (struct text_span){.text = text + cut, .size_bytes = size - cut, .style = &fixture->bold};
    return paragraph_build(fixture->arena, fixture->shaper, spans, 2);
}

static const char *whole_text(struct fixture *fixture, const struct paragraph *paragraph) {
    struct arena *arena = fixture->arena;
    const char *text = "";
    struct text_lines lines = paragraph_break(arena, paragraph, LENGTH_MAX / 4);
    for (size_t i = 0; i < lines.count; i++)
        text = arena_format(arena, "%s%s", text, line_text(arena, &lines.lines[i]));
    return squeeze(arena, text);
}

static void wider_columns_never_give_more_lines(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    uint32_t random = 4711;
    for (int round = 0; round < 400; round++) {
        const char *text = random_text(fixture.arena, &random);
        const struct paragraph *paragraph = random_paragraph(&fixture, text, &random);
        const char *expected = whole_text(&fixture, paragraph);
        size_t before = SIZE_MAX;
        for (length width = 100; width < LENGTH_PT(260);
             width += 1 + (length)(next_random(&random) % 6000)) {
            struct text_lines lines = paragraph_break(fixture.arena, paragraph, width);
            if (lines.count > before)
                fail_msg("%zu lines at %d, %zu in a narrower column: %s", lines.count, width,
                         before, text);
            before = lines.count;
            check_lines(fixture.arena, lines, width, expected);
        }
        if (round % 20 == 0)
            shaper_trim(fixture.shaper);
        if (round % 20 == 0)
            arena_reset(fixture.arena);
    }
    fixture_free(&fixture);
}

static void minimum_and_maximum_width_are_enough(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    uint32_t random = 99;
    for (int round = 0; round < 200; round++) {
        const char *text = random_text(fixture.arena, &random);
        const struct paragraph *paragraph = random_paragraph(&fixture, text, &random);
        length least = paragraph_min_width(paragraph);
        length most = paragraph_max_width(paragraph);
        struct text_lines lines = paragraph_break(fixture.arena, paragraph, least);
        for (size_t i = 0; i < lines.count; i++)
            assert_false(lines.lines[i].is_overfull);
        lines = paragraph_break(fixture.arena, paragraph, most);
        length widest = 0;
        for (size_t i = 0; i < lines.count; i++) {
            assert_true(lines.lines[i].is_forced);
            if (lines.lines[i].width > widest)
                widest = lines.lines[i].width;
        }
        assert_int_equal(widest, most);
    }
    fixture_free(&fixture);
}

static const char *add_lines(struct fixture *fixture, const char *text, struct text_lines lines,
                             size_t count) {
    for (size_t i = 0; i < count; i++)
        text =
            arena_format(fixture->arena, "%s%s", text, line_text(fixture->arena, &lines.lines[i]));
    return text;
}

/* Breaking goes on in another width after any line: no letter is lost and none comes twice. */
static void lines_go_on_in_another_width(void **state) {
    (void)state;
    static const char *const texts[] = {
        "one two three four five six seven eight nine ten ",
        "a wooooooooooooooooooooooooord in two lines\nand another woooooooooooooooooooooord ",
        "\n\nafter empty lines\n\nthe end ",
    };
    static const length widths[] = {LENGTH_PT(12), LENGTH_PT(40), LENGTH_PT(70), LENGTH_PT(200)};
    struct fixture fixture = fixture_new();
    for (size_t t = 0; t < 3; t++) {
        const struct paragraph *paragraph = build(&fixture, texts[t]);
        struct text_lines whole = paragraph_break(fixture.arena, paragraph, WIDE);
        const char *expected = add_lines(&fixture, "", whole, whole.count);
        for (size_t w = 0; w < 16; w++) {
            struct text_lines lines = paragraph_break(fixture.arena, paragraph, widths[w / 4]);
            for (size_t i = 0; i < lines.count; i++) {
                struct text_lines rest = paragraph_break_from(fixture.arena, paragraph,
                                                              lines.lines[i].start, widths[w % 4]);
                const char *text = add_lines(&fixture, "", lines, i);
                assert_string_equal(add_lines(&fixture, text, rest, rest.count), expected);
                if (w / 4 == w % 4 && i == 0)
                    assert_int_equal(rest.count, lines.count);
            }
        }
    }
    fixture_free(&fixture);
}

/* The number of a footnote stays with what it stands behind. */
static void raised_text_begins_no_line(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    struct text_style raised = fixture.plain;
    raised.rise = LENGTH_PT(4);
    const struct text_span spans[] = {span_of("Stop!", &fixture.plain), span_of("12", &raised),
                                      span_of(" now", &fixture.plain)};
    const struct text_span flat[] = {span_of("Stop!", &fixture.plain), span_of("12", &fixture.bold),
                                     span_of(" now", &fixture.plain)};
    const struct paragraph *paragraph = paragraph_build(fixture.arena, fixture.shaper, spans, 3);
    assert_lines(&fixture, paragraph, paragraph_min_width(paragraph), "Stop!12 |now|");
    paragraph = paragraph_build(fixture.arena, fixture.shaper, flat, 3);
    assert_lines(&fixture, paragraph, paragraph_min_width(paragraph), "Stop!|12 |now|");
    fixture_free(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_sums_of_the_font_files_advances),
        cmocka_unit_test(breaks_where_unicode_allows),
        cmocka_unit_test(forced_lines_say_so),
        cmocka_unit_test(styles_change_inside_a_word),
        cmocka_unit_test(space_before_mg_is_thin),
        cmocka_unit_test(blank_of_another_style_is_a_piece),
        cmocka_unit_test(long_words_break_at_graphemes),
        cmocka_unit_test(text_without_any_break_of_64_kilobytes),
        cmocka_unit_test(wider_columns_never_give_more_lines),
        cmocka_unit_test(minimum_and_maximum_width_are_enough),
        cmocka_unit_test(lines_go_on_in_another_width),
        cmocka_unit_test(raised_text_begins_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
