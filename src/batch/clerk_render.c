/* Making one handout. The record comes from the ledger and from the spool of whoever read it. */
#include "batch/clerk_inside.h"

#include "base/arena.h"
#include "response/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* NULL with errno. */
static struct response *load(const struct clerk *clerk, struct arena *arena,
                             const struct batch_record *record) {
    char *bytes = arena_alloc(arena, record->stored_bytes + 1);
    if (record->spool >= POOL_MAX_WORKERS || !read_at(clerk->spools[record->spool].stored, bytes,
                                                      record->stored_bytes, record->stored_at)) {
        return NULL;
    }
    errno = EIO;
    return response_load(arena, (struct slice){bytes, record->stored_bytes}, NULL);
}

/* False with errno. */
static bool load_history(const struct clerk *clerk, struct arena *arena,
                         const struct batch_record *record, struct visits *out) {
    struct visit *visits = ARENA_ARRAY(arena, struct visit, record->history_count + 1);
    *out = (struct visits){visits, record->history_count};
    return read_at(clerk->history, visits, record->history_count * sizeof *visits,
                   record->history_at);
}

static void fail(struct clerk_render_answer *answer, const struct diags *diags) {
    const struct diag_error *error = diags_find_error(diags);
    struct outcome *outcome = &answer->outcome;
    outcome->status = MANIFEST_FAILED;
    snprintf(outcome->reason, sizeof outcome->reason, "%s",
             message_id(error != NULL ? error->message : MESSAGE_PDF_FAILED));
    snprintf(answer->text, sizeof answer->text, "%s", error != NULL ? error->text : "");
}

/* What is made, and of what. */
struct making {
    struct clerk_render job;
    const struct response *response;
    const char *warning; /* id of the first when it was read, or "" */
    struct visits earlier;
};

static bool make(struct clerk *clerk, const struct making *making, struct diags *diags,
                 struct builder *out) {
    if (making->job.is_fragment) {
        return pipeline_render_fragment(clerk->pipeline, making->response, &making->earlier,
                                        making->job.index + 1, diags, out);
    }
    return pipeline_render(clerk->pipeline, making->response, &making->earlier, diags, out);
}

static void render(struct clerk *clerk, const struct making *making, int handle,
                   struct clerk_render_answer *answer) {
    struct outcome *outcome = &answer->outcome;
    struct diags *diags = diags_new();
    struct builder handout = {0};
    int64_t began_ms = now_ms();
    if (make(clerk, making, diags, &handout)) {
        outcome->status = MANIFEST_DONE;
        outcome->pages = (uint32_t)pipeline_page_count(clerk->pipeline);
        outcome->bytes = handout.size_bytes;
        outcome->has_sum = true;
        snprintf(outcome->reason, sizeof outcome->reason, "%s",
                 making->warning[0] != '\0' ? making->warning : diags_first_warning(diags));
        hash_sha256(handout.at, handout.size_bytes, outcome->sha256);
        /* A worker that was killed may have written some of it. */
        if (ftruncate(handle, 0) != 0 || !write_at(handle, handout.at, handout.size_bytes, 0) ||
            fsync(handle) != 0) {
            answer->error = errno;
        }
    } else {
        fail(answer, diags);
    }
    outcome->ms = (uint32_t)(now_ms() - began_ms);
    outcome->is_known = true;
    builder_free(&handout);
    diags_free(diags);
}

void clerk_do_render(struct clerk *clerk, const struct channel_packet *packet,
                     struct builder *answer) {
    struct making making = {.response = NULL};
    struct clerk_render_answer result = {0};
    struct batch_record record;
    if (packet->bytes.size_bytes != sizeof making.job || packet->handle_count != 1) {
        return;
    }
    memcpy(&making.job, packet->bytes.at, sizeof making.job);
    struct arena *arena = arena_new();
    struct response *response = record_read(clerk->ledger, making.job.index, &record) &&
                                        load_history(clerk, arena, &record, &making.earlier)
                                    ? load(clerk, arena, &record)
                                    : NULL;
    if (response != NULL) {
        clerk_test_hook(response->id);
        making.response = response;
        making.warning = record.reason;
        render(clerk, &making, packet->handles[0], &result);
        clerk_test_forge_answer(response->id, &result);
    } else {
        result.error = errno;
    }
    arena_free(arena);
    builder_add(answer, &result, sizeof result);
}
