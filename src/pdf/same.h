/* Streams that were written before, so that a merged file has equal ones once: logos, and pages
 * that say the same to everybody. The table is bounded; it forgets first what was not met for the
 * longest time. */
#ifndef PDF_SAME_H
#define PDF_SAME_H

#include "base/slice.h"

#include <stdint.h>

struct same_streams;

struct same_streams *same_streams_new(void);
void same_streams_free(struct same_streams *streams);

/* Forgets all. */
void same_streams_clear(struct same_streams *streams);

/* The number of the stream with this dictionary and these bytes; where it stands now, for the
 * caller to set, if it is a new one: 0. Valid until the next call. */
uint32_t *same_streams_find(struct same_streams *streams, struct slice dictionary,
                            struct slice bytes);

#endif
