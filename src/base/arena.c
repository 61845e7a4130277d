/* Blocks of 64 KB in a list, the newest first; an allocation too large for one gets its own block.
 * A reset keeps ordinary blocks for the next use and poisons them, so that AddressSanitizer catches
 * a read through a pointer that outlived its report. Inside a block it cannot see an overrun; a
 * debug build therefore gives every allocation a block of its own, exactly as large as asked for.
 */
#include "base/arena.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

#if defined(ARENA_DEBUG) || defined(MAGREPORT_DEBUG)
#define ARENA_BLOCK_BYTES ((size_t)0)
#else
#define ARENA_BLOCK_BYTES ((size_t)64 * 1024)
#endif
#define ARENA_KEPT_BYTES ((size_t)4 * 1024 * 1024) /* more than a handout needs */
#define FORMAT_BUFFER_BYTES 200
#define ARENA_ALIGNMENT (_Alignof(max_align_t))

struct block {
    struct block *next;
    size_t capacity_bytes;
    size_t used_bytes;
    _Alignas(max_align_t) char data[];
};

struct arena {
    struct block *blocks; /* in use; only the first has room */
    struct block *spare;  /* empty, of ARENA_BLOCK_BYTES each, poisoned */
    size_t used_bytes;
};

struct arena *arena_new(void) {
    return memory_new(sizeof(struct arena));
}

static void blocks_free(struct block *block) {
    while (block != NULL) {
        struct block *next = block->next;
        ASAN_UNPOISON_MEMORY_REGION(block->data, block->capacity_bytes);
        memory_free(block);
        block = next;
    }
}

void arena_free(struct arena *arena) {
    if (arena != NULL) {
        blocks_free(arena->blocks);
        blocks_free(arena->spare);
        memory_free(arena);
    }
}

void arena_reset(struct arena *arena) {
    size_t kept_bytes = 0;
    for (const struct block *block = arena->spare; block != NULL; block = block->next) {
        kept_bytes += block->capacity_bytes;
    }
    while (arena->blocks != NULL) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        block->next = NULL;
        if (ARENA_BLOCK_BYTES == 0 || block->capacity_bytes != ARENA_BLOCK_BYTES ||
            kept_bytes + block->capacity_bytes > ARENA_KEPT_BYTES) {
            blocks_free(block);
            continue;
        }
        kept_bytes += block->capacity_bytes;
        block->used_bytes = 0;
        ASAN_POISON_MEMORY_REGION(block->data, block->capacity_bytes);
        block->next = arena->spare;
        arena->spare = block;
    }
    arena->used_bytes = 0;
}

size_t arena_used_bytes(const struct arena *arena) {
    return arena->used_bytes;
}

static struct block *block_new(size_t capacity_bytes) {
    if (capacity_bytes > SIZE_MAX / 2) {
        memory_exhausted();
    }
    struct block *block = memory_resize(NULL, sizeof *block + capacity_bytes);
    block->next = NULL;
    block->capacity_bytes = capacity_bytes;
    block->used_bytes = 0;
    ASAN_POISON_MEMORY_REGION(block->data, block->capacity_bytes);
    return block;
}

/* Makes arena->blocks a block with room for size_bytes; or, for a large one, puts it second so that
 * the room left in the first stays of use. Returns the block to take from. */
static struct block *arena_block(struct arena *arena, size_t size_bytes) {
    struct block *first = arena->blocks;
    if (first != NULL && first->capacity_bytes - first->used_bytes >= size_bytes) {
        return first;
    }
    if (size_bytes > ARENA_BLOCK_BYTES / 4) {
        struct block *large = block_new(size_bytes);
        struct block **place = first != NULL ? &first->next : &arena->blocks;
        large->next = *place;
        *place = large;
        return large;
    }
    struct block *block = arena->spare;
    if (block != NULL) {
        arena->spare = block->next;
    } else {
        block = block_new(ARENA_BLOCK_BYTES);
    }
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_alloc_unset(struct arena *arena, size_t size_bytes) {
    size_t wanted_bytes = size_bytes > 0 ? size_bytes : 1;
    if (wanted_bytes > SIZE_MAX / 2) {
        memory_exhausted();
    }
    size_t rounded_bytes = (wanted_bytes + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    if (ARENA_BLOCK_BYTES == 0) {
        rounded_bytes = wanted_bytes;
    }
    struct block *block = arena_block(arena, rounded_bytes);
    char *at = block->data + block->used_bytes;
    block->used_bytes += rounded_bytes;
    arena->used_bytes += rounded_bytes;
    ASAN_UNPOISON_MEMORY_REGION(at, wanted_bytes);
    return at;
}

void *arena_alloc(struct arena *arena, size_t size_bytes) {
    void *at = arena_alloc_unset(arena, size_bytes);
    return memset(at, 0, size_bytes);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size_bytes) {
    size_t total_bytes = 0;
    if (__builtin_mul_overflow(count, size_bytes, &total_bytes)) {
        memory_exhausted();
    }
    return arena_alloc(arena, total_bytes);
}

char *arena_copy(struct arena *arena, const char *text, size_t size_bytes) {
    if (size_bytes == SIZE_MAX) {
        memory_exhausted();
    }
    char *copy = arena_alloc_unset(arena, size_bytes + 1);
    if (size_bytes > 0) {
        memcpy(copy, text, size_bytes);
    }
    copy[size_bytes] = '\0';
    return copy;
}

char *arena_string(struct arena *arena, const char *text) {
    return text != NULL ? arena_copy(arena, text, strlen(text)) : NULL;
}

/* Most texts are short and are printed once, into a buffer. */
char *arena_format(struct arena *arena, const char *format, ...) {
    char buffer[FORMAT_BUFFER_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int size = format != NULL ? vsnprintf(buffer, sizeof buffer, format, arguments) : -1;
    va_end(arguments);
    if (size < 0) {
        abort(); /* a wrong format is a bug */
    }
    if ((size_t)size < sizeof buffer) {
        return arena_copy(arena, buffer, (size_t)size);
    }
    char *text = arena_alloc(arena, (size_t)size + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    return text;
}
