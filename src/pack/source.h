/* A folder of pack files: one on disk, or one of those inside the program. */
#ifndef PACK_SOURCE_H
#define PACK_SOURCE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/slice.h"

#include <stdbool.h>

#define PACK_FILE_MAX_BYTES ((size_t)16 << 20)

struct pack_source {
    struct arena *arena;        /* where the bytes of files go */
    const char *folder;         /* on disk; NULL: in the program */
    const char *prefix;         /* in the program: "magnesium/" */
    struct hash_stream *digest; /* gets the name and the bytes of each file read, or NULL */
};

struct pack_source_file {
    const char *name;   /* as messages show it */
    struct slice bytes; /* NULL at: not read; a NUL stands after them */
};

/* Whether there is a file of that name; nothing is reported. */
bool pack_source_has(const struct pack_source *source, const char *name);

/* Reads a file and lets messages about it quote its lines. Reports at `from` if it is not there,
 * else what failed. */
struct pack_source_file pack_source_read(const struct pack_source *source, const char *name,
                                         struct position from, struct diags *diags);

/* A source for the folder in which `path` lies ("." if it names none). */
struct pack_source pack_source_beside(struct arena *arena, const char *path);

/* The last part of a path. */
const char *pack_source_file_name(const char *path);

/* Names of what the program holds as PREFIX name SUFFIX, such as the brands in "brands/" name
 * "/brand.xml". NULL-terminated, in the arena. */
const char *const *pack_source_embedded_names(struct arena *arena, const char *prefix,
                                              const char *suffix);

#endif
