/* Files read as text: what the unit tests of intake share. */
#ifndef TESTS_INTAKE_READING_H
#define TESTS_INTAKE_READING_H

#include "unit/unit.h"

#include "base/file.h"
#include "intake/intake.h"

/* The dumps of all responses of a file, and what was reported. */
struct reading {
    struct builder dumps;
    struct diags *diags;
    size_t count;
    size_t stop_after; /* 0: never */
    struct intake_patient patient;
    bool done;
};

static inline bool reading_take(void *user, struct arena *arena, struct response *response) {
    (void)arena;
    struct reading *reading = user;
    reading->count++;
    response_dump(response, &reading->dumps);
    return reading->count != reading->stop_after;
}

static inline void reading_run(struct reading *reading, struct slice bytes, int format) {
    struct intake_options options = {.format = format, .patient = reading->patient};
    size_t count = 0;
    reading->diags = diags_new();
    struct source *source = source_from_bytes("form.xml", bytes);
    reading->done = intake_read(source, &options, &(struct intake_target){reading_take, reading},
                                reading->diags, &count);
    source_free(source);
    assert_int_equal(count, reading->count);
}

static inline struct reading read_text(const char *text) {
    struct reading reading = {0};
    reading_run(&reading, slice_from(text), INTAKE_AUTO);
    return reading;
}

static inline void reading_free(struct reading *reading) {
    builder_free(&reading->dumps);
    diags_free(reading->diags);
}

/* Reads text and expects this in a dump, and no message but warnings that begin so ("" for none).
 */
static inline void expect_dump(const char *text, const char *part, const char *messages) {
    struct reading reading = read_text(text);
    char *said = unit_messages(reading.diags);
    if (reading.dumps.at == NULL || strstr(reading.dumps.at, part) == NULL) {
        fail_msg("expected %s\nin %s\nmessages %s", part,
                 reading.dumps.at != NULL ? reading.dumps.at : "nothing", said);
    }
    if (strncmp(said, messages, strlen(messages)) != 0 ||
        (messages[0] == '\0' && said[0] != '\0')) {
        fail_msg("expected %s\ngot %s", messages, said);
    }
    free(said);
    reading_free(&reading);
}

/* Reads text and expects no response and these messages. */
static inline void expect_refused(const char *text, const char *messages) {
    struct reading reading = read_text(text);
    assert_false(reading.done);
    assert_int_equal(reading.count, 0);
    unit_expect_messages(reading.diags, messages);
    assert_int_equal(diags_status(reading.diags), STATUS_INPUT);
    reading_free(&reading);
}

#endif
