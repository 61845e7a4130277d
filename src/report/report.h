/* The report: everything a template may print about one person, as a libxml2 tree in the
 * namespace-free vocabulary of layouts/schema/report.xsd. Decisions (which first page, what is
 * withheld and why) are made here, by the decision table of guidance.xml, and nowhere later. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/diag.h"
#include "pack/knowledge.h"

#include <libxml/tree.h>
#include <stdbool.h>

struct assessment;
struct guidance;
struct brand;
struct response;
struct visits;

struct report_options {
    enum standard standard;
    struct date date; /* printed date: --date, else the response's */
    const char *language;
};

struct report_inputs {
    const struct guidance *guidance;
    const struct knowledge *knowledge;
    const struct brand *brand; /* clinic, country, reviewer */
    const struct response *response;
    const struct assessment *assessment;
    const struct visits *earlier; /* of the same person, or NULL */
    const struct report_options *options;
    const char *pack_version;
};

/* Lives in the arena and is only read (report/tree.h). The strings of the inputs are not copied. */
xmlDocPtr report_build(struct arena *arena, const struct report_inputs *inputs,
                       struct diags *diags);

/* Indented, UTF-8: `dump --stage=report`. */
void report_dump(xmlDocPtr report, struct builder *out);

#endif
