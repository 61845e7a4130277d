/* The whole pack: compiled once, then const, shared by every worker. */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"
#include "pack/brand.h"
#include "pack/guidance.h"
#include "pack/knowledge.h"
#include "pack/questionnaire.h"
#include "pack/source.h"
#include "pack/template.h"
#include "text/font.h"

#include <stdbool.h>

/* What the command line chose; NULL means the default. */
struct pack_options {
    const char *folder;   /* --pack DIR, else the embedded magnesium pack */
    const char *layout;   /* --layout NAME or FILE, else "handout" */
    const char *brand;    /* --brand NAME or FILE, else "plain" */
    const char *variant;  /* --variant NAME */
    const char *paper;    /* --paper a4|letter, else the brand's country */
    const char *language; /* --language TAG: must be one that the pack has */
    const char *mapping;  /* --mapping FILE, or NULL */
    const char
        *questionnaire; /* --questionnaire ID: an embedded pack, or what the folder's must be */
    bool is_common;     /* the layout may be a common file, which is looked at and cannot render */
    bool only_scores;   /* load what scoring needs and nothing else */
    bool has_digests;   /* the digests of struct pack are wanted: some milliseconds */
    struct image_cache *images; /* that outlives the pack, or NULL */
};

struct pack {
    struct arena *arena;
    const char *name; /* "magnesium" */
    const char *version;
    struct font_set *fonts; /* NULL for a pack that only scores */
    struct questionnaire *questionnaire;
    /* All NULL for a pack that only scores. */
    struct guidance *guidance;
    struct knowledge *knowledge;
    struct brand *brand;
    struct template *layout;
    struct slice icc_profile;
    /* Of all files that were read, if they were asked for: of the brand's, and of all others. */
    uint8_t digest[HASH_SHA256_BYTES], brand_digest[HASH_SHA256_BYTES];
};

/* NULL after reporting everything that is wrong in any file. A folder that holds questionnaire.xml
 * alone is a pack that can score but not render. The strings of the options must outlive the pack.
 */
struct pack *pack_load(const struct pack_options *options, struct diags *diags);
void pack_free(struct pack *pack);

/* The folders on disk from which pack_load reads with these options, NULL-terminated; none of them
 * need be there. What comes from inside the program is in none. */
const char *const *pack_folders(struct arena *arena, const struct pack_options *options);

/* The fonts of a pack whose files lie there: its own catalogue if it has one, else the program's.
 * They die by font_set_free and before the source's arena. NULL after reporting. */
struct font_set *pack_load_fonts(const struct pack_source *source, struct diags *diags);

#endif
