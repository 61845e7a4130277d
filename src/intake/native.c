/* Our own format. Because it is ours, an element or attribute that is not known is a slip of
 * whoever wrote the file, and what stands in it would be lost. Where that could be an answer, or
 * who the patient is, the response is refused: a handout for "no allergies" is worse than none.
 * What lies in a namespace of its own is somebody's extension and only reported. */
#include "intake/readers.h"

#include <string.h>

/* Its name is not quoted: whoever wrote it may have put a person's name there. */
static void take_unknown_element(struct record *record, const struct xml_node *node,
                                 const char *const *known) {
    const char *nearest = ids_nearest_of(known, node->name);
    bool is_extension = node->uri[0] != '\0' && strcmp(node->uri, NATIVE_NAMESPACE) != 0;
    if (is_extension && nearest == NULL) {
        diag(record->diags, MESSAGE_INTAKE_ELEMENT, record_position(record, node), NULL);
        return;
    }
    record->refused = true;
    diag(record->diags, MESSAGE_INTAKE_LOST_ELEMENT, record_position(record, node),
         ARGS(is_extension ? NULL : nearest));
}

/* Attributes that nobody asked for. Their names are not quoted: a quote in a patient's name makes
 * attributes of what follows it. With a list of what is known, the response is refused. */
static void take_unknown_attributes(struct record *record, const struct xml_node *node,
                                    const char *const *known) {
    for (size_t i = 0; i < node->attribute_count; i++) {
        const struct xml_attribute *attribute = &node->attributes[i];
        if (attribute->used || attribute->uri[0] != '\0') {
            continue;
        }
        struct xml_node at = {.line = attribute->line, .column = attribute->column};
        struct position place = record_position(record, &at);
        if (known == NULL) {
            diag(record->diags, MESSAGE_INTAKE_ATTRIBUTE, place, ARGS(node->name));
        } else {
            record->refused = true;
            diag(record->diags, MESSAGE_INTAKE_LOST_ATTRIBUTE, place,
                 ARGS(node->name, ids_nearest_of(known, attribute->name)));
        }
    }
}

/* The index of the attribute's value in names; fallback after reporting if it is none of them, or
 * if it is missing. */
static int read_choice(struct record *record, struct xml_node *node, const char *name,
                       const char *const *names, int fallback) {
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    if (attribute == NULL || attribute->value[0] == '\0') {
        return fallback;
    }
    const char *value = record_text(record, attribute->value);
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], value) == 0) {
            return i;
        }
    }
    struct xml_node place = {.line = attribute->line, .column = attribute->column};
    diag(record->diags, MESSAGE_INTAKE_CHOICE, record_position(record, &place),
         ARGS(node->name, name));
    return fallback;
}

static void read_patient(struct record *record, struct xml_node *node,
                         const char **out_life_stage) {
    static const char *const attributes[] = {"name", "identifier", "birth-date",
                                             "sex",  "life-stage", NULL};
    struct patient *patient = &record->response->patient;
    patient->name = record_text(record, xml_attribute_text(node, "name", ""));
    patient->identifier = record_text(record, xml_attribute_text(node, "identifier", ""));
    patient->identifier_system = NATIVE_NAMESPACE; /* the clinic's own numbers */
    record_set_birth(record, node, xml_attribute_text(node, "birth-date", ""));
    patient->sex =
        (enum patient_sex)read_choice(record, node, "sex", response_sex_names, PATIENT_SEX_UNKNOWN);
    *out_life_stage = xml_attribute_text(node, "life-stage", "");
    take_unknown_attributes(record, node, attributes);
    for (const struct xml_node *child = node->first_child; child != NULL; child = child->next) {
        if (child->name != NULL) {
            take_unknown_element(record, child, (const char *const[]){NULL});
        }
    }
}

/* The value as an attribute, read by its look, or free text as content. */
static void read_answer(struct record *record, struct xml_node *node) {
    static const char *const attributes[] = {"item", "value", NULL};
    const char *key = record_text(record, xml_attribute_text(node, "item", ""));
    const char *value = xml_attribute_text(node, "value", NULL);
    take_unknown_attributes(record, node, attributes);
    if (key[0] == '\0') {
        record_refuse(record, node, MESSAGE_INTAKE_NO_ITEM);
        return;
    }
    struct answer *answer = record_add_answer(record, node, key, "");
    const char *text = xml_text(record->arena, node);
    if (xml_has_element(node)) {
        record_set_unread(record, answer, MESSAGE_INTAKE_VALUE_KIND, "value-kind");
        return;
    }
    if (value != NULL) {
        record_set_by_look(record, answer, value);
    }
    if (value != NULL && text[0] != '\0') { /* says two things: neither may be lost */
        answer = record_add_answer(record, node, key, "");
    }
    if (value == NULL || text[0] != '\0') {
        record_set_text(record, answer, text);
    }
}

static void add_further_answer(struct record *record, const struct xml_node *node,
                               const char *key) {
    if (!record_has_answer(record, key)) {
        struct answer *answer = record_add_answer(record, node, key, "");
        record_set_text(record, answer, xml_text(record->arena, node));
    }
}

static void read_children(struct record *record, struct xml_node *node) {
    static const char *const elements[] = {"answer", "patient", "remarks", NULL};
    const char *life_stage = "";
    const struct xml_node *remarks = NULL;
    for (struct xml_node *child = node->first_child; child != NULL; child = child->next) {
        if (child->name == NULL) {
            continue;
        }
        bool is_ours = strcmp(child->uri, NATIVE_NAMESPACE) == 0;
        if (is_ours && strcmp(child->name, "answer") == 0) {
            read_answer(record, child);
        } else if (is_ours && strcmp(child->name, "patient") == 0) {
            read_patient(record, child, &life_stage);
        } else if (is_ours && strcmp(child->name, "remarks") == 0) {
            remarks = child;
        } else {
            take_unknown_element(record, child, elements);
        }
    }
    if (life_stage[0] != '\0' && !record_has_answer(record, "life-stage")) {
        struct answer *answer = record_add_answer(record, node, "life-stage", "");
        record_set_by_look(record, answer, life_stage);
    }
    if (remarks != NULL) {
        add_further_answer(record, remarks, "remarks");
    }
}

void native_read(struct record *record, struct xml_node *node) {
    struct response *response = record->response;
    response->format = RESPONSE_NATIVE;
    record_set_id(record, xml_attribute_text(node, "id", NULL), node);
    record_set_form(record, xml_attribute_text(node, "questionnaire", ""));
    record_set_authored(record, node, xml_attribute_text(node, "date", ""));
    response->language = record_text(record, xml_attribute_text(node, "language", ""));
    const struct xml_attribute *status = xml_find_attribute(node, "status");
    int fallback = status != NULL ? RESPONSE_IN_PROGRESS : RESPONSE_COMPLETE;
    response->status =
        (enum response_status)read_choice(record, node, "status", response_status_names, fallback);
    xml_find_attribute(node, "version");
    take_unknown_attributes(record, node, NULL);
    read_children(record, node);
    record_add_patient_answers(record);
}
