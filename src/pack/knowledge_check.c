/* What a meal says of itself against what its foods make of it.
 *
 * The figures and flags of a meal could be computed and left out of the file. They are written down
 * all the same, for the people who read and review the file, and every one is recomputed here, so
 * that neither a changed food nor a slip in a meal can pass: a flag that is too mild would put an
 * allergen on somebody's plate.
 *
 * Allergens are the union of the foods' allergens; an allergen that is certain in one food is not
 * listed again as possible. A diet flag is the worst of the foods': yes, then portion or
 * check-label, then unknown, then no. For low-FODMAP there is one addition: when all foods are yes
 * or portion and a portion food weighs more than its fodmap-grams, the meal is no. An unknown food
 * keeps the meal unknown even then; the planner refuses both. */
#include "pack/knowledge_read.h"

#include <string.h>

#define HIGH_POTASSIUM_MEAL_MG 600
#define HIGH_POTASSIUM_SNACK_MG 200

static const int fit_badness[FIT_COUNT] = {
    [FIT_YES] = 0, [FIT_PORTION] = 1, [FIT_CHECK_LABEL] = 1, [FIT_UNKNOWN] = 2, [FIT_NO] = 3,
};

static enum fit worst_fit(const struct meal *meal, enum diet diet) {
    enum fit worst = FIT_YES;
    bool is_heavy = false;
    for (size_t i = 0; i < meal->part_count; i++) {
        const struct meal_part *part = &meal->parts[i];
        enum fit fit = part->food->fits[diet];
        if (fit_badness[fit] > fit_badness[worst]) {
            worst = fit;
        }
        is_heavy = is_heavy || (fit == FIT_PORTION && part->grams > part->food->fodmap_g);
    }
    return worst == FIT_PORTION && is_heavy ? FIT_NO : worst;
}

static void check_flags(struct knowledge_reader *reader, const struct xml_node *node,
                        const struct meal *meal) {
    enum oxalate oxalate = OXALATE_LOW;
    for (size_t diet = 0; diet < DIET_LOW_OXALATE; diet++) {
        enum fit computed = worst_fit(meal, (enum diet)diet);
        if (computed != meal->fits[diet]) {
            knowledge_report_flag(reader, node, diet_names[diet], fit_names[meal->fits[diet]],
                                  fit_names[computed]);
        }
    }
    for (size_t i = 0; i < meal->part_count; i++) {
        if (meal->parts[i].food->oxalate > oxalate) {
            oxalate = meal->parts[i].food->oxalate;
        }
    }
    if (oxalate != meal->oxalate) {
        knowledge_report_flag(reader, node, "oxalate", oxalate_names[meal->oxalate],
                              oxalate_names[oxalate]);
    }
    int32_t limit = meal->slot == SLOT_SNACK ? HIGH_POTASSIUM_SNACK_MG : HIGH_POTASSIUM_MEAL_MG;
    if ((meal->potassium_mg >= limit) != meal->is_high_potassium) {
        knowledge_report_flag(reader, node, "potassium-flag",
                              meal->is_high_potassium ? "high" : "low",
                              meal->is_high_potassium ? "low" : "high");
    }
}

static const char *name_allergens(struct arena *arena, uint32_t allergens) {
    const char *names = "";
    for (size_t i = 0; i < ALLERGEN_COUNT; i++) {
        if (allergens >> i & 1) {
            names = arena_format(arena, "%s%s%s", names, names[0] ? " " : "", allergen_names[i]);
        }
    }
    return names[0] ? names : "nothing";
}

static void check_allergens(struct knowledge_reader *reader, const struct xml_node *node,
                            const struct meal *meal) {
    struct arena *arena = reader->xml.arena;
    uint32_t certain = 0;
    uint32_t possible = 0;
    for (size_t i = 0; i < meal->part_count; i++) {
        certain |= meal->parts[i].food->allergens;
        possible |= meal->parts[i].food->check_allergens;
    }
    possible &= ~certain;
    if (certain != meal->allergens) {
        knowledge_report_flag(reader, node, "contains", name_allergens(arena, meal->allergens),
                              name_allergens(arena, certain));
    }
    if (possible != meal->check_allergens) {
        knowledge_report_flag(reader, node, "may-contain",
                              name_allergens(arena, meal->check_allergens),
                              name_allergens(arena, possible));
    }
}

/* The figures that are summed over the parts; in units per 100 g of food. */
enum figure {
    FIGURE_MG,
    FIGURE_KCAL,
    FIGURE_POTASSIUM,
    FIGURE_SODIUM,
    FIGURE_PROTEIN,
    FIGURE_FIBER,
    FIGURE_COUNT
};

static int64_t food_figure(const struct food *food, enum figure figure) {
    int64_t values[FIGURE_COUNT] = {
        [FIGURE_MG] = food->mg_per_100g,
        [FIGURE_KCAL] = food->kcal_per_100g,
        [FIGURE_POTASSIUM] = food->potassium_mg_per_100g,
        [FIGURE_SODIUM] = food->sodium_mg_per_100g,
        [FIGURE_PROTEIN] = food->protein_mg_per_100g,
        [FIGURE_FIBER] = food->fiber_mg_per_100g,
    };
    return values[figure] == NUTRIENT_UNKNOWN ? 0 : values[figure];
}

/* Figures in grams are kept in thousandths and written in tenths. */
static void report_gap(struct knowledge_reader *reader, const struct xml_node *node,
                       const char *what, bool is_grams, int64_t stated, int64_t computed) {
    struct arena *arena = reader->xml.arena;
    if (!is_grams) {
        knowledge_report_sum(reader, node, what, stated, computed);
        return;
    }
    long long tenths = (long long)knowledge_divide(computed, 100);
    xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_SUM,
               ARGS(what,
                    arena_format(arena, "%lld.%lld", (long long)stated / 1000,
                                 (long long)stated / 100 % 10),
                    arena_format(arena, "%lld.%lld", tenths / 10, tenths % 10)));
}

/* Half a unit of the last figure printed either way: sums that end in exactly a half are rounded
 * both ways in the tables. Protein and fiber are printed in tenths of a gram and kept in
 * thousandths. */
static void check_sums(struct knowledge_reader *reader, const struct xml_node *node,
                       const struct meal *meal) {
    static const char *const names[FIGURE_COUNT] = {
        [FIGURE_MG] = "mg",
        [FIGURE_KCAL] = "kcal",
        [FIGURE_POTASSIUM] = "potassium-mg",
        [FIGURE_SODIUM] = "sodium-mg",
        [FIGURE_PROTEIN] = "protein-g",
        [FIGURE_FIBER] = "fiber-g",
    };
    const int64_t stated[FIGURE_COUNT] = {
        [FIGURE_MG] = meal->mg,
        [FIGURE_KCAL] = meal->kcal,
        [FIGURE_POTASSIUM] = meal->potassium_mg,
        [FIGURE_SODIUM] = meal->sodium_mg,
        [FIGURE_PROTEIN] = meal->protein_mg,
        [FIGURE_FIBER] = meal->fiber_mg,
    };
    for (size_t figure = 0; figure < FIGURE_COUNT; figure++) {
        int64_t sum = 0;
        for (size_t i = 0; i < meal->part_count; i++) {
            sum += food_figure(meal->parts[i].food, (enum figure)figure) * meal->parts[i].grams;
        }
        int64_t gap = sum - stated[figure] * 100;
        int64_t half = figure >= FIGURE_PROTEIN ? 5000 : 50;
        if (gap < -half || gap > half) {
            report_gap(reader, node, names[figure], figure >= FIGURE_PROTEIN, stated[figure],
                       knowledge_divide(sum, 100));
        }
    }
}

void knowledge_check_meal(struct knowledge_reader *reader, const struct xml_node *node,
                          const struct meal *meal) {
    check_sums(reader, node, meal);
    check_allergens(reader, node, meal);
    check_flags(reader, node, meal);
}
