/* Stands in where the program is built without libcups. */
#include "print/job.h"

enum print_outcome job_run(struct arena *arena, const struct print_options *options,
                           const struct print_document *document, struct diags *diags) {
    (void)arena;
    (void)options;
    diag(diags, MESSAGE_PRINT_NO_SYSTEM, document->position,
         ARGS("this program was built without it"));
    return PRINT_FAILED;
}

bool print_find_printers(struct arena *arena, const char *printer, struct diags *diags,
                         struct printer_list *out_list) {
    (void)arena;
    (void)printer;
    (void)out_list;
    diag(diags, MESSAGE_PRINT_NO_SYSTEM, NOWHERE, ARGS("this program was built without it"));
    return false;
}

const char *print_system(struct arena *arena) {
    (void)arena;
    return NULL;
}
