/* A hot folder: each file that comes in is a batch of its own, whose results go to the output
 * folder. Then the file is moved to FOLDER/done, or, if nothing could be made of it, to
 * FOLDER/set-aside with the reason beside it. What became of each record is added to watch.ndjson
 * in the output folder, with the lines of a batch's manifest.
 *
 * A file is moved away only when its results are there to stay. So a watcher that is killed at any
 * time leaves a file that the next one takes up; it makes the same results, under the same names,
 * in the place of those that are there already. */
#ifndef BATCH_WATCH_H
#define BATCH_WATCH_H

#include "base/diag.h"
#include "base/slice.h"
#include "batch/batch.h"

#include <stdbool.h>

struct watch_options {
    const char *folder;
    struct batch_options batch; /* without inputs and label */
    unsigned rescan_seconds;
    bool forgets; /* deletes what is done, instead of moving it */
    /* Prints a handout; false if it could not. NULL: nothing is printed. Of a watcher that is
     * killed between printing and moving the file, the next one prints once more. */
    bool (*print)(void *user, struct slice handout, struct position position, struct diags *diags);
    void *user;
};

/* Runs until it is told to end (SIGTERM, SIGINT, SIGHUP), which is no error, or until something
 * keeps it from going on, which is reported. */
void watch_run(const struct watch_options *options, struct diags *diags);

#endif
