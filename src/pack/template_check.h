/* The checks of a compiled template that need more than one element: variables, heading levels,
 * cells, columns, links, parts. */
#ifndef PACK_TEMPLATE_CHECK_H
#define PACK_TEMPLATE_CHECK_H

#include "pack/values.h"

/* Reports what is wrong; the reader is the one that compiled the template. */
void template_check(struct value_reader *reader, const struct template *template);

#endif
