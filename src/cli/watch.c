/* watch: a hot folder, and perhaps a printer. */
#include "batch/watch.h"

#include "cli/batch.h"
#include "cli/command.h"
#include "cli/printing.h"
#include "cli/work.h"

#include <string.h>

#define RESCAN_USUAL_SECONDS 5

struct watching {
    struct printing printing;
    const struct pack *pack;
};

static bool print(void *user, struct slice handout, struct position position, struct diags *diags) {
    struct watching *watching = user;
    size_t before = diags_count(diags, DIAG_ERROR);
    watching->printing.diags = diags;
    return printing_send(&watching->printing, handout, watching->pack, position) &&
           diags_count(diags, DIAG_ERROR) == before;
}

static bool begin_printing(const struct command_line *line, struct watching *watching,
                           struct watch_options *options, struct diags *diags) {
    if (line->values[OPTION_PRINTER] == NULL) {
        return true;
    }
    if (strcmp(options->batch.ending, ".pdf") != 0) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE, ARGS("--printer", "--format=pdf"));
        return false;
    }
    printing_begin(&watching->printing, line, diags);
    watching->printing.options.keep_folder = NULL; /* what is printed is written */
    options->print = print;
    options->user = watching;
    return true;
}

void watch_run_command(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct watching watching = {0};
    struct work work = {.has_digests = true};
    int seconds = line->numbers[OPTION_RESCAN];
    struct watch_options options = {.folder = line->arguments[0],
                                    .rescan_seconds =
                                        (unsigned)(seconds > 0 ? seconds : RESCAN_USUAL_SECONDS),
                                    .forgets = line->values[OPTION_FORGET] != NULL};
    if (!batch_take_options(line, arena, diags, &options.batch) ||
        !begin_printing(line, &watching, &options, diags)) {
        return;
    }
    if (work_begin(&work, line, NEED_PAGES, arena, diags)) {
        watching.pack = work.pack;
        options.batch.pack = work.pack;
        options.batch.pipeline = work.pipeline;
        options.batch.intake = work_intake_options(&work);
        options.batch.shows_progress = false;
        watch_run(&options, diags);
    }
    work_end(&work);
    if (options.print != NULL) {
        printing_end(&watching.printing);
    }
}
