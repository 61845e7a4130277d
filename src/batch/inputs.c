/* Folders are walked by a process of its own, which then ends: sorting a hundred thousand names
 * takes memory that the supervisor would keep for good. */
#include "batch/inputs.h"

#include "base/builder.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/slice.h"
#include "base/vector.h"
#include "batch/record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIST_MAX_BYTES ((size_t)256 << 20)
#define DEPTH_MAX 64
#define COPY_BYTES ((size_t)64 * 1024)

struct listing {
    struct arena *arena;
    const struct inputs *inputs;
    struct stat output; /* of the output folder */
    struct builder paths, offsets;
    uint64_t paths_at, offsets_at; /* written so far */
    bool failed;
};

static bool flush(struct builder *waiting, int handle, uint64_t *at) {
    bool is_good = write_at(handle, waiting->at, waiting->size_bytes, *at);
    *at += waiting->size_bytes;
    builder_reset(waiting);
    return is_good;
}

static void flush_both(struct listing *listing) {
    const struct inputs *inputs = listing->inputs;
    listing->failed = !flush(&listing->paths, inputs->paths, &listing->paths_at) ||
                      !flush(&listing->offsets, inputs->offsets, &listing->offsets_at) ||
                      listing->failed;
}

static void add(struct listing *listing, const char *path) {
    uint64_t at = listing->paths_at + listing->paths.size_bytes;
    builder_add(&listing->offsets, &at, sizeof at);
    builder_add(&listing->paths, path, strlen(path) + 1);
    if (listing->paths.size_bytes > COPY_BYTES) {
        flush_both(listing);
    }
}

static bool ends_with(const char *name, const char *ending) {
    size_t size_bytes = strlen(name), ending_bytes = strlen(ending);
    return size_bytes >= ending_bytes && strcasecmp(name + size_bytes - ending_bytes, ending) == 0;
}

/* Half-written copies and what a batch itself leaves. */
static bool is_passed_over(const char *name) {
    static const char *const endings[] = {"~", ".tmp", ".part", ".partial", ".crdownload", ".swp"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (ends_with(name, endings[i])) {
            return true;
        }
    }
    return name[0] == '.' || strcmp(name, "set-aside") == 0 ||
           (strncmp(name, "manifest.", 9) == 0 && ends_with(name, ".ndjson"));
}

static bool is_systems_fault(int error) {
    return error == EMFILE || error == ENFILE || error == ENOMEM;
}

static int compare_names(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void add_tree(struct listing *listing, const char *path, unsigned depth);

static void add_below(struct listing *listing, const char *folder, const char *name,
                      unsigned depth) {
    size_t size_bytes = strlen(folder);
    const char *between = size_bytes > 0 && folder[size_bytes - 1] == '/' ? "" : "/";
    const char *path = arena_format(listing->arena, "%s%s%s", folder, between, name);
    struct stat status = {0};
    bool is_folder = lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
    if (is_folder && status.st_dev == listing->output.st_dev &&
        status.st_ino == listing->output.st_ino) {
        return;
    }
    if (is_folder && depth < DEPTH_MAX) {
        add_tree(listing, path, depth + 1);
    } else {
        add(listing, path);
    }
}

/* What a batch made earlier, where inputs and results lie in one folder. */
static bool is_result(const struct listing *listing, DIR *folder, const char *name) {
    static const char *const endings[] = {".pdf", ".html", ".txt", ".zip"};
    struct stat status = {0};
    bool is_made = false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        is_made = is_made || ends_with(name, endings[i]);
    }
    return is_made && fstat(dirfd(folder), &status) == 0 &&
           status.st_dev == listing->output.st_dev && status.st_ino == listing->output.st_ino;
}

/* A folder that cannot be read is listed itself, and reported when it is opened. */
static void add_tree(struct listing *listing, const char *path, unsigned depth) {
    DIR *folder = opendir(path);
    VECTOR(const char *) names = {0};
    if (folder == NULL) {
        listing->failed = listing->failed || is_systems_fault(errno);
        add(listing, path);
        return;
    }
    errno = 0; /* the end and an error look alike */
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (!is_passed_over(entry->d_name) && !is_result(listing, folder, entry->d_name)) {
            *VECTOR_PUSH(listing->arena, &names) = arena_string(listing->arena, entry->d_name);
        }
        errno = 0;
    }
    listing->failed = listing->failed || errno != 0;
    closedir(folder);
    if (names.count > 0) {
        qsort(names.at, names.count, sizeof *names.at, compare_names);
    }
    for (size_t i = 0; i < names.count; i++) {
        add_below(listing, path, names.at[i], depth);
    }
}

static void add_list(struct listing *listing, const char *path) {
    struct diags *unheard = diags_new();
    struct slice rest = {NULL, 0};
    struct slice line;
    if (!file_read(listing->arena, path, LIST_MAX_BYTES, unheard, &rest)) {
        add(listing, path);
    }
    while (slice_next(&rest, '\n', &line)) {
        line = slice_trim(line);
        if (slice_equals(line, "-")) {
            add(listing, "./-"); /* standard input is an input only where it is named itself */
        } else if (line.size_bytes > 0) {
            add(listing, arena_copy(listing->arena, line.at, line.size_bytes));
        }
    }
    diags_free(unheard);
}

static void list_all(struct listing *listing, const char *const *arguments, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct stat status = {0};
        const char *path = arguments[i];
        if (path[0] == '@') {
            add_list(listing, path + 1);
        } else if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
            add_tree(listing, path, 0);
        } else {
            add(listing, path);
        }
    }
    flush_both(listing);
}

static int list_in_child(const struct inputs *inputs, const char *const *arguments, size_t count,
                         const char *output) {
    struct listing listing = {.arena = arena_new(), .inputs = inputs};
    if (stat(output, &listing.output) != 0) {
        return 1;
    }
    list_all(&listing, arguments, count);
    return listing.failed ? 1 : 0;
}

/* Standard input, to be read more than once. */
static bool keep_standard_input(struct inputs *inputs, int wake, struct folder *output) {
    char buffer[4096];
    uint64_t at = 0;
    inputs->standard_input = folder_open_scratch(output);
    while (inputs->standard_input >= 0) {
        struct pollfd polled[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                  {.fd = wake, .events = POLLIN}};
        if (poll(polled, 2, -1) > 0 && polled[1].revents != 0) {
            return false;
        }
        ssize_t count = read(STDIN_FILENO, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count == 0) {
            return true;
        }
        if (count < 0 || !write_at(inputs->standard_input, buffer, (size_t)count, at)) {
            folder_report(output, errno);
            return false;
        }
        at += (uint64_t)count;
    }
    return false;
}

/* What tells this machine from others and is no secret to its own users; none where there is no
 * such file. It is read once, so that a path has one label. False if it cannot be read now. */
static bool read_key(struct inputs *inputs) {
    static const char *const files[] = {"/etc/machine-id", "/var/lib/dbus/machine-id"};
    for (size_t i = 0; i < sizeof files / sizeof files[0] && inputs->key_bytes == 0; i++) {
        int handle = open(files[i], O_RDONLY | O_CLOEXEC);
        if (handle < 0 && is_systems_fault(errno)) {
            return false;
        }
        ssize_t count = handle >= 0 ? read(handle, inputs->key, sizeof inputs->key) : 0;
        if (handle >= 0) {
            close(handle);
        }
        if (count < 0) {
            return false;
        }
        inputs->key_bytes = (size_t)count;
    }
    return true;
}

bool inputs_list(struct inputs *inputs, const char *const *arguments, size_t count, int wake,
                 struct folder *output, struct diags *diags) {
    *inputs = (struct inputs){.paths = -1, .offsets = -1, .standard_input = -1};
    inputs->paths = folder_open_scratch(output);
    inputs->offsets = inputs->paths >= 0 ? folder_open_scratch(output) : -1;
    if (inputs->offsets < 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(arguments[i], "-") == 0 && inputs->standard_input < 0 &&
            !keep_standard_input(inputs, wake, output)) {
            return false;
        }
    }
    bool has_key = read_key(inputs);
    pid_t child = has_key ? fork() : -1;
    if (child == 0) {
        _exit(list_in_child(inputs, arguments, count, folder_path(output)));
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    struct stat written = {0};
    if (child < 0 || status != 0 || fstat(inputs->offsets, &written) != 0) {
        diag(diags, MESSAGE_BATCH_LIST, NOWHERE, NULL);
        return false;
    }
    inputs->count = (uint64_t)written.st_size / sizeof(uint64_t);
    return true;
}

void inputs_close(struct inputs *inputs) {
    const int handles[] = {inputs->paths, inputs->offsets, inputs->standard_input};
    for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++) {
        if (handles[i] >= 0) {
            close(handles[i]);
        }
    }
}

const char *inputs_path(const struct inputs *inputs, struct arena *arena, uint64_t number) {
    uint64_t at = 0;
    char path[PATH_MAX + 1] = "";
    if (!read_at(inputs->offsets, &at, sizeof at, number * sizeof at) ||
        pread(inputs->paths, path, PATH_MAX, (off_t)at) <= 0) {
        return NULL;
    }
    return arena_string(arena, path);
}

static int refuse(int handle, const char *label, enum message message, const char *argument,
                  struct diags *diags) {
    diag(diags, message, (struct position){.file = label}, ARGS(argument));
    if (handle >= 0) {
        close(handle);
    }
    return -1;
}

static int report_fault(const char *label, struct diags *diags) {
    diag(diags, MESSAGE_BATCH_INPUT, (struct position){.file = label}, ARGS(strerror(errno)));
    return INPUTS_AGAIN;
}

int inputs_open(const struct inputs *inputs, const char *path, const char *label,
                struct diags *diags) {
    if (strcmp(path, "-") == 0) {
        int copy = fcntl(inputs->standard_input, F_DUPFD_CLOEXEC, 3);
        return copy >= 0 ? copy : report_fault(label, diags);
    }
    struct stat status = {0};
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        const char *kind = S_ISDIR(status.st_mode) ? "a folder" : "a device, socket or FIFO";
        return refuse(-1, label, MESSAGE_FILE_KIND, kind, diags);
    }
    int handle = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (handle < 0 && is_systems_fault(errno)) {
        return report_fault(label, diags);
    }
    if (handle < 0 || fstat(handle, &status) != 0) {
        return refuse(handle, label, MESSAGE_FILE_MISSING, strerror(errno), diags);
    }
    if (!S_ISREG(status.st_mode)) {
        return refuse(handle, label, MESSAGE_FILE_KIND, "a special file", diags);
    }
    return handle;
}

void inputs_label(const struct inputs *inputs, const char *path,
                  char out_label[INPUTS_LABEL_BYTES]) {
    static const char purpose[] = "magreport input 1";
    struct builder text = {0};
    uint8_t digest[HASH_SHA256_BYTES];
    builder_add(&text, inputs->key, inputs->key_bytes);
    builder_add(&text, purpose, sizeof purpose);
    builder_text(&text, path);
    hash_sha256(text.at, text.size_bytes, digest);
    hash_hex(digest, (INPUTS_LABEL_BYTES - 1) / 2, out_label);
    builder_free(&text);
}
