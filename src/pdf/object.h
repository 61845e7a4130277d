/* The narrow interface over libharu: numbered objects, a page tree, catalog, info and trailer id,
 * written to memory. pdf/object.c is the only file that includes hpdf.h.
 *
 * An object is a dictionary whose body (what stands between << and >>) we print ourselves, perhaps
 * followed by a stream that is already encoded. libharu is asked for the page tree and for its own
 * dictionaries when they are written; pdf/file.h puts all into the file. */
#ifndef PDF_OBJECT_H
#define PDF_OBJECT_H

#include "base/builder.h"
#include "base/slice.h"
#include "pdf/deflate.h"

#include <stdbool.h>
#include <stdint.h>

struct pdf_document;

/* level is for its object streams. */
struct pdf_document *pdf_document_new(enum deflater_level level);
void pdf_document_free(struct pdf_document *document);

/* Forgets the document before and begins an empty one. */
void pdf_document_begin(struct pdf_document *document);

/* The same for a fragment (pdf/fragment.h), whose objects get other numbers when it is merged. */
void pdf_document_begin_fragment(struct pdf_document *document);
bool pdf_document_is_fragment(const struct pdf_document *document);

/* The number of a new, empty object. */
uint32_t pdf_object_new(struct pdf_document *document);

/* The same for a new last page, before all other objects; libharu writes its /Parent, the rest of
 * the body is ours. */
uint32_t pdf_object_page(struct pdf_document *document);

/* The two objects that every document has. Valid after pdf_document_begin and until the next. */
uint32_t pdf_object_catalog(const struct pdf_document *document);

/* See pdf_object_catalog. */
uint32_t pdf_object_info(const struct pdf_document *document);

/* Opens an object, once; append its body to the result. One object is open at a time. */
struct builder *pdf_object_open(struct pdf_document *document, uint32_t object);
void pdf_object_close(struct pdf_document *document);

/* Closes the object as a stream and writes /Length; bytes are borrowed until pdf_document_save. A
 * stream that is shared by documents counts for the file's id by its dictionary alone, which must
 * tell it from others. */
void pdf_object_close_stream(struct pdf_document *document, struct slice bytes, bool is_shared);

/* In a fragment: what an object stands for that the merged file has elsewhere. */
enum pdf_role {
    PDF_ROLE_OWN,       /* an object like any other */
    PDF_ROLE_FONT,      /* the start-up font with index `value` */
    PDF_ROLE_STRUCTURE, /* the element above the record's own */
    PDF_ROLE_BOOKMARK   /* the bookmark of the record */
};
void pdf_object_stand_in(struct pdf_document *document, uint32_t object, enum pdf_role role,
                         uint32_t value);

/* A key of the parent tree, or the index of a page: decimal; in a fragment marked, so that they can
 * be counted from where the record begins. */
#define PDF_MARK_KEY '\x01'
#define PDF_MARK_PAGE '\x02'
void pdf_object_key(const struct pdf_document *document, struct builder *out, uint32_t key);
void pdf_object_page_index(const struct pdf_document *document, struct builder *out,
                           uint32_t page_index);

/* What there is of an object after it was closed. */
struct pdf_object_view {
    enum pdf_role role;
    uint32_t value;
    bool is_page;
    struct slice body; /* with << and >>, but without for a page; empty: there is no such object */
    struct slice stream; /* at NULL: none */
};

/* Numbers run from 1 to the result; views are valid until the next object is opened. */
uint32_t pdf_document_last_object(const struct pdf_document *document);
struct pdf_object_view pdf_object_view(const struct pdf_document *document, uint32_t number);

/* " 12 0 R" */
void pdf_object_reference(struct builder *out, uint32_t object);

/* Appends the whole file to out. Its id is made from all bodies and streams, and from owner
 * (pdf_file_end). After an error what was appended is no file. */
void pdf_document_save(struct pdf_document *document, const char *owner, struct builder *out);

/* The first error of libharu since pdf_document_begin in words, NULL if there was none. After an
 * error the document is good for nothing but pdf_document_begin; all functions still may be called.
 */
const char *pdf_document_error(const struct pdf_document *document);

#endif
