/* Our own format. */
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    return fuzz_reader(RESPONSE_NATIVE, bytes, size_bytes);
}
