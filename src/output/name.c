#include "output/name.h"

#include "base/hash.h"

#include <string.h>

#define STEM_MAX_BYTES 80
#define SUFFIX_BYTES 8 /* of the digest: 16 hexadecimal digits */

static bool is_safe(char letter, bool is_first) {
    bool is_word = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                   (letter >= '0' && letter <= '9') || letter == '_';
    return is_word || (!is_first && (letter == '.' || letter == '-'));
}

char *name_stem(struct arena *arena, const char *id) {
    size_t size_bytes = strlen(id);
    char *stem = arena_copy(arena, id, size_bytes < STEM_MAX_BYTES ? size_bytes : STEM_MAX_BYTES);
    for (size_t i = 0; stem[i] != '\0'; i++) {
        if (!is_safe(stem[i], i == 0)) {
            stem[i] = '_';
        }
    }
    return stem[0] != '\0' ? stem : arena_string(arena, "response");
}

bool name_is_stem(const char *text) {
    size_t size_bytes = strlen(text);
    bool is_good = size_bytes > 0 && size_bytes <= STEM_MAX_BYTES;
    for (size_t i = 0; i < size_bytes && is_good; i++) {
        is_good = is_safe(text[i], i == 0);
    }
    return is_good;
}

static char *lower(struct arena *arena, const char *text) {
    char *copy = arena_string(arena, text);
    for (char *at = copy; *at != '\0'; at++) {
        if (*at >= 'A' && *at <= 'Z') {
            *at = (char)(*at - 'A' + 'a');
        }
    }
    return copy;
}

static bool take(struct arena *arena, struct name_table *table, const char *stem) {
    return ids_add(arena, table->taken, lower(arena, stem), 0) == IDS_NONE;
}

const char *name_for_response(struct arena *arena, struct name_table *table, const char *id,
                              size_t ordinal, const char *ending) {
    if (table->taken == NULL) {
        table->taken = ids_build(arena);
    }
    char *stem = name_stem(arena, id);
    const char *name = stem;
    for (unsigned attempt = 0; !take(arena, table, name); attempt++) {
        const char *key = arena_format(arena, "%s\n%zu\n%u", id, ordinal, attempt);
        uint8_t digest[HASH_SHA256_BYTES];
        char text[2 * SUFFIX_BYTES + 1];
        hash_sha256(key, strlen(key), digest);
        hash_hex(digest, SUFFIX_BYTES, text);
        name = arena_format(arena, "%s-%s", stem, text);
    }
    return arena_format(arena, "%s%s", name, ending);
}
