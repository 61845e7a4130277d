#include "base/builder.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT_BUFFER_BYTES 200

void builder_free(struct builder *builder) {
    memory_free(builder->at);
    size_t max_bytes = builder->max_bytes;
    *builder = (struct builder){.max_bytes = max_bytes};
}

void builder_reset(struct builder *builder) {
    builder->size_bytes = 0;
    builder->overflow = false;
    if (builder->at != NULL) {
        builder->at[0] = '\0';
    }
}

/* Never a capacity past the maximum and its NUL, so that what fits the capacity fits both. */
static char *reserve_more(struct builder *builder, size_t size_bytes) {
    size_t max_bytes = builder->max_bytes > 0 ? builder->max_bytes : BUILDER_MAX_BYTES;
    if (builder->overflow || builder->size_bytes > max_bytes ||
        size_bytes > max_bytes - builder->size_bytes) {
        builder->overflow = true;
        return NULL;
    }
    size_t needed_bytes = builder->size_bytes + size_bytes + 1;
    size_t larger_bytes = builder->capacity_bytes > 0 ? builder->capacity_bytes : 64;
    while (larger_bytes < needed_bytes) {
        larger_bytes *= 2;
    }
    larger_bytes = larger_bytes > max_bytes ? max_bytes + 1 : larger_bytes;
    builder->at = memory_resize(builder->at, larger_bytes);
    builder->capacity_bytes = larger_bytes;
    return builder->at + builder->size_bytes;
}

/* Inline, for a handout is made of some hundred thousand additions of a few bytes. */
static inline char *reserve(struct builder *builder, size_t size_bytes) {
    bool has_room = size_bytes < builder->capacity_bytes - builder->size_bytes;
    return has_room && !builder->overflow ? builder->at + builder->size_bytes
                                          : reserve_more(builder, size_bytes);
}

static inline void commit(struct builder *builder, size_t size_bytes) {
    builder->size_bytes += size_bytes;
    builder->at[builder->size_bytes] = '\0';
}

char *builder_reserve(struct builder *builder, size_t size_bytes) {
    return reserve(builder, size_bytes);
}

void builder_commit(struct builder *builder, size_t size_bytes) {
    commit(builder, size_bytes);
}

void builder_add(struct builder *builder, const void *bytes, size_t size_bytes) {
    char *place = reserve(builder, size_bytes);
    if (place != NULL) {
        if (size_bytes > 0) {
            memcpy(place, bytes, size_bytes);
        }
        commit(builder, size_bytes);
    }
}

void builder_text(struct builder *builder, const char *text) {
    builder_add(builder, text, strlen(text));
}

void builder_char(struct builder *builder, char character) {
    char *place = reserve(builder, 1);
    if (place != NULL) {
        *place = character;
        commit(builder, 1);
    }
}

void builder_int(struct builder *builder, int64_t value) {
    char digits[24];
    size_t first = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--first] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--first] = '-';
    }
    builder_add(builder, digits + first, sizeof digits - first);
}

/* Most texts are short and are printed once, into a buffer. */
void builder_format(struct builder *builder, const char *format, ...) {
    char buffer[FORMAT_BUFFER_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int size = format != NULL ? vsnprintf(buffer, sizeof buffer, format, arguments) : -1;
    va_end(arguments);
    if (size < 0) {
        abort(); /* a wrong format is a bug */
    }
    if ((size_t)size < sizeof buffer) {
        builder_add(builder, buffer, (size_t)size);
        return;
    }
    char *place = builder_reserve(builder, (size_t)size);
    if (place == NULL) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(place, (size_t)size + 1, format, arguments);
    va_end(arguments);
    builder_commit(builder, (size_t)size);
}

/* What stands for a character that may not stand for itself, or NULL. C0 characters that XML 1.0
 * cannot hold even as a reference become U+FFFD. */
static const char *xml_escape(unsigned char byte) {
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    case 0x7F:
        return "&#127;";
    default:
        return byte < 0x20 ? "\xEF\xBF\xBD" : NULL;
    }
}

void builder_xml(struct builder *builder, const char *text) {
    size_t start = 0;
    size_t at = 0;
    for (; text[at] != '\0'; at++) {
        const char *escape = xml_escape((unsigned char)text[at]);
        if (escape != NULL) {
            builder_add(builder, text + start, at - start);
            builder_text(builder, escape);
            start = at + 1;
        }
    }
    builder_add(builder, text + start, at - start);
}
