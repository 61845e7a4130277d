/* Bytes put aside to be read again: a few in memory, more in a file without a name, which is gone
 * when the process ends, however it ends. */
#ifndef BASE_SCRATCH_H
#define BASE_SCRATCH_H

#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct scratch;

/* Empty; the caller frees it. */
struct scratch *scratch_new(void);
void scratch_free(struct scratch *scratch);

/* Opens the file now, in $TMPDIR or /tmp, for a process that is going to give up the right to;
 * otherwise it is opened when it is needed. False after reporting. */
bool scratch_prepare(struct scratch *scratch, struct diags *diags);

/* Adds bytes at the end; not after scratch_begin. False after reporting. */
bool scratch_add(struct scratch *scratch, struct slice bytes, struct diags *diags);

/* Reads from the start, now or again. False after reporting. */
bool scratch_begin(struct scratch *scratch, struct diags *diags);

/* Up to size_bytes to `at`, fewer only at the end. False after reporting. */
bool scratch_read(struct scratch *scratch, void *at, size_t size_bytes, struct diags *diags,
                  size_t *out_bytes);

/* Empties it for the next use. */
void scratch_clear(struct scratch *scratch);

#endif
