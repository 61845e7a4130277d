#include "layout/decimal.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static size_t digits_at(const char *text) {
    size_t count = 0;
    while (is_digit(text[count]))
        count++;
    return count;
}

static bool is_mark(char c) {
    return c == '.' || c == ',';
}

/* Bytes of a space or apostrophe between groups of three digits, 0: none. */
static size_t group_space(const char *text) {
    static const char *const spaces[] = {"\u00A0", "\u2009", "\u202F", "'", "\u2019"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        size_t size = strlen(spaces[i]);
        if (strncmp(text, spaces[i], size) == 0 && digits_at(text + size) == 3)
            return size;
    }
    return 0;
}

/* A number's points and commas. */
struct marks {
    size_t points, commas;
    const char *last;
};

/* The end of the number that begins with a digit at text. */
static const char *read_number(const char *text, struct marks *marks) {
    const char *at = text + digits_at(text);
    for (;;) {
        size_t space = group_space(at);
        if (space == 0 && !(is_mark(*at) && is_digit(at[1])))
            return at;
        if (space == 0) {
            marks->points += *at == '.' ? 1 : 0;
            marks->commas += *at == ',' ? 1 : 0;
            marks->last = at;
        }
        at += space > 0 ? space : 1;
        at += digits_at(at);
    }
}

/* Whether the last of the marks is the decimal one. */
static bool is_decimal(const char *number, const char *end, const struct marks *marks) {
    if (marks->points + marks->commas == 0)
        return false;
    if (marks->points > 0 && marks->commas > 0)
        return (*marks->last == '.' ? marks->points : marks->commas) == 1;
    if (marks->points + marks->commas > 1)
        return false;
    bool is_group = *marks->last == ',' && end - marks->last == 4 && marks->last - number <= 3;
    return !is_group || *number == '0';
}

bool decimal_find(const char *text, size_t *out_whole_bytes) {
    const char *at = text;
    while (*at != '\0' && !is_digit(*at) && !(is_mark(*at) && is_digit(at[1])))
        at++;
    if (*at == '\0')
        return false;
    struct marks marks = {0, 0, NULL};
    const char *end = is_digit(*at) ? read_number(at, &marks) : at;
    bool has_point = is_digit(*at) && is_decimal(at, end, &marks);
    *out_whole_bytes = (size_t)((has_point ? marks.last : end) - text);
    return true;
}
