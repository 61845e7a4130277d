/* Which item and which of its options an answer means. */
#ifndef QUESTIONNAIRE_MATCH_H
#define QUESTIONNAIRE_MATCH_H

#include "questionnaire/assessment.h"

struct match_counts {
    size_t unknown; /* answers to items that the questionnaire does not have */
    size_t weights; /* answers whose own weight is not that of the chosen option */
};

/* Fills assessment->items from all answers of the response. */
void match_answers(struct arena *arena, const struct response *response,
                   struct assessment *assessment, struct match_counts *out_counts);

/* The number of the item that the answer is to, or IDS_NONE. */
size_t match_find_item(const struct questionnaire *questionnaire, const struct answer *answer);

/* The index whose value the answer states, or NULL. */
const struct index *match_find_total(const struct questionnaire *questionnaire,
                                     const struct answer *answer);

/* Whether an answer is this whole number, written in any way; one that says nothing is. */
bool match_is_total(const struct answer *answer, int32_t value);

/* Whether the response answers any item that is scored or is a gate. */
bool match_concerns(const struct questionnaire *questionnaire, const struct response *response);

#endif
