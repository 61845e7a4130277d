/* What the unit tests of base, xml, response and intake share: cmocka with what it needs, and what
 * was reported. */
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
