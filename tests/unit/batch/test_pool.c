/* Workers that answer, crash, hang, run out of memory or are killed, made to by their jobs. */
#include "unit/unit.h"

#include "batch/pool.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

struct pen {
    int tries; /* a file that counts them */
};

static void work(void *user, const struct channel_packet *job, struct builder *answer) {
    const struct pen *pen = user;
    char word = job->bytes.at[0];
    char mark = 'x';
    off_t tries = lseek(pen->tries, 0, SEEK_END);
    ssize_t count = write(pen->tries, &mark, 1);
    if (word == 'c' || (word == 'o' && tries == 0)) {
        raise(SIGABRT);
    }
    if (word == 'k' && tries < 5) {
        raise(SIGKILL);
    }
    while (word == 'h') {
    }
    if (word == 'm') {
        _exit(STATUS_AGAIN);
    }
    if (word == 'w' && job->handle_count == 1) {
        count = write(job->handles[0], "hand", 4);
    }
    builder_format(answer, "%c%d", word, (int)count);
}

/* What becomes of one job, and how often it was tried. */
static enum pool_end run(const char *word, int handle, off_t *out_tries, char *out_answer) {
    struct diags *diags = diags_new();
    char path[] = "/tmp/test-pool-XXXXXX";
    struct pen pen = {.tries = mkstemp(path)};
    struct pool_options options = {.count = 2, .work = work, .user = &pen};
    unlink(path);
    struct pool *pool = pool_new(&options, diags);
    assert_non_null(pool);
    struct pool_job job = {.number = 77, .bytes = slice_from(word), .seconds = 1};
    if (handle >= 0) {
        job.handles[job.handle_count++] = handle;
    }
    struct pool_result result;
    assert_true(pool_give(pool, pool_find_idle(pool), &job));
    assert_int_equal(pool_busy_count(pool), 1);
    while (!pool_next(pool, -1, 1000, &result)) {
    }
    assert_int_equal(result.number, 77);
    assert_int_equal(pool_busy_count(pool), 0);
    snprintf(out_answer, 16, "%.*s", (int)result.answer.size_bytes, result.answer.at);
    *out_tries = lseek(pen.tries, 0, SEEK_END);
    /* It goes on with the next. */
    job = (struct pool_job){.number = 78, .bytes = {"a", 1}, .seconds = 1};
    assert_true(pool_give(pool, result.slot, &job));
    while (!pool_next(pool, -1, 1000, &result)) {
    }
    assert_int_equal(result.end, POOL_ANSWERED);
    pool_free(pool);
    close(pen.tries);
    diags_free(diags);
    return result.number == 78 ? POOL_ANSWERED : POOL_END_COUNT;
}

/* The same, and how the first job ended. */
static enum pool_end end_of(const char *word, off_t wanted_tries) {
    struct diags *diags = diags_new();
    char path[] = "/tmp/test-pool-XXXXXX";
    struct pen pen = {.tries = mkstemp(path)};
    struct pool_options options = {.count = 1, .work = work, .user = &pen};
    unlink(path);
    struct pool *pool = pool_new(&options, diags);
    struct pool_job job = {.bytes = slice_from(word), .seconds = 1};
    struct pool_result result;
    assert_true(pool_give(pool, 0, &job));
    while (!pool_next(pool, -1, 1000, &result)) {
    }
    assert_int_equal(lseek(pen.tries, 0, SEEK_END), wanted_tries);
    pool_free(pool);
    close(pen.tries);
    diags_free(diags);
    return result.end;
}

static void jobs_are_answered(void **state) {
    (void)state;
    off_t tries = 0;
    char answer[16];
    assert_int_equal(run("a", -1, &tries, answer), POOL_ANSWERED);
    assert_string_equal(answer, "a1");
    assert_int_equal(tries, 1);
}

static void descriptors_go_with_them(void **state) {
    (void)state;
    int ends[2];
    off_t tries = 0;
    char answer[16];
    char got[4];
    assert_int_equal(pipe(ends), 0);
    run("w", ends[1], &tries, answer);
    assert_int_equal(read(ends[0], got, sizeof got), 4);
    assert_memory_equal(got, "hand", 4);
    close(ends[0]);
    close(ends[1]);
}

static void failures_have_their_names(void **state) {
    (void)state;
    assert_int_equal(end_of("c", 2), POOL_CRASHED); /* tried once more */
    assert_int_equal(end_of("h", 1), POOL_HUNG);
    assert_int_equal(end_of("m", 2), POOL_MEMORY);
}

static void bad_luck_costs_nothing(void **state) {
    (void)state;
    assert_int_equal(end_of("o", 2), POOL_ANSWERED); /* crashes once */
    assert_int_equal(end_of("k", 6), POOL_ANSWERED); /* is killed five times */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_are_answered),
        cmocka_unit_test(descriptors_go_with_them),
        cmocka_unit_test(failures_have_their_names),
        cmocka_unit_test(bad_luck_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
