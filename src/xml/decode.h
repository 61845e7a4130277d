/* From the bytes of a file to UTF-8 text, before any parser sees them. Private to xml/. */
#ifndef XML_DECODE_H
#define XML_DECODE_H

#include "base/builder.h"
#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* Valid UTF-8 without byte order mark or NUL in *out_text: a part of bytes, or of storage if it had
 * to be transcoded (the caller frees storage). False after reporting: empty, too large, compressed
 * or not XML at all, an encoding that is not on the list, bytes that the encoding does not have. */
bool xml_decode(const char *file, struct slice bytes, size_t max_bytes, struct diags *diags,
                struct builder *storage, struct slice *out_text);

#endif
