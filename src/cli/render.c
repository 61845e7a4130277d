/* render: one handout, as PDF, HTML or text, or, of a file with several responses, a folder of
 * them.
 *
 * Whether the file holds one response or several is known only at the end of it. So the first
 * handout is kept until either a second response or the end comes. A file is written only if every
 * response of the input could be used: whoever asks for one file must not get the handout of one
 * person when another person's was refused. */
#include "base/file.h"
#include "cli/command.h"
#include "cli/printing.h"
#include "cli/work.h"
#include "output/name.h"
#include "output/replace.h"

#include <string.h>
#include <sys/stat.h>

/* What the worker hands on: the id of a response, then its handout, if there is one. */
enum { PARCEL_ID, PARCEL_HANDOUT };

struct render {
    struct work work;
    const char *output; /* of -o, or NULL */
    bool is_folder;     /* output is a folder */
    struct name_table names;
    const char *name;     /* of the present response's file */
    struct builder first; /* the handout that is kept */
    const char *first_name;
    uint32_t first_ordinal;
    size_t seen;
    bool prints; /* -P */
    struct printing printing;
};

static bool is_folder(const char *path) {
    struct stat status;
    size_t size_bytes = strlen(path);
    return (size_bytes > 0 && path[size_bytes - 1] == '/') ||
           (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

/* Writes the handout, and prints what was written. False after an error that ends all. */
static bool publish(struct render *render, uint32_t ordinal, const char *path,
                    const struct builder *handout) {
    struct slice bytes = {handout->at, handout->size_bytes};
    struct position position = {.file = render->work.line->arguments[0], .ordinal = ordinal};
    return file_publish(path, bytes, render->work.diags) &&
           (!render->prints ||
            printing_send(&render->printing, bytes, render->work.pack, position));
}

/* Under a name that was made from the id. False only after an error that ends all. */
static bool publish_by_id(struct render *render, uint32_t ordinal, const char *path,
                          const struct builder *handout) {
    if (replace_is_safe(path, (struct slice){handout->at, handout->size_bytes})) {
        return publish(render, ordinal, path, handout);
    }
    diag(render->work.diags, MESSAGE_OUTPUT_OF_ANOTHER,
         (struct position){.file = render->work.line->arguments[0], .ordinal = ordinal}, NULL);
    return true;
}

static bool publish_in_folder(struct render *render, uint32_t ordinal, const char *name,
                              const struct builder *handout) {
    size_t size_bytes = strlen(render->output);
    const char *between = render->output[size_bytes - 1] == '/' ? "" : "/";
    return publish_by_id(render, ordinal,
                         arena_format(render->work.arena, "%s%s%s", render->output, between, name),
                         handout);
}

static const char *ending_of(enum handout_format format) {
    static const char *const endings[HANDOUT_FORMAT_COUNT] = {
        [HANDOUT_PDF] = ".pdf", [HANDOUT_HTML] = ".html", [HANDOUT_TEXT] = ".txt"};
    return endings[format];
}

/* Another response after the first: from here on each goes into the folder. */
static bool turn_to_folder(struct render *render) {
    if (render->is_folder) {
        return true;
    }
    if (render->output == NULL || strcmp(render->output, "-") == 0 || file_exists(render->output)) {
        diag(render->work.diags, MESSAGE_OUTPUT_FOLDER_WANTED,
             (struct position){.file = render->work.line->arguments[0]}, NULL);
        return false;
    }
    render->is_folder = true;
    return file_make_folder(render->output, render->work.diags) &&
           (render->first.size_bytes == 0 ||
            publish_in_folder(render, render->first_ordinal, render->first_name, &render->first));
}

/* In the worker. */
static bool take(void *user, const struct response *response) {
    struct render *render = user;
    struct work *work = &render->work;
    if (!work_hand_on(work, PARCEL_ID, response->ordinal, slice_from(response->id))) {
        return false;
    }
    struct builder handout = {0};
    bool goes_on =
        !pipeline_render(work->pipeline, response, &work->earlier, work->diags, &handout) ||
        work_hand_on(work, PARCEL_HANDOUT, response->ordinal,
                     (struct slice){handout.at, handout.size_bytes});
    builder_free(&handout);
    return goes_on;
}

/* A response comes. */
static bool begin_handout(struct render *render, const struct worker_parcel *id) {
    struct work *work = &render->work;
    if (render->seen++ > 0 && !turn_to_folder(render)) {
        return false;
    }
    render->name = name_for_response(work->arena, &render->names,
                                     arena_copy(work->arena, id->bytes.at, id->bytes.size_bytes),
                                     id->ordinal, ending_of(options_pipeline(work->line).format));
    if (!render->is_folder) {
        render->first_name = render->name;
        render->first_ordinal = id->ordinal;
    }
    return true;
}

static bool receive(void *user, const struct worker_parcel *parcel) {
    struct render *render = user;
    if (parcel->kind == PARCEL_ID) {
        return begin_handout(render, parcel);
    }
    if (render->name == NULL) {
        return false; /* no worker of ours sends this first */
    }
    struct builder handout = {0};
    builder_add(&handout, parcel->bytes.at, parcel->bytes.size_bytes);
    if (!render->is_folder) {
        builder_free(&render->first);
        render->first = handout;
        return true;
    }
    bool goes_on = publish_in_folder(render, parcel->ordinal, render->name, &handout);
    builder_free(&handout);
    return goes_on;
}

static void publish_first(struct render *render) {
    if (render->is_folder || render->first.size_bytes == 0) {
        return;
    }
    if (diags_count(render->work.diags, DIAG_ERROR) > 0) {
        diag(render->work.diags, MESSAGE_OUTPUT_HELD_BACK,
             (struct position){.file = render->work.line->arguments[0]}, NULL);
        return;
    }
    if (render->output != NULL) {
        publish(render, render->first_ordinal, render->output, &render->first);
    } else {
        publish_by_id(render, render->first_ordinal, render->first_name, &render->first);
    }
}

/* False after reporting that the options do not fit. */
static bool begin_printing(struct render *render, const struct command_line *line,
                           struct diags *diags) {
    render->prints = line->values[OPTION_PRINTER] != NULL;
    if (!render->prints) {
        bool is_of_printing = line->values[OPTION_COPIES] || line->values[OPTION_SIDES] ||
                              line->values[OPTION_COLOR] || line->values[OPTION_TRAY] ||
                              line->values[OPTION_WAIT];
        if (is_of_printing) {
            diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE,
                 ARGS("an option of printing", "-P PRINTER"));
        }
        return !is_of_printing;
    }
    if (options_pipeline(line).format != HANDOUT_PDF) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE, ARGS("--printer", "a PDF, --format=pdf"));
        return false;
    }
    printing_begin(&render->printing, line, diags);
    render->printing.options.keep_folder = NULL; /* what is printed is written */
    return true;
}

void render_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct render render = {.output = line->values[OPTION_OUTPUT]};
    if (!begin_printing(&render, line, diags)) {
        return;
    }
    if (work_begin(&render.work, line, NEED_PAGES, arena, diags)) {
        render.work.wants_earlier = true;
        render.is_folder = render.output != NULL && is_folder(render.output);
        if (!render.is_folder || file_make_folder(render.output, diags)) {
            const struct work_steps steps = {.take = take, .receive = receive, .user = &render};
            work_read(&render.work, line->arguments[0], &steps);
            publish_first(&render);
        }
    }
    builder_free(&render.first);
    work_end(&render.work);
    if (render.prints) {
        printing_end(&render.printing);
    }
}
