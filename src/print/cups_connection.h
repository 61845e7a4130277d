/* A connection to the print server or to a printer itself, and what can be asked over it. */
#ifndef PRINT_CUPS_CONNECTION_H
#define PRINT_CUPS_CONNECTION_H

#include "base/arena.h"
#include "base/diag.h"
#include "print/cups_library.h"

#include <stdint.h>

struct connection {
    struct cups cups;
    struct arena *arena;
    struct diags *diags;
    struct position position; /* of the document, for messages */
    http_t *http;
    bool is_direct;         /* to the printer itself */
    const char *printer;    /* as it is called in messages: the queue or the address */
    const char *uri;        /* printer-uri of requests */
    const char *resource;   /* where they are posted */
    int stop_handle;        /* 0: none */
    int64_t silence_max_ms; /* of the other side, within one request */
    int64_t heard_ms;       /* when the request began */
};

/* Milliseconds of a clock that nobody sets. */
int64_t connection_clock_ms(void);

/* Whether the caller wants to end; waits for that up to wait_ms. */
bool connection_is_stopped(const struct connection *connection, int wait_ms);

/* Fills in the library and connects; arena, diags, position, stop_handle and silence_max_ms are set
 * by the caller. printer: a queue or an address; NULL: the default printer, or with is_list the
 * print server as such. False after reporting; connection_close in both cases. */
bool connection_open(struct connection *connection, const char *printer, bool is_list);
void connection_close(struct connection *connection);

/* A request with printer-uri and the account's name. */
ipp_t *connection_new_request(const struct connection *connection, ipp_op_t operation);

/* Sends a request and frees it. NULL after reporting what went wrong, by connection_report. The
 * caller frees the reply with ippDelete. */
ipp_t *connection_ask(struct connection *connection, ipp_t *request);

/* Reports the status of the last request as the message that fits it. */
void connection_report(const struct connection *connection);

/* The same without reporting: NULL if it failed. */
ipp_t *connection_try(struct connection *connection, ipp_t *request);

/* The reasons of a printer's state in words, and its own message; "" if it says nothing. Either
 * attribute may be NULL. In the arena. */
const char *connection_reasons(const struct connection *connection, ipp_attribute_t *reasons);
const char *connection_message(const struct connection *connection, ipp_attribute_t *message);

/* Both, from a reply about one printer: the message only where there are no reasons and it is not
 * idle, when it says no more than that. */
const char *connection_words(const struct connection *connection, ipp_t *reply);

#endif
