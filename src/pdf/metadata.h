/* What the file says of itself: Info, XMP, the colour profile, and the catalog that ties all
 * together. */
#ifndef PDF_METADATA_H
#define PDF_METADATA_H

#include "base/arena.h"
#include "layout/page.h"
#include "pdf/object.h"

#include <stdint.h>

/* Writes the Info dictionary. */
void metadata_write_info(const struct pages *pages, struct pdf_document *document);

/* Writes the XMP packet, which says the same as Info and declares PDF/UA-1 and PDF/A-2a; gives its
 * number. */
uint32_t metadata_write_xmp(const struct pages *pages, struct pdf_document *document,
                            struct arena *arena);

/* The entries of Info, and the XMP packet, as text. */
void metadata_add_info(const struct pages *pages, struct builder *out);
void metadata_add_xmp(const struct pages *pages, struct builder *out);

/* What the catalog refers to; outline may be 0. */
struct catalog_parts {
    uint32_t metadata, structure_root, output_profile, outline;
};

/* Opens the catalog and appends all but the page labels; the caller closes it. */
struct builder *metadata_open_catalog(const struct pages *pages, struct pdf_document *document,
                                      const struct catalog_parts *parts);

/* Appends the catalog's entries for these parts. */
void metadata_add_catalog(const struct pages *pages, const struct catalog_parts *parts,
                          struct builder *out);

/* Whether bytes are an ICC profile for RGB colours. */
bool metadata_is_rgb_profile(struct slice bytes);

#endif
