#include "unit/unit.h"

#include "base/file.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char folder[64];
    struct arena *arena;
    struct diags *diags;
};

static int set_up(void **state) {
    struct place *place = calloc(1, sizeof *place);
    strncpy(place->folder, "/tmp/magreport-test-XXXXXX", sizeof place->folder - 1);
    assert_non_null(mkdtemp(place->folder));
    place->arena = arena_new();
    place->diags = diags_new();
    *state = place;
    return 0;
}

/* How many entries the folder has, without . and .. */
static size_t count_files(const char *folder) {
    size_t count = 0;
    DIR *handle = opendir(folder);
    assert_non_null(handle);
    while (readdir(handle) != NULL) {
        count++;
    }
    closedir(handle);
    return count - 2;
}

static const char *path_of(const struct place *place, const char *name) {
    return arena_format(place->arena, "%s/%s", place->folder, name);
}

static int tear_down(void **state) {
    struct place *place = *state;
    static const char *const names[] = {"a", "fifo", "loop", "link"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unlink(path_of(place, names[i]));
    }
    rmdir(path_of(place, "sub"));
    rmdir(place->folder);
    arena_free(place->arena);
    diags_free(place->diags);
    free(place);
    return 0;
}

static void what_is_published_is_read(void **state) {
    struct place *place = *state;
    const char *path = path_of(place, "a");
    struct slice bytes = {NULL, 0};
    struct stat status;
    assert_true(file_publish(path, slice_from("first"), place->diags));
    assert_true(file_publish(path, (struct slice){"se\0cond", 7}, place->diags));
    assert_true(file_exists(path));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(count_files(place->folder), 1);
    assert_true(file_read(place->arena, path, 7, place->diags, &bytes));
    assert_int_equal(bytes.size_bytes, 7);
    assert_memory_equal(bytes.at, "se\0cond\0", 8);
    assert_int_equal(diags_count(place->diags, DIAG_ERROR), 0);
}

static void larger_files_are_refused(void **state) {
    struct place *place = *state;
    const char *path = path_of(place, "a");
    struct slice bytes = {NULL, 0};
    assert_true(file_publish(path, slice_from("12345678"), place->diags));
    assert_false(file_read(place->arena, path, 7, place->diags, &bytes));
    char *text = unit_messages(place->diags);
    assert_non_null(strstr(text, "error[E003]: the file is larger than 7 bytes\n"));
    free(text);
    assert_int_equal(diags_status(place->diags), STATUS_INPUT);
}

static void expect_refused(struct place *place, const char *path, const char *message,
                           enum exit_status status) {
    struct slice bytes = {NULL, 0};
    diags_reset(place->diags);
    assert_false(file_read(place->arena, path, 1000, place->diags, &bytes));
    char *text = unit_messages(place->diags);
    if (strstr(text, message) == NULL) {
        fail_msg("expected %s, got %s", message, text);
    }
    free(text);
    assert_int_equal(diags_status(place->diags), status);
}

static void other_kinds_are_refused(void **state) {
    struct place *place = *state;
    assert_int_equal(mkfifo(path_of(place, "fifo"), 0600), 0);
    assert_int_equal(symlink("loop", path_of(place, "loop")), 0);
    expect_refused(place, place->folder, "[E002]: this is a folder", STATUS_INPUT);
    expect_refused(place, path_of(place, "fifo"), "[E002]: this is a FIFO", STATUS_INPUT);
    expect_refused(place, "/dev/zero", "[E002]: this is a device", STATUS_INPUT);
    expect_refused(place, path_of(place, "loop"), "[E001]", STATUS_NO_INPUT);
    expect_refused(place, path_of(place, "missing"), "[E001]", STATUS_NO_INPUT);
    expect_refused(place, "/proc/self/mem", "[E004]", STATUS_IO);
}

static void failures_leave_nothing(void **state) {
    struct place *place = *state;
    struct slice bytes = slice_from("x");
    assert_false(file_publish(path_of(place, "missing/a"), bytes, place->diags));
    assert_int_equal(diags_status(place->diags), STATUS_IO);
    assert_int_equal(mkdir(path_of(place, "sub"), 0700), 0);
    assert_false(file_publish(path_of(place, "sub"), bytes, place->diags));
    assert_int_equal(count_files(place->folder), 1);
    diags_reset(place->diags);
    assert_false(file_publish("/dev/full", bytes, place->diags));
    assert_int_equal(diags_status(place->diags), STATUS_AGAIN);
    assert_true(file_publish("/dev/null", bytes, place->diags));
    struct stat status;
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
}

/* Nothing is at the path, or beside it, before the end; then all of it is. */
static void streams_are_published_at_the_end(void **state) {
    struct place *place = *state;
    const char *path = path_of(place, "stream");
    enum { PARTS = 40000 };
    struct file_stream *stream = file_stream_new(path, place->diags);
    for (size_t i = 0; i < PARTS; i++) {
        assert_true(file_stream_add(stream, slice_from("12345")));
    }
    assert_false(file_exists(path));
    assert_true(file_stream_end(stream, true));
    struct slice bytes = {0};
    assert_true(file_read(place->arena, path, 1 << 20, place->diags, &bytes));
    assert_int_equal(bytes.size_bytes, PARTS * 5);
    assert_memory_equal(bytes.at + bytes.size_bytes - 7, "4512345", 7);
    stream = file_stream_new(path_of(place, "other"), place->diags);
    assert_true(file_stream_add(stream, slice_from("forgotten")));
    assert_false(file_stream_end(stream, false));
    assert_false(file_exists(path_of(place, "other")));
    assert_int_equal(diags_count(place->diags, DIAG_ERROR), 0);
    stream = file_stream_new(path_of(place, "missing/a"), place->diags);
    assert_false(file_stream_add(stream, slice_from("x")));
    assert_false(file_stream_end(stream, true));
    assert_int_equal(diags_count(place->diags, DIAG_ERROR), 1);
}

static void links_lead_to_the_same_file(void **state) {
    struct place *place = *state;
    const char *path = path_of(place, "a");
    const char *link = path_of(place, "link");
    const char *other = path_of(place, "loop");
    assert_true(file_publish(path, slice_from("same"), place->diags));
    assert_true(file_publish(other, slice_from("same"), place->diags));
    assert_int_equal(symlink("a", link), 0);
    assert_true(file_is_same(path, path));
    assert_true(file_is_same(path, link));
    assert_false(file_is_same(path, other));
    assert_false(file_is_same(path, path_of(place, "nothing")));
    assert_false(file_is_same("/dev/null", "/dev/null")); /* nothing is lost there */
}

static void folders_are_made(void **state) {
    struct place *place = *state;
    struct stat status;
    assert_true(file_make_folder(path_of(place, "sub"), place->diags));
    assert_true(file_make_folder(path_of(place, "sub"), place->diags));
    assert_int_equal(stat(path_of(place, "sub"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_true(file_publish(path_of(place, "a"), slice_from("x"), place->diags));
    assert_false(file_make_folder(path_of(place, "a"), place->diags));
    assert_false(file_make_folder(path_of(place, "no/sub"), place->diags));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_published_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(larger_files_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_kinds_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(failures_leave_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(streams_are_published_at_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(links_lead_to_the_same_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folders_are_made, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
