/* Where pack files come from: a folder given by --pack, else the files embedded in the program.
 * Paths are relative to layouts/ or fonts/ ("magnesium/questionnaire.xml",
 * "brands/plain/brand.xml", "schema/report.xsd", "fonts/fonts.xml").
 */
#ifndef PACK_FILES_H
#define PACK_FILES_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct embedded_file {
    const char *path;
    const unsigned char *at;
    size_t size_bytes;
};

/* Made at build time from layouts/, fonts/ and the font files that fonts.xml names; sorted by path.
 */
extern const struct embedded_file embedded_files[];
extern const size_t embedded_file_count;

/* NULL: there is no such file in the program. */
const struct embedded_file *embedded_find(const char *path);

/* The bytes of an embedded file; NULL at if there is none. */
struct slice embedded_bytes(const char *path);

#endif
