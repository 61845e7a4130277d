/* The order matters: no_new_privs is asked for by the two that follow, Landlock needs system calls
 * that the filter takes away, and the filter is last. */
#include "sandbox/sandbox.h"

#include "sandbox/filter.h"
#include "sandbox/landlock.h"
#include "sandbox/sanitized.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Lowers a limit; what is lower already stays. 0, or an error number. */
static int lower(int resource, rlim_t most) {
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)resource, &limit) != 0) {
        return errno;
    }
    limit.rlim_max = limit.rlim_max < most ? limit.rlim_max : most;
    limit.rlim_cur = limit.rlim_cur < most ? limit.rlim_cur : most;
    return setrlimit((__rlimit_resource_t)resource, &limit) == 0 ? 0 : errno;
}

/* RLIMIT_DATA counts what is written to, private mappings included; RLIMIT_AS would count the
 * program's own libraries and files, too. */
static int set_limits(const struct sandbox_limits *limits) {
    int error = lower(RLIMIT_CORE, 0);
    if (error == 0 && limits->memory_bytes > 0 && !is_sanitized) {
        error = lower(RLIMIT_DATA, limits->memory_bytes);
    }
    if (error == 0 && limits->cpu_seconds > 0) {
        error = lower(RLIMIT_CPU, limits->cpu_seconds);
    }
    return error;
}

static int give_up_rights(void) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return errno;
    }
    int error = landlock_is_there() ? landlock_enter() : 0;
    return error == 0 ? filter_load() : error;
}

bool sandbox_enter(const struct sandbox_limits *limits, struct diags *diags) {
    int error = set_limits(limits);
    if (error == 0) {
        error = give_up_rights();
    }
    if (error != 0) {
        diag(diags, MESSAGE_SANDBOX_FAILED, NOWHERE, ARGS(strerror(error)));
        return false;
    }
    return true;
}

const char *sandbox_describe(void) {
    static const char *const texts[2][2] = {
        {"no_new_privs, resource limits", "Landlock, no_new_privs, resource limits"},
        {"seccomp, no_new_privs, resource limits",
         "seccomp, Landlock, no_new_privs, resource limits"}};
    return texts[filter_is_there()][landlock_is_there()];
}

static int compare_handles(const void *left, const void *right) {
    int one = *(const int *)left;
    int other = *(const int *)right;
    return (one > other) - (one < other);
}

static void close_between(int first, int last) {
    if (first > last || close_range((unsigned)first, (unsigned)last, 0) == 0) {
        return;
    }
    long most = sysconf(_SC_OPEN_MAX);
    for (int handle = first; handle <= last && handle < most; handle++) {
        close(handle);
    }
}

void sandbox_close_others(int *kept, size_t count) {
    int first = STDERR_FILENO + 1;
    qsort(kept, count, sizeof *kept, compare_handles);
    for (size_t i = 0; i < count; i++) {
        if (kept[i] >= first) {
            close_between(first, kept[i] - 1);
            first = kept[i] + 1;
        }
    }
    close_between(first, INT_MAX);
}

void sandbox_make_read_only(int handle) {
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", handle);
    int copy = open(path, O_RDONLY | O_CLOEXEC);
    if (copy >= 0) {
        dup3(copy, handle, O_CLOEXEC);
        close(copy);
    }
}

_Noreturn void sandbox_exit(int status) {
    _exit(status);
}
