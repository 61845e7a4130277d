/* The files that come into a hot folder, as soon as nobody writes to them any more.
 *
 * The kernel tells when a file was closed after writing or renamed into the folder (inotify); a
 * look at the whole folder each few seconds finds what it did not tell: files from before, files
 * from another machine, files that were lost when too many came at once. A file of which nothing
 * was told is ready when its size and time have not changed for a while. Files that are still open
 * for writing are left alone, and so are names that programs give to files that are not whole:
 * .hidden, *.part, *.tmp and the like. Links, folders and devices are not taken. */
#ifndef BATCH_ARRIVALS_H
#define BATCH_ARRIVALS_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>

struct arrivals;

/* rescan_seconds: between two looks at the folder; where the kernel cannot tell of changes, with a
 * warning. NULL after reporting. */
struct arrivals *arrivals_new(const char *folder, unsigned rescan_seconds, struct diags *diags);
void arrivals_free(struct arrivals *arrivals);

/* Looks at the folder: the names of files that are ready, NULL-terminated, the oldest first. NULL
 * after reporting that it cannot be read. */
const char *const *arrivals_look(struct arrivals *arrivals, struct arena *arena);

/* Waits until another look may find something, or until `wake` can be read. */
void arrivals_wait(struct arrivals *arrivals, int wake);

#endif
