/* Templates loaded with the plain brand and built for a small report. */
#ifndef TESTS_FUZZ_TEMPLATE_WORLD_H
#define TESTS_FUZZ_TEMPLATE_WORLD_H

#include "fuzz.h"
#include "layout/build.h"
#include "pack/pack.h"

#include <libxml/parser.h>

struct world {
    struct pack *pack;
    struct shaper *shaper;
    xmlDocPtr report;
};

static inline struct world *world_begin(void) {
    static struct world *world; /* for the whole run */
    static const char report[] =
        "<report title='T' date='2026-11-20'><clinic name='A'/>"
        "<plan target='320'><day n='1' mg='400'/></plan><p>words</p></report>";
    if (world == NULL) {
        struct diags *diags = diags_new();
        world = memory_new(sizeof *world);
        world->pack = pack_load(&(struct pack_options){0}, diags);
        fuzz_require(world->pack != NULL);
        world->shaper = shaper_new(world->pack->fonts, 1 << 22);
        world->report = xmlReadMemory(report, (int)strlen(report), "report", NULL, 0);
        diags_free(diags);
    }
    shaper_trim(world->shaper);
    return world;
}

static inline void world_build(const struct world *world, struct fuzz *fuzz,
                               struct template *template) {
    struct layout_inputs inputs = {.template = template,
                                   .brand = world->pack->brand,
                                   .shaper = world->shaper,
                                   .report = world->report};
    struct document_blocks document;
    struct build *build = build_new(fuzz->arena, &inputs, fuzz->diags);
    bool is_built = build_document(build, &document);
    for (size_t i = 0; is_built && i < template->page_count; i++) {
        if (template->pages[i].footer != NULL) {
            build_region(build, template->pages[i].footer,
                         &(struct page_facts){.number = 1, .count = 2, .section = "Sleep"});
        }
    }
    fuzz_require(is_built || diags_count(fuzz->diags, DIAG_ERROR) > 0);
    build_free(build);
}

static inline void world_run(struct fuzz *fuzz, struct slice input) {
    const struct world *world = world_begin();
    struct template_inputs inputs = {.brand = world->pack->brand};
    struct template *template = template_load(fuzz->arena, "fuzz.xml", input, &inputs, fuzz->diags);
    fuzz_require_reason(template, fuzz->diags);
    if (template != NULL)
        world_build(world, fuzz, template);
    template_free(template);
}

#endif
