/* Any bytes as each kind of pack file that one loader alone reads. A loader that fails must say
 * why. */
#include "pack/guidance.h"
#include "pack/questionnaire.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static void require_reason(const void *loaded, const struct diags *diags) {
    if (loaded == NULL && diags_count(diags, DIAG_ERROR) == 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    struct slice input = {arena_copy(arena, (const char *)bytes, size_bytes), size_bytes};
    diags_add_source(diags, "questionnaire.xml", input);
    diags_add_source(diags, "guidance.xml", input);
    require_reason(questionnaire_load(arena, "questionnaire.xml", input, diags), diags);
    diags_reset(diags);
    require_reason(guidance_load(arena, "guidance.xml", input, diags), diags);
    diags_free(diags);
    arena_free(arena);
    return 0;
}
