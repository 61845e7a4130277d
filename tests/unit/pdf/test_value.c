/* Numbers, colours and strings as PDF writes them; expected values by hand from ISO 32000-1, 7.3.
 */
#include "pdf/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect(struct builder *out, const char *expected) {
    assert_string_equal(out->at, expected);
    builder_reset(out);
}

static void numbers_are_short(void **state) {
    (void)state;
    static const struct {
        hundredths value;
        const char *text;
    } cases[] = {
        {0, "0"},        {100, "1"},   {150, "1.5"},      {1, ".01"},        {10, ".1"},
        {-5, "-.05"},    {-100, "-1"}, {59528, "595.28"}, {84189, "841.89"}, {-123456, "-1234.56"},
        {100000, "1000"}};
    struct builder out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        value_number(&out, cases[i].value);
        expect(&out, cases[i].text);
    }
    builder_free(&out);
}

static void lengths_round_half_away(void **state) {
    (void)state;
    assert_int_equal(value_hundredths(1024), 100);
    assert_int_equal(value_hundredths(512), 50);
    assert_int_equal(value_hundredths(5), 0); /* 0.488 hundredths */
    assert_int_equal(value_hundredths(6), 1); /* 0.586 */
    assert_int_equal(value_hundredths(-6), -1);
    assert_int_equal(value_hundredths(LENGTH_MAX), 209715200); /* 2097151.999 pt */
    struct builder out = {0};
    value_length(&out, LENGTH_MAX);
    expect(&out, "2097152");
    builder_free(&out);
}

static void colors_fill_and_stroke(void **state) {
    (void)state;
    struct builder out = {0};
    value_color(&out, 0x000000, false);
    expect(&out, "0 g\n");
    value_color(&out, 0xFFFFFF, true);
    expect(&out, "1 G\n");
    value_color(&out, 0xFF3300, false);
    expect(&out, "1 .2 0 rg\n");
    value_color(&out, 0x01807F, true); /* 1/255 = .0039, 128/255 = .5020, 127/255 = .4980 */
    expect(&out, ".004 .502 .498 RG\n");
    builder_free(&out);
}

static void texts_are_escaped(void **state) {
    (void)state;
    struct builder out = {0};
    value_text(&out, "a (b) \\c");
    expect(&out, "(a \\(b\\) \\\\c)");
    value_text(&out, "");
    expect(&out, "()");
    /* U+0028 in UTF-16 ends in a bracket too, and U+0D0D has two carriage returns. */
    value_text(&out, "\u00E9(\u0D0D");
    static const char utf16[] = "(\xFE\xFF\0\xE9\0\\(\\r\\r)";
    assert_int_equal(out.size_bytes, sizeof utf16 - 1);
    assert_memory_equal(out.at, utf16, sizeof utf16 - 1);
    builder_reset(&out);
    value_text(&out, "\U0001F600");
    static const char pair[] = "(\xFE\xFF\xD8\x3D\xDE\0)";
    assert_int_equal(out.size_bytes, sizeof pair - 1);
    assert_memory_equal(out.at, pair, sizeof pair - 1);
    builder_reset(&out);
    value_entry(&out, "Alt", NULL);
    value_entry(&out, "Alt", "");
    assert_int_equal(out.size_bytes, 0);
    value_entry(&out, "Alt", "x");
    expect(&out, "/Alt(x)");
    builder_free(&out);
}

static void glyphs_are_two_bytes(void **state) {
    (void)state;
    struct builder out = {0};
    const uint16_t glyphs[] = {0x0003, 0x2829, 0x0D5C, 0xFFFF};
    for (size_t i = 0; i < sizeof glyphs / sizeof *glyphs; i++)
        value_glyph(&out, glyphs[i]);
    static const char bytes[] = "\0\x03\\(\\)\\r\\\\\xFF\xFF";
    assert_int_equal(out.size_bytes, sizeof bytes - 1);
    assert_memory_equal(out.at, bytes, sizeof bytes - 1);
    builder_free(&out);
}

static void uris_are_ascii(void **state) {
    (void)state;
    struct builder out = {0};
    value_uri(&out, "https://example.org/a b?(\u00FC)");
    expect(&out, "(https://example.org/a%20b?\\(%C3%BC\\))");
    builder_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_short),      cmocka_unit_test(lengths_round_half_away),
        cmocka_unit_test(colors_fill_and_stroke), cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(glyphs_are_two_bytes),   cmocka_unit_test(uris_are_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
