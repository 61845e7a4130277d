/* A pack that is loaded once for all tests of a file. */
#ifndef TESTS_UNIT_PACK_FIXTURE_H
#define TESTS_UNIT_PACK_FIXTURE_H

#include "pack/pack.h"
#include "unit/unit.h"

struct fixture {
    struct diags *diags;
    struct pack *pack;
    struct arena *arena;
};

/* brand NULL: the pack's own. */
static int set_up_pack(void **state, const char *brand) {
    static struct fixture fixture;
    fixture.diags = diags_new();
    fixture.pack = pack_load(&(struct pack_options){.brand = brand}, fixture.diags);
    fixture.arena = arena_new();
    *state = &fixture;
    return fixture.pack == NULL ? -1 : 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    pack_free(fixture->pack);
    diags_free(fixture->diags);
    return 0;
}

#endif
