/* The merged print file: the handouts of many people in one PDF, written as it goes. A worker makes
 * a fragment of each record (pdf_write_fragment); the supervisor adds the fragments in the order of
 * their ordinals. Fonts, colour profile, images and equal streams stand once in the file. Memory
 * grows by less than 1 KB with each record. The same fragments give the same bytes. */
#ifndef PDF_MERGE_H
#define PDF_MERGE_H

#include "base/date.h"
#include "base/slice.h"
#include "pdf/pdf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes the bytes of the file as they come; false if they cannot be kept, and then it is not called
 * again. */
struct pdf_sink {
    bool (*write)(void *user, struct slice bytes);
    void *user;
};

/* All strings are copied. */
struct pdf_merge_options {
    const char *title; /* of the whole file, without patient data; PDF/UA wants one */
    const char *author;
    const char *language;
    struct date date;    /* year 0: none */
    bool has_separators; /* a sheet with the record's number goes before each record */
    size_t max_pages;    /* a record that would pass it does not fit, see has_room; 0: no limit */
};

enum pdf_merge_result {
    PDF_MERGE_DONE,
    PDF_MERGE_DAMAGED, /* not a fragment of this program and pack, or not in order; nothing of it
                          was written, the merge goes on with the next */
    PDF_MERGE_STOPPED  /* the sink refused, or the file cannot grow further: throw it away */
};

struct pdf_merge;

/* Begins a file; shared must be that of the fragments' pack and outlive the merge. */
struct pdf_merge *pdf_merge_new(const struct pdf_shared *shared,
                                const struct pdf_merge_options *options, struct pdf_sink sink);
void pdf_merge_free(struct pdf_merge *merge);

/* Whether the record can still go into this file: within max_pages, and within what readers take
 * (8,388,607 objects, some 9,000 handouts; 10 GB). If not, end it and begin the next part. The
 * first record of a file always fits. */
bool pdf_merge_has_room(const struct pdf_merge *merge, struct slice fragment);

/* Adds a record: its pages, and a blank one if they are odd in number, so that each begins on the
 * front of a sheet. Ordinals ascend. title names its bookmark; NULL: "Record 12", from the ordinal.
 */
enum pdf_merge_result pdf_merge_add(struct pdf_merge *merge, struct slice fragment,
                                    const char *title);

/* Pages so far, blank ones and separators included. */
size_t pdf_merge_page_count(const struct pdf_merge *merge);

/* Writes what ends the file. A file without records is none: PDF_MERGE_STOPPED. */
enum pdf_merge_result pdf_merge_end(struct pdf_merge *merge);

#endif
