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

/* In the worker. */
static void finish(void *user) {
    struct score *score = user;
    struct builder document = {0};
    if (score->out.size_bytes == 0) {
        return;
    }
    if (!score->is_text) {
        builder_text(&document, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                "<assessments xmlns=\"urn:magreport:assessment:1\">\n");
    }
    builder_add(&document, score->out.at, score->out.size_bytes);
    if (!score->is_text) {
        builder_text(&document, "</assessments>\n");
    }
    work_hand_on(&score->work, 0, 0, (struct slice){document.at, document.size_bytes});
    builder_free(&document);
}

static bool receive(void *user, const struct worker_parcel *parcel) {
    const struct score *score = user;
    work_write(&score->work, parcel->bytes);
    return true;
}

#define LINES_BYTES ((size_t)64 * 1024) /* handed on together */

struct lines {
    struct work work;
    struct builder waiting;
    struct file_stream *stream;
    bool has_any;
};

static bool hand_on_lines(struct lines *lines) {
    bool goes_on = lines->waiting.size_bytes == 0 ||
                   work_hand_on(&lines->work, 0, 0,
                                (struct slice){lines->waiting.at, lines->waiting.size_bytes});
    builder_reset(&lines->waiting);
    return goes_on;
}

static bool take_line(void *user, const struct response *response) {
    struct lines *lines = user;
    const struct assessment *assessment =
        pipeline_assess(lines->work.pipeline, response, lines->work.diags);
    if (assessment == NULL) {
        return true;
    }
    assessment_write_line(assessment, response->ordinal, &lines->waiting);
    return lines->waiting.size_bytes < LINES_BYTES || hand_on_lines(lines);
}

static void finish_lines(void *user) {
    hand_on_lines(user);
}

static bool receive_lines(void *user, const struct worker_parcel *parcel) {
    struct lines *lines = user;
    lines->has_any = true;
    return file_stream_add(lines->stream, parcel->bytes);
}

static void score_all(const struct command_line *line, struct arena *arena, struct diags *diags) {
    const char *output = line->values[OPTION_OUTPUT];
    struct lines lines = {.has_any = false};
    const struct work_steps steps = {
        .take = take_line, .finish = finish_lines, .receive = receive_lines, .user = &lines};
    if (work_begin(&lines.work, line, NEED_SCORES, arena, diags)) {
        lines.stream = file_stream_new(output != NULL ? output : "-", diags);
        work_read(&lines.work, line->arguments[0], &steps);
        file_stream_end(lines.stream, lines.has_any);
    }
    builder_free(&lines.waiting);
    work_end(&lines.work);
}

void score_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    if (line->values[OPTION_ALL] != NULL && line->values[OPTION_FORMAT] != NULL) {
        diag(diags, MESSAGE_OPTIONS_CLASH, NOWHERE, ARGS("--all", "--format"));
        return;
    }
    if (line->values[OPTION_ALL] != NULL) {
        score_all(line, arena, diags);
        return;
    }
    struct score score = {.is_text = line->choices[OPTION_FORMAT] == 1};
    const struct work_steps steps = {
        .take = take, .finish = finish, .receive = receive, .user = &score};
    if (work_begin(&score.work, line, NEED_SCORES, arena, diags)) {
        work_read(&score.work, line->arguments[0], &steps);
    }
    builder_free(&score.out);
    work_end(&score.work);
}
