/* Two steps, for hb-subset can either follow the layout tables or drop them:
 *
 *   closure  a plan from code points, with the features that shaping uses, is asked which glyphs it
 * would keep; build    those glyphs are kept under their own ids (RETAIN_GIDS, so a page's glyph
 * ids need no translation), hinting and every table that a PDF reader does not use are dropped.
 *
 * Rejected: one subset with layout tables (twice the size in every report), and new glyph ids
 * (every cached word would have to be written again for each subset). */
#include "text/subset.h"

#include "text/font_set.h"
#include "text/glyph_text.h"

#include <hb-ot.h>
#include <hb-subset.h>

/* What hb_shape applies by default to horizontal text, and the forms of joining scripts. */
static const char *const features[] = {
    "rvrn", "ltra", "ltrm", "rtla", "rtlm", "frac", "numr", "dnom", "abvm", "blwm",
    "ccmp", "locl", "mark", "mkmk", "rlig", "calt", "clig", "curs", "dist", "kern",
    "liga", "rclt", "init", "medi", "fina", "isol", "med2", "fin2", "fin3", "stch"};

/* A CIDFontType2 program needs glyf loca head hhea maxp hmtx (and fpgm prep cvt, which go with the
 * hinting). */
static const char *const dropped_tables[] = {
    "GSUB", "GPOS", "GDEF", "BASE", "JSTF", "MATH", "name", "post", "OS/2", "cmap", "kern", "kerx",
    "morx", "trak", "DSIG", "gasp", "hdmx", "VDMX", "LTSH", "meta", "STAT", "PCLT", "FFTM", "vhea",
    "vmtx", "COLR", "CPAL", "SVG ", "CBDT", "CBLC", "EBDT", "EBLC", "EBSC", "sbix"};

static void add_tags(hb_set_t *set, const char *const *tags, size_t count) {
    for (size_t i = 0; i < count; i++)
        hb_set_add(set, hb_tag_from_string(tags[i], 4));
}

/* Adds the glyphs that plan keeps. */
static void add_plan_glyphs(const struct font_face *face, const hb_subset_plan_t *plan,
                            hb_set_t *out_glyphs) {
    const hb_map_t *kept = hb_subset_plan_old_to_new_glyph_mapping(plan);
    for (uint32_t glyph = 0; glyph < face->glyph_count; glyph++)
        if (hb_map_has(kept, glyph))
            hb_set_add(out_glyphs, glyph);
}

/* Is code_point something that NFC makes of characters in `from`? */
static bool is_composed_of(uint32_t code_point, const hb_set_t *from) {
    hb_codepoint_t first, second;
    if (!hb_unicode_decompose(hb_unicode_funcs_get_default(), code_point, &first, &second))
        return false;
    return (hb_set_has(from, first) || is_composed_of(first, from)) &&
           (second == 0 || hb_set_has(from, second));
}

/* Adds code_point's canonical parts, for a face that has no glyph for the whole. */
static void add_parts(uint32_t code_point, hb_set_t *set) {
    hb_codepoint_t first, second;
    while (hb_unicode_decompose(hb_unicode_funcs_get_default(), code_point, &first, &second)) {
        hb_set_add(set, first);
        if (second)
            hb_set_add(set, second);
        code_point = first;
    }
}

/* code_points and what shaping may ask the face's cmap for instead of them. */
static void add_characters(const struct font_face *face, const hb_set_t *code_points,
                           hb_set_t *out_characters) {
    static const uint32_t stand_ins[] = {' ', '-', 0x2009};
    hb_set_union(out_characters, code_points);
    hb_codepoint_t code_point = HB_SET_VALUE_INVALID;
    while (hb_set_next(code_points, &code_point))
        if (!font_glyph(face, code_point))
            add_parts(code_point, out_characters);
    hb_set_t *known = hb_set_create();
    hb_face_collect_unicodes(face->face, known);
    code_point = HB_SET_VALUE_INVALID;
    while (hb_set_next(known, &code_point))
        if (is_composed_of(code_point, code_points))
            hb_set_add(out_characters, code_point);
    hb_set_destroy(known);
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
        hb_set_add(out_characters, stand_ins[i]);
}

void font_closure(const struct font_face *face, const hb_set_t *code_points, hb_set_t *out_glyphs) {
    hb_set_add(out_glyphs, 0);
    hb_set_add(out_glyphs, face->space_glyph);
    hb_set_add(out_glyphs, face->replacement_glyph);
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input)
        return;
    add_characters(face, code_points, hb_subset_input_unicode_set(input));
    hb_set_t *tags = hb_subset_input_set(input, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG);
    hb_set_clear(tags);
    add_tags(tags, features, sizeof features / sizeof *features);
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face->face, input);
    if (plan)
        add_plan_glyphs(face, plan, out_glyphs);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
}

static hb_subset_input_t *outline_input(const hb_set_t *glyphs) {
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input)
        return NULL;
    hb_set_union(hb_subset_input_glyph_set(input), glyphs);
    hb_set_add(hb_subset_input_glyph_set(input), 0);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING |
                                         HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    add_tags(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), dropped_tables,
             sizeof dropped_tables / sizeof *dropped_tables);
    return input;
}

/* The subset font file, copied into the arena; kept glyphs into out_glyphs. False if HarfBuzz
 * fails. */
static bool make_file(struct arena *arena, const struct font_face *face, const hb_set_t *glyphs,
                      struct slice *out_bytes, hb_set_t *out_glyphs) {
    hb_face_t *subset = NULL;
    hb_subset_input_t *input = outline_input(glyphs);
    hb_subset_plan_t *plan = input ? hb_subset_plan_create_or_fail(face->face, input) : NULL;
    if (plan) {
        add_plan_glyphs(face, plan, out_glyphs);
        subset = hb_subset_plan_execute_or_fail(plan);
    }
    unsigned size = 0;
    if (subset) {
        hb_blob_t *blob = hb_face_reference_blob(subset);
        const char *data = hb_blob_get_data(blob, &size);
        *out_bytes = (struct slice){arena_copy(arena, size > 0 ? data : "", size), size};
        hb_blob_destroy(blob);
    }
    hb_face_destroy(subset);
    hb_subset_plan_destroy(plan);
    if (input)
        hb_subset_input_destroy(input);
    return size > 0;
}

/* UTF-16 code units of text; NULL and 0 for none. */
static const uint16_t *utf16_of(struct arena *arena, struct glyph_text text, uint8_t *out_count) {
    *out_count = 0;
    if (text.count == 0)
        return NULL;
    uint16_t *units = ARENA_ARRAY(arena, uint16_t, (size_t)text.count * 2);
    uint8_t count = 0;
    for (uint32_t i = 0; i < text.count; i++) {
        uint32_t code_point = text.code_points[i];
        if (code_point >= 0x10000) {
            units[count++] = (uint16_t)(0xD800 + ((code_point - 0x10000) >> 10));
            units[count++] = (uint16_t)(0xDC00 + ((code_point - 0x10000) & 0x3FF));
        } else {
            units[count++] = (uint16_t)code_point;
        }
    }
    *out_count = count;
    return units;
}

const struct font_subset *font_subset_build(struct arena *arena, const struct font_face *face,
                                            const hb_set_t *glyphs) {
    struct font_subset *subset = ARENA_NEW(arena, struct font_subset);
    hb_set_t *kept = hb_set_create();
    if (!make_file(arena, face, glyphs, &subset->bytes, kept)) {
        hb_set_destroy(kept);
        return NULL;
    }
    const struct glyph_text *texts = glyph_texts_build(arena, face);
    size_t count = hb_set_get_population(kept);
    uint16_t *ids = ARENA_ARRAY(arena, uint16_t, count);
    int32_t *advances = ARENA_ARRAY(arena, int32_t, count);
    const uint16_t **unicode = ARENA_ARRAY(arena, const uint16_t *, count);
    uint8_t *unicode_count = ARENA_ARRAY(arena, uint8_t, count);
    hb_codepoint_t glyph = HB_SET_VALUE_INVALID;
    for (size_t i = 0; hb_set_next(kept, &glyph); i++) {
        ids[i] = (uint16_t)glyph;
        advances[i] = hb_font_get_glyph_h_advance(face->font, glyph);
        unicode[i] = utf16_of(arena, texts[glyph], &unicode_count[i]);
    }
    hb_set_destroy(kept);
    subset->glyph_count = (uint32_t)count;
    subset->glyphs = ids;
    subset->advances = advances;
    subset->unicode = unicode;
    subset->unicode_count = unicode_count;
    return subset;
}

void font_set_freeze(struct font_set *set, const hb_set_t *code_points) {
    for (size_t i = 0; i < set->entries.count; i++) {
        hb_set_destroy(set->entries.at[i].startup);
        set->entries.at[i].startup = hb_set_create();
        font_closure(set->entries.at[i].face, code_points, set->entries.at[i].startup);
    }
}

void font_set_narrow(struct font_set *set, const hb_set_t *code_points) {
    for (size_t i = 0; i < set->entries.count; i++) {
        hb_set_destroy(set->entries.at[i].narrow);
        set->entries.at[i].narrow = hb_set_create();
        font_closure(set->entries.at[i].face, code_points, set->entries.at[i].narrow);
        hb_set_intersect(set->entries.at[i].narrow, set->entries.at[i].startup);
    }
}

const hb_set_t *font_narrow_glyphs(const struct font_set *set, size_t face_index) {
    const hb_set_t *narrow = set->entries.at[face_index].narrow;
    return narrow ? narrow : font_startup_glyphs(set, face_index);
}

const hb_set_t *font_startup_glyphs(const struct font_set *set, size_t face_index) {
    return set->entries.at[face_index].startup;
}
