#include "batch/clerk_inside.h"

#include "base/source.h"

#include <unistd.h>

/* The packet's descriptor stays open: the source gets one of its own, at the start of the file. */
bool clerk_intake(int handle, const char *label, const struct intake_options *options,
                  const struct intake_target *target, struct diags *diags) {
    struct source_limits limits = {.max_bytes = options->max_bytes};
    size_t count = 0;
    lseek(handle, 0, SEEK_SET);
    struct source *source = source_from_descriptor(dup(handle), label, &limits);
    bool is_good = intake_read(source, options, target, diags, &count);
    source_free(source);
    return is_good;
}
