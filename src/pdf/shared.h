/* What pdf_shared is made of, for the writer and the merged file. */
#ifndef PDF_SHARED_H
#define PDF_SHARED_H

#include "base/arena.h"
#include "base/slice.h"
#include "pdf/fonts.h"

struct pdf_shared {
    struct arena *arena;
    struct pdf_faces *faces;
    struct slice profile; /* deflated */
};

#endif
