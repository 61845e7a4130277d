/* Reading one file. What is read goes to the worker's own spool, behind what is there already, and
 * counts only once the answer has told the supervisor how far it reaches: so a file whose reading
 * ends in a crash, or that turns out to be broken at its end, leaves nothing.
 *
 * Every record makes an entry, also those that are refused; an error that belongs to no record
 * makes one for the file. */
#include "batch/clerk_inside.h"

#include "base/arena.h"
#include "output/name.h"
#include "response/store.h"
#include "xml/write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define WAITING_BYTES ((size_t)256 * 1024)

struct reading {
    struct clerk *clerk;
    const struct clerk_read *job;
    struct diags *diags; /* of one record; what it says of the file is kept in file_error */
    int handle;
    struct builder stored, entries; /* that wait to be written */
    struct clerk_read_answer *answer;
    struct batch_record file_entry; /* reason "": nothing is wrong with the file */
};

static void write_out(struct reading *reading, struct builder *waiting, int handle,
                      uint64_t end_at) {
    if (reading->answer->error == 0 && waiting->size_bytes > 0 &&
        !write_at(handle, waiting->at, waiting->size_bytes, end_at - waiting->size_bytes)) {
        reading->answer->error = errno;
    }
    builder_reset(waiting);
}

static void flush(struct reading *reading) {
    const struct clerk_spool *spool = &reading->clerk->spools[reading->clerk->slot];
    write_out(reading, &reading->stored, spool->stored, reading->answer->stored_bytes);
    write_out(reading, &reading->entries, spool->entries,
              CLERK_ENTRY_AT(reading->answer->entry_count));
}

static uint64_t store(struct reading *reading, const void *bytes, size_t size_bytes) {
    uint64_t at = reading->answer->stored_bytes;
    builder_add(&reading->stored, bytes, size_bytes);
    reading->answer->stored_bytes += size_bytes;
    return at;
}

static void add_entry(struct reading *reading, const struct batch_record *entry) {
    builder_add(&reading->entries, entry, sizeof *entry);
    reading->answer->entry_count++;
    if (reading->stored.size_bytes > WAITING_BYTES) {
        flush(reading);
    }
}

static struct batch_record entry_of(const struct reading *reading, uint32_t ordinal) {
    return (struct batch_record){
        .input = reading->job->input, .ordinal = ordinal, .spool = (uint32_t)reading->clerk->slot};
}

/* The first error, which is then forgotten with all other messages. */
static void set_reason(struct reading *reading, struct batch_record *entry) {
    const struct diag_error *error = diags_find_error(reading->diags);
    if (error != NULL) {
        snprintf(entry->reason, sizeof entry->reason, "%s", message_id(error->message));
        entry->line = error->line;
        entry->column = error->column;
        entry->text_bytes = (uint32_t)strlen(error->text);
        entry->text_spool = (uint32_t)reading->clerk->slot;
        entry->text_at = store(reading, error->text, entry->text_bytes);
    }
    diags_reset(reading->diags);
}

/* An error that came before the record is none of its own. */
static void keep_file_error(struct reading *reading) {
    if (diags_find_error(reading->diags) != NULL && reading->file_entry.reason[0] == '\0') {
        set_reason(reading, &reading->file_entry);
    }
    diags_reset(reading->diags);
}

static void mark(struct reading *reading, uint32_t ordinal) {
    struct clerk_mark mark = {.input = reading->job->input, .ordinal = ordinal};
    if (!write_at(reading->clerk->spools[reading->clerk->slot].entries, &mark, sizeof mark, 0)) {
        reading->answer->error = errno;
    }
}

static void see(void *user, uint32_t ordinal, const struct xml_node *node, bool is_refused) {
    struct reading *reading = user;
    mark(reading, ordinal);
    if (!is_refused) {
        return;
    }
    struct batch_record entry = entry_of(reading, ordinal);
    struct builder text = {0};
    xml_write_record(node, &text);
    hash_sha256(text.at, text.size_bytes, entry.key);
    builder_free(&text);
    set_reason(reading, &entry);
    add_entry(reading, &entry);
}

static bool take(void *user, struct arena *arena, struct response *response) {
    struct reading *reading = user;
    struct pipeline *pipeline = reading->clerk->pipeline;
    struct batch_record entry = entry_of(reading, response->ordinal);
    struct builder text = {0};
    const char *warning = diags_first_warning(reading->diags);
    keep_file_error(reading);
    if (response->format == RESPONSE_ODM && !pipeline_concerns(pipeline, response)) {
        reading->answer->passed_over++;
        return true;
    }
    response_store(response, &text, entry.key);
    if (response->ordinal == reading->job->skip) {
        snprintf(entry.reason, sizeof entry.reason, "%s", message_id(MESSAGE_BATCH_CRASH));
    } else if (pipeline_visit(pipeline, response, &entry.visit)) {
        entry.stored_bytes = (uint32_t)text.size_bytes;
        entry.stored_at = store(reading, text.at, text.size_bytes);
        snprintf(entry.reason, sizeof entry.reason, "%s", warning);
    } else {
        pipeline_assess(pipeline, response, reading->diags);
        set_reason(reading, &entry);
    }
    snprintf(entry.name, sizeof entry.name, "%s", name_stem(arena, response->id));
    entry.date = (uint32_t)(response->authored.year * 10000 + response->authored.month * 100 +
                            response->authored.day);
    builder_free(&text);
    clerk_test_forge_entry(response->id, &entry);
    add_entry(reading, &entry);
    return reading->answer->error == 0;
}

/* A file of which nothing else is known. */
static void end_file(struct reading *reading) {
    const struct clerk_read *job = reading->job;
    struct batch_record *entry = &reading->file_entry;
    bool has_error = diags_find_error(reading->diags) != NULL;
    bool is_empty = reading->answer->entry_count == job->entry_count;
    keep_file_error(reading);
    if (is_empty && entry->reason[0] == '\0') {
        const char *id = reading->clerk->pack->questionnaire->id;
        diag(reading->diags, MESSAGE_NO_KNOWN_ITEM, NOWHERE, ARGS(id));
        set_reason(reading, entry);
    }
    if (has_error || entry->reason[0] != '\0') {
        uint64_t size_bytes = 0;
        if (!clerk_hash_file(reading->handle, &size_bytes, entry->key)) {
            reading->answer->error = errno;
        }
        add_entry(reading, entry);
    }
}

void clerk_do_read(struct clerk *clerk, const struct channel_packet *packet,
                   struct builder *answer) {
    struct clerk_read job;
    struct clerk_read_answer result = {0};
    if (packet->bytes.size_bytes <= sizeof job || packet->handle_count < 1) {
        return;
    }
    memcpy(&job, packet->bytes.at, sizeof job);
    result.entry_count = job.entry_count;
    result.stored_bytes = job.stored_bytes;
    struct reading reading = {.clerk = clerk,
                              .job = &job,
                              .diags = diags_new(),
                              .handle = packet->handles[0],
                              .answer = &result};
    reading.file_entry = entry_of(&reading, 0);
    struct intake_options options = clerk->intake;
    options.see = see;
    mark(&reading, 0);
    if (!clerk_intake(reading.handle, clerk_label(packet, sizeof job), &options,
                      &(struct intake_target){take, &reading}, reading.diags)) {
        result.error = errno;
    }
    end_file(&reading);
    flush(&reading);
    diags_free(reading.diags);
    builder_free(&reading.stored);
    builder_free(&reading.entries);
    builder_add(answer, &result, sizeof result);
}
