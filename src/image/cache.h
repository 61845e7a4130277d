/* Images that outlive the pack they were loaded for, for commands that load packs again and again:
 * decoding and deflating a logo takes longer than all else of a brand. */
#ifndef IMAGE_CACHE_H
#define IMAGE_CACHE_H

#include "image/image.h"

struct image_cache;

struct image_cache *image_cache_new(void);
void image_cache_free(struct image_cache *cache);

/* As image_load, but file and bytes that were loaded before give the image made then. It lives in
 * the cache until a sweep. */
const struct image *image_cache_load(struct image_cache *cache, const char *file,
                                     struct slice bytes, struct position position,
                                     struct diags *diags);

/* Frees the images that were not loaded since the last sweep. */
void image_cache_sweep(struct image_cache *cache);

#endif
