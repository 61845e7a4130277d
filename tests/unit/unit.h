/* What unit tests share: cmocka with what it needs, what was reported, and random numbers. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"

/* A number below limit, the same on every run; the upper bits are the random ones. */
static inline uint32_t unit_random_below(uint64_t *seed, uint32_t limit) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % limit;
}

/* All messages as printed; the caller frees it. */
__attribute__((noinline, unused)) static char *unit_messages(const struct diags *diags) {
    char *text = NULL;
    size_t size_bytes = 0;
    FILE *stream = open_memstream(&text, &size_bytes);
    assert_non_null(stream);
    diags_print(diags, stream);
    fclose(stream);
    return text;
}

/* The messages begin with this text. */
static inline void unit_expect_messages(const struct diags *diags, const char *prefix) {
    char *text = unit_messages(diags);
    if (strncmp(text, prefix, strlen(prefix)) != 0) {
        fail_msg("expected %s\ngot      %s", prefix, text);
    }
    free(text);
}

#endif
