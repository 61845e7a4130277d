/* A growing array in an arena: `VECTOR(struct answer) answers;` then `*VECTOR_PUSH(arena, &answers)
 * = ...`. Zero-initialised it is empty. Growing leaves the old block to the arena. */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#include "base/arena.h"

#include <stddef.h>
#include <string.h>

#define VECTOR(type)                                                                               \
    struct {                                                                                       \
        type *at;                                                                                  \
        size_t count;                                                                              \
        size_t capacity;                                                                           \
    }

/* Moves a full vector's items to twice the room: returns it and updates *capacity. The room is not
 * zeroed. */
void *vector_grow(struct arena *arena, void *at, size_t count, size_t *capacity, size_t item_bytes);

/* A pointer to a new zeroed last item; valid until the next push. */
#define VECTOR_PUSH(arena, vector)                                                                 \
    ((vector)->at = (vector)->count < (vector)->capacity                                           \
                        ? (vector)->at                                                             \
                        : vector_grow((arena), (vector)->at, (vector)->count, &(vector)->capacity, \
                                      sizeof *(vector)->at),                                       \
     memset(&(vector)->at[(vector)->count], 0, sizeof *(vector)->at),                              \
     &(vector)->at[(vector)->count++])

#endif
