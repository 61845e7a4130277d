/* One job: look at the printer, create the job, send the PDF, then ask again and again what became
 * of it.
 *
 * How long to wait is the hard part. A queue whose printer is off reports a job that is being
 * processed, for ever; a long handout on a slow printer does the same and is well. So the time
 * limit runs anew whenever anything moves: the job's state, the pages that are out, the jobs before
 * it. When it is over the job is cancelled, so that no page comes out later that somebody has
 * meanwhile printed elsewhere, and the answer to that is awaited: a job that was done just then has
 * been sent.
 *
 * A job that is stopped while its printer works is one whose PDF a filter did not take. While the
 * printer itself has stopped (paper) the job waits with it. */
#include "print/cups_connection.h"
#include "print/cups_offer.h"
#include "print/job.h"

#include <string.h>

#define POLL_FIRST_MS 100
#define POLL_MOST_MS 500
#define CANCEL_MS 5000
#define CHUNK_BYTES ((size_t)32 * 1024)

struct job {
    struct connection connection;
    const struct print_options *options;
    const struct print_document *document;
    int id;
    int64_t wait_ms;
    const char *reasons; /* of the printer's state, as told last */
    const char *words;   /* the same, or its own message */
};

/* What was seen of it last. */
struct sight {
    ipp_jstate_t state;
    ipp_pstate_t printer_state; /* 0: unknown */
    int pages, sheets, before;
    bool is_unprintable; /* the printer or a filter says so */
    bool is_waiting_for_printer;
};

static const char *number(const struct job *job, int64_t value) {
    return arena_format(job->connection.arena, "%lld", (long long)value);
}

static void tell(const struct job *job, enum message message, const char *more) {
    diag(job->connection.diags, message, job->connection.position,
         ARGS(job->connection.printer, number(job, job->id), more));
}

/* With the seconds instead of the job. */
static void tell_waited(const struct job *job, enum message message, const char *more) {
    diag(job->connection.diags, message, job->connection.position,
         ARGS(job->connection.printer, number(job, job->wait_ms / 1000), more));
}

static int integer_of(const struct cups *cups, ipp_t *reply, const char *name) {
    ipp_attribute_t *found = cups->ippFindAttribute(reply, name, IPP_TAG_ZERO);
    return found != NULL ? cups->ippGetInteger(found, 0) : 0;
}

/* --- create and send
 * -------------------------------------------------------------------------------- */

static ipp_t *new_job_request(const struct job *job, ipp_op_t operation) {
    ipp_t *request = connection_new_request(&job->connection, operation);
    job->connection.cups.ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id",
                                       job->id);
    return request;
}

static ipp_t *try_to_create(struct job *job, ipp_t *offer) {
    struct connection *connection = &job->connection;
    const struct cups *cups = &connection->cups;
    ipp_t *request = connection_new_request(connection, IPP_OP_CREATE_JOB);
    cups->ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL,
                       job->document->title);
    offer_fill_job(connection, offer, request, job->options, job->document);
    return connection_try(connection, request);
}

/* A printer without a queue of its own takes one job at a time; its turn is waited for. */
static enum print_outcome create(struct job *job, ipp_t *offer) {
    struct connection *connection = &job->connection;
    const struct cups *cups = &connection->cups;
    int64_t end_ms = connection_clock_ms() + job->wait_ms;
    ipp_t *reply = try_to_create(job, offer);
    while (reply == NULL && cups->cupsLastError() == IPP_STATUS_ERROR_BUSY) {
        if (connection_clock_ms() >= end_ms) {
            tell_waited(job, MESSAGE_PRINTER_BUSY, NULL);
            return PRINT_FAILED;
        }
        if (connection_is_stopped(connection, POLL_MOST_MS)) {
            tell_waited(job, MESSAGE_PRINT_STOPPED, NULL);
            return PRINT_STOPPED;
        }
        reply = try_to_create(job, offer);
    }
    if (reply == NULL) {
        connection_report(connection);
        return PRINT_FAILED;
    }
    job->id = integer_of(cups, reply, "job-id");
    cups->ippDelete(reply);
    return PRINT_SENT;
}

/* The bytes after the request; false if the other side has ended the talk or the caller wants to.
 */
static bool send_bytes(struct job *job) {
    struct connection *connection = &job->connection;
    struct slice left = job->document->pdf;
    while (left.size_bytes > 0) {
        size_t size_bytes = left.size_bytes < CHUNK_BYTES ? left.size_bytes : CHUNK_BYTES;
        connection->heard_ms = connection_clock_ms();
        if (connection_is_stopped(connection, 0) ||
            connection->cups.cupsWriteRequestData(connection->http, left.at, size_bytes) !=
                HTTP_STATUS_CONTINUE) {
            return false;
        }
        left.at += size_bytes;
        left.size_bytes -= size_bytes;
    }
    return true;
}

/* False if it was not taken; not reported, because the job may tell more. */
static bool send_pdf(struct job *job) {
    struct connection *connection = &job->connection;
    const struct cups *cups = &connection->cups;
    ipp_t *request = new_job_request(job, IPP_OP_SEND_DOCUMENT);
    cups->ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "document-name", NULL,
                       job->document->title);
    cups->ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL,
                       CUPS_FORMAT_PDF);
    cups->ippAddBoolean(request, IPP_TAG_OPERATION, "last-document", 1);
    connection->heard_ms = connection_clock_ms();
    size_t size_bytes = cups->ippLength(request) + job->document->pdf.size_bytes;
    http_status_t status =
        cups->cupsSendRequest(connection->http, request, connection->resource, size_bytes);
    cups->ippDelete(request);
    bool is_sent = status == HTTP_STATUS_CONTINUE && send_bytes(job);
    connection->heard_ms = connection_clock_ms();
    ipp_t *reply = cups->cupsGetResponse(connection->http, connection->resource);
    bool is_taken = reply != NULL && cups->cupsLastError() <= IPP_STATUS_OK_EVENTS_COMPLETE;
    cups->ippDelete(reply);
    return is_sent && is_taken;
}

/* --- look
 * ---------------------------------------------------------------------------------------------- */

static bool has_reason(const struct cups *cups, ipp_t *reply, const char *const *keywords) {
    ipp_attribute_t *reasons = cups->ippFindAttribute(reply, "job-state-reasons", IPP_TAG_KEYWORD);
    for (size_t i = 0; reasons != NULL && keywords[i] != NULL; i++) {
        if (cups->ippContainsString(reasons, keywords[i])) {
            return true;
        }
    }
    return false;
}

static bool look_at_job(struct job *job, struct sight *out_sight) {
    static const char *const unprintable[] = {"document-format-error", "document-unprintable-error",
                                              "unsupported-document-format",
                                              "conflicting-attributes", NULL};
    static const char *const waiting[] = {"printer-stopped", "printer-stopped-partly",
                                          "resources-are-not-ready", NULL};
    struct connection *connection = &job->connection;
    const struct cups *cups = &connection->cups;
    ipp_t *reply = connection_try(connection, new_job_request(job, IPP_OP_GET_JOB_ATTRIBUTES));
    if (reply == NULL) {
        return false;
    }
    *out_sight = (struct sight){
        .state = (ipp_jstate_t)integer_of(cups, reply, "job-state"),
        .pages = integer_of(cups, reply, "job-impressions-completed"),
        .sheets = integer_of(cups, reply, "job-media-sheets-completed"),
        .before = integer_of(cups, reply, "number-of-intervening-jobs"),
        .is_unprintable = has_reason(cups, reply, unprintable),
        .is_waiting_for_printer = has_reason(cups, reply, waiting),
    };
    cups->ippDelete(reply);
    return true;
}

/* Tells staff what the printer says, whenever it says something else. */
static void look_at_printer(struct job *job, struct sight *sight) {
    static const char *const wanted[] = {"printer-state", "printer-state-reasons",
                                         "printer-state-message"};
    struct connection *connection = &job->connection;
    const struct cups *cups = &connection->cups;
    ipp_t *request = connection_new_request(connection, IPP_OP_GET_PRINTER_ATTRIBUTES);
    cups->ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                        sizeof wanted / sizeof wanted[0], NULL, wanted);
    ipp_t *reply = connection_try(connection, request);
    if (reply == NULL) {
        return;
    }
    sight->printer_state = (ipp_pstate_t)integer_of(cups, reply, "printer-state");
    const char *reasons = connection_reasons(
        connection, cups->ippFindAttribute(reply, "printer-state-reasons", IPP_TAG_KEYWORD));
    job->words = connection_words(connection, reply);
    cups->ippDelete(reply);
    if (strcmp(reasons, job->reasons) != 0 && reasons[0] != '\0') {
        diag(connection->diags, MESSAGE_PRINTER_SAYS, connection->position,
             ARGS(connection->printer, reasons));
    }
    job->reasons = reasons;
}

/* --- the end
 * ---------------------------------------------------------------------------------------- */

/* The job is gone from the queue, or the person is told that it may not be. True if it was done
 * before it could be cancelled. */
static bool cancel(struct job *job) {
    struct connection *connection = &job->connection;
    struct sight sight = {0};
    int64_t end_ms = connection_clock_ms() + CANCEL_MS;
    connection->stop_handle = 0; /* or the stop would end this, too */
    connection->silence_max_ms = CANCEL_MS;
    connection->cups.ippDelete(connection_try(connection, new_job_request(job, IPP_OP_CANCEL_JOB)));
    do {
        if (look_at_job(job, &sight) && sight.state >= IPP_JSTATE_CANCELED) {
            return sight.state == IPP_JSTATE_COMPLETED;
        }
        connection_is_stopped(connection, POLL_FIRST_MS);
    } while (connection_clock_ms() < end_ms);
    tell(job, MESSAGE_PRINT_LEFT, NULL);
    return false;
}

static enum print_outcome sent(const struct job *job) {
    tell(job, MESSAGE_PRINT_SENT, NULL);
    return PRINT_SENT;
}

/* Gives up, with the message why. */
static enum print_outcome give_up(struct job *job, enum message message,
                                  enum print_outcome outcome) {
    const char *words = job->words[0] != '\0' ? job->words : NULL;
    if (cancel(job)) {
        return sent(job);
    }
    tell_waited(job, message, words);
    return outcome;
}

/* False while the job goes on. */
static bool has_ended(struct job *job, const struct sight *sight, enum print_outcome *out_outcome) {
    *out_outcome = PRINT_FAILED;
    bool is_printer_well =
        sight->printer_state != IPP_PSTATE_STOPPED && !sight->is_waiting_for_printer;
    if (sight->state == IPP_JSTATE_COMPLETED) {
        *out_outcome = sent(job);
    } else if (sight->state == IPP_JSTATE_CANCELED) {
        tell(job, MESSAGE_PRINT_CANCELLED, NULL);
    } else if (sight->state == IPP_JSTATE_ABORTED) {
        tell(job, sight->is_unprintable ? MESSAGE_PRINT_UNPRINTABLE : MESSAGE_PRINT_ABORTED,
             job->reasons[0] != '\0' ? job->reasons : NULL);
    } else if (sight->state == IPP_JSTATE_STOPPED && is_printer_well) {
        *out_outcome = give_up(job, MESSAGE_PRINT_UNPRINTABLE, PRINT_FAILED);
    } else {
        return false;
    }
    return true;
}

static bool has_moved(const struct sight *before, const struct sight *now) {
    return before->state != now->state || before->pages != now->pages ||
           before->sheets != now->sheets || before->before != now->before;
}

static enum print_outcome wait_for(struct job *job) {
    struct sight before = {0}, now = {0};
    enum print_outcome outcome;
    int64_t moved_ms = connection_clock_ms();
    int pause_ms = POLL_FIRST_MS;
    for (;;) {
        if (look_at_job(job, &now)) {
            look_at_printer(job, &now);
            if (has_ended(job, &now, &outcome)) {
                return outcome;
            }
        }
        if (has_moved(&before, &now)) {
            moved_ms = connection_clock_ms();
            before = now;
        }
        if (connection_clock_ms() - moved_ms >= job->wait_ms) {
            return give_up(job, MESSAGE_PRINT_TIMEOUT, PRINT_FAILED);
        }
        if (connection_is_stopped(&job->connection, pause_ms)) {
            return give_up(job, MESSAGE_PRINT_STOPPED, PRINT_STOPPED);
        }
        pause_ms = pause_ms * 2 < POLL_MOST_MS ? pause_ms * 2 : POLL_MOST_MS;
    }
}

/* The document was not taken: the job has no use. */
static enum print_outcome report_unsent(struct job *job) {
    struct connection *connection = &job->connection;
    bool is_stopped = connection_is_stopped(connection, 0);
    if (!is_stopped) {
        connection_report(connection);
    }
    if (cancel(job)) {
        return sent(job);
    }
    if (is_stopped) {
        tell_waited(job, MESSAGE_PRINT_STOPPED, NULL);
    }
    return is_stopped ? PRINT_STOPPED : PRINT_FAILED;
}

static enum print_outcome run(struct job *job) {
    struct connection *connection = &job->connection;
    if (connection_is_stopped(connection, 0)) {
        diag(connection->diags, MESSAGE_PRINT_STOPPED, connection->position, NULL);
        return PRINT_STOPPED;
    }
    if (!connection_open(connection, job->options->printer, false)) {
        return PRINT_FAILED;
    }
    ipp_t *offer = offer_ask(connection);
    enum print_outcome created = PRINT_FAILED;
    if (offer != NULL && offer_suffices(connection, offer, job->options, job->document)) {
        created = create(job, offer);
    }
    connection->cups.ippDelete(offer);
    if (created != PRINT_SENT) {
        return created;
    }
    return send_pdf(job) ? wait_for(job) : report_unsent(job);
}

enum print_outcome job_run(struct arena *arena, const struct print_options *options,
                           const struct print_document *document, struct diags *diags) {
    int64_t wait_ms = (int64_t)1000 * (options->wait_s > 0 ? options->wait_s : PRINT_WAIT_USUAL_S);
    struct job job = {.connection = {.arena = arena,
                                     .diags = diags,
                                     .position = document->position,
                                     .stop_handle = options->stop_handle,
                                     .silence_max_ms = wait_ms},
                      .options = options,
                      .document = document,
                      .wait_ms = wait_ms,
                      .reasons = "",
                      .words = ""};
    enum print_outcome outcome = run(&job);
    connection_close(&job.connection);
    return outcome;
}
