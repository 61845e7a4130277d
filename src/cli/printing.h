/* What print and render -P share: the printer's options, and Ctrl-C, which cancels the job. */
#ifndef CLI_PRINTING_H
#define CLI_PRINTING_H

#include "base/diag.h"
#include "base/slice.h"
#include "cli/options.h"
#include "pack/pack.h"
#include "print/print.h"

#include <stdbool.h>
#include <stdint.h>

struct printing {
    const struct command_line *line;
    struct print_options options;
    struct diags *diags;
    size_t count; /* jobs so far */
    bool is_stopped;
};

/* From here on SIGINT and SIGTERM end the waiting for a printer instead of the process. */
void printing_begin(struct printing *printing, const struct command_line *line,
                    struct diags *diags);
void printing_end(struct printing *printing);

/* Prints one PDF as a job of its own, on the paper of the pack's template; without a pack on that
 * of --paper, or else the printer's own. False once the person has ended it. */
bool printing_send(struct printing *printing, struct slice pdf, const struct pack *pack,
                   struct position position);

#endif
