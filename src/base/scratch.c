/* One buffer serves writing and reading. As long as everything fits in it there is no file. */
#include "base/scratch.h"

#include "base/builder.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES ((size_t)64 * 1024)
#define PLACE ((struct position){.file = "temporary file"})

struct scratch {
    int handle; /* -1: not opened yet */
    char *buffer;
    size_t filled_bytes;  /* of the buffer */
    size_t taken_bytes;   /* of those: read already */
    size_t written_bytes; /* to the file */
    bool reads;
};

struct scratch *scratch_new(void) {
    struct scratch *scratch = memory_new(sizeof *scratch);
    scratch->handle = -1;
    return scratch;
}

void scratch_free(struct scratch *scratch) {
    if (scratch == NULL) {
        return;
    }
    if (scratch->handle >= 0) {
        close(scratch->handle);
    }
    memory_free(scratch->buffer);
    memory_free(scratch);
}

static bool report(struct diags *diags, enum message message, int error) {
    bool is_full = error == ENOSPC || error == EDQUOT;
    diag(diags, is_full ? MESSAGE_FILE_FULL : message, PLACE,
         is_full ? NULL : ARGS(strerror(error)));
    return false;
}

/* File systems that cannot make a file without a name get one with a name that is removed. */
static int open_nameless(void) {
    const char *folder = getenv("TMPDIR");
    folder = folder != NULL && folder[0] == '/' ? folder : "/tmp";
    int handle = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (handle < 0) {
        struct builder name = {0};
        builder_format(&name, "%s/.magreport-XXXXXX", folder);
        handle = mkostemp(name.at, O_CLOEXEC);
        if (handle >= 0) {
            unlink(name.at);
        }
        builder_free(&name);
    }
    return handle;
}

bool scratch_prepare(struct scratch *scratch, struct diags *diags) {
    if (scratch->handle < 0) {
        scratch->handle = open_nameless();
    }
    return scratch->handle >= 0 || report(diags, MESSAGE_FILE_WRITE, errno);
}

static bool write_all(struct scratch *scratch, const char *at, size_t size_bytes,
                      struct diags *diags) {
    while (size_bytes > 0) {
        ssize_t count = write(scratch->handle, at, size_bytes);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return report(diags, MESSAGE_FILE_WRITE, count == 0 ? EIO : errno);
        }
        at += count;
        size_bytes -= (size_t)count;
        scratch->written_bytes += (size_t)count;
    }
    return true;
}

/* Writes the buffer to the file. */
static bool flush(struct scratch *scratch, struct diags *diags) {
    size_t size_bytes = scratch->filled_bytes;
    scratch->filled_bytes = 0;
    return scratch_prepare(scratch, diags) &&
           write_all(scratch, scratch->buffer, size_bytes, diags);
}

bool scratch_add(struct scratch *scratch, struct slice bytes, struct diags *diags) {
    if (scratch->buffer == NULL) {
        scratch->buffer = memory_new(BUFFER_BYTES);
    }
    if (bytes.size_bytes > BUFFER_BYTES - scratch->filled_bytes && !flush(scratch, diags)) {
        return false;
    }
    if (bytes.size_bytes > BUFFER_BYTES) {
        return write_all(scratch, bytes.at, bytes.size_bytes, diags);
    }
    if (bytes.size_bytes > 0) {
        memcpy(scratch->buffer + scratch->filled_bytes, bytes.at, bytes.size_bytes);
    }
    scratch->filled_bytes += bytes.size_bytes;
    return true;
}

bool scratch_begin(struct scratch *scratch, struct diags *diags) {
    scratch->taken_bytes = 0;
    if (scratch->written_bytes == 0) {
        return true;
    }
    if (!scratch->reads && !flush(scratch, diags)) {
        return false;
    }
    scratch->reads = true;
    scratch->filled_bytes = 0;
    return lseek(scratch->handle, 0, SEEK_SET) == 0 || report(diags, MESSAGE_FILE_READ, errno);
}

/* Fills the empty buffer from the file; leaves it empty at the end. */
static bool fill(struct scratch *scratch, struct diags *diags) {
    ssize_t count = -1;
    do {
        count = read(scratch->handle, scratch->buffer, BUFFER_BYTES);
    } while (count < 0 && errno == EINTR);
    scratch->taken_bytes = 0;
    scratch->filled_bytes = count > 0 ? (size_t)count : 0;
    return count >= 0 || report(diags, MESSAGE_FILE_READ, errno);
}

bool scratch_read(struct scratch *scratch, void *at, size_t size_bytes, struct diags *diags,
                  size_t *out_bytes) {
    *out_bytes = 0;
    while (*out_bytes < size_bytes) {
        if (scratch->taken_bytes == scratch->filled_bytes) {
            if (scratch->reads && !fill(scratch, diags)) {
                return false;
            }
            if (!scratch->reads || scratch->filled_bytes == 0) {
                return true;
            }
        }
        size_t here_bytes = scratch->filled_bytes - scratch->taken_bytes;
        size_t left_bytes = size_bytes - *out_bytes;
        size_t count = here_bytes < left_bytes ? here_bytes : left_bytes;
        memcpy((char *)at + *out_bytes, scratch->buffer + scratch->taken_bytes, count);
        scratch->taken_bytes += count;
        *out_bytes += count;
    }
    return true;
}

void scratch_clear(struct scratch *scratch) {
    if (scratch->written_bytes > 0 &&
        (ftruncate(scratch->handle, 0) != 0 || lseek(scratch->handle, 0, SEEK_SET) != 0)) {
        close(scratch->handle); /* a new one is opened when it is needed */
        scratch->handle = -1;
    }
    scratch->filled_bytes = 0;
    scratch->taken_bytes = 0;
    scratch->written_bytes = 0;
    scratch->reads = false;
}
