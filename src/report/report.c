#include "report/report.h"

#include "base/memory.h"
#include "pack/brand.h"
#include "questionnaire/assessment.h"
#include "report/parts.h"
#include "response/response.h"

#include <string.h>

xmlNodePtr parts_add_section(struct part_writer *writer, xmlNodePtr parent, const char *name,
                             enum guidance_section section) {
    const struct guidance_texts *texts = &writer->facts->guidance->sections[section];
    const char *title = facts_first(writer->facts, texts, "title");
    xmlNodePtr node = tree_add(writer->tree, parent, name);
    tree_set(writer->tree, node, "title", title != NULL ? title : "");
    parts_add_texts(writer, node, texts, "p");
    return node;
}

size_t parts_add_texts(struct part_writer *writer, xmlNodePtr parent,
                       const struct guidance_texts *texts, const char *element) {
    size_t count = 0;
    for (size_t i = 0; i < texts->count; i++) {
        const struct guidance_text *text = &texts->at[i];
        bool is_wanted = strcmp(text->element, element) == 0;
        const char *words = is_wanted ? facts_text(writer->facts, text) : NULL;
        if (words != NULL) {
            tree_add_text(writer->tree, parent, element, words);
            count++;
        }
    }
    return count;
}

bool parts_is_shown(const struct part_writer *writer, enum guidance_part part) {
    return writer->facts->withheld[part] == NULL;
}

const char *parts_source_numbers(const struct facts *facts, const struct guidance_entry *entry) {
    const char *numbers = "";
    for (size_t i = 0; i < entry->source_count; i++) {
        numbers = arena_format(facts->arena, "%s%s%zu", numbers, i > 0 ? ", " : "",
                               entry->sources[i] + 1);
    }
    return numbers;
}

static void add_root(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct report_inputs *inputs = facts->inputs;
    struct tree *tree = writer->tree;
    xmlNodePtr root = tree_add(tree, NULL, "report");
    writer->root = root;
    tree_set(tree, root, "version", "1");
    tree_set(tree, root, "title", facts_word(facts, NULL, "document-title"));
    tree_set(tree, root, "language", inputs->options->language);
    struct date date = inputs->options->date;
    tree_set(tree, root, "date", date.year != 0 ? date_iso(facts->arena, date) : "");
    tree_set(tree, root, "date-words", facts_date(facts, date));
    tree_set(tree, root, "paper", inputs->brand->country.paper);
    tree_set(tree, root, "variant", inputs->brand->variant);
    tree_set(tree, root, "country", inputs->brand->country.code);
    tree_set(tree, root, "response", inputs->response->id);
    tree_set(tree, root, "questionnaire", inputs->assessment->questionnaire->id);
    tree_set(tree, root, "pack-version", inputs->pack_version);
    tree_set(tree, root, "data-date", inputs->guidance->data_date);
    tree_set(tree, root, "status", assessment_status_names[inputs->assessment->status]);
}

/* In the order of report.xsd. */
static void add_parts(struct part_writer *writer) {
    parts_add_clinic(writer);
    parts_add_patient(writer);
    parts_add_first_page(writer);
    parts_add_section(writer, writer->root, "message", SECTION_MESSAGE);
    parts_add_section(writer, writer->root, "help", SECTION_HELP);
    parts_add_safety(writer);
    parts_add_actions(writer);
    parts_add_scores(writer);
    parts_add_trend(writer);
    parts_add_findings(writer);
    parts_add_prompts(writer);
    parts_add_lifestyle(writer);
    parts_add_evaluation(writer);
    parts_add_targets(writer);
    parts_add_plan(writer);
    parts_add_foods(writer);
    parts_add_supplements(writer);
    parts_add_interactions(writer);
    parts_add_remarks(writer);
    parts_add_my_plan(writer);
    parts_add_education(writer);
    parts_add_sources(writer);
    parts_add_disclaimers(writer);
    parts_add_decisions(writer);
    parts_add_answers(writer);
    parts_add_notes(writer);
}

xmlDocPtr report_build(struct arena *arena, const struct report_inputs *inputs,
                       struct diags *diags) {
    (void)diags; /* what guidance lacks is reported when the pack is loaded */
    struct tree tree = tree_new(arena);
    struct part_writer writer = {.tree = &tree, .facts = facts_build(arena, inputs)};
    add_root(&writer);
    add_parts(&writer);
    return tree.document;
}

void report_dump(xmlDocPtr report, struct builder *out) {
    xmlChar *text = NULL;
    int size_bytes = 0;
    xmlDocDumpFormatMemoryEnc(report, &text, &size_bytes, "UTF-8", 1);
    if (text == NULL) {
        memory_exhausted();
    }
    builder_add(out, text, (size_t)size_bytes);
    xmlFree(text);
}
