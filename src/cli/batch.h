/* What batch and watch have in common. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "batch/batch.h"
#include "cli/options.h"

#include <stdbool.h>

/* The options of a batch, all but the pack, the pipeline and what reads the responses. False after
 * reporting. */
bool batch_take_options(const struct command_line *line, struct arena *arena, struct diags *diags,
                        struct batch_options *out);

#endif
