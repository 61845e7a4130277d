/* The interface over libharu: numbers, bodies, streams, ids, reuse. */
#include "pdf/object.h"

#include "unit/pdf/unpacked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void write_one(struct pdf_document *document, const char *body, struct builder *out) {
    pdf_document_begin(document);
    uint32_t page = pdf_object_page(document), stream = pdf_object_new(document);
    builder_text(pdf_object_open(document, page), "/Type/Page/MediaBox[0 0 9 9]");
    pdf_object_close(document);
    builder_text(pdf_object_open(document, stream), body);
    pdf_object_close_stream(document, slice_from("q Q"), false);
    builder_reset(out);
    pdf_document_save(document, NULL, out);
    assert_null(pdf_document_error(document));
}

static void objects_are_written(void **state) {
    (void)state;
    struct pdf_document *document = pdf_document_new(DEFLATER_FAST);
    struct builder out = {0}, text = {0};
    write_one(document, "/Kind/One", &out);
    unpack(&out, &text);
    assert_non_null(find_in(&text, "\n/Type/Page/MediaBox[0 0 9 9]>>"));
    assert_non_null(find_in(&text, "/Kind/One/Length 3>>\nstream\r\nq Q\nendstream\nendobj\n"));
    assert_non_null(find_in(&text, "/Count 1"));
    assert_null(find_in(&out, "/MediaBox"));
    builder_free(&out);
    builder_free(&text);
    pdf_document_free(document);
}

/* A long document in between must leave nothing behind. */
static void nothing_bleeds_into_the_next(void **state) {
    (void)state;
    struct pdf_document *document = pdf_document_new(DEFLATER_FAST);
    struct builder first = {0}, second = {0}, between = {0};
    write_one(document, "/Kind/One", &first);
    pdf_document_begin(document);
    for (int i = 0; i < 3000; i++) {
        builder_text(pdf_object_open(document, pdf_object_page(document)), "/Type/Page");
        pdf_object_close_stream(document, slice_from("unseen"), false);
    }
    pdf_document_save(document, NULL, &between);
    struct builder text = {0};
    unpack(&between, &text);
    assert_non_null(find_in(&text, "/Count 3000"));
    write_one(document, "/Kind/One", &second);
    assert_int_equal(first.size_bytes, second.size_bytes);
    assert_memory_equal(first.at, second.at, first.size_bytes);
    builder_free(&text);
    builder_free(&first);
    builder_free(&second);
    builder_free(&between);
    pdf_document_free(document);
}

static void id_follows_the_content(void **state) {
    (void)state;
    struct pdf_document *document = pdf_document_new(DEFLATER_FAST);
    struct builder first = {0}, second = {0};
    write_one(document, "/Kind/One", &first);
    write_one(document, "/Kind/Two", &second);
    const char *first_id = find_in(&first, "/ID[<"), *second_id = find_in(&second, "/ID[<");
    assert_non_null(first_id);
    assert_non_null(second_id);
    assert_memory_not_equal(first_id, second_id, 40);
    builder_free(&first);
    builder_free(&second);
    pdf_document_free(document);
}

/* libharu's limit for one array: 32,767 kids of the page tree. The first error stays, and calls go
 * on without harm. */
static void first_error_is_kept(void **state) {
    (void)state;
    struct pdf_document *document = pdf_document_new(DEFLATER_FAST);
    struct builder out = {0};
    pdf_document_begin(document);
    for (int i = 0; i < 32770 && !pdf_document_error(document); i++)
        pdf_object_page(document);
    assert_string_equal(pdf_document_error(document),
                        "more than 32,767 pages, or items in an array");
    assert_int_equal(pdf_object_new(document), 0);
    builder_text(pdf_object_open(document, 0), "/Lost 1");
    pdf_object_close(document);
    pdf_document_save(document, NULL, &out);
    assert_int_equal(out.size_bytes, 0);
    write_one(document, "/Kind/One", &out);
    struct builder text = {0};
    unpack(&out, &text);
    assert_null(find_in(&text, "/Lost"));
    builder_free(&text);
    builder_free(&out);
    pdf_document_free(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_written),
        cmocka_unit_test(nothing_bleeds_into_the_next),
        cmocka_unit_test(id_follows_the_content),
        cmocka_unit_test(first_error_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
