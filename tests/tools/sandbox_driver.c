/* Tries, in the sandbox, what a program that has been taken over would try. For each word on the
 * command line, or for all, one line: "WORD refused ERRNO", "WORD killed SIGNAL" or "WORD done".
 * Each attempt has a process of its own, and happens once without the sandbox ("WORD possible" or
 * "WORD impossible ERRNO" is printed for that), so that a test can see that nothing but the sandbox
 * prevents it. */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* What is open before the sandbox is entered. */
struct before {
    int pair[2];
    int file;
    int udp;
};

/* 0 if it could be done, -1 with errno if not. */
typedef int attempt(const struct before *before);

static int try_open(const struct before *before) {
    (void)before;
    return open("/etc/passwd", O_RDONLY) >= 0 ? 0 : -1;
}

static int try_open_device(const struct before *before) {
    (void)before;
    return open("/dev/null", O_RDWR) >= 0 ? 0 : -1;
}

static int try_create(const struct before *before) {
    (void)before;
    return open("/tmp", O_TMPFILE | O_RDWR, 0600) >= 0 ? 0 : -1;
}

static int try_stat(const struct before *before) {
    (void)before;
    struct stat status;
    return stat("/etc/passwd", &status);
}

static int try_unlink(const struct before *before) {
    (void)before;
    return unlink("/nonexistent-magreport") == 0 || errno == ENOENT ? 0 : -1;
}

static int try_rename(const struct before *before) {
    (void)before;
    return rename("/nonexistent-a", "/nonexistent-b") == 0 || errno == ENOENT ? 0 : -1;
}

static int try_mkdir(const struct before *before) {
    (void)before;
    return mkdir("/tmp", 0700) == 0 || errno == EEXIST ? 0 : -1;
}

static int try_chdir(const struct before *before) {
    (void)before;
    return chdir("/");
}

static int try_chmod(const struct before *before) {
    return fchmod(before->file, 0600);
}

static int try_socket(const struct before *before) {
    (void)before;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : -1;
}

static int try_unix_socket(const struct before *before) {
    (void)before;
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? 0 : -1;
}

static struct sockaddr_in discard_port(void) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}};
}

static int try_connect(const struct before *before) {
    struct sockaddr_in to = discard_port();
    return connect(before->udp, (const struct sockaddr *)&to, sizeof to);
}

static int try_send(const struct before *before) {
    struct sockaddr_in to = discard_port();
    return sendto(before->udp, "x", 1, 0, (const struct sockaddr *)&to, sizeof to) == 1 ? 0 : -1;
}

static int try_fork(const struct before *before) {
    (void)before;
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    return child > 0 ? 0 : -1;
}

static int try_execve(const struct before *before) {
    (void)before;
    char *const words[] = {NULL};
    execve("/bin/true", words, words);
    return -1;
}

static int try_ptrace(const struct before *before) {
    (void)before;
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : -1;
}

static int try_kill(const struct before *before) {
    (void)before;
    return kill(getppid(), 0);
}

static int try_setuid(const struct before *before) {
    (void)before;
    return setuid(getuid());
}

static int try_raise_limit(const struct before *before) {
    (void)before;
    struct rlimit limit = {0, 0};
    return setrlimit(RLIMIT_CORE, &limit);
}

static int try_dumpable(const struct before *before) {
    (void)before;
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static int try_executable_memory(const struct before *before) {
    (void)before;
    void *at =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at != MAP_FAILED ? 0 : -1;
}

static int try_new_namespace(const struct before *before) {
    (void)before;
    return unshare(CLONE_FILES);
}

static int try_io_uring(const struct before *before) {
    (void)before;
    return syscall(SYS_io_uring_setup, 0, NULL) == 0 || errno == EFAULT || errno == EINVAL ? 0 : -1;
}

/* From here on what must go on. */

static int try_write(const struct before *before) {
    bool done = write(before->file, "words", 5) == 5 && lseek(before->file, 0, SEEK_SET) == 0 &&
                ftruncate(before->file, 3) == 0 && fsync(before->file) == 0;
    return done ? 0 : -1;
}

static int try_fstat(const struct before *before) {
    struct stat status;
    return fstat(before->file, &status);
}

/* An open file that comes through the socket pair can be written to. */
static int try_pass_descriptor(const struct before *before) {
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.bytes = {0}};
    char byte = 'x';
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &before->file, sizeof(int));
    if (sendmsg(before->pair[0], &message, 0) != 1 || recvmsg(before->pair[1], &message, 0) != 1) {
        return -1;
    }
    int got = -1;
    memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof got);
    return write(got, "x", 1) == 1 ? 0 : -1;
}

static int try_allocate(const struct before *before) {
    (void)before;
    char *volatile at = malloc((size_t)64 << 20);
    if (at == NULL) {
        return -1;
    }
    memset(at, 1, (size_t)64 << 20);
    free(at);
    return 0;
}

static int try_allocate_too_much(const struct before *before) {
    (void)before;
    char *volatile at = malloc((size_t)600 << 20);
    free(at);
    return at != NULL ? 0 : -1;
}

static const struct {
    const char *name;
    attempt *run;
} attempts[] = {
    {"open", try_open},
    {"open-device", try_open_device},
    {"create", try_create},
    {"stat", try_stat},
    {"unlink", try_unlink},
    {"rename", try_rename},
    {"mkdir", try_mkdir},
    {"chdir", try_chdir},
    {"chmod", try_chmod},
    {"socket", try_socket},
    {"unix-socket", try_unix_socket},
    {"connect", try_connect},
    {"send", try_send},
    {"fork", try_fork},
    {"execve", try_execve},
    {"ptrace", try_ptrace},
    {"kill", try_kill},
    {"setuid", try_setuid},
    {"raise-limit", try_raise_limit},
    {"dumpable", try_dumpable},
    {"executable-memory", try_executable_memory},
    {"new-namespace", try_new_namespace},
    {"io-uring", try_io_uring},
    {"write", try_write},
    {"fstat", try_fstat},
    {"pass-descriptor", try_pass_descriptor},
    {"allocate", try_allocate},
    {"allocate-too-much", try_allocate_too_much},
};

/* In a process of its own; its end says how it went. */
static void run(attempt *try, const struct before *before, bool is_inside, int *out_status) {
    pid_t child = fork();
    if (child == 0) {
        struct diags *diags = diags_new();
        const struct sandbox_limits limits = {.memory_bytes = (size_t)512 << 20, .cpu_seconds = 60};
        if (is_inside && !sandbox_enter(&limits, diags)) {
            diags_print(diags, stderr);
            _exit(254);
        }
        _exit(try(before) == 0 ? 0 : errno);
    }
    waitpid(child, out_status, 0);
}

static void print(const char *name, int status, const char *good, const char *bad) {
    if (WIFSIGNALED(status)) {
        printf("%s killed %d\n", name, WTERMSIG(status));
    } else if (WEXITSTATUS(status) == 0) {
        printf("%s %s\n", name, good);
    } else {
        printf("%s %s %d\n", name, bad, WEXITSTATUS(status));
    }
    fflush(stdout);
}

int main(int count, char **words) {
    struct before before = {.file = open("/tmp", O_TMPFILE | O_RDWR, 0600),
                            .udp = socket(AF_INET, SOCK_DGRAM, 0)};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, before.pair) != 0) {
        return 1;
    }
    printf("defences: %s\n", sandbox_describe());
    fflush(stdout);
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        bool is_asked = count < 2;
        for (int word = 1; word < count; word++) {
            is_asked = is_asked || strcmp(words[word], attempts[i].name) == 0;
        }
        if (is_asked) {
            int status = 0;
            run(attempts[i].run, &before, false, &status);
            print(attempts[i].name, status, "possible", "impossible");
            run(attempts[i].run, &before, true, &status);
            print(attempts[i].name, status, "done", "refused");
        }
    }
    return 0;
}
