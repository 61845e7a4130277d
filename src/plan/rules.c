#include "plan/rules.h"

static bool allows_allergens(const struct plan_profile *profile, uint32_t certain,
                             uint32_t possible) {
    uint32_t present = profile->allows_check_label ? certain : certain | possible;
    return (profile->allergens & present) == 0;
}

static bool has_diet(const struct plan_profile *profile, enum diet diet) {
    return profile->diets >> diet & 1;
}

/* Only yes passes, except that low-FODMAP also takes what fits in a portion that is small enough.
 */
static bool allows_fit(enum diet diet, enum fit fit, bool is_portion_small) {
    return fit == FIT_YES || (diet == DIET_LOW_FODMAP && fit == FIT_PORTION && is_portion_small);
}

static bool allows_fits(const struct plan_profile *profile, const enum fit fits[DIET_COUNT],
                        bool is_portion_small) {
    for (size_t diet = 0; diet < DIET_COUNT; diet++) {
        if (has_diet(profile, (enum diet)diet) &&
            !allows_fit((enum diet)diet, fits[diet], is_portion_small)) {
            return false;
        }
    }
    return true;
}

static bool is_disliked(const struct plan_profile *profile, const struct food *food) {
    for (size_t i = 0; i < profile->dislike_count; i++) {
        if (profile->dislikes[i] == food) {
            return true;
        }
    }
    return false;
}

bool rules_allow_meal(const struct plan_profile *profile, const struct meal *meal, uint32_t rules) {
    if ((rules & RULE_BIT(RULE_ALLERGENS)) &&
        !allows_allergens(profile, meal->allergens, meal->check_allergens)) {
        return false;
    }
    if ((rules & RULE_BIT(RULE_DIET)) && !allows_fits(profile, meal->fits, true)) {
        return false;
    }
    for (size_t i = 0; (rules & RULE_BIT(RULE_DISLIKES)) && i < meal->part_count; i++) {
        if (is_disliked(profile, meal->parts[i].food)) {
            return false;
        }
    }
    return true;
}

static int32_t scale(int32_t value, int32_t percent) {
    return (value * percent + 50) / 100;
}

struct planned_meal rules_scale_meal(const struct meal *meal, int32_t percent) {
    return (struct planned_meal){meal, percent, scale(meal->mg, percent),
                                 scale(meal->kcal, percent)};
}

bool rules_is_dear(const struct meal *meal) {
    for (size_t i = 0; i < meal->part_count; i++) {
        if (meal->parts[i].food->is_dear) {
            return true;
        }
    }
    return false;
}

size_t rules_most_uses(size_t left, bool is_new_each_day) {
    size_t turns = (PLAN_DAYS + left - 1) / left;
    size_t least = is_new_each_day ? 1 : 2;
    return turns > least ? turns : least;
}

bool plan_allows_meal(const struct plan_profile *profile, const struct meal *meal) {
    return rules_allow_meal(profile, meal, RULE_ALL);
}

bool plan_allows_food(const struct plan_profile *profile, const struct food *food) {
    return allows_allergens(profile, food->allergens, food->check_allergens) &&
           allows_fits(profile, food->fits, food->serving_g <= food->fodmap_g) &&
           !is_disliked(profile, food);
}

int32_t plan_max_portion(const struct plan_profile *profile, const struct meal *meal) {
    bool is_limited =
        has_diet(profile, DIET_LOW_FODMAP) && meal->fits[DIET_LOW_FODMAP] == FIT_PORTION;
    return is_limited ? 100 : 150;
}
