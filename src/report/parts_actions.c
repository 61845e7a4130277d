/* Things to do first. Each action of guidance.xml is a candidate if its condition holds, if its
 * words need no figure that is missing, and, when it is about a food, if one of its foods may be
 * named to this person. The heaviest are taken, at most one of each topic; among equals the earlier
 * one of the file wins. */
#include "report/parts.h"

#include "questionnaire/assessment.h"
#include "report/condition.h"

#include <string.h>

struct candidate {
    const struct guidance_entry *entry;
    int32_t weight;
    const char *title, *text, *why;
    const char *food; /* id, NULL: names none */
};

/* The first of the action's foods that this person may eat. */
static const struct guidance_food *choose_food(const struct facts *facts,
                                               const struct guidance_entry *entry,
                                               const struct food **out_food) {
    const struct knowledge *knowledge = facts->inputs->knowledge;
    for (size_t i = 0; i < entry->food_count; i++) {
        size_t number = ids_find(knowledge->food_ids, entry->foods[i].id);
        if (number != IDS_NONE && facts_allow_food(facts, &knowledge->foods[number])) {
            *out_food = &knowledge->foods[number];
            return &entry->foods[i];
        }
    }
    return NULL;
}

/* False if the action is not for this person. */
static bool make_candidate(const struct facts *facts, const struct guidance_entry *entry,
                           struct candidate *out) {
    struct facts named = *facts; /* with the food's words as placeholders */
    *out = (struct candidate){.entry = entry};
    if (!condition_holds(facts, &entry->condition)) {
        return false;
    }
    if (entry->food_count > 0) {
        const struct food *food = NULL;
        const struct guidance_food *words =
            facts->withheld[PART_FOODS] == NULL ? choose_food(facts, entry, &food) : NULL;
        if (words == NULL) {
            return false;
        }
        out->food = food->id;
        named.holds[HOLD_FOOD] = words->words;
        named.holds[HOLD_FOOD_MG] = arena_format(facts->arena, "%d", food->mg_per_serving);
    }
    out->weight = condition_weight(facts, &entry->condition, entry->weight);
    out->title = facts_fill(&named, entry->title);
    out->text = facts_first(&named, &entry->texts, "text");
    out->why = facts_first(&named, &entry->texts, "why");
    return out->title != NULL && out->text != NULL && out->why != NULL;
}

static bool is_topic_taken(const struct candidate *taken, size_t count, const char *topic) {
    for (size_t i = 0; i < count; i++) {
        if (topic[0] != '\0' && strcmp(taken[i].entry->topic, topic) == 0) {
            return true;
        }
    }
    return false;
}

static void add_action(struct part_writer *writer, xmlNodePtr actions, size_t number,
                       const struct candidate *candidate) {
    xmlNodePtr node = tree_add(writer->tree, actions, "action");
    tree_set_int(writer->tree, node, "n", (int64_t)number);
    tree_set(writer->tree, node, "id", candidate->entry->id);
    tree_set(writer->tree, node, "title", candidate->title);
    if (candidate->food != NULL) {
        tree_set(writer->tree, node, "food", candidate->food);
    }
    tree_add_text(writer->tree, node, "text", candidate->text);
    tree_add_text(writer->tree, node, "why", candidate->why);
}

/* The heaviest candidates, in their order; returns how many. */
static size_t choose(struct facts *facts, struct candidate *out_taken, size_t wanted) {
    const struct guidance_entries *entries = &facts->guidance->lists[LIST_ACTION];
    struct candidate *all = ARENA_ARRAY(facts->arena, struct candidate, entries->count);
    bool *is_used = ARENA_ARRAY(facts->arena, bool, entries->count);
    for (size_t i = 0; i < entries->count; i++) {
        is_used[i] = !make_candidate(facts, &entries->at[i], &all[i]);
    }
    size_t count = 0;
    while (count < wanted) {
        const struct candidate *best = NULL;
        for (size_t i = 0; i < entries->count; i++) {
            is_used[i] |= is_topic_taken(out_taken, count, entries->at[i].topic);
            if (!is_used[i] && (best == NULL || all[i].weight > best->weight)) {
                best = &all[i];
            }
        }
        if (best == NULL) {
            break;
        }
        is_used[best - all] = true;
        out_taken[count++] = *best;
    }
    return count;
}

void parts_add_actions(struct part_writer *writer) {
    struct facts *facts = writer->facts;
    if (!parts_is_shown(writer, PART_ACTIONS)) {
        return;
    }
    size_t wanted = facts->guidance->action_count;
    struct candidate *taken = ARENA_ARRAY(facts->arena, struct candidate, wanted);
    size_t count = choose(facts, taken, wanted);
    if (count == 0) {
        return;
    }
    writer->action_titles = ARENA_ARRAY(facts->arena, const char *, count);
    writer->action_count = count;
    xmlNodePtr actions = parts_add_section(writer, writer->root, "actions", SECTION_ACTIONS);
    for (size_t i = 0; i < count; i++) {
        add_action(writer, actions, i + 1, &taken[i]);
        writer->action_titles[i] = taken[i].title;
    }
}
