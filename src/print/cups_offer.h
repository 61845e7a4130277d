/* What a printer can do, and whether that is enough for a job. */
#ifndef PRINT_CUPS_OFFER_H
#define PRINT_CUPS_OFFER_H

#include "print/cups_connection.h"
#include "print/print.h"

/* Asks the printer. NULL after reporting, also that it takes no jobs now. */
ipp_t *offer_ask(struct connection *connection);

/* Whether the printer has what the options and the document's paper ask for; each thing that it
 * does not have is reported, and the loaded paper, if it is another, is a warning. Printers that do
 * not tell are taken to have it. */
bool offer_suffices(const struct connection *connection, ipp_t *offer,
                    const struct print_options *options, const struct print_document *document);

/* Adds the attributes of the job. What is not asked for is not sent, so that the printer's own
 * settings hold; a queue's are those of its server and of the account (lpoptions). */
void offer_fill_job(struct connection *connection, ipp_t *offer, ipp_t *request,
                    const struct print_options *options, const struct print_document *document);

#endif
