/* Lengths of layout: integers of 1/1024 point. */
#ifndef BASE_LENGTH_H
#define BASE_LENGTH_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

typedef int32_t length;

#define LENGTH_PER_POINT 1024
#define LENGTH_MAX INT32_MAX

/* Whole points, and tenths of a millimetre (254 of them are 72 points), as lengths. */
#define LENGTH_PT(points) ((length)((points)*LENGTH_PER_POINT))
#define LENGTH_MM10(tenths) ((length)(((int64_t)(tenths)*72 * LENGTH_PER_POINT + 127) / 254))

/* A decimal number with at most three decimals and a unit: pt, mm, cm, in. "0" needs no unit. */
bool length_parse(struct slice text, length *out_length);

/* value * numerator / denominator without overflow, rounded half away from zero. */
length length_scale(length value, int64_t numerator, int64_t denominator);

#endif
