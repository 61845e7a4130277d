/* The names of what can be chosen are keywords of IPP (RFC 8011, PWG 5101.1 for paper). */
#include "print/cups_offer.h"

#include "base/builder.h"

#include <string.h>

static const char *const sides_keywords[PRINT_SIDES_COUNT] = {
    [PRINT_SIDES_ONE] = CUPS_SIDES_ONE_SIDED,
    [PRINT_SIDES_LONG_EDGE] = CUPS_SIDES_TWO_SIDED_PORTRAIT,
    [PRINT_SIDES_SHORT_EDGE] = CUPS_SIDES_TWO_SIDED_LANDSCAPE};

static const char *const color_keywords[PRINT_COLOR_COUNT] = {
    [PRINT_COLOR_COLOR] = CUPS_PRINT_COLOR_MODE_COLOR,
    [PRINT_COLOR_GRAY] = CUPS_PRINT_COLOR_MODE_MONOCHROME};

ipp_t *offer_ask(struct connection *connection) {
    static const char *const wanted[] = {
        "printer-state",
        "printer-state-reasons",
        "printer-state-message",
        "printer-is-accepting-jobs",
        "document-format-supported",
        "copies-supported",
        "sides-supported",
        "print-color-mode-supported",
        "media-supported",
        "media-ready",
        "media-source-supported",
        "multiple-document-handling-supported",
    };
    const struct cups *cups = &connection->cups;
    ipp_t *request = connection_new_request(connection, IPP_OP_GET_PRINTER_ATTRIBUTES);
    cups->ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                        sizeof wanted / sizeof wanted[0], NULL, wanted);
    ipp_t *offer = connection_ask(connection, request);
    if (offer == NULL) {
        return NULL;
    }
    ipp_attribute_t *accepts =
        cups->ippFindAttribute(offer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
    if (accepts != NULL && !cups->ippGetBoolean(accepts, 0)) {
        const char *words = connection_words(connection, offer);
        diag(connection->diags, MESSAGE_PRINTER_REJECTS, connection->position,
             ARGS(connection->printer, words[0] != '\0' ? words : NULL));
        cups->ippDelete(offer);
        return NULL;
    }
    return offer;
}

/* --- does it have that
 * ---------------------------------------------------------------------------- */

static const char *list_values(const struct connection *connection, ipp_attribute_t *attribute) {
    const struct cups *cups = &connection->cups;
    struct builder list = {0};
    for (int i = 0; i < cups->ippGetCount(attribute); i++) {
        const char *value = cups->ippGetString(attribute, i, NULL);
        if (value != NULL && strncmp(value, "custom_m", 8) != 0) {
            builder_format(&list, "%s%s", list.size_bytes > 0 ? ", " : "", value);
        }
    }
    const char *text = list.at != NULL ? arena_string(connection->arena, list.at) : NULL;
    builder_free(&list);
    return text;
}

static bool lacks(const struct connection *connection, const char *what, const char *value,
                  ipp_attribute_t *supported) {
    diag(connection->diags, MESSAGE_PRINTER_LACKS, connection->position,
         ARGS(connection->printer, what, value, list_values(connection, supported)));
    return true;
}

static bool has_keyword(const struct connection *connection, ipp_t *offer, const char *name,
                        const char *what, const char *keyword) {
    const struct cups *cups = &connection->cups;
    ipp_attribute_t *supported = cups->ippFindAttribute(offer, name, IPP_TAG_ZERO);
    if (keyword == NULL || supported == NULL || cups->ippContainsString(supported, keyword)) {
        return true;
    }
    return !lacks(connection, what, keyword, supported);
}

static bool has_copies(const struct connection *connection, ipp_t *offer, int copies) {
    const struct cups *cups = &connection->cups;
    ipp_attribute_t *supported = cups->ippFindAttribute(offer, "copies-supported", IPP_TAG_RANGE);
    if (copies == 0 || supported == NULL || cups->ippContainsInteger(supported, copies)) {
        return true;
    }
    int most = 0;
    cups->ippGetRange(supported, 0, &most);
    diag(connection->diags, MESSAGE_PRINTER_COPIES, connection->position,
         ARGS(connection->printer, arena_format(connection->arena, "%d", most)));
    return false;
}

static bool takes_pdf(const struct connection *connection, ipp_t *offer) {
    const struct cups *cups = &connection->cups;
    ipp_attribute_t *formats =
        cups->ippFindAttribute(offer, "document-format-supported", IPP_TAG_MIMETYPE);
    if (formats == NULL || cups->ippContainsString(formats, CUPS_FORMAT_PDF)) {
        return true;
    }
    diag(connection->diags, MESSAGE_PRINTER_NO_PDF, connection->position,
         ARGS(connection->printer, list_values(connection, formats)));
    return false;
}

/* Hundredths of a millimetre, as libcups counts paper; 0 for none. */
static int hundredths(length of) {
    return (int)((int64_t)of * 2540 / ((int64_t)72 * LENGTH_PER_POINT));
}

/* The keyword of the document's paper, upright; NULL for the printer's own. */
static const char *media_keyword(const struct connection *connection,
                                 const struct print_document *document) {
    int width = hundredths(document->width);
    int height = hundredths(document->height);
    if (width == 0 || height == 0) {
        return NULL;
    }
    const pwg_media_t *media = connection->cups.pwgMediaForSize(width < height ? width : height,
                                                                width < height ? height : width);
    return media != NULL ? arena_string(connection->arena, media->pwg) : NULL;
}

/* Whether it takes paper of any size between two, and this lies between them. */
static bool is_custom_size(const struct connection *connection, ipp_attribute_t *supported,
                           const char *keyword) {
    const struct cups *cups = &connection->cups;
    const pwg_media_t *media = cups->pwgMediaForPWG(keyword);
    if (media == NULL) {
        return false;
    }
    const pwg_media_t wanted = *media; /* the next call may use its place */
    bool is_over = false, is_under = false;
    for (int i = 0; i < cups->ippGetCount(supported); i++) {
        const char *value = cups->ippGetString(supported, i, NULL);
        if (value == NULL || strncmp(value, "custom_m", 8) != 0) {
            continue;
        }
        const pwg_media_t *limit = cups->pwgMediaForPWG(value);
        bool is_least = strncmp(value, "custom_min", 10) == 0;
        if (limit != NULL && is_least) {
            is_over = limit->width <= wanted.width && limit->length <= wanted.length;
        } else if (limit != NULL) {
            is_under = limit->width >= wanted.width && limit->length >= wanted.length;
        }
    }
    return is_over && is_under;
}

static bool has_media(const struct connection *connection, ipp_t *offer, const char *keyword) {
    const struct cups *cups = &connection->cups;
    ipp_attribute_t *supported = cups->ippFindAttribute(offer, "media-supported", IPP_TAG_ZERO);
    if (keyword == NULL || supported == NULL || cups->ippContainsString(supported, keyword)) {
        return true;
    }
    return is_custom_size(connection, supported, keyword) ||
           !lacks(connection, "paper", keyword, supported);
}

/* Only a printer itself knows; a queue of CUPS tells what its driver takes for usual. */
static void warn_of_paper(const struct connection *connection, ipp_t *offer, const char *keyword) {
    const struct cups *cups = &connection->cups;
    ipp_attribute_t *ready = cups->ippFindAttribute(offer, "media-ready", IPP_TAG_ZERO);
    if (connection->is_direct && keyword != NULL && ready != NULL &&
        !cups->ippContainsString(ready, keyword)) {
        diag(connection->diags, MESSAGE_PRINTER_PAPER, connection->position,
             ARGS(connection->printer, keyword, list_values(connection, ready)));
    }
}

bool offer_suffices(const struct connection *connection, ipp_t *offer,
                    const struct print_options *options, const struct print_document *document) {
    const char *media = media_keyword(connection, document);
    bool has_all = takes_pdf(connection, offer);
    has_all = has_copies(connection, offer, options->copies) && has_all;
    has_all = has_keyword(connection, offer, "sides-supported", "setting of sides",
                          sides_keywords[options->sides]) &&
              has_all;
    has_all = has_keyword(connection, offer, "print-color-mode-supported", "color mode",
                          color_keywords[options->color]) &&
              has_all;
    has_all =
        has_keyword(connection, offer, "media-source-supported", "tray", options->tray) && has_all;
    has_all = has_media(connection, offer, media) && has_all;
    if (has_all) {
        warn_of_paper(connection, offer, media);
    }
    return has_all;
}

/* --- the job's attributes
 * --------------------------------------------------------------------------- */

/* A tray can be named only within media-col, and then the paper stands there, too. */
static void add_media(const struct cups *cups, ipp_t *request, const char *keyword,
                      const char *tray) {
    if (tray == NULL) {
        cups->ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, keyword);
        return;
    }
    ipp_t *media = cups->ippNew();
    const pwg_media_t *paper = keyword != NULL ? cups->pwgMediaForPWG(keyword) : NULL;
    if (paper != NULL) {
        ipp_t *size = cups->ippNew();
        cups->ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "x-dimension", paper->width);
        cups->ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "y-dimension", paper->length);
        cups->ippAddCollection(media, IPP_TAG_ZERO, "media-size", size);
        cups->ippDelete(size);
    }
    cups->ippAddString(media, IPP_TAG_ZERO, IPP_TAG_KEYWORD, "media-source", NULL, tray);
    cups->ippAddCollection(request, IPP_TAG_JOB, "media-col", media);
    cups->ippDelete(media);
}

static void add_copies(const struct cups *cups, ipp_t *offer, ipp_t *request, int copies) {
    static const char *const collated = "separate-documents-collated-copies";
    cups->ippAddInteger(request, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", copies);
    ipp_attribute_t *handling =
        cups->ippFindAttribute(offer, "multiple-document-handling-supported", IPP_TAG_KEYWORD);
    if (copies > 1 && handling != NULL && cups->ippContainsString(handling, collated)) {
        cups->ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "multiple-document-handling",
                           NULL, collated);
    }
}

/* The account's own options of a queue, but for those that the job names. */
static void add_account_options(struct connection *connection, ipp_t *request) {
    static const char *const paper_names[] = {"media",    "media-col",  "media-size",
                                              "PageSize", "PageRegion", "print-scaling"};
    const struct cups *cups = &connection->cups;
    cups_dest_t *queue = cups->cupsGetNamedDest(connection->http, connection->printer, NULL);
    if (queue == NULL) {
        return;
    }
    bool has_media = cups->ippFindAttribute(request, "media", IPP_TAG_ZERO) != NULL ||
                     cups->ippFindAttribute(request, "media-col", IPP_TAG_ZERO) != NULL;
    for (size_t i = 0; has_media && i < sizeof paper_names / sizeof paper_names[0]; i++) {
        queue->num_options =
            cups->cupsRemoveOption(paper_names[i], queue->num_options, &queue->options);
    }
    for (int i = queue->num_options - 1; i >= 0; i--) {
        if (cups->ippFindAttribute(request, queue->options[i].name, IPP_TAG_ZERO) != NULL) {
            queue->num_options =
                cups->cupsRemoveOption(queue->options[i].name, queue->num_options, &queue->options);
        }
    }
    cups->cupsEncodeOptions2(request, queue->num_options, queue->options, IPP_TAG_JOB);
    cups->cupsFreeDests(1, queue);
}

void offer_fill_job(struct connection *connection, ipp_t *offer, ipp_t *request,
                    const struct print_options *options, const struct print_document *document) {
    const struct cups *cups = &connection->cups;
    const char *media = media_keyword(connection, document);
    if (options->copies > 0) {
        add_copies(cups, offer, request, options->copies);
    }
    if (sides_keywords[options->sides] != NULL) {
        cups->ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "sides", NULL,
                           sides_keywords[options->sides]);
    }
    if (color_keywords[options->color] != NULL) {
        cups->ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-color-mode", NULL,
                           color_keywords[options->color]);
    }
    if (media != NULL || options->tray != NULL) {
        add_media(cups, request, media, options->tray);
    }
    if (media != NULL) { /* as large as it was laid out: the paper is the document's */
        cups->ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
    }
    if (!connection->is_direct) {
        add_account_options(connection, request);
    }
}
