/* Lock files are never removed, so that a lock always means the same file to all. flock locks hold
 * between machines as well where the folder's file system is a network's (NFS makes them locks of
 * the server); where it knows no locks at all, claims_open says so and nothing is watched. */
#include "batch/claims.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/vector.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HIDDEN ".magreport-watch"
#define PLACE_MAX 999u
#define NAME_TRIES 10000u

struct claims {
    struct arena *arena;
    struct diags *diags;
    const char *folder;
    const char *hidden; /* FOLDER/.magreport-watch */
    const char *own;    /* FOLDER/.magreport-watch/001 */
    unsigned place;
    int lock;
};

static bool report(const struct claims *claims, enum message message) {
    diag(claims->diags, message, (struct position){.file = claims->folder}, ARGS(strerror(errno)));
    return false;
}

static const char *place_path(const struct claims *claims, struct arena *arena, unsigned place,
                              const char *ending) {
    return arena_format(arena, "%s/%03u%s", claims->hidden, place, ending);
}

/* The lock of a place, if nobody has it. -1 with errno; EWOULDBLOCK: somebody has it. */
static int try_lock(const struct claims *claims, unsigned place, int flags) {
    struct arena *arena = arena_new();
    const char *path = place_path(claims, arena, place, ".lock");
    int lock = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    arena_free(arena);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        close(lock);
        errno = error == EINTR ? EWOULDBLOCK : error;
        return -1;
    }
    return lock;
}

static bool take_place(struct claims *claims) {
    for (claims->place = 1; claims->place <= PLACE_MAX; claims->place++) {
        claims->lock = try_lock(claims, claims->place, O_CREAT);
        if (claims->lock >= 0) {
            claims->own = place_path(claims, claims->arena, claims->place, "");
            return true;
        }
        if (errno != EWOULDBLOCK) {
            return false;
        }
    }
    errno = EUSERS;
    return false;
}

static bool make_folder(const char *path) {
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

struct claims *claims_open(const char *folder, struct diags *diags) {
    struct claims *claims = memory_new(sizeof *claims);
    struct stat status = {0};
    claims->arena = arena_new();
    claims->diags = diags;
    claims->lock = -1;
    claims->folder = arena_string(claims->arena, folder);
    claims->hidden = arena_format(claims->arena, "%s/" HIDDEN, folder);
    bool is_good = stat(folder, &status) == 0;
    if (is_good && !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        is_good = false;
    }
    if (!is_good) {
        report(claims, MESSAGE_WATCH_FOLDER);
    } else if (!make_folder(claims->hidden) || !take_place(claims) || !make_folder(claims->own)) {
        is_good = report(claims, MESSAGE_WATCH_PLACE);
    }
    if (!is_good) {
        claims_close(claims);
        return NULL;
    }
    return claims;
}

void claims_close(struct claims *claims) {
    if (claims == NULL) {
        return;
    }
    if (claims->lock >= 0) {
        rmdir(claims->own); /* which stays if files are in it */
        close(claims->lock);
    }
    arena_free(claims->arena);
    memory_free(claims);
}

unsigned claims_place(const struct claims *claims) {
    return claims->place;
}

/* Renames where nothing is. False with errno. Some network file systems cannot do it in one step;
 * there only watchers move files to where this is used, each to a place of its own or under names
 * that come from files of theirs. */
static bool move_to_free_name(const char *from, const char *to) {
    struct stat status = {0};
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return false;
    }
    if (lstat(to, &status) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

bool claims_take(struct claims *claims, const char *name) {
    struct arena *arena = arena_new();
    bool is_taken = move_to_free_name(arena_format(arena, "%s/%s", claims->folder, name),
                                      claims_path(claims, arena, name));
    arena_free(arena);
    return is_taken;
}

/* Moves all files of a dead watcher's place to our own; its lock is ours meanwhile. */
static bool adopt_place(struct claims *claims, unsigned place) {
    struct arena *arena = arena_new();
    const char *path = place_path(claims, arena, place, "");
    DIR *folder = opendir(path);
    struct dirent *entry;
    bool is_any = false;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            is_any = move_to_free_name(arena_format(arena, "%s/%s", path, entry->d_name),
                                       claims_path(claims, arena, entry->d_name)) ||
                     is_any;
        }
    }
    if (folder != NULL) {
        closedir(folder);
        rmdir(path);
    }
    arena_free(arena);
    return is_any;
}

bool claims_adopt(struct claims *claims) {
    bool is_any = false;
    for (unsigned place = 1; place <= PLACE_MAX; place++) {
        int lock = place == claims->place ? -1 : try_lock(claims, place, 0);
        if (lock >= 0) {
            is_any = adopt_place(claims, place) || is_any;
            close(lock);
        } else if (place != claims->place && errno == ENOENT) {
            break; /* places are taken from the first on */
        }
    }
    return is_any;
}

static int compare_names(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const char *const *claims_list(const struct claims *claims, struct arena *arena) {
    VECTOR(const char *) names = {0};
    DIR *folder = opendir(claims->own);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            *VECTOR_PUSH(arena, &names) = arena_string(arena, entry->d_name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    if (names.count > 0) {
        qsort(names.at, names.count, sizeof *names.at, compare_names);
    }
    *VECTOR_PUSH(arena, &names) = NULL;
    return names.at;
}

const char *claims_path(const struct claims *claims, struct arena *arena, const char *name) {
    return arena_format(arena, "%s/%s", claims->own, name);
}

const char *claims_move(struct claims *claims, struct arena *arena, const char *name,
                        const char *below) {
    const char *from = claims_path(claims, arena, name);
    const char *folder = arena_format(arena, "%s/%s", claims->folder, below);
    if (!make_folder(folder)) {
        report(claims, MESSAGE_WATCH_MOVE);
        return NULL;
    }
    for (unsigned number = 1; number <= NAME_TRIES; number++) {
        const char *to = number == 1 ? arena_format(arena, "%s/%s", folder, name)
                                     : arena_format(arena, "%s/%s.%u", folder, name, number);
        if (move_to_free_name(from, to)) {
            return to;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    report(claims, MESSAGE_WATCH_MOVE);
    return NULL;
}

void claims_return(struct claims *claims, const char *name) {
    struct arena *arena = arena_new();
    move_to_free_name(claims_path(claims, arena, name),
                      arena_format(arena, "%s/%s", claims->folder, name));
    arena_free(arena);
}

bool claims_forget(struct claims *claims, const char *name) {
    struct arena *arena = arena_new();
    bool is_gone = unlink(claims_path(claims, arena, name)) == 0 || errno == ENOENT;
    arena_free(arena);
    return is_gone || report(claims, MESSAGE_WATCH_MOVE);
}
