/* Whether every character that a pack's files say can be printed. */
#ifndef PACK_COVERAGE_H
#define PACK_COVERAGE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"
#include "text/font.h"

#include <stdbool.h>

/* Whether some face of the catalogue shows each of these code points; controls do not count. */
bool coverage_is_full(const struct font_set *fonts, const hb_set_t *code_points);

/* Warns of each character of the file's texts and attribute values that no face shows, at the
 * first place in the file. */
void coverage_report(struct arena *scratch, const struct font_set *fonts, const char *file,
                     struct slice bytes, struct diags *diags);

#endif
