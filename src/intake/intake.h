/* Files of responses -> struct response, one at a time. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/scratch.h"
#include "base/source.h"
#include "response/response.h"

#include <stdbool.h>
#include <stddef.h>

/* Of one file of responses, unless --max-size says more or less. Memory does not depend on it, but
 * time does: some three seconds for so many. */
#define INTAKE_MAX_BYTES ((size_t)256 << 20)

/* -1 in intake_options: recognise by the root element's name and namespace. */
#define INTAKE_AUTO (-1)

/* Items of the form that tell who the patient is, by key or path; NULL: found by the usual names.
 */
struct intake_patient {
    const char *name, *given_name, *family_name, *birth_date, *sex;
};

/* Told of each record with its element: those that are refused (the message is reported already,
 * and they are not delivered), and those that are about to be delivered. Valid during the call
 * only. */
struct xml_node;
typedef void intake_witness(void *user, uint32_t ordinal, const struct xml_node *node,
                            bool is_refused);

struct intake_options {
    int format;       /* INTAKE_AUTO or an enum response_format */
    size_t max_bytes; /* of the file as UTF-8; 0: INTAKE_MAX_BYTES */
    struct intake_patient patient;
    struct scratch *scratch; /* for what does not fit into memory; NULL: one is made */
    intake_witness *see;     /* with the target's user; or NULL */
};

/* Takes one response; it and everything in it is valid during the call only. False stops the
 * reading. */
typedef bool intake_sink(void *user, struct arena *arena, struct response *response);

struct intake_target {
    intake_sink *take;
    void *user;
};

/* A file of responses that was read to its end and found sound; nothing of it was delivered. */
struct intake;

/* Reads the source from where it stands, once. NULL after reporting. The caller frees it; the
 * source may be freed before, the texts of options and the scratch not. */
struct intake *intake_open(struct source *source, const struct intake_options *options,
                           struct diags *diags);
void intake_free(struct intake *intake);

/* Delivers all responses in their order, as often as it is called. A response that is refused is
 * reported and skipped; the rest goes on. out_count is the number of responses delivered. Reports
 * an error if there is none at all. */
bool intake_deliver(struct intake *intake, const struct intake_target *target, struct diags *diags,
                    size_t *out_count);

/* Both in one. Reads all responses of one file from where the source stands to its end. Nothing is
 * delivered before the whole source was read and found sound. A response that is refused is
 * reported and skipped; the rest goes on. out_count is the number of responses delivered. Reports
 * an error if there is none at all. */
bool intake_read(struct source *source, const struct intake_options *options,
                 const struct intake_target *target, struct diags *diags, size_t *out_count);

#endif
