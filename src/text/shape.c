/* Shaping a word costs HarfBuzz some microseconds, a report has thousands of words and few
 * different ones. So the result is kept, in the form in which the content stream wants it, and a
 * word met again costs one hash and one comparison.
 *
 * The cache is a table with open addressing, at most half full, of pointers into an arena. It only
 * grows while a report is made, for the report's lines point into it; shaper_trim empties it
 * between reports. A result depends on the face and the bytes of the word alone, so what stood in
 * the cache before never shows in a PDF. Missing characters belong to a report: an entry keeps its
 * own, and a hit reports them again.
 *
 * A word is shaped item by item (text/itemize.h). HarfBuzz's default features are the ones we want:
 * kern liga clig calt ccmp mark mkmk locl rlig. Language is left open, for the default one would
 * come from the process's locale. Marks set above or below by position have a y offset, which a TJ
 * array cannot express: there the item is cut into runs of one rise each. */
#include "text/shape.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "text/itemize.h"
#include "text/operand.h"
#include "text/paragraph_kept.h"
#include "text/subset.h"

#include <string.h>

enum { SLOTS_FIRST = 1024 };

struct entry {
    struct shaped_run run;
    const struct font_face *face;
    const char *word;
    size_t word_bytes;
    const uint32_t *missing;
    size_t missing_count;
};

struct slot {
    uint64_t hash;
    struct entry *entry; /* NULL: free */
};

struct shaper {
    const struct font_set *fonts;
    size_t max_bytes;
    struct arena *arena;   /* the entries */
    struct arena *scratch; /* one word */
    struct slot *slots;
    size_t slot_count; /* a power of two */
    size_t entry_count;
    struct break_table *breaks;
    struct paragraph_table *paragraphs;
    hb_buffer_t *buffer;
    struct builder operand;
    uint32_t missing[SHAPER_MISSING_MAX];
    size_t missing_count;
};

/* One word being shaped. */
struct shaping {
    struct shaper *shaper;
    struct entry *entry;
    const struct text_items *items;
    struct shaped_run *last; /* NULL before the first run */
    VECTOR(uint32_t) missing;
};

struct shaper *shaper_new(const struct font_set *fonts, size_t max_bytes) {
    struct shaper *shaper = memory_new(sizeof *shaper);
    shaper->fonts = fonts;
    shaper->max_bytes = max_bytes;
    shaper->arena = arena_new();
    shaper->scratch = arena_new();
    shaper->slot_count = SLOTS_FIRST;
    shaper->slots = memory_new(SLOTS_FIRST * sizeof *shaper->slots);
    shaper->breaks = breaks_new(max_bytes / 2);
    shaper->paragraphs = paragraph_table_new();
    shaper->buffer = hb_buffer_create();
    return shaper;
}

void shaper_free(struct shaper *shaper) {
    if (!shaper)
        return;
    hb_buffer_destroy(shaper->buffer);
    builder_free(&shaper->operand);
    breaks_free(shaper->breaks);
    paragraph_table_free(shaper->paragraphs);
    memory_free(shaper->slots);
    arena_free(shaper->scratch);
    arena_free(shaper->arena);
    memory_free(shaper);
}

void shaper_trim(struct shaper *shaper) {
    shaper->missing_count = 0;
    size_t kept_bytes = paragraph_table_bytes(shaper->paragraphs);
    if (arena_used_bytes(shaper->arena) + kept_bytes <= shaper->max_bytes)
        return;
    paragraph_table_clear(shaper->paragraphs);
    arena_reset(shaper->arena);
    memset(shaper->slots, 0, shaper->slot_count * sizeof *shaper->slots);
    shaper->entry_count = 0;
}

struct break_table *shaper_breaks(const struct shaper *shaper) {
    return shaper->breaks;
}

struct paragraph_table *shaper_paragraphs(const struct shaper *shaper) {
    return shaper->paragraphs;
}

const struct font_set *shaper_fonts(const struct shaper *shaper) {
    return shaper->fonts;
}

size_t shaper_missing(const struct shaper *shaper, const uint32_t **out_code_points) {
    *out_code_points = shaper->missing;
    return shaper->missing_count;
}

static void note_missing(struct shaper *shaper, const struct entry *entry) {
    for (size_t i = 0; i < entry->missing_count; i++) {
        size_t known = 0;
        while (known < shaper->missing_count && shaper->missing[known] != entry->missing[i])
            known++;
        if (known == shaper->missing_count && known < SHAPER_MISSING_MAX)
            shaper->missing[shaper->missing_count++] = entry->missing[i];
    }
}

/* The run for bytes start..end of the word, of `face`, linked to the one before. */
static struct shaped_run *add_run(struct shaping *shaping, const struct font_face *face,
                                  uint32_t start, uint32_t end) {
    struct shaped_run *run =
        shaping->last ? ARENA_NEW(shaping->shaper->arena, struct shaped_run) : &shaping->entry->run;
    run->face = face;
    run->text = shaping->items->text.at + start;
    run->text_bytes = end - start;
    if (shaping->last)
        shaping->last->next = run;
    shaping->last = run;
    return run;
}

/* Fills in what follows from the glyphs. */
static void finish_run(struct shaping *shaping, struct shaped_run *run,
                       const struct placed_glyph *placed, size_t count) {
    struct shaper *shaper = shaping->shaper;
    const hb_set_t *startup = font_startup_glyphs(shaper->fonts, run->face->index);
    const hb_set_t *narrow = font_narrow_glyphs(shaper->fonts, run->face->index);
    uint16_t *glyphs = ARENA_ARRAY(shaper->arena, uint16_t, count);
    uint32_t *clusters = ARENA_ARRAY(shaper->arena, uint32_t, count);
    uint32_t start = (uint32_t)(run->text - shaping->items->text.at);
    for (size_t i = 0; i < count; i++) {
        glyphs[i] = placed[i].glyph;
        clusters[i] = placed[i].cluster > start ? placed[i].cluster - start : 0;
        run->is_extra |= !startup || !hb_set_has(startup, glyphs[i]);
        run->is_wide |= !narrow || !hb_set_has(narrow, glyphs[i]);
    }
    builder_reset(&shaper->operand);
    run->advance = operand_build(run->face, placed, count, &shaper->operand);
    run->operand_bytes = (uint32_t)shaper->operand.size_bytes;
    run->operand = (const uint8_t *)arena_copy(shaper->arena, count > 0 ? shaper->operand.at : "",
                                               run->operand_bytes);
    run->glyph_count = (uint32_t)count;
    run->glyphs = glyphs;
    run->clusters = clusters;
}

static uint32_t offset_of(const struct text_items *items, size_t character) {
    return character < items->character_count ? items->characters[character].offset
                                              : (uint32_t)items->text.size_bytes;
}

static void add_replaced(struct shaping *shaping, const struct text_item *item) {
    const struct font_face *face = item->face;
    struct placed_glyph *placed =
        ARENA_ARRAY(shaping->shaper->scratch, struct placed_glyph, item->count);
    size_t count = 0;
    for (size_t i = item->first; i < item->first + item->count; i++) {
        struct text_character character = shaping->items->characters[i];
        if (font_shows(face, character.code_point)) /* a joiner or the like */
            continue;
        placed[count++] = (struct placed_glyph){
            .glyph = face->replacement_glyph,
            .cluster = character.offset,
            .advance = hb_font_get_glyph_h_advance(face->font, face->replacement_glyph)};
        *VECTOR_PUSH(shaping->shaper->scratch, &shaping->missing) = character.code_point;
    }
    struct shaped_run *run = add_run(shaping, face, offset_of(shaping->items, item->first),
                                     offset_of(shaping->items, item->first + item->count));
    run->is_replaced = true;
    finish_run(shaping, run, placed, count);
}

/* The character whose glyph is printed for code_point. */
static uint32_t shown_as(const struct font_face *face, uint32_t code_point) {
    bool has_own = font_glyph(face, code_point) != 0;
    if (code_point == 0x2011 || (code_point == 0x2010 && !has_own))
        return '-';
    if (code_point == 0x00A0)
        return ' ';
    if (code_point == 0x202F && !has_own)
        return 0x2009; /* HarfBuzz makes it from the space if need be */
    return code_point;
}

static void fill_buffer(const struct shaping *shaping, const struct text_item *item) {
    hb_buffer_t *buffer = shaping->shaper->buffer;
    hb_buffer_reset(buffer);
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
    hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_BOT | HB_BUFFER_FLAG_EOT |
                                    HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES |
                                    HB_BUFFER_FLAG_DO_NOT_INSERT_DOTTED_CIRCLE);
    for (size_t i = item->first; i < item->first + item->count; i++) {
        struct text_character character = shaping->items->characters[i];
        hb_buffer_add(buffer, shown_as(item->face, character.code_point), character.offset);
    }
    hb_direction_t direction = hb_script_get_horizontal_direction(item->script);
    hb_buffer_set_script(buffer, item->script);
    hb_buffer_set_direction(buffer,
                            direction == HB_DIRECTION_RTL ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
}

/* HarfBuzz's output. A glyph that it found none for after all becomes the replacement. */
static struct placed_glyph *read_buffer(struct shaping *shaping, const struct text_item *item,
                                        size_t *out_count, bool *out_is_replaced) {
    unsigned count = 0;
    hb_buffer_t *buffer = shaping->shaper->buffer;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
    struct placed_glyph *placed = ARENA_ARRAY(shaping->shaper->scratch, struct placed_glyph, count);
    for (unsigned i = 0; i < count; i++) {
        placed[i] = (struct placed_glyph){.glyph = (uint16_t)infos[i].codepoint,
                                          .cluster = infos[i].cluster,
                                          .advance = positions[i].x_advance,
                                          .x = positions[i].x_offset,
                                          .y = positions[i].y_offset};
        if (infos[i].codepoint != 0 && infos[i].codepoint < item->face->glyph_count)
            continue;
        size_t position = infos[i].cluster;
        placed[i].glyph = item->face->replacement_glyph;
        placed[i].advance =
            hb_font_get_glyph_h_advance(item->face->font, item->face->replacement_glyph);
        *VECTOR_PUSH(shaping->shaper->scratch, &shaping->missing) =
            utf8_next(shaping->items->text, &position);
        *out_is_replaced = true;
    }
    *out_count = count;
    return placed;
}

/* Where the text of a run that ends with `last` ends: at the next cluster of the item. */
static uint32_t cluster_end(const struct placed_glyph *placed, size_t count, size_t last,
                            uint32_t item_end) {
    for (size_t i = last + 1; i < count; i++)
        if (placed[i].cluster > placed[last].cluster)
            return placed[i].cluster;
    return item_end;
}

static void add_shaped(struct shaping *shaping, const struct text_item *item) {
    fill_buffer(shaping, item);
    hb_buffer_t *buffer = shaping->shaper->buffer;
    if (!hb_shape_full(item->face->font, buffer, NULL, 0, NULL) ||
        !hb_buffer_allocation_successful(buffer))
        memory_exhausted();
    size_t count = 0;
    bool is_replaced = false;
    struct placed_glyph *placed = read_buffer(shaping, item, &count, &is_replaced);
    bool is_right_to_left = hb_buffer_get_direction(buffer) == HB_DIRECTION_RTL;
    uint32_t start = offset_of(shaping->items, item->first);
    uint32_t item_end = offset_of(shaping->items, item->first + item->count);
    size_t first = 0;
    do {
        size_t end = first;
        while (end < count && placed[end].y == placed[first].y)
            end++;
        uint32_t text_end = end == count || is_right_to_left
                                ? item_end
                                : cluster_end(placed, count, end - 1, item_end);
        struct shaped_run *run = add_run(shaping, item->face, start, text_end);
        run->rise = first < count ? placed[first].y : 0;
        run->is_replaced = is_replaced;
        run->is_right_to_left = is_right_to_left;
        finish_run(shaping, run, placed + first, end - first);
        start = text_end;
        first = end;
    } while (first < count);
}

static struct entry *shape_new(struct shaper *shaper, const struct font_face *face,
                               struct slice word) {
    arena_reset(shaper->scratch);
    struct entry *entry = ARENA_NEW(shaper->arena, struct entry);
    entry->face = face;
    entry->word = arena_copy(shaper->arena, word.at, word.size_bytes);
    entry->word_bytes = word.size_bytes;
    entry->run.face = face;
    entry->run.text = entry->word;
    struct slice kept = {entry->word, entry->word_bytes};
    struct text_items items = text_itemize(shaper->scratch, shaper->fonts, face, kept);
    if (items.text.at != entry->word)
        items.text.at = arena_copy(shaper->arena, items.text.at, items.text.size_bytes);
    struct shaping shaping = {.shaper = shaper, .entry = entry, .items = &items};
    for (size_t i = 0; i < items.item_count; i++) {
        if (items.items[i].is_replaced)
            add_replaced(&shaping, &items.items[i]);
        else
            add_shaped(&shaping, &items.items[i]);
    }
    uint32_t *missing = ARENA_ARRAY(shaper->arena, uint32_t, shaping.missing.count);
    for (size_t i = 0; i < shaping.missing.count; i++)
        missing[i] = shaping.missing.at[i];
    entry->missing = missing;
    entry->missing_count = shaping.missing.count;
    return entry;
}

static void table_grow(struct shaper *shaper) {
    size_t larger = shaper->slot_count * 2;
    struct slot *slots = memory_new(larger * sizeof *slots);
    for (size_t i = 0; i < shaper->slot_count; i++) {
        if (!shaper->slots[i].entry)
            continue;
        size_t at = shaper->slots[i].hash & (larger - 1);
        while (slots[at].entry)
            at = (at + 1) & (larger - 1);
        slots[at] = shaper->slots[i];
    }
    memory_free(shaper->slots);
    shaper->slots = slots;
    shaper->slot_count = larger;
}

static bool is_entry(const struct entry *entry, const struct font_face *face, struct slice word) {
    return entry->face == face && entry->word_bytes == word.size_bytes &&
           memcmp(entry->word, word.at, word.size_bytes) == 0;
}

const struct shaped_run *shape_word(struct shaper *shaper, const struct font_face *face,
                                    const char *text, size_t size_bytes) {
    struct slice word = {size_bytes > 0 ? text : "", size_bytes};
    uint64_t hash = hash_bytes(word.at, size_bytes, face->index);
    size_t at = hash & (shaper->slot_count - 1);
    for (; shaper->slots[at].entry; at = (at + 1) & (shaper->slot_count - 1)) {
        if (shaper->slots[at].hash != hash || !is_entry(shaper->slots[at].entry, face, word))
            continue;
        if (shaper->slots[at].entry->missing_count > 0)
            note_missing(shaper, shaper->slots[at].entry);
        return &shaper->slots[at].entry->run;
    }
    struct entry *entry = shape_new(shaper, face, word);
    note_missing(shaper, entry);
    shaper->slots[at] = (struct slot){hash, entry};
    shaper->entry_count++;
    if (shaper->entry_count * 2 > shaper->slot_count)
        table_grow(shaper);
    return &entry->run;
}
