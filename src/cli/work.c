#include "cli/work.h"

#include "base/file.h"
#include "base/vector.h"
#include "intake/intake.h"

struct reading {
    struct work *work;
    work_take *take;
    void *user;
    const struct visit_history *history; /* of all responses taken, or NULL */
    size_t taken_count;
    size_t passed_over_count;
    struct position passed_over; /* the first of them */
};

/* The form, the layout and the brand are somebody's work; a slip with -o must not cost them. */
static bool keeps_inputs(const struct work *work) {
    const struct command_line *line = work->line;
    const char *output = line->values[OPTION_OUTPUT];
    const char *first = line->argument_count > 0 ? line->arguments[0] : NULL;
    const char *const inputs[] = {first, line->values[OPTION_LAYOUT], line->values[OPTION_BRAND],
                                  line->values[OPTION_MAPPING]};
    for (size_t i = 0; output != NULL && i < sizeof inputs / sizeof inputs[0]; i++) {
        if (inputs[i] != NULL && file_is_same(inputs[i], output)) {
            diag(work->diags, MESSAGE_OUTPUT_IS_INPUT, NOWHERE, ARGS(inputs[i]));
            return false;
        }
    }
    return true;
}

bool work_begin(struct work *work, const struct command_line *line, enum work_need need,
                struct arena *arena, struct diags *diags) {
    *work = (struct work){.line = line,
                          .arena = arena,
                          .diags = diags,
                          .images = work->images,
                          .has_digests = work->has_digests};
    if (!keeps_inputs(work)) {
        return false;
    }
    struct pack_options pack_options = options_pack(line);
    pack_options.only_scores = need == NEED_SCORES;
    pack_options.images = work->images;
    pack_options.has_digests = work->has_digests;
    work->pack = pack_load(&pack_options, diags);
    if (work->pack == NULL) {
        return false;
    }
    if (need == NEED_PAGES && work->pack->layout == NULL) {
        diag(diags, MESSAGE_PACK_SCORES_ONLY, NOWHERE, ARGS("guidance.xml"));
        return false;
    }
    struct pipeline_options pipeline_options = options_pipeline(line);
    work->pipeline = pipeline_new(work->pack, &pipeline_options);
    return true;
}

void work_end(struct work *work) {
    pipeline_free(work->pipeline);
    pack_free(work->pack);
}

static bool is_passed_over(const struct work *work, const struct response *response) {
    return response->format == RESPONSE_ODM && !work->takes_all &&
           !pipeline_concerns(work->pipeline, response);
}

static bool take_response(void *user, struct arena *arena, struct response *response) {
    (void)arena;
    struct reading *reading = user;
    struct work *work = reading->work;
    if (is_passed_over(work, response)) {
        if (reading->passed_over_count++ == 0) {
            reading->passed_over = response->position;
        }
        return true;
    }
    if (reading->history != NULL) {
        work->earlier = visit_find_earlier(reading->history, reading->taken_count);
    }
    reading->taken_count++;
    return reading->take(reading->user, response);
}

static void report_passed_over(const struct reading *reading) {
    const struct work *work = reading->work;
    if (reading->passed_over_count > 0 && reading->taken_count == 0) {
        diag(work->diags, MESSAGE_NO_KNOWN_ITEM, reading->passed_over,
             ARGS(work->pack->questionnaire->id));
    } else if (reading->passed_over_count > 0) {
        diag(work->diags, MESSAGE_PASSED_OVER, reading->passed_over,
             ARGS(arena_format(work->arena, "%zu", reading->passed_over_count)));
    }
}

/* Where the mapping says that the form tells who the patient is. */
static struct intake_patient patient_of(const struct pack *pack) {
    const struct patient_keys *keys = &pack->questionnaire->patient_keys;
    return (struct intake_patient){.name = keys->name,
                                   .given_name = keys->given_name,
                                   .family_name = keys->family_name,
                                   .birth_date = keys->birth_date,
                                   .sex = keys->sex};
}

struct intake_options work_intake_options(const struct work *work) {
    struct intake_options options = options_intake(work->line);
    options.patient = patient_of(work->pack);
    return options;
}

struct looking {
    struct work *work;
    struct arena *arena;
    VECTOR(struct visit) visits;
};

static bool look_at_response(void *user, struct arena *arena, struct response *response) {
    (void)arena;
    struct looking *looking = user;
    if (!is_passed_over(looking->work, response)) {
        struct visit *visit = VECTOR_PUSH(looking->arena, &looking->visits);
        pipeline_visit(looking->work->pipeline, response, visit);
    }
    return true;
}

/* Scores all responses before the first is taken, because they may stand in any order. What is
 * wrong is said when they are taken. */
static const struct visit_history *look_ahead(struct work *work, struct intake *intake) {
    struct looking looking = {.work = work, .arena = arena_new()};
    struct diags *quiet = diags_new();
    size_t count = 0;
    intake_deliver(intake, &(struct intake_target){look_at_response, &looking}, quiet, &count);
    diags_free(quiet);
    const struct visit_history *history =
        visit_history_build(work->arena, looking.visits.at, looking.visits.count);
    arena_free(looking.arena);
    return history;
}

/* In the worker. */
static void read_responses(struct reading *reading, struct source *source,
                           struct scratch *scratch) {
    struct work *work = reading->work;
    struct intake_options options = work_intake_options(work);
    options.scratch = scratch;
    struct intake *intake = intake_open(source, &options, work->diags);
    if (intake == NULL) {
        return;
    }
    if (work->wants_earlier) {
        reading->history = look_ahead(work, intake);
    }
    size_t count = 0;
    intake_deliver(intake, &(struct intake_target){take_response, reading}, work->diags, &count);
    report_passed_over(reading); /* its place holds the file's name, which is the intake's */
    intake_free(intake);
}

struct job {
    struct work *work;
    struct source *source;
    struct scratch *scratch;
    const struct work_steps *steps;
};

static void run_job(void *user, struct worker *worker, struct diags *diags) {
    struct job *job = user;
    const struct work_steps *steps = job->steps;
    (void)diags; /* the work's */
    job->work->worker = worker;
    struct reading reading = {.work = job->work, .take = steps->take, .user = steps->user};
    read_responses(&reading, job->source, job->scratch);
    if (steps->finish != NULL) {
        steps->finish(steps->user);
    }
}

static bool receive(void *user, const struct worker_parcel *parcel) {
    const struct job *job = user;
    return job->steps->receive != NULL && job->steps->receive(job->steps->user, parcel);
}

void work_read_source(struct work *work, struct source *source, const struct work_steps *steps) {
    struct job job = {work, source, scratch_new(), steps};
    if (scratch_prepare(job.scratch, work->diags)) {
        const struct worker_job all = {.file = source_name(source),
                                       .budget = options_budget(work->line),
                                       .run = run_job,
                                       .take = receive,
                                       .user = &job};
        worker_run(&all, work->diags);
    }
    scratch_free(job.scratch);
}

void work_read(struct work *work, const char *file, const struct work_steps *steps) {
    struct source_limits limits = options_source(work->line);
    struct source *source = source_open(file, &limits, work->diags);
    if (source != NULL) {
        work_read_source(work, source, steps);
        source_free(source);
    }
}

bool work_hand_on(struct work *work, uint32_t kind, uint32_t ordinal, struct slice bytes) {
    return worker_hand_on(work->worker, &(struct worker_parcel){kind, ordinal, bytes});
}

void work_write(const struct work *work, struct slice text) {
    const char *output = work->line->values[OPTION_OUTPUT];
    file_publish(output != NULL ? output : "-", text, work->diags);
}
