/* What the workers of a batch do: read a file of responses, make a handout, take a record out of
 * its file again. All of it with descriptors that they are handed; the answers are plain structs.
 */
#ifndef BATCH_CLERK_H
#define BATCH_CLERK_H

#include "batch/channel.h"
#include "batch/pool.h"
#include "batch/record.h"
#include "intake/intake.h"
#include "pipeline/pipeline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLERK_TEXT_BYTES 1024

/* Where one worker puts what it reads. */
struct clerk_spool {
    int stored;  /* response_store, one after the other; words of messages */
    int entries; /* struct clerk_mark, then struct batch_record */
};

/* At the head of the entries: the record that is being read, so that a crash can be blamed on it.
 */
struct clerk_mark {
    uint32_t input, ordinal;
};
#define CLERK_ENTRY_AT(index) (sizeof(struct clerk_mark) + (index) * sizeof(struct batch_record))

struct clerk {
    const struct pack *pack;
    struct pipeline *pipeline;
    struct intake_options intake;
    struct clerk_spool spools[POOL_MAX_WORKERS]; /* of each worker; all may read all */
    int ledger;                                  /* struct batch_record in order */
    int history;                                 /* struct visit */
    int lock;                                    /* of the output folder: lives as long as we do */
    size_t memory_bytes;
    size_t slot; /* of this worker */
};

enum clerk_kind { CLERK_READ, CLERK_RENDER, CLERK_EXTRACT };

/* Reads the file of handles[0]; a label for messages, with its NUL, follows. */
struct clerk_read {
    enum clerk_kind kind;
    uint32_t input;
    uint32_t skip;        /* a record that is not looked at: it killed a worker; 0: none */
    uint64_t entry_count; /* in its spool so far */
    uint64_t stored_bytes;
};
struct clerk_read_answer {
    int error;            /* errno of what could not be written, or 0 */
    uint64_t entry_count; /* as they are now */
    uint64_t stored_bytes;
    uint32_t passed_over; /* forms of another questionnaire */
};

/* Makes the handout of a record of the ledger and writes it to handles[0], made safe on disk. */
struct clerk_render {
    enum clerk_kind kind;
    bool is_fragment; /* of a merged file, not a file of its own */
    uint64_t index;
};
struct clerk_render_answer {
    int error;
    struct outcome outcome;
    char text[CLERK_TEXT_BYTES]; /* of the message if it failed */
};

/* Takes records out of the file of handles[0] again and writes them to handles[1] as XML, one after
 * the other. Their ordinals in the file, which rise, follow; then a label with its NUL. */
#define CLERK_EXTRACT_MAX 1000
struct clerk_extract {
    enum clerk_kind kind;
    uint32_t count;
};
struct clerk_extract_answer {
    int error;
    uint32_t bytes[CLERK_EXTRACT_MAX]; /* of each; 0: it is not there any more */
};

/* For struct pool_options; user is the struct clerk. */
void clerk_begin_worker(void *user, size_t slot, int line);
void clerk_do(void *user, const struct channel_packet *job, struct builder *answer);

/* SHA-256 of all of an open file. False with errno. */
bool clerk_hash_file(int handle, uint64_t *out_bytes, uint8_t out_digest[HASH_SHA256_BYTES]);

#endif
