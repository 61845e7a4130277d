#include "image/cache.h"

#include "base/memory.h"

#include <string.h>

struct entry {
    struct entry *next;
    struct arena *arena;
    const struct image *image;
    struct slice bytes;
    bool is_used; /* since the last sweep */
};

struct image_cache {
    struct entry *first;
};

struct image_cache *image_cache_new(void) {
    return memory_new(sizeof(struct image_cache));
}

static void free_entry(struct entry *entry) {
    arena_free(entry->arena);
    memory_free(entry);
}

void image_cache_free(struct image_cache *cache) {
    while (cache != NULL && cache->first != NULL) {
        struct entry *entry = cache->first;
        cache->first = entry->next;
        free_entry(entry);
    }
    memory_free(cache);
}

static struct entry *find(const struct image_cache *cache, const char *file, struct slice bytes) {
    struct entry *entry = cache->first;
    while (entry != NULL &&
           (entry->bytes.size_bytes != bytes.size_bytes || strcmp(entry->image->file, file) != 0 ||
            memcmp(entry->bytes.at, bytes.at, bytes.size_bytes) != 0)) {
        entry = entry->next;
    }
    return entry;
}

const struct image *image_cache_load(struct image_cache *cache, const char *file,
                                     struct slice bytes, struct position position,
                                     struct diags *diags) {
    struct entry *entry = find(cache, file, bytes);
    if (entry == NULL) {
        struct arena *arena = arena_new();
        const struct image *image = image_load(arena, file, bytes, position, diags);
        if (image == NULL) {
            arena_free(arena);
            return NULL;
        }
        entry = memory_new(sizeof *entry);
        entry->arena = arena;
        entry->image = image;
        entry->bytes =
            (struct slice){arena_copy(arena, bytes.at, bytes.size_bytes), bytes.size_bytes};
        entry->next = cache->first;
        cache->first = entry;
    }
    entry->is_used = true;
    return entry->image;
}

void image_cache_sweep(struct image_cache *cache) {
    struct entry **link = &cache->first;
    while (*link != NULL) {
        struct entry *entry = *link;
        if (entry->is_used) {
            entry->is_used = false;
            link = &entry->next;
        } else {
            *link = entry->next;
            free_entry(entry);
        }
    }
}
