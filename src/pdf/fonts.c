/* A font takes five objects: the Type0 font, its CIDFont, the descriptor, the TrueType file and the
 * ToUnicode map.
 *
 * Glyph ids are retained by the subsetter, so that the two-byte codes in a content stream are glyph
 * ids, the map from code to glyph is /Identity, and a run shaped once can be written for any
 * document. Widths and ToUnicode are made from the same set of glyphs as the file. Nothing depends
 * on what was printed before: a start-up font is one of two in every document, and the font of one
 * document is made from the runs of that document in the order met.
 *
 * The tag before the name ("KXQMVB+OpenSans-Bold") is a hash of the face and its glyphs: two
 * subsets of one face never have the same name, as ISO 32000-1, 9.6.4 asks. */
#include "pdf/fonts.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "text/subset.h"

#include <string.h>

#define TAG_LETTERS 6
#define BFCHAR_MAX 100 /* entries in one bfchar section */
#define UNITS_MAX 32   /* UTF-16 units that one glyph may stand for */

/* One subset, ready to be written. */
struct embedded {
    const struct font_face *face;
    char tag[TAG_LETTERS + 1];
    struct slice file; /* deflated */
    size_t file_bytes; /* before that */
    struct slice widths;
    struct slice to_unicode; /* deflated */
};

/* Which part of the start-up subset; glyph ids are the same in both. */
enum width { WIDTH_NARROW, WIDTH_WIDE, WIDTH_COUNT };

struct pdf_faces {
    struct arena *arena;
    const struct font_set *fonts;
    struct embedded *embedded[WIDTH_COUNT]; /* by face index */
    size_t count;
};

struct shown_run {
    const struct shaped_run *run;
};

/* What a document shows of one face. */
struct face_use {
    bool is_used;
    bool is_wide; /* the narrow part does not do */
    bool is_extra_used;
    hb_set_t *extra_glyphs;
    VECTOR(struct shown_run) extra_runs;
};

struct pdf_fonts {
    const struct pdf_faces *faces;
    struct face_use *uses; /* by face index */
    struct arena *arena;
    bool is_own;
};

/* Thousandths of an em, with a decimal: whole ones would add up to a visible error over a line. */
static void write_width(struct builder *out, int32_t advance, int units_per_em) {
    int64_t tenths = ((int64_t)advance * 10000 + units_per_em / 2) / units_per_em;
    builder_int(out, tenths / 10);
    if (tenths % 10 != 0) {
        builder_char(out, '.');
        builder_int(out, tenths % 10);
    }
}

/* /W: runs of consecutive glyph ids with their widths (9.7.4.3). */
static struct slice build_widths(struct arena *arena, const struct font_subset *subset,
                                 int units_per_em) {
    struct builder out = {0};
    builder_char(&out, '[');
    for (uint32_t i = 0; i < subset->glyph_count; i++) {
        bool continues = i > 0 && subset->glyphs[i] == subset->glyphs[i - 1] + 1;
        if (!continues) {
            builder_text(&out, i > 0 ? "]" : "");
            builder_int(&out, subset->glyphs[i]);
        }
        builder_char(&out, continues ? ' ' : '[');
        write_width(&out, subset->advances[i], units_per_em);
    }
    builder_text(&out, subset->glyph_count > 0 ? "]]" : "]");
    struct slice widths = {arena_copy(arena, out.at, out.size_bytes), out.size_bytes};
    builder_free(&out);
    return widths;
}

static size_t utf16_from(struct slice text, uint16_t out_units[UNITS_MAX]) {
    size_t count = 0;
    for (size_t i = 0; i < text.size_bytes && count + 2 <= UNITS_MAX;) {
        uint32_t code_point = utf8_next(text, &i);
        if (code_point > 0xFFFF) {
            out_units[count++] = (uint16_t)(0xD7C0 + (code_point >> 10));
            out_units[count++] = (uint16_t)(0xDC00 + (code_point & 0x3FF));
        } else {
            out_units[count++] = (uint16_t)code_point;
        }
    }
    return count;
}

/* The characters of the cluster that a glyph begins; empty for the further glyphs of a cluster. */
static struct slice cluster_text(const struct shaped_run *run, uint32_t index) {
    uint32_t start = run->clusters[index];
    uint32_t end = run->text_bytes;
    for (uint32_t i = 0; i < run->glyph_count; i++) {
        if (i < index && run->clusters[i] == start)
            return (struct slice){run->text, 0};
        if (run->clusters[i] > start && run->clusters[i] < end)
            end = run->clusters[i];
    }
    return (struct slice){run->text + start, end - start};
}

/* What a glyph that has no code point of its own (an Arabic ligature, a contextual form) says in
 * the runs of this document: the letters it was shaped from. */
static size_t unicode_from_runs(const struct face_use *use, uint16_t glyph,
                                uint16_t out_units[UNITS_MAX]) {
    for (size_t r = 0; use && r < use->extra_runs.count; r++) {
        const struct shaped_run *run = use->extra_runs.at[r].run;
        for (uint32_t i = 0; i < run->glyph_count; i++) {
            if (run->glyphs[i] != glyph)
                continue;
            size_t count = utf16_from(cluster_text(run, i), out_units);
            if (count > 0)
                return count;
        }
    }
    return 0;
}

static void write_unicode_entry(struct builder *out, uint16_t glyph, const uint16_t *units,
                                size_t unit_count) {
    builder_format(out, "<%04X><", glyph);
    for (size_t i = 0; i < unit_count; i++)
        builder_format(out, "%04X", units[i]);
    builder_text(out, ">\n");
}

static void flush_section(struct builder *out, struct builder *section, size_t *entry_count) {
    if (*entry_count == 0)
        return;
    builder_int(out, (int64_t)*entry_count);
    builder_text(out, " beginbfchar\n");
    builder_add(out, section->at, section->size_bytes);
    builder_text(out, "endbfchar\n");
    builder_reset(section);
    *entry_count = 0;
}

/* The ToUnicode map (9.10.3), in bfchar entries alone: some readers take ranges for an error. */
static void build_to_unicode(struct builder *out, const struct font_subset *subset,
                             const struct face_use *use) {
    struct builder section = {0};
    size_t entry_count = 0;
    builder_text(out, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                      "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
                      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    for (uint32_t i = 0; i < subset->glyph_count; i++) {
        uint16_t found[UNITS_MAX];
        const uint16_t *units = subset->unicode[i];
        size_t unit_count = subset->unicode_count[i];
        if (unit_count == 0) {
            unit_count = unicode_from_runs(use, subset->glyphs[i], found);
            units = found;
        }
        if (unit_count == 0)
            continue;
        write_unicode_entry(&section, subset->glyphs[i], units, unit_count);
        if (++entry_count == BFCHAR_MAX)
            flush_section(out, &section, &entry_count);
    }
    flush_section(out, &section, &entry_count);
    builder_text(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    builder_free(&section);
}

static void make_tag(const struct font_face *face, const struct font_subset *subset, bool is_extra,
                     char out_tag[TAG_LETTERS + 1]) {
    uint64_t hash = hash_string(face->postscript, is_extra);
    hash = hash_bytes(subset->glyphs, subset->glyph_count * sizeof *subset->glyphs, hash);
    hash = hash_bytes(subset->bytes.at, subset->bytes.size_bytes, hash);
    for (int i = 0; i < TAG_LETTERS; i++) {
        out_tag[i] = (char)('A' + hash % 26);
        hash /= 26;
    }
    out_tag[TAG_LETTERS] = 0;
}

/* Makes the subset of the face with these glyphs; use is NULL at start-up. False if HarfBuzz
 * failed. */
static bool build_embedded(struct arena *arena, struct deflater *deflater,
                           const struct font_face *face, const hb_set_t *glyphs,
                           const struct face_use *use, struct embedded *out) {
    const struct font_subset *subset = font_subset_build(arena, face, glyphs);
    if (!subset)
        return false;
    struct builder map = {0};
    build_to_unicode(&map, subset, use);
    make_tag(face, subset, use != NULL, out->tag);
    out->face = face;
    out->file_bytes = subset->bytes.size_bytes;
    out->file = deflater_pack(deflater, arena, subset->bytes);
    out->widths = build_widths(arena, subset, face->units_per_em);
    out->to_unicode = deflater_pack(deflater, arena, (struct slice){map.at, map.size_bytes});
    builder_free(&map);
    return true;
}

/* False if HarfBuzz failed; the face's file is then *out_file. */
static bool build_startup(struct pdf_faces *faces, enum width width, struct deflater *deflater,
                          const char **out_file) {
    faces->embedded[width] = ARENA_ARRAY(faces->arena, struct embedded, faces->count);
    for (size_t i = 0; i < faces->count; i++) {
        const struct font_face *face = font_set_face(faces->fonts, i);
        const hb_set_t *glyphs = width == WIDTH_WIDE ? font_startup_glyphs(faces->fonts, i)
                                                     : font_narrow_glyphs(faces->fonts, i);
        *out_file = face->file;
        if (!build_embedded(faces->arena, deflater, face, glyphs, NULL, &faces->embedded[width][i]))
            return false;
    }
    return true;
}

struct pdf_faces *pdf_faces_new(const struct font_set *fonts, const char **out_file) {
    struct pdf_faces *faces = memory_new(sizeof *faces);
    faces->arena = arena_new();
    faces->fonts = fonts;
    faces->count = font_set_count(fonts);
    struct deflater *best = deflater_new(DEFLATER_BEST), *good = deflater_new(DEFLATER_GOOD);
    bool is_done = build_startup(faces, WIDTH_NARROW, best, out_file) &&
                   build_startup(faces, WIDTH_WIDE, good, out_file);
    deflater_free(best);
    deflater_free(good);
    if (is_done)
        return faces;
    pdf_faces_free(faces);
    return NULL;
}

void pdf_faces_free(struct pdf_faces *faces) {
    if (!faces)
        return;
    arena_free(faces->arena);
    memory_free(faces);
}

struct pdf_fonts *pdf_fonts_new(const struct pdf_faces *faces) {
    struct pdf_fonts *fonts = memory_new(sizeof *fonts);
    fonts->faces = faces;
    fonts->uses = memory_new(faces->count * sizeof *fonts->uses);
    for (size_t i = 0; i < faces->count; i++)
        fonts->uses[i].extra_glyphs = hb_set_create();
    return fonts;
}

void pdf_fonts_free(struct pdf_fonts *fonts) {
    if (!fonts)
        return;
    for (size_t i = 0; i < fonts->faces->count; i++)
        hb_set_destroy(fonts->uses[i].extra_glyphs);
    memory_free(fonts->uses);
    memory_free(fonts);
}

void pdf_fonts_begin(struct pdf_fonts *fonts, struct arena *arena, bool is_own) {
    fonts->is_own = is_own;
    fonts->arena = arena;
    for (size_t i = 0; i < fonts->faces->count; i++) {
        hb_set_t *glyphs = fonts->uses[i].extra_glyphs;
        hb_set_clear(glyphs);
        fonts->uses[i] = (struct face_use){.extra_glyphs = glyphs};
    }
}

/* Even numbers are start-up fonts, odd ones the fonts of one document. */
pdf_font pdf_fonts_use_face(struct pdf_fonts *fonts, const struct font_face *face) {
    struct face_use *use = &fonts->uses[face->index];
    if (fonts->is_own) {
        use->is_extra_used = true;
        hb_set_add(use->extra_glyphs, face->space_glyph);
        return (pdf_font)face->index * 2 + 1;
    }
    use->is_used = true;
    return (pdf_font)face->index * 2;
}

pdf_font pdf_fonts_use_run(struct pdf_fonts *fonts, const struct shaped_run *run) {
    struct face_use *use = &fonts->uses[run->face->index];
    if (!run->is_extra && !fonts->is_own) {
        use->is_wide |= run->is_wide;
        return pdf_fonts_use_face(fonts, run->face);
    }
    use->is_extra_used = true;
    for (uint32_t i = 0; i < run->glyph_count; i++)
        hb_set_add(use->extra_glyphs, run->glyphs[i]);
    VECTOR_PUSH(fonts->arena, &use->extra_runs)->run = run;
    return (pdf_font)run->face->index * 2 + 1;
}

void pdf_font_name(struct builder *out, pdf_font font) {
    builder_text(out, font % 2 ? "/X" : "/F");
    builder_int(out, font / 2);
}

static int thousandths(int units, int units_per_em) {
    return units * 1000 / units_per_em;
}

static void write_descriptor(struct pdf_document *document, const struct embedded *font,
                             uint32_t descriptor, uint32_t file) {
    const struct font_face *face = font->face;
    int em = face->units_per_em;
    const int symbolic = 4, italic = 64;
    struct builder *out = pdf_object_open(document, descriptor);
    builder_format(out, "/Type/FontDescriptor/FontName/%s+%s/Flags %d", font->tag, face->postscript,
                   face->italic ? symbolic | italic : symbolic);
    builder_format(out, "/FontBBox[%d %d %d %d]", thousandths(face->bounds[0], em),
                   thousandths(face->bounds[1], em), thousandths(face->bounds[2], em),
                   thousandths(face->bounds[3], em));
    builder_format(out, "/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d", face->italic_angle,
                   thousandths(face->ascender, em), thousandths(face->descender, em),
                   thousandths(face->cap_height, em));
    /* The usual estimate of a stem's width from the weight: 50 + (weight / 65)^2. */
    builder_format(out, "/StemV %d/FontFile2", 50 + face->weight * face->weight / 4225);
    pdf_object_reference(out, file);
    pdf_object_close(document);
}

static void write_packed_stream(struct pdf_document *document, uint32_t object, struct slice packed,
                                size_t file_bytes) {
    struct builder *out = pdf_object_open(document, object);
    builder_text(out, "/Filter/FlateDecode");
    if (file_bytes > 0)
        builder_format(out, "/Length1 %zu", file_bytes);
    pdf_object_close_stream(document, packed, true);
}

/* Writes the five objects; gives the Type0 font's number. */
static uint32_t write_font(struct pdf_document *document, const struct embedded *font) {
    uint32_t type0 = pdf_object_new(document), descendant = pdf_object_new(document);
    uint32_t descriptor = pdf_object_new(document), file = pdf_object_new(document);
    uint32_t to_unicode = pdf_object_new(document);
    struct builder *out = pdf_object_open(document, type0);
    builder_format(out,
                   "/Type/Font/Subtype/Type0/BaseFont/%s+%s/Encoding/Identity-H"
                   "/DescendantFonts[%u 0 R]/ToUnicode %u 0 R",
                   font->tag, font->face->postscript, descendant, to_unicode);
    pdf_object_close(document);
    out = pdf_object_open(document, descendant);
    builder_format(out,
                   "/Type/Font/Subtype/CIDFontType2/BaseFont/%s+%s/CIDSystemInfo<</Registry(Adobe)"
                   "/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW 0"
                   "/FontDescriptor %u 0 R/W",
                   font->tag, font->face->postscript, descriptor);
    builder_add(out, font->widths.at, font->widths.size_bytes);
    pdf_object_close(document);
    write_descriptor(document, font, descriptor, file);
    write_packed_stream(document, file, font->file, font->file_bytes);
    write_packed_stream(document, to_unicode, font->to_unicode, 0);
    return type0;
}

uint32_t pdf_faces_write(const struct pdf_faces *faces, size_t index,
                         struct pdf_document *document) {
    return write_font(document, &faces->embedded[index % WIDTH_COUNT][index / WIDTH_COUNT]);
}

/* A merged file has the font once, whatever records show it. */
static uint32_t write_startup_font(const struct pdf_faces *faces, size_t index,
                                   struct pdf_document *document) {
    if (!pdf_document_is_fragment(document))
        return pdf_faces_write(faces, index, document);
    uint32_t object = pdf_object_new(document);
    pdf_object_stand_in(document, object, PDF_ROLE_FONT, (uint32_t)index);
    return object;
}

size_t pdf_faces_count(const struct pdf_faces *faces) {
    return faces->count * WIDTH_COUNT;
}

const struct font_face *pdf_faces_face(const struct pdf_faces *faces, size_t index) {
    return font_set_face(faces->fonts, index / WIDTH_COUNT);
}

static void write_resource(struct builder *resources, pdf_font font, uint32_t object) {
    pdf_font_name(resources, font);
    pdf_object_reference(resources, object);
}

bool pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_document *document,
                     struct deflater *deflater, struct builder *resources) {
    for (size_t i = 0; i < fonts->faces->count; i++) {
        struct face_use *use = &fonts->uses[i];
        const struct font_face *face = font_set_face(fonts->faces->fonts, i);
        size_t startup = i * WIDTH_COUNT + (use->is_wide ? WIDTH_WIDE : WIDTH_NARROW);
        pdf_font number = (pdf_font)i * 2;
        if (use->is_used)
            write_resource(resources, number, write_startup_font(fonts->faces, startup, document));
        if (!use->is_extra_used)
            continue;
        struct embedded extra;
        hb_set_add(use->extra_glyphs, 0);
        if (!build_embedded(fonts->arena, deflater, face, use->extra_glyphs, use, &extra))
            return false;
        write_resource(resources, number + 1, write_font(document, &extra));
    }
    return true;
}
