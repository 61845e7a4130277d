/* The hard rules that concern one meal. Inside plan/ only. */
#ifndef PLAN_RULES_H
#define PLAN_RULES_H

#include "plan/plan.h"

enum rule { RULE_ALLERGENS, RULE_DIET, RULE_DISLIKES, RULE_COUNT };

#define RULE_BIT(rule) ((uint32_t)1 << (rule))
#define RULE_ALL (RULE_BIT(RULE_COUNT) - 1)

/* Whether those of the rules whose bits are set allow the meal. */
bool rules_allow_meal(const struct plan_profile *profile, const struct meal *meal, uint32_t rules);

/* A portion of the meal, figures rounded half up as they are printed. */
struct planned_meal rules_scale_meal(const struct meal *meal, int32_t percent);

/* Whether the meal has an ingredient that costs clearly more than others. */
bool rules_is_dear(const struct meal *meal);

/* How often a meal may stand in the week, of so many that are left for the slot. */
size_t rules_most_uses(size_t left, bool is_new_each_day);

#endif
