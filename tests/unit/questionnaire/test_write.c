/* The fixed form of the output, written out by hand from DESIGN.md. */
#include "fixture.h"

static void expect_xml(struct fixture *fixture, const char *expected) {
    struct builder out = {0};
    assessment_write_xml(fixture_assess(fixture), &out);
    assert_string_equal(out.at, expected);
    builder_free(&out);
}

static void scored(void **state) {
    struct fixture *fixture = *state;
    fixture->response.id = "<1>";
    fixture_add_all(fixture, (const int[]){1, 2, 3, 1, 0, 3});
    fixture_add_int(fixture, "age", 70);
    fixture_add_int(fixture, "G2", 1);
    fixture_add_int(fixture, "G5", 1);
    fixture_add_int(fixture, "G1", 1);
    expect_xml(
        fixture,
        "  <assessment response=\"&lt;1&gt;\" questionnaire=\"small\" version=\"3\" "
        "status=\"scored\">\n"
        "    <index id=\"left\" points=\"14\" max=\"18\" value=\"78\" answered=\"4\" items=\"4\""
        " band=\"many\"/>\n"
        "    <index id=\"right\" points=\"4\" max=\"10\" value=\"40\" answered=\"2\" items=\"2\""
        " band=\"low\"/>\n"
        "    <domain id=\"D1\" points=\"5\" max=\"9\" share=\"56\" answered=\"2\" items=\"2\"/>\n"
        "    <domain id=\"D2\" points=\"9\" max=\"9\" share=\"100\" answered=\"2\" items=\"2\"/>\n"
        "    <domain id=\"D3\" points=\"0\" max=\"6\" share=\"0\" answered=\"2\" items=\"2\"/>\n"
        "    <gate id=\"G1\" action=\"stop-supplement\"/>\n"
        "    <gate id=\"G5\" action=\"stop-supplement\"/>\n"
        "    <gate id=\"G2\" action=\"modify\"/>\n"
        "    <group id=\"C\"/>\n"
        "  </assessment>\n");
}

static void withheld(void **state) {
    struct fixture *fixture = *state;
    fixture_add_all(fixture, (const int[]){1, 2, 3, 1, 0, 3});
    fixture_add_int(fixture, "G2", 1);
    fixture_add_int(fixture, "G3", 1);
    expect_xml(
        fixture,
        "  <assessment response=\"r1\" questionnaire=\"small\" version=\"3\" status=\"withheld\">\n"
        "    <gate id=\"G3\" action=\"emergency\"/>\n"
        "    <gate id=\"G2\" action=\"modify\"/>\n"
        "  </assessment>\n");
}

static void incomplete_has_no_value(void **state) {
    struct fixture *fixture = *state;
    fixture_add_int(fixture, "a", 3);
    fixture->response.status = RESPONSE_IN_PROGRESS;
    expect_xml(
        fixture,
        "  <assessment response=\"r1\" questionnaire=\"small\" version=\"3\" "
        "status=\"incomplete\">\n"
        "    <index id=\"left\" points=\"3\" max=\"3\" answered=\"1\" items=\"4\"/>\n"
        "    <index id=\"right\" points=\"0\" max=\"0\" answered=\"0\" items=\"2\"/>\n"
        "    <domain id=\"D1\" points=\"3\" max=\"3\" share=\"100\" answered=\"1\" items=\"2\"/>\n"
        "    <domain id=\"D2\" points=\"0\" max=\"0\" share=\"0\" answered=\"0\" items=\"2\"/>\n"
        "    <domain id=\"D3\" points=\"0\" max=\"0\" share=\"0\" answered=\"0\" items=\"2\"/>\n"
        "    <note id=\"in-progress\">This form was not marked as finished.</note>\n"
        "  </assessment>\n");
}

static void refused_values_are_not_quoted(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    fixture_add(fixture, "a", ANSWER_TEXT, "secret");
    fixture_add(fixture, "conditions", ANSWER_TEXT, "secret words");
    fixture_add(fixture, "secret", ANSWER_TEXT, "secret");
    assessment_write_xml(fixture_assess(fixture), &out);
    assessment_write_text(fixture_assess(fixture), &out);
    assert_null(strstr(out.at, "secret"));
    assert_non_null(strstr(out.at, "refused-value"));
    builder_free(&out);
}

static void as_text(void **state) {
    struct fixture *fixture = *state;
    struct builder out = {0};
    fixture_add_all(fixture, (const int[]){1, 2, 3, 1, 0, 3});
    fixture_add_int(fixture, "G1", 1);
    fixture->response.answers.at[4].integer = 5;
    assessment_write_text(fixture_assess(fixture), &out);
    assert_string_equal(
        out.at,
        "response r1: incomplete (small 3)\n"
        "  index left: 78, many (14 of 18 points, 4 of 4 answered)\n"
        "  index right: not enough answers (0 of 0 points, 1 of 2 answered)\n"
        "  domain D1: 56% (5 of 9 points, 2 of 2 answered) One\n"
        "  domain D2: 100% (9 of 9 points, 2 of 2 answered) Two\n"
        "  domain D3: 0% (0 of 0 points, 1 of 2 answered) Three\n"
        "  gate G1: stop-supplement, Kidney\n"
        "  note refused-value: e has a value that it cannot have. It counts as not answered.\n");
    builder_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(scored),
        FIXTURE_TEST(withheld),
        FIXTURE_TEST(incomplete_has_no_value),
        FIXTURE_TEST(refused_values_are_not_quoted),
        FIXTURE_TEST(as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
