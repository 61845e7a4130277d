/* Whether a file is still open for writing can be asked on local file systems: the kernel refuses a
 * read lease then. Elsewhere (other machines' writers, files of another user) only waiting helps.
 */
#include "batch/arrivals.h"

#include "base/ids.h"
#include "base/memory.h"
#include "base/vector.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define QUIET_MS 2000 /* no change for so long: nobody writes any more */
#define CLOSED_MS 250 /* the same of a file of which the kernel told that it was closed */
#define SOON_MS 100   /* to the next look at a file that is open */

enum told { TOLD_NOTHING, TOLD_CLOSED, TOLD_MOVED };

struct arrival {
    const char *name;
    ino_t inode;
    off_t size_bytes;
    struct timespec changed;
    int64_t since_ms; /* it has been as it is, by our clock */
    enum told told;   /* by the kernel, since it is as it is */
};

/* What one look saw; dies with its arena when the next one is over. */
struct look {
    struct arena *arena;
    VECTOR(struct arrival) files;
    struct ids *names;
};

struct arrivals {
    struct diags *diags;
    const char *folder;
    struct arena *arena;
    int events; /* -1: none */
    int64_t rescan_ms;
    struct look last;
    struct arena *told_arena;
    struct ids *told; /* names since the last look, each with its enum told */
    int64_t next_ms;  /* when a file may have become ready */
};

static int64_t milliseconds(struct timespec time) {
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int64_t now_ms(clockid_t clock) {
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return milliseconds(now);
}

static void begin_look(struct look *look) {
    look->arena = arena_new();
    look->names = ids_build(look->arena);
}

static void forget_told(struct arrivals *arrivals) {
    arena_reset(arrivals->told_arena);
    arrivals->told = ids_build(arrivals->told_arena);
}

struct arrivals *arrivals_new(const char *folder, unsigned rescan_seconds, struct diags *diags) {
    struct arrivals *arrivals = memory_new(sizeof *arrivals);
    arrivals->arena = arena_new();
    arrivals->told_arena = arena_new();
    arrivals->folder = arena_string(arrivals->arena, folder);
    arrivals->diags = diags;
    arrivals->rescan_ms = (int64_t)rescan_seconds * 1000;
    begin_look(&arrivals->last);
    forget_told(arrivals);
    arrivals->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (arrivals->events < 0 ||
        inotify_add_watch(arrivals->events, folder,
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR) < 0) {
        diag(diags, MESSAGE_WATCH_BLIND, (struct position){.file = folder}, ARGS(strerror(errno)));
    }
    return arrivals;
}

void arrivals_free(struct arrivals *arrivals) {
    if (arrivals == NULL) {
        return;
    }
    if (arrivals->events >= 0) {
        close(arrivals->events);
    }
    arena_free(arrivals->last.arena);
    arena_free(arrivals->told_arena);
    arena_free(arrivals->arena);
    memory_free(arrivals);
}

/* Takes in what the kernel has told. Lost events do no harm: a file of which nothing was told is
 * looked at for longer. */
static void take_events(struct arrivals *arrivals) {
    _Alignas(struct inotify_event) char buffer[16 * 1024];
    ssize_t count;
    while (arrivals->events >= 0 && (count = read(arrivals->events, buffer, sizeof buffer)) > 0) {
        for (const char *at = buffer; at < buffer + count;) {
            const struct inotify_event *event = (const void *)at;
            if (event->len > 0 && (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) {
                ids_add(arrivals->told_arena, arrivals->told,
                        arena_string(arrivals->told_arena, event->name),
                        (event->mask & IN_MOVED_TO) != 0 ? TOLD_MOVED : TOLD_CLOSED);
            }
            at += sizeof *event + event->len;
        }
    }
}

/* Names that say that the file is not whole, or is not for us. */
static bool is_passed_over(const char *name) {
    static const char *const endings[] = {".part",       ".partial", ".tmp", ".temp", ".filepart",
                                          ".crdownload", ".swp",     ".new", ".lock", "~"};
    size_t size_bytes = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t ending_bytes = strlen(endings[i]);
        if (size_bytes >= ending_bytes &&
            strcasecmp(name + size_bytes - ending_bytes, endings[i]) == 0) {
            return true;
        }
    }
    return name[0] == '.' || name[0] == '~';
}

enum writer { WRITER_NONE, WRITER_SOMEBODY, WRITER_NOT_KNOWN };

/* Should somebody open the file while we ask, the kernel's signal must do nothing. */
static enum writer ask_for_writer(int folder, const char *name) {
    int handle = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (handle < 0) {
        return WRITER_NOT_KNOWN;
    }
    enum writer writer = WRITER_NOT_KNOWN;
    if (fcntl(handle, F_SETSIG, SIGURG) == 0) {
        if (fcntl(handle, F_SETLEASE, F_RDLCK) == 0) {
            fcntl(handle, F_SETLEASE, F_UNLCK);
            writer = WRITER_NONE;
        } else if (errno == EAGAIN) {
            writer = WRITER_SOMEBODY;
        }
    }
    close(handle);
    return writer;
}

static bool is_unchanged(const struct arrival *left, const struct arrival *right) {
    return left->inode == right->inode && left->size_bytes == right->size_bytes &&
           milliseconds(left->changed) == milliseconds(right->changed) &&
           left->changed.tv_nsec == right->changed.tv_nsec;
}

/* False if it has gone or is no file. */
static bool look_at(const struct arrivals *arrivals, int folder, struct arrival *arrival) {
    struct stat status = {0};
    if (fstatat(folder, arrival->name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode)) {
        return false;
    }
    arrival->inode = status.st_ino;
    arrival->size_bytes = status.st_size;
    arrival->changed = status.st_mtim;
    arrival->since_ms = now_ms(CLOCK_MONOTONIC);
    size_t told = ids_find(arrivals->told, arrival->name);
    arrival->told = told != IDS_NONE ? (enum told)told : TOLD_NOTHING;
    size_t known = ids_find(arrivals->last.names, arrival->name);
    if (known != IDS_NONE && is_unchanged(&arrivals->last.files.at[known], arrival)) {
        arrival->since_ms = arrivals->last.files.at[known].since_ms;
        if (told == IDS_NONE) {
            arrival->told = arrivals->last.files.at[known].told;
        }
    }
    return true;
}

/* How long until the file may be ready; 0: it is. Where the kernel knows all writers its clock is
 * ours, and files from before need no wait. An empty file may have been made to be written to, so
 * being told of it is not enough. */
static int64_t wait_ms(int folder, const struct arrival *arrival) {
    static const int64_t told_ms[] = {
        [TOLD_NOTHING] = QUIET_MS, [TOLD_CLOSED] = CLOSED_MS, [TOLD_MOVED] = 0};
    int64_t quiet_ms = now_ms(CLOCK_MONOTONIC) - arrival->since_ms;
    int64_t age_ms = now_ms(CLOCK_REALTIME) - milliseconds(arrival->changed);
    enum writer writer = ask_for_writer(folder, arrival->name);
    if (writer == WRITER_SOMEBODY) {
        return SOON_MS;
    }
    if (writer == WRITER_NONE && (age_ms >= QUIET_MS || age_ms < 0)) {
        return 0;
    }
    bool is_sure = writer == WRITER_NONE || arrival->told == TOLD_MOVED;
    int64_t needed_ms = is_sure && arrival->size_bytes > 0 ? told_ms[arrival->told] : QUIET_MS;
    return quiet_ms >= needed_ms ? 0 : needed_ms - quiet_ms;
}

static int compare_age(const void *left, const void *right) {
    const struct arrival *one = *(const struct arrival *const *)left;
    const struct arrival *other = *(const struct arrival *const *)right;
    if (one->changed.tv_sec != other->changed.tv_sec) {
        return one->changed.tv_sec < other->changed.tv_sec ? -1 : 1;
    }
    if (one->changed.tv_nsec != other->changed.tv_nsec) {
        return one->changed.tv_nsec < other->changed.tv_nsec ? -1 : 1;
    }
    return strcmp(one->name, other->name);
}

static void look_at_all(const struct arrivals *arrivals, DIR *folder, struct look *out_look) {
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        struct arrival arrival = {.name = entry->d_name};
        if (is_passed_over(entry->d_name) || !look_at(arrivals, dirfd(folder), &arrival)) {
            continue;
        }
        arrival.name = arena_string(out_look->arena, entry->d_name);
        ids_add(out_look->arena, out_look->names, arrival.name, out_look->files.count);
        *VECTOR_PUSH(out_look->arena, &out_look->files) = arrival;
    }
}

/* The names of those that are ready; the time of the next look is set by the others. */
static const char *const *choose_ready(struct arrivals *arrivals, int folder, struct arena *arena) {
    const struct look *look = &arrivals->last;
    const struct arrival **ready =
        ARENA_ARRAY(arena, const struct arrival *, look->files.count + 1);
    const char **names = ARENA_ARRAY(arena, const char *, look->files.count + 1);
    size_t count = 0;
    int64_t least_ms = arrivals->rescan_ms;
    for (size_t i = 0; i < look->files.count; i++) {
        int64_t left_ms = wait_ms(folder, &look->files.at[i]);
        if (left_ms == 0) {
            ready[count++] = &look->files.at[i];
        } else if (left_ms < least_ms) {
            least_ms = left_ms;
        }
    }
    arrivals->next_ms = now_ms(CLOCK_MONOTONIC) + least_ms;
    if (count > 0) {
        qsort(ready, count, sizeof *ready, compare_age);
    }
    for (size_t i = 0; i < count; i++) {
        names[i] = arena_string(arena, ready[i]->name);
    }
    return names;
}

const char *const *arrivals_look(struct arrivals *arrivals, struct arena *arena) {
    struct look look = {0};
    take_events(arrivals); /* before looking: what comes meanwhile is for the next look */
    DIR *folder = opendir(arrivals->folder);
    if (folder == NULL) {
        diag(arrivals->diags, MESSAGE_WATCH_FOLDER, (struct position){.file = arrivals->folder},
             ARGS(strerror(errno)));
        return NULL;
    }
    begin_look(&look);
    look_at_all(arrivals, folder, &look);
    forget_told(arrivals);
    arena_free(arrivals->last.arena);
    arrivals->last = look;
    const char *const *names = choose_ready(arrivals, dirfd(folder), arena);
    closedir(folder);
    return names;
}

void arrivals_wait(struct arrivals *arrivals, int wake) {
    struct pollfd files[2] = {{.fd = wake, .events = POLLIN},
                              {.fd = arrivals->events, .events = POLLIN}};
    int64_t left_ms = arrivals->next_ms - now_ms(CLOCK_MONOTONIC);
    if (left_ms > 0) {
        poll(files, 2, left_ms > arrivals->rescan_ms ? (int)arrivals->rescan_ms : (int)left_ms);
    }
}
