/* print: PDFs as they are, and the handouts of responses, each as a job of its own. What a file is
 * tells its first bytes. After a failure it goes on with the next; only the person ends it. */
#include "base/file.h"
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

static bool take(void *user, const struct response *response) {
    struct print *print = user;
    struct work *work = &print->work;
    struct builder handout = {0};
    struct position position = {.file = print->file, .ordinal = response->ordinal};
    bool goes_on = !pipeline_render(work->pipeline, response, work->diags, &handout) ||
                   printing_send(&print->printing, (struct slice){handout.at, handout.size_bytes},
                                 work->pack, position);
    builder_free(&handout);
    return goes_on;
}

/* The pack is loaded for the first file that is not a PDF. */
static void print_responses(struct print *print, struct slice bytes, struct arena *arena,
                            struct diags *diags) {
    if (!print->has_begun) {
        print->has_begun = true;
        print->is_good = work_begin(&print->work, print->line, NEED_PAGES, arena, diags);
    }
    if (print->is_good) {
        work_read_bytes(&print->work, print->file, bytes, take, print);
    }
}

static void print_file(struct print *print, struct arena *arena, struct diags *diags) {
    const char *keep_folder = print->printing.options.keep_folder;
    struct arena *bytes_arena = arena_new();
    struct slice bytes;
    if (file_read(bytes_arena, print->file, INPUT_MAX_BYTES, diags, &bytes)) {
        if (bytes.size_bytes >= 5 && memcmp(bytes.at, "%PDF-", 5) == 0) {
            bool is_file = strcmp(print->file, "-") != 0;
            print->printing.options.keep_folder = is_file ? NULL : keep_folder;
            printing_send(&print->printing, bytes, NULL, (struct position){.file = print->file});
            print->printing.options.keep_folder = keep_folder;
        } else {
            print_responses(print, bytes, arena, diags);
        }
    }
    arena_free(bytes_arena);
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
