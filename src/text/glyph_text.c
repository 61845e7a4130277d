/* cmap read backwards, then GSUB.
 *
 * HarfBuzz can tell which glyphs a lookup takes and makes, but not which of them make which. The
 * tables that matter are simple (single, alternate and ligature substitution, perhaps inside an
 * extension), so they are read here, from bytes that may be wrong: every read is bounded and gives
 * 0 outside, every count is cut by what the table can hold, and the total work by WORK_MAX. A glyph
 * keeps the first text found for it; lookups are walked in order and again, while something new is
 * learned, for a ligature may be made of variants. */
#include "text/glyph_text.h"

#include <hb-ot.h>
#include <unictype.h>
#include <uninorm.h>

enum {
    PASSES_MAX = 4,
    WORK_MAX = 1000000, /* steps of one pass; a font of 60,000 glyphs needs a tenth */
    TEXT_MAX = 32,      /* characters a glyph may stand for */
    LOOKUP_SINGLE = 1,
    LOOKUP_ALTERNATE = 3,
    LOOKUP_LIGATURE = 4,
    LOOKUP_EXTENSION = 7
};

struct reader {
    struct arena *arena;
    const unsigned char *table; /* GSUB */
    size_t size_bytes;
    struct glyph_text *texts;
    uint32_t glyph_count;
    uint32_t work;
    bool has_learned;
};

static uint32_t read_u16(const struct reader *reader, size_t offset) {
    if (reader->size_bytes < 2 || offset > reader->size_bytes - 2)
        return 0;
    return (uint32_t)reader->table[offset] << 8 | reader->table[offset + 1];
}

static uint32_t read_u32(const struct reader *reader, size_t offset) {
    return read_u16(reader, offset) << 16 | read_u16(reader, offset + 2);
}

static bool is_budget_left(struct reader *reader) {
    return reader->work++ < WORK_MAX;
}

/* The index-th glyph of a coverage table, 0: none. */
static uint32_t covered_glyph(struct reader *reader, size_t coverage, uint32_t index) {
    uint32_t count = read_u16(reader, coverage + 2);
    if (read_u16(reader, coverage) == 1)
        return index < count ? read_u16(reader, coverage + 4 + 2 * (size_t)index) : 0;
    for (uint32_t i = 0; i < count && is_budget_left(reader); i++) {
        size_t range = coverage + 4 + 6 * (size_t)i;
        uint32_t first = read_u16(reader, range);
        uint32_t last = read_u16(reader, range + 2);
        uint32_t start = read_u16(reader, range + 4);
        if (last >= first && index >= start && index - start <= last - first)
            return first + (index - start);
    }
    return 0;
}

/* Glyph `to` is made of the glyphs `from`; learned if all of them say something. */
static void learn(struct reader *reader, uint32_t to, const uint32_t *from, size_t count) {
    uint32_t text[TEXT_MAX];
    uint32_t length = 0;
    if (to == 0 || to >= reader->glyph_count || reader->texts[to].code_points)
        return;
    for (size_t i = 0; i < count; i++) {
        if (from[i] >= reader->glyph_count || !reader->texts[from[i]].code_points ||
            reader->texts[from[i]].count > TEXT_MAX - length)
            return;
        for (uint32_t k = 0; k < reader->texts[from[i]].count; k++)
            text[length++] = reader->texts[from[i]].code_points[k];
    }
    uint32_t *kept = ARENA_ARRAY(reader->arena, uint32_t, length);
    for (uint32_t i = 0; i < length; i++)
        kept[i] = text[i];
    reader->texts[to] = (struct glyph_text){kept, length};
    reader->has_learned = true;
}

static void read_single(struct reader *reader, size_t subtable) {
    size_t coverage = subtable + read_u16(reader, subtable + 2);
    bool is_list = read_u16(reader, subtable) == 2;
    uint32_t count = is_list ? read_u16(reader, subtable + 4) : reader->glyph_count;
    uint32_t delta = read_u16(reader, subtable + 4);
    for (uint32_t i = 0; i < count && is_budget_left(reader); i++) {
        uint32_t from = covered_glyph(reader, coverage, i);
        if (from == 0)
            break;
        uint32_t to =
            is_list ? read_u16(reader, subtable + 6 + 2 * (size_t)i) : (from + delta) & 0xFFFF;
        learn(reader, to, &from, 1);
    }
}

static void read_alternate(struct reader *reader, size_t subtable) {
    size_t coverage = subtable + read_u16(reader, subtable + 2);
    uint32_t set_count = read_u16(reader, subtable + 4);
    for (uint32_t i = 0; i < set_count && is_budget_left(reader); i++) {
        uint32_t from = covered_glyph(reader, coverage, i);
        size_t set = subtable + read_u16(reader, subtable + 6 + 2 * (size_t)i);
        uint32_t count = read_u16(reader, set);
        for (uint32_t k = 0; k < count && is_budget_left(reader); k++)
            learn(reader, read_u16(reader, set + 2 + 2 * (size_t)k), &from, 1);
    }
}

static void read_ligature(struct reader *reader, size_t ligature, uint32_t first) {
    uint32_t parts[TEXT_MAX] = {first};
    uint32_t count = read_u16(reader, ligature + 2);
    if (count == 0 || count > TEXT_MAX)
        return;
    for (uint32_t i = 1; i < count; i++)
        parts[i] = read_u16(reader, ligature + 4 + 2 * (size_t)(i - 1));
    learn(reader, read_u16(reader, ligature), parts, count);
}

static void read_ligatures(struct reader *reader, size_t subtable) {
    size_t coverage = subtable + read_u16(reader, subtable + 2);
    uint32_t set_count = read_u16(reader, subtable + 4);
    for (uint32_t i = 0; i < set_count && is_budget_left(reader); i++) {
        uint32_t first = covered_glyph(reader, coverage, i);
        size_t set = subtable + read_u16(reader, subtable + 6 + 2 * (size_t)i);
        uint32_t count = read_u16(reader, set);
        for (uint32_t k = 0; k < count && is_budget_left(reader); k++)
            read_ligature(reader, set + read_u16(reader, set + 2 + 2 * (size_t)k), first);
    }
}

static void read_subtable(struct reader *reader, uint32_t kind, size_t subtable) {
    if (kind == LOOKUP_EXTENSION) {
        kind = read_u16(reader, subtable + 2);
        subtable += read_u32(reader, subtable + 4);
    }
    if (kind == LOOKUP_SINGLE)
        read_single(reader, subtable);
    else if (kind == LOOKUP_ALTERNATE)
        read_alternate(reader, subtable);
    else if (kind == LOOKUP_LIGATURE)
        read_ligatures(reader, subtable);
}

static void read_lookups(struct reader *reader) {
    size_t list = read_u16(reader, 8);
    uint32_t lookup_count = list ? read_u16(reader, list) : 0;
    reader->work = 0;
    for (uint32_t i = 0; i < lookup_count && is_budget_left(reader); i++) {
        size_t lookup = list + read_u16(reader, list + 2 + 2 * (size_t)i);
        uint32_t subtable_count = read_u16(reader, lookup + 4);
        for (uint32_t k = 0; k < subtable_count && is_budget_left(reader); k++)
            read_subtable(reader, read_u16(reader, lookup),
                          lookup + read_u16(reader, lookup + 6 + 2 * (size_t)k));
    }
}

static bool is_private(uint32_t code_point) {
    return uc_is_general_category(code_point, UC_PRIVATE_USE);
}

/* Alphabetic and Arabic presentation forms, which stand for letters. */
static bool is_presentation_form(uint32_t code_point) {
    return (code_point >= 0xFB00 && code_point <= 0xFDFF) ||
           (code_point >= 0xFE70 && code_point <= 0xFEFC);
}

/* 0: itself; 1: another character in other clothes (no-break space, micro sign, ohm sign); 2:
 * private use. */
static int strangeness(uint32_t code_point) {
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    int tag = UC_DECOMP_CANONICAL;
    int count = uc_decomposition(code_point, &tag, parts);
    if (is_private(code_point))
        return 2;
    return count > 0 && (tag != UC_DECOMP_CANONICAL || count == 1) ? 1 : 0;
}

static struct glyph_text text_of(struct arena *arena, uint32_t code_point) {
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH] = {code_point};
    int tag = UC_DECOMP_CANONICAL;
    int count = is_presentation_form(code_point) ? uc_decomposition(code_point, &tag, parts) : 1;
    if (count <= 0) {
        parts[0] = code_point;
        count = 1;
    }
    uint32_t *kept = ARENA_ARRAY(arena, uint32_t, (size_t)count);
    for (int i = 0; i < count; i++)
        kept[i] = parts[i];
    return (struct glyph_text){kept, (uint32_t)count};
}

static void read_cmap(struct arena *arena, const struct font_face *face, struct glyph_text *texts) {
    uint32_t *chosen = ARENA_ARRAY(arena, uint32_t, face->glyph_count); /* 0: none */
    hb_set_t *known = hb_set_create();
    hb_face_collect_unicodes(face->face, known);
    hb_codepoint_t code_point = HB_SET_VALUE_INVALID;
    while (hb_set_next(known, &code_point)) { /* ascending: of equals the first wins */
        uint16_t glyph = font_glyph(face, code_point);
        if (code_point == 0 || glyph == 0)
            continue;
        if (!chosen[glyph] || strangeness(code_point) < strangeness(chosen[glyph]))
            chosen[glyph] = code_point;
    }
    hb_set_destroy(known);
    for (uint32_t i = 0; i < face->glyph_count; i++)
        if (chosen[i] && !is_private(chosen[i]))
            texts[i] = text_of(arena, chosen[i]);
}

const struct glyph_text *glyph_texts_build(struct arena *arena, const struct font_face *face) {
    struct glyph_text *texts = ARENA_ARRAY(arena, struct glyph_text, face->glyph_count);
    read_cmap(arena, face, texts);
    hb_blob_t *blob = hb_face_reference_table(face->face, HB_OT_TAG_GSUB);
    unsigned size = 0;
    const char *data = hb_blob_get_data(blob, &size);
    struct reader reader = {.arena = arena,
                            .table = (const unsigned char *)data,
                            .size_bytes = size,
                            .texts = texts,
                            .glyph_count = face->glyph_count,
                            .has_learned = size > 0};
    for (int pass = 0; pass < PASSES_MAX && reader.has_learned; pass++) {
        reader.has_learned = false;
        read_lookups(&reader);
    }
    hb_blob_destroy(blob);
    return texts;
}
