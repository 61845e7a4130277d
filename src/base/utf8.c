#include "base/utf8.h"

/* What the first byte of a sequence says: its length, its own bits, and the range of the second
 * byte, which is where overlong forms, surrogates and code points past U+10FFFF are excluded. Zero
 * length: no first byte. */
struct lead {
    size_t size_bytes;
    uint32_t bits;
    unsigned char low;
    unsigned char high;
};

static struct lead utf8_lead(unsigned char byte) {
    if (byte < 0x80) {
        return (struct lead){1, byte, 0, 0};
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        return (struct lead){2, byte & 0x1Fu, 0x80, 0xBF};
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        return (struct lead){3, byte & 0x0Fu, byte == 0xE0 ? 0xA0 : 0x80,
                             byte == 0xED ? 0x9F : 0xBF};
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        return (struct lead){4, byte & 0x07u, byte == 0xF0 ? 0x90 : 0x80,
                             byte == 0xF4 ? 0x8F : 0xBF};
    }
    return (struct lead){0, 0, 0, 0};
}

/* The code point at `at`, its size in *out_size_bytes; size 0 for a bad sequence. */
static uint32_t utf8_decode(struct slice text, size_t at, size_t *out_size_bytes) {
    struct lead lead = utf8_lead((unsigned char)text.at[at]);
    *out_size_bytes = 0;
    if (lead.size_bytes == 0 || lead.size_bytes > text.size_bytes - at) {
        return UTF8_REPLACEMENT;
    }
    uint32_t code_point = lead.bits;
    for (size_t i = 1; i < lead.size_bytes; i++) {
        unsigned char byte = (unsigned char)text.at[at + i];
        unsigned char low = i == 1 ? lead.low : 0x80;
        unsigned char high = i == 1 ? lead.high : 0xBF;
        if (byte < low || byte > high) {
            return UTF8_REPLACEMENT;
        }
        code_point = code_point << 6 | (byte & 0x3Fu);
    }
    *out_size_bytes = lead.size_bytes;
    return code_point;
}

uint32_t utf8_next(struct slice text, size_t *position) {
    size_t size_bytes = 0;
    uint32_t code_point = utf8_decode(text, *position, &size_bytes);
    *position += size_bytes > 0 ? size_bytes : 1;
    return code_point;
}

size_t utf8_encode(uint32_t code_point, char out_bytes[4]) {
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
        code_point = UTF8_REPLACEMENT;
    }
    if (code_point < 0x80) {
        out_bytes[0] = (char)code_point;
        return 1;
    }
    size_t size_bytes = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = size_bytes - 1; i > 0; i--) {
        out_bytes[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    static const uint32_t marks[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    out_bytes[0] = (char)(marks[size_bytes] | code_point);
    return size_bytes;
}

bool utf8_is_cut(struct slice text) {
    struct lead lead = utf8_lead((unsigned char)text.at[0]);
    for (size_t i = 1; i < text.size_bytes; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (byte < (i == 1 ? lead.low : 0x80) || byte > (i == 1 ? lead.high : 0xBF)) {
            return false;
        }
    }
    return lead.size_bytes > text.size_bytes;
}

bool utf8_is_valid(struct slice text) {
    size_t at = 0;
    while (at < text.size_bytes) {
        size_t size_bytes = 1;
        if ((unsigned char)text.at[at] >= 0x80) {
            utf8_decode(text, at, &size_bytes);
        }
        if (size_bytes == 0) {
            return false;
        }
        at += size_bytes;
    }
    return true;
}

static bool is_line_end(uint32_t code_point) {
    return code_point == '\n' || code_point == '\r' || code_point == 0x85 || code_point == 0x2028 ||
           code_point == 0x2029;
}

static bool is_blank(uint32_t code_point) {
    return code_point == ' ' || (code_point >= 0x09 && code_point <= 0x0D) ||
           is_line_end(code_point);
}

static bool is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
}

static bool is_replaced(uint32_t code_point) {
    return (code_point >= 0x202A && code_point <= 0x202E) ||
           (code_point >= 0x2066 && code_point <= 0x2069) || code_point == 0x200E ||
           code_point == 0x200F || (code_point >= 0xFDD0 && code_point <= 0xFDEF) ||
           (code_point & 0xFFFE) == 0xFFFE;
}

/* Nothing to clean: ASCII with single spaces between what can be seen. Nearly every text is so. */
static bool is_clean(struct slice text) {
    char before = ' ';
    for (size_t i = 0; i < text.size_bytes; i++) {
        char character = text.at[i];
        if (character < ' ' || character > '~' || (character == ' ' && before == ' ')) {
            return false;
        }
        before = character;
    }
    return text.size_bytes == 0 || before != ' ';
}

/* Every code point of the result takes at most three bytes for each byte of a bad sequence,
 * otherwise no more than it took before; a run of blanks becomes one byte. */
char *utf8_clean(struct arena *arena, const char *text, bool keep_lines) {
    struct slice slice = slice_from(text);
    if (is_clean(slice)) {
        return arena_copy(arena, slice.at, slice.size_bytes);
    }
    char *clean = arena_alloc_array(arena, slice.size_bytes + 1, 3);
    size_t size_bytes = 0;
    char pending = '\0'; /* the blank that goes before the next character, if one comes */
    size_t at = 0;
    while (at < slice.size_bytes) {
        if (slice.at[at] > ' ' && slice.at[at] <= '~' && pending == '\0') {
            clean[size_bytes++] = slice.at[at++];
            continue;
        }
        uint32_t code_point = utf8_next(slice, &at);
        if (is_blank(code_point)) {
            bool line = keep_lines && (is_line_end(code_point) || pending == '\n');
            pending = line ? '\n' : ' ';
            continue;
        }
        if (is_control(code_point)) {
            continue;
        }
        if (pending != '\0' && size_bytes > 0) {
            clean[size_bytes++] = pending;
        }
        pending = '\0';
        size_bytes += utf8_encode(is_replaced(code_point) ? UTF8_REPLACEMENT : code_point,
                                  clean + size_bytes);
    }
    clean[size_bytes] = '\0';
    return clean;
}
