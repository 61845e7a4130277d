/* The stages in their order. The arena holds what one report needs; it is emptied before the next
 * one begins. The report tree is libxml2's and is freed after each report. Fonts are shaped through
 * one cache that may outlive reports, because what it holds depends on the pack alone. */
#include "pipeline/pipeline.h"

#include "base/hash.h"
#include "base/memory.h"
#include "code/code.h"
#include "edition/edition.h"
#include "layout/layout.h"
#include "questionnaire/match.h"
#include "report/worst.h"
#include "text/shape.h"

#include <string.h>

#define SHAPER_MAX_BYTES ((size_t)8 << 20)

const char *const dump_stage_names[DUMP_COUNT + 1] = {
    [DUMP_ANSWERS] = "answers", [DUMP_ASSESSMENT] = "assessment", [DUMP_REPORT] = "report",
    [DUMP_BLOCKS] = "blocks",   [DUMP_PAGES] = "pages",
};

const char *const handout_format_names[HANDOUT_FORMAT_COUNT + 1] = {
    [HANDOUT_PDF] = "pdf",
    [HANDOUT_HTML] = "html",
    [HANDOUT_TEXT] = "text",
};

struct pipeline {
    const struct pack *pack;
    struct pipeline_options options;
    struct arena *arena;
    struct shaper *shaper; /* NULL for a pack that only scores */
    struct code_table *codes;
    uint64_t fragment;         /* ordinal of the record if a fragment is asked for, else 0 */
    struct pdf_shared *shared; /* NULL until the first report */
    struct pdf_writer *writer;
    size_t page_count; /* of the last PDF */
};

struct pipeline *pipeline_new(const struct pack *pack, const struct pipeline_options *options) {
    struct pipeline *pipeline = memory_new(sizeof *pipeline);
    pipeline->pack = pack;
    pipeline->options = *options;
    pipeline->arena = arena_new();
    pipeline->codes = code_table_new();
    if (pack->fonts != NULL) {
        pipeline->shaper = shaper_new(pack->fonts, SHAPER_MAX_BYTES);
    }
    return pipeline;
}

void pipeline_free(struct pipeline *pipeline) {
    if (pipeline == NULL) {
        return;
    }
    if (pipeline->writer != NULL) {
        pdf_writer_free(pipeline->writer);
    }
    if (pipeline->shared != NULL) {
        pdf_shared_free(pipeline->shared);
    }
    if (pipeline->shaper != NULL) {
        shaper_free(pipeline->shaper);
    }
    code_table_free(pipeline->codes);
    arena_free(pipeline->arena);
    memory_free(pipeline);
}

size_t pipeline_page_count(const struct pipeline *pipeline) {
    return pipeline->page_count;
}

static void begin(struct pipeline *pipeline) {
    pipeline->page_count = 0;
    arena_reset(pipeline->arena);
    if (pipeline->shaper != NULL) {
        shaper_trim(pipeline->shaper);
    }
}

/* Answers that are none of their items' values; what intake could not read is reported already. */
static void report_refused(const struct assessment *assessment, struct diags *diags) {
    const struct questionnaire *questionnaire = assessment->questionnaire;
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        const struct item *item = &questionnaire->items[i];
        const struct answer *refused = assessment->items[i].refused;
        if (refused != NULL && !refused->is_unread) {
            bool is_yes_no = item->scale != NULL && item->scale->is_yes_no;
            struct position place = refused->position;
            place.item = item->id;
            diag(diags, MESSAGE_REFUSED_VALUE, place,
                 ARGS(is_yes_no ? "write yes or no, true or false, or 1 or 0" : NULL));
        }
    }
}

static void report_totals(const struct assessment *assessment, struct diags *diags) {
    for (size_t i = 0; i < assessment->totals.count; i++) {
        const struct stated_total *total = &assessment->totals.at[i];
        if (total->differs) {
            diag(diags, MESSAGE_TOTAL_DIFFERS, total->answer->position, ARGS(total->index->id));
        }
    }
}

static const struct assessment *assess_quietly(struct pipeline *pipeline,
                                               const struct response *response) {
    struct response dated = *response;
    if (dated.authored.year == 0) {
        dated.authored = pipeline->options.date;
    }
    return assessment_build(pipeline->arena, pipeline->pack->questionnaire, &dated);
}

static const struct assessment *assess(struct pipeline *pipeline, const struct response *response,
                                       struct diags *diags) {
    const struct questionnaire *questionnaire = pipeline->pack->questionnaire;
    const struct assessment *assessment = assess_quietly(pipeline, response);
    if (assessment->matched_count == 0) {
        diag(diags, MESSAGE_NO_KNOWN_ITEM, response->position, ARGS(questionnaire->id));
        return NULL;
    }
    report_refused(assessment, diags);
    report_totals(assessment, diags);
    if (assessment->unknown_count > 0) {
        diag(diags, MESSAGE_UNKNOWN_ITEMS, response->position,
             ARGS(questionnaire->id,
                  arena_format(pipeline->arena, "%zu", assessment->unknown_count)));
    }
    return assessment;
}

const struct assessment *pipeline_assess(struct pipeline *pipeline, const struct response *response,
                                         struct diags *diags) {
    begin(pipeline);
    return assess(pipeline, response, diags);
}

bool pipeline_visit(struct pipeline *pipeline, const struct response *response,
                    struct visit *out_visit) {
    begin(pipeline);
    const struct assessment *assessment = assess_quietly(pipeline, response);
    visit_build(response, assessment, out_visit);
    return assessment->matched_count > 0;
}

bool pipeline_concerns(const struct pipeline *pipeline, const struct response *response) {
    return match_concerns(pipeline->pack->questionnaire, response);
}

static enum standard choose_standard(const struct pipeline *pipeline) {
    if (pipeline->options.standard >= 0) {
        return (enum standard)pipeline->options.standard;
    }
    const char *wanted = pipeline->pack->brand->country.standard;
    for (size_t i = 0; i < STANDARD_COUNT; i++) {
        if (strcmp(standard_names[i], wanted) == 0) {
            return (enum standard)i;
        }
    }
    return STANDARD_US;
}

static struct report_options report_options_of(const struct pipeline *pipeline,
                                               struct date authored) {
    const struct pipeline_options *chosen = &pipeline->options;
    const char *language = pipeline->pack->layout->language;
    return (struct report_options){
        .standard = choose_standard(pipeline),
        .date = chosen->date.year != 0 ? chosen->date : authored,
        .language = chosen->language != NULL ? chosen->language : language,
    };
}

/* Without a response and its assessment. */
static struct report_inputs report_inputs_of(const struct pipeline *pipeline,
                                             const struct report_options *options) {
    const struct pack *pack = pipeline->pack;
    return (struct report_inputs){
        .guidance = pack->guidance,
        .knowledge = pack->knowledge,
        .brand = pack->brand,
        .options = options,
        .pack_version = pack->version,
    };
}

/* Dies with the arena. NULL after reporting. */
static xmlDocPtr build_report(struct pipeline *pipeline, const struct response *response,
                              const struct visits *earlier, struct diags *diags) {
    const struct assessment *assessment = assess(pipeline, response, diags);
    if (assessment == NULL) {
        return NULL;
    }
    struct report_options options = report_options_of(pipeline, response->authored);
    struct report_inputs inputs = report_inputs_of(pipeline, &options);
    inputs.response = response;
    inputs.assessment = assessment;
    inputs.earlier = earlier;
    return report_build(pipeline->arena, &inputs, diags);
}

static struct layout_inputs layout_of(const struct pipeline *pipeline, xmlDocPtr report) {
    return (struct layout_inputs){.template = pipeline->pack->layout,
                                  .brand = pipeline->pack->brand,
                                  .shaper = pipeline->shaper,
                                  .codes = pipeline->codes,
                                  .report = report};
}

const struct pdf_shared *pipeline_shared(struct pipeline *pipeline, struct diags *diags) {
    const struct pack *pack = pipeline->pack;
    if (pipeline->shared == NULL) {
        pipeline->shared = pdf_shared_new(pack->fonts, pack->icc_profile, diags);
    }
    return pipeline->shared;
}

struct pdf_writer *pipeline_writer(struct pipeline *pipeline, struct diags *diags) {
    if (pipeline_shared(pipeline, diags) != NULL && pipeline->writer == NULL) {
        pipeline->writer =
            pdf_writer_new(pipeline->shared, pipeline->options.is_small ? PDF_SMALL : PDF_QUICK);
    }
    return pipeline->writer;
}

/* Whose handout this is: the id and the person that a response names; of one that names nobody, its
 * answers. Made again from the same person's response it is the same, whatever the pack. */
static const char *owner_of(struct arena *arena, const struct response *response) {
    const struct patient *patient = &response->patient;
    const char *parts[] = {response->id, patient->name, patient->identifier,
                           date_iso(arena, patient->birth),
                           date_iso(arena, patient->youngest_birth)};
    bool is_named = patient->name[0] != '\0' || patient->identifier[0] != '\0';
    uint8_t digest[HASH_SHA256_BYTES];
    char *digits = arena_alloc(arena, PAGES_OWNER_DIGITS + 1);
    struct builder text = {0};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        builder_add(&text, parts[i], strlen(parts[i]) + 1);
    }
    for (size_t i = 0; i < response->answers.count && !is_named; i++) {
        const struct answer *answer = &response->answers.at[i];
        builder_add(&text, answer->path, strlen(answer->path) + 1);
        builder_add(&text, answer->raw, strlen(answer->raw) + 1);
    }
    hash_sha256(text.at, text.size_bytes, digest);
    builder_free(&text);
    hash_hex(digest, PAGES_OWNER_DIGITS / 2, digits);
    return digits;
}

static bool write_pdf(struct pipeline *pipeline, const struct layout_inputs *inputs,
                      const char *owner, struct diags *diags, struct builder *out) {
    struct pdf_writer *writer = pipeline_writer(pipeline, diags);
    if (writer == NULL) {
        return false;
    }
    const struct pages *pages = layout_build(pipeline->arena, inputs, diags);
    if (pages == NULL) {
        return false;
    }
    struct pages owned = *pages;
    pipeline->page_count = pages->pages.count;
    owned.owner = owner;
    if (pipeline->fragment > 0) {
        return pdf_write_fragment(writer, pipeline->arena, &owned, pipeline->fragment, diags, out);
    }
    return pdf_write(writer, pipeline->arena, &owned, diags, out);
}

static bool write_handout(struct pipeline *pipeline, const struct layout_inputs *inputs,
                          const struct response *response, struct diags *diags,
                          struct builder *out) {
    switch (pipeline->fragment > 0 ? HANDOUT_PDF : pipeline->options.format) {
    case HANDOUT_HTML:
        return edition_write_html(pipeline->arena, inputs, diags, out);
    case HANDOUT_TEXT:
        return edition_write_text(pipeline->arena, inputs, diags, out);
    case HANDOUT_PDF:
    case HANDOUT_FORMAT_COUNT:
        break;
    }
    return write_pdf(pipeline, inputs, owner_of(pipeline->arena, response), diags, out);
}

bool pipeline_print(struct pipeline *pipeline, xmlDocPtr tree, struct diags *diags,
                    struct builder *out) {
    begin(pipeline);
    struct layout_inputs inputs = layout_of(pipeline, tree);
    return write_pdf(pipeline, &inputs, NULL, diags, out);
}

bool pipeline_render(struct pipeline *pipeline, const struct response *response,
                     const struct visits *earlier, struct diags *diags, struct builder *out) {
    begin(pipeline);
    xmlDocPtr report = build_report(pipeline, response, earlier, diags);
    if (report == NULL) {
        return false;
    }
    struct layout_inputs inputs = layout_of(pipeline, report);
    bool is_done = write_handout(pipeline, &inputs, response, diags, out);
    return is_done;
}

bool pipeline_render_fragment(struct pipeline *pipeline, const struct response *response,
                              const struct visits *earlier, uint64_t ordinal, struct diags *diags,
                              struct builder *out) {
    pipeline->fragment = ordinal;
    bool is_done = pipeline_render(pipeline, response, earlier, diags, out);
    pipeline->fragment = 0;
    return is_done;
}

static bool dump_layout(struct pipeline *pipeline, xmlDocPtr report, enum dump_stage stage,
                        struct diags *diags, struct builder *out) {
    struct layout_inputs inputs = layout_of(pipeline, report);
    if (stage == DUMP_BLOCKS) {
        return layout_dump_blocks(pipeline->arena, &inputs, diags, out);
    }
    const struct pages *pages = layout_build(pipeline->arena, &inputs, diags);
    if (pages != NULL) {
        pages_dump(pages, out);
    }
    return pages != NULL;
}

/* "2.5" */
static const char *in_millimetres(struct arena *arena, length value) {
    int64_t tenths = ((int64_t)value * 254 + LENGTH_PT(72) - 1) / LENGTH_PT(72);
    return arena_format(arena, "%d.%d", (int)(tenths / 10), (int)(tenths % 10));
}

static void check_report(struct pipeline *pipeline, const struct worst_report *worst,
                         struct diags *diags) {
    begin(pipeline);
    struct arena *arena = pipeline->arena;
    struct layout_inputs inputs = layout_of(pipeline, worst->report);
    const struct pages *pages = layout_build(arena, &inputs, diags);
    for (size_t i = 0; pages != NULL && i < pages->grown.count; i++) {
        const struct grown_region *region = &pages->grown.at[i];
        diag(diags, MESSAGE_REGION_GROWN, region->position,
             ARGS(in_millimetres(arena, region->by)));
    }
    if (pages != NULL) {
        diag(diags, MESSAGE_WORST_PAGES, (struct position){.file = pipeline->pack->layout->file},
             ARGS(worst->kind, worst->status, arena_format(arena, "%zu", pages->pages.count)));
    }
}

void pipeline_check_worst(struct pipeline *pipeline, struct diags *diags) {
    const struct date longest = {2026, 9, 30}; /* as words */
    struct arena *arena = arena_new();
    struct report_options options = report_options_of(pipeline, longest);
    struct report_inputs inputs = report_inputs_of(pipeline, &options);
    struct worst_reports reports =
        worst_build(arena, &inputs, pipeline->pack->questionnaire, diags);
    for (size_t i = 0; i < reports.count; i++) {
        check_report(pipeline, &reports.at[i], diags);
    }
    worst_free(&reports);
    arena_free(arena);
}

bool pipeline_dump(struct pipeline *pipeline, const struct response *response,
                   const struct visits *earlier, enum dump_stage stage, struct diags *diags,
                   struct builder *out) {
    begin(pipeline);
    if (stage == DUMP_ANSWERS) {
        response_dump(response, out);
        return true;
    }
    if (stage == DUMP_ASSESSMENT) {
        const struct assessment *assessment = assess(pipeline, response, diags);
        if (assessment != NULL) {
            assessment_write_xml(assessment, out);
        }
        return assessment != NULL;
    }
    xmlDocPtr report = build_report(pipeline, response, earlier, diags);
    if (report == NULL) {
        return false;
    }
    bool is_done = true;
    if (stage == DUMP_REPORT) {
        report_dump(report, out);
    } else {
        is_done = dump_layout(pipeline, report, stage, diags, out);
    }
    return is_done;
}
