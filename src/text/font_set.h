/* Inside of struct font_set, shared by font.c and subset.c only. */
#ifndef TEXT_FONT_SET_H
#define TEXT_FONT_SET_H

#include "base/vector.h"
#include "text/font.h"

struct font_set {
    struct arena *arena;
    VECTOR(struct font_face *) faces;
    VECTOR(const char *) fallbacks;
    VECTOR(hb_set_t *) startup; /* a set for each face once frozen, see text/subset.h */
};

#endif
