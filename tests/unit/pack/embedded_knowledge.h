/* The knowledge of the embedded pack, for tests. */
#ifndef UNIT_PACK_EMBEDDED_KNOWLEDGE_H
#define UNIT_PACK_EMBEDDED_KNOWLEDGE_H

#include "pack/files.h"
#include "pack/knowledge.h"

static inline struct knowledge_files embedded_knowledge_files(void) {
    return (struct knowledge_files){
        .foods_file = "foods.xml",
        .meals_file = "meals.xml",
        .targets_file = "targets.xml",
        .supplements_file = "supplements.xml",
        .interactions_file = "interactions.xml",
        .foods = embedded_bytes("magnesium/foods.xml"),
        .meals = embedded_bytes("magnesium/meals.xml"),
        .targets = embedded_bytes("magnesium/targets.xml"),
        .supplements = embedded_bytes("magnesium/supplements.xml"),
        .interactions = embedded_bytes("magnesium/interactions.xml"),
    };
}

/* NULL after reporting. */
static inline const struct knowledge *embedded_knowledge(struct arena *arena, struct diags *diags) {
    struct knowledge_files files = embedded_knowledge_files();
    return knowledge_load(arena, &files, diags);
}

#endif
