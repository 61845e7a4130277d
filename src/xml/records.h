/* Records put aside until the file that they come from has ended and is sound. Private to xml/,
 * which hands them out as struct xml_records. */
#ifndef XML_RECORDS_H
#define XML_RECORDS_H

#include "base/scratch.h"
#include "xml/log.h"

/* Empty; scratch may be NULL, else it is borrowed and cleared. At most `depth` levels. */
struct xml_records *records_new(struct scratch *scratch, size_t depth);

/* The names that its logs are to use. */
struct names *records_names(struct xml_records *records);

/* Puts aside an element outside records that all records from now on stand in, `depth` levels deep
 * (the root is 1); or a whole record. False after reporting. */
bool records_add_outer(struct xml_records *records, size_t depth, struct slice log,
                       struct diags *diags);
bool records_add(struct xml_records *records, size_t depth, struct slice log, struct diags *diags);

#endif
