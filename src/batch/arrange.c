#include "batch/arrange.h"

#include "base/arena.h"
#include "batch/arrange_inside.h"
#include "output/name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a worker wrote is not to be trusted: texts end, places lie in its own spool, and what this
 * process finds out itself is not said beforehand. */
static bool is_sound(const struct arrange_options *options, size_t spool,
                     const struct batch_record *record) {
    uint64_t stored_bytes = options->stored_bytes[spool];
    return memchr(record->name, '\0', sizeof record->name) != NULL &&
           (record->name[0] == '\0' || name_is_stem(record->name)) &&
           record_is_reason(record->reason) && record->input < options->input_count &&
           record->spool < options->spool_count && record->text_spool < options->spool_count &&
           (record->stored_bytes == 0 || record->spool == spool) &&
           (record->text_bytes == 0 || record->text_spool == spool) &&
           record->stored_at <= stored_bytes &&
           record->stored_bytes <= stored_bytes - record->stored_at &&
           record->text_at <= stored_bytes && record->text_bytes <= stored_bytes - record->text_at;
}

static bool take_entry(const struct arrange_options *options, size_t spool,
                       struct batch_record *record) {
    record->twin = 0;
    record->owns_name = false;
    record->was_aside = false;
    memset(&record->old, 0, sizeof record->old);
    memset(&record->result, 0, sizeof record->result);
    return is_sound(options, spool, record);
}

static void load_entries(struct arranging *arranging) {
    const struct arrange_options *options = arranging->options;
    for (size_t i = 0; i < options->spool_count; i++) {
        arranging->count += options->entry_counts[i];
    }
    arranging->records = ARENA_ARRAY(arranging->arena, struct batch_record, arranging->count + 1);
    size_t done = 0;
    for (size_t i = 0; i < options->spool_count; i++) {
        size_t count = options->entry_counts[i];
        arranging->failed = !read_at(arranging->clerk->spools[i].entries, arranging->records + done,
                                     count * sizeof *arranging->records, CLERK_ENTRY_AT(0)) ||
                            arranging->failed;
        for (size_t j = done; j < done + count && !arranging->failed; j++) {
            arranging->failed = !take_entry(options, i, &arranging->records[j]);
        }
        done += count;
    }
    for (size_t i = 0; i < arranging->count && !arranging->failed; i++) {
        arranging->failed = !record_is_sound(&arranging->records[i]);
    }
}

static int compare_places(const void *left, const void *right) {
    const struct batch_record *one = left;
    const struct batch_record *other = right;
    if (one->input != other->input) {
        return one->input < other->input ? -1 : 1;
    }
    return (one->ordinal > other->ordinal) - (one->ordinal < other->ordinal);
}

static int arrange_in_child(struct arranging *arranging) {
    arranging->arena = arena_new();
    load_entries(arranging);
    if (arranging->failed) {
        return 1;
    }
    qsort(arranging->records, arranging->count, sizeof *arranging->records, compare_places);
    arrange_twins(arranging);
    arrange_histories(arranging);
    arrange_names(arranging);
    arrange_old(arranging);
    size_t size_bytes = arranging->count * sizeof *arranging->records;
    bool is_written = write_at(arranging->clerk->ledger, arranging->records, size_bytes, 0);
    return arranging->failed || !is_written ? 1 : 0;
}

bool arrange(const struct clerk *clerk, const struct arrange_options *options,
             struct folder *folder, uint64_t *out_count, struct diags *diags) {
    struct arranging arranging = {.clerk = clerk, .options = options, .folder = folder};
    int status = 0;
    struct stat written = {0};
    pid_t child = fork();
    if (child == 0) {
        _exit(arrange_in_child(&arranging));
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (child < 0 || status != 0 || fstat(clerk->ledger, &written) != 0) {
        diag(diags, MESSAGE_BATCH_ARRANGE, (struct position){.file = folder_path(folder)}, NULL);
        return false;
    }
    *out_count = (uint64_t)written.st_size / sizeof(struct batch_record);
    return true;
}
