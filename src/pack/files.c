/* The files inside the program. The table is made by tests/tools/embed.sh from layouts/,
 * fonts/fonts.xml, the faces that fonts.xml names and the sRGB profile; it is sorted bytewise by
 * path. */
#include "pack/files.h"

#include <stdlib.h>
#include <string.h>

static int compare_path(const void *path, const void *file) {
    return strcmp(path, ((const struct embedded_file *)file)->path);
}

const struct embedded_file *embedded_find(const char *path) {
    return bsearch(path, embedded_files, embedded_file_count, sizeof embedded_files[0],
                   compare_path);
}

struct slice embedded_bytes(const char *path) {
    const struct embedded_file *file = embedded_find(path);
    if (file == NULL)
        return (struct slice){0};
    return (struct slice){(const char *)file->at, file->size_bytes};
}
