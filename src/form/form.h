/* The questionnaire as a form to fill in, for the systems that clinics have. What comes back from
 * them is read without any mapping: items and options keep their ids. */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "base/builder.h"
#include "pack/knowledge.h"
#include "pack/questionnaire.h"

struct form {
    const struct questionnaire *questionnaire;
    const struct knowledge *knowledge; /* names of foods, medicines and conditions; NULL: ids */
    const char *language;              /* of the wording: en, en-US ... */
};

/* A FHIR R4 Questionnaire; options carry their points as ordinal values. */
void form_write_fhir(const struct form *form, struct builder *out);

/* An ODK XForm, https://getodk.github.io/xforms-spec/. */
void form_write_xform(const struct form *form, struct builder *out);

#endif
