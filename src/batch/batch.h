/* A batch: many files of responses in, a handout of each record out, with a manifest. The process
 * that calls this is the supervisor: it lists, opens, hands out, renames and counts, and never
 * looks into a file from outside; workers in the sandbox do that (batch/pool.h, batch/clerk.h).
 *
 *   list inputs -> read them all (workers) -> arrange (a process of its own) -> make what is not
 *   there (workers) -> set aside what cannot be made (workers) -> manifest
 *
 * All that is known of a record lies in files without names in the output folder, so memory does
 * not grow with the number of records. A run that ends in any way is taken up again by the next
 * with the same command; nothing is lost and nothing is made twice. */
#ifndef BATCH_BATCH_H
#define BATCH_BATCH_H

#include "base/diag.h"
#include "base/hash.h"
#include "batch/bundle.h"
#include "batch/shard.h"
#include "intake/intake.h"
#include "pack/pack.h"
#include "pipeline/pipeline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Records from first to last, both counted from 1. */
struct batch_range {
    uint64_t first, last;
};

struct batch_options {
    const char *const *inputs;
    size_t input_count;
    const char *output;      /* folder */
    const char *label;       /* "", or of a shard: "0003-of-0016" */
    const struct pack *pack; /* with its digests */
    struct pipeline *pipeline;
    struct intake_options intake;
    const char *ending;                /* of results: ".pdf" */
    const char *name_pattern;          /* "{id}" */
    uint8_t recipe[HASH_SHA256_BYTES]; /* of all options that change what is made */
    struct bundle_options bundle;      /* kind BUNDLE_NONE: a file for each record */
    size_t worker_count;
    unsigned record_seconds;        /* of processor time, for one record */
    size_t memory_bytes;            /* of a worker */
    const struct batch_range *only; /* records that are made, even if they are there; NULL: all */
    size_t only_count;
    struct shard shard; /* of count 0: the whole batch */
    bool retries, is_strict, is_quiet, shows_names;
    bool shows_progress; /* on a terminal */
    const char
        *known_as;     /* the path of the only input for messages and the manifest; NULL: its own */
    bool *was_stopped; /* set if a signal ended the run, which is then no error; or NULL */
};

/* Runs it. All that goes wrong is reported; false if the run did not come to its end. */
bool batch_run(const struct batch_options *options, struct diags *diags);

#endif
