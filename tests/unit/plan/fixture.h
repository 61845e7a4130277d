/* The knowledge of the embedded pack, loaded for each test. */
#ifndef TESTS_UNIT_PLAN_FIXTURE_H
#define TESTS_UNIT_PLAN_FIXTURE_H

#include "base/diag.h"
#include "unit/pack/embedded_knowledge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct {
    struct arena *arena;
    struct diags *diags;
    const struct knowledge *knowledge;
} fixture;

static int set_up(void **state) {
    (void)state;
    fixture.arena = arena_new();
    fixture.diags = diags_new();
    fixture.knowledge = embedded_knowledge(fixture.arena, fixture.diags);
    return fixture.knowledge ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    diags_free(fixture.diags);
    arena_free(fixture.arena);
    return 0;
}

#endif
