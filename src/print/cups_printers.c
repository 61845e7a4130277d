/* The list of printers, and the version of the print system. A queue's reply holds one group of
 * attributes a printer. */
#include "print/cups_connection.h"
#include "print/print.h"

#include "base/vector.h"

#include <string.h>

#define SILENCE_MAX_MS 15000

struct listing {
    struct connection connection;
    const char *default_name; /* or NULL */
    VECTOR(struct printer) printers;
};

/* What one group says, as it is read. */
struct entry {
    struct printer printer;
    ipp_attribute_t *reasons, *message;
};

static const char *text_of(const struct listing *listing, ipp_attribute_t *attribute) {
    const char *text = listing->connection.cups.ippGetString(attribute, 0, NULL);
    return arena_string(listing->connection.arena, text != NULL ? text : "");
}

static enum printer_state state_of(int state) {
    if (state == IPP_PSTATE_STOPPED) {
        return PRINTER_STOPPED;
    }
    return state == IPP_PSTATE_PROCESSING ? PRINTER_BUSY : PRINTER_IDLE;
}

static void read_attribute(const struct listing *listing, ipp_attribute_t *attribute,
                           struct entry *entry) {
    const struct cups *cups = &listing->connection.cups;
    const char *name = cups->ippGetName(attribute);
    if (strcmp(name, "printer-name") == 0 && entry->printer.name == NULL) {
        entry->printer.name = text_of(listing, attribute);
    } else if (strcmp(name, "printer-make-and-model") == 0) {
        entry->printer.model = text_of(listing, attribute);
    } else if (strcmp(name, "printer-is-accepting-jobs") == 0) {
        entry->printer.accepts_jobs = cups->ippGetBoolean(attribute, 0) != 0;
    } else if (strcmp(name, "printer-state") == 0) {
        entry->printer.state = state_of(cups->ippGetInteger(attribute, 0));
    } else if (strcmp(name, "printer-state-reasons") == 0) {
        entry->reasons = attribute;
    } else if (strcmp(name, "printer-state-message") == 0) {
        entry->message = attribute;
    }
}

static struct entry new_entry(const struct listing *listing) {
    return (struct entry){
        .printer = {.name = listing->connection.printer, .model = "", .accepts_jobs = true}};
}

static void end_entry(struct listing *listing, struct entry *entry) {
    struct printer *printer = &entry->printer;
    if (printer->name == NULL) {
        return;
    }
    printer->reasons = connection_reasons(&listing->connection, entry->reasons);
    if (printer->reasons[0] == '\0' && printer->state == PRINTER_STOPPED) {
        printer->reasons = connection_message(&listing->connection, entry->message);
    }
    printer->is_default =
        listing->default_name != NULL && strcmp(printer->name, listing->default_name) == 0;
    *VECTOR_PUSH(listing->connection.arena, &listing->printers) = *printer;
    *entry = new_entry(listing);
}

static void read_reply(struct listing *listing, ipp_t *reply) {
    const struct cups *cups = &listing->connection.cups;
    struct entry entry = new_entry(listing);
    bool is_inside = false;
    for (ipp_attribute_t *attribute = cups->ippFirstAttribute(reply); attribute != NULL;
         attribute = cups->ippNextAttribute(reply)) {
        bool is_printer = cups->ippGetGroupTag(attribute) == IPP_TAG_PRINTER &&
                          cups->ippGetName(attribute) != NULL;
        if (is_printer) {
            read_attribute(listing, attribute, &entry);
        } else if (is_inside) {
            end_entry(listing, &entry);
        }
        is_inside = is_printer;
    }
    if (is_inside) {
        end_entry(listing, &entry);
    }
}

static bool ask(struct listing *listing, const char *printer) {
    static const char *const wanted[] = {"printer-name",          "printer-make-and-model",
                                         "printer-state",         "printer-is-accepting-jobs",
                                         "printer-state-reasons", "printer-state-message"};
    struct connection *connection = &listing->connection;
    const struct cups *cups = &connection->cups;
    bool is_all = printer == NULL;
    if (!connection_open(connection, printer, true)) {
        return false;
    }
    ipp_t *request = is_all ? cups->ippNewRequest(IPP_OP_CUPS_GET_PRINTERS)
                            : connection_new_request(connection, IPP_OP_GET_PRINTER_ATTRIBUTES);
    cups->ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                        sizeof wanted / sizeof wanted[0], NULL, wanted);
    connection->resource = is_all ? "/" : connection->resource;
    ipp_t *reply = connection_try(connection, request);
    if (reply == NULL) {
        bool is_empty = is_all && cups->cupsLastError() == IPP_STATUS_ERROR_NOT_FOUND;
        if (!is_empty) {
            connection_report(connection);
        }
        return is_empty;
    }
    if (!connection->is_direct) {
        listing->default_name =
            arena_string(connection->arena, cups->cupsGetDefault2(connection->http));
    }
    read_reply(listing, reply);
    cups->ippDelete(reply);
    return true;
}

bool print_find_printers(struct arena *arena, const char *printer, struct diags *diags,
                         struct printer_list *out_list) {
    struct listing listing = {
        .connection = {.arena = arena, .diags = diags, .silence_max_ms = SILENCE_MAX_MS}};
    bool is_good = ask(&listing, printer);
    connection_close(&listing.connection);
    *out_list = (struct printer_list){listing.printers.at, listing.printers.count};
    return is_good;
}

const char *print_system(struct arena *arena) {
    struct cups cups;
    if (!cups_load(&cups)) {
        return NULL;
    }
    const char *agent = cups.cupsUserAgent(); /* CUPS/2.4.2 (Linux ...) IPP/2.0 */
    const char *version = strchr(agent, '/');
    return version == NULL
               ? "CUPS"
               : arena_format(arena, "CUPS %.*s", (int)strcspn(version + 1, " "), version + 1);
}
