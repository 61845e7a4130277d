/* What the files of the questionnaire's loader share. Nobody else includes this. */
#ifndef PACK_QUESTIONNAIRE_LOADER_H
#define PACK_QUESTIONNAIRE_LOADER_H

#include "base/vector.h"
#include "pack/questionnaire.h"
#include "xml/xml.h"

#define QUESTIONNAIRE_NAMESPACE "urn:magreport:questionnaire:1"

/* The arrays of the questionnaire are allocated once, from a count of the elements, so that
 * pointers into them hold; the counts in it grow as they are filled. */
struct questionnaire_loader {
    struct xml_reader reader;
    struct arena *arena;
    struct questionnaire *questionnaire;
    const struct xml_node **item_nodes;  /* of each item */
    const struct xml_node **index_nodes; /* of each index */
};

/* A table of ids of one kind, to find duplicates. */
struct id_lines {
    const char *kind; /* for messages: "scale" */
    struct ids *lines;
};

/* Reports an error at the value of an attribute. */
void loader_report_at(struct questionnaire_loader *loader, const struct xml_attribute *attribute,
                      enum message message, const char *const *arguments);

/* The value of a required attribute that must be new in its table. */
const char *loader_read_id(struct questionnaire_loader *loader, struct xml_node *node,
                           struct id_lines *table);

/* Reports an id that nothing has; `known` is a NULL-terminated list for the hint. */
void loader_report_missing(struct questionnaire_loader *loader,
                           const struct xml_attribute *attribute, const char *kind, const char *id,
                           const char *const *known);

/* Reports an id that the item's scale does not have. */
void loader_check_option(struct questionnaire_loader *loader, const struct item *item,
                         const struct xml_attribute *options, const char *id);

/* Another name of an item, in any spelling; a spelling of two items is none of either. */
void loader_add_spelling(struct questionnaire_loader *loader, const char *key, size_t number);

/* Takes a name of the item that states the total of the index of that number; reports one that
 * leads to something else. */
void loader_add_total(struct questionnaire_loader *loader, const struct xml_attribute *key,
                      size_t number);

/* How many child elements of that name node has. */
size_t loader_count(const struct xml_node *node, const char *name);

/* A scored item of a domain. */
struct item *loader_load_scored_item(struct questionnaire_loader *loader, struct xml_node *node,
                                     const struct domain *domain);

/* Which elements and attributes a file may hold, and where. */
struct grammar_rule {
    const char *element; /* NULL: the last of the table */
    const char *parent;  /* NULL: any */
    const char *const *children;
    const char *const *attributes;
};
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NO_WORDS ((const char *const[]){NULL})
extern const struct grammar_rule questionnaire_grammar[];

/* Reports unknown elements and attributes. */
void loader_check_grammar(struct questionnaire_loader *loader, const struct xml_node *root,
                          const struct grammar_rule *rules);

/* The parts, in the order in which they must be loaded. */
void loader_load_scales(struct questionnaire_loader *loader, struct xml_node *root);
void loader_load_indices(struct questionnaire_loader *loader, struct xml_node *root);
void loader_load_gates(struct questionnaire_loader *loader, struct xml_node *root);
void loader_load_further(struct questionnaire_loader *loader, struct xml_node *root);
void loader_load_references(struct questionnaire_loader *loader, struct xml_node *root);
void loader_load_groups(struct questionnaire_loader *loader, struct xml_node *root);

#endif
