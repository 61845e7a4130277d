/* One adult with all gates answered no, changed answer by answer, and the facts about that person.
 */
#ifndef TESTS_REPORT_FIXTURE_H
#define TESTS_REPORT_FIXTURE_H

#include "pack/brand.h"
#include "pack/files.h"
#include "questionnaire/assessment.h"
#include "report/facts.h"
#include "response/response.h"
#include "unit/pack/embedded_knowledge.h"
#include "unit/unit.h"

struct fixture {
    struct arena *arena;
    struct diags *diags;
    const struct questionnaire *questionnaire;
    struct response response;
    struct brand brand;
    struct report_options options;
    struct report_inputs inputs;
};

static inline struct answer *fixture_add(struct fixture *fixture, const char *key) {
    struct answer *answer = VECTOR_PUSH(fixture->arena, &fixture->response.answers);
    *answer = (struct answer){.path = key, .key = key, .raw = "", .code = "", .system = ""};
    return answer;
}

/* Replaces an answer of the base person, or adds one. */
static inline void fixture_int(struct fixture *fixture, const char *key, int value) {
    struct answer *answer = NULL;
    for (size_t i = 0; i < fixture->response.answers.count; i++) {
        if (strcmp(fixture->response.answers.at[i].key, key) == 0) {
            answer = &fixture->response.answers.at[i];
        }
    }
    answer = answer != NULL ? answer : fixture_add(fixture, key);
    answer->kind = ANSWER_INTEGER;
    answer->integer = value;
    answer->raw = arena_format(fixture->arena, "%d", value);
}

static inline void fixture_drop(struct fixture *fixture, const char *key) {
    for (size_t i = 0; i < fixture->response.answers.count; i++) {
        if (strcmp(fixture->response.answers.at[i].key, key) == 0) {
            fixture->response.answers.at[i].kind = ANSWER_MISSING;
            fixture->response.answers.at[i].raw = "";
        }
    }
}

static inline void fixture_code(struct fixture *fixture, const char *key, const char *code) {
    struct answer *answer = fixture_add(fixture, key);
    answer->kind = ANSWER_CODE;
    answer->code = code;
    answer->raw = code;
}

static inline int fixture_begin(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->diags = diags_new();
    fixture->questionnaire =
        questionnaire_load(fixture->arena, "questionnaire.xml",
                           embedded_bytes("magnesium/questionnaire.xml"), fixture->diags);
    fixture->brand = (struct brand){.variant = "",
                                    .clinic = "Test Clinic",
                                    .address = "",
                                    .phone = "",
                                    .email = "",
                                    .web = "",
                                    .booking = "",
                                    .reviewer = "",
                                    .reviewed = "",
                                    .country = {.code = "US",
                                                .emergency = "911",
                                                .crisis = "call or text 988",
                                                .standard = "us",
                                                .paper = "letter",
                                                .supplement_notice = ""}};
    fixture->options =
        (struct report_options){.standard = STANDARD_US, .date = {2026, 11, 20}, .language = "en"};
    fixture->response.id = "r1";
    fixture->response.form = "";
    fixture->response.patient = (struct patient){.name = "", .identifier = ""};
    fixture->inputs.guidance = guidance_load(
        fixture->arena, "guidance.xml", embedded_bytes("magnesium/guidance.xml"), fixture->diags);
    fixture->inputs.knowledge = embedded_knowledge(fixture->arena, fixture->diags);
    for (size_t i = 0; fixture->questionnaire != NULL && i < fixture->questionnaire->item_count;
         i++) {
        const struct item *item = &fixture->questionnaire->items[i];
        if (item->kind == ITEM_SCALE) {
            fixture_int(fixture, item->id, 0);
        }
    }
    fixture_int(fixture, "age", 40);
    *state = fixture;
    diags_print(fixture->diags, stderr);
    return diags_count(fixture->diags, DIAG_ERROR) > 0 ? -1 : 0;
}

static inline int fixture_end(void **state) {
    struct fixture *fixture = *state;
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static inline const struct report_inputs *fixture_inputs(struct fixture *fixture) {
    fixture->inputs.brand = &fixture->brand;
    fixture->inputs.response = &fixture->response;
    fixture->inputs.options = &fixture->options;
    fixture->inputs.pack_version = "1";
    fixture->inputs.assessment =
        assessment_build(fixture->arena, fixture->questionnaire, &fixture->response);
    return &fixture->inputs;
}

static inline struct facts *fixture_facts(struct fixture *fixture) {
    return facts_build(fixture->arena, fixture_inputs(fixture));
}

#define FIXTURE_TEST(function) cmocka_unit_test_setup_teardown(function, fixture_begin, fixture_end)

#endif
