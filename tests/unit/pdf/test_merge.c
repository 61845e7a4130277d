/* The merged print file: what is refused, what fits, and that nothing depends on what was before.
 * tests/pdf/test_merge.py has other programs look at merged handouts. */
#include "pdf/merge.h"

#include "unit/pdf/synthetic.h"
#include "unit/pdf/unpacked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define RECORD_COUNT 3

struct fixture {
    struct synthetic all;
    struct arena *scratch;
    struct pdf_shared *shared;
    struct pdf_writer *writer;
    struct builder fragments[RECORD_COUNT];
    struct builder out;
    size_t calls_left; /* of the sink, before it refuses */
};

static void make_fragment(struct fixture *fixture, uint64_t ordinal, struct builder *out) {
    arena_reset(fixture->scratch);
    builder_reset(out);
    assert_true(pdf_write_fragment(fixture->writer, fixture->scratch, fixture->all.pages, ordinal,
                                   fixture->all.diags, out));
}

static int set_up(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    synthetic_open(&fixture->all);
    synthetic_build(&fixture->all, "A record", 3);
    fixture->shared = pdf_shared_new(fixture->all.fonts, fixture->all.profile, fixture->all.diags);
    fixture->writer = pdf_writer_new(fixture->shared, PDF_QUICK);
    fixture->scratch = arena_new();
    for (uint64_t i = 0; i < RECORD_COUNT; i++)
        make_fragment(fixture, 10 * (i + 1), &fixture->fragments[i]);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < RECORD_COUNT; i++)
        builder_free(&fixture->fragments[i]);
    builder_free(&fixture->out);
    pdf_writer_free(fixture->writer);
    pdf_shared_free(fixture->shared);
    arena_free(fixture->scratch);
    synthetic_close(&fixture->all);
    free(fixture);
    return 0;
}

static bool keep(void *user, struct slice bytes) {
    struct fixture *fixture = user;
    if (fixture->calls_left == 0)
        return false;
    fixture->calls_left--;
    builder_add(&fixture->out, bytes.at, bytes.size_bytes);
    return true;
}

static struct slice fragment(const struct fixture *fixture, size_t index) {
    return (struct slice){fixture->fragments[index].at, fixture->fragments[index].size_bytes};
}

static struct pdf_merge *begin(struct fixture *fixture, size_t max_pages) {
    const struct pdf_merge_options options = {
        .title = "Records", .language = "en", .max_pages = max_pages};
    builder_reset(&fixture->out);
    fixture->calls_left = 100;
    return pdf_merge_new(fixture->shared, &options, (struct pdf_sink){keep, fixture});
}

static void merge_all(struct fixture *fixture, struct builder *out) {
    struct pdf_merge *merge = begin(fixture, 0);
    for (size_t i = 0; i < RECORD_COUNT; i++)
        assert_int_equal(pdf_merge_add(merge, fragment(fixture, i), NULL), PDF_MERGE_DONE);
    assert_int_equal(pdf_merge_page_count(merge), 4 * RECORD_COUNT);
    assert_int_equal(pdf_merge_end(merge), PDF_MERGE_DONE);
    builder_reset(out);
    builder_add(out, fixture->out.at, fixture->out.size_bytes);
    pdf_merge_free(merge);
}

static void records_are_named_and_padded(void **state) {
    struct fixture *fixture = *state;
    struct builder file = {0}, text = {0};
    merge_all(fixture, &file);
    unpack(&file, &text);
    assert_non_null(find_in(&text, "/Title(Record 10)"));
    assert_non_null(find_in(&text, "/Title(Record 30)"));
    assert_non_null(find_in(&text, "7<</P(-)>>]/Limits[4 7]"));
    assert_non_null(find_in(&text, "/Limits[(note-000000000010-000001)"));
    assert_null(find_in(&text, "/Nums[\x01"));
    assert_null(find_in(&text, "/StructParents \x01"));
    builder_free(&file);
    builder_free(&text);
}

static void does_not_depend_on_the_past(void **state) {
    struct fixture *fixture = *state;
    struct builder first = {0}, second = {0}, again = {0};
    merge_all(fixture, &first);
    merge_all(fixture, &second);
    assert_int_equal(first.size_bytes, second.size_bytes);
    assert_memory_equal(first.at, second.at, first.size_bytes);
    make_fragment(fixture, 10, &again);
    assert_int_equal(again.size_bytes, fixture->fragments[0].size_bytes);
    assert_memory_equal(again.at, fixture->fragments[0].at, again.size_bytes);
    builder_free(&first);
    builder_free(&second);
    builder_free(&again);
}

/* Whatever a worker leaves behind: cut anywhere, with a byte turned over, the same record twice,
 * one that comes too late. What is refused leaves no trace. */
static void damage_is_refused_and_the_rest_goes_on(void **state) {
    struct fixture *fixture = *state;
    struct slice whole = fragment(fixture, 1);
    struct pdf_merge *merge = begin(fixture, 0);
    fixture->calls_left = 100000;
    assert_int_equal(pdf_merge_add(merge, fragment(fixture, 0), NULL), PDF_MERGE_DONE);
    size_t before_bytes = fixture->out.size_bytes;
    for (size_t cut = 0; cut < whole.size_bytes; cut += 97)
        assert_int_equal(pdf_merge_add(merge, (struct slice){whole.at, cut}, NULL),
                         PDF_MERGE_DAMAGED);
    assert_int_equal(pdf_merge_add(merge, fragment(fixture, 0), NULL), PDF_MERGE_DAMAGED);
    assert_int_equal(fixture->out.size_bytes, before_bytes);
    assert_int_equal(pdf_merge_add(merge, whole, "Later"), PDF_MERGE_DONE);
    assert_int_equal(pdf_merge_end(merge), PDF_MERGE_DONE);
    assert_int_equal(pdf_merge_page_count(merge), 8);
    pdf_merge_free(merge);
}

/* Any byte of the head and of the tables may be wrong; nothing crashes (the tests run under
 * AddressSanitizer, too). */
static void turned_bytes_do_no_harm(void **state) {
    struct fixture *fixture = *state;
    struct slice whole = fragment(fixture, 0);
    char *bytes = malloc(whole.size_bytes);
    size_t refused = 0;
    for (size_t at = 0; at < whole.size_bytes; at += at < 400 ? 1 : 61) {
        struct pdf_merge *merge = begin(fixture, 0);
        memcpy(bytes, whole.at, whole.size_bytes);
        bytes[at] = (char)(bytes[at] ^ 0x55);
        refused +=
            pdf_merge_add(merge, (struct slice){bytes, whole.size_bytes}, NULL) != PDF_MERGE_DONE;
        pdf_merge_free(merge);
    }
    free(bytes);
    assert_true(refused > 10);
}

static void parts_end_between_records(void **state) {
    struct fixture *fixture = *state;
    struct pdf_merge *merge = begin(fixture, 8);
    for (size_t i = 0; i < 2; i++) {
        assert_true(pdf_merge_has_room(merge, fragment(fixture, i)));
        assert_int_equal(pdf_merge_add(merge, fragment(fixture, i), NULL), PDF_MERGE_DONE);
    }
    assert_false(pdf_merge_has_room(merge, fragment(fixture, 2)));
    pdf_merge_free(merge);
    merge = begin(fixture, 1);
    assert_true(pdf_merge_has_room(merge, fragment(fixture, 0)));
    pdf_merge_free(merge);
}

static void stops_when_the_sink_refuses(void **state) {
    struct fixture *fixture = *state;
    struct pdf_merge *merge = begin(fixture, 0);
    assert_int_equal(pdf_merge_end(merge), PDF_MERGE_STOPPED); /* no records, no file */
    fixture->calls_left = 1;
    assert_int_equal(pdf_merge_add(merge, fragment(fixture, 0), NULL), PDF_MERGE_DONE);
    assert_int_equal(pdf_merge_add(merge, fragment(fixture, 1), NULL), PDF_MERGE_STOPPED);
    fixture->calls_left = 10;
    assert_int_equal(pdf_merge_add(merge, fragment(fixture, 2), NULL), PDF_MERGE_STOPPED);
    assert_int_equal(pdf_merge_end(merge), PDF_MERGE_STOPPED);
    assert_int_equal(fixture->calls_left, 10);
    pdf_merge_free(merge);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(records_are_named_and_padded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_not_depend_on_the_past, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_is_refused_and_the_rest_goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(turned_bytes_do_no_harm, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_end_between_records, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_when_the_sink_refuses, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
