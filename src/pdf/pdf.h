/* Pages of drawing ops -> one PDF file: PDF 1.7, tagged, PDF/UA-1 and PDF/A-2a. libharu keeps
 * objects and writes the cross-reference table (pdf/object.c is the only file that includes
 * hpdf.h); text, fonts, images, tags and metadata are ours, as notes in each file say. */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/diag.h"
#include "layout/page.h"
#include "text/font.h"

#include <stdbool.h>
#include <stdint.h>

/* What every document of this process shares: start-up font subsets, deflated once; the sRGB
 * profile. Const after. */
struct pdf_shared;
struct pdf_shared *pdf_shared_new(const struct font_set *fonts, struct slice icc_profile,
                                  struct diags *diags);
void pdf_shared_free(struct pdf_shared *shared);

/* What matters more: PDF_SMALL packs harder and gives each document fonts with nothing but its own
 * glyphs, for several times the time. */
enum pdf_optimize { PDF_QUICK, PDF_SMALL };

/* A writer is reused for document after document and keeps nothing from one to the next. */
struct pdf_writer;
struct pdf_writer *pdf_writer_new(const struct pdf_shared *shared, enum pdf_optimize optimize);
void pdf_writer_free(struct pdf_writer *writer);

/* Appends the whole file to out. The same pages give the same bytes. scratch is used for what dies
 * with the report. False after reporting. */
bool pdf_write(struct pdf_writer *writer, struct arena *scratch, const struct pages *pages,
               struct diags *diags, struct builder *out);

/* Appends the record as a fragment for pdf/merge.h instead: no file of its own, but all that the
 * merged file needs. ordinal is its number in the batch, from 1. */
bool pdf_write_fragment(struct pdf_writer *writer, struct arena *scratch, const struct pages *pages,
                        uint64_t ordinal, struct diags *diags, struct builder *out);

/* Bytes of page content before deflate and number of pages of the last document, for the benchmark.
 */
struct pdf_measure {
    size_t content_bytes;
    size_t page_count;
};
struct pdf_measure pdf_writer_measure(const struct pdf_writer *writer);

/* Calls sink with each page's content stream before deflate, while pdf_write runs; for the
 * benchmark's floor. NULL: off. */
void pdf_writer_tap(struct pdf_writer *writer,
                    void (*sink)(void *user, const void *bytes, size_t size_bytes), void *user);

#endif
