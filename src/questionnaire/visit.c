/* Which visits are one person's. People act on it: a wrong point in a chart is another person's
 * result in a patient's hands, and a missing one costs little. So nothing is guessed.
 *
 * Three things can say that visits belong together, each a key that they share:
 * - the subject: the same Patient resource of one FHIR Bundle, or the same SubjectKey in one
 *   ClinicalData block of an ODM file. It never reaches beyond its file;
 * - the identifier with the system that gave it (intake says what the system is);
 * - the full name and the full birth date. A name alone says nothing.
 *
 * The visits that share a key are one person's only if no two of them contradict each other: in
 * name, birth date, sex, or in the identifier that one system gave. If two do, the key is worth
 * nothing for any of them: which of them it was given by mistake is not known. Keys that hold make
 * larger groups by what they have in common (this visit has that one's identifier and a third one's
 * name and birth date), and a larger group in which two contradict each other falls apart into
 * single visits.
 *
 * Names are compared as words: case, punctuation and the order of "Family, Given" do not matter,
 * every word does. Letters beyond ASCII are compared as they are. */
#include "questionnaire/visit.h"

#include "base/builder.h"
#include "base/hash.h"

#include <string.h>

_Static_assert(sizeof(struct visit) == 96, "written to files, many of them");

static const char *known(const char *text) {
    return text != NULL ? text : "";
}

/* SHA-256 of the texts, each with its end. */
static void digest(const char *const *parts, uint8_t out_key[VISIT_KEY_BYTES]) {
    uint8_t full[HASH_SHA256_BYTES];
    struct builder text = {0};
    for (; *parts != NULL; parts++) {
        builder_add(&text, *parts, strlen(*parts) + 1);
    }
    hash_sha256(text.at, text.size_bytes, full);
    builder_free(&text);
    memcpy(out_key, full, VISIT_KEY_BYTES);
}

/* 0 for no text only. */
static uint32_t short_digest(const char *text) {
    uint8_t key[VISIT_KEY_BYTES];
    uint32_t value = 0;
    if (known(text)[0] == '\0') {
        return 0;
    }
    digest((const char *const[]){text, NULL}, key);
    memcpy(&value, key, sizeof value);
    return value != 0 ? value : 1;
}

static bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || (unsigned char)letter >= 0x80;
}

/* The words of a text, small, each followed by a blank. Apostrophes join. */
static void add_words(struct builder *out, const char *at, const char *end) {
    for (; at < end; at++) {
        char last = out->size_bytes > 0 ? out->at[out->size_bytes - 1] : ' ';
        if (is_letter(*at)) {
            builder_char(out, *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at);
        } else if (*at != '\'' && last != ' ') {
            builder_char(out, ' ');
        }
    }
    if (out->size_bytes > 0 && out->at[out->size_bytes - 1] != ' ') {
        builder_char(out, ' ');
    }
}

/* "Doe, Jane" is Jane Doe. */
static void add_name(struct builder *out, const char *name) {
    const char *end = name + strlen(name);
    const char *comma = strchr(name, ',');
    if (comma == NULL || strchr(comma + 1, ',') != NULL) {
        add_words(out, name, end);
        return;
    }
    add_words(out, comma + 1, end);
    add_words(out, name, comma);
}

/* At least two words of more than a letter: neither "Jane" nor "J. Doe" is a full name. */
static bool is_full_name(const struct builder *words) {
    struct slice rest = {words->at, words->size_bytes};
    struct slice word;
    size_t count = 0;
    while (slice_next(&rest, ' ', &word)) {
        count += word.size_bytes > 1 ? 1 : 0;
    }
    return count >= 2;
}

/* What is typed where a number is asked for and there is none. */
static bool is_placeholder(const char *identifier) {
    static const char *const words[] = {"na ",   "n a ",  "unknown ", "none ",
                                        "null ", "test ", "missing ", "nil "};
    struct builder plain = {0};
    add_words(&plain, identifier, identifier + strlen(identifier));
    const char *text = plain.size_bytes > 0 ? plain.at : "";
    size_t size_bytes = strlen(text);
    bool is_empty = strspn(text, "0 ") == size_bytes || strspn(text, "x ") == size_bytes ||
                    (strspn(text, "9 ") == size_bytes && size_bytes > 3);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        is_empty = is_empty || strcmp(words[i], text) == 0;
    }
    builder_free(&plain);
    return is_empty;
}

static uint32_t pack_date(struct date date) {
    return (uint32_t)(date.year * 10000 + date.month * 100 + date.day);
}

struct date visit_date(uint32_t day) {
    return (struct date){(int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100)};
}

static void set_name(const struct response *response, struct visit *visit) {
    const char *system = known(response->patient.identifier_system);
    const char *file = system[0] == '#' ? known(response->position.file) : "";
    char birth[2 * sizeof visit->birth + 1];
    struct builder words = {0};
    add_name(&words, known(response->patient.name));
    visit->name = words.size_bytes > 0 ? short_digest(words.at) : 0;
    if (visit->birth != 0 && !visit->is_birth_partial && is_full_name(&words)) {
        hash_hex((const uint8_t *)&visit->birth, sizeof visit->birth, birth);
        digest((const char *const[]){"name", file, file[0] != '\0' ? system : "", words.at, birth,
                                     NULL},
               visit->keys[VISIT_KEY_NAME]);
    }
    builder_free(&words);
}

static void set_numbers(const struct response *response, struct visit *visit) {
    const struct patient *patient = &response->patient;
    const char *file = known(response->position.file);
    const char *system = known(patient->identifier_system);
    bool is_local = system[0] == '\0' || system[0] == '#';
    if (!is_placeholder(known(patient->identifier))) {
        const char *const parts[] = {"identifier", is_local ? file : "", system,
                                     patient->identifier, NULL};
        uint8_t giver[VISIT_KEY_BYTES];
        digest(parts, visit->keys[VISIT_KEY_IDENTIFIER]);
        digest((const char *const[]){parts[1], parts[2], NULL}, giver);
        memcpy(&visit->system, giver, sizeof visit->system);
        visit->identifier = short_digest(patient->identifier);
    }
    if (known(patient->subject)[0] != '\0') {
        digest((const char *const[]){"subject", file, patient->subject, NULL},
               visit->keys[VISIT_KEY_SUBJECT]);
    }
}

static enum patient_sex sex_of(const struct response *response,
                               const struct assessment *assessment) {
    for (int sex = PATIENT_FEMALE; sex < PATIENT_SEX_COUNT; sex++) {
        if (response->patient.sex == PATIENT_SEX_UNKNOWN &&
            assessment_has_option(assessment, "sex", response_sex_names[sex])) {
            return (enum patient_sex)sex;
        }
    }
    return response->patient.sex;
}

static bool has_note(const struct assessment *assessment, const char *id) {
    bool has = false;
    for (size_t i = 0; i < assessment->notes.count; i++) {
        has = has || strcmp(assessment->notes.at[i].id, id) == 0;
    }
    return has;
}

static void set_values(const struct response *response, const struct assessment *assessment,
                       struct visit *visit) {
    bool is_told =
        response->status == RESPONSE_COMPLETE && assessment->status != ASSESSMENT_WITHHELD;
    for (size_t i = 0; i < VISIT_INDICES; i++) {
        bool is_index = i < assessment->questionnaire->index_count;
        const struct index_score *score = is_index ? &assessment->indices[i] : NULL;
        bool is_there = is_told && is_index && score->has_value && score->band != NULL &&
                        score->value >= 0 && score->value <= INT16_MAX;
        visit->values[i] = is_there ? (int16_t)score->value : (int16_t)-1;
        visit->is_point = visit->is_point || (is_there && visit->day != 0);
    }
}

void visit_build(const struct response *response, const struct assessment *assessment,
                 struct visit *out_visit) {
    const struct patient *patient = &response->patient;
    bool is_full = patient->birth.year != 0;
    memset(out_visit, 0, sizeof *out_visit);
    out_visit->response = short_digest(response->id);
    out_visit->replaces = short_digest(response->replaces);
    out_visit->form = has_note(assessment, "other-form") ? short_digest(response->form) : 0;
    out_visit->birth = pack_date(is_full ? patient->birth : patient->youngest_birth);
    out_visit->is_birth_partial = !is_full && out_visit->birth != 0;
    out_visit->day = response->authored.year != 0 ? pack_date(response->authored) : 0;
    out_visit->ordinal = response->ordinal;
    out_visit->sex = (uint8_t)sex_of(response, assessment);
    set_name(response, out_visit);
    set_numbers(response, out_visit);
    set_values(response, assessment, out_visit);
}
