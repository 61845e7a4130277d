/* Writes a ZIP archive to standard output, for tests/output/test_zip.py.
 * usage: zip_driver store|deflate [NAME=TEXT | NAME@FILE | COUNTx]...    COUNTx: entries n/000001
 * ... with their number
 */
#include "base/arena.h"
#include "output/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool print(void *user, struct slice bytes) {
    return fwrite(bytes.at, 1, bytes.size_bytes, user) == bytes.size_bytes;
}

static bool add_many(struct zip *zip, long count) {
    struct arena *arena = arena_new();
    bool done = true;
    for (long i = 1; done && i <= count; i++) {
        arena_reset(arena);
        done = zip_add(zip, arena_format(arena, "n/%06ld", i),
                       slice_from(arena_format(arena, "%ld", i)));
    }
    arena_free(arena);
    return done;
}

static bool add(struct zip *zip, char *word) {
    char *sign = strpbrk(word, "=@");
    if (sign == NULL) {
        return add_many(zip, strtol(word, NULL, 10));
    }
    bool is_file = *sign == '@';
    *sign = '\0';
    if (!is_file) {
        return zip_add(zip, word, slice_from(sign + 1));
    }
    int handle = open(sign + 1, O_RDONLY | O_CLOEXEC);
    bool done = handle >= 0 && zip_add_file(zip, word, handle);
    close(handle);
    return done;
}

int main(int count, char **words) {
    if (count < 2) {
        return 64;
    }
    FILE *scratch = tmpfile();
    if (scratch == NULL) {
        return 74;
    }
    struct zip *zip = zip_new((struct zip_sink){print, stdout}, fileno(scratch),
                              strcmp(words[1], "store") == 0 ? ZIP_STORE : ZIP_DEFLATE);
    bool done = true;
    for (int i = 2; done && i < count; i++) {
        done = add(zip, words[i]);
    }
    done = done && zip_finish(zip) && fflush(stdout) == 0;
    if (!done) {
        fprintf(stderr, "%s\n", strerror(errno));
    }
    zip_free(zip);
    fclose(scratch);
    return done ? 0 : 1;
}
