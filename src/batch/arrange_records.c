/* Twins and histories. */
#include "batch/arrange_inside.h"

#include <stdlib.h>
#include <string.h>

static int compare_keys(const void *left, const void *right) {
    const struct batch_record *one = *(struct batch_record *const *)left;
    const struct batch_record *other = *(struct batch_record *const *)right;
    int order = memcmp(one->key, other->key, sizeof one->key);
    return order != 0 ? order : (one > other) - (one < other);
}

/* The same record twice is made once, where it stands first. */
void arrange_twins(struct arranging *arranging) {
    struct batch_record **sorted =
        ARENA_ARRAY(arranging->arena, struct batch_record *, arranging->count + 1);
    for (size_t i = 0; i < arranging->count; i++) {
        sorted[i] = &arranging->records[i];
    }
    qsort(sorted, arranging->count, sizeof *sorted, compare_keys);
    const struct batch_record *first = NULL;
    for (size_t i = 0; i < arranging->count; i++) {
        if (first == NULL || memcmp(first->key, sorted[i]->key, sizeof first->key) != 0) {
            first = sorted[i];
        }
        sorted[i]->twin = (uint32_t)(first - arranging->records);
    }
}

/* Among records of one file their order; between files nothing but their content, so that the order
 * of files decides nothing. */
static int compare_visits(const void *left, const void *right) {
    const struct batch_record *one = *(struct batch_record *const *)left;
    const struct batch_record *other = *(struct batch_record *const *)right;
    if (one->ordinal != other->ordinal) {
        return one->ordinal < other->ordinal ? -1 : 1;
    }
    return memcmp(one->key, other->key, sizeof one->key);
}

static void add_history(struct arranging *arranging, struct batch_record *record,
                        struct visits earlier, uint64_t *end) {
    struct hash_stream *recipe = hash_stream_new();
    uint8_t digest[HASH_SHA256_BYTES];
    hash_stream_add(recipe, arranging->options->recipe, sizeof arranging->options->recipe);
    for (size_t i = 0; i < earlier.count; i++) {
        hash_stream_add(recipe, &earlier.at[i].day, sizeof earlier.at[i].day);
        hash_stream_add(recipe, earlier.at[i].values, sizeof earlier.at[i].values);
    }
    hash_stream_end(recipe, digest);
    memcpy(record->recipe, digest, sizeof record->recipe);
    size_t size_bytes = earlier.count * sizeof *earlier.at;
    record->history_at = *end;
    record->history_count = (uint32_t)earlier.count;
    if (size_bytes > 0 && !write_at(arranging->clerk->history, earlier.at, size_bytes, *end)) {
        arranging->failed = true;
    }
    *end += size_bytes;
}

void arrange_histories(struct arranging *arranging) {
    struct batch_record **sorted =
        ARENA_ARRAY(arranging->arena, struct batch_record *, arranging->count + 1);
    struct visit *visits = ARENA_ARRAY(arranging->arena, struct visit, arranging->count + 1);
    size_t count = 0;
    uint64_t end = 0;
    for (size_t i = 0; i < arranging->count; i++) {
        struct batch_record *record = &arranging->records[i];
        if (record->stored_bytes > 0 && record->twin == i) {
            sorted[count++] = record;
        } else {
            add_history(arranging, record, (struct visits){NULL, 0}, &end);
        }
    }
    qsort(sorted, count, sizeof *sorted, compare_visits);
    for (size_t i = 0; i < count; i++) {
        visits[i] = sorted[i]->visit;
        visits[i].ordinal = (uint32_t)i + 1;
    }
    const struct visit_history *history = visit_history_build(arranging->arena, visits, count);
    for (size_t i = 0; i < count; i++) {
        add_history(arranging, sorted[i], visit_find_earlier(history, i), &end);
    }
}
