/* Any bytes as a page template, with the plain brand; one that loads is built for a small report.
 */
#include "base/memory.h"
#include "layout/build.h"
#include "pack/pack.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes);

struct world {
    struct diags *diags;
    struct pack *pack;
    struct shaper *shaper;
    xmlDocPtr report;
};

static struct world *world_new(void) {
    static const char report[] =
        "<report title='T' date='2026-11-20'><clinic name='A'/>"
        "<plan target='320'><day n='1' mg='400'/></plan><p>words</p></report>";
    struct world *world = memory_new(sizeof *world);
    world->diags = diags_new();
    world->pack = pack_load(&(struct pack_options){0}, world->diags);
    if (world->pack == NULL) {
        abort();
    }
    world->shaper = shaper_new(world->pack->fonts, 1 << 22);
    world->report = xmlReadMemory(report, (int)strlen(report), "report", NULL, 0);
    return world;
}

static void run(struct world *world, struct arena *arena, struct template *template) {
    struct layout_inputs inputs = {.template = template,
                                   .brand = world->pack->brand,
                                   .shaper = world->shaper,
                                   .report = world->report};
    struct document_blocks document;
    struct build *build = build_new(arena, &inputs, world->diags);
    bool is_built = build_document(build, &document);
    for (size_t i = 0; is_built && i < template->page_count; i++) {
        if (template->pages[i].footer != NULL) {
            build_region(build, template->pages[i].footer,
                         &(struct page_facts){.number = 1, .count = 2, .section = "Sleep"});
        }
    }
    if (!is_built && diags_count(world->diags, DIAG_ERROR) == 0) {
        abort();
    }
    build_free(build);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    static struct world *world; /* made once */
    if (world == NULL) {
        world = world_new();
    }
    struct arena *arena = arena_new();
    struct template_inputs inputs = {.brand = world->pack->brand};
    diags_reset(world->diags);
    struct template *template = template_load(
        arena, "fuzz.xml", (struct slice){(const char *)bytes, size_bytes}, &inputs, world->diags);
    if (template == NULL && diags_count(world->diags, DIAG_ERROR) == 0) {
        abort();
    }
    if (template != NULL) {
        run(world, arena, template);
    }
    template_free(template);
    shaper_trim(world->shaper);
    arena_free(arena);
    return 0;
}
