/* Names of output files, made from response ids. */
#ifndef OUTPUT_NAME_H
#define OUTPUT_NAME_H

#include "base/arena.h"
#include "base/ids.h"

#include <stdbool.h>
#include <stddef.h>

/* Names given so far in one folder. Zero-initialised it is empty. */
struct name_table {
    struct ids *taken;
};

/* The id with everything but letters, digits, '.', '_' and '-' replaced, no leading '.' or '-', at
 * most 80 bytes, never empty. In the arena. */
char *name_stem(struct arena *arena, const char *id);

/* Whether the text can be what name_stem makes. */
bool name_is_stem(const char *text);

/* ID and the ending (".pdf"), with everything but letters, digits, '.', '_' and '-' replaced, no
 * leading '.' or '-', at most 100 bytes. A name that is taken (letters compared without case) gets
 * a suffix from a hash of id and ordinal. In the arena. */
const char *name_for_response(struct arena *arena, struct name_table *table, const char *id,
                              size_t ordinal, const char *ending);

#endif
