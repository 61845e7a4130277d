#include "plan/week.h"

#include "plan/rules.h"

static const int32_t portions[WEEK_PORTIONS] = {150, 125, 100, 75};
#define LEAST_CHEAP PLAN_DAYS
#define CULTURE_GOAL 3

static void fill_portions(const struct week *week, struct dish *dish) {
    bool is_small = plan_has_wish(week->wishes, PLAN_LOW_APPETITE);
    int32_t most = is_small ? 100 : plan_max_portion(week->profile, dish->meal);
    for (size_t i = 0; i < WEEK_PORTIONS; i++) {
        if (portions[i] <= most) {
            size_t portion = dish->portion_count++;
            dish->percent[portion] = portions[i];
            struct planned_meal scaled = rules_scale_meal(dish->meal, portions[i]);
            dish->mg[portion] = scaled.mg;
            dish->kcal[portion] = scaled.kcal;
            dish->least_kcal = dish->kcal[portion];
        }
    }
    dish->most_kcal = dish->kcal[0];
}

/* The quickest first, then in the order of the file. */
static void insert_dish(struct pool *pool, const struct meal *meal) {
    size_t i = pool->count++;
    for (; i > 0 && meal->minutes < pool->dishes[i - 1].minutes; i--) {
        pool->dishes[i] = pool->dishes[i - 1];
    }
    uint32_t culture = meal->culture == CULTURE_EVERYDAY ? 0 : UINT32_C(1) << meal->culture;
    pool->dishes[i] = (struct dish){.meal = meal, .culture = culture, .minutes = meal->minutes};
}

/* Leaves the dear dishes out, if enough others are there. */
static void save_money(struct pool *pool) {
    size_t kept = 0;
    for (size_t i = 0; i < pool->count; i++) {
        kept += !rules_is_dear(pool->dishes[i].meal);
    }
    if (kept < LEAST_CHEAP) {
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < pool->count; i++) {
        if (!rules_is_dear(pool->dishes[i].meal)) {
            pool->dishes[count++] = pool->dishes[i];
        }
    }
    pool->count = count;
}

static void list_heaviest(struct pool *pool, struct arena *arena) {
    pool->heaviest = ARENA_ARRAY(arena, const struct dish *, pool->count);
    for (size_t count = 0; count < pool->count; count++) {
        const struct dish *dish = &pool->dishes[count];
        size_t i = count;
        for (; i > 0 && dish->most_kcal > pool->heaviest[i - 1]->most_kcal; i--) {
            pool->heaviest[i] = pool->heaviest[i - 1];
        }
        pool->heaviest[i] = dish;
    }
}

static void fill_pool(struct week *week, struct arena *arena, const struct knowledge *knowledge,
                      enum meal_slot slot) {
    struct pool *pool = &week->pools[slot];
    pool->dishes = ARENA_ARRAY(arena, struct dish, knowledge->meal_count);
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        const struct meal *meal = &knowledge->meals[i];
        if (meal->slot == slot && plan_allows_meal(week->profile, meal)) {
            insert_dish(pool, meal);
        }
    }
    pool->left = pool->count;
    if (plan_has_wish(week->wishes, PLAN_LOW_BUDGET)) {
        save_money(pool);
    }
    for (size_t i = 0; i < pool->count; i++) {
        pool->dishes[i].number = i;
        fill_portions(week, &pool->dishes[i]);
    }
    if (pool->count > 0) {
        bool is_once = slot == SLOT_DINNER && plan_has_wish(week->wishes, PLAN_NEW_DINNERS);
        pool->cap = (uint8_t)rules_most_uses(pool->count, is_once);
        pool->may_follow_itself = pool->count == 1;
    }
    list_heaviest(pool, arena);
    pool->days = ARENA_ARRAY(arena, uint8_t, pool->count);
    week->options[slot] = ARENA_ARRAY(arena, struct option, pool->count);
    week->waiting[slot] = ARENA_ARRAY(arena, struct option, pool->count);
}

/* What a portion holds above the target's milligrams a kilocalorie, at the upper limit of energy:
 * a day that meets both needs a sum of at least nothing. */
static void find_surplus(const struct week *week, struct dish *dish) {
    int64_t target = week->profile->target_mg;
    int64_t most = INT64_MIN;
    for (size_t i = 0; i < dish->portion_count; i++) {
        int64_t surplus = dish->mg[i] * (int64_t)week->highest_kcal - dish->kcal[i] * target;
        most = surplus > most ? surplus : most;
    }
    /* rounded up */
    int64_t divisor = week->highest_kcal;
    dish->surplus = (int32_t)(most >= 0 ? (most + divisor - 1) / divisor : -(-most / divisor));
}

static void find_outlook(struct pool *pool) {
    struct outlook *outlook = &pool->outlook;
    *outlook = (struct outlook){INT32_MIN, INT32_MAX, 0};
    for (size_t i = 0; i < pool->count; i++) {
        const struct dish *dish = &pool->dishes[i];
        outlook->surplus = dish->surplus > outlook->surplus ? dish->surplus : outlook->surplus;
        outlook->least_kcal =
            dish->least_kcal < outlook->least_kcal ? dish->least_kcal : outlook->least_kcal;
        outlook->most_kcal =
            dish->most_kcal > outlook->most_kcal ? dish->most_kcal : outlook->most_kcal;
    }
}

static void fill_tables(struct week *week) {
    for (size_t days = 0; days < WEEK_DAY_SETS; days++) {
        for (size_t day = 0; day < PLAN_DAYS; day++) {
            week->added_repeats[day][days] = week_added_repeats(days, day);
            week->day_counts[days] = (uint8_t)(week->day_counts[days] + (days >> day & 1));
        }
    }
}

/* Numbers the main ingredients of the meals left, from 0, and counts their cultures. */
static void number_mains(struct week *week, struct arena *arena,
                         const struct knowledge *knowledge) {
    size_t *numbers = ARENA_ARRAY(arena, size_t, knowledge->food_count); /* from 1; 0: none yet */
    uint32_t cultures = 0;
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        for (size_t i = 0; i < week->pools[slot].count; i++) {
            struct dish *dish = &week->pools[slot].dishes[i];
            size_t *number = &numbers[dish->meal->main - knowledge->foods];
            *number = *number == 0 ? ++week->main_count : *number;
            dish->main = *number - 1;
            cultures |= dish->culture;
            find_surplus(week, dish);
        }
        find_outlook(&week->pools[slot]);
    }
    int count = __builtin_popcount(cultures);
    week->culture_goal = count < CULTURE_GOAL ? count : CULTURE_GOAL;
    week->main_days = ARENA_ARRAY(arena, uint8_t, week->main_count);
}

/* The digits of a number whose base changes: one digit a place, 0 for no dish. */
static void number_menus(struct week *week) {
    uint64_t weight = 1;
    for (size_t slot = SLOT_COUNT; slot-- > 0;) { /* the snack first, with weight 1 */
        struct pool *pool = &week->pools[slot];
        for (size_t i = 0; i < pool->count; i++) {
            pool->dishes[i].key = (i + 1) * weight;
        }
        weight *= pool->count + 1;
    }
    week->second_snack_weight = weight;
}

bool week_prepare(struct week *week, struct arena *arena, const struct knowledge *knowledge) {
    bool is_complete = true;
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        fill_pool(week, arena, knowledge, (enum meal_slot)slot);
        is_complete = is_complete && week->pools[slot].count > 0;
    }
    if (!is_complete) {
        return false;
    }
    number_mains(week, arena, knowledge);
    number_menus(week);
    fill_tables(week);
    week->remembered = ARENA_ARRAY(arena, struct remembered, WEEK_REMEMBERED);
    return true;
}
