#include "batch/batch.h"

#include "base/memory.h"
#include "batch/arrange.h"
#include "batch/batch_inside.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

const char *batch_input_path(const struct batch *batch, struct arena *arena, uint64_t input) {
    const char *path = inputs_path(&batch->inputs, arena, input);
    return path != NULL ? path : "";
}

const char *batch_label(const struct batch *batch, struct arena *arena, const char *path) {
    char label[INPUTS_LABEL_BYTES];
    path = batch->options->known_as != NULL ? batch->options->known_as : path;
    if (batch->options->shows_names) {
        return path;
    }
    inputs_label(&batch->inputs, path, label);
    return arena_string(arena, label);
}

void batch_look_for_signal(struct batch *batch) {
    struct signalfd_siginfo told;
    if (!batch->is_stopping && read(batch->signals, &told, sizeof told) > 0) {
        batch->is_stopping = true;
    }
}

bool batch_wait(struct batch *batch, struct pool_result *out) {
    if (pool_next(batch->pool, batch->is_stopping ? -1 : batch->signals, 1000, out)) {
        return true;
    }
    batch_look_for_signal(batch);
    return false;
}

bool batch_is_failure(const char *reason) {
    static const enum message failures[] = {MESSAGE_BATCH_CRASH, MESSAGE_BATCH_HUNG,
                                            MESSAGE_BATCH_MEMORY};
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        if (strcmp(message_id(failures[i]), reason) == 0) {
            return true;
        }
    }
    return false;
}

bool batch_describe_loss(struct batch *batch, enum pool_end end, struct position place,
                         struct diags *told) {
    char number[24];
    switch (end) {
    case POOL_CRASHED:
    case POOL_ANSWERED: /* what makes no sense */
        diag(told, MESSAGE_BATCH_CRASH, place, NULL);
        return true;
    case POOL_HUNG:
        snprintf(number, sizeof number, "%u", batch->options->record_seconds);
        diag(told, MESSAGE_BATCH_HUNG, place, ARGS(number));
        return true;
    case POOL_MEMORY:
        snprintf(number, sizeof number, "%zu", batch->options->memory_bytes >> 20);
        diag(told, MESSAGE_BATCH_MEMORY, place, ARGS(number));
        return true;
    case POOL_LOST:
        diag(batch->diags, MESSAGE_BATCH_LOST, NOWHERE, NULL);
        return false;
    case POOL_END_COUNT:
        break;
    }
    return false;
}

/* SIGTERM and the like become readable, for the supervisor; workers never see them. -1 if the
 * system has no descriptor for that: then they end the run at once, as they end any program, and
 * the next run goes on from there. */
static int watch_signals(sigset_t *out_before) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, out_before);
    int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals < 0) {
        sigprocmask(SIG_SETMASK, out_before, NULL);
    }
    return signals;
}

/* Files without names for all that is known of the records. */
static bool open_spools(struct batch *batch) {
    struct clerk *clerk = batch->clerk;
    int *const own[] = {&clerk->ledger, &clerk->history};
    for (size_t i = 0; i < 2; i++) {
        *own[i] = folder_open_scratch(batch->folder);
        if (*own[i] < 0) {
            return false;
        }
    }
    for (size_t i = 0; i < batch->options->worker_count; i++) {
        struct clerk_spool *spool = &clerk->spools[i];
        spool->stored = folder_open_scratch(batch->folder);
        spool->entries = spool->stored >= 0 ? folder_open_scratch(batch->folder) : -1;
        if (spool->entries < 0) {
            return false;
        }
    }
    return true;
}

static struct clerk *new_clerk(const struct batch_options *options) {
    struct clerk *clerk = memory_new(sizeof *clerk);
    clerk->pack = options->pack;
    clerk->pipeline = options->pipeline;
    clerk->intake = options->intake;
    clerk->memory_bytes = options->memory_bytes;
    clerk->lock = -1;
    clerk->ledger = -1;
    clerk->history = -1;
    for (size_t i = 0; i < POOL_MAX_WORKERS; i++) {
        clerk->spools[i] = (struct clerk_spool){-1, -1};
    }
    return clerk;
}

static void free_clerk(struct clerk *clerk) {
    int handles[2 + 2 * POOL_MAX_WORKERS] = {clerk->ledger, clerk->history};
    for (size_t i = 0; i < POOL_MAX_WORKERS; i++) {
        handles[2 + 2 * i] = clerk->spools[i].stored;
        handles[3 + 2 * i] = clerk->spools[i].entries;
    }
    for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++) {
        if (handles[i] >= 0) {
            close(handles[i]);
        }
    }
    memory_free(clerk);
}

static bool prepare(struct batch *batch) {
    const struct batch_options *options = batch->options;
    batch->folder = folder_open(options->output, options->label, BATCH_PART_COUNT, batch->diags);
    if (batch->folder == NULL ||
        !inputs_list(&batch->inputs, options->inputs, options->input_count, batch->signals,
                     batch->folder, batch->diags) ||
        !open_spools(batch)) {
        return false;
    }
    batch->clerk->lock = folder_lock_handle(batch->folder);
    /* Fonts are packed once, here, for all workers. */
    if (pipeline_writer(options->pipeline, batch->diags) == NULL) {
        return false;
    }
    if (options->bundle.kind != BUNDLE_NONE) {
        const struct pdf_shared *shared = pipeline_shared(options->pipeline, batch->diags);
        batch->bundle = bundle_new(&options->bundle, batch->folder, BATCH_BUNDLE_PART, shared,
                                   options->pack, batch->diags);
    }
    struct pool_options pool = {.count = options->worker_count,
                                .begin = clerk_begin_worker,
                                .work = clerk_do,
                                .user = batch->clerk};
    batch->pool = pool_new(&pool, batch->diags);
    return batch->pool != NULL;
}

static bool arrange_all(struct batch *batch) {
    const struct batch_options *options = batch->options;
    struct arrange_options arranging = {.name_pattern = options->name_pattern,
                                        .ending = options->ending,
                                        .retries = options->retries,
                                        .entry_counts = batch->entry_counts,
                                        .stored_bytes = batch->stored_bytes,
                                        .input_count = batch->inputs.count,
                                        .spool_count = options->worker_count};
    struct hash_stream *recipe = hash_stream_new();
    hash_stream_add(recipe, options->pack->digest, sizeof options->pack->digest);
    hash_stream_add(recipe, options->pack->brand_digest, sizeof options->pack->brand_digest);
    hash_stream_add(recipe, options->recipe, sizeof options->recipe);
    hash_stream_end(recipe, arranging.recipe);
    return arrange(batch->clerk, &arranging, batch->folder, &batch->count, batch->diags);
}

/* The steps that have results to keep, whatever happens. */
static bool make_and_finish(struct batch *batch) {
    if (!batch_begin_shard(batch)) {
        return false;
    }
    batch->left = batch->held;
    bool is_whole = batch_make(batch);
    is_whole = is_whole && !batch->is_stopping && batch_set_aside(batch);
    return batch_finish(batch) && is_whole;
}

bool batch_run(const struct batch_options *options, struct diags *diags) {
    sigset_t before;
    struct batch batch = {.options = options,
                          .diags = diags,
                          .inputs = {.paths = -1, .offsets = -1, .standard_input = -1},
                          .clerk = new_clerk(options)};
    enum progress_kind kind = options->is_quiet         ? PROGRESS_NONE
                              : options->shows_progress ? PROGRESS_LINE
                                                        : PROGRESS_NOTES;
    batch.progress = progress_new(kind, diags);
    batch.signals = watch_signals(&before);
    hash_hex(options->pack->digest, HASH_SHA256_BYTES, batch.pack);
    hash_hex(options->pack->brand_digest, HASH_SHA256_BYTES, batch.brand);
    bool is_whole = prepare(&batch) && batch_read(&batch) && !batch.is_stopping &&
                    arrange_all(&batch) && make_and_finish(&batch);
    batch_look_for_signal(&batch);
    if (batch.is_stopping && options->was_stopped != NULL) {
        *options->was_stopped = true;
    } else if (batch.is_stopping && !is_whole) {
        char left[24] = "all";
        if (batch.count > 0) {
            snprintf(left, sizeof left, "%llu", (unsigned long long)batch.left);
        }
        diag(diags, MESSAGE_BATCH_STOPPED, NOWHERE, ARGS(left));
    }
    pool_free(batch.pool);
    bundle_free(batch.bundle);
    progress_free(batch.progress);
    inputs_close(&batch.inputs);
    folder_free(batch.folder);
    free_clerk(batch.clerk);
    if (batch.signals >= 0) {
        close(batch.signals);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return is_whole && !batch.is_stopping;
}
