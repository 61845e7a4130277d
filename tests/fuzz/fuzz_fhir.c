/* A FHIR QuestionnaireResponse alone. */
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    return fuzz_reader(RESPONSE_FHIR, bytes, size_bytes);
}
