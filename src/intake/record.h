/* What all readers need to make one response of one record. Private to intake/. */
#ifndef INTAKE_RECORD_H
#define INTAKE_RECORD_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/ids.h"
#include "base/vector.h"
#include "intake/intake.h"
#include "response/response.h"
#include "xml/xml.h"

#include <stdbool.h>
#include <stdint.h>

struct record {
    struct arena *arena; /* of the response */
    struct diags *diags;
    const char *file;
    struct response *response;
    struct ids *keys;         /* number of an answered key, into repeats */
    VECTOR(uint32_t) repeats; /* how many answers it has so far */
    size_t path_bytes;        /* of all answers together */
    bool refused;             /* reported: the response is not delivered */
    const struct intake_patient *patient_keys;
};

/* A response with nothing in it yet, at the node. */
struct record record_begin(struct arena *arena, const char *file, const struct xml_node *node,
                           uint32_t ordinal, struct diags *diags);

/* The node's place, with the ordinal of the response. */
struct position record_position(const struct record *record, const struct xml_node *node);

/* Reports an error and marks the response as refused. */
void record_refuse(struct record *record, const struct xml_node *node, enum message message);

/* Cleaned text (utf8_clean) in the response's arena. */
const char *record_text(const struct record *record, const char *text);

/* A new answer of kind ANSWER_MISSING; key and parent_path are cleaned already, parent_path "" at
 * the top. A record whose paths together are longer than any form's is refused. */
struct answer *record_add_answer(struct record *record, const struct xml_node *node,
                                 const char *key, const char *parent_path);

/* Whether the item was answered in any way so far, missing values included. */
bool record_has_answer(const struct record *record, const char *key);

/* Fill in one kind of answer from its text. What is not of that kind stays ANSWER_MISSING, keeps
 * its text, and is reported with a note; empty text is just missing. */
void record_set_integer(struct record *record, struct answer *answer, const char *text);
void record_set_decimal(struct record *record, struct answer *answer, const char *text);
void record_set_boolean(struct record *record, struct answer *answer, const char *text);
void record_set_date(struct record *record, struct answer *answer, const char *text);
void record_set_code(struct record *record, struct answer *answer, const char *system,
                     const char *code);
void record_set_text(struct record *record, struct answer *answer, const char *text);

/* Leaves it missing, with the message and a note. */
void record_set_unread(struct record *record, struct answer *answer, enum message message,
                       const char *note);

/* Integer, decimal, boolean (true, false), date, code (one word) or text, by the look of it. */
void record_set_by_look(struct record *record, struct answer *answer, const char *text);

/* The same for formats whose values have no type: what only begins like a number, such as the code
 * 0-1 or the name of a file, or has more digits than any count, such as that of a telephone, is a
 * code or text. */
void record_set_untyped(struct record *record, struct answer *answer, const char *text);

/* A whole number, perhaps with a point and zeros. */
bool record_parse_weight(const char *text, int *out_weight);

/* The date of the response, and the patient's birth date, from their text; what is no date is
 * reported at the node with a note. Of a birth date a part may be missing. */
void record_set_authored(struct record *record, const struct xml_node *node, const char *text);
void record_set_birth(struct record *record, const struct xml_node *node, const char *text);

/* Cuts |version off; a name without colon is one of our questionnaires and becomes its canonical
 * URL. */
void record_set_form(struct record *record, const char *text);

/* The id as given, or of a hash of the content if it is NULL or blank. */
void record_set_id(struct record *record, const char *id, const struct xml_node *node);

/* Refuses a response whose patient's name or identifier cannot stand in the head of a page, or
 * whose answers hold more text than any person writes. Call it last. */
void record_check_lengths(struct record *record, const struct xml_node *node);

/* Answers that the patient's data give, unless they were asked: sex, and age if only a part of the
 * birth date is known (the youngest that it allows). Call it last. */
void record_add_patient_answers(struct record *record);

#endif
