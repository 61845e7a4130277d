/* Every wait has an end: connecting takes at most CONNECT_MS, and libcups asks on_silence each
 * second in which the other side says nothing. libcups never asks the person for a password: who
 * may not print is told so. */
#include "print/cups_connection.h"

#include "base/utf8.h"
#include "print/print.h"
#include "print/reasons.h"

#include <poll.h>
#include <string.h>
#include <time.h>

#define CONNECT_MS 10000
#define RESOURCE_BYTES 1024
#define URI_BYTES 2048

int64_t connection_clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool connection_is_stopped(const struct connection *connection, int wait_ms) {
    struct pollfd watched = {.fd = connection->stop_handle, .events = POLLIN};
    return poll(&watched, connection->stop_handle > 0 ? 1 : 0, wait_ms) > 0;
}

/* 1: libcups goes on waiting. */
static int on_silence(http_t *http, void *user) {
    (void)http;
    const struct connection *connection = user;
    return connection_clock_ms() - connection->heard_ms < connection->silence_max_ms &&
           !connection_is_stopped(connection, 0);
}

static const char *no_password(const char *prompt, http_t *http, const char *method,
                               const char *resource, void *user) {
    (void)prompt;
    (void)http;
    (void)method;
    (void)resource;
    (void)user;
    return NULL;
}

static void report(const struct connection *connection, enum message message, const char *more) {
    diag(connection->diags, message, connection->position, ARGS(connection->printer, more));
}

static bool connect_directly(struct connection *connection, const char *address) {
    struct cups *cups = &connection->cups;
    connection->printer = address;
    if (strncmp(address, "ipp://", 6) != 0 && strncmp(address, "ipps://", 7) != 0) {
        report(connection, MESSAGE_PRINTER_ADDRESS, NULL);
        return false;
    }
    cups_dest_t *destination = cups->cupsGetDestWithURI(NULL, address);
    if (destination == NULL) {
        report(connection, MESSAGE_PRINTER_ADDRESS, NULL);
        return false;
    }
    char resource[RESOURCE_BYTES] = "";
    connection->http = cups->cupsConnectDest(destination, CUPS_DEST_FLAGS_DEVICE, CONNECT_MS, NULL,
                                             resource, sizeof resource, NULL, NULL);
    cups->cupsFreeDests(1, destination);
    connection->is_direct = true;
    connection->uri = address;
    connection->resource = arena_string(connection->arena, resource);
    if (connection->http != NULL && cups->httpGetFd(connection->http) >= 0) {
        return true;
    }
    int error = connection->http != NULL ? cups->httpError(connection->http) : 0;
    report(connection, MESSAGE_PRINTER_UNREACHABLE,
           error != 0 ? strerror(error) : cups->cupsLastErrorString());
    return false;
}

static bool connect_to_server(struct connection *connection) {
    struct cups *cups = &connection->cups;
    connection->http = cups->httpConnect2(cups->cupsServer(), cups->ippPort(), NULL, AF_UNSPEC,
                                          cups->cupsEncryption(), 1, CONNECT_MS, NULL);
    if (connection->http == NULL) {
        diag(connection->diags, MESSAGE_PRINT_SERVER, connection->position,
             ARGS(cups->cupsServer()));
    }
    return connection->http != NULL;
}

static bool name_queue(struct connection *connection, const char *queue) {
    struct cups *cups = &connection->cups;
    char uri[URI_BYTES];
    if (queue == NULL) {
        queue = arena_string(connection->arena, cups->cupsGetDefault2(connection->http));
    }
    connection->printer = queue;
    if (queue == NULL) {
        diag(connection->diags, MESSAGE_PRINTER_NONE, connection->position, NULL);
        return false;
    }
    if (cups->httpAssembleURIf(HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", 0,
                               "/printers/%s", queue) < HTTP_URI_STATUS_OK) {
        report(connection, MESSAGE_PRINTER_UNKNOWN, NULL);
        return false;
    }
    connection->uri = arena_string(connection->arena, uri);
    connection->resource = strstr(connection->uri, "/printers/");
    return true;
}

bool connection_open(struct connection *connection, const char *printer, bool is_list) {
    if (!cups_load(&connection->cups)) {
        diag(connection->diags, MESSAGE_PRINT_NO_SYSTEM, connection->position,
             ARGS("the library libcups is not installed"));
        return false;
    }
    connection->cups.cupsSetPasswordCB2(no_password, NULL);
    connection->heard_ms = connection_clock_ms();
    bool is_address = printer != NULL && strstr(printer, "://") != NULL;
    if (!(is_address ? connect_directly(connection, printer) : connect_to_server(connection))) {
        return false;
    }
    connection->cups.httpSetTimeout(connection->http, 1, on_silence, connection);
    if (is_address || (is_list && printer == NULL)) {
        return true;
    }
    return name_queue(connection, printer);
}

void connection_close(struct connection *connection) {
    if (connection->http != NULL) {
        connection->cups.httpClose(connection->http);
        connection->http = NULL;
    }
}

ipp_t *connection_new_request(const struct connection *connection, ipp_op_t operation) {
    const struct cups *cups = &connection->cups;
    ipp_t *request = cups->ippNewRequest(operation);
    cups->ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL,
                       connection->uri);
    cups->ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL,
                       cups->cupsUser());
    return request;
}

ipp_t *connection_try(struct connection *connection, ipp_t *request) {
    const struct cups *cups = &connection->cups;
    connection->heard_ms = connection_clock_ms();
    ipp_t *reply = cups->cupsDoRequest(connection->http, request, connection->resource);
    if (reply != NULL && cups->cupsLastError() > IPP_STATUS_OK_EVENTS_COMPLETE) {
        cups->ippDelete(reply);
        reply = NULL;
    }
    return reply;
}

/* Which message is that of a status; all others are MESSAGE_PRINT_FAILED. */
static const struct {
    ipp_status_t status;
    enum message message;
} messages[] = {
    {IPP_STATUS_ERROR_NOT_FOUND, MESSAGE_PRINTER_UNKNOWN},
    {IPP_STATUS_ERROR_GONE, MESSAGE_PRINTER_UNKNOWN},
    {IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS, MESSAGE_PRINTER_REJECTS},
    {IPP_STATUS_ERROR_FORBIDDEN, MESSAGE_PRINT_NOT_ALLOWED},
    {IPP_STATUS_ERROR_NOT_AUTHENTICATED, MESSAGE_PRINT_NOT_ALLOWED},
    {IPP_STATUS_ERROR_NOT_AUTHORIZED, MESSAGE_PRINT_NOT_ALLOWED},
    {IPP_STATUS_ERROR_CUPS_AUTHENTICATION_CANCELED, MESSAGE_PRINT_NOT_ALLOWED},
    {IPP_STATUS_ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED, MESSAGE_PRINTER_NO_PDF},
    {IPP_STATUS_ERROR_DOCUMENT_FORMAT_ERROR, MESSAGE_PRINT_UNPRINTABLE},
    {IPP_STATUS_ERROR_DOCUMENT_UNPRINTABLE, MESSAGE_PRINT_UNPRINTABLE},
};

void connection_report(const struct connection *connection) {
    ipp_status_t status = connection->cups.cupsLastError();
    enum message message = MESSAGE_PRINT_FAILED;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        message = messages[i].status == status ? messages[i].message : message;
    }
    report(connection, message,
           message == MESSAGE_PRINT_FAILED ? connection->cups.cupsLastErrorString() : NULL);
}

ipp_t *connection_ask(struct connection *connection, ipp_t *request) {
    ipp_t *reply = connection_try(connection, request);
    if (reply == NULL) {
        connection_report(connection);
    }
    return reply;
}

const char *connection_reasons(const struct connection *connection, ipp_attribute_t *reasons) {
    const struct cups *cups = &connection->cups;
    struct builder words = {0};
    for (int i = 0; reasons != NULL && i < cups->ippGetCount(reasons); i++) {
        const char *keyword = cups->ippGetString(reasons, i, NULL);
        reasons_add(&words, keyword != NULL ? keyword : "none");
    }
    const char *text = words.at != NULL ? utf8_clean(connection->arena, words.at, false) : "";
    builder_free(&words);
    return text;
}

const char *connection_message(const struct connection *connection, ipp_attribute_t *message) {
    const char *text = message != NULL ? connection->cups.ippGetString(message, 0, NULL) : NULL;
    return text != NULL ? utf8_clean(connection->arena, text, false) : "";
}

const char *connection_words(const struct connection *connection, ipp_t *reply) {
    const struct cups *cups = &connection->cups;
    ipp_attribute_t *state = cups->ippFindAttribute(reply, "printer-state", IPP_TAG_ENUM);
    const char *words = connection_reasons(
        connection, cups->ippFindAttribute(reply, "printer-state-reasons", IPP_TAG_KEYWORD));
    bool is_idle = state != NULL && cups->ippGetInteger(state, 0) == IPP_PSTATE_IDLE;
    return is_idle || words[0] != '\0'
               ? words
               : connection_message(connection, cups->ippFindAttribute(
                                                    reply, "printer-state-message", IPP_TAG_TEXT));
}
