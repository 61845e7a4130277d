/* An assessment as XML, for machines, and as text, for people at a terminal. */
#include "questionnaire/assessment.h"

static void write_attribute(struct builder *out, const char *name, const char *value) {
    builder_format(out, " %s=\"", name);
    builder_xml(out, value);
    builder_char(out, '"');
}

static void write_number(struct builder *out, const char *name, int32_t value) {
    builder_format(out, " %s=\"%d\"", name, (int)value);
}

static void write_index(struct builder *out, const struct index_score *score) {
    builder_text(out, "    <index");
    write_attribute(out, "id", score->index->id);
    write_number(out, "points", score->points);
    write_number(out, "max", score->max);
    if (score->has_value) {
        write_number(out, "value", score->value);
    }
    write_number(out, "answered", score->answered);
    write_number(out, "items", score->items);
    if (score->band != NULL) {
        write_attribute(out, "band", score->band->id);
    }
    builder_text(out, "/>\n");
}

static void write_domain(struct builder *out, const struct domain_score *score) {
    builder_text(out, "    <domain");
    write_attribute(out, "id", score->domain->id);
    write_number(out, "points", score->points);
    write_number(out, "max", score->max);
    write_number(out, "share", score->share);
    write_number(out, "answered", score->answered);
    write_number(out, "items", score->items);
    builder_text(out, "/>\n");
}

static void write_gate(struct builder *out, const struct gate *gate) {
    builder_text(out, "    <gate");
    write_attribute(out, "id", gate->id);
    write_attribute(out, "action", gate_action_names[gate->action]);
    builder_text(out, "/>\n");
}

/* Calls write for each gate that is on, by power, then as listed. */
static void write_gates(const struct assessment *assessment, struct builder *out,
                        void (*write)(struct builder *out, const struct gate *gate)) {
    for (enum gate_action action = 0; action < GATE_NONE; action++) {
        for (size_t i = 0; i < assessment->questionnaire->gate_count; i++) {
            const struct gate_result *result = &assessment->gates[i];
            if (result->is_on && result->gate->action == action) {
                write(out, result->gate);
            }
        }
    }
}

void assessment_write_xml(const struct assessment *assessment, struct builder *out) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    bool scores = assessment->status != ASSESSMENT_WITHHELD;
    builder_text(out, "  <assessment");
    write_attribute(out, "response", assessment->response_id);
    write_attribute(out, "questionnaire", questionnaire->id);
    write_attribute(out, "version", questionnaire->version);
    write_attribute(out, "status", assessment_status_names[assessment->status]);
    builder_text(out, ">\n");
    for (size_t i = 0; scores && i < questionnaire->index_count; i++) {
        write_index(out, &assessment->indices[i]);
    }
    for (size_t i = 0; scores && i < questionnaire->domain_count; i++) {
        write_domain(out, &assessment->domains[i]);
    }
    write_gates(assessment, out, write_gate);
    if (assessment->group != NULL) {
        builder_text(out, "    <group");
        write_attribute(out, "id", assessment->group->id);
        builder_text(out, "/>\n");
    }
    for (size_t i = 0; i < assessment->notes.count; i++) {
        builder_text(out, "    <note");
        write_attribute(out, "id", assessment->notes.at[i].id);
        builder_char(out, '>');
        builder_xml(out, assessment->notes.at[i].text);
        builder_text(out, "</note>\n");
    }
    builder_text(out, "  </assessment>\n");
}

static void write_cleaned(struct builder *out, const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        bool is_control = (unsigned char)*at < ' ' || *at == 0x7F;
        builder_char(out, is_control ? ' ' : *at);
    }
}

static void write_gate_id(struct builder *out, const struct gate *gate) {
    builder_text(out, out->at[out->size_bytes - 1] == '\t' ? "" : " ");
    builder_text(out, gate->id);
}

void assessment_write_line(const struct assessment *assessment, uint32_t ordinal,
                           struct builder *out) {
    builder_int(out, ordinal);
    builder_char(out, '\t');
    write_cleaned(out, assessment->response_id);
    builder_format(out, "\t%s", assessment_status_names[assessment->status]);
    for (size_t i = 0; i < assessment->questionnaire->index_count; i++) {
        const struct index_score *score = &assessment->indices[i];
        builder_char(out, '\t');
        if (score->has_value) {
            builder_int(out, score->value);
        }
        builder_format(out, "\t%s", score->band != NULL ? score->band->id : "");
    }
    builder_format(out, "\t%s\t", assessment->group != NULL ? assessment->group->id : "");
    write_gates(assessment, out, write_gate_id);
    builder_char(out, '\n');
}

static void write_index_text(struct builder *out, const struct index_score *score) {
    builder_format(out, "  index %s: ", score->index->id);
    if (score->has_value) {
        builder_format(out, "%d", (int)score->value);
    } else {
        builder_text(out, "not enough answers");
    }
    if (score->band != NULL) {
        builder_format(out, ", %s", score->band->label);
    }
    builder_format(out, " (%d of %d points, %d of %d answered)\n", (int)score->points,
                   (int)score->max, (int)score->answered, (int)score->items);
}

static void write_domain_text(struct builder *out, const struct domain_score *score) {
    builder_format(out, "  domain %s: %d%% (%d of %d points, %d of %d answered) %s\n",
                   score->domain->id, (int)score->share, (int)score->points, (int)score->max,
                   (int)score->answered, (int)score->items, score->domain->title);
}

static void write_gate_text(struct builder *out, const struct gate *gate) {
    builder_format(out, "  gate %s: %s, %s\n", gate->id, gate_action_names[gate->action],
                   gate->item->label);
}

void assessment_write_text(const struct assessment *assessment, struct builder *out) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    bool scores = assessment->status != ASSESSMENT_WITHHELD;
    builder_format(out, "response %s: %s (%s %s)\n", assessment->response_id,
                   assessment_status_names[assessment->status], questionnaire->id,
                   questionnaire->version);
    for (size_t i = 0; scores && i < questionnaire->index_count; i++) {
        write_index_text(out, &assessment->indices[i]);
    }
    for (size_t i = 0; scores && i < questionnaire->domain_count; i++) {
        write_domain_text(out, &assessment->domains[i]);
    }
    write_gates(assessment, out, write_gate_text);
    if (assessment->group != NULL) {
        builder_format(out, "  group %s: %s\n", assessment->group->id, assessment->group->title);
    }
    for (size_t i = 0; i < assessment->notes.count; i++) {
        builder_format(out, "  note %s: %s\n", assessment->notes.at[i].id,
                       assessment->notes.at[i].text);
    }
}
