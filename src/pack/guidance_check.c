/* Guidance against the questionnaire and the tables: every name that it uses must exist there. */
#include "pack/guidance.h"

#include "pack/knowledge.h"
#include "pack/questionnaire.h"

#include <string.h>

struct checking {
    struct arena *arena;
    const struct guidance *guidance;
    const struct questionnaire *questionnaire;
    const struct knowledge *knowledge;
    struct diags *diags;
    struct ids *gates, *domains, *indices, *groups, *forms;
    bool failed;
};

static void report_unknown(struct checking *checking, struct position position, const char *what,
                           const char *id, const char *nearest) {
    diag(checking->diags, MESSAGE_GUIDANCE_UNKNOWN, position, ARGS(what, id, nearest));
    checking->failed = true;
}

static void check_id(struct checking *checking, struct position position, const struct ids *ids,
                     const char *what, const char *id) {
    if (ids_find(ids, id) == IDS_NONE) {
        report_unknown(checking, position, what, id, ids_nearest(ids, id));
    }
}

static void check_option(struct checking *checking, const struct guidance_test *test) {
    check_id(checking, test->position, checking->questionnaire->item_ids, "item", test->name);
    const struct item *item = questionnaire_find(checking->questionnaire, test->name);
    if (item == NULL || test->kind != TEST_OPTION) {
        return;
    }
    /* ids of foods, medicines and conditions may be options that the questionnaire leaves to the
     * tables */
    bool known = item->scale != NULL && scale_find(item->scale, test->value) != NULL;
    if (!known) {
        const char *what = arena_format(checking->arena, "option of %s", item->id);
        report_unknown(checking, test->position, what, test->value, NULL);
    }
}

static void check_band(struct checking *checking, const struct guidance_test *test) {
    check_id(checking, test->position, checking->indices, "index", test->name);
    size_t number = ids_find(checking->indices, test->name);
    if (number == IDS_NONE) {
        return;
    }
    const struct index *index = &checking->questionnaire->indices[number];
    for (size_t i = 0; i < index->band_count; i++) {
        if (strcmp(index->bands[i].id, test->value) == 0) {
            return;
        }
    }
    report_unknown(checking, test->position, "band", test->value, NULL);
}

/* A reason that is tested must be one that can be given. */
static void check_reason(struct checking *checking, const struct guidance_test *test) {
    const struct guidance *guidance = checking->guidance;
    bool known = test->value == NULL || strcmp(test->value, GUIDANCE_NO_TARGET) == 0;
    for (size_t i = 0; i < guidance->withhold_count; i++) {
        bool covers = (guidance->withholds[i].parts >> (uint32_t)test->low & 1) != 0;
        known |= !known && covers && strcmp(guidance->withholds[i].reason, test->value) == 0;
    }
    if (!known) {
        report_unknown(checking, test->position, "reason", test->value, NULL);
    }
}

static void check_test(struct checking *checking, const struct guidance_test *test) {
    switch (test->kind) {
    case TEST_GATE:
    case TEST_OPEN:
    case TEST_NO:
        check_id(checking, test->position, checking->gates, "gate", test->name);
        break;
    case TEST_VALUE:
    case TEST_OPTION:
    case TEST_MISSING:
    case TEST_UNKNOWN:
        check_option(checking, test);
        break;
    case TEST_BAND:
        check_band(checking, test);
        break;
    case TEST_RANK:
        check_id(checking, test->position, checking->domains, "domain", test->name);
        break;
    case TEST_GROUP:
        check_id(checking, test->position, checking->groups, "group", test->name);
        break;
    case TEST_LISTED:
        check_id(checking, test->position, checking->knowledge->interaction_ids, "interaction",
                 test->name);
        break;
    case TEST_WITHHELD:
        check_reason(checking, test);
        break;
    case TEST_LISTED_ACTION:
    case TEST_LISTED_ANY:
    case TEST_AGE:
    case TEST_AGE_UNKNOWN:
    case TEST_UNDER_AGE:
    case TEST_STAGE:
    case TEST_STATUS:
    case TEST_COUNTRY:
    case TEST_STANDARD:
    case TEST_KIND:
    case TEST_SHOWN:
    case TEST_PLAN:
    case TEST_KIND_COUNT:
        break;
    }
}

static void check_condition(struct checking *checking, const struct guidance_condition *condition) {
    for (size_t i = 0; i < condition->any_count + condition->none_count; i++) {
        const struct guidance_clause *clause = i < condition->any_count
                                                   ? &condition->any[i]
                                                   : &condition->none[i - condition->any_count];
        for (size_t j = 0; j < clause->test_count; j++) {
            check_test(checking, &clause->tests[j]);
        }
    }
}

static void check_texts(struct checking *checking, const struct guidance_texts *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        check_condition(checking, &texts->at[i].condition);
    }
}

static void check_entry(struct checking *checking, enum guidance_list list,
                        const struct guidance_entry *entry) {
    check_condition(checking, &entry->condition);
    check_texts(checking, &entry->texts);
    if (list == LIST_FINDING || list == LIST_FACTOR) {
        check_id(checking, entry->position, checking->questionnaire->item_ids, "item", entry->id);
    }
    if (list == LIST_FORM) {
        check_id(checking, entry->position, checking->forms, "supplement form", entry->id);
    }
    for (size_t i = 0; i < entry->form_count; i++) {
        check_id(checking, entry->position, checking->forms, "supplement form", entry->forms[i]);
    }
    for (size_t i = 0; i < entry->food_count; i++) {
        check_id(checking, entry->foods[i].position, checking->knowledge->food_ids, "food",
                 entry->foods[i].id);
    }
}

static bool has_entry(const struct guidance *guidance, enum guidance_list list, const char *id) {
    for (size_t i = 0; i < guidance->lists[list].count; i++) {
        if (strcmp(guidance->lists[list].at[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static void check_has_entry(struct checking *checking, enum guidance_list list, const char *what,
                            const char *id) {
    if (!has_entry(checking->guidance, list, id)) {
        diag(checking->diags, MESSAGE_GUIDANCE_MISSING,
             (struct position){.file = checking->guidance->file}, ARGS(what, id));
        checking->failed = true;
    }
}

/* Each scored item, form and food group has its words. A domain belongs to an index; the first
 * index is that of the symptoms, the others are of what can lower magnesium. */
static void check_complete(struct checking *checking) {
    const struct questionnaire *questionnaire = checking->questionnaire;
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        const struct item *item = &questionnaire->items[i];
        if (item->domain != NULL && item->domain->index == &questionnaire->indices[0]) {
            check_has_entry(checking, LIST_FINDING, "the finding", item->id);
        } else if (item->domain != NULL) {
            check_has_entry(checking, LIST_FACTOR, "the factor", item->id);
        }
    }
    const struct knowledge *knowledge = checking->knowledge;
    for (size_t i = 0; i < knowledge->form_count; i++) {
        check_has_entry(checking, LIST_FORM, "the supplement form", knowledge->forms[i].id);
    }
    for (size_t i = 0; i < knowledge->food_count; i++) {
        const char *word = arena_format(checking->arena, "group-%s", knowledge->foods[i].group);
        if (ids_find(checking->guidance->word_ids, word) == IDS_NONE) {
            diag(checking->diags, MESSAGE_GUIDANCE_MISSING,
                 (struct position){.file = checking->guidance->file}, ARGS("the word", word));
            checking->failed = true;
        }
    }
}

static void collect_ids(struct checking *checking) {
    const struct questionnaire *questionnaire = checking->questionnaire;
    struct arena *arena = checking->arena;
    checking->gates = ids_build(arena);
    checking->domains = ids_build(arena);
    checking->indices = ids_build(arena);
    checking->groups = ids_build(arena);
    checking->forms = ids_build(arena);
    for (size_t i = 0; i < questionnaire->gate_count; i++) {
        ids_add(arena, checking->gates, questionnaire->gates[i].id, i);
    }
    for (size_t i = 0; i < questionnaire->domain_count; i++) {
        ids_add(arena, checking->domains, questionnaire->domains[i].id, i);
    }
    for (size_t i = 0; i < questionnaire->index_count; i++) {
        ids_add(arena, checking->indices, questionnaire->indices[i].id, i);
    }
    for (size_t i = 0; i < questionnaire->group_count; i++) {
        ids_add(arena, checking->groups, questionnaire->groups[i].id, i);
    }
    for (size_t i = 0; i < checking->knowledge->form_count; i++) {
        ids_add(arena, checking->forms, checking->knowledge->forms[i].id, i);
    }
}

bool guidance_check(struct arena *scratch, const struct guidance *guidance,
                    const struct questionnaire *questionnaire, const struct knowledge *knowledge,
                    struct diags *diags) {
    struct checking checking = {.arena = scratch,
                                .guidance = guidance,
                                .questionnaire = questionnaire,
                                .knowledge = knowledge,
                                .diags = diags};
    collect_ids(&checking);
    check_texts(&checking, &guidance->words);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        check_texts(&checking, &guidance->sections[i]);
    }
    for (size_t i = 0; i < guidance->first_page_count; i++) {
        check_condition(&checking, &guidance->first_pages[i].condition);
    }
    for (size_t i = 0; i < guidance->withhold_count; i++) {
        check_condition(&checking, &guidance->withholds[i].condition);
    }
    for (size_t list = 0; list < LIST_COUNT; list++) {
        for (size_t i = 0; i < guidance->lists[list].count; i++) {
            check_entry(&checking, (enum guidance_list)list, &guidance->lists[list].at[i]);
        }
    }
    if (questionnaire->index_count > 0) {
        check_complete(&checking);
    }
    return !checking.failed;
}
