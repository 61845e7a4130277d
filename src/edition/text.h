/* What the files of the text edition share. Only edition/text*.c include this.
 *
 * Lines are written at an indent. Between blocks stands an empty line, unless both ask for no space
 * (see text_gap). What begins an item ("- ", "1. ", "[ ] ") waits in `label` until the first line
 * below it is written, which it then begins. */
#ifndef EDITION_TEXT_H
#define EDITION_TEXT_H

#include "base/builder.h"
#include "edition/document.h"

#define TEXT_COLUMNS 72

struct text {
    const struct edition *edition;
    struct arena *arena;
    struct builder *out;
    size_t indent;              /* columns */
    size_t hang;                /* more for the lines after a paragraph's first */
    const char *label;          /* ends at the indent; NULL: none waits */
    const struct block *region; /* the header or footer that is written, or NULL */
    bool wants_gap;             /* an empty line before what comes next */
};

/* text.c */
void text_children(struct text *text, const struct block *block);

/* text_line.c */
/* An empty line before what comes next, if anything stands above. */
void text_gap(struct text *text);
/* A paragraph at the indent, broken at blanks; '\n' ends a line. */
void text_write(struct text *text, const char *words);
/* One line as it is. */
void text_line(struct text *text, const char *line);
/* The text of a paragraph, made plain, with the addresses of its links in brackets. */
const char *text_of(const struct text *text, const struct block *paragraph);
/* Without control characters and direction overrides; hard blanks are blanks that do not break. */
const char *text_plain(struct arena *arena, const char *words);
/* Columns that it takes on a screen. */
size_t text_width(const char *words);

/* text_table.c */
void text_table(struct text *text, const struct block *block);

#endif
