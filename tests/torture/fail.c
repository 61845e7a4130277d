/* Loaded before the C library (LD_PRELOAD), makes chosen calls of a program fail: the n-th write,
 * the n-th allocation. What fails and where is told by the environment:
 *
 *   FAIL_CALL    open read write sync rename unlink mkdir truncate fork send allocate; not set:
 * none FAIL_AT      which of them, counted from 1 over all processes of FAIL_WHO; 0: none
 *   FAIL_ERRNO   what it fails with; 0: a write that writes half, which is no failure
 *   FAIL_LASTING 1: all after it fail as well
 *   FAIL_WHO     first (the process that was started), child (its forks) or any
 *   FAIL_COUNTS  a file that counts the calls of FAIL_WHO by kind, see `struct counts`
 *   FAIL_MODE    each:  at each allocation from FAIL_AT on, each FAIL_STEP-th, the program is
 * forked, and the allocation fails in the fork, while the program itself waits and goes on;
 *                       FAIL_LOG gets "n status" lines. One run so tries all allocations. Not for
 *                       programs that talk to others.
 *                jobs:  in workers the jobs of kind FAIL_JOB (the first number of the packet, enum
 *                       clerk_kind) are counted. Job 2k fails its
 *                       allocation FAIL_AT + k * FAIL_STEP, job 2k + 1 is the second try and is
 * left alone. One batch so tries as many allocations as it has records.
 *
 * Counters lie in memory that all forks share. Nothing here allocates. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum call {
    CALL_OPEN,
    CALL_READ,
    CALL_WRITE,
    CALL_SYNC,
    CALL_RENAME,
    CALL_UNLINK,
    CALL_MKDIR,
    CALL_TRUNCATE,
    CALL_FORK,
    CALL_SEND,
    CALL_ALLOCATE,
    CALL_COUNT
};

static const char *const names[CALL_COUNT] = {"open",   "read",   "write",   "sync",
                                              "rename", "unlink", "mkdir",   "truncate",
                                              "fork",   "send",   "allocate"};

struct counts {
    uint64_t calls[CALL_COUNT];
    uint64_t failed; /* how many were made to fail */
    uint64_t jobs;   /* of the kind of FAIL_JOB */
    uint64_t most;   /* allocations in one of them */
};

enum who { WHO_FIRST, WHO_CHILD, WHO_ANY };
enum mode { MODE_PLAIN, MODE_EACH, MODE_JOBS };

static struct {
    bool is_ready, is_child, is_lasting, is_inside;
    enum call call;
    enum who who;
    enum mode mode;
    uint64_t at, step;
    int error;
    int log;
    struct counts *counts;
    int job;                    /* the kind that is counted */
    uint64_t job_calls, job_at; /* of this worker's job */
} plan = {.call = CALL_COUNT, .log = -1};

static void *find(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

#define REAL(type, name, ...)                                                                      \
    static type (*real)(__VA_ARGS__);                                                              \
    if (real == NULL) {                                                                            \
        void *found = find(name);                                                                  \
        memcpy(&real, &found, sizeof real);                                                        \
    }

static uint64_t number_of(const char *name) {
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : 0;
}

static bool is_set(const char *name, const char *value) {
    const char *text = getenv(name);
    return text != NULL && strcmp(text, value) == 0;
}

static void share_counts(void) {
    const char *path = getenv("FAIL_COUNTS");
    int handle = path != NULL ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    int flags = handle >= 0 ? MAP_SHARED : MAP_SHARED | MAP_ANONYMOUS;
    if (handle >= 0 && ftruncate(handle, sizeof(struct counts)) != 0) {
        abort();
    }
    plan.counts = mmap(NULL, sizeof(struct counts), PROT_READ | PROT_WRITE, flags, handle, 0);
    if (plan.counts == MAP_FAILED) {
        abort();
    }
    if (handle >= 0) {
        close(handle);
    }
}

static __attribute__((constructor)) void begin(void) {
    const char *log = getenv("FAIL_LOG");
    share_counts();
    for (size_t i = 0; i < CALL_COUNT; i++) {
        if (is_set("FAIL_CALL", names[i])) {
            plan.call = (enum call)i;
        }
    }
    plan.who = is_set("FAIL_WHO", "first")   ? WHO_FIRST
               : is_set("FAIL_WHO", "child") ? WHO_CHILD
                                             : WHO_ANY;
    plan.mode = is_set("FAIL_MODE", "each")   ? MODE_EACH
                : is_set("FAIL_MODE", "jobs") ? MODE_JOBS
                                              : MODE_PLAIN;
    plan.at = number_of("FAIL_AT");
    plan.step = number_of("FAIL_STEP") > 0 ? number_of("FAIL_STEP") : 1;
    plan.error = (int)number_of("FAIL_ERRNO");
    plan.job = (int)number_of("FAIL_JOB");
    plan.is_lasting = number_of("FAIL_LASTING") > 0;
    if (log != NULL) {
        plan.log = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    }
    memset(plan.counts, 0, sizeof *plan.counts);
    unsetenv("LD_PRELOAD"); /* not for programs that it starts */
    plan.is_ready = true;
}

/* Whether this call is to fail. */
static bool fails(enum call call) {
    bool is_meant = plan.who == WHO_ANY || (plan.who == WHO_CHILD) == plan.is_child;
    if (!plan.is_ready || !is_meant) {
        return false;
    }
    uint64_t count = __atomic_add_fetch(&plan.counts->calls[call], 1, __ATOMIC_RELAXED);
    if (plan.mode != MODE_PLAIN || call != plan.call || plan.at == 0 ||
        !(plan.is_lasting ? count >= plan.at : count == plan.at)) {
        return false;
    }
    __atomic_add_fetch(&plan.counts->failed, 1, __ATOMIC_RELAXED);
    errno = plan.error;
    return true;
}

/* --- calls
 * ------------------------------------------------------------------------------------------- */

int openat(int folder, const char *path, int flags, ...) {
    REAL(int, "openat", int, const char *, int, ...)
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return fails(CALL_OPEN) ? -1 : real(folder, path, flags, mode);
}

int open(const char *path, int flags, ...) {
    REAL(int, "open", const char *, int, ...)
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return fails(CALL_OPEN) ? -1 : real(path, flags, mode);
}

ssize_t read(int handle, void *bytes, size_t size) {
    REAL(ssize_t, "read", int, void *, size_t)
    return fails(CALL_READ) ? -1 : real(handle, bytes, size);
}

ssize_t pread(int handle, void *bytes, size_t size, off_t at) {
    REAL(ssize_t, "pread", int, void *, size_t, off_t)
    return fails(CALL_READ) ? -1 : real(handle, bytes, size, at);
}

/* Half of it, or nothing: -1. */
static size_t cut(size_t size) {
    return plan.error == 0 && size > 1 ? size / 2 : size;
}

ssize_t write(int handle, const void *bytes, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t)
    if (handle > 2 && fails(CALL_WRITE)) {
        return plan.error != 0 ? -1 : real(handle, bytes, cut(size));
    }
    return real(handle, bytes, size);
}

ssize_t pwrite(int handle, const void *bytes, size_t size, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)
    if (fails(CALL_WRITE)) {
        return plan.error != 0 ? -1 : real(handle, bytes, cut(size), at);
    }
    return real(handle, bytes, size, at);
}

int fsync(int handle) {
    REAL(int, "fsync", int)
    return fails(CALL_SYNC) ? -1 : real(handle);
}

int fdatasync(int handle) {
    REAL(int, "fdatasync", int)
    return fails(CALL_SYNC) ? -1 : real(handle);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *)
    return fails(CALL_RENAME) ? -1 : real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *)
    return fails(CALL_RENAME) ? -1 : real(from_folder, from, to_folder, to);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int)
    return fails(CALL_UNLINK) ? -1 : real(folder, path, flags);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t)
    return fails(CALL_MKDIR) ? -1 : real(path, mode);
}

int mkdirat(int folder, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t)
    return fails(CALL_MKDIR) ? -1 : real(folder, path, mode);
}

int ftruncate(int handle, off_t size) {
    REAL(int, "ftruncate", int, off_t)
    return fails(CALL_TRUNCATE) ? -1 : real(handle, size);
}

pid_t fork(void) {
    REAL(pid_t, "fork", void)
    if (fails(CALL_FORK)) {
        return -1;
    }
    pid_t child = real();
    if (child == 0) {
        plan.is_child = true;
    }
    return child;
}

ssize_t sendmsg(int line, const struct msghdr *message, int flags) {
    REAL(ssize_t, "sendmsg", int, const struct msghdr *, int)
    return fails(CALL_SEND) ? -1 : real(line, message, flags);
}

/* A packet is a job, to a worker. */
ssize_t recvmsg(int line, struct msghdr *message, int flags) {
    REAL(ssize_t, "recvmsg", int, struct msghdr *, int)
    ssize_t count = real(line, message, flags);
    if (plan.mode == MODE_JOBS && plan.is_child && count >= (ssize_t)sizeof(int)) {
        int kind = 0;
        memcpy(&kind, message->msg_iov[0].iov_base, sizeof kind);
        plan.job_calls = plan.job_at = 0;
        if (kind == plan.job) {
            uint64_t job = __atomic_fetch_add(&plan.counts->jobs, 1, __ATOMIC_RELAXED);
            plan.job_at = job % 2 == 0 ? plan.at + job / 2 * plan.step : UINT64_MAX;
        }
    }
    return count;
}

/* --- allocations
 * ------------------------------------------------------------------------------------- */

/* What dlsym itself asks for, before the real ones are known; never given back. */
static void *allocate_early(size_t size) {
    static char room[65536] __attribute__((aligned(16)));
    static size_t used;
    size_t begin_at = used;
    used += (size + 15) & ~(size_t)15;
    return used <= sizeof room ? room + begin_at : NULL;
}

static void log_status(uint64_t count, int status) {
    char line[64];
    int size = snprintf(line, sizeof line, "%llu %d\n", (unsigned long long)count,
                        WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
    if (write(plan.log, line, (size_t)size) != size) {
        abort();
    }
}

/* True in a fork in which this allocation fails, and all others succeed. */
static bool fails_in_fork(uint64_t count) {
    if (count < plan.at || (count - plan.at) % plan.step != 0) {
        return false;
    }
    int status = 0;
    plan.is_inside = true;
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        plan.is_child = true;
        plan.is_inside = false;
        return true;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    log_status(count, status);
    plan.is_inside = false;
    return false;
}

static bool allocation_fails(void) {
    if (!plan.is_ready || plan.is_inside || plan.call != CALL_ALLOCATE) {
        return false;
    }
    bool is_failing = false;
    if (plan.mode == MODE_EACH) {
        is_failing = !plan.is_child && fails_in_fork(++plan.counts->calls[CALL_ALLOCATE]);
    } else if (plan.mode == MODE_JOBS) {
        is_failing = plan.job_at > 0 && ++plan.job_calls == plan.job_at;
        plan.counts->failed += is_failing;
        plan.counts->most = plan.job_calls > plan.counts->most ? plan.job_calls : plan.counts->most;
    } else {
        is_failing = fails(CALL_ALLOCATE);
    }
    if (is_failing) {
        errno = ENOMEM;
    }
    return is_failing;
}

static bool is_finding; /* the real ones, with dlsym */

#define REAL_ALLOCATION(name, size, ...)                                                           \
    static void *(*real)(__VA_ARGS__);                                                             \
    if (real == NULL) {                                                                            \
        if (is_finding) {                                                                          \
            return allocate_early(size);                                                           \
        }                                                                                          \
        is_finding = true;                                                                         \
        void *found = find(name);                                                                  \
        memcpy(&real, &found, sizeof real);                                                        \
        is_finding = false;                                                                        \
    }

void *malloc(size_t size) {
    REAL_ALLOCATION("malloc", size, size_t)
    return allocation_fails() ? NULL : real(size);
}

void *calloc(size_t count, size_t size) {
    REAL_ALLOCATION("calloc", count * size, size_t, size_t)
    return allocation_fails() ? NULL : real(count, size);
}

void *realloc(void *old, size_t size) {
    REAL_ALLOCATION("realloc", size, void *, size_t)
    return allocation_fails() ? NULL : real(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    REAL_ALLOCATION("aligned_alloc", size, size_t, size_t)
    return allocation_fails() ? NULL : real(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
    static int (*real)(void **, size_t, size_t);
    if (real == NULL) {
        void *found = find("posix_memalign");
        memcpy(&real, &found, sizeof real);
    }
    return allocation_fails() ? ENOMEM : real(out, alignment, size);
}
