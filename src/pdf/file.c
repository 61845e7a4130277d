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

#include "base/memory.h"
#include "pdf/deflate.h"

#include <nettle/md5.h>
#include <string.h>

#define ID_BYTES MD5_DIGEST_SIZE
#define PACKED_MAX 1024 /* objects in one object stream */

/* A row of the cross-reference stream: what it is, where, and which there; big-endian. */
#define ROW_BYTES 7
enum row_kind { ROW_FREE, ROW_PLAIN, ROW_PACKED };

struct row {
    enum row_kind kind;
    uint32_t place;  /* offset in the file, or number of the object stream */
    uint16_t number; /* in the object stream */
};

struct pdf_file {
    struct deflater *deflater;
    struct builder *out;
    size_t start; /* of the file in out */
    struct row *rows;
    uint32_t row_count, row_capacity;
    struct builder numbers; /* of the open object stream: "12 0 13 57 ..." */
    struct builder values;  /* and its objects */
    uint16_t packed_count;
    struct md5_ctx hash;
};

struct pdf_file *pdf_file_new(void) {
    struct pdf_file *file = memory_new(sizeof *file);
    file->deflater = deflater_new(DEFLATER_FAST);
    return file;
}

void pdf_file_free(struct pdf_file *file) {
    if (!file)
        return;
    deflater_free(file->deflater);
    builder_free(&file->numbers);
    builder_free(&file->values);
    memory_free(file->rows);
    memory_free(file);
}

static void set_row(struct pdf_file *file, uint32_t object, struct row row) {
    if (object >= file->row_capacity) {
        uint32_t capacity = object * 2 + 16;
        file->rows = memory_resize(file->rows, capacity * sizeof *file->rows);
        file->row_capacity = capacity;
    }
    for (; file->row_count <= object; file->row_count++)
        file->rows[file->row_count] = (struct row){.kind = ROW_FREE};
    file->rows[object] = row;
}

/* The comment's bytes above 127 tell programs that the file is not text. */
void pdf_file_begin(struct pdf_file *file, uint32_t object_count, struct builder *out) {
    file->out = out;
    file->start = out->size_bytes;
    file->row_count = 0;
    file->packed_count = 0;
    md5_init(&file->hash);
    builder_reset(&file->numbers);
    builder_reset(&file->values);
    set_row(file, object_count, (struct row){.kind = ROW_FREE});
    builder_text(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
}

static void open_object(struct pdf_file *file, uint32_t object) {
    size_t offset = file->out->size_bytes - file->start;
    set_row(file, object, (struct row){.kind = ROW_PLAIN, .place = (uint32_t)offset});
    builder_int(file->out, object);
    builder_text(file->out, " 0 obj\n");
}

static void write_stream(struct pdf_file *file, struct slice bytes) {
    builder_text(file->out, "\nstream\r\n");
    builder_add(file->out, bytes.at, bytes.size_bytes);
    builder_text(file->out, "\nendstream\nendobj\n");
}

static void add_to_hash(struct pdf_file *file, struct slice bytes) {
    md5_update(&file->hash, bytes.size_bytes, (const uint8_t *)bytes.at);
}

static struct slice content_of(const struct builder *builder) {
    return (struct slice){builder->at, builder->size_bytes};
}

/* The number of the open object stream: the next that no object has. */
static void end_packed(struct pdf_file *file) {
    if (file->packed_count == 0)
        return;
    size_t first = file->numbers.size_bytes;
    builder_add(&file->numbers, file->values.at, file->values.size_bytes);
    struct slice packed = deflater_pack_borrowed(file->deflater, content_of(&file->numbers));
    open_object(file, file->row_count);
    builder_format(file->out, "<</Type/ObjStm/N %u/First %zu/Filter/FlateDecode/Length %zu>>",
                   file->packed_count, first, packed.size_bytes);
    write_stream(file, packed);
    add_to_hash(file, packed);
    builder_reset(&file->numbers);
    builder_reset(&file->values);
    file->packed_count = 0;
}

void pdf_file_add(struct pdf_file *file, uint32_t object, struct slice value) {
    set_row(
        file, object,
        (struct row){.kind = ROW_PACKED, .place = file->row_count, .number = file->packed_count});
    builder_int(&file->numbers, object);
    builder_char(&file->numbers, ' ');
    builder_int(&file->numbers, (int64_t)file->values.size_bytes);
    builder_char(&file->numbers, ' ');
    builder_add(&file->values, value.at, value.size_bytes);
    if (++file->packed_count == PACKED_MAX)
        end_packed(file);
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

static void write_row(const struct row *row, uint8_t out[ROW_BYTES]) {
    out[0] = (uint8_t)row->kind;
    for (int i = 0; i < 4; i++)
        out[1 + i] = (uint8_t)(row->place >> (24 - 8 * i));
    out[5] = (uint8_t)(row->number >> 8);
    out[6] = (uint8_t)row->number;
}

/* Each row after a byte that says Up, as the difference to the row above. */
static struct slice pack_rows(struct pdf_file *file) {
    uint8_t above[ROW_BYTES] = {0};
    builder_reset(&file->values);
    for (uint32_t i = 0; i < file->row_count; i++) {
        uint8_t row[ROW_BYTES], difference[1 + ROW_BYTES] = {2};
        write_row(&file->rows[i], row);
        for (int k = 0; k < ROW_BYTES; k++)
            difference[1 + k] = (uint8_t)(row[k] - above[k]);
        builder_add(&file->values, difference, sizeof difference);
        memcpy(above, row, sizeof above);
    }
    return deflater_pack_borrowed(file->deflater, content_of(&file->values));
}

static void write_id(struct builder *out, const uint8_t id[ID_BYTES]) {
    builder_char(out, '<');
    for (int i = 0; i < ID_BYTES; i++)
        builder_format(out, "%02X", id[i]);
    builder_char(out, '>');
}

void pdf_file_end(struct pdf_file *file, uint32_t catalog, uint32_t info, const char *owner) {
    end_packed(file);
    uint8_t id[ID_BYTES];
    md5_digest(&file->hash, ID_BYTES, id);
    size_t place = file->out->size_bytes - file->start;
    open_object(file, file->row_count);
    struct slice packed = pack_rows(file);
    struct builder *out = file->out;
    builder_format(out, "<</Type/XRef/Size %u/W[1 4 2]/Root %u 0 R/Info %u 0 R/ID[",
                   file->row_count, catalog, info);
    if (owner != NULL)
        builder_format(out, "<%s>", owner);
    else
        write_id(out, id);
    write_id(out, id);
    builder_format(out, "]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns %d>>/Length %zu>>",
                   ROW_BYTES, packed.size_bytes);
    write_stream(file, packed);
    builder_format(out, "startxref\n%zu\n%%%%EOF\n", place);
}
