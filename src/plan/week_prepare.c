#include "plan/week.h"

#include "plan/rules.h"

static const int32_t portions[] = {75, 100, 125, 150};
#define PORTION_COUNT (sizeof portions / sizeof portions[0])
#define PORTION_COST 8
#define LEAST_CAP 2

static void fill_pool(struct week *week, const struct knowledge *knowledge, enum meal_slot slot) {
    struct pool *pool = &week->pools[slot];
    pool->meals = ARENA_ARRAY(week->arena, const struct meal *, knowledge->meal_count);
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        const struct meal *meal = &knowledge->meals[i];
        if (meal->slot == slot && plan_allows_meal(week->profile, meal)) {
            pool->meals[pool->count++] = meal;
        }
    }
    if (pool->count > 0) {
        size_t turns = (PLAN_DAYS + pool->count - 1) / pool->count;
        pool->cap = turns > LEAST_CAP ? (int)turns : LEAST_CAP;
        pool->may_follow_itself = pool->count == 1;
    }
    week->uses[slot] = ARENA_ARRAY(week->arena, uint8_t, pool->count);
}

/* By own cost, then by the order of the file: never equal, so the order is the same everywhere. */
static bool comes_before(const struct choice *left, const struct choice *right) {
    if (left->cost != right->cost) {
        return left->cost < right->cost;
    }
    return left->number != right->number ? left->number < right->number
                                         : left->percent < right->percent;
}

static void insert_choice(struct choices *choices, struct choice choice) {
    size_t i = choices->count++;
    for (; i > WEEK_NOTHING + 1 && comes_before(&choice, &choices->at[i - 1]); i--) {
        choices->at[i] = choices->at[i - 1];
    }
    choices->at[i] = choice;
}

static int32_t scale(int32_t value, int32_t percent) {
    return (value * percent + 50) / 100;
}

/* Less than a whole portion is for those who asked for so much energy a day. */
static bool has_portion(const struct plan_profile *profile, const struct meal *meal,
                        int32_t percent) {
    return percent <= plan_max_portion(profile, meal) && (percent >= 100 || profile->kcal > 0);
}

static void fill_choices(struct week *week, const size_t *main_numbers,
                         const struct knowledge *knowledge, size_t place) {
    const struct pool *pool = &week->pools[week_slot_of(place)];
    struct choices *choices = &week->choices[place];
    choices->at = ARENA_ARRAY(week->arena, struct choice, 1 + pool->count * PORTION_COUNT);
    choices->count = 1; /* WEEK_NOTHING */
    for (size_t i = 0; i < pool->count; i++) {
        const struct meal *meal = pool->meals[i];
        for (size_t j = 0; j < PORTION_COUNT; j++) {
            if (!has_portion(week->profile, meal, portions[j])) {
                continue;
            }
            insert_choice(choices, (struct choice){
                                       .meal = meal,
                                       .number = i,
                                       .main = main_numbers[meal->main - knowledge->foods],
                                       .percent = portions[j],
                                       .mg = scale(meal->mg, portions[j]),
                                       .kcal = scale(meal->kcal, portions[j]),
                                       .cost = meal->minutes + (portions[j] != 100) * PORTION_COST,
                                   });
        }
    }
}

/* Numbers the main ingredients of the meals left, from 0. */
static size_t *number_mains(struct week *week, const struct knowledge *knowledge) {
    size_t *numbers = ARENA_ARRAY(week->arena, size_t, knowledge->food_count);
    bool *is_known = ARENA_ARRAY(week->arena, bool, knowledge->food_count);
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        for (size_t i = 0; i < week->pools[slot].count; i++) {
            size_t food = (size_t)(week->pools[slot].meals[i]->main - knowledge->foods);
            if (!is_known[food]) {
                is_known[food] = true;
                numbers[food] = week->main_count++;
            }
        }
    }
    return numbers;
}

bool week_prepare(struct week *week, const struct knowledge *knowledge) {
    bool is_complete = true;
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        fill_pool(week, knowledge, (enum meal_slot)slot);
        is_complete = is_complete && week->pools[slot].count > 0;
    }
    if (!is_complete) {
        return false;
    }
    size_t *numbers = number_mains(week, knowledge);
    week->mains = arena_alloc_array(week->arena, week->main_count, sizeof week->mains[0]);
    size_t most = 0;
    for (size_t place = 0; place < WEEK_PLACES; place++) {
        fill_choices(week, numbers, knowledge, place);
        most = week->choices[place].count > most ? week->choices[place].count : most;
    }
    week->room[0] = ARENA_ARRAY(week->arena, struct candidate, most);
    week->room[1] = ARENA_ARRAY(week->arena, struct candidate, most);
    return true;
}
