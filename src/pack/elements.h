/* The template language as one table: which element may hold what, which attributes it has, what
 * their values are. The loader checks with it; layout.xsd and the table in the README are printed
 * from it (elements_write_schema, elements_write_table), so that they cannot say anything else. */
#ifndef PACK_ELEMENTS_H
#define PACK_ELEMENTS_H

#include "base/builder.h"
#include "pack/template.h"

#include <stdbool.h>
#include <stddef.h>

/* What an element is, and what it may hold: a set of these. */
enum content {
    CONTENT_NONE = 0,
    CONTENT_TOP = 1 << 0,    /* right in layout */
    CONTENT_REGION = 1 << 1, /* header, footer */
    CONTENT_BLOCK = 1 << 2,
    CONTENT_INLINE = 1 << 3, /* text, and what stands in a line */
    CONTENT_ITEM = 1 << 4,
    CONTENT_COL = 1 << 5,
    CONTENT_HEAD = 1 << 6,
    CONTENT_ROW = 1 << 7,
    CONTENT_CELL = 1 << 8,
    CONTENT_LET = 1 << 9,
    CONTENT_WHEN = 1 << 10,
    CONTENT_LOGIC = 1 << 11,
    CONTENT_SHARED = 1 << 13, /* right in layout and common */
    CONTENT_ENTRY = 1 << 14,
    CONTENT_SAME = 1 << 12 /* of logic: what the element around it may hold */
};

struct attribute_rule {
    enum attribute attribute;
    enum value_kind kind;
    bool required;
    const char *const *choices; /* VALUE_CHOICE: NULL-terminated */
    int low, high;              /* VALUE_NUMBER */
    const char *about;
};

/* Attributes that many elements share. */
enum attribute_set { SET_BLOCK = 1, SET_STYLE = 2 };

struct element_rule {
    const char *name; /* NULL: not an element that a template can hold */
    unsigned is;      /* enum content */
    unsigned holds;   /* enum content */
    unsigned sets;    /* enum attribute_set */
    const struct attribute_rule *attributes;
    size_t attribute_count;
    const char *about;
};

extern const struct element_rule element_rules[ELEMENT_COUNT];
extern const char *const attribute_names[ATTRIBUTE_COUNT];

/* Element of that name, ELEMENT_COUNT: unknown. */
enum element element_find(const char *name);

/* The element's number-th attribute rule, own ones first, then the shared; NULL past the end. */
const struct attribute_rule *element_attribute(enum element element, size_t number);
const struct attribute_rule *element_find_attribute(enum element element, const char *name);

/* The attributes of a set. */
const struct attribute_rule *element_set(enum attribute_set set, size_t *out_count);

/* NULL-terminated names of the elements that may stand where `content` is allowed; `out_names` has
 * room for ELEMENT_COUNT + 1. */
void element_names_of(unsigned content, const char **out_names);

/* layout.xsd, brand.xsd, and the README's table. */
void elements_write_schema(struct builder *out);
void elements_write_brand_schema(struct builder *out);
void elements_write_table(struct builder *out);

#endif
