/* The end of a run: the manifest, read off the ledger in one walk. A run that was stopped writes
 * one too, of what there is, with what earlier runs said of the records that it did not come to; so
 * the journal can go, and nothing that was ever done is forgotten. */
#include "batch/batch_inside.h"

#include "base/builder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WAITING_BYTES ((size_t)64 * 1024)

static const char *in_hex(struct arena *arena, const uint8_t *bytes, size_t size_bytes) {
    char *text = arena_alloc(arena, 2 * size_bytes + 1);
    hash_hex(bytes, size_bytes, text);
    return text;
}

/* The outcome of this run, of the record's twin, or of an earlier run; NULL: none. */
static const struct outcome *find_outcome(const struct batch_record *made) {
    return made->result.is_known ? &made->result : made->old.is_known ? &made->old : NULL;
}

bool batch_line(const struct batch *batch, struct arena *arena, uint64_t index,
                const struct batch_record *record, struct manifest_line *out) {
    struct batch_record twin;
    const struct batch_record *made = record;
    bool is_second = record->twin != index && record->stored_bytes > 0;
    if (is_second) {
        if (!record_read(batch->clerk->ledger, record->twin, &twin)) {
            return false;
        }
        made = &twin;
    }
    const struct outcome *outcome = find_outcome(made);
    if (outcome == NULL) {
        return false;
    }
    bool is_made = outcome->status == MANIFEST_DONE || outcome->status == MANIFEST_ALREADY;
    bool is_now = made->result.is_known && !is_second;
    const char *key = in_hex(arena, record->key, sizeof record->key);
    *out = (struct manifest_line){
        .ordinal = index + 1,
        .input = batch_label(batch, arena, batch_input_path(batch, arena, record->input)),
        .key = key,
        .pack = batch->pack,
        .brand = batch->brand,
        .recipe = in_hex(arena, made->recipe, sizeof made->recipe),
        .pages = outcome->pages,
        .bytes = outcome->bytes,
        .sha256 = is_made && outcome->has_sum
                      ? in_hex(arena, outcome->sha256, sizeof outcome->sha256)
                      : "",
        .status = is_made && !is_now ? MANIFEST_ALREADY : outcome->status,
        .reason = arena_string(arena, outcome->reason),
        .ms = is_second ? 0 : outcome->ms,
        .file = is_made ? arena_string(arena, made->name)
                        : arena_format(arena, BATCH_ASIDE "/%.16s.xml", key),
    };
    return true;
}

/* False with errno. */
static bool write_lines(struct batch *batch, int handle) {
    struct builder text = {0};
    struct arena *arena = arena_new();
    uint64_t at = 0;
    bool is_good = true;
    if (batch->options->shard.count > 0) {
        shard_head_write(&batch->head, &text);
    }
    for (uint64_t index = 0; index < batch->count && is_good; index++) {
        struct batch_record record;
        struct manifest_line line;
        is_good = record_read(batch->clerk->ledger, index, &record);
        if (is_good && shard_holds(&batch->options->shard, record.key) &&
            batch_line(batch, arena, index, &record, &line)) {
            manifest_write(&line, &text);
        }
        if (text.size_bytes > WAITING_BYTES || index + 1 == batch->count) {
            is_good = is_good && write_at(handle, text.at, text.size_bytes, at);
            at += text.size_bytes;
            builder_reset(&text);
            arena_reset(arena);
        }
    }
    int error = errno;
    builder_free(&text);
    arena_free(arena);
    errno = error;
    return is_good;
}

static bool publish_manifest(struct batch *batch) {
    int handle = folder_open_part(batch->folder, BATCH_OWN_PART);
    if (handle < 0) {
        return false;
    }
    bool is_good = write_lines(batch, handle) && fsync(handle) == 0;
    if (!is_good) {
        folder_report(batch->folder, errno);
    }
    if (close(handle) != 0 && is_good) {
        folder_report(batch->folder, errno);
        is_good = false;
    }
    is_good =
        is_good &&
        folder_publish_part(batch->folder, BATCH_OWN_PART, folder_manifest_name(batch->folder)) &&
        folder_sync(batch->folder);
    if (is_good) {
        folder_remove(batch->folder, folder_journal_name(batch->folder));
    } else {
        folder_drop_part(batch->folder, BATCH_OWN_PART);
    }
    return is_good;
}

static void tell_count(const struct batch *batch, enum message message, uint64_t count) {
    char number[24];
    if (count > 0) {
        snprintf(number, sizeof number, "%llu", (unsigned long long)count);
        diag(batch->diags, message, NOWHERE, ARGS(number));
    }
}

static void tell_counts(const struct batch *batch) {
    struct builder text[MANIFEST_STATUS_COUNT] = {{0}};
    for (size_t i = 0; i < MANIFEST_STATUS_COUNT; i++) {
        builder_int(&text[i], (int64_t)batch->counts[i]);
    }
    diag(batch->diags, MESSAGE_BATCH_DONE, NOWHERE,
         ARGS(text[MANIFEST_DONE].at, text[MANIFEST_ALREADY].at, text[MANIFEST_REFUSED].at,
              text[MANIFEST_FAILED].at));
    uint64_t aside = batch->counts[MANIFEST_REFUSED] + batch->counts[MANIFEST_FAILED];
    /* A hot folder sets the file itself aside. */
    bool is_told = batch->options->shows_names || batch->options->known_as != NULL;
    tell_count(batch, MESSAGE_BATCH_PASSED_OVER, batch->passed_over);
    tell_count(batch, MESSAGE_BATCH_WARNED, batch->warned);
    tell_count(batch, MESSAGE_BATCH_ASIDE, is_told ? 0 : aside);
    for (size_t i = 0; i < MANIFEST_STATUS_COUNT; i++) {
        builder_free(&text[i]);
    }
}

bool batch_finish(struct batch *batch) {
    uint64_t aside = batch->counts[MANIFEST_REFUSED] + batch->counts[MANIFEST_FAILED];
    bool is_good = publish_manifest(batch);
    progress_clear(batch->progress);
    if (!batch->options->is_quiet) {
        tell_counts(batch);
    }
    if (is_good && aside > 0 && batch->options->is_strict) {
        char number[24];
        snprintf(number, sizeof number, "%llu", (unsigned long long)aside);
        diag(batch->diags, MESSAGE_BATCH_STRICT, NOWHERE, ARGS(number));
    }
    return is_good;
}
