/* The neutral answers of one person: what every intake format becomes, before anything is known of
 * our questionnaire. All strings are cleaned UTF-8 (utf8_clean) in the response's arena. */
#ifndef RESPONSE_RESPONSE_H
#define RESPONSE_RESPONSE_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/vector.h"

#include <stdbool.h>
#include <stdint.h>

enum response_format {
    RESPONSE_NATIVE,
    RESPONSE_FHIR,
    RESPONSE_ODM,
    RESPONSE_OPENROSA,
    RESPONSE_FORMAT_COUNT
};

enum response_status { RESPONSE_COMPLETE, RESPONSE_IN_PROGRESS, RESPONSE_STATUS_COUNT };

enum answer_kind {
    ANSWER_MISSING, /* no value, data-absent-reason, or a value that is no value of its type */
    ANSWER_BOOLEAN, /* integer 0 or 1 */
    ANSWER_INTEGER,
    ANSWER_DECIMAL, /* raw holds the digits; no arithmetic is done on it */
    ANSWER_CODE,    /* code, and system if given */
    ANSWER_DATE,
    ANSWER_TEXT,
    ANSWER_KIND_COUNT
};

struct answer {
    const char *path; /* where it stood: linkIds or names from the root, joined by '/' */
    const char *key;  /* its own linkId, ItemOID or element name */
    uint32_t repeat;  /* 0 for the first answer of this item, 1 for the next, ... */
    enum answer_kind kind;
    const char *raw; /* as written, "" if missing */
    bool is_unread;  /* something was said that could not be read: unlike silence, not "nothing" */
    int32_t integer;
    const char *code;   /* "" if none */
    const char *system; /* "" if none */
    bool has_weight;    /* FHIR ordinalValue or itemWeight */
    int32_t weight;     /* whole numbers only; another weight is reported and not taken */
    struct position position;
};

enum patient_sex {
    PATIENT_SEX_UNKNOWN,
    PATIENT_FEMALE,
    PATIENT_MALE,
    PATIENT_OTHER,
    PATIENT_SEX_COUNT
};

struct patient {
    const char *name;       /* "" if unknown: a blank line to fill in */
    const char *identifier; /* "" if none */
    /* Who gave the identifier. "" or with '#' in front: it means something in its file only, or in
     * the part of the file that is named. NULL is "" here and in subject. */
    const char *identifier_system;
    /* The same for all responses of the file that are about the same record of a person: a Patient
     * of a Bundle, a subject of ODM. "" if there is none. */
    const char *subject;
    struct date birth;
    struct date youngest_birth; /* if only the year or the month is known: its last day */
    enum patient_sex sex;
};

/* Something that the reader noticed and staff should know; printed by dump and by the clinician's
 * page. */
struct response_note {
    const char *id; /* such as "in-progress", "answered-twice" */
    const char *text;
};

struct response {
    const char
        *id; /* FHIR id, native id, OpenRosa instanceID, else a hash of the content: never empty */
    enum response_format format;
    uint32_t ordinal;     /* in its file, from 1 */
    const char *replaces; /* the id of the response that it takes the place of; NULL: none */
    const char *form;     /* canonical URL or id of the form without |version, "" if not stated */
    const char *form_version;
    enum response_status status;
    struct date authored;      /* the local date as written */
    const char *authored_text; /* as written, "" */
    const char *language;      /* BCP 47, "" if not stated */
    struct patient patient;
    VECTOR(struct answer) answers; /* in document order */
    VECTOR(struct response_note) notes;
    struct position position;
};

/* Adds a note. */
void response_note(struct arena *arena, struct response *response, const char *id,
                   const char *text);

/* The text of `dump --stage=answers`: one <answers> element, indented XML. */
void response_dump(const struct response *response, struct builder *out);

extern const char *const response_format_names[RESPONSE_FORMAT_COUNT + 1]; /* NULL at the end */
extern const char *const response_status_names[RESPONSE_STATUS_COUNT + 1];
extern const char *const response_answer_kind_names[ANSWER_KIND_COUNT + 1];
extern const char *const response_sex_names[PATIENT_SEX_COUNT + 1]; /* unknown female male other */

#endif
