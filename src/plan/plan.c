#include "plan/plan.h"

#include "plan/rules.h"
#include "plan/week.h"

const char *const plan_wish_names[PLAN_WISH_COUNT + 1] = {
    [PLAN_LOW_BUDGET] = "low-budget",
    [PLAN_LOW_APPETITE] = "low-appetite",
    [PLAN_NEW_DINNERS] = "new-dinners",
    [PLAN_USUAL_ENERGY] = "usual-energy",
};

bool plan_has_wish(uint32_t wishes, enum plan_wish wish) {
    return (wishes & PLAN_WISH(wish)) != 0;
}

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
    size_t portions[WEEK_PLACES];
    week_choose_portions(week, &week->menus[day], portions);
    for (size_t place = 0; place < WEEK_PLACES; place++) {
        const struct dish *dish = week->menus[day].dishes[place];
        if (!dish) {
            continue;
        }
        planned.slots[place] = (struct planned_meal){
            .meal = dish->meal,
            .portion_percent = dish->percent[portions[place]],
            .mg = dish->mg[portions[place]],
            .kcal = dish->kcal[portions[place]],
        };
        planned.mg += planned.slots[place].mg;
        planned.kcal += planned.slots[place].kcal;
        planned.count++;
    }
    planned.meets_target = planned.mg >= week->profile->target_mg;
    return planned;
}

/* Minutes and repeats, as the days are taken off one by one, and what the days lack. */
static int64_t find_cost(struct week *week, const struct plan *plan) {
    int64_t cost = 0;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        struct menu menu = week->menus[day];
        int32_t lack = week->profile->target_mg - plan->days[day].mg;
        week_lift(week, day);
        cost += week_menu_cost(week, day, &menu) + (lack > 0 ? WEEK_SHORT_COST * lack : 0);
    }
    return cost;
}

static void write_plan(struct plan *plan, struct week *week) {
    plan->status = PLAN_MADE;
    plan->meets_target = true;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        plan->days[day] = write_day(week, day);
        plan->meets_target = plan->meets_target && plan->days[day].meets_target;
        if (day == 0 || plan->days[day].mg < plan->nearest_mg) {
            plan->nearest_mg = plan->days[day].mg;
        }
    }
    plan->cost = find_cost(week, plan);
}

/* When neither the person nor the table of targets says how much energy a day has. */
#define ANY_LOWEST_KCAL 1500
#define ANY_HIGHEST_KCAL 2400

/* Above what five meals can hold. */
#define NO_LIMIT_KCAL 20000

/* Asked for: within 10 %, in whole kilocalories. */
static void set_energy(struct week *week) {
    const struct plan_profile *profile = week->profile;
    week->lowest_kcal = 0;
    week->highest_kcal = NO_LIMIT_KCAL;
    if (profile->kcal > 0) {
        week->lowest_kcal = (int32_t)(((int64_t)profile->kcal * 9 + 9) / 10);
        week->highest_kcal = (int32_t)((int64_t)profile->kcal * 11 / 10);
    } else if (plan_has_wish(week->wishes, PLAN_USUAL_ENERGY)) {
        bool is_known = profile->usual_low_kcal > 0;
        week->lowest_kcal = is_known ? profile->usual_low_kcal : ANY_LOWEST_KCAL;
        week->highest_kcal = is_known ? profile->usual_high_kcal : ANY_HIGHEST_KCAL;
        week->lowest_kcal -=
            plan_has_wish(week->wishes, PLAN_LOW_APPETITE) ? week->lowest_kcal / 4 : 0;
    }
}

/* One search, with these wishes. */
static struct plan search(struct arena *arena, const struct knowledge *knowledge,
                          const struct plan_profile *profile, uint32_t wishes) {
    struct plan plan = {.status = PLAN_BLOCKED, .reason = ""};
    struct week week = {.profile = profile, .wishes = wishes, .random = profile->seed};
    set_energy(&week);
    plan.wishes = wishes;
    plan.lowest_kcal = week.lowest_kcal;
    plan.highest_kcal = week.highest_kcal;
    bool has_meals = week_prepare(&week, arena, knowledge);
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        plan.meals_left[slot] = week.pools[slot].left;
    }
    if (!has_meals) {
        plan.reason = find_reason(knowledge, profile);
    } else if (week_search(&week)) {
        write_plan(&plan, &week);
    } else {
        plan.reason = "kcal";
    }
    return plan;
}

/* Cheap foods are given up for the target too, if that helps; the others only to have a week. */
const struct plan *plan_build(struct arena *arena, const struct knowledge *knowledge,
                              const struct plan_profile *profile) {
    uint32_t wishes = profile->wishes | PLAN_WISH(PLAN_NEW_DINNERS);
    wishes |= profile->kcal > 0 ? 0 : PLAN_WISH(PLAN_USUAL_ENERGY);
    const uint32_t all = wishes;
    struct plan *plan = ARENA_NEW(arena, struct plan);
    *plan = search(arena, knowledge, profile, wishes);
    for (enum plan_wish wish = 0; wish < PLAN_WISH_COUNT; wish++) {
        bool is_made = plan->status == PLAN_MADE;
        bool may_help = wish == PLAN_LOW_BUDGET ? !plan->meets_target : !is_made;
        if (!may_help || !plan_has_wish(wishes, wish)) {
            continue;
        }
        uint32_t fewer = wishes & ~PLAN_WISH(wish);
        if (wish == PLAN_USUAL_ENERGY) {
            fewer |= PLAN_WISH(PLAN_NEW_DINNERS); /* any dinner will do again */
        }
        struct plan other = search(arena, knowledge, profile, fewer);
        if (!is_made || other.meets_target) {
            wishes = fewer;
            *plan = other;
        }
    }
    plan->given_up = plan->status == PLAN_MADE ? all & ~wishes : 0;
    return plan;
}
