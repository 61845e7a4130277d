/* Files of responses -> struct response, one at a time. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/slice.h"
#include "response/response.h"

#include <stdbool.h>
#include <stddef.h>

/* -1 in intake_options: recognise by the root element's name and namespace. */
#define INTAKE_AUTO (-1)

/* Items of the form that tell who the patient is, by key or path; NULL: found by the usual names.
 */
struct intake_patient {
    const char *name, *given_name, *family_name, *birth_date, *sex;
};

struct intake_options {
    int format; /* INTAKE_AUTO or an enum response_format */
    size_t max_bytes;
    struct intake_patient patient;
};

/* Takes one response; it and everything in it is valid during the call only. False stops the
 * reading. */
typedef bool intake_sink(void *user, struct arena *arena, struct response *response);

struct intake_target {
    intake_sink *take;
    void *user;
};

/* Reads all responses of one file (bytes already read; `file` names it in messages). A response
 * that is refused is reported and skipped; the rest goes on. out_count is the number of responses
 * delivered. Reports an error if there is none at all. */
bool intake_read(const char *file, struct slice bytes, const struct intake_options *options,
                 const struct intake_target *target, struct diags *diags, size_t *out_count);

#endif
