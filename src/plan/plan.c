#include "plan/plan.h"

#include "plan/rules.h"
#include "plan/week.h"

static const char *const rule_reasons[RULE_COUNT] = {
    [RULE_ALLERGENS] = "allergens",
    [RULE_DIET] = "diet",
    [RULE_DISLIKES] = "dislikes",
};

/* Whether the rules leave a meal for every slot. */
static bool leaves_meals(const struct knowledge *knowledge, const struct plan_profile *profile,
                         uint32_t rules) {
    bool is_left[SLOT_COUNT] = {false};
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        const struct meal *meal = &knowledge->meals[i];
        is_left[meal->slot] = is_left[meal->slot] || rules_allow_meal(profile, meal, rules);
    }
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        if (!is_left[slot]) {
            return false;
        }
    }
    return true;
}

/* The rule that a person would have to give up: the mildest one without which there is a plan, else
 * the first one that blocks when the rules are added one by one, the strictest first. */
static const char *find_reason(const struct knowledge *knowledge,
                               const struct plan_profile *profile) {
    for (size_t rule = RULE_COUNT; rule-- > 0;) {
        if (leaves_meals(knowledge, profile, RULE_ALL & ~RULE_BIT(rule))) {
            return rule_reasons[rule];
        }
    }
    size_t rule = 0;
    uint32_t rules = RULE_BIT(0);
    while (rule + 1 < RULE_COUNT && leaves_meals(knowledge, profile, rules)) {
        rule++;
        rules |= RULE_BIT(rule);
    }
    return rule_reasons[rule];
}

static struct planned_day write_day(const struct week *week, size_t day) {
    struct planned_day planned = {.mg = 0};
    for (size_t place = 0; place < WEEK_PLACES; place++) {
        const struct choice *choice = week_choice(week, day, place);
        if (!choice->meal) {
            continue;
        }
        planned.slots[place] = (struct planned_meal){
            .meal = choice->meal,
            .portion_percent = choice->percent,
            .mg = choice->mg,
            .kcal = choice->kcal,
        };
        planned.mg += choice->mg;
        planned.kcal += choice->kcal;
        planned.count++;
    }
    planned.meets_target = planned.mg >= week->profile->target_mg;
    return planned;
}

static void write_plan(struct plan *plan, const struct week *week) {
    plan->status = PLAN_MADE;
    plan->cost = week_cost(week);
    plan->meets_target = true;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        plan->days[day] = write_day(week, day);
        plan->meets_target = plan->meets_target && plan->days[day].meets_target;
        if (day == 0 || plan->days[day].mg < plan->nearest_mg) {
            plan->nearest_mg = plan->days[day].mg;
        }
    }
}

/* Within 10 %, in whole kilocalories. */
static void set_energy(struct week *week, int32_t kcal) {
    if (kcal > 0) {
        week->lowest_kcal = (int32_t)(((int64_t)kcal * 9 + 9) / 10);
        week->highest_kcal = (int32_t)((int64_t)kcal * 11 / 10);
    }
}

const struct plan *plan_build(struct arena *arena, const struct knowledge *knowledge,
                              const struct plan_profile *profile) {
    struct plan *plan = ARENA_NEW(arena, struct plan);
    struct week week = {.arena = arena, .profile = profile, .random = profile->seed};
    plan->status = PLAN_BLOCKED;
    plan->reason = "";
    set_energy(&week, profile->kcal);
    bool has_meals = week_prepare(&week, knowledge);
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        plan->meals_left[slot] = week.pools[slot].count;
    }
    if (!has_meals) {
        plan->reason = find_reason(knowledge, profile);
    } else if (week_search(&week)) {
        write_plan(plan, &week);
    } else {
        plan->reason = "kcal";
    }
    return plan;
}
