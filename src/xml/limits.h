/* What a limit on words lets through. Private to xml/. */
#ifndef XML_LIMITS_H
#define XML_LIMITS_H

#include "base/slice.h"
#include "xml/xml.h"

#include <stdbool.h>
#include <stddef.h>

/* Adds the text to the run of non-blank characters that *run_bytes counts; false if a run passes
 * the limit. */
bool limits_allow_word(struct slice text, size_t limit_bytes, size_t *run_bytes);

/* Whether the element of this name may hold words of any length. */
bool limits_allow_long(const struct xml_limits *limits, const char *name);

#endif
