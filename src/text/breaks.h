/* Where lines may end in a text (UAX 14), kept: most texts of a report are those of the report
 * before. */
#ifndef TEXT_BREAKS_H
#define TEXT_BREAKS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_break {
    uint32_t position; /* byte of the text that the next line would begin with; never 0 */
    bool is_forced;
};

struct text_breaks {
    const struct text_break *at; /* in order */
    size_t count;
};

/* A table of texts met; max_bytes bounds what it holds: past it, it is emptied. */
struct break_table;
struct break_table *breaks_new(size_t max_bytes);
void breaks_free(struct break_table *table);

/* Not within a number and its unit of measure (text/quantity.h), not after a soft hyphen, for then
 * a hyphen would have to be printed. The text is not empty. Valid until the next call; the result
 * does not depend on what was asked for before. */
struct text_breaks breaks_find(struct break_table *table, struct slice text);

/* A space that can end a line. */
bool breaks_is_blank(char character);

#endif
