#include "pdf/value.h"

#include "base/utf8.h"

#include <string.h>

#define DECIMAL_MAX_BYTES 16

hundredths value_hundredths(length value) {
    int64_t scaled = (int64_t)value * 100;
    int64_t half = scaled < 0 ? -LENGTH_PER_POINT / 2 : LENGTH_PER_POINT / 2;
    return (hundredths)((scaled + half) / LENGTH_PER_POINT);
}

/* Writes backwards from the end of a small buffer: content streams hold tens of thousands of
 * numbers. `decimals` of the digits stand behind the point. */
static void write_decimal(struct builder *out, int64_t value, int decimals) {
    char buffer[DECIMAL_MAX_BYTES + 8];
    char *end = buffer + sizeof buffer;
    char *at = end;
    uint64_t rest = value < 0 ? (uint64_t)-value : (uint64_t)value;
    for (int i = 0; i < decimals; i++) {
        unsigned digit = (unsigned)(rest % 10);
        rest /= 10;
        if (at != end || digit != 0)
            *--at = (char)('0' + digit);
    }
    if (at != end)
        *--at = '.';
    if (rest == 0 && at == end)
        *--at = '0';
    for (; rest != 0; rest /= 10)
        *--at = (char)('0' + rest % 10);
    if (value < 0)
        *--at = '-';
    builder_add(out, at, (size_t)(end - at));
}

void value_number(struct builder *out, hundredths value) {
    write_decimal(out, value, 2);
}

void value_length(struct builder *out, length value) {
    write_decimal(out, value_hundredths(value), 2);
}

/* A channel of 0 to 255 as 0 to 1 in thousandths: 1/255 is about four of them, so no two channels
 * meet. */
static void write_channel(struct builder *out, uint32_t channel) {
    write_decimal(out, (channel * 1000 + 127) / 255, 3);
}

void value_color(struct builder *out, uint32_t color, bool is_stroke) {
    uint32_t red = color >> 16 & 255, green = color >> 8 & 255, blue = color & 255;
    write_channel(out, red);
    if (red == green && green == blue) {
        builder_text(out, is_stroke ? " G\n" : " g\n");
        return;
    }
    builder_char(out, ' ');
    write_channel(out, green);
    builder_char(out, ' ');
    write_channel(out, blue);
    builder_text(out, is_stroke ? " RG\n" : " rg\n");
}

/* A carriage return in a string would be read as a line feed (7.3.4.2). */
static void write_string_byte(struct builder *out, uint8_t byte) {
    if (byte == '\r') {
        builder_text(out, "\\r");
        return;
    }
    if (byte == '(' || byte == ')' || byte == '\\')
        builder_char(out, '\\');
    builder_char(out, (char)byte);
}

static void write_unit(struct builder *out, uint32_t unit) {
    write_string_byte(out, (uint8_t)(unit >> 8));
    write_string_byte(out, (uint8_t)(unit & 255));
}

void value_glyph(struct builder *out, uint16_t glyph) {
    write_unit(out, glyph);
}

static bool is_printable_ascii(struct slice text) {
    for (size_t i = 0; i < text.size_bytes; i++)
        if ((uint8_t)text.at[i] < 0x20 || (uint8_t)text.at[i] > 0x7E)
            return false;
    return true;
}

void value_text_of(struct builder *out, struct slice text) {
    builder_char(out, '(');
    if (is_printable_ascii(text)) {
        for (size_t i = 0; i < text.size_bytes; i++)
            write_string_byte(out, (uint8_t)text.at[i]);
    } else {
        write_unit(out, 0xFEFF);
        for (size_t i = 0; i < text.size_bytes;) {
            uint32_t code_point = utf8_next(text, &i);
            if (code_point > 0xFFFF) {
                write_unit(out, 0xD7C0 + (code_point >> 10));
                write_unit(out, 0xDC00 + (code_point & 0x3FF));
            } else {
                write_unit(out, code_point);
            }
        }
    }
    builder_char(out, ')');
}

void value_text(struct builder *out, const char *text) {
    value_text_of(out, slice_from(text));
}

void value_bytes(struct builder *out, struct slice bytes) {
    builder_char(out, '(');
    for (size_t i = 0; i < bytes.size_bytes; i++)
        write_string_byte(out, (uint8_t)bytes.at[i]);
    builder_char(out, ')');
}

void value_uri(struct builder *out, const char *uri) {
    builder_char(out, '(');
    for (; *uri; uri++) {
        uint8_t byte = (uint8_t)*uri;
        if (byte <= 0x20 || byte > 0x7E)
            builder_format(out, "%%%02X", byte);
        else
            write_string_byte(out, byte);
    }
    builder_char(out, ')');
}

void value_entry(struct builder *out, const char *key, const char *text) {
    if (!text || !*text)
        return;
    builder_char(out, '/');
    builder_text(out, key);
    value_text(out, text);
}
