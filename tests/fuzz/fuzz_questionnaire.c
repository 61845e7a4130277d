/* Any bytes as a questionnaire, or as a mapping on top of ours. A loader that fails says why. */
#include "fuzz.h"
#include "pack/files.h"
#include "pack/questionnaire.h"
#include "questionnaire/assessment.h"
#include "xml_mutator.h"

static void score_nothing(struct fuzz *fuzz, const struct questionnaire *questionnaire) {
    struct response response = {.id = "r", .form = ""};
    assessment_write_xml(assessment_build(fuzz->arena, questionnaire, &response), &fuzz->out);
}

static void map(struct fuzz *fuzz, struct slice input) {
    struct questionnaire *ours =
        questionnaire_load(fuzz->arena, "magnesium/questionnaire.xml",
                           embedded_bytes("magnesium/questionnaire.xml"), fuzz->diags);
    fuzz_require(ours != NULL);
    bool is_good = questionnaire_add_mapping(fuzz->arena, ours, "mapping.xml", input, fuzz->diags);
    fuzz_require(is_good || diags_count(fuzz->diags, DIAG_ERROR) > 0);
    if (is_good)
        score_nothing(fuzz, ours);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    struct slice input = fuzz_input(fuzz->arena, bytes, size_bytes);
    diags_add_source(fuzz->diags, "mapping.xml", input);
    diags_add_source(fuzz->diags, "questionnaire.xml", input);
    if (memmem(bytes, size_bytes, "<mapping", 8) != NULL) {
        map(fuzz, input);
        return 0;
    }
    struct questionnaire *questionnaire =
        questionnaire_load(fuzz->arena, "questionnaire.xml", input, fuzz->diags);
    fuzz_require_reason(questionnaire, fuzz->diags);
    if (questionnaire != NULL)
        score_nothing(fuzz, questionnaire);
    return 0;
}
