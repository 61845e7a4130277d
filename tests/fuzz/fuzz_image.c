/* Any bytes as an image: an image or a reason. */
#include "image/image.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    struct slice input = {(const char *)bytes, size_bytes};
    const struct image *image = image_load(arena, "logo", input, NOWHERE, diags);
    if (diags_count(diags, DIAG_ERROR) != (image ? 0 : 1))
        abort();
    diags_free(diags);
    arena_free(arena);
    return 0;
}
