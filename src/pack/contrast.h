/* How well text can be told from its ground: the contrast ratio of WCAG 2.x (success criterion
 * 1.4.3), in integers. */
#ifndef PACK_CONTRAST_H
#define PACK_CONTRAST_H

#include "base/length.h"

#include <stdbool.h>
#include <stdint.h>

/* The ratio of two colors 0xRRGGBB in hundredths, rounded down: 100 (the same) to 2100 (black and
 * white). */
int contrast_hundredths(uint32_t left, uint32_t right);

/* The least that text of this size and weight needs: 450, or 300 from 18 pt, or 14 pt and bold. */
int contrast_least_hundredths(length size, int weight);

#endif
