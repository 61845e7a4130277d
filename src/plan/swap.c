/* Meals that may stand in for one of the plan: of its slot, allowed by the rules with the rest of
 * the week as it is, and about as much magnesium and energy. The nearest in magnesium come first.
 * If too few are near in energy, those that are less near count, too. */
#include "plan/rules.h"

#include <stdlib.h>
#include <string.h>

static const int32_t portions[] = {100, 75, 125, 150};
#define PORTION_COUNT (sizeof portions / sizeof portions[0])

/* How far a swap may be from what it stands for: parts of it, and milligrams at least. */
#define MG_SHARE 10
#define LEAST_MG 5
#define KCAL_SHARE 4
#define WIDE_KCAL_SHARE 2

struct swapping {
    const struct plan_profile *profile;
    const struct plan *plan;
    size_t day;
    const struct planned_meal *old;
    int32_t kcal_room;
};

static bool stands_on(const struct planned_day *day, const struct meal *meal) {
    for (size_t i = 0; i < day->count; i++) {
        if (day->slots[i].meal == meal) {
            return true;
        }
    }
    return false;
}

/* The rules on one meal, and on repeats with the week as it is. */
static bool may_stand(const struct swapping *swapping, const struct meal *meal) {
    const struct plan *plan = swapping->plan;
    if (!plan_allows_meal(swapping->profile, meal)) {
        return false;
    }
    if (plan_has_wish(plan->wishes, PLAN_LOW_BUDGET) &&
        !plan_has_wish(plan->given_up, PLAN_LOW_BUDGET) && rules_is_dear(meal)) {
        return false;
    }
    size_t uses = 0;
    bool is_near = false;
    for (size_t day = 0; day < PLAN_DAYS; day++) {
        bool stands = stands_on(&plan->days[day], meal);
        uses += stands;
        is_near = is_near || (stands && day + 1 >= swapping->day && day <= swapping->day + 1);
    }
    bool is_once = meal->slot == SLOT_DINNER && !plan_has_wish(plan->given_up, PLAN_NEW_DINNERS);
    return !is_near && uses < rules_most_uses(plan->meals_left[meal->slot], is_once);
}

static bool fits(const struct swapping *swapping, const struct planned_meal *swap) {
    const struct planned_day *day = &swapping->plan->days[swapping->day];
    const struct planned_meal *old = swapping->old;
    int32_t mg_room = old->mg / MG_SHARE > LEAST_MG ? old->mg / MG_SHARE : LEAST_MG;
    int32_t mg = day->mg - old->mg + swap->mg;
    int32_t kcal = day->kcal - old->kcal + swap->kcal;
    bool is_equal =
        abs(swap->mg - old->mg) <= mg_room && abs(swap->kcal - old->kcal) <= swapping->kcal_room;
    return is_equal && kcal >= swapping->plan->lowest_kcal &&
           kcal <= swapping->plan->highest_kcal &&
           (mg >= swapping->profile->target_mg || !day->meets_target);
}

/* The portion nearest in magnesium, a whole one first; false if none fits. */
static bool choose_portion(const struct swapping *swapping, const struct meal *meal,
                           struct planned_meal *out_swap) {
    bool is_small = plan_has_wish(swapping->plan->wishes, PLAN_LOW_APPETITE);
    int32_t most = is_small ? 100 : plan_max_portion(swapping->profile, meal);
    bool has_one = false;
    for (size_t i = 0; i < PORTION_COUNT; i++) {
        struct planned_meal swap = rules_scale_meal(meal, portions[i]);
        bool is_nearer =
            !has_one || abs(swap.mg - swapping->old->mg) < abs(out_swap->mg - swapping->old->mg);
        if (portions[i] <= most && is_nearer && fits(swapping, &swap)) {
            *out_swap = swap;
            has_one = true;
        }
    }
    return has_one;
}

static size_t find_swaps(const struct knowledge *knowledge, const struct swapping *swapping,
                         struct planned_meal out_swaps[PLAN_SWAPS]) {
    const int32_t mg = swapping->old->mg;
    size_t count = 0;
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        const struct meal *meal = &knowledge->meals[i];
        struct planned_meal swap;
        /* what is cheap to see, and seldom so, comes first */
        if (meal->slot != swapping->old->meal->slot || meal == swapping->old->meal ||
            !choose_portion(swapping, meal, &swap) || !may_stand(swapping, meal)) {
            continue;
        }
        size_t rank = count;
        while (rank > 0 && abs(swap.mg - mg) < abs(out_swaps[rank - 1].mg - mg)) {
            rank--;
        }
        if (rank == PLAN_SWAPS) {
            continue;
        }
        count = count < PLAN_SWAPS ? count + 1 : count;
        memmove(&out_swaps[rank + 1], &out_swaps[rank], (count - rank - 1) * sizeof swap);
        out_swaps[rank] = swap;
    }
    return count;
}

size_t plan_find_swaps(const struct knowledge *knowledge, const struct plan_profile *profile,
                       const struct plan *plan, size_t day, size_t place,
                       struct planned_meal out_swaps[PLAN_SWAPS]) {
    const struct planned_meal *old = &plan->days[day].slots[place];
    struct swapping swapping = {profile, plan, day, old, old->kcal / KCAL_SHARE};
    size_t count = find_swaps(knowledge, &swapping, out_swaps);
    if (count < PLAN_SWAPS) {
        swapping.kcal_room = old->kcal / WIDE_KCAL_SHARE;
        count = find_swaps(knowledge, &swapping, out_swaps);
    }
    return count;
}
