/* dump: what one stage hands to the next, as text. Of a file with several responses, one document
 * after the other. */
#include "cli/command.h"
#include "cli/work.h"

struct dump {
    struct work work;
    enum dump_stage stage;
    struct builder out;
};

/* Nothing of a response whose stage failed half-way is printed. */
static bool take(void *user, const struct response *response) {
    struct dump *dump = user;
    struct builder one = {0};
    if (pipeline_dump(dump->work.pipeline, response, &dump->work.earlier, dump->stage,
                      dump->work.diags, &one) &&
        one.size_bytes > 0) {
        builder_add(&dump->out, one.at, one.size_bytes);
    }
    builder_free(&one);
    return true;
}

/* In the worker. */
static void finish(void *user) {
    struct dump *dump = user;
    if (dump->out.size_bytes > 0) {
        work_hand_on(&dump->work, 0, 0, (struct slice){dump->out.at, dump->out.size_bytes});
    }
}

static bool receive(void *user, const struct worker_parcel *parcel) {
    const struct dump *dump = user;
    work_write(&dump->work, parcel->bytes);
    return true;
}

void dump_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    if (line->choices[OPTION_STAGE] < 0) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE,
             ARGS("dump", "--stage=answers, assessment, report, blocks or pages"));
        return;
    }
    struct dump dump = {.stage = (enum dump_stage)line->choices[OPTION_STAGE]};
    enum work_need need = dump.stage <= DUMP_ASSESSMENT ? NEED_SCORES : NEED_PAGES;
    if (work_begin(&dump.work, line, need, arena, diags)) {
        dump.work.wants_earlier = dump.stage >= DUMP_REPORT;
        dump.work.takes_all = dump.stage == DUMP_ANSWERS;
        const struct work_steps steps = {
            .take = take, .finish = finish, .receive = receive, .user = &dump};
        work_read(&dump.work, line->arguments[0], &steps);
    }
    builder_free(&dump.out);
    work_end(&dump.work);
}
