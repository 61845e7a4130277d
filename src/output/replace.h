/* Whether a file that is there may be replaced by a handout whose name was made from an id. */
#ifndef OUTPUT_REPLACE_H
#define OUTPUT_REPLACE_H

#include "base/slice.h"

#include <stdbool.h>

/* True if there is nothing at path, if it holds the same bytes, or if both are PDF files of the
 * same owner (the first string of /ID, struct pages). */
bool replace_is_safe(const char *path, struct slice handout);

#endif
