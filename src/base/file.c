/* Publishing: everything is written to a temporary file of the same folder, whose name says nothing
 * of the result, and renamed when it is safe on disk; a reader sees the old file or the whole new
 * one. Nothing is allocated while the temporary file exists (memory_exhausted ends the process at
 * once). A stream is written to a file without a name and copied at the end, so that whatever ends
 * the process leaves nothing. A path that is a device or a FIFO, such as /dev/null, is written to
 * and never replaced. */
#include "base/file.h"

#include "base/builder.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_FIRST_BYTES ((size_t)64 * 1024)
#define COPY_BYTES ((size_t)16 * 1024)
#define STREAM_WAITING_BYTES ((size_t)64 * 1024)
#define TEMPORARY_NAME ".magreport-XXXXXX"

static struct position whole_file(const char *path) {
    return (struct position){.file = path};
}

static const char *kind_name(mode_t mode) {
    if (S_ISDIR(mode)) {
        return "a folder";
    }
    if (S_ISFIFO(mode)) {
        return "a FIFO";
    }
    if (S_ISSOCK(mode)) {
        return "a socket";
    }
    return S_ISCHR(mode) || S_ISBLK(mode) ? "a device" : "a special file";
}

int file_open(const char *path, struct diags *diags) {
    struct stat status = {0};
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        diag(diags, MESSAGE_FILE_KIND, whole_file(path), ARGS(kind_name(status.st_mode)));
        return -1;
    }
    int handle = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (handle < 0 || fstat(handle, &status) != 0) {
        diag(diags, MESSAGE_FILE_MISSING, whole_file(path), ARGS(strerror(errno)));
        if (handle >= 0) {
            close(handle);
        }
        return -1;
    }
    if (!S_ISREG(status.st_mode)) { /* exchanged since the first look */
        diag(diags, MESSAGE_FILE_KIND, whole_file(path), ARGS(kind_name(status.st_mode)));
        close(handle);
        return -1;
    }
    return handle;
}

static void report_size(const char *path, size_t max_bytes, struct diags *diags) {
    struct builder limit = {0};
    builder_int(&limit, (int64_t)max_bytes);
    diag(diags, MESSAGE_FILE_SIZE, whole_file(path), ARGS(limit.at));
    builder_free(&limit);
}

/* Reads to the end, growing from first_bytes; refuses more than max_bytes. */
static bool read_all(struct arena *arena, int handle, size_t first_bytes, size_t max_bytes,
                     struct slice *out_bytes) {
    size_t capacity = first_bytes + 1;
    size_t size_bytes = 0;
    char *at = arena_alloc(arena, capacity + 1);
    for (;;) {
        if (size_bytes == capacity) {
            char *larger = arena_alloc(arena, capacity * 2 + 1);
            memcpy(larger, at, size_bytes);
            at = larger;
            capacity *= 2;
        }
        ssize_t count = read(handle, at + size_bytes, capacity - size_bytes);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return false;
        }
        size_bytes += (size_t)count;
        if (count == 0 || size_bytes > max_bytes) {
            at[size_bytes] = '\0';
            *out_bytes = (struct slice){at, size_bytes};
            return true;
        }
    }
}

bool file_read(struct arena *arena, const char *path, size_t max_bytes, struct diags *diags,
               struct slice *out_bytes) {
    bool standard_input = strcmp(path, "-") == 0;
    struct stat status = {0};
    int handle = standard_input ? STDIN_FILENO : file_open(path, diags);
    if (handle < 0) {
        return false;
    }
    bool done = false;
    bool has_size = !standard_input && fstat(handle, &status) == 0 && status.st_size > 0;
    size_t first_bytes = has_size ? (size_t)status.st_size : READ_FIRST_BYTES;
    struct slice bytes = {NULL, 0};
    if (has_size && first_bytes > max_bytes) {
        report_size(path, max_bytes, diags);
    } else if (!read_all(arena, handle, first_bytes, max_bytes, &bytes)) {
        diag(diags, MESSAGE_FILE_READ, whole_file(path), ARGS(strerror(errno)));
    } else if (bytes.size_bytes > max_bytes) {
        report_size(path, max_bytes, diags);
    } else {
        *out_bytes = bytes;
        done = true;
    }
    if (!standard_input) {
        close(handle);
    }
    return done;
}

static void report_write(const char *path, int error, struct diags *diags) {
    path = strcmp(path, "-") == 0 ? "standard output" : path;
    if (error == ENOSPC || error == EDQUOT) {
        diag(diags, MESSAGE_FILE_FULL, whole_file(path), NULL);
    } else {
        diag(diags, MESSAGE_FILE_WRITE, whole_file(path), ARGS(strerror(error)));
    }
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

/* What is published: bytes, or all of an open file. */
struct content {
    struct slice bytes;
    int handle; /* -1: the bytes */
};

/* False with errno. */
static bool write_content(int handle, const struct content *content) {
    char buffer[COPY_BYTES];
    if (content->handle < 0) {
        return write_all(handle, content->bytes);
    }
    if (lseek(content->handle, 0, SEEK_SET) < 0) {
        return false;
    }
    for (;;) {
        ssize_t count = read(content->handle, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count == 0;
        }
        if (!write_all(handle, (struct slice){buffer, (size_t)count})) {
            return false;
        }
    }
}

/* The bytes of path up to and with the last '/'; 0 if there is none. */
static size_t folder_bytes(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* Makes a rename in the folder last. Some file systems cannot and say EINVAL. */
static bool sync_folder(const char *folder) {
    int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) {
        return false;
    }
    bool done = fsync(handle) == 0 || errno == EINVAL;
    int error = errno;
    close(handle);
    errno = error;
    return done;
}

/* Whether a result must be on disk when it is called published. */
enum lasting { LASTING, QUICK };

/* Writes, syncs and closes; false with errno. */
static bool write_and_close(int handle, const struct content *content, enum lasting lasting) {
    bool done = write_content(handle, content) && (lasting == QUICK || fsync(handle) == 0);
    int error = errno;
    if (close(handle) != 0 && done) {
        return false;
    }
    errno = error;
    return done;
}

static bool publish_by_rename(const char *path, const struct content *content, enum lasting lasting,
                              struct diags *diags) {
    struct arena *arena = arena_new();
    size_t size_bytes = folder_bytes(path);
    const char *folder = size_bytes > 0 ? arena_copy(arena, path, size_bytes) : ".";
    char *temporary = arena_format(arena, "%s%s", size_bytes > 0 ? folder : "", TEMPORARY_NAME);
    bool done = false;
    int error = 0;
    int handle = mkostemp(temporary, O_CLOEXEC);
    if (handle < 0) {
        error = errno;
    } else if (!write_and_close(handle, content, lasting) || rename(temporary, path) != 0) {
        error = errno;
        unlink(temporary);
    } else if (lasting == LASTING && !sync_folder(folder)) {
        error = errno;
        unlink(path);
    } else {
        done = true;
    }
    if (!done) {
        report_write(path, error, diags);
    }
    arena_free(arena);
    return done;
}

static bool publish_to_device(const char *path, struct slice bytes, struct diags *diags) {
    int handle = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    bool done = handle >= 0 && write_all(handle, bytes);
    int error = errno;
    if (handle >= 0 && close(handle) != 0 && done) {
        error = errno;
        done = false;
    }
    if (!done) {
        report_write(path, error, diags);
    }
    return done;
}

/* Where standard output is a file, at whose end it stands, a part that was written is taken back;
 * what is in a pipe is gone. False with errno. */
static bool write_to_standard_output(struct slice bytes) {
    struct stat status = {0};
    bool is_file = fstat(STDOUT_FILENO, &status) == 0 && S_ISREG(status.st_mode);
    bool is_added = (fcntl(STDOUT_FILENO, F_GETFL) & O_APPEND) != 0;
    bool is_at_end = is_file && (is_added || lseek(STDOUT_FILENO, 0, SEEK_CUR) == status.st_size);
    if (write_all(STDOUT_FILENO, bytes)) {
        return true;
    }
    int error = errno;
    if (is_at_end && ftruncate(STDOUT_FILENO, status.st_size) == 0) {
        (void)lseek(STDOUT_FILENO, status.st_size, SEEK_SET);
    }
    errno = error;
    return false;
}

static bool publish(const char *path, struct slice bytes, enum lasting lasting,
                    struct diags *diags) {
    struct stat status = {0};
    if (strcmp(path, "-") == 0) {
        if (!write_to_standard_output(bytes)) {
            report_write(path, errno, diags);
            return false;
        }
        return true;
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        if (S_ISDIR(status.st_mode)) {
            report_write(path, EISDIR, diags);
            return false;
        }
        return publish_to_device(path, bytes, diags);
    }
    struct content content = {.bytes = bytes, .handle = -1};
    return publish_by_rename(path, &content, lasting, diags);
}

bool file_publish(const char *path, struct slice bytes, struct diags *diags) {
    return publish(path, bytes, LASTING, diags);
}

bool file_publish_quickly(const char *path, struct slice bytes, struct diags *diags) {
    return publish(path, bytes, QUICK, diags);
}

struct file_stream {
    const char *path;
    int handle;
    bool is_scratch; /* else what is written is there at once */
    bool failed;     /* reported */
    struct builder waiting;
    struct diags *diags;
};

/* A file without a name in the folder of path; -1 with errno. */
static int open_scratch(const char *path) {
    struct arena *arena = arena_new();
    char *name = arena_format(arena, "%.*s%s", (int)folder_bytes(path), path, TEMPORARY_NAME);
    int handle = mkostemp(name, O_CLOEXEC);
    if (handle >= 0) {
        unlink(name);
    }
    arena_free(arena);
    return handle;
}

static int open_stream(const char *path, bool *out_is_scratch) {
    struct stat status = {0};
    *out_is_scratch = false;
    if (strcmp(path, "-") == 0) {
        return STDOUT_FILENO;
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        return open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY); /* of a folder EISDIR */
    }
    *out_is_scratch = true;
    return open_scratch(path);
}

struct file_stream *file_stream_new(const char *path, struct diags *diags) {
    struct file_stream *stream = memory_new(sizeof *stream);
    stream->path = path;
    stream->diags = diags;
    stream->handle = open_stream(path, &stream->is_scratch);
    if (stream->handle < 0) {
        stream->failed = true;
        report_write(path, errno, diags);
    }
    return stream;
}

static void flush_stream(struct file_stream *stream) {
    struct slice bytes = {stream->waiting.at, stream->waiting.size_bytes};
    if (!stream->failed && !write_all(stream->handle, bytes)) {
        stream->failed = true;
        report_write(stream->path, errno, stream->diags);
    }
    builder_reset(&stream->waiting);
}

bool file_stream_add(struct file_stream *stream, struct slice bytes) {
    builder_add(&stream->waiting, bytes.at, bytes.size_bytes);
    if (stream->waiting.size_bytes >= STREAM_WAITING_BYTES) {
        flush_stream(stream);
    }
    return !stream->failed;
}

bool file_stream_end(struct file_stream *stream, bool is_good) {
    if (is_good) {
        flush_stream(stream);
    }
    bool done = is_good && !stream->failed;
    if (done && stream->is_scratch) {
        struct content content = {.handle = stream->handle};
        done = publish_by_rename(stream->path, &content, LASTING, stream->diags);
    }
    if (stream->handle >= 0 && stream->handle != STDOUT_FILENO && close(stream->handle) != 0 &&
        done && !stream->is_scratch) {
        report_write(stream->path, errno, stream->diags);
        done = false;
    }
    builder_free(&stream->waiting);
    memory_free(stream);
    return done;
}

bool file_make_folder(const char *path, struct diags *diags) {
    struct stat status = {0};
    if (mkdir(path, 0700) == 0) {
        return true;
    }
    int error = errno;
    if (error == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return true;
    }
    report_write(path, error, diags);
    return false;
}

/* The path without slashes at its end: the folder around it is where they would hide it. */
static const char *without_end_slashes(struct arena *arena, const char *path) {
    size_t size_bytes = strlen(path);
    while (size_bytes > 1 && path[size_bytes - 1] == '/') {
        size_bytes--;
    }
    return arena_copy(arena, path, size_bytes);
}

const char *file_make_temporary_folder(struct arena *arena, const char *path, struct diags *diags) {
    const char *name = without_end_slashes(arena, path);
    const char *around = arena_copy(arena, name, folder_bytes(name));
    char *temporary = arena_format(arena, "%s%s", around, TEMPORARY_NAME);
    if (mkdtemp(temporary) == NULL) {
        report_write(path, errno, diags);
        return NULL;
    }
    return temporary;
}

bool file_publish_folder(const char *temporary, const char *path, struct diags *diags) {
    struct arena *arena = arena_new();
    const char *name = without_end_slashes(arena, path);
    size_t size_bytes = folder_bytes(name);
    const char *around = size_bytes > 0 ? arena_copy(arena, name, size_bytes) : ".";
    bool done = rename(temporary, name) == 0 && sync_folder(around);
    if (!done) {
        report_write(path, errno, diags);
    }
    arena_free(arena);
    return done;
}

void file_remove(const char *path) {
    if (unlink(path) != 0) {
        rmdir(path);
    }
}

bool file_is_same(const char *left, const char *right) {
    struct stat left_status = {0};
    struct stat right_status = {0};
    return stat(left, &left_status) == 0 && stat(right, &right_status) == 0 &&
           S_ISREG(left_status.st_mode) && left_status.st_dev == right_status.st_dev &&
           left_status.st_ino == right_status.st_ino;
}

bool file_exists(const char *path) {
    struct stat status = {0};
    return stat(path, &status) == 0;
}
