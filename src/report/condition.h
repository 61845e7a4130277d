/* Whether a condition of guidance.xml holds for a person. Pure: reads facts, changes nothing. */
#ifndef REPORT_CONDITION_H
#define REPORT_CONDITION_H

#include "pack/guidance.h"

#include <stdbool.h>
#include <stdint.h>

struct facts;

/* Any <when> holds, or there is none, and no <unless> does. */
bool condition_holds(const struct facts *facts, const struct guidance_condition *condition);

/* At least one <when>, and it holds: for signs that are printed anyway and only marked. */
bool condition_is_met(const struct facts *facts, const struct guidance_condition *condition);

/* The highest weight given by a <when> that holds; fallback if none gives one. */
int32_t condition_weight(const struct facts *facts, const struct guidance_condition *condition,
                         int32_t fallback);

#endif
