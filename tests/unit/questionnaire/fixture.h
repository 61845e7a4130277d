/* A small questionnaire, and responses made answer by answer. */
#ifndef TESTS_QUESTIONNAIRE_FIXTURE_H
#define TESTS_QUESTIONNAIRE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/builder.h"
#include "questionnaire/assessment.h"

/* Two indices of percent with a table of groups, a gate of each power that matters, every kind of
 * item. */
static const char fixture_text[] =
    "<questionnaire xmlns='urn:magreport:questionnaire:1' version='1' id='small' edition='3'"
    " url='urn:test:small' unsure='unsure'>"
    "<title>Small</title>"
    "<age item='age' minimum='18'><cause items='conditions' options='child'/></age>"
    "<scale id='four'><option id='0' value='0'>a</option><option id='1' value='1'>b</option>"
    "<option id='2' value='2'>c</option>"
    "<option id='3' value='3'>d<alias system='urn:s' key='top'/><alias key='max'/></option></scale>"
    "<scale id='yn'><option id='0' value='0'>No<alias system='urn:s' key='top'/></option>"
    "<option id='1' value='1'>Yes</option>"
    "<option id='perhaps' missing='yes'>Not sure</option></scale>"
    "<choices id='stage'><option id='none'>None</option><option id='pregnant'>P</option></choices>"
    "<choices id='ills'><option id='none'>None</option><option id='child'>C</option>"
    "<option id='kidney'>K</option><options first='X08' last='X11'/></choices>"
    "<choices id='may'><option id='no'>No<alias key='false'/></option>"
    "<option id='yes'>Yes<alias key='true'/></option></choices>"
    "<index id='left' title='L' method='percent' minimum-answered='70' minimum-domain='50'>"
    "<band id='low' label='few' from='0'/><band id='many' label='many' from='50'/>"
    "<domain id='D1' title='One'><item id='a' scale='four' label='A'>a?</item>"
    "<item id='b' scale='four' label='B' weight='2'>b?<alias key='page/other'/></item></domain>"
    "<domain id='D2' title='Two'><item id='c' scale='four' label='C'>c?</item>"
    "<item id='d' scale='yn' label='D' weight='6'>d?</item></domain></index>"
    "<index id='right' title='R' method='percent' minimum-answered='50' minimum-domain='50'>"
    "<extra item='age' from='65' points='4' max='4'/>"
    "<band id='low' label='few' from='0'/><band id='many' label='many' from='50'/>"
    "<domain id='D3' title='Three'><item id='e' scale='yn' label='E' weight='6'>e?</item>"
    "<item id='f' scale='four' label='F' weight='0'>f?</item></domain></index>"
    "<groups><group id='A' title='Fine'><cell bands='low low'/></group>"
    "<group id='C' title='Talk'><cell bands='low many'/><cell bands='many low'/></group>"
    "<group id='D' title='Book'><cell bands='many many'/></group></groups>"
    "<gates><gate id='G1' scale='yn' label='Kidney' action='stop-supplement'>k?"
    "<cause items='conditions' options='kidney'/></gate>"
    "<gate id='G2' scale='yn' label='Mother' action='modify'>m?"
    "<cause items='stage' options='pregnant'/></gate>"
    "<gate id='G3' scale='yn' label='Help' action='emergency'>h?</gate>"
    "<gate id='G4' scale='yn' label='List' action='modify'>l?<cause items='conditions'/></gate>"
    "<gate id='G5' scale='yn' label='Other' action='stop-supplement'>o?</gate></gates>"
    "<further><item id='age' kind='number' low='0' high='130' label='Age'>age?</item>"
    "<item id='stage' kind='choice' scale='stage' label='Stage'>stage?</item>"
    "<item id='conditions' kind='choice' scale='ills' repeats='yes' label='Ills'>ills?</item>"
    "<item id='may' kind='choice' scale='may' label='May'>may?</item>"
    "<item id='word' kind='text' label='Word'>word?</item>"
    "<item id='remarks' kind='text' repeats='yes' label='Remarks'>say</item></further>"
    "</questionnaire>";

struct fixture {
    struct arena *arena;
    struct diags *diags;
    struct questionnaire *questionnaire;
    struct response response;
};

static inline int fixture_begin(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    fixture->diags = diags_new();
    fixture->questionnaire =
        questionnaire_load(fixture->arena, "small.xml", slice_from(fixture_text), fixture->diags);
    diags_print(fixture->diags, stderr);
    fixture->response.id = "r1";
    fixture->response.form = "";
    *state = fixture;
    return fixture->questionnaire == NULL ? -1 : 0;
}

static inline int fixture_end(void **state) {
    struct fixture *fixture = *state;
    diags_free(fixture->diags);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static inline struct answer *fixture_add(struct fixture *fixture, const char *key,
                                         enum answer_kind kind, const char *raw) {
    struct answer *answer = VECTOR_PUSH(fixture->arena, &fixture->response.answers);
    *answer = (struct answer){
        .path = key, .key = key, .kind = kind, .raw = raw, .code = "", .system = ""};
    return answer;
}

static inline void fixture_add_int(struct fixture *fixture, const char *key, int value) {
    fixture_add(fixture, key, ANSWER_INTEGER, arena_format(fixture->arena, "%d", value))->integer =
        value;
}

static inline void fixture_add_code(struct fixture *fixture, const char *key, const char *system,
                                    const char *code) {
    struct answer *answer = fixture_add(fixture, key, ANSWER_CODE, code);
    answer->code = code;
    answer->system = system;
}

/* All scored items, in the order a b c d e f. */
static inline void fixture_add_all(struct fixture *fixture, const int values[6]) {
    static const char *const keys[] = {"a", "b", "c", "d", "e", "f"};
    for (size_t i = 0; i < 6; i++) {
        fixture_add_int(fixture, keys[i], values[i]);
    }
}

static inline const struct assessment *fixture_assess(struct fixture *fixture) {
    return assessment_build(fixture->arena, fixture->questionnaire, &fixture->response);
}

static inline const char *fixture_note(const struct assessment *assessment, const char *id) {
    for (size_t i = 0; i < assessment->notes.count; i++) {
        if (strcmp(assessment->notes.at[i].id, id) == 0) {
            return assessment->notes.at[i].text;
        }
    }
    return NULL;
}

#define FIXTURE_TEST(function) cmocka_unit_test_setup_teardown(function, fixture_begin, fixture_end)

#endif
