/* CDISC ODM. */
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    return fuzz_reader(RESPONSE_ODM, bytes, size_bytes);
}
