/* QR codes (ISO/IEC 18004, model 2, error correction M): text -> a square of dark and light
 * modules. */
#ifndef CODE_CODE_H
#define CODE_CODE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct code {
    size_t side;            /* modules */
    const uint8_t *modules; /* row by row; 1: dark */
};

/* Modules that must stay light on every side, or readers do not find the code. */
#define CODE_QUIET 4

/* The most bytes that the largest code holds whatever they are; of digits and capitals more fit. */
#define CODE_BYTES_MAX 2331

/* The smallest code for a text that is not empty. NULL: it is too long. Lives in the arena. */
const struct code *code_make(struct arena *arena, const char *text);

/* Codes made before, a few: a clinic's reports mostly show the same one. Choosing the mask of a
 * code takes as long as a page of text. */
struct code_table;
struct code_table *code_table_new(void);
void code_table_free(struct code_table *table);

/* The same as code_make, through the table; NULL as table: without. */
const struct code *code_find(struct code_table *table, struct arena *arena, const char *text);

/* Row and column are from 0, below side. */
bool code_is_dark(const struct code *code, size_t row, size_t column);

#endif
