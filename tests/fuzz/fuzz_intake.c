/* Any bytes as a file of responses, read and scored: no crash, no leak, no undefined behaviour. */
#include "intake/intake.h"
#include "pack/files.h"
#include "pack/questionnaire.h"
#include "questionnaire/assessment.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

static const struct questionnaire *load_questionnaire(void) {
    static struct arena *arena; /* for the whole run */
    static struct questionnaire *questionnaire;
    if (questionnaire == NULL) {
        struct diags *diags = diags_new();
        arena = arena_new();
        questionnaire = questionnaire_load(arena, "magnesium/questionnaire.xml",
                                           embedded_bytes("magnesium/questionnaire.xml"), diags);
        if (questionnaire == NULL) {
            abort();
        }
        diags_free(diags);
    }
    return questionnaire;
}

static bool take(void *user, struct arena *arena, struct response *response) {
    struct builder *out = user;
    builder_reset(out);
    response_dump(response, out);
    const struct assessment *assessment = assessment_build(arena, load_questionnaire(), response);
    assessment_write_xml(assessment, out);
    assessment_write_text(assessment, out);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    struct builder out = {0};
    struct intake_options options = {.format = INTAKE_AUTO, .max_bytes = (size_t)1 << 20};
    struct slice input = {arena_copy(arena, (const char *)bytes, size_bytes), size_bytes};
    size_t count = 0;
    struct source *source = source_from_bytes("form.xml", input);
    intake_read(source, &options, &(struct intake_target){take, &out}, diags, &count);
    source_free(source);
    if (count == 0 && diags_count(diags, DIAG_ERROR) == 0) {
        abort(); /* nothing read and nothing said */
    }
    builder_free(&out);
    diags_free(diags);
    arena_free(arena);
    return 0;
}
