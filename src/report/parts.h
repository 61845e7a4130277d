/* Inside report/: the parts of the report tree, one function a part. Each adds one element to the
 * root, or nothing when the rules withhold it or it has nothing to say. Their order here is the
 * order of report.xsd. */
#ifndef REPORT_PARTS_H
#define REPORT_PARTS_H

#include "report/facts.h"
#include "report/tree.h"

/* Of pack/questionnaire.h. */
struct band;
struct index;

struct part_writer {
    struct tree *tree;
    struct facts *facts;
    xmlNodePtr root;
    const char **action_titles; /* of the actions chosen, for the page to write on */
    size_t action_count;
};

/* An element with the section's title and its paragraphs that apply. */
xmlNodePtr parts_add_section(struct part_writer *writer, xmlNodePtr parent, const char *name,
                             enum guidance_section section);

/* All texts of that element name that apply. Returns how many. */
size_t parts_add_texts(struct part_writer *writer, xmlNodePtr parent,
                       const struct guidance_texts *texts, const char *element);

/* "2, 5": the entry's sources as they are numbered in the list of sources. */
const char *parts_source_numbers(const struct facts *facts, const struct guidance_entry *entry);

/* No rule withholds the part. */
bool parts_is_shown(const struct part_writer *writer, enum guidance_part part);

/* parts_page.c: who, first page, message, help, safety; and the words that end the report. */
void parts_add_clinic(struct part_writer *writer);
void parts_add_patient(struct part_writer *writer);
void parts_add_first_page(struct part_writer *writer);
void parts_add_safety(struct part_writer *writer);
void parts_add_remarks(struct part_writer *writer);
void parts_add_my_plan(struct part_writer *writer);
void parts_add_education(struct part_writer *writer);
void parts_add_sources(struct part_writer *writer);
void parts_add_disclaimers(struct part_writer *writer);
void parts_add_notes(struct part_writer *writer);

/* parts_actions.c */
void parts_add_actions(struct part_writer *writer);

/* parts_answers.c */
void parts_add_scores(struct part_writer *writer);
void parts_add_findings(struct part_writer *writer);
void parts_add_prompts(struct part_writer *writer);
void parts_add_lifestyle(struct part_writer *writer);
void parts_add_evaluation(struct part_writer *writer);

/* The band of a value; NULL: below all. */
const struct band *parts_find_band(const struct index *index, int32_t value);

/* parts_trend.c */
void parts_add_trend(struct part_writer *writer);

/* parts_food.c */
void parts_add_targets(struct part_writer *writer);
void parts_add_foods(struct part_writer *writer);

/* parts_plan.c */
void parts_add_plan(struct part_writer *writer);

/* parts_supplements.c */
void parts_add_supplements(struct part_writer *writer);
void parts_add_interactions(struct part_writer *writer);

/* parts_staff.c: for the clinician's page, never for the patient. */
void parts_add_decisions(struct part_writer *writer);
void parts_add_answers(struct part_writer *writer);

#endif
