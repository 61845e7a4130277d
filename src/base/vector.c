#include "base/vector.h"

#include "base/memory.h"

#include <stdint.h>
#include <string.h>

void *vector_grow(struct arena *arena, void *at, size_t count, size_t *capacity,
                  size_t item_bytes) {
    size_t larger = *capacity > 0 ? *capacity * 2 : 8;
    size_t larger_bytes = 0;
    if (*capacity > SIZE_MAX / 4 || __builtin_mul_overflow(larger, item_bytes, &larger_bytes)) {
        memory_exhausted();
    }
    void *moved = arena_alloc_unset(arena, larger_bytes);
    if (count > 0) {
        memcpy(moved, at, count * item_bytes);
    }
    *capacity = larger;
    return moved;
}
