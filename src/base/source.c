/* Two layers: raw bytes as they lie in the file, and what gzip makes of them, if it is gzip. Both
 * hand on pieces of one buffer.
 *
 * A regular file must not change while it is read: its size and time of change are compared at the
 * end with those at its opening, and it must not be longer than it was said to be, so that a file
 * that grows for ever ends at once. A gzip file must not unpack to more than RATIO_MOST times its
 * size: forms come to a tenth or a fiftieth, a bomb to a thousandth. */
#include "base/source.h"

#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scratch.h"

#define ZLIB_CONST /* zlib does not write to what it reads */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define RATIO_MOST 400
#define RATIO_FROM_BYTES ((size_t)4 << 20) /* unpacked; less than this harms nobody */
#define GZIP_WINDOW_BITS (15 + 16)

struct source {
    char *name;
    size_t max_bytes; /* 0: no limit */
    size_t piece_bytes;

    struct slice memory; /* if handle is -1 */
    int handle;
    bool is_regular;
    struct stat status; /* at the opening, of a regular file */
    off_t start;        /* where it stood then */
    struct scratch *kept;
    bool reads_kept; /* the copy, not the descriptor */

    char *raw_buffer;
    struct slice raw; /* read and not yet used */
    size_t raw_bytes; /* read so far */
    bool raw_ended;

    bool is_raw;   /* never unpacked */
    bool is_begun; /* whether it is gzip is known */
    bool is_gzip;
    bool is_between; /* members of a gzip file */
    z_stream unpacking;
    char *unpacked_buffer;
    size_t given_bytes;

    bool has_peeked;
    struct slice peeked;
    bool failed; /* reported */
};

static struct source *source_new(const char *name, int handle, const struct source_limits *limits) {
    struct source *source = memory_new(sizeof *source);
    size_t size_bytes = strlen(name) + 1;
    source->name = memory_new(size_bytes);
    memcpy(source->name, name, size_bytes);
    source->max_bytes = limits != NULL ? limits->max_bytes : 0;
    source->piece_bytes = SOURCE_PIECE_BYTES;
    source->handle = handle;
    return source;
}

static bool report(struct source *source, struct diags *diags, enum message message,
                   const char *argument) {
    if (!source->failed) {
        diag(diags, message, (struct position){.file = source->name},
             argument != NULL ? ARGS(argument) : NULL);
    }
    source->failed = true;
    return false;
}

static bool report_size(struct source *source, struct diags *diags) {
    struct builder limit = {0};
    builder_int(&limit, (int64_t)source->max_bytes);
    report(source, diags, MESSAGE_SOURCE_SIZE, limit.at);
    builder_free(&limit);
    return false;
}

static void look_at_descriptor(struct source *source) {
    source->is_regular =
        fstat(source->handle, &source->status) == 0 && S_ISREG(source->status.st_mode);
    if (source->is_regular) {
        off_t start = lseek(source->handle, 0, SEEK_CUR);
        source->start = start > 0 ? start : 0;
    }
}

struct source *source_from_descriptor(int handle, const char *name,
                                      const struct source_limits *limits) {
    struct source *source = source_new(name, handle, limits);
    look_at_descriptor(source);
    return source;
}

struct source *source_open(const char *path, const struct source_limits *limits,
                           struct diags *diags) {
    bool is_standard = strcmp(path, "-") == 0;
    int handle = is_standard ? STDIN_FILENO : file_open(path, diags);
    if (handle < 0) {
        return NULL;
    }
    struct source *source = source_from_descriptor(handle, path, limits);
    if (source->is_regular && source->max_bytes > 0 &&
        source->status.st_size > (off_t)source->max_bytes) {
        report_size(source, diags);
        source_free(source);
        return NULL;
    }
    return source;
}

struct source *source_from_bytes(const char *name, struct slice bytes) {
    struct source *source = source_new(name, -1, NULL);
    source->memory = bytes;
    return source;
}

void source_free(struct source *source) {
    if (source == NULL) {
        return;
    }
    if (source->handle >= 0 && source->handle != STDIN_FILENO) {
        close(source->handle);
    }
    if (source->is_gzip) {
        inflateEnd(&source->unpacking);
    }
    scratch_free(source->kept);
    memory_free(source->raw_buffer);
    memory_free(source->unpacked_buffer);
    memory_free(source->name);
    memory_free(source);
}

const char *source_name(const struct source *source) {
    return source->name;
}

void source_cut(struct source *source, size_t piece_bytes) {
    source->piece_bytes = piece_bytes < SOURCE_PIECE_BYTES ? piece_bytes : SOURCE_PIECE_BYTES;
}

void source_unpack_nothing(struct source *source) {
    source->is_raw = true;
}

bool source_keep(struct source *source, struct diags *diags) {
    if (source->handle >= 0 && !source->is_regular && source->kept == NULL) {
        source->kept = scratch_new();
        source->failed = !scratch_prepare(source->kept, diags);
    }
    return !source->failed;
}

/* Whether the file is still what was opened. Only what would show in the bytes is compared: a file
 * may be renamed while it is read. */
static bool check_unchanged(struct source *source, struct diags *diags) {
    struct stat now = {0};
    if (!source->is_regular || source->reads_kept) {
        return true;
    }
    off_t read_bytes = source->start + (off_t)source->raw_bytes;
    bool is_longer = read_bytes > source->status.st_size;
    if (!source->raw_ended && !is_longer) {
        return true;
    }
    if (is_longer || read_bytes < source->status.st_size || fstat(source->handle, &now) != 0 ||
        now.st_size != source->status.st_size ||
        now.st_mtim.tv_sec != source->status.st_mtim.tv_sec ||
        now.st_mtim.tv_nsec != source->status.st_mtim.tv_nsec) {
        return report(source, diags, MESSAGE_SOURCE_CHANGED, NULL);
    }
    return true;
}

/* One read, of the descriptor or of its copy. */
static bool read_some(struct source *source, char *at, size_t size_bytes, struct diags *diags,
                      size_t *out_bytes) {
    if (source->reads_kept) {
        source->failed |= !scratch_read(source->kept, at, size_bytes, diags, out_bytes);
        return !source->failed;
    }
    ssize_t count = -1;
    do {
        count = read(source->handle, at, size_bytes);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return report(source, diags, MESSAGE_FILE_READ, strerror(errno));
    }
    *out_bytes = (size_t)count;
    if (source->kept != NULL) {
        source->failed |= !scratch_add(source->kept, (struct slice){at, *out_bytes}, diags);
    }
    return !source->failed;
}

/* Fills the raw buffer, however little a pipe gives at a time; less only at the end. */
static bool read_raw(struct source *source, struct diags *diags) {
    if (source->raw_buffer == NULL) {
        source->raw_buffer = memory_new(SOURCE_PIECE_BYTES);
    }
    size_t filled_bytes = 0;
    while (filled_bytes < SOURCE_PIECE_BYTES && !source->raw_ended) {
        size_t count = 0;
        if (!read_some(source, source->raw_buffer + filled_bytes, SOURCE_PIECE_BYTES - filled_bytes,
                       diags, &count)) {
            return false;
        }
        filled_bytes += count;
        source->raw_bytes += count;
        source->raw_ended = count == 0;
    }
    source->raw = (struct slice){source->raw_buffer, filled_bytes};
    if (source->max_bytes > 0 && source->raw_bytes > source->max_bytes) {
        return report_size(source, diags);
    }
    return check_unchanged(source, diags);
}

/* Makes source->raw hold bytes, unless the end is reached. */
static bool fill_raw(struct source *source, struct diags *diags) {
    if (source->raw.size_bytes > 0 || source->raw_ended) {
        return true;
    }
    if (source->handle >= 0) {
        return read_raw(source, diags);
    }
    source->raw = source->memory;
    source->raw_bytes = source->memory.size_bytes;
    source->raw_ended = true;
    return true;
}

static void take_raw(struct source *source, size_t size_bytes) {
    source->raw.at += size_bytes;
    source->raw.size_bytes -= size_bytes;
}

static bool begins_like_gzip(const struct source *source) {
    return source->raw.size_bytes >= 2 && memcmp(source->raw.at, "\x1F\x8B", 2) == 0;
}

static void begin_gzip(struct source *source) {
    source->is_gzip = true;
    if (source->unpacked_buffer == NULL) {
        source->unpacked_buffer = memory_new(SOURCE_PIECE_BYTES);
    }
    if (inflateInit2(&source->unpacking, GZIP_WINDOW_BITS) != Z_OK) {
        memory_exhausted();
    }
}

/* At the end of a member: another may follow, and then only zeros, with which some tools fill up.
 */
static bool begin_member(struct source *source, struct diags *diags, bool *out_ended) {
    while (source->raw.size_bytes > 0 && source->raw.at[0] == '\0') {
        take_raw(source, 1);
    }
    *out_ended = source->raw.size_bytes == 0;
    if (*out_ended) {
        return true;
    }
    source->is_between = false;
    inflateReset(&source->unpacking);
    return source->raw.at[0] == '\x1F' ||
           report(source, diags, MESSAGE_SOURCE_GZIP, "something else follows it");
}

/* One call of inflate, to the end of the buffer. */
static bool unpack_some(struct source *source, size_t *filled_bytes, struct diags *diags) {
    z_stream *unpacking = &source->unpacking;
    unsigned in_bytes =
        source->raw.size_bytes < UINT_MAX ? (unsigned)source->raw.size_bytes : UINT_MAX;
    unpacking->next_in = (const Bytef *)source->raw.at;
    unpacking->avail_in = in_bytes;
    unpacking->next_out = (Bytef *)source->unpacked_buffer + *filled_bytes;
    unpacking->avail_out = (unsigned)(SOURCE_PIECE_BYTES - *filled_bytes);
    int status = inflate(unpacking, Z_NO_FLUSH);
    take_raw(source, in_bytes - unpacking->avail_in);
    *filled_bytes = SOURCE_PIECE_BYTES - unpacking->avail_out;
    source->is_between = status == Z_STREAM_END;
    if (status == Z_MEM_ERROR) {
        memory_exhausted();
    }
    return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR ||
           report(source, diags, MESSAGE_SOURCE_GZIP, "its bytes are damaged");
}

static bool check_ratio(struct source *source, size_t new_bytes, struct diags *diags) {
    size_t unpacked_bytes = source->given_bytes + new_bytes;
    size_t packed_bytes = source->raw_bytes - source->raw.size_bytes;
    return unpacked_bytes <= RATIO_FROM_BYTES || unpacked_bytes / RATIO_MOST <= packed_bytes ||
           report(source, diags, MESSAGE_SOURCE_BOMB, NULL);
}

static bool next_unpacked(struct source *source, struct diags *diags, struct slice *out_piece) {
    size_t filled_bytes = 0;
    bool ended = false;
    while (filled_bytes < SOURCE_PIECE_BYTES && !ended) {
        if (!fill_raw(source, diags)) {
            return false;
        }
        if (source->is_between && !begin_member(source, diags, &ended)) {
            return false;
        }
        ended = ended && source->raw_ended;
        if (source->raw.size_bytes == 0 && source->raw_ended && !ended) {
            return report(source, diags, MESSAGE_SOURCE_GZIP, "its end is missing");
        }
        if (source->raw.size_bytes > 0 && !unpack_some(source, &filled_bytes, diags)) {
            return false;
        }
    }
    *out_piece = (struct slice){source->unpacked_buffer, filled_bytes};
    return check_ratio(source, filled_bytes, diags);
}

static bool next_plain(struct source *source, struct diags *diags, struct slice *out_piece) {
    if (!fill_raw(source, diags)) {
        return false;
    }
    *out_piece = source->raw;
    take_raw(source, source->raw.size_bytes);
    return true;
}

/* The next piece as the buffers hold it. */
static bool next_whole(struct source *source, struct diags *diags, struct slice *out_piece) {
    if (!source->is_begun) {
        if (!fill_raw(source, diags)) {
            return false;
        }
        source->is_begun = true;
        if (begins_like_gzip(source) && !source->is_raw) {
            begin_gzip(source);
        }
    }
    bool done = source->is_gzip ? next_unpacked(source, diags, out_piece)
                                : next_plain(source, diags, out_piece);
    source->given_bytes += done ? out_piece->size_bytes : 0;
    if (done && source->max_bytes > 0 && source->given_bytes > source->max_bytes) {
        return report_size(source, diags);
    }
    return done;
}

bool source_peek(struct source *source, struct diags *diags, struct slice *out_piece) {
    *out_piece = (struct slice){"", 0};
    if (source->failed) {
        return false;
    }
    if (!source->has_peeked) {
        source->peeked = (struct slice){"", 0};
        if (!next_whole(source, diags, &source->peeked)) {
            return false;
        }
        source->has_peeked = true;
    }
    *out_piece = source->peeked;
    if (out_piece->size_bytes > source->piece_bytes && source->piece_bytes < SOURCE_PIECE_BYTES) {
        out_piece->size_bytes = source->piece_bytes;
    }
    return true;
}

bool source_next(struct source *source, struct diags *diags, struct slice *out_piece) {
    if (!source_peek(source, diags, out_piece)) {
        return false;
    }
    source->peeked.at += out_piece->size_bytes;
    source->peeked.size_bytes -= out_piece->size_bytes;
    source->has_peeked = source->peeked.size_bytes > 0;
    return true;
}

bool source_read_all(struct source *source, struct arena *arena, struct diags *diags,
                     struct slice *out_bytes) {
    struct builder all = {0};
    struct slice piece = {"", 0};
    bool done = false;
    do {
        done = source_next(source, diags, &piece);
        builder_add(&all, piece.at, piece.size_bytes);
    } while (done && piece.size_bytes > 0);
    if (done) {
        *out_bytes = (struct slice){arena_copy(arena, all.at, all.size_bytes), all.size_bytes};
    }
    builder_free(&all);
    return done;
}

/* Puts what is read back to the start. */
static bool rewind_raw(struct source *source, struct diags *diags) {
    if (source->handle < 0) {
        return true;
    }
    if (source->is_regular) {
        return lseek(source->handle, source->start, SEEK_SET) == source->start ||
               report(source, diags, MESSAGE_FILE_READ, strerror(errno));
    }
    if (source->kept == NULL) {
        return report(source, diags, MESSAGE_FILE_READ, strerror(ESPIPE));
    }
    struct slice rest = {"", 0};
    while (!source->reads_kept && !source->raw_ended) {
        source->raw = rest;
        if (!read_raw(source, diags)) {
            return false;
        }
    }
    source->reads_kept = true;
    source->failed |= !scratch_begin(source->kept, diags);
    return !source->failed;
}

bool source_again(struct source *source, struct diags *diags) {
    source->failed = false;
    if (!rewind_raw(source, diags)) {
        return false;
    }
    if (source->is_gzip) {
        inflateEnd(&source->unpacking);
        source->unpacking = (z_stream){0};
    }
    source->raw = (struct slice){"", 0};
    source->raw_bytes = 0;
    source->raw_ended = false;
    source->is_begun = false;
    source->is_gzip = false;
    source->is_between = false;
    source->given_bytes = 0;
    source->has_peeked = false;
    return true;
}
