/* An arena: many allocations, one release. Three lifetimes use it: the pack, the worker, the report
 * (reset after each one). Under AddressSanitizer released memory is poisoned, so that a pointer
 * kept too long is found. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Forgets all allocations; keeps up to one megabyte of blocks for the next use. */
void arena_reset(struct arena *arena);

/* Bytes handed out since the last reset. */
size_t arena_used_bytes(const struct arena *arena);

/* Zeroed, aligned for any type, never NULL (see base/memory.h). */
void *arena_alloc(struct arena *arena, size_t size_bytes);

/* The same, but what is in it is not said: for what is written over at once. */
void *arena_alloc_unset(struct arena *arena, size_t size_bytes);

/* count items of size_bytes each, zeroed; the product is checked for overflow. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size_bytes);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/* A NUL-terminated copy of the first size_bytes bytes of text. */
char *arena_copy(struct arena *arena, const char *text, size_t size_bytes);

/* A copy of a NUL-terminated string; NULL stays NULL. */
char *arena_string(struct arena *arena, const char *text);

/* printf into the arena, in the C locale's formats for integers and strings (never floats). */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
