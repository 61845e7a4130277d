/* The longest reports that a pack can make, for trying a page template before a patient does.
 *
 * No report is invented: answers are, so many that each condition of guidance.xml holds at least
 * once and each band of each index is reached, and the rules decide as ever. Of all the reports
 * with one kind of first page and one status, each part is kept as it was longest; rows that may
 * come together in any number are all taken; and where one word of several may stand (a meal, a
 * food, an answer) the longest stands in every row. So each part is one that a patient may get,
 * with longer words, but all of them together may be more than anyone gets. */
#ifndef REPORT_WORST_H
#define REPORT_WORST_H

#include "report/report.h"

#include <libxml/tree.h>
#include <stddef.h>

struct questionnaire;

struct worst_report {
    const char *kind;   /* of the first page: "urgent" */
    const char *status; /* "scored", "incomplete", "withheld" */
    xmlDocPtr report;
};

struct worst_reports {
    struct worst_report *at;
    size_t count;
};

/* One report for each kind and status that answers lead to. Of inputs neither response nor
 * assessment is looked at; the patient's name is the longest that is read. What reports report is
 * reported. The array lives in the arena; the reports are freed by worst_free. */
struct worst_reports worst_build(struct arena *arena, const struct report_inputs *inputs,
                                 const struct questionnaire *questionnaire, struct diags *diags);
void worst_free(struct worst_reports *reports);

#endif
