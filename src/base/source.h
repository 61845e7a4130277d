/* Where the bytes of a file of responses come from: a path, an open descriptor, or memory. They are
 * handed on in pieces, so that memory does not grow with the file. What begins like gzip is
 * unpacked on the way, whatever its name says. Nothing is opened after the source was made, so that
 * it can be read by a process that has given up the right to. */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* Pieces are no longer, those of bytes in memory excepted. */
#define SOURCE_PIECE_BYTES ((size_t)32 * 1024)

struct source_limits {
    size_t max_bytes; /* also after unpacking; 0: no limit */
};

struct source;

/* Opens the regular file at path ("-": standard input). Folders, FIFOs, devices, link loops,
 * unreadable and oversized files are reported: NULL. The caller frees it. */
struct source *source_open(const char *path, const struct source_limits *limits,
                           struct diags *diags);

/* Reads an open descriptor of any kind from where it stands, and closes it with the source. Never
 * NULL. `name` is for messages and is copied. */
struct source *source_from_descriptor(int handle, const char *name,
                                      const struct source_limits *limits);

/* Bytes in memory, which are borrowed. Never NULL. */
struct source *source_from_bytes(const char *name, struct slice bytes);

void source_free(struct source *source);

/* The name that messages show; it lives as long as the source. */
const char *source_name(const struct source *source);

/* Hands on the bytes as they are, gzip or not. Call it before the first byte is read. */
void source_unpack_nothing(struct source *source);

/* The next piece, valid until the next call; empty at the end. False after reporting: reading
 * failed, more than max_bytes, a gzip file that is damaged, cut off or a bomb, a file that was
 * changed since it was opened. */
bool source_next(struct source *source, struct diags *diags, struct slice *out_piece);

/* The piece that source_next gives next. */
bool source_peek(struct source *source, struct diags *diags, struct slice *out_piece);

/* All that is left, with a NUL after it, in the arena. */
bool source_read_all(struct source *source, struct arena *arena, struct diags *diags,
                     struct slice *out_bytes);

/* From now on what is read can be read again: of a descriptor that cannot seek, such as a pipe, a
 * copy is put aside in a file without a name, which is opened here. Call it before the first byte
 * is read. False after reporting. */
bool source_keep(struct source *source, struct diags *diags);

/* Goes back to where the source began, for a second reading of the same bytes. False after
 * reporting; a pipe that was not kept cannot. */
bool source_again(struct source *source, struct diags *diags);

/* For tests of those who read pieces: makes all of them at most this long. */
void source_cut(struct source *source, size_t piece_bytes);

#endif
