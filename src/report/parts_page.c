/* The parts about people and pages, and the words that end the report. */
#include "report/parts.h"

#include "pack/brand.h"
#include "questionnaire/assessment.h"
#include "report/condition.h"
#include "response/response.h"

#include <string.h>

#define OLDER_ADULT_YEARS 65

void parts_add_clinic(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct brand *brand = facts->inputs->brand;
    bool is_draft = brand->reviewer[0] == '\0' || brand->reviewed[0] == '\0';
    xmlNodePtr node = tree_add(writer->tree, writer->root, "clinic");
    const struct {
        const char *name, *value;
    } attributes[] = {
        {"name", brand->clinic},
        {"address", brand->address},
        {"phone", brand->phone},
        {"email", brand->email},
        {"web", brand->web},
        {"booking", brand->booking},
        {"emergency", brand->country.emergency},
        {"crisis", brand->country.crisis},
        {"reviewer", brand->reviewer},
        {"reviewed", brand->reviewed},
    };
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        tree_set(writer->tree, node, attributes[i].name, attributes[i].value);
    }
    tree_set_bool(writer->tree, node, "draft", is_draft);
    tree_set(writer->tree, node, "draft-words", is_draft ? facts_word(facts, NULL, "draft") : "");
}

/* Whom the pages speak to. Pregnancy and breastfeeding change more than age does. */
static const char *audience_of(const struct facts *facts) {
    if (facts->assessment->is_under_age) {
        return "under-age";
    }
    if (facts->stage != STAGE_NONE) {
        return life_stage_names[facts->stage];
    }
    return facts->age_years >= OLDER_ADULT_YEARS ? "older" : "adult";
}

void parts_add_patient(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct patient *patient = &facts->inputs->response->patient;
    struct tree *tree = writer->tree;
    enum patient_sex sex = patient->sex;
    if (sex == PATIENT_SEX_UNKNOWN && facts->sex != SEX_ANY && facts->stage == STAGE_NONE) {
        sex = facts->sex == SEX_FEMALE ? PATIENT_FEMALE : PATIENT_MALE;
    }
    xmlNodePtr node = tree_add(tree, writer->root, "patient");
    tree_set(tree, node, "name", patient->name);
    tree_set(tree, node, "identifier", patient->identifier);
    tree_set(tree, node, "birth",
             patient->birth.year != 0 ? date_iso(facts->arena, patient->birth) : "");
    tree_set(tree, node, "birth-words", facts_date(facts, patient->birth));
    if (facts->age_years >= 0) {
        tree_set_int(tree, node, "age", facts->age_years);
    } else {
        tree_set(tree, node, "age", "");
    }
    tree_set(tree, node, "sex", response_sex_names[sex]);
    tree_set(tree, node, "life-stage", life_stage_names[facts->stage]);
    tree_set(tree, node, "audience", audience_of(facts));
}

void parts_add_first_page(struct part_writer *writer) {
    enum guidance_kind kind = writer->facts->kind;
    enum guidance_section section =
        (enum guidance_section)((int)SECTION_PAGE_EMERGENCY + (int)kind);
    xmlNodePtr node = tree_add(writer->tree, writer->root, "first-page");
    const struct guidance_texts *texts = &writer->facts->guidance->sections[section];
    const char *title = facts_first(writer->facts, texts, "title");
    tree_set(writer->tree, node, "kind", guidance_kind_names[kind]);
    tree_set(writer->tree, node, "title", title != NULL ? title : "");
    parts_add_texts(writer, node, texts, "p");
    parts_add_texts(writer, node, texts, "step");
}

static void add_gates(struct part_writer *writer, xmlNodePtr safety) {
    const struct assessment *assessment = writer->facts->assessment;
    for (size_t i = 0; i < assessment->questionnaire->gate_count; i++) {
        const struct gate_result *result = &assessment->gates[i];
        xmlNodePtr node = tree_add(writer->tree, safety, "gate");
        const char *state = result->is_on ? "on" : result->is_open ? "open" : "off";
        tree_set(writer->tree, node, "id", result->gate->id);
        tree_set(writer->tree, node, "action", gate_action_names[result->gate->action]);
        tree_set(writer->tree, node, "state", state);
        tree_set(writer->tree, node, "name", result->gate->item->label);
    }
}

static void add_alert(struct part_writer *writer, xmlNodePtr safety,
                      const struct guidance_entry *entry) {
    const char *title = facts_fill(writer->facts, entry->title);
    if (title == NULL || facts_first(writer->facts, &entry->texts, "p") == NULL) {
        return;
    }
    xmlNodePtr node = tree_add(writer->tree, safety, "alert");
    tree_set(writer->tree, node, "id", entry->id);
    tree_set(writer->tree, node, "role", entry->role);
    tree_set_bool(writer->tree, node, "first-page", entry->is_on_first);
    tree_set(writer->tree, node, "title", title);
    parts_add_texts(writer, node, &entry->texts, "p");
}

void parts_add_safety(struct part_writer *writer) {
    static const char *const roles[] = {"urgent", "warning"};
    const struct guidance_entries *alerts = &writer->facts->guidance->lists[LIST_ALERT];
    xmlNodePtr safety = tree_add(writer->tree, writer->root, "safety");
    add_gates(writer, safety);
    for (size_t role = 0; role < 2; role++) {
        for (size_t i = 0; i < alerts->count; i++) {
            const struct guidance_entry *entry = &alerts->at[i];
            if (strcmp(entry->role, roles[role]) == 0 &&
                condition_holds(writer->facts, &entry->condition)) {
                add_alert(writer, safety, entry);
            }
        }
    }
}

/* The clinician's words, as they are: a paragraph a line. Never on the page that says only to call
 * for help. */
void parts_add_remarks(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct item_answer *answer = assessment_answer(facts->assessment, "remarks");
    if (answer->text == NULL || answer->text[0] == '\0' || facts->kind == KIND_EMERGENCY) {
        return;
    }
    xmlNodePtr node = parts_add_section(writer, writer->root, "remarks", SECTION_REMARKS);
    struct slice rest = slice_from(answer->text);
    struct slice line;
    while (slice_next(&rest, '\n', &line)) {
        line = slice_trim(line);
        if (line.size_bytes > 0) {
            const char *words = arena_copy(facts->arena, line.at, line.size_bytes);
            tree_add_text(writer->tree, node, "p", words);
        }
    }
}

void parts_add_my_plan(struct part_writer *writer) {
    if (!parts_is_shown(writer, PART_MY_PLAN)) {
        return;
    }
    const struct guidance_texts *texts = &writer->facts->guidance->sections[SECTION_MY_PLAN];
    xmlNodePtr node = parts_add_section(writer, writer->root, "my-plan", SECTION_MY_PLAN);
    tree_set(writer->tree, node, "questions-title",
             facts_word(writer->facts, NULL, "questions-title"));
    for (size_t i = 0; i < writer->action_count; i++) {
        tree_add_text(writer->tree, node, "tick", writer->action_titles[i]);
    }
    parts_add_texts(writer, node, texts, "tick");
    parts_add_texts(writer, node, texts, "question");
    parts_add_texts(writer, node, texts, "line");
}

/* The heaviest topics that apply, in their order; among equals the earlier one of the file comes
 * first. */
static size_t choose_topics(const struct facts *facts, const struct guidance_entry ***out_topics) {
    const struct guidance_entries *topics = &facts->guidance->lists[LIST_TOPIC];
    const struct guidance_entry **chosen =
        ARENA_ARRAY(facts->arena, const struct guidance_entry *, topics->count);
    int32_t *weights = ARENA_ARRAY(facts->arena, int32_t, topics->count);
    size_t count = 0;
    for (size_t i = 0; i < topics->count; i++) {
        const struct guidance_entry *topic = &topics->at[i];
        if (!condition_holds(facts, &topic->condition) ||
            facts_first(facts, &topic->texts, "p") == NULL) {
            continue;
        }
        int32_t weight = condition_weight(facts, &topic->condition, topic->weight);
        size_t at = count++;
        for (; at > 0 && weights[at - 1] < weight; at--) {
            weights[at] = weights[at - 1];
            chosen[at] = chosen[at - 1];
        }
        weights[at] = weight;
        chosen[at] = topic;
    }
    *out_topics = chosen;
    return count < facts->guidance->topic_count ? count : facts->guidance->topic_count;
}

void parts_add_education(struct part_writer *writer) {
    if (!parts_is_shown(writer, PART_EDUCATION)) {
        return;
    }
    const struct guidance_entry **topics = NULL;
    size_t count = choose_topics(writer->facts, &topics);
    if (count == 0) {
        return;
    }
    xmlNodePtr education = parts_add_section(writer, writer->root, "education", SECTION_EDUCATION);
    for (size_t i = 0; i < count; i++) {
        xmlNodePtr node = tree_add(writer->tree, education, "topic");
        tree_set(writer->tree, node, "id", topics[i]->id);
        tree_set(writer->tree, node, "part", topics[i]->part);
        tree_set(writer->tree, node, "title", topics[i]->title);
        tree_set(writer->tree, node, "sources", parts_source_numbers(writer->facts, topics[i]));
        parts_add_texts(writer, node, &topics[i]->texts, "p");
        parts_add_texts(writer, node, &topics[i]->texts, "tip");
    }
}

void parts_add_sources(struct part_writer *writer) {
    const struct guidance *guidance = writer->facts->guidance;
    if (!parts_is_shown(writer, PART_SOURCES) || guidance->source_count == 0) {
        return;
    }
    xmlNodePtr sources = parts_add_section(writer, writer->root, "sources", SECTION_SOURCES);
    for (size_t i = 0; i < guidance->source_count; i++) {
        xmlNodePtr node =
            tree_add_text(writer->tree, sources, "source", guidance->sources[i].words);
        tree_set_int(writer->tree, node, "n", (int64_t)i + 1);
    }
}

void parts_add_disclaimers(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct guidance_texts *texts = &facts->guidance->sections[SECTION_DISCLAIMERS];
    xmlNodePtr disclaimers =
        parts_add_section(writer, writer->root, "disclaimers", SECTION_DISCLAIMERS);
    tree_set(writer->tree, disclaimers, "short", facts_word(facts, NULL, "disclaimer-short"));
    for (size_t i = 0; i < texts->count; i++) {
        const struct guidance_text *text = &texts->at[i];
        const char *words =
            strcmp(text->element, "disclaimer") == 0 ? facts_text(facts, text) : NULL;
        if (words != NULL) {
            xmlNodePtr node = tree_add_text(writer->tree, disclaimers, "disclaimer", words);
            tree_set(writer->tree, node, "id", text->id);
        }
    }
}

static void add_note(struct part_writer *writer, xmlNodePtr *notes, const char *id,
                     const char *text) {
    if (*notes == NULL) {
        *notes = tree_add(writer->tree, writer->root, "notes");
    }
    xmlNodePtr node = tree_add_text(writer->tree, *notes, "note", text);
    tree_set(writer->tree, node, "id", id);
}

void parts_add_notes(struct part_writer *writer) {
    const struct assessment *assessment = writer->facts->assessment;
    const struct response *response = writer->facts->inputs->response;
    xmlNodePtr notes = NULL;
    for (size_t i = 0; i < assessment->notes.count; i++) {
        add_note(writer, &notes, assessment->notes.at[i].id, assessment->notes.at[i].text);
    }
    for (size_t i = 0; i < response->notes.count; i++) {
        add_note(writer, &notes, response->notes.at[i].id, response->notes.at[i].text);
    }
}
