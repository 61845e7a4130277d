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
    struct arena *patient_arena;
    struct fhir_patients *patients; /* of a Bundle */
    struct arena *arena;            /* of one response */
    const struct intake_target *target;
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
             ARGS(node->name, ids_nearest_of(known, node->name)));
    } else if (reading->is_second_pass) {
        diag(reading->diags, MESSAGE_INTAKE_ELEMENT, place, ARGS(node->name));
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

static bool deliver(struct reading *reading, struct xml_node *node) {
    struct record record =
        record_begin(reading->arena, reading->file, node, ++reading->ordinal, reading->diags);
    if (reading->recognition.kind == INTAKE_KIND_NATIVE) {
        native_read(&record, node);
    } else {
        fhir_read(&record, node, reading->patients);
    }
    record_check_lengths(&record, node);
    bool goes_on = true;
    if (!record.refused) {
        reading->count++;
        goes_on = reading->target->take(reading->target->user, reading->arena, record.response);
    }
    arena_reset(reading->arena);
    return goes_on;
}

static bool on_record(void *user, struct xml_node *node) {
    struct reading *reading = user;
    bool is_bundle = reading->recognition.kind == INTAKE_KIND_BUNDLE;
    if (!reading->is_second_pass) {
        if (is_bundle) {
            fhir_patients_add(reading->patient_arena, reading->patients, node);
        }
        return true;
    }
    struct xml_node *response = is_bundle ? find_response(node) : node;
    return response == NULL || deliver(reading, response);
}

static bool is_wanted_format(const struct reading *reading, int format) {
    bool is_native = reading->recognition.kind == INTAKE_KIND_NATIVE;
    return format == INTAKE_AUTO || format == (is_native ? RESPONSE_NATIVE : RESPONSE_FHIR);
}

/* Reports a file that the first pass found to be none of ours. */
static bool accept_kind(const struct reading *reading, const struct intake_options *options) {
    const struct recognition *recognition = &reading->recognition;
    if (recognition->kind == INTAKE_KIND_REFUSED) {
        diag(reading->diags, recognition->message, reading->root, recognition->arguments);
        return false;
    }
    if (!is_wanted_format(reading, options->format)) {
        const char *wanted = response_format_names[options->format];
        bool is_native = recognition->kind == INTAKE_KIND_NATIVE;
        diag(reading->diags, MESSAGE_INTAKE_FORMAT, reading->root,
             ARGS(wanted, response_format_names[is_native ? RESPONSE_NATIVE : RESPONSE_FHIR]));
        return false;
    }
    return true;
}

bool intake_read(const char *file, struct slice bytes, const struct intake_options *options,
                 const struct intake_target *target, struct diags *diags, size_t *out_count) {
    struct xml_limits limits = xml_limits_intake;
    limits.bytes = options->max_bytes > 0 ? options->max_bytes : limits.bytes;
    struct reading reading = {
        .file = file,
        .diags = diags,
        .patient_arena = arena_new(),
        .arena = arena_new(),
        .target = target,
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
    arena_free(reading.arena);
    arena_free(reading.patient_arena);
    *out_count = reading.count;
    return reading.count > 0;
}
