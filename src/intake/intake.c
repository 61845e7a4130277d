/* Two passes over the file. The first reads all of it, records and all, so that nothing of a file
 * that is broken, cut off or beyond a limit is ever delivered; learns what it is; and keeps the
 * patients of a FHIR Bundle, which may stand after the responses that name them. The second expands
 * one response at a time, delivers it, and forgets it. */
#include "intake/intake.h"

#include "intake/readers.h"
#include "intake/recognise.h"

#include <string.h>

struct reading {
    const char *file;
    struct diags *diags;
    struct arena *patient_arena;    /* of a Bundle's patients, or of one subject of an ODM file */
    struct fhir_patients *patients; /* of a Bundle */
    struct arena *arena;            /* of one response */
    const struct intake_target *target;
    intake_witness *see; /* or NULL */
    const struct intake_patient *patient_keys;
    struct recognition recognition;
    struct position root;
    bool is_second_pass;
    uint32_t ordinal; /* of the last response seen */
    size_t count;     /* delivered */
};

static bool is_element(const struct xml_node *node, const char *name, const char *uri) {
    return strcmp(node->name, name) == 0 && strcmp(node->uri, uri) == 0;
}

/* What stands beside the responses of a native file: a response whose name is misspelt, or an
 * extension. */
static void report_stray(struct reading *reading, const struct xml_node *node) {
    static const char *const known[] = {"response", NULL};
    struct position place = {reading->file, node->line, node->column, 0, NULL};
    bool is_ours = node->uri[0] == '\0' || strcmp(node->uri, NATIVE_NAMESPACE) == 0;
    if (reading->is_second_pass && is_ours) {
        diag(reading->diags, MESSAGE_INTAKE_LOST_ELEMENT, place,
             ARGS(ids_nearest_of(known, node->name)));
    } else if (reading->is_second_pass) {
        diag(reading->diags, MESSAGE_INTAKE_ELEMENT, place, NULL);
    }
}

static bool is_native_record(struct reading *reading, const struct xml_node *const *path,
                             size_t depth) {
    if (depth == 1) {
        return is_element(path[0], "response", NATIVE_NAMESPACE);
    }
    if (depth == 2 && is_element(path[0], "responses", NATIVE_NAMESPACE)) {
        if (is_element(path[1], "response", NATIVE_NAMESPACE)) {
            return true;
        }
        report_stray(reading, path[1]);
    }
    return false;
}

static bool is_record(void *user, const struct xml_node *const *path, size_t depth) {
    struct reading *reading = user;
    if (depth == 1) {
        reading->recognition = intake_recognise(path[0]);
        reading->root = (struct position){reading->file, path[0]->line, path[0]->column, 0, NULL};
    }
    switch (reading->recognition.kind) {
    case INTAKE_KIND_NATIVE:
        return is_native_record(reading, path, depth);
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
        return depth == 3 && is_element(path[1], "data", OPENROSA_NAMESPACE);
    case INTAKE_KIND_REFUSED:
    case INTAKE_KIND_COUNT:
        break;
    }
    return false;
}

/* The QuestionnaireResponse in an entry of a Bundle, or NULL. */
static struct xml_node *find_response(const struct xml_node *entry) {
    const struct xml_node *resource = xml_first(entry, "resource");
    return resource != NULL ? xml_first(resource, "QuestionnaireResponse") : NULL;
}

/* Ends what a reader began, hands it over, and forgets it. False stops. */
static bool deliver(struct reading *reading, struct record *record, const struct xml_node *node) {
    record_check_lengths(record, node);
    bool goes_on = true;
    const struct intake_target *target = reading->target;
    if (reading->see != NULL) {
        reading->see(target->user, record->response->ordinal, node, record->refused);
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
    record.patient_keys = reading->patient_keys;
    return record;
}

static bool deliver_subject(struct reading *reading, struct xml_node *node) {
    struct arena *arena = reading->patient_arena;
    const struct odm_subject *subject = odm_subject_build(arena, node, reading->patient_keys);
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
    fhir_read(&record, node, reading->patients);
    return deliver(reading, &record, node);
}

static bool deliver_native(struct reading *reading, struct xml_node *node) {
    struct record record = begin(reading, node);
    native_read(&record, node);
    return deliver(reading, &record, node);
}

static bool on_record(void *user, struct xml_node *node) {
    struct reading *reading = user;
    enum intake_kind kind = reading->recognition.kind;
    if (!reading->is_second_pass) {
        if (kind == INTAKE_KIND_BUNDLE) {
            fhir_patients_add(reading->patient_arena, reading->patients, node);
        }
        return true;
    }
    switch (kind) {
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

/* Reports a file that the first pass found to be none of ours. */
static bool accept_kind(const struct reading *reading, const struct intake_options *options) {
    const struct recognition *recognition = &reading->recognition;
    if (recognition->kind == INTAKE_KIND_REFUSED) {
        diag(reading->diags, recognition->message, reading->root, recognition->arguments);
        return false;
    }
    enum response_format found = formats[recognition->kind];
    if (options->format != INTAKE_AUTO && options->format != (int)found) {
        diag(reading->diags, MESSAGE_INTAKE_FORMAT, reading->root,
             ARGS(response_format_names[options->format], response_format_names[found]));
        return false;
    }
    return true;
}

bool intake_read(struct source *source, const struct intake_options *options,
                 const struct intake_target *target, struct diags *diags, size_t *out_count) {
    struct arena *bytes_arena = arena_new();
    struct slice bytes = {NULL, 0};
    *out_count = 0;
    if (!source_read_all(source, bytes_arena, diags, &bytes)) {
        arena_free(bytes_arena);
        return false;
    }
    const char *file = source_name(source);
    struct xml_limits limits = xml_limits_intake;
    limits.bytes = options->max_bytes > 0 ? options->max_bytes : INTAKE_MAX_BYTES;
    struct reading reading = {
        .file = file,
        .diags = diags,
        .patient_arena = arena_new(),
        .arena = arena_new(),
        .target = target,
        .see = options->see,
        .patient_keys = &options->patient,
    };
    reading.patients = fhir_patients_build(reading.patient_arena);
    struct xml_stream stream = {is_record, on_record, &reading};
    bool done = xml_read_stream(file, bytes, &limits, &stream, diags);
    if (done && accept_kind(&reading, options)) {
        reading.is_second_pass = true;
        xml_read_stream(file, bytes, &limits, &stream, diags);
        if (reading.ordinal == 0) {
            diag(diags, MESSAGE_INTAKE_NONE, reading.root, NULL);
        }
    }
    arena_free(bytes_arena);
    arena_free(reading.arena);
    arena_free(reading.patient_arena);
    *out_count = reading.count;
    return reading.count > 0;
}
