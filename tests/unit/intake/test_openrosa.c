/* OpenRosa submissions. */
#include "reading.h"

#define ODK "xmlns='http://opendatakit.org/submissions'"

static void leaves_are_answers(void **state) {
    (void)state;
    expect_dump("<check id='magnesium' version='3'><meta><instanceID>uuid:1</instanceID></meta>"
                "<today>2026-11-20</today><D1><Q01>2</Q01><Q02/></D1>"
                "<allergies>milk tree-nuts</allergies></check>",
                "<answers xmlns=\"urn:magreport:answers:1\" id=\"uuid:1\" format=\"openrosa\""
                " ordinal=\"1\" form=\"magnesium\" form-version=\"3\" status=\"complete\""
                " date=\"2026-11-20\" authored=\"2026-11-20\">\n"
                "  <patient sex=\"unknown\"/>\n"
                "  <answer item=\"Q01\" path=\"D1/Q01\" kind=\"integer\" value=\"2\"/>\n"
                "  <answer item=\"Q02\" path=\"D1/Q02\" kind=\"missing\"/>\n"
                "  <answer item=\"allergies\" path=\"allergies\" kind=\"text\""
                " value=\"milk tree-nuts\"/>\n</answers>",
                "");
}

/* With the submissions' namespace, a namespace of the form's own, or none. */
static void namespaces_do_not_matter(void **state) {
    (void)state;
    static const char *const roots[] = {
        "<f id='f' " ODK " instanceID='u'><a>1</a></f>",
        "<f id='f' xmlns='http://example.org/form'><o:meta xmlns:o='http://openrosa.org/xforms'>"
        "<o:instanceID>u</o:instanceID></o:meta><a>1</a></f>",
        "<submission " ODK "><data><f id='f' instanceID='u'><a>1</a></f></data>"
        "<mediaFile><filename>x</filename></mediaFile></submission>",
    };
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        expect_dump(roots[i], " id=\"u\" format=\"openrosa\" ordinal=\"1\" form=\"f\" ", "");
        expect_dump(roots[i],
                    "<patient sex=\"unknown\"/>\n"
                    "  <answer item=\"a\" path=\"a\" kind=\"integer\" value=\"1\"/>\n</answers>",
                    "");
    }
}

/* The standard asks for an id or a namespace; CommCare has the latter, and a register of people
 * among the answers. */
static void a_namespace_does_for_an_id(void **state) {
    (void)state;
    expect_dump(
        "<data uiVersion='1' version='4' name='N' xmlns='http://openrosa.org/formdesigner/A'>"
        "<a>1</a><n:case xmlns:n='http://commcarehq.org/case/transaction/v2' case_id='c'>"
        "<n:update><n:a>1</n:a></n:update></n:case><m:meta"
        " xmlns:m='http://openrosa.org/jr/xforms'><m:timeEnd>2026-11-20T08:00:00.000-04"
        "</m:timeEnd><m:instanceID>u</m:instanceID></m:meta></data>",
        " id=\"u\" format=\"openrosa\" ordinal=\"1\""
        " form=\"http://openrosa.org/formdesigner/A\" form-version=\"4\""
        " status=\"complete\" date=\"2026-11-20\" authored=\"2026-11-20T08:00:00.000-04\">\n"
        "  <patient sex=\"unknown\"/>\n"
        "  <answer item=\"a\" path=\"a\" kind=\"integer\" value=\"1\"/>\n</answers>",
        "");
    expect_dump("<form uiVersion='1' xmlns='http://example.org/form'><a>1</a>"
                "<balance xmlns='http://commcarehq.org/ledger/v1'><entry id='e'/></balance></form>",
                "sex=\"unknown\"/>\n"
                "  <answer item=\"a\" path=\"a\" kind=\"integer\" value=\"1\"/>\n</answers>",
                "");
    expect_refused("<page xmlns='http://example.org/page'><a/></page>",
                   "form.xml:1:1: error[E302]: response 1: ");
    expect_refused("<page xmlns='http://example.org/page'><meta><author/></meta></page>",
                   "form.xml:1:1: error[E302]: response 1: ");
    expect_refused("<data><meta><instanceID>u</instanceID></meta></data>",
                   "form.xml:1:1: error[E302]: ");
}

/* Some servers leave out the namespace of the wrapper. */
static void downloads_need_no_namespace(void **state) {
    (void)state;
    expect_dump("<submission><data><f id='f' instanceID='u' " ODK
                "><a>1</a></f></data></submission>",
                " id=\"u\" format=\"openrosa\" ordinal=\"1\" form=\"f\" ", "");
    expect_dump("<submission id='f'><data>1</data></submission>",
                "<answer item=\"data\" path=\"data\" kind=\"integer\" value=\"1\"/>", "");
}

static void repeats_are_counted(void **state) {
    (void)state;
    expect_dump("<f id='f'><g><a>1</a></g><g><a>2</a></g></f>",
                "<answer item=\"a\" path=\"g/a\" repeat=\"1\" kind=\"integer\" value=\"2\"/>", "");
}

/* The best time wins; what a server left unfilled is none. */
static void the_time_is_read(void **state) {
    (void)state;
    expect_dump(
        "<f id='f' submissionDate='2026-11-22T08:00:00+01:00'><end>2026-11-20T23:59:00-05:00"
        "</end></f>",
        " date=\"2026-11-20\" authored=\"2026-11-20T23:59:00-05:00\"", "");
    expect_dump("<f id='f' submissionDate='2026-11-22T08:00:00.000+01'><a/></f>",
                " date=\"2026-11-22\"", "");
    expect_dump("<f id='f' submissionDate='{{x}}'><a/></f>", " status=\"complete\">", "");
}

static void status_and_edits_are_told(void **state) {
    (void)state;
    expect_dump("<f id='f' isComplete='false'><a/></f>", " status=\"in-progress\"", "");
    expect_dump("<f id='f'><meta><deprecatedID>uuid:0</deprecatedID></meta><a/></f>",
                "<note id=\"edited\">", "");
}

static void the_person_is_known_by_questions(void **state) {
    (void)state;
    expect_dump("<f id='f'><name>Ana Example</name><patient><dob>1980-02-03</dob></patient>"
                "<contact><name>Bo Other</name></contact></f>",
                "<patient name=\"Ana Example\" birth-date=\"1980-02-03\" sex=\"unknown\"/>", "");
}

#define NAMED(name)                                                                                \
    "<f id='f'>" name "<patient><first_name>Ana</first_name><last_name>Example</last_name>"        \
    "</patient></f>"

/* Of two people named in one form neither is taken for the patient. */
static void two_names_are_none(void **state) {
    (void)state;
    expect_dump(NAMED(""), "<patient name=\"Ana Example\"", "");
    expect_dump(NAMED("<name>ANA M. Example</name>"), "<patient name=\"ANA M. Example\"", "");
    expect_dump(NAMED("<name>Example, Ana</name>"), "<patient name=\"Example, Ana\"", "");
    expect_dump(NAMED("<name>Bo Other</name>"), "<patient sex=\"unknown\"/>", "");
    expect_dump(NAMED("<name>Anabel Example</name>"), "<patient sex=\"unknown\"/>", "");
    expect_dump(NAMED("<name>Ana</name>"), "<patient sex=\"unknown\"/>", "");
    expect_dump(NAMED("<name>Ana Example</name><full_name>Bo Other</full_name>"),
                "<patient sex=\"unknown\"/>", "");
    expect_dump(NAMED("<name>Bo Other</name>"), "<note id=\"identity-differs\">", "");
}

static void what_cannot_be_read_is_refused(void **state) {
    (void)state;
    expect_refused("<submission " ODK "><data><f id='f' encrypted='yes'/></data></submission>",
                   "form.xml:1:62: error[E301]: response 1: this is an encrypted submission");
    expect_refused("<f id='f' xmlns='http://example.org/form'><a/></f>",
                   "form.xml:1:1: error[E302]: response 1: ");
    expect_refused("<submission " ODK "/>", "form.xml:1:1: error[E304]");
}

/* One long name of a group counts for each answer: a small file asks for gigabytes. */
static void long_paths_are_refused(void **state) {
    (void)state;
    struct builder form = {0};
    struct builder name = {0};
    for (int i = 0; i < 40000; i++) {
        builder_char(&name, 'g');
    }
    builder_format(&form, "<f id='f'><%s>", name.at);
    for (int i = 0; i < 2000; i++) {
        builder_text(&form, "<a>1</a>");
    }
    builder_format(&form, "</%s></f>", name.at);
    expect_refused(form.at, "form.xml:1:41685: error[E314]: response 1: the names of groups");
    builder_free(&name);
    builder_free(&form);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_are_answers),
        cmocka_unit_test(namespaces_do_not_matter),
        cmocka_unit_test(a_namespace_does_for_an_id),
        cmocka_unit_test(downloads_need_no_namespace),
        cmocka_unit_test(repeats_are_counted),
        cmocka_unit_test(the_time_is_read),
        cmocka_unit_test(status_and_edits_are_told),
        cmocka_unit_test(the_person_is_known_by_questions),
        cmocka_unit_test(two_names_are_none),
        cmocka_unit_test(what_cannot_be_read_is_refused),
        cmocka_unit_test(long_paths_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
