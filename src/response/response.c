#include "response/response.h"

const char *const response_format_names[RESPONSE_FORMAT_COUNT + 1] = {
    [RESPONSE_NATIVE] = "native",
    [RESPONSE_FHIR] = "fhir",
    [RESPONSE_ODM] = "odm",
    [RESPONSE_OPENROSA] = "openrosa",
};

const char *const response_status_names[RESPONSE_STATUS_COUNT + 1] = {
    [RESPONSE_COMPLETE] = "complete",
    [RESPONSE_IN_PROGRESS] = "in-progress",
};

const char *const response_answer_kind_names[ANSWER_KIND_COUNT + 1] = {
    [ANSWER_MISSING] = "missing", [ANSWER_BOOLEAN] = "boolean", [ANSWER_INTEGER] = "integer",
    [ANSWER_DECIMAL] = "decimal", [ANSWER_CODE] = "code",       [ANSWER_DATE] = "date",
    [ANSWER_TEXT] = "text",
};

const char *const response_sex_names[PATIENT_SEX_COUNT + 1] = {
    [PATIENT_SEX_UNKNOWN] = "unknown",
    [PATIENT_FEMALE] = "female",
    [PATIENT_MALE] = "male",
    [PATIENT_OTHER] = "other",
};

void response_note(struct arena *arena, struct response *response, const char *id,
                   const char *text) {
    struct response_note *note = VECTOR_PUSH(arena, &response->notes);
    note->id = arena_string(arena, id);
    note->text = arena_string(arena, text);
}

static void dump_text(struct builder *out, const char *name, const char *value) {
    if (value[0] != '\0') {
        builder_format(out, " %s=\"", name);
        builder_xml(out, value);
        builder_char(out, '"');
    }
}

static void dump_date(struct builder *out, const char *name, struct date date) {
    if (date.year > 0) {
        builder_format(out, " %s=\"%04d-%02d-%02d\"", name, date.year, date.month, date.day);
    }
}

static void dump_patient(const struct patient *patient, struct builder *out) {
    builder_text(out, "  <patient");
    dump_text(out, "name", patient->name);
    dump_text(out, "identifier", patient->identifier);
    dump_date(out, "birth-date", patient->birth);
    dump_text(out, "sex", response_sex_names[patient->sex]);
    builder_text(out, "/>\n");
}

static void dump_answer(const struct answer *answer, struct builder *out) {
    builder_text(out, "  <answer");
    dump_text(out, "item", answer->key);
    dump_text(out, "path", answer->path);
    if (answer->repeat > 0) {
        builder_format(out, " repeat=\"%u\"", (unsigned)answer->repeat);
    }
    dump_text(out, "kind", response_answer_kind_names[answer->kind]);
    dump_text(out, "value", answer->raw);
    dump_text(out, "system", answer->system);
    if (answer->is_unread) {
        builder_text(out, " unread=\"yes\"");
    }
    if (answer->has_weight) {
        builder_format(out, " weight=\"%d\"", (int)answer->weight);
    }
    builder_text(out, "/>\n");
}

void response_dump(const struct response *response, struct builder *out) {
    builder_text(out, "<answers xmlns=\"urn:magreport:answers:1\"");
    dump_text(out, "id", response->id);
    dump_text(out, "format", response_format_names[response->format]);
    builder_format(out, " ordinal=\"%u\"", (unsigned)response->ordinal);
    dump_text(out, "form", response->form);
    dump_text(out, "form-version", response->form_version);
    dump_text(out, "status", response_status_names[response->status]);
    dump_date(out, "date", response->authored);
    dump_text(out, "authored", response->authored_text);
    dump_text(out, "language", response->language);
    builder_text(out, ">\n");
    dump_patient(&response->patient, out);
    for (size_t i = 0; i < response->answers.count; i++) {
        dump_answer(&response->answers.at[i], out);
    }
    for (size_t i = 0; i < response->notes.count; i++) {
        builder_text(out, "  <note");
        dump_text(out, "id", response->notes.at[i].id);
        builder_char(out, '>');
        builder_xml(out, response->notes.at[i].text);
        builder_text(out, "</note>\n");
    }
    builder_text(out, "</answers>\n");
}
