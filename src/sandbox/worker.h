/* Work on untrusted input in a process of its own, which is in the sandbox and hands its results to
 * the process that started it and keeps its rights. One at a time, for commands that read one file.
 */
#ifndef SANDBOX_WORKER_H
#define SANDBOX_WORKER_H

#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The worker's end of the line. */
struct worker;

/* What a worker hands on; kind and ordinal mean what the job says. Whoever takes it must bear
 * anything in it: the worker may have been taken over. */
struct worker_parcel {
    uint32_t kind;
    uint32_t ordinal; /* of the response it is about, 0: none */
    struct slice bytes;
};

#define WORKER_PARCEL_MAX_BYTES ((size_t)1 << 30)

struct worker_budget {
    unsigned seconds;    /* processor time for each response: from one parcel to the next */
    size_t memory_bytes; /* of the whole worker */
};

struct worker_job {
    const char *file; /* for messages */
    struct worker_budget budget;
    /* In the worker, a copy of this process as it was: what it changes is lost. Its messages
     * appear here. */
    void (*run)(void *user, struct worker *worker, struct diags *diags);
    /* In this process, with the bytes valid during the call; false tells the worker to stop. */
    bool (*take)(void *user, const struct worker_parcel *parcel);
    void *user;
};

/* Runs a job to its end. A worker that dies or passes its budget is reported with the ordinal of
 * the last parcel. */
void worker_run(const struct worker_job *job, struct diags *diags);

/* In the worker: waits until the parcel is taken; false: stop. */
bool worker_hand_on(struct worker *worker, const struct worker_parcel *parcel);

#endif
