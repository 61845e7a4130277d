/* What the steps of a batch share. Private to batch/. */
#ifndef BATCH_BATCH_INSIDE_H
#define BATCH_BATCH_INSIDE_H

#include "base/arena.h"
#include "batch/batch.h"
#include "batch/clerk.h"
#include "batch/inputs.h"
#include "batch/pool.h"
#include "batch/progress.h"
#include "batch/record.h"
#include "output/folder.h"

/* Parts of the output folder: one a worker, for the supervisor's own files, and for the bundle. */
#define BATCH_PART_COUNT (POOL_MAX_WORKERS + 2)
#define BATCH_OWN_PART POOL_MAX_WORKERS
#define BATCH_BUNDLE_PART (POOL_MAX_WORKERS + 1)

#define BATCH_ASIDE "set-aside"

struct batch {
    const struct batch_options *options;
    struct diags *diags;
    struct folder *folder;
    struct inputs inputs;
    struct clerk *clerk;
    struct pool *pool;
    struct progress *progress;
    struct bundle *bundle; /* NULL: a file for each record */
    int signals;           /* readable when the run is to stop */
    bool is_stopping;
    uint64_t entry_counts[POOL_MAX_WORKERS], stored_bytes[POOL_MAX_WORKERS];
    uint64_t count; /* of records */
    uint64_t passed_over;
    uint64_t warned; /* of those made, or there already */
    uint64_t counts[MANIFEST_STATUS_COUNT];
    uint64_t held;          /* of them by this shard */
    uint64_t left;          /* records without a result */
    struct shard_head head; /* of a shard */
    uint64_t unsynced;      /* results since the last sync of the folder */
    char pack[2 * HASH_SHA256_BYTES + 1], brand[2 * HASH_SHA256_BYTES + 1];
};

/* The steps. False after reporting that the run cannot go on. */
bool batch_read(struct batch *batch);
bool batch_begin_shard(struct batch *batch);
bool batch_make(struct batch *batch);
bool batch_set_aside(struct batch *batch);
bool batch_finish(struct batch *batch);

/* The path of an input, and what messages and the manifest call it. */
const char *batch_input_path(const struct batch *batch, struct arena *arena, uint64_t input);
const char *batch_label(const struct batch *batch, struct arena *arena, const char *path);

/* Waits for the next result of the pool. False: there is none; is_stopping may be set now. */
bool batch_wait(struct batch *batch, struct pool_result *out);

/* Sets is_stopping if a signal asks for it. */
void batch_look_for_signal(struct batch *batch);

/* Whether the record has a message of the program's own failing, not of the record's fault. */
bool batch_is_failure(const char *reason);

/* The message of a worker that was lost with its job, rendered as for a reason file; "" and false
 * after reporting if the run must stop. */
bool batch_describe_loss(struct batch *batch, enum pool_end end, struct position place,
                         struct diags *told);

/* Writes the reason file of a record that is set aside. False after reporting. */
bool batch_write_reason(struct batch *batch, const struct batch_record *record, uint64_t index);

/* The line of a record in the manifest; false if it has no result. Texts go to the arena. */
bool batch_line(const struct batch *batch, struct arena *arena, uint64_t index,
                const struct batch_record *record, struct manifest_line *out);

#endif
