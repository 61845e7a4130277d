/* Any bytes as a file of responses, read and made into handouts: from the response to the PDF. The
 * last byte chooses the template, the first response alone is taken. A response without a PDF has a
 * reason. */
#include "base/source.h"
#include "fuzz.h"
#include "intake/intake.h"
#include "pipeline/pipeline.h"
#include "xml_mutator.h"

static struct pipeline *load(const char *layout) {
    struct diags *diags = diags_new();
    struct pack *pack = pack_load(&(struct pack_options){.layout = layout}, diags);
    fuzz_require(pack != NULL);
    diags_free(diags);
    return pipeline_new(pack, &(struct pipeline_options){.standard = -1});
}

static struct pipeline *choose(unsigned number) {
    static const char *const layouts[] = {"slip", "clinician", "summary", "handout"};
    static struct pipeline *pipelines[4]; /* for the whole run */
    unsigned index = number % 4;
    if (pipelines[index] == NULL)
        pipelines[index] = load(layouts[index]);
    return pipelines[index];
}

struct run {
    struct fuzz *fuzz;
    struct pipeline *pipeline;
};

static bool take(void *user, struct arena *arena, struct response *response) {
    (void)arena;
    const struct run *run = user;
    size_t before = diags_count(run->fuzz->diags, DIAG_ERROR);
    bool done = pipeline_render(run->pipeline, response, NULL, run->fuzz->diags, &run->fuzz->out);
    fuzz_require(done || diags_count(run->fuzz->diags, DIAG_ERROR) > before);
    fuzz_require(!done || memcmp(run->fuzz->out.at, "%PDF-", 5) == 0);
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    if (size_bytes == 0)
        return 0;
    struct run run = {fuzz, choose(bytes[size_bytes - 1])};
    struct intake_options options = {.format = INTAKE_AUTO, .max_bytes = (size_t)1 << 20};
    struct slice input = fuzz_input(fuzz->arena, bytes, size_bytes);
    size_t count = 0;
    struct source *source = source_from_bytes("form.xml", input);
    intake_read(source, &options, &(struct intake_target){take, &run}, fuzz->diags, &count);
    source_free(source);
    return 0;
}
