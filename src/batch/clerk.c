#include "batch/clerk.h"

#include "base/arena.h"
#include "base/scratch.h"
#include "batch/clerk_inside.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define ENTER_SECONDS 2 /* of processor time */
#define HASH_PIECE_BYTES ((size_t)32 * 1024)

/* libseccomp 2.5 loops for ever when memory runs out while it makes the filter. That is not the
 * fault of the record that waits: a worker that takes so much processor time to enter ends as if it
 * had crashed, and is replaced. 0: no limit any more. */
static void limit_entering(int seconds) {
    struct itimerval limit = {.it_value = {.tv_sec = seconds}};
    setitimer(ITIMER_VIRTUAL, &limit, NULL);
}

/* What a worker has in hand: it writes to its own spool, reads what others stored, and has neither
 * the list of inputs nor the folder nor the journal. */
static void keep_own_handles(struct clerk *clerk, int line) {
    int kept[POOL_MAX_WORKERS + 5];
    size_t count = 0;
    const int shared[] = {clerk->ledger, clerk->history};
    kept[count++] = line;
    kept[count++] = clerk->lock;
    kept[count++] = clerk->spools[clerk->slot].entries;
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        sandbox_make_read_only(shared[i]);
        kept[count++] = shared[i];
    }
    for (size_t i = 0; i < POOL_MAX_WORKERS && clerk->spools[i].stored >= 0; i++) {
        if (i != clerk->slot) {
            sandbox_make_read_only(clerk->spools[i].stored);
        }
        kept[count++] = clerk->spools[i].stored;
    }
    sandbox_close_others(kept, count);
}

/* Standard input and output are no business of a worker. */
static void forget_standard_handles(void) {
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0) {
        dup2(nothing, STDIN_FILENO);
        dup2(nothing, STDOUT_FILENO);
        close(nothing);
    }
}

void clerk_begin_worker(void *user, size_t slot, int line) {
    struct clerk *clerk = user;
    struct diags *diags = diags_new();
    struct sandbox_limits limits = {.memory_bytes = clerk->memory_bytes};
    clerk->slot = slot;
    keep_own_handles(clerk, line);
    forget_standard_handles();
    diags_print_to(diags, stderr);
    clerk->intake.scratch = scratch_new(); /* for the worker's life */
    scratch_prepare(clerk->intake.scratch, diags);
    limit_entering(ENTER_SECONDS);
    if (!sandbox_enter(&limits, diags)) {
        sandbox_exit(STATUS_BUG);
    }
    limit_entering(0);
    diags_free(diags);
}

void clerk_do(void *user, const struct channel_packet *job, struct builder *answer) {
    struct clerk *clerk = user;
    enum clerk_kind kind = CLERK_READ;
    if (job->bytes.size_bytes < sizeof kind) {
        return;
    }
    memcpy(&kind, job->bytes.at, sizeof kind);
    switch (kind) {
    case CLERK_READ:
        clerk_do_read(clerk, job, answer);
        break;
    case CLERK_RENDER:
        clerk_do_render(clerk, job, answer);
        break;
    case CLERK_EXTRACT:
        clerk_do_extract(clerk, job, answer);
        break;
    }
}

const char *clerk_label(const struct channel_packet *job, size_t fixed_bytes) {
    struct slice bytes = job->bytes;
    bool has_end = bytes.size_bytes > fixed_bytes && bytes.at[bytes.size_bytes - 1] == '\0';
    return has_end ? bytes.at + fixed_bytes : "";
}

bool clerk_hash_file(int handle, uint64_t *out_bytes, uint8_t out_digest[HASH_SHA256_BYTES]) {
    char piece[HASH_PIECE_BYTES];
    struct hash_stream *stream = hash_stream_new();
    ssize_t count = 0;
    *out_bytes = 0;
    do {
        count = pread(handle, piece, sizeof piece, (off_t)*out_bytes);
        if (count > 0) {
            hash_stream_add(stream, piece, (size_t)count);
            *out_bytes += (uint64_t)count;
        }
    } while (count > 0 || (count < 0 && errno == EINTR));
    int error = errno;
    hash_stream_end(stream, out_digest);
    errno = error;
    return count == 0;
}
