/* From a response to an assessment: answers are matched, then the safety gate and the age decide
 * whether there is a score at all, then the score is made. What is withheld is not computed:
 * nothing later can print it by mistake. */
#include "questionnaire/assessment.h"

#include "questionnaire/match.h"
#include "questionnaire/score.h"

#include <string.h>

const char *const assessment_status_names[ASSESSMENT_STATUS_COUNT + 1] = {
    [ASSESSMENT_SCORED] = "scored",
    [ASSESSMENT_INCOMPLETE] = "incomplete",
    [ASSESSMENT_WITHHELD] = "withheld",
};

/* Ages told twice may differ by a birthday; a year of birth alone leaves one more year open. */
#define AGE_TOLERANCE_YEARS 1
#define YEAR_OF_BIRTH_YEARS 1

static const struct item_answer missing_answer = {.state = ITEM_MISSING};

static void add_note(struct arena *arena, struct assessment *assessment, const char *id,
                     const char *text) {
    *VECTOR_PUSH(arena, &assessment->notes) = (struct assessment_note){id, text};
}

const struct item_answer *assessment_answer(const struct assessment *assessment,
                                            const char *item_id) {
    size_t number = ids_find(assessment->questionnaire->item_ids, item_id);
    return number == IDS_NONE ? &missing_answer : &assessment->items[number];
}

static bool is_chosen(const struct item_answer *answer, const char *option_id) {
    for (size_t i = 0; i < answer->option_count; i++) {
        const char *chosen = answer->options[i]->id;
        if (option_id == NULL ? strcmp(chosen, "none") != 0 : strcmp(chosen, option_id) == 0) {
            return true;
        }
    }
    return false;
}

bool assessment_has_option(const struct assessment *assessment, const char *item_id,
                           const char *option_id) {
    const struct item_answer *answer = assessment_answer(assessment, item_id);
    return answer->state == ITEM_ANSWERED && is_chosen(answer, option_id);
}

static const struct gate_result *find_gate(const struct assessment *assessment,
                                           const char *gate_id) {
    for (size_t i = 0; i < assessment->questionnaire->gate_count; i++) {
        if (strcmp(assessment->gates[i].gate->id, gate_id) == 0) {
            return &assessment->gates[i];
        }
    }
    return NULL;
}

bool assessment_gate_is_on(const struct assessment *assessment, const char *gate_id) {
    const struct gate_result *result = find_gate(assessment, gate_id);
    return result != NULL && result->is_on;
}

bool assessment_gate_is_open(const struct assessment *assessment, const char *gate_id) {
    const struct gate_result *result = find_gate(assessment, gate_id);
    return result != NULL && result->is_open;
}

/* A cause counts whenever one of its options was chosen, even beside another answer: the most
 * cautious source wins. */
static bool has_cause(const struct assessment *assessment, const struct gate_cause *causes,
                      size_t cause_count) {
    for (size_t i = 0; i < cause_count; i++) {
        if (is_chosen(assessment_answer(assessment, causes[i].item_id), causes[i].option_id)) {
            return true;
        }
    }
    return false;
}

static void build_gates(struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    assessment->strongest = GATE_NONE;
    for (size_t i = 0; i < questionnaire->gate_count; i++) {
        const struct gate *gate = &questionnaire->gates[i];
        const struct item_answer *answer = &assessment->items[gate->item - questionnaire->items];
        bool answered = answer->state == ITEM_ANSWERED;
        struct gate_result *result = &assessment->gates[i];
        result->gate = gate;
        result->is_on = (answered && answer->value > 0) ||
                        has_cause(assessment, gate->causes, gate->cause_count);
        result->is_open = !answered && !result->is_on;
        if (result->is_on && gate->action < assessment->strongest) {
            assessment->strongest = gate->action;
        }
    }
}

/* The age, where only a part of the birth date is known. An age that contradicts it makes a child
 * of whoever may be one; of others the age is unknown. */
static int partial_age(struct arena *arena, struct assessment *assessment, const struct item *item,
                       int told, int youngest) {
    int oldest = youngest + YEAR_OF_BIRTH_YEARS;
    if (told < 0) {
        return youngest;
    }
    if (told >= youngest - AGE_TOLERANCE_YEARS && told <= oldest + AGE_TOLERANCE_YEARS) {
        return told;
    }
    add_note(arena, assessment, "age-differs",
             "What is known of the birth date and the age on the form differ.");
    int lower = told < youngest ? told : youngest;
    if (lower < assessment->questionnaire->minimum_age) {
        return lower;
    }
    assessment->items[item - assessment->questionnaire->items].state = ITEM_CONFLICT;
    return -1;
}

/* The age from birth date and date of the response wins over the age that was answered. */
static void build_age(struct arena *arena, const struct response *response,
                      struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    assessment->age_years = -1;
    if (questionnaire->age_item_id == NULL) {
        return;
    }
    const struct item *item = questionnaire_find(questionnaire, questionnaire->age_item_id);
    const struct item_answer *answer = assessment_answer(assessment, item->id);
    int told = answer->state == ITEM_ANSWERED ? answer->value : -1;
    int counted = date_age_years(response->patient.birth, response->authored);
    int youngest = date_age_years(response->patient.youngest_birth, response->authored);
    bool counts = counted >= item->low && counted <= item->high;
    bool is_partial = youngest >= item->low && youngest <= item->high;
    assessment->age_years = counts       ? counted
                            : is_partial ? partial_age(arena, assessment, item, told, youngest)
                                         : told;
    if (counts && told >= 0 &&
        (told > counted + AGE_TOLERANCE_YEARS || told < counted - AGE_TOLERANCE_YEARS)) {
        add_note(arena, assessment, "age-differs",
                 "The birth date and the age on the form differ. The birth date counts.");
    }
    assessment->is_under_age =
        assessment->age_years >= 0
            ? assessment->age_years < questionnaire->minimum_age
            : has_cause(assessment, questionnaire->age_causes, questionnaire->age_cause_count);
    if (assessment->is_under_age) {
        int minimum = questionnaire->minimum_age;
        add_note(arena, assessment, arena_format(arena, "under-%d", minimum),
                 arena_format(arena, "This form is for people of %d or older.", minimum));
    }
}

/* Questionnaire/gcs, urn:magreport:questionnaire:gcs and Form.gcs all name gcs. */
static bool names_id(const char *form, const char *id) {
    size_t form_bytes = strlen(form);
    size_t id_bytes = strlen(id);
    return form_bytes > id_bytes && strchr("/:.", form[form_bytes - id_bytes - 1]) != NULL &&
           strcmp(form + form_bytes - id_bytes, id) == 0;
}

static void note_form(struct arena *arena, const struct response *response,
                      struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    const char *form = response->form;
    if (response->status == RESPONSE_IN_PROGRESS) {
        add_note(arena, assessment, "in-progress", "This form was not marked as finished.");
    }
    if (form[0] != '\0' && strcmp(form, questionnaire->url) != 0 &&
        strcmp(form, questionnaire->id) != 0 && !names_id(form, questionnaire->id)) {
        add_note(arena, assessment, "other-form", "The form names another questionnaire.");
    }
}

static void note_items(struct arena *arena, struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        const struct item_answer *answer = &assessment->items[i];
        const char *id = questionnaire->items[i].id;
        if (answer->state == ITEM_CONFLICT) {
            add_note(arena, assessment, "answered-twice",
                     arena_format(arena, "%s has two different answers. It counts as not answered.",
                                  id));
        }
        if (answer->unknown_count > 0) {
            add_note(arena, assessment, "refused-value",
                     arena_format(arena, "%s has values that are not on its list: %zu.", id,
                                  answer->unknown_count));
        } else if (answer->state == ITEM_REFUSED) {
            add_note(arena, assessment, "refused-value",
                     arena_format(arena,
                                  "%s has a value that it cannot have. It counts as not "
                                  "answered.",
                                  id));
        }
    }
}

static void note_counts(struct arena *arena, struct assessment *assessment,
                        const struct match_counts *counts) {
    if (counts->weights > 0) {
        add_note(arena, assessment, "weight-differs",
                 arena_format(arena,
                              "Answers that came with other points than ours: %zu. "
                              "The chosen answers count.",
                              counts->weights));
    }
    if (counts->unknown > 0) {
        add_note(arena, assessment, "unknown-items",
                 arena_format(arena, "Answers to questions that this form does not have: %zu.",
                              counts->unknown));
    }
}

static void mark_causes(const struct questionnaire *questionnaire, bool *is_telling) {
    for (size_t i = 0; i < questionnaire->gate_count; i++) {
        const struct gate *gate = &questionnaire->gates[i];
        for (size_t j = 0; j < gate->cause_count; j++) {
            is_telling[ids_find(questionnaire->item_ids, gate->causes[j].item_id)] = true;
        }
    }
}

static size_t count_matched(struct arena *arena, const struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    bool *is_telling = ARENA_ARRAY(arena, bool, questionnaire->item_count);
    size_t count = 0;
    mark_causes(questionnaire, is_telling);
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        const struct item *item = &questionnaire->items[i];
        bool counts = item->domain != NULL || item->is_gate || is_telling[i];
        count += counts && assessment->items[i].state != ITEM_MISSING ? 1 : 0;
    }
    return count;
}

/* What a form says that its answers add up to, against what they do. */
static void compare_totals(struct arena *arena, struct assessment *assessment) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    for (size_t i = 0; i < assessment->totals.count; i++) {
        struct stated_total *total = &assessment->totals.at[i];
        const struct index_score *score =
            &assessment->indices[total->index - questionnaire->indices];
        total->differs = score->has_value && !match_is_total(total->answer, score->value);
        if (total->differs) {
            add_note(arena, assessment, "total-differs",
                     arena_format(arena,
                                  "The form states another total of %s than its answers give. "
                                  "The answers count.",
                                  total->index->id));
        }
    }
}

struct assessment *assessment_build(struct arena *arena, const struct questionnaire *questionnaire,
                                    const struct response *response) {
    struct assessment *assessment = ARENA_NEW(arena, struct assessment);
    struct match_counts counts;
    assessment->questionnaire = questionnaire;
    assessment->response_id = response->id;
    assessment->items = ARENA_ARRAY(arena, struct item_answer, questionnaire->item_count);
    assessment->indices = ARENA_ARRAY(arena, struct index_score, questionnaire->index_count);
    assessment->domains = ARENA_ARRAY(arena, struct domain_score, questionnaire->domain_count);
    assessment->gates = ARENA_ARRAY(arena, struct gate_result, questionnaire->gate_count);
    match_answers(arena, response, assessment, &counts);
    assessment->matched_count = count_matched(arena, assessment);
    assessment->unknown_count = counts.unknown;
    build_gates(assessment);
    note_form(arena, response, assessment);
    build_age(arena, response, assessment);
    note_items(arena, assessment);
    note_counts(arena, assessment, &counts);
    if (assessment->strongest == GATE_EMERGENCY || assessment->is_under_age) {
        assessment->status = ASSESSMENT_WITHHELD;
        for (size_t i = 0; i < questionnaire->index_count; i++) {
            assessment->indices[i].index = &questionnaire->indices[i];
        }
        for (size_t i = 0; i < questionnaire->domain_count; i++) {
            assessment->domains[i].domain = &questionnaire->domains[i];
        }
    } else {
        score_build(arena, assessment);
        compare_totals(arena, assessment);
    }
    return assessment;
}
