/* From the bytes of a file to UTF-8 text, before any parser sees them. Private to xml/. */
#ifndef XML_DECODE_H
#define XML_DECODE_H

#include "base/builder.h"
#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* Takes the bytes of a file piece by piece. All fields but the first three begin as zero. */
struct xml_decoder {
    const char *file;
    size_t max_bytes; /* of text */
    struct diags *diags;
    struct builder raw; /* bytes that are not decoded yet: the first, or half a character */
    size_t text_bytes;
    int encoding;
    bool is_begun;
    bool is_bad; /* a byte that cannot be decoded stands behind the text so far */
    enum message bad;
};

/* Adds the text of the piece to out: valid UTF-8 without byte order mark or NUL. False after
 * reporting: empty, too large, compressed or not XML at all, an encoding that is not on the list;
 * or without reporting if is_bad, because only the caller knows the place. */
bool xml_decoder_add(struct xml_decoder *decoder, struct slice bytes, bool is_last,
                     struct builder *out);

void xml_decoder_free(struct xml_decoder *decoder);

/* The same of all bytes of a file at once, into text, which the caller frees. */
bool xml_decode(const char *file, struct slice bytes, size_t max_bytes, struct diags *diags,
                struct builder *text);

#endif
