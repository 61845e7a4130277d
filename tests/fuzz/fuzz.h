/* What the targets share: memory that is used again from run to run. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/diag.h"
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

struct fuzz {
    struct arena *arena;
    struct diags *diags;
    struct builder out;
};

/* Empty, and the same one each time. */
static inline struct fuzz *fuzz_begin(void) {
    static struct fuzz *fuzz; /* for the whole run */
    if (fuzz == NULL) {
        fuzz = memory_new(sizeof *fuzz);
        fuzz->arena = arena_new();
        fuzz->diags = diags_new();
    }
    arena_reset(fuzz->arena);
    diags_reset(fuzz->diags);
    builder_reset(&fuzz->out);
    return fuzz;
}

static inline void fuzz_require(bool is_so) {
    if (!is_so)
        abort();
}

/* What fails says why. */
static inline void fuzz_require_reason(const void *made, const struct diags *diags) {
    fuzz_require(made != NULL || diags_count(diags, DIAG_ERROR) > 0);
}

/* A copy with a NUL after it, as file_read gives it; a read beyond it is found. */
static inline struct slice fuzz_input(struct arena *arena, const uint8_t *bytes,
                                      size_t size_bytes) {
    return (struct slice){arena_copy(arena, (const char *)bytes, size_bytes), size_bytes};
}

#endif
