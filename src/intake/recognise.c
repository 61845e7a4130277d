/* By local name and namespace, never by file name or prefix. What cannot be read is refused by its
 * own name, so that whoever sent it knows what to send instead; names that stand in the file are
 * not repeated. */
#include "intake/recognise.h"

#include "intake/readers.h"

#include <string.h>

#define OTHER_HINT "export it as ODM 1.3"

struct known_root {
    const char *name; /* NULL: any */
    const char *uri;
    enum intake_kind kind;
    const char *what; /* if it is refused */
    const char *hint;
};

static const struct known_root known_roots[] = {
    {"responses", NATIVE_NAMESPACE, INTAKE_KIND_NATIVE, NULL, NULL},
    {"response", NATIVE_NAMESPACE, INTAKE_KIND_NATIVE, NULL, NULL},
    {"QuestionnaireResponse", FHIR_NAMESPACE, INTAKE_KIND_FHIR, NULL, NULL},
    {"Bundle", FHIR_NAMESPACE, INTAKE_KIND_BUNDLE, NULL, NULL},
    {"Questionnaire", FHIR_NAMESPACE, INTAKE_KIND_REFUSED,
     "a FHIR Questionnaire, which is a form and not a response",
     "export the QuestionnaireResponse that was filled in from it"},
    {NULL, FHIR_NAMESPACE, INTAKE_KIND_REFUSED, "a FHIR resource that is not a response",
     "export the QuestionnaireResponse, alone or in a Bundle"},
    {NULL, "http://www.cdisc.org/ns/odm/v2.0", INTAKE_KIND_REFUSED, "a CDISC ODM version 2 file",
     OTHER_HINT},
    {"ODM", ODM_NAMESPACE, INTAKE_KIND_ODM, NULL, NULL},
    {"ODM", ODM_EARLIER_NAMESPACE, INTAKE_KIND_ODM, NULL, NULL},
    {"html", "http://www.w3.org/1999/xhtml", INTAKE_KIND_REFUSED,
     "an XForm or a web page, which is a form and not a response",
     "export the submissions that were filled in from it"},
    {"submission", OPENROSA_NAMESPACE, INTAKE_KIND_DOWNLOAD, NULL, NULL},
    {NULL, OPENROSA_NAMESPACE, INTAKE_KIND_OPENROSA, NULL, NULL},
    {"questionnaire", "urn:magreport:questionnaire:1", INTAKE_KIND_REFUSED,
     "a magreport questionnaire, which is a form and not a response", NULL},
    {NULL, "urn:magreport:answers:1", INTAKE_KIND_REFUSED, "a dump of answers", NULL},
};

struct known_name {
    const char *name;
    const char *uri;
};

/* Root names whose namespace people get wrong. */
static const struct known_name known_names[] = {
    {"responses", NATIVE_NAMESPACE},
    {"response", NATIVE_NAMESPACE},
    {"QuestionnaireResponse", FHIR_NAMESPACE},
    {"Bundle", FHIR_NAMESPACE},
    {"ODM", ODM_NAMESPACE},
};

static struct recognition refuse(enum message message, const char *first, const char *second) {
    return (struct recognition){INTAKE_KIND_REFUSED, message, {first, second, NULL}};
}

static bool has_attribute(const struct xml_node *node, const char *name, const char *value) {
    for (size_t i = 0; i < node->attribute_count; i++) {
        const struct xml_attribute *attribute = &node->attributes[i];
        if (strcmp(attribute->name, name) == 0 &&
            (value == NULL || strcmp(attribute->value, value) == 0)) {
            return true;
        }
    }
    return false;
}

/* Roots that no table can list: submissions, whose forms have names and are told apart by an id or,
 * as in CommCare, by a namespace of their own, which the reader then asks for its metadata; and
 * known names in a wrong namespace. */
static struct recognition recognise_other(const struct xml_node *root) {
    for (size_t i = 0; i < sizeof known_names / sizeof known_names[0]; i++) {
        if (strcmp(known_names[i].name, root->name) == 0) {
            return refuse(MESSAGE_INTAKE_NAMESPACE, known_names[i].name, known_names[i].uri);
        }
    }
    if (strncmp(root->uri, "urn:magreport:", 14) == 0) {
        return refuse(MESSAGE_INTAKE_KIND, "a file of a report pack, not a response", NULL);
    }
    if (has_attribute(root, "id", NULL) || root->uri[0] != '\0') {
        return (struct recognition){.kind = INTAKE_KIND_OPENROSA};
    }
    if (strcmp(root->name, "submission") == 0) {
        return (struct recognition){.kind = INTAKE_KIND_DOWNLOAD};
    }
    return refuse(MESSAGE_INTAKE_UNKNOWN, NULL, NULL);
}

struct recognition intake_recognise(const struct xml_node *root) {
    if (has_attribute(root, "encrypted", "yes")) {
        return refuse(MESSAGE_INTAKE_KIND, "an encrypted submission",
                      "decrypt it with the key of the form first");
    }
    for (size_t i = 0; i < sizeof known_roots / sizeof known_roots[0]; i++) {
        const struct known_root *known = &known_roots[i];
        if ((known->name == NULL || strcmp(known->name, root->name) == 0) &&
            strcmp(known->uri, root->uri) == 0) {
            if (known->kind == INTAKE_KIND_REFUSED) {
                return refuse(MESSAGE_INTAKE_KIND, known->what, known->hint);
            }
            if (known->kind == INTAKE_KIND_NATIVE && has_attribute(root, "version", NULL) &&
                !has_attribute(root, "version", "1")) {
                return refuse(MESSAGE_INTAKE_VERSION, NULL, NULL);
            }
            return (struct recognition){.kind = known->kind};
        }
    }
    return recognise_other(root);
}
