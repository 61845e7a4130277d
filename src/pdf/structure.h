/* The structure tree of one document (ISO 32000-1, 14.7): which marked content of which page
 * belongs to which element. Content is announced page by page while it is written; the tree is
 * printed at the end. */
#ifndef PDF_STRUCTURE_H
#define PDF_STRUCTURE_H

#include "base/arena.h"
#include "layout/page.h"
#include "pdf/object.h"

#include <stdbool.h>
#include <stdint.h>

struct pdf_structure;

/* page_objects holds the number of each page's object. All arguments are borrowed until the tree is
 * written. */
struct pdf_structure *pdf_structure_new(struct arena *arena, const struct pages *pages,
                                        const uint32_t *page_objects,
                                        struct pdf_document *document);

/* A new marked-content sequence of an element: its MCID, from 0 on each page. */
uint32_t pdf_structure_mark(struct pdf_structure *structure, int32_t element, uint32_t page);

/* An annotation of an element: the key for its /StructParent. */
uint32_t pdf_structure_annotation(struct pdf_structure *structure, int32_t element, uint32_t page,
                                  uint32_t annotation);

/* Corners in hundredths of a point, in PDF's coordinates (y up). */
struct pdf_box {
    int32_t left, bottom, right, top;
};

/* Whether the element is a figure or part of one, and so wants the boxes of what is drawn for it.
 */
bool pdf_structure_is_figure(const struct pdf_structure *structure, int32_t element);
void pdf_structure_extend(struct pdf_structure *structure, int32_t element, uint32_t page,
                          struct pdf_box box);

/* Numbers the elements that have content; no marks after that. */
void pdf_structure_close(struct pdf_structure *structure);

/* The object of an element, 0 if it was left out. */
uint32_t pdf_structure_object(const struct pdf_structure *structure, int32_t element);

/* Writes all elements and the root; gives the root's number. */
uint32_t pdf_structure_write(struct pdf_structure *structure);

/* What the merged file must know of the tree of one record. */
struct structure_ends {
    uint32_t part;      /* the record's element, which stands for its Document */
    uint32_t parents;   /* a leaf of the parent tree */
    uint32_t notes;     /* a leaf of the IDTree, 0: none */
    uint32_t key_count; /* keys of the parent tree, from 0 */
    uint32_t note_count;
};

/* The same for a fragment: writes elements and leaves; the parent of the record's element stands in
 * for one of the merged file. */
struct structure_ends pdf_structure_write_fragment(struct pdf_structure *structure,
                                                   uint64_t ordinal);

/* "(note-...)": a note's /ID; in a merged file the record's ordinal parts it from others. Ascending
 * with ordinal and number. */
void pdf_structure_note_id(struct builder *out, uint64_t ordinal, uint32_t number);

#endif
