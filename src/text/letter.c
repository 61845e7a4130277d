#include "text/letter.h"

#include "base/utf8.h"

#include <string.h>
#include <unicase.h>

char *letter_first_upper(struct arena *arena, const char *text) {
    struct slice bytes = slice_from(text);
    size_t rest = 0;
    char first[4];
    if (bytes.size_bytes == 0) {
        return arena_string(arena, text);
    }
    size_t size = utf8_encode(uc_totitle(utf8_next(bytes, &rest)), first);
    return arena_format(arena, "%.*s%s", (int)size, first, text + rest);
}
