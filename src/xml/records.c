#include "xml/records.h"

#include "base/memory.h"

struct level {
    struct builder log; /* that the node's texts lie in */
    struct arena *arena;
    struct xml_node *node;
};

struct xml_records {
    struct arena *arena;
    struct names names;
    struct scratch *scratch;
    bool owns_scratch;
    size_t depth;
    struct level *levels; /* `depth` of them; that of a record is the next below its parents */
};

/* What stands before each log in the scratch. */
struct header {
    size_t depth;
    size_t size_bytes;
    bool is_record;
};

struct xml_records *records_new(struct scratch *scratch, size_t depth) {
    struct arena *arena = arena_new();
    struct xml_records *records = ARENA_NEW(arena, struct xml_records);
    records->arena = arena;
    records->owns_scratch = scratch == NULL;
    records->scratch = scratch != NULL ? scratch : scratch_new();
    records->depth = depth;
    records->levels = ARENA_ARRAY(arena, struct level, depth + 1);
    names_begin(&records->names, arena);
    scratch_clear(records->scratch);
    return records;
}

void xml_records_free(struct xml_records *records) {
    if (records == NULL) {
        return;
    }
    for (size_t i = 0; i <= records->depth; i++) {
        builder_free(&records->levels[i].log);
        arena_free(records->levels[i].arena);
    }
    if (records->owns_scratch) {
        scratch_free(records->scratch);
    } else {
        scratch_clear(records->scratch);
    }
    arena_free(records->arena);
}

struct names *records_names(struct xml_records *records) {
    return &records->names;
}

static bool add(struct xml_records *records, struct header header, struct slice log,
                struct diags *diags) {
    header.size_bytes = log.size_bytes;
    struct slice head = {(const char *)&header, sizeof header};
    return scratch_add(records->scratch, head, diags) && scratch_add(records->scratch, log, diags);
}

bool records_add_outer(struct xml_records *records, size_t depth, struct slice log,
                       struct diags *diags) {
    return add(records, (struct header){.depth = depth}, log, diags);
}

bool records_add(struct xml_records *records, size_t depth, struct slice log, struct diags *diags) {
    return add(records, (struct header){.depth = depth, .is_record = true}, log, diags);
}

bool xml_records_begin(struct xml_records *records, struct diags *diags) {
    return scratch_begin(records->scratch, diags);
}

/* Reads one log and makes its tree. */
static struct xml_node *read_node(struct xml_records *records, const struct header *header,
                                  struct diags *diags) {
    struct level *level = &records->levels[header->depth];
    size_t count = 0;
    builder_reset(&level->log);
    level->log.max_bytes = LOG_MAX_BYTES;
    char *to = builder_reserve(&level->log, header->size_bytes);
    if (to == NULL || !scratch_read(records->scratch, to, header->size_bytes, diags, &count)) {
        return NULL;
    }
    builder_commit(&level->log, count);
    if (level->arena == NULL) {
        level->arena = arena_new();
    }
    arena_reset(level->arena);
    struct xml_node *parent = header->depth > 1 ? records->levels[header->depth - 1].node : NULL;
    level->node = log_build(level->arena, &records->names, (struct slice){to, count}, parent);
    return level->node;
}

struct xml_node *xml_records_next(struct xml_records *records, struct diags *diags) {
    for (;;) {
        struct header header = {0};
        size_t count = 0;
        if (!scratch_read(records->scratch, &header, sizeof header, diags, &count) ||
            count < sizeof header) {
            return NULL;
        }
        struct xml_node *node = read_node(records, &header, diags);
        if (node == NULL || header.is_record) {
            return node;
        }
    }
}
