/* A page template, compiled: every name looked up, every expression compiled, every rule checked,
 * branches not taken included. What an element may hold and which attributes it has stands in one
 * table (pack/elements.c), from which also the schema and the README table are made. Const after
 * load; layout/build.c runs it against a report. */
#ifndef PACK_TEMPLATE_H
#define PACK_TEMPLATE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/length.h"
#include "base/slice.h"
#include "base/vector.h"
#include "pack/brand.h"
#include "pack/map.h"
#include "pack/pattern.h"
#include "pack/query.h"
#include "pack/source.h"
#include "pack/style.h"

#include <libxml/xpath.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEMPLATE_NAMESPACE "urn:magreport:layout:1"

enum element {
#define ELEMENT(name) ELEMENT_##name,
    ELEMENT(layout) ELEMENT(common) ELEMENT(use) ELEMENT(map) ELEMENT(entry) ELEMENT(style) ELEMENT(page) ELEMENT(header) ELEMENT(footer)
    ELEMENT(flow) ELEMENT(part) ELEMENT(insert) ELEMENT(h) ELEMENT(p) ELEMENT(list) ELEMENT(item)
    ELEMENT(box) ELEMENT(columns) ELEMENT(break) ELEMENT(rule) ELEMENT(space) ELEMENT(figure)
    ELEMENT(chart) ELEMENT(code) ELEMENT(field) ELEMENT(table) ELEMENT(col) ELEMENT(head)
    ELEMENT(foot) ELEMENT(row) ELEMENT(cell) ELEMENT(t) ELEMENT(v) ELEMENT(link) ELEMENT(note) ELEMENT(for)
    ELEMENT(if) ELEMENT(choose) ELEMENT(when) ELEMENT(otherwise) ELEMENT(let) ELEMENT(text)
#undef ELEMENT
    ELEMENT_COUNT
};

/* What an expression that is nothing but one reference refers to; else both are NULL. */
struct reference {
    const char *variable; /* $variable */
    const char *place;    /* page-of('place') */
};

/* An expression, compiled twice. */
struct expression {
    xmlXPathCompExprPtr compiled; /* NULL: reported */
    const struct query *query;    /* NULL: only libxml2 can run it */
    const char *source;
    struct reference reference;
};

/* Text that may hold {XPath}: pieces in turn constant and computed. */
struct template_piece {
    const char *text;         /* constant, or NULL: computed */
    struct expression path;   /* computed */
    struct position position; /* of the expression */
};
struct template_text {
    struct template_piece *pieces;
    size_t count;
    bool is_constant;     /* at most one constant piece */
    const char *constant; /* then its text, "" if none */
    struct position position;
};

enum attribute {
#define ATTRIBUTE(id, name) ATTRIBUTE_##id,
#include "pack/attribute.def"
#undef ATTRIBUTE
    ATTRIBUTE_COUNT
};

/* What an attribute's value is; says which member of template_value counts. */
enum value_kind {
    VALUE_TEXT,     /* text: may hold {XPath} */
    VALUE_NAME,     /* text.constant: a name that this template gives */
    VALUE_PATH,     /* path */
    VALUE_STYLE,    /* style */
    VALUE_COLOR,    /* color */
    VALUE_LENGTH,   /* length */
    VALUE_EDGES,    /* edges: one to four lengths, as in CSS */
    VALUE_IMAGE,    /* image */
    VALUE_PAGE,     /* page */
    VALUE_PART,     /* part: the part element's node */
    VALUE_CHOICE,   /* number: index in the attribute's list of choices */
    VALUE_NUMBER,   /* number */
    VALUE_MEASURES, /* measures */
    VALUE_PATTERN,  /* pattern */
    VALUE_WORDS,    /* text.constant: as it is written */
    VALUE_KIND_COUNT
};

struct template_value {
    enum attribute attribute;
    enum value_kind kind;
    struct position position;
    union {
        struct template_text text;
        struct expression path;
        const struct style *style;
        uint32_t color;
        length length;
        struct edges edges;
        const struct image *image;
        const struct page_master *page;
        const struct template_node *part;
        int number;
        const struct pattern *pattern;
        struct {
            struct measure *at;
            size_t count;
        } measures;
    } u;
};

/* One instruction: an element with its values, or (ELEMENT_text) a piece of text. */
struct template_node {
    enum element element;
    const struct template_node *parent, *first_child, *next;
    const struct template_value *values;
    size_t value_count;
    struct template_text text; /* of ELEMENT_text */
    bool is_inline; /* stands in a line: text, t, v, link, let, and logic that holds only such */
    struct position position;
};

/* The value of an attribute, NULL if it was not written. */
const struct template_value *template_value(const struct template_node *node,
                                            enum attribute attribute);

/* Number, choice or length of an attribute, or the fallback if it was not written. */
int template_number(const struct template_node *node, enum attribute attribute, int fallback);
length template_length(const struct template_node *node, enum attribute attribute, length fallback);
const struct style *template_style(const struct template_node *node, const struct style *fallback);

/* Choices, in the order of the lists in pack/elements.c. */
enum list_kind { LIST_BULLET, LIST_NUMBER, LIST_TICK };
enum box_role { ROLE_NONE, ROLE_NOTE, ROLE_WARNING, ROLE_URGENT };
enum figure_fit { FIT_CONTAIN, FIT_COVER };
enum valign { VALIGN_TOP, VALIGN_MIDDLE, VALIGN_BOTTOM };
enum page_side { SIDE_ANY, SIDE_LEFT, SIDE_RIGHT };
enum field_kind { FIELD_LINE, FIELD_TICK };
enum chart_kind {
    CHART_GAUGE,
    CHART_METER,
    CHART_BARS,
    CHART_WEEK,
    CHART_DOTS,
    CHART_COLUMNS,
    CHART_TREND,
    CHART_KIND_COUNT
};
extern const char *const chart_kind_names[CHART_KIND_COUNT + 1]; /* as in the enum */

/* A header or footer: blocks placed on every page of a master. Text colour comes from the style. */
struct page_region {
    length top;    /* from the page's top edge */
    length left;   /* from the page's left edge */
    length width;  /* with padding */
    length height; /* 0: as the content needs; content taller than it is reported, not clipped */
    uint32_t fill; /* behind the whole region, or COLOR_NONE */
    const struct style *style;           /* padding and edges; text colour; never NULL */
    const struct template_node *content; /* the header or footer element */
    struct position position;
};

struct page_master {
    const char *name;
    const struct page_master *next; /* for the pages after this one; itself unless said */
    const struct page_master *last; /* instead of this one on a flow's last page, or NULL */
    const struct page_master *left; /* instead of this one on left pages, or NULL */
    bool is_mirrored;               /* on left pages the sides change places */
    bool is_roll;                   /* as high as its content; `height` is the most */
    length width, height;
    struct edges margin;                       /* the flow's place is what is left inside */
    const struct page_region *header, *footer; /* NULL: none */
    struct position position;
};

struct template_flow {
    const struct page_master *first;
    const struct template_node *node; /* the flow element; its children are blocks */
};

struct template {
    const char *file;
    const char *name;
    const char *version;
    const char *language;         /* of the constant text: BCP 47 */
    const struct language *signs; /* of that language; NULL: not known, and there is no pattern */
    struct template_text title;   /* of the document */
    struct page_master *pages;
    size_t page_count;
    struct template_flow *flows;
    size_t flow_count;
    const struct style *
        *styles; /* the brand's and this file's; a later one hides an earlier one of its name */
    size_t style_count;
    const struct map *maps; /* the brand's, then this file's and those it uses */
    size_t map_count;
    xmlXPathCompExprPtr *paths; /* every compiled expression, for template_free */
    size_t path_count;
};

/* Reads a file that a template uses; it lies in the same folder. NULL bytes: reported. */
typedef struct pack_source_file template_open(void *user, const char *name, struct position from,
                                              struct diags *diags);

struct template_inputs {
    const struct brand *brand;
    template_open *open; /* NULL: there are no other files */
    void *user;          /* of open */
    bool is_common;      /* a common file, without flows, will do */
    const char *paper;   /* a4, letter or a5; NULL: the brand's country's */
};

/* NULL after reporting everything that is wrong. Brand and arena must outlive it; template_free
 * releases the compiled expressions (libxml2's memory), the rest dies with the arena. */
struct template *template_load(struct arena *arena, const char *file, struct slice bytes,
                               const struct template_inputs *inputs, struct diags *diags);
void template_free(struct template *template);

/* A style of the template or its brand; NULL: there is none of that name. */
const struct style *template_find_style(const struct template *template, const char *name);

#endif
