/* libharu's objects and page tree around bodies of our own.
 *
 * All bodies of a document stand one after the other in one builder, and an object is a range of
 * it. libharu prints its dictionaries and calls back for each: write_fn prints the body. libharu
 * would deflate a stream of its own anew and give it a second object for the length, so no stream
 * is ever handed to it. Its own saving knows no object streams, so we walk its cross-reference
 * entries, have each object printed into memory, and write the file ourselves (pdf/file.h).
 *
 * Its memory pool is not used (misaligned, never given back); its allocator is ours, so that it
 * never sees a failed allocation. Of errors it keeps the last, while only the first tells the
 * cause: the handler keeps that one. */
#include "pdf/object.h"

#include "base/memory.h"
#include "pdf/file.h"

#include <hpdf.h>
#include <hpdf_info.h>
#include <hpdf_pages.h>
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
    struct pdf_file *file;
    HPDF_STATUS error; /* the first, 0: none */
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
    size_t size_bytes = object->end - object->start;
    if (size_bytes == 0)
        return HPDF_OK;
    const HPDF_BYTE *body = (const HPDF_BYTE *)document->bodies.at + object->start;
    return HPDF_Stream_Write(stream, body, (HPDF_UINT)size_bytes);
}

static void grow(struct pdf_document *document, size_t capacity) {
    size_t old = document->object_capacity;
    document->objects = memory_resize(document->objects, capacity * sizeof(struct object));
    memset(document->objects + old, 0, (capacity - old) * sizeof(struct object));
    document->object_capacity = capacity;
}

/* Makes libharu print the dictionary through write_body; gives its number. */
static uint32_t adopt(struct pdf_document *document, HPDF_Dict dict) {
    dict->attr = document;
    dict->write_fn = write_body;
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
    document->file = pdf_file_new();
    document->haru = HPDF_NewEx(keep_first_error, allocate, memory_free, 0, document);
    if (!document->haru)
        memory_exhausted();
    return document;
}

void pdf_document_free(struct pdf_document *document) {
    if (!document)
        return;
    HPDF_Free(document->haru);
    pdf_file_free(document->file);
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

/* Has libharu print all objects one after the other; out_ends[i] is where number i ends. */
static void print_objects(struct pdf_document *document, uint32_t count, struct builder *out,
                          size_t *out_ends) {
    HPDF_Doc haru = document->haru;
    HPDF_Stream stream = HPDF_MemStream_New(haru->mmgr, SAVE_BUFFER_BYTES);
    out_ends[0] = 0;
    for (uint32_t i = 1; i < count; i++) {
        HPDF_XrefEntry entry = HPDF_Xref_GetEntry(haru->xref, i);
        HPDF_STATUS status = HPDF_Obj_WriteValue(entry->obj, stream, NULL);
        if (status != HPDF_OK)
            keep_first_error(status, 0, document);
        out_ends[i] = HPDF_Stream_Size(stream);
    }
    HPDF_UINT buffer_count = document->error ? 0 : HPDF_MemStream_GetBufCount(stream);
    for (HPDF_UINT i = 0; i < buffer_count; i++) {
        HPDF_UINT size_bytes = 0;
        const HPDF_BYTE *bytes = HPDF_MemStream_GetBufPtr(stream, i, &size_bytes);
        builder_add(out, bytes, size_bytes);
    }
    HPDF_Stream_Free(stream);
}

static void write_file(struct pdf_document *document, uint32_t count, const struct builder *values,
                       const size_t *ends, struct builder *out) {
    pdf_file_begin(document->file, count - 1, out);
    for (uint32_t i = 1; i < count; i++) {
        struct slice value = {values->at + ends[i - 1], ends[i] - ends[i - 1]};
        struct object object =
            i < document->object_count ? document->objects[i] : (struct object){0};
        if (object.stream.at)
            pdf_file_add_stream(document->file, i, value, object.stream, object.is_shared);
        else
            pdf_file_add(document->file, i, value);
    }
}

void pdf_document_save(struct pdf_document *document, const char *owner, struct builder *out) {
    if (document->error)
        return;
    uint32_t count = document->haru->xref->entries->count;
    size_t *ends = memory_new(count * sizeof *ends);
    struct builder values = {0};
    print_objects(document, count, &values, ends);
    if (!document->error) {
        write_file(document, count, &values, ends, out);
        pdf_file_end(document->file, pdf_object_catalog(document), pdf_object_info(document),
                     owner);
    }
    builder_free(&values);
    memory_free(ends);
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
