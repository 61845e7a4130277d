#include "base/length.h"

#include <assert.h>
#include <stddef.h>

/* A unit as a fraction of lengths for each thousandth of it. */
struct unit {
    const char *name;
    int64_t numerator;
    int64_t denominator;
};

static const struct unit units[] = {
    {"pt", LENGTH_PER_POINT, 1000},
    {"mm", 72 * LENGTH_PER_POINT * 10, 254 * 1000},
    {"cm", 72 * LENGTH_PER_POINT * 100, 254 * 1000},
    {"in", 72 * LENGTH_PER_POINT, 1000},
};

#define THOUSANDTHS_MAX ((int64_t)1000 * 1000 * 1000)

/* Rounds half away from zero; the denominator is positive. */
static int64_t divide_rounded(int64_t numerator, int64_t denominator) {
    int64_t half = denominator / 2;
    return numerator < 0 ? -((-numerator + half) / denominator) : (numerator + half) / denominator;
}

/* Reads an unsigned decimal number of at most three decimals off the front of *text, in
 * thousandths. */
static bool parse_thousandths(struct slice *text, int64_t *out_value) {
    int64_t value = 0;
    size_t digits = 0;
    size_t decimals = 0;
    bool point = false;
    size_t at = 0;
    for (; at < text->size_bytes; at++) {
        char character = text->at[at];
        if (character == '.' && !point) {
            point = true;
        } else if (character >= '0' && character <= '9' && decimals < 3 &&
                   value < THOUSANDTHS_MAX) {
            value = value * 10 + (character - '0');
            digits++;
            decimals += point ? 1 : 0;
        } else {
            break;
        }
    }
    if (digits == 0 || (point && decimals == 0)) {
        return false;
    }
    for (; decimals < 3; decimals++) {
        value *= 10;
    }
    text->at += at;
    text->size_bytes -= at;
    *out_value = value;
    return true;
}

bool length_parse(struct slice text, length *out_length) {
    bool negative = text.size_bytes > 0 && text.at[0] == '-';
    if (negative) {
        text.at++;
        text.size_bytes--;
    }
    int64_t thousandths = 0;
    if (!parse_thousandths(&text, &thousandths) || thousandths > THOUSANDTHS_MAX) {
        return false;
    }
    if (thousandths == 0 && text.size_bytes == 0) {
        *out_length = 0;
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (slice_equals(text, units[i].name)) {
            int64_t value = divide_rounded(thousandths * units[i].numerator, units[i].denominator);
            if (value > LENGTH_MAX) {
                return false;
            }
            *out_length = (length)(negative ? -value : value);
            return true;
        }
    }
    return false;
}

length length_scale(length value, int64_t numerator, int64_t denominator) {
    assert(denominator != 0);
    __extension__ typedef __int128 wide;
    wide product = (wide)value * numerator;
    wide divisor = denominator;
    if (divisor < 0) {
        product = -product;
        divisor = -divisor;
    }
    wide half = divisor / 2;
    wide scaled = product < 0 ? -((-product + half) / divisor) : (product + half) / divisor;
    if (scaled > LENGTH_MAX) {
        return LENGTH_MAX;
    }
    return scaled < -LENGTH_MAX ? -LENGTH_MAX : (length)scaled;
}
