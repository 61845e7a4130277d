/* What the files of the HTML edition share. Only edition/html*.c include this. */
#ifndef EDITION_HTML_H
#define EDITION_HTML_H

#include "base/builder.h"
#include "base/ids.h"
#include "edition/document.h"

struct html_class {
    const char *declarations;
    bool is_wide; /* for wide screens and paper alone */
};

struct html {
    const struct edition *edition;
    struct arena *arena;
    struct builder *out;    /* the body */
    struct builder scratch; /* of declarations */
    VECTOR(struct html_class) classes;
    struct ids *class_ids;
    struct ids *destinations;     /* named so far */
    size_t charts, ticks, fields; /* so far, for ids */
    bool has_label;               /* the paragraph just written names the next field */
    const char *break_class;      /* what the next block adds to its classes: " break", or "" */
};

/* html_text.c */
/* Text as character data or in a quoted attribute. What a document may not hold (control
 * characters, direction overrides, non-characters) is shown as U+FFFD. */
void html_escape(struct builder *out, const char *text, size_t size_bytes);
void html_escape_text(struct builder *out, const char *text);
/* The spans of a paragraph, with strong, em, links; line ends are br. */
void html_spans(struct html *html, const struct block *paragraph);
/* ` href="..."` */
void html_href(struct builder *out, const char *address);

/* html_style.c */
/* A length in parts of the body's size, as "1.25rem". */
void html_rem(const struct html *html, struct builder *out, length value);
/* The name of a class with the declarations that stand in html->scratch, which is empty then. */
const char *html_class(struct html *html, bool is_wide);
/* Declarations into html->scratch. */
void html_declare_text(struct html *html, const struct style *style);
void html_declare_box(struct html *html, const struct style *style);
void html_declare_space(struct html *html, const struct block *block);
void html_declare_columns(struct html *html, const struct block *columns);
/* The style sheet: what is always the same, then the classes. */
void html_write_sheet(struct html *html, struct builder *out);

/* html_picture.c */
void html_figure(struct html *html, const struct block *block);
void html_chart(struct html *html, const struct block *block);
void html_code(struct html *html, const struct block *block);
/* An icon for the eye alone. */
void html_icon(struct html *html, const struct block *box);

/* html_svg.c: the drawing as an svg element; label is its title, and `detail` its description,
 * or both "" for one that is not read. */
void html_svg(struct html *html, const struct page *drawing, const char *label, const char *detail);

/* html_table.c */
void html_table(struct html *html, const struct block *block);

/* html.c */
void html_children(struct html *html, const struct block *block);
/* The tag that opens a block's element: the classes given and the one of html->scratch and the
 * block's spaces, its name as id, and more attributes, each with a blank before it. */
void html_open(struct html *html, const char *element, const struct block *block,
               const char *classes, const char *attributes);
/* ` lang="..."` where the element's language differs from the document's, else "". */
const char *html_language(struct html *html, int32_t structure);

#endif
