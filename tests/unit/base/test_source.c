/* Every kind of source, cut into pieces of every size; gzip; files that change while they are read.
 */
#include "unit/unit.h"

#include "base/file.h"
#include "base/source.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define TEXT "<a>some text that is long enough to be cut, and cut, and cut again</a>"

struct place {
    char path[64];
    struct arena *arena;
    struct diags *diags;
};

static int set_up(void **state) {
    struct place *place = calloc(1, sizeof *place);
    strncpy(place->path, "/tmp/magreport-source-XXXXXX", sizeof place->path - 1);
    int handle = mkstemp(place->path);
    assert_true(handle >= 0);
    close(handle);
    place->arena = arena_new();
    place->diags = diags_new();
    *state = place;
    return 0;
}

static int tear_down(void **state) {
    struct place *place = *state;
    unlink(place->path);
    arena_free(place->arena);
    diags_free(place->diags);
    free(place);
    return 0;
}

static void write_file(const struct place *place, struct slice bytes, int flags) {
    int handle = open(place->path, O_WRONLY | flags);
    assert_true(handle >= 0);
    assert_int_equal(write(handle, bytes.at, bytes.size_bytes), bytes.size_bytes);
    close(handle);
}

/* One gzip member. */
static struct slice pack(const struct place *place, struct slice bytes) {
    size_t room_bytes = bytes.size_bytes + 1000;
    char *packed = arena_alloc(place->arena, room_bytes);
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)bytes.at,
                       .avail_in = (unsigned)bytes.size_bytes,
                       .next_out = (Bytef *)packed,
                       .avail_out = (unsigned)room_bytes};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t size_bytes = stream.total_out;
    deflateEnd(&stream);
    return (struct slice){packed, size_bytes};
}

static struct slice join(const struct place *place, struct slice left, struct slice right) {
    char *both = arena_alloc(place->arena, left.size_bytes + right.size_bytes + 1);
    memcpy(both, left.at, left.size_bytes);
    memcpy(both + left.size_bytes, right.at, right.size_bytes);
    return (struct slice){both, left.size_bytes + right.size_bytes};
}

static void expect_all(struct place *place, struct source *source, struct slice expected) {
    struct slice all = {0};
    if (!source_read_all(source, place->arena, place->diags, &all)) {
        fail_msg("%s", unit_messages(place->diags));
    }
    assert_int_equal(all.size_bytes, expected.size_bytes);
    assert_memory_equal(all.at, expected.at, expected.size_bytes);
    struct slice more = {0};
    assert_true(source_next(source, place->diags, &more));
    assert_int_equal(more.size_bytes, 0);
}

/* Twice, the second time after having begun. */
static void expect_twice(struct place *place, struct source *source, struct slice expected) {
    expect_all(place, source, expected);
    assert_true(source_again(source, place->diags));
    struct slice piece = {0};
    assert_true(source_next(source, place->diags, &piece));
    assert_true(source_again(source, place->diags));
    expect_all(place, source, expected);
    source_free(source);
}

static void expect_refused(struct place *place, struct source *source, const char *message) {
    struct slice all = {0};
    assert_false(source_read_all(source, place->arena, place->diags, &all));
    assert_false(source_read_all(source, place->arena, place->diags, &all)); /* said once */
    unit_expect_messages(place->diags, message);
    assert_int_equal(diags_status(place->diags), STATUS_INPUT);
    source_free(source);
}

/* A pipe that holds the bytes, which are few. */
static int open_pipe(struct slice bytes) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], bytes.at, bytes.size_bytes), bytes.size_bytes);
    close(ends[1]);
    return ends[0];
}

static void expect_everywhere(struct place *place, struct slice bytes, struct slice expected) {
    write_file(place, bytes, O_TRUNC);
    for (size_t piece_bytes = 1; piece_bytes <= 8; piece_bytes++) {
        struct source *source = source_from_bytes("memory", bytes);
        source_cut(source, piece_bytes);
        expect_twice(place, source, expected);
    }
    expect_twice(place, source_from_bytes("memory", bytes), expected);
    struct source *file = source_open(place->path, NULL, place->diags);
    assert_non_null(file);
    assert_string_equal(source_name(file), place->path);
    expect_twice(place, file, expected);
    struct source *piped = source_from_descriptor(open_pipe(bytes), "pipe", NULL);
    assert_true(source_keep(piped, place->diags));
    expect_twice(place, piped, expected);
}

static void all_kinds_give_the_same(void **state) {
    struct place *place = *state;
    expect_everywhere(place, slice_from(TEXT), slice_from(TEXT));
    expect_everywhere(place, slice_from(""), slice_from(""));
    expect_everywhere(place, slice_from("\x1F"), slice_from("\x1F"));
}

static void gzip_is_unpacked(void **state) {
    struct place *place = *state;
    struct slice packed = pack(place, slice_from(TEXT));
    expect_everywhere(place, packed, slice_from(TEXT));
    struct slice members = join(place, packed, packed);
    expect_everywhere(place, members, slice_from(TEXT TEXT));
    struct slice padded = join(place, members, (struct slice){"\0\0\0", 3});
    expect_everywhere(place, padded, slice_from(TEXT TEXT));
    struct slice empty = pack(place, slice_from(""));
    expect_everywhere(place, join(place, empty, packed), slice_from(TEXT));
}

static void damaged_gzip_is_refused(void **state) {
    struct place *place = *state;
    struct slice packed = pack(place, slice_from(TEXT));
    for (size_t size_bytes = 2; size_bytes < packed.size_bytes; size_bytes++) {
        struct slice cut = {packed.at, size_bytes};
        diags_reset(place->diags);
        expect_refused(place, source_from_bytes("a", cut),
                       "a: error[E127]: the gzip file cannot be unpacked: its end is missing");
    }
    char *wrong = arena_copy(place->arena, packed.at, packed.size_bytes);
    wrong[packed.size_bytes - 6] ^= 1; /* in the check sum */
    diags_reset(place->diags);
    expect_refused(place, source_from_bytes("a", (struct slice){wrong, packed.size_bytes}),
                   "a: error[E127]: the gzip file cannot be unpacked: its bytes are damaged");
    diags_reset(place->diags);
    expect_refused(place, source_from_bytes("a", join(place, packed, slice_from("<b/>"))),
                   "a: error[E127]: the gzip file cannot be unpacked: something else follows it");
}

static struct slice repeat(const struct place *place, char character, size_t size_bytes) {
    char *bytes = arena_alloc(place->arena, size_bytes);
    memset(bytes, character, size_bytes);
    return (struct slice){bytes, size_bytes};
}

static void bombs_are_refused(void **state) {
    struct place *place = *state;
    struct slice bomb = pack(place, repeat(place, ' ', (size_t)5 << 20));
    assert_true(bomb.size_bytes < 8000);
    expect_refused(place, source_from_bytes("a", bomb),
                   "a: error[E128]: the gzip file unpacks to far more than any form");
    /* the same ratio, but small */
    struct slice small = repeat(place, ' ', (size_t)3 << 20);
    diags_reset(place->diags);
    struct source *source = source_from_bytes("a", pack(place, small));
    expect_all(place, source, small);
    source_free(source);
}

static void size_is_limited(void **state) {
    struct place *place = *state;
    struct source_limits limits = {.max_bytes = 30};
    write_file(place, slice_from(TEXT), O_TRUNC);
    assert_null(source_open(place->path, &limits, place->diags));
    diags_reset(place->diags);
    expect_refused(place, source_from_descriptor(open_pipe(slice_from(TEXT)), "a", &limits),
                   "a: error[E125]: the file holds more than 30 bytes");
    diags_reset(place->diags);
    struct slice packed = pack(place, repeat(place, 'x', 2000));
    limits.max_bytes = 1999;
    expect_refused(place, source_from_descriptor(open_pipe(packed), "a", &limits),
                   "a: error[E125]: the file holds more than 1999 bytes");
}

/* After the first piece something is done to the file. */
static void expect_change_seen(struct place *place, struct slice change, int flags) {
    struct slice piece = {0};
    write_file(place, repeat(place, 'x', 3 * SOURCE_PIECE_BYTES), O_TRUNC);
    struct source *source = source_open(place->path, NULL, place->diags);
    assert_true(source_next(source, place->diags, &piece));
    assert_int_equal(piece.size_bytes, SOURCE_PIECE_BYTES);
    usleep(20000); /* the file system's clock is coarse */
    write_file(place, change, flags);
    bool done = true;
    while ((done = source_next(source, place->diags, &piece)) && piece.size_bytes > 0) {
    }
    assert_false(done);
    char *said = unit_messages(place->diags);
    assert_non_null(strstr(said, "error[E126]: the file was changed while it was read"));
    free(said);
    diags_reset(place->diags);
    source_free(source);
}

static void changes_are_seen(void **state) {
    struct place *place = *state;
    expect_change_seen(place, slice_from("more"), O_APPEND);
    expect_change_seen(place, slice_from("less"), O_TRUNC);
    expect_change_seen(place, slice_from("other"), 0);
    expect_change_seen(place, repeat(place, 'x', 9 * SOURCE_PIECE_BYTES), O_APPEND);
}

static void a_renamed_file_is_the_same(void **state) {
    struct place *place = *state;
    write_file(place, slice_from(TEXT), O_TRUNC);
    struct source *source = source_open(place->path, NULL, place->diags);
    const char *other = arena_format(place->arena, "%s-b", place->path);
    assert_int_equal(rename(place->path, other), 0);
    expect_all(place, source, slice_from(TEXT));
    source_free(source);
    assert_int_equal(rename(other, place->path), 0);
}

static void a_pipe_is_read_once_unless_kept(void **state) {
    struct place *place = *state;
    struct source *source = source_from_descriptor(open_pipe(slice_from(TEXT)), "a", NULL);
    expect_all(place, source, slice_from(TEXT));
    assert_false(source_again(source, place->diags));
    source_free(source);
}

static void a_peek_takes_nothing(void **state) {
    struct place *place = *state;
    struct source *source = source_from_bytes("a", slice_from(TEXT));
    struct slice piece = {0};
    source_cut(source, 5);
    assert_true(source_peek(source, place->diags, &piece));
    assert_int_equal(piece.size_bytes, 5);
    assert_memory_equal(piece.at, TEXT, 5);
    expect_all(place, source, slice_from(TEXT));
    source_free(source);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_kinds_give_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gzip_is_unpacked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_gzip_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bombs_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(size_is_limited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes_are_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_renamed_file_is_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pipe_is_read_once_unless_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_peek_takes_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
