/* One visit of one person: who it may have been, when, and what came out; and of many visits which
 * are earlier ones of the same person. A visit is a plain value without pointers, so that it can be
 * kept in a file over all inputs of a run. It holds hashes of what names a person, which somebody
 * who knows the person could check: such a file is as private as the forms.
 *
 * Values of two visits are compared only if one pack scored both: never keep visits over packs. */
#ifndef QUESTIONNAIRE_VISIT_H
#define QUESTIONNAIRE_VISIT_H

#include "base/arena.h"
#include "questionnaire/assessment.h"
#include "response/response.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VISIT_KEY_BYTES 16
#define VISIT_INDICES 4 /* of the questionnaire, the first ones */

/* What may say that two visits are one person's; see visit.c. */
enum visit_key { VISIT_KEY_SUBJECT, VISIT_KEY_IDENTIFIER, VISIT_KEY_NAME, VISIT_KEY_COUNT };

struct visit {
    uint8_t keys[VISIT_KEY_COUNT][VISIT_KEY_BYTES]; /* all zero: says nothing */
    /* Hashes, 0: not known. */
    uint32_t response;             /* its id */
    uint32_t replaces;             /* the id of the response that it takes the place of */
    uint32_t form;                 /* 0: our own, in any format, or not stated */
    uint32_t name;                 /* of the person, as are the next five */
    uint32_t system;               /* that gave the identifier */
    uint32_t identifier;           /* in that system */
    uint32_t birth;                /* YYYYMMDD, 0: not known */
    uint32_t day;                  /* of the visit, the same */
    uint32_t ordinal;              /* where in the input; whoever reads several files counts on */
    int16_t values[VISIT_INDICES]; /* of the indices; -1: none */
    uint8_t sex;                   /* enum patient_sex */
    bool is_birth_partial;         /* birth is the last day that it can be */
    bool is_point;                 /* dated, finished and with a value: may be shown later */
};

/* Visits of one person, oldest first, each on a day of its own. */
struct visits {
    const struct visit *at;
    size_t count;
};

/* The visit of a response. */
void visit_build(const struct response *response, const struct assessment *assessment,
                 struct visit *out_visit);

/* YYYYMMDD as a date. */
struct date visit_date(uint32_t day);

/* Who is who among all visits of a run. Lives in the arena; the visits are copied. About n log n
 * steps whatever they hold. */
struct visit_history;
struct visit_history *visit_history_build(struct arena *arena, const struct visit *visits,
                                          size_t count);

/* What may be shown beside visit `number` (from 0, as given): earlier visits of the same person
 * with the same form. Of several on one day the last in the input counts; of a response that came
 * again, or was edited, only the last; none of a visit without date. Borrowed from the history. */
struct visits visit_find_earlier(const struct visit_history *history, size_t number);

#endif
