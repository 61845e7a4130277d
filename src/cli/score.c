/* score: the assessment of each response, as the <assessments> document or as text; or of any
 * number of them a line each, which is written as it comes. */
#include "base/file.h"
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

struct lines {
    struct work work;
    struct builder line;
    struct file_stream *stream;
    size_t count;
};

static bool take_line(void *user, const struct response *response) {
    struct lines *lines = user;
    const struct assessment *assessment =
        pipeline_assess(lines->work.pipeline, response, lines->work.diags);
    if (assessment == NULL) {
        return true;
    }
    builder_reset(&lines->line);
    assessment_write_line(assessment, response->ordinal, &lines->line);
    lines->count++;
    return file_stream_add(lines->stream, (struct slice){lines->line.at, lines->line.size_bytes});
}

static void score_all(const struct command_line *line, struct arena *arena, struct diags *diags) {
    const char *output = line->values[OPTION_OUTPUT];
    struct lines lines = {.count = 0};
    if (work_begin(&lines.work, line, NEED_SCORES, arena, diags)) {
        lines.stream = file_stream_new(output != NULL ? output : "-", diags);
        work_read(&lines.work, line->arguments[0], take_line, &lines);
        file_stream_end(lines.stream, lines.count > 0);
    }
    builder_free(&lines.line);
    work_end(&lines.work);
}

void score_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    if (line->values[OPTION_ALL] != NULL) {
        score_all(line, arena, diags);
        return;
    }
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
