/* The XPath of templates that needs no library: paths along a few axes, comparisons of texts and of
 * whole numbers, and, or, not, count, position, contains, concat. Compiled beside libxml2's own
 * form (pack/expression.h), run by layout/query_run.c, which says what each of them means.
 *
 * Nearly all expressions of a template are `@mg`, `@kind = 'food'` or `/report/plan/day`, a handout
 * runs some thirteen hundred of them, and libxml2 makes and frees sets of nodes, copies of strings
 * and a parser for each. Whatever is not understood here is left to libxml2: both give the same, so
 * nobody who writes templates need know what is. */
#ifndef PACK_QUERY_H
#define PACK_QUERY_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum query_kind {
    QUERY_OR, /* left, right; and so all up to QUERY_MORE_EQUAL */
    QUERY_AND,
    QUERY_EQUAL,
    QUERY_UNEQUAL,
    QUERY_LESS,
    QUERY_LESS_EQUAL,
    QUERY_MORE,
    QUERY_MORE_EQUAL,
    QUERY_NOT,      /* left */
    QUERY_CONTAINS, /* left, right */
    QUERY_CONCAT,   /* left, right */
    QUERY_COUNT,    /* of left, a path */
    QUERY_POSITION,
    QUERY_NUMBER,
    QUERY_LITERAL,
    QUERY_PATH,
    QUERY_VARIABLE, /* a path's start without steps: of any type */
    QUERY_KIND_COUNT
};

enum query_axis {
    AXIS_CHILD,
    AXIS_ATTRIBUTE,
    AXIS_PARENT,            /* any node */
    AXIS_PRECEDING,         /* the nearest first, as the next one */
    AXIS_PRECEDING_SIBLING, /* steps along these two have no predicates */
    AXIS_FILTER,            /* first step of a variable with predicates: its own nodes */
    AXIS_COUNT
};

enum query_start { START_NODE, START_ROOT, START_VARIABLE };

#define QUERY_PREDICATES_MAX 4

struct query_step {
    enum query_axis axis;
    const char *name; /* without a namespace; NULL: parent and filter */
    const struct query *predicates[QUERY_PREDICATES_MAX]; /* true, or of this position */
    size_t predicate_count;
};

struct query {
    enum query_kind kind;
    const struct query *left, *right;
    int64_t number;
    const char *text; /* literal; name of the variable */
    enum query_start start;
    const struct query_step *steps;
    size_t step_count;
    bool is_backward; /* a path whose nodes do not come in the document's order */
};

/* Everything lives in the arena. NULL: not one of these; or no XPath at all, which libxml2 tells.
 */
const struct query *query_parse(struct arena *arena, const char *source);

#endif
