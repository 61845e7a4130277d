/* Values as PDF writes them: numbers, colours, names and strings (ISO 32000-1, 7.3). */
#ifndef PDF_VALUE_H
#define PDF_VALUE_H

#include "base/builder.h"
#include "base/date.h"
#include "base/length.h"

#include <stdint.h>

/* Hundredths of a point, the precision of all coordinates in the file; rounded half away from zero.
 */
typedef int32_t hundredths;

/* A length in hundredths of a point. */
hundredths value_hundredths(length value);

/* A decimal number without needless zeros: 150 is "1.5", 50 is ".5". */
void value_number(struct builder *out, hundredths value);

/* The same for a length. */
void value_length(struct builder *out, length value);

/* 0xRRGGBB as "r g b rg" or "g g" to fill, "RG" or "G" to stroke. */
void value_color(struct builder *out, uint32_t color, bool is_stroke);

/* Two bytes of a glyph id as they stand in a binary string. */
void value_glyph(struct builder *out, uint16_t glyph);

/* A text string from UTF-8: ASCII as it is, anything else UTF-16BE. */
void value_text(struct builder *out, const char *text);
void value_text_of(struct builder *out, struct slice text);

/* A string of any bytes. */
void value_bytes(struct builder *out, struct slice bytes);

/* An ASCII string; bytes beyond printable ASCII are percent-encoded, as a URI needs it. */
void value_uri(struct builder *out, const char *uri);

/* " /Key(text)" for a text string that is neither NULL nor empty. */
void value_entry(struct builder *out, const char *key, const char *text);

#endif
