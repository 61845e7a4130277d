/* A ZIP archive, written as it goes. The same entries in the same order give the same bytes: all
 * carry the first moment that ZIP can tell, 1980-01-01, and the rights of a file that only its
 * owner may read. ZIP64 fields appear only where they are needed. What is kept of an entry for the
 * directory at the end lies in a file, so memory does not grow with their number. */
#ifndef OUTPUT_ZIP_H
#define OUTPUT_ZIP_H

#include "base/slice.h"

#include <stdbool.h>

/* Takes the next bytes of the archive; never asked to go back. False with errno. */
struct zip_sink {
    bool (*write)(void *user, struct slice bytes);
    void *user;
};

enum zip_method { ZIP_STORE, ZIP_DEFLATE };

struct zip;

/* scratch: an empty file that can be read and written, such as folder_open_scratch gives; it stays
 * the caller's. With ZIP_DEFLATE an entry that does not get smaller is stored all the same. The
 * caller frees it with zip_free. */
struct zip *zip_new(struct zip_sink sink, int scratch, enum zip_method method);
void zip_free(struct zip *zip);

/* Adds an entry. The name is UTF-8 with '/' between folders, relative, without ".."; two of one
 * name are the caller's fault. False with errno (EINVAL: the name): the archive is of no use any
 * more. */
bool zip_add(struct zip *zip, const char *name, struct slice bytes);

/* The same with all of an open file, which is read twice and stored, whatever its size. */
bool zip_add_file(struct zip *zip, const char *name, int handle);

/* Writes the directory. False with errno. */
bool zip_finish(struct zip *zip);

#endif
