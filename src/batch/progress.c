#include "batch/progress.h"

#include "base/builder.h"
#include "base/memory.h"

#include <stdio.h>
#include <time.h>

#define LINE_EACH_MS 250
#define NOTE_EACH_MS 10000

struct progress {
    enum progress_kind kind;
    struct diags *diags;
    int64_t began_ms, told_ms;
    bool is_shown;
};

static int64_t now_ms(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct progress *progress_new(enum progress_kind kind, struct diags *diags) {
    struct progress *progress = memory_new(sizeof *progress);
    int64_t now = now_ms();
    *progress = (struct progress){.kind = kind, .diags = diags, .began_ms = now, .told_ms = now};
    return progress;
}

void progress_free(struct progress *progress) {
    if (progress != NULL) {
        progress_clear(progress);
        memory_free(progress);
    }
}

void progress_clear(struct progress *progress) {
    if (progress->is_shown) {
        fputs("\r\033[K", stderr);
        progress->is_shown = false;
    }
}

static void add_time(struct builder *out, uint64_t seconds) {
    if (seconds >= 3600) {
        builder_format(out, "%u h %02u min", (unsigned)(seconds / 3600),
                       (unsigned)(seconds / 60 % 60));
    } else {
        builder_format(out, "%u min %02u s", (unsigned)(seconds / 60), (unsigned)(seconds % 60));
    }
}

void progress_tell(struct progress *progress, uint64_t done, uint64_t aside, uint64_t total) {
    int64_t now = now_ms();
    int64_t each_ms = progress->kind == PROGRESS_LINE ? LINE_EACH_MS : NOTE_EACH_MS;
    if (progress->kind == PROGRESS_NONE || now - progress->told_ms < each_ms) {
        return;
    }
    progress->told_ms = now;
    uint64_t passed_ms = (uint64_t)(now - progress->began_ms) + 1;
    uint64_t left = total > done + aside ? total - done - aside : 0;
    uint64_t left_s = left * passed_ms / (done + aside + 1) / 1000;
    struct builder text[5] = {{0}};
    builder_int(&text[0], (int64_t)done);
    builder_int(&text[1], (int64_t)total);
    builder_int(&text[2], (int64_t)aside);
    builder_int(&text[3], (int64_t)(done * 1000 / passed_ms));
    add_time(&text[4], left_s);
    if (progress->kind == PROGRESS_LINE) {
        fprintf(stderr, "\r\033[K%s of %s done, %s set aside, %s a second, %s to go", text[0].at,
                text[1].at, text[2].at, text[3].at, text[4].at);
        progress->is_shown = true;
    } else {
        diag(progress->diags, MESSAGE_BATCH_PROGRESS, NOWHERE,
             ARGS(text[0].at, text[1].at, text[2].at, text[3].at, text[4].at));
    }
    for (size_t i = 0; i < 5; i++) {
        builder_free(&text[i]);
    }
}
