/* What a mapping adds to a questionnaire, and what it must not. The messages have examples in
 * tests/diagnostics. */
#include "unit/unit.h"

#include "pack/questionnaire.h"

#define QUESTIONNAIRE                                                                              \
    "<questionnaire xmlns='urn:magreport:questionnaire:1' version='1' id='t' url='urn:t'>"         \
    "<title>T</title><scale id='s'><option id='0' value='0'>n<alias key='never'/></option>"        \
    "<option id='1' value='1'>y</option></scale>"                                                  \
    "<index id='i' title='I' method='sum'><total key='sum'/><band id='b' label='b' from='0'/>"     \
    "<domain id='d' title='D'><item id='a' scale='s' label='A'>A?</item>"                          \
    "<item id='b' scale='s' label='B'>B?</item></domain></index>"                                  \
    "<further><item id='n' kind='number' low='0' high='9' label='N'>N?</item></further>"           \
    "</questionnaire>"

struct mapped {
    struct arena *arena;
    struct diags *diags;
    struct questionnaire *questionnaire;
    bool is_good;
};

static struct mapped map(const char *content) {
    struct mapped mapped = {.arena = arena_new(), .diags = diags_new()};
    mapped.questionnaire =
        questionnaire_load(mapped.arena, "t.xml", slice_from(QUESTIONNAIRE), mapped.diags);
    assert_non_null(mapped.questionnaire);
    const char *text = arena_format(mapped.arena,
                                    "<mapping xmlns='urn:magreport:mapping:1' version='1' "
                                    "questionnaire='t'>%s</mapping>",
                                    content);
    mapped.is_good = questionnaire_add_mapping(mapped.arena, mapped.questionnaire, "m.xml",
                                               slice_from(text), mapped.diags);
    return mapped;
}

static void release(struct mapped *mapped) {
    diags_free(mapped->diags);
    arena_free(mapped->arena);
}

static bool leads_to(const struct questionnaire *questionnaire, const char *name,
                     const char *item_id) {
    size_t number = ids_find(questionnaire->answer_keys, name);
    return number != IDS_NONE && strcmp(questionnaire->items[number].id, item_id) == 0;
}

static bool has(const struct questionnaire *questionnaire, const char *item_id,
                const char *option_id, const char *system, const char *key) {
    const struct item *item = questionnaire_find(questionnaire, item_id);
    return option_has_alias(scale_find(item->scale, option_id),
                            &(struct alias){.system = system, .key = key});
}

static void names_of_items(void **state) {
    (void)state;
    struct mapped mapped = map("<item id='a' from='first'/><item from='page/one' id='a'/>"
                               "<item id='b' from='b'/><item id='' from='unused'/>"
                               "<item id='b' from=''/><item id='n' from='count'/>");
    assert_true(mapped.is_good);
    assert_true(leads_to(mapped.questionnaire, "first", "a"));
    assert_true(leads_to(mapped.questionnaire, "page/one", "a"));
    assert_true(leads_to(mapped.questionnaire, "b", "b"));
    assert_true(leads_to(mapped.questionnaire, "count", "n"));
    assert_int_equal(ids_find(mapped.questionnaire->answer_keys, "unused"), IDS_NONE);
    assert_int_equal(ids_find(mapped.questionnaire->answer_keys, ""), IDS_NONE);
    release(&mapped);
}

static void options_of_one_item_are_its_own(void **state) {
    (void)state;
    struct mapped mapped = map("<item id='a'><option id='1' from='always' system='urn:x'/></item>");
    assert_true(mapped.is_good);
    assert_true(has(mapped.questionnaire, "a", "1", "urn:x", "always"));
    assert_false(has(mapped.questionnaire, "b", "1", "urn:x", "always"));
    assert_true(has(mapped.questionnaire, "a", "0", "", "never"));
    release(&mapped);
}

static void options_of_a_scale_reach_all_its_items(void **state) {
    (void)state;
    struct mapped mapped = map("<item id='a'><option id='1' from='mostly'/></item>"
                               "<scale id='s'><option id='1' from='always'/></scale>");
    assert_true(mapped.is_good);
    assert_true(has(mapped.questionnaire, "a", "1", "", "always"));
    assert_true(has(mapped.questionnaire, "b", "1", "", "always"));
    assert_true(has(mapped.questionnaire, "a", "1", "", "mostly"));
    assert_false(has(mapped.questionnaire, "b", "1", "", "mostly"));
    release(&mapped);
}

static void recoded_scales_forget_our_codes(void **state) {
    (void)state;
    struct mapped mapped = map("<item id='a' recode='yes'><option id='0' from='1'/>"
                               "<option id='1' from='never'/></item>");
    assert_true(mapped.is_good);
    assert_true(has(mapped.questionnaire, "a", "0", "", "1"));
    assert_false(has(mapped.questionnaire, "a", "0", "", "never"));
    assert_true(has(mapped.questionnaire, "a", "1", "", "never"));
    assert_true(questionnaire_find(mapped.questionnaire, "a")->scale->is_recoded);
    assert_false(questionnaire_find(mapped.questionnaire, "b")->scale->is_recoded);
    assert_true(has(mapped.questionnaire, "b", "0", "", "never"));
    release(&mapped);
}

static void totals_that_forms_state(void **state) {
    (void)state;
    struct mapped mapped = map("<total id='i' from='points'/><total id='' from='x'/>");
    assert_true(mapped.is_good);
    assert_int_equal(ids_find(mapped.questionnaire->total_keys, "points"), 0);
    assert_int_equal(ids_find(mapped.questionnaire->total_keys, "sum"), 0);
    assert_int_equal(ids_find(mapped.questionnaire->total_keys, "x"), IDS_NONE);
    release(&mapped);
}

static void who_the_patient_is(void **state) {
    (void)state;
    struct mapped mapped = map("<patient name='who' birth-date='' sex='n'/>"
                               "<item id='n' from='x'/>");
    assert_true(mapped.is_good);
    assert_string_equal(mapped.questionnaire->patient_keys.name, "who");
    assert_null(mapped.questionnaire->patient_keys.birth_date);
    assert_null(mapped.questionnaire->patient_keys.given_name);
    assert_string_equal(mapped.questionnaire->patient_keys.sex, "n");
    release(&mapped);
}

/* The ids of all messages, in their order. */
static void refuse(const char *content, const char *ids) {
    struct mapped mapped = map(content);
    char found[64] = "";
    char *messages = unit_messages(mapped.diags);
    assert_false(mapped.is_good);
    for (const char *at = strstr(messages, "["); at != NULL; at = strstr(at + 1, "error[")) {
        const char *id = strchr(at, '[') + 1;
        snprintf(found + strlen(found), sizeof found - strlen(found), "%.4s ", id);
    }
    assert_string_equal(found, ids);
    free(messages);
    release(&mapped);
}

static void faults_are_all_told(void **state) {
    (void)state;
    refuse("<item id='a' from='b'/><item id='b' from='x'/><item id='a' from='x'/>", "E406 E406 ");
    refuse("<item id='z' from='x'/><item id='a'><option id='7' from='x'/></item>", "E405 E405 ");
    refuse("<scale id='q'/><scale id='s'><option id='1' from='never'/></scale>", "E405 E422 ");
    refuse("<scale id='s' recode='yes'><option id='0' from='2'/><option id='1' from='2'/></scale>",
           "E406 ");
    refuse("<item id='n'><option id='1' from='2'/></item>", "E423 ");
    refuse("<item from='x'/>", "E121 ");
    refuse("<item id='a' from='who'/><patient name='who'/>", "E406 ");
    refuse("<total id='i' from='a'/><total id='j' from='x'/>", "E406 E405 ");
    refuse("<item id='a' from='sum'/>", "E406 ");
    refuse("<items/>", "E402 ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_items),
        cmocka_unit_test(options_of_one_item_are_its_own),
        cmocka_unit_test(options_of_a_scale_reach_all_its_items),
        cmocka_unit_test(recoded_scales_forget_our_codes),
        cmocka_unit_test(totals_that_forms_state),
        cmocka_unit_test(who_the_patient_is),
        cmocka_unit_test(faults_are_all_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
