#include "text/breaks.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "text/quantity.h"

#include <string.h>
#include <unilbrk.h>

#define SLOTS 4096 /* a power of two; at most half of them are taken */

struct entry {
    struct slice text;
    struct text_breaks breaks;
};

struct slot {
    uint64_t hash;
    const struct entry *entry; /* NULL: free */
};

struct break_table {
    size_t max_bytes;
    struct arena *arena;   /* the entries */
    struct arena *scratch; /* one text */
    struct slot *slots;
    size_t entry_count;
};

struct break_table *breaks_new(size_t max_bytes) {
    struct break_table *table = memory_new(sizeof *table);
    table->max_bytes = max_bytes;
    table->arena = arena_new();
    table->scratch = arena_new();
    table->slots = memory_new(SLOTS * sizeof *table->slots);
    return table;
}

void breaks_free(struct break_table *table) {
    if (!table)
        return;
    memory_free(table->slots);
    arena_free(table->scratch);
    arena_free(table->arena);
    memory_free(table);
}

bool breaks_is_blank(char character) {
    return character == ' ' || character == '\t';
}

static bool is_after_soft_hyphen(struct slice text, size_t position) {
    return position >= 2 && memcmp(text.at + position - 2, "\xC2\xAD", 2) == 0;
}

static bool is_in_quantity(struct slice text, size_t position) {
    return position > 1 && breaks_is_blank(text.at[position - 1]) &&
           quantity_space_at(text, position - 1, 1) != QUANTITY_NONE;
}

/* libunistring marks the character that forces a line end; the break stands after it. */
static struct text_breaks find_breaks(struct break_table *table, struct slice text) {
    arena_reset(table->scratch);
    char *marks = arena_alloc(table->scratch, text.size_bytes);
    u8_possible_linebreaks((const uint8_t *)text.at, text.size_bytes, "UTF-8", marks);
    size_t most = 0;
    for (size_t i = 0; i < text.size_bytes; i++)
        most += marks[i] == UC_BREAK_MANDATORY || marks[i] == UC_BREAK_POSSIBLE;
    struct text_break *breaks = ARENA_ARRAY(table->arena, struct text_break, most);
    size_t count = 0;
    bool is_after_newline = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (((unsigned char)text.at[i] & 0xC0) == 0x80)
            continue;
        bool is_possible = marks[i] == UC_BREAK_POSSIBLE && !is_after_soft_hyphen(text, i) &&
                           !is_in_quantity(text, i);
        if (i > 0 && (is_after_newline || is_possible))
            breaks[count++] = (struct text_break){(uint32_t)i, is_after_newline};
        is_after_newline = marks[i] == UC_BREAK_MANDATORY;
    }
    return (struct text_breaks){breaks, count};
}

static bool is_full(const struct break_table *table) {
    return table->entry_count == SLOTS / 2 || arena_used_bytes(table->arena) > table->max_bytes;
}

static void empty(struct break_table *table) {
    arena_reset(table->arena);
    memset(table->slots, 0, SLOTS * sizeof *table->slots);
    table->entry_count = 0;
}

static bool is_entry(const struct entry *entry, struct slice text) {
    return entry->text.size_bytes == text.size_bytes &&
           memcmp(entry->text.at, text.at, text.size_bytes) == 0;
}

/* The text's slot, or the free one where it belongs. */
static struct slot *find_slot(const struct break_table *table, uint64_t hash, struct slice text) {
    size_t at = hash & (SLOTS - 1);
    for (;; at = (at + 1) & (SLOTS - 1)) {
        const struct slot *slot = &table->slots[at];
        if (!slot->entry || (slot->hash == hash && is_entry(slot->entry, text)))
            return &table->slots[at];
    }
}

static struct entry *new_entry(struct break_table *table, struct slice text) {
    struct entry *entry = ARENA_NEW(table->arena, struct entry);
    entry->text.at = arena_copy(table->arena, text.at, text.size_bytes);
    entry->text.size_bytes = text.size_bytes;
    entry->breaks = find_breaks(table, text);
    table->entry_count++;
    return entry;
}

struct text_breaks breaks_find(struct break_table *table, struct slice text) {
    uint64_t hash = hash_bytes(text.at, text.size_bytes, 0);
    struct slot *slot = find_slot(table, hash, text);
    if (!slot->entry && is_full(table)) {
        empty(table);
        slot = find_slot(table, hash, text);
    }
    const struct entry *entry = slot->entry;
    if (!entry) {
        entry = new_entry(table, text);
        *slot = (struct slot){hash, entry};
    }
    return entry->breaks;
}
