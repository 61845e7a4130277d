#include "text/shape.h"

#include "unit/text/faces.h"

#include <hb-subset.h>

#include <stdlib.h>

enum { LETTERS_MAX = 16 };

/* A word as another program shapes it. */
struct word_shape {
    const char *file;
    const char *word;
    size_t count;
    struct {
        int glyph;
        int width;   /* of the glyph by itself, font units */
        int advance; /* with kerning */
    } glyphs[LETTERS_MAX];
};
#include "unit/text/word_shapes.h"

enum { WORD_SHAPES = sizeof word_shapes / sizeof *word_shapes };

/* What a PDF reader does with a TJ array, in the two passes that PDF 1.7, 7.3.4.2 and 9.4.3
 * describe: glyph ids and the pen before each, in 1/1000 of font units (so that thousandths of an
 * em are whole numbers). */
struct drawn {
    size_t count;
    int glyphs[64];
    int64_t pens[65]; /* the last one is where the pen ends */
};

struct operand {
    const uint8_t *at;
    const uint8_t *end;
};

static unsigned string_byte(struct operand *operand) {
    unsigned byte = *operand->at++;
    if (byte == '\r')
        return '\n'; /* an unescaped carriage return counts as a line feed */
    if (byte != '\\')
        return byte;
    byte = *operand->at++;
    return byte == 'r' ? '\r' : byte == 'n' ? '\n' : byte;
}

static struct drawn draw(const struct shaped_run *run) {
    struct drawn drawn = {0};
    struct operand operand = {run->operand, run->operand + run->operand_bytes};
    int64_t pen = 0;
    while (operand.at < operand.end) {
        if (*operand.at == '(') {
            operand.at++;
            while (*operand.at != ')') {
                unsigned high = string_byte(&operand);
                unsigned glyph = high << 8 | string_byte(&operand);
                drawn.glyphs[drawn.count] = (int)glyph;
                drawn.pens[drawn.count++] = pen;
                pen += (int64_t)hb_font_get_glyph_h_advance(run->face->font, glyph) * 1000;
            }
            operand.at++;
        } else {
            char *end = NULL;
            pen -= strtol((const char *)operand.at, &end, 10) * run->face->units_per_em;
            assert_true((const uint8_t *)end > operand.at);
            operand.at = (const uint8_t *)end;
        }
    }
    assert_ptr_equal(operand.at, operand.end);
    drawn.pens[drawn.count] = pen;
    return drawn;
}

static void assert_near(int64_t pen, int64_t units, int units_per_em) {
    int64_t off = pen - units * 1000;
    assert_true((off < 0 ? -off : off) * 2 <= units_per_em);
}

static void agrees_with_another_program(void **state) {
    (void)state;
    for (size_t i = 0; i < WORD_SHAPES; i++) {
        const struct word_shape *expected = &word_shapes[i];
        struct faces faces = {arena_new(), diags_new(), font_set_new()};
        assert_true(faces_add(&faces, "sans", 400, false, expected->file));
        struct shaper *shaper = shaper_new(faces.set, 100000);
        const struct font_face *face = font_set_face(faces.set, 0);
        const struct shaped_run *run =
            shape_word(shaper, face, expected->word, strlen(expected->word));
        struct drawn drawn = draw(run);
        int64_t pen = 0;
        assert_null(run->next);
        assert_int_equal(run->glyph_count, expected->count);
        assert_int_equal(drawn.count, expected->count);
        for (size_t k = 0; k < expected->count; k++) {
            assert_int_equal(run->glyphs[k], expected->glyphs[k].glyph);
            assert_int_equal(drawn.glyphs[k], expected->glyphs[k].glyph);
            assert_int_equal(hb_font_get_glyph_h_advance(face->font, run->glyphs[k]),
                             expected->glyphs[k].width);
            assert_near(drawn.pens[k], pen, face->units_per_em);
            pen += expected->glyphs[k].advance;
        }
        assert_int_equal(run->advance, pen);
        assert_near(drawn.pens[drawn.count], pen, face->units_per_em);
        shaper_free(shaper);
        faces_free(&faces);
    }
}

struct fixture {
    struct faces faces;
    struct shaper *shaper;
    const struct font_face *face;
};

static struct fixture fixture_new(void) {
    struct fixture fixture = {.faces = faces_new()};
    fixture.face = font_find(fixture.faces.set, "sans", 400, false);
    fixture.shaper = shaper_new(fixture.faces.set, 1000000);
    return fixture;
}

static void fixture_free(struct fixture *fixture) {
    shaper_free(fixture->shaper);
    faces_free(&fixture->faces);
}

static const struct shaped_run *shape(struct fixture *fixture, const char *word) {
    return shape_word(fixture->shaper, fixture->face, word, strlen(word));
}

/* The runs' texts one after another. */
static const char *text_of(struct fixture *fixture, const struct shaped_run *run) {
    const char *text = "";
    for (; run; run = run->next)
        text = arena_format(fixture->faces.arena, "%s%.*s", text, (int)run->text_bytes, run->text);
    return text;
}

static int glyph_of(const struct fixture *fixture, uint32_t code_point) {
    return font_glyph(fixture->face, code_point);
}

static void no_drift_over_long_words(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct shaped_run *run =
        shape(&fixture, "AVAVAVAVAVAVTo.To.To.To.To.To.Ty,Ty,Ty,Ty,Ty,Ty,LTLT");
    struct drawn drawn = draw(run);
    assert_int_equal(drawn.count, 52);
    assert_near(drawn.pens[drawn.count], run->advance, 2048);
    fixture_free(&fixture);
}

static void empty_word_has_no_glyphs(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct shaped_run *run = shape_word(fixture.shaper, fixture.face, NULL, 0);
    assert_non_null(run);
    assert_int_equal(run->glyph_count, 0);
    assert_int_equal(run->advance, 0);
    assert_int_equal(run->operand_bytes, 0);
    assert_ptr_equal(run->face, fixture.face);
    fixture_free(&fixture);
}

static void clusters_point_into_the_text(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct shaped_run *run = shape(&fixture, "office");
    static const uint32_t expected[] = {0, 1, 4, 5};
    assert_int_equal(run->glyph_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(run->clusters[i], expected[i]);
    fixture_free(&fixture);
}

static void special_spaces_and_hyphens(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct shaped_run *hyphen = shape(&fixture, "a\u2011b\u2010c-");
    assert_int_equal(hyphen->glyphs[1], glyph_of(&fixture, '-'));
    assert_int_equal(hyphen->glyphs[3], glyph_of(&fixture, '-'));
    assert_int_equal(hyphen->glyphs[5], glyph_of(&fixture, '-'));
    const struct shaped_run *space = shape(&fixture, "420\u00A0mg");
    assert_null(space->next);
    assert_int_equal(space->glyphs[3], fixture.face->space_glyph);
    assert_int_equal(space->glyph_count, 6);
    const struct shaped_run *thin = shape(&fixture, "420\u202Fmg");
    assert_int_equal(thin->glyph_count, 6);
    assert_true(thin->advance < space->advance);
    assert_false(thin->is_replaced);
    const struct shaped_run *soft = shape(&fixture, "mag\u00ADne\u2060sium");
    assert_int_equal(soft->advance, shape(&fixture, "magnesium")->advance);
    assert_int_equal(soft->glyph_count, 9);
    const uint32_t *missing;
    assert_int_equal(shaper_missing(fixture.shaper, &missing), 0);
    fixture_free(&fixture);
}

static void composes_vietnamese(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct shaped_run *whole = shape(&fixture, "Vi\u1EC7t");
    const struct shaped_run *parts = shape(&fixture, "Vie\u0323\u0302t");
    assert_int_equal(parts->glyph_count, 4);
    assert_int_equal(parts->glyphs[2], glyph_of(&fixture, 0x1EC7));
    assert_int_equal(parts->advance, whole->advance);
    assert_string_equal(text_of(&fixture, parts), "Vi\u1EC7t");
    fixture_free(&fixture);
}

/* Open Sans cut down to code points first..last and, if is_bare, without kerning and positioning.
 */
static struct slice cut_font(struct faces *faces, uint32_t first, uint32_t last, bool is_bare) {
    unsigned size = 0;
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    hb_set_add_range(hb_subset_input_unicode_set(input), first, last);
    hb_set_t *dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    if (is_bare) {
        hb_set_add(dropped, HB_TAG('G', 'P', 'O', 'S'));
        hb_set_add(dropped, HB_TAG('k', 'e', 'r', 'n'));
    }
    hb_face_t *subset = hb_subset_or_fail(font_find(faces->set, "sans", 400, false)->face, input);
    hb_blob_t *blob = hb_face_reference_blob(subset);
    const char *data = hb_blob_get_data(blob, &size);
    struct slice bytes = {arena_copy(faces->arena, data, size), size};
    hb_blob_destroy(blob);
    hb_face_destroy(subset);
    hb_subset_input_destroy(input);
    return bytes;
}

static void marks_without_composition_stay_in_their_word(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    static const char word[] = "aq\u0303x\u0301z"; /* no such letters in Unicode */
    const struct shaped_run *run = shape(&fixture, word);
    assert_string_equal(text_of(&fixture, run), word);
    assert_null(run->next);
    assert_int_equal(run->glyph_count, 6);
    assert_int_equal(run->advance, shape(&fixture, "aqxz")->advance);
    fixture_free(&fixture);
}

/* Without positions in the font HarfBuzz sets marks by their boxes, up or down. */
static void positioned_marks_rise(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    static const char word[] = "aQ\u0303x\u0301\u0323z";
    struct slice bytes = cut_font(&fixture.faces, 0x20, 0x36F, true);
    assert_true(font_set_add(fixture.faces.set,
                             &(struct font_file){"bare", 400, false, "bare.ttf", bytes}, NOWHERE,
                             fixture.faces.diags));
    fixture.face = font_find(fixture.faces.set, "bare", 400, false);
    const struct shaped_run *run = shape(&fixture, word);
    bool has_risen = false;
    int64_t advance = 0;
    assert_string_equal(text_of(&fixture, run), "aQ\u0303x\u0323\u0301z"); /* NFC */
    for (const struct shaped_run *part = run; part; part = part->next) {
        struct drawn drawn = draw(part);
        has_risen |= part->rise > 0;
        advance += part->advance;
        assert_true(part->glyph_count > 0);
        assert_true(part->clusters[0] == 0);
        assert_near(drawn.pens[drawn.count], part->advance, 2048);
    }
    assert_true(has_risen);
    assert_int_equal(advance, shape(&fixture, "aQxz")->advance);
    fixture_free(&fixture);
}

static void replaces_and_reports_what_no_face_has(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    static const char word[] = "Ana\U0001F600\U0001F600\u2764\uFE0Fb";
    for (int report = 0; report < 2; report++) { /* the second time from the cache */
        const struct shaped_run *run = shape(&fixture, word);
        const uint32_t *missing;
        assert_string_equal(text_of(&fixture, run), word);
        assert_false(run->is_replaced);
        assert_true(run->next->is_replaced);
        assert_int_equal(run->next->glyph_count, 3);
        assert_int_equal(run->next->glyphs[0], glyph_of(&fixture, 0xFFFD));
        assert_int_equal(run->next->glyphs[2], glyph_of(&fixture, 0xFFFD));
        assert_false(run->next->next->is_replaced);
        assert_int_equal(shaper_missing(fixture.shaper, &missing), 2);
        assert_int_equal(missing[0], 0x1F600);
        assert_int_equal(missing[1], 0x2764);
        shaper_trim(fixture.shaper);
        assert_int_equal(shaper_missing(fixture.shaper, &missing), 0);
    }
    fixture_free(&fixture);
}

static void keeps_what_it_can_of_a_grapheme(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const uint32_t *missing;
    const struct shaped_run *run = shape(&fixture, "1\u20E3"); /* a key cap */
    assert_int_equal(run->glyphs[0], glyph_of(&fixture, '1'));
    assert_int_equal(shaper_missing(fixture.shaper, &missing), 1);
    assert_int_equal(missing[0], 0x20E3);
    fixture_free(&fixture);
}

static void invalid_bytes_are_replacement_characters(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    const struct shaped_run *run = shape(&fixture, "a\xFFz");
    assert_int_equal(run->glyph_count, 3);
    assert_int_equal(run->glyphs[1], glyph_of(&fixture, 0xFFFD));
    fixture_free(&fixture);
}

static void falls_back_by_grapheme(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    struct font_set *set = fixture.faces.set;
    assert_true(font_set_add(set,
                             &(struct font_file){"ascii", 700, false, "ascii.ttf",
                                                 cut_font(&fixture.faces, 0x20, 0x7E, false)},
                             NOWHERE, fixture.faces.diags));
    const struct font_face *bold = font_find(set, "ascii", 700, false);
    const uint32_t *missing;
    assert_int_equal(bold->replacement_glyph, font_glyph(bold, '?'));
    assert_null(font_for(set, bold, 0x3A9));
    font_set_fallback(set, "sans");
    assert_int_equal(font_for(set, bold, 0x3A9)->weight, 700);
    const struct shaped_run *run = shape_word(fixture.shaper, bold, "ab\u03A9e\u0301c", 8);
    assert_string_equal(text_of(&fixture, run), "ab\u03A9\u00E9c");
    assert_ptr_equal(run->face, bold);
    assert_int_equal(run->next->face->weight, 700);
    assert_string_equal(run->next->face->family, "sans");
    const struct shaped_run *last = run;
    while (last->next)
        last = last->next;
    assert_ptr_equal(last->face, bold);
    assert_int_equal(shaper_missing(fixture.shaper, &missing), 0);
    fixture_free(&fixture);
}

static void marks_glyphs_outside_the_startup_subset(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    hb_set_t *letters = hb_set_create();
    hb_set_add_range(letters, 0x20, 0x7E);
    font_set_freeze(fixture.faces.set, letters);
    hb_set_destroy(letters);
    assert_false(shape(&fixture, "office")->is_extra);
    assert_false(shape(&fixture, "a\u2011b\u00A0c\u202Fd")->is_extra);
    assert_false(shape(&fixture, "\U0001F600")->is_extra);
    assert_true(shape(&fixture, "\u03A9")->is_extra);
    fixture_free(&fixture);
}

static void marks_glyphs_outside_the_narrow_part(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    hb_set_t *letters = hb_set_create();
    hb_set_add_range(letters, 0x20, 0x7E);
    hb_set_add_range(letters, 0xA0, 0xFF);
    font_set_freeze(fixture.faces.set, letters);
    hb_set_del_range(letters, 0xA1, 0xFF);
    font_set_narrow(fixture.faces.set, letters);
    hb_set_destroy(letters);
    assert_false(shape(&fixture, "office")->is_wide);
    assert_true(shape(&fixture, "Zo\u00EB")->is_wide);
    assert_false(shape(&fixture, "Zo\u00EB")->is_extra);
    assert_true(shape(&fixture, "\u03A9")->is_extra);
    fixture_free(&fixture);
}

static void does_not_depend_on_the_past(void **state) {
    (void)state;
    struct fixture fixture = fixture_new();
    struct shaper *small = shaper_new(fixture.faces.set, 1);
    char word[32];
    for (int i = 0; i < 5000; i++) {
        size_t size = (size_t)snprintf(word, sizeof word, "To%d\u1EC7.", i % 2500);
        const struct shaped_run *kept = shape_word(fixture.shaper, fixture.face, word, size);
        const struct shaped_run *fresh = shape_word(small, fixture.face, word, size);
        assert_ptr_equal(kept, shape_word(fixture.shaper, fixture.face, word, size));
        assert_int_equal(kept->advance, fresh->advance);
        assert_int_equal(kept->operand_bytes, fresh->operand_bytes);
        assert_memory_equal(kept->operand, fresh->operand, kept->operand_bytes);
        shaper_trim(small);
    }
    shaper_free(small);
    fixture_free(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_another_program),
        cmocka_unit_test(no_drift_over_long_words),
        cmocka_unit_test(empty_word_has_no_glyphs),
        cmocka_unit_test(clusters_point_into_the_text),
        cmocka_unit_test(special_spaces_and_hyphens),
        cmocka_unit_test(composes_vietnamese),
        cmocka_unit_test(marks_without_composition_stay_in_their_word),
        cmocka_unit_test(positioned_marks_rise),
        cmocka_unit_test(replaces_and_reports_what_no_face_has),
        cmocka_unit_test(keeps_what_it_can_of_a_grapheme),
        cmocka_unit_test(invalid_bytes_are_replacement_characters),
        cmocka_unit_test(falls_back_by_grapheme),
        cmocka_unit_test(marks_glyphs_outside_the_startup_subset),
        cmocka_unit_test(marks_glyphs_outside_the_narrow_part),
        cmocka_unit_test(does_not_depend_on_the_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
