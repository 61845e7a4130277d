/* Runs a fuzz target over the files of a folder, without libFuzzer: what was found once stays
 * found. An input that takes over a second of processor time ends it, and so does memory over 256
 * MB; builds with AddressSanitizer, which are slower and larger, have ten seconds and no limit of
 * memory. usage: replay FOLDER */
#include "base/file.h"
#include "fuzz.h"
#include "sandbox/sanitized.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#define INPUT_MAX_BYTES ((size_t)1 << 20)
#define MEMORY_MAX_KB (256L * 1024)

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size_bytes, size_t max_bytes);

/* Targets with a mutator of their own name it; nothing calls it here. */
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t size_bytes, size_t max_bytes) {
    (void)bytes;
    (void)max_bytes;
    return size_bytes;
}

static bool replay(const char *path) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    struct slice input = {"", 0};
    bool is_read = file_read(arena, path, INPUT_MAX_BYTES, diags, &input);
    clock_t start = clock();
    if (is_read) {
        uint8_t *exact = memory_new(input.size_bytes); /* so that a read beyond it is found */
        memcpy(exact, input.at, input.size_bytes);
        LLVMFuzzerTestOneInput(exact, input.size_bytes);
        memory_free(exact);
    }
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    bool is_quick = seconds <= (is_sanitized ? 10 : 1);
    if (!is_read || !is_quick) {
        printf("%s: %s, %.1f s\n", path, is_read ? "too slow" : "not read", seconds);
    }
    diags_free(diags);
    arena_free(arena);
    return is_read && is_quick;
}

int main(int count, char **words) {
    size_t passed = 0;
    size_t failed = 0;
    struct rusage usage;
    DIR *folder = count == 2 ? opendir(words[1]) : NULL;
    if (folder == NULL) {
        return 64;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0); /* loads what it keeps */
    LLVMFuzzerTestOneInput((const uint8_t *)"x", 1);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char path[4096];
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", words[1], entry->d_name);
            fflush(stdout);
            bool is_good = replay(path);
            passed += is_good ? 1 : 0;
            failed += is_good ? 0 : 1;
        }
    }
    closedir(folder);
    getrusage(RUSAGE_SELF, &usage);
    if (!is_sanitized && usage.ru_maxrss > MEMORY_MAX_KB) {
        printf("%ld MB of memory\n", usage.ru_maxrss / 1024);
        failed++;
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
