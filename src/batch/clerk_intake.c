#include "batch/clerk_inside.h"

#include "base/source.h"

#include <unistd.h>

/* The packet's descriptor stays open: the source gets one of its own, at the start of the file. */
bool clerk_intake(int handle, const char *label, const struct intake_options *options,
                  const struct intake_target *target, struct diags *diags) {
    struct source_limits limits = {.max_bytes = options->max_bytes};
    size_t count = 0;
    int own = lseek(handle, 0, SEEK_SET) == 0 ? dup(handle) : -1;
    if (own < 0) {
        return false;
    }
    struct source *source = source_from_descriptor(own, label, &limits);
    intake_read(source, options, target, diags, &count);
    source_free(source);
    return true;
}
