/* Any bytes as a file of a pack: guidance, one of the files of knowledge (the others are ours), or
 * a brand. A loader that fails says why. */
#include "fuzz.h"
#include "pack/brand.h"
#include "pack/files.h"
#include "pack/guidance.h"
#include "pack/knowledge.h"
#include "pack/pack.h"
#include "xml_mutator.h"

static const struct font_set *load_fonts(void) {
    static struct pack *pack; /* for the whole run */
    if (pack == NULL) {
        struct diags *diags = diags_new();
        pack = pack_load(&(struct pack_options){0}, diags);
        fuzz_require(pack != NULL);
        diags_free(diags);
    }
    return pack->fonts;
}

/* Every file beside the brand is a small logo of ours. */
static struct slice open_logo(void *user, const char *name, struct position position,
                              struct diags *diags) {
    (void)user;
    (void)name;
    (void)position;
    (void)diags;
    return embedded_bytes("brands/riverside/logo.png");
}

static bool has(struct slice input, const char *word) {
    return memmem(input.at, input.size_bytes, word, strlen(word)) != NULL;
}

static struct slice choose(struct slice input, const char *root, const char *path) {
    return has(input, root) ? input : embedded_bytes(path);
}

static void load_knowledge(struct fuzz *fuzz, struct slice input) {
    const struct knowledge_files files = {
        .foods_file = "foods.xml",
        .meals_file = "meals.xml",
        .targets_file = "targets.xml",
        .supplements_file = "supplements.xml",
        .interactions_file = "interactions.xml",
        .foods = choose(input, "<foods", "magnesium/foods.xml"),
        .meals = choose(input, "<meals", "magnesium/meals.xml"),
        .targets = choose(input, "<targets", "magnesium/targets.xml"),
        .supplements = choose(input, "<supplements", "magnesium/supplements.xml"),
        .interactions = choose(input, "<interactions", "magnesium/interactions.xml"),
    };
    fuzz_require_reason(knowledge_load(fuzz->arena, &files, fuzz->diags), fuzz->diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size_bytes) {
    struct fuzz *fuzz = fuzz_begin();
    struct slice input = fuzz_input(fuzz->arena, bytes, size_bytes);
    if (has(input, "<brand")) {
        const struct brand_inputs inputs = {.fonts = load_fonts(), .open = open_logo};
        diags_add_source(fuzz->diags, "brand.xml", input);
        fuzz_require_reason(brand_load(fuzz->arena, "brand.xml", input, &inputs, fuzz->diags),
                            fuzz->diags);
    } else if (has(input, "<foods") || has(input, "<meals") || has(input, "<targets") ||
               has(input, "<supplements") || has(input, "<interactions")) {
        load_knowledge(fuzz, input);
    } else {
        diags_add_source(fuzz->diags, "guidance.xml", input);
        fuzz_require_reason(guidance_load(fuzz->arena, "guidance.xml", input, fuzz->diags),
                            fuzz->diags);
    }
    return 0;
}
