/* A save shows up as IN_CLOSE_WRITE (written in place) or IN_MOVED_TO (renamed into place). What
 * else editors leave in a folder (backups, lock files, vim's 4913) has other names and is not
 * looked at; files that are deleted are not looked at either, because an editor that deletes writes
 * the file again.
 *
 * A watch belongs to the folder's inode. So before each wait all folders are added again: the same
 * inode gives the same watch, another one means that the folder was replaced, and none that it is
 * away; then the wait is cut into short pieces until it is back. */
#include "cli/changes.h"

#include "base/memory.h"
#include "base/slice.h"
#include "base/vector.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define QUIET_MS 8     /* without a further change: the save is over */
#define PATIENCE_MS 40 /* of a change that does not end */
#define ABSENT_MS 200  /* between two looks for a folder that is away */
#define NOT_WATCHED (-1)

struct watched {
    const char *folder;
    const char *name; /* of the one file in it, or NULL: by the ends of names */
    int watch;
};

struct changes {
    struct arena *arena;
    VECTOR(struct watched) folders;
    int events, signals; /* file descriptors */
    sigset_t signals_before;
};

int64_t changes_clock_ms(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct changes *changes_new(struct diags *diags) {
    struct changes *changes = memory_new(sizeof *changes);
    sigset_t ending;
    changes->arena = arena_new();
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigprocmask(SIG_BLOCK, &ending, &changes->signals_before);
    changes->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    changes->signals = signalfd(-1, &ending, SFD_NONBLOCK | SFD_CLOEXEC);
    if (changes->events >= 0 && changes->signals >= 0) {
        return changes;
    }
    diag(diags, MESSAGE_WATCH_FAILED, NOWHERE, ARGS(strerror(errno)));
    changes_free(changes);
    return NULL;
}

void changes_free(struct changes *changes) {
    if (changes == NULL) {
        return;
    }
    if (changes->events >= 0) {
        close(changes->events);
    }
    if (changes->signals >= 0) {
        struct signalfd_siginfo taken; /* else it would end the program now */
        while (read(changes->signals, &taken, sizeof taken) == (ssize_t)sizeof taken) {
        }
        close(changes->signals);
    }
    sigprocmask(SIG_SETMASK, &changes->signals_before, NULL);
    arena_free(changes->arena);
    memory_free(changes);
}

/* Adds the watches that are missing; tells whether one is new and whether a folder is away. */
static void watch_folders(struct changes *changes, bool *out_is_new, bool *out_is_absent) {
    *out_is_new = *out_is_absent = false;
    for (size_t i = 0; i < changes->folders.count; i++) {
        struct watched *watched = &changes->folders.at[i];
        int watch = inotify_add_watch(changes->events, watched->folder,
                                      IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR | IN_MOVE_SELF |
                                          IN_DELETE_SELF);
        *out_is_new = *out_is_new || (watch >= 0 && watch != watched->watch);
        *out_is_absent = *out_is_absent || watch < 0;
        watched->watch = watch >= 0 ? watch : NOT_WATCHED;
    }
}

static void add(struct changes *changes, const char *folder, const char *name) {
    *VECTOR_PUSH(changes->arena, &changes->folders) =
        (struct watched){.folder = arena_string(changes->arena, folder),
                         .name = arena_string(changes->arena, name),
                         .watch = NOT_WATCHED};
    bool is_new, is_absent;
    watch_folders(changes, &is_new, &is_absent);
}

static void add_split(struct changes *changes, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *folder = ".";
    if (slash != NULL) {
        folder = slash == path ? "/" : arena_copy(changes->arena, path, (size_t)(slash - path));
    }
    add(changes, folder, slash == NULL ? path : slash + 1);
}

void changes_add_file(struct changes *changes, const char *path) {
    char target[PATH_MAX];
    add_split(changes, path);
    if (realpath(path, target) != NULL) {
        add_split(changes, target);
    }
}

void changes_add_folder(struct changes *changes, const char *folder) {
    add(changes, folder, NULL);
}

static bool ends_as_pack_file(const char *name) {
    static const char *const ends[] = {".xml", ".xlf", ".ttf", ".png", ".jpg", ".jpeg"};
    size_t size_bytes = strlen(name);
    for (size_t i = 0; name[0] != '.' && i < sizeof ends / sizeof ends[0]; i++) {
        size_t end_bytes = strlen(ends[i]);
        if (size_bytes > end_bytes && strcasecmp(name + size_bytes - end_bytes, ends[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_ours(const struct changes *changes, const struct inotify_event *event) {
    if ((event->mask & IN_Q_OVERFLOW) != 0) {
        return true; /* some were lost */
    }
    for (size_t i = 0; event->len > 0 && i < changes->folders.count; i++) {
        const struct watched *watched = &changes->folders.at[i];
        if (watched->watch == event->wd &&
            (watched->name == NULL ? ends_as_pack_file(event->name)
                                   : strcmp(watched->name, event->name) == 0)) {
            return true;
        }
    }
    return false;
}

/* Takes the events that have come; true if one is about a watched file. */
static bool take_events(const struct changes *changes) {
    _Alignas(struct inotify_event) char buffer[16 * 1024];
    bool found = false;
    ssize_t count;
    while ((count = read(changes->events, buffer, sizeof buffer)) > 0) {
        for (const char *at = buffer; at < buffer + count;) {
            const struct inotify_event *event = (const void *)at;
            found = is_ours(changes, event) || found;
            at += sizeof *event + event->len;
        }
    }
    return found;
}

enum waited { WAITED_ENOUGH, WAITED_FOR_EVENTS, WAITED_FOR_THE_END };

static enum waited wait_for(const struct changes *changes, int timeout_ms) {
    struct pollfd files[2] = {{.fd = changes->signals, .events = POLLIN},
                              {.fd = changes->events, .events = POLLIN}};
    int count = poll(files, 2, timeout_ms);
    if (count > 0 && files[0].revents != 0) {
        return WAITED_FOR_THE_END;
    }
    return count > 0 ? WAITED_FOR_EVENTS : WAITED_ENOUGH;
}

/* False: the program was asked to end. */
static bool wait_until_quiet(const struct changes *changes, int64_t start_ms) {
    int64_t last_ms = start_ms;
    for (;;) {
        int64_t now_ms = changes_clock_ms();
        int64_t left_ms = last_ms + QUIET_MS - now_ms;
        if (left_ms <= 0 || now_ms - start_ms >= PATIENCE_MS) {
            return true;
        }
        switch (wait_for(changes, (int)left_ms)) {
        case WAITED_FOR_THE_END:
            return false;
        case WAITED_FOR_EVENTS:
            last_ms = take_events(changes) ? changes_clock_ms() : last_ms;
            break;
        case WAITED_ENOUGH:
            break;
        }
    }
}

bool changes_wait(struct changes *changes, int64_t *out_start_ms) {
    bool is_changed = false;
    while (!is_changed) {
        bool is_new, is_absent;
        watch_folders(changes, &is_new, &is_absent);
        enum waited waited =
            is_new ? wait_for(changes, 0) : wait_for(changes, is_absent ? ABSENT_MS : -1);
        if (waited == WAITED_FOR_THE_END) {
            return false;
        }
        is_changed = take_events(changes) || is_new;
    }
    *out_start_ms = changes_clock_ms();
    return wait_until_quiet(changes, *out_start_ms);
}
