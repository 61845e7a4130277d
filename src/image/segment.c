#include "image/segment.h"

enum { START_BYTES = 2, LENGTH_BYTES = 2, MARKER_SCAN = 0xDA };

bool segment_next(struct slice jpeg, struct segment *segment) {
    const unsigned char *at = (const unsigned char *)jpeg.at;
    size_t position = segment->next > 0 ? segment->next : START_BYTES;
    while (position + 1 < jpeg.size_bytes && at[position] == 0xFF && at[position + 1] == 0xFF)
        position++; /* fill bytes */
    if (position + 2 + LENGTH_BYTES > jpeg.size_bytes || at[position] != 0xFF ||
        at[position + 1] == MARKER_SCAN)
        return false;
    size_t length_bytes = (size_t)at[position + 2] << 8 | at[position + 3]; /* counts itself */
    size_t end = position + 2 + length_bytes;
    if (length_bytes < LENGTH_BYTES || end > jpeg.size_bytes)
        return false;
    segment->marker = at[position + 1];
    segment->bytes =
        (struct slice){jpeg.at + position + 2 + LENGTH_BYTES, length_bytes - LENGTH_BYTES};
    segment->next = end;
    return true;
}
