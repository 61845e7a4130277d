/* Any bytes as a page template; one that loads is built. */
#include "template_world.h"
#include "xml_mutator.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    world_run(fuzz, fuzz_input(fuzz->arena, bytes, size_bytes));
    return 0;
}
