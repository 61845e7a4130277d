/* questionnaire: our form, for the systems that clinics have. */
#include "cli/command.h"
#include "cli/work.h"
#include "form/form.h"

typedef void write_form(const struct form *form, struct builder *out);

/* In the order of the option's values. */
static write_form *const writers[] = {form_write_fhir, form_write_xform};

void questionnaire_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    if (line->choices[OPTION_AS] < 0) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE, ARGS("questionnaire", "--as=fhir or xlsform"));
        return;
    }
    struct work work = {0};
    if (work_begin(&work, line, NEED_FORM, arena, diags)) {
        const struct template *layout = work.pack->layout;
        struct form form = {
            .questionnaire = work.pack->questionnaire,
            .knowledge = work.pack->knowledge,
            .language = layout != NULL ? layout->language : "en",
        };
        struct builder out = {0};
        writers[line->choices[OPTION_AS]](&form, &out);
        work_write(&work, &out);
        builder_free(&out);
    }
    work_end(&work);
}
