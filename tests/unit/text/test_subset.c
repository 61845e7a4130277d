#include "text/subset.h"

#include "base/utf8.h"
#include "text/shape.h"
#include "unit/text/faces.h"

struct fixture {
    struct faces faces;
    const struct font_face *face;
    hb_set_t *letters;
    hb_set_t *glyphs;
};

/* A closure of the letters first..last. */
static struct fixture fixture_new(uint32_t first, uint32_t last) {
    struct fixture fixture = {.faces = faces_new()};
    fixture.face = font_find(fixture.faces.set, "sans", 400, false);
    fixture.letters = hb_set_create();
    fixture.glyphs = hb_set_create();
    hb_set_add_range(fixture.letters, first, last);
    font_closure(fixture.face, fixture.letters, fixture.glyphs);
    return fixture;
}

static void fixture_free(struct fixture *fixture) {
    hb_set_destroy(fixture->letters);
    hb_set_destroy(fixture->glyphs);
    faces_free(&fixture->faces);
}

static bool has(const struct fixture *fixture, uint32_t code_point) {
    return hb_set_has(fixture->glyphs, font_glyph(fixture->face, code_point));
}

static void closure_follows_the_layout_tables(void **state) {
    (void)state;
    struct fixture fixture = fixture_new('a', 'z');
    assert_true(hb_set_has(fixture.glyphs, 0));
    assert_true(hb_set_has(fixture.glyphs, fixture.face->space_glyph));
    assert_true(hb_set_has(fixture.glyphs, fixture.face->replacement_glyph));
    assert_true(has(&fixture, 'q'));
    assert_true(has(&fixture, '-'));
    assert_false(has(&fixture, 'Q'));
    /* ff fi fl ffi ffl, as the font's GSUB makes them of f i l */
    for (uint32_t ligature = 0xFB00; ligature <= 0xFB04; ligature++)
        assert_true(has(&fixture, ligature));
    assert_false(has(&fixture, 0xE9));
    fixture_free(&fixture);
}

static void closure_composes_and_stands_in(void **state) {
    (void)state;
    struct fixture fixture = fixture_new('a', 'z');
    hb_set_add(fixture.letters, 0x301);
    hb_set_add(fixture.letters, 0x302);
    hb_set_add(fixture.letters, 0x323);
    hb_set_add(fixture.letters, 0x2011);
    hb_set_add(fixture.letters, 0x202F);
    font_closure(fixture.face, fixture.letters, fixture.glyphs);
    assert_true(has(&fixture, 0xE9));
    assert_true(has(&fixture, 0x1EC7));
    assert_true(has(&fixture, 0x2009));
    fixture_free(&fixture);
}

/* Every glyph that shaping words of the letters gives is in the closure. */
static void closure_holds_what_shaping_makes(void **state) {
    (void)state;
    struct fixture fixture = fixture_new(0x20, 0x17F);
    struct shaper *shaper = shaper_new(fixture.faces.set, 1000000);
    uint32_t random = 7;
    font_set_freeze(fixture.faces.set, fixture.letters);
    for (int i = 0; i < 3000; i++) {
        static const char *const parts[] = {"f",      "i",  "l", "ff",    "\u015f",
                                            "\u00e9", "To", "-", "\u017f"};
        char word[64] = "";
        size_t size = 0;
        for (int k = 0; k < 6; k++) {
            const char *part = parts[next_random(&random) % 9];
            memcpy(word + size, part, strlen(part));
            size += strlen(part);
        }
        assert_false(shape_word(shaper, fixture.face, word, size)->is_extra);
    }
    shaper_free(shaper);
    fixture_free(&fixture);
}

static size_t index_of(const struct font_subset *subset, uint16_t glyph) {
    for (size_t i = 0; i < subset->glyph_count; i++)
        if (subset->glyphs[i] == glyph)
            return i;
    fail_msg("glyph %d is not in the subset", glyph);
    return 0;
}

/* What ToUnicode says of the glyph of code_point, as UTF-16. */
static void assert_says(const struct font_subset *subset, const struct font_face *face,
                        uint32_t code_point, const uint16_t *units, size_t count) {
    size_t index = index_of(subset, font_glyph(face, code_point));
    assert_int_equal(subset->unicode_count[index], count);
    assert_memory_equal(subset->unicode[index], units, count * sizeof *units);
}

#define SAYS(...)                                                                                  \
    (const uint16_t[]){__VA_ARGS__}, sizeof(uint16_t[]){__VA_ARGS__} / sizeof(uint16_t)

static void glyphs_say_plain_characters_and_letters(void **state) {
    (void)state;
    struct fixture fixture = fixture_new(0x20, 0x24F);
    hb_set_add_range(fixture.letters, 0x370, 0x3FF);
    hb_set_add(fixture.letters, 0x2126);
    hb_set_add(fixture.letters, 0xFB01);
    font_closure(fixture.face, fixture.letters, fixture.glyphs);
    const struct font_subset *subset =
        font_subset_build(fixture.faces.arena, fixture.face, fixture.glyphs);
    assert_says(subset, fixture.face, ' ', SAYS(' '));
    assert_says(subset, fixture.face, '-', SAYS('-'));
    assert_says(subset, fixture.face, 'A', SAYS('A'));
    assert_says(subset, fixture.face, 0xB5, SAYS(0xB5)); /* a glyph of its own in Open Sans */
    assert_says(subset, fixture.face, 0x3BC, SAYS(0x3BC));
    assert_says(subset, fixture.face, 0x3A9, SAYS(0x3A9));
    assert_says(subset, fixture.face, 0xBD, SAYS(0xBD));
    assert_says(subset, fixture.face, 0xFB00, SAYS('f', 'f'));
    assert_says(subset, fixture.face, 0xFB01, SAYS('f', 'i'));
    assert_says(subset, fixture.face, 0xFB02, SAYS('f', 'l'));
    assert_says(subset, fixture.face, 0xFB03, SAYS('f', 'f', 'i'));
    assert_says(subset, fixture.face, 0xFB04, SAYS('f', 'f', 'l'));
    assert_int_equal(subset->unicode_count[0], 0); /* .notdef */
    fixture_free(&fixture);
}

/* The text that ToUnicode gives for shaped words is the words' text. */
static void printed_text_reads_back(void **state) {
    (void)state;
    struct fixture fixture = fixture_new(0x20, 0x2122);
    const struct font_subset *subset =
        font_subset_build(fixture.faces.arena, fixture.face, fixture.glyphs);
    struct shaper *shaper = shaper_new(fixture.faces.set, 1000000);
    static const char *const words[] = {"office",
                                        "fluffy",
                                        "waffles",
                                        "\u0219i",
                                        "Nguy\u1EC5n",
                                        "\u03A9\u03BC\u03AD\u03B3\u03B1",
                                        "\u041F\u0440\u0438\u0432\u0435\u0442",
                                        "(\u00B5g)",
                                        "self-care",
                                        "1\u00BD",
                                        "\u2122\u20AC"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct shaped_run *run = shape_word(shaper, fixture.face, words[i], strlen(words[i]));
        const char *text = "";
        for (uint32_t k = 0; k < run->glyph_count; k++) {
            size_t index = index_of(subset, run->glyphs[k]);
            for (size_t unit = 0; unit < subset->unicode_count[index]; unit++) {
                char bytes[5] = "";
                utf8_encode(subset->unicode[index][unit], bytes);
                text = arena_format(fixture.faces.arena, "%s%s", text, bytes);
            }
        }
        assert_string_equal(text, words[i]);
    }
    shaper_free(shaper);
    fixture_free(&fixture);
}

/* Outlines, widths and ids are the original's; what is not asked for is empty. */
static void subset_draws_the_same(void **state) {
    (void)state;
    struct fixture fixture = fixture_new(0x20, 0x17F);
    const struct font_subset *subset =
        font_subset_build(fixture.faces.arena, fixture.face, fixture.glyphs);
    hb_blob_t *blob = hb_blob_create(subset->bytes.at, (unsigned)subset->bytes.size_bytes,
                                     HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_font_t *font = hb_font_create(face);
    size_t empty = 0;
    for (size_t i = 0; i < subset->glyph_count; i++) {
        hb_glyph_extents_t here, there;
        uint16_t glyph = subset->glyphs[i];
        assert_true(i == 0 || glyph > subset->glyphs[i - 1]);
        assert_int_equal(subset->advances[i],
                         hb_font_get_glyph_h_advance(fixture.face->font, glyph));
        assert_int_equal(subset->advances[i], hb_font_get_glyph_h_advance(font, glyph));
        assert_true(hb_font_get_glyph_extents(font, glyph, &here));
        assert_true(hb_font_get_glyph_extents(fixture.face->font, glyph, &there));
        assert_memory_equal(&here, &there, sizeof here);
        empty += here.width == 0;
    }
    assert_int_equal(subset->glyphs[0], 0);
    assert_true(empty < 12); /* spaces and the like */
    hb_glyph_extents_t omega;
    hb_font_get_glyph_extents(font, font_glyph(fixture.face, 0x3A9), &omega);
    assert_int_equal(omega.width, 0);
    assert_int_equal(hb_face_get_upem(face), 2048);
    static const char *const gone[] = {"GSUB", "GPOS", "cmap", "name", "kern", "fpgm", "prep"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        hb_blob_t *table = hb_face_reference_table(face, hb_tag_from_string(gone[i], 4));
        assert_int_equal(hb_blob_get_length(table), 0);
        hb_blob_destroy(table);
    }
    assert_true(subset->bytes.size_bytes < fixture.face->bytes.size_bytes / 3);
    hb_font_destroy(font);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    fixture_free(&fixture);
}

static void same_glyphs_give_the_same_bytes(void **state) {
    (void)state;
    struct fixture fixture = fixture_new(0x20, 0x7E);
    struct fixture other = fixture_new(0x20, 0x7E);
    struct shaper *shaper = shaper_new(other.faces.set, 100);
    shape_word(shaper, other.face, "\u03A9\u03BC\u03AD\u03B3\u03B1", 10);
    const struct font_subset *first =
        font_subset_build(fixture.faces.arena, fixture.face, fixture.glyphs);
    const struct font_subset *second =
        font_subset_build(other.faces.arena, other.face, other.glyphs);
    assert_int_equal(first->bytes.size_bytes, second->bytes.size_bytes);
    assert_memory_equal(first->bytes.at, second->bytes.at, first->bytes.size_bytes);
    shaper_free(shaper);
    fixture_free(&fixture);
    fixture_free(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closure_follows_the_layout_tables),
        cmocka_unit_test(closure_composes_and_stands_in),
        cmocka_unit_test(closure_holds_what_shaping_makes),
        cmocka_unit_test(glyphs_say_plain_characters_and_letters),
        cmocka_unit_test(printed_text_reads_back),
        cmocka_unit_test(subset_draws_the_same),
        cmocka_unit_test(same_glyphs_give_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
