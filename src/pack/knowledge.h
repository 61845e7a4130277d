/* What the pack knows: foods, meals, targets, supplement forms, interactions, from foods.xml,
 * meals.xml, targets.xml, supplements.xml and interactions.xml. Figures and sources are those of
 * the tables named in each file. Const.
 *
 * Everywhere `name` is what patients read and `full_name` the exact entry of the table; `words` are
 * plain words for patients, "" if there are none, and `note` is for editors. */
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
extern const char *const fit_names[FIT_COUNT + 1];

enum oxalate { OXALATE_LOW, OXALATE_MODERATE, OXALATE_HIGH, OXALATE_COUNT };
extern const char *const oxalate_names[OXALATE_COUNT + 1];

enum meal_slot { SLOT_BREAKFAST, SLOT_LUNCH, SLOT_DINNER, SLOT_SNACK, SLOT_COUNT };
extern const char *const meal_slot_names[SLOT_COUNT + 1];

/* Whether a row was read in its source, is known from memory, or a mix of both. */
enum provenance { PROVENANCE_RETRIEVED, PROVENANCE_MIXED, PROVENANCE_MEMORY, PROVENANCE_COUNT };
extern const char *const provenance_names[PROVENANCE_COUNT + 1];

/* How the product's source articles speak of a food. */
enum mention { MENTION_NONE, MENTION_NAMED, MENTION_CATEGORY, MENTION_VEHICLE, MENTION_COUNT };

/* The kitchen a meal belongs to; everyday meals belong to none. */
enum culture {
    CULTURE_EVERYDAY,
    CULTURE_AMERICAN,
    CULTURE_LATIN_AMERICAN,
    CULTURE_EUROPEAN,
    CULTURE_MEDITERRANEAN,
    CULTURE_MIDDLE_EASTERN,
    CULTURE_AFRICAN,
    CULTURE_INDIAN,
    CULTURE_EAST_ASIAN,
    CULTURE_COUNT
};
extern const char *const culture_names[CULTURE_COUNT + 1];

/* Parts of the kitchen and the shop; the words stand in food_group_names ("leafy-greens"). */
extern const char *const food_group_names[];

/* Parts of a shop, in the order in which one walks through it. */
enum aisle {
    AISLE_PRODUCE,
    AISLE_DRY_GOODS,
    AISLE_CANS,
    AISLE_BREAD,
    AISLE_NUTS,
    AISLE_CHILLED,
    AISLE_MEAT_FISH,
    AISLE_FROZEN,
    AISLE_PANTRY,
    AISLE_COUNT
};
extern const char *const aisle_names[AISLE_COUNT + 1];

/* How a household buys a food; in grams if the file does not say. */
struct purchase {
    enum aisle aisle;
    const char *name;         /* on the list: "Black beans" */
    const char *unit, *units; /* "can (15 oz)" */
    int32_t unit_g;           /* what one unit gives, as meals count it */
    int32_t step_quarters;    /* the smallest part one buys: 1, 2 or 4 quarters of a unit */
    bool is_batch;            /* cooks well ahead for the next days */
};

#define NUTRIENT_UNKNOWN (-1)

struct food {
    const char *id; /* F001 */
    const char *name, *full_name;
    const char *group;         /* one of food_group_names */
    const char *serving;       /* "1 oz (a bit under 1/4 cup)" */
    const char *short_serving; /* "1 oz" */
    int32_t serving_g;
    int32_t mg_per_100g, mg_per_serving;
    int32_t kcal_per_100g, kcal_per_serving;
    int32_t potassium_mg_per_100g, potassium_mg_per_serving;
    int32_t protein_mg_per_100g, fiber_mg_per_100g; /* thousandths of a gram, or NUTRIENT_UNKNOWN */
    int32_t calcium_mg_per_100g, sodium_mg_per_100g;
    uint32_t allergens, check_allergens; /* bits of enum allergen */
    enum fit fits[DIET_COUNT];           /* low-oxalate: yes for low and moderate, no for high */
    int32_t fodmap_g; /* a portion food fits up to this weight; its serving if no weight is known */
    enum oxalate oxalate;
    bool is_high_potassium;
    bool is_dear;   /* costs clearly more than what could take its place */
    uint32_t slots; /* bits of enum meal_slot */
    enum mention mention;
    struct purchase purchase;
    const char *source;
    enum provenance provenance;
    const char *usda_number, *usda_entry; /* "12014" */
    const char *second_source;            /* "" */
    const char *words, *note;             /* "" */
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
    int32_t potassium_mg, sodium_mg;
    int32_t protein_mg, fiber_mg; /* thousandths of a gram */
    uint32_t allergens, check_allergens;
    enum fit fits[DIET_COUNT];
    enum oxalate oxalate;
    bool is_high_potassium;
    int32_t minutes;
    enum culture culture;
    const struct food *main;  /* main ingredient */
    const char *words, *note; /* "" */
};

enum standard { STANDARD_US, STANDARD_EFSA, STANDARD_UK, STANDARD_COUNT };
extern const char *const standard_names[STANDARD_COUNT + 1]; /* us efsa uk */

enum sex { SEX_ANY, SEX_FEMALE, SEX_MALE, SEX_COUNT };
enum life_stage { STAGE_NONE, STAGE_PREGNANT, STAGE_BREASTFEEDING, STAGE_COUNT };
extern const char *const life_stage_names[STAGE_COUNT + 1];

struct target {
    const char *id; /* R010 */
    enum standard standard;
    const char *table, *audience; /* "DRI", "US/Canada" */
    bool is_label;                /* a food label's reference value, not an intake target */
    enum sex sex;
    int32_t from_months, to_months; /* of age, both inclusive in completed months */
    enum life_stage stage;
    const char *kind; /* RDA AI RNI DV NRV */
    int32_t mg;
    int32_t average_mg;          /* estimated average requirement, 0: not set */
    int32_t supplement_limit_mg; /* 0: not set */
    const char *limit_note;
    int32_t usual_low_kcal, usual_high_kcal; /* energy a day of such people, 0: not given */
    const char *source;
    enum provenance provenance;
    const char *note; /* "" */
};

enum laxative { LAXATIVE_NO, LAXATIVE_CLINICIAN, LAXATIVE_YES, LAXATIVE_COUNT };
extern const char *const laxative_names[LAXATIVE_COUNT + 1];

/* How sure we are. */
enum certainty {
    CERTAINTY_NOT_SHOWN,
    CERTAINTY_VERY_WEAK,
    CERTAINTY_WEAK,
    CERTAINTY_FAIR,
    CERTAINTY_GOOD,
    CERTAINTY_COUNT
};
extern const char *const certainty_names[CERTAINTY_COUNT + 1]; /* "very-weak" */

/* The table's own wording about a form, for clinicians; "" where it says nothing. */
struct form_record {
    const char *percent_note, *bioavailability, *tolerance, *uses, *cautions, *evidence;
};

struct supplement_form {
    const char *id; /* SF01 */
    const char *name, *full_name, *formula;
    int32_t elemental_tenths; /* tenths of a percent of the weight that are magnesium */
    const char *absorption, *stomach, *used_for, *cautions, *evidence, *words, *source;
    enum certainty absorbs, helps;
    enum laxative laxative;
    enum provenance provenance;
    struct form_record record;
};

/* Milligrams of magnesium in so many milligrams of the form, rounded half up: 500 mg of citrate
 * (16.2 %) hold 81. */
int32_t supplement_form_magnesium_mg(const struct supplement_form *form, int32_t form_mg);

enum interaction_kind {
    INTERACTION_DRUG,
    INTERACTION_CONDITION,
    INTERACTION_SUPPLEMENT,
    INTERACTION_KIND_COUNT
};
extern const char *const interaction_kind_names[INTERACTION_KIND_COUNT + 1];

enum interaction_action {
    ACTION_SEPARATE,
    ACTION_ASK_FIRST,
    ACTION_DO_NOT_SUPPLEMENT,
    ACTION_COUNT
};
extern const char *const interaction_action_names[ACTION_COUNT + 1];

struct interaction {
    const char *id; /* I01 */
    const char *name, *full_name;
    enum interaction_kind kind;
    const char *examples, *direction, *advice, *words, *severity, *source;
    const char
        *table_words; /* the table's plain words; words gives the longer gap where they differ */
    const char *hours_text; /* the table's gap as worded, "" */
    enum interaction_action action;
    int32_t hours_before, hours_after; /* take the medicine so many hours before or after magnesium;
                                          -1: not that way */
    enum provenance provenance;
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
    struct ids *food_ids, *meal_ids, *target_ids, *form_ids, *interaction_ids;
};

/* The five files' bytes, with their names for messages. */
struct knowledge_files {
    const char *foods_file, *meals_file, *targets_file, *supplements_file, *interactions_file;
    struct slice foods, meals, targets, supplements, interactions;
};

/* NULL after reporting everything that is wrong; a meal whose flags or sums contradict its foods is
 * an error. */
struct knowledge *knowledge_load(struct arena *arena, const struct knowledge_files *files,
                                 struct diags *diags);

/* Borrowed, or NULL. */
const struct food *knowledge_find_food(const struct knowledge *knowledge, const char *id);
const struct meal *knowledge_find_meal(const struct knowledge *knowledge, const char *id);
const struct interaction *knowledge_find_interaction(const struct knowledge *knowledge,
                                                     const char *id);

/* What an option of the questionnaire is called: its label, or, where that is no more than its id,
 * the name of the interaction or food of that id. Borrowed. */
const char *knowledge_option_name(const struct knowledge *knowledge, const char *id,
                                  const char *label);

#endif
