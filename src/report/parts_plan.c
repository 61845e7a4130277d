/* The week of meals: days with swaps, a shopping list, leftovers, what was left out and why. */
#include "report/parts.h"

/* A portion as meals of the week have it, written once. */
struct portion {
    int32_t percent; /* 0: none yet */
    const char *number, *words;
};

struct portions {
    struct portion at[8];
};

static const char *portion_words(const struct facts *facts, int32_t percent) {
    struct facts named = *facts;
    named.holds[HOLD_PERCENT] = arena_format(facts->arena, "%d", percent);
    const char *words = facts_word(&named, "portion", named.holds[HOLD_PERCENT]);
    return words[0] != '\0' ? words : facts_word(&named, NULL, "portion-other");
}

static const struct portion *find_portion(struct part_writer *writer, struct portions *portions,
                                          int32_t percent) {
    const struct facts *facts = writer->facts;
    size_t last = sizeof portions->at / sizeof portions->at[0] - 1;
    size_t i = 0;
    while (i < last && portions->at[i].percent != 0 && portions->at[i].percent != percent) {
        i++;
    }
    struct portion *portion = &portions->at[i];
    if (portion->percent != percent) {
        portion->percent = percent;
        portion->number = arena_format(facts->arena, "%d.%02d", percent / 100, percent % 100);
        portion->words = portion_words(facts, percent);
    }
    return portion;
}

/* What a meal of the plan and a swap for it have in common. */
static void set_meal(struct part_writer *writer, struct portions *portions, xmlNodePtr node,
                     const struct planned_meal *planned) {
    struct tree *tree = writer->tree;
    const struct portion *portion = find_portion(writer, portions, planned->portion_percent);
    tree_set(tree, node, "id", planned->meal->id);
    tree_set(tree, node, "name", planned->meal->name);
    tree_set(tree, node, "portion", portion->number);
    tree_set(tree, node, "portion-words", portion->words);
    tree_set_int(tree, node, "mg", planned->mg);
    tree_set_int(tree, node, "kcal", planned->kcal);
}

static void add_meal(struct part_writer *writer, struct portions *portions, xmlNodePtr parent,
                     size_t day, size_t place) {
    const struct facts *facts = writer->facts;
    const struct planned_meal *planned = &facts->plan->days[day].slots[place];
    const char *slot = meal_slot_names[planned->meal->slot];
    xmlNodePtr node = tree_add(writer->tree, parent, "meal");
    tree_set(writer->tree, node, "slot", slot);
    tree_set(writer->tree, node, "slot-name", facts_word(facts, "slot", slot));
    set_meal(writer, portions, node, planned);
    struct planned_meal swaps[PLAN_SWAPS];
    size_t count =
        plan_find_swaps(facts->inputs->knowledge, &facts->profile, facts->plan, day, place, swaps);
    for (size_t i = 0; i < count; i++) {
        set_meal(writer, portions, tree_add(writer->tree, node, "swap"), &swaps[i]);
    }
}

static void add_day(struct part_writer *writer, struct portions *portions, xmlNodePtr plan,
                    size_t number) {
    const struct facts *facts = writer->facts;
    const struct planned_day *day = &facts->plan->days[number];
    const char *n = arena_format(facts->arena, "%zu", number + 1);
    xmlNodePtr node = tree_add(writer->tree, plan, "day");
    tree_set(writer->tree, node, "n", n);
    tree_set(writer->tree, node, "name", facts_word(facts, "day", n));
    tree_set(writer->tree, node, "short", facts_word(facts, "day-short", n));
    tree_set_int(writer->tree, node, "mg", day->mg);
    tree_set_int(writer->tree, node, "kcal", day->kcal);
    tree_set_bool(writer->tree, node, "meets-target", day->meets_target);
    for (size_t i = 0; i < day->count; i++) {
        add_meal(writer, portions, node, number, i);
    }
}

/* "3 1/2 cups", "1 can (15 oz)", "4". */
static const char *amount_words(const struct facts *facts, const struct plan_item *item) {
    static const char *const parts[] = {"", "1/4", "1/2", "3/4"};
    const struct purchase *purchase = &item->food->purchase;
    int32_t whole = item->quarters / 4;
    const char *part = parts[item->quarters % 4];
    const char *gap = whole > 0 && part[0] != '\0' ? " " : "";
    const char *number = whole > 0 ? arena_format(facts->arena, "%d%s%s", whole, gap, part) : part;
    const char *unit = item->quarters > 4 ? purchase->units : purchase->unit;
    return unit[0] != '\0' ? arena_format(facts->arena, "%s %s", number, unit) : number;
}

static void add_shopping(struct part_writer *writer, xmlNodePtr plan) {
    const struct facts *facts = writer->facts;
    const struct plan_items items =
        plan_list_items(facts->arena, facts->inputs->knowledge, facts->plan);
    xmlNodePtr shopping = tree_add(writer->tree, plan, "shopping");
    xmlNodePtr aisle = NULL;
    for (size_t i = 0; i < items.count; i++) {
        const struct purchase *purchase = &items.at[i].food->purchase;
        if (i == 0 || purchase->aisle != items.at[i - 1].food->purchase.aisle) {
            const char *id = aisle_names[purchase->aisle];
            aisle = tree_add(writer->tree, shopping, "aisle");
            tree_set(writer->tree, aisle, "id", id);
            tree_set(writer->tree, aisle, "name", facts_word(facts, "aisle", id));
        }
        xmlNodePtr node = tree_add(writer->tree, aisle, "item");
        tree_set(writer->tree, node, "food", items.at[i].food->id);
        tree_set(writer->tree, node, "name", purchase->name);
        tree_set(writer->tree, node, "amount", amount_words(facts, &items.at[i]));
        tree_set_int(writer->tree, node, "grams", items.at[i].grams);
    }
}

static void set_day(struct part_writer *writer, xmlNodePtr node, const char *name, size_t day) {
    const struct facts *facts = writer->facts;
    const char *number = arena_format(facts->arena, "%zu", day + 1);
    tree_set(writer->tree, node, name, number);
    tree_set(writer->tree, node, arena_format(facts->arena, "%s-name", name),
             facts_word(facts, "day", number));
}

static void add_leftovers(struct part_writer *writer, xmlNodePtr plan) {
    const struct facts *facts = writer->facts;
    const struct plan_leftovers leftovers =
        plan_list_leftovers(facts->arena, facts->inputs->knowledge, facts->plan);
    if (leftovers.count == 0) {
        return;
    }
    xmlNodePtr list = tree_add(writer->tree, plan, "leftovers");
    for (size_t i = 0; i < leftovers.count; i++) {
        const struct plan_leftover *leftover = &leftovers.at[i];
        const struct meal *meal = leftover->meal;
        xmlNodePtr node = tree_add(writer->tree, list, "leftover");
        tree_set(writer->tree, node, "kind", meal != NULL ? "meal" : "food");
        tree_set(writer->tree, node, "id", meal != NULL ? meal->id : leftover->food->id);
        tree_set(writer->tree, node, "name",
                 meal != NULL ? meal->name : leftover->food->purchase.name);
        set_day(writer, node, "from", leftover->from_day);
        set_day(writer, node, "to", leftover->to_day);
    }
}

/* How many meals one rule alone leaves out. */
static int64_t count_left_out(const struct knowledge *knowledge,
                              const struct plan_profile *profile) {
    int64_t count = 0;
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        count += !plan_allows_meal(profile, &knowledge->meals[i]);
    }
    return count;
}

static void add_because(struct part_writer *writer, xmlNodePtr list, const char *const words[3],
                        const struct plan_profile *rule) {
    xmlNodePtr node = tree_add(writer->tree, list, "because");
    tree_set(writer->tree, node, "kind", words[0]);
    tree_set(writer->tree, node, "id", words[1]);
    tree_set(writer->tree, node, "name", words[2]);
    tree_set_int(writer->tree, node, "meals",
                 count_left_out(writer->facts->inputs->knowledge, rule));
}

static void add_left_out(struct part_writer *writer, xmlNodePtr plan) {
    const struct facts *facts = writer->facts;
    const struct plan_profile *profile = &facts->profile;
    if (profile->allergens == 0 && profile->diets == 0 && profile->dislike_count == 0) {
        return;
    }
    int64_t all = (int64_t)facts->inputs->knowledge->meal_count;
    int64_t left_out = count_left_out(facts->inputs->knowledge, profile);
    xmlNodePtr list = tree_add(writer->tree, plan, "left-out");
    tree_set_int(writer->tree, list, "meals", left_out);
    tree_set_int(writer->tree, list, "left", all - left_out);
    for (size_t i = 0; i < ALLERGEN_COUNT; i++) {
        const char *name = allergen_names[i];
        const struct plan_profile rule = {.allergens = profile->allergens & UINT32_C(1) << i,
                                          .allows_check_label = profile->allows_check_label};
        if (rule.allergens != 0) {
            add_because(writer, list,
                        (const char *[]){"allergen", name, facts_word(facts, "allergen", name)},
                        &rule);
        }
    }
    for (size_t i = 0; i < DIET_COUNT; i++) {
        const char *name = diet_names[i];
        const struct plan_profile rule = {.diets = profile->diets & UINT32_C(1) << i};
        if (rule.diets != 0) {
            add_because(writer, list,
                        (const char *[]){"diet", name, facts_word(facts, "diet", name)}, &rule);
        }
    }
    for (size_t i = 0; i < profile->dislike_count; i++) {
        const struct food *food = profile->dislikes[i];
        const struct plan_profile rule = {.dislikes = &profile->dislikes[i], .dislike_count = 1};
        add_because(writer, list, (const char *[]){"dislike", food->id, food->name}, &rule);
    }
}

/* What the plan was made for: energy, and wishes that could not be met. */
static void set_plan(struct part_writer *writer, xmlNodePtr node) {
    const struct plan *plan = writer->facts->plan;
    bool is_kept = !plan_has_wish(plan->given_up, PLAN_USUAL_ENERGY);
    if (is_kept) {
        bool is_asked = writer->facts->profile.kcal > 0;
        tree_set(writer->tree, node, "energy", is_asked ? "asked" : "usual");
        tree_set_int(writer->tree, node, "kcal-low", plan->lowest_kcal);
        tree_set_int(writer->tree, node, "kcal-high", plan->highest_kcal);
    }
    const char *given_up = "";
    for (enum plan_wish wish = 0; wish < PLAN_WISH_COUNT; wish++) {
        if (plan_has_wish(plan->given_up, wish)) {
            given_up = arena_format(writer->facts->arena, "%s%s%s", given_up,
                                    given_up[0] != '\0' ? " " : "", plan_wish_names[wish]);
        }
    }
    if (given_up[0] != '\0') {
        tree_set(writer->tree, node, "given-up", given_up);
    }
}

void parts_add_plan(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct guidance_texts *texts = &facts->guidance->sections[SECTION_PLAN];
    const struct plan *plan = facts->plan;
    bool is_made = plan != NULL && plan->status == PLAN_MADE;
    xmlNodePtr node = parts_add_section(writer, writer->root, "plan", SECTION_PLAN);
    parts_add_texts(writer, node, texts, "caution");
    if (plan == NULL) {
        tree_set(writer->tree, node, "status", "withheld");
        tree_set(writer->tree, node, "reason", facts->withheld[PART_PLAN]);
        return;
    }
    tree_set(writer->tree, node, "status", is_made ? "made" : "blocked");
    tree_set(writer->tree, node, "reason", is_made ? "" : plan->reason);
    tree_set_int(writer->tree, node, "target", facts->target->mg);
    if (is_made) {
        set_plan(writer, node);
        struct portions portions = {{{0, NULL, NULL}}};
        for (size_t day = 0; day < PLAN_DAYS; day++) {
            add_day(writer, &portions, node, day);
        }
        add_shopping(writer, node);
        add_leftovers(writer, node);
    }
    add_left_out(writer, node);
}
