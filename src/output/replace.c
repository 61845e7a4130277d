/* Two clinics, or two batches, may give different people one id, and a handout is named by the id.
 * Replacing the old file would hand one person's answers to another, or lose them. So a name that
 * we made is written to only if the file there is the same person's: PDF files say whose they are
 * in the first string of /ID; other editions do not, and are replaced by the same bytes alone. A
 * name that somebody typed is taken as it is. */
#include "output/replace.h"

#include "base/arena.h"
#include "base/file.h"
#include "layout/page.h"

#include <string.h>

#define OLD_MAX_BYTES ((size_t)256 << 20)

static const char id_key[] = "/ID[<";
#define ID_KEY_BYTES (sizeof id_key - 1)

/* The digits of the last /ID; empty if there is none. */
static struct slice find_owner(struct slice file) {
    size_t wanted_bytes = ID_KEY_BYTES + PAGES_OWNER_DIGITS;
    for (size_t end = file.size_bytes; end >= wanted_bytes; end--) {
        const char *at = file.at + end - wanted_bytes;
        if (at[0] == id_key[0] && memcmp(at, id_key, ID_KEY_BYTES) == 0) {
            return (struct slice){at + ID_KEY_BYTES, PAGES_OWNER_DIGITS};
        }
    }
    return (struct slice){NULL, 0};
}

static bool are_same(struct slice left, struct slice right) {
    return left.size_bytes == right.size_bytes && left.size_bytes > 0 &&
           memcmp(left.at, right.at, left.size_bytes) == 0;
}

bool replace_is_safe(const char *path, struct slice handout) {
    if (!file_exists(path)) {
        return true;
    }
    struct arena *arena = arena_new();
    struct diags *unheard = diags_new();
    struct slice old = {0};
    bool is_safe = file_read(arena, path, OLD_MAX_BYTES, unheard, &old) &&
                   (are_same(old, handout) || are_same(find_owner(old), find_owner(handout)));
    diags_free(unheard);
    arena_free(arena);
    return is_safe;
}
