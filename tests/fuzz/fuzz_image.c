/* Any bytes as an image: an image or a reason. */
#include "fuzz.h"
#include "image/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    struct slice input = {(const char *)bytes, size_bytes};
    const struct image *image = image_load(fuzz->arena, "logo", input, NOWHERE, fuzz->diags);
    fuzz_require(diags_count(fuzz->diags, DIAG_ERROR) == (image ? 0 : 1));
    return 0;
}
