#include "base/vector.h"

#include "base/memory.h"

#include <stdint.h>
#include <string.h>

void *vector_grow(struct arena *arena, void *at, size_t count, size_t *capacity,
                  size_t item_bytes) {
    if (count == *capacity) {
        if (*capacity > SIZE_MAX / 4) {
            memory_exhausted();
        }
        size_t larger = *capacity > 0 ? *capacity * 2 : 8;
        void *moved = arena_alloc_array(arena, larger, item_bytes);
        if (count > 0) {
            memcpy(moved, at, count * item_bytes);
        }
        at = moved;
        *capacity = larger;
    }
    memset((char *)at + count * item_bytes, 0, item_bytes);
    return at;
}
