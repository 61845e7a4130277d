/* Goal and list of foods. */
#include "report/parts.h"

#include <string.h>

/* status and reason of a part that may be withheld. */
static void set_status(struct part_writer *writer, xmlNodePtr node, const char *reason) {
    tree_set(writer->tree, node, "status", reason == NULL ? "shown" : "withheld");
    tree_set(writer->tree, node, "reason", reason == NULL ? "" : reason);
}

void parts_add_targets(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    bool is_page_alone = facts->kind == KIND_EMERGENCY || facts->kind == KIND_CLINICIAN;
    if (is_page_alone) {
        return;
    }
    xmlNodePtr node = parts_add_section(writer, writer->root, "targets", SECTION_TARGETS);
    set_status(writer, node, facts->withheld[PART_GOAL]);
    if (parts_is_shown(writer, PART_GOAL)) {
        tree_set_int(writer->tree, node, "mg", facts->target->mg);
        tree_set(writer->tree, node, "kind", facts->target->kind);
        tree_set(writer->tree, node, "standard", standard_names[facts->target->standard]);
    }
    if (facts->holds[HOLD_LIMIT] != NULL) {
        tree_set(writer->tree, node, "limit", facts->holds[HOLD_LIMIT]);
    }
}

/* Length of the first word of a name in the table: "Spinach, boiled" and "Spinach, frozen" are one
 * food to a reader, whatever the shorter names are. */
static size_t first_word(const char *name) {
    return strcspn(name, " ,");
}

/* Whether the list may take this food: its group has room and no food of the same name is in it. */
static bool has_room(const struct facts *facts, const struct food **taken, size_t count,
                     const struct food *food) {
    size_t of_group = 0;
    size_t len = first_word(food->full_name);
    for (size_t i = 0; i < count; i++) {
        bool is_same = strcmp(taken[i]->group, food->group) == 0;
        of_group += is_same;
        if (is_same && first_word(taken[i]->full_name) == len &&
            strncmp(taken[i]->full_name, food->full_name, len) == 0) {
            return false;
        }
    }
    return of_group < facts->guidance->foods_of_group;
}

/* The richest foods that are allowed, the richest first; returns how many. */
static size_t choose_foods(struct facts *facts, const struct food **out) {
    const struct knowledge *knowledge = facts->inputs->knowledge;
    bool *is_seen = ARENA_ARRAY(facts->arena, bool, knowledge->food_count);
    size_t count = 0;
    for (;;) {
        size_t best = IDS_NONE;
        for (size_t i = 0; i < knowledge->food_count; i++) {
            const struct food *food = &knowledge->foods[i];
            bool is_better =
                !is_seen[i] && food->mg_per_serving > 0 &&
                (best == IDS_NONE || food->mg_per_serving > knowledge->foods[best].mg_per_serving);
            best = is_better ? i : best;
        }
        if (best == IDS_NONE || count == facts->guidance->food_count) {
            return count;
        }
        is_seen[best] = true;
        const struct food *food = &knowledge->foods[best];
        if (facts_allow_food(facts, food) && has_room(facts, out, count, food)) {
            out[count++] = food;
        }
    }
}

void parts_add_foods(struct part_writer *writer) {
    struct facts *facts = writer->facts;
    xmlNodePtr node = parts_add_section(writer, writer->root, "foods", SECTION_FOODS);
    set_status(writer, node, facts->withheld[PART_FOODS]);
    if (!parts_is_shown(writer, PART_FOODS)) {
        return;
    }
    parts_add_texts(writer, node, &facts->guidance->sections[SECTION_FOODS], "caution");
    const struct food **foods =
        ARENA_ARRAY(facts->arena, const struct food *, facts->guidance->food_count);
    size_t count = choose_foods(facts, foods);
    for (size_t i = 0; i < count; i++) {
        xmlNodePtr food = tree_add(writer->tree, node, "food");
        tree_set(writer->tree, food, "id", foods[i]->id);
        tree_set(writer->tree, food, "name", foods[i]->name);
        tree_set(writer->tree, food, "group", foods[i]->group);
        tree_set(writer->tree, food, "group-name", facts_word(facts, "group", foods[i]->group));
        tree_set(writer->tree, food, "serving", foods[i]->serving);
        tree_set_int(writer->tree, food, "mg", foods[i]->mg_per_serving);
    }
}
