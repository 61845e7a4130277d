/* CDISC ODM 1.3. */
#include "reading.h"

#define OPEN "<ODM xmlns='http://www.cdisc.org/ns/odm/v1.3'><ClinicalData MetaDataVersionOID='v2'>"
#define CLOSE "</ClinicalData></ODM>"
#define SUBJECT OPEN "<SubjectData SubjectKey='7'>"
#define END "</SubjectData>" CLOSE
#define FORM "<FormData FormOID='F'><ItemGroupData ItemGroupOID='G'>"
#define FORM_END "</ItemGroupData></FormData>"

static void a_form_is_a_response(void **state) {
    (void)state;
    expect_dump(SUBJECT "<StudyEventData StudyEventOID='E' StudyEventRepeatKey='2'>" FORM
                        "<ItemData ItemOID='Q01' Value='3'/>" FORM_END "</StudyEventData>" END,
                "<answers xmlns=\"urn:magreport:answers:1\" id=\"7.E-2.F\" format=\"odm\""
                " ordinal=\"1\" form=\"F\" form-version=\"v2\" status=\"complete\">\n"
                "  <patient identifier=\"7\" sex=\"unknown\"/>\n"
                "  <answer item=\"Q01\" path=\"G/Q01\" kind=\"integer\" value=\"3\"/>\n"
                "</answers>",
                "");
}

static size_t count_responses(const char *text) {
    struct reading reading = read_text(text);
    size_t count = reading.count;
    assert_int_equal(diags_count(reading.diags, DIAG_ERROR), 0);
    reading_free(&reading);
    return count;
}

/* Events, forms and their repeats part responses; item groups and FormData of the same form do not.
 */
static void responses_are_parted_by_event_form_and_repeat(void **state) {
    (void)state;
    static const char group[] = "<ItemGroupData/>";
    struct arena *arena = arena_new();
    assert_int_equal(count_responses(arena_format(
                         arena,
                         SUBJECT "<FormData FormOID='A'>%s%s</FormData><FormData FormOID='B'/>"
                                 "<FormData FormOID='A' FormRepeatKey='2'/>"
                                 "<StudyEventData StudyEventOID='E'><FormData FormOID='A'/>"
                                 "</StudyEventData><FormData FormOID='A'/>" END,
                         group, group)),
                     4);
    arena_free(arena);
    expect_dump(SUBJECT FORM "<ItemData ItemOID='Q01' Value='1'/>" FORM_END FORM
                             "<ItemData ItemOID='Q02' Value='2'/>" FORM_END END,
                "<answer item=\"Q01\" path=\"G/Q01\" kind=\"integer\" value=\"1\"/>\n"
                "  <answer item=\"Q02\" path=\"G/Q02\" kind=\"integer\" value=\"2\"/>\n</answers>",
                "");
}

static void subjects_of_two_blocks_stay_apart(void **state) {
    (void)state;
    assert_int_equal(
        count_responses("<ODM xmlns='http://www.cdisc.org/ns/odm/v1.3'><ClinicalData>"
                        "<SubjectData SubjectKey='7'><FormData FormOID='A'/></SubjectData>"
                        "</ClinicalData><ClinicalData><SubjectData SubjectKey='7'>"
                        "<FormData FormOID='A'/></SubjectData></ClinicalData></ODM>"),
        2);
}

static void values_are_read_by_their_look(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM "<ItemData ItemOID='a' Value='0-1'/><ItemData ItemOID='b' Value=''/>"
                             "<ItemDataInteger ItemOID='c'>5</ItemDataInteger>"
                             "<ItemData ItemOID='d' IsNull='Yes'/>"
                             "<ItemData ItemOID='e' Value='2026-11-20'/>"
                             "<ItemData ItemOID='f' Value='NaN'/>" FORM_END END,
                "  <answer item=\"a\" path=\"G/a\" kind=\"code\" value=\"0-1\"/>\n"
                "  <answer item=\"b\" path=\"G/b\" kind=\"missing\"/>\n"
                "  <answer item=\"c\" path=\"G/c\" kind=\"integer\" value=\"5\"/>\n"
                "  <answer item=\"d\" path=\"G/d\" kind=\"missing\"/>\n"
                "  <answer item=\"e\" path=\"G/e\" kind=\"date\" value=\"2026-11-20\"/>\n"
                "  <answer item=\"f\" path=\"G/f\" kind=\"code\" value=\"NaN\"/>\n",
                "");
}

/* REDCap: a box is an item; the ticked ones are the answers of the question. */
static void ticked_boxes_are_answers(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM "<ItemData ItemOID='allergies___milk' Value='1'/>"
                             "<ItemData ItemOID='allergies___egg' Value='0'/>"
                             "<ItemData ItemOID='allergies___soy' Value='1'/>" FORM_END END,
                "sex=\"unknown\"/>\n"
                "  <answer item=\"allergies\" path=\"G/allergies\" kind=\"code\" value=\"milk\"/>\n"
                "  <answer item=\"allergies\" path=\"G/allergies\" repeat=\"1\" kind=\"code\""
                " value=\"soy\"/>\n</answers>",
                "");
}

static void an_unfinished_form_is_in_progress(void **state) {
    (void)state;
    static const char form[] =
        SUBJECT "<FormData FormOID='Form.visit'><ItemGroupData ItemGroupOID='G'>"
                "<ItemData ItemOID='visit_complete' Value='%s'/></ItemGroupData></FormData>" END;
    struct arena *arena = arena_new();
    expect_dump(arena_format(arena, form, "0"), " status=\"in-progress\"", "");
    expect_dump(arena_format(arena, form, "2"), " status=\"complete\"", "");
    arena_free(arena);
}

/* A whole form's time first, else the last of its items. */
static void times_stand_at_forms_or_items(void **state) {
    (void)state;
    static const char form[] =
        SUBJECT "<AuditRecord><DateTimeStamp>2026-01-01T08:00:00</DateTimeStamp></AuditRecord>"
                "<FormData FormOID='F'>%s<ItemGroupData ItemGroupOID='G'>"
                "<ItemData ItemOID='Q01' Value='1'><AuditRecord><DateTimeStamp>2026-11-19T08:00:00"
                "</DateTimeStamp></AuditRecord></ItemData>"
                "<ItemData ItemOID='Q02' Value='1'><AuditRecord><DateTimeStamp>2026-11-20T08:00:00"
                "</DateTimeStamp></AuditRecord></ItemData></ItemGroupData></FormData>" END;
    struct arena *arena = arena_new();
    expect_dump(arena_format(arena, form, ""), " authored=\"2026-11-20T08:00:00\">", "");
    expect_dump(arena_format(arena, form,
                             "<AuditRecord><DateTimeStamp>2026-11-18T08:00:00</DateTimeStamp>"
                             "</AuditRecord>"),
                " authored=\"2026-11-18T08:00:00\">", "");
    expect_dump(SUBJECT "<AuditRecord><DateTimeStamp>2026-01-01T08:00:00</DateTimeStamp>"
                        "</AuditRecord>" FORM FORM_END END,
                " status=\"complete\">", "");
    arena_free(arena);
}

static void surveys_tell_when_they_were_sent(void **state) {
    (void)state;
    static const char form[] =
        SUBJECT "<FormData FormOID='Form.visit'><ItemGroupData ItemGroupOID='G'>"
                "<ItemData ItemOID='visit_timestamp' Value='%s'/></ItemGroupData></FormData>" END;
    struct arena *arena = arena_new();
    expect_dump(arena_format(arena, form, "2026-11-20T08:00:00"),
                " status=\"complete\" date=\"2026-11-20\" authored=\"2026-11-20T08:00:00\">\n"
                "  <patient identifier=\"7\" sex=\"unknown\"/>\n</answers>",
                "");
    expect_dump(arena_format(arena, form, "[not completed]"),
                " status=\"in-progress\">\n"
                "  <patient identifier=\"7\" sex=\"unknown\"/>\n</answers>",
                "");
    arena_free(arena);
}

static void transactions_count(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM
                "<ItemData ItemOID='Q01' Value='1'/><ItemData ItemOID='Q02' Value='1'/>"
                "<ItemData ItemOID='Q01' TransactionType='Update' Value='2'/>"
                "<ItemData ItemOID='Q02' TransactionType='Remove'/>" FORM_END END,
                "sex=\"unknown\"/>\n"
                "  <answer item=\"Q01\" path=\"G/Q01\" kind=\"integer\" value=\"2\"/>\n"
                "  <answer item=\"Q02\" path=\"G/Q02\" kind=\"missing\"/>\n</answers>",
                "");
    expect_refused(SUBJECT FORM "<ItemData ItemOID='Q01' Value='1'/></ItemGroupData>"
                                "<ItemGroupData ItemGroupOID='G' TransactionType='Remove'/>"
                                "</FormData>" END,
                   "form.xml:1:218: error[E315]: response 1: ");
    expect_refused(SUBJECT FORM "<ItemData ItemOID='Q01' Value='1'/>" FORM_END
                                "<FormData FormOID='F' TransactionType='Remove'/>" END,
                   "form.xml:1:113: error[E315]: response 1: ");
    expect_refused(SUBJECT "<FormData FormOID='F' TransactionType='Remove'/>" END,
                   "form.xml:1:1: error[E304]");
}

/* Rave sends Upsert for what may be there already, and a value again as the context of a query. */
static void an_item_sent_again_is_one_answer(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM
                "<ItemData ItemOID='Q01' TransactionType='Upsert' Value='1'/>"
                "<ItemData ItemOID='Q01' TransactionType='Upsert' Value='3'/>"
                "<ItemData ItemOID='Q01' TransactionType='Context' Value='3'/>" FORM_END END,
                "sex=\"unknown\"/>\n"
                "  <answer item=\"Q01\" path=\"G/Q01\" kind=\"integer\" value=\"3\"/>\n</answers>",
                "");
}

/* The standard has the text of typed items and the Value of others; programs mix them. */
static void values_stand_in_text_or_attribute(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM "<ItemDataInteger ItemOID='Q01'>1</ItemDataInteger>"
                             "<ItemDataInteger ItemOID='Q02' Value='2'/>"
                             "<ItemDataString ItemOID='Q03'><![CDATA[ a b ]]></ItemDataString>"
                             "<ItemData ItemOID='Q04'>4</ItemData>" FORM_END END,
                "  <answer item=\"Q01\" path=\"G/Q01\" kind=\"integer\" value=\"1\"/>\n"
                "  <answer item=\"Q02\" path=\"G/Q02\" kind=\"integer\" value=\"2\"/>\n"
                "  <answer item=\"Q03\" path=\"G/Q03\" kind=\"text\" value=\"a b\"/>\n"
                "  <answer item=\"Q04\" path=\"G/Q04\" kind=\"integer\" value=\"4\"/>\n</answers>",
                "");
}

/* REDCap writes the photos that were handed in between the answers. */
static void files_are_no_answers_and_no_hindrance(void **state) {
    (void)state;
    struct builder form = {0};
    builder_text(&form, SUBJECT FORM "<ItemDataBase64Binary ItemOID='photo'><![CDATA[");
    for (int i = 0; i < 100000; i++) {
        builder_text(&form, "QUJD");
    }
    builder_text(&form, "]]></ItemDataBase64Binary><ItemDataBase64Binary ItemOID='none'/>"
                        "<ItemData ItemOID='Q01' Value='1'/>" FORM_END END);
    expect_dump(form.at,
                "  <answer item=\"photo\" path=\"G/photo\" kind=\"missing\" unread=\"yes\"/>\n"
                "  <answer item=\"none\" path=\"G/none\" kind=\"missing\"/>\n"
                "  <answer item=\"Q01\" path=\"G/Q01\" kind=\"integer\" value=\"1\"/>\n",
                "form.xml:1:167: warning[W310]");
    builder_free(&form);
}

/* Telephone numbers and bar codes have more digits than a count. */
static void long_numbers_are_codes(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM "<ItemData ItemOID='phone' Value='491701234567'/>" FORM_END END,
                "<answer item=\"phone\" path=\"G/phone\" kind=\"code\" value=\"491701234567\"/>",
                "");
}

#define OPENCLINICA(subject, form)                                                                 \
    "<ODM xmlns='http://www.cdisc.org/ns/odm/v1.3'"                                                \
    " xmlns:c='http://www.openclinica.org/ns/odm_ext_v130/v3.1'><ClinicalData>"                    \
    "<SubjectData SubjectKey='SS_7' " subject "><StudyEventData StudyEventOID='E'"                 \
    " c:StartDate='2026-11-19'><FormData FormOID='F' " form "><ItemGroupData ItemGroupOID='G'>"    \
    "<ItemData ItemOID='Q01' Value='1' c:Value='9'/></ItemGroupData></FormData></StudyEventData>"  \
    "</SubjectData></ClinicalData></ODM>"

static void what_openclinica_adds_is_read(void **state) {
    (void)state;
    expect_dump(OPENCLINICA("c:Sex='f' c:DateOfBirth='1980-02-03'",
                            "c:InterviewDate='2026-11-20' c:Status='initial data entry'"),
                " form=\"F\" status=\"in-progress\" date=\"2026-11-20\" authored=\"2026-11-20\">\n"
                "  <patient identifier=\"SS_7\" birth-date=\"1980-02-03\" sex=\"female\"/>\n"
                "  <answer item=\"Q01\" path=\"G/Q01\" kind=\"integer\" value=\"1\"/>\n",
                "");
    expect_dump(OPENCLINICA("c:YearOfBirth='1980'", "c:Status='data entry complete'"),
                " form=\"F\" status=\"complete\" date=\"2026-11-19\" authored=\"2026-11-19\">", "");
    expect_dump(OPENCLINICA("c:YearOfBirth='1980'", ""), "<note id=\"birth-date-partial\">", "");
    expect_dump(OPENCLINICA("Sex='f' DateOfBirth='1980-02-03'", "Status='initial data entry'"),
                "<patient identifier=\"SS_7\" sex=\"unknown\"/>", "");
}

/* An update that says nothing takes back what was said, and never touches another row. */
static void updates_replace_what_they_name(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM
                "<ItemData ItemOID='G01' Value='0'/><ItemData ItemOID='G02' Value='0'/>"
                "<ItemData ItemOID='G01' TransactionType='Update' IsNull='Yes'/>"
                "<ItemData ItemOID='G02' TransactionType='Update' Value=''/>" FORM_END END,
                "  <answer item=\"G01\" path=\"G/G01\" kind=\"missing\"/>\n"
                "  <answer item=\"G02\" path=\"G/G02\" kind=\"missing\"/>\n</answers>",
                "");
    expect_dump(SUBJECT "<FormData FormOID='F'>"
                        "<ItemGroupData ItemGroupOID='M' ItemGroupRepeatKey='1'>"
                        "<ItemData ItemOID='medicines' Value='I03'/></ItemGroupData>"
                        "<ItemGroupData ItemGroupOID='M' ItemGroupRepeatKey='2'>"
                        "<ItemData ItemOID='medicines' TransactionType='Update' Value='I05'/>"
                        "</ItemGroupData></FormData>" END,
                "  <answer item=\"medicines\" path=\"M/medicines\" kind=\"code\" value=\"I03\"/>\n"
                "  <answer item=\"medicines\" path=\"M/medicines\" repeat=\"1\" kind=\"code\""
                " value=\"I05\"/>\n</answers>",
                "");
}

/* The names of a contact, of a medicine, of the second person of a list, half of two names. */
static void nobody_else_is_the_subject(void **state) {
    (void)state;
    static const char *const others[] = {
        SUBJECT "<FormData FormOID='F'><ItemGroupData ItemGroupOID='IG.EmergencyContact'>"
                "<ItemData ItemOID='NAME' Value='Bo Other'/>" FORM_END END,
        SUBJECT "<FormData FormOID='Form.conmeds'><ItemGroupData ItemGroupOID='G'>"
                "<ItemData ItemOID='name' Value='Bo Other'/>" FORM_END END,
        SUBJECT "<FormData FormOID='F'><ItemGroupData ItemGroupOID='G' ItemGroupRepeatKey='2'>"
                "<ItemData ItemOID='name' Value='Bo Other'/>" FORM_END END,
        SUBJECT FORM "<ItemData ItemOID='first_name' Value='Ana'/>"
                     "<ItemData ItemOID='first_name' Value='Bo'/>"
                     "<ItemData ItemOID='last_name' Value='Other'/>" FORM_END END,
        SUBJECT FORM "<ItemData ItemOID='name' Value='Ana Example'/>"
                     "<ItemData ItemOID='first_name' Value='Bo'/>" FORM_END END,
        SUBJECT FORM "<ItemData ItemOID='médecin_name' Value='Bo Other'/>"
                     "<ItemData ItemOID='医生_name' Value='Bo Other'/>" FORM_END END,
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        expect_dump(others[i], "  <patient identifier=\"7\" sex=\"unknown\"/>\n", "");
    }
}

/* Of any form of the subject, but of no group that may be about somebody else. */
static void the_subject_is_known_by_items(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM "<ItemData ItemOID='Q01' Value='1'/>" FORM_END
                             "<FormData FormOID='D'><ItemGroupData ItemGroupOID='X'>"
                             "<ItemData ItemOID='first_name' Value='Ana'/>"
                             "<ItemData ItemOID='last_name' Value='Example'/>"
                             "<ItemData ItemOID='DOB' Value='1980-02-03'/>"
                             "<ItemData ItemOID='I.DM.SEX' Value='F'/>" FORM_END END,
                "  <patient name=\"Ana Example\" identifier=\"7\" birth-date=\"1980-02-03\""
                " sex=\"female\"/>\n  <answer item=\"Q01\"",
                "");
    expect_dump(SUBJECT FORM "<ItemData ItemOID='CONTACT.NAME' Value='Bo Other'/>"
                             "<ItemData ItemOID='doctor_name' Value='Bo Other'/>" FORM_END END,
                "  <patient identifier=\"7\" sex=\"unknown\"/>\n", "");
}

static void two_names_are_none(void **state) {
    (void)state;
    expect_dump(SUBJECT FORM "<ItemData ItemOID='name' Value='Ana'/>" FORM_END
                             "<FormData FormOID='D'><ItemGroupData ItemGroupOID='X'>"
                             "<ItemData ItemOID='name' Value='Bo'/>" FORM_END END,
                "  <patient identifier=\"7\" sex=\"unknown\"/>\n", "");
}

static void an_item_without_id_is_refused(void **state) {
    (void)state;
    expect_refused(SUBJECT FORM "<ItemData Value='1'/>" FORM_END END,
                   "form.xml:1:167: error[E307]: response 1: ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_is_a_response),
        cmocka_unit_test(responses_are_parted_by_event_form_and_repeat),
        cmocka_unit_test(subjects_of_two_blocks_stay_apart),
        cmocka_unit_test(values_are_read_by_their_look),
        cmocka_unit_test(ticked_boxes_are_answers),
        cmocka_unit_test(an_unfinished_form_is_in_progress),
        cmocka_unit_test(times_stand_at_forms_or_items),
        cmocka_unit_test(surveys_tell_when_they_were_sent),
        cmocka_unit_test(transactions_count),
        cmocka_unit_test(an_item_sent_again_is_one_answer),
        cmocka_unit_test(values_stand_in_text_or_attribute),
        cmocka_unit_test(files_are_no_answers_and_no_hindrance),
        cmocka_unit_test(long_numbers_are_codes),
        cmocka_unit_test(what_openclinica_adds_is_read),
        cmocka_unit_test(updates_replace_what_they_name),
        cmocka_unit_test(nobody_else_is_the_subject),
        cmocka_unit_test(the_subject_is_known_by_items),
        cmocka_unit_test(two_names_are_none),
        cmocka_unit_test(an_item_without_id_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
