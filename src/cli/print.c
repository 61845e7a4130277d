/* print: PDFs as they are, and the handouts of responses, each as a job of its own. What a file is
 * tell its first bytes. After a failure it goes on with the next; only the person ends it. */
#include "base/source.h"
#include "cli/command.h"
#include "cli/printing.h"
#include "cli/work.h"

#include <string.h>

struct print {
    const struct command_line *line;
    struct printing printing;
    struct work work;
    bool has_begun; /* the pack is loaded, or was found wrong */
    bool is_good;   /* it is loaded */
    const char *file;
};

/* In the worker. */
static bool take(void *user, const struct response *response) {
    struct print *print = user;
    struct work *work = &print->work;
    struct builder handout = {0};
    bool goes_on =
        !pipeline_render(work->pipeline, response, &work->earlier, work->diags, &handout) ||
        work_hand_on(work, 0, response->ordinal, (struct slice){handout.at, handout.size_bytes});
    builder_free(&handout);
    return goes_on;
}

static bool receive(void *user, const struct worker_parcel *parcel) {
    struct print *print = user;
    struct position position = {.file = print->file, .ordinal = parcel->ordinal};
    return printing_send(&print->printing, parcel->bytes, print->work.pack, position);
}

/* The pack is loaded for the first file that is not a PDF. */
static void print_responses(struct print *print, struct source *source, struct arena *arena,
                            struct diags *diags) {
    if (!print->has_begun) {
        print->has_begun = true;
        print->is_good = work_begin(&print->work, print->line, NEED_PAGES, arena, diags);
        print->work.wants_earlier = true;
    }
    if (print->is_good) {
        const struct work_steps steps = {.take = take, .receive = receive, .user = print};
        work_read_source(&print->work, source, &steps);
    }
}

/* A PDF that is a file need not be kept: it is there. */
static void print_pdf(struct print *print, struct source *source, struct diags *diags) {
    struct printing *printing = &print->printing;
    struct arena *arena = arena_new();
    struct slice pdf;
    const char *keep_folder = printing->options.keep_folder;
    printing->options.keep_folder = strcmp(print->file, "-") == 0 ? keep_folder : NULL;
    if (source_read_all(source, arena, diags, &pdf)) {
        printing_send(printing, pdf, NULL, (struct position){.file = print->file});
    }
    printing->options.keep_folder = keep_folder;
    arena_free(arena);
}

static void print_file(struct print *print, struct arena *arena, struct diags *diags) {
    struct source_limits limits = options_source(print->line);
    struct source *source = source_open(print->file, &limits, diags);
    struct slice first;
    if (source == NULL) {
        return;
    }
    if (source_keep(source, diags) && source_peek(source, diags, &first)) {
        if (first.size_bytes >= 5 && memcmp(first.at, "%PDF-", 5) == 0) {
            print_pdf(print, source, diags);
        } else {
            print_responses(print, source, arena, diags);
        }
    }
    source_free(source);
}

void print_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct print print = {.line = line};
    printing_begin(&print.printing, line, diags);
    for (size_t i = 0; i < line->argument_count && !print.printing.is_stopped; i++) {
        print.file = line->arguments[i];
        print_file(&print, arena, diags);
    }
    if (print.has_begun) {
        work_end(&print.work);
    }
    printing_end(&print.printing);
}
