/* A pack and a report for templates of one flow, loaded once for all tests of a file; an arena for
 * each test. */
#ifndef TESTS_UNIT_LAYOUT_FLOW_FIXTURE_H
#define TESTS_UNIT_LAYOUT_FLOW_FIXTURE_H

#include "layout/layout.h"
#include "pack/pack.h"
#include "unit/unit.h"

#include <libxml/parser.h>

struct fixture {
    struct diags *diags;
    struct pack *pack;
    struct shaper *shaper;
    xmlDocPtr report;
    struct arena *arena;
    const struct pages *pages; /* laid out last */
};

static int set_up_flow(void **state, const char *brand, const char *report) {
    static struct fixture fixture;
    fixture.diags = diags_new();
    fixture.pack = pack_load(&(struct pack_options){.brand = brand}, fixture.diags);
    if (fixture.pack == NULL) {
        return -1;
    }
    fixture.shaper = shaper_new(fixture.pack->fonts, 1 << 20);
    fixture.report = xmlReadMemory(report, (int)strlen(report), "report", NULL, 0);
    *state = &fixture;
    return fixture.report == NULL ? -1 : 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    xmlFreeDoc(fixture->report);
    shaper_free(fixture->shaper);
    pack_free(fixture->pack);
    diags_free(fixture->diags);
    return 0;
}

static int begin(void **state) {
    struct fixture *fixture = *state;
    fixture->arena = arena_new();
    diags_reset(fixture->diags);
    return 0;
}

static int end(void **state) {
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    return 0;
}

/* The template of that text, which is freed by the caller; NULL after an error. */
static struct template *load_text(struct fixture *fixture, const char *text) {
    struct template_inputs inputs = {.brand = fixture->pack->brand, .paper = "a4"};
    return template_load(fixture->arena, "t.xml", slice_from(text), &inputs, fixture->diags);
}

static struct layout_inputs inputs_of(const struct fixture *fixture,
                                      const struct template *template) {
    return (struct layout_inputs){.template = template,
                                  .brand = fixture->pack->brand,
                                  .shaper = fixture->shaper,
                                  .report = fixture->report};
}

#endif
