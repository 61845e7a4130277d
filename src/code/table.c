#include "base/memory.h"
#include "code/code.h"

#include <string.h>

#define CODES_MAX 8

struct known {
    const char *text;
    const struct code *code;
};

struct code_table {
    struct arena *arena;
    struct known known[CODES_MAX];
    size_t count;
};

struct code_table *code_table_new(void) {
    struct code_table *table = memory_new(sizeof *table);
    table->arena = arena_new();
    return table;
}

void code_table_free(struct code_table *table) {
    if (!table)
        return;
    arena_free(table->arena);
    memory_free(table);
}

static const struct code *copy_code(struct arena *arena, const struct code *code) {
    struct code *copy = ARENA_NEW(arena, struct code);
    size_t size_bytes = code->side * code->side;
    uint8_t *modules = ARENA_ARRAY(arena, uint8_t, size_bytes);
    memcpy(modules, code->modules, size_bytes);
    *copy = (struct code){code->side, modules};
    return copy;
}

/* What a report gets is its own copy, so the table may be emptied at any time: when it is full. */
const struct code *code_find(struct code_table *table, struct arena *arena, const char *text) {
    if (!table)
        return code_make(arena, text);
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->known[i].text, text) == 0)
            return copy_code(arena, table->known[i].code);
    if (table->count == CODES_MAX) {
        arena_reset(table->arena);
        table->count = 0;
    }
    const struct code *code = code_make(table->arena, text);
    if (!code)
        return NULL;
    table->known[table->count++] = (struct known){arena_string(table->arena, text), code};
    return copy_code(arena, code);
}
