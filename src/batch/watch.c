#include "batch/watch.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/hash.h"
#include "batch/arrivals.h"
#include "batch/claims.h"
#include "batch/inputs.h"
#include "output/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_NAME "watch.ndjson"
#define MANIFEST_MAX_BYTES ((size_t)1 << 30)
#define REASON_MAX_BYTES ((size_t)1 << 20)
#define HANDOUT_MAX_BYTES ((size_t)1 << 30)
#define CHANGES_MAX 5 /* times that a file may change while it is read */

struct watch {
    const struct watch_options *options;
    struct diags *diags;
    struct arena *arena;
    const char *label; /* of our runs in the output folder */
    struct claims *claims;
    struct arrivals *arrivals;
    int signals;
    bool is_stopping;
};

/* What is known of one file while it is in hand. */
struct errand {
    struct watch *watch;
    struct arena *arena;
    struct diags *diags;
    const char *name;
    const char *path;     /* where it lies */
    const char *known_as; /* where it came in */
    uint64_t made, aside; /* records */
    struct builder lines; /* of the manifest */
    struct builder reasons;
};

/* Runs of watchers of other folders may have the same output folder. */
static const char *make_label(const struct watch *watch) {
    char path[PATH_MAX];
    const char *folder = watch->options->folder;
    const char *real = realpath(folder, path) != NULL ? path : folder;
    return arena_format(watch->arena, "watch-%08" PRIx32 "-%03u", (uint32_t)hash_string(real, 0),
                        claims_place(watch->claims));
}

static bool is_told_to_end(struct watch *watch) {
    struct signalfd_siginfo told;
    if (read(watch->signals, &told, sizeof told) > 0) {
        watch->is_stopping = true;
    }
    return watch->is_stopping;
}

static const char *output_path(const struct errand *errand, const char *name) {
    return arena_format(errand->arena, "%s/%s", errand->watch->options->batch.output, name);
}

/* Whether the file is as it was: whoever wrote it may have it open still. */
static bool is_same(const struct stat *left, const struct stat *right) {
    return left->st_ino == right->st_ino && left->st_size == right->st_size &&
           left->st_mtim.tv_sec == right->st_mtim.tv_sec &&
           left->st_mtim.tv_nsec == right->st_mtim.tv_nsec;
}

/* Makes the handouts; again if the file has changed meanwhile. False if it did not come to its end.
 */
static bool make(struct errand *errand) {
    struct watch *watch = errand->watch;
    struct batch_options batch = watch->options->batch;
    struct stat before = {0}, after = {0};
    bool was_stopped = false, is_whole = true;
    batch.inputs = &errand->path;
    batch.input_count = 1;
    batch.label = watch->label;
    batch.known_as = errand->known_as;
    batch.was_stopped = &was_stopped;
    for (size_t i = 0; is_whole && i < CHANGES_MAX; i++) {
        stat(errand->path, &before);
        is_whole = batch_run(&batch, errand->diags);
        stat(errand->path, &after);
        if (is_same(&before, &after)) {
            break;
        }
    }
    watch->is_stopping = watch->is_stopping || was_stopped;
    return is_whole;
}

/* The reason file that the batch has put beside a record that is set aside. */
static void add_reason(struct errand *errand, const struct manifest_line *line) {
    struct slice bytes = {NULL, 0};
    size_t size_bytes = strlen(line->file);
    const char *ending = size_bytes > 4 ? line->file + size_bytes - 4 : "";
    if (strcmp(ending, ".xml") != 0) {
        return;
    }
    const char *name = arena_format(errand->arena, "%.*s.txt", (int)(size_bytes - 4), line->file);
    if (file_read(errand->arena, output_path(errand, name), REASON_MAX_BYTES, errand->diags,
                  &bytes) &&
        errand->reasons.size_bytes < REASON_MAX_BYTES) {
        builder_add(&errand->reasons, bytes.at, bytes.size_bytes);
    }
}

static void print(struct errand *errand, const struct manifest_line *line) {
    const struct watch_options *options = errand->watch->options;
    struct position place = {.file = errand->watch->label, .ordinal = (uint32_t)line->ordinal};
    struct slice bytes = {NULL, 0};
    if (options->print == NULL) {
        return;
    }
    if (!file_read(errand->arena, output_path(errand, line->file), HANDOUT_MAX_BYTES, errand->diags,
                   &bytes) ||
        !options->print(options->user, bytes, place, errand->diags)) {
        diag(errand->diags, MESSAGE_WATCH_PRINT, place, ARGS(line->key));
    }
}

static void take_line(struct errand *errand, struct slice text) {
    struct manifest_line line;
    if (!manifest_parse(errand->arena, text, &line)) {
        return;
    }
    builder_add(&errand->lines, text.at, text.size_bytes);
    builder_char(&errand->lines, '\n');
    if (line.status == MANIFEST_DONE || line.status == MANIFEST_ALREADY) {
        errand->made++;
        print(errand, &line);
    } else {
        errand->aside++;
        add_reason(errand, &line);
    }
}

/* Goes through what the run says of each record, and adds it to the log. The lines go there in one
 * write, so that those of several watchers do not mix. */
static bool take_manifest(struct errand *errand) {
    const char *name = arena_format(errand->arena, "manifest.%s.ndjson", errand->watch->label);
    struct slice rest = {NULL, 0}, text;
    if (!file_read(errand->arena, output_path(errand, name), MANIFEST_MAX_BYTES, errand->diags,
                   &rest)) {
        return false;
    }
    while (slice_next(&rest, '\n', &text)) {
        take_line(errand, text);
    }
    const char *log = output_path(errand, LOG_NAME);
    int handle = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    ssize_t wanted = (ssize_t)errand->lines.size_bytes;
    bool is_good = handle >= 0 &&
                   (wanted == 0 || write(handle, errand->lines.at, (size_t)wanted) == wanted) &&
                   fdatasync(handle) == 0;
    if (!is_good) {
        diag(errand->diags, MESSAGE_FILE_WRITE, (struct position){.file = log},
             ARGS(strerror(errno)));
    }
    if (handle >= 0) {
        close(handle);
    }
    return is_good;
}

static bool finish(struct errand *errand) {
    struct watch *watch = errand->watch;
    if (errand->made > 0 && watch->options->forgets) {
        return claims_forget(watch->claims, errand->name);
    }
    const char *below = errand->made > 0 ? "done" : "set-aside";
    const char *moved = claims_move(watch->claims, errand->arena, errand->name, below);
    if (moved == NULL || errand->made > 0) {
        return moved != NULL;
    }
    if (errand->aside == 0) {
        builder_text(&errand->reasons, "no response was found in this file\n");
    }
    return file_publish(arena_format(errand->arena, "%s.reason.txt", moved),
                        (struct slice){errand->reasons.at, errand->reasons.size_bytes},
                        errand->diags);
}

/* Takes one file from its beginning to its end. False if the watcher must end. */
static bool handle_file(struct watch *watch, const char *name) {
    struct errand errand = {
        .watch = watch, .arena = arena_new(), .diags = diags_new(), .name = name};
    diags_print_to(errand.diags, stderr);
    errand.path = claims_path(watch->claims, errand.arena, name);
    errand.known_as = arena_format(errand.arena, "%s/%s", watch->options->folder, name);
    bool is_good = make(&errand) && take_manifest(&errand) && finish(&errand);
    if (!is_good) {
        claims_return(watch->claims, name);
    }
    if (!is_good && !watch->is_stopping) {
        diag(watch->diags, MESSAGE_WATCH_ENDS, (struct position){.file = watch->options->folder},
             NULL);
    }
    builder_free(&errand.lines);
    builder_free(&errand.reasons);
    diags_free(errand.diags);
    arena_free(errand.arena);
    return is_good;
}

/* Files that a watcher before us had in hand. */
static bool handle_claimed(struct watch *watch) {
    struct arena *arena = arena_new();
    const char *const *names = claims_list(watch->claims, arena);
    bool goes_on = true;
    for (size_t i = 0; goes_on && names[i] != NULL && !is_told_to_end(watch); i++) {
        goes_on = handle_file(watch, names[i]);
    }
    arena_free(arena);
    return goes_on && !watch->is_stopping;
}

/* Looks once; waits if there was nothing. */
static bool handle_arrivals(struct watch *watch) {
    struct arena *arena = arena_new();
    const char *const *names = arrivals_look(watch->arrivals, arena);
    bool goes_on = names != NULL;
    size_t taken = 0;
    for (size_t i = 0; goes_on && names[i] != NULL && !is_told_to_end(watch); i++) {
        if (claims_take(watch->claims, names[i])) {
            taken++;
            goes_on = handle_file(watch, names[i]);
        }
    }
    if (goes_on && taken == 0 && !is_told_to_end(watch)) {
        arrivals_wait(watch->arrivals, watch->signals);
    }
    arena_free(arena);
    return goes_on && !is_told_to_end(watch);
}

static void watch_signals(struct watch *watch, sigset_t *out_before) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, out_before);
    watch->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Results in the hot folder itself would be taken for forms, and so on for ever. */
static bool is_own_output(const struct watch_options *options) {
    struct stat in, out;
    return stat(options->folder, &in) == 0 && stat(options->batch.output, &out) == 0 &&
           in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

void watch_run(const struct watch_options *options, struct diags *diags) {
    sigset_t before;
    if (is_own_output(options)) {
        diag(diags, MESSAGE_WATCH_OWN_OUTPUT, (struct position){.file = options->folder}, NULL);
        return;
    }
    struct watch watch = {.options = options, .diags = diags, .arena = arena_new()};
    watch_signals(&watch, &before);
    watch.claims = claims_open(options->folder, diags);
    watch.arrivals =
        watch.claims != NULL ? arrivals_new(options->folder, options->rescan_seconds, diags) : NULL;
    if (watch.arrivals != NULL) {
        watch.label = make_label(&watch);
        bool goes_on = handle_claimed(&watch);
        while (goes_on) {
            goes_on =
                (!claims_adopt(watch.claims) || handle_claimed(&watch)) && handle_arrivals(&watch);
        }
    }
    arrivals_free(watch.arrivals);
    claims_close(watch.claims);
    close(watch.signals);
    sigprocmask(SIG_SETMASK, &before, NULL);
    arena_free(watch.arena);
}
