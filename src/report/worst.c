/* Which answers are tried: every index at every level while the others are lowest or highest, then
 * each clause of guidance.xml on top of the highest answers, alone and together with a clause that
 * leads to each kind of first page; every option of each item that takes several; and all medicines
 * and conditions of each action. That is some hundred reports of a millisecond or two. */
#include "report/worst.h"

#include "base/builder.h"
#include "base/memory.h"
#include "base/vector.h"
#include "pack/guidance.h"
#include "questionnaire/assessment.h"
#include "questionnaire/visit.h"
#include "report/worst_answers.h"
#include "report/worst_merge.h"

#include <inttypes.h>
#include <string.h>

#define EARLIER_VISITS 30 /* more than any part shows */

struct worst {
    struct arena *arena;
    struct arena *scratch; /* of one report */
    const struct report_inputs *inputs;
    const struct questionnaire *questionnaire;
    struct diags *diags;
    struct worst_words *words;
    VECTOR(struct worst_report) reports;
    VECTOR(const struct guidance_clause *) clauses; /* each once */
    struct ids *known;
    struct visit visits[EARLIER_VISITS];
    struct visits earlier;
};

/* ---- clauses ---- */

static void add_clause(struct worst *worst, const struct guidance_clause *clause) {
    if (!worst_answers_decide(clause)) {
        return;
    }
    struct builder key = {0};
    for (size_t i = 0; i < clause->test_count; i++) {
        const struct guidance_test *test = &clause->tests[i];
        builder_format(&key, "%d %s %s %" PRId32 " %" PRId32 ";", (int)test->kind, test->name,
                       test->value == NULL ? "" : test->value, test->low, test->high);
    }
    const char *name = arena_copy(worst->arena, key.at == NULL ? "" : key.at, key.size_bytes);
    builder_free(&key);
    if (ids_add(worst->arena, worst->known, name, 0) == IDS_NONE) {
        *VECTOR_PUSH(worst->arena, &worst->clauses) = clause;
    }
}

static void add_condition(struct worst *worst, const struct guidance_condition *condition) {
    for (size_t i = 0; i < condition->any_count; i++) {
        add_clause(worst, &condition->any[i]);
    }
}

static void add_texts(struct worst *worst, const struct guidance_texts *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        add_condition(worst, &texts->at[i].condition);
    }
}

static void gather_clauses(struct worst *worst) {
    const struct guidance *guidance = worst->inputs->guidance;
    for (size_t i = 0; i < guidance->first_page_count; i++) {
        add_condition(worst, &guidance->first_pages[i].condition);
    }
    for (size_t i = 0; i < guidance->withhold_count; i++) {
        add_condition(worst, &guidance->withholds[i].condition);
    }
    add_texts(worst, &guidance->words);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        add_texts(worst, &guidance->sections[i]);
    }
    for (size_t i = 0; i < LIST_COUNT; i++) {
        const struct guidance_entries *entries = &guidance->lists[i];
        for (size_t k = 0; k < entries->count; k++) {
            add_condition(worst, &entries->at[k].condition);
            add_texts(worst, &entries->at[k].texts);
        }
    }
}

/* ---- reports ---- */

/* An attribute of the root's child, or of the root; in the arena. */
static const char *read_attribute(struct worst *worst, xmlDocPtr report, const char *child,
                                  const char *name) {
    xmlNodePtr node = xmlDocGetRootElement(report);
    if (child != NULL) {
        node = node->children;
        while (node != NULL && strcmp((const char *)node->name, child) != 0) {
            node = node->next;
        }
    }
    xmlChar *value = node == NULL ? NULL : xmlGetNoNsProp(node, (const xmlChar *)name);
    const char *text = value == NULL ? "" : arena_string(worst->arena, (const char *)value);
    xmlFree(value);
    return text;
}

/* Takes the report over. */
static void keep(struct worst *worst, xmlDocPtr report) {
    struct worst_report one = {.kind = read_attribute(worst, report, "first-page", "kind"),
                               .status = read_attribute(worst, report, NULL, "status"),
                               .report = report};
    worst_words_collect(worst->words, report);
    for (size_t i = 0; i < worst->reports.count; i++) {
        struct worst_report *kept = &worst->reports.at[i];
        if (strcmp(kept->kind, one.kind) == 0 && strcmp(kept->status, one.status) == 0) {
            worst_merge(kept->report, report);
            xmlFreeDoc(report);
            return;
        }
    }
    *VECTOR_PUSH(worst->arena, &worst->reports) = one;
}

static void report_on(struct worst *worst, const struct worst_answers *answers) {
    struct report_inputs inputs = *worst->inputs;
    inputs.response = &answers->response;
    inputs.earlier = &worst->earlier;
    inputs.assessment = assessment_build(worst->scratch, worst->questionnaire, &answers->response);
    xmlDocPtr report = xmlCopyDoc(report_build(worst->scratch, &inputs, worst->diags), 1);
    if (report == NULL) {
        memory_exhausted();
    }
    keep(worst, report);
    arena_reset(worst->scratch);
}

static struct worst_answers begin(struct worst *worst, const int *levels) {
    return worst_answers_begin(worst->scratch, worst->questionnaire, worst->inputs->knowledge,
                               levels);
}

static struct worst_answers begin_at(struct worst *worst, int level) {
    size_t count = worst->questionnaire->index_count;
    int *levels = ARENA_ARRAY(worst->scratch, int, count);
    for (size_t i = 0; i < count; i++) {
        levels[i] = level;
    }
    return begin(worst, levels);
}

static void try_levels(struct worst *worst) {
    size_t count = worst->questionnaire->index_count;
    for (size_t i = 0; i < count; i++) {
        for (int step = 0; step < 2 * WORST_LEVELS; step++) {
            int *levels = ARENA_ARRAY(worst->scratch, int, count);
            for (size_t k = 0; k < count; k++) {
                levels[k] = step < WORST_LEVELS ? WORST_LEVELS - 1 : 0;
            }
            levels[i] = step % WORST_LEVELS;
            struct worst_answers answers = begin(worst, levels);
            report_on(worst, &answers);
        }
    }
}

/* Each clause and none, on top of one that leads to a kind of first page (NULL: none). */
static void try_clauses(struct worst *worst, const struct guidance_clause *first) {
    for (size_t i = 0; i <= worst->clauses.count; i++) {
        struct worst_answers answers = begin_at(worst, WORST_LEVELS - 1);
        if (first != NULL) {
            worst_answers_satisfy(&answers, first);
        }
        if (i < worst->clauses.count) {
            worst_answers_satisfy(&answers, worst->clauses.at[i]);
        }
        report_on(worst, &answers);
    }
}

static void try_lists(struct worst *worst) {
    const struct questionnaire *questionnaire = worst->questionnaire;
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        const struct item *item = &questionnaire->items[i];
        if (item->repeats && item->scale != NULL) {
            struct worst_answers answers = begin_at(worst, WORST_LEVELS - 1);
            worst_answers_choose_all(&answers, item);
            report_on(worst, &answers);
        }
    }
    for (int action = 0; action < ACTION_COUNT; action++) {
        struct worst_answers answers = begin_at(worst, WORST_LEVELS - 1);
        worst_answers_list(&answers, (enum interaction_action)action);
        report_on(worst, &answers);
    }
}

/* A month apart, so that no two labels of a chart need the same place; all with the widest number.
 */
static void invent_visits(struct worst *worst) {
    for (size_t i = 0; i < EARLIER_VISITS; i++) {
        struct visit *visit = &worst->visits[i];
        visit->day = (uint32_t)((2023 + i / 12) * 10000 + (1 + i % 12) * 100 + 28);
        visit->is_point = true;
        for (size_t k = 0; k < VISIT_INDICES; k++) {
            visit->values[k] = 100;
        }
    }
    worst->earlier = (struct visits){worst->visits, EARLIER_VISITS};
}

struct worst_reports worst_build(struct arena *arena, const struct report_inputs *inputs,
                                 const struct questionnaire *questionnaire, struct diags *diags) {
    struct worst worst = {.arena = arena,
                          .scratch = arena_new(),
                          .inputs = inputs,
                          .questionnaire = questionnaire,
                          .diags = diags,
                          .words = worst_words_build(arena, inputs->knowledge),
                          .known = ids_build(arena)};
    const struct guidance *guidance = inputs->guidance;
    invent_visits(&worst);
    gather_clauses(&worst);
    try_levels(&worst);
    try_lists(&worst);
    try_clauses(&worst, NULL);
    for (size_t i = 0; i < guidance->first_page_count; i++) {
        const struct guidance_condition *condition = &guidance->first_pages[i].condition;
        if (condition->any_count > 0) {
            try_clauses(&worst, &condition->any[0]);
        }
    }
    for (size_t i = 0; i < worst.reports.count; i++) {
        worst_words_spread(worst.words, worst.reports.at[i].report);
    }
    arena_free(worst.scratch);
    return (struct worst_reports){.at = worst.reports.at, .count = worst.reports.count};
}

void worst_free(struct worst_reports *reports) {
    for (size_t i = 0; i < reports->count; i++) {
        xmlFreeDoc(reports->at[i].report);
    }
    reports->count = 0;
}
