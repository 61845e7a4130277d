/* preview: render, then again at each change. Everything is loaded anew each time, images excepted,
 * which are slow and depend on their own bytes alone: that is quick enough, and nothing of a file
 * that was broken or has gone can be left. An attempt has messages of
 * its own, so that an earlier fault does not decide how the program ends. */
#include "base/file.h"
#include "cli/changes.h"
#include "cli/command.h"
#include "cli/work.h"
#include "image/cache.h"
#include "output/name.h"

#include <string.h>

/* What the worker hands on. */
enum { PARCEL_ID, PARCEL_HANDOUT };

struct attempt {
    struct work work;
    struct builder handout;
    const char *name; /* from the response's id */
};

/* In the worker: the first response alone. */
static bool take(void *user, const struct response *response) {
    struct attempt *attempt = user;
    struct work *work = &attempt->work;
    if (work_hand_on(work, PARCEL_ID, response->ordinal, slice_from(response->id)) &&
        pipeline_render(work->pipeline, response, NULL, work->diags, &attempt->handout)) {
        work_hand_on(work, PARCEL_HANDOUT, response->ordinal,
                     (struct slice){attempt->handout.at, attempt->handout.size_bytes});
    }
    return false;
}

static bool receive(void *user, const struct worker_parcel *parcel) {
    struct attempt *attempt = user;
    struct arena *arena = attempt->work.arena;
    if (parcel->kind == PARCEL_ID) {
        struct name_table names = {0};
        const char *id = arena_copy(arena, parcel->bytes.at, parcel->bytes.size_bytes);
        attempt->name = name_for_response(arena, &names, id, parcel->ordinal, ".pdf");
    } else {
        builder_add(&attempt->handout, parcel->bytes.at, parcel->bytes.size_bytes);
    }
    return true;
}

static const char *elapsed(struct arena *arena, int64_t start_ms) {
    return arena_format(arena, "%lld", (long long)(changes_clock_ms() - start_ms));
}

/* Renders once. The file at -o, or at the name of the response, changes only if all went well. */
static void try_once(const struct command_line *line, struct image_cache *images,
                     int64_t start_ms) {
    struct attempt attempt = {.work = {.images = images}};
    struct arena *arena = arena_new();
    struct diags *diags = diags_new();
    diags_print_to(diags, stderr);
    if (work_begin(&attempt.work, line, NEED_PAGES, arena, diags)) {
        const struct work_steps steps = {.take = take, .receive = receive, .user = &attempt};
        work_read(&attempt.work, line->arguments[0], &steps);
    }
    const char *given = line->values[OPTION_OUTPUT];
    const char *output = given != NULL ? given : attempt.name;
    struct slice bytes = {attempt.handout.at, attempt.handout.size_bytes};
    bool is_good = bytes.size_bytes > 0 && diags_count(diags, DIAG_ERROR) == 0;
    if (is_good && file_publish_quickly(output, bytes, diags)) {
        diag(diags, MESSAGE_PREVIEW_DONE, (struct position){.file = output},
             ARGS(elapsed(arena, start_ms)));
    } else {
        diag(diags, MESSAGE_PREVIEW_KEPT,
             (struct position){.file = output != NULL ? output : line->arguments[0]}, NULL);
    }
    builder_free(&attempt.handout);
    work_end(&attempt.work);
    image_cache_sweep(images);
    diags_free(diags);
    arena_free(arena);
}

static void watch(struct changes *changes, const struct command_line *line, struct arena *arena) {
    struct pack_options options = options_pack(line);
    const char *const *folders = pack_folders(arena, &options);
    for (size_t i = 0; folders[i] != NULL; i++) {
        changes_add_folder(changes, folders[i]);
    }
    changes_add_file(changes, line->arguments[0]);
}

/* What can be watched and written is a file with a name. */
static bool has_names(const struct command_line *line, struct diags *diags) {
    const char *output = line->values[OPTION_OUTPUT];
    if (strcmp(line->arguments[0], "-") == 0) {
        diag(diags, MESSAGE_ARGUMENT_EXTRA, NOWHERE, ARGS(line->command->name, "-"));
        return false;
    }
    if (output != NULL && strcmp(output, "-") == 0) {
        diag(diags, MESSAGE_OPTION_VALUE, NOWHERE, ARGS("--output", "-", "a file's name"));
        return false;
    }
    return true;
}

void preview_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    if (!has_names(line, diags)) {
        return;
    }
    struct changes *changes = changes_new(diags);
    if (changes == NULL) {
        return;
    }
    watch(changes, line, arena);
    struct image_cache *images = image_cache_new();
    int64_t start_ms = changes_clock_ms();
    do {
        try_once(line, images, start_ms);
    } while (changes_wait(changes, &start_ms));
    image_cache_free(images);
    changes_free(changes);
}
