/* Opening packs: the one in the program, and folders that can only score. Run from the project's
 * root. */
#include "pack/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void test_embedded_pack_is_whole(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    struct pack *pack = pack_load(&(struct pack_options){0}, diags);
    assert_non_null(pack);
    assert_int_equal(diags_count(diags, DIAG_ERROR), 0);
    assert_string_equal(pack->name, "magnesium");
    assert_non_null(pack->guidance);
    assert_non_null(pack->knowledge);
    assert_non_null(pack->layout);
    assert_string_equal(pack->brand->name, "plain");
    assert_int_equal(font_set_count(pack->fonts), 4);
    assert_non_null(pack->icc_profile.at);
    pack_free(pack);
    diags_free(diags);
}

static void test_folder_with_a_questionnaire_alone_only_scores(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    struct pack_options options = {.folder = "tests/packs/who5"};
    struct pack *pack = pack_load(&options, diags);
    assert_non_null(pack);
    assert_string_equal(pack->name, pack->questionnaire->id);
    assert_null(pack->layout);
    assert_null(pack->fonts);
    pack_free(pack);
    diags_free(diags);
}

static void test_wrong_questionnaire_id_is_refused(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    struct pack_options options = {.folder = "tests/packs/who5", .questionnaire = "gad7"};
    assert_null(pack_load(&options, diags));
    assert_int_equal(diags_status(diags), STATUS_PACK);
    diags_free(diags);
}

static void assert_pack_error(const struct pack_options *options) {
    struct diags *diags = diags_new();
    assert_null(pack_load(options, diags));
    assert_int_equal(diags_status(diags), STATUS_PACK);
    diags_free(diags);
}

static void test_what_is_not_there(void **state) {
    (void)state;
    assert_pack_error(&(struct pack_options){.folder = "tests/packs/no-such-pack"});
    assert_pack_error(&(struct pack_options){.questionnaire = "magnesum"});
    assert_pack_error(&(struct pack_options){.brand = "no-such-brand"});
    assert_pack_error(&(struct pack_options){.brand = "tests/packs/brand.xml"});
    assert_pack_error(&(struct pack_options){.layout = "no-such-layout"});
    assert_pack_error(&(struct pack_options){.layout = "tests/packs/layout.xml"});
    assert_pack_error(&(struct pack_options){.variant = "no-such-variant"});
    assert_pack_error(&(struct pack_options){.language = "tlh"});
}

static void test_scoring_needs_no_brand(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    struct pack_options options = {.brand = "no-such-brand", .only_scores = true};
    struct pack *pack = pack_load(&options, diags);
    assert_non_null(pack);
    pack_free(pack);
    diags_free(diags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_embedded_pack_is_whole),
        cmocka_unit_test(test_folder_with_a_questionnaire_alone_only_scores),
        cmocka_unit_test(test_wrong_questionnaire_id_is_refused),
        cmocka_unit_test(test_what_is_not_there),
        cmocka_unit_test(test_scoring_needs_no_brand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
