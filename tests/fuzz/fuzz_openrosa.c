/* OpenRosa submissions; with the format left open, so that what recognises the others is run, too.
 */
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    return fuzz_reader(INTAKE_AUTO, bytes, size_bytes);
}
