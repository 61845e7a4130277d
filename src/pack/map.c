#include "pack/map.h"

#include <string.h>

static const char *find_entry(const struct map *map, const char *key) {
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->entries[i].key, key) == 0) {
            return map->entries[i].value;
        }
    }
    return NULL;
}

const char *map_find(const struct map *maps, size_t count, const char *name, const char *key) {
    const char *found = NULL;
    for (size_t i = count; found == NULL && i > 0; i--) {
        if (strcmp(maps[i - 1].name, name) == 0) {
            found = find_entry(&maps[i - 1], key);
        }
    }
    return found;
}
