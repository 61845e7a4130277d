/* OpenRosa submissions, as ODK Collect, Kobo, Ona and Enketo write them.
 *
 * The root is named by the form; its id attribute says which. A leaf is an answer, keyed by its
 * name and its path of local names; an empty one is unanswered. Several choices of one question
 * are words of one text. Metadata stand in `meta`, with any namespace or none. */
#include "intake/readers.h"

#include <string.h>

/* What Collect fills in by itself, and what form systems add around a form: no answers. */
static const char *const technical[] = {
    "meta",  "formhub",  "__version__",  "_version_", "start",     "end",         "today",
    "audit", "deviceid", "subscriberid", "username",  "simserial", "phonenumber",
};

/* What CommCare writes into its registers of people and goods, copied from answers. */
#define CASE_PREFIX "http://commcarehq.org/case/"
#define LEDGER_PREFIX "http://commcarehq.org/ledger/"

/* When the form was filled in, the best first. */
static const char *const times[] = {"timeEnd", "end", "today", "timeStart", "start"};

/* A child element of that name, whatever its namespace; or NULL. */
static const struct xml_node *find_child(const struct xml_node *node, const char *name) {
    for (const struct xml_node *child = node->first_child; child != NULL; child = child->next) {
        if (child->name != NULL && strcmp(child->name, name) == 0) {
            return child;
        }
    }
    return NULL;
}

static bool is_technical(const struct xml_node *node) {
    for (size_t i = 0; i < sizeof technical / sizeof technical[0]; i++) {
        if (strcmp(technical[i], node->name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_register(const struct xml_node *node) {
    return strncmp(node->uri, CASE_PREFIX, strlen(CASE_PREFIX)) == 0 ||
           strncmp(node->uri, LEDGER_PREFIX, strlen(LEDGER_PREFIX)) == 0;
}

/* The parser limits the depth. */
static void read_children(struct record *record, const struct xml_node *node, const char *path,
                          struct identity *identity) {
    for (struct xml_node *child = node->first_child; child != NULL && !record->refused;
         child = child->next) {
        if (child->name == NULL || (path[0] == '\0' && is_technical(child)) || is_register(child)) {
            continue;
        }
        const char *name = record_text(record, child->name);
        const char *own_path =
            path[0] != '\0' ? arena_format(record->arena, "%s/%s", path, name) : name;
        if (xml_has_element(child)) {
            read_children(record, child, own_path, identity);
            continue;
        }
        const char *text = xml_text(record->arena, child);
        identity_take(identity, own_path, text);
        if (identity_is_personal(record->patient_keys, own_path)) {
            continue;
        }
        struct answer *answer = record_add_answer(record, child, name, path);
        if (text[0] != '\0') {
            record_set_untyped(record, answer, text);
        }
    }
}

static void read_time(struct record *record, struct xml_node *node, const struct xml_node *meta) {
    static const char *const stamps[] = {"markedAsCompleteDate", "submissionDate"};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const struct xml_node *time = meta != NULL ? find_child(meta, times[i]) : NULL;
        time = time != NULL ? time : find_child(node, times[i]);
        const char *text = time != NULL ? xml_text(record->arena, time) : "";
        if (text[0] != '\0') {
            record_set_authored(record, time, text);
            return;
        }
    }
    for (size_t i = 0; i < sizeof stamps / sizeof stamps[0]; i++) {
        const char *text = xml_attribute_text(node, stamps[i], "");
        if (text[0] >= '0' && text[0] <= '9') { /* servers leave their own marks in it */
            record_set_authored(record, node, text);
            return;
        }
    }
}

static void read_form(struct record *record, struct xml_node *node) {
    struct response *response = record->response;
    const char *form = xml_attribute_text(node, "id", "");
    response->form = record_text(record, form[0] != '\0' ? form : node->uri);
    response->form_version = record_text(record, xml_attribute_text(node, "version", ""));
    if (strcmp(xml_attribute_text(node, "isComplete", "true"), "false") == 0) {
        response->status = RESPONSE_IN_PROGRESS;
    }
}

/* A form with a namespace of its own is known by its metadata; without an id these must be those of
 * OpenRosa, unless CommCare's mark is on it. */
static bool is_submission(struct xml_node *node, const struct xml_node *meta) {
    static const char *const known[] = {"instanceID", "timeStart", "timeEnd", "deviceID"};
    if (node->uri[0] == '\0' || strcmp(node->uri, OPENROSA_NAMESPACE) == 0 ||
        xml_attribute_text(node, "uiVersion", "")[0] != '\0') {
        return true;
    }
    bool is_known = meta != NULL && xml_attribute_text(node, "id", "")[0] != '\0';
    for (size_t i = 0; meta != NULL && i < sizeof known / sizeof known[0]; i++) {
        is_known = is_known || find_child(meta, known[i]) != NULL;
    }
    return is_known;
}

void openrosa_read(struct record *record, struct xml_node *node) {
    struct response *response = record->response;
    const struct xml_node *meta = find_child(node, "meta");
    const struct xml_node *instance = meta != NULL ? find_child(meta, "instanceID") : NULL;
    const struct xml_node *replaced = meta != NULL ? find_child(meta, "deprecatedID") : NULL;
    const char *id = instance != NULL ? xml_text(record->arena, instance) : "";
    struct identity identity = {.keys = record->patient_keys};
    response->format = RESPONSE_OPENROSA;
    if (!is_submission(node, meta)) {
        record_refuse(record, node, MESSAGE_INTAKE_UNKNOWN);
        return;
    }
    record_set_id(record, id[0] != '\0' ? id : xml_attribute_text(node, "instanceID", NULL), node);
    read_form(record, node);
    read_time(record, node, meta);
    if (replaced != NULL && xml_text(record->arena, replaced)[0] != '\0') {
        response->replaces = record_text(record, xml_text(record->arena, replaced));
        response_note(record->arena, response, "edited",
                      "This form was edited. It takes the place of an earlier one.");
    }
    read_children(record, node, "", &identity);
    identity_apply(record, node, &identity);
    record_add_patient_answers(record);
}
