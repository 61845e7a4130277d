/* What the loader makes of a file, and that it goes on after a fault. The messages have examples in
 * tests/diagnostics. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/builder.h"
#include "pack/questionnaire.h"

#define HEAD                                                                                       \
    "<questionnaire xmlns='urn:magreport:questionnaire:1' version='1' id='t' url='urn:t'>"         \
    "<title>T</title>"
#define SCALE                                                                                      \
    "<scale id='s'><option id='low' value='2'>l</option><option id='na' missing='yes'>?</option>"  \
    "<option id='high' value='9'>h<alias system='x' key='k'/></option></scale>"
#define INDEX                                                                                      \
    "<index id='i' title='I' method='sum' multiplier='3'><band id='b' label='b' from='12'/>"       \
    "<domain id='d' title='D'><item id='q' scale='s' weight='2' reversed='yes' lookback='now'"     \
    " label='Q'>Q?<alias key='other'/></item></domain></index>"

struct loaded {
    struct arena *arena;
    struct diags *diags;
    struct questionnaire *questionnaire;
};

static struct loaded load(const char *text) {
    struct loaded loaded = {arena_new(), diags_new(), NULL};
    loaded.questionnaire =
        questionnaire_load(loaded.arena, "t.xml", slice_from(text), loaded.diags);
    return loaded;
}

static void release(struct loaded *loaded) {
    diags_free(loaded->diags);
    arena_free(loaded->arena);
}

static void a_good_file(void **state) {
    (void)state;
    struct loaded loaded = load(
        HEAD SCALE "<choices id='c'><options first='F009' last='F011'/></choices>" INDEX
                   "<further><item id='f' kind='choice' scale='c' label='F'>F?</item></further>"
                   "</questionnaire>");
    const struct questionnaire *questionnaire = loaded.questionnaire;
    assert_non_null(questionnaire);
    assert_string_equal(questionnaire->version, "1");
    assert_int_equal(questionnaire->item_count, 2);
    const struct item *item = questionnaire_find(questionnaire, "q");
    assert_int_equal(item->weight, 2);
    assert_true(item->is_reversed);
    assert_string_equal(item->text, "Q?");
    assert_string_equal(item->lookback, "now");
    assert_ptr_equal(item->domain->index, &questionnaire->indices[0]);
    assert_ptr_equal(item->domain->items[0], item);
    assert_int_equal(item->scale->min, 2);
    assert_int_equal(item->scale->max, 9);
    assert_false(item->scale->is_yes_no);
    assert_true(scale_find(item->scale, "na")->is_missing);
    assert_string_equal(scale_find(item->scale, "high")->aliases[0].system, "x");
    assert_int_equal(ids_find(questionnaire->answer_keys, "other"), 0);
    const struct scale *choices = questionnaire_find(questionnaire, "f")->scale;
    assert_int_equal(choices->option_count, 3);
    assert_string_equal(choices->options[0].id, "F009");
    assert_string_equal(choices->options[2].id, "F011");
    assert_null(questionnaire_find(questionnaire, "other"));
    release(&loaded);
}

static void all_faults_are_told_at_once(void **state) {
    (void)state;
    struct loaded loaded =
        load(HEAD "<scale id='s'><option id='2' value='3'>a</option></scale>"
                  "<index id='i' title='I' method='prosent'><band id='b' from='x'/>"
                  "<domain id='d' titel='D'><item id='q' scale='z' label='Q'/>"
                  "</domain></index><gates><gate id='q' scale='s' label='G'"
                  " action='stop'>?</gate></gates></questionnaire>");
    assert_null(loaded.questionnaire);
    /* value, method, band label, band from, titel, title, item text, item scale, gate id twice,
     * action, gate scale */
    assert_int_equal(diags_count(loaded.diags, DIAG_ERROR), 11);
    assert_int_equal(diags_status(loaded.diags), STATUS_PACK);
    release(&loaded);
}

static void one_fault(const char *text) {
    struct loaded loaded = load(text);
    assert_null(loaded.questionnaire);
    assert_int_equal(diags_count(loaded.diags, DIAG_ERROR), 1);
    release(&loaded);
}

static void single_faults(void **state) {
    (void)state;
    one_fault(HEAD SCALE "</questionnaire>"); /* no index */
    one_fault(HEAD SCALE "<index id='i'");    /* cut off */
    one_fault(HEAD SCALE INDEX "<gates/><x/></questionnaire>");
    one_fault("<questionnaire xmlns='urn:magreport:questionnaire:1' version='2' id='t' url='u'>"
              "<title>T</title>" SCALE INDEX "</questionnaire>");
    one_fault(HEAD SCALE "<scale id='e'><option id='u' missing='yes'>?</option></scale>" INDEX
                         "</questionnaire>"); /* nothing to answer */
    one_fault(HEAD SCALE "<scale id='s'><option id='1' value='1'>1</option></scale>" INDEX
                         "</questionnaire>");
    one_fault(HEAD SCALE "<scale id='a'><option id='0' value='0'>0<alias key='k'/></option>"
                         "<option id='1' value='1'>1<alias key='k'/></option></scale>" INDEX
                         "</questionnaire>");
}

/* The first band must start no higher than the lowest sum: 2 x 2 x 3 = 12 with all answers needed,
 * else 0. */
static void bands_start_at_the_lowest_value(void **state) {
    (void)state;
    struct loaded good = load(HEAD SCALE INDEX "</questionnaire>");
    assert_non_null(good.questionnaire);
    release(&good);
    one_fault(HEAD SCALE
              "<index id='i' title='I' method='sum' multiplier='3'><band id='b' label='b'"
              " from='13'/><domain id='d' title='D'><item id='q' scale='s' weight='2' label='Q'>"
              "Q?</item></domain></index></questionnaire>");
    one_fault(HEAD SCALE
              "<index id='i' title='I' method='sum' multiplier='3' minimum-answered='50'>"
              "<band id='b' label='b' from='1'/><domain id='d' title='D'><item id='q' scale='s'"
              " weight='2' label='Q'>Q?</item></domain></index></questionnaire>");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file),
        cmocka_unit_test(all_faults_are_told_at_once),
        cmocka_unit_test(single_faults),
        cmocka_unit_test(bands_start_at_the_lowest_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
