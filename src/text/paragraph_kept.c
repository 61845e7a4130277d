#include "text/paragraph_kept.h"

#include "base/memory.h"

#include <string.h>

enum { BUCKETS = 4096, SEEN = 8192, WIDTHS = 4 }; /* the first two are powers of two */

struct kept_span {
    const struct font_face *face;
    length size, rise;
    size_t size_bytes;
    const char *widest; /* NULL: none */
};

struct kept_piece {
    const struct shaped_run *run;
    uint32_t span; /* number */
    uint32_t spaces;
};

struct kept_line {
    size_t first_piece, piece_count, start;
    length width;
    bool is_forced;
};

struct kept_lines {
    length width;
    struct kept_line *lines;
    size_t count;
};

struct kept_paragraph {
    struct kept_paragraph *next; /* of the bucket */
    struct paragraph_table *table;
    uint64_t hash;
    const char *text;
    size_t text_bytes;
    struct kept_span *spans;
    size_t span_count;
    struct kept_piece *pieces;
    size_t piece_count;
    struct unit *units;
    size_t unit_count;
    fine_length min_width, max_width;
    struct kept_lines widths[WIDTHS];
    size_t width_count;
};

struct paragraph_table {
    struct arena *arena;
    struct kept_paragraph *buckets[BUCKETS];
    uint64_t seen[SEEN]; /* hashes of paragraphs that came once */
};

struct paragraph_table *paragraph_table_new(void) {
    struct paragraph_table *table = memory_new(sizeof *table);
    table->arena = arena_new();
    return table;
}

void paragraph_table_free(struct paragraph_table *table) {
    arena_free(table->arena);
    memory_free(table);
}

void paragraph_table_clear(struct paragraph_table *table) {
    arena_reset(table->arena);
    memset(table->buckets, 0, sizeof table->buckets);
}

size_t paragraph_table_bytes(const struct paragraph_table *table) {
    return arena_used_bytes(table->arena);
}

/* ---- finding ---- */

static uint64_t mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

/* Eight bytes at a time: it is taken of all text that is printed. */
static uint64_t hash_text(const char *text, size_t size_bytes) {
    uint64_t hash = size_bytes;
    uint64_t word = 0;
    size_t at = 0;
    for (; at + sizeof word <= size_bytes; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        hash = mix(hash, word);
    }
    word = 0;
    memcpy(&word, text + at, size_bytes - at);
    return mix(hash, word);
}

static uint64_t hash_paragraph(const struct paragraph *paragraph) {
    uint64_t hash = hash_text(paragraph->text, paragraph->text_bytes);
    for (size_t i = 0; i < paragraph->span_count; i++) {
        const struct text_span *span = &paragraph->spans[i];
        const struct text_style *style = span->style;
        hash = mix(hash, (uint64_t)(uint32_t)style->size << 32 | style->face->index);
        hash = mix(hash, span->size_bytes);
    }
    return hash;
}

static bool is_same_widest(const char *left, const char *right) {
    return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

static bool is_same(const struct kept_paragraph *kept, const struct paragraph *paragraph) {
    if (kept->text_bytes != paragraph->text_bytes || kept->span_count != paragraph->span_count ||
        memcmp(kept->text, paragraph->text, kept->text_bytes) != 0) {
        return false;
    }
    for (size_t i = 0; i < kept->span_count; i++) {
        const struct kept_span *one = &kept->spans[i];
        const struct text_span *other = &paragraph->spans[i];
        const struct text_style *style = other->style;
        if (one->face != style->face || one->size != style->size || one->rise != style->rise ||
            one->size_bytes != other->size_bytes || !is_same_widest(one->widest, other->widest)) {
            return false;
        }
    }
    return true;
}

static void copy_pieces(struct arena *arena, const struct kept_paragraph *kept,
                        struct paragraph *paragraph) {
    struct text_piece *pieces = ARENA_ARRAY(arena, struct text_piece, kept->piece_count);
    for (size_t i = 0; i < kept->piece_count; i++) {
        const struct kept_piece *piece = &kept->pieces[i];
        pieces[i].run = piece->run;
        pieces[i].span = &paragraph->spans[piece->span];
        pieces[i].spaces = piece->spaces;
    }
    paragraph->pieces = (struct piece_list){pieces, kept->piece_count, kept->piece_count};
}

bool paragraph_table_find(struct paragraph_table *table, struct arena *arena,
                          struct paragraph *paragraph) {
    uint64_t hash = hash_paragraph(paragraph);
    struct kept_paragraph *kept = table->buckets[hash & (BUCKETS - 1)];
    while (kept != NULL && (kept->hash != hash || !is_same(kept, paragraph))) {
        kept = kept->next;
    }
    paragraph->hash = hash;
    if (kept == NULL) {
        return false;
    }
    paragraph->kept = kept;
    paragraph->units = kept->units;
    paragraph->unit_count = kept->unit_count;
    paragraph->min_width = kept->min_width;
    paragraph->max_width = kept->max_width;
    copy_pieces(arena, kept, paragraph);
    return true;
}

/* ---- keeping ---- */

/* The shaper notes the characters that no face has whenever their words come, so these words must
 * be asked for again. */
static bool has_replaced(const struct paragraph *paragraph) {
    for (size_t i = 0; i < paragraph->pieces.count; i++) {
        const struct shaped_run *run = paragraph->pieces.at[i].run;
        if (run != NULL && run->is_replaced) {
            return true;
        }
    }
    return false;
}

static void keep_spans(struct paragraph_table *table, struct kept_paragraph *kept,
                       const struct paragraph *paragraph) {
    kept->span_count = paragraph->span_count;
    kept->spans = ARENA_ARRAY(table->arena, struct kept_span, kept->span_count);
    for (size_t i = 0; i < kept->span_count; i++) {
        const struct text_span *span = &paragraph->spans[i];
        kept->spans[i] = (struct kept_span){.face = span->style->face,
                                            .size = span->style->size,
                                            .rise = span->style->rise,
                                            .size_bytes = span->size_bytes,
                                            .widest = arena_string(table->arena, span->widest)};
    }
}

static void keep_pieces(struct paragraph_table *table, struct kept_paragraph *kept,
                        const struct paragraph *paragraph) {
    kept->piece_count = paragraph->pieces.count;
    kept->pieces = ARENA_ARRAY(table->arena, struct kept_piece, kept->piece_count);
    for (size_t i = 0; i < kept->piece_count; i++) {
        const struct text_piece *piece = &paragraph->pieces.at[i];
        kept->pieces[i] = (struct kept_piece){
            piece->run, (uint32_t)(piece->span - paragraph->spans), piece->spaces};
    }
    kept->unit_count = paragraph->unit_count;
    kept->units = ARENA_ARRAY(table->arena, struct unit, kept->unit_count);
    for (size_t i = 0; i < kept->unit_count; i++) {
        kept->units[i] = paragraph->units[i];
    }
}

void paragraph_table_keep(struct paragraph_table *table, struct paragraph *paragraph) {
    uint64_t *seen = &table->seen[paragraph->hash & (SEEN - 1)];
    if (*seen != paragraph->hash) {
        *seen = paragraph->hash;
        return;
    }
    if (has_replaced(paragraph)) {
        return;
    }
    struct kept_paragraph **bucket = &table->buckets[paragraph->hash & (BUCKETS - 1)];
    struct kept_paragraph *kept = ARENA_NEW(table->arena, struct kept_paragraph);
    kept->next = *bucket;
    kept->table = table;
    kept->hash = paragraph->hash;
    kept->text = arena_copy(table->arena, paragraph->text, paragraph->text_bytes);
    kept->text_bytes = paragraph->text_bytes;
    kept->min_width = paragraph->min_width;
    kept->max_width = paragraph->max_width;
    keep_spans(table, kept, paragraph);
    keep_pieces(table, kept, paragraph);
    *bucket = kept;
    paragraph->kept = kept;
}

/* ---- lines ---- */

bool paragraph_kept_lines(struct arena *arena, const struct paragraph *paragraph, length width,
                          struct text_lines *out_lines) {
    const struct kept_paragraph *kept = paragraph->kept;
    const struct kept_lines *found = NULL;
    for (size_t i = 0; kept != NULL && i < kept->width_count; i++) {
        if (kept->widths[i].width == width) {
            found = &kept->widths[i];
        }
    }
    if (found == NULL) {
        return false;
    }
    struct text_line *lines = ARENA_ARRAY(arena, struct text_line, found->count);
    for (size_t i = 0; i < found->count; i++) {
        const struct kept_line *line = &found->lines[i];
        lines[i].pieces = line->piece_count > 0 ? &paragraph->pieces.at[line->first_piece] : NULL;
        lines[i].piece_count = line->piece_count;
        lines[i].start = line->start;
        lines[i].width = line->width;
        lines[i].is_forced = line->is_forced;
    }
    *out_lines = (struct text_lines){lines, found->count};
    return true;
}

/* Lines that hold a part of a unit have pieces of their own and are not kept. */
static bool is_cut(const struct text_lines *lines) {
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->lines[i].is_overfull) {
            return true;
        }
    }
    return false;
}

void paragraph_keep_lines(const struct paragraph *paragraph, length width,
                          const struct text_lines *lines) {
    struct kept_paragraph *kept = paragraph->kept;
    if (kept == NULL || kept->width_count == WIDTHS || is_cut(lines)) {
        return;
    }
    struct kept_lines *made = &kept->widths[kept->width_count++];
    made->width = width;
    made->count = lines->count;
    made->lines = ARENA_ARRAY(kept->table->arena, struct kept_line, lines->count);
    for (size_t i = 0; i < lines->count; i++) {
        const struct text_line *line = &lines->lines[i];
        bool has_pieces = line->piece_count > 0;
        made->lines[i] = (struct kept_line){
            .first_piece = has_pieces ? (size_t)(line->pieces - paragraph->pieces.at) : 0,
            .piece_count = line->piece_count,
            .start = line->start,
            .width = line->width,
            .is_forced = line->is_forced};
    }
}
