/* Inside print: what print.c asks of the printing system. */
#ifndef PRINT_JOB_H
#define PRINT_JOB_H

#include "print/print.h"

/* As print_send, but keeps nothing. Texts that it needs are in the arena. */
enum print_outcome job_run(struct arena *arena, const struct print_options *options,
                           const struct print_document *document, struct diags *diags);

#endif
