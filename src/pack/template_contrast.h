/* The check of a compiled template that every text can be told from the ground it stands on. */
#ifndef PACK_TEMPLATE_CONTRAST_H
#define PACK_TEMPLATE_CONTRAST_H

#include "pack/values.h"

/* Warns of each text whose contrast is too low, with the ratio; the template has no errors.
 * Branches that a report may not take are looked at too, parts in each place where they are
 * inserted. */
void template_check_contrast(struct value_reader *reader, const struct template *template);

#endif
