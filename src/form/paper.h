/* The questionnaire as a tree for a page template. */
#ifndef FORM_PAPER_H
#define FORM_PAPER_H

#include "form/form.h"
#include "pack/brand.h"

#include <libxml/tree.h>

/* A document whose root is <form>; form/paper.c tells its shape. The caller frees it with
 * xmlFreeDoc. NULL if memory ran out. */
xmlDocPtr form_build_paper(const struct form *form, const struct brand *brand);

#endif
