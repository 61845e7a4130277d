/* Who notices what. A worker that answers writes a packet; one that is gone leaves the end of its
 * socket, and its exit status tells why. A worker in a loop does neither: while jobs are in hand
 * the pool looks at their processor time four times a second and kills those past their limit. The
 * clock on the wall only ends jobs that wait for ever, because on a busy machine it says nothing
 * about the job.
 *
 * A crash may be the job's fault or bad luck, so a job that lost its worker is given to a new one
 * once more. SIGKILL never comes from the job itself (its limits end it in other ways), so it is
 * tried many times. */
#include "batch/pool.h"

#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_EACH_MS 250
#define WALL_FACTOR 10
#define TRIES_AFTER_CRASH 2
#define TRIES_AFTER_KILL 50

struct worker {
    pid_t pid; /* 0: none */
    int end;
    bool is_busy;
    struct pool_job job;
    struct builder bytes; /* of the job */
    unsigned tries;
    int64_t began_ms, began_cpu_ms;
};

struct pool {
    struct pool_options options;
    struct diags *diags;
    struct worker workers[POOL_MAX_WORKERS];
    struct pollfd polled[POOL_MAX_WORKERS + 1];
    char answer[CHANNEL_MAX_BYTES];
};

static int64_t clock_ms(clockid_t clock) {
    struct timespec now = {0};
    return clock_gettime(clock, &now) == 0 ? (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 : 0;
}

static int64_t cpu_ms(pid_t pid) {
    clockid_t clock;
    return clock_getcpuclockid(pid, &clock) == 0 ? clock_ms(clock) : 0;
}

static _Noreturn void serve(const struct pool *pool, size_t slot, int end) {
    char *buffer = memory_new(CHANNEL_MAX_BYTES);
    struct builder answer = {.max_bytes = CHANNEL_MAX_BYTES};
    struct channel_packet job;
    if (pool->options.begin != NULL) {
        pool->options.begin(pool->options.user, slot, end);
    }
    while (channel_receive(end, buffer, CHANNEL_MAX_BYTES, &job)) {
        builder_reset(&answer);
        pool->options.work(pool->options.user, &job, &answer);
        channel_close_handles(&job);
        if (!channel_send(end, (struct slice){answer.at, answer.size_bytes}, NULL, 0)) {
            break;
        }
    }
    _exit(0);
}

/* False with errno. */
static bool start(struct pool *pool, size_t slot) {
    struct worker *worker = &pool->workers[slot];
    int ends[2];
    if (!channel_pair(ends)) {
        return false;
    }
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        for (size_t i = 0; i < pool->options.count; i++) {
            if (pool->workers[i].pid > 0) {
                close(pool->workers[i].end);
            }
        }
        close(ends[0]);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == parent) { /* asked only now: it may have ended before the line above */
            serve(pool, slot, ends[1]);
        }
        _exit(0);
    }
    int error = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        errno = error;
        return false;
    }
    worker->pid = pid;
    worker->end = ends[0];
    return true;
}

/* Kills it if it still lives. Its exit status, as waitpid gives it. */
static int stop(struct worker *worker) {
    int status = 0;
    if (worker->pid > 0) {
        close(worker->end);
        kill(worker->pid, SIGKILL);
        while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) {
        }
        worker->pid = 0;
    }
    return status;
}

/* The status of one whose socket is closed: it is on its way out, so its own end is waited for a
 * moment, or kill would hide what it died of. */
static int reap(struct worker *worker) {
    for (int waited_ms = 0; waited_ms < 1000; waited_ms++) {
        int status = 0;
        if (waitpid(worker->pid, &status, WNOHANG) == worker->pid) {
            close(worker->end);
            worker->pid = 0;
            return status;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return stop(worker);
}

static void report_start(const struct pool *pool) {
    diag(pool->diags, MESSAGE_BATCH_WORKER, NOWHERE, ARGS(strerror(errno)));
}

struct pool *pool_new(const struct pool_options *options, struct diags *diags) {
    struct pool *pool = memory_new(sizeof *pool);
    pool->options = *options;
    pool->diags = diags;
    for (size_t slot = 0; slot < options->count; slot++) {
        if (!start(pool, slot)) {
            report_start(pool);
            pool_free(pool);
            return NULL;
        }
    }
    return pool;
}

void pool_free(struct pool *pool) {
    if (pool == NULL) {
        return;
    }
    for (size_t slot = 0; slot < pool->options.count; slot++) {
        stop(&pool->workers[slot]);
        builder_free(&pool->workers[slot].bytes);
    }
    memory_free(pool);
}

size_t pool_find_idle(const struct pool *pool) {
    for (size_t slot = 0; slot < pool->options.count; slot++) {
        if (!pool->workers[slot].is_busy) {
            return slot;
        }
    }
    return SIZE_MAX;
}

size_t pool_busy_count(const struct pool *pool) {
    size_t count = 0;
    for (size_t slot = 0; slot < pool->options.count; slot++) {
        count += pool->workers[slot].is_busy;
    }
    return count;
}

/* Sends the job to the worker of the slot, to a new one if that is gone. False with errno. */
static bool hand_over(struct pool *pool, size_t slot) {
    struct worker *worker = &pool->workers[slot];
    const struct pool_job *job = &worker->job;
    struct slice bytes = {worker->bytes.at, worker->bytes.size_bytes};
    for (int attempt = 0; attempt < 2; attempt++) {
        if (worker->pid == 0 && !start(pool, slot)) {
            return false;
        }
        worker->began_ms = clock_ms(CLOCK_MONOTONIC);
        worker->began_cpu_ms = cpu_ms(worker->pid);
        if (channel_send(worker->end, bytes, job->handles, job->handle_count)) {
            return true;
        }
        int error = errno;
        stop(worker);
        errno = error;
    }
    return false;
}

bool pool_give(struct pool *pool, size_t slot, const struct pool_job *job) {
    struct worker *worker = &pool->workers[slot];
    builder_reset(&worker->bytes);
    builder_add(&worker->bytes, job->bytes.at, job->bytes.size_bytes);
    worker->job = *job;
    worker->tries = 1;
    worker->is_busy = hand_over(pool, slot);
    if (!worker->is_busy) {
        report_start(pool);
    }
    return worker->is_busy;
}

static bool finish(struct pool *pool, size_t slot, enum pool_end end, struct slice answer,
                   struct pool_result *out) {
    struct worker *worker = &pool->workers[slot];
    worker->is_busy = false;
    *out = (struct pool_result){
        .number = worker->job.number, .slot = slot, .end = end, .answer = answer};
    return true;
}

void pool_dismiss(struct pool *pool, size_t slot) {
    stop(&pool->workers[slot]);
}

/* What became of a worker that is gone. True: out is filled; else the job is in new hands, or there
 * was none. */
static bool take_loss(struct pool *pool, size_t slot, int status, struct pool_result *out) {
    struct worker *worker = &pool->workers[slot];
    struct slice nothing = {"", 0};
    if (!worker->is_busy) {
        return false;
    }
    bool is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    bool is_memory = WIFEXITED(status) && WEXITSTATUS(status) == STATUS_AGAIN;
    if (worker->tries++ < (is_killed ? TRIES_AFTER_KILL : TRIES_AFTER_CRASH)) {
        if (hand_over(pool, slot)) {
            return false;
        }
        report_start(pool);
        return finish(pool, slot, POOL_LOST, nothing, out);
    }
    enum pool_end end = is_killed ? POOL_LOST : is_memory ? POOL_MEMORY : POOL_CRASHED;
    return finish(pool, slot, end, nothing, out);
}

static bool receive(struct pool *pool, size_t slot, struct pool_result *out) {
    struct worker *worker = &pool->workers[slot];
    struct channel_packet packet;
    if (channel_receive(worker->end, pool->answer, sizeof pool->answer, &packet)) {
        channel_close_handles(&packet);
        return worker->is_busy && finish(pool, slot, POOL_ANSWERED, packet.bytes, out);
    }
    return take_loss(pool, slot, reap(worker), out);
}

static bool is_late(const struct worker *worker) {
    int64_t limit_ms = (int64_t)worker->job.seconds * 1000;
    return cpu_ms(worker->pid) - worker->began_cpu_ms > limit_ms ||
           clock_ms(CLOCK_MONOTONIC) - worker->began_ms > limit_ms * WALL_FACTOR;
}

static bool end_late(struct pool *pool, struct pool_result *out) {
    for (size_t slot = 0; slot < pool->options.count; slot++) {
        struct worker *worker = &pool->workers[slot];
        if (worker->is_busy && worker->pid > 0 && is_late(worker)) {
            stop(worker);
            return finish(pool, slot, POOL_HUNG, (struct slice){"", 0}, out);
        }
    }
    return false;
}

/* Fills what is polled; returns how many. */
static nfds_t prepare(struct pool *pool, int wake) {
    size_t count = pool->options.count;
    for (size_t slot = 0; slot < count; slot++) {
        const struct worker *worker = &pool->workers[slot];
        int end = worker->pid > 0 ? worker->end : -1; /* poll passes over -1 */
        pool->polled[slot] = (struct pollfd){.fd = end, .events = POLLIN};
    }
    pool->polled[count] = (struct pollfd){.fd = wake, .events = POLLIN};
    return count + 1;
}

bool pool_next(struct pool *pool, int wake, int timeout_ms, struct pool_result *out) {
    int64_t until_ms = clock_ms(CLOCK_MONOTONIC) + timeout_ms;
    for (;;) {
        int64_t left_ms = timeout_ms < 0 ? INT32_MAX : until_ms - clock_ms(CLOCK_MONOTONIC);
        int64_t most_ms = pool_busy_count(pool) > 0 ? LOOK_EACH_MS : INT32_MAX;
        left_ms = left_ms < 0 ? 0 : left_ms;
        nfds_t count = prepare(pool, wake);
        int ready = poll(pool->polled, count, (int)(left_ms < most_ms ? left_ms : most_ms));
        for (size_t slot = 0; slot + 1 < count && ready > 0; slot++) {
            if (pool->polled[slot].revents != 0 && receive(pool, slot, out)) {
                return true;
            }
        }
        if (end_late(pool, out)) {
            return true;
        }
        if ((ready > 0 && pool->polled[count - 1].revents != 0) ||
            (timeout_ms >= 0 && clock_ms(CLOCK_MONOTONIC) >= until_ms)) {
            return false;
        }
    }
}
