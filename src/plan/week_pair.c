/* The best pair of choices for two places of a day, all else as it stands.
 *
 * All pairs are tried, which makes the answer exact for the two places; the search in plan/week.c
 * is made of such steps. A place has up to 130 choices (30 meals in four portions), so a step could
 * cost 16,000 evaluations. Choices are sorted by their own cost, and no cost is negative, so that a
 * row ends as soon as its own costs alone are too much: in practice a few hundred are looked at. */
#include "plan/week.h"

struct candidates {
    struct candidate *at;
    size_t count;
};

static struct candidates find_candidates(const struct week *week, size_t day, size_t place,
                                         struct candidate *room) {
    const struct choices *choices = &week->choices[place];
    struct candidates found = {.at = room};
    size_t first = place == WEEK_SECOND_SNACK ? WEEK_NOTHING : WEEK_NOTHING + 1;
    for (size_t i = first; i < choices->count; i++) {
        const struct choice *choice = &choices->at[i];
        if (!week_is_free(week, day, place, choice)) {
            continue;
        }
        int32_t repeats = choice->meal ? week_count_repeats(week, choice->main, day) : 0;
        found.at[found.count++] = (struct candidate){choice, (uint32_t)i, repeats,
                                                     choice->cost + WEEK_REPEAT_COST * repeats};
    }
    return found;
}

/* The cost of two choices together beyond the sum of their costs. With the same main ingredient,
 * the repeats that the first use makes were counted for both; the second one makes just one more.
 */
static int64_t join_cost(const struct candidate *left, const struct candidate *right) {
    const struct meal *first = left->choice->meal;
    const struct meal *second = right->choice->meal;
    if (first && second && first->main == second->main) {
        return WEEK_REPEAT_COST * (1 - right->repeats);
    }
    return 0;
}

struct pair {
    int64_t cost;
    uint32_t left, right;
};

/* The rest of the day without the two places. */
struct rest {
    int32_t mg, kcal;
};

/* The bound on a row is made of the choices' own costs, without repeats: those may be less together
 * than apart. */
static void match_left(const struct week *week, struct rest rest, const struct candidate *left,
                       const struct candidates *rights, struct pair *best) {
    for (size_t j = 0; j < rights->count; j++) {
        const struct candidate *right = &rights->at[j];
        if (left->choice->cost + right->choice->cost >= best->cost) {
            break;
        }
        int64_t own = left->cost + right->cost + join_cost(left, right);
        if (own >= best->cost ||
            (left->choice->meal && left->choice->meal == right->choice->meal)) {
            continue;
        }
        int64_t cost = own + week_day_cost(week, rest.mg + left->choice->mg + right->choice->mg,
                                           rest.kcal + left->choice->kcal + right->choice->kcal);
        if (cost < best->cost) {
            *best = (struct pair){cost, left->number, right->number};
        }
    }
}

void week_fill_pair(struct week *week, size_t day, size_t place, size_t other) {
    struct pair best = {INT64_MAX, week->plan.chosen[day][place], week->plan.chosen[day][other]};
    week_lift(week, day, place);
    week_lift(week, day, other);
    struct rest rest = {0, 0};
    for (size_t i = 0; i < WEEK_PLACES; i++) {
        rest.mg += week_choice(week, day, i)->mg;
        rest.kcal += week_choice(week, day, i)->kcal;
    }
    struct candidates lefts = find_candidates(week, day, place, week->room[0]);
    struct candidates rights = find_candidates(week, day, other, week->room[1]);
    for (size_t i = 0; i < lefts.count && lefts.at[i].choice->cost < best.cost; i++) {
        match_left(week, rest, &lefts.at[i], &rights, &best);
    }
    week_place(week, day, place, best.left);
    week_place(week, day, other, best.right);
}
