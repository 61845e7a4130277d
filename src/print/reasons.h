/* What a printer says of itself, in words for staff. */
#ifndef PRINT_REASONS_H
#define PRINT_REASONS_H

#include "base/builder.h"

/* Appends the words for one keyword of printer-state-reasons (RFC 8011, 5.4.12), "out of paper" for
 * media-empty-error, after a comma if something is there; nothing for "none", for what concerns
 * nobody at the desk, and for words that are there. Unknown keywords are given as they are, without
 * their severity. */
void reasons_add(struct builder *words, const char *keyword);

#endif
