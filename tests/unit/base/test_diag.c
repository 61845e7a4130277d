#include "unit/unit.h"

#define FILE_NAME "handout.xml"

static const char source[] = "<page>\n\t\t<p style=\"warm\">\xC3\xA9 x</p>\r\n</page>\n";

static struct position at(uint32_t line, uint32_t column) {
    return (struct position){.file = FILE_NAME, .line = line, .column = column};
}

static void expect(const struct diags *diags, const char *expected) {
    char *text = unit_messages(diags);
    assert_string_equal(text, expected);
    free(text);
}

static void source_and_caret_are_shown(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    diags_add_source(diags, FILE_NAME, slice_from(source));
    diag(diags, MESSAGE_XML_CHOICE, at(2, 13), ARGS("style", "warm", "did you mean 'warn'?"));
    expect(diags, "handout.xml:2:13: error[E124]: 'warm' is not a value that 'style' can have\n"
                  "    <p style=\"warm\">\xC3\xA9 x</p>\n"
                  "              ^\n"
                  "  hint: did you mean 'warn'?\n");
    diags_reset(diags);
    diags_add_source(diags, FILE_NAME, slice_from("<a>\xC3\xA9\tb</a>"));
    diag(diags, MESSAGE_XML_PREFIX, at(1, 6), NULL);
    unit_expect_messages(diags, "handout.xml:1:6: error[E108]: ");
    char *text = unit_messages(diags);
    assert_non_null(
        strstr(text, "\n    <a>\xC3\xA9\tb</a>\n        \t^\n")); /* tabs kept aligned */
    free(text);
    diags_free(diags);
}

static void other_files_show_nothing(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    diags_add_source(diags, "other.xml", slice_from(source));
    diag(diags, MESSAGE_FILE_READ, at(2, 13), ARGS("x"));
    expect(diags, "handout.xml:2:13: error[E004]: reading failed: x\n");
    diags_free(diags);
}

static void places_may_be_coarse(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    diag(diags, MESSAGE_FILE_READ, NOWHERE, ARGS("x"));
    diag(diags, MESSAGE_FILE_READ, at(0, 0), ARGS("x"));
    diag(diags, MESSAGE_FILE_READ, at(7, 0), ARGS("x"));
    struct position item = {"-", 12, 3, 4, "Q07"};
    diag(diags, MESSAGE_FILE_READ, item, ARGS("x"));
    expect(diags, "magreport: error[E004]: reading failed: x\n"
                  "handout.xml: error[E004]: reading failed: x\n"
                  "handout.xml:7: error[E004]: reading failed: x\n"
                  "standard input:12:3: error[E004]: response 4: item Q07: reading failed: x\n");
    diags_free(diags);
}

static void hint_without_its_argument_is_left_out(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    diag(diags, MESSAGE_XML_CHOICE, at(1, 1), ARGS("style", "warm", NULL));
    expect(diags, "handout.xml:1:1: error[E124]: 'warm' is not a value that 'style' can have\n");
    diags_free(diags);
}

static void control_characters_are_not_printed(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    diag(diags, MESSAGE_FILE_READ, NOWHERE, ARGS("a\x1B[2J\nb\xE2\x80\xAE%1"));
    expect(diags, "magreport: error[E004]: reading failed: a?[2J?b?%1\n");
    diags_free(diags);
}

static void the_first_warning_is_known_until_the_next_reset(void **state) {
    struct diags *diags = diags_new();
    (void)state;
    diag(diags, MESSAGE_COMMAND_MISSING, NOWHERE, ARGS(""));
    assert_string_equal(diags_first_warning(diags), "");
    diag(diags, MESSAGE_INTAKE_DATE, NOWHERE, ARGS(""));
    diag(diags, MESSAGE_INTAKE_UNIT, NOWHERE, ARGS(""));
    assert_string_equal(diags_first_warning(diags), "W304");
    diags_reset(diags);
    assert_string_equal(diags_first_warning(diags), "");
    diags_free(diags);
}

static void status_is_that_of_the_first_error(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    assert_int_equal(diags_status(diags), STATUS_DONE);
    diag(diags, MESSAGE_INTAKE_NUMBER, NOWHERE, NULL);
    assert_int_equal(diags_status(diags), STATUS_DONE);
    diag(diags, MESSAGE_FILE_MISSING, NOWHERE, ARGS("x"));
    diag(diags, MESSAGE_FILE_READ, NOWHERE, ARGS("x"));
    assert_int_equal(diags_status(diags), STATUS_NO_INPUT);
    assert_int_equal(diags_count(diags, DIAG_ERROR), 2);
    assert_int_equal(diags_count(diags, DIAG_WARNING), 1);
    diags_reset(diags);
    assert_int_equal(diags_status(diags), STATUS_DONE);
    diags_add_source(diags, FILE_NAME, slice_from(source));
    diag(diags, MESSAGE_XML_TRUNCATED, at(1, 1), NULL); /* broken XML in a pack file */
    assert_int_equal(diags_status(diags), STATUS_PACK);
    diags_free(diags);
}

static size_t count_lines(FILE *stream) {
    size_t lines = 0;
    rewind(stream);
    for (int letter = getc(stream); letter != EOF; letter = getc(stream)) {
        lines += letter == '\n';
    }
    return lines;
}

/* Printed at once, every refused response is told; a broken pack is told a thousand times. */
static void only_errors_of_packs_are_left_out_when_printed(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    FILE *stream = tmpfile();
    assert_non_null(stream);
    diags_print_to(diags, stream);
    for (int i = 0; i < 1500; i++) {
        diag(diags, MESSAGE_FILE_READ, NOWHERE, ARGS("x"));
    }
    assert_int_equal(count_lines(stream), 1500);
    diags_add_source(diags, FILE_NAME, slice_from(source));
    for (int i = 0; i < 1500; i++) {
        diag(diags, MESSAGE_XML_TRUNCATED, at(0, 0), NULL);
    }
    assert_int_equal(count_lines(stream), 1500);
    assert_int_equal(diags_count(diags, DIAG_ERROR), 3000);
    diags_free(diags);
    fclose(stream);
}

static void many_messages_are_only_counted(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    for (int i = 0; i < 1500; i++) {
        diag(diags, MESSAGE_FILE_READ, NOWHERE, ARGS("x"));
    }
    char *text = unit_messages(diags);
    size_t lines = 0;
    for (const char *end = strchr(text, '\n'); end != NULL; end = strchr(end + 1, '\n')) {
        lines++;
    }
    assert_int_equal(lines, 1000);
    assert_int_equal(diags_count(diags, DIAG_ERROR), 1500);
    free(text);
    diags_free(diags);
}

static void long_lines_are_cut_around_the_caret(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    char line[1001];
    memset(line, 'a', 1000);
    line[1000] = '\0';
    line[499] = 'X';
    diags_add_source(diags, FILE_NAME, slice_from(line));
    diag(diags, MESSAGE_XML_PREFIX, at(1, 500), NULL);
    char *text = unit_messages(diags);
    const char *shown = strchr(text, '\n') + 1;
    const char *caret = strchr(shown, '\n') + 1;
    assert_true(strchr(caret, '^') - caret == strchr(shown, 'X') - shown);
    assert_true(strchr(shown, '\n') - shown < 200);
    free(text);
    diags_free(diags);
}

static void the_same_is_told_once_if_asked(void **state) {
    (void)state;
    struct diags *diags = diags_new();
    diags_tell_once(diags);
    diag(diags, MESSAGE_FILE_READ, at(2, 13), ARGS("x"));
    diag(diags, MESSAGE_FILE_READ, at(2, 13), ARGS("x"));
    diag(diags, MESSAGE_FILE_READ, at(2, 14), ARGS("x"));
    diag(diags, MESSAGE_FILE_READ, at(2, 13), ARGS("y"));
    expect(diags, "handout.xml:2:13: error[E004]: reading failed: x\n"
                  "handout.xml:2:14: error[E004]: reading failed: x\n"
                  "handout.xml:2:13: error[E004]: reading failed: y\n");
    assert_int_equal(diags_count(diags, DIAG_ERROR), 4);
    diags_free(diags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(source_and_caret_are_shown),
        cmocka_unit_test(other_files_show_nothing),
        cmocka_unit_test(places_may_be_coarse),
        cmocka_unit_test(hint_without_its_argument_is_left_out),
        cmocka_unit_test(control_characters_are_not_printed),
        cmocka_unit_test(the_first_warning_is_known_until_the_next_reset),
        cmocka_unit_test(status_is_that_of_the_first_error),
        cmocka_unit_test(only_errors_of_packs_are_left_out_when_printed),
        cmocka_unit_test(many_messages_are_only_counted),
        cmocka_unit_test(the_same_is_told_once_if_asked),
        cmocka_unit_test(long_lines_are_cut_around_the_caret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
