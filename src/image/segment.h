/* The segments of a JPEG file before its first scan, one after the other. */
#ifndef IMAGE_SEGMENT_H
#define IMAGE_SEGMENT_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct segment {
    unsigned marker;    /* the byte after 0xFF */
    struct slice bytes; /* what follows its length */
    size_t next;        /* where the search goes on; 0 at first */
};

enum { SEGMENT_APP1 = 0xE1, SEGMENT_APP14 = 0xEE };

/* The next segment that lies wholly in the file; false at the first scan and where no segment is.
 */
bool segment_next(struct slice jpeg, struct segment *segment);

#endif
