/* The file around the objects (ISO 32000-1, 7.5): header, streams, object streams, cross-reference
 * stream. */
#ifndef PDF_FILE_H
#define PDF_FILE_H

#include "base/builder.h"
#include "base/slice.h"
#include "pdf/deflate.h"

#include <stdbool.h>
#include <stdint.h>

/* Kept from document to document. */
struct pdf_file;
struct pdf_file *pdf_file_new(enum deflater_level level);
void pdf_file_free(struct pdf_file *file);

/* Begins a file at the end of out, whose objects have the numbers from 1 up to object_count. All
 * functions below append to out. */
void pdf_file_begin(struct pdf_file *file, uint32_t object_count, struct builder *out);

/* Adds an object that is no stream; the value is copied. */
void pdf_file_add(struct pdf_file *file, uint32_t object, struct slice value);

/* Adds a stream: its dictionary with << and >>, and its bytes as they are. One that is shared by
 * documents counts for the file's id by its dictionary alone. */
void pdf_file_add_stream(struct pdf_file *file, uint32_t object, struct slice dictionary,
                         struct slice bytes, bool is_shared);

/* A number that no object has, for a file that grows as it goes; begun with an object_count of 0.
 */
uint32_t pdf_file_number(struct pdf_file *file);

/* How many numbers are given out, and so where the next one is. */
uint32_t pdf_file_last_number(const struct pdf_file *file);

/* Ends the object stream, so that what was added stands in out; the next one is a new one. */
void pdf_file_end_packed(struct pdf_file *file);

/* Says that the bytes of the file so far were taken out of `out`, which is empty again. */
void pdf_file_taken(struct pdf_file *file);

/* Bytes of the file so far. */
uint64_t pdf_file_size(const struct pdf_file *file);

/* Ends the file. The second string of /ID (14.4) is a hash of all objects and streams as they are
 * in the file: it names the file and protects nothing. The first, which stays as long as a document
 * is the same one, is owner (hexadecimal digits), or the second again if it is NULL. */
void pdf_file_end(struct pdf_file *file, uint32_t catalog, uint32_t info, const char *owner);

#endif
