/* What results are called. Two different records whose names meet (letters compared without case)
 * both get a suffix from their keys: if only the second did, the order of the inputs would decide
 * whose is whose. */
#include "batch/arrange_inside.h"

#include "base/builder.h"
#include "base/slice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LITERAL_MAX_BYTES 40
#define SUFFIX_BYTES 8 /* of the key: 16 digits */
#define ROUNDS 3       /* a name with its suffix may meet an id that looks like it */

enum word { WORD_ID, WORD_ORDINAL, WORD_DATE, WORD_COUNT };

static const char *const words[WORD_COUNT] = {
    [WORD_ID] = "{id}", [WORD_ORDINAL] = "{ordinal}", [WORD_DATE] = "{date}"};

/* The word at the start of the text, or WORD_COUNT. */
static enum word find_word(const char *text) {
    enum word word = WORD_ID;
    while (word < WORD_COUNT && strncmp(text, words[word], strlen(words[word])) != 0) {
        word++;
    }
    return word;
}

bool arrange_is_pattern(const char *pattern) {
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    size_t literals = 0, seen[WORD_COUNT] = {0};
    for (const char *at = pattern; *at != '\0';) {
        enum word word = find_word(at);
        if (word < WORD_COUNT) {
            at += strlen(words[word]);
            if (seen[word]++ > 0) {
                return false;
            }
        } else if (strchr(letters, *at++) == NULL || literals++ == LITERAL_MAX_BYTES) {
            return false;
        }
    }
    return pattern[0] != '\0' && pattern[0] != '.' && pattern[0] != '-';
}

static void add_word(struct builder *out, enum word word, const struct batch_record *record,
                     size_t ordinal) {
    switch (word) {
    case WORD_ID:
        builder_text(out, record->name);
        break;
    case WORD_ORDINAL:
        builder_format(out, "%06zu", ordinal);
        break;
    case WORD_DATE:
        if (record->date == 0) {
            builder_text(out, "undated");
        } else {
            builder_format(out, "%04u-%02u-%02u", record->date / 10000, record->date / 100 % 100,
                           record->date % 100);
        }
        break;
    case WORD_COUNT:
        break;
    }
}

static void set_stem(const char *pattern, struct batch_record *record, size_t ordinal) {
    struct builder stem = {0};
    for (const char *at = pattern; *at != '\0';) {
        enum word word = find_word(at);
        if (word < WORD_COUNT) {
            add_word(&stem, word, record, ordinal);
            at += strlen(words[word]);
        } else {
            builder_char(&stem, *at++);
        }
    }
    snprintf(record->name, sizeof record->name, "%.90s", stem.at != NULL ? stem.at : "");
    builder_free(&stem);
}

static int compare_names(const void *left, const void *right) {
    const struct batch_record *one = *(struct batch_record *const *)left;
    const struct batch_record *other = *(struct batch_record *const *)right;
    int order = strcasecmp(one->name, other->name);
    return order != 0 ? order : (one > other) - (one < other);
}

static bool meets(struct batch_record *const *sorted, size_t count, size_t at) {
    const char *name = sorted[at]->name;
    return (at > 0 && strcasecmp(sorted[at - 1]->name, name) == 0) ||
           (at + 1 < count && strcasecmp(sorted[at + 1]->name, name) == 0);
}

/* Whether any name met another. */
static bool part_names(struct arranging *arranging, struct batch_record **sorted, size_t count) {
    bool *met = ARENA_ARRAY(arranging->arena, bool, count + 1);
    bool any = false;
    qsort(sorted, count, sizeof *sorted, compare_names);
    for (size_t i = 0; i < count; i++) {
        met[i] = meets(sorted, count, i);
        any = any || met[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (met[i]) {
            record_add_suffix(sorted[i], "");
        }
    }
    return any;
}

/* A record that is set aside has a name by its key alone. */
static void name_aside(struct batch_record *record) {
    char digits[2 * SUFFIX_BYTES + 1];
    hash_hex(record->key, SUFFIX_BYTES, digits);
    snprintf(record->name, sizeof record->name, "%s", digits);
}

void arrange_names(struct arranging *arranging) {
    struct batch_record **sorted =
        ARENA_ARRAY(arranging->arena, struct batch_record *, arranging->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < arranging->count; i++) {
        struct batch_record *record = &arranging->records[i];
        if (record->stored_bytes == 0) {
            name_aside(record);
        } else if (record->twin == i) {
            set_stem(arranging->options->name_pattern, record, i + 1);
            sorted[count++] = record;
        }
    }
    for (int round = 0; round < ROUNDS && part_names(arranging, sorted, count); round++) {
    }
    for (size_t i = 0; i < count; i++) {
        size_t size_bytes = strlen(sorted[i]->name);
        snprintf(sorted[i]->name + size_bytes, sizeof sorted[i]->name - size_bytes, "%s",
                 arranging->options->ending);
    }
}
