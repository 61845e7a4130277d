#include "unit/unit.h"

#include "response/response.h"
#include "xml/xml.h"

static void names_have_no_gap(void **state) {
    (void)state;
    const char *const *const lists[] = {response_format_names, response_status_names,
                                        response_answer_kind_names, response_sex_names};
    static const size_t counts[] = {RESPONSE_FORMAT_COUNT, RESPONSE_STATUS_COUNT, ANSWER_KIND_COUNT,
                                    PATIENT_SEX_COUNT};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (size_t j = 0; j < counts[i]; j++) {
            assert_non_null(lists[i][j]);
        }
        assert_null(lists[i][counts[i]]);
    }
}

static void dump_is_exact(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct response response = {
        .id = "a<b",
        .format = RESPONSE_FHIR,
        .ordinal = 3,
        .form = "urn:f",
        .form_version = "2",
        .status = RESPONSE_IN_PROGRESS,
        .authored = {2026, 1, 2},
        .authored_text = "2026-01-02T03:04",
        .language = "en",
        .patient = {.name = "A \"B\" & C",
                    .identifier = "7",
                    .birth = {1958, 3, 14},
                    .sex = PATIENT_FEMALE},
    };
    *VECTOR_PUSH(arena, &response.answers) = (struct answer){.path = "p/k",
                                                             .key = "k",
                                                             .repeat = 1,
                                                             .kind = ANSWER_CODE,
                                                             .raw = "c",
                                                             .code = "c",
                                                             .system = "urn:s",
                                                             .has_weight = true,
                                                             .weight = -4};
    *VECTOR_PUSH(arena, &response.answers) =
        (struct answer){.path = "q", .key = "q", .raw = "", .code = "", .system = ""};
    response_note(arena, &response, "note", "x > y");
    struct builder out = {0};
    response_dump(&response, &out);
    assert_string_equal(
        out.at,
        "<answers xmlns=\"urn:magreport:answers:1\" id=\"a&lt;b\" format=\"fhir\" ordinal=\"3\""
        " form=\"urn:f\" form-version=\"2\" status=\"in-progress\" date=\"2026-01-02\""
        " authored=\"2026-01-02T03:04\" language=\"en\">\n"
        "  <patient name=\"A &quot;B&quot; &amp; C\" identifier=\"7\" birth-date=\"1958-03-14\""
        " sex=\"female\"/>\n"
        "  <answer item=\"k\" path=\"p/k\" repeat=\"1\" kind=\"code\" value=\"c\" system=\"urn:s\""
        " weight=\"-4\"/>\n"
        "  <answer item=\"q\" path=\"q\" kind=\"missing\"/>\n"
        "  <note id=\"note\">x &gt; y</note>\n"
        "</answers>\n");
    builder_free(&out);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_have_no_gap),
        cmocka_unit_test(dump_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
