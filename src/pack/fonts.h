/* The catalogue of fonts, fonts.xml: families with their faces, and the order in which families are
 * searched for a character that the wanted face lacks. */
#ifndef PACK_FONTS_H
#define PACK_FONTS_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"
#include "text/font.h"

/* The bytes of a font file named in the catalogue; they must outlive the set. NULL at: reported at
 * the position. */
typedef struct slice fonts_open(void *user, const char *name, struct position position,
                                struct diags *diags);

/* The caller frees the set with font_set_free. NULL after reporting everything that is wrong. */
struct font_set *fonts_load(struct arena *arena, const char *file, struct slice bytes,
                            fonts_open *open, void *user, struct diags *diags);

#endif
