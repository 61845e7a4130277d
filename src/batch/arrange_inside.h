/* The steps of arranging. Private to batch/. */
#ifndef BATCH_ARRANGE_INSIDE_H
#define BATCH_ARRANGE_INSIDE_H

#include "base/arena.h"
#include "batch/arrange.h"

struct arranging {
    struct arena *arena;
    const struct clerk *clerk;
    const struct arrange_options *options;
    const struct folder *folder;
    struct batch_record *records;
    size_t count;
    bool failed; /* a file could not be read or written */
};

/* Each step fills in some fields of all records. */
void arrange_twins(struct arranging *arranging);
void arrange_histories(struct arranging *arranging);
void arrange_names(struct arranging *arranging);
void arrange_old(struct arranging *arranging);

#endif
