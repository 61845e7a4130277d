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
        found.at[found.count++] = (struct candidate){
            .meal = choice->meal,
            .main = choice->main,
            .number = (uint32_t)i,
            .repeats = repeats,
            .own = choice->cost,
            .cost = choice->cost + WEEK_REPEAT_COST * repeats,
            .mg = choice->mg,
            .kcal = choice->kcal,
        };
    }
    return found;
}

/* The cost of two choices together beyond the sum of their costs. With the same main ingredient,
 * the repeats that the first use makes were counted for both; the second one makes just one more.
 */
static inline int64_t join_cost(const struct candidate *left, const struct candidate *right) {
    bool is_same = left->meal && right->meal && left->main == right->main;
    return is_same ? WEEK_REPEAT_COST * (1 - (int64_t)right->repeats) : 0;
}

struct pair {
    int64_t cost;
    uint32_t left, right;
};

/* The rest of the day without the two places. */
struct rest {
    int32_t mg, kcal;
};

static inline int64_t pair_cost(const struct week *week, struct rest rest,
                                const struct candidate *left, const struct candidate *right) {
    return left->cost + right->cost + join_cost(left, right) +
           week_day_cost(week, rest.mg + left->mg + right->mg,
                         rest.kcal + left->kcal + right->kcal);
}

/* The rights are sorted by their own cost, so a row ends where that and the left one's whole cost
 * are too much. (A pair with the same main ingredient costs more than that too: see join_cost.) */
static size_t match_left(const struct week *week, struct rest rest, const struct candidate *left,
                         const struct candidates *rights, struct pair *best) {
    size_t j = 0;
    for (; j < rights->count; j++) {
        const struct candidate *right = &rights->at[j];
        if (left->cost + right->own >= best->cost) {
            break;
        }
        int64_t cost = pair_cost(week, rest, left, right);
        if (cost < best->cost && (!left->meal || left->meal != right->meal)) {
            *best = (struct pair){cost, left->number, right->number};
        }
    }
    return j;
}

static const struct candidate *find_number(const struct candidates *candidates, uint32_t number) {
    size_t i = 0;
    while (candidates->at[i].number != number) {
        i++;
    }
    return &candidates->at[i];
}

void week_fill_pair(struct week *week, size_t day, size_t place, size_t other) {
    struct pair best = {0, week->plan.chosen[day][place], week->plan.chosen[day][other]};
    week_lift(week, day, place);
    week_lift(week, day, other);
    struct rest rest = {0, 0};
    for (size_t i = 0; i < WEEK_PLACES; i++) {
        rest.mg += week_choice(week, day, i)->mg;
        rest.kcal += week_choice(week, day, i)->kcal;
    }
    struct candidates lefts = find_candidates(week, day, place, week->room[0]);
    struct candidates rights = find_candidates(week, day, other, week->room[1]);
    /* What stood there was free, so it is among the candidates; begin with its cost. */
    best.cost =
        pair_cost(week, rest, find_number(&lefts, best.left), find_number(&rights, best.right));
    for (size_t i = 0; i < lefts.count && lefts.at[i].own < best.cost; i++) {
        week->work += match_left(week, rest, &lefts.at[i], &rights, &best);
    }
    week_place(week, day, place, best.left);
    week_place(week, day, other, best.right);
}
