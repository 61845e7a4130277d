#include "text/quantity.h"

#include "base/utf8.h"

#include <string.h>
#include <unictype.h>

/* The same in every language that is printed here. */
static const struct {
    const char *word;
    enum quantity_space space;
} measures[] = {
    {"mg", QUANTITY_THIN}, {"g", QUANTITY_WIDE},     {"kcal", QUANTITY_WIDE},
    {"%", QUANTITY_WIDE},  {"hours", QUANTITY_WIDE}, {"hour", QUANTITY_WIDE},
    {"am", QUANTITY_WIDE}, {"pm", QUANTITY_WIDE},
};

/* Does a word that ends before `position` end there? */
static bool is_word_end(struct slice text, size_t position) {
    return position >= text.size_bytes || !uc_is_alnum(utf8_next(text, &position));
}

static size_t count_digits(const char *start, size_t left) {
    size_t count = 0;
    while (count < left && start[count] >= '0' && start[count] <= '9')
        count++;
    return count;
}

/* 1/2 of "1 1/2 cups": digits, a stroke, digits. */
static bool is_fraction(const char *start, size_t left) {
    size_t above = count_digits(start, left);
    return above > 0 && above < left && start[above] == '/' &&
           count_digits(start + above + 1, left - above - 1) > 0;
}

enum quantity_space quantity_space_at(struct slice text, size_t position, size_t space_bytes) {
    if (position == 0 || text.at[position - 1] < '0' || text.at[position - 1] > '9')
        return QUANTITY_NONE;
    const char *start = text.at + position + space_bytes;
    size_t left = text.size_bytes - position - space_bytes;
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        size_t size = strlen(measures[i].word);
        if (size <= left && memcmp(start, measures[i].word, size) == 0 &&
            is_word_end(text, position + space_bytes + size))
            return measures[i].space;
    }
    return is_fraction(start, left) ? QUANTITY_WIDE : QUANTITY_NONE;
}
