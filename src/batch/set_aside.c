/* Records that could not be made: each gets two files in the folder set-aside, its record as XML
 * and the reason, named by its key. The records are taken out of their files once more, at the end
 * of the run: most runs have none, and keeping every record for the sake of those few would double
 * what is written. A file that is no record is copied as it is. */
#include "batch/batch_inside.h"

#include "base/builder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COPY_BYTES ((size_t)64 * 1024)

/* Records of one input that wait to be taken out of it. */
struct waiting {
    struct batch *batch;
    uint32_t input;
    uint32_t count;
    uint64_t indices[CLERK_EXTRACT_MAX];
    uint32_t ordinals[CLERK_EXTRACT_MAX];
};

static bool report_errno(const struct batch *batch, bool is_good) {
    if (!is_good) {
        folder_report(batch->folder, errno);
    }
    return is_good;
}

static const char *name_of(struct arena *arena, const struct batch_record *record,
                           const char *ending) {
    char digits[2 * HASH_SHA256_BYTES + 1];
    hash_hex(record->key, sizeof record->key, digits);
    return arena_format(arena, BATCH_ASIDE "/%.16s%s", digits, ending);
}

bool batch_write_reason(struct batch *batch, const struct batch_record *record, uint64_t index) {
    struct arena *arena = arena_new();
    struct manifest_line line;
    struct builder text = {0};
    char *words = arena_alloc(arena, record->text_bytes + 1);
    bool is_good = report_errno(batch, record->text_bytes == 0 ||
                                           read_at(batch->clerk->spools[record->text_spool].stored,
                                                   words, record->text_bytes, record->text_at));
    if (is_good && batch_line(batch, arena, index, record, &line)) {
        line.file = ""; /* the line is about the record; its words follow */
        manifest_write(&line, &text);
        builder_text(&text, words);
        is_good = folder_write(batch->folder, BATCH_OWN_PART, name_of(arena, record, ".txt"),
                               (struct slice){text.at, text.size_bytes});
    }
    builder_free(&text);
    arena_free(arena);
    return is_good;
}

/* False with errno. */
static bool copy_bytes(int from, uint64_t from_at, uint64_t size_bytes, int to) {
    char buffer[COPY_BYTES];
    uint64_t at = 0;
    while (at < size_bytes) {
        uint64_t left = size_bytes - at;
        ssize_t count =
            pread(from, buffer, left < sizeof buffer ? left : sizeof buffer, (off_t)(from_at + at));
        if (count == 0) {
            break; /* it became shorter */
        }
        if (count < 0 || !write_at(to, buffer, (size_t)count, at)) {
            return false;
        }
        at += (uint64_t)count;
    }
    return fsync(to) == 0;
}

static bool write_record(struct batch *batch, const struct batch_record *record, int from,
                         uint64_t at, uint64_t size_bytes) {
    int handle = folder_open_part(batch->folder, BATCH_OWN_PART);
    if (handle < 0) {
        return false;
    }
    struct arena *arena = arena_new();
    bool is_good = report_errno(batch, copy_bytes(from, at, size_bytes, handle));
    close(handle);
    if (is_good) {
        is_good =
            folder_publish_part(batch->folder, BATCH_OWN_PART, name_of(arena, record, ".xml"));
    } else {
        folder_drop_part(batch->folder, BATCH_OWN_PART);
    }
    arena_free(arena);
    return is_good;
}

static bool publish(struct waiting *waiting, size_t number, int from, uint64_t at,
                    uint64_t size_bytes) {
    struct batch *batch = waiting->batch;
    struct batch_record record;
    uint64_t index = waiting->indices[number];
    return report_errno(batch, record_read(batch->clerk->ledger, index, &record)) &&
           /* Of one that failed in an earlier run the words were written then. */
           (record.text_bytes == 0 || batch_write_reason(batch, &record, index)) &&
           (size_bytes == 0 || write_record(batch, &record, from, at, size_bytes));
}

/* Lets a worker take the records out; sizes stay 0 if it cannot. False if the run must stop. */
static bool extract(struct waiting *waiting, int input, int scratch, const char *label,
                    struct clerk_extract_answer *out) {
    struct batch *batch = waiting->batch;
    struct clerk_extract job = {.kind = CLERK_EXTRACT, .count = waiting->count};
    struct builder bytes = {0};
    struct pool_result result;
    builder_add(&bytes, &job, sizeof job);
    builder_add(&bytes, waiting->ordinals, waiting->count * sizeof *waiting->ordinals);
    builder_add(&bytes, label, strlen(label) + 1);
    struct pool_job given = {.bytes = {bytes.at, bytes.size_bytes},
                             .handles = {input, scratch},
                             .handle_count = 2,
                             .seconds = 10 * batch->options->record_seconds};
    bool goes_on = pool_give(batch->pool, pool_find_idle(batch->pool), &given);
    builder_free(&bytes);
    *out = (struct clerk_extract_answer){0};
    while (goes_on && !batch_wait(batch, &result)) {
    }
    if (goes_on && result.end == POOL_ANSWERED && result.answer.size_bytes == sizeof *out) {
        memcpy(out, result.answer.at, sizeof *out);
        if (out->error != 0) {
            folder_report(batch->folder, out->error);
            return false;
        }
    }
    return goes_on;
}

/* Publishes what was taken out; what could not be is set aside with its whole file. */
static bool publish_all(struct waiting *waiting, int input, int scratch,
                        const struct clerk_extract_answer *answer) {
    uint64_t at = 0;
    for (size_t i = 0; i < waiting->count; i++) {
        bool is_whole = waiting->ordinals[i] == 0 || answer->bytes[i] == 0;
        if (!(is_whole ? publish(waiting, i, input, 0, UINT64_MAX)
                       : publish(waiting, i, scratch, at, answer->bytes[i]))) {
            return false;
        }
        at += answer->bytes[i];
    }
    return true;
}

static bool flush(struct waiting *waiting) {
    struct batch *batch = waiting->batch;
    struct arena *arena = arena_new();
    struct clerk_extract_answer *answer = ARENA_NEW(arena, struct clerk_extract_answer);
    const char *path = batch_input_path(batch, arena, waiting->input);
    const char *label = batch_label(batch, arena, path);
    int input = waiting->count > 0 ? inputs_open(&batch->inputs, path, label, batch->diags) : -1;
    int scratch = input >= 0 ? folder_open_scratch(batch->folder) : -1;
    bool is_good = waiting->count == 0 || input < 0 || scratch >= 0;
    if (scratch >= 0) {
        bool has_records = waiting->ordinals[waiting->count - 1] > 0;
        is_good = (!has_records || extract(waiting, input, scratch, label, answer)) &&
                  publish_all(waiting, input, scratch, answer);
        close(scratch);
    }
    if (input >= 0) {
        close(input);
    }
    waiting->count = 0;
    arena_free(arena);
    return is_good;
}

/* It was set aside once and is made now. */
static void forget(struct batch *batch, const struct batch_record *record) {
    struct arena *arena = arena_new();
    folder_remove(batch->folder, name_of(arena, record, ".xml"));
    folder_remove(batch->folder, name_of(arena, record, ".txt"));
    arena_free(arena);
}

static bool look_at(struct waiting *waiting, uint64_t index, const struct batch_record *record) {
    const struct outcome *result = &record->result;
    bool is_made = result->status == MANIFEST_DONE || result->status == MANIFEST_ALREADY;
    if (!result->is_known || is_made) {
        if (result->is_known && record->was_aside) {
            forget(waiting->batch, record);
        }
        return true;
    }
    bool is_full = waiting->count == CLERK_EXTRACT_MAX ||
                   (waiting->count > 0 && waiting->input != record->input);
    if (is_full && !flush(waiting)) {
        return false;
    }
    waiting->input = record->input;
    waiting->indices[waiting->count] = index;
    waiting->ordinals[waiting->count++] = record->ordinal;
    return true;
}

bool batch_set_aside(struct batch *batch) {
    uint64_t aside = batch->counts[MANIFEST_REFUSED] + batch->counts[MANIFEST_FAILED];
    struct arena *arena = arena_new();
    struct waiting *waiting = ARENA_NEW(arena, struct waiting);
    waiting->batch = batch;
    bool is_good = aside == 0 || folder_make(batch->folder, BATCH_ASIDE);
    for (uint64_t index = 0; index < batch->count && is_good && !batch->is_stopping; index++) {
        struct batch_record record;
        is_good = report_errno(batch, record_read(batch->clerk->ledger, index, &record)) &&
                  look_at(waiting, index, &record);
    }
    is_good = is_good && (batch->is_stopping || flush(waiting));
    arena_free(arena);
    return is_good;
}
