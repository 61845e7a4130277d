/* libharu's objects and cross-reference table around bodies of our own.
 *
 * All bodies of a document stand one after the other in one builder, and an object is a range of
 * it. While libharu saves, it calls back for each dictionary: write_fn prints the body,
 * after_write_fn the stream. libharu would deflate a stream of its own anew and give it a second
 * object for the length, so no stream is ever handed to it.
 *
 * Its memory pool is not used (misaligned, never given back); its allocator is ours, so that it
 * never sees a failed allocation. Of errors it keeps the last, while only the first tells the
 * cause: the handler keeps that one. */
#include "pdf/object.h"

#include "base/memory.h"

#include <hpdf.h>
#include <hpdf_info.h>
#include <hpdf_pages.h>
#include <nettle/sha2.h>
#include <string.h>

#define OBJECT_NUMBER_MASK 0x00FFFFFFu
#define SAVE_BUFFER_BYTES (64 * 1024)
#define FIRST_CAPACITY 1024

struct object {
    size_t start; /* range of bodies */
    size_t end;
    struct slice stream; /* at NULL: none */
    bool is_shared;
};

struct pdf_document {
    HPDF_Doc haru;
    struct builder bodies;
    struct object *objects; /* by number */
    size_t object_count;
    size_t object_capacity;
    uint32_t open;
    HPDF_Stream target; /* while saving */
    HPDF_STATUS error;  /* the first, 0: none */
};

static void *allocate(HPDF_UINT size_bytes) {
    return memory_new(size_bytes);
}

static void keep_first_error(HPDF_STATUS error, HPDF_STATUS detail, void *user) {
    struct pdf_document *document = user;
    (void)detail;
    if (document->error == 0)
        document->error = error;
}

static uint32_t number_of(HPDF_Dict dict) {
    return (uint32_t)(dict->header.obj_id & OBJECT_NUMBER_MASK);
}

static HPDF_STATUS write_body(HPDF_Dict dict, HPDF_Stream stream) {
    struct pdf_document *document = dict->attr;
    const struct object *object = &document->objects[number_of(dict)];
    document->target = stream;
    size_t size_bytes = object->end - object->start;
    if (size_bytes == 0)
        return HPDF_OK;
    const HPDF_BYTE *body = (const HPDF_BYTE *)document->bodies.at + object->start;
    return HPDF_Stream_Write(stream, body, (HPDF_UINT)size_bytes);
}

static HPDF_STATUS write_stream(HPDF_Dict dict) {
    struct pdf_document *document = dict->attr;
    const struct object *object = &document->objects[number_of(dict)];
    if (!object->stream.at)
        return HPDF_OK;
    HPDF_Stream target = document->target;
    HPDF_STATUS status = HPDF_Stream_WriteStr(target, "\nstream\r\n");
    if (status == HPDF_OK)
        status = HPDF_Stream_Write(target, (const HPDF_BYTE *)object->stream.at,
                                   (HPDF_UINT)object->stream.size_bytes);
    if (status == HPDF_OK)
        status = HPDF_Stream_WriteStr(target, "\nendstream");
    return status;
}

static void grow(struct pdf_document *document, size_t capacity) {
    size_t old = document->object_capacity;
    document->objects = memory_resize(document->objects, capacity * sizeof(struct object));
    memset(document->objects + old, 0, (capacity - old) * sizeof(struct object));
    document->object_capacity = capacity;
}

/* Makes libharu print the dictionary through write_body and write_stream; gives its number. */
static uint32_t adopt(struct pdf_document *document, HPDF_Dict dict) {
    dict->attr = document;
    dict->write_fn = write_body;
    dict->after_write_fn = write_stream;
    uint32_t number = number_of(dict);
    if (number >= document->object_capacity)
        grow(document, (size_t)number * 2);
    if (number >= document->object_count)
        document->object_count = (size_t)number + 1;
    return number;
}

struct pdf_document *pdf_document_new(void) {
    struct pdf_document *document = memory_new(sizeof *document);
    grow(document, FIRST_CAPACITY);
    document->haru = HPDF_NewEx(keep_first_error, allocate, memory_free, 0, document);
    if (!document->haru)
        memory_exhausted();
    return document;
}

void pdf_document_free(struct pdf_document *document) {
    if (!document)
        return;
    HPDF_Free(document->haru);
    builder_free(&document->bodies);
    memory_free(document->objects);
    memory_free(document);
}

void pdf_document_begin(struct pdf_document *document) {
    document->error = 0;
    document->object_count = 0;
    document->open = 0;
    builder_reset(&document->bodies);
    memset(document->objects, 0, document->object_capacity * sizeof(struct object));
    if (HPDF_NewDoc(document->haru) != HPDF_OK)
        return;
    document->haru->pdf_version = HPDF_VER_17;
    HPDF_Dict_RemoveElement(document->haru->info, "Producer");
    adopt(document, document->haru->catalog);
    adopt(document, document->haru->info);
}

/* The number of a new dictionary, 0 after an error: object 0 takes a body and is never written. */
static uint32_t new_dictionary(struct pdf_document *document, HPDF_Dict *out_dict) {
    *out_dict = NULL;
    if (document->error)
        return 0;
    HPDF_Dict dict = HPDF_Dict_New(document->haru->mmgr);
    if (!dict || HPDF_Xref_Add(document->haru->xref, dict) != HPDF_OK) {
        keep_first_error(HPDF_XREF_COUNT_ERR, 0, document);
        return 0;
    }
    *out_dict = dict;
    return adopt(document, dict);
}

uint32_t pdf_object_new(struct pdf_document *document) {
    HPDF_Dict dict;
    return new_dictionary(document, &dict);
}

uint32_t pdf_object_page(struct pdf_document *document) {
    HPDF_Dict dict;
    uint32_t number = new_dictionary(document, &dict);
    if (!dict)
        return 0;
    HPDF_STATUS status = HPDF_Pages_AddKids(document->haru->root_pages, dict);
    if (status != HPDF_OK)
        keep_first_error(status, 0, document);
    /* Counted as a page from here on; as one of libharu's own it would be asked for attributes it
     * lacks. */
    dict->header.obj_class = HPDF_OCLASS_DICT | HPDF_OSUBCLASS_PAGE;
    return number;
}

uint32_t pdf_object_catalog(const struct pdf_document *document) {
    return number_of(document->haru->catalog);
}

uint32_t pdf_object_info(const struct pdf_document *document) {
    return number_of(document->haru->info);
}

struct builder *pdf_object_open(struct pdf_document *document, uint32_t object) {
    document->open = object;
    document->objects[object].start = document->bodies.size_bytes;
    return &document->bodies;
}

void pdf_object_close(struct pdf_document *document) {
    document->objects[document->open].end = document->bodies.size_bytes;
}

void pdf_object_close_stream(struct pdf_document *document, struct slice bytes, bool is_shared) {
    struct object *object = &document->objects[document->open];
    builder_text(&document->bodies, "/Length ");
    builder_int(&document->bodies, (int64_t)bytes.size_bytes);
    object->stream = bytes.at ? bytes : slice_from("");
    object->is_shared = is_shared;
    pdf_object_close(document);
}

void pdf_object_reference(struct builder *out, uint32_t object) {
    builder_char(out, ' ');
    builder_int(out, object);
    builder_text(out, " 0 R");
}

static void content_hash(const struct pdf_document *document, uint8_t out_id[PDF_ID_BYTES]) {
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, document->bodies.size_bytes, (const uint8_t *)document->bodies.at);
    for (size_t i = 0; i < document->object_count; i++) {
        const struct object *object = &document->objects[i];
        if (object->stream.at && !object->is_shared)
            sha256_update(&context, object->stream.size_bytes, (const uint8_t *)object->stream.at);
    }
    sha256_digest(&context, PDF_ID_BYTES, out_id);
}

/* Both strings of /ID are the same: the file was never changed. */
static void set_id(struct pdf_document *document) {
    HPDF_Doc haru = document->haru;
    uint8_t id[PDF_ID_BYTES];
    content_hash(document, id);
    HPDF_Array array = HPDF_Array_New(haru->mmgr);
    if (!array)
        return;
    for (int i = 0; i < 2; i++)
        HPDF_Array_Add(array, HPDF_Binary_New(haru->mmgr, id, PDF_ID_BYTES));
    HPDF_Dict_Add(haru->trailer, "ID", array);
}

void pdf_document_save(struct pdf_document *document, struct builder *out) {
    if (document->error)
        return;
    HPDF_Doc haru = document->haru;
    set_id(document);
    haru->stream = HPDF_MemStream_New(haru->mmgr, SAVE_BUFFER_BYTES);
    HPDF_STATUS status = HPDF_SaveToStream(haru);
    if (status != HPDF_OK)
        keep_first_error(status, 0, document);
    if (haru->error.error_no != HPDF_NOERROR)
        keep_first_error(haru->error.error_no, 0, document);
    HPDF_UINT count = document->error ? 0 : HPDF_MemStream_GetBufCount(haru->stream);
    for (HPDF_UINT i = 0; i < count; i++) {
        HPDF_UINT size_bytes = 0;
        const HPDF_BYTE *bytes = HPDF_MemStream_GetBufPtr(haru->stream, i, &size_bytes);
        builder_add(out, bytes, size_bytes);
    }
    HPDF_ResetStream(haru);
}

const char *pdf_document_error(const struct pdf_document *document) {
    static const struct {
        HPDF_STATUS error;
        const char *words;
    } known[] = {
        {HPDF_ARRAY_COUNT_ERR, "more than 32,767 pages, or items in an array"},
        {HPDF_XREF_COUNT_ERR, "more than 8,388,607 objects"},
        {HPDF_DICT_COUNT_ERR, "too many entries in a dictionary"},
        {HPDF_FAILD_TO_ALLOC_MEM, "no memory"},
        {HPDF_STREAM_EOF, "the stream in memory ended too early"},
    };
    if (document->error == 0)
        return NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].error == document->error)
            return known[i].words;
    return "libharu refused an object";
}
