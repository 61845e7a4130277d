/* What stands where in the week, and what it costs.
 *
 * The cost, in integers (weights of the planner's design):
 *   10 for each milligram that a day stays below the target,
 *   50 for each main ingredient used again on the same day or within two days,
 *    1 for each minute of preparation.
 *
 * A main ingredient's uses: on a day that it stands on, each use after the first counts one, and
 * the first counts one if it stood on one of the two days before. */
#include "plan/week.h"

enum meal_slot week_slot_of(size_t place) {
    return place == WEEK_SECOND_SNACK ? SLOT_SNACK : (enum meal_slot)place;
}

void week_place(struct week *week, size_t day, const struct menu *menu) {
    week->menus[day] = *menu;
    for (size_t place = 0; place < WEEK_PLACES; place++) {
        const struct dish *dish = menu->dishes[place];
        if (dish) {
            week->pools[week_slot_of(place)].days[dish->number] |= (uint8_t)(1 << day);
            week->main_days[dish->main] |= (uint8_t)(1 << day);
        }
    }
}

void week_lift(struct week *week, size_t day) {
    for (size_t place = 0; place < WEEK_PLACES; place++) {
        const struct dish *dish = week->menus[day].dishes[place];
        if (dish) {
            week->pools[week_slot_of(place)].days[dish->number] &= (uint8_t) ~(1 << day);
            week->main_days[dish->main] &= (uint8_t) ~(1 << day);
        }
    }
    week->menus[day] = (struct menu){{NULL}};
}

/* The two days before and after a day stand in bits 0, 1 and 3, 4 of the days around it. A use adds
 * one if there was one before; and one for each of the two later ones that had none before it. */
uint8_t week_added_repeats(size_t days, size_t day) {
    size_t around = (days << 2) >> day;
    bool is_before = (around & 3) != 0;
    bool is_next = (around & 8) != 0;
    bool is_after_next = (around & 16) != 0;
    bool was_next_fresh = (around & 2) == 0;
    return (uint8_t)(is_before + (is_next && was_next_fresh) + (is_after_next && !is_next));
}

int32_t week_menu_cost(const struct week *week, size_t day, const struct menu *menu) {
    int32_t cost = 0;
    for (size_t place = 0; place < WEEK_PLACES; place++) {
        const struct dish *dish = menu->dishes[place];
        bool is_again = false;
        for (size_t i = 0; dish && i < place; i++) {
            is_again = is_again || (menu->dishes[i] && menu->dishes[i]->main == dish->main);
        }
        if (dish) {
            int32_t repeats = is_again ? 1 : week->added_repeats[day][week->main_days[dish->main]];
            cost += dish->minutes + WEEK_REPEAT_COST * repeats;
        }
    }
    return cost;
}
