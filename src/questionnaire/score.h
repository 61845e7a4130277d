/* Points, indices, domains and the result group. */
#ifndef QUESTIONNAIRE_SCORE_H
#define QUESTIONNAIRE_SCORE_H

#include "questionnaire/assessment.h"

/* Fills domains, indices, ranked, group and status from the items and age_years of an assessment
 * that is not withheld. */
void score_build(struct arena *arena, struct assessment *assessment);

/* The answer to a number item, or the age for the age item; false if unknown. */
bool score_find_number(const struct assessment *assessment, const char *item_id,
                       int32_t *out_number);

/* Points of a scored item's answer, reversed and weighted as the item says, and the most it could
 * give. */
int32_t score_item_points(const struct item *item, int32_t value);
int32_t score_item_max(const struct item *item);

#endif
