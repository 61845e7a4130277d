/* Invented answers that make the rules of a pack hold. Private to report/worst*.c. */
#ifndef REPORT_WORST_ANSWERS_H
#define REPORT_WORST_ANSWERS_H

#include "pack/guidance.h"
#include "pack/knowledge.h"
#include "pack/questionnaire.h"
#include "response/response.h"

#include <stdbool.h>
#include <stddef.h>

/* How high the items of each index are answered, from 0 to WORST_LEVELS - 1. */
#define WORST_LEVELS 4

struct worst_answers {
    struct arena *arena;
    const struct questionnaire *questionnaire;
    const struct knowledge *knowledge;
    struct response response;
};

/* Answers to everything that is scored, no to every gate, an adult, nothing listed, the longest
 * name. levels: one for each index. */
struct worst_answers worst_answers_begin(struct arena *arena,
                                         const struct questionnaire *questionnaire,
                                         const struct knowledge *knowledge, const int *levels);

/* Whether an answer can make some test of the clause hold; others follow from the rules. */
bool worst_answers_decide(const struct guidance_clause *clause);

/* Answers so that all tests of the clause hold, as far as answers alone decide. */
void worst_answers_satisfy(struct worst_answers *answers, const struct guidance_clause *clause);

/* Chooses every option of an item that takes several. */
void worst_answers_choose_all(struct worst_answers *answers, const struct item *item);

/* Lists every medicine or condition whose action this is. */
void worst_answers_list(struct worst_answers *answers, enum interaction_action action);

#endif
