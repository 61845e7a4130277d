/* The native format. */
#include "reading.h"

#define OPEN "<response xmlns='urn:magreport:response:1' id='x' "
#define HEAD OPEN ">"
#define TAIL "</response>"

static void the_head_is_read(void **state) {
    (void)state;
    expect_dump(
        OPEN "date='2026-11-20' language='en-US' status='in-progress'"
             " questionnaire='magnesium|3'/>",
        "<answers xmlns=\"urn:magreport:answers:1\" id=\"x\" format=\"native\" ordinal=\"1\""
        " form=\"urn:magreport:questionnaire:magnesium\" form-version=\"3\""
        " status=\"in-progress\" date=\"2026-11-20\" authored=\"2026-11-20\""
        " language=\"en-US\">",
        "");
    expect_dump(OPEN "questionnaire='http://example.org/q'/>", " form=\"http://example.org/q\" ",
                "");
    expect_dump(OPEN "date='2026-11-20T23:30:00+09:00'/>",
                " status=\"complete\" date=\"2026-11-20\" authored=\"2026-11-20T23:30:00+09:00\"",
                "");
}

static void the_patient_is_read(void **state) {
    (void)state;
    expect_dump(HEAD "<patient name=' Maria \t Sample ' identifier='7' birth-date='1958-03-14'"
                     " sex='female' life-stage='none'/>" TAIL,
                "  <patient name=\"Maria Sample\" identifier=\"7\" birth-date=\"1958-03-14\""
                " sex=\"female\"/>\n"
                "  <answer item=\"life-stage\" path=\"life-stage\" kind=\"code\" value=\"none\"/>\n"
                "  <answer item=\"sex\" path=\"patient/sex\" kind=\"code\" value=\"female\"/>\n",
                "");
    expect_dump(HEAD TAIL, "  <patient sex=\"unknown\"/>\n</answers>", "");
}

/* An item that was asked wins over what the patient's data say. */
static void items_win_over_the_patient(void **state) {
    (void)state;
    expect_dump(
        HEAD "<patient sex='female' life-stage='none'/><answer item='sex' value='other'/>"
             "<answer item='life-stage' value='pregnant'/><answer item='remarks'>a</answer>"
             "<remarks>b</remarks>" TAIL,
        "  <answer item=\"sex\" path=\"sex\" kind=\"code\" value=\"other\"/>\n"
        "  <answer item=\"life-stage\" path=\"life-stage\" kind=\"code\" value=\"pregnant\"/>\n"
        "  <answer item=\"remarks\" path=\"remarks\" kind=\"text\" value=\"a\"/>\n"
        "</answers>",
        "");
}

static void expect_answer(const char *value, const char *kind, const char *raw) {
    struct arena *arena = arena_new();
    const char *text = arena_format(arena, HEAD "<answer item='a' value='%s'/>" TAIL, value);
    bool is_bad = strcmp(kind, "missing") == 0 && raw[0] != '\0';
    const char *part = arena_format(arena, "<answer item=\"a\" path=\"a\" kind=\"%s\"%s%s%s%s/>",
                                    kind, raw[0] != '\0' ? " value=\"" : "", raw,
                                    raw[0] != '\0' ? "\"" : "", is_bad ? " unread=\"yes\"" : "");
    expect_dump(text, part, is_bad ? "form.xml:1:52: warning[W306]: response 1: " : "");
    arena_free(arena);
}

static void values_are_read_by_their_look(void **state) {
    (void)state;
    expect_answer("2", "integer", "2");
    expect_answer(" 2 ", "integer", "2");
    expect_answer("-3", "integer", "-3");
    expect_answer("2147483647", "integer", "2147483647");
    expect_answer("2.50", "decimal", "2.50");
    expect_answer("true", "boolean", "true");
    expect_answer("false", "boolean", "false");
    expect_answer("unsure", "code", "unsure");
    expect_answer("tree-nuts", "code", "tree-nuts");
    expect_answer("I03", "code", "I03");
    expect_answer("2026-11-20", "date", "2026-11-20");
    expect_answer("two words", "text", "two words");
    expect_answer("3 weeks from now", "text", "3 weeks from now");
    expect_answer("\xC3\xA9", "text", "\xC3\xA9");
    expect_answer("", "missing", "");
    expect_answer("  ", "missing", "");
}

static void odd_numbers_are_missing(void **state) {
    (void)state;
    static const char *const odd[] = {
        "1e3",   "0x1F",      "NaN", "inf", "-Infinity",  "+1",
        "1,000", "1.",        ".5",  "--1", "2147483648", "99999999999999999999",
        "1.2.3", "2026-02-30"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        expect_answer(odd[i], "missing", odd[i]);
    }
}

static void answers_repeat(void **state) {
    (void)state;
    expect_dump(HEAD "<answer item='Q01' value='1'/><answer item='Q02' value='1'/>"
                     "<answer item='Q01' value='3'/>" TAIL,
                "  <answer item=\"Q01\" path=\"Q01\" kind=\"integer\" value=\"1\"/>\n"
                "  <answer item=\"Q02\" path=\"Q02\" kind=\"integer\" value=\"1\"/>\n"
                "  <answer item=\"Q01\" path=\"Q01\" repeat=\"1\" kind=\"integer\" value=\"3\"/>\n",
                "");
}

/* Neither the value nor the content is lost without a word. */
static void content_beside_a_value_counts(void **state) {
    (void)state;
    expect_dump(HEAD "<answer item='a' value='milk'>kiwi</answer>" TAIL,
                "kind=\"code\" value=\"milk\"/>\n"
                "  <answer item=\"a\" path=\"a\" repeat=\"1\" kind=\"text\" value=\"kiwi\"/>",
                "");
    expect_dump(HEAD "<answer item='a'><value>kiwi</value></answer>" TAIL,
                "kind=\"missing\" unread=\"yes\"/>", "form.xml:1:52: warning[W310]: response 1: ");
}

static void text_keeps_its_lines(void **state) {
    (void)state;
    expect_dump(HEAD "<remarks>\n One  line.\n\n Another <![CDATA[& more]]>.\n</remarks>" TAIL,
                "kind=\"text\" value=\"One line.&#10;Another &amp; more.\"/>", "");
    expect_dump(HEAD "<remarks>42</remarks>" TAIL, "kind=\"text\" value=\"42\"/>", "");
}

static void slips_are_reported(void **state) {
    (void)state;
    expect_dump(HEAD "<x:anchor xmlns:x='urn:x' at='1'/>" TAIL, "</answers>",
                "form.xml:1:52: warning[W301]: response 1: this element is not known here");
    expect_dump(
        OPEN "vresion='1'/>", "</answers>",
        "form.xml:1:60: warning[W302]: response 1: an attribute of <response> is not known");
    expect_dump(OPEN "status='done'/>", "status=\"in-progress\"",
                "form.xml:1:59: warning[W303]: response 1: the value of 'status' of <response>");
    expect_dump(OPEN "date='20.11.2026'/>", "authored=\"20.11.2026\">",
                "form.xml:1:1: warning[W304]: response 1: ");
    expect_dump(HEAD "<patient birth-date='14.3.1958'/>" TAIL,
                "<note id=\"birth-date-unreadable\">",
                "form.xml:1:52: warning[W305]: response 1: ");
    expect_refused(HEAD "<answer value='1'/>" TAIL, "form.xml:1:52: error[E307]: response 1: ");
}

/* What may hold an answer, or who the patient is, is never left out. */
static void nothing_that_may_be_an_answer_is_lost(void **state) {
    (void)state;
    static const char *const elements[] = {
        HEAD "<anser item='Q01' value='1'/>" TAIL,
        HEAD "<Answer item='Q01' value='1'/>" TAIL,
        HEAD "<anser xmlns='' item='Q01' value='1'/>" TAIL,
        HEAD "<x:answer xmlns:x='urn:x' item='Q01' value='1'/>" TAIL,
        HEAD "<answers><answer item='Q01' value='1'/></answers>" TAIL,
        HEAD "<allergies>milk</allergies>" TAIL,
    };
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        expect_refused(elements[i], "form.xml:1:52: error[E312]: response 1: this element is");
    }
    expect_refused(HEAD "<patient><life-stage>pregnant</life-stage></patient>" TAIL,
                   "form.xml:1:61: error[E312]: response 1: this element is");
    expect_refused(HEAD "<answer item='Q01' vaule='1'/>" TAIL,
                   "form.xml:1:78: error[E313]: response 1: an attribute of <answer>");
    expect_refused(HEAD "<answer unit='mg' item='Q01' value='1'/>" TAIL,
                   "form.xml:1:66: error[E313]: response 1: an attribute of <answer>");
    expect_refused(HEAD "<patient lifestage='pregnant'/>" TAIL,
                   "form.xml:1:72: error[E313]: response 1: an attribute of <patient>");
    expect_refused(HEAD "<patient birthdate='2012-01-01'/>" TAIL,
                   "form.xml:1:72: error[E313]: response 1: an attribute of <patient>");
}

/* Of a part of a birth date, the youngest age that it allows. */
static void partial_birth_dates_give_the_youngest_age(void **state) {
    (void)state;
    expect_dump(OPEN "date='2026-11-20'><patient birth-date='2008'/>" TAIL,
                "<answer item=\"age\" path=\"patient/age\" kind=\"integer\" value=\"17\"/>", "");
    expect_dump(OPEN "date='2026-11-20'><patient birth-date='2008-10'/>" TAIL,
                "<answer item=\"age\" path=\"patient/age\" kind=\"integer\" value=\"18\"/>", "");
    expect_dump(OPEN "date='2026-02-28'><patient birth-date='2008-02'/>" TAIL,
                "<answer item=\"age\" path=\"patient/age\" kind=\"integer\" value=\"17\"/>", "");
    expect_dump(
        OPEN "date='2026-11-20'><patient birth-date='2008'/><answer item='age' value='30'/>" TAIL,
        "<answer item=\"age\" path=\"age\" kind=\"integer\" value=\"30\"/>\n  <note ", "");
}

static void ids_are_data_or_a_hash(void **state) {
    (void)state;
    expect_dump("<response xmlns='urn:magreport:response:1' id='../../etc/x'/>",
                " id=\"../../etc/x\" ", "");
    /* SHA-256 of "<response\0urn:magreport:response:1\0>", from sha256sum */
    expect_dump("<response xmlns='urn:magreport:response:1'/>", " id=\"r-83bb9b9f840252c5\" ", "");
    struct reading plain = read_text("<response xmlns='urn:magreport:response:1'>"
                                     "<answer item='a' value='1'/></response>");
    struct reading laid_out = read_text("\n<response xmlns='urn:magreport:response:1'  >\n"
                                        "  <answer item='a'\n value='1'></answer>\n</response>");
    struct reading other = read_text("<response xmlns='urn:magreport:response:1'>"
                                     "<answer item='a' value='2'/></response>");
    assert_string_equal(plain.dumps.at, laid_out.dumps.at);
    assert_true(strncmp(plain.dumps.at, other.dumps.at, 70) != 0);
    reading_free(&plain);
    reading_free(&laid_out);
    reading_free(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_is_read),
        cmocka_unit_test(the_patient_is_read),
        cmocka_unit_test(items_win_over_the_patient),
        cmocka_unit_test(values_are_read_by_their_look),
        cmocka_unit_test(odd_numbers_are_missing),
        cmocka_unit_test(answers_repeat),
        cmocka_unit_test(content_beside_a_value_counts),
        cmocka_unit_test(text_keeps_its_lines),
        cmocka_unit_test(slips_are_reported),
        cmocka_unit_test(nothing_that_may_be_an_answer_is_lost),
        cmocka_unit_test(partial_birth_dates_give_the_youngest_age),
        cmocka_unit_test(ids_are_data_or_a_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
