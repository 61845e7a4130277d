/* Who a FHIR response is about. A Patient may be contained in the response, or be another entry of
 * the Bundle, before or after the response. */
#include "intake/readers.h"

#include "base/builder.h"
#include "base/utf8.h"

#include <string.h>

struct known_patient {
    const char *name;
    const char *identifier;
    const char *system; /* of the identifier */
    const char *birth;  /* as written */
    const char *gender;
};

struct fhir_patients {
    struct ids *references; /* full URLs and Patient/id */
    struct ids *ambiguous;  /* references that mean two patients */
    VECTOR(struct known_patient) known;
};

/* A HumanName: its text, else given names and family name. */
static const char *read_human_name(struct arena *arena, const struct xml_node *name) {
    const char *text = fhir_value(name, "text");
    if (text != NULL && text[0] != '\0') {
        return utf8_clean(arena, text, false);
    }
    struct builder parts = {0};
    for (struct xml_node *given = xml_first(name, "given"); given != NULL;
         given = xml_next(given, "given")) {
        builder_text(&parts, xml_attribute_text(given, "value", ""));
        builder_char(&parts, ' ');
    }
    const char *family = fhir_value(name, "family");
    builder_text(&parts, family != NULL ? family : "");
    const char *joined = utf8_clean(arena, parts.at, false);
    builder_free(&parts);
    return joined;
}

/* The official name, else the usual one, else the first. */
static const char *read_name(struct arena *arena, const struct xml_node *patient) {
    static const char *const uses[] = {"official", "usual", NULL};
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        for (struct xml_node *name = xml_first(patient, "name"); name != NULL;
             name = xml_next(name, "name")) {
            const char *use = fhir_value(name, "use");
            if (uses[i] == NULL || (use != NULL && strcmp(use, uses[i]) == 0)) {
                return read_human_name(arena, name);
            }
        }
    }
    return "";
}

static const char *read_identifier(struct arena *arena, const struct xml_node *node) {
    const struct xml_node *identifier = xml_first(node, "identifier");
    const char *value = identifier != NULL ? fhir_value(identifier, "value") : NULL;
    return value != NULL ? utf8_clean(arena, value, false) : "";
}

/* Who gave the identifier above; `last` if that is the same again, as it is in most files. */
static const char *read_system(struct arena *arena, const struct xml_node *node, const char *last) {
    const struct xml_node *identifier = xml_first(node, "identifier");
    const char *system = identifier != NULL ? fhir_value(identifier, "system") : NULL;
    if (system == NULL || system[0] == '#') {
        return "";
    }
    return strcmp(system, last) == 0 ? last : utf8_clean(arena, system, false);
}

static struct known_patient read_patient(struct arena *arena, const struct xml_node *patient,
                                         const char *last_system) {
    return (struct known_patient){
        .name = read_name(arena, patient),
        .identifier = read_identifier(arena, patient),
        .system = read_system(arena, patient, last_system),
        .birth = arena_string(arena, fhir_value(patient, "birthDate")),
        .gender = arena_string(arena, fhir_value(patient, "gender")),
    };
}

struct fhir_patients *fhir_patients_build(struct arena *arena) {
    struct fhir_patients *patients = ARENA_NEW(arena, struct fhir_patients);
    patients->references = ids_build(arena);
    patients->ambiguous = ids_build(arena);
    return patients;
}

static bool is_same_text(const char *left, const char *right) {
    return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

static bool is_same_patient(const struct known_patient *left, const struct known_patient *right) {
    return is_same_text(left->name, right->name) &&
           is_same_text(left->identifier, right->identifier) &&
           is_same_text(left->system, right->system) && is_same_text(left->birth, right->birth) &&
           is_same_text(left->gender, right->gender);
}

/* A reference that two different patients answer to must not put one's name on the other's page. */
static void add_reference(struct arena *arena, struct fhir_patients *patients, const char *key,
                          size_t number) {
    size_t other = ids_add(arena, patients->references, key, number);
    if (other != IDS_NONE &&
        !is_same_patient(&patients->known.at[other], &patients->known.at[number])) {
        ids_add(arena, patients->ambiguous, key, 0);
    }
}

void fhir_patients_add(struct arena *arena, struct fhir_patients *patients,
                       struct xml_node *entry) {
    const struct xml_node *resource = xml_first(entry, "resource");
    const struct xml_node *patient = resource != NULL ? xml_first(resource, "Patient") : NULL;
    if (patient == NULL) {
        return;
    }
    const char *url = fhir_value(entry, "fullUrl");
    const char *id = fhir_value(patient, "id");
    size_t number = patients->known.count;
    const char *system = number > 0 ? patients->known.at[number - 1].system : "";
    *VECTOR_PUSH(arena, &patients->known) = read_patient(arena, patient, system);
    if (url != NULL) {
        add_reference(arena, patients, arena_string(arena, url), number);
    }
    if (id != NULL) {
        add_reference(arena, patients, arena_format(arena, "Patient/%s", id), number);
    }
}

/* The contained Patient of that id, or NULL. */
static const struct xml_node *find_contained(const struct xml_node *response, const char *id) {
    for (const struct xml_node *contained = xml_first(response, "contained"); contained != NULL;
         contained = xml_next(contained, "contained")) {
        const struct xml_node *patient = xml_first(contained, "Patient");
        const char *own_id = patient != NULL ? fhir_value(patient, "id") : NULL;
        if (own_id != NULL && strcmp(own_id, id) == 0) {
            return patient;
        }
    }
    return NULL;
}

static void take_patient(struct record *record, const struct xml_node *node,
                         struct known_patient known) {
    struct patient *patient = &record->response->patient;
    patient->name = known.name;
    patient->identifier = known.identifier;
    patient->identifier_system = known.system;
    if (known.birth != NULL) {
        record_set_birth(record, node, known.birth);
    }
    for (int sex = PATIENT_FEMALE; sex < PATIENT_SEX_COUNT && known.gender != NULL; sex++) {
        if (strcmp(response_sex_names[sex], known.gender) == 0) {
            patient->sex = (enum patient_sex)sex;
        }
    }
}

/* A Patient that is not in the Bundle, by its address; a relative one begins where that of the
 * entry does. */
static void name_subject(struct record *record, const struct xml_node *response,
                         const char *reference) {
    const struct xml_node *resource = response->parent;
    const struct xml_node *entry = resource != NULL ? resource->parent : NULL;
    const char *url = entry != NULL ? fhir_value(entry, "fullUrl") : NULL;
    const char *own = url != NULL ? strstr(url, "QuestionnaireResponse/") : NULL;
    const char *patient = strstr(reference, "Patient/");
    const char *version = strstr(reference, "/_history/");
    size_t size_bytes = version != NULL ? (size_t)(version - reference) : strlen(reference);
    if (patient == reference || (patient != NULL && patient[-1] == '/')) {
        size_t base_bytes = patient == reference && own != NULL ? (size_t)(own - url) : 0;
        record->response->patient.subject =
            arena_format(record->arena, "%.*s%.*s", (int)base_bytes, base_bytes > 0 ? url : "",
                         (int)size_bytes, reference);
    }
}

/* The patient that stands elsewhere in the Bundle. */
static void take_known(struct record *record, const struct xml_node *subject,
                       const struct fhir_patients *patients, const char *reference) {
    size_t number = ids_find(patients->references, reference);
    if (ids_find(patients->ambiguous, reference) != IDS_NONE) {
        diag(record->diags, MESSAGE_INTAKE_PATIENT_AMBIGUOUS, record_position(record, subject),
             NULL);
        response_note(record->arena, record->response, "patient-ambiguous",
                      "The form fits more than one patient. None was taken.");
    } else if (number != IDS_NONE) {
        struct known_patient known = patients->known.at[number];
        known.name = arena_string(record->arena, known.name);
        known.identifier = arena_string(record->arena, known.identifier);
        known.system = arena_string(record->arena, known.system);
        record->response->patient.subject = arena_format(record->arena, "%zu", number);
        take_patient(record, subject, known);
    } else {
        name_subject(record, subject->parent, reference);
    }
}

void fhir_read_subject(struct record *record, struct xml_node *response,
                       const struct fhir_patients *patients) {
    const struct xml_node *subject = xml_first(response, "subject");
    if (subject == NULL) {
        return;
    }
    const char *reference = fhir_value(subject, "reference");
    if (reference != NULL && reference[0] == '#') {
        const struct xml_node *contained = find_contained(response, reference + 1);
        if (contained != NULL) {
            take_patient(record, contained, read_patient(record->arena, contained, ""));
        }
    } else if (reference != NULL && patients != NULL) {
        take_known(record, subject, patients, reference);
    }
    const char *display = fhir_value(subject, "display");
    struct patient *patient = &record->response->patient;
    if (display != NULL && record_text(record, display)[0] != '\0') {
        patient->name = record_text(record, display);
    }
    if (patient->identifier[0] == '\0') {
        patient->identifier = read_identifier(record->arena, subject);
        patient->identifier_system = read_system(record->arena, subject, "");
    }
}
