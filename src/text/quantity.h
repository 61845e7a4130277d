/* A number and its unit of measure, "166 mg", "7 %", "8 am", or its fraction, "1 1/2". A line never
 * ends between the two, whatever space stands there. */
#ifndef TEXT_QUANTITY_H
#define TEXT_QUANTITY_H

#include "base/slice.h"

#include <stddef.h>

enum quantity_space {
    QUANTITY_NONE, /* no space between a number and a unit */
    QUANTITY_WIDE, /* printed as it is */
    QUANTITY_THIN  /* printed as U+202F: the unit stands so often that a whole space would gape */
};

/* What the space of space_bytes bytes at text.at[position] is: it stands between a digit and a word
 * of the table in quantity.c, with no letter or digit after that, or a fraction. */
enum quantity_space quantity_space_at(struct slice text, size_t position, size_t space_bytes);

#endif
