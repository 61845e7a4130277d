/* Prints the plans of profiles read from standard input, for tests/oracle/test_plan.py.
 *
 *   plan_driver LAYOUT_FOLDER
 *
 * A line of input is a profile: six fields between '|', the last one may be missing:
 *   allergens | yes or no (check-label foods allowed) | diets | disliked food ids |
 *   kcal target seed | usual-low usual-high wishes (low-budget low-appetite)
 * A profile's output ends with a line "end"; "time NANOSECONDS" is the processor time of
 * plan_build. */
#include "base/arena.h"
#include "base/diag.h"
#include "base/file.h"
#include "pack/knowledge.h"
#include "plan/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_LINE 4096

static struct slice read_layout(struct arena *arena, const char *folder, const char *name,
                                const char **out_path, struct diags *diags) {
    struct slice bytes = {0};
    *out_path = arena_format(arena, "%s/%s.xml", folder, name);
    file_read(arena, *out_path, 1 << 24, diags, &bytes);
    return bytes;
}

static const struct knowledge *load(struct arena *arena, const char *folder, struct diags *diags) {
    struct knowledge_files files = {0};
    files.foods = read_layout(arena, folder, "foods", &files.foods_file, diags);
    files.meals = read_layout(arena, folder, "meals", &files.meals_file, diags);
    files.targets = read_layout(arena, folder, "targets", &files.targets_file, diags);
    files.supplements = read_layout(arena, folder, "supplements", &files.supplements_file, diags);
    files.interactions =
        read_layout(arena, folder, "interactions", &files.interactions_file, diags);
    return diags_status(diags) == STATUS_DONE ? knowledge_load(arena, &files, diags) : NULL;
}

static uint32_t parse_bits(struct slice words, const char *const *names) {
    uint32_t bits = 0;
    for (struct slice word; slice_next(&words, ' ', &word);) {
        size_t i = 0;
        while (names[i] && !slice_equals(word, names[i])) {
            i++;
        }
        if (!names[i]) {
            fprintf(stderr, "plan_driver: unknown word\n");
            exit(STATUS_INPUT);
        }
        bits |= (uint32_t)1 << i;
    }
    return bits;
}

static void parse_dislikes(struct arena *arena, const struct knowledge *knowledge,
                           struct slice words, struct plan_profile *profile) {
    profile->dislikes = ARENA_ARRAY(arena, const struct food *, knowledge->food_count);
    for (struct slice word; slice_next(&words, ' ', &word);) {
        const struct food *food =
            knowledge_find_food(knowledge, arena_copy(arena, word.at, word.size_bytes));
        if (!food || profile->dislike_count == knowledge->food_count) {
            fprintf(stderr, "plan_driver: unknown food\n");
            exit(STATUS_INPUT);
        }
        profile->dislikes[profile->dislike_count++] = food;
    }
}

static struct plan_profile parse_profile(struct arena *arena, const struct knowledge *knowledge,
                                         const char *line) {
    struct plan_profile profile = {0};
    struct slice fields[6] = {{0}};
    struct slice rest = slice_from(line);
    for (size_t i = 0; i < 6 && rest.size_bytes > 0; i++) {
        const char *end = memchr(rest.at, '|', rest.size_bytes);
        size_t size = end ? (size_t)(end - rest.at) : rest.size_bytes;
        fields[i] = (struct slice){rest.at, size};
        rest.at += end ? size + 1 : size;
        rest.size_bytes -= end ? size + 1 : size;
    }
    int numbers[3] = {0};
    int usual[2] = {0};
    profile.allergens = parse_bits(fields[0], allergen_names);
    profile.allows_check_label = slice_equals(slice_trim(fields[1]), "yes");
    profile.diets = parse_bits(fields[2], diet_names);
    parse_dislikes(arena, knowledge, fields[3], &profile);
    struct slice word = {0};
    for (size_t i = 0; i < 3 && slice_next(&fields[4], ' ', &word); i++) {
        slice_parse_int(word, &numbers[i]);
    }
    for (size_t i = 0; i < 2 && slice_next(&fields[5], ' ', &word); i++) {
        slice_parse_int(word, &usual[i]);
    }
    profile.wishes = parse_bits(fields[5], plan_wish_names);
    profile.usual_low_kcal = usual[0];
    profile.usual_high_kcal = usual[1];
    profile.kcal = numbers[0];
    profile.target_mg = numbers[1];
    profile.seed = (uint64_t)numbers[2];
    return profile;
}

static void print_swaps(const struct knowledge *knowledge, const struct plan_profile *profile,
                        const struct plan *plan, size_t day, size_t place) {
    struct planned_meal swaps[PLAN_SWAPS];
    size_t count = plan_find_swaps(knowledge, profile, plan, day, place, swaps);
    for (size_t i = 0; i < count; i++) {
        printf("swap %s %d %d %d\n", swaps[i].meal->id, (int)swaps[i].portion_percent,
               (int)swaps[i].mg, (int)swaps[i].kcal);
    }
}

static void print_lists(struct arena *arena, const struct knowledge *knowledge,
                        const struct plan *plan) {
    const struct plan_items items = plan_list_items(arena, knowledge, plan);
    for (size_t i = 0; i < items.count; i++) {
        printf("item %s %d %d\n", items.at[i].food->id, (int)items.at[i].quarters,
               (int)items.at[i].grams);
    }
    const struct plan_leftovers leftovers = plan_list_leftovers(arena, knowledge, plan);
    for (size_t i = 0; i < leftovers.count; i++) {
        const struct plan_leftover *leftover = &leftovers.at[i];
        printf("leftover %s %zu %zu\n", leftover->meal ? leftover->meal->id : leftover->food->id,
               leftover->from_day, leftover->to_day);
    }
}

static void print_plan(struct arena *arena, const struct knowledge *knowledge,
                       const struct plan_profile *profile, const struct plan *plan) {
    printf("plan %s reason=%s cost=%lld nearest=%d meets=%d left=%zu,%zu,%zu,%zu given-up=%u\n",
           plan->status == PLAN_MADE ? "made" : "blocked", plan->reason, (long long)plan->cost,
           (int)plan->nearest_mg, plan->meets_target, plan->meals_left[0], plan->meals_left[1],
           plan->meals_left[2], plan->meals_left[3], (unsigned)plan->given_up);
    for (size_t day = 0; plan->status == PLAN_MADE && day < PLAN_DAYS; day++) {
        const struct planned_day *planned = &plan->days[day];
        printf("day %zu %d %d %zu %d\n", day + 1, (int)planned->mg, (int)planned->kcal,
               planned->count, planned->meets_target);
        for (size_t place = 0; place < SLOT_COUNT + 1; place++) {
            const struct planned_meal *meal = &planned->slots[place];
            if (meal->meal) {
                printf("meal %s %s %d %d %d\n",
                       meal_slot_names[place < SLOT_COUNT ? place : SLOT_SNACK], meal->meal->id,
                       (int)meal->portion_percent, (int)meal->mg, (int)meal->kcal);
                print_swaps(knowledge, profile, plan, day, place);
            }
        }
    }
    if (plan->status == PLAN_MADE) {
        print_lists(arena, knowledge, plan);
    }
}

static void print_allowed(const struct knowledge *knowledge, const struct plan_profile *profile) {
    printf("foods");
    for (size_t i = 0; i < knowledge->food_count; i++) {
        if (plan_allows_food(profile, &knowledge->foods[i])) {
            printf(" %s", knowledge->foods[i].id);
        }
    }
    printf("\n");
}

static long long now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
}

int main(int argument_count, char **arguments) {
    struct arena *arena = arena_new();
    struct arena *scratch = arena_new();
    struct diags *diags = diags_new();
    const struct knowledge *knowledge =
        argument_count == 2 ? load(arena, arguments[1], diags) : NULL;
    diags_print(diags, stderr);
    char line[MAX_LINE];
    while (knowledge && fgets(line, sizeof line, stdin)) {
        struct plan_profile profile = parse_profile(scratch, knowledge, line);
        long long start = now_ns();
        const struct plan *plan = plan_build(scratch, knowledge, &profile);
        long long end = now_ns();
        print_plan(scratch, knowledge, &profile, plan);
        print_allowed(knowledge, &profile);
        printf("time %lld\nend\n", end - start);
        arena_reset(scratch);
    }
    diags_free(diags);
    arena_free(scratch);
    arena_free(arena);
    return knowledge ? STATUS_DONE : STATUS_PACK;
}
