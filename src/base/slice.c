#include "base/slice.h"

#include <stdint.h>
#include <string.h>

struct slice slice_from(const char *text) {
    return (struct slice){text, text != NULL ? strlen(text) : 0};
}

bool slice_equals(struct slice slice, const char *text) {
    return slice.size_bytes == strlen(text) &&
           (slice.size_bytes == 0 || memcmp(slice.at, text, slice.size_bytes) == 0);
}

static bool is_blank(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

static struct slice slice_skip_blanks(struct slice slice) {
    while (slice.size_bytes > 0 && is_blank(slice.at[0])) {
        slice.at++;
        slice.size_bytes--;
    }
    return slice;
}

struct slice slice_trim(struct slice slice) {
    slice = slice_skip_blanks(slice);
    while (slice.size_bytes > 0 && is_blank(slice.at[slice.size_bytes - 1])) {
        slice.size_bytes--;
    }
    return slice;
}

bool slice_next(struct slice *rest, char separator, struct slice *out_word) {
    if (separator == ' ') {
        *rest = slice_skip_blanks(*rest);
    }
    if (rest->size_bytes == 0) {
        return false;
    }
    size_t end = 0;
    while (end < rest->size_bytes &&
           !(separator == ' ' ? is_blank(rest->at[end]) : rest->at[end] == separator)) {
        end++;
    }
    *out_word = (struct slice){rest->at, end};
    size_t next = end < rest->size_bytes ? end + 1 : end;
    rest->at += next;
    rest->size_bytes -= next;
    return true;
}

bool slice_parse_int(struct slice slice, int *out_value) {
    bool negative = slice.size_bytes > 0 && slice.at[0] == '-';
    size_t at = negative ? 1 : 0;
    if (at == slice.size_bytes) {
        return false;
    }
    int64_t value = 0;
    for (; at < slice.size_bytes; at++) {
        char digit = slice.at[at];
        if (digit < '0' || digit > '9') {
            return false;
        }
        value = value * 10 + (digit - '0');
        if (value > (int64_t)INT32_MAX + 1) {
            return false;
        }
    }
    value = negative ? -value : value;
    if (value > INT32_MAX) {
        return false;
    }
    *out_value = (int)value;
    return true;
}
