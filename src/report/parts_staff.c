/* The parts for staff: what was printed and what was withheld and why, and every answer with its
 * points. Templates for patients never print them. */
#include "report/parts.h"

#include "questionnaire/assessment.h"
#include "questionnaire/score.h"
#include "response/response.h"

#include <string.h>

static const char *const state_names[ITEM_STATE_COUNT] = {
    [ITEM_MISSING] = "missing",   [ITEM_ANSWERED] = "answered", [ITEM_UNSURE] = "unsure",
    [ITEM_CONFLICT] = "conflict", [ITEM_REFUSED] = "refused",
};

void parts_add_decisions(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct result_group *group = facts->assessment->group;
    xmlNodePtr decisions = tree_add(writer->tree, writer->root, "decisions");
    if (group != NULL) {
        tree_set(writer->tree, decisions, "group", group->id);
        tree_set(writer->tree, decisions, "group-title", group->title);
    }
    for (size_t i = 0; i < PART_COUNT; i++) {
        const char *reason = facts->withheld[i];
        xmlNodePtr node = tree_add(writer->tree, decisions, "part");
        tree_set(writer->tree, node, "name", guidance_part_names[i]);
        tree_set(writer->tree, node, "status", reason == NULL ? "shown" : "withheld");
        tree_set(writer->tree, node, "reason", reason == NULL ? "" : reason);
    }
}

static const char *option_words(const struct facts *facts, const struct option *option) {
    return knowledge_option_name(facts->inputs->knowledge, option->id, option->label);
}

static const char *chosen_words(const struct facts *facts, const struct item_answer *answer) {
    if (answer->option_count == 0) {
        return answer->option != NULL ? option_words(facts, answer->option) : "";
    }
    const char *words = option_words(facts, answer->options[0]);
    for (size_t i = 1; i < answer->option_count; i++) {
        words =
            arena_format(facts->arena, "%s, %s", words, option_words(facts, answer->options[i]));
    }
    return words;
}

/* What was answered, in words; "" if nothing that counts was. */
static const char *answer_words(const struct facts *facts, const struct item *item,
                                const struct item_answer *answer) {
    int32_t number;
    if (item->kind == ITEM_NUMBER) {
        bool is_known = score_find_number(facts->assessment, item->id, &number);
        return is_known ? arena_format(facts->arena, "%d", (int)number) : "";
    }
    if (answer->state != ITEM_ANSWERED) {
        return "";
    }
    if (item->kind == ITEM_TEXT) {
        return answer->text != NULL ? answer->text : "";
    }
    return chosen_words(facts, answer);
}

/* Points of an answered item that is scored, or that adds points of its own to an index. Nothing
 * where results are withheld. */
static void set_points(struct part_writer *writer, xmlNodePtr node, const struct item *item,
                       const struct item_answer *answer) {
    const struct assessment *assessment = writer->facts->assessment;
    const struct questionnaire *questionnaire = assessment->questionnaire;
    if (assessment->status == ASSESSMENT_WITHHELD) {
        return;
    }
    if (item->domain != NULL && answer->state == ITEM_ANSWERED) {
        tree_set_int(writer->tree, node, "points", score_item_points(item, answer->value));
        tree_set_int(writer->tree, node, "max", score_item_max(item));
        return;
    }
    for (size_t i = 0; i < questionnaire->index_count; i++) {
        const struct index *index = &questionnaire->indices[i];
        for (size_t j = 0; j < index->extra_count; j++) {
            const struct index_extra *extra = &index->extras[j];
            int32_t number;
            if (strcmp(extra->item_id, item->id) == 0 &&
                score_find_number(assessment, item->id, &number)) {
                tree_set_int(writer->tree, node, "points",
                             number >= extra->from ? extra->points : 0);
                tree_set_int(writer->tree, node, "max", extra->max);
                return;
            }
        }
    }
}

static void add_answer(struct part_writer *writer, xmlNodePtr section, const struct item *item) {
    const struct facts *facts = writer->facts;
    const struct questionnaire *questionnaire = facts->assessment->questionnaire;
    const struct item_answer *answer = &facts->assessment->items[item - questionnaire->items];
    const char *words = answer_words(facts, item, answer);
    bool is_derived = words[0] != '\0' && answer->state != ITEM_ANSWERED;
    xmlNodePtr node = tree_add(writer->tree, section, "answer");
    tree_set(writer->tree, node, "item", item->id);
    tree_set(writer->tree, node, "question", item->text);
    tree_set(writer->tree, node, "name", item->label);
    tree_set(writer->tree, node, "state", is_derived ? "derived" : state_names[answer->state]);
    tree_set(writer->tree, node, "label", words);
    if (answer->unknown_count > 0) {
        tree_set_int(writer->tree, node, "unknown", (int64_t)answer->unknown_count);
    }
    set_points(writer, node, item, answer);
}

static void add_domain(struct part_writer *writer, xmlNodePtr answers,
                       const struct domain_score *score, const struct domain *domain) {
    struct tree *tree = writer->tree;
    xmlNodePtr section = tree_add(tree, answers, "section");
    tree_set(tree, section, "id", domain->id);
    tree_set(tree, section, "kind", "domain");
    tree_set(tree, section, "title", domain->title);
    tree_set(tree, section, "index", domain->index->id);
    if (writer->facts->assessment->status != ASSESSMENT_WITHHELD) {
        tree_set_int(tree, section, "answered", score->answered);
        tree_set_int(tree, section, "items", score->items);
        tree_set_int(tree, section, "points", score->points);
        tree_set_int(tree, section, "max", score->max);
    }
    for (size_t i = 0; i < domain->item_count; i++) {
        add_answer(writer, section, domain->items[i]);
    }
}

/* Gates, or the items that are neither scored nor gates. */
static void add_others(struct part_writer *writer, xmlNodePtr answers, bool gates) {
    const struct questionnaire *questionnaire = writer->facts->assessment->questionnaire;
    xmlNodePtr section = NULL;
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        const struct item *item = &questionnaire->items[i];
        if (item->domain != NULL || item->is_gate != gates) {
            continue;
        }
        if (section == NULL) {
            section = tree_add(writer->tree, answers, "section");
            tree_set(writer->tree, section, "id", gates ? "gates" : "further");
            tree_set(writer->tree, section, "kind", gates ? "gates" : "further");
        }
        add_answer(writer, section, item);
    }
}

void parts_add_answers(struct part_writer *writer) {
    const struct assessment *assessment = writer->facts->assessment;
    const struct questionnaire *questionnaire = assessment->questionnaire;
    const struct response *response = writer->facts->inputs->response;
    xmlNodePtr answers = tree_add(writer->tree, writer->root, "answers");
    tree_set(writer->tree, answers, "format", response_format_names[response->format]);
    tree_set(writer->tree, answers, "form", response_status_names[response->status]);
    add_others(writer, answers, true);
    for (size_t i = 0; i < questionnaire->domain_count; i++) {
        add_domain(writer, answers, &assessment->domains[i], &questionnaire->domains[i]);
    }
    add_others(writer, answers, false);
}
