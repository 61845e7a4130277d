/* The file of a template and the common files that it uses. */
#ifndef PACK_TEMPLATE_FILES_H
#define PACK_TEMPLATE_FILES_H

#include "pack/template.h"
#include "pack/values.h"

/* The XML of a template, or of a common file that is looked at alone; NULL after reporting. */
struct xml_document *template_read_file(struct arena *arena, const char *file, struct slice bytes,
                                        const struct template_inputs *inputs, struct diags *diags);

/* Reads what the reader's document uses, and what that uses, into reader->documents: each file
 * once, before those that use it; the document itself is the last. */
void template_read_used(struct value_reader *reader, const struct template_inputs *inputs);

/* Reads the maps of the brand and of all documents into reader->maps. */
void template_read_maps(struct value_reader *reader);

#endif
