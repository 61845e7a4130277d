/* Wording and rules of the pack: guidance.xml. */
#ifndef PACK_GUIDANCE_H
#define PACK_GUIDANCE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"

struct guidance;

/* NULL after reporting. */
struct guidance *guidance_load(struct arena *arena, const char *file, struct slice bytes,
                               struct diags *diags);

#endif
