/* How far a batch is: on a terminal one line that is written over, else a note each ten seconds. No
 * names, no paths. */
#ifndef BATCH_PROGRESS_H
#define BATCH_PROGRESS_H

#include "base/diag.h"

#include <stdbool.h>
#include <stdint.h>

struct progress;

enum progress_kind { PROGRESS_NONE, PROGRESS_LINE, PROGRESS_NOTES };

struct progress *progress_new(enum progress_kind kind, struct diags *diags);
void progress_free(struct progress *progress);

/* Tells, if it is time: done and aside of total records. */
void progress_tell(struct progress *progress, uint64_t done, uint64_t aside, uint64_t total);

/* Clears the line, before a message. */
void progress_clear(struct progress *progress);

#endif
