#include "pack/pattern.h"

#include "base/date.h"
#include "base/vector.h"

#include <string.h>

#define LIST(...) __VA_ARGS__
#define DIGITS_MAX 60

struct language_names {
    const char *months[12], *short_months[12], *days[7], *short_days[7];
};

struct language {
    const char *tag;
    const struct language_names *names;
    const char *decimal, *group;
    size_t least_grouped;
};

enum language_id {
#define NAMES(id, ...) NAMES_##id,
#define LANGUAGE(...)
#include "pack/language.def"
#undef NAMES
#undef LANGUAGE
    NAMES_COUNT
};

static const struct language_names names[NAMES_COUNT] = {
#define NAMES(id, months, short_months, days, short_days)                                          \
    [NAMES_##id] = {{months}, {short_months}, {days}, {short_days}},
#define LANGUAGE(...)
#include "pack/language.def"
#undef NAMES
#undef LANGUAGE
};

static const struct language languages[] = {
#define NAMES(...)
#define LANGUAGE(id, tag, decimal, group, least) {tag, &names[NAMES_##id], decimal, group, least},
#include "pack/language.def"
#undef NAMES
#undef LANGUAGE
};
#define LANGUAGE_COUNT (sizeof languages / sizeof *languages)

const struct language *language_find(const char *tag) {
    size_t first_bytes = strcspn(tag, "-");
    const struct language *found = NULL;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        const char *known = languages[i].tag;
        if (strcasecmp(known, tag) == 0) {
            return &languages[i];
        }
        if (strlen(known) == first_bytes && strncasecmp(known, tag, first_bytes) == 0) {
            found = &languages[i];
        }
    }
    return found;
}

const char *const *language_tags(struct arena *arena) {
    const char **tags = ARENA_ARRAY(arena, const char *, LANGUAGE_COUNT + 1);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        tags[i] = languages[i].tag;
    }
    return tags;
}

/* ---- reading a pattern ---- */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Past the quoted text that begins at `at`; past the end if it is not closed. */
static size_t skip_quoted(struct slice text, size_t at) {
    for (at++; at < text.size_bytes; at++) {
        if (text.at[at] != '\'') {
            continue;
        }
        bool is_doubled = at + 1 < text.size_bytes && text.at[at + 1] == '\'';
        if (!is_doubled) {
            break;
        }
        at++;
    }
    return at + 1;
}

/* Appends text without its quotes. */
static void write_literal(struct slice text, struct builder *out) {
    for (size_t at = 0; at < text.size_bytes;) {
        if (text.at[at] != '\'') {
            builder_char(out, text.at[at++]);
            continue;
        }
        size_t end = skip_quoted(text, at);
        for (size_t i = at + 1; i + 1 < end; i++) {
            builder_char(out, text.at[i]);
            i += text.at[i] == '\'' ? 1 : 0; /* the second of two */
        }
        builder_text(out, end - at == 2 ? "'" : "");
        at = end;
    }
}

static bool refuse(struct pattern_problem *problem, size_t offset_bytes, const char *hint) {
    *problem = (struct pattern_problem){offset_bytes, hint};
    return false;
}

/* The first byte from `at` on, outside quotes, that is one of `wanted`; the size if there is none.
 */
static size_t find_sign(struct slice text, size_t at, const char *wanted) {
    while (at < text.size_bytes && (text.at[at] == '\'' || strchr(wanted, text.at[at]) == NULL)) {
        at = text.at[at] == '\'' ? skip_quoted(text, at) : at + 1;
    }
    return at < text.size_bytes ? at : text.size_bytes;
}

/* The digits before the decimal point. */
static bool parse_whole(struct pattern *out, size_t *at, struct pattern_problem *problem) {
    struct slice source = out->source;
    size_t last_comma = SIZE_MAX;
    for (; *at < source.size_bytes && strchr("#0,", source.at[*at]) != NULL; ++*at) {
        char c = source.at[*at];
        if (c == '#' && out->least_whole > 0) {
            return refuse(problem, *at, "'#' stands before the first 0");
        }
        if (c == ',' && last_comma != SIZE_MAX && last_comma + 1 == *at) {
            return refuse(problem, *at, "digits stand between two commas");
        }
        last_comma = c == ',' ? *at : last_comma;
        out->least_whole += c == '0' ? 1 : 0;
    }
    if (last_comma != SIZE_MAX) {
        out->group = *at - last_comma - 1;
    }
    if (last_comma != SIZE_MAX && out->group == 0) {
        return refuse(problem, last_comma, "digits stand after a comma, as in #,##0");
    }
    if (out->least_whole == 0) {
        return refuse(problem, *at, "the last digit before the point is a 0, as in #,##0.#");
    }
    return true;
}

static bool parse_number(struct pattern *out, struct pattern_problem *problem) {
    struct slice source = out->source;
    size_t at = find_sign(source, 0, "#0,.;");
    out->kind = PATTERN_NUMBER;
    out->prefix = (struct slice){source.at, at};
    if (!parse_whole(out, &at, problem)) {
        return false;
    }
    if (at < source.size_bytes && source.at[at] == '.') {
        for (at++; at < source.size_bytes && strchr("#0", source.at[at]) != NULL; at++) {
            if (source.at[at] == '0' && out->least_fraction < out->most_fraction) {
                return refuse(problem, at, "after the point '#' stands behind the last 0");
            }
            out->least_fraction += source.at[at] == '0' ? 1 : 0;
            out->most_fraction++;
        }
        if (out->most_fraction == 0) {
            return refuse(problem, at, "a 0 or # follows the point; put a full stop in quotes");
        }
    }
    out->suffix = (struct slice){source.at + at, source.size_bytes - at};
    size_t extra = find_sign(source, at, "#0,.;");
    if (extra < source.size_bytes) {
        return refuse(problem, extra, "a pattern holds one number; put other signs in quotes");
    }
    if (out->least_whole > 15 || out->most_fraction > 15) {
        return refuse(problem, 0, "at most 15 digits stand before and after the point");
    }
    out->is_percent = find_sign(out->prefix, 0, "%") < out->prefix.size_bytes ||
                      find_sign(out->suffix, 0, "%") < out->suffix.size_bytes;
    return true;
}

/* A field of a date: a letter and how often it may stand. */
static const struct {
    char letter;
    const char *sizes; /* digits */
} fields[] = {{'y', "124"}, {'M', "1234"}, {'d', "12"}, {'E', "134"}};

static size_t field_size(struct slice text, size_t at) {
    size_t size = 1;
    while (at + size < text.size_bytes && text.at[at + size] == text.at[at]) {
        size++;
    }
    return size;
}

static bool is_field(char letter, size_t size) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].letter == letter) {
            return size < 10 && strchr(fields[i].sizes, (char)('0' + size)) != NULL;
        }
    }
    return false;
}

static bool parse_date(struct pattern *out, struct pattern_problem *problem) {
    struct slice source = out->source;
    out->kind = PATTERN_DATE;
    for (size_t at = 0; at < source.size_bytes;) {
        if (!is_letter(source.at[at])) {
            at = source.at[at] == '\'' ? skip_quoted(source, at) : at + 1;
            continue;
        }
        size_t size = field_size(source, at);
        if (!is_field(source.at[at], size)) {
            return refuse(problem, at,
                          "known: y yy yyyy M MM MMM MMMM d dd E EEE EEEE, and text in quotes");
        }
        at += size;
    }
    return true;
}

bool pattern_parse(struct slice source, const struct language *language,
                   struct pattern *out_pattern, struct pattern_problem *out_problem) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    *out_pattern = (struct pattern){.source = source, .language = language};
    for (size_t at = 0; at < source.size_bytes; at++) {
        if (source.at[at] != '\'') {
            continue;
        }
        size_t end = skip_quoted(source, at);
        if (end > source.size_bytes) {
            return refuse(out_problem, at, "a quote is not closed; two are one that is printed");
        }
        at = end - 1;
    }
    if (find_sign(source, 0, "#0") < source.size_bytes) {
        return parse_number(out_pattern, out_problem);
    }
    if (find_sign(source, 0, letters) < source.size_bytes) {
        return parse_date(out_pattern, out_problem);
    }
    return refuse(out_problem, 0, "a number looks like #,##0.0 or 0%, a date like MMMM d, yyyy");
}

/* ---- printing ---- */

/* A number as its digits, the point left out. */
struct decimal {
    bool is_negative;
    char digits[DIGITS_MAX + 1];
    size_t count;
    size_t whole; /* how many of them stand before the point */
};

/* "-12.50", no other notation. */
static bool parse_decimal(const char *text, struct decimal *out) {
    bool has_point = false;
    *out = (struct decimal){.is_negative = *text == '-'};
    for (text += out->is_negative ? 1 : 0; *text != '\0'; text++) {
        if (*text == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (*text < '0' || *text > '9' || out->count + 2 >= DIGITS_MAX) {
            return false;
        }
        out->digits[out->count++] = *text;
        out->whole += has_point ? 0 : 1;
    }
    return out->count > 0;
}

/* Hundredths: the point moves by two digits. */
static void take_hundredfold(struct decimal *number) {
    number->whole += 2;
    while (number->count < number->whole) {
        number->digits[number->count++] = '0';
    }
}

/* At most `most` digits after the point; halves go away from zero. */
static void round_decimal(struct decimal *number, size_t most) {
    size_t kept = number->whole + most;
    if (number->count <= kept) {
        return;
    }
    bool is_up = number->digits[kept] >= '5';
    number->count = kept;
    for (size_t i = kept; is_up && i > 0; i--) {
        is_up = number->digits[i - 1] == '9';
        number->digits[i - 1] = is_up ? '0' : (char)(number->digits[i - 1] + 1);
    }
    if (is_up) { /* 999 -> 1000 */
        memmove(number->digits + 1, number->digits, number->count);
        number->digits[0] = '1';
        number->count++;
        number->whole++;
    }
}

static bool is_zero(const struct decimal *number) {
    return strspn(number->digits, "0") >= number->count;
}

static void write_whole(const struct pattern *pattern, const struct decimal *number,
                        struct builder *out) {
    size_t first = 0; /* digit that is printed */
    while (first < number->whole && number->digits[first] == '0') {
        first++;
    }
    size_t digits = number->whole - first;
    size_t width = digits < pattern->least_whole ? pattern->least_whole : digits;
    bool is_grouped =
        pattern->group > 0 && width >= pattern->group + pattern->language->least_grouped;
    for (size_t left = width; left > 0; left--) {
        if (is_grouped && left < width && left % pattern->group == 0) {
            builder_text(out, pattern->language->group);
        }
        builder_char(out, left > digits ? '0' : number->digits[number->whole - left]);
    }
}

static void write_fraction(const struct pattern *pattern, const struct decimal *number,
                           struct builder *out) {
    size_t size = number->count - number->whole;
    while (size > pattern->least_fraction && number->digits[number->whole + size - 1] == '0') {
        size--;
    }
    size_t width = size < pattern->least_fraction ? pattern->least_fraction : size;
    if (width > 0) {
        builder_text(out, pattern->language->decimal);
    }
    for (size_t i = 0; i < width; i++) {
        builder_char(out, i < size ? number->digits[number->whole + i] : '0');
    }
}

static bool format_number(const struct pattern *pattern, const char *value, struct builder *out) {
    struct decimal number;
    if (!parse_decimal(value, &number)) {
        return false;
    }
    if (pattern->is_percent) {
        take_hundredfold(&number);
    }
    round_decimal(&number, pattern->most_fraction);
    if (number.is_negative && !is_zero(&number)) {
        builder_char(out, '-');
    }
    write_literal(pattern->prefix, out);
    write_whole(pattern, &number, out);
    write_fraction(pattern, &number, out);
    write_literal(pattern->suffix, out);
    return true;
}

static void write_field(const struct pattern *pattern, struct date date, char letter, size_t size,
                        struct builder *out) {
    const struct language_names *known = pattern->language->names;
    int number = letter == 'y' ? date.year : letter == 'M' ? date.month : date.day;
    if (letter == 'E') {
        long day = (date_day_number(date) % 7 + 7 + 4) % 7; /* 1970-01-01 was a Thursday */
        builder_text(out, size == 4 ? known->days[day] : known->short_days[day]);
    } else if (letter == 'M' && size > 2) {
        builder_text(out, size == 4 ? known->months[number - 1] : known->short_months[number - 1]);
    } else if (letter == 'y' && size == 2) {
        builder_format(out, "%02d", number % 100);
    } else {
        builder_format(out, "%0*d", (int)size, number);
    }
}

static bool format_date(const struct pattern *pattern, const char *value, struct builder *out) {
    struct date date;
    if (!date_parse(slice_from(value), &date)) {
        return false;
    }
    struct slice source = pattern->source;
    for (size_t at = 0; at < source.size_bytes;) {
        size_t size = is_letter(source.at[at]) ? field_size(source, at) : 1;
        if (is_letter(source.at[at])) {
            write_field(pattern, date, source.at[at], size, out);
        } else if (source.at[at] == '\'') {
            size = skip_quoted(source, at) - at;
            write_literal((struct slice){source.at + at, size}, out);
        } else {
            builder_char(out, source.at[at]);
        }
        at += size;
    }
    return true;
}

bool pattern_format(const struct pattern *pattern, const char *value, struct builder *out) {
    return pattern->kind == PATTERN_NUMBER ? format_number(pattern, value, out)
                                           : format_date(pattern, value, out);
}
