/* The manifest of a batch: what became of each record, an object of JSON a line, in the order of
 * the records. The journal of a run that is not at its end has the same lines in the order in which
 * they came about; its last line may be cut off. Nothing in it is a patient's: input files appear
 * as a keyed hash unless the user wants names. */
#ifndef OUTPUT_MANIFEST_H
#define OUTPUT_MANIFEST_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define MANIFEST_NAME "manifest.ndjson"

enum manifest_status {
    MANIFEST_DONE,    /* made in this run */
    MANIFEST_ALREADY, /* there from an earlier run, or a second copy of a record */
    MANIFEST_REFUSED, /* the record cannot be used: set aside */
    MANIFEST_FAILED,  /* the program could not do it: set aside */
    MANIFEST_STATUS_COUNT
};

extern const char *const manifest_status_names[MANIFEST_STATUS_COUNT + 1];

/* Texts are never NULL; hashes are lower-case hexadecimal. */
struct manifest_line {
    uint64_t ordinal;   /* of the record in the run, from 1 */
    const char *input;  /* keyed hash of the path of its file, or the path */
    const char *key;    /* SHA-256 of what the record says, wherever it stands */
    const char *pack;   /* hash of the pack */
    const char *brand;  /* hash of the brand */
    const char *recipe; /* hash of all else that the result depends on */
    uint64_t pages;
    uint64_t bytes;
    const char *sha256; /* of the result, "" if there is none */
    enum manifest_status status;
    const char
        *reason; /* id of a message, "" if all is well; of what was made, the first warning */
    uint64_t ms;
    const char *file; /* in the output folder; of one that is set aside, its record there */
};

/* Appends the line with its line feed. */
void manifest_write(const struct manifest_line *line, struct builder *out);

/* Reads one line, without its line feed; texts go to the arena. Members that are not known are
 * passed over. False if it is cut off or is no line of a manifest. */
bool manifest_parse(struct arena *arena, struct slice text, struct manifest_line *out);

#endif
