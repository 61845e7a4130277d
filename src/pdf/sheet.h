/* Sheets of a merged print file that belong to no handout. */
#ifndef PDF_SHEET_H
#define PDF_SHEET_H

#include "base/builder.h"
#include "base/length.h"
#include "text/font.h"

#include <stdint.h>

/* Appends the content of a separator: the number in the middle of the page, in the font /F0 of the
 * face, as an artifact. */
void sheet_write_number(struct builder *out, const struct font_face *face, uint64_t number,
                        length page_width, length page_height);

#endif
