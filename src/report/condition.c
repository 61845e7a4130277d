#include "report/condition.h"

#include "pack/brand.h"
#include "questionnaire/assessment.h"
#include "report/facts.h"

#include <string.h>

static bool value_is_within(const struct facts *facts, const struct guidance_test *test) {
    const struct item_answer *answer = assessment_answer(facts->assessment, test->name);
    return answer->state == ITEM_ANSWERED && answer->value >= test->low &&
           answer->value <= test->high;
}

/* Something was named that no option covers, or the answers contradict each other: unlike silence,
 * this says that there is something we do not know. */
static bool item_is_unknown(const struct facts *facts, const struct guidance_test *test) {
    const struct item_answer *answer = assessment_answer(facts->assessment, test->name);
    return answer->unknown_count > 0 || answer->is_doubtful || answer->state == ITEM_REFUSED ||
           answer->state == ITEM_CONFLICT || answer->state == ITEM_UNSURE;
}

static bool band_is(const struct facts *facts, const struct guidance_test *test) {
    const struct assessment *assessment = facts->assessment;
    for (size_t i = 0; i < assessment->questionnaire->index_count; i++) {
        const struct index_score *score = &assessment->indices[i];
        if (strcmp(score->index->id, test->name) == 0) {
            return score->has_value && score->band != NULL &&
                   strcmp(score->band->id, test->value) == 0;
        }
    }
    return false;
}

static bool rank_is_within(const struct facts *facts, const struct guidance_test *test) {
    const struct assessment *assessment = facts->assessment;
    for (size_t i = 0; i < assessment->ranked_count && (int32_t)i < test->high; i++) {
        if (strcmp(assessment->ranked[i]->domain->id, test->name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_listed(const struct facts *facts, const struct guidance_test *test) {
    for (size_t i = 0; i < facts->listed_count; i++) {
        bool found = test->kind == TEST_LISTED
                         ? strcmp(facts->listed[i]->id, test->name) == 0
                         : facts->listed[i]->action == (enum interaction_action)test->low;
        if (found) {
            return true;
        }
    }
    return false;
}

/* A part is withheld, for this reason if the test names one. */
static bool is_withheld(const struct facts *facts, const struct guidance_test *test) {
    const char *reason = facts->withheld[test->low];
    return reason != NULL && (test->value == NULL || strcmp(reason, test->value) == 0);
}

static bool plan_is(const struct facts *facts, const struct guidance_test *test) {
    return facts->plan != NULL && facts->plan->status == (enum plan_status)test->low &&
           (test->value == NULL || strcmp(facts->plan->reason, test->value) == 0);
}

static bool gate_is_answered_no(const struct facts *facts, const char *gate) {
    return !assessment_gate_is_on(facts->assessment, gate) &&
           !assessment_gate_is_open(facts->assessment, gate);
}

static bool test_holds(const struct facts *facts, const struct guidance_test *test) {
    const struct assessment *assessment = facts->assessment;
    switch (test->kind) {
    case TEST_GATE:
        return assessment_gate_is_on(assessment, test->name);
    case TEST_OPEN:
        return assessment_gate_is_open(assessment, test->name);
    case TEST_NO:
        return gate_is_answered_no(facts, test->name);
    case TEST_VALUE:
        return value_is_within(facts, test);
    case TEST_OPTION:
        return assessment_has_option(assessment, test->name, test->value);
    case TEST_MISSING:
        return assessment_answer(assessment, test->name)->state == ITEM_MISSING;
    case TEST_UNKNOWN:
        return item_is_unknown(facts, test);
    case TEST_BAND:
        return band_is(facts, test);
    case TEST_RANK:
        return rank_is_within(facts, test);
    case TEST_GROUP:
        return assessment->group != NULL && strcmp(assessment->group->id, test->name) == 0;
    case TEST_LISTED:
    case TEST_LISTED_ACTION:
        return is_listed(facts, test);
    case TEST_LISTED_ANY:
        return facts->listed_count > 0;
    case TEST_AGE:
        return facts->age_years >= test->low && facts->age_years <= test->high;
    case TEST_AGE_UNKNOWN:
        return facts->age_years < 0;
    case TEST_UNDER_AGE:
        return assessment->is_under_age;
    case TEST_STAGE:
        return facts->stage == (enum life_stage)test->low;
    case TEST_STATUS:
        return assessment->status == (enum assessment_status)test->low;
    case TEST_COUNTRY:
        return strcmp(facts->inputs->brand->country.code, test->name) == 0;
    case TEST_STANDARD:
        return facts->inputs->options->standard == (enum standard)test->low;
    case TEST_KIND:
        return facts->kind == (enum guidance_kind)test->low;
    case TEST_WITHHELD:
        return is_withheld(facts, test);
    case TEST_SHOWN:
        return facts->withheld[test->low] == NULL;
    case TEST_PLAN:
        return plan_is(facts, test);
    case TEST_KIND_COUNT:
        break;
    }
    return false;
}

static bool clause_holds(const struct facts *facts, const struct guidance_clause *clause) {
    for (size_t i = 0; i < clause->test_count; i++) {
        if (!test_holds(facts, &clause->tests[i])) {
            return false;
        }
    }
    return true;
}

static bool any_holds(const struct facts *facts, const struct guidance_clause *clauses,
                      size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (clause_holds(facts, &clauses[i])) {
            return true;
        }
    }
    return false;
}

bool condition_is_met(const struct facts *facts, const struct guidance_condition *condition) {
    return any_holds(facts, condition->any, condition->any_count) &&
           !any_holds(facts, condition->none, condition->none_count);
}

bool condition_holds(const struct facts *facts, const struct guidance_condition *condition) {
    bool is_open =
        condition->any_count == 0 || any_holds(facts, condition->any, condition->any_count);
    return is_open && !any_holds(facts, condition->none, condition->none_count);
}

int32_t condition_weight(const struct facts *facts, const struct guidance_condition *condition,
                         int32_t fallback) {
    int32_t weight = -1;
    for (size_t i = 0; i < condition->any_count; i++) {
        const struct guidance_clause *clause = &condition->any[i];
        if (clause->weight > weight && clause_holds(facts, clause)) {
            weight = clause->weight;
        }
    }
    return weight >= 0 ? weight : fallback;
}
