/* Scoring: answers matched to the items of a questionnaire, and what they add up to. All integer;
 * the arithmetic is that of layouts/magnesium/questionnaire.xml, whose source is documented there.
 */
#ifndef QUESTIONNAIRE_ASSESSMENT_H
#define QUESTIONNAIRE_ASSESSMENT_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/diag.h"
#include "pack/questionnaire.h"
#include "response/response.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum item_state {
    ITEM_MISSING,
    ITEM_ANSWERED,
    ITEM_UNSURE,   /* "not sure": counts as missing */
    ITEM_CONFLICT, /* answered twice with different values: counts as missing */
    ITEM_REFUSED,  /* a value that is not one of the item's: counts as missing, with a note */
    ITEM_STATE_COUNT
};

/* What was answered to one item; indexes follow questionnaire->items. */
struct item_answer {
    enum item_state state;
    int32_t value;               /* before weight */
    const struct option *option; /* the chosen option, or NULL; of a conflict the first */
    const struct option *
        *options; /* of an item that repeats: all chosen, in the questionnaire's order */
    size_t option_count;
    const char *text; /* of a text item */
    const char *
        *unknown; /* of an item that repeats: values that are no option (never printed, counted) */
    size_t unknown_count;
    const struct answer *refused; /* the first answer that is no value of the item, or NULL */
    bool is_doubtful; /* of an item that repeats: "not sure" beside a choice, or an answer to an
                         item that is not there and is spelt like this one */
};

struct index_score {
    const struct index *index;
    int32_t points, max;
    int32_t answered, items;
    bool has_value; /* enough answers */
    int32_t value;
    const struct band *band; /* NULL without a value */
};

struct domain_score {
    const struct domain *domain;
    int32_t points, max; /* of the answered items */
    int32_t answered, items;
    int32_t share; /* integer percent, rounded half up; 0 if max is 0 */
};

struct gate_result {
    const struct gate *gate;
    bool is_on;   /* yes, or implied by another answer */
    bool is_open; /* unanswered, unsure, refused or in conflict, and not implied */
};

/* A value of an index that the form itself states. */
struct stated_total {
    const struct index *index;
    const struct answer *answer;
    bool differs; /* from ours, if we have one */
};

struct assessment_note {
    const char *id;
    const char *text;
};

enum assessment_status {
    ASSESSMENT_SCORED,
    ASSESSMENT_INCOMPLETE,
    ASSESSMENT_WITHHELD,
    ASSESSMENT_STATUS_COUNT
};
extern const char *const assessment_status_names[ASSESSMENT_STATUS_COUNT + 1];

struct assessment {
    const struct questionnaire *questionnaire;
    const char *response_id;
    enum assessment_status status;
    int age_years; /* -1 unknown */
    bool is_under_age;
    struct item_answer *items;    /* questionnaire->item_count */
    struct index_score *indices;  /* questionnaire->index_count; all zero if withheld */
    struct domain_score *domains; /* questionnaire->domain_count; all zero if withheld */
    struct gate_result *gates;    /* questionnaire->gate_count, as listed there */
    const struct domain_score *
        *ranked; /* by exact share, highest first, then id; shares of 0 left out */
    size_t ranked_count;
    const struct result_group *group; /* NULL unless scored */
    enum gate_action strongest;       /* of the gates that are on; GATE_NONE */
    VECTOR(struct assessment_note) notes;
    VECTOR(struct stated_total) totals; /* in the order of the answers */
    /* Items that the response answers at all, right or wrong, of those that results come from:
     * scored items, gates and their causes. Not age, sex, language and the like, which any form may
     * have. 0: a response to something else. */
    size_t matched_count;
    size_t unknown_count; /* answers to questions that the questionnaire does not have */
};

/* Never NULL; lives in the arena and borrows questionnaire and response. Notes are in English, name
 * items by id and never quote a value: in-progress, other-form, under-18 (or another minimum age),
 * age-differs, answered-twice, refused-value, weight-differs, total-differs,
 * unknown-items. */
struct assessment *assessment_build(struct arena *arena, const struct questionnaire *questionnaire,
                                    const struct response *response);

/* The answer to an item by id; a missing one if there is no such item. */
const struct item_answer *assessment_answer(const struct assessment *assessment,
                                            const char *item_id);
bool assessment_has_option(const struct assessment *assessment, const char *item_id,
                           const char *option_id);
bool assessment_gate_is_on(const struct assessment *assessment, const char *gate_id);
bool assessment_gate_is_open(const struct assessment *assessment, const char *gate_id);

/* One line, its fields parted by tabs: ordinal, id (blanks for control characters), status, value
 * and band of each index, group, gates that are on. What is not known or withheld is empty. */
void assessment_write_line(const struct assessment *assessment, uint32_t ordinal,
                           struct builder *out);

/* One <assessment> element in the form of layouts/schema/assessment.xsd, or the same as text lines.
 * Gates that are on stand by power, then as listed. */
void assessment_write_xml(const struct assessment *assessment, struct builder *out);
void assessment_write_text(const struct assessment *assessment, struct builder *out);

#endif
