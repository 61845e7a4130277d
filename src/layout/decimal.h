/* Numbers in texts, as columns align them. */
#ifndef LAYOUT_DECIMAL_H
#define LAYOUT_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes before the decimal point of the first number in the text, or up to the end of its whole
 * part if it has none: "-1,234.5 mg" 6, "12 mg" 2. What follows, a unit for example, stands right
 * of the point. A comma between groups of three is no decimal one, a comma elsewhere is: "1,234" 5,
 * "0,234" 1. False: there is no number. */
bool decimal_find(const char *text, size_t *out_whole_bytes);

#endif
