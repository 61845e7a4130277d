/* What a batch does differently when it is one shard of several: it knows all records, makes those
 * that are its own, and says in the head of its manifest what the whole batch is. Before that, it
 * looks at what other shards and its own earlier runs have said in the folder: shards of different
 * batches would leave a folder that looks whole and is not. */
#include "batch/batch_inside.h"

#include "base/builder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define HEAD_MAX_BYTES 2048

/* Counts the records that are ours and sums the keys of all. */
static bool measure(struct batch *batch) {
    struct shard_head *head = &batch->head;
    const struct batch_options *options = batch->options;
    *head = (struct shard_head){.shard = options->shard, .records = batch->count};
    memcpy(head->pack, options->pack->digest, sizeof head->pack);
    memcpy(head->brand, options->pack->brand_digest, sizeof head->brand);
    memcpy(head->options, options->recipe, sizeof head->options);
    for (uint64_t index = 0; index < batch->count; index++) {
        struct batch_record record;
        if (!record_read(batch->clerk->ledger, index, &record)) {
            folder_report(batch->folder, errno);
            return false;
        }
        shard_sum_add(&head->sum, record.key);
        head->held += shard_holds(&options->shard, record.key) ? 1 : 0;
    }
    batch->held = head->held;
    return true;
}

/* The head in one of the first lines of a manifest or a journal; false if there is none. */
static bool read_head(const struct batch *batch, const char *name, struct shard_head *out_head) {
    char bytes[HEAD_MAX_BYTES];
    int handle = folder_open_file(batch->folder, name);
    ssize_t count = handle >= 0 ? pread(handle, bytes, sizeof bytes, 0) : -1;
    struct slice rest = {bytes, count > 0 ? (size_t)count : 0};
    struct slice line;
    bool is_found = false;
    while (!is_found && slice_next(&rest, '\n', &line)) {
        is_found = shard_head_parse(line, out_head);
    }
    if (handle >= 0) {
        close(handle);
    }
    return is_found;
}

/* Whether a file of the folder, if it tells of a batch, tells of this one. */
static bool agrees(const struct batch *batch, const char *name) {
    struct shard_head other;
    const char *what = NULL;
    if (!read_head(batch, name, &other) || shard_head_agrees(&batch->head, &other, &what)) {
        return true;
    }
    diag(batch->diags, MESSAGE_SHARD_OTHER, (struct position){.file = folder_path(batch->folder)},
         ARGS(what));
    return false;
}

static bool agrees_with_all(const struct batch *batch) {
    struct dirent *entry;
    struct shard shard;
    bool is_good = agrees(batch, folder_journal_name(batch->folder));
    DIR *folder = opendir(folder_path(batch->folder));
    while (folder != NULL && is_good && (entry = readdir(folder)) != NULL) {
        if (shard_parse_manifest_name(entry->d_name, &shard)) {
            is_good = agrees(batch, entry->d_name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return is_good;
}

bool batch_begin_shard(struct batch *batch) {
    struct builder text = {0};
    batch->held = batch->count;
    if (batch->options->shard.count == 0) {
        return true;
    }
    if (!measure(batch) || !agrees_with_all(batch)) {
        return false;
    }
    shard_head_write(&batch->head, &text);
    bool is_good = folder_append_journal(batch->folder, (struct slice){text.at, text.size_bytes});
    builder_free(&text);
    return is_good;
}
