#include "text/font.h"

#include "base/memory.h"
#include "text/font_check.h"
#include "text/font_set.h"

#include <hb-ot.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>

enum {
    POSTSCRIPT_BYTES = 64, /* with the NUL; longer names are no PostScript names */
    SLANT_COST = 10000,    /* more than any difference in weight */
    DECOMPOSITION_DEPTH = 8
};

struct font_set *font_set_new(void) {
    struct font_set *set = memory_new(sizeof *set);
    set->arena = arena_new();
    return set;
}

void font_set_free(struct font_set *set) {
    if (!set)
        return;
    for (size_t i = 0; i < set->entries.count; i++) {
        hb_font_destroy(set->entries.at[i].face->font);
        hb_face_destroy(set->entries.at[i].face->face);
        hb_set_destroy(set->entries.at[i].startup);
        hb_set_destroy(set->entries.at[i].narrow);
    }
    arena_free(set->arena);
    memory_free(set);
}

/* Name id 6 if it is fit for a PDF name, else "Font" and the index. */
static const char *postscript_name(struct arena *arena, hb_face_t *face, size_t index) {
    char name[POSTSCRIPT_BYTES];
    unsigned size = sizeof name;
    unsigned full =
        hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
    bool is_fit = full > 0 && full < sizeof name;
    for (unsigned i = 0; is_fit && i < size; i++)
        is_fit = name[i] > ' ' && name[i] <= '~' && !strchr("[](){}<>/%#", name[i]);
    return is_fit ? arena_copy(arena, name, size) : arena_format(arena, "Font%zu", index);
}

uint16_t font_glyph(const struct font_face *face, uint32_t code_point) {
    hb_codepoint_t glyph = 0;
    if (!hb_font_get_nominal_glyph(face->font, code_point, &glyph) || glyph >= face->glyph_count)
        return 0;
    return (uint16_t)glyph;
}

static void fill_metrics(struct font_face *face) {
    hb_font_extents_t extents = {0};
    hb_font_get_h_extents(face->font, &extents);
    face->ascender = extents.ascender;
    face->descender = extents.descender;
    hb_position_t cap_height = 0;
    hb_ot_metrics_get_position_with_fallback(face->font, HB_OT_METRICS_TAG_CAP_HEIGHT, &cap_height);
    face->cap_height = cap_height;
    face->space_glyph = font_glyph(face, ' ');
    face->space_advance = hb_font_get_glyph_h_advance(face->font, face->space_glyph);
    uint16_t replacement = font_glyph(face, 0xFFFD);
    face->replacement_glyph = replacement ? replacement : font_glyph(face, '?');
}

/* HarfBuzz prepares tables when they are first used, and goes on without one for which there was no
 * memory. So they are used here, once for all workers, before any record is in hand. */
static void prepare_tables(const struct font_face *face) {
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf8(buffer, "AV", -1, 0, -1);
    hb_buffer_guess_segment_properties(buffer);
    bool is_good =
        hb_shape_full(face->font, buffer, NULL, 0, NULL) && hb_buffer_allocation_successful(buffer);
    hb_buffer_destroy(buffer);
    if (!is_good)
        memory_exhausted();
}

static struct font_face *face_new(struct font_set *set, const char *file, struct slice bytes,
                                  const struct font_facts *facts) {
    struct font_face *face = ARENA_NEW(set->arena, struct font_face);
    hb_blob_t *blob =
        hb_blob_create(bytes.at, (unsigned)bytes.size_bytes, HB_MEMORY_MODE_READONLY, NULL, NULL);
    face->index = set->entries.count;
    face->file = arena_string(set->arena, file);
    face->bytes = bytes;
    face->units_per_em = facts->units_per_em;
    memcpy(face->bounds, facts->bounds, sizeof face->bounds);
    face->italic_angle = facts->italic_angle;
    face->glyph_count = facts->glyph_count;
    face->face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    hb_face_make_immutable(face->face);
    face->font = hb_font_create(face->face);
    hb_font_make_immutable(face->font);
    face->postscript = postscript_name(set->arena, face->face, face->index);
    fill_metrics(face);
    prepare_tables(face);
    return face;
}

bool font_set_add(struct font_set *set, const struct font_file *file, struct position position,
                  struct diags *diags) {
    struct font_facts facts;
    if (!font_check(file->bytes, position, diags, &facts))
        return false;
    struct font_face *face = face_new(set, file->name, file->bytes, &facts);
    if (face->space_glyph == 0 || face->replacement_glyph == 0) {
        diag(diags, MESSAGE_FONT_CMAP, position, NULL);
        hb_font_destroy(face->font);
        hb_face_destroy(face->face);
        return false;
    }
    face->family = arena_string(set->arena, file->family);
    face->weight = file->weight;
    face->italic = file->italic;
    *VECTOR_PUSH(set->arena, &set->entries) = (struct font_entry){.face = face};
    return true;
}

void font_set_fallback(struct font_set *set, const char *family) {
    *VECTOR_PUSH(set->arena, &set->fallbacks) = family;
}

size_t font_set_count(const struct font_set *set) {
    return set->entries.count;
}

const struct font_face *font_set_face(const struct font_set *set, size_t index) {
    return set->entries.at[index].face;
}

bool font_has_family(const struct font_set *set, const char *family) {
    return font_find(set, family, 400, false) != NULL;
}

/* Of two faces as far from the wanted weight, the bolder one suits bold text, the lighter one light
 * text. */
static int face_distance(const struct font_face *face, int weight, bool italic) {
    int distance = abs(face->weight - weight) * 2;
    if (face->weight != weight && (face->weight > weight) != (weight >= 500))
        distance++;
    return distance + (face->italic == italic ? 0 : SLANT_COST);
}

const struct font_face *font_find(const struct font_set *set, const char *family, int weight,
                                  bool italic) {
    const struct font_face *best = NULL;
    for (size_t i = 0; i < set->entries.count; i++) {
        const struct font_face *face = set->entries.at[i].face;
        if (strcmp(face->family, family) != 0)
            continue;
        if (!best || face_distance(face, weight, italic) < face_distance(best, weight, italic))
            best = face;
    }
    return best;
}

/* What HarfBuzz does when there is no glyph: it tries the canonical parts. */
static bool has_parts(const struct font_face *face, uint32_t code_point, int depth) {
    hb_codepoint_t first, second;
    if (font_glyph(face, code_point))
        return true;
    if (depth == 0 ||
        !hb_unicode_decompose(hb_unicode_funcs_get_default(), code_point, &first, &second))
        return false;
    return has_parts(face, first, depth - 1) && (!second || has_parts(face, second, depth - 1));
}

bool font_is_space(uint32_t code_point) {
    return code_point == 0x00A0 || (code_point >= 0x2000 && code_point <= 0x200A) ||
           code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
}

bool font_shows(const struct font_face *face, uint32_t code_point) {
    if (font_glyph(face, code_point) || font_is_space(code_point) ||
        uc_is_property_default_ignorable_code_point(code_point))
        return true;
    if (code_point == 0x2010 || code_point == 0x2011)
        return font_glyph(face, '-') != 0;
    return has_parts(face, code_point, DECOMPOSITION_DEPTH);
}

static bool shows_all(const struct font_face *face, const uint32_t *code_points, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!font_shows(face, code_points[i]))
            return false;
    return true;
}

const struct font_face *font_for_all(const struct font_set *set, const struct font_face *wanted,
                                     const uint32_t *code_points, size_t count) {
    if (shows_all(wanted, code_points, count))
        return wanted;
    for (size_t i = 0; i < set->fallbacks.count; i++) {
        const struct font_face *face =
            font_find(set, set->fallbacks.at[i], wanted->weight, wanted->italic);
        if (face && shows_all(face, code_points, count))
            return face;
    }
    return NULL;
}

const struct font_face *font_for(const struct font_set *set, const struct font_face *wanted,
                                 uint32_t code_point) {
    return font_for_all(set, wanted, &code_point, 1);
}
