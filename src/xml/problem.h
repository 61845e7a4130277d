/* What the parser's error codes mean, in our words. Private to xml/. */
#ifndef XML_PROBLEM_H
#define XML_PROBLEM_H

#include "base/diag.h"

#include <stdbool.h>

struct xml_problem {
    enum message message;
    const char *text; /* the message's argument, or NULL */
    bool at_token;    /* the message belongs to the start of the tag, not to the place reached */
};

/* By libxml2's error domain and code; a code that is not in the table is a syntax error of no
 * special kind. */
struct xml_problem xml_problem_find(int domain, int code);

#endif
