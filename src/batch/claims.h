/* Which file of a hot folder is whose. Several watchers, on one machine or on several, may take
 * files from one folder; a file is taken by renaming it into a place of the taker's own, which
 * exactly one can do.
 *
 *   FOLDER/.magreport-watch/001.lock   locked as long as a watcher lives that has this place
 *   FOLDER/.magreport-watch/001/       the files that it has taken and not yet finished
 *
 * A watcher that dies, in whatever way, loses its lock, not its files: the next one that gets the
 * lock takes them over. Nobody else's are touched. */
#ifndef BATCH_CLAIMS_H
#define BATCH_CLAIMS_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

struct claims;

/* Takes a free place of the folder, with all that its last owner left there. NULL after reporting.
 */
struct claims *claims_open(const char *folder, struct diags *diags);

/* Gives the place back; files that are still there wait for its next owner. */
void claims_close(struct claims *claims);

/* From 1: no other living watcher of the folder has it. */
unsigned claims_place(const struct claims *claims);

/* Takes a file of the folder. False if somebody else has it, or it has gone. */
bool claims_take(struct claims *claims, const char *name);

/* Takes over what watchers that are dead left. True if there was something. */
bool claims_adopt(struct claims *claims);

/* The names of files that are taken, NULL-terminated, sorted by their bytes. */
const char *const *claims_list(const struct claims *claims, struct arena *arena);

/* Where a file that is taken lies. */
const char *claims_path(const struct claims *claims, struct arena *arena, const char *name);

/* Finishes a file: moves it to a folder below ("done"), under another name if its own is taken
 * there. The new path is in the arena; NULL after reporting. */
const char *claims_move(struct claims *claims, struct arena *arena, const char *name,
                        const char *below);

/* Gives a file back to the folder, unless there is another one of its name now. */
void claims_return(struct claims *claims, const char *name);

/* Finishes a file: deletes it. False after reporting. */
bool claims_forget(struct claims *claims, const char *name);

#endif
