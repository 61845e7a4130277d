/* Patterns for numbers and dates: how a value of the report is printed.
 *
 * A number has the form of XSLT 1.0's format-number: 0 is a digit that is always there, # one that
 * is there if needed, "." the place of the decimal sign, "," the size of the groups of digits; "%"
 * before or after prints hundredths. "0.0" "#,##0" "0%". A date is made of CLDR's fields: y yyyy yy
 * M MM MMM MMMM d dd E EEE EEEE. "MMMM d, yyyy". Text in single quotes is printed as it is, two
 * single quotes are one. Signs and names are those of the language (pack/language.def), whatever
 * the locale.
 *
 * Digits are worked on as text: no value is rounded by a binary fraction. Halves go away from
 * zero. */
#ifndef PACK_PATTERN_H
#define PACK_PATTERN_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct language;

/* By the tag, else by its first part; NULL: its signs and names are not known. */
const struct language *language_find(const char *tag);

/* The tags that are known, NULL-terminated. */
const char *const *language_tags(struct arena *arena);

enum pattern_kind { PATTERN_NUMBER, PATTERN_DATE };

struct pattern {
    enum pattern_kind kind;
    struct slice source; /* borrowed */
    const struct language *language;
    struct slice prefix, suffix;                              /* of a number */
    size_t least_whole, least_fraction, most_fraction, group; /* digits; group 0: none */
    bool is_percent;
};

/* What is wrong with a pattern, and at which byte of it. */
struct pattern_problem {
    size_t offset_bytes;
    const char *hint;
};

/* source is borrowed for as long as the pattern is used. False: it is none; says why. */
bool pattern_parse(struct slice source, const struct language *language,
                   struct pattern *out_pattern, struct pattern_problem *out_problem);

/* Appends the value in this form. False, and nothing is appended: it is no number in decimal
 * notation, or no date YYYY-MM-DD. */
bool pattern_format(const struct pattern *pattern, const char *value, struct builder *out);

#endif
