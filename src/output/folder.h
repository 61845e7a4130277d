/* The output folder of a batch and the way a result gets into it: it is written to a part file of
 * the folder, made safe on disk, and then renamed, so that whoever looks sees whole results only,
 * whatever ended the program. One run at a time has the folder; runs with different labels (the
 * shards of one batch) may share it, since all their hidden files have the label in their names. */
#ifndef OUTPUT_FOLDER_H
#define OUTPUT_FOLDER_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct folder;

/* Makes the folder if need be, waits a little for another run of the same label to end, and removes
 * the parts that a dead run left. label: "" or "0003-of-0016". part_count: parts have the numbers
 * 0 to part_count - 1. NULL after reporting. */
struct folder *folder_open(const char *path, const char *label, size_t part_count,
                           struct diags *diags);
void folder_free(struct folder *folder);

/* The descriptor of the lock: whoever has it keeps other runs out. */
int folder_lock_handle(const struct folder *folder);

/* As folder_open was told. */
const char *folder_path(const struct folder *folder);

/* A file without a name, for reading and writing, that is gone with its descriptor. -1 after
 * reporting. */
int folder_open_scratch(struct folder *folder);

/* An empty part file for writing; an old one of that number is gone. -1 after reporting. */
int folder_open_part(struct folder *folder, size_t part);

/* All of a part, in the arena. False after reporting. */
bool folder_read_part(struct folder *folder, size_t part, struct arena *arena,
                      struct slice *out_bytes);

/* Gives the part its name, instead of what was there; name may be in a folder below. It lasts once
 * folder_sync was called. False after reporting. */
bool folder_publish_part(struct folder *folder, size_t part, const char *name);

/* Removes the part, if it is there. */
void folder_drop_part(struct folder *folder, size_t part);

/* Makes renames and the journal last. False after reporting. */
bool folder_sync(struct folder *folder);

/* Publishes bytes under a name at once. False after reporting. */
bool folder_write(struct folder *folder, size_t part, const char *name, struct slice bytes);

/* Opens a file of the folder for reading; -1 if there is no regular file of that name. */
int folder_open_file(const struct folder *folder, const char *name);

/* Removes a file; says nothing if it cannot. */
void folder_remove(struct folder *folder, const char *name);

/* Makes a folder below, mode 0700. False after reporting. */
bool folder_make(struct folder *folder, const char *name);

/* The journal of this run: lines are appended whole. Opened by the first call. False after
 * reporting. */
bool folder_append_journal(struct folder *folder, struct slice lines);

/* Names in the folder, with its label: the manifest and the journal. */
const char *folder_manifest_name(const struct folder *folder);
const char *folder_journal_name(const struct folder *folder);

/* Reports what a write, sync or rename said, with the exit status that fits: try again for what
 * free space or rights can mend. */
void folder_report(const struct folder *folder, int error);

#endif
