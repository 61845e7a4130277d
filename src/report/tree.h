/* Building the report's libxml2 tree. libxml2 reports lack of memory by NULL; each function then
 * remembers it in `failed` and goes on, so that callers need not look after each node. */
#ifndef REPORT_TREE_H
#define REPORT_TREE_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stdint.h>

struct tree {
    xmlDocPtr document;
    bool failed;
};

/* A new element under parent (NULL: the root). NULL only if failed. */
xmlNodePtr tree_add(struct tree *tree, xmlNodePtr parent, const char *name);

/* The same with a text in it. */
xmlNodePtr tree_add_text(struct tree *tree, xmlNodePtr parent, const char *name, const char *text);

/* A new attribute: text as it is. Each name at most once. A NULL node (see above) is passed over.
 */
void tree_set(struct tree *tree, xmlNodePtr node, const char *name, const char *value);
/* As tree_set, of a number. */
void tree_set_int(struct tree *tree, xmlNodePtr node, const char *name, int64_t value);
/* As tree_set, yes or no. */
void tree_set_bool(struct tree *tree, xmlNodePtr node, const char *name, bool value);

#endif
