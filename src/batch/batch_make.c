/* Making what is not there. The ledger is walked once, in order; what an earlier run made is looked
 * at and passed over; the rest is given to workers, whose results are published as they come.
 *
 * The journal gets the line of a result before the result gets its name. So a file with a name is
 * always in the journal, and a line in the journal is only believed when the file is there and has
 * the sum that the line says. */
#include "batch/batch_inside.h"

#include "base/builder.h"
#include "base/file.h"
#include "output/replace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SYNC_EACH 64
#define STOP_WITHIN_MS 8000

/* Results for one file wait here until all before them are there. */
#define WINDOW 128

struct making {
    struct batch *batch;
    struct batch_record records[POOL_MAX_WORKERS]; /* in hand */
    int handles[POOL_MAX_WORKERS];
    uint64_t next;       /* record that is begun next */
    uint64_t next_added; /* of a bundle */
    int window[WINDOW];  /* files for what waits */
    bool is_ready[WINDOW];
};

static bool report_errno(const struct batch *batch, bool is_good) {
    if (!is_good) {
        folder_report(batch->folder, errno);
    }
    return is_good;
}

static bool append_journal(struct batch *batch, uint64_t index, const struct batch_record *record) {
    struct arena *arena = arena_new();
    struct manifest_line line;
    struct builder text = {0};
    bool is_good = true;
    if (batch_line(batch, arena, index, record, &line)) {
        manifest_write(&line, &text);
        is_good = folder_append_journal(batch->folder, (struct slice){text.at, text.size_bytes});
    }
    builder_free(&text);
    arena_free(arena);
    return is_good;
}

/* Keeps the result in the ledger and counts it. */
static bool settle(struct batch *batch, uint64_t index, const struct batch_record *record) {
    enum manifest_status status = record->result.status;
    bool is_made = status == MANIFEST_DONE || status == MANIFEST_ALREADY;
    batch->counts[status]++;
    batch->warned += is_made && record->result.reason[0] != '\0';
    batch->left--;
    uint64_t aside = batch->counts[MANIFEST_REFUSED] + batch->counts[MANIFEST_FAILED];
    progress_tell(batch->progress, batch->counts[MANIFEST_DONE] + batch->counts[MANIFEST_ALREADY],
                  aside, batch->held);
    return report_errno(batch, record_write(batch->clerk->ledger, index, record));
}

static void tell_aside(struct batch *batch, const struct batch_record *record, const char *text) {
    struct arena *arena = arena_new();
    size_t size_bytes = strcspn(text, "\n");
    if (!batch->options->is_quiet) {
        progress_clear(batch->progress);
        const char *path = batch_input_path(batch, arena, record->input);
        const char *words = size_bytes > 0 ? arena_copy(arena, text, size_bytes) : record->reason;
        diag(batch->diags, MESSAGE_BATCH_SET_ASIDE,
             (struct position){.file = batch_label(batch, arena, path), .ordinal = record->ordinal},
             ARGS(words));
    }
    arena_free(arena);
}

static bool settle_refused(struct batch *batch, uint64_t index, struct batch_record *record) {
    record->result = (struct outcome){
        .is_known = true,
        .status = batch_is_failure(record->reason) ? MANIFEST_FAILED : MANIFEST_REFUSED};
    memcpy(record->result.reason, record->reason, sizeof record->result.reason);
    char text[CLERK_TEXT_BYTES] = "";
    size_t size_bytes = record->text_bytes < sizeof text - 1 ? record->text_bytes : sizeof text - 1;
    if (!report_errno(batch, read_at(batch->clerk->spools[record->text_spool].stored, text,
                                     size_bytes, record->text_at))) {
        return false;
    }
    tell_aside(batch, record, text);
    return settle(batch, index, record);
}

/* Whether the file of the earlier run is there and whole. */
static bool is_there(const struct batch *batch, const struct batch_record *record) {
    uint64_t size_bytes = 0;
    uint8_t digest[HASH_SHA256_BYTES];
    int handle = folder_open_file(batch->folder, record->name);
    if (handle < 0) {
        return false;
    }
    bool is_same = clerk_hash_file(handle, &size_bytes, digest) &&
                   size_bytes == record->old.bytes &&
                   memcmp(digest, record->old.sha256, sizeof digest) == 0;
    close(handle);
    return is_same;
}

static bool give(struct making *making, size_t slot, uint64_t index) {
    struct batch *batch = making->batch;
    struct clerk_render job = {.kind = CLERK_RENDER,
                               .is_fragment = batch->options->bundle.kind == BUNDLE_MERGED,
                               .index = index};
    bool is_bundled = batch->bundle != NULL;
    int handle =
        is_bundled ? making->window[index % WINDOW] : folder_open_part(batch->folder, slot);
    if (handle < 0) {
        return false;
    }
    making->handles[slot] = handle;
    struct pool_job given = {.number = index,
                             .bytes = {(const char *)&job, sizeof job},
                             .handles = {handle},
                             .handle_count = 1,
                             .seconds = batch->options->record_seconds};
    bool is_given = pool_give(batch->pool, slot, &given);
    if (!is_given && !is_bundled) {
        close(handle);
    }
    return is_given;
}

static bool is_chosen(const struct batch_options *options, uint64_t ordinal) {
    for (size_t i = 0; i < options->only_count; i++) {
        if (ordinal >= options->only[i].first && ordinal <= options->only[i].last) {
            return true;
        }
    }
    return options->only == NULL;
}

/* One record of the ledger: settled at once, or given to the worker of the slot. */
static bool begin(struct making *making, size_t slot, uint64_t index) {
    struct batch *batch = making->batch;
    struct batch_record *record = &making->records[slot];
    if (!report_errno(batch, record_read(batch->clerk->ledger, index, record))) {
        return false;
    }
    if (!shard_holds(&batch->options->shard, record->key)) {
        return true;
    }
    if (record->stored_bytes == 0) {
        return settle_refused(batch, index, record);
    }
    bool is_chosen_now = is_chosen(batch->options, index + 1);
    if (record->twin != index || !is_chosen_now) {
        batch->left--;
        return true; /* its line in the manifest is made at the end */
    }
    bool is_reprint = batch->options->only != NULL;
    if (record->old.is_known && !is_reprint &&
        (record->old.status == MANIFEST_FAILED ||
         (batch->bundle == NULL && is_there(batch, record)))) {
        record->result = record->old;
        if (record->old.status == MANIFEST_DONE) {
            record->result.status = MANIFEST_ALREADY;
        }
        return settle(batch, index, record);
    }
    return give(making, slot, index);
}

/* A name that was made from an id may belong to somebody else's handout, of another batch. */
static bool choose_free_name(struct batch *batch, size_t slot, struct batch_record *record) {
    if (record->owns_name) {
        return true;
    }
    struct arena *arena = arena_new();
    struct slice bytes = {NULL, 0};
    const char *path = arena_format(arena, "%s/%s", folder_path(batch->folder), record->name);
    bool is_good = true;
    if (file_exists(path)) {
        is_good = folder_read_part(batch->folder, slot, arena, &bytes);
        if (is_good && !replace_is_safe(path, bytes)) {
            record_add_suffix(record, batch->options->ending);
        }
    }
    arena_free(arena);
    return is_good;
}

static bool publish(struct making *making, size_t slot, uint64_t index) {
    struct batch *batch = making->batch;
    struct batch_record *record = &making->records[slot];
    if (batch->bundle != NULL) {
        return true; /* its turn comes */
    }
    if (!choose_free_name(batch, slot, record) || !append_journal(batch, index, record) ||
        !folder_publish_part(batch->folder, slot, record->name)) {
        return false;
    }
    if (++batch->unsynced >= SYNC_EACH) {
        batch->unsynced = 0;
        return folder_sync(batch->folder);
    }
    return true;
}

static bool take_failed(struct making *making, size_t slot, uint64_t index, const char *text) {
    struct batch *batch = making->batch;
    struct batch_record *record = &making->records[slot];
    if (batch->bundle == NULL) {
        folder_drop_part(batch->folder, slot);
    }
    memcpy(record->reason, record->result.reason, sizeof record->reason);
    tell_aside(batch, record, text);
    /* The words go behind what is stored, for the reason file. */
    record->text_bytes = (uint32_t)strlen(text);
    record->text_at = batch->stored_bytes[slot];
    batch->stored_bytes[slot] += record->text_bytes;
    record->text_spool = (uint32_t)slot;
    return report_errno(batch, write_at(batch->clerk->spools[slot].stored, text, record->text_bytes,
                                        record->text_at)) &&
           folder_make(batch->folder, BATCH_ASIDE) && batch_write_reason(batch, record, index) &&
           append_journal(batch, index, record);
}

static bool take_loss(struct making *making, const struct pool_result *result) {
    struct batch *batch = making->batch;
    struct batch_record *record = &making->records[result->slot];
    struct arena *arena = arena_new();
    struct diags *told = diags_new();
    const char *path = batch_input_path(batch, arena, record->input);
    struct position place = {.file = batch_label(batch, arena, path), .ordinal = record->ordinal};
    bool goes_on = batch_describe_loss(batch, result->end, place, told);
    const struct diag_error *error = diags_find_error(told);
    if (goes_on && error != NULL) {
        record->result = (struct outcome){.is_known = true, .status = MANIFEST_FAILED};
        snprintf(record->result.reason, sizeof record->result.reason, "%s",
                 message_id(error->message));
        goes_on = take_failed(making, result->slot, result->number, error->text) &&
                  settle(batch, result->number, record);
    }
    diags_free(told);
    arena_free(arena);
    return goes_on;
}

/* Whether a worker can have said this in truth: it may have been taken over by what it read. */
static bool is_sound(const struct clerk_render_answer *answer, int handle) {
    const struct outcome *outcome = &answer->outcome;
    struct stat status = {0};
    bool is_done = outcome->status == MANIFEST_DONE;
    if (answer->error != 0) {
        return true;
    }
    return (is_done || outcome->status == MANIFEST_FAILED) && record_is_reason(outcome->reason) &&
           (is_done || outcome->reason[0] != '\0') &&
           memchr(answer->text, '\0', sizeof answer->text) != NULL && fstat(handle, &status) == 0 &&
           (!is_done || (outcome->bytes > 0 && outcome->bytes <= BUILDER_MAX_BYTES &&
                         outcome->bytes == (uint64_t)status.st_size));
}

static bool take(struct making *making, const struct pool_result *result) {
    struct batch *batch = making->batch;
    struct clerk_render_answer answer;
    size_t slot = result->slot;
    struct pool_result lost = *result;
    bool is_answer = result->end == POOL_ANSWERED && result->answer.size_bytes == sizeof answer;
    if (is_answer) {
        memcpy(&answer, result->answer.at, sizeof answer);
        is_answer = is_sound(&answer, making->handles[slot]);
    }
    if (batch->bundle == NULL) {
        close(making->handles[slot]);
    }
    if (!is_answer) {
        if (lost.end == POOL_ANSWERED) {
            pool_dismiss(batch->pool, slot);
            lost.end = POOL_CRASHED;
        }
        return take_loss(making, &lost);
    }
    if (answer.error != 0) {
        folder_report(batch->folder, answer.error);
        folder_drop_part(batch->folder, slot);
        return false;
    }
    answer.outcome.is_known = true;
    answer.outcome.has_sum = answer.outcome.status == MANIFEST_DONE;
    making->records[slot].result = answer.outcome;
    bool is_done = answer.outcome.status == MANIFEST_DONE;
    return (is_done ? publish(making, slot, result->number)
                    : take_failed(making, slot, result->number, answer.text)) &&
           settle(batch, result->number, &making->records[slot]);
}

/* Adds the next record to the bundle. */
static bool add_next(struct making *making) {
    struct batch *batch = making->batch;
    struct batch_record record;
    uint64_t index = making->next_added;
    if (!report_errno(batch, record_read(batch->clerk->ledger, index, &record))) {
        return false;
    }
    if (!record.result.is_known || record.result.status != MANIFEST_DONE) {
        return true;
    }
    struct arena *arena = arena_new();
    size_t size_bytes = (size_t)record.result.bytes;
    char *bytes = arena_alloc(arena, size_bytes + 1);
    bool is_good =
        report_errno(batch, read_at(making->window[index % WINDOW], bytes, size_bytes, 0)) &&
        bundle_add(batch->bundle, &record, (struct slice){bytes, size_bytes});
    if (is_good && record.result.status == MANIFEST_FAILED) { /* damaged */
        batch->counts[MANIFEST_DONE]--;
        batch->counts[MANIFEST_FAILED]++;
    }
    if (is_good && batch->options->bundle.kind == BUNDLE_MERGED) {
        /* What was written is a piece of a file, which has neither size nor sum of its own. */
        record.result.bytes = 0;
        record.result.has_sum = false;
    }
    arena_free(arena);
    return is_good && report_errno(batch, record_write(batch->clerk->ledger, index, &record));
}

/* The record is done in whatever way: those whose turn has come go into the bundle. */
static bool advance(struct making *making, uint64_t index) {
    making->is_ready[index % WINDOW] = true;
    while (making->batch->bundle != NULL && making->is_ready[making->next_added % WINDOW] &&
           making->next_added < making->next) {
        making->is_ready[making->next_added % WINDOW] = false;
        if (!add_next(making)) {
            return false;
        }
        making->next_added++;
    }
    return true;
}

static int64_t now_ms(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What is in hand when the run stops is finished, if it takes no longer than it may. */
static bool drain(struct making *making) {
    struct batch *batch = making->batch;
    struct pool_result result;
    int64_t until_ms = now_ms() + STOP_WITHIN_MS;
    bool is_good = true;
    batch->is_stopping = true; /* no more signals are waited for */
    while (pool_busy_count(batch->pool) > 0 && now_ms() < until_ms) {
        if (batch_wait(batch, &result)) {
            is_good = take(making, &result) && is_good;
        }
    }
    return is_good;
}

static bool open_window(struct making *making) {
    for (size_t i = 0; i < WINDOW; i++) {
        making->window[i] =
            making->batch->bundle != NULL ? folder_open_scratch(making->batch->folder) : -1;
        if (making->batch->bundle != NULL && making->window[i] < 0) {
            return false;
        }
    }
    return true;
}

static void close_window(struct making *making) {
    for (size_t i = 0; i < WINDOW; i++) {
        if (making->window[i] >= 0) {
            close(making->window[i]);
        }
    }
}

/* A worker that may begin the next record, or SIZE_MAX. */
static size_t find_slot(const struct making *making) {
    const struct batch *batch = making->batch;
    bool has_room = batch->bundle == NULL || making->next < making->next_added + WINDOW;
    return making->next < batch->count && has_room ? pool_find_idle(batch->pool) : SIZE_MAX;
}

/* One step: a record is begun, or a result is taken. */
static bool step(struct making *making) {
    struct batch *batch = making->batch;
    struct pool_result result;
    size_t slot = find_slot(making);
    if (slot != SIZE_MAX) {
        uint64_t index = making->next++;
        size_t busy = pool_busy_count(batch->pool);
        batch_look_for_signal(batch);
        return begin(making, slot, index) &&
               (pool_busy_count(batch->pool) > busy || advance(making, index));
    }
    return !batch_wait(batch, &result) || (take(making, &result) && advance(making, result.number));
}

bool batch_make(struct batch *batch) {
    struct making making = {.batch = batch};
    for (size_t i = 0; i < WINDOW; i++) {
        making.window[i] = -1;
    }
    bool goes_on = open_window(&making);
    while (goes_on && !batch->is_stopping &&
           (making.next < batch->count || pool_busy_count(batch->pool) > 0)) {
        goes_on = step(&making);
    }
    bool is_whole = goes_on && !batch->is_stopping;
    if (!is_whole) {
        bool is_stopping = batch->is_stopping;
        drain(&making);
        batch->is_stopping = is_stopping;
    }
    close_window(&making);
    return is_whole && (batch->bundle == NULL || bundle_end(batch->bundle)) &&
           folder_sync(batch->folder);
}
