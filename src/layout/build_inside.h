/* What the files of building share. Only layout/build*.c include this.
 *
 * A build walks the template. At each place it knows the report's current node, the variables in
 * scope, the style of the text around, the structure element that new ones belong to, and the block
 * that new blocks go into. The latter three are the `struct around` that is handed down; node and
 * variables are in the build and are put back on the way up. */
#ifndef LAYOUT_BUILD_INSIDE_H
#define LAYOUT_BUILD_INSIDE_H

#include "layout/build.h"
#include "layout/query_run.h"

#include <libxml/xpath.h>

struct variable {
    const char *name;
    xmlXPathObjectPtr value;
    bool is_flat;            /* see query_value */
    enum number_kind number; /* NUMBER_NONE: the value counts */
    const char *place;       /* of NUMBER_PLACE */
};

/* A style made by laying one over another, or by another alignment. */
struct made_style {
    const struct style *base, *over;
    int align; /* enum align, or -1 */
    const struct style *style;
};

/* What the expressions of one report may take: steps of all together, bytes of one string. Our own
 * handout needs a few ten thousand steps. */
#define BUILD_STEPS_MAX 5000000
#define BUILD_STRING_MAX_BYTES 500000

/* What a paragraph has gathered so far. */
struct gathered {
    VECTOR(struct text_span) spans;
    struct builder text;
    struct block_note *notes, *last_note; /* footnotes */
};

struct build {
    struct arena *arena;
    const struct layout_inputs *inputs;
    struct diags *diags;
    xmlXPathContextPtr context;
    struct query_place place; /* the context's, for queries */
    struct pages *pages;
    VECTOR(struct variable) variables;
    VECTOR(struct made_style) made_styles;
    struct gathered line; /* of the paragraph being made */
    size_t note_count;    /* footnotes of the document */
    VECTOR(struct block *) notes;
    struct page_numbers numbers;
    const struct style *body, *list, *item, *table, *table_head, *table_group, *table_foot, *link,
        *rule, *chart, *chart_label, *chart_value, *field, *icon, *footnote, *caption, *headings[6],
        *roles[4];
    const struct style *bare;      /* of a box that has no style: nothing but its children */
    size_t runs;                   /* of loop bodies */
    struct position at;            /* of the expression being run */
    VECTOR(struct position) unfit; /* places whose values did not fit a pattern; reported once */
    bool is_exhausted;             /* the expressions took all their steps; reported once */
    bool is_region;                /* everything is an artifact */
    bool failed;
};

struct around {
    const struct style *style; /* of text */
    int32_t structure;         /* parent of new elements */
    struct block *into;        /* parent of new blocks */
    bool text_here; /* marks of text that stands loose among blocks belong to `structure`, not to a
                       P */
};

/* build.c */
int32_t build_structure(struct build *build, enum tag tag, int32_t parent);
struct block *build_block(struct build *build, enum block_kind kind,
                          const struct template_node *node, const struct style *style);
void build_add(struct block *parent, struct block *child);
const struct style *build_overlay(struct build *build, const struct style *base,
                                  const struct style *over);
const struct style *build_align(struct build *build, const struct style *base, enum align align);
/* Raised and small, as the number of a footnote. */
const struct style *build_raise(struct build *build, const struct style *base);
/* No space above the first and below the last child. */
void build_trim(struct block *group);
void build_report(struct build *build, enum message message, struct position position,
                  const char *const *arguments);

/* build_value.c: expressions at the current node. After a failure, which is reported, they give "",
 * false, 0, nothing. */
const char *build_string(struct build *build, const struct expression *path,
                         struct position position);
bool build_test(struct build *build, const struct template_node *node);
const char *build_text(struct build *build, const struct template_text *text);
/* Text of an attribute; "" if it was not written. */
const char *build_attribute(struct build *build, const struct template_node *node,
                            enum attribute attribute);
/* A whole number; false after reporting that the value is none. */
bool build_number(struct build *build, const struct template_value *value, int32_t *out_number);
void build_let(struct build *build, const struct template_node *let);
void build_push(struct build *build, const char *name, xmlXPathObjectPtr value);
/* A variable that is a page number; it can only be printed. */
void build_push_number(struct build *build, const char *name, struct page_number number);
/* The page number that an expression is, if it is nothing but a reference to one and stands in a
 * flow; its kind is NUMBER_NONE otherwise. */
struct page_number build_find_number(const struct build *build, const struct reference *reference);
/* From here on $section in the flow is this heading. */
void build_set_section(struct build *build, const char *title);
void build_pop(struct build *build, size_t count);

/* The nodes of an expression, in the order wanted; and the current node set to one of them. */
struct node_list {
    xmlNodePtr *at;
    size_t count;
};
struct current {
    xmlNodePtr node;
    int position, size;
};
struct node_list build_nodes(struct build *build, const struct template_value *value);
struct node_list build_sorted(struct build *build, const struct template_node *node);
struct current build_enter(struct build *build, const struct node_list *nodes, size_t number);
void build_leave(struct build *build, struct current before);
/* The branch of a choose that is to be run, or NULL. */
const struct template_node *build_branch(struct build *build, const struct template_node *choose);

/* The text in the form of a pattern; as it is, after a warning, if it does not fit. */
const char *build_format(struct build *build, const char *text, const struct pattern *pattern);

/* Whether this is the first value at this place that is to be warned of, however often it is run.
 */
bool build_is_first_unfit(struct build *build);

/* build_functions.c: makes our own functions known to the build's expressions. */
void build_register_functions(struct build *build);

/* build_text.c */
/* The inline nodes from first up to `end` (not included) as one paragraph: its marks belong to
 * `structure`. NULL: there is no text. */
struct paragraph *build_paragraph(struct build *build, const struct template_node *first,
                                  const struct template_node *end, const struct around *around,
                                  struct block *block);
/* Whether a footnote stands in the inline nodes from first up to `end`. */
bool build_has_note(const struct template_node *first, const struct template_node *end);
/* A paragraph of one style. */
struct paragraph *build_label(struct build *build, const char *text, const struct style *style,
                              int32_t structure);

/* What empty blocks take back. */
struct mark {
    size_t structures, links, notes;
};
struct mark build_mark(const struct build *build);
void build_go_back(struct build *build, struct mark mark);

/* build_block.c: the children of node, which may be text and blocks. */
void build_children(struct build *build, const struct template_node *node,
                    const struct around *around);
/* Spaces, keeps and name from the node's attributes and the block's style. */
void build_common(const struct template_node *node, struct block *block);

/* build_table.c, build_chart.c */
void build_table(struct build *build, const struct template_node *node,
                 const struct around *around);
void build_chart(struct build *build, const struct template_node *node,
                 const struct around *around);
/* build_figure.c: a picture; a chart; each with its words below. */
void build_figure(struct build *build, const struct template_node *node,
                  const struct around *around);
void build_captioned_chart(struct build *build, const struct template_node *node,
                           const struct around *around);

/* build_trend.c: the lines of a trend. At each item's node trend_read notes its series and its day;
 * then trend_arrange makes series and visits. False after reporting. */
struct trend_item {
    const char *series;
    const char *at;
};
struct trend_item trend_read(struct build *build, const struct template_node *node);
bool trend_arrange(struct build *build, const struct template_node *node,
                   const struct trend_item *items, struct block_chart *chart);
/* The rows of the table behind it. */
void trend_structure(struct build *build, struct block_chart *chart, int32_t table);
void build_code(struct build *build, const struct template_node *node, const struct around *around);

#endif
