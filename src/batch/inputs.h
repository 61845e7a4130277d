/* The files that a batch reads, in order: those named, those of folders (sorted by the bytes of
 * their names, folders below included), those in lists (@FILE, a path a line). Paths lie in a file
 * without a name: there may be more of them than memory should hold. */
#ifndef BATCH_INPUTS_H
#define BATCH_INPUTS_H

#include "base/arena.h"
#include "base/diag.h"
#include "output/folder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUTS_KEY_BYTES 64
struct inputs {
    int paths;                  /* texts, each with its NUL */
    int offsets;                /* of each, 8 bytes */
    char key[INPUTS_KEY_BYTES]; /* of labels */
    size_t key_bytes;
    int standard_input; /* a copy of it that can be read again, -1 if it is no input */
    uint64_t count;
};

/* Lists what the arguments name. In folders, hidden and temporary files, the output folder and what
 * a batch leaves there are passed over. False after reporting, or when wake (-1: nothing) could be
 * read while standard input was waited for; inputs_close in both cases. */
bool inputs_list(struct inputs *inputs, const char *const *arguments, size_t count, int wake,
                 struct folder *output, struct diags *diags);
void inputs_close(struct inputs *inputs);

/* The path of one. NULL if the list cannot be read. */
const char *inputs_path(const struct inputs *inputs, struct arena *arena, uint64_t number);

/* Opens one that is a regular file, never waiting; label names it in messages. -1 after reporting;
 * INPUTS_AGAIN if the fault is the system's, so that no other could be opened either. */
#define INPUTS_AGAIN (-2)
int inputs_open(const struct inputs *inputs, const char *path, const char *label,
                struct diags *diags);

/* What stands for a path where names must not be seen: 16 digits of a hash whose key is the
 * machine's own, so that nobody else can try names. */
#define INPUTS_LABEL_BYTES 17
void inputs_label(const struct inputs *inputs, const char *path,
                  char out_label[INPUTS_LABEL_BYTES]);

#endif
