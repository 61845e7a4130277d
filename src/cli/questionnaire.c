/* questionnaire: our form, for the systems that clinics have, or on paper. */
#include "base/arena.h"
#include "cli/command.h"
#include "cli/work.h"
#include "form/form.h"
#include "form/paper.h"

/* In the order of the option's values. */
enum form_kind { AS_FHIR, AS_XLSFORM, AS_PAPER };

static void print_paper(struct work *work, const struct form *form, struct builder *out) {
    struct arena *arena = arena_new();
    xmlDocPtr tree = form_build_paper(arena, form, work->pack->brand);
    if (!pipeline_print(work->pipeline, tree, work->diags, out)) {
        builder_reset(out);
    }
    arena_free(arena);
}

static void write_form(struct work *work, enum form_kind kind, struct builder *out) {
    const struct template *layout = work->pack->layout;
    struct form form = {
        .questionnaire = work->pack->questionnaire,
        .knowledge = work->pack->knowledge,
        .language = layout != NULL ? layout->language : "en",
    };
    switch (kind) {
    case AS_FHIR:
        form_write_fhir(&form, out);
        break;
    case AS_XLSFORM:
        form_write_xform(&form, out);
        break;
    case AS_PAPER:
        print_paper(work, &form, out);
    }
}

void questionnaire_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    int kind = line->choices[OPTION_AS];
    if (kind < 0) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE,
             ARGS("questionnaire", "--as=fhir, xlsform or paper"));
        return;
    }
    struct command_line own = *line;
    if (own.values[OPTION_LAYOUT] == NULL) {
        own.values[OPTION_LAYOUT] = "form";
    }
    struct work work = {0};
    if (work_begin(&work, &own, kind == AS_PAPER ? NEED_PAGES : NEED_FORM, arena, diags)) {
        struct builder out = {0};
        write_form(&work, (enum form_kind)kind, &out);
        if (out.size_bytes > 0) {
            work_write(&work, (struct slice){out.at, out.size_bytes});
        }
        builder_free(&out);
    }
    work_end(&work);
}
