/* XPath 1.0 in templates: compiled at load, with everything checked that can be checked without a
 * report. */
#ifndef PACK_EXPRESSION_H
#define PACK_EXPRESSION_H

#include "pack/values.h"

/* Compiles source, whose first character stands at position. Syntax, function names and numbers of
 * arguments are checked here; variables later (pack/template_check.c), when it is known where they
 * are. Its `compiled` is NULL after reporting. */
struct expression expression_compile(struct value_reader *reader, const char *source,
                                     struct position position);

/* Text that may hold {XPath}; "{{" is a brace. Blanks are folded to single spaces. */
void template_text_parse(struct value_reader *reader, const char *text, struct position position,
                         struct template_text *out_text);

/* The next $name at or after *offset, which moves past it; *out_at is the place of its '$'. False:
 * no more. */
bool expression_next_variable(const char *source, size_t *offset, size_t *out_at,
                              struct slice *out_name);

/* The next page-of('name') at or after *offset, likewise; *out_at is the place of the name. */
bool expression_next_place(const char *source, size_t *offset, size_t *out_at,
                           struct slice *out_name);

/* The place `bytes` bytes into text that begins at position. */
struct position position_in_text(struct position position, const char *text, size_t bytes);

#endif
