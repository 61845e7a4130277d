/* Runs the queries of pack/query.h on a report: the same answers as libxml2's, without its sets of
 * nodes and copies of strings. */
#ifndef LAYOUT_QUERY_RUN_H
#define LAYOUT_QUERY_RUN_H

#include "base/arena.h"
#include "pack/query.h"

#include <libxml/xpath.h>
#include <stdbool.h>
#include <stddef.h>

/* Longer strings are left to libxml2. */
#define QUERY_TEXT_MAX_BYTES 100000

/* A variable's value. */
struct query_value {
    xmlXPathObjectPtr object;
    bool is_flat; /* nodes in the document's order, none inside another */
};

/* False: there is no variable of that name. */
typedef bool query_find(const void *user, const char *name, struct query_value *out_value);

/* Where a query is run: at the context's node and position. What it takes is counted as steps of
 * the context. */
struct query_place {
    xmlXPathContextPtr context;
    struct arena *arena;
    query_find *find;
    const void *user; /* of find */
};

struct query_nodes {
    xmlNodePtr *at; /* in the document's order, none inside another */
    size_t count;
};

/* Each returns false if libxml2 must be asked: a variable's type is known only now, and so are
 * texts that are to be numbers; and when the steps are used up. Texts are the tree's own where that
 * is possible. */
bool query_run_text(const struct query_place *place, const struct query *query,
                    const char **out_text);
bool query_run_boolean(const struct query_place *place, const struct query *query, bool *out_is);
/* False also for a query whose result is no nodes. */
bool query_run_nodes(const struct query_place *place, const struct query *query,
                     struct query_nodes *out_nodes);
/* Nodes, a truth or another variable's value as an object, which the caller frees or gives to a
 * variable; such a variable's nodes are flat. */
bool query_run_object(const struct query_place *place, const struct query *query,
                      xmlXPathObjectPtr *out_object);

#endif
