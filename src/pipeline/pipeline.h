/* One response in, one document out: the stages in their order. A worker has one pipeline and uses it again and again;
 * nothing of one report is left when the next begins. Used by render, dump, score, and later by batch, watch and kiosk. */
#ifndef PIPELINE_PIPELINE_H
#define PIPELINE_PIPELINE_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/diag.h"
#include "pack/pack.h"
#include "pdf/pdf.h"
#include "report/report.h"
#include "response/response.h"

#include <stdbool.h>

enum stage { STAGE_ANSWERS, STAGE_ASSESSMENT, STAGE_REPORT, STAGE_BLOCKS, STAGE_PAGES, STAGE_COUNT };
extern const char *const stage_names[STAGE_COUNT + 1];

struct pipeline;

/* The pack is borrowed. standard and date: from the command line, else from brand and response. */
struct pipeline_options {
    int standard; /* enum standard, or -1: the brand's country */
    struct date date; /* year 0: the response's */
};

struct pipeline *pipeline_new(const struct pack *pack, const struct pipeline_options *options,
                              struct diags *diags);
void pipeline_free(struct pipeline *pipeline);

/* Appends the PDF to out. False after reporting. */
bool pipeline_render(struct pipeline *pipeline, const struct response *response, struct diags *diags,
                     struct builder *out);

/* Appends the dump of one stage. */
bool pipeline_dump(struct pipeline *pipeline, const struct response *response, enum stage stage,
                   struct diags *diags, struct builder *out);

struct pdf_writer *pipeline_writer(struct pipeline *pipeline);

#endif
