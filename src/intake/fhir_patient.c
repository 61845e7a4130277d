/* Who a FHIR response is about. A Patient may be contained in the response, or be another entry of
 * the Bundle, before or after the response. */
#include "intake/readers.h"

#include "base/builder.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <string.h>

#define PATIENT_PREFIX "Patient/"

struct known_patient {
    const char *name;
    const char *identifier;
    const char *system; /* of the identifier */
    const char *birth;  /* as written */
    const char *gender;
};

/* A patient of the Bundle as it is kept. */
struct kept_patient {
    uint32_t system; /* its number */
    bool has[4];     /* URL, id, birth date, gender */
    char texts[];    /* these four, then name and identifier, each with its NUL */
};

enum { TEXT_URL, TEXT_ID, TEXT_BIRTH, TEXT_GENDER, TEXT_NAME, TEXT_IDENTIFIER, TEXT_COUNT };

struct slot {
    uint32_t hash;
    uint32_t number; /* of the patient plus one; 0: empty */
};

/* Each patient is one run of bytes in an arena, and each reference to it a slot of a table: so a
 * patient costs little more than what is said of it. */
struct fhir_patients {
    struct arena *arena;
    struct arena *reading; /* of one entry */
    const struct kept_patient **kept;
    size_t count;
    size_t capacity;
    struct slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t used_count;
    struct ids *ambiguous; /* references that mean two patients */
    struct ids *system_numbers;
    VECTOR(const char *) systems;
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

/* Who gave the identifier above. */
static const char *read_system(struct arena *arena, const struct xml_node *node) {
    const struct xml_node *identifier = xml_first(node, "identifier");
    const char *system = identifier != NULL ? fhir_value(identifier, "system") : NULL;
    return system == NULL || system[0] == '#' ? "" : utf8_clean(arena, system, false);
}

static struct known_patient read_patient(struct arena *arena, const struct xml_node *patient) {
    return (struct known_patient){
        .name = read_name(arena, patient),
        .identifier = read_identifier(arena, patient),
        .system = read_system(arena, patient),
        .birth = fhir_value(patient, "birthDate"),
        .gender = fhir_value(patient, "gender"),
    };
}

struct fhir_patients *fhir_patients_new(void) {
    struct fhir_patients *patients = memory_new(sizeof *patients);
    patients->arena = arena_new();
    patients->reading = arena_new();
    patients->ambiguous = ids_build(patients->arena);
    patients->system_numbers = ids_build(patients->arena);
    return patients;
}

void fhir_patients_free(struct fhir_patients *patients) {
    if (patients != NULL) {
        memory_free(patients->kept);
        memory_free(patients->slots);
        arena_free(patients->reading);
        arena_free(patients->arena);
        memory_free(patients);
    }
}

/* One of its texts; NULL if it was not said. */
static const char *kept_text(const struct kept_patient *kept, size_t which) {
    const char *text = kept->texts;
    for (size_t i = 0; i < which; i++) {
        text += strlen(text) + 1;
    }
    return which >= TEXT_NAME || kept->has[which] ? text : NULL;
}

static bool is_same_text(const char *left, const char *right) {
    return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

static bool is_same_patient(const struct kept_patient *left, const struct kept_patient *right) {
    bool is_same = left->system == right->system;
    for (size_t i = TEXT_BIRTH; i < TEXT_COUNT && is_same; i++) {
        is_same = is_same_text(kept_text(left, i), kept_text(right, i));
    }
    return is_same;
}

/* Whether the reference means the patient. */
static bool answers_to(const struct kept_patient *kept, const char *reference) {
    size_t prefix_bytes = strlen(PATIENT_PREFIX);
    const char *id = kept_text(kept, TEXT_ID);
    return is_same_text(kept_text(kept, TEXT_URL), reference) ||
           (id != NULL && strncmp(reference, PATIENT_PREFIX, prefix_bytes) == 0 &&
            strcmp(id, reference + prefix_bytes) == 0);
}

/* The slot that holds the reference or would hold it. */
static struct slot *find_slot(const struct fhir_patients *patients, const char *reference,
                              uint32_t hash) {
    size_t at = hash & (patients->slot_count - 1);
    for (;; at = (at + 1) & (patients->slot_count - 1)) {
        struct slot *slot = &patients->slots[at];
        if (slot->number == 0 ||
            (slot->hash == hash && answers_to(patients->kept[slot->number - 1], reference))) {
            return slot;
        }
    }
}

static uint32_t hash_reference(const char *reference) {
    uint64_t hash = hash_string(reference, 0);
    return (uint32_t)(hash ^ hash >> 32);
}

/* The number of the patient, or IDS_NONE. */
static size_t find_patient(const struct fhir_patients *patients, const char *reference) {
    if (patients->slot_count == 0) {
        return IDS_NONE;
    }
    const struct slot *slot = find_slot(patients, reference, hash_reference(reference));
    return slot->number > 0 ? slot->number - 1 : IDS_NONE;
}

static void grow_slots(struct fhir_patients *patients) {
    struct slot *old = patients->slots;
    size_t old_count = patients->slot_count;
    patients->slot_count = old_count > 0 ? old_count * 2 : 16;
    patients->slots = memory_new(patients->slot_count * sizeof *patients->slots);
    for (size_t i = 0; i < old_count; i++) {
        size_t at = old[i].hash & (patients->slot_count - 1);
        while (old[i].number > 0 && patients->slots[at].number > 0) {
            at = (at + 1) & (patients->slot_count - 1);
        }
        if (old[i].number > 0) {
            patients->slots[at] = old[i];
        }
    }
    memory_free(old);
}

/* A reference that two different patients answer to must not put one's name on the other's page. */
static void add_reference(struct fhir_patients *patients, const char *reference, size_t number) {
    if ((patients->used_count + 1) * 4 > patients->slot_count * 3) {
        grow_slots(patients);
    }
    uint32_t hash = hash_reference(reference);
    struct slot *slot = find_slot(patients, reference, hash);
    if (slot->number == 0) {
        *slot = (struct slot){hash, (uint32_t)number + 1};
        patients->used_count++;
    } else if (!is_same_patient(patients->kept[slot->number - 1], patients->kept[number])) {
        ids_add(patients->arena, patients->ambiguous, arena_string(patients->arena, reference), 0);
    }
}

static uint32_t number_system(struct fhir_patients *patients, const char *system) {
    size_t number = ids_find(patients->system_numbers, system);
    if (number == IDS_NONE) {
        number = patients->systems.count;
        const char *kept = arena_string(patients->arena, system);
        ids_add(patients->arena, patients->system_numbers, kept, number);
        *VECTOR_PUSH(patients->arena, &patients->systems) = kept;
    }
    return (uint32_t)number;
}

static void keep_patient(struct fhir_patients *patients, const char *const texts[TEXT_COUNT],
                         const char *system) {
    struct builder all = {0};
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        builder_text(&all, texts[i] != NULL ? texts[i] : "");
        builder_char(&all, '\0');
    }
    struct kept_patient *kept = arena_alloc(patients->arena, sizeof *kept + all.size_bytes);
    memcpy(kept->texts, all.at, all.size_bytes);
    builder_free(&all);
    kept->system = number_system(patients, system);
    for (size_t i = 0; i < TEXT_NAME; i++) {
        kept->has[i] = texts[i] != NULL;
    }
    if (patients->count == patients->capacity) {
        patients->capacity = patients->capacity > 0 ? patients->capacity * 2 : 16;
        patients->kept = memory_resize(patients->kept, patients->capacity * sizeof *patients->kept);
    }
    patients->kept[patients->count++] = kept;
}

void fhir_patients_add(struct fhir_patients *patients, struct xml_node *entry) {
    const struct xml_node *resource = xml_first(entry, "resource");
    const struct xml_node *patient = resource != NULL ? xml_first(resource, "Patient") : NULL;
    if (patient == NULL || patients->count >= UINT32_MAX - 1) {
        return;
    }
    struct known_patient known = read_patient(patients->reading, patient);
    const char *const texts[TEXT_COUNT] = {
        [TEXT_URL] = fhir_value(entry, "fullUrl"),
        [TEXT_ID] = fhir_value(patient, "id"),
        [TEXT_BIRTH] = known.birth,
        [TEXT_GENDER] = known.gender,
        [TEXT_NAME] = known.name,
        [TEXT_IDENTIFIER] = known.identifier,
    };
    keep_patient(patients, texts, known.system);
    if (texts[TEXT_URL] != NULL) {
        add_reference(patients, texts[TEXT_URL], patients->count - 1);
    }
    if (texts[TEXT_ID] != NULL) {
        add_reference(patients,
                      arena_format(patients->reading, "%s%s", PATIENT_PREFIX, texts[TEXT_ID]),
                      patients->count - 1);
    }
    arena_reset(patients->reading);
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

/* The reference to a patient of the Bundle: a version is cut off, and a relative one is first
 * sought where the response itself is from, since two servers may have the same Patient/id. */
static const char *find_reference(const struct record *record, const struct xml_node *response,
                                  const struct fhir_patients *patients, const char *reference) {
    const char *version = strstr(reference, "/_history/");
    const struct xml_node *entry = response->parent != NULL ? response->parent->parent : NULL;
    const char *url = entry != NULL ? fhir_value(entry, "fullUrl") : NULL;
    const char *own = url != NULL ? strstr(url, "QuestionnaireResponse/") : NULL;
    if (version != NULL) {
        reference = arena_copy(record->arena, reference, (size_t)(version - reference));
    }
    if (own != NULL && strncmp(reference, PATIENT_PREFIX, strlen(PATIENT_PREFIX)) == 0) {
        const char *absolute =
            arena_format(record->arena, "%.*s%s", (int)(own - url), url, reference);
        if (find_patient(patients, absolute) != IDS_NONE) {
            return absolute;
        }
    }
    return reference;
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
                       const struct fhir_patients *patients, const char *written) {
    const char *reference = find_reference(record, subject->parent, patients, written);
    size_t number = find_patient(patients, reference);
    if (ids_find(patients->ambiguous, reference) != IDS_NONE) {
        diag(record->diags, MESSAGE_INTAKE_PATIENT_AMBIGUOUS, record_position(record, subject),
             NULL);
        response_note(record->arena, record->response, "patient-ambiguous",
                      "The form fits more than one patient. None was taken.");
    } else if (number != IDS_NONE) {
        const struct kept_patient *kept = patients->kept[number];
        const struct known_patient known = {
            .name = arena_string(record->arena, kept_text(kept, TEXT_NAME)),
            .identifier = arena_string(record->arena, kept_text(kept, TEXT_IDENTIFIER)),
            .system = arena_string(record->arena, patients->systems.at[kept->system]),
            .birth = kept_text(kept, TEXT_BIRTH),
            .gender = kept_text(kept, TEXT_GENDER),
        };
        record->response->patient.subject = arena_format(record->arena, "%zu", number);
        take_patient(record, subject, known);
    } else {
        name_subject(record, subject->parent, written);
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
            take_patient(record, contained, read_patient(record->arena, contained));
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
        patient->identifier_system = read_system(record->arena, subject);
    }
}
