/* A clinic's brand: names, contact, country, colours, fonts, styles, images. From
 * layouts/brands/<name>/brand.xml. Variants (large-print, black-and-white) override parts of it.
 * Const after load. */
#ifndef PACK_BRAND_H
#define PACK_BRAND_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ids.h"
#include "base/slice.h"
#include "image/cache.h"
#include "image/image.h"
#include "pack/map.h"
#include "pack/style.h"
#include "text/font.h"

#include <stdbool.h>
#include <stddef.h>

struct brand_color {
    const char *name;
    uint32_t rgb;
};

struct brand_length {
    const char *name;
    length value;
};

struct brand_image {
    const char *name; /* "logo" */
    const struct image *image;
};

/* Where help is called, and which figures hold: from `country`. */
struct country {
    const char *code;      /* US */
    const char *emergency; /* "911" */
    const char *crisis;    /* "call or text 988" */
    const char *standard;  /* us efsa uk */
    const char *paper;     /* letter a4 */
    const char
        *supplement_notice; /* a legal line that this country wants on the supplement page, or "" */
};

struct brand {
    const char *name;            /* "riverside" */
    const char *variant;         /* "large-print"; "" if none was asked for */
    const char *const *variants; /* that it has, NULL-terminated */
    const char *clinic;          /* "Riverside Clinic" */
    const char *address, *phone, *email, *web, *booking; /* "" if none; web and booking are URLs */
    const char *language;
    struct country country;
    const char *reviewer,
        *reviewed; /* who checked the content and when; "" marks every page as a draft */
    const struct font_set *fonts; /* the faces of its styles are in it */
    int scale_percent;            /* of sizes and leadings, by the variant; 100 unless said */
    struct brand_color *colors;
    size_t color_count;
    struct brand_length *lengths;
    size_t length_count;
    struct brand_image *images;
    size_t image_count;
    struct style *styles;
    size_t style_count;
    struct map *maps;
    size_t map_count;
    struct ids *color_ids, *length_ids, *image_ids, *style_ids;
};

/* Reads a file that stands beside the brand file (logo). NULL at: reported. */
typedef struct slice brand_open(void *user, const char *name, struct position position,
                                struct diags *diags);

struct brand_inputs {
    const char *variant; /* NULL or one of the brand's variants */
    const struct font_set *fonts;
    brand_open *open;
    void *user;                 /* of open */
    struct image_cache *images; /* or NULL: images die with the arena */
};

/* NULL after reporting everything that is wrong, in variants that are not used, too. fonts must
 * outlive the brand; the rest dies with the arena. */
struct brand *brand_load(struct arena *arena, const char *file, struct slice bytes,
                         const struct brand_inputs *inputs, struct diags *diags);

/* NULL: the brand has no such style. */
const struct style *brand_find_style(const struct brand *brand, const char *name);

/* A colour: a name of the brand or #RRGGBB. A length: a name of the brand or a number with a unit.
 * False: unknown. */
bool brand_find_color(const struct brand *brand, struct slice text, uint32_t *out_rgb);
bool brand_find_length(const struct brand *brand, struct slice text, length *out_length);
/* NULL: the brand has no such image. */
const struct image *brand_find_image(const struct brand *brand, const char *name);

#endif
