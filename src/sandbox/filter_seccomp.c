/* Which system calls are left. A list of what is allowed, because of the hundreds that a kernel
 * has, and gets, a worker needs some forty. Measured with strace over render, score and dump of all
 * formats, with glibc, its ASan build and clang's: they need brk, mmap, munmap, read, lseek, write
 * and exit_group; the rest of the list is what glibc may use for the same ends elsewhere (other
 * sizes, other versions), and what a worker of a batch does with the descriptors it is given.
 *
 * Three answers. What looks at the file system by name gets EACCES, as from a folder that is
 * closed: glibc looks for locales, time zones and character sets when it must, and goes on without.
 * What libraries ask to do better, and do without, gets ENOSYS. Everything else ends the process:
 * no library does it by the way, so it is an attack. */
#include "sandbox/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int allowed[] = {
    /* memory */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(membarrier),
    /* descriptors that are open */
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(preadv),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pwrite64),
    SCMP_SYS(pwritev),
    SCMP_SYS(lseek),
    SCMP_SYS(_llseek),
    SCMP_SYS(fstat),
    SCMP_SYS(fstat64),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(ftruncate),
    SCMP_SYS(ftruncate64),
    SCMP_SYS(fallocate),
    SCMP_SYS(close),
    SCMP_SYS(dup),
    SCMP_SYS(copy_file_range),
    SCMP_SYS(sendfile),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(recvfrom),
    SCMP_SYS(shutdown),
    /* time, random numbers, signals of its own */
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(setitimer),
    SCMP_SYS(getitimer),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    /* what it is and how it ends */
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getppid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(uname),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* By name: EACCES. */
static const int closed[] = {
    SCMP_SYS(open),      SCMP_SYS(openat),     SCMP_SYS(openat2),  SCMP_SYS(stat),
    SCMP_SYS(stat64),    SCMP_SYS(lstat),      SCMP_SYS(lstat64),  SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),    SCMP_SYS(statfs),
};

/* ENOSYS: asked for by the way by glibc, the sanitizers and libraries with threads. */
static const int missing[] = {
    SCMP_SYS(sysinfo),         SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu),     SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list), SCMP_SYS(mincore),           SCMP_SYS(getdents64),
};

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int error = seccomp_rule_add(filter, action, calls[i], 0);
        if (error != 0) {
            return error;
        }
    }
    return 0;
}

/* A call that is allowed if argument `index` under the mask has the value. */
struct condition {
    int call;
    unsigned index;
    uint64_t mask, value;
};

static int add_conditions(scmp_filter_ctx filter) {
    const struct condition conditions[] = {
        /* memory that is never executable */
        {SCMP_SYS(mmap), 2, PROT_EXEC, 0},
        {SCMP_SYS(mmap2), 2, PROT_EXEC, 0},
        {SCMP_SYS(mprotect), 2, PROT_EXEC, 0},
        /* glibc's fstat; the name that goes with it is empty there */
        {SCMP_SYS(newfstatat), 3, AT_EMPTY_PATH, AT_EMPTY_PATH},
        {SCMP_SYS(statx), 2, AT_EMPTY_PATH, AT_EMPTY_PATH},
        /* a socket pair needs no address */
        {SCMP_SYS(sendto), 4, UINT64_MAX, 0},
        {SCMP_SYS(fcntl), 1, UINT64_MAX, F_GETFD},
        {SCMP_SYS(fcntl), 1, UINT64_MAX, F_SETFD},
        {SCMP_SYS(fcntl), 1, UINT64_MAX, F_GETFL},
        {SCMP_SYS(fcntl64), 1, UINT64_MAX, F_GETFD},
        {SCMP_SYS(fcntl64), 1, UINT64_MAX, F_SETFD},
        {SCMP_SYS(fcntl64), 1, UINT64_MAX, F_GETFL},
        /* limits are read, not set */
        {SCMP_SYS(prlimit64), 2, UINT64_MAX, 0},
        /* abort() */
        {SCMP_SYS(tgkill), 0, UINT64_MAX, (uint64_t)getpid()},
    };
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        const struct condition *one = &conditions[i];
        int error = seccomp_rule_add(
            filter, SCMP_ACT_ALLOW, one->call, 1,
            (struct scmp_arg_cmp){one->index, SCMP_CMP_MASKED_EQ, one->mask, one->value});
        if (error != 0) {
            return error;
        }
    }
    return 0;
}

/* A terminal is asked for its size when a stream is first written to; nothing else of ioctl. A name
 * to look at is refused as those above. */
static int add_answers(scmp_filter_ctx filter) {
    int error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0);
    if (error == 0) {
        error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(newfstatat), 1,
                                 (struct scmp_arg_cmp){3, SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0});
    }
    if (error == 0) {
        error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(statx), 1,
                                 (struct scmp_arg_cmp){2, SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0});
    }
    return error;
}

bool filter_is_there(void) {
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

int filter_load(void) {
    if (!filter_is_there()) {
        return 0;
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL) {
        return ENOMEM;
    }
    int error = add_all(filter, SCMP_ACT_ALLOW, allowed, sizeof allowed / sizeof allowed[0]);
    if (error == 0) {
        error = add_all(filter, SCMP_ACT_ERRNO(EACCES), closed, sizeof closed / sizeof closed[0]);
    }
    if (error == 0) {
        error =
            add_all(filter, SCMP_ACT_ERRNO(ENOSYS), missing, sizeof missing / sizeof missing[0]);
    }
    if (error == 0) {
        error = add_conditions(filter);
    }
    if (error == 0) {
        error = add_answers(filter);
    }
    if (error == 0) {
        error = seccomp_load(filter);
    }
    seccomp_release(filter);
    return -error;
}
