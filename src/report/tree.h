/* Building the report's libxml2 tree in an arena.
 *
 * A report is some two thousand nodes that nobody ever changes, so they are not made and freed one
 * by one by libxml2: each is taken from the arena and filled in as xmlNewDocNode, xmlNewProp and
 * xmlNewDocText would, and dies with the arena. Names and values are not copied. libxml2 may read
 * such a tree (XPath, schemas, writing it out); what is to be changed or freed by libxml2 is a copy
 * by xmlCopyDoc. */
#ifndef REPORT_TREE_H
#define REPORT_TREE_H

#include "base/arena.h"

#include <libxml/tree.h>
#include <stdbool.h>
#include <stdint.h>

struct tree {
    struct arena *arena;
    xmlDocPtr document; /* never to be given to xmlFreeDoc */
    const xmlChar *text_name;
};

/* An empty document. */
struct tree tree_new(struct arena *arena);

/* A new element under parent (NULL: the root). Here and below, names and texts are UTF-8 and must
 * live as long as the arena. */
xmlNodePtr tree_add(struct tree *tree, xmlNodePtr parent, const char *name);

/* The same with a text in it. */
xmlNodePtr tree_add_text(struct tree *tree, xmlNodePtr parent, const char *name, const char *text);

/* A new attribute: text as it is. Each name at most once. */
void tree_set(struct tree *tree, xmlNodePtr node, const char *name, const char *value);
/* As tree_set, of a number. */
void tree_set_int(struct tree *tree, xmlNodePtr node, const char *name, int64_t value);
/* As tree_set, yes or no. */
void tree_set_bool(struct tree *tree, xmlNodePtr node, const char *name, bool value);

#endif
