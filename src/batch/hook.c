/* Faults that tests plant. MAGREPORT_TEST_FAULT=crash:ID (or loop:ID, memory:ID) makes the worker
 * fail at the record with that id; status, bytes, reason, path, endless, spool and stored make it
 * lie. Only debug and ASan builds look at it. */
#include "batch/clerk_inside.h"

#include "base/builder.h"

#include <signal.h>
#include <stdio.h>
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

void clerk_test_forge_answer(const char *id, struct clerk_render_answer *answer) {
    if (is_asked("status:", id)) {
        answer->outcome.status = (enum manifest_status)(MANIFEST_STATUS_COUNT + 1000);
    }
    if (is_asked("bytes:", id)) {
        answer->outcome.bytes = UINT64_MAX / 2;
    }
    if (is_asked("reason:", id)) {
        memset(answer->outcome.reason, 'E', sizeof answer->outcome.reason);
    }
}

void clerk_test_forge_entry(const char *id, struct batch_record *entry) {
    if (is_asked("path:", id)) {
        snprintf(entry->name, sizeof entry->name, "../taken");
    }
    if (is_asked("endless:", id)) {
        memset(entry->name, 'a', sizeof entry->name);
    }
    if (is_asked("spool:", id)) {
        entry->spool = UINT32_MAX;
    }
    if (is_asked("stored:", id)) {
        entry->stored_at = UINT64_MAX;
    }
}

#else

void clerk_test_hook(const char *id) {
    (void)id;
}

void clerk_test_forge_answer(const char *id, struct clerk_render_answer *answer) {
    (void)id;
    (void)answer;
}

void clerk_test_forge_entry(const char *id, struct batch_record *entry) {
    (void)id;
    (void)entry;
}

#endif
