/* Reading all inputs, a file a job. A file is opened here, by whoever has the right to, and read in
 * a worker. */
#include "batch/batch_inside.h"

#include "base/builder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES_A_SECOND ((uint64_t)2 << 20) /* that even a slow machine reads */

/* What each worker is reading. */
struct reading_slot {
    int handle;
    uint32_t input;
    uint32_t skip;
};

struct reading {
    struct batch *batch;
    struct reading_slot slots[POOL_MAX_WORKERS];
};

static bool give(struct reading *reading, size_t slot) {
    struct batch *batch = reading->batch;
    const struct reading_slot *place = &reading->slots[slot];
    struct arena *arena = arena_new();
    struct stat status = {0};
    struct clerk_read job = {.kind = CLERK_READ,
                             .input = place->input,
                             .skip = place->skip,
                             .entry_count = batch->entry_counts[slot],
                             .stored_bytes = batch->stored_bytes[slot]};
    const char *label = batch_label(batch, arena, batch_input_path(batch, arena, place->input));
    struct builder bytes = {0};
    builder_add(&bytes, &job, sizeof job);
    builder_add(&bytes, label, strlen(label) + 1);
    fstat(place->handle, &status);
    struct pool_job given = {.number = place->input,
                             .bytes = {bytes.at, bytes.size_bytes},
                             .handles = {place->handle},
                             .handle_count = 1,
                             .seconds = batch->options->record_seconds +
                                        (unsigned)((uint64_t)status.st_size / BYTES_A_SECOND)};
    bool is_given = pool_give(batch->pool, slot, &given);
    builder_free(&bytes);
    arena_free(arena);
    return is_given;
}

/* A file that cannot be opened is reported and passed over. */
static bool begin(struct reading *reading, size_t slot, uint64_t input) {
    struct batch *batch = reading->batch;
    struct arena *arena = arena_new();
    const char *path = inputs_path(&batch->inputs, arena, input);
    struct reading_slot *place = &reading->slots[slot];
    *place = (struct reading_slot){.input = (uint32_t)input, .handle = INPUTS_AGAIN};
    if (path == NULL) {
        folder_report(batch->folder, errno);
    } else {
        const char *label = batch_label(batch, arena, path);
        place->handle = inputs_open(&batch->inputs, path, label, batch->diags);
    }
    arena_free(arena);
    return place->handle >= 0 ? give(reading, slot) : place->handle != INPUTS_AGAIN;
}

/* An entry for a file that no worker could read. */
static bool add_lost_file(struct reading *reading, size_t slot, const struct pool_result *result) {
    struct batch *batch = reading->batch;
    const struct clerk_spool *spool = &batch->clerk->spools[slot];
    struct batch_record entry = {.input = reading->slots[slot].input, .text_spool = (uint32_t)slot};
    struct diags *told = diags_new();
    struct arena *arena = arena_new();
    uint64_t size_bytes = 0;
    const char *path = batch_input_path(batch, arena, entry.input);
    struct position place = {.file = batch_label(batch, arena, path)};
    bool goes_on = batch_describe_loss(batch, result->end, place, told);
    const struct diag_error *error = diags_find_error(told);
    if (goes_on && error != NULL) {
        snprintf(entry.reason, sizeof entry.reason, "%s", message_id(error->message));
        entry.text_at = batch->stored_bytes[slot];
        entry.text_bytes = (uint32_t)strlen(error->text);
        goes_on = clerk_hash_file(reading->slots[slot].handle, &size_bytes, entry.key) &&
                  write_at(spool->stored, error->text, entry.text_bytes, entry.text_at) &&
                  write_at(spool->entries, &entry, sizeof entry,
                           CLERK_ENTRY_AT(batch->entry_counts[slot]));
        batch->stored_bytes[slot] += entry.text_bytes;
        batch->entry_counts[slot]++;
        if (!goes_on) {
            folder_report(batch->folder, errno);
        }
    }
    arena_free(arena);
    diags_free(told);
    return goes_on;
}

/* The worker is gone: was it one record's fault? Then all but that are read once more. */
static bool take_loss(struct reading *reading, size_t slot, const struct pool_result *result) {
    const struct clerk_spool *spool = &reading->batch->clerk->spools[slot];
    struct reading_slot *place = &reading->slots[slot];
    struct clerk_mark mark = {0};
    bool is_known = read_at(spool->entries, &mark, sizeof mark, 0) && mark.input == place->input &&
                    mark.ordinal > 0 && place->skip == 0;
    if (is_known && result->end != POOL_LOST) {
        place->skip = mark.ordinal;
        return give(reading, slot);
    }
    bool goes_on = add_lost_file(reading, slot, result);
    close(place->handle);
    return goes_on;
}

/* Whether a worker can have said this in truth: what it counts must be there. */
static bool is_sound(const struct batch *batch, size_t slot,
                     const struct clerk_read_answer *answer) {
    const struct clerk_spool *spool = &batch->clerk->spools[slot];
    struct stat entries = {0}, stored = {0};
    return answer->error != 0 ||
           (fstat(spool->entries, &entries) == 0 && fstat(spool->stored, &stored) == 0 &&
            answer->entry_count >= batch->entry_counts[slot] &&
            answer->entry_count <= (uint64_t)entries.st_size / sizeof(struct batch_record) &&
            answer->stored_bytes >= batch->stored_bytes[slot] &&
            answer->stored_bytes <= (uint64_t)stored.st_size);
}

static bool take(struct reading *reading, const struct pool_result *result) {
    struct batch *batch = reading->batch;
    struct clerk_read_answer answer;
    struct pool_result lost = *result;
    bool is_answer = result->end == POOL_ANSWERED && result->answer.size_bytes == sizeof answer;
    if (is_answer) {
        memcpy(&answer, result->answer.at, sizeof answer);
        is_answer = is_sound(batch, result->slot, &answer);
    }
    if (!is_answer) {
        if (lost.end == POOL_ANSWERED) {
            pool_dismiss(batch->pool, result->slot);
            lost.end = POOL_CRASHED;
        }
        return take_loss(reading, result->slot, &lost);
    }
    close(reading->slots[result->slot].handle);
    if (answer.error != 0) {
        folder_report(batch->folder, answer.error);
        return false;
    }
    batch->entry_counts[result->slot] = answer.entry_count;
    batch->stored_bytes[result->slot] = answer.stored_bytes;
    batch->passed_over += answer.passed_over;
    return true;
}

bool batch_read(struct batch *batch) {
    struct reading reading = {.batch = batch};
    struct pool_result result;
    uint64_t next = 0;
    bool goes_on = true;
    while (goes_on && !batch->is_stopping &&
           (next < batch->inputs.count || pool_busy_count(batch->pool) > 0)) {
        size_t slot = next < batch->inputs.count ? pool_find_idle(batch->pool) : SIZE_MAX;
        if (slot != SIZE_MAX) {
            goes_on = begin(&reading, slot, next++);
        } else if (batch_wait(batch, &result)) {
            goes_on = take(&reading, &result);
        }
    }
    return goes_on;
}
