/* A template of a few blocks and a report, both written by hand, as an edition. */
#ifndef TESTS_EDITION_BLOCKS_H
#define TESTS_EDITION_BLOCKS_H

#include "edition/edition.h"
#include "pack/pack.h"

#include <libxml/parser.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

struct fixture {
    struct diags *diags;
    struct pack *pack;
    struct shaper *shaper;
    struct arena *arena;
    struct builder out;
};

static int set_up(void **state) {
    static struct fixture fixture;
    fixture.diags = diags_new();
    fixture.pack = pack_load(&(struct pack_options){.brand = "plain"}, fixture.diags);
    if (fixture.pack == NULL) {
        return -1;
    }
    fixture.shaper = shaper_new(fixture.pack->fonts, 1 << 20);
    fixture.arena = arena_new();
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    builder_free(&fixture->out);
    arena_free(fixture->arena);
    shaper_free(fixture->shaper);
    pack_free(fixture->pack);
    diags_free(fixture->diags);
    return 0;
}

typedef bool write_edition(struct arena *arena, const struct layout_inputs *inputs,
                           struct diags *diags, struct builder *out);

/* Blocks with the regions of the page before them; report is XML. The result lives until the next
 * call. */
static const char *edition_of(struct fixture *fixture, write_edition *write, const char *regions,
                              const char *blocks, const char *report) {
    const char *text = arena_format(
        fixture->arena,
        "<layout xmlns='urn:magreport:layout:1' version='1' name='t' title='T' language='en-US'>"
        "<page name='only' margin-top='30mm' margin-right='18mm' margin-bottom='30mm' "
        "margin-left='18mm'>%s</page><flow page='only'><h level='1'>Top</h>%s</flow></layout>",
        regions, blocks);
    struct template_inputs template_inputs = {.brand = fixture->pack->brand, .paper = "a4"};
    struct template *template =
        template_load(fixture->arena, "t.xml", slice_from(text), &template_inputs, fixture->diags);
    if (template == NULL) {
        diags_print(fixture->diags, stderr);
        fail_msg("%s", "the template does not load");
    }
    xmlDocPtr tree = xmlReadMemory(report, (int)strlen(report), "report", NULL, 0);
    assert_non_null(tree);
    struct layout_inputs inputs = {.template = template,
                                   .brand = fixture->pack->brand,
                                   .shaper = fixture->shaper,
                                   .report = tree};
    builder_reset(&fixture->out);
    assert_true(write(fixture->arena, &inputs, fixture->diags, &fixture->out));
    xmlFreeDoc(tree);
    template_free(template);
    return fixture->out.at;
}

#endif
