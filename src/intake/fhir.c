/* FHIR R4, R4B and R5 QuestionnaireResponse. Items may lie in items and in answers, to any depth;
 * they are found by their linkId wherever they are. Narrative, display texts and FHIRPath are never
 * looked at. A modifierExtension may turn the meaning of what holds it, and the standard asks to
 * refuse what one does not understand: so we do. */
#include "intake/readers.h"

#include "base/slice.h"

#include <string.h>

#define EXTENSION_PREFIX "http://hl7.org/fhir/StructureDefinition/"

const char *fhir_value(const struct xml_node *node, const char *name) {
    struct xml_node *child = xml_first(node, name);
    return child != NULL ? xml_attribute_text(child, "value", NULL) : NULL;
}

static const char *value_or_empty(const struct xml_node *node, const char *name) {
    const char *value = fhir_value(node, name);
    return value != NULL ? value : "";
}

static bool is_weight_url(const char *url) {
    return strcmp(url, EXTENSION_PREFIX "ordinalValue") == 0 ||
           strcmp(url, EXTENSION_PREFIX "itemWeight") == 0 ||
           strcmp(url, EXTENSION_PREFIX "iso21090-CO-value") == 0;
}

/* The weight of an answer, if node (the answer or its value) holds one. */
static void read_weight(struct record *record, const struct xml_node *node, struct answer *answer) {
    for (struct xml_node *extension = xml_first(node, "extension"); extension != NULL;
         extension = xml_next(extension, "extension")) {
        const char *value = fhir_value(extension, "valueDecimal");
        if (!is_weight_url(xml_attribute_text(extension, "url", "")) || value == NULL) {
            continue;
        }
        int weight = 0;
        if (record_parse_weight(value, &weight)) {
            answer->has_weight = true;
            answer->weight = weight;
        } else {
            diag(record->diags, MESSAGE_INTAKE_WEIGHT, record_position(record, extension), NULL);
            response_note(record->arena, record->response, "weight-not-whole",
                          "The weight of an answer is not a whole number. It was not used.");
        }
    }
}

/* A coding that says something, but without a code, says it in words that are never looked at. */
static void read_coding(struct record *record, const struct xml_node *value,
                        struct answer *answer) {
    record_set_code(record, answer, value_or_empty(value, "system"), value_or_empty(value, "code"));
    if (answer->kind == ANSWER_MISSING && (value_or_empty(value, "display")[0] != '\0' ||
                                           value_or_empty(value, "system")[0] != '\0')) {
        record_set_unread(record, answer, MESSAGE_INTAKE_NO_CODE, "code-missing");
    }
}

/* A unit could make another number of it: only years, kilocalories and plain numbers are read. */
static void read_quantity(struct record *record, const struct xml_node *value,
                          struct answer *answer) {
    static const char *const units[] = {"", "1", "a", "kcal", "{score}", "year", "years"};
    const char *unit = fhir_value(value, "code");
    unit = unit != NULL ? unit : value_or_empty(value, "unit");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(units[i], unit) == 0 && xml_first(value, "comparator") == NULL) {
            record_set_decimal(record, answer, value_or_empty(value, "value"));
            return;
        }
    }
    record_set_unread(record, answer, MESSAGE_INTAKE_UNIT, "unit-not-read");
}

typedef void set_primitive(struct record *record, struct answer *answer, const char *text);

struct value_kind {
    const char *name;
    set_primitive *set;
};

static const struct value_kind value_kinds[] = {
    {"valueBoolean", record_set_boolean}, {"valueInteger", record_set_integer},
    {"valueDecimal", record_set_decimal}, {"valueDate", record_set_date},
    {"valueDateTime", record_set_date},   {"valueString", record_set_text},
    {"valueMarkdown", record_set_text},   {"valueTime", record_set_text},
    {"valueUri", record_set_text},        {"valueUrl", record_set_text},
};

/* Both names begin with "value", so mostly the next letter tells them apart. */
static bool is_value_kind(const char *name, const char *kind) {
    size_t behind = strlen("value");
    return name[behind] == kind[behind] && strcmp(name + behind, kind + behind) == 0;
}

static void read_value(struct record *record, struct xml_node *value, struct answer *answer) {
    if (is_value_kind(value->name, "valueCoding")) {
        read_coding(record, value, answer);
        return;
    }
    if (is_value_kind(value->name, "valueQuantity")) {
        read_quantity(record, value, answer);
        return;
    }
    for (size_t i = 0; i < sizeof value_kinds / sizeof value_kinds[0]; i++) {
        if (is_value_kind(value->name, value_kinds[i].name)) {
            value_kinds[i].set(record, answer, xml_attribute_text(value, "value", ""));
            return;
        }
    }
    record_set_unread(record, answer, MESSAGE_INTAKE_VALUE_KIND, "value-kind");
}

/* What an answer without value holds: items and extensions, or something that is not read. */
static bool is_silent(const struct xml_node *node) {
    static const char *const known[] = {"item", "extension"};
    for (const struct xml_node *child = node->first_child; child != NULL; child = child->next) {
        bool is_known = child->name == NULL && slice_trim(slice_from(child->text)).size_bytes == 0;
        for (size_t i = 0; i < 2 && child->name != NULL; i++) {
            is_known |= strcmp(child->name, known[i]) == 0 && strcmp(child->uri, node->uri) == 0;
        }
        if (!is_known) {
            return false;
        }
    }
    return true;
}

/* FHIR allows one value; if there are more, each is an answer. */
static void read_answer(struct record *record, struct xml_node *node, const char *key,
                        const char *parent_path) {
    struct answer *answer = NULL;
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        if (strncmp(child->name, "value", 5) == 0) {
            answer = record_add_answer(record, node, key, parent_path);
            read_weight(record, node, answer);
            read_weight(record, child, answer);
            read_value(record, child, answer);
        }
    }
    if (answer == NULL) {
        answer = record_add_answer(record, node, key, parent_path);
        if (!is_silent(node)) {
            record_set_unread(record, answer, MESSAGE_INTAKE_VALUE_KIND, "value-kind");
        }
    }
}

/* True after refusing a response that holds something which may turn its meaning. */
static bool refuse_modifier(struct record *record, const struct xml_node *node) {
    const struct xml_node *modifier = xml_first(node, "modifierExtension");
    if (modifier != NULL) {
        record_refuse(record, modifier, MESSAGE_INTAKE_MODIFIER);
    }
    return modifier != NULL;
}

/* Takes an answer that a mapping names as the patient's name, birth date or sex; true if it is no
 * answer of a questionnaire then. */
static bool take_identity(const struct record *record, struct xml_node *answer, const char *path,
                          struct identity *identity) {
    if (!identity_is_mapped(record->patient_keys, path)) {
        return false;
    }
    for (struct xml_node *child = xml_first(answer, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        const char *code =
            strcmp(child->name, "valueCoding") == 0 ? fhir_value(child, "code") : NULL;
        if (strncmp(child->name, "value", 5) == 0) {
            identity_take(identity, path,
                          code != NULL ? code : xml_attribute_text(child, "value", ""));
        }
    }
    return identity_is_personal(record->patient_keys, path);
}

/* The items right under node, which is a response, an item or an answer; the parser limits the
 * depth. */
static void read_items(struct record *record, const struct xml_node *node, const char *path,
                       struct identity *identity) {
    for (struct xml_node *item = xml_first(node, "item"); item != NULL && !record->refused;
         item = xml_next(item, "item")) {
        if (refuse_modifier(record, item)) {
            return;
        }
        const char *key = record_text(record, value_or_empty(item, "linkId"));
        if (key[0] == '\0') {
            record_refuse(record, item, MESSAGE_INTAKE_NO_ITEM);
            return;
        }
        const char *own_path =
            path[0] != '\0' ? arena_format(record->arena, "%s/%s", path, key) : key;
        for (struct xml_node *answer = xml_first(item, "answer");
             answer != NULL && !record->refused; answer = xml_next(answer, "answer")) {
            if (refuse_modifier(record, answer)) {
                return;
            }
            if (!take_identity(record, answer, own_path, identity)) {
                read_answer(record, answer, key, path);
            }
            read_items(record, answer, own_path, identity);
        }
        read_items(record, item, own_path, identity);
    }
}

static void read_status(struct record *record, const struct xml_node *node) {
    static const char *const complete[] = {"completed", "amended"};
    static const char *const in_progress[] = {"in-progress", "stopped"};
    const char *status = value_or_empty(node, "status");
    record->response->status = RESPONSE_IN_PROGRESS;
    if (strcmp(status, "entered-in-error") == 0) {
        record_refuse(record, node, MESSAGE_INTAKE_ENTERED_IN_ERROR);
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        if (strcmp(status, complete[i]) == 0) {
            record->response->status = RESPONSE_COMPLETE;
            return;
        }
        if (strcmp(status, in_progress[i]) == 0) {
            return;
        }
    }
    diag(record->diags, MESSAGE_INTAKE_STATUS, record_position(record, node), NULL);
    response_note(record->arena, record->response, "status-unknown",
                  "The form does not say whether it is finished.");
}

/* STU3 has a reference where later releases have an address. */
static const char *read_form(const struct xml_node *node) {
    const struct xml_node *form = xml_first(node, "questionnaire");
    const char *reference = form != NULL ? fhir_value(form, "reference") : NULL;
    return reference != NULL ? reference : value_or_empty(node, "questionnaire");
}

/* True after refusing a response of DSTU2, whose answers stand in groups and questions. */
static bool refuse_earlier_release(struct record *record, const struct xml_node *node) {
    const struct xml_node *group = xml_first(node, "group");
    if (group != NULL) {
        record_refuse(record, group, MESSAGE_INTAKE_RELEASE);
    }
    return group != NULL;
}

void fhir_read(struct record *record, struct xml_node *node, const struct fhir_patients *patients) {
    struct response *response = record->response;
    response->format = RESPONSE_FHIR;
    record_set_id(record, fhir_value(node, "id"), node);
    read_status(record, node);
    if (record->refused || refuse_modifier(record, node) || refuse_earlier_release(record, node)) {
        return;
    }
    record_set_form(record, read_form(node));
    record_set_authored(record, node, value_or_empty(node, "authored"));
    response->language = record_text(record, value_or_empty(node, "language"));
    fhir_read_subject(record, node, patients);
    struct identity identity = {.keys = record->patient_keys};
    read_items(record, node, "", &identity);
    identity_complete(record, node, &identity);
    record_add_patient_answers(record);
}
