/* Between reading and making: puts all entries in order, finds which are the same record, whose
 * earlier visits are whose, what each result will be called and what an earlier run has made
 * already. What it decides depends on the records alone, not on the order of the inputs, their
 * folders or who read them. Runs in a process of its own, whose memory dies with it. */
#ifndef BATCH_ARRANGE_H
#define BATCH_ARRANGE_H

#include "base/diag.h"
#include "batch/clerk.h"
#include "output/folder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arrange_options {
    const char *name_pattern; /* {id}, {ordinal} and {date}, and other letters as they are */
    const char *ending;       /* ".pdf" */
    uint8_t recipe[HASH_SHA256_BYTES]; /* of all that is the same for every record */
    bool retries;                      /* records that failed before are made again */
    const uint64_t *entry_counts;      /* in each spool */
    const uint64_t *stored_bytes;      /* the same */
    uint64_t input_count;
    size_t spool_count;
};

/* Fills the ledger and the histories of work. False after reporting. */
bool arrange(const struct clerk *clerk, const struct arrange_options *options,
             struct folder *folder, uint64_t *out_count, struct diags *diags);

/* Whether the pattern can be a name: letters, digits, "-_." and the words in braces, no leading
 * dot, not too long. */
bool arrange_is_pattern(const char *pattern);

#endif
