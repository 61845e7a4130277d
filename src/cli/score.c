/* score: the assessment of each response, as the <assessments> document or as text. */
#include "cli/command.h"
#include "cli/work.h"

struct score {
    struct work work;
    bool is_text;
    struct builder out;
};

static bool take(void *user, const struct response *response) {
    struct score *score = user;
    const struct assessment *assessment =
        pipeline_assess(score->work.pipeline, response, score->work.diags);
    if (assessment != NULL && score->is_text) {
        assessment_write_text(assessment, &score->out);
    } else if (assessment != NULL) {
        assessment_write_xml(assessment, &score->out);
    }
    return true;
}

void score_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct score score = {.is_text = line->choices[OPTION_FORMAT] == 1};
    if (work_begin(&score.work, line, NEED_SCORES, arena, diags)) {
        work_read(&score.work, line->arguments[0], take, &score);
    }
    if (score.out.size_bytes > 0) {
        struct builder document = {0};
        if (!score.is_text) {
            builder_text(&document, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                    "<assessments xmlns=\"urn:magreport:assessment:1\">\n");
        }
        builder_add(&document, score.out.at, score.out.size_bytes);
        if (!score.is_text) {
            builder_text(&document, "</assessments>\n");
        }
        work_write(&score.work, &document);
        builder_free(&document);
    }
    builder_free(&score.out);
    work_end(&score.work);
}
