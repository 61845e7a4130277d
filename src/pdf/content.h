/* Drawing ops of one page -> the operators of its content stream, with marks for the structure
 * tree. */
#ifndef PDF_CONTENT_H
#define PDF_CONTENT_H

#include "base/builder.h"
#include "layout/page.h"
#include "pdf/fonts.h"
#include "pdf/images.h"
#include "pdf/structure.h"

#include <stdint.h>

/* Where a page's content leaves its traces in the document. */
struct content_targets {
    struct pdf_structure *structure;
    struct pdf_fonts *fonts;
    struct pdf_images *images;
};

/* Appends the content stream of page number page_index to out. facts are all elements, for the
 * names of their tags. */
void content_write(const struct content_targets *targets, const struct page *page,
                   const struct structure *facts, uint32_t page_index, struct builder *out);

#endif
