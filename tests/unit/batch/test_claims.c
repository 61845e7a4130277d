#include "unit/unit.h"

#include "base/file.h"
#include "batch/claims.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static int tear_down(void **state) {
    struct place *place = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", place->folder);
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    arena_free(place->arena);
    diags_free(place->diags);
    free(place);
    return 0;
}

static const char *path_of(const struct place *place, const char *name) {
    return arena_format(place->arena, "%s/%s", place->folder, name);
}

static void drop(const struct place *place, const char *name, const char *text) {
    assert_true(file_publish_quickly(path_of(place, name), slice_from(text), place->diags));
}

static const char *names_in_hand(const struct place *place, const struct claims *claims) {
    const char *text = "";
    const char *const *names = claims_list(claims, place->arena);
    for (size_t i = 0; names[i] != NULL; i++) {
        text = arena_format(place->arena, "%s%s ", text, names[i]);
    }
    return text;
}

static void a_file_is_one_watchers(void **state) {
    struct place *place = *state;
    struct claims *one = claims_open(place->folder, place->diags);
    struct claims *other = claims_open(place->folder, place->diags);
    assert_non_null(one);
    assert_non_null(other);
    assert_int_equal(claims_place(one), 1);
    assert_int_equal(claims_place(other), 2);
    drop(place, "a", "1");
    drop(place, "b", "2");
    assert_true(claims_take(one, "a"));
    assert_false(claims_take(other, "a"));
    assert_true(claims_take(other, "b"));
    assert_false(claims_take(one, "c"));
    assert_string_equal(names_in_hand(place, one), "a ");
    assert_string_equal(names_in_hand(place, other), "b ");
    assert_false(claims_adopt(one)); /* the other one lives */
    assert_string_equal(names_in_hand(place, one), "a ");
    drop(place, "a", "3"); /* again, while the first is in hand */
    assert_false(claims_take(one, "a"));
    claims_close(one);
    claims_close(other);
}

static void what_is_finished_keeps_all_others(void **state) {
    struct place *place = *state;
    struct claims *claims = claims_open(place->folder, place->diags);
    struct slice bytes;
    for (char text[2] = "1"; text[0] <= '3'; text[0]++) {
        drop(place, "a", text);
        assert_true(claims_take(claims, "a"));
        assert_non_null(claims_move(claims, place->arena, "a", "done"));
    }
    static const char *const names[] = {"done/a", "done/a.2", "done/a.3"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(file_read(place->arena, path_of(place, names[i]), 9, place->diags, &bytes));
        assert_int_equal(bytes.at[0], '1' + (int)i);
    }
    drop(place, "a", "4");
    assert_true(claims_take(claims, "a"));
    assert_true(claims_forget(claims, "a"));
    assert_string_equal(names_in_hand(place, claims), "");
    claims_close(claims);
    assert_int_equal(diags_count(place->diags, DIAG_ERROR), 0);
}

/* A child takes two files and is killed; what it had is taken over once it is dead, not before. */
static void a_dead_watchers_files_are_taken_over(void **state) {
    struct place *place = *state;
    int ready[2];
    char byte;
    drop(place, "a", "1");
    drop(place, "b", "2");
    struct claims *first = claims_open(place->folder, place->diags); /* so the child is second */
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct claims *claims = claims_open(place->folder, place->diags);
        bool is_good = claims_take(claims, "a") && claims_take(claims, "b");
        ssize_t count = write(ready[1], is_good ? "y" : "n", 1);
        pause();
        _exit((int)count);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_false(claims_adopt(first));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(claims_adopt(first));
    assert_string_equal(names_in_hand(place, first), "a b ");
    assert_false(claims_adopt(first));
    claims_close(first);
    /* Closed with files in hand: the next owner of the place has them at once. */
    first = claims_open(place->folder, place->diags);
    assert_int_equal(claims_place(first), 1);
    assert_string_equal(names_in_hand(place, first), "a b ");
    claims_close(first);
    close(ready[0]);
    close(ready[1]);
}

static void what_is_no_folder_is_reported(void **state) {
    struct place *place = *state;
    assert_null(claims_open(path_of(place, "gone"), place->diags));
    drop(place, "a", "1");
    assert_null(claims_open(path_of(place, "a"), place->diags));
    assert_int_equal(diags_count(place->diags, DIAG_ERROR), 2);
    assert_int_equal(diags_status(place->diags), STATUS_NO_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_one_watchers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_finished_keeps_all_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_dead_watchers_files_are_taken_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_folder_is_reported, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
