/* Images as XObjects, each once in a document however often it is drawn. */
#ifndef PDF_IMAGES_H
#define PDF_IMAGES_H

#include "base/arena.h"
#include "base/builder.h"
#include "image/image.h"
#include "pdf/object.h"

#include <stdint.h>

struct pdf_images;

struct pdf_images *pdf_images_new(struct arena *arena, struct pdf_document *document);

/* The image's number in the document, for the name "/I3"; its objects are written at the first use.
 */
uint32_t pdf_images_use(struct pdf_images *images, const struct image *image);

/* Appends the entries of the resource dictionary's /XObject. */
void pdf_images_write(const struct pdf_images *images, struct builder *resources);

#endif
