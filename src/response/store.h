/* A response as bytes, to lay it by and take it up again in another process. The first part is what
 * was said; the second is where each answer stood in its file, which only messages need. So two
 * copies of one response, in two files or in two orders, have the same first part and one key. */
#ifndef RESPONSE_STORE_H
#define RESPONSE_STORE_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/hash.h"
#include "base/slice.h"
#include "response/response.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends both parts to out. out_key: SHA-256 of the first. */
void response_store(const struct response *response, struct builder *out,
                    uint8_t out_key[HASH_SHA256_BYTES]);

/* Takes a stored response up again; messages name its file `file`. Strings point into bytes, which
 * must live as long as the response; the rest is in the arena. NULL if the bytes are not what
 * response_store wrote. */
struct response *response_load(struct arena *arena, struct slice bytes, const char *file);

#endif
