#include "batch/arrange.h"

#include "base/arena.h"
#include "batch/arrange_inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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
        done += count;
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
