#include "unit/unit.h"

#include "batch/arrivals.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct place {
    char folder[64];
    struct arena *arena;
    struct diags *diags;
    struct arrivals *arrivals;
};

static int set_up(void **state) {
    struct place *place = calloc(1, sizeof *place);
    strncpy(place->folder, "/tmp/magreport-test-XXXXXX", sizeof place->folder - 1);
    assert_non_null(mkdtemp(place->folder));
    place->arena = arena_new();
    place->diags = diags_new();
    place->arrivals = arrivals_new(place->folder, 1, place->diags);
    *state = place;
    return 0;
}

static const char *path_of(const struct place *place, const char *name) {
    return arena_format(place->arena, "%s/%s", place->folder, name);
}

static int tear_down(void **state) {
    struct place *place = *state;
    struct dirent *entry;
    DIR *folder = opendir(place->folder);
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (unlink(path_of(place, entry->d_name)) != 0) {
            rmdir(path_of(place, entry->d_name));
        }
    }
    closedir(folder);
    rmdir(place->folder);
    arrivals_free(place->arrivals);
    arena_free(place->arena);
    diags_free(place->diags);
    free(place);
    return 0;
}

static int begin_writing(const struct place *place, const char *name, const char *text) {
    int handle = open(path_of(place, name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    assert_true(handle >= 0);
    assert_int_equal(write(handle, text, strlen(text)), (ssize_t)strlen(text));
    return handle;
}

static void write_file(const struct place *place, const char *name, const char *text) {
    close(begin_writing(place, name, text));
}

static void make_older(const struct place *place, const char *name, time_t seconds) {
    struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {0}};
    clock_gettime(CLOCK_REALTIME, &times[1]);
    times[1].tv_sec -= seconds;
    assert_int_equal(utimensat(AT_FDCWD, path_of(place, name), times, 0), 0);
}

static const char *ready(const struct place *place) {
    const char *text = "";
    const char *const *names = arrivals_look(place->arrivals, place->arena);
    assert_non_null(names);
    for (size_t i = 0; names[i] != NULL; i++) {
        text = arena_format(place->arena, "%s%s ", text, names[i]);
    }
    return text;
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Milliseconds until the folder has these ready, as a watcher waits. */
static int64_t wait_until(const struct place *place, const char *expected) {
    int64_t start_ms = now_ms();
    const char *found = ready(place);
    while (strcmp(found, expected) != 0) {
        if (now_ms() - start_ms > 20000) {
            fail_msg("expected %s, found %s", expected, found);
        }
        arrivals_wait(place->arrivals, -1);
        found = ready(place);
    }
    return now_ms() - start_ms;
}

/* Whether the kernel knows of all writers here; else only waiting helps and times differ. */
static bool has_leases(const struct place *place) {
    int handle = open(path_of(place, "lease"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    close(handle);
    handle = open(path_of(place, "lease"), O_RDONLY | O_CLOEXEC);
    bool has = fcntl(handle, F_SETLEASE, F_RDLCK) == 0;
    close(handle);
    unlink(path_of(place, "lease"));
    return has;
}

static void a_file_is_ready_when_its_writer_closes_it(void **state) {
    struct place *place = *state;
    int handle = begin_writing(place, "a.xml", "begin");
    assert_string_equal(ready(place), "");
    if (has_leases(place)) { /* however long it takes */
        int64_t start_ms = now_ms();
        while (now_ms() - start_ms < 2500) {
            assert_string_equal(ready(place), "");
            arrivals_wait(place->arrivals, -1);
        }
    }
    close(handle);
    wait_until(place, "a.xml ");
}

static void a_file_that_is_renamed_is_ready_at_once(void **state) {
    struct place *place = *state;
    write_file(place, "a.xml.part", "whole");
    assert_string_equal(ready(place), "");
    assert_int_equal(rename(path_of(place, "a.xml.part"), path_of(place, "a.xml")), 0);
    assert_string_equal(ready(place), "a.xml ");
}

static void files_from_before_come_oldest_first(void **state) {
    struct place *place = *state;
    write_file(place, "c", "1");
    write_file(place, "a", "1");
    write_file(place, "b", "1");
    make_older(place, "c", 300);
    make_older(place, "a", 100);
    make_older(place, "b", 200);
    wait_until(place, "c b a ");
}

static void an_empty_file_is_waited_for(void **state) {
    struct place *place = *state;
    write_file(place, "a", "");
    int64_t waited_ms = wait_until(place, "a ");
    assert_true(waited_ms >= 1900);
}

static void names_and_kinds_that_are_passed_over(void **state) {
    struct place *place = *state;
    static const char *const names[] = {".hidden", "a.part", "b.TMP",  "c.crdownload",
                                        "d~",      "~e",     "f.swp",  ".magreport-x",
                                        "g.temp",  "h.new",  "i.lock", "j.filepart"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        write_file(place, names[i], "x");
        make_older(place, names[i], 100);
    }
    write_file(place, "parts", "x");
    make_older(place, "parts", 100);
    assert_int_equal(mkdir(path_of(place, "folder"), 0700), 0);
    assert_int_equal(mkfifo(path_of(place, "fifo"), 0600), 0);
    assert_int_equal(symlink("parts", path_of(place, "link")), 0);
    wait_until(place, "parts ");
}

static void a_folder_that_goes_is_reported(void **state) {
    struct place *place = *state;
    assert_int_equal(rmdir(place->folder), 0);
    assert_null(arrivals_look(place->arrivals, place->arena));
    assert_int_equal(diags_status(place->diags), STATUS_NO_INPUT);
    assert_int_equal(mkdir(place->folder, 0700), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_ready_when_its_writer_closes_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_is_renamed_is_ready_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_from_before_come_oldest_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_file_is_waited_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_and_kinds_that_are_passed_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_that_goes_is_reported, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
