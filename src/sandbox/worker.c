/* The two processes talk over a socket pair, in turn: the worker sends frames, and after a parcel
 * waits for the answer. Each frame carries the sender's tally of messages, which the receiver takes
 * over, so that both always count alike and a command can ask either side whether there were
 * errors. A message goes to the other side at once, without an answer.
 *
 * The worker has standard input, the input's descriptor and its socket; standard output and
 * standard error lead into a file in memory, because what a library prints about broken input is
 * not for others to read. In builds with AddressSanitizer its report is printed from there.
 *
 * Processor time is watched from outside, by the worker's own clock, so that nothing in the worker
 * can put it off, and a machine that is busy with other things refuses nobody. */
#include "sandbox/worker.h"

#include "base/arena.h"
#include "base/builder.h"
#include "sandbox/sandbox.h"
#include "sandbox/sanitized.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 100 /* how often the clock is looked at */
#define MESSAGE_MAX_BYTES ((size_t)1 << 20)

enum frame_kind { FRAME_MESSAGE, FRAME_PARCEL, FRAME_END, FRAME_ANSWER };

struct frame {
    uint32_t kind;  /* enum frame_kind */
    uint32_t label; /* the parcel's kind; of an answer: whether to go on */
    uint32_t ordinal;
    uint64_t size_bytes;
    struct diags_tally tally;
};

struct worker {
    int line;
    struct diags *diags;
};

/* --- the worker's side ---------------------------------------------------------------------- */

/* Whoever started the worker is gone: nothing is left to do. */
static void require(bool is_done) {
    if (!is_done) {
        sandbox_exit(STATUS_IO);
    }
}

static bool send_all(int line, const void *bytes, size_t size_bytes) {
    const char *at = bytes;
    while (size_bytes > 0) {
        ssize_t count = send(line, at, size_bytes, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        at += count;
        size_bytes -= (size_t)count;
    }
    return true;
}

static void send_frame(const struct worker *worker, enum frame_kind kind,
                       const struct worker_parcel *parcel) {
    struct frame frame;
    memset(&frame, 0, sizeof frame);
    frame.kind = kind;
    frame.label = parcel->kind;
    frame.ordinal = parcel->ordinal;
    frame.size_bytes = parcel->bytes.size_bytes;
    frame.tally = diags_tally(worker->diags);
    require(send_all(worker->line, &frame, sizeof frame) &&
            send_all(worker->line, parcel->bytes.at, parcel->bytes.size_bytes));
}

static void send_message(void *user, struct slice text) {
    send_frame(user, FRAME_MESSAGE, &(struct worker_parcel){.bytes = text});
}

bool worker_hand_on(struct worker *worker, const struct worker_parcel *parcel) {
    send_frame(worker, FRAME_PARCEL, parcel);
    struct frame answer;
    ssize_t count = 0;
    do {
        count = recv(worker->line, &answer, sizeof answer, MSG_WAITALL);
    } while (count < 0 && errno == EINTR);
    require(count == (ssize_t)sizeof answer && answer.kind == FRAME_ANSWER);
    diags_set_tally(worker->diags, &answer.tally);
    return answer.label != 0;
}

static _Noreturn void be_worker(const struct worker_job *job, int line, int prints, pid_t parent,
                                struct diags *diags) {
    struct worker worker = {line, diags};
    const struct sandbox_limits limits = {.memory_bytes = job->budget.memory_bytes};
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != parent || dup2(prints, STDOUT_FILENO) < 0 || dup2(prints, STDERR_FILENO) < 0) {
        sandbox_exit(STATUS_IO);
    }
    diags_send_to(diags, send_message, &worker);
    if (sandbox_enter(&limits, diags)) {
        job->run(job->user, &worker, diags);
    }
    send_frame(&worker, FRAME_END, &(struct worker_parcel){0});
    sandbox_exit(STATUS_DONE);
}

/* --- the side of the process that keeps its rights ------------------------------------------- */

struct watch {
    const struct worker_job *job;
    pid_t child;
    int line;
    struct diags *diags;
    struct arena *arena; /* of one frame */
    clockid_t clock;     /* the worker's processor time */
    int64_t start_ms;    /* of its present response */
    uint32_t ordinal;    /* of that */
    bool is_late;
    bool has_ended; /* as it should */
};

static int64_t used_ms(const struct watch *watch) {
    struct timespec used = {0};
    if (clock_gettime(watch->clock, &used) != 0) {
        return watch->start_ms; /* it has ended */
    }
    return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

/* Waits for bytes. False: the worker has ended, or is late. */
static bool wait_for_bytes(struct watch *watch) {
    struct pollfd one = {.fd = watch->line, .events = POLLIN};
    for (;;) {
        int count = poll(&one, 1, LOOK_MS);
        if (used_ms(watch) - watch->start_ms > (int64_t)watch->job->budget.seconds * 1000) {
            watch->is_late = true;
            return false;
        }
        if (count > 0) {
            return true;
        }
        if (count < 0 && errno != EINTR) {
            return false;
        }
    }
}

static bool receive(struct watch *watch, void *out, size_t size_bytes) {
    char *at = out;
    while (size_bytes > 0) {
        if (!wait_for_bytes(watch)) {
            return false;
        }
        ssize_t count = recv(watch->line, at, size_bytes, MSG_DONTWAIT);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (count <= 0) {
            return false;
        }
        at += count;
        size_bytes -= (size_t)count;
    }
    return true;
}

/* What a worker that was taken over could send to mislead is refused. */
static bool is_frame(const struct frame *frame) {
    static const size_t most_bytes[] = {[FRAME_MESSAGE] = MESSAGE_MAX_BYTES,
                                        [FRAME_PARCEL] = WORKER_PARCEL_MAX_BYTES,
                                        [FRAME_END] = 0};
    return frame->kind <= FRAME_END && frame->size_bytes <= most_bytes[frame->kind];
}

static bool answer(struct watch *watch, const struct frame *frame, struct slice bytes) {
    struct frame reply;
    watch->ordinal = frame->ordinal;
    memset(&reply, 0, sizeof reply);
    reply.kind = FRAME_ANSWER;
    reply.label = watch->job->take(watch->job->user,
                                   &(struct worker_parcel){frame->label, frame->ordinal, bytes});
    reply.tally = diags_tally(watch->diags);
    watch->start_ms = used_ms(watch);
    return send_all(watch->line, &reply, sizeof reply);
}

/* False at the end. */
static bool take_frame(struct watch *watch) {
    struct frame frame;
    if (!receive(watch, &frame, sizeof frame) || !is_frame(&frame)) {
        return false;
    }
    arena_reset(watch->arena);
    char *at = arena_alloc(watch->arena, frame.size_bytes + 1);
    if (!receive(watch, at, frame.size_bytes)) {
        return false;
    }
    diags_set_tally(watch->diags, &frame.tally);
    struct slice bytes = {at, frame.size_bytes};
    if (frame.kind == FRAME_MESSAGE) {
        diags_pass_on(watch->diags, bytes);
        return true;
    }
    watch->has_ended = frame.kind == FRAME_END;
    return !watch->has_ended && answer(watch, &frame, bytes);
}

static void report(const struct watch *watch, int status) {
    const struct worker_budget *budget = &watch->job->budget;
    struct position place = {.file = watch->job->file, .ordinal = watch->ordinal};
    struct builder text = {0};
    if (watch->is_late) {
        builder_int(&text, budget->seconds);
        diag(watch->diags, MESSAGE_WORKER_TIME, place, ARGS(text.at));
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_AGAIN) {
        builder_int(&text, (int64_t)(budget->memory_bytes >> 20));
        diag(watch->diags, MESSAGE_WORKER_MEMORY, place, ARGS(text.at));
    } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        diag(watch->diags, MESSAGE_WORKER_KILLED, place, NULL);
    } else {
        builder_text(&text, WIFSIGNALED(status) ? "signal " : "status ");
        builder_int(&text, WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        diag(watch->diags, MESSAGE_WORKER_DIED, place, ARGS(text.at));
    }
    builder_free(&text);
}

/* The report of a sanitizer. */
static void print_what_it_printed(int prints) {
    char buffer[4096];
    ssize_t count = 0;
    lseek(prints, 0, SEEK_SET);
    while ((count = read(prints, buffer, sizeof buffer)) > 0 &&
           write(STDERR_FILENO, buffer, (size_t)count) == count) {
    }
}

static void watch_worker(struct watch *watch, int prints) {
    int status = 0;
    clock_getcpuclockid(watch->child, &watch->clock);
    watch->start_ms = used_ms(watch); /* not 0 on a machine whose clocks are set for a test */
    watch->arena = arena_new();
    while (take_frame(watch)) {
    }
    if (!watch->has_ended && watch->is_late) {
        kill(watch->child, SIGKILL);
    }
    close(watch->line); /* a worker that still waits ends */
    while (waitpid(watch->child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!watch->has_ended) {
        report(watch, status);
    }
    if (!watch->has_ended && is_sanitized) {
        print_what_it_printed(prints);
    }
    arena_free(watch->arena);
}

void worker_run(const struct worker_job *job, struct diags *diags) {
    int pair[2] = {-1, -1};
    int prints = memfd_create("prints", MFD_CLOEXEC);
    pid_t parent = getpid();
    pid_t child = -1;
    if (prints >= 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
        child = fork();
    }
    if (child == 0) {
        close(pair[0]);
        be_worker(job, pair[1], prints, parent, diags);
    }
    if (child < 0) {
        diag(diags, MESSAGE_WORKER_START, (struct position){.file = job->file},
             ARGS(strerror(errno)));
    } else {
        close(pair[1]);
        pair[1] = -1;
        struct watch watch = {.job = job, .child = child, .line = pair[0], .diags = diags};
        watch_worker(&watch, prints);
        pair[0] = -1;
    }
    for (int i = 0; i < 2; i++) {
        if (pair[i] >= 0) {
            close(pair[i]);
        }
    }
    if (prints >= 0) {
        close(prints);
    }
}
