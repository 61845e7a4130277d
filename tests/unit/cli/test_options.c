/* The command line: forms of options, refusals, and what reaches pack, pipeline and intake. */
#include "cli/command.h"
#include "cli/work.h"
#include "intake/intake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct diags *diags;
    struct command_line line;
};

static int open_fixture(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_new(), .diags = diags_new()};
    *state = &fixture;
    return 0;
}

static int close_fixture(void **state) {
    struct fixture *fixture = *state;
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    return 0;
}

#define PARSE(fixture, name, ...)                                                                  \
    parse(fixture, name, (char *[]){__VA_ARGS__}, sizeof((char *[]){__VA_ARGS__}) / sizeof(char *))

static bool parse(struct fixture *fixture, const char *name, char **words, size_t count) {
    return options_parse(fixture->arena, command_find(name), words, count, fixture->diags,
                         &fixture->line);
}

static void test_long_and_short_forms(void **state) {
    struct fixture *fixture = *state;
    assert_true(
        PARSE(fixture, "render", "--brand=riverside", "form.xml", "--paper", "a4", "-oout"));
    assert_string_equal(fixture->line.values[OPTION_BRAND], "riverside");
    assert_string_equal(fixture->line.values[OPTION_OUTPUT], "out");
    assert_int_equal(fixture->line.argument_count, 1);
    assert_string_equal(fixture->line.arguments[0], "form.xml");
    assert_string_equal(options_pack(&fixture->line).paper, "a4");
    assert_true(PARSE(fixture, "render", "-", "-o", "-"));
    assert_string_equal(fixture->line.arguments[0], "-");
    assert_string_equal(fixture->line.values[OPTION_OUTPUT], "-");
}

static void test_two_dashes_end_the_options(void **state) {
    struct fixture *fixture = *state;
    assert_true(PARSE(fixture, "render", "--", "--odd-name.xml"));
    assert_string_equal(fixture->line.arguments[0], "--odd-name.xml");
}

static void test_nothing_said_means_the_default(void **state) {
    struct fixture *fixture = *state;
    assert_true(PARSE(fixture, "render", "form.xml"));
    assert_null(options_pack(&fixture->line).folder);
    assert_int_equal(options_pipeline(&fixture->line).standard, -1);
    assert_int_equal(options_pipeline(&fixture->line).date.year, 0);
    assert_int_equal(options_intake(&fixture->line).format, INTAKE_AUTO);
    assert_int_equal(options_intake(&fixture->line).max_bytes, INTAKE_MAX_BYTES);
}

static void test_choices_and_date(void **state) {
    struct fixture *fixture = *state;
    assert_true(PARSE(fixture, "render", "form.xml", "--standard=efsa", "--intake", "fhir",
                      "--date=2026-02-28"));
    assert_int_equal(options_pipeline(&fixture->line).standard, STANDARD_EFSA);
    assert_int_equal(options_pipeline(&fixture->line).date.day, 28);
    assert_int_equal(options_intake(&fixture->line).format, RESPONSE_FHIR);
}

static void assert_usage_error(struct fixture *fixture, bool is_parsed) {
    assert_false(is_parsed);
    assert_int_equal(diags_status(fixture->diags), STATUS_USAGE);
    diags_reset(fixture->diags);
}

static void test_refusals(void **state) {
    struct fixture *fixture = *state;
    assert_usage_error(fixture, PARSE(fixture, "render", "form.xml", "--colour=red"));
    assert_usage_error(fixture, PARSE(fixture, "render", "form.xml", "--stage=pages"));
    assert_usage_error(fixture, PARSE(fixture, "render", "form.xml", "--date=2026-02-29"));
    assert_usage_error(fixture, PARSE(fixture, "render", "form.xml", "--date=2026-02-28T10:00"));
    assert_usage_error(fixture, PARSE(fixture, "render", "form.xml", "--paper=A4"));
    assert_usage_error(fixture, PARSE(fixture, "render", "form.xml", "--brand="));
    assert_usage_error(fixture, PARSE(fixture, "render", "form.xml", "-x"));
    assert_usage_error(fixture, PARSE(fixture, "render", "one.xml", "two.xml"));
    assert_usage_error(fixture, PARSE(fixture, "render", "--brand", "plain"));
}

static void test_all_faults_are_reported_at_once(void **state) {
    struct fixture *fixture = *state;
    assert_false(PARSE(fixture, "render", "form.xml", "--colour=red", "--paper=a3", "-x"));
    assert_int_equal(diags_count(fixture->diags, DIAG_ERROR), 3);
}

static void test_help_needs_no_arguments(void **state) {
    struct fixture *fixture = *state;
    assert_true(PARSE(fixture, "render", "--help"));
    assert_non_null(fixture->line.values[OPTION_HELP]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_long_and_short_forms, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(test_two_dashes_end_the_options, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(test_nothing_said_means_the_default, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(test_choices_and_date, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(test_refusals, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(test_all_faults_are_reported_at_once, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(test_help_needs_no_arguments, open_fixture, close_fixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
