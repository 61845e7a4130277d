/* Any bytes as a file of responses of one format, read, dumped and scored; nothing is read without
 * a response or a reason. */
#ifndef TESTS_FUZZ_READER_H
#define TESTS_FUZZ_READER_H

#include "base/source.h"
#include "fuzz.h"
#include "intake/intake.h"
#include "pack/files.h"
#include "pack/questionnaire.h"
#include "questionnaire/assessment.h"
#include "xml_mutator.h"

#define READER_MAX_BYTES ((size_t)1 << 20)

static inline const struct questionnaire *load_questionnaire(void) {
    static struct questionnaire *questionnaire; /* for the whole run */
    if (questionnaire == NULL) {
        static struct arena *arena;
        struct diags *diags = diags_new();
        arena = arena_new();
        questionnaire = questionnaire_load(arena, "magnesium/questionnaire.xml",
                                           embedded_bytes("magnesium/questionnaire.xml"), diags);
        fuzz_require(questionnaire != NULL);
        diags_free(diags);
    }
    return questionnaire;
}

static inline bool take_response(void *user, struct arena *arena, struct response *response) {
    struct builder *out = user;
    builder_reset(out);
    response_dump(response, out);
    const struct assessment *assessment = assessment_build(arena, load_questionnaire(), response);
    assessment_write_xml(assessment, out);
    assessment_write_text(assessment, out);
    return true;
}

static inline int fuzz_reader(int format, const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    struct intake_options options = {.format = format, .max_bytes = READER_MAX_BYTES};
    struct slice input = fuzz_input(fuzz->arena, bytes, size_bytes);
    size_t count = 0;
    struct source *source = source_from_bytes("form.xml", input);
    intake_read(source, &options, &(struct intake_target){take_response, &fuzz->out}, fuzz->diags,
                &count);
    source_free(source);
    fuzz_require(count > 0 || diags_count(fuzz->diags, DIAG_ERROR) > 0);
    return 0;
}

#endif
