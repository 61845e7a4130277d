/* Paragraphs met before, with the lines that they were broken into: most of a handout is words that
 * never change. Only text/shape.c, which owns the table, and paragraph*.c include this.
 *
 * What is kept of a paragraph is what follows from its text, and the face, size and rise of its
 * spans; its pieces name their span by number, for spans belong to one report. A paragraph is kept
 * when it comes the second time: what is said to one person only never comes again. Runs are the
 * shaper's, so the table is emptied with them, and only between two reports. */
#ifndef TEXT_PARAGRAPH_KEPT_H
#define TEXT_PARAGRAPH_KEPT_H

#include "text/paragraph_inside.h"

#include <stdbool.h>

struct paragraph_table;
struct kept_paragraph;

struct paragraph_table *paragraph_table_new(void);
void paragraph_table_free(struct paragraph_table *table);

/* Forgets all paragraphs; none that was found may be in use. */
void paragraph_table_clear(struct paragraph_table *table);

/* What the paragraphs kept take. */
size_t paragraph_table_bytes(const struct paragraph_table *table);

/* Fills in the paragraph, whose text and spans are set, from what is kept of one alike. False: it
 * has to be built. */
bool paragraph_table_find(struct paragraph_table *table, struct arena *arena,
                          struct paragraph *paragraph);

/* Keeps a paragraph that was just built because it was not found. */
void paragraph_table_keep(struct paragraph_table *table, struct paragraph *paragraph);

/* The lines of a kept paragraph for a width; false: none are kept. */
bool paragraph_kept_lines(struct arena *arena, const struct paragraph *paragraph, length width,
                          struct text_lines *out_lines);
void paragraph_keep_lines(const struct paragraph *paragraph, length width,
                          const struct text_lines *lines);

#endif
