/* Whole files: what they are, what is delivered, what is refused by name. */
#include "reading.h"

#define NATIVE "xmlns='urn:magreport:response:1'"
#define FHIR "xmlns='http://hl7.org/fhir'"

static void kinds_are_refused_by_name(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"<Questionnaire " FHIR "/>", "[E301]: this is a FHIR Questionnaire, which is a form"},
        {"<Patient " FHIR "/>", "[E301]: this is a FHIR resource that is not a response"},
        {"<ODM xmlns='http://www.cdisc.org/ns/odm/v2.0'/>",
         "[E301]: this is a CDISC ODM version 2"},
        {"<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>", "[E301]: this is an XForm"},
        {"<ODM xmlns='http://www.cdisc.org/ns/odm/v1.3'/>", "[E304]: "},
        {"<ODM xmlns='urn:x'/>", "[E303]: the root element is called ODM"},
        {"<data id='f' encrypted='yes'/>", "[E301]: this is an encrypted submission"},
        {"<questionnaire xmlns='urn:magreport:questionnaire:1'/>",
         "[E301]: this is a magreport questionnaire"},
        {"<brand xmlns='urn:magreport:brand:1'/>", "[E301]: this is a file of a report pack"},
        {"<form/>", "[E302]: "},
        {"<QuestionnaireResponse/>", "[E303]: the root element is called QuestionnaireResponse"},
        {"<response xmlns='urn:magreport:response:2'/>",
         "[E303]: the root element is called response"},
        {"<responses " NATIVE "/>", "[E304]: "},
        {"<Bundle " FHIR "/>", "[E304]: "},
        {"<Bundle " FHIR "><entry><resource><Patient/></resource></entry></Bundle>", "[E304]: "},
        {"<responses " NATIVE " version='2'/>", "[E309]: "},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_refused(cases[i].text,
                       arena_format(arena, "form.xml:1:1: error%s", cases[i].message));
    }
    arena_free(arena);
}

static void a_refused_response_does_not_stop_the_others(void **state) {
    (void)state;
    struct reading reading = read_text("<responses " NATIVE " version='1'>\n<response id='a'/>\n"
                                       "<response id='b'><answer/></response>\n<stray/>\n"
                                       "<response id='c'/></responses>");
    assert_true(reading.done);
    assert_int_equal(reading.count, 2);
    assert_non_null(strstr(reading.dumps.at, "id=\"a\" format=\"native\" ordinal=\"1\""));
    assert_non_null(strstr(reading.dumps.at, "id=\"c\" format=\"native\" ordinal=\"3\""));
    unit_expect_messages(reading.diags,
                         "form.xml:3:18: error[E307]: response 2: an answer that does not name");
    assert_int_equal(diags_count(reading.diags, DIAG_WARNING), 0);
    assert_int_equal(diags_count(reading.diags, DIAG_ERROR), 2); /* the stray, too */
    reading_free(&reading);
}

/* Nothing of a file that is cut off or broken is delivered, whole responses before the break
 * included. */
static void broken_files_deliver_nothing(void **state) {
    (void)state;
    expect_refused("<responses " NATIVE "><response id='a'/><response id='b'>",
                   "form.xml:1:80: error[E109]");
    expect_refused("<responses " NATIVE "><response id='a'/></responses><x/>",
                   "form.xml:1:75: error[E110]");
    expect_refused("", "form.xml: error[E101]");
}

static const char *repeat(struct arena *arena, const char *text, size_t count) {
    struct builder out = {0};
    for (size_t i = 0; i < count; i++) {
        builder_text(&out, text);
    }
    const char *copy = arena_copy(arena, out.at, out.size_bytes);
    builder_free(&out);
    return copy;
}

/* A limit passed by the second response: the first is not delivered either. */
static void limits_hold_before_anything_is_delivered(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    expect_refused(arena_format(arena,
                                "<responses " NATIVE "><response/>\n<response><remarks>%s"
                                "</remarks></response></responses>",
                                repeat(arena, "x", 65537)),
                   "form.xml:2:20: error[E116]");
    arena_free(arena);
}

static void lengths_are_limited(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const char *form = "<response " NATIVE "><patient name='%s' identifier='%s'/>"
                       "<remarks>%s</remarks></response>";
    const char *name = repeat(arena, "\xC3\xA9", 240);
    const char *words = repeat(arena, "word ", 39999);
    struct reading good = read_text(arena_format(arena, form, name, name, words));
    assert_int_equal(good.count, 1);
    assert_int_equal(diags_count(good.diags, DIAG_ERROR), 0);
    reading_free(&good);
    expect_refused(arena_format(arena, form, arena_format(arena, "%sx", name), "", ""),
                   "form.xml:1:1: error[E310]: response 1: ");
    expect_refused(arena_format(arena, form, "", arena_format(arena, "%sx", name), ""),
                   "form.xml:1:1: error[E310]: response 1: ");
    expect_refused(arena_format(arena, form, "", "", arena_format(arena, "%smore words", words)),
                   "form.xml:1:1: error[E311]: response 1: the answers hold more than 200000");
    arena_free(arena);
}

static void the_sink_may_stop(void **state) {
    (void)state;
    struct reading reading = {.stop_after = 1};
    reading_run(&reading, slice_from("<responses " NATIVE "><response/><response/></responses>"),
                INTAKE_AUTO);
    assert_int_equal(reading.count, 1);
    assert_true(reading.done);
    reading_free(&reading);
}

static void the_format_may_be_given(void **state) {
    (void)state;
    struct reading right = {0};
    reading_run(&right, slice_from("<response " NATIVE "/>"), RESPONSE_NATIVE);
    assert_true(right.done);
    reading_free(&right);
    struct reading wrong = {0};
    reading_run(&wrong, slice_from("<response " NATIVE "/>"), RESPONSE_FHIR);
    assert_false(wrong.done);
    unit_expect_messages(wrong.diags, "form.xml:1:1: error[E306]: the format asked for is fhir, but"
                                      " this is native");
    reading_free(&wrong);
}

static void size_may_be_limited(void **state) {
    (void)state;
    struct reading reading = {0};
    struct intake_options options = {.format = INTAKE_AUTO, .max_bytes = 20};
    size_t count = 0;
    reading.diags = diags_new();
    struct source *source = source_from_bytes("form.xml", slice_from("<response " NATIVE "/>"));
    assert_false(intake_read(source, &options, &(struct intake_target){reading_take, &reading},
                             reading.diags, &count));
    source_free(source);
    unit_expect_messages(reading.diags, "form.xml: error[E111]: the file holds more than 20 bytes");
    reading_free(&reading);
}

/* The answers of a file of samples/, without what may differ: the format, and where an answer
 * stood. */
static char *read_sample(const char *path) {
    struct arena *arena = arena_new();
    struct reading reading = {0};
    struct slice bytes = {NULL, 0};
    struct diags *diags = diags_new();
    assert_true(file_read(arena, path, 1000000, diags, &bytes));
    reading_run(&reading, bytes, INTAKE_AUTO);
    assert_int_equal(diags_count(reading.diags, DIAG_WARNING), 0);
    assert_int_equal(reading.count, 1);
    char *text = strdup(reading.dumps.at);
    for (char *at = text; (at = strstr(at, " path=\"")) != NULL;) {
        char *end = strchr(at + 7, '"') + 1;
        memmove(at, end, strlen(end) + 1);
    }
    char *format = strstr(text, " format=\"");
    memset(format + 9, '-', (size_t)(strchr(format + 9, '"') - (format + 9)));
    char *dashes = strstr(text, "------");
    if (dashes != NULL) {
        memmove(dashes, dashes + 2, strlen(dashes + 2) + 1); /* native is two letters longer */
    }
    reading_free(&reading);
    diags_free(diags);
    arena_free(arena);
    return text;
}

static void two_formats_say_the_same(void **state) {
    (void)state;
    char *native = read_sample("samples/response.xml");
    char *fhir = read_sample("samples/response-fhir.xml");
    assert_string_equal(native, fhir);
    assert_non_null(strstr(native, "<answer item=\"G13\" kind=\"integer\" value=\"0\"/>"));
    assert_non_null(strstr(native, "<patient name=\"Maria Sample\" birth-date=\"1958-03-14\""));
    free(native);
    free(fhir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_refused_by_name),
        cmocka_unit_test(a_refused_response_does_not_stop_the_others),
        cmocka_unit_test(broken_files_deliver_nothing),
        cmocka_unit_test(limits_hold_before_anything_is_delivered),
        cmocka_unit_test(lengths_are_limited),
        cmocka_unit_test(the_sink_may_stop),
        cmocka_unit_test(the_format_may_be_given),
        cmocka_unit_test(size_may_be_limited),
        cmocka_unit_test(two_formats_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
