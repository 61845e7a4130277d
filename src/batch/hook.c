/* Faults that tests plant. MAGREPORT_TEST_FAULT=crash:ID (or loop:ID, memory:ID) makes the worker
 * fail at the record with that id. Only debug and ASan builds look at it. */
#include "batch/clerk_inside.h"

#include "base/builder.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#if defined(BATCH_TEST_HOOK)

static bool is_asked(const char *fault, const char *id) {
    const char *asked = getenv("MAGREPORT_TEST_FAULT");
    struct slice rest = slice_from(asked);
    struct slice word;
    size_t fault_bytes = strlen(fault);
    while (slice_next(&rest, ',', &word)) {
        if (word.size_bytes > fault_bytes && memcmp(word.at, fault, fault_bytes) == 0 &&
            slice_equals((struct slice){word.at + fault_bytes, word.size_bytes - fault_bytes},
                         id)) {
            return true;
        }
    }
    return false;
}

void clerk_test_hook(const char *id) {
    struct builder hoard = {0};
    if (is_asked("crash:", id)) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    }
    while (is_asked("loop:", id)) {
    }
    while (is_asked("memory:", id)) {
        memset(builder_reserve(&hoard, BUILDER_MAX_BYTES / 4), 1, BUILDER_MAX_BYTES / 4);
        builder_commit(&hoard, BUILDER_MAX_BYTES / 4);
        hoard = (struct builder){0};
    }
}

#else

void clerk_test_hook(const char *id) {
    (void)id;
}

#endif
