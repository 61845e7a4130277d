/* What came out at earlier visits of the same person, beside this one. Who is the same person was
 * decided before (questionnaire/visit.h). Nothing is said where this visit gives no value: a chart
 * of old results alone would read like an answer to this form. */
#include "report/parts.h"

#include "questionnaire/assessment.h"
#include "questionnaire/visit.h"

#define VISITS_MOST 24 /* this one included */
#define VISITS_RECENT 6

/* The visits that the part is about. */
struct trend {
    const struct visit *earlier;
    size_t count;
    struct visit now;
};

static const struct visit *visit_at(const struct trend *trend, size_t number) {
    return number < trend->count ? &trend->earlier[number] : &trend->now;
}

static size_t count_indices(const struct questionnaire *questionnaire) {
    return questionnaire->index_count < VISIT_INDICES ? questionnaire->index_count : VISIT_INDICES;
}

/* The value of an index at the last visit before this one that has one; -1: none. */
static int32_t value_before(const struct trend *trend, size_t number, size_t index) {
    int32_t value = -1;
    while (number > 0 && value < 0) {
        value = trend->earlier[--number].values[index];
    }
    return value;
}

static void add_values(struct part_writer *writer, xmlNodePtr node, const struct trend *trend,
                       size_t number) {
    const struct questionnaire *questionnaire = writer->facts->assessment->questionnaire;
    for (size_t i = 0; i < count_indices(questionnaire); i++) {
        const struct index *index = &questionnaire->indices[i];
        int32_t value = visit_at(trend, number)->values[i];
        int32_t before = value_before(trend, number, i);
        const struct band *band = parts_find_band(index, value);
        if (value < 0 || band == NULL) {
            continue;
        }
        xmlNodePtr point = tree_add(writer->tree, node, "value");
        tree_set(writer->tree, point, "index", index->id);
        tree_set(writer->tree, point, "title", index->title);
        tree_set_int(writer->tree, point, "value", value);
        tree_set(writer->tree, point, "band", band->id);
        tree_set(writer->tree, point, "label", band->label);
        if (before >= 0) {
            tree_set_int(writer->tree, point, "by", value - before);
        }
    }
}

static void add_visit(struct part_writer *writer, xmlNodePtr part, const struct trend *trend,
                      size_t number) {
    struct date date = visit_date(visit_at(trend, number)->day);
    xmlNodePtr node = tree_add(writer->tree, part, "visit");
    tree_set(writer->tree, node, "date", date_iso(writer->facts->arena, date));
    tree_set(writer->tree, node, "date-words", facts_date(writer->facts, date));
    tree_set_bool(writer->tree, node, "now", number == trend->count);
    tree_set_bool(writer->tree, node, "recent", number + VISITS_RECENT > trend->count);
    add_values(writer, node, trend, number);
}

void parts_add_trend(struct part_writer *writer) {
    const struct facts *facts = writer->facts;
    const struct visits *earlier = facts->inputs->earlier;
    struct trend trend = {.count = 0};
    if (earlier == NULL || earlier->count == 0 || !parts_is_shown(writer, PART_SCORES) ||
        facts->guidance->sections[SECTION_TREND].count == 0) {
        return;
    }
    visit_build(facts->inputs->response, facts->assessment, &trend.now);
    if (!trend.now.is_point) {
        return;
    }
    trend.count = earlier->count < VISITS_MOST - 1 ? earlier->count : VISITS_MOST - 1;
    trend.earlier = &earlier->at[earlier->count - trend.count];
    xmlNodePtr part = parts_add_section(writer, writer->root, "trend", SECTION_TREND);
    bool has_older = earlier->count >= VISITS_RECENT;
    tree_set_int(writer->tree, part, "earlier", (int64_t)earlier->count);
    tree_set(writer->tree, part, "marks-words", facts_word(facts, NULL, "trend-marks"));
    tree_set(writer->tree, part, "recent-words",
             has_older ? facts_word(facts, NULL, "trend-recent") : "");
    for (size_t i = 0; i <= trend.count; i++) {
        add_visit(writer, part, &trend, i);
    }
}
