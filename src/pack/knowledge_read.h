/* What the readers of the five knowledge files share. Inside pack/ only. */
#ifndef PACK_KNOWLEDGE_READ_H
#define PACK_KNOWLEDGE_READ_H

#include "pack/knowledge.h"
#include "xml/xml.h"

/* One file being read. */
struct knowledge_reader {
    struct xml_reader xml;
    struct knowledge *knowledge;
    struct xml_node *root;
    struct ids *source_ids; /* of the `source` elements on top of the file */
    const char **sources;
};

/* Which rows a file has and how their ids look: the prefix, one of the letters if there are any,
 * two or three digits. */
struct knowledge_kind {
    const char *root;    /* "foods" */
    const char *row;     /* "food" */
    const char *prefix;  /* "F" */
    const char *sample;  /* "F001" */
    const char *letters; /* or NULL */
};

/* Parses the file and checks root, version, and that it holds nothing but sources and rows. False
 * after reporting. */
bool knowledge_open(struct knowledge_reader *reader, const struct knowledge_kind *kind,
                    const char *file, struct slice bytes);

/* How many rows there are; none is reported. */
size_t knowledge_count_rows(struct knowledge_reader *reader, const struct knowledge_kind *kind);

/* The row's id, kept in ids with its number; a malformed or repeated one is reported. */
const char *knowledge_read_id(struct knowledge_reader *reader, struct xml_node *row,
                              const struct knowledge_kind *kind, struct ids *ids, size_t number);

/* Reports each child element of node whose name is not in the NULL-terminated list. */
void knowledge_check_children(struct knowledge_reader *reader, const struct xml_node *node,
                              const char *const *names);

/* The child element, reported if missing (then NULL). */
struct xml_node *knowledge_child(struct knowledge_reader *reader, const struct xml_node *node,
                                 const char *name);

/* The child element's text: required, or "" if it is missing. */
const char *knowledge_text(struct knowledge_reader *reader, const struct xml_node *node,
                           const char *name);
const char *knowledge_text_or(struct knowledge_reader *reader, const struct xml_node *node,
                              const char *name);

/* A list of words from the NULL-terminated names, as bits; empty if the attribute is missing. */
uint32_t knowledge_read_bits(struct knowledge_reader *reader, struct xml_node *node,
                             const char *name, const char *const *names);

/* A decimal number in thousandths, at most max_units; `fallback` if the attribute is missing. */
int32_t knowledge_read_thousandths(struct knowledge_reader *reader, struct xml_node *node,
                                   const char *name, int32_t max_units, int32_t fallback);

/* The text of the source that the attribute names. */
const char *knowledge_read_source(struct knowledge_reader *reader, struct xml_node *node,
                                  const char *name);

/* The `source` children of node, each a text or a ref to one on top of the file, joined with "; ".
 */
const char *knowledge_read_sources(struct knowledge_reader *reader, const struct xml_node *node);

/* How the figures of a row came to us, from its attribute `status`. */
enum provenance knowledge_read_status(struct knowledge_reader *reader, struct xml_node *node);

/* Fills `contains` and `may-contain` of the child `allergens`. */
void knowledge_read_allergens(struct knowledge_reader *reader, const struct xml_node *node,
                              uint32_t *out_allergens, uint32_t *out_check_allergens);

/* Fills the diets and the oxalate step of the child `diets`, which is returned. */
struct xml_node *knowledge_read_diets(struct knowledge_reader *reader, const struct xml_node *node,
                                      enum fit out_fits[DIET_COUNT], enum oxalate *out_oxalate);

/* Reports that a figure or flag contradicts what the foods say. */
void knowledge_report_sum(struct knowledge_reader *reader, const struct xml_node *node,
                          const char *what, int64_t stated, int64_t computed);
void knowledge_report_flag(struct knowledge_reader *reader, const struct xml_node *node,
                           const char *what, const char *stated, const char *computed);

/* Half up, for values from 0. */
int64_t knowledge_divide(int64_t numerator, int64_t denominator);

/* One a file. False after reporting. */
bool knowledge_load_foods(struct knowledge_reader *reader, const char *file, struct slice bytes);
bool knowledge_load_meals(struct knowledge_reader *reader, const char *file, struct slice bytes);
bool knowledge_load_targets(struct knowledge_reader *reader, const char *file, struct slice bytes);
bool knowledge_load_forms(struct knowledge_reader *reader, const char *file, struct slice bytes);
bool knowledge_load_interactions(struct knowledge_reader *reader, const char *file,
                                 struct slice bytes);

/* Compares what a meal states with what its parts make of it, and reports each contradiction. */
void knowledge_check_meal(struct knowledge_reader *reader, const struct xml_node *node,
                          const struct meal *meal);

#endif
