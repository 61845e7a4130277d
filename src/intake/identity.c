#include "intake/identity.h"

#include "base/slice.h"

#include <string.h>
#include <strings.h>

#define WORD_MAX_BYTES 32

struct known_word {
    const char *word; /* small letters and digits alone */
    enum identity_field field;
};

static const struct known_word known_words[] = {
    {"name", IDENTITY_NAME},         {"fullname", IDENTITY_NAME},
    {"patientname", IDENTITY_NAME},  {"firstname", IDENTITY_GIVEN},
    {"givenname", IDENTITY_GIVEN},   {"lastname", IDENTITY_FAMILY},
    {"familyname", IDENTITY_FAMILY}, {"surname", IDENTITY_FAMILY},
    {"dob", IDENTITY_BIRTH},         {"birthdate", IDENTITY_BIRTH},
    {"dateofbirth", IDENTITY_BIRTH}, {"sex", IDENTITY_SEX},
    {"gender", IDENTITY_SEX},
};

/* Groups whose items are about the patient; I, IT and ITEM are prefixes of ODM's ids. */
static const char *const groups[] = {"i",       "it",           "item",    "dm",     "demog",
                                     "patient", "demographics", "subject", "person", "about"};

/* Words in the ids of groups and forms that are about other people, or about no person. */
static const char *const others[] = {
    "contact",  "nextofkin", "next_of_kin", "relative",     "parent",      "mother",  "father",
    "guardian", "carer",     "caregiv",     "spouse",       "wife",        "husband", "partner",
    "child",    "sibling",   "household",   "provider",     "doctor",      "nurse",   "physici",
    "clinici",  "proxy",     "informan",    "investigator", "interviewer", "helper",  "medicat",
    "medicin",  "drug",      "conmed",      "pharmac",      "staff",       "adverse"};

/* The letters and digits of the slice, made small; false if there are more than fit, or one that is
 * not ASCII: what is left of such a word could be another. */
static bool simplify(struct slice part, char out_word[WORD_MAX_BYTES]) {
    size_t size_bytes = 0;
    for (size_t i = 0; i < part.size_bytes; i++) {
        char letter = part.at[i];
        if ((unsigned char)letter >= 0x80) {
            return false;
        }
        if (letter >= 'A' && letter <= 'Z') {
            letter = (char)(letter - 'A' + 'a');
        }
        if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) {
            if (size_bytes + 1 == WORD_MAX_BYTES) {
                return false;
            }
            out_word[size_bytes++] = letter;
        }
    }
    out_word[size_bytes] = '\0';
    return true;
}

static bool is_group(const char *word) {
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (strcmp(groups[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* A path, or the last part of one. */
static bool is_named(const char *key, const char *path) {
    if (key == NULL) {
        return false;
    }
    const char *slash = strrchr(path, '/');
    return strcmp(key, path) == 0 || (slash != NULL && strcmp(key, slash + 1) == 0);
}

static enum identity_field find_mapped(const struct intake_patient *keys, const char *path) {
    const char *const names[IDENTITY_FIELD_COUNT] = {
        [IDENTITY_NAME] = keys->name,
        [IDENTITY_GIVEN] = keys->given_name,
        [IDENTITY_FAMILY] = keys->family_name,
        [IDENTITY_BIRTH] = keys->birth_date,
        [IDENTITY_SEX] = keys->sex,
    };
    int field = 0;
    while (field < IDENTITY_FIELD_COUNT && !is_named(names[field], path)) {
        field++;
    }
    return (enum identity_field)field;
}

/* Whether a mapping names an item for what the field tells. */
static bool is_replaced(const struct intake_patient *keys, enum identity_field field) {
    switch (field) {
    case IDENTITY_NAME:
    case IDENTITY_GIVEN:
    case IDENTITY_FAMILY:
        return keys->name != NULL || keys->given_name != NULL || keys->family_name != NULL;
    case IDENTITY_BIRTH:
        return keys->birth_date != NULL;
    case IDENTITY_SEX:
        return keys->sex != NULL;
    case IDENTITY_FIELD_COUNT:
        break;
    }
    return false;
}

static enum identity_field find_usual(const char *path) {
    char word[WORD_MAX_BYTES] = "";
    bool is_about_patient = true;
    for (const char *at = path;; at++) {
        size_t size_bytes = strcspn(at, "/.");
        if (!simplify((struct slice){at, size_bytes}, word)) {
            return IDENTITY_FIELD_COUNT;
        }
        at += size_bytes;
        if (*at == '\0') {
            break;
        }
        is_about_patient = is_about_patient && is_group(word);
    }
    for (size_t i = 0; is_about_patient && i < sizeof known_words / sizeof known_words[0]; i++) {
        if (strcmp(known_words[i].word, word) == 0) {
            return known_words[i].field;
        }
    }
    return IDENTITY_FIELD_COUNT;
}

bool identity_is_of_others(const char *group) {
    for (; *group != '\0'; group++) {
        for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
            if (strncasecmp(group, others[i], strlen(others[i])) == 0) {
                return true;
            }
        }
    }
    return false;
}

static enum identity_field find_field(const struct intake_patient *keys, const char *path) {
    enum identity_field mapped = find_mapped(keys, path);
    if (mapped != IDENTITY_FIELD_COUNT) {
        return mapped;
    }
    enum identity_field usual = find_usual(path);
    return is_replaced(keys, usual) ? IDENTITY_FIELD_COUNT : usual;
}

bool identity_is_mapped(const struct intake_patient *keys, const char *path) {
    return find_mapped(keys, path) != IDENTITY_FIELD_COUNT;
}

bool identity_is_personal(const struct intake_patient *keys, const char *path) {
    enum identity_field field = find_field(keys, path);
    return field != IDENTITY_FIELD_COUNT && field != IDENTITY_SEX;
}

void identity_take(struct identity *identity, const char *path, const char *text) {
    enum identity_field field = find_field(identity->keys, path);
    if (field == IDENTITY_FIELD_COUNT || slice_trim(slice_from(text)).size_bytes == 0) {
        return;
    }
    const char *known = identity->fields[field];
    if (known != NULL && strcmp(known, text) != 0) {
        identity->differs[field] = true;
    }
    identity->fields[field] = text;
}

static const char *field_text(struct record *record, const struct identity *identity,
                              enum identity_field field) {
    bool is_known = identity->fields[field] != NULL && !identity->differs[field];
    return is_known ? record_text(record, identity->fields[field]) : "";
}

/* Form systems write sex as a word or as its first letter; a number of their own means nothing
 * here. */
static enum patient_sex read_sex(const char *text) {
    char word[WORD_MAX_BYTES] = "";
    if (!simplify(slice_from(text), word)) {
        return PATIENT_SEX_UNKNOWN;
    }
    for (int i = PATIENT_FEMALE; i < PATIENT_SEX_COUNT; i++) {
        const char *name = response_sex_names[i];
        bool is_letter = word[0] == name[0] && word[1] == '\0' && i != PATIENT_OTHER;
        if (is_letter || strcmp(name, word) == 0) {
            return (enum patient_sex)i;
        }
    }
    return PATIENT_SEX_UNKNOWN;
}

static bool is_between_names(char letter) {
    return letter == ' ' || letter == ',' || letter == '\0';
}

/* Whether the full name begins and ends with these; an empty one agrees with all. */
static bool has_ends(const char *full, const char *first, const char *last) {
    size_t size_bytes = strlen(full);
    size_t first_bytes = strlen(first);
    size_t last_bytes = strlen(last);
    size_t gap_bytes = first_bytes > 0 && last_bytes > 0 ? 1 : 0;
    if (first_bytes + gap_bytes + last_bytes > size_bytes ||
        strncasecmp(full, first, first_bytes) != 0 ||
        strcasecmp(full + size_bytes - last_bytes, last) != 0) {
        return false;
    }
    return (first_bytes == 0 || is_between_names(full[first_bytes])) &&
           (last_bytes == 0 || last_bytes == size_bytes ||
            is_between_names(full[size_bytes - last_bytes - 1]));
}

/* Parts of a name that do not belong together are no name: it could be half of one person's and
 * half of another's. */
static bool has_two_names(struct record *record, const struct identity *identity) {
    const char *name = field_text(record, identity, IDENTITY_NAME);
    const char *given = field_text(record, identity, IDENTITY_GIVEN);
    const char *family = field_text(record, identity, IDENTITY_FAMILY);
    bool is_one = has_ends(name, given, family) || has_ends(name, family, given);
    return identity->differs[IDENTITY_NAME] || identity->differs[IDENTITY_GIVEN] ||
           identity->differs[IDENTITY_FAMILY] || (name[0] != '\0' && !is_one);
}

static const char *make_name(struct record *record, const struct identity *identity) {
    const char *given = field_text(record, identity, IDENTITY_GIVEN);
    const char *family = field_text(record, identity, IDENTITY_FAMILY);
    const char *name = field_text(record, identity, IDENTITY_NAME);
    const char *between = given[0] != '\0' && family[0] != '\0' ? " " : "";
    return name[0] != '\0' ? name : arena_format(record->arena, "%s%s%s", given, between, family);
}

void identity_apply(struct record *record, const struct xml_node *node,
                    const struct identity *identity) {
    struct patient *patient = &record->response->patient;
    bool is_doubtful = has_two_names(record, identity);
    patient->name = is_doubtful ? "" : make_name(record, identity);
    record_set_birth(record, node, field_text(record, identity, IDENTITY_BIRTH));
    patient->sex = read_sex(field_text(record, identity, IDENTITY_SEX));
    for (size_t i = 0; i < IDENTITY_FIELD_COUNT; i++) {
        is_doubtful = is_doubtful || identity->differs[i];
    }
    if (is_doubtful) {
        response_note(record->arena, record->response, "identity-differs",
                      "The form names the patient in two ways. The name, birth date or sex that "
                      "differs was not taken.");
    }
}

void identity_complete(struct record *record, const struct xml_node *node,
                       const struct identity *identity) {
    struct patient *patient = &record->response->patient;
    struct patient known = *patient;
    bool has_any = false;
    for (size_t i = 0; i < IDENTITY_FIELD_COUNT; i++) {
        has_any = has_any || identity->fields[i] != NULL;
    }
    if (!has_any) {
        return;
    }
    identity_apply(record, node, identity);
    if (known.name[0] != '\0') {
        patient->name = known.name;
    }
    if (known.birth.year != 0 || known.youngest_birth.year != 0) {
        patient->birth = known.birth;
        patient->youngest_birth = known.youngest_birth;
    }
    if (known.sex != PATIENT_SEX_UNKNOWN) {
        patient->sex = known.sex;
    }
}
