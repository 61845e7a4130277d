/* CDISC ODM 1.3, as REDCap, OpenEDC, OpenClinica and others write it.
 *
 * One SubjectData element at a time. In it each form of each event is a response: its item groups
 * are merged, and so are FormData elements with the same event, form and repeat keys, wherever they
 * stand. StudyEventData may be missing (REDCap). What a transactional file removes is not there;
 * of an item sent again by an update the last value counts.
 *
 * Who the subject is stands in items, often of another form than the questionnaire, so all items
 * of the subject are looked at for it; their answers stay with their form. */
#include "intake/readers.h"

#include <string.h>

#define CHECKBOX "___"
#define OPENCLINICA_PREFIX "http://www.openclinica.org/ns/"

/* One form of one event, over all its FormData elements. */
struct odm_form {
    const char *oid;
    const char *repeat;
    bool is_taken_back;              /* sent, and then removed */
    VECTOR(struct xml_node *) parts; /* FormData */
};

struct odm_subject {
    struct arena *arena;
    struct ids *keys; /* of a form, into forms */
    VECTOR(struct odm_form) forms;
    struct identity identity;
};

static const char *text_of(struct xml_node *node, const char *name) {
    return xml_attribute_text(node, name, "");
}

static bool is_removed(struct xml_node *node) {
    return strcmp(text_of(node, "TransactionType"), "Remove") == 0;
}

/* An attribute that OpenClinica adds; "" if it is not there. */
static const char *added_text(const struct xml_node *node, const char *name) {
    for (size_t i = 0; i < node->attribute_count; i++) {
        const struct xml_attribute *attribute = &node->attributes[i];
        if (strncmp(attribute->uri, OPENCLINICA_PREFIX, strlen(OPENCLINICA_PREFIX)) == 0 &&
            strcmp(attribute->name, name) == 0) {
            return attribute->value;
        }
    }
    return "";
}

/* Files that were handed in, such as photos. */
static bool is_binary(const struct xml_node *item) {
    return strcmp(item->name, "ItemDataBase64Binary") == 0 ||
           strcmp(item->name, "ItemDataHexBinary") == 0;
}

/* Whether what it says takes the place of what was said: Rave sends Upsert, and repeats a value as
 * Context of a query. */
static bool is_change(struct xml_node *item) {
    static const char *const changes[] = {"Update", "Upsert", "Context", "Remove"};
    const char *type = text_of(item, "TransactionType");
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (strcmp(type, changes[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The value of an ItemData element, or of one of the typed kind (ItemDataInteger and so on), which
 * should hold it as text; some programs mix the two. NULL if it has none. */
static const char *item_value(struct arena *arena, struct xml_node *item) {
    if (is_removed(item) || strcmp(text_of(item, "IsNull"), "Yes") == 0) {
        return NULL;
    }
    const char *value = xml_attribute_text(item, "Value", NULL);
    const char *text = value == NULL ? xml_text(arena, item) : "";
    return text[0] != '\0' ? text : value;
}

static bool is_item(const struct xml_node *node) {
    return strncmp(node->name, "ItemData", 8) == 0;
}

/* Of a group that repeats only the first row may be the patient. */
static bool is_of_others(struct xml_node *group) {
    const char *repeat = text_of(group, "ItemGroupRepeatKey");
    return (repeat[0] != '\0' && strcmp(repeat, "1") != 0) ||
           identity_is_of_others(text_of(group, "ItemGroupOID"));
}

static void take_identity(struct odm_subject *subject, struct xml_node *form) {
    bool is_form_of_others = identity_is_of_others(text_of(form, "FormOID"));
    for (struct xml_node *group = xml_first(form, "ItemGroupData");
         group != NULL && !is_form_of_others; group = xml_next(group, "ItemGroupData")) {
        if (is_removed(group) || is_of_others(group)) {
            continue;
        }
        for (struct xml_node *item = xml_first(group, NULL); item != NULL;
             item = xml_next(item, NULL)) {
            const char *value =
                is_item(item) && !is_binary(item) ? item_value(subject->arena, item) : NULL;
            if (value != NULL) {
                identity_take(&subject->identity, text_of(item, "ItemOID"), value);
            }
        }
    }
}

/* No control character gets through the parser, so the parts cannot run into each other. */
static const char *form_key(struct arena *arena, struct xml_node *event, struct xml_node *form) {
    return arena_format(arena, "%s\n%s\n%s\n%s",
                        event != NULL ? text_of(event, "StudyEventOID") : "",
                        event != NULL ? text_of(event, "StudyEventRepeatKey") : "",
                        text_of(form, "FormOID"), text_of(form, "FormRepeatKey"));
}

static void add_form(struct odm_subject *subject, struct xml_node *event, struct xml_node *form) {
    struct odm_form found = {
        .oid = text_of(form, "FormOID"),
        .repeat = text_of(form, "FormRepeatKey"),
    };
    const char *key = form_key(subject->arena, event, form);
    size_t number = ids_find(subject->keys, key);
    if (number >= subject->forms.count) { /* IDS_NONE */
        number = subject->forms.count;
        ids_add(subject->arena, subject->keys, key, number);
        *VECTOR_PUSH(subject->arena, &subject->forms) = found;
    }
    *VECTOR_PUSH(subject->arena, &subject->forms.at[number].parts) = form;
    take_identity(subject, form);
}

static void add_forms(struct odm_subject *subject, struct xml_node *parent,
                      struct xml_node *event) {
    for (struct xml_node *form = xml_first(parent, "FormData"); form != NULL;
         form = xml_next(form, "FormData")) {
        if (!is_removed(form)) {
            add_form(subject, event, form);
            continue;
        }
        size_t number = ids_find(subject->keys, form_key(subject->arena, event, form));
        if (number < subject->forms.count) {
            subject->forms.at[number].is_taken_back = true;
        }
    }
}

struct odm_subject *odm_subject_build(struct arena *arena, struct xml_node *node,
                                      const struct intake_patient *keys) {
    struct odm_subject *subject = ARENA_NEW(arena, struct odm_subject);
    *subject =
        (struct odm_subject){.arena = arena, .keys = ids_build(arena), .identity = {.keys = keys}};
    if (is_removed(node)) {
        return subject;
    }
    identity_take(&subject->identity, "sex", added_text(node, "Sex"));
    const char *birth = added_text(node, "DateOfBirth");
    identity_take(&subject->identity, "birthdate",
                  birth[0] != '\0' ? birth : added_text(node, "YearOfBirth"));
    add_forms(subject, node, NULL); /* REDCap */
    for (struct xml_node *event = xml_first(node, "StudyEventData"); event != NULL;
         event = xml_next(event, "StudyEventData")) {
        if (!is_removed(event)) {
            add_forms(subject, event, event);
        }
    }
    return subject;
}

size_t odm_subject_count(const struct odm_subject *subject) {
    return subject->forms.count;
}

struct xml_node *odm_subject_form(const struct odm_subject *subject, size_t number) {
    return subject->forms.at[number].parts.at[0];
}

/* REDCap writes a question with boxes as one item a box, race___1; the ticked ones are its
 * answers. True if it is one. */
static bool read_checkbox(struct record *record, const struct xml_node *item, const char *oid,
                          const char *value, const char *group) {
    const char *mark = strstr(oid, CHECKBOX);
    const char *code = mark != NULL ? mark + strlen(CHECKBOX) : "";
    if (mark == oid || code[0] == '\0') {
        return false;
    }
    struct slice ticked = slice_trim(slice_from(value));
    if (ticked.size_bytes == 1 && ticked.at[0] == '0') {
        return true;
    }
    const char *key = arena_copy(record->arena, oid, (size_t)(mark - oid));
    struct answer *answer = record_add_answer(record, item, key, group);
    if (ticked.size_bytes == 1 && ticked.at[0] == '1') {
        record_set_code(record, answer, "", code);
    } else {
        record_set_text(record, answer, value);
    }
    return true;
}

/* When what the element holds was entered or last changed, where the file says it. */
static void read_time(struct record *record, const struct xml_node *node) {
    const struct xml_node *audit = xml_first(node, "AuditRecord");
    const struct xml_node *stamp = audit != NULL ? xml_first(audit, "DateTimeStamp") : NULL;
    if (stamp != NULL) {
        record_set_authored(record, stamp, xml_text(record->arena, stamp));
    }
}

/* REDCap's own items of a form: whether it is complete (0: incomplete, 1: unverified, 2: complete),
 * and when a survey was sent. */
static bool read_state(struct record *record, const struct xml_node *item, const char *oid,
                       const char *value) {
    const char *form = record->response->form;
    const char *name = form + (strncmp(form, "Form.", 5) == 0 ? 5 : 0);
    size_t name_bytes = strlen(name);
    if (name == form || strncmp(oid, name, name_bytes) != 0) {
        return false;
    }
    bool is_time = strcmp(oid + name_bytes, "_timestamp") == 0;
    if (!is_time && strcmp(oid + name_bytes, "_complete") != 0) {
        return false;
    }
    if (is_time && value[0] >= '0' && value[0] <= '9') {
        record_set_authored(record, item, value);
    } else if (strcmp(value, is_time ? "[not completed]" : "0") == 0) {
        record->response->status = RESPONSE_IN_PROGRESS;
    }
    return true;
}

/* An item group that is being read. */
struct odm_group {
    const char *oid;
    size_t number;     /* of those of the form with this id and repeat key */
    struct ids *items; /* of the form: numbers of groups and items, to the first answer's index */
};

static const char *item_key(const struct record *record, const struct odm_group *group,
                            const char *oid) {
    return arena_format(record->arena, "%zu\n%s", group->number, oid);
}

/* What an update or a removal replaces, emptied: the item's answer in the same group, never that of
 * another row, such as another medicine. NULL if there is none. */
static struct answer *take_back(struct record *record, const struct odm_group *group,
                                const char *oid) {
    size_t number = ids_find(group->items, item_key(record, group, oid));
    if (number == IDS_NONE) {
        return NULL;
    }
    struct answer *answer = &record->response->answers.at[number];
    answer->kind = ANSWER_MISSING;
    answer->is_unread = false;
    answer->raw = "";
    answer->code = "";
    return answer;
}

static void read_item(struct record *record, struct xml_node *item, const struct odm_group *group) {
    const char *oid = record_text(record, text_of(item, "ItemOID"));
    const char *value = item_value(record->arena, item);
    if (oid[0] == '\0') {
        record_refuse(record, item, MESSAGE_INTAKE_NO_ITEM);
        return;
    }
    if (identity_is_personal(record->patient_keys, oid)) {
        return;
    }
    if (value != NULL && (read_state(record, item, oid, value) ||
                          read_checkbox(record, item, oid, value, group->oid))) {
        return;
    }
    struct answer *answer = is_change(item) ? take_back(record, group, oid) : NULL;
    if (answer == NULL && !is_removed(item)) {
        ids_add(record->arena, group->items, item_key(record, group, oid),
                record->response->answers.count);
        answer = record_add_answer(record, item, oid, group->oid);
    }
    if (value != NULL && value[0] != '\0' && is_binary(item)) {
        record_set_unread(record, answer, MESSAGE_INTAKE_VALUE_KIND, "value-kind");
    } else if (value != NULL) {
        record_set_untyped(record, answer, value);
    }
}

struct odm_reading {
    struct ids *groups, *items;
    size_t group_count;
    bool is_dated; /* as a whole: the times of its items do not matter */
};

static void read_part(struct record *record, struct xml_node *part, struct odm_reading *reading) {
    for (struct xml_node *node = xml_first(part, "ItemGroupData"); node != NULL;
         node = xml_next(node, "ItemGroupData")) {
        const char *oid = record_text(record, text_of(node, "ItemGroupOID"));
        const char *key =
            arena_format(record->arena, "%s\n%s", text_of(node, "ItemGroupRepeatKey"), oid);
        if (is_removed(node)) {
            if (ids_find(reading->groups, key) != IDS_NONE) {
                record_refuse(record, node, MESSAGE_INTAKE_TAKEN_BACK);
            }
            continue;
        }
        size_t known = ids_add(record->arena, reading->groups, key, reading->group_count);
        const struct odm_group group = {.oid = oid,
                                        .number =
                                            known != IDS_NONE ? known : reading->group_count++,
                                        .items = reading->items};
        for (struct xml_node *item = xml_first(node, NULL); item != NULL && !record->refused;
             item = xml_next(item, NULL)) {
            if (is_item(item)) {
                read_item(record, item, &group);
            }
            if (is_item(item) && !reading->is_dated) {
                read_time(record, item);
            }
        }
    }
}

/* Subject, event and form with the repeat keys that are not 1, parted by points. */
static const char *make_id(struct record *record, const struct odm_form *form,
                           struct xml_node *subject, struct xml_node *event) {
    const char *id = text_of(subject, "SubjectKey");
    const char *event_repeat = event != NULL ? text_of(event, "StudyEventRepeatKey") : "";
    if (event != NULL) {
        id = arena_format(record->arena, "%s.%s", id, text_of(event, "StudyEventOID"));
    }
    if (event_repeat[0] != '\0' && strcmp(event_repeat, "1") != 0) {
        id = arena_format(record->arena, "%s-%s", id, event_repeat);
    }
    id = arena_format(record->arena, "%s.%s", id, form->oid);
    if (form->repeat[0] != '\0' && strcmp(form->repeat, "1") != 0) {
        id = arena_format(record->arena, "%s-%s", id, form->repeat);
    }
    return id;
}

/* What OpenClinica says of a form: whether it is finished, and when the person was asked. */
static void read_added(struct record *record, const struct xml_node *form,
                       const struct xml_node *event) {
    const char *date = added_text(form, "InterviewDate");
    if (date[0] == '\0' && event != NULL) {
        date = added_text(event, "StartDate");
    }
    if (date[0] != '\0') {
        record_set_authored(record, form, date);
    }
    if (strcmp(added_text(form, "Status"), "initial data entry") == 0) {
        record->response->status = RESPONSE_IN_PROGRESS;
    }
}

/* A SubjectKey means one person in its ClinicalData element, and nothing beside it: another study
 * of the same file may give the same key to somebody else. */
static void set_subject(struct record *record, struct xml_node *person) {
    struct patient *patient = &record->response->patient;
    const struct xml_node *study = person->parent != NULL ? person->parent : person;
    patient->identifier = record_text(record, text_of(person, "SubjectKey"));
    patient->identifier_system =
        arena_format(record->arena, "#%u:%u", (unsigned)study->line, (unsigned)study->column);
    if (patient->identifier[0] != '\0') {
        patient->subject =
            arena_format(record->arena, "%s %s", patient->identifier_system, patient->identifier);
    }
}

void odm_read(struct record *record, const struct odm_subject *subject, size_t number) {
    const struct odm_form *form = &subject->forms.at[number];
    struct response *response = record->response;
    struct xml_node *first = form->parts.at[0];
    bool has_event = strcmp(first->parent->name, "StudyEventData") == 0;
    struct xml_node *event = has_event ? first->parent : NULL;
    struct xml_node *person = event != NULL ? event->parent : first->parent;
    response->format = RESPONSE_ODM;
    if (form->is_taken_back) {
        record_refuse(record, first, MESSAGE_INTAKE_TAKEN_BACK);
        return;
    }
    record_set_id(record, make_id(record, form, person, event), first);
    response->form = record_text(record, form->oid);
    response->form_version = record_text(
        record, person->parent != NULL ? text_of(person->parent, "MetaDataVersionOID") : "");
    set_subject(record, person);
    identity_apply(record, first, &subject->identity);
    read_added(record, first, event);
    for (size_t i = 0; i < form->parts.count; i++) {
        read_time(record, form->parts.at[i]);
    }
    struct odm_reading reading = {ids_build(record->arena), ids_build(record->arena), 0,
                                  response->authored_text[0] != '\0'};
    for (size_t i = 0; i < form->parts.count; i++) {
        read_part(record, form->parts.at[i], &reading);
    }
    record_add_patient_answers(record);
}
