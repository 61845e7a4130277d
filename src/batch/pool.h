/* A crew of worker processes. Each takes one job at a time, with open descriptors beside it, and
 * answers it. A worker that crashes, hangs or runs out of memory costs its job, which comes back
 * with what happened, and is replaced; one that somebody killed from outside costs nothing: the job
 * is given to the next.
 *
 * Workers are forks of the process that made the pool, so what it had loaded by then is theirs
 * without a copy. They enter the sandbox before their first job: after it they open no file. */
#ifndef BATCH_POOL_H
#define BATCH_POOL_H

#include "base/builder.h"
#include "base/diag.h"
#include "base/slice.h"
#include "batch/channel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POOL_MAX_WORKERS 256

struct pool;

struct pool_options {
    size_t count;        /* of workers, 1 to POOL_MAX_WORKERS */
    size_t memory_bytes; /* that a worker may have */
    /* Runs in the worker, once; it may close all descriptors but `line`. NULL: nothing. */
    void (*begin)(void *user, size_t slot, int line);
    /* Runs in the worker for each job. Descriptors of the job are closed after it. */
    void (*work)(void *user, const struct channel_packet *job, struct builder *answer);
    void *user;
};

struct pool_job {
    uint64_t number; /* the caller's, comes back with the result */
    struct slice bytes;
    int handles[CHANNEL_MAX_HANDLES];
    size_t handle_count;
    unsigned seconds; /* of processor time that it may take; on the clock ten times that */
};

enum pool_end {
    POOL_ANSWERED,
    POOL_CRASHED, /* a signal, or an end without an answer */
    POOL_HUNG,    /* past its time */
    POOL_MEMORY,  /* out of memory */
    POOL_LOST,    /* no fault of the job: workers were killed, or none can be started */
    POOL_END_COUNT
};

struct pool_result {
    uint64_t number; /* of the job, as given */
    size_t slot;     /* which worker had it */
    enum pool_end end;
    struct slice answer; /* until the next call of the pool */
};

/* Starts the workers. NULL after reporting. */
struct pool *pool_new(const struct pool_options *options, struct diags *diags);

/* Ends all workers at once, jobs in hand or not. */
void pool_free(struct pool *pool);

/* A slot with no job, or SIZE_MAX; and how many have a job. */
size_t pool_find_idle(const struct pool *pool);
size_t pool_busy_count(const struct pool *pool);

/* Gives a job to the idle worker of that slot. The bytes are copied; the handles must stay open
 * until the result is there. False after reporting that no worker can be had. */
bool pool_give(struct pool *pool, size_t slot, const struct pool_job *job);

/* Ends the worker of that slot, whose answer cannot be true; the next job gets a new one. */
void pool_dismiss(struct pool *pool, size_t slot);

/* Waits for the next result, at most timeout_ms (-1: for ever), or until `wake` (-1: nothing) can
 * be read. True: out is filled. */
bool pool_next(struct pool *pool, int wake, int timeout_ms, struct pool_result *out);

#endif
