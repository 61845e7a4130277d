/* Reading attribute values of page templates and of brands' styles by the rules of pack/elements.c:
 * each kind of value has one reader, which looks names up and reports what it does not know with
 * the nearest name. */
#ifndef PACK_VALUES_H
#define PACK_VALUES_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ids.h"
#include "base/slice.h"
#include "base/vector.h"
#include "pack/brand.h"
#include "pack/elements.h"
#include "pack/map.h"
#include "pack/template.h"
#include "xml/xml.h"

#include <libxml/xpath.h>
#include <stdbool.h>

/* Styles by name; a later one hides an earlier one of the same name. Styles never move. */
struct style_table {
    VECTOR(const struct style *) styles;
};

/* An error that was reported. */
struct reported {
    enum message message;
    const char *file;
    uint32_t line, column;
    const char *first; /* argument */
};

struct value_reader {
    struct arena *arena;
    const struct xml_document *document;
    struct diags *diags;
    const struct brand *brand; /* colours, lengths, images */
    const struct font_set *fonts;
    const char *language; /* of the template, for patterns; NULL: it holds none */
    struct style_table styles;
    struct page_master *pages; /* the template's, known before the first value is read */
    size_t page_count;
    struct template_node *parts; /* likewise */
    const char **part_names;
    size_t part_count;
    VECTOR(const struct xml_document *) documents; /* the template's and those that it uses */
    VECTOR(struct map) maps;                       /* the brand's, then the documents'; likewise */
    xmlXPathContextPtr context;                    /* for compiling */
    VECTOR(xmlXPathCompExprPtr) paths;
    VECTOR(struct reported) reported; /* a loop's body and a part may be looked at twice */
    struct xml_node *node;            /* being read */
    bool failed;
};

/* Reports an error and remembers that there was one. */
void values_report(struct value_reader *reader, struct position position, enum message message,
                   const char *const *arguments);

/* Reads all attributes of a node of our own language into values; unknown and missing ones are
 * reported. */
void values_read(struct value_reader *reader, struct xml_node *node, enum element element,
                 const struct template_value **out_values, size_t *out_count);

/* Reads a pattern, whose first character stands at position. False after reporting. */
bool values_read_pattern(struct value_reader *reader, struct slice text, struct position position,
                         struct pattern *out_pattern);

/* Reads a map element with its entries. */
void values_read_map(struct value_reader *reader, struct xml_node *node, struct map *out_map);

/* NULL: the attribute was not written. */
const struct template_value *values_find(const struct template_value *values, size_t count,
                                         enum attribute attribute);

/* NULL: no style has that name. */
const struct style *style_table_find(const struct style_table *table, const char *name);

/* What a style starts from before anything was said: no paint, regular weight. */
extern const struct style style_nothing;

/* Lays the values of a style element over out_style; the face is found again. */
void style_apply(struct value_reader *reader, const struct template_value *values, size_t count,
                 struct position position, struct style *out_style);

/* A hint: "did you mean 'x'? known are: a, b, c"; names is NULL-terminated. */
const char *values_hint(struct arena *arena, const char *name, const char *const *names);

#endif
