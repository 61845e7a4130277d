/* Waiting until files change, for commands that run on. Linux's inotify on folders, never on files:
 * editors save by renaming a new file over the old one. */
#ifndef CLI_CHANGES_H
#define CLI_CHANGES_H

#include "base/arena.h"
#include "base/diag.h"

#include <stdbool.h>
#include <stdint.h>

struct changes;

/* From now on SIGINT and SIGTERM only end changes_wait. NULL after reporting. The caller frees it
 * with changes_free, which gives the signals back their effect. */
struct changes *changes_new(struct diags *diags);
void changes_free(struct changes *changes);

/* Watches the file at path, and where it leads if it is a link. The file need not be there yet. */
void changes_add_file(struct changes *changes, const char *path);

/* Watches the pack's files in a folder: templates, fonts and images, by the ends of their names. A
 * folder that is taken away is waited for. */
void changes_add_folder(struct changes *changes, const char *folder);

/* Returns when something has changed and then nothing more for a moment, so that several files
 * saved together count as one change; *out_start_ms is the time of the first, by changes_clock_ms.
 * Changes since the last call count. False: the program was asked to end. */
bool changes_wait(struct changes *changes, int64_t *out_start_ms);

/* Milliseconds of a clock that never steps. */
int64_t changes_clock_ms(void);

#endif
