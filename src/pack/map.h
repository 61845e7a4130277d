/* Maps from a code of the report to words, given by brands and templates; map('name', code) in an
 * expression looks a code up. */
#ifndef PACK_MAP_H
#define PACK_MAP_H

#include <stddef.h>

struct map_entry {
    const char *key, *value;
};

struct map {
    const char *name;
    struct map_entry *entries;
    size_t count;
};

/* The value of the key in the maps of that name: a later map's entry hides an earlier one's. NULL:
 * there is none. */
const char *map_find(const struct map *maps, size_t count, const char *name, const char *key);

#endif
