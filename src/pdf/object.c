/* libharu's objects and page tree around bodies of our own.
 *
 * All bodies of a document stand one after the other in one builder, and an object is a range of
 * it. Pages, the catalog, the info and the page tree are libharu's own dictionaries, which come
 * first; it prints them and calls back for the body: write_fn. Our objects have the numbers behind
 * them, and libharu knows nothing of these: even a null of its own for each took a tenth of the
 * time of a file. It would deflate a stream of its own anew and give it a second object for the
 * length, so no stream is ever handed to it. Its own saving knows no object streams, so we have its
 * few dictionaries printed into memory, and write the file ourselves (pdf/file.h).
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
#define OBJECT_NUMBER_MAX 8388607u /* what readers take (ISO 19005-2, 6.1.13) */
#define BEGIN "<<"
#define END ">>"
#define FIRST_CAPACITY 1024
#define FIRST_CLEARED 8 /* of libharu, before the pages; others are cleared when they are new */

struct object {
    bool is_ours; /* the range holds all of it; else libharu prints it around the range */
    size_t start; /* range of bodies */
    size_t end;
    struct slice stream; /* at NULL: none */
    bool is_shared;
    bool is_page;
    enum pdf_role role;
    uint32_t value; /* of the role */
};

struct pdf_document {
    HPDF_Doc haru;
    struct builder bodies;
    struct object *objects; /* by number */
    size_t object_capacity;
    uint32_t last_object; /* of ours, which follow libharu's; 0: none yet */
    uint32_t open;
    struct pdf_file *file;
    HPDF_STATUS error; /* the first, 0: none */
    bool is_fragment;
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

static void make_room(struct pdf_document *document, uint32_t number) {
    if (number >= document->object_capacity)
        grow(document, (size_t)number * 2);
}

/* Makes libharu print the dictionary through write_body; gives its number. */
static uint32_t adopt(struct pdf_document *document, HPDF_Dict dict) {
    dict->attr = document;
    dict->write_fn = write_body;
    make_room(document, number_of(dict));
    document->objects[number_of(dict)] = (struct object){0};
    return number_of(dict);
}

struct pdf_document *pdf_document_new(enum deflater_level level) {
    struct pdf_document *document = memory_new(sizeof *document);
    grow(document, FIRST_CAPACITY);
    document->file = pdf_file_new(level);
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
    document->is_fragment = false;
    document->open = 0;
    builder_reset(&document->bodies);
    document->last_object = 0;
    memset(document->objects, 0, FIRST_CLEARED * sizeof(struct object));
    if (HPDF_NewDoc(document->haru) != HPDF_OK)
        return;
    document->haru->pdf_version = HPDF_VER_17;
    HPDF_Dict_RemoveElement(document->haru->info, "Producer");
    adopt(document, document->haru->catalog);
    adopt(document, document->haru->info);
}

void pdf_document_begin_fragment(struct pdf_document *document) {
    pdf_document_begin(document);
    document->is_fragment = true;
}

bool pdf_document_is_fragment(const struct pdf_document *document) {
    return document->is_fragment;
}

/* Has libharu give the object a number; false after an error. */
static bool add_entry(struct pdf_document *document, void *object) {
    if (object && HPDF_Xref_Add(document->haru->xref, object) == HPDF_OK)
        return true;
    keep_first_error(HPDF_XREF_COUNT_ERR, 0, document);
    return false;
}

/* After an error 0: object 0 takes a body and is never written. */
uint32_t pdf_object_new(struct pdf_document *document) {
    if (document->error)
        return 0;
    if (document->last_object == 0)
        document->last_object = document->haru->xref->entries->count - 1;
    uint32_t number = ++document->last_object;
    if (number > OBJECT_NUMBER_MAX) {
        keep_first_error(HPDF_XREF_COUNT_ERR, 0, document);
        return 0;
    }
    make_room(document, number);
    document->objects[number] = (struct object){.is_ours = true};
    return number;
}

/* The same after an error. */
uint32_t pdf_object_page(struct pdf_document *document) {
    if (document->last_object > 0)
        keep_first_error(HPDF_PAGE_INVALID_INDEX, 0, document);
    if (document->error)
        return 0;
    HPDF_Dict dict = HPDF_Dict_New(document->haru->mmgr);
    if (!add_entry(document, dict))
        return 0;
    uint32_t number = adopt(document, dict);
    document->objects[number].is_page = true;
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
    if (document->objects[object].is_ours)
        builder_text(&document->bodies, BEGIN);
    return &document->bodies;
}

void pdf_object_close(struct pdf_document *document) {
    struct object *object = &document->objects[document->open];
    if (object->is_ours)
        builder_text(&document->bodies, END);
    object->end = document->bodies.size_bytes;
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

void pdf_object_stand_in(struct pdf_document *document, uint32_t object, enum pdf_role role,
                         uint32_t value) {
    document->objects[object].role = role;
    document->objects[object].value = value;
}

static void write_marked(const struct pdf_document *document, struct builder *out, char mark,
                         uint32_t number) {
    if (document->is_fragment)
        builder_char(out, mark);
    builder_int(out, number);
}

void pdf_object_key(const struct pdf_document *document, struct builder *out, uint32_t key) {
    write_marked(document, out, PDF_MARK_KEY, key);
}

void pdf_object_page_index(const struct pdf_document *document, struct builder *out,
                           uint32_t page_index) {
    write_marked(document, out, PDF_MARK_PAGE, page_index);
}

uint32_t pdf_document_last_object(const struct pdf_document *document) {
    if (document->error)
        return 0;
    uint32_t of_libharu = document->haru->xref->entries->count - 1;
    return document->last_object > of_libharu ? document->last_object : of_libharu;
}

struct pdf_object_view pdf_object_view(const struct pdf_document *document, uint32_t number) {
    if (number >= document->object_capacity)
        return (struct pdf_object_view){0};
    const struct object *object = &document->objects[number];
    struct slice body = {NULL, object->end - object->start};
    if (body.size_bytes > 0)
        body.at = document->bodies.at + object->start;
    return (struct pdf_object_view){object->role, object->value, object->is_page, body,
                                    object->stream};
}

static HPDF_STATUS add_printed(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT size_bytes) {
    builder_add(stream->attr, bytes, size_bytes);
    return HPDF_OK;
}

/* The whole dictionary: a range of bodies, or what libharu prints into `printed`. */
static struct slice value_of(struct pdf_document *document, uint32_t number, HPDF_Stream stream,
                             struct builder *printed) {
    const struct object *object = &document->objects[number];
    if (object->is_ours && object->end == object->start)
        return slice_from(BEGIN END);
    if (object->is_ours)
        return (struct slice){document->bodies.at + object->start, object->end - object->start};
    builder_reset(printed);
    HPDF_XrefEntry entry = HPDF_Xref_GetEntry(document->haru->xref, number);
    HPDF_STATUS status = HPDF_Obj_WriteValue(entry->obj, stream, NULL);
    if (status != HPDF_OK)
        keep_first_error(status, 0, document);
    return (struct slice){printed->at, printed->size_bytes};
}

static void write_objects(struct pdf_document *document, uint32_t count, struct builder *out) {
    struct builder printed = {0};
    HPDF_Stream stream = HPDF_CallbackWriter_New(document->haru->mmgr, add_printed, &printed);
    pdf_file_begin(document->file, count - 1, out);
    for (uint32_t i = 1; i < count; i++) {
        struct slice value = value_of(document, i, stream, &printed);
        const struct object *object = &document->objects[i];
        if (object->stream.at)
            pdf_file_add_stream(document->file, i, value, object->stream, object->is_shared);
        else
            pdf_file_add(document->file, i, value);
    }
    HPDF_Stream_Free(stream);
    builder_free(&printed);
}

void pdf_document_save(struct pdf_document *document, const char *owner, struct builder *out) {
    if (document->error)
        return;
    uint32_t count = pdf_document_last_object(document) + 1;
    make_room(document, count - 1);
    write_objects(document, count, out);
    if (!document->error)
        pdf_file_end(document->file, pdf_object_catalog(document), pdf_object_info(document),
                     owner);
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
