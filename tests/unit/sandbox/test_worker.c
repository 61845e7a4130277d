#include "unit/unit.h"

#include "base/memory.h"
#include "sandbox/sanitized.h"
#include "sandbox/worker.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static int set_up(void **state) {
    *state = diags_new();
    return 0;
}

static int tear_down(void **state) {
    diags_free(*state);
    return 0;
}

/* What came out of a worker. */
struct result {
    char text[64];
    size_t count, size_bytes;
    uint32_t ordinal;
    bool goes_on;
};

static bool take(void *user, const struct worker_parcel *parcel) {
    struct result *result = user;
    result->count++;
    result->ordinal = parcel->ordinal;
    result->size_bytes += parcel->bytes.size_bytes;
    size_t size_bytes = parcel->bytes.size_bytes < 63 ? parcel->bytes.size_bytes : 63;
    memcpy(result->text, parcel->bytes.at, size_bytes);
    return result->goes_on;
}

static struct result run(void (*body)(void *, struct worker *, struct diags *), bool goes_on,
                         struct diags *diags) {
    struct result result = {.goes_on = goes_on};
    const struct worker_job job = {.file = "form.xml",
                                   .budget = {.seconds = 1, .memory_bytes = (size_t)64 << 20},
                                   .run = body,
                                   .take = take,
                                   .user = &result};
    worker_run(&job, diags);
    return result;
}

static void hand_on(struct worker *worker, uint32_t ordinal, const char *text) {
    worker_hand_on(worker, &(struct worker_parcel){.ordinal = ordinal, .bytes = slice_from(text)});
}

static void count_three(void *user, struct worker *worker, struct diags *diags) {
    (void)diags;
    struct result *mine = user;
    for (uint32_t i = 1; i <= 3; i++) {
        struct worker_parcel parcel = {.ordinal = i, .bytes = slice_from("words")};
        if (!worker_hand_on(worker, &parcel))
            return;
    }
    mine->count = 100; /* in the worker's copy alone */
}

static void results_come_over(void **state) {
    struct result result = run(count_three, true, *state);
    assert_int_equal(result.count, 3);
    assert_int_equal(result.ordinal, 3);
    assert_string_equal(result.text, "words");
    assert_int_equal(diags_status(*state), STATUS_DONE);
}

static void a_worker_stops_when_told(void **state) {
    assert_int_equal(run(count_three, false, *state).count, 1);
    assert_int_equal(diags_status(*state), STATUS_DONE);
}

static void send_much(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    (void)diags;
    char *bytes = memory_new((size_t)8 << 20);
    worker_hand_on(worker, &(struct worker_parcel){.bytes = {bytes, (size_t)8 << 20}});
    memory_free(bytes);
}

static void a_large_result_comes_over(void **state) {
    assert_int_equal(run(send_much, true, *state).size_bytes, 8 << 20);
}

static void complain(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    diag(diags, MESSAGE_FILE_FULL, (struct position){.file = "a\x1b.xml"}, NULL);
    hand_on(worker, 1, diags_count(diags, DIAG_ERROR) == 1 ? "one" : "other");
}

static void messages_come_over_in_order(void **state) {
    struct diags *diags = *state;
    struct result result = run(complain, true, diags);
    assert_string_equal(result.text, "one");
    assert_int_equal(diags_count(diags, DIAG_ERROR), 1);
    assert_int_equal(diags_status(diags), STATUS_AGAIN);
    unit_expect_messages(diags, "a?.xml: error[E006]: no space left to write\n"
                                "  hint: free some space and run the same command again\n");
}

static bool take_and_complain(void *user, const struct worker_parcel *parcel) {
    (void)parcel;
    diag(user, MESSAGE_FILE_FULL, NOWHERE, NULL);
    return true;
}

static void count_errors(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    hand_on(worker, 1, "");
    if (diags_count(diags, DIAG_ERROR) == 1) /* of the other side */
        diag(diags, MESSAGE_FILE_MISSING, NOWHERE, NULL);
}

static void both_sides_count_alike(void **state) {
    struct diags *diags = *state;
    const struct worker_job job = {
        .budget = {.seconds = 1}, .run = count_errors, .take = take_and_complain, .user = diags};
    worker_run(&job, diags);
    assert_int_equal(diags_count(diags, DIAG_ERROR), 2);
    assert_int_equal(diags_status(diags), STATUS_AGAIN); /* the first */
}

static void work_for_ever(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    (void)diags;
    hand_on(worker, 7, "");
    for (volatile unsigned i = 0;; i++) {
    }
}

static void a_worker_that_takes_too_long_is_ended(void **state) {
    struct result result = run(work_for_ever, true, *state);
    assert_int_equal(result.count, 1);
    assert_int_equal(diags_status(*state), STATUS_INPUT);
    unit_expect_messages(*state, "form.xml: error[E662]: response 7: it needs more than 1 s of "
                                 "processor time\n  hint: --max-seconds");
}

static void take_all_memory(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    (void)diags;
    hand_on(worker, 2, "");
    for (;;) {
        memset(memory_new((size_t)1 << 20), 1, (size_t)1 << 20);
    }
}

static void a_worker_that_takes_too_much_is_ended(void **state) {
    if (is_sanitized) {
        skip(); /* memory cannot be limited there */
    }
    run(take_all_memory, true, *state);
    assert_int_equal(diags_status(*state), STATUS_INPUT);
    unit_expect_messages(*state, "form.xml: error[E663]: response 2: it needs more than 64 MB of "
                                 "memory\n  hint: --max-memory");
}

static void write_through_nothing(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    (void)worker;
    (void)diags;
    signal(SIGSEGV, SIG_DFL); /* AddressSanitizer's own */
    raise(SIGSEGV);
}

static void a_crash_costs_one_message(void **state) {
    struct result result = run(write_through_nothing, true, *state);
    assert_int_equal(result.count, 0);
    assert_int_equal(diags_status(*state), STATUS_BUG);
    unit_expect_messages(*state, "form.xml: error[E661]: the process that read the input ended by "
                                 "a fault of its own (signal 11)");
}

static void open_a_socket(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    (void)worker;
    (void)diags;
    kill(getppid(), 0); /* nothing of the sort is allowed */
}

static void what_is_not_allowed_ends_the_worker(void **state) {
    run(open_a_socket, true, *state);
    assert_int_equal(diags_status(*state), STATUS_BUG);
    unit_expect_messages(*state, "form.xml: error[E661]: the process that read the input ended by "
                                 "a fault of its own (signal 31)");
}

static void be_killed(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    (void)worker;
    (void)diags;
    raise(SIGKILL);
}

static void a_killed_worker_is_tried_again(void **state) {
    run(be_killed, true, *state);
    assert_int_equal(diags_status(*state), STATUS_AGAIN);
    unit_expect_messages(*state, "form.xml: error[E664]");
}

static void print_a_name(void *user, struct worker *worker, struct diags *diags) {
    (void)user;
    (void)worker;
    (void)diags;
    fputs("Maria\n", stderr);
    fflush(stderr);
}

/* Standard error is a file here for the time of the call. */
static void nothing_is_printed_past_the_messages(void **state) {
    FILE *file = tmpfile();
    int kept = dup(STDERR_FILENO);
    assert_non_null(file);
    assert_true(kept >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
    run(print_a_name, true, *state);
    dup2(kept, STDERR_FILENO);
    close(kept);
    fseek(file, 0, SEEK_END);
    assert_int_equal(ftell(file), 0);
    fclose(file);
    assert_int_equal(diags_status(*state), STATUS_DONE);
}

static void no_worker_is_no_result(void **state) {
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    const struct rlimit none = {.rlim_cur = 3, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    run(count_three, true, *state);
    setrlimit(RLIMIT_NOFILE, &old);
    assert_int_equal(diags_status(*state), STATUS_AGAIN);
    unit_expect_messages(*state, "form.xml: error[E665]: no process can be started");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(results_come_over),
        TEST(a_worker_stops_when_told),
        TEST(a_large_result_comes_over),
        TEST(messages_come_over_in_order),
        TEST(both_sides_count_alike),
        TEST(a_worker_that_takes_too_long_is_ended),
        TEST(a_worker_that_takes_too_much_is_ended),
        TEST(a_crash_costs_one_message),
        TEST(what_is_not_allowed_ends_the_worker),
        TEST(a_killed_worker_is_tried_again),
        TEST(nothing_is_printed_past_the_messages),
        TEST(no_worker_is_no_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
