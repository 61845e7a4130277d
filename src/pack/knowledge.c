#include "pack/knowledge.h"

#include "pack/knowledge_read.h"

#include <string.h>

const char *const allergen_names[ALLERGEN_COUNT + 1] = {
    [ALLERGEN_MILK] = "milk",           [ALLERGEN_EGG] = "egg",
    [ALLERGEN_FISH] = "fish",           [ALLERGEN_SHELLFISH] = "shellfish",
    [ALLERGEN_TREE_NUTS] = "tree-nuts", [ALLERGEN_PEANUTS] = "peanuts",
    [ALLERGEN_WHEAT] = "wheat",         [ALLERGEN_SOY] = "soy",
    [ALLERGEN_SESAME] = "sesame",
};
const char *const diet_names[DIET_COUNT + 1] = {
    [DIET_VEGAN] = "vegan",
    [DIET_VEGETARIAN] = "vegetarian",
    [DIET_GLUTEN_FREE] = "gluten-free",
    [DIET_DAIRY_FREE] = "dairy-free",
    [DIET_LOW_FODMAP] = "low-fodmap",
    [DIET_LOW_OXALATE] = "low-oxalate",
};
const char *const fit_names[FIT_COUNT + 1] = {
    [FIT_NO] = "no",           [FIT_YES] = "yes",         [FIT_CHECK_LABEL] = "check-label",
    [FIT_PORTION] = "portion", [FIT_UNKNOWN] = "unknown",
};
const char *const oxalate_names[OXALATE_COUNT + 1] = {
    [OXALATE_LOW] = "low",
    [OXALATE_MODERATE] = "moderate",
    [OXALATE_HIGH] = "high",
};
const char *const meal_slot_names[SLOT_COUNT + 1] = {
    [SLOT_BREAKFAST] = "breakfast",
    [SLOT_LUNCH] = "lunch",
    [SLOT_DINNER] = "dinner",
    [SLOT_SNACK] = "snack",
};
const char *const provenance_names[PROVENANCE_COUNT + 1] = {
    [PROVENANCE_RETRIEVED] = "retrieved",
    [PROVENANCE_MIXED] = "mixed",
    [PROVENANCE_MEMORY] = "memory",
};
const char *const standard_names[STANDARD_COUNT + 1] = {
    [STANDARD_US] = "us",
    [STANDARD_EFSA] = "efsa",
    [STANDARD_UK] = "uk",
};
const char *const life_stage_names[STAGE_COUNT + 1] = {
    [STAGE_NONE] = "none",
    [STAGE_PREGNANT] = "pregnant",
    [STAGE_BREASTFEEDING] = "breastfeeding",
};
const char *const laxative_names[LAXATIVE_COUNT + 1] = {
    [LAXATIVE_NO] = "no",
    [LAXATIVE_CLINICIAN] = "clinician",
    [LAXATIVE_YES] = "yes",
};
const char *const certainty_names[CERTAINTY_COUNT + 1] = {
    [CERTAINTY_NOT_SHOWN] = "not-shown", [CERTAINTY_VERY_WEAK] = "very-weak",
    [CERTAINTY_WEAK] = "weak",           [CERTAINTY_FAIR] = "fair",
    [CERTAINTY_GOOD] = "good",
};
const char *const interaction_kind_names[INTERACTION_KIND_COUNT + 1] = {
    [INTERACTION_DRUG] = "drug",
    [INTERACTION_CONDITION] = "condition",
    [INTERACTION_SUPPLEMENT] = "supplement",
};
const char *const interaction_action_names[ACTION_COUNT + 1] = {
    [ACTION_SEPARATE] = "separate",
    [ACTION_ASK_FIRST] = "ask-first",
    [ACTION_DO_NOT_SUPPLEMENT] = "do-not-supplement",
};

struct knowledge *knowledge_load(struct arena *arena, const struct knowledge_files *files,
                                 struct diags *diags) {
    struct knowledge *knowledge = ARENA_NEW(arena, struct knowledge);
    knowledge->food_ids = ids_build(arena);
    knowledge->meal_ids = ids_build(arena);
    knowledge->target_ids = ids_build(arena);
    knowledge->form_ids = ids_build(arena);
    knowledge->interaction_ids = ids_build(arena);
    struct knowledge_reader reader = {.xml = {.arena = arena, .diags = diags},
                                      .knowledge = knowledge};
    bool is_good = knowledge_load_foods(&reader, files->foods_file, files->foods);
    /* Meals stand on foods: without them every part would be reported as unknown. */
    is_good = is_good && knowledge_load_meals(&reader, files->meals_file, files->meals);
    is_good &= knowledge_load_targets(&reader, files->targets_file, files->targets);
    is_good &= knowledge_load_forms(&reader, files->supplements_file, files->supplements);
    is_good &= knowledge_load_interactions(&reader, files->interactions_file, files->interactions);
    return is_good ? knowledge : NULL;
}

const struct food *knowledge_find_food(const struct knowledge *knowledge, const char *id) {
    size_t number = ids_find(knowledge->food_ids, id);
    return number == IDS_NONE ? NULL : &knowledge->foods[number];
}

const struct meal *knowledge_find_meal(const struct knowledge *knowledge, const char *id) {
    size_t number = ids_find(knowledge->meal_ids, id);
    return number == IDS_NONE ? NULL : &knowledge->meals[number];
}

const struct interaction *knowledge_find_interaction(const struct knowledge *knowledge,
                                                     const char *id) {
    size_t number = ids_find(knowledge->interaction_ids, id);
    return number == IDS_NONE ? NULL : &knowledge->interactions[number];
}

const char *knowledge_option_name(const struct knowledge *knowledge, const char *id,
                                  const char *label) {
    if (strcmp(label, id) != 0) {
        return label;
    }
    const struct interaction *interaction = knowledge_find_interaction(knowledge, id);
    if (interaction != NULL) {
        return interaction->name;
    }
    const struct food *food = knowledge_find_food(knowledge, id);
    return food != NULL ? food->name : label;
}

int32_t supplement_form_magnesium_mg(const struct supplement_form *form, int32_t form_mg) {
    return (int32_t)knowledge_divide((int64_t)form->elemental_tenths * form_mg, 1000);
}
