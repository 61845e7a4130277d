/* Letters as characters, apart from any font. */
#ifndef TEXT_LETTER_H
#define TEXT_LETTER_H

#include "base/arena.h"

/* A copy of the UTF-8 text whose first character is in title case (Unicode's simple mapping, the
 * same in every locale). */
char *letter_first_upper(struct arena *arena, const char *text);

#endif
