/* Items that a mapping names as the patient's name, birth date or sex. */
#include "reading.h"

#define ODM_HEAD                                                                                   \
    "<ODM xmlns='http://www.cdisc.org/ns/odm/v1.3'><ClinicalData><SubjectData SubjectKey='s'>"     \
    "<FormData FormOID='f'><ItemGroupData ItemGroupOID='g'>"
#define ODM_TAIL "</ItemGroupData></FormData></SubjectData></ClinicalData></ODM>"
#define FHIR(subject, items)                                                                       \
    "<QuestionnaireResponse xmlns='http://hl7.org/fhir'><status value='completed'/>" subject items \
    "</QuestionnaireResponse>"
#define ITEM(id, value)                                                                            \
    "<item><linkId value='" id "'/><answer><valueString value='" value "'/></answer></item>"

static char *dump_with(const char *text, struct intake_patient patient) {
    struct reading reading = {.patient = patient};
    reading_run(&reading, slice_from(text), INTAKE_AUTO);
    assert_int_equal(reading.count, 1);
    assert_int_equal(diags_count(reading.diags, DIAG_ERROR), 0);
    char *dump = strdup(reading.dumps.at);
    reading_free(&reading);
    return dump;
}

static void expect(const char *text, struct intake_patient patient, const char *part,
                   const char *absent) {
    char *dump = dump_with(text, patient);
    if (strstr(dump, part) == NULL || strstr(dump, absent) != NULL) {
        fail_msg("expected %s and no %s in %s", part, absent, dump);
    }
    free(dump);
}

static void a_tablet_form_names_its_items(void **state) {
    (void)state;
    const char *form = "<f id='f'><who><called>Ana Example</called><born>1980-02-03</born></who>"
                       "<kind>F</kind><name>Clinic North</name><q>1</q></f>";
    struct intake_patient patient = {.name = "called", .birth_date = "who/born", .sex = "kind"};
    expect(form, patient,
           "<patient name=\"Ana Example\" birth-date=\"1980-02-03\" sex=\"female\"/>", "called");
    /* what is named in the usual way is an item like any other then */
    expect(form, patient, "<answer item=\"name\"", "born");
}

static void only_what_is_mapped_is_replaced(void **state) {
    (void)state;
    expect("<f id='f'><called>Ana</called><family>Example</family><dob>1980-02-03</dob></f>",
           (struct intake_patient){.given_name = "called", .family_name = "family"},
           "<patient name=\"Ana Example\" birth-date=\"1980-02-03\"", "item=\"called");
}

static void an_odm_form_names_its_items(void **state) {
    (void)state;
    expect(ODM_HEAD "<ItemData ItemOID='I.1' Value='Ana Example'/>"
                    "<ItemData ItemOID='I.2' Value='1980-02-03'/>"
                    "<ItemData ItemOID='I.3' Value='1'/>" ODM_TAIL,
           (struct intake_patient){.name = "I.1", .birth_date = "I.2"},
           "name=\"Ana Example\" identifier=\"s\" birth-date=\"1980-02-03\"", "I.1");
}

static void the_subject_of_a_record_comes_first(void **state) {
    (void)state;
    struct intake_patient patient = {.name = "n", .birth_date = "b"};
    expect(FHIR("", ITEM("n", "Ana Example") ITEM("b", "1980-02-03") ITEM("name", "x")), patient,
           "<patient name=\"Ana Example\" birth-date=\"1980-02-03\"", "item=\"n\"");
    expect(FHIR("<subject><display value='Bo Other'/></subject>",
                ITEM("n", "Ana Example") ITEM("b", "1980-02-03")),
           patient, "<patient name=\"Bo Other\" birth-date=\"1980-02-03\"", "Ana");
    expect(FHIR("", ITEM("name", "Ana Example")), (struct intake_patient){0},
           "<answer item=\"name\"", "<patient name=\"Ana");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tablet_form_names_its_items),
        cmocka_unit_test(only_what_is_mapped_is_replaced),
        cmocka_unit_test(an_odm_form_names_its_items),
        cmocka_unit_test(the_subject_of_a_record_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
