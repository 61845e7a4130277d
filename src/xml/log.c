/* Numbers of 7 bits a byte, the last one below 128. The first one of an entry holds its kind and,
 * of an element, the name; the namespace follows only where it is not that of the element before. A
 * place is told by what it lies behind the one before, in one byte mostly. Values and texts end
 * with a NUL, so that the tree can use them where they lie. */
#include "xml/log.h"

#include <string.h>

#define NUMBER_MOST_BYTES 10

#define KIND_BITS 2

enum log_kind { LOG_END, LOG_TEXT, LOG_START, LOG_START_URI };

static uint32_t find_number(struct names *names, const char *text) {
    size_t known = ids_find(names->ids, text);
    if (known == IDS_NONE) {
        const char *kept = arena_string(names->arena, text);
        known = names->texts.count;
        ids_add(names->arena, names->ids, kept, known);
        *VECTOR_PUSH(names->arena, &names->texts) = kept;
        names->bytes += strlen(kept) + 1;
    }
    return (uint32_t)known;
}

void names_begin(struct names *names, struct arena *arena) {
    *names = (struct names){.arena = arena, .ids = ids_build(arena)};
    find_number(names, "");
}

uint32_t names_number(struct names *names, const void *name) {
    size_t slot = ((uintptr_t)name >> 3 ^ (uintptr_t)name >> 11) % NAMES_CACHED;
    if (name == NULL) {
        return 0;
    }
    if (names->cache[slot].key != name) {
        names->cache[slot].number = find_number(names, name);
        names->cache[slot].key = name;
    }
    return names->cache[slot].number;
}

static char *put_number(char *to, uint64_t number) {
    while (number >= 0x80) {
        *to++ = (char)(number | 0x80);
        number >>= 7;
    }
    *to++ = (char)number;
    return to;
}

/* Lines only grow from one place to the next, and columns do in a line. */
static char *put_place(char *to, struct log *log, struct place place) {
    uint32_t lines = place.line - log->last.line;
    uint32_t columns = lines > 0 ? place.column : place.column - log->last.column;
    log->last = place;
    to = put_number(to, (uint64_t)columns << 1 | (lines > 0 ? 1 : 0));
    return lines > 0 ? put_number(to, lines) : to;
}

static char *put_text(char *to, struct slice text) {
    to = put_number(to, text.size_bytes);
    if (text.size_bytes > 0) {
        memcpy(to, text.at, text.size_bytes);
    }
    to[text.size_bytes] = '\0';
    return to + text.size_bytes + 1;
}

void log_start(struct log *log, uint32_t name, uint32_t uri, struct place place,
               size_t attribute_count) {
    char *start = builder_reserve(&log->bytes, 1 + 5 * NUMBER_MOST_BYTES);
    if (start != NULL) {
        bool has_uri = uri != log->uri;
        enum log_kind kind = has_uri ? LOG_START_URI : LOG_START;
        char *to = put_number(start, (uint64_t)name << KIND_BITS | kind);
        to = has_uri ? put_number(to, uri) : to;
        log->uri = uri;
        to = put_place(to, log, place);
        to = put_number(to, attribute_count);
        builder_commit(&log->bytes, (size_t)(to - start));
    }
}

void log_attribute(struct log *log, const struct log_attribute *attribute) {
    char *start =
        builder_reserve(&log->bytes, 5 * NUMBER_MOST_BYTES + attribute->value.size_bytes + 1);
    if (start != NULL) {
        bool has_uri = attribute->uri != 0;
        char *to = put_number(start, (uint64_t)attribute->name << 1 | (has_uri ? 1 : 0));
        to = has_uri ? put_number(to, attribute->uri) : to;
        to = put_place(to, log, attribute->place);
        to = put_text(to, attribute->value);
        builder_commit(&log->bytes, (size_t)(to - start));
    }
}

void log_text(struct log *log, struct place place, struct slice text) {
    char *start = builder_reserve(&log->bytes, 1 + 3 * NUMBER_MOST_BYTES + text.size_bytes + 1);
    if (start != NULL) {
        char *to = start;
        *to++ = LOG_TEXT;
        to = put_place(to, log, place);
        to = put_text(to, text);
        builder_commit(&log->bytes, (size_t)(to - start));
    }
}

void log_end(struct log *log) {
    builder_char(&log->bytes, LOG_END);
}

void log_begin(struct log *log) {
    builder_reset(&log->bytes);
    log->bytes.max_bytes = LOG_MAX_BYTES;
    log->last = (struct place){0};
    log->uri = 0;
}

void log_copy(struct log *log, const struct log *other) {
    log_begin(log);
    builder_add(&log->bytes, other->bytes.at, other->bytes.size_bytes);
    log->last = other->last;
    log->uri = other->uri;
}

/* What is left of a log while its tree is built. */
struct taking {
    const char *at;
    struct place last;
    const char *const *names;
    const char *uri; /* of the last element */
};

static uint64_t take_number(struct taking *taking) {
    unsigned char byte = (unsigned char)*taking->at++;
    uint64_t number = byte & 0x7F;
    for (unsigned shift = 7; byte >= 0x80; shift += 7) {
        byte = (unsigned char)*taking->at++;
        number |= (uint64_t)(byte & 0x7F) << shift;
    }
    return number;
}

static void take_place(struct taking *taking, uint32_t *out_line, uint32_t *out_column) {
    uint64_t number = take_number(taking);
    uint32_t columns = (uint32_t)(number >> 1);
    if ((number & 1) != 0) {
        taking->last.line += (uint32_t)take_number(taking);
        taking->last.column = columns;
    } else {
        taking->last.column += columns;
    }
    *out_line = taking->last.line;
    *out_column = taking->last.column;
}

static const char *take_text(struct taking *taking) {
    size_t size_bytes = (size_t)take_number(taking);
    const char *text = taking->at;
    taking->at += size_bytes + 1;
    return text;
}

static const char *take_name(struct taking *taking) {
    return taking->names[take_number(taking)];
}

static struct xml_node *take_start(struct arena *arena, struct taking *taking, const char *name) {
    struct place place;
    take_place(taking, &place.line, &place.column);
    size_t count = (size_t)take_number(taking);
    size_t node_bytes = sizeof(struct xml_node);
    struct xml_node *node = arena_alloc(arena, node_bytes + count * sizeof(struct xml_attribute));
    node->name = name;
    node->uri = taking->uri;
    node->line = place.line;
    node->column = place.column;
    node->attribute_count = count;
    node->attributes = count > 0 ? (void *)(node + 1) : NULL;
    for (size_t i = 0; i < count; i++) {
        struct xml_attribute *attribute = &node->attributes[i];
        uint64_t number = take_number(taking);
        attribute->name = taking->names[number >> 1];
        attribute->uri = (number & 1) != 0 ? take_name(taking) : "";
        take_place(taking, &attribute->line, &attribute->column);
        attribute->value = take_text(taking);
    }
    return node;
}

static struct xml_node *take_text_node(struct arena *arena, struct taking *taking) {
    struct xml_node *node = ARENA_NEW(arena, struct xml_node);
    node->uri = "";
    take_place(taking, &node->line, &node->column);
    node->text = take_text(taking);
    return node;
}

static void append(struct xml_node *parent, struct xml_node *node) {
    node->parent = parent;
    if (parent->last_child != NULL) {
        parent->last_child->next = node;
    } else {
        parent->first_child = node;
    }
    parent->last_child = node;
}

struct xml_node *log_build(struct arena *arena, const struct names *names, struct slice log,
                           struct xml_node *parent) {
    struct taking taking = {.at = log.at, .names = names->texts.at, .uri = names->texts.at[0]};
    const char *end = log.at + log.size_bytes;
    struct xml_node *root = NULL;
    struct xml_node *open = NULL;
    while (taking.at < end) {
        uint64_t number = take_number(&taking);
        enum log_kind kind = (enum log_kind)(number & ((1 << KIND_BITS) - 1));
        bool is_inside = open != NULL;
        if (kind == LOG_END && is_inside) {
            open = open->parent;
            continue;
        }
        if (kind == LOG_START_URI) {
            taking.uri = take_name(&taking);
        }
        struct xml_node *node =
            kind == LOG_TEXT ? take_text_node(arena, &taking)
                             : take_start(arena, &taking, names->texts.at[number >> KIND_BITS]);
        if (root == NULL) {
            root = node;
            node->parent = parent;
        } else if (is_inside) {
            append(open, node);
        }
        open = kind == LOG_TEXT ? open : node;
    }
    return root;
}
