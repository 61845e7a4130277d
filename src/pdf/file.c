/* A tagged handout has thousands of small objects, most of them structure elements. One by one,
 * with a line in a cross-reference table each, they take more than half of the file. So everything
 * that is no stream goes into object streams (7.5.7), many to a stream, deflated together, and the
 * cross-reference table is a stream too (7.5.8): a row of bytes an object, each row as the
 * difference to the row above (PNG's predictor Up), which deflates to almost nothing.
 *
 * Streams are written as they come, for they are deflated already; of them only the place is noted.
 * An object stream is written when it is full. A reader must inflate a whole one to get at one
 * object, which sets its size. */
#include "pdf/file.h"

#include "base/hash.h"
#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ID_BYTES 16
#define PACKED_MAX 1024 /* objects in one object stream */
#define ROWS_PIECE_BYTES ((size_t)1 << 16)

#define IN_STREAM ((uint64_t)1 << 63)

/* Objects with consecutive numbers, one plain or some that follow each other in one object stream.
 * A file of many handouts has millions of objects, and these are all that is kept of them. */
struct run {
    uint32_t first;
    uint16_t count;
    uint16_t start; /* of the first in the object stream */
    uint64_t place; /* offset in the file, or IN_STREAM and the object stream's number */
};

struct pdf_file {
    struct deflater *deflater;
    struct builder *out;
    size_t start;   /* of the file in out */
    uint64_t taken; /* bytes that stood before that */
    struct run *runs;
    size_t run_count, run_capacity;
    uint32_t last_number;
    uint32_t packed_number; /* of the open object stream, 0: none is open */
    uint16_t packed_count;
    struct builder numbers; /* of the open object stream: "12 0 13 57 ..." */
    struct builder values;  /* and its objects */
    struct hash_wide hash;
};

struct pdf_file *pdf_file_new(enum deflater_level level) {
    struct pdf_file *file = memory_new(sizeof *file);
    file->deflater = deflater_new(level);
    return file;
}

void pdf_file_free(struct pdf_file *file) {
    if (!file)
        return;
    deflater_free(file->deflater);
    builder_free(&file->numbers);
    builder_free(&file->values);
    memory_free(file->runs);
    memory_free(file);
}

static void add_run(struct pdf_file *file, struct run run) {
    if (file->runs == NULL || file->run_count == file->run_capacity) {
        file->run_capacity = file->run_capacity * 3 / 2 + 64;
        file->runs = memory_resize(file->runs, file->run_capacity * sizeof *file->runs);
    }
    file->runs[file->run_count++] = run;
}

/* The comment's bytes above 127 tell programs that the file is not text. */
void pdf_file_begin(struct pdf_file *file, uint32_t object_count, struct builder *out) {
    file->out = out;
    file->start = out->size_bytes;
    file->taken = 0;
    file->run_count = 0;
    file->last_number = object_count;
    file->packed_number = 0;
    file->packed_count = 0;
    file->hash = (struct hash_wide){0};
    builder_reset(&file->numbers);
    builder_reset(&file->values);
    builder_text(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
}

uint32_t pdf_file_number(struct pdf_file *file) {
    return ++file->last_number;
}

uint32_t pdf_file_last_number(const struct pdf_file *file) {
    return file->last_number;
}

uint64_t pdf_file_size(const struct pdf_file *file) {
    return file->taken + (file->out->size_bytes - file->start);
}

void pdf_file_taken(struct pdf_file *file) {
    file->taken = pdf_file_size(file);
    builder_reset(file->out);
    file->start = 0;
}

static void open_object(struct pdf_file *file, uint32_t object) {
    add_run(file, (struct run){object, 1, 0, pdf_file_size(file)});
    builder_int(file->out, object);
    builder_text(file->out, " 0 obj\n");
}

static void write_stream(struct pdf_file *file, struct slice bytes) {
    builder_text(file->out, "\nstream\r\n");
    builder_add(file->out, bytes.at, bytes.size_bytes);
    builder_text(file->out, "\nendstream\nendobj\n");
}

static void add_to_hash(struct pdf_file *file, struct slice bytes) {
    hash_wide_add(&file->hash, bytes.at, bytes.size_bytes);
}

static struct slice content_of(const struct builder *builder) {
    return (struct slice){builder->at, builder->size_bytes};
}

void pdf_file_end_packed(struct pdf_file *file) {
    if (file->packed_count == 0)
        return;
    size_t first = file->numbers.size_bytes;
    builder_add(&file->numbers, file->values.at, file->values.size_bytes);
    struct slice packed = deflater_pack_borrowed(file->deflater, content_of(&file->numbers));
    open_object(file, file->packed_number);
    builder_format(file->out, "<</Type/ObjStm/N %u/First %zu/Filter/FlateDecode/Length %zu>>",
                   file->packed_count, first, packed.size_bytes);
    write_stream(file, packed);
    add_to_hash(file, packed);
    builder_reset(&file->numbers);
    builder_reset(&file->values);
    file->packed_number = 0;
    file->packed_count = 0;
}

/* One more in the open object stream. */
static void extend_runs(struct pdf_file *file, uint32_t object) {
    struct run *last = file->run_count > 0 ? &file->runs[file->run_count - 1] : NULL;
    uint64_t place = IN_STREAM | file->packed_number;
    bool continues = last && file->packed_count > 0 && last->place == place &&
                     last->first + last->count == object;
    if (continues)
        last->count++;
    else
        add_run(file, (struct run){object, 1, file->packed_count, place});
}

void pdf_file_add(struct pdf_file *file, uint32_t object, struct slice value) {
    if (file->packed_number == 0)
        file->packed_number = pdf_file_number(file);
    extend_runs(file, object);
    builder_int(&file->numbers, object);
    builder_char(&file->numbers, ' ');
    builder_int(&file->numbers, (int64_t)file->values.size_bytes);
    builder_char(&file->numbers, ' ');
    builder_add(&file->values, value.at, value.size_bytes);
    if (++file->packed_count == PACKED_MAX)
        pdf_file_end_packed(file);
}

void pdf_file_add_stream(struct pdf_file *file, uint32_t object, struct slice dictionary,
                         struct slice bytes, bool is_shared) {
    add_to_hash(file, dictionary);
    if (!is_shared)
        add_to_hash(file, bytes);
    open_object(file, object);
    builder_add(file->out, dictionary.at, dictionary.size_bytes);
    write_stream(file, bytes);
}

/* Rows of the cross-reference stream under way: what an object is, where, and which there;
 * big-endian, each row after a byte that says Up, as the difference to the row above. */
struct rows {
    struct builder *out; /* not deflated */
    int offset_bytes;
    uint64_t kind, place, number; /* of the row above */
};

enum row_kind { ROW_FREE, ROW_PLAIN, ROW_PACKED };

static void add_field(struct builder *out, uint64_t above, uint64_t value, int size_bytes) {
    for (int i = size_bytes - 1; i >= 0; i--)
        builder_char(out, (char)((value >> (8 * i)) - (above >> (8 * i))));
}

static void add_row(struct rows *rows, enum row_kind kind, uint64_t place, uint64_t number) {
    builder_char(rows->out, 2);
    add_field(rows->out, rows->kind, kind, 1);
    add_field(rows->out, rows->place, place, rows->offset_bytes);
    add_field(rows->out, rows->number, number, 2);
    rows->kind = kind;
    rows->place = place;
    rows->number = number;
}

/* The rows of a run and of the numbers before it, from `next` on, that no object has. */
static uint32_t add_rows(struct rows *rows, uint32_t next, const struct run *run) {
    for (; next < run->first; next++)
        add_row(rows, ROW_FREE, 0, 0);
    enum row_kind kind = run->place & IN_STREAM ? ROW_PACKED : ROW_PLAIN;
    for (uint32_t i = 0; i < run->count; i++)
        add_row(rows, kind, run->place & ~IN_STREAM, run->start + i);
    return run->first + run->count;
}

/* A file of many handouts has millions of rows: they are deflated piece by piece. */
static void pack_rows(struct pdf_file *file, int offset_bytes, struct builder *packed) {
    struct rows rows = {.out = &file->values, .offset_bytes = offset_bytes};
    struct deflate_stream *stream = NULL;
    uint32_t next = 0;
    builder_reset(&file->values);
    for (size_t i = 0; i < file->run_count; i++) {
        if (file->values.size_bytes > ROWS_PIECE_BYTES) {
            stream = stream ? stream : deflate_stream_new(packed);
            deflate_stream_add(stream, content_of(&file->values));
            builder_reset(&file->values);
        }
        next = add_rows(&rows, next, &file->runs[i]);
    }
    if (stream) {
        deflate_stream_add(stream, content_of(&file->values));
        deflate_stream_end(stream);
        return;
    }
    struct slice bytes = deflater_pack_borrowed(file->deflater, content_of(&file->values));
    builder_add(packed, bytes.at, bytes.size_bytes);
}

static int compare_runs(const void *left, const void *right) {
    uint32_t first = ((const struct run *)left)->first, second = ((const struct run *)right)->first;
    return first < second ? -1 : first > second;
}

void pdf_file_end(struct pdf_file *file, uint32_t catalog, uint32_t info, const char *owner) {
    pdf_file_end_packed(file);
    char id[2 * ID_BYTES + 1];
    snprintf(id, sizeof id, "%016" PRIX64 "%016" PRIX64, file->hash.high, file->hash.low);
    uint64_t place = pdf_file_size(file);
    open_object(file, pdf_file_number(file));
    qsort(file->runs, file->run_count, sizeof *file->runs, compare_runs);
    int offset_bytes = place >> 32 ? 5 : 4;
    struct builder packed = {0};
    pack_rows(file, offset_bytes, &packed);
    struct builder *out = file->out;
    builder_format(out, "<</Type/XRef/Size %u/W[1 %d 2]/Root %u 0 R/Info %u 0 R/ID[",
                   file->last_number + 1, offset_bytes, catalog, info);
    builder_format(out, "<%s><%s>", owner ? owner : id, id);
    builder_format(out, "]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns %d>>/Length %zu>>",
                   offset_bytes + 3, packed.size_bytes);
    write_stream(file, content_of(&packed));
    builder_format(out, "startxref\n%" PRIu64 "\n%%%%EOF\n", place);
    builder_free(&packed);
}
