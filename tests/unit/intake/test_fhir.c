/* FHIR QuestionnaireResponse, alone and in a Bundle. */
#include "reading.h"

#define OPEN "<QuestionnaireResponse xmlns='http://hl7.org/fhir'>"
#define DONE "<status value='completed'/>"
#define CLOSE "</QuestionnaireResponse>"
#define ORDINAL "http://hl7.org/fhir/StructureDefinition/ordinalValue"
#define EARLIER_WEIGHT "http://hl7.org/fhir/StructureDefinition/iso21090-CO-value"
#define WEIGHT "http://hl7.org/fhir/StructureDefinition/itemWeight"

static void the_head_is_read(void **state) {
    (void)state;
    expect_dump(OPEN "<id value='r1'/><language value='de'/>"
                     "<questionnaire value='http://example.org/q|2.1'/>" DONE
                     "<authored value='2026-11-20T01:00:00+09:00'/>" CLOSE,
                " id=\"r1\" format=\"fhir\" ordinal=\"1\" form=\"http://example.org/q\""
                " form-version=\"2.1\" status=\"complete\" date=\"2026-11-20\""
                " authored=\"2026-11-20T01:00:00+09:00\" language=\"de\">",
                "");
}

/* STU3 is near enough to be read, DSTU2 is not: it would seem to have no answers. */
static void earlier_releases_are_read_or_refused(void **state) {
    (void)state;
    expect_dump(OPEN
                "<questionnaire><reference value='http://example.org/q'/></questionnaire>" DONE
                "<item><linkId value='a'/><answer><valueInteger value='1'/></answer></item>" CLOSE,
                " form=\"http://example.org/q\" ", "");
    expect_refused(OPEN DONE "<group><linkId value='1'/><question><linkId value='a'/>"
                             "<answer><valueInteger value='1'/></answer></question></group>" CLOSE,
                   "form.xml:1:79: error[E316]: response 1: ");
}

static void statuses_are_told_apart(void **state) {
    (void)state;
    expect_dump(OPEN "<status value='amended'/>" CLOSE, "status=\"complete\"", "");
    expect_dump(OPEN "<status value='in-progress'/>" CLOSE, "status=\"in-progress\"", "");
    expect_dump(OPEN "<status value='stopped'/>" CLOSE, "status=\"in-progress\"", "");
    expect_dump(OPEN CLOSE, "<note id=\"status-unknown\">", "form.xml:1:1: warning[W312]");
    expect_refused(OPEN "<status value='entered-in-error'/>" CLOSE,
                   "form.xml:1:1: error[E305]: response 1: ");
}

/* In items, in answers, and both. */
static void items_are_found_anywhere(void **state) {
    (void)state;
    expect_dump(
        OPEN DONE
        "<item><linkId value='1'/><item><linkId value='a'/><answer><valueInteger value='1'/>"
        "<item><linkId value='b'/><answer><valueInteger value='2'/></answer></item></answer>"
        "</item></item><item><linkId value='c'/><answer><valueInteger value='3'/></answer>"
        "<answer><valueInteger value='4'/></answer></item>" CLOSE,
        "  <answer item=\"a\" path=\"1/a\" kind=\"integer\" value=\"1\"/>\n"
        "  <answer item=\"b\" path=\"1/a/b\" kind=\"integer\" value=\"2\"/>\n"
        "  <answer item=\"c\" path=\"c\" kind=\"integer\" value=\"3\"/>\n"
        "  <answer item=\"c\" path=\"c\" repeat=\"1\" kind=\"integer\" value=\"4\"/>\n"
        "</answers>",
        "");
}

static void expect_answer(const char *value, const char *attributes, const char *messages) {
    struct arena *arena = arena_new();
    const char *text = arena_format(
        arena, OPEN DONE "\n<item><linkId value='Q31'/>\n<answer>%s</answer></item>" CLOSE, value);
    expect_dump(text, arena_format(arena, "<answer item=\"Q31\" path=\"Q31\" %s/>\n", attributes),
                messages);
    arena_free(arena);
}

static void values_of_all_types_are_read(void **state) {
    (void)state;
    expect_answer("<valueInteger value='2'/>", "kind=\"integer\" value=\"2\"", "");
    expect_answer("<valueDecimal value='2.0'/>", "kind=\"decimal\" value=\"2.0\"", "");
    expect_answer("<valueDecimal value='2'/>", "kind=\"integer\" value=\"2\"", "");
    expect_answer("<valueBoolean value='true'/>", "kind=\"boolean\" value=\"true\"", "");
    expect_answer("<valueDate value='2026-11-20'/>", "kind=\"date\" value=\"2026-11-20\"", "");
    expect_answer("<valueDate value='1980-02'/>", "kind=\"date\" value=\"1980-02\"", "");
    expect_answer("<valueDateTime value='1980'/>", "kind=\"date\" value=\"1980\"", "");
    expect_answer("<valueString value='2'/>", "kind=\"text\" value=\"2\"", "");
    expect_answer("<valueString value='a&#10;b'/>", "kind=\"text\" value=\"a&#10;b\"", "");
    expect_answer("<valueCoding><system value='urn:s'/><code value='k'/><display value='d'/>"
                  "</valueCoding>",
                  "kind=\"code\" value=\"k\" system=\"urn:s\"", "");
    expect_answer("<valueCoding><code value='unsure'/></valueCoding>",
                  "kind=\"code\" value=\"unsure\"", "");
    expect_answer("<valueQuantity><value value='36'/><code value='a'/></valueQuantity>",
                  "kind=\"integer\" value=\"36\"", "");
    expect_answer("<valueQuantity><value value='36'/><unit value='years'/></valueQuantity>",
                  "kind=\"integer\" value=\"36\"", "");
    expect_answer("<valueQuantity><value value='36'/></valueQuantity>",
                  "kind=\"integer\" value=\"36\"", "");
}

static void what_is_no_value_is_missing(void **state) {
    (void)state;
    static const char place[] = "form.xml:3:1: warning[";
    expect_answer("", "kind=\"missing\"", "");
    expect_answer("<valueInteger><extension url='http://hl7.org/fhir/StructureDefinition/"
                  "data-absent-reason'><valueCode value='unknown'/></extension></valueInteger>",
                  "kind=\"missing\"", "");
    expect_answer("<valueInteger value='1.0'/>", "kind=\"missing\" value=\"1.0\" unread=\"yes\"",
                  place);
    expect_answer("<valueDecimal value='1e3'/>", "kind=\"missing\" value=\"1e3\" unread=\"yes\"",
                  place);
    expect_answer("<valueBoolean value='yes'/>", "kind=\"missing\" value=\"yes\" unread=\"yes\"",
                  place);
    expect_answer("<valueDate value='2026-02-30'/>",
                  "kind=\"missing\" value=\"2026-02-30\" unread=\"yes\"", place);
    expect_answer("<valueCoding><display value='Yes'/></valueCoding>",
                  "kind=\"missing\" unread=\"yes\"", place);
    expect_answer("<valueAttachment><data value='AAAA'/></valueAttachment>",
                  "kind=\"missing\" unread=\"yes\"", place);
    /* 36 months are not 36 years, and less than 5 is not 5 */
    expect_answer("<valueQuantity><value value='36'/><code value='mo'/></valueQuantity>",
                  "kind=\"missing\" unread=\"yes\"", place);
    expect_answer("<valueQuantity><value value='5'/><comparator value='&lt;'/></valueQuantity>",
                  "kind=\"missing\" unread=\"yes\"", place);
}

/* What cannot be read is told apart from silence. */
static void answers_without_a_known_value_are_unread(void **state) {
    (void)state;
    static const char place[] = "form.xml:3:1: warning[W310]";
    expect_answer("kiwi", "kind=\"missing\" unread=\"yes\"", place);
    expect_answer("<ValueString value='kiwi'/>", "kind=\"missing\" unread=\"yes\"", place);
    expect_answer("<x:valueString xmlns:x='urn:x' value='kiwi'/>",
                  "kind=\"missing\" unread=\"yes\"", place);
    expect_answer("<extension url='urn:x'/>", "kind=\"missing\"", "");
    expect_answer("<item><linkId value='b'/></item>", "kind=\"missing\"", "");
}

static void a_second_value_is_an_answer(void **state) {
    (void)state;
    expect_answer("<valueString value='milk'/><valueString value='egg'/>",
                  "kind=\"text\" value=\"milk\"/>\n"
                  "  <answer item=\"Q31\" path=\"Q31\" repeat=\"1\" kind=\"text\" value=\"egg\"",
                  "");
}

static void weights_are_read(void **state) {
    (void)state;
    expect_answer("<valueCoding><extension url='" ORDINAL "'><valueDecimal value='4'/></extension>"
                  "<code value='k'/></valueCoding>",
                  "kind=\"code\" value=\"k\" weight=\"4\"", "");
    expect_answer("<extension url='" WEIGHT "'><valueDecimal value='-1.0'/></extension>"
                  "<valueCoding><code value='k'/></valueCoding>",
                  "kind=\"code\" value=\"k\" weight=\"-1\"", "");
    expect_answer("<valueCoding><extension url='" EARLIER_WEIGHT "'><valueDecimal value='5'/>"
                  "</extension><code value='k'/></valueCoding>",
                  "kind=\"code\" value=\"k\" weight=\"5\"", "");
    expect_answer("<valueCoding><extension url='" WEIGHT "'><valueDecimal value='2'/></extension>"
                  "</valueCoding>",
                  "kind=\"code\" weight=\"2\"", "");
    expect_answer("<valueCoding><extension url='" WEIGHT "'><valueDecimal value='1.5'/></extension>"
                  "<code value='k'/></valueCoding>",
                  "kind=\"code\" value=\"k\"", "form.xml:3:22: warning[W311]");
    expect_answer(
        "<valueCoding><extension url='http://example.org/weight'><valueDecimal value='4'/>"
        "</extension><code value='k'/></valueCoding>",
        "kind=\"code\" value=\"k\"", "");
}

static void patients_are_found(void **state) {
    (void)state;
    expect_dump(OPEN DONE "<subject><display value='Ann Example'/></subject>" CLOSE,
                "<patient name=\"Ann Example\" sex=\"unknown\"/>", "");
    expect_dump(OPEN
                "<contained><Patient><id value='p'/><identifier><value value='77'/></identifier>"
                "<name><use value='old'/><text value='Old'/></name>"
                "<name><use value='official'/><family value='Example'/><given value='Ann'/>"
                "<given value='B.'/></name><gender value='female'/>"
                "<birthDate value='1971-09-09'/></Patient></contained>" DONE
                "<subject><reference value='#p'/></subject>" CLOSE,
                "<patient name=\"Ann B. Example\" identifier=\"77\" birth-date=\"1971-09-09\""
                " sex=\"female\"/>\n  <answer item=\"sex\" path=\"patient/sex\" kind=\"code\""
                " value=\"female\"/>",
                "");
    expect_dump(OPEN DONE "<subject><reference value='#none'/><identifier><value value='5'/>"
                          "</identifier></subject>" CLOSE,
                "<patient identifier=\"5\" sex=\"unknown\"/>", "");
}

#define ENTRY(url, resource)                                                                       \
    "<entry><fullUrl value='" url "'/><resource>" resource "</resource></entry>"
#define RESPONSE_OF(id, reference)                                                                 \
    "<QuestionnaireResponse><id value='" id "'/>" DONE "<subject><reference value='" reference     \
    "'/></subject>" CLOSE

/* The patient may come after the response. */
static void bundles_are_read_with_their_patients(void **state) {
    (void)state;
    struct reading reading = read_text(
        "<Bundle xmlns='http://hl7.org/fhir'><type value='collection'/>" ENTRY(
            "urn:uuid:1", RESPONSE_OF("r1", "urn:uuid:9"))
            ENTRY("http://h/fhir/Patient/7",
                  "<Patient><id value='7'/><name><text value='Ben Example'/></name></Patient>")
                ENTRY("urn:uuid:2", RESPONSE_OF("r2", "Patient/7"))
                    ENTRY("urn:uuid:3", "<Observation><id value='o'/></Observation>") ENTRY(
                        "urn:uuid:9",
                        "<Patient><name><text value='Ann Example'/></name></Patient>") "</Bundle>");
    assert_int_equal(reading.count, 2);
    const char *second = strstr(reading.dumps.at, "id=\"r2\" format=\"fhir\" ordinal=\"2\"");
    assert_non_null(second);
    assert_non_null(strstr(reading.dumps.at, "name=\"Ann Example\""));
    assert_non_null(strstr(second, "name=\"Ben Example\""));
    assert_int_equal(diags_count(reading.diags, DIAG_WARNING), 0);
    reading_free(&reading);
}

/* What stands in the reference, and whose patient it means; Ben and Ann are of two servers. */
static void references_are_resolved(void **state) {
    (void)state;
    static const struct {
        const char *reference;
        const char *name;
    } cases[] = {
        {"Patient/7", "name=\"Ben Example\""},
        {"Patient/7/_history/3", "name=\"Ben Example\""},
        {"http://b/Patient/7/_history/3", "name=\"Ben Example\""},
        {"http://a/Patient/7", "name=\"Ann Example\""},
        {"Patient/8", "name=\"Cy Example\""},
        {"Patient/9", "<patient sex="},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *arena = arena_new();
        expect_dump(
            arena_format(arena,
                         "<Bundle xmlns='http://hl7.org/fhir'>" ENTRY(
                             "http://b/QuestionnaireResponse/1", RESPONSE_OF("r1", "%s"))
                             ENTRY("http://a/Patient/7", "<Patient><id value='7'/><name><text "
                                                         "value='Ann Example'/></name></Patient>")
                                 ENTRY("http://b/Patient/8",
                                       "<Patient><name><text value='Cy Example'/></name></Patient>")
                                     ENTRY("http://b/Patient/7",
                                           "<Patient><id value='7'/><name><text "
                                           "value='Ben Example'/></name></Patient>") "</Bundle>",
                         cases[i].reference),
            cases[i].name, "");
        arena_free(arena);
    }
}

/* Two servers may both have a Patient/7. */
static void one_reference_for_two_patients_names_nobody(void **state) {
    (void)state;
    struct reading reading = read_text(
        "<Bundle xmlns='http://hl7.org/fhir'>" ENTRY(
            "http://a/Patient/7",
            "<Patient><id value='7'/><name><text value='Ann Example'/></name></Patient>")
            ENTRY("http://b/Patient/7",
                  "<Patient><id value='7'/><name><text value='Ben Example'/></name></Patient>")
                ENTRY("urn:uuid:1", RESPONSE_OF("r1", "Patient/7"))
                    ENTRY("urn:uuid:2", RESPONSE_OF("r2", "http://b/Patient/7")) "</Bundle>");
    assert_int_equal(reading.count, 2);
    assert_null(strstr(reading.dumps.at, "Ann Example"));
    assert_non_null(strstr(strstr(reading.dumps.at, "id=\"r2\""), "name=\"Ben Example\""));
    assert_non_null(strstr(reading.dumps.at, "<note id=\"patient-ambiguous\">"));
    assert_int_equal(diags_count(reading.diags, DIAG_WARNING), 1);
    reading_free(&reading);
}

static void modifiers_are_refused(void **state) {
    (void)state;
    static const char modifier[] = "form.xml:1:";
    expect_refused(OPEN "<modifierExtension url='x'/>" DONE CLOSE, modifier);
    expect_refused(OPEN DONE "<item><modifierExtension url='x'/><linkId value='a'/></item>" CLOSE,
                   modifier);
    expect_refused(OPEN DONE "<item><linkId value='a'/><answer><modifierExtension url='x'/>"
                             "<valueInteger value='1'/></answer></item>" CLOSE,
                   modifier);
    expect_refused(OPEN DONE "<item><answer><valueInteger value='1'/></answer></item>" CLOSE,
                   "form.xml:1:79: error[E307]");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_is_read),
        cmocka_unit_test(earlier_releases_are_read_or_refused),
        cmocka_unit_test(statuses_are_told_apart),
        cmocka_unit_test(items_are_found_anywhere),
        cmocka_unit_test(values_of_all_types_are_read),
        cmocka_unit_test(what_is_no_value_is_missing),
        cmocka_unit_test(answers_without_a_known_value_are_unread),
        cmocka_unit_test(a_second_value_is_an_answer),
        cmocka_unit_test(weights_are_read),
        cmocka_unit_test(patients_are_found),
        cmocka_unit_test(bundles_are_read_with_their_patients),
        cmocka_unit_test(references_are_resolved),
        cmocka_unit_test(one_reference_for_two_patients_names_nobody),
        cmocka_unit_test(modifiers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
