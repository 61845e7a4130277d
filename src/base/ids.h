/* A table from ids to numbers, for item ids, style names and the like. Keys are borrowed. */
#ifndef BASE_IDS_H
#define BASE_IDS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ids;

#define IDS_NONE SIZE_MAX

/* An empty table; it dies with the arena. */
struct ids *ids_build(struct arena *arena);

/* The same, but keys that differ in the case of ASCII letters, or in hyphens and underscores, are
 * one key. */
struct ids *ids_build_loose(struct arena *arena);

/* Whether two keys are one in such a table. */
bool ids_is_same_spelling(const char *left, const char *right);

/* The number kept for key, or IDS_NONE. */
size_t ids_find(const struct ids *ids, const char *key);

/* Adds key with number; returns the number already kept if the key is known, else IDS_NONE. */
size_t ids_add(struct arena *arena, struct ids *ids, const char *key, size_t number);

/* Keeps another number for a known key; with IDS_NONE it is never found again, nor added. */
void ids_change(struct ids *ids, const char *key, size_t number);

/* The known key nearest to `key` (edit distance at most 2 and less than half its length), for "did
 * you mean"; or NULL. */
const char *ids_nearest(const struct ids *ids, const char *key);

/* The same over a plain NULL-terminated list. */
const char *ids_nearest_of(const char *const *known, const char *key);

#endif
