/* Inside the loader of guidance.xml: reading of conditions and texts. Only the guidance files of
 * pack/ include it. */
#ifndef PACK_GUIDANCE_READ_H
#define PACK_GUIDANCE_READ_H

#include "pack/guidance.h"
#include "xml/xml.h"

/* Which tests are already decided where a condition stands. */
enum guidance_stage { GUIDANCE_BEFORE_KIND, GUIDANCE_BEFORE_PARTS, GUIDANCE_TEXTS };

struct guidance_reader {
    struct xml_reader xml;
    enum guidance_stage stage;
};

/* The <when> and <unless> children of node. */
struct guidance_condition guidance_read_condition(struct guidance_reader *reader,
                                                  struct xml_node *node);

/* True for <when> and <unless>. */
bool guidance_is_condition(const struct xml_node *node);

/* Adds the text of node: its condition, its words (blanks folded, placeholders checked). */
struct guidance_text guidance_read_text(struct guidance_reader *reader, struct xml_node *node);

/* All child elements of node as texts, conditions left out. `allowed`: names of elements, NULL at
 * the end. */
struct guidance_texts guidance_read_texts(struct guidance_reader *reader, struct xml_node *node,
                                          const char *const *allowed);

/* Reports a placeholder of `words` that does not exist. */
void guidance_check_placeholders(struct guidance_reader *reader, const struct xml_node *node,
                                 const char *words);

/* Reports <node> as not allowed in its parent, with the nearest allowed name. */
void guidance_report_element(struct guidance_reader *reader, const struct xml_node *node,
                             const char *const *allowed);

/* True, and reported, if a word that the report needs is missing. */
bool guidance_misses_word(struct guidance_reader *reader, const struct xml_node *node,
                          const struct ids *word_ids);

#endif
