/* What render, score, dump and check share: a pack, a pipeline, and the responses of one file
 * handed on one by one. */
#ifndef CLI_WORK_H
#define CLI_WORK_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/diag.h"
#include "base/source.h"
#include "cli/options.h"
#include "intake/intake.h"
#include "pack/pack.h"
#include "pipeline/pipeline.h"
#include "questionnaire/visit.h"
#include "response/response.h"
#include "sandbox/worker.h"

#include <stdbool.h>
#include <stddef.h>

enum work_need {
    NEED_SCORES,
    NEED_FORM, /* the questionnaire, and the other tables if there are any */
    NEED_PAGES
};

struct work {
    const struct command_line *line;
    struct arena *arena;
    struct diags *diags;
    struct pack *pack;
    struct pipeline *pipeline;
    bool has_digests;   /* of the pack are wanted; set before work_begin */
    bool takes_all;     /* forms too that concern another questionnaire; set after work_begin */
    bool wants_earlier; /* visits; set after work_begin */
    struct visits
        earlier; /* those of whose response is taken, in the same file; none unless wanted */
    struct worker *worker; /* in the worker, see work_read; else NULL */
    struct image_cache
        *images; /* set before work_begin by those who begin again and again, or NULL */
};

/* Loads the pack that the options choose. False after reporting; work_end must be called in both
 * cases. */
bool work_begin(struct work *work, const struct command_line *line, enum work_need need,
                struct arena *arena, struct diags *diags);
void work_end(struct work *work);

/* Takes one response; false stops the reading. */
typedef bool work_take(void *user, const struct response *response);

/* What a command does with the responses of a file, and where: nothing that somebody sent is parsed
 * by the process that can write files. */
struct work_steps {
    work_take *take;            /* in the worker: one response */
    void (*finish)(void *user); /* in the worker, after the last one; or NULL */
    /* Here: what work_hand_on handed on; false stops the reading. NULL: nothing ever is. */
    bool (*receive)(void *user, const struct worker_parcel *parcel);
    void *user;
};

/* Opens the file, and reads it in a worker. An ODM file holds all forms of a study: those that
 * concern another questionnaire are passed over, with a note. */
void work_read(struct work *work, const char *file, const struct work_steps *steps);

/* The same of a source that is open; it is not freed. */
void work_read_source(struct work *work, struct source *source, const struct work_steps *steps);

/* In the worker; `kind` is the command's own. False: stop. */
bool work_hand_on(struct work *work, uint32_t kind, uint32_t ordinal, struct slice bytes);

/* How the options and the mapping say that responses are read. */
struct intake_options work_intake_options(const struct work *work);

/* Writes text to the -o file, or to standard output. */
void work_write(const struct work *work, struct slice text);

#endif
