/* Who a person is, from the items of a form that has no place of its own for it. Private to
 * intake/. */
#ifndef INTAKE_IDENTITY_H
#define INTAKE_IDENTITY_H

#include "intake/record.h"

enum identity_field {
    IDENTITY_NAME,
    IDENTITY_GIVEN,
    IDENTITY_FAMILY,
    IDENTITY_BIRTH,
    IDENTITY_SEX,
    IDENTITY_FIELD_COUNT
};

/* Texts are borrowed; NULL: not found. */
struct identity {
    const struct intake_patient *keys; /* those of a mapping */
    const char *fields[IDENTITY_FIELD_COUNT];
    bool differs[IDENTITY_FIELD_COUNT]; /* found twice with different texts */
};

/* Whether the item of that path (names joined by '/' or '.') is the patient's name or birth date,
 * which is no answer of a questionnaire. It is if a mapping names its path or the last part of it.
 * Of a field that no mapping names, only a small number of names counts, and only at the top or in
 * a group about the patient, so that a helper's or a relative's name is never taken for the
 * patient's. */
bool identity_is_personal(const struct intake_patient *keys, const char *path);

/* Whether a mapping names the item for any field. */
bool identity_is_mapped(const struct intake_patient *keys, const char *path);

/* Whether the id of a group or form says that it is about somebody else or about something with a
 * name, such as a contact or a medicine, so that its items say nothing of the patient. */
bool identity_is_of_others(const char *group);

/* Takes what one item of the form says of the patient: the same, and the sex. */
void identity_take(struct identity *identity, const char *path, const char *text);

/* Fills in the patient of the response. Of what was said twice and differently nothing is taken, no
 * name if any part of it differs or a full name does not begin and end with the others, and a note
 * says so. */
void identity_apply(struct record *record, const struct xml_node *node,
                    const struct identity *identity);

/* The same for a format that names the patient in a place of its own: only what is unknown yet is
 * filled in, and only if a mapping names an item. */
void identity_complete(struct record *record, const struct xml_node *node,
                       const struct identity *identity);

#endif
