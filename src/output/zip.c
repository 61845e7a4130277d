/* APPNOTE.TXT 6.3.10. Sizes and check sums are known before an entry is written, so its header
 * says them and no data descriptor follows: readers that stream cannot tell where a stored entry
 * with a descriptor ends.
 *
 * An entry's local header is ready before its data, its line in the directory at the same time; the
 * latter waits in the scratch file. A field of 32 bits that cannot hold its number says 0xFFFFFFFF,
 * and the number stands in the ZIP64 extra field, which holds just those that are needed, but in a
 * local header always both sizes. */
#include "output/zip.h"

#include "base/builder.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define LOCAL_SIGNATURE 0x04034b50u
#define DIRECTORY_SIGNATURE 0x02014b50u
#define END_SIGNATURE 0x06054b50u
#define END64_SIGNATURE 0x06064b50u
#define LOCATOR64_SIGNATURE 0x07064b50u

#define VERSION_PLAIN 20u /* deflate, folders */
#define VERSION_ZIP64 45u
#define MADE_BY_UNIX (3u << 8)
#define FLAG_UTF8 0x0800u
#define METHOD_STORED 0u
#define METHOD_DEFLATED 8u
#define DATE_1980_01_01 0x0021u
#define MODE_OWNER_ONLY (0100600u << 16)
#define EXTRA_ZIP64 0x0001u

#define NAME_MAX_BYTES 0xFFFFu
#define FULL16 0xFFFFu
#define FULL32 0xFFFFFFFFu
#define END64_REST_BYTES 44 /* of the record, after its own size */

#define LEVEL 6
#define WAITING_BYTES ((size_t)64 * 1024)
#define COPY_BYTES ((size_t)64 * 1024)

struct zip {
    struct zip_sink sink;
    int scratch;
    struct libdeflate_compressor *compressor; /* NULL: everything is stored */
    struct builder header;
    struct builder packed;
    struct builder directory; /* what is not yet in the scratch file */
    uint64_t offset_bytes;    /* of the archive so far */
    uint64_t directory_bytes; /* in the scratch file and waiting */
    uint64_t entry_count;
};

struct entry {
    const char *name;
    uint32_t method;
    uint32_t check;
    uint64_t size_bytes;
    uint64_t packed_bytes;
    uint64_t offset_bytes; /* of its local header */
};

struct zip *zip_new(struct zip_sink sink, int scratch, enum zip_method method) {
    struct zip *zip = memory_new(sizeof *zip);
    zip->sink = sink;
    zip->scratch = scratch;
    if (method == ZIP_DEFLATE) {
        zip->compressor = libdeflate_alloc_compressor(LEVEL);
        if (zip->compressor == NULL) {
            memory_exhausted();
        }
    }
    return zip;
}

void zip_free(struct zip *zip) {
    if (zip == NULL) {
        return;
    }
    libdeflate_free_compressor(zip->compressor);
    builder_free(&zip->header);
    builder_free(&zip->packed);
    builder_free(&zip->directory);
    memory_free(zip);
}

static void add_number(struct builder *out, uint64_t value, size_t size_bytes) {
    for (size_t i = 0; i < size_bytes; i++) {
        builder_char(out, (char)(unsigned char)(value >> (8 * i)));
    }
}

static void add16(struct builder *out, uint64_t value) {
    add_number(out, value, 2);
}

static void add32(struct builder *out, uint64_t value) {
    add_number(out, value, 4);
}

static void add64(struct builder *out, uint64_t value) {
    add_number(out, value, 8);
}

static uint64_t at_most(uint64_t value, uint64_t limit) {
    return value < limit ? value : limit;
}

static bool emit(struct zip *zip, struct slice bytes) {
    zip->offset_bytes += bytes.size_bytes;
    return bytes.size_bytes == 0 || zip->sink.write(zip->sink.user, bytes);
}

static bool write_all_at(int handle, struct slice bytes, uint64_t at) {
    while (bytes.size_bytes > 0) {
        ssize_t count = pwrite(handle, bytes.at, bytes.size_bytes, (off_t)at);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            errno = count == 0 ? EIO : errno;
            return false;
        }
        bytes.at += count;
        bytes.size_bytes -= (size_t)count;
        at += (uint64_t)count;
    }
    return true;
}

/* At most sizeof buffer bytes; *out_count 0 at the end of the file. False with errno. */
static bool read_some_at(int handle, char buffer[COPY_BYTES], uint64_t at, size_t *out_count) {
    ssize_t count;
    do {
        count = pread(handle, buffer, COPY_BYTES, (off_t)at);
    } while (count < 0 && errno == EINTR);
    *out_count = count > 0 ? (size_t)count : 0;
    return count >= 0;
}

static bool flush_directory(struct zip *zip) {
    struct slice bytes = {zip->directory.at, zip->directory.size_bytes};
    uint64_t at = zip->directory_bytes - bytes.size_bytes;
    bool done = write_all_at(zip->scratch, bytes, at);
    builder_reset(&zip->directory);
    return done;
}

/* Whether each part of a path is a name: not empty, not "." and not "..". */
static bool has_plain_parts(struct slice path) {
    size_t from = 0;
    for (size_t i = 0; i <= path.size_bytes; i++) {
        if (i < path.size_bytes && path.at[i] != '/') {
            continue;
        }
        struct slice part = {path.at + from, i - from};
        if (part.size_bytes == 0 || slice_equals(part, ".") || slice_equals(part, "..")) {
            return false;
        }
        from = i + 1;
    }
    return true;
}

static bool is_good_name(const char *name) {
    struct slice text = slice_from(name);
    return text.size_bytes > 0 && text.size_bytes <= NAME_MAX_BYTES && utf8_is_valid(text) &&
           strchr(name, '\\') == NULL && has_plain_parts(text);
}

static bool has_large_size(const struct entry *entry) {
    return entry->size_bytes >= FULL32 || entry->packed_bytes >= FULL32;
}

/* What a local header and a line of the directory have in common. */
static void add_common(struct builder *out, const struct entry *entry, bool is_zip64,
                       size_t extra_bytes) {
    add16(out, is_zip64 ? VERSION_ZIP64 : VERSION_PLAIN);
    add16(out, FLAG_UTF8);
    add16(out, entry->method);
    add16(out, 0); /* midnight */
    add16(out, DATE_1980_01_01);
    add32(out, entry->check);
    bool is_large = has_large_size(entry);
    add32(out, is_large ? FULL32 : entry->packed_bytes);
    add32(out, is_large ? FULL32 : entry->size_bytes);
    add16(out, strlen(entry->name));
    add16(out, extra_bytes);
}

/* The extra field that begins with this head and has size_bytes of numbers after it. */
static void add_extra_head(struct builder *out, size_t size_bytes) {
    add16(out, EXTRA_ZIP64);
    add16(out, size_bytes);
}

static void build_local_header(struct builder *out, const struct entry *entry) {
    bool is_large = has_large_size(entry);
    builder_reset(out);
    add32(out, LOCAL_SIGNATURE);
    add_common(out, entry, is_large, is_large ? 20 : 0);
    builder_text(out, entry->name);
    if (is_large) {
        add_extra_head(out, 16);
        add64(out, entry->size_bytes);
        add64(out, entry->packed_bytes);
    }
}

static void add_directory_line(struct builder *out, const struct entry *entry) {
    bool is_large = has_large_size(entry);
    bool is_far = entry->offset_bytes >= FULL32;
    size_t number_bytes = (is_large ? 16u : 0u) + (is_far ? 8u : 0u);
    add32(out, DIRECTORY_SIGNATURE);
    add16(out, MADE_BY_UNIX | (number_bytes > 0 ? VERSION_ZIP64 : VERSION_PLAIN));
    add_common(out, entry, number_bytes > 0, number_bytes > 0 ? number_bytes + 4 : 0);
    add16(out, 0); /* comment */
    add16(out, 0); /* disk */
    add16(out, 0); /* internal attributes */
    add32(out, MODE_OWNER_ONLY);
    add32(out, is_far ? FULL32 : entry->offset_bytes);
    builder_text(out, entry->name);
    if (number_bytes > 0) {
        add_extra_head(out, number_bytes);
    }
    if (is_large) {
        add64(out, entry->size_bytes);
        add64(out, entry->packed_bytes);
    }
    if (is_far) {
        add64(out, entry->offset_bytes);
    }
}

/* Writes the local header and notes the entry for the directory. */
static bool begin_entry(struct zip *zip, struct entry *entry) {
    entry->offset_bytes = zip->offset_bytes;
    size_t before_bytes = zip->directory.size_bytes;
    add_directory_line(&zip->directory, entry);
    zip->directory_bytes += zip->directory.size_bytes - before_bytes;
    zip->entry_count++;
    if (zip->directory.size_bytes >= WAITING_BYTES && !flush_directory(zip)) {
        return false;
    }
    build_local_header(&zip->header, entry);
    return emit(zip, (struct slice){zip->header.at, zip->header.size_bytes});
}

/* The bytes deflated, or none if that makes them no smaller. */
static struct slice deflate_bytes(struct zip *zip, struct slice bytes) {
    if (zip->compressor == NULL || bytes.size_bytes == 0) {
        return (struct slice){NULL, 0};
    }
    builder_reset(&zip->packed);
    size_t room_bytes = bytes.size_bytes - 1;
    char *room = builder_reserve(&zip->packed, bytes.size_bytes);
    if (room == NULL) {
        return (struct slice){NULL, 0};
    }
    size_t packed_bytes =
        libdeflate_deflate_compress(zip->compressor, bytes.at, bytes.size_bytes, room, room_bytes);
    return (struct slice){room, packed_bytes};
}

bool zip_add(struct zip *zip, const char *name, struct slice bytes) {
    if (!is_good_name(name)) {
        errno = EINVAL;
        return false;
    }
    struct slice packed = deflate_bytes(zip, bytes);
    bool is_deflated = packed.size_bytes > 0;
    struct entry entry = {.name = name,
                          .method = is_deflated ? METHOD_DEFLATED : METHOD_STORED,
                          .check = libdeflate_crc32(0, bytes.at, bytes.size_bytes),
                          .size_bytes = bytes.size_bytes,
                          .packed_bytes = is_deflated ? packed.size_bytes : bytes.size_bytes};
    return begin_entry(zip, &entry) && emit(zip, is_deflated ? packed : bytes);
}

static bool measure(int handle, struct entry *entry) {
    char buffer[COPY_BYTES];
    size_t count;
    do {
        if (!read_some_at(handle, buffer, entry->size_bytes, &count)) {
            return false;
        }
        if (count > 0) {
            entry->check = libdeflate_crc32(entry->check, buffer, count);
        }
        entry->size_bytes += count;
    } while (count > 0);
    entry->packed_bytes = entry->size_bytes;
    return true;
}

/* Hands on the first size_bytes of a file; one that has become shorter is EIO. */
static bool emit_file(struct zip *zip, int handle, uint64_t size_bytes) {
    char buffer[COPY_BYTES];
    for (uint64_t at = 0; at < size_bytes;) {
        size_t count;
        if (!read_some_at(handle, buffer, at, &count)) {
            return false;
        }
        if (count == 0) {
            errno = EIO;
            return false;
        }
        count = (size_t)at_most(count, size_bytes - at);
        if (!emit(zip, (struct slice){buffer, count})) {
            return false;
        }
        at += count;
    }
    return true;
}

bool zip_add_file(struct zip *zip, const char *name, int handle) {
    struct entry entry = {.name = name, .method = METHOD_STORED};
    if (!is_good_name(name)) {
        errno = EINVAL;
        return false;
    }
    return measure(handle, &entry) && begin_entry(zip, &entry) &&
           emit_file(zip, handle, entry.size_bytes);
}

static void add_end64(struct builder *out, const struct zip *zip, uint64_t directory_at) {
    add32(out, END64_SIGNATURE);
    add64(out, END64_REST_BYTES);
    add16(out, MADE_BY_UNIX | VERSION_ZIP64);
    add16(out, VERSION_ZIP64);
    add32(out, 0); /* this disk */
    add32(out, 0); /* the directory's disk */
    add64(out, zip->entry_count);
    add64(out, zip->entry_count);
    add64(out, zip->directory_bytes);
    add64(out, directory_at);
    add32(out, LOCATOR64_SIGNATURE);
    add32(out, 0); /* the disk of the record above */
    add64(out, directory_at + zip->directory_bytes);
    add32(out, 1); /* disks */
}

bool zip_finish(struct zip *zip) {
    uint64_t directory_at = zip->offset_bytes;
    if (!flush_directory(zip) || !emit_file(zip, zip->scratch, zip->directory_bytes)) {
        return false;
    }
    struct builder *end = &zip->header;
    builder_reset(end);
    if (zip->entry_count >= FULL16 || zip->directory_bytes >= FULL32 || directory_at >= FULL32) {
        add_end64(end, zip, directory_at);
    }
    add32(end, END_SIGNATURE);
    add16(end, 0); /* this disk */
    add16(end, 0); /* the directory's disk */
    add16(end, at_most(zip->entry_count, FULL16));
    add16(end, at_most(zip->entry_count, FULL16));
    add32(end, at_most(zip->directory_bytes, FULL32));
    add32(end, at_most(directory_at, FULL32));
    add16(end, 0); /* comment */
    return emit(zip, (struct slice){end->at, end->size_bytes});
}
