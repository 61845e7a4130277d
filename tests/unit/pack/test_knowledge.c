#include "pack/knowledge.h"

#include "base/diag.h"
#include "unit/pack/embedded_knowledge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct diags *diags;
};

static int set_up(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->diags = diags_new();
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

#define BIT(number) ((uint32_t)1 << (number))

/* Expected values: read by hand in foods.csv, meals.csv, rda.csv, supplement_forms.csv and
 * interactions.csv. */
static void holds_every_row(void **state) {
    struct fixture *fixture = *state;
    const struct knowledge *knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    assert_non_null(knowledge);
    assert_int_equal(knowledge->food_count, 130);
    assert_int_equal(knowledge->meal_count, 110);
    assert_int_equal(knowledge->target_count, 43);
    assert_int_equal(knowledge->form_count, 14);
    assert_int_equal(knowledge->interaction_count, 50);
    assert_int_equal(diags_count(fixture->diags, DIAG_WARNING), 0);
}

static void reads_a_food(void **state) {
    struct fixture *fixture = *state;
    const struct knowledge *knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    const struct food *food = knowledge_find_food(knowledge, "F093");
    assert_string_equal(food->full_name, "Dark chocolate, 70-85% cocoa");
    assert_string_equal(food->group, "sweets");
    assert_int_equal(food->serving_g, 28);
    assert_int_equal(food->mg_per_100g, 228);
    assert_int_equal(food->mg_per_serving, 64);
    assert_int_equal(food->kcal_per_serving, 167);
    assert_int_equal(food->allergens, 0);
    assert_int_equal(food->check_allergens, BIT(ALLERGEN_MILK) | BIT(ALLERGEN_SOY) |
                                                BIT(ALLERGEN_TREE_NUTS) | BIT(ALLERGEN_PEANUTS) |
                                                BIT(ALLERGEN_WHEAT));
    assert_int_equal(food->fits[DIET_VEGAN], FIT_CHECK_LABEL);
    assert_int_equal(food->fits[DIET_VEGETARIAN], FIT_YES);
    assert_int_equal(food->fits[DIET_LOW_FODMAP], FIT_PORTION);
    assert_int_equal(food->fits[DIET_LOW_OXALATE], FIT_NO);
    assert_int_equal(food->fodmap_g, 30);
    assert_true(food->is_high_potassium);
    assert_int_equal(food->slots, BIT(SLOT_SNACK));
    assert_null(knowledge_find_food(knowledge, "F131"));
}

static void a_weight_that_is_not_known_is_the_serving(void **state) {
    struct fixture *fixture = *state;
    const struct knowledge *knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    const struct food *hazelnuts = knowledge_find_food(knowledge, "F017");
    assert_int_equal(hazelnuts->fits[DIET_LOW_FODMAP], FIT_PORTION);
    assert_int_equal(hazelnuts->fodmap_g, 28);
}

static void reads_a_meal(void **state) {
    struct fixture *fixture = *state;
    const struct knowledge *knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    const struct meal *meal = knowledge_find_meal(knowledge, "MD04");
    assert_string_equal(meal->name, "Tofu and cashew stir-fry with brown rice");
    assert_int_equal(meal->slot, SLOT_DINNER);
    assert_int_equal(meal->part_count, 6);
    assert_string_equal(meal->parts[1].food->id, "F013");
    assert_int_equal(meal->parts[1].grams, 25);
    assert_int_equal(meal->mg, 258);
    assert_int_equal(meal->kcal, 721);
    assert_int_equal(meal->minutes, 20);
    assert_string_equal(meal->main->id, "F049");
    assert_int_equal(meal->allergens, BIT(ALLERGEN_SOY) | BIT(ALLERGEN_TREE_NUTS));
    assert_int_equal(meal->check_allergens, BIT(ALLERGEN_PEANUTS));
    assert_string_equal(meal->note, "soy sauce not counted: it adds soy, wheat and salt");
    assert_non_null(strstr(meal->words, "wheat"));
}

static void reads_hours_one_way_only(void **state) {
    struct fixture *fixture = *state;
    const struct knowledge *knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    const struct interaction *gabapentin = knowledge_find_interaction(knowledge, "I17");
    assert_int_equal(gabapentin->hours_before, -1);
    assert_int_equal(gabapentin->hours_after, 2);
    const struct interaction *moxifloxacin = knowledge_find_interaction(knowledge, "I33");
    assert_int_equal(moxifloxacin->hours_before, 4);
    assert_int_equal(moxifloxacin->hours_after, 8);
    assert_int_equal(moxifloxacin->action, ACTION_SEPARATE);
}

/* The audit of the tables: of a range of hours the longer figure is meant. */
static void words_never_give_a_shorter_gap_than_the_hours(void **state) {
    struct fixture *fixture = *state;
    const struct knowledge *knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    for (size_t i = 0; i < knowledge->interaction_count; i++) {
        const struct interaction *interaction = &knowledge->interactions[i];
        if (interaction->action != ACTION_SEPARATE) {
            continue;
        }
        for (const char *at = interaction->words; *at; at++) {
            if (*at >= '0' && *at <= '9') {
                int hours = *at - '0';
                assert_true(hours == interaction->hours_before ||
                            hours == interaction->hours_after);
            }
        }
    }
}

/* 500 mg: citrate 16.2 % is 81, threonate 8.3 % is 41.5, oxide 60.3 % is 301.5. */
static void counts_the_magnesium_in_a_form(void **state) {
    struct fixture *fixture = *state;
    const struct knowledge *knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    assert_int_equal(supplement_form_magnesium_mg(&knowledge->forms[0], 500), 81);
    assert_int_equal(supplement_form_magnesium_mg(&knowledge->forms[2], 500), 42);
    assert_int_equal(supplement_form_magnesium_mg(&knowledge->forms[5], 500), 302);
    assert_int_equal(knowledge->forms[0].laxative, LAXATIVE_YES);
    assert_int_equal(knowledge->forms[6].laxative, LAXATIVE_CLINICIAN);
    assert_int_equal(knowledge->forms[3].laxative, LAXATIVE_NO);
}

/* Loads the pack with one file changed: `from` becomes `to` at its first place after `after`. */
static const struct knowledge *load_changed(struct fixture *fixture, bool is_meal,
                                            const char *after, const char *from, const char *to) {
    struct knowledge_files files = embedded_knowledge_files();
    struct slice *bytes = is_meal ? &files.meals : &files.foods;
    char *text = arena_copy(fixture->arena, bytes->at, bytes->size_bytes);
    char *place = strstr(text, after);
    assert_non_null(place);
    place = strstr(place, from);
    assert_non_null(place);
    *place = '\0';
    const char *changed = arena_format(fixture->arena, "%s%s%s", text, to, place + strlen(from));
    *bytes = slice_from(changed);
    return knowledge_load(fixture->arena, &files, fixture->diags);
}

static void expect_refused(void **state, bool is_meal, const char *after, const char *from,
                           const char *to, const char *message) {
    struct fixture *fixture = *state;
    char *printed = NULL;
    size_t size = 0;
    assert_null(load_changed(fixture, is_meal, after, from, to));
    FILE *stream = open_memstream(&printed, &size);
    diags_print(fixture->diags, stream);
    fclose(stream);
    if (!strstr(printed, message)) {
        fail_msg("expected %s in: %s", message, printed);
    }
    free(printed);
    assert_int_equal(diags_status(fixture->diags), STATUS_PACK);
}

static void refuses_a_meal_that_hides_an_allergen(void **state) {
    expect_refused(state, true, "id=\"MS01\"", "contains=\"tree-nuts\" ", "", "E274");
}

static void refuses_a_meal_that_hides_a_possible_allergen(void **state) {
    expect_refused(state, true, "id=\"MS01\"", " may-contain=\"peanuts\"", "", "E274");
}

/* A new allergen of a food must be taken over by each meal that holds it. */
static void refuses_a_food_that_outgrows_its_meals(void **state) {
    expect_refused(state, false, "id=\"F001\"", "<allergens/>", "<allergens contains=\"sesame\"/>",
                   "E274");
}

static void refuses_a_diet_flag_that_is_too_mild(void **state) {
    expect_refused(state, true, "id=\"MB01\"", "gluten-free=\"check-label\"", "gluten-free=\"yes\"",
                   "E274");
}

/* ML16 holds 60 g of avocado, which is its limit. */
static void refuses_a_portion_food_above_its_weight(void **state) {
    expect_refused(state, false, "id=\"F079\"", "fodmap-grams=\"60\"", "fodmap-grams=\"59\"",
                   "low-fodmap is 'portion' here, but the foods make it 'no'");
}

static void refuses_a_sum_that_is_off_by_one(void **state) {
    expect_refused(state, true, "id=\"MB01\"", "mg=\"234\"", "mg=\"235\"",
                   "mg is 235 here, but the foods make it 234");
}

static void refuses_a_part_whose_text_names_another_food(void **state) {
    expect_refused(state, true, "id=\"MB01\"", "food=\"F057\"", "food=\"F058\"", "E271");
}

static void refuses_a_misspelt_list_of_allergens(void **state) {
    struct fixture *fixture = *state;
    assert_null(load_changed(fixture, false, "id=\"F113\"", "contains=", "contain="));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(holds_every_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_a_food, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_weight_that_is_not_known_is_the_serving, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(reads_a_meal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_hours_one_way_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_never_give_a_shorter_gap_than_the_hours, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(counts_the_magnesium_in_a_form, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_meal_that_hides_an_allergen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_meal_that_hides_a_possible_allergen, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_food_that_outgrows_its_meals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_diet_flag_that_is_too_mild, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_portion_food_above_its_weight, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_sum_that_is_off_by_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_part_whose_text_names_another_food, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refuses_a_misspelt_list_of_allergens, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
