#include "report/worst_answers.h"

#include <string.h>

#define NAME_CHARACTERS 240 /* the most that intake reads */
#define ADULT_YEARS 40
#define REMARK_LINES 6

static const char *const remark =
    "We talked about your sleep, your meals and the medicines that you take, and we agreed on one "
    "small change for the coming weeks before we meet again.";

static const char *longest_name(struct arena *arena) {
    static const char word[] = "Wolfeschlegelstein ";
    char *name = arena_alloc(arena, NAME_CHARACTERS + 1);
    for (size_t i = 0; i < NAME_CHARACTERS; i++) {
        name[i] = word[i % (sizeof word - 1)];
    }
    if (name[NAME_CHARACTERS - 1] == ' ') {
        name[NAME_CHARACTERS - 1] = 'n';
    }
    return name;
}

static void forget(struct worst_answers *answers, const char *item_id) {
    size_t kept = 0;
    for (size_t i = 0; i < answers->response.answers.count; i++) {
        const struct answer *answer = &answers->response.answers.at[i];
        if (strcmp(answer->key, item_id) != 0) {
            answers->response.answers.at[kept++] = *answer;
        }
    }
    answers->response.answers.count = kept;
}

static void add(struct worst_answers *answers, const char *item_id, enum answer_kind kind,
                const char *raw) {
    *VECTOR_PUSH(answers->arena, &answers->response.answers) = (struct answer){
        .path = item_id, .key = item_id, .kind = kind, .raw = raw, .code = raw, .system = ""};
}

/* Chooses an option; of an item that takes several beside those chosen before. */
static void choose(struct worst_answers *answers, const struct item *item, const char *option_id) {
    if (!item->repeats) {
        forget(answers, item->id);
    }
    add(answers, item->id, ANSWER_CODE, option_id);
}

static void choose_number(struct worst_answers *answers, const char *item_id, int number) {
    if (item_id != NULL) {
        forget(answers, item_id);
        add(answers, item_id, ANSWER_DECIMAL, arena_format(answers->arena, "%d", number));
    }
}

/* The option with the highest value from low to high, NULL if there is none. */
static const struct option *option_between(const struct scale *scale, int32_t low, int32_t high) {
    const struct option *best = NULL;
    for (size_t i = 0; scale != NULL && i < scale->option_count; i++) {
        const struct option *option = &scale->options[i];
        if (!option->is_missing && option->value >= low && option->value <= high &&
            (best == NULL || option->value > best->value)) {
            best = option;
        }
    }
    return best;
}

static void choose_value(struct worst_answers *answers, const char *item_id, int32_t low,
                         int32_t high) {
    const struct item *item = questionnaire_find(answers->questionnaire, item_id);
    const struct option *option = item == NULL ? NULL : option_between(item->scale, low, high);
    if (option != NULL) {
        choose(answers, item, option->id);
    }
}

static int level_of(const struct worst_answers *answers, const struct item *item,
                    const int *levels) {
    for (size_t i = 0; i < answers->questionnaire->index_count; i++) {
        if (&answers->questionnaire->indices[i] == item->domain->index) {
            return levels[i];
        }
    }
    return 0;
}

static void answer_item(struct worst_answers *answers, const struct item *item, const int *levels) {
    const struct scale *scale = item->scale;
    if (item->kind == ITEM_TEXT && item->repeats) {
        for (int i = 0; i < REMARK_LINES; i++) {
            add(answers, item->id, ANSWER_TEXT, remark);
        }
    } else if (item->is_gate) {
        choose_value(answers, item->id, 0, 0);
    } else if (item->domain != NULL && scale != NULL) {
        int32_t most = scale->min + (scale->max - scale->min) * level_of(answers, item, levels) /
                                        (WORST_LEVELS - 1);
        choose_value(answers, item->id, scale->min, most);
    } else if (item->kind == ITEM_CHOICE && !item->repeats && scale != NULL) {
        choose(answers, item, scale->options[0].id);
    }
}

struct worst_answers worst_answers_begin(struct arena *arena,
                                         const struct questionnaire *questionnaire,
                                         const struct knowledge *knowledge, const int *levels) {
    struct worst_answers answers = {
        .arena = arena, .questionnaire = questionnaire, .knowledge = knowledge};
    answers.response = (struct response){
        .id = "worst",
        .form = "",
        .form_version = "",
        .authored = {2026, 9, 30}, /* the longest as words */
        .authored_text = "",
        .language = "",
        .ordinal = 1,
        .patient = {.name = longest_name(arena), .identifier = "MRN-00000000000000"}};
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        answer_item(&answers, &questionnaire->items[i], levels);
    }
    choose_number(&answers, questionnaire->age_item_id, ADULT_YEARS);
    return answers;
}

/* The item with that option among those that medicines and conditions are chosen in. */
static void list(struct worst_answers *answers, const char *interaction_id) {
    static const char *const ids[] = {"medicines", "conditions"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        const struct item *item = questionnaire_find(answers->questionnaire, ids[i]);
        if (item != NULL && item->scale != NULL &&
            scale_find(item->scale, interaction_id) != NULL) {
            choose(answers, item, interaction_id);
            return;
        }
    }
}

void worst_answers_list(struct worst_answers *answers, enum interaction_action action) {
    for (size_t i = 0; i < answers->knowledge->interaction_count; i++) {
        const struct interaction *interaction = &answers->knowledge->interactions[i];
        if (interaction->action == action) {
            list(answers, interaction->id);
        }
    }
}

/* One that has this action; any if name is NULL. */
static void list_one(struct worst_answers *answers, const char *action) {
    for (size_t i = 0; i < answers->knowledge->interaction_count; i++) {
        const struct interaction *interaction = &answers->knowledge->interactions[i];
        if (action == NULL || strcmp(interaction_action_names[interaction->action], action) == 0) {
            list(answers, interaction->id);
            return;
        }
    }
}

void worst_answers_choose_all(struct worst_answers *answers, const struct item *item) {
    for (size_t i = 0; i < item->scale->option_count; i++) {
        if (!item->scale->options[i].is_missing) {
            choose(answers, item, item->scale->options[i].id);
        }
    }
}

/* Leaves the first half of each domain unanswered, and one more. */
static void leave_out(struct worst_answers *answers) {
    const struct questionnaire *questionnaire = answers->questionnaire;
    for (size_t i = 0; i < questionnaire->domain_count; i++) {
        const struct domain *domain = &questionnaire->domains[i];
        for (size_t j = 0; j <= domain->item_count / 2 && j < domain->item_count; j++) {
            forget(answers, domain->items[j]->id);
        }
    }
}

static void choose_option(struct worst_answers *answers, const char *item_id,
                          const char *option_id) {
    const struct item *item = questionnaire_find(answers->questionnaire, item_id);
    if (item != NULL) {
        choose(answers, item, option_id);
    }
}

static int age_between(int32_t low, int32_t high) {
    if (low > ADULT_YEARS) {
        return low;
    }
    return high < ADULT_YEARS ? high : ADULT_YEARS;
}

typedef void satisfy_test(struct worst_answers *answers, const struct guidance_test *test);

static void satisfy_gate(struct worst_answers *answers, const struct guidance_test *test) {
    choose_value(answers, test->name, 1, 1);
}
static void satisfy_no(struct worst_answers *answers, const struct guidance_test *test) {
    choose_value(answers, test->name, 0, 0);
}
static void satisfy_missing(struct worst_answers *answers, const struct guidance_test *test) {
    forget(answers, test->name);
}
static void satisfy_value(struct worst_answers *answers, const struct guidance_test *test) {
    choose_value(answers, test->name, test->low, test->high);
}
static void satisfy_option(struct worst_answers *answers, const struct guidance_test *test) {
    choose_option(answers, test->name, test->value);
}
static void satisfy_unknown(struct worst_answers *answers, const struct guidance_test *test) {
    choose_option(answers, test->name, "an option that no list has");
}
static void satisfy_listed(struct worst_answers *answers, const struct guidance_test *test) {
    list(answers, test->name);
}
static void satisfy_action(struct worst_answers *answers, const struct guidance_test *test) {
    list_one(answers, test->kind == TEST_LISTED_ANY ? NULL : test->name);
}
static void satisfy_age(struct worst_answers *answers, const struct guidance_test *test) {
    choose_number(answers, answers->questionnaire->age_item_id, age_between(test->low, test->high));
}
static void satisfy_no_age(struct worst_answers *answers, const struct guidance_test *test) {
    (void)test;
    if (answers->questionnaire->age_item_id != NULL) {
        forget(answers, answers->questionnaire->age_item_id);
    }
}
static void satisfy_under_age(struct worst_answers *answers, const struct guidance_test *test) {
    (void)test;
    choose_number(answers, answers->questionnaire->age_item_id,
                  answers->questionnaire->minimum_age - 1);
}
static void satisfy_stage(struct worst_answers *answers, const struct guidance_test *test) {
    choose_option(answers, "life-stage", test->name);
}
static void satisfy_status(struct worst_answers *answers, const struct guidance_test *test) {
    (void)test;
    leave_out(answers);
}

/* Bands, ranks, groups, kinds and what is withheld follow from other answers. */
static satisfy_test *const satisfiers[TEST_KIND_COUNT] = {
    [TEST_GATE] = satisfy_gate,
    [TEST_OPEN] = satisfy_missing,
    [TEST_NO] = satisfy_no,
    [TEST_VALUE] = satisfy_value,
    [TEST_OPTION] = satisfy_option,
    [TEST_MISSING] = satisfy_missing,
    [TEST_UNKNOWN] = satisfy_unknown,
    [TEST_LISTED] = satisfy_listed,
    [TEST_LISTED_ACTION] = satisfy_action,
    [TEST_LISTED_ANY] = satisfy_action,
    [TEST_AGE] = satisfy_age,
    [TEST_AGE_UNKNOWN] = satisfy_no_age,
    [TEST_UNDER_AGE] = satisfy_under_age,
    [TEST_STAGE] = satisfy_stage,
    [TEST_STATUS] = satisfy_status,
};

bool worst_answers_decide(const struct guidance_clause *clause) {
    for (size_t i = 0; i < clause->test_count; i++) {
        if (satisfiers[clause->tests[i].kind] != NULL) {
            return true;
        }
    }
    return false;
}

void worst_answers_satisfy(struct worst_answers *answers, const struct guidance_clause *clause) {
    for (size_t i = 0; i < clause->test_count; i++) {
        satisfy_test *satisfy = satisfiers[clause->tests[i].kind];
        if (satisfy != NULL) {
            satisfy(answers, &clause->tests[i]);
        }
    }
}
