/* The file is read once, to its end, so that nothing of a file that is broken, cut off, changing or
 * beyond a limit is ever delivered. Its records are put aside meanwhile, and the patients of a FHIR
 * Bundle, which may stand after the responses that name them, are kept. Then one response at a time
 * is made of its record, delivered, and forgotten. */
#include "intake/intake.h"

#include "intake/readers.h"
#include "intake/recognise.h"

#include <string.h>

struct intake {
    struct arena *arena;
    const char *file;
    struct intake_patient patient_keys;
    intake_witness *see; /* or NULL */
    struct recognition recognition;
    struct position root;
    struct fhir_patients *patients; /* of a Bundle */
    struct xml_records *records;
};

/* One delivery of all responses. */
struct reading {
    struct intake *intake;
    const char *file;
    struct diags *diags;
    struct arena *subject_arena; /* of one subject of an ODM file */
    struct arena *arena;         /* of one response */
    const struct intake_target *target;
    uint32_t ordinal; /* of the last response seen */
    size_t count;     /* delivered */
};

static bool is_element(const struct xml_node *node, const char *name, const char *uri) {
    return strcmp(node->name, name) == 0 && strcmp(node->uri, uri) == 0;
}

/* In a native file whatever stands beside the responses is looked at, too. */
static bool is_native_record(const struct xml_node *const *path, size_t depth) {
    if (depth == 1) {
        return is_element(path[0], "response", NATIVE_NAMESPACE);
    }
    return depth == 2 && is_element(path[0], "responses", NATIVE_NAMESPACE);
}

static bool is_record(const struct intake *intake, const struct xml_node *const *path,
                      size_t depth) {
    switch (intake->recognition.kind) {
    case INTAKE_KIND_NATIVE:
        return is_native_record(path, depth);
    case INTAKE_KIND_FHIR:
        return depth == 1;
    case INTAKE_KIND_BUNDLE:
        return depth == 2 && is_element(path[1], "entry", FHIR_NAMESPACE);
    case INTAKE_KIND_ODM:
        return depth == 3 && is_element(path[1], "ClinicalData", path[0]->uri) &&
               is_element(path[2], "SubjectData", path[0]->uri);
    case INTAKE_KIND_OPENROSA:
        return depth == 1;
    case INTAKE_KIND_DOWNLOAD:
        return depth == 3 && is_element(path[1], "data", path[0]->uri);
    case INTAKE_KIND_REFUSED:
    case INTAKE_KIND_COUNT:
        break;
    }
    return false;
}

/* Only messages about native files point at attributes. */
static enum xml_choice choose(void *user, const struct xml_node *const *path, size_t depth) {
    struct intake *intake = user;
    if (depth == 1) {
        intake->recognition = intake_recognise(path[0]);
        intake->root = (struct position){intake->file, path[0]->line, path[0]->column, 0, NULL};
    }
    if (!is_record(intake, path, depth)) {
        return XML_NO_RECORD;
    }
    return intake->recognition.kind == INTAKE_KIND_NATIVE ? XML_PLACED_RECORD : XML_RECORD;
}

/* The QuestionnaireResponse in an entry of a Bundle, or NULL. */
static struct xml_node *find_response(const struct xml_node *entry) {
    const struct xml_node *resource = xml_first(entry, "resource");
    return resource != NULL ? xml_first(resource, "QuestionnaireResponse") : NULL;
}

/* Entry, resource, Patient. */
static bool is_early(void *user, const char *name, size_t depth) {
    const struct intake *intake = user;
    return intake->recognition.kind == INTAKE_KIND_BUNDLE && depth == 2 &&
           strcmp(name, "Patient") == 0;
}

static bool on_early(void *user, struct xml_node *entry) {
    struct intake *intake = user;
    fhir_patients_add(intake->patients, entry);
    return find_response(entry) != NULL;
}

/* Ends what a reader began, hands it over, and forgets it. False stops. */
static bool deliver(struct reading *reading, struct record *record, const struct xml_node *node) {
    record_check_lengths(record, node);
    bool goes_on = true;
    const struct intake_target *target = reading->target;
    if (reading->intake->see != NULL) {
        reading->intake->see(target->user, record->response->ordinal, node, record->refused);
    }
    if (!record->refused) {
        reading->count++;
        goes_on = target->take(target->user, reading->arena, record->response);
    }
    arena_reset(reading->arena);
    return goes_on;
}

static struct record begin(struct reading *reading, const struct xml_node *node) {
    struct record record =
        record_begin(reading->arena, reading->file, node, ++reading->ordinal, reading->diags);
    record.patient_keys = &reading->intake->patient_keys;
    return record;
}

static bool deliver_subject(struct reading *reading, struct xml_node *node) {
    struct arena *arena = reading->subject_arena;
    const struct odm_subject *subject =
        odm_subject_build(arena, node, &reading->intake->patient_keys);
    bool goes_on = true;
    for (size_t i = 0; i < odm_subject_count(subject) && goes_on; i++) {
        struct xml_node *form = odm_subject_form(subject, i);
        struct record record = begin(reading, form);
        odm_read(&record, subject, i);
        goes_on = deliver(reading, &record, form);
    }
    arena_reset(arena);
    return goes_on;
}

static bool deliver_download(struct reading *reading, struct xml_node *node) {
    struct record record = begin(reading, node);
    struct recognition recognition = intake_recognise(node);
    if (recognition.kind == INTAKE_KIND_REFUSED) {
        record.refused = true;
        diag(reading->diags, recognition.message, record_position(&record, node),
             recognition.arguments);
    } else {
        openrosa_read(&record, node);
    }
    return deliver(reading, &record, node);
}

static bool deliver_fhir(struct reading *reading, struct xml_node *node) {
    if (node == NULL) {
        return true; /* an entry that is no response */
    }
    struct record record = begin(reading, node);
    fhir_read(&record, node, reading->intake->patients);
    return deliver(reading, &record, node);
}

/* What stands beside the responses: one whose name is misspelt, or an extension. */
static void report_stray(const struct reading *reading, const struct xml_node *node) {
    static const char *const known[] = {"response", NULL};
    struct position place = {reading->file, node->line, node->column, 0, NULL};
    if (node->uri[0] == '\0' || strcmp(node->uri, NATIVE_NAMESPACE) == 0) {
        diag(reading->diags, MESSAGE_INTAKE_LOST_ELEMENT, place,
             ARGS(ids_nearest_of(known, node->name)));
    } else {
        diag(reading->diags, MESSAGE_INTAKE_ELEMENT, place, NULL);
    }
}

static bool deliver_native(struct reading *reading, struct xml_node *node) {
    if (!is_element(node, "response", NATIVE_NAMESPACE)) {
        report_stray(reading, node);
        return true;
    }
    struct record record = begin(reading, node);
    native_read(&record, node);
    return deliver(reading, &record, node);
}

/* False stops. */
static bool deliver_record(struct reading *reading, struct xml_node *node) {
    switch (reading->intake->recognition.kind) {
    case INTAKE_KIND_NATIVE:
        return deliver_native(reading, node);
    case INTAKE_KIND_FHIR:
        return deliver_fhir(reading, node);
    case INTAKE_KIND_BUNDLE:
        return deliver_fhir(reading, find_response(node));
    case INTAKE_KIND_ODM:
        return deliver_subject(reading, node);
    case INTAKE_KIND_OPENROSA:
    case INTAKE_KIND_DOWNLOAD:
        return deliver_download(reading, node);
    case INTAKE_KIND_REFUSED:
    case INTAKE_KIND_COUNT:
        break;
    }
    return false;
}

/* What a file of each kind holds. */
static const enum response_format formats[INTAKE_KIND_COUNT] = {
    [INTAKE_KIND_NATIVE] = RESPONSE_NATIVE,        [INTAKE_KIND_FHIR] = RESPONSE_FHIR,
    [INTAKE_KIND_BUNDLE] = RESPONSE_FHIR,          [INTAKE_KIND_ODM] = RESPONSE_ODM,
    [INTAKE_KIND_OPENROSA] = RESPONSE_OPENROSA,    [INTAKE_KIND_DOWNLOAD] = RESPONSE_OPENROSA,
    [INTAKE_KIND_REFUSED] = RESPONSE_FORMAT_COUNT,
};

/* Reports a file that is none of ours. */
static bool accept_kind(const struct intake *intake, const struct intake_options *options,
                        struct diags *diags) {
    const struct recognition *recognition = &intake->recognition;
    if (recognition->kind == INTAKE_KIND_REFUSED) {
        diag(diags, recognition->message, intake->root, recognition->arguments);
        return false;
    }
    enum response_format found = formats[recognition->kind];
    if (options->format != INTAKE_AUTO && options->format != (int)found) {
        diag(diags, MESSAGE_INTAKE_FORMAT, intake->root,
             ARGS(response_format_names[options->format], response_format_names[found]));
        return false;
    }
    return true;
}

struct intake *intake_open(struct source *source, const struct intake_options *options,
                           struct diags *diags) {
    struct arena *arena = arena_new();
    struct intake *intake = ARENA_NEW(arena, struct intake);
    struct xml_limits limits = xml_limits_intake;
    struct xml_stream stream = {choose, is_early, on_early, intake};
    limits.bytes = options->max_bytes > 0 ? options->max_bytes : INTAKE_MAX_BYTES;
    *intake = (struct intake){.arena = arena,
                              .file = arena_string(arena, source_name(source)),
                              .patient_keys = options->patient,
                              .see = options->see,
                              .patients = fhir_patients_new()};
    intake->records = xml_read_records(source, &limits, &stream, options->scratch, diags);
    if (intake->records == NULL || !accept_kind(intake, options, diags)) {
        intake_free(intake);
        return NULL;
    }
    return intake;
}

void intake_free(struct intake *intake) {
    if (intake != NULL) {
        xml_records_free(intake->records);
        fhir_patients_free(intake->patients);
        arena_free(intake->arena);
    }
}

bool intake_deliver(struct intake *intake, const struct intake_target *target, struct diags *diags,
                    size_t *out_count) {
    struct reading reading = {
        .intake = intake,
        .file = intake->file,
        .diags = diags,
        .subject_arena = arena_new(),
        .arena = arena_new(),
        .target = target,
    };
    bool goes_on = xml_records_begin(intake->records, diags);
    while (goes_on) {
        struct xml_node *node = xml_records_next(intake->records, diags);
        goes_on = node != NULL && deliver_record(&reading, node);
    }
    if (reading.ordinal == 0) {
        diag(diags, MESSAGE_INTAKE_NONE, intake->root, NULL);
    }
    arena_free(reading.arena);
    arena_free(reading.subject_arena);
    *out_count = reading.count;
    return reading.count > 0;
}

bool intake_read(struct source *source, const struct intake_options *options,
                 const struct intake_target *target, struct diags *diags, size_t *out_count) {
    struct intake *intake = intake_open(source, options, diags);
    *out_count = 0;
    bool done = intake != NULL && intake_deliver(intake, target, diags, out_count);
    intake_free(intake);
    return done;
}
