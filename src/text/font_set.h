/* Inside of struct font_set, shared by font.c and subset.c only. */
#ifndef TEXT_FONT_SET_H
#define TEXT_FONT_SET_H

#include "base/vector.h"
#include "text/font.h"

struct font_entry {
    struct font_face *face;
    hb_set_t *startup; /* NULL until frozen, see text/subset.h */
    hb_set_t *narrow;  /* part of it; NULL: all of it */
};

struct font_set {
    struct arena *arena;
    VECTOR(struct font_entry) entries;
    VECTOR(const char *) fallbacks;
};

#endif
