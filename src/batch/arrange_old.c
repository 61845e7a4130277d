/* What earlier runs say: the manifest, and after it the journal of a run that did not come to its
 * end. A line counts for a record with its key, made by its recipe under its name; whether the file
 * is really there and whole is looked at when its turn comes. */
#include "batch/arrange_inside.h"

#include "base/slice.h"
#include "base/vector.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST_MAX_BYTES ((size_t)2 << 30)

struct old_line {
    struct manifest_line line;
    uint8_t key[HASH_SHA256_BYTES];
    size_t number; /* the later one counts */
};

struct old_lines {
    VECTOR(struct old_line) lines;
};

static int digit_value(char digit) {
    return digit >= '0' && digit <= '9'   ? digit - '0'
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                                          : -1;
}

static bool parse_hex(const char *text, uint8_t *out, size_t size_bytes) {
    if (strlen(text) != 2 * size_bytes) {
        return false;
    }
    for (size_t i = 0; i < size_bytes; i++) {
        int high = digit_value(text[2 * i]);
        int low = digit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

static void add_lines(struct arranging *arranging, struct old_lines *old, const char *name) {
    struct stat status = {0};
    int handle = folder_open_file(arranging->folder, name);
    if (handle < 0) {
        arranging->failed = arranging->failed || errno == EMFILE || errno == ENFILE ||
                            errno == ENOMEM || errno == EIO;
        return;
    }
    if (fstat(handle, &status) != 0 || (size_t)status.st_size > MANIFEST_MAX_BYTES) {
        arranging->failed = true;
        close(handle);
        return;
    }
    char *bytes = arena_alloc(arranging->arena, (size_t)status.st_size + 1);
    arranging->failed = !read_at(handle, bytes, (size_t)status.st_size, 0) || arranging->failed;
    close(handle);
    struct slice rest = {bytes, (size_t)status.st_size};
    struct slice text;
    while (slice_next(&rest, '\n', &text)) {
        struct old_line line = {.number = old->lines.count};
        if (manifest_parse(arranging->arena, text, &line.line) &&
            parse_hex(line.line.key, line.key, sizeof line.key)) {
            *VECTOR_PUSH(arranging->arena, &old->lines) = line;
        }
    }
}

static int compare_lines(const void *left, const void *right) {
    const struct old_line *one = left;
    const struct old_line *other = right;
    int order = memcmp(one->key, other->key, sizeof one->key);
    return order != 0 ? order : (one->number > other->number) - (one->number < other->number);
}

/* The last line with that key, or NULL. */
static const struct old_line *find_line(const struct old_lines *old, const uint8_t *key) {
    size_t low = 0, high = old->lines.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(old->lines.at[middle].key, key, HASH_SHA256_BYTES) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_found = low > 0 && memcmp(old->lines.at[low - 1].key, key, HASH_SHA256_BYTES) == 0;
    return is_found ? &old->lines.at[low - 1] : NULL;
}

/* Whether the earlier run called it so, or so with a suffix: then that name is kept. */
static bool take_name(struct batch_record *record, const char *name, const char *ending) {
    struct batch_record other = *record;
    record_add_suffix(&other, ending);
    if (strcmp(name, other.name) == 0) {
        memcpy(record->name, other.name, sizeof record->name);
    }
    record->owns_name = strcmp(name, record->name) == 0;
    return record->owns_name;
}

static void take_old(const struct arranging *arranging, struct batch_record *record,
                     const struct manifest_line *line) {
    uint8_t recipe[RECORD_RECIPE_BYTES];
    struct outcome outcome = {.is_known = true,
                              .status = line->status,
                              .pages = (uint32_t)line->pages,
                              .ms = (uint32_t)line->ms,
                              .bytes = line->bytes};
    bool is_made = line->status == MANIFEST_DONE || line->status == MANIFEST_ALREADY;
    record->was_aside = !is_made;
    if (is_made && !take_name(record, line->file, arranging->options->ending)) {
        return;
    }
    if (!parse_hex(line->recipe, recipe, sizeof recipe) ||
        memcmp(recipe, record->recipe, sizeof recipe) != 0) {
        return;
    }
    if (is_made && !parse_hex(line->sha256, outcome.sha256, sizeof outcome.sha256)) {
        return;
    }
    if (!is_made && (line->status != MANIFEST_FAILED || arranging->options->retries)) {
        return;
    }
    outcome.has_sum = is_made;
    snprintf(outcome.reason, sizeof outcome.reason, "%s", line->reason);
    record->old = outcome;
}

void arrange_old(struct arranging *arranging) {
    struct old_lines old = {0};
    add_lines(arranging, &old, folder_manifest_name(arranging->folder));
    add_lines(arranging, &old, folder_journal_name(arranging->folder));
    if (old.lines.count == 0) {
        return;
    }
    qsort(old.lines.at, old.lines.count, sizeof *old.lines.at, compare_lines);
    for (size_t i = 0; i < arranging->count; i++) {
        struct batch_record *record = &arranging->records[i];
        const struct old_line *line = find_line(&old, record->key);
        if (line != NULL && record->stored_bytes > 0 && record->twin == i) {
            take_old(arranging, record, &line->line);
        }
    }
}
