/* What the pack knows: foods, meals, targets, supplement forms, interactions, from foods.xml, meals.xml, targets.xml,
 * supplements.xml and interactions.xml. Figures and sources are those of the tables named in each file. Const. */
#ifndef PACK_KNOWLEDGE_H
#define PACK_KNOWLEDGE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ids.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bits of an allergen set, in the order of the `allergies` item's options. */
enum allergen {
    ALLERGEN_MILK,
    ALLERGEN_EGG,
    ALLERGEN_FISH,
    ALLERGEN_SHELLFISH,
    ALLERGEN_TREE_NUTS,
    ALLERGEN_PEANUTS,
    ALLERGEN_WHEAT,
    ALLERGEN_SOY,
    ALLERGEN_SESAME,
    ALLERGEN_COUNT
};
extern const char *const allergen_names[ALLERGEN_COUNT + 1];

/* Diets, in the order of the `diet` item's options. */
enum diet {
    DIET_VEGAN,
    DIET_VEGETARIAN,
    DIET_GLUTEN_FREE,
    DIET_DAIRY_FREE,
    DIET_LOW_FODMAP,
    DIET_LOW_OXALATE,
    DIET_COUNT
};
extern const char *const diet_names[DIET_COUNT + 1];

/* How far a food or meal fits a diet. */
enum fit { FIT_NO, FIT_YES, FIT_CHECK_LABEL, FIT_PORTION, FIT_UNKNOWN, FIT_COUNT };

enum oxalate { OXALATE_LOW, OXALATE_MODERATE, OXALATE_HIGH, OXALATE_COUNT };

enum meal_slot { SLOT_BREAKFAST, SLOT_LUNCH, SLOT_DINNER, SLOT_SNACK, SLOT_COUNT };
extern const char *const meal_slot_names[SLOT_COUNT + 1];

struct food {
    const char *id;   /* F001 */
    const char *name; /* for patients */
    const char *group;
    const char *serving; /* "1 oz (a bit under 1/4 cup)" */
    int32_t serving_g;
    int32_t mg_per_100g, mg_per_serving;
    int32_t kcal_per_100g, kcal_per_serving;
    uint32_t allergens, check_allergens; /* bits of enum allergen */
    enum fit fits[DIET_COUNT];           /* low-oxalate: yes for low and moderate, no for high */
    enum oxalate oxalate;
    bool is_high_potassium;
    uint32_t slots; /* bits of enum meal_slot */
    const char *source;
    const char *note; /* "" */
};

struct meal_part {
    const struct food *food;
    int32_t grams;
};

struct meal {
    const char *id; /* MB01 */
    enum meal_slot slot;
    const char *name;
    struct meal_part *parts;
    size_t part_count;
    int32_t mg, kcal; /* of a portion of 1.00 */
    uint32_t allergens, check_allergens;
    enum fit fits[DIET_COUNT];
    enum oxalate oxalate;
    bool is_high_potassium;
    int32_t minutes;
    const struct food *main; /* main ingredient */
};

enum standard { STANDARD_US, STANDARD_EFSA, STANDARD_UK, STANDARD_COUNT };
extern const char *const standard_names[STANDARD_COUNT + 1]; /* us efsa uk */

enum sex { SEX_ANY, SEX_FEMALE, SEX_MALE, SEX_COUNT };
enum life_stage { STAGE_NONE, STAGE_PREGNANT, STAGE_BREASTFEEDING, STAGE_COUNT };
extern const char *const life_stage_names[STAGE_COUNT + 1];

struct target {
    const char *id; /* R010 */
    enum standard standard;
    bool is_label; /* a food label's reference value, not an intake target */
    enum sex sex;
    int32_t from_months, to_months; /* of age; both inclusive by whole years as the table means it */
    enum life_stage stage;
    const char *kind; /* RDA AI RNI DV NRV */
    int32_t mg;
    int32_t supplement_limit_mg; /* 0: not set */
    const char *limit_note;
    const char *source;
};

enum laxative { LAXATIVE_NO, LAXATIVE_CLINICIAN, LAXATIVE_YES, LAXATIVE_COUNT };

struct supplement_form {
    const char *id; /* SF01 */
    const char *name, *formula;
    int32_t elemental_tenths; /* tenths of a percent */
    const char *absorption, *stomach, *used_for, *cautions, *evidence, *words, *source;
    enum laxative laxative;
};

enum interaction_kind { INTERACTION_DRUG, INTERACTION_CONDITION, INTERACTION_SUPPLEMENT, INTERACTION_KIND_COUNT };
enum interaction_action { ACTION_SEPARATE, ACTION_ASK_FIRST, ACTION_DO_NOT_SUPPLEMENT, ACTION_COUNT };

struct interaction {
    const char *id; /* I01 */
    const char *name;
    enum interaction_kind kind;
    const char *examples, *direction, *advice, *words, *severity, *source;
    enum interaction_action action;
    int32_t hours_before, hours_after; /* -1: not that way */
};

struct knowledge {
    struct food *foods;
    size_t food_count;
    struct meal *meals;
    size_t meal_count;
    struct target *targets;
    size_t target_count;
    struct supplement_form *forms;
    size_t form_count;
    struct interaction *interactions;
    size_t interaction_count;
    struct ids *food_ids, *meal_ids, *interaction_ids;
};

/* The five files' bytes, with their names for messages. */
struct knowledge_files {
    const char *foods_file, *meals_file, *targets_file, *supplements_file, *interactions_file;
    struct slice foods, meals, targets, supplements, interactions;
};

/* NULL after reporting everything that is wrong; a meal whose flags or sums contradict its foods is an error. */
struct knowledge *knowledge_load(struct arena *arena, const struct knowledge_files *files,
                                 struct diags *diags);

#endif
