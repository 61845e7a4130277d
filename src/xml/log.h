/* An element and all in it as a run of bytes, from which its tree is made. Private to xml/. */
#ifndef XML_LOG_H
#define XML_LOG_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/ids.h"
#include "base/slice.h"
#include "base/vector.h"
#include "xml/scan.h"
#include "xml/xml.h"

#include <stddef.h>
#include <stdint.h>

#define NAMES_CACHED 256

/* Of a log; the limits of the file are lower. */
#define LOG_MAX_BYTES (SIZE_MAX / 4)

/* Names and namespaces, each kept once and known by a number. */
struct names {
    struct arena *arena;
    struct ids *ids;
    VECTOR(const char *) texts;
    size_t bytes;
    struct {
        const void *key; /* the pointer that it came by */
        uint32_t number;
    } cache[NAMES_CACHED];
};

/* Empty but for "", whose number is 0. */
void names_begin(struct names *names, struct arena *arena);

/* The number of the name; NULL is "". A pointer must mean the same name as long as `names` is used,
 * as those do that libxml2 hands out. */
uint32_t names_number(struct names *names, const void *name);

struct log {
    struct builder bytes;
    struct place last; /* that stands in it */
    uint32_t uri;      /* of the last element in it */
};

struct log_attribute {
    uint32_t name;
    uint32_t uri;
    struct place place;
    struct slice value;
};

/* Empties it, or makes it the same as another. */
void log_begin(struct log *log);
void log_copy(struct log *log, const struct log *other);

/* An element begins: log_start, then log_attribute as often as it was told; log_end ends it. What
 * is passed to log_text is one text node. */
void log_start(struct log *log, uint32_t name, uint32_t uri, struct place place,
               size_t attribute_count);
void log_attribute(struct log *log, const struct log_attribute *attribute);
void log_text(struct log *log, struct place place, struct slice text);
void log_end(struct log *log);

/* The tree of the element that the log holds, in the arena; values and texts lie in the log, which
 * must live as long. */
struct xml_node *log_build(struct arena *arena, const struct names *names, struct slice log,
                           struct xml_node *parent);

#endif
