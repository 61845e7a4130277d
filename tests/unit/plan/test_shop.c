#include "plan/plan.h"
#include "unit/plan/fixture.h"

/* Whole plans are checked for many people by tests/oracle/test_plan.py; here are lists counted by
 * hand. */

static void place(struct plan *plan, size_t day, const char *id, int32_t percent) {
    struct planned_day *planned = &plan->days[day];
    planned->slots[planned->count++] = (struct planned_meal){
        .meal = knowledge_find_meal(fixture.knowledge, id), .portion_percent = percent};
}

static int32_t quarters_of(const struct plan_items *items, const char *food) {
    for (size_t i = 0; i < items->count; i++) {
        if (items->at[i].food == knowledge_find_food(fixture.knowledge, food)) {
            return items->at[i].quarters;
        }
    }
    return 0;
}

/* Pumpkin seed and banana oatmeal: oats 50 g, milk 180 g, banana 100 g, pumpkin seeds 20 g. */
static void adds_up_what_to_buy(void **state) {
    (void)state;
    struct plan plan = {.status = PLAN_MADE};
    place(&plan, 0, "MB01", 100);
    place(&plan, 2, "MB01", 150);
    const struct plan_items items = plan_list_items(fixture.arena, fixture.knowledge, &plan);
    assert_int_equal(items.count, 4);
    assert_int_equal(quarters_of(&items, "F080"), 4 * 3); /* 250 g at 118 g: 2.12, so 3 */
    assert_int_equal(quarters_of(&items, "F057"), 7);     /* 125 g at 81 g a cup: 1.54, so 1 3/4 */
    assert_int_equal(quarters_of(&items, "F115"), 8);     /* 450 g at 244 g: 1.84, so 2 cups */
    assert_int_equal(quarters_of(&items, "F001"), 4 * 2); /* 50 g at 28 g: 1.79, so 2 oz */
    assert_int_equal(items.at[0].grams, 250);             /* fruit stands first */
}

/* Spinach scramble (2 eggs of 61 g) and egg cup (2 of 50 g): one line for eggs. */
static void lists_one_name_once(void **state) {
    (void)state;
    struct plan plan = {.status = PLAN_MADE};
    place(&plan, 0, "MB04", 100);
    place(&plan, 1, "MB21", 100);
    const struct plan_items items = plan_list_items(fixture.arena, fixture.knowledge, &plan);
    assert_int_equal(quarters_of(&items, "F128"), 4 * 4);
    assert_int_equal(quarters_of(&items, "F129"), 0);
}

/* Sweet potato and black bean hash takes 20 minutes; black beans cook ahead. */
static void pairs_days_for_leftovers(void **state) {
    (void)state;
    struct plan plan = {.status = PLAN_MADE};
    place(&plan, 0, "MB22", 100);
    place(&plan, 3, "MB22", 100);
    place(&plan, 5, "MB22", 100);
    const struct plan_leftovers leftovers =
        plan_list_leftovers(fixture.arena, fixture.knowledge, &plan);
    assert_int_equal(leftovers.count, 2);
    assert_string_equal(leftovers.at[0].meal->id, "MB22");
    assert_string_equal(leftovers.at[1].food->id, "F033");
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(leftovers.at[i].from_day, 0);
        assert_int_equal(leftovers.at[i].to_day, 3);
    }
    struct plan far = {.status = PLAN_MADE};
    place(&far, 0, "MB22", 100);
    place(&far, 4, "MB22", 100);
    assert_int_equal(plan_list_leftovers(fixture.arena, fixture.knowledge, &far).count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_up_what_to_buy),
        cmocka_unit_test(lists_one_name_once),
        cmocka_unit_test(pairs_days_for_leftovers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
