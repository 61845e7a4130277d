/* The lock is a file of its own and stays: locks on folders are not known to network file systems.
 * It dies with the run and all its workers, so that none of them is still writing when the next
 * run begins.
 *
 * Results are synced one by one before they are renamed; the folder and the journal are synced in
 * groups (folder_sync), because only their loss in a power cut is at stake, and what is lost there
 * is made again. */
#include "output/folder.h"

#include "base/file.h"
#include "base/memory.h"
#include "output/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define HIDDEN ".magreport-batch"
#define PART_MAX_BYTES ((size_t)256 << 20)
#define LOCK_TRIES 100
#define LOCK_WAIT_NS 50000000

struct folder {
    struct arena *arena;
    struct diags *diags;
    const char *path;
    const char *prefix; /* of hidden names */
    const char *manifest, *journal;
    int handle;
    int lock;
    int journal_handle; /* -1: not open yet */
    size_t part_count;
    char part_name[128];
};

void folder_report(const struct folder *folder, int error) {
    struct position place = {.file = folder->path};
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        diag(folder->diags, MESSAGE_FILE_FULL, place, NULL);
        break;
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case EROFS:
    case EACCES:
    case EPERM:
    case ENOMEM:
    case EAGAIN:
    case ESTALE:
        diag(folder->diags, MESSAGE_BATCH_FOLDER, place, ARGS(strerror(error)));
        break;
    default:
        diag(folder->diags, MESSAGE_FILE_WRITE, place, ARGS(strerror(error)));
        break;
    }
}

static bool report_errno(const struct folder *folder, bool is_good) {
    if (!is_good) {
        folder_report(folder, errno);
    }
    return is_good;
}

static const char *part_name(struct folder *folder, size_t part) {
    snprintf(folder->part_name, sizeof folder->part_name, "%s.part-%zu", folder->prefix, part);
    return folder->part_name;
}

/* False with errno; EWOULDBLOCK if another run has the folder. */
static bool lock(struct folder *folder) {
    const char *name = arena_format(folder->arena, "%s.lock", folder->prefix);
    folder->lock = openat(folder->handle, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (folder->lock < 0) {
        return false;
    }
    for (int attempt = 0; attempt < LOCK_TRIES; attempt++) {
        if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0) {
            return true;
        }
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return false;
        }
        nanosleep(&(struct timespec){.tv_nsec = LOCK_WAIT_NS}, NULL);
    }
    errno = EWOULDBLOCK;
    return false;
}

static bool open_and_lock(struct folder *folder) {
    if (mkdir(folder->path, 0700) != 0 && errno != EEXIST) {
        return report_errno(folder, false);
    }
    folder->handle = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->handle < 0) {
        return report_errno(folder, false);
    }
    if (!lock(folder)) {
        if (errno == EWOULDBLOCK) {
            diag(folder->diags, MESSAGE_BATCH_LOCKED, (struct position){.file = folder->path},
                 NULL);
            return false;
        }
        return report_errno(folder, false);
    }
    for (size_t part = 0; part < folder->part_count; part++) {
        folder_drop_part(folder, part);
    }
    return true;
}

struct folder *folder_open(const char *path, const char *label, size_t part_count,
                           struct diags *diags) {
    struct folder *folder = memory_new(sizeof *folder);
    struct arena *arena = arena_new();
    const char *dot = label[0] != '\0' ? "." : "";
    *folder = (struct folder){
        .arena = arena,
        .diags = diags,
        .path = arena_string(arena, path),
        .prefix = arena_format(arena, HIDDEN "%s%s", dot, label),
        .handle = -1,
        .lock = -1,
        .journal_handle = -1,
        .part_count = part_count,
    };
    folder->manifest =
        label[0] != '\0' ? arena_format(arena, "manifest.%s.ndjson", label) : MANIFEST_NAME;
    folder->journal = arena_format(arena, "%s.journal", folder->prefix);
    if (!open_and_lock(folder)) {
        folder_free(folder);
        return NULL;
    }
    return folder;
}

void folder_free(struct folder *folder) {
    if (folder == NULL) {
        return;
    }
    const int handles[] = {folder->handle, folder->lock, folder->journal_handle};
    for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++) {
        if (handles[i] >= 0) {
            close(handles[i]);
        }
    }
    arena_free(folder->arena);
    memory_free(folder);
}

int folder_lock_handle(const struct folder *folder) {
    return folder->lock;
}

const char *folder_path(const struct folder *folder) {
    return folder->path;
}

const char *folder_manifest_name(const struct folder *folder) {
    return folder->manifest;
}

const char *folder_journal_name(const struct folder *folder) {
    return folder->journal;
}

int folder_open_scratch(struct folder *folder) {
    const char *name = part_name(folder, folder->part_count);
    unlinkat(folder->handle, name, 0);
    int handle = openat(folder->handle, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (handle < 0 || unlinkat(folder->handle, name, 0) != 0) {
        folder_report(folder, errno);
        if (handle >= 0) {
            close(handle);
        }
        return -1;
    }
    return handle;
}

int folder_open_part(struct folder *folder, size_t part) {
    const char *name = part_name(folder, part);
    unlinkat(folder->handle, name, 0);
    int handle = openat(folder->handle, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    report_errno(folder, handle >= 0);
    return handle;
}

bool folder_read_part(struct folder *folder, size_t part, struct arena *arena,
                      struct slice *out_bytes) {
    const char *path = arena_format(arena, "%s/%s", folder->path, part_name(folder, part));
    return file_read(arena, path, PART_MAX_BYTES, folder->diags, out_bytes);
}

/* Makes the names in the folder below last in which name is, if it is in one: folder_sync speaks of
 * the folder itself. False with errno. */
static bool sync_below(const struct folder *folder, const char *name) {
    char below[NAME_MAX + 1];
    const char *slash = strrchr(name, '/');
    if (slash == NULL) {
        return true;
    }
    snprintf(below, sizeof below, "%.*s", (int)(slash - name), name);
    int handle = openat(folder->handle, below, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) {
        return false;
    }
    bool is_good = fsync(handle) == 0 || errno == EINVAL;
    int error = errno;
    close(handle);
    errno = error;
    return is_good;
}

bool folder_publish_part(struct folder *folder, size_t part, const char *name) {
    return report_errno(
        folder, renameat(folder->handle, part_name(folder, part), folder->handle, name) == 0 &&
                    sync_below(folder, name));
}

void folder_drop_part(struct folder *folder, size_t part) {
    unlinkat(folder->handle, part_name(folder, part), 0);
}

bool folder_sync(struct folder *folder) {
    bool is_good = (folder->journal_handle < 0 || fdatasync(folder->journal_handle) == 0) &&
                   (fsync(folder->handle) == 0 || errno == EINVAL);
    return report_errno(folder, is_good);
}

/* False with errno. */
static bool write_all(int handle, struct slice bytes) {
    while (bytes.size_bytes > 0) {
        ssize_t count = write(handle, bytes.at, bytes.size_bytes);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            errno = count == 0 ? EIO : errno;
            return false;
        }
        bytes.at += count;
        bytes.size_bytes -= (size_t)count;
    }
    return true;
}

bool folder_write(struct folder *folder, size_t part, const char *name, struct slice bytes) {
    int handle = folder_open_part(folder, part);
    if (handle < 0) {
        return false;
    }
    bool is_good = report_errno(folder, write_all(handle, bytes) && fsync(handle) == 0);
    if (close(handle) != 0 && is_good) {
        is_good = report_errno(folder, false);
    }
    is_good = is_good && folder_publish_part(folder, part, name) && folder_sync(folder);
    if (!is_good) {
        folder_drop_part(folder, part);
    }
    return is_good;
}

int folder_open_file(const struct folder *folder, const char *name) {
    struct stat status = {0};
    int handle = openat(folder->handle, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (handle >= 0 && (fstat(handle, &status) != 0 || !S_ISREG(status.st_mode))) {
        close(handle);
        return -1;
    }
    return handle;
}

void folder_remove(struct folder *folder, const char *name) {
    unlinkat(folder->handle, name, 0);
}

bool folder_make(struct folder *folder, const char *name) {
    return report_errno(folder, mkdirat(folder->handle, name, 0700) == 0 || errno == EEXIST);
}

bool folder_append_journal(struct folder *folder, struct slice lines) {
    if (folder->journal_handle < 0) {
        folder->journal_handle = openat(folder->handle, folder->journal,
                                        O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (folder->journal_handle < 0) {
            return report_errno(folder, false);
        }
        /* The last line of a dead run may be cut off: it must not run into the next. */
        if (!report_errno(folder, write_all(folder->journal_handle, (struct slice){"\n", 1}))) {
            return false;
        }
    }
    return report_errno(folder, write_all(folder->journal_handle, lines));
}
