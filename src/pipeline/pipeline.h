/* One response in, one document out: the stages in their order. A worker has one pipeline and uses
 * it again and again; nothing of one report is left when the next begins. Used by render, dump,
 * score, and later by batch, watch and kiosk. */
#ifndef PIPELINE_PIPELINE_H
#define PIPELINE_PIPELINE_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/diag.h"
#include "pack/pack.h"
#include "pdf/pdf.h"
#include "questionnaire/assessment.h"
#include "questionnaire/visit.h"
#include "report/report.h"
#include "response/response.h"

#include <libxml/tree.h>
#include <stdbool.h>

/* What can be dumped on the way, in the order of the way. */
enum dump_stage { DUMP_ANSWERS, DUMP_ASSESSMENT, DUMP_REPORT, DUMP_BLOCKS, DUMP_PAGES, DUMP_COUNT };
extern const char *const dump_stage_names[DUMP_COUNT + 1];

/* What a handout is written as; the ending of its file's name is the same word but for text. */
enum handout_format { HANDOUT_PDF, HANDOUT_HTML, HANDOUT_TEXT, HANDOUT_FORMAT_COUNT };
extern const char *const handout_format_names[HANDOUT_FORMAT_COUNT + 1];

struct pipeline;

struct pipeline_options {
    int standard;         /* enum standard, or -1: the brand's country */
    struct date date;     /* year 0: the response's */
    const char *language; /* NULL: the pack's */
    enum handout_format format;
    bool is_small; /* the PDF is to be small rather than quick to make */
};

/* The pack is borrowed and must be able to do what is asked of the pipeline: a pack that only
 * scores can be asked for pipeline_assess and for the dumps of answers and assessment. */
struct pipeline *pipeline_new(const struct pack *pack, const struct pipeline_options *options);
void pipeline_free(struct pipeline *pipeline);

/* Scores one response. NULL after reporting that it answers no item of the questionnaire. Valid
 * until the next call of the pipeline. */
const struct assessment *pipeline_assess(struct pipeline *pipeline, const struct response *response,
                                         struct diags *diags);

/* Whether the response answers any item that is scored or is a gate: of a file that holds many
 * forms of a person, only some are meant. */
bool pipeline_concerns(const struct pipeline *pipeline, const struct response *response);

/* What later handouts of the same person need to know of this one. Reports nothing; false if the
 * response answers no item of the questionnaire. */
bool pipeline_visit(struct pipeline *pipeline, const struct response *response,
                    struct visit *out_visit);

/* Appends the handout to out, in the format of the options. earlier: visits of the same person, or
 * NULL. False after reporting. */
bool pipeline_render(struct pipeline *pipeline, const struct response *response,
                     const struct visits *earlier, struct diags *diags, struct builder *out);

/* Appends the handout as a fragment of a merged print file (pdf/merge.h), whatever the format of
 * the options; ordinal is the record's number in the batch, from 1. False after reporting. */
bool pipeline_render_fragment(struct pipeline *pipeline, const struct response *response,
                              const struct visits *earlier, uint64_t ordinal, struct diags *diags,
                              struct builder *out);

/* What the merged file of such fragments shares, for pdf_merge_new; made at the first call or the
 * first report. NULL after reporting. */
const struct pdf_shared *pipeline_shared(struct pipeline *pipeline, struct diags *diags);

/* Pages of the last PDF; 0 after another format. */
size_t pipeline_page_count(const struct pipeline *pipeline);

/* Appends the PDF of a tree of another kind, such as a form to fill in. False after reporting. */
bool pipeline_print(struct pipeline *pipeline, xmlDocPtr tree, struct diags *diags,
                    struct builder *out);

/* Appends the dump of one stage; earlier as above. False after reporting. */
bool pipeline_dump(struct pipeline *pipeline, const struct response *response,
                   const struct visits *earlier, enum dump_stage stage, struct diags *diags,
                   struct builder *out);

/* Lays out the longest reports that the pack can make (report/worst.h) with its template: what does
 * not fit is reported as for any report, and besides headers and footers that grow and the number
 * of pages of each. */
void pipeline_check_worst(struct pipeline *pipeline, struct diags *diags);

/* The writer, for measurements; made at the first call or the first report. NULL after reporting.
 */
struct pdf_writer *pipeline_writer(struct pipeline *pipeline, struct diags *diags);

#endif
