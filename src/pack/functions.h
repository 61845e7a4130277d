/* The functions that an expression may call: those of XPath 1.0 and our own, in one table. The
 * loader checks calls with it; the README's table is printed from it (functions_write_table), so
 * that it cannot say anything else. Our own ones are run by layout/build_functions.c. */
#ifndef PACK_FUNCTIONS_H
#define PACK_FUNCTIONS_H

#include "base/builder.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* What an argument names that must be known at load, so that it stands in quotes. */
enum literal { LITERAL_NONE, LITERAL_PATTERN, LITERAL_PLACE, LITERAL_MAP };

struct function_rule {
    const char *name;
    size_t least, most; /* arguments */
    const char *call;   /* of our own functions: how one is written; NULL: XPath's */
    const char *about;
    enum literal literal;
    size_t literal_at; /* which argument it is, from 0 */
};

/* The function that names a page; what may be done with it differs from the others. */
#define FUNCTION_PAGE_OF "page-of"

extern const struct function_rule function_rules[];
extern const size_t function_count;

/* NULL: there is no such function. */
const struct function_rule *function_find(struct slice name);

/* The README's table of our own functions, and the list of XPath's. */
void functions_write_table(struct builder *out);

#endif
