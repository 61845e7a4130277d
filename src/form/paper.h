/* The questionnaire as a tree for a page template. */
#ifndef FORM_PAPER_H
#define FORM_PAPER_H

#include "form/form.h"
#include "pack/brand.h"

#include <libxml/tree.h>

/* A document whose root is <form>; form/paper.c tells its shape. It lives in the
 * arena and is only read (report/tree.h). */
xmlDocPtr form_build_paper(struct arena *arena, const struct form *form, const struct brand *brand);

#endif
