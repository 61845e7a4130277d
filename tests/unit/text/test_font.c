#include "text/font.h"

#include "text/paragraph.h"
#include "text/shape.h"
#include "unit/text/faces.h"

#include <stdlib.h>
#include <time.h>

static void reads_the_metrics_that_the_file_states(void **state) {
    (void)state;
    struct faces faces = faces_new();
    const struct font_face *face = font_find(faces.set, "sans", 400, false);
    /* ttx -t head -t hhea -t maxp -t OS/2 OpenSans-Regular.ttf */
    assert_int_equal(face->units_per_em, 2048);
    assert_int_equal(face->ascender, 2189);
    assert_int_equal(face->descender, -600);
    assert_int_equal(face->cap_height, 1462);
    assert_int_equal(face->glyph_count, 938);
    assert_int_equal(face->bounds[0], -1126);
    assert_int_equal(face->bounds[1], -555);
    assert_int_equal(face->bounds[2], 2466);
    assert_int_equal(face->bounds[3], 2146);
    assert_int_equal(face->space_advance, 532);
    assert_string_equal(face->postscript, "OpenSans");
    assert_int_equal(font_find(faces.set, "sans", 400, true)->italic_angle, -12);
    faces_free(&faces);
}

static void finds_the_nearest_weight_and_slant(void **state) {
    (void)state;
    struct faces faces = faces_new();
    assert_int_equal(font_find(faces.set, "sans", 300, false)->weight, 400);
    assert_int_equal(font_find(faces.set, "sans", 500, false)->weight, 600);
    assert_int_equal(font_find(faces.set, "sans", 650, false)->weight, 700);
    assert_int_equal(font_find(faces.set, "sans", 900, false)->weight, 700);
    assert_true(font_find(faces.set, "sans", 700, true)->italic);
    assert_null(font_find(faces.set, "serif", 400, false));
    assert_true(font_has_family(faces.set, "sans"));
    assert_false(font_has_family(faces.set, "serif"));
    assert_int_equal(font_set_count(faces.set), 4);
    faces_free(&faces);
}

static void shows_stand_ins_and_invisible_characters(void **state) {
    (void)state;
    struct faces faces = faces_new();
    const struct font_face *face = font_find(faces.set, "sans", 400, false);
    static const uint32_t shown[] = {'a', 0x1EC7, 0x3A9, 0x416, 0x2011, 0x202F, 0xA0, 0xAD, 0x200D};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        assert_true(font_shows(face, shown[i]));
    static const uint32_t hidden[] = {0x1F600, 0x2713, 0x5D0, 0x4E00, 1};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        assert_false(font_shows(face, hidden[i]));
        assert_null(font_for(faces.set, face, hidden[i]));
    }
    faces_free(&faces);
}

/* Adds the bytes as a face; how many errors that gave. */
static size_t errors_of(struct faces *faces, struct slice bytes, bool *out_is_added) {
    diags_reset(faces->diags);
    *out_is_added =
        font_set_add(faces->set, &(struct font_file){"other", 400, false, "other.ttf", bytes},
                     NOWHERE, faces->diags);
    return diags_count(faces->diags, DIAG_ERROR);
}

static void assert_refused(struct faces *faces, struct slice bytes, const char *words) {
    char *text = NULL;
    size_t size = 0;
    bool is_added = true;
    assert_int_equal(errors_of(faces, bytes, &is_added), 1);
    assert_false(is_added);
    FILE *stream = open_memstream(&text, &size);
    diags_print(faces->diags, stream);
    fclose(stream);
    if (!strstr(text, words))
        fail_msg("no '%s' in: %s", words, text);
    free(text);
}

static void refuses_what_is_no_truetype_font(void **state) {
    (void)state;
    struct faces faces = faces_new();
    assert_refused(&faces, slice_from(""), "E601");
    assert_refused(&faces, slice_from("OTTO...................."), "PostScript");
    assert_refused(&faces, slice_from("ttcf...................."), "collection");
    assert_refused(&faces, slice_from("wOFF...................."), "web font");
    assert_refused(&faces, slice_from("<html>.................."), "E601");
    assert_refused(&faces, (struct slice){"\0\1\0\0\0\5\0\0\0\0\0\0", 12}, "E602");
    assert_int_equal(font_set_count(faces.set), 4);
    faces_free(&faces);
}

static void refuses_damage(void **state) {
    (void)state;
    struct faces faces = faces_new();
    struct slice good = face_bytes(&faces, "OpenSans-Regular.ttf");
    assert_refused(&faces, (struct slice){good.at, good.size_bytes / 2}, "outside the file");
    unsigned char *bad = (unsigned char *)arena_copy(faces.arena, good.at, good.size_bytes);
    struct slice bytes = {(const char *)bad, good.size_bytes};
    size_t size = 0;
    size_t glyf = table_offset(bad, "glyf", &size);
    bad[glyf + size / 2] ^= 1;
    assert_refused(&faces, bytes, "checksum of table 'glyf'");
    bad[glyf + size / 2] ^= 1;
    size_t loca = table_offset(bad, "loca", &size);
    bad[loca + 40] = 0x7F;
    fix_checksums(bad, bytes.size_bytes);
    assert_refused(&faces, bytes, "'loca'");
    faces_free(&faces);
}

/* OS/2 fsType: 2 restricted, 0x100 no subsetting, 0x200 bitmaps only; 8 (editable) is what Open
 * Sans has. */
static void respects_the_license_bits(void **state) {
    (void)state;
    static const struct {
        unsigned char high, low;
        bool is_allowed;
    } cases[] = {{0, 0, true}, {0, 2, false}, {0, 4, true}, {0, 8, true},
                 {0, 6, true}, {1, 8, false}, {2, 8, false}};
    struct faces faces = faces_new();
    struct slice good = face_bytes(&faces, "OpenSans-Italic.ttf");
    unsigned char *font = (unsigned char *)arena_copy(faces.arena, good.at, good.size_bytes);
    size_t size = 0;
    size_t usage = table_offset(font, "OS/2", &size) + 8;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool is_added = false;
        font[usage] = cases[i].high;
        font[usage + 1] = cases[i].low;
        fix_checksums(font, good.size_bytes);
        errors_of(&faces, (struct slice){(const char *)font, good.size_bytes}, &is_added);
        assert_int_equal(is_added, cases[i].is_allowed);
    }
    faces_free(&faces);
}

/* Changes one to four bytes, within a table that is read at all if `deep`. */
static void mutate(unsigned char *font, size_t size, bool deep, uint32_t *random) {
    static const char *const tags[] = {"head", "hhea", "maxp", "hmtx", "loca", "glyf",
                                       "cmap", "GSUB", "GPOS", "GDEF", "kern", "name"};
    size_t start = 0;
    size_t range = size;
    if (deep)
        start = table_offset(font, tags[next_random(random) % 12], &range);
    if (range > 2000 && next_random(random) % 2)
        range = 2000; /* counts and offsets stand at the front */
    for (uint32_t i = next_random(random) % 4 + 1; i > 0; i--)
        font[start + next_random(random) % range] = (unsigned char)next_random(random);
}

static void use_everything(struct font_set *set) {
    hb_set_t *letters = hb_set_create();
    struct arena *arena = arena_new();
    hb_set_add_range(letters, 0x20, 0x17F);
    const struct font_face *face = font_set_face(set, 0);
    struct shaper *shaper = shaper_new(set, 100000);
    static const char *const words[] = {"office", "fluffy", "AVATAR", "Vi\u1EC7t",
                                        "a\u0323\u0302x"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        shape_word(shaper, face, words[i], strlen(words[i]));
    hb_set_t *glyphs = hb_set_create();
    font_closure(face, letters, glyphs);
    font_subset_build(arena, face, glyphs);
    hb_set_destroy(glyphs);
    hb_set_destroy(letters);
    shaper_free(shaper);
    arena_free(arena);
}

static size_t load_mutants(bool deep, int count) {
    size_t accepted = 0;
    uint32_t random = 20241122;
    struct faces files = {arena_new(), diags_new(), NULL};
    struct slice good = face_bytes(&files, "OpenSans-Regular.ttf");
    for (int i = 0; i < count; i++) {
        struct faces faces = {files.arena, diags_new(), font_set_new()};
        unsigned char *font = (unsigned char *)arena_copy(faces.arena, good.at, good.size_bytes);
        struct slice bytes = {(const char *)font, good.size_bytes};
        bool is_added = false;
        mutate(font, bytes.size_bytes, deep, &random);
        if (deep)
            fix_checksums(font, bytes.size_bytes);
        size_t errors = errors_of(&faces, bytes, &is_added);
        assert_int_equal(errors, is_added ? 0 : 1);
        if (is_added)
            use_everything(faces.set);
        accepted += is_added;
        font_set_free(faces.set);
        diags_free(faces.diags);
    }
    diags_free(files.diags);
    arena_free(files.arena);
    return accepted;
}

static void notices_almost_every_change(void **state) {
    (void)state;
    /* What no checksum covers: 12 bytes of header, padding between tables, checkSumAdjustment. */
    assert_true(load_mutants(false, 150) <= 2);
}

static void survives_damage_behind_right_checksums(void **state) {
    (void)state;
    clock_t start = clock();
    assert_true(load_mutants(true, 250) > 50);
    assert_true((clock() - start) / CLOCKS_PER_SEC < 60);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_metrics_that_the_file_states),
        cmocka_unit_test(finds_the_nearest_weight_and_slant),
        cmocka_unit_test(shows_stand_ins_and_invisible_characters),
        cmocka_unit_test(refuses_what_is_no_truetype_font),
        cmocka_unit_test(refuses_damage),
        cmocka_unit_test(respects_the_license_bits),
        cmocka_unit_test(notices_almost_every_change),
        cmocka_unit_test(survives_damage_behind_right_checksums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
