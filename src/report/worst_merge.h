/* Laying reports over each other. Private to report/worst*.c. */
#ifndef REPORT_WORST_MERGE_H
#define REPORT_WORST_MERGE_H

#include "base/arena.h"
#include "pack/knowledge.h"

#include <libxml/tree.h>

/* Makes each part of `into` the longer one of the two reports'; rows that may come in any number
 * and stand in one of them only are taken from both. */
void worst_merge(xmlDocPtr into, xmlDocPtr from);

/* The longest words for places where one of several stands. */
struct worst_words;
struct worst_words *worst_words_build(struct arena *arena, const struct knowledge *knowledge);
/* Notes the words of a report; copies what it keeps. */
void worst_words_collect(struct worst_words *words, xmlDocPtr report);
/* Puts the longest words into every row of a report. */
void worst_words_spread(const struct worst_words *words, xmlDocPtr report);

#endif
