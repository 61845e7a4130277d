/* Reading files that may be hostile, and publishing results once. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* Opens a regular file to read it, without ever waiting for a writer. Folders, FIFOs, devices, link
 * loops and unreadable files are reported: -1. */
int file_open(const char *path, struct diags *diags);

/* Reads the regular file at path ("-": standard input) whole. Folders, FIFOs, devices, link loops,
 * unreadable and oversized files are reported. The bytes die with the arena and have a NUL after
 * them. */
bool file_read(struct arena *arena, const char *path, size_t max_bytes, struct diags *diags,
               struct slice *out_bytes);

/* Publishes bytes at path ("-": standard output): a temporary name in the same folder (mode 0600,
 * no part of the final name in it), write, fsync, rename, fsync the folder. On failure nothing is
 * left behind. */
bool file_publish(const char *path, struct slice bytes, struct diags *diags);

/* The same without waiting for the disk, for what can be made again: after a power cut the file may
 * be the old one, or empty. */
bool file_publish_quickly(const char *path, struct slice bytes, struct diags *diags);

/* A file that is written bit by bit and published as file_publish does it, at the end; standard
 * output and devices get what is written as it comes. Never NULL; what fails is reported once, and
 * then nothing more is written. */
struct file_stream;
struct file_stream *file_stream_new(const char *path, struct diags *diags);

/* False if something failed so far. */
bool file_stream_add(struct file_stream *stream, struct slice bytes);

/* Publishes what was written if is_good, else forgets it; frees the stream. False if it is not
 * published. */
bool file_stream_end(struct file_stream *stream, bool is_good);

/* Creates one folder, mode 0700, if it is not there. */
bool file_make_folder(const char *path, struct diags *diags);

/* Creates an empty folder, mode 0700, beside path, with a name that says nothing of it. The result
 * is in the arena; NULL after reporting. */
const char *file_make_temporary_folder(struct arena *arena, const char *path, struct diags *diags);

/* Gives the folder its name, where nothing is, and makes that last. False after reporting. */
bool file_publish_folder(const char *temporary, const char *path, struct diags *diags);

/* Removes a file, or a folder that is empty; says nothing if it cannot. */
void file_remove(const char *path);

/* Whether anything is at path; links are followed. */
bool file_exists(const char *path);

/* Whether both paths lead to one regular file, by whatever names and links. */
bool file_is_same(const char *left, const char *right);

#endif
