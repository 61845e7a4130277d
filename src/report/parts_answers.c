/* The parts that follow from single answers: scores, findings, prompts, lifestyle, when to seek
 * care. */
#include "report/parts.h"

#include "questionnaire/assessment.h"
#include "report/condition.h"

#include <string.h>

/* One answer that has something to say, and what decides its place. */
struct told {
    const struct guidance_entry *entry;
    const struct item *item;
    const struct item_answer *answer;
    int32_t weight; /* its points, unless a rule says otherwise */
    size_t rank;    /* of its domain, 0 the highest share */
};

const struct band *parts_find_band(const struct index *index, int32_t value) {
    const struct band *band = NULL;
    for (size_t i = 0; i < index->band_count; i++) {
        if (value >= index->bands[i].from) {
            band = &index->bands[i];
        }
    }
    return band;
}

static void add_index(struct part_writer *writer, xmlNodePtr scores,
                      const struct index_score *score) {
    struct tree *tree = writer->tree;
    bool is_shown = score->has_value && score->band != NULL;
    xmlNodePtr node = tree_add(tree, scores, "index");
    tree_set(tree, node, "id", score->index->id);
    tree_set(tree, node, "title", score->index->title);
    tree_set(tree, node, "status", is_shown ? "shown" : "not-enough");
    tree_set(tree, node, "label",
             is_shown ? score->band->label : facts_word(writer->facts, NULL, "not-enough"));
    tree_set_int(tree, node, "answered", score->answered);
    tree_set_int(tree, node, "items", score->items);
    if (!is_shown) {
        return;
    }
    tree_set_int(tree, node, "points", score->points);
    tree_set_int(tree, node, "max", score->max);
    tree_set_int(tree, node, "value", score->value);
    tree_set(tree, node, "band", score->band->id);
    for (size_t i = 1; i < score->index->band_count; i++) {
        xmlNodePtr mark = tree_add(tree, node, "mark");
        tree_set_int(tree, mark, "at", score->index->bands[i].from);
        tree_set(tree, mark, "label", score->index->bands[i].label);
    }
}

static bool index_has_value(const struct assessment *assessment, const struct index *index) {
    for (size_t i = 0; i < assessment->questionnaire->index_count; i++) {
        if (assessment->indices[i].index == index) {
            return assessment->indices[i].has_value;
        }
    }
    return false;
}

static void add_domain(struct part_writer *writer, xmlNodePtr scores,
                       const struct domain_score *score) {
    struct tree *tree = writer->tree;
    const struct index *index = score->domain->index;
    const struct band *band = parts_find_band(index, score->share);
    if (!index_has_value(writer->facts->assessment, index) || score->max == 0 || band == NULL) {
        return;
    }
    xmlNodePtr node = tree_add(tree, scores, "domain");
    tree_set(tree, node, "id", score->domain->id);
    tree_set(tree, node, "index", index->id);
    tree_set(tree, node, "title", score->domain->title);
    tree_set_int(tree, node, "points", score->points);
    tree_set_int(tree, node, "max", score->max);
    tree_set_int(tree, node, "share", score->share);
    tree_set(tree, node, "band", band->id);
    tree_set(tree, node, "label", band->label);
}

/* Domains of an index without enough answers are left out: their figures would say what the index
 * may not. */
void parts_add_scores(struct part_writer *writer) {
    const struct assessment *assessment = writer->facts->assessment;
    if (!parts_is_shown(writer, PART_SCORES)) {
        return;
    }
    xmlNodePtr scores = parts_add_section(writer, writer->root, "scores", SECTION_SCORES);
    for (size_t i = 0; i < assessment->questionnaire->index_count; i++) {
        add_index(writer, scores, &assessment->indices[i]);
    }
    for (size_t i = 0; i < assessment->questionnaire->domain_count; i++) {
        add_domain(writer, scores, &assessment->domains[i]);
    }
}

static size_t rank_of(const struct assessment *assessment, const struct domain *domain) {
    size_t rank = 0;
    while (rank < assessment->ranked_count && assessment->ranked[rank]->domain != domain) {
        rank++;
    }
    return rank;
}

/* Whether left is printed before right: more points, then the domain that stands out more. */
static bool comes_before(const struct told *left, const struct told *right) {
    if (left->weight != right->weight) {
        return left->weight > right->weight;
    }
    return left->rank < right->rank;
}

static int32_t points_of(const struct item *item, const struct item_answer *answer) {
    return answer->value * item->weight;
}

/* The answers that a list of guidance has words for, in the order of print. */
static size_t collect(const struct facts *facts, enum guidance_list list, struct told *out) {
    const struct assessment *assessment = facts->assessment;
    const struct guidance_entries *entries = &facts->guidance->lists[list];
    size_t count = 0;
    for (size_t i = 0; i < entries->count; i++) {
        const struct guidance_entry *entry = &entries->at[i];
        size_t number = ids_find(assessment->questionnaire->item_ids, entry->id);
        if (number == IDS_NONE) {
            continue;
        }
        struct told told = {.entry = entry,
                            .item = &assessment->questionnaire->items[number],
                            .answer = &assessment->items[number]};
        bool is_told = told.answer->state == ITEM_ANSWERED && told.answer->option != NULL &&
                       told.answer->value >= entry->at_least &&
                       condition_holds(facts, &entry->condition);
        if (!is_told) {
            continue;
        }
        told.weight = condition_weight(facts, &entry->condition, points_of(told.item, told.answer));
        told.rank = rank_of(assessment, told.item->domain);
        size_t at = count++;
        for (; at > 0 && comes_before(&told, &out[at - 1]); at--) {
            out[at] = out[at - 1];
        }
        out[at] = told;
    }
    return count;
}

/* item, name, value, often, domain: what findings and factors share. */
static void set_told(struct part_writer *writer, xmlNodePtr node, const struct told *told) {
    struct facts named = *writer->facts;
    named.holds[HOLD_OFTEN] = told->answer->option->label;
    const char *often = told->entry->often != NULL ? facts_fill(&named, told->entry->often) : NULL;
    const char *name = told->item->label != NULL && told->item->label[0] != '\0' ? told->item->label
                                                                                 : told->item->text;
    tree_set(writer->tree, node, "item", told->item->id);
    tree_set(writer->tree, node, "name", name);
    tree_set_int(writer->tree, node, "value", told->answer->value);
    tree_set(writer->tree, node, "often", often != NULL ? often : told->answer->option->label);
    tree_set(writer->tree, node, "domain",
             told->item->domain != NULL ? told->item->domain->id : "none");
}

static void add_finding(struct part_writer *writer, xmlNodePtr findings, const struct told *told) {
    const struct facts *facts = writer->facts;
    const char *known = facts_first(facts, &told->entry->texts, "known");
    const char *advice = facts_first(facts, &told->entry->texts, "try");
    if (known == NULL || advice == NULL) {
        return;
    }
    xmlNodePtr node = tree_add(writer->tree, findings, "finding");
    set_told(writer, node, told);
    tree_set(writer->tree, node, "evidence", facts_word(facts, "evidence", told->entry->evidence));
    tree_set(writer->tree, node, "sources", parts_source_numbers(facts, told->entry));
    tree_add_text(writer->tree, node, "known", known);
    tree_add_text(writer->tree, node, "try", advice);
}

void parts_add_findings(struct part_writer *writer) {
    struct facts *facts = writer->facts;
    struct told *told =
        ARENA_ARRAY(facts->arena, struct told, facts->guidance->lists[LIST_FINDING].count);
    size_t count = collect(facts, LIST_FINDING, told);
    if (!parts_is_shown(writer, PART_FINDINGS) || count == 0) {
        return;
    }
    xmlNodePtr findings = parts_add_section(writer, writer->root, "findings", SECTION_FINDINGS);
    for (size_t i = 0; i < count; i++) {
        add_finding(writer, findings, &told[i]);
    }
}

void parts_add_prompts(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct guidance_entries *entries = &facts->guidance->lists[LIST_PROMPT];
    xmlNodePtr prompts = NULL;
    for (size_t i = 0; parts_is_shown(writer, PART_PROMPTS) && i < entries->count; i++) {
        const struct guidance_entry *entry = &entries->at[i];
        const char *title = facts_fill(facts, entry->title);
        const char *text = facts_first(facts, &entry->texts, "text");
        if (title == NULL || text == NULL || !condition_holds(facts, &entry->condition)) {
            continue;
        }
        if (prompts == NULL) {
            prompts = parts_add_section(writer, writer->root, "prompts", SECTION_PROMPTS);
        }
        xmlNodePtr node = tree_add(writer->tree, prompts, "prompt");
        tree_set(writer->tree, node, "id", entry->id);
        tree_set(writer->tree, node, "title", title);
        tree_add_text(writer->tree, node, "text", text);
    }
}

void parts_add_lifestyle(struct part_writer *writer) {
    struct facts *facts = writer->facts;
    if (!parts_is_shown(writer, PART_LIFESTYLE)) {
        return;
    }
    struct told *told =
        ARENA_ARRAY(facts->arena, struct told, facts->guidance->lists[LIST_FACTOR].count);
    size_t count = collect(facts, LIST_FACTOR, told);
    xmlNodePtr lifestyle = parts_add_section(writer, writer->root, "lifestyle", SECTION_LIFESTYLE);
    for (size_t i = 0; i < count; i++) {
        const char *text = facts_first(facts, &told[i].entry->texts, "text");
        bool is_full = i < facts->guidance->factor_count;
        if (text != NULL) {
            xmlNodePtr node = tree_add(writer->tree, lifestyle, is_full ? "factor" : "more");
            set_told(writer, node, &told[i]);
            if (is_full) {
                tree_add_text(writer->tree, node, "text", text);
            }
        }
    }
    parts_add_section(writer, lifestyle, "worsens", SECTION_WORSENS);
}

/* Every sign is printed; its condition only says whether the answers name it. */
void parts_add_evaluation(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct guidance_texts *texts = &facts->guidance->sections[SECTION_EVALUATION];
    if (!parts_is_shown(writer, PART_EVALUATION)) {
        return;
    }
    xmlNodePtr evaluation =
        parts_add_section(writer, writer->root, "evaluation", SECTION_EVALUATION);
    for (size_t i = 0; i < texts->count; i++) {
        const struct guidance_text *text = &texts->at[i];
        const char *words =
            strcmp(text->element, "sign") == 0 ? facts_fill(facts, text->words) : NULL;
        if (words != NULL) {
            xmlNodePtr node = tree_add_text(writer->tree, evaluation, "sign", words);
            tree_set(writer->tree, node, "id", text->id);
            tree_set_bool(writer->tree, node, "on", condition_is_met(facts, &text->condition));
        }
    }
}
