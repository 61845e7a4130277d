/* One file of all results instead of one each: a merged print file or a ZIP archive. Results are
 * added in the order of the ledger, written as they come, and the file gets its name when it is
 * whole; a run that was stopped leaves none. */
#ifndef BATCH_BUNDLE_H
#define BATCH_BUNDLE_H

#include "base/diag.h"
#include "base/slice.h"
#include "batch/record.h"
#include "output/folder.h"
#include "pack/pack.h"
#include "pdf/pdf.h"

#include <stdbool.h>
#include <stddef.h>

enum bundle_kind { BUNDLE_NONE, BUNDLE_MERGED, BUNDLE_ZIP };

struct bundle_options {
    enum bundle_kind kind;
    const char *name;    /* in the output folder; further parts are called NAME-2.pdf and so on */
    size_t max_pages;    /* of a merged file, then the next begins; 0: no limit */
    bool has_separators; /* a sheet before each record of a merged file */
    bool is_stored;      /* a ZIP archive without compression */
};

struct bundle;

/* part: the number of the part file that it may use. Everything is borrowed. NULL after reporting.
 */
struct bundle *bundle_new(const struct bundle_options *options, struct folder *folder, size_t part,
                          const struct pdf_shared *shared, const struct pack *pack,
                          struct diags *diags);
void bundle_free(struct bundle *bundle);

/* Adds a result; a record in a merged file gets the name of that. False after reporting. */
bool bundle_add(struct bundle *bundle, struct batch_record *record, struct slice bytes);

/* Ends and publishes the file. False after reporting. */
bool bundle_end(struct bundle *bundle);

#endif
