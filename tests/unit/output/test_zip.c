#include "unit/unit.h"

#include "base/builder.h"
#include "output/zip.h"

#include <errno.h>

struct archive {
    struct builder bytes;
    size_t room_bytes; /* the sink fails past this */
    FILE *scratch;
    struct zip *zip;
};

static bool take(void *user, struct slice bytes) {
    struct archive *archive = user;
    if (archive->bytes.size_bytes + bytes.size_bytes > archive->room_bytes) {
        errno = ENOSPC;
        return false;
    }
    builder_add(&archive->bytes, bytes.at, bytes.size_bytes);
    return true;
}

static void begin(struct archive *archive, enum zip_method method, size_t room_bytes) {
    *archive = (struct archive){.room_bytes = room_bytes, .scratch = tmpfile()};
    assert_non_null(archive->scratch);
    archive->zip = zip_new((struct zip_sink){take, archive}, fileno(archive->scratch), method);
}

static void end(struct archive *archive) {
    zip_free(archive->zip);
    fclose(archive->scratch);
    builder_free(&archive->bytes);
}

/* Written by hand from APPNOTE.TXT; the check sum of "hello" is that of RFC 1952's polynomial as
 * Python's zlib.crc32 gives it. */
static void one_stored_entry_is_as_the_standard_says(void **state) {
    (void)state;
    static const char expected[] =
        "PK\3\4\x14\0\0\x08\0\0\0\0\x21\0\x86\xa6\x10\x36\5\0\0\0\5\0\0\0\3\0\0\0"
        "a/b"
        "hello"
        "PK\1\2\x14\3\x14\0\0\x08\0\0\0\0\x21\0\x86\xa6\x10\x36\5\0\0\0\5\0\0\0\3\0\0\0"
        "\0\0\0\0\0\0\0\0\x80\x81\0\0\0\0"
        "a/b"
        "PK\5\6\0\0\0\0\1\0\1\0\x31\0\0\0\x26\0\0\0\0";
    struct archive archive;
    begin(&archive, ZIP_STORE, 1000);
    assert_true(zip_add(archive.zip, "a/b", slice_from("hello")));
    assert_true(zip_finish(archive.zip));
    assert_int_equal(archive.bytes.size_bytes, sizeof expected);
    assert_memory_equal(archive.bytes.at, expected, sizeof expected);
    end(&archive);
}

static void what_does_not_get_smaller_is_stored(void **state) {
    (void)state;
    struct archive archive;
    char blanks[200];
    memset(blanks, ' ', sizeof blanks);
    begin(&archive, ZIP_DEFLATE, 1000);
    assert_true(zip_add(archive.zip, "a", slice_from("hello")));
    assert_int_equal(archive.bytes.at[8], 0);
    assert_int_equal(archive.bytes.size_bytes, 30 + 1 + 5);
    assert_true(zip_add(archive.zip, "b", (struct slice){blanks, sizeof blanks}));
    assert_int_equal(archive.bytes.at[36 + 8], 8);
    assert_true(archive.bytes.size_bytes < 36 + 31 + 100);
    end(&archive);
}

static void names_that_lead_elsewhere_are_refused(void **state) {
    (void)state;
    static const char *const names[] = {"",    "/a",   "a//b", "../a",   "a/..",
                                        "a/.", "a\\b", "a/",   "\xff.p", "a/../b"};
    struct archive archive;
    begin(&archive, ZIP_STORE, 1000);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        errno = 0;
        assert_false(zip_add(archive.zip, names[i], slice_from("x")));
        assert_int_equal(errno, EINVAL);
    }
    assert_int_equal(archive.bytes.size_bytes, 0);
    assert_true(zip_add(archive.zip, "..a/b..c/\xc3\xa9", slice_from("x")));
    end(&archive);
}

static bool write_two(struct archive *archive) {
    return zip_add(archive->zip, "a", slice_from("hello")) &&
           zip_add(archive->zip, "b", slice_from("world")) && zip_finish(archive->zip);
}

static void a_sink_that_fails_fails_the_archive(void **state) {
    (void)state;
    struct archive archive;
    begin(&archive, ZIP_STORE, 1000);
    assert_true(write_two(&archive));
    size_t size_bytes = archive.bytes.size_bytes;
    end(&archive);
    for (size_t room_bytes = 0; room_bytes < size_bytes; room_bytes++) {
        begin(&archive, ZIP_STORE, room_bytes);
        assert_false(write_two(&archive));
        assert_int_equal(errno, ENOSPC);
        end(&archive);
    }
}

static void a_scratch_file_that_fails_fails_the_archive(void **state) {
    (void)state;
    struct archive archive;
    begin(&archive, ZIP_STORE, 1000);
    struct zip *zip = zip_new((struct zip_sink){take, &archive}, -1, ZIP_STORE);
    assert_true(zip_add(zip, "a", slice_from("hello")));
    assert_false(zip_finish(zip));
    assert_int_equal(errno, EBADF);
    zip_free(zip);
    end(&archive);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_stored_entry_is_as_the_standard_says),
        cmocka_unit_test(what_does_not_get_smaller_is_stored),
        cmocka_unit_test(names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(a_sink_that_fails_fails_the_archive),
        cmocka_unit_test(a_scratch_file_that_fails_fails_the_archive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
