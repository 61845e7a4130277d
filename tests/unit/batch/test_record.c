/* Records that a worker may have spoiled are not taken. */
#include "unit/unit.h"

#include "batch/pool.h"
#include "batch/record.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct batch_record good_record(void) {
    return (struct batch_record){.stored_bytes = 10,
                                 .text_bytes = RECORD_TEXT_MAX_BYTES,
                                 .spool = POOL_MAX_WORKERS - 1,
                                 .text_spool = POOL_MAX_WORKERS - 1,
                                 .reason = "E610",
                                 .name = "..a-1.pdf",
                                 .result = {.status = MANIFEST_FAILED, .reason = "E610"}};
}

/* Writes the record and reads it again; errno says why it cannot. */
static bool passes(const struct batch_record *record) {
    struct batch_record read;
    int handle = memfd_create("records", MFD_CLOEXEC);
    assert_true(handle >= 0);
    assert_true(record_write(handle, 2, record));
    errno = 0;
    bool is_read = record_read(handle, 2, &read);
    int error = errno;
    close(handle);
    assert_int_equal(error, is_read ? 0 : EIO);
    return is_read;
}

static void sound(void **state) {
    (void)state;
    struct batch_record record = good_record();
    assert_true(passes(&record));
    memset(record.name, 'a', sizeof record.name - 1);
    assert_true(passes(&record));
}

static void names(void **state) {
    (void)state;
    static const char *const bad[] = {"/etc/x", "../x", "a/../../b.pdf"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct batch_record record = good_record();
        memcpy(record.name, bad[i], strlen(bad[i]) + 1);
        assert_false(passes(&record));
    }
}

static void texts_without_end(void **state) {
    (void)state;
    struct batch_record name = good_record(), reason = name, old = name, result = name;
    memset(name.name, 'a', sizeof name.name);
    memset(reason.reason, 'E', sizeof reason.reason);
    memset(old.old.reason, 'E', sizeof old.old.reason);
    memset(result.result.reason, 'E', sizeof result.result.reason);
    assert_false(passes(&name));
    assert_false(passes(&reason));
    assert_false(passes(&old));
    assert_false(passes(&result));
}

static void numbers(void **state) {
    (void)state;
    struct batch_record spool = good_record(), text_spool = spool, text = spool, stored = spool;
    struct batch_record old = spool, result = spool;
    spool.spool = POOL_MAX_WORKERS;
    text_spool.text_spool = UINT32_MAX;
    text.text_bytes = RECORD_TEXT_MAX_BYTES + 1;
    stored.stored_bytes = UINT32_MAX;
    old.old.status = MANIFEST_STATUS_COUNT;
    result.result.status = (enum manifest_status) - 1;
    assert_false(passes(&spool));
    assert_false(passes(&text_spool));
    assert_false(passes(&text));
    assert_false(passes(&stored));
    assert_false(passes(&old));
    assert_false(passes(&result));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound),
        cmocka_unit_test(names),
        cmocka_unit_test(texts_without_end),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
