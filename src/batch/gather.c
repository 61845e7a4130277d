/* One manifest after the other is read; each line goes to the end of a file without a name, and its
 * place there to a second one, at the place of its ordinal. So the lines are sorted without being
 * kept in memory, which holds one shard's manifest at a time.
 *
 * All shards have read the same inputs, and each says in the head of its manifest how many records
 * these had and what sum their keys make, in order. The lines of all shards must make the same sum.
 * A key belongs to one shard, so one that comes twice does so within a shard. */
#include "batch/gather.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/ids.h"
#include "base/vector.h"
#include "batch/record.h"
#include "batch/shard.h"
#include "output/folder.h"
#include "output/manifest.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST_MAX_BYTES ((off_t)1 << 30)
#define WAITING_BYTES ((size_t)64 * 1024)
#define NAMED_MAX 10u /* of the shards that are missing */

/* Where the line of a record lies; zero bytes where there is none. */
struct place {
    uint64_t at;
    uint64_t size_bytes;
    uint8_t key[HASH_SHA256_BYTES];
};

struct gather {
    struct arena *arena;
    struct diags *diags;
    struct folder *folder;
    int lines, places; /* files without names */
    uint64_t lines_bytes;
    uint64_t count;
    bool is_headed; /* the head of one shard was read */
    struct shard_head head;
};

/* One shard's manifest while it is read. */
struct reading {
    struct gather *gather;
    struct arena *arena;
    struct position place;
    struct shard_head head;
    struct ids *keys; /* of results, with the index of their files */
    VECTOR(const char *) files;
    uint64_t count;
};

static bool report_errno(const struct gather *gather, bool is_good) {
    if (!is_good) {
        folder_report(gather->folder, errno);
    }
    return is_good;
}

static bool report(const struct reading *reading, enum message message,
                   const char *const *arguments) {
    diag(reading->gather->diags, message, reading->place, arguments);
    return false;
}

static const char *number_text(struct arena *arena, uint64_t number) {
    return arena_format(arena, "%" PRIu64, number);
}

static bool report_record(const struct reading *reading, uint64_t ordinal, const char *what) {
    return report(reading, MESSAGE_GATHER_RECORD, ARGS(number_text(reading->arena, ordinal), what));
}

/* The whole file, in the arena of the reading. */
static bool read_manifest(struct reading *reading, const char *name, struct slice *out_bytes) {
    struct gather *gather = reading->gather;
    struct stat status = {0};
    int handle = folder_open_file(gather->folder, name);
    if (handle < 0 || fstat(handle, &status) != 0 || status.st_size > MANIFEST_MAX_BYTES) {
        if (handle >= 0) {
            close(handle);
        }
        return report(reading, MESSAGE_GATHER_BROKEN, NULL);
    }
    size_t size_bytes = (size_t)status.st_size;
    char *bytes = arena_alloc(reading->arena, size_bytes + 1);
    bool is_good = report_errno(gather, read_at(handle, bytes, size_bytes, 0));
    close(handle);
    *out_bytes = (struct slice){bytes, size_bytes};
    return is_good;
}

static bool take_head(struct reading *reading, struct slice text, const struct shard *expected) {
    struct gather *gather = reading->gather;
    const char *what = NULL;
    if (!shard_head_parse(text, &reading->head)) {
        return report(reading, MESSAGE_GATHER_BROKEN, NULL);
    }
    if (!gather->is_headed) {
        gather->head = reading->head;
        gather->is_headed = true;
    }
    if (reading->head.shard.number != expected->number) {
        return report(reading, MESSAGE_GATHER_BROKEN, NULL);
    }
    if (!shard_head_agrees(&gather->head, &reading->head, &what)) {
        return report(reading, MESSAGE_SHARD_OTHER, ARGS(what));
    }
    return true;
}

/* A result that was made twice lies in two files; a record that came in twice has one. */
static bool is_new_result(struct reading *reading, const struct manifest_line *line) {
    size_t known = ids_add(reading->arena, reading->keys, line->key, reading->files.count);
    if (known == IDS_NONE) {
        *VECTOR_PUSH(reading->arena, &reading->files) = line->file;
        return true;
    }
    return strcmp(reading->files.at[known], line->file) == 0 ||
           report_record(reading, line->ordinal, "has the key of another one");
}

static bool is_result_there(struct reading *reading, const struct manifest_line *line) {
    struct stat status = {0};
    const char *path =
        arena_format(reading->arena, "%s/%s", folder_path(reading->gather->folder), line->file);
    bool is_there = lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
                    (uint64_t)status.st_size == line->bytes;
    return is_there ||
           report(reading, MESSAGE_GATHER_FILE, ARGS(number_text(reading->arena, line->ordinal)));
}

static bool check_line(struct reading *reading, const struct manifest_line *line,
                       const uint8_t *key) {
    const struct shard_head *head = &reading->head;
    uint8_t pack[HASH_SHA256_BYTES], brand[HASH_SHA256_BYTES];
    if (!shard_holds(&head->shard, key)) {
        return report_record(reading, line->ordinal, "belongs to another shard");
    }
    if (line->ordinal > head->records) {
        return report_record(reading, line->ordinal, "is past the last one");
    }
    if (!shard_parse_hex(slice_from(line->pack), pack, sizeof pack) ||
        !shard_parse_hex(slice_from(line->brand), brand, sizeof brand) ||
        memcmp(pack, head->pack, sizeof pack) != 0 ||
        memcmp(brand, head->brand, sizeof brand) != 0) {
        return report_record(reading, line->ordinal, "was made with another pack or brand");
    }
    if (line->status != MANIFEST_DONE && line->status != MANIFEST_ALREADY) {
        return true;
    }
    return is_new_result(reading, line) && is_result_there(reading, line);
}

/* Keeps the line, unless one of its ordinal is there. */
static bool keep_line(struct reading *reading, struct slice text, uint64_t ordinal,
                      const uint8_t *key) {
    struct gather *gather = reading->gather;
    struct place place = {0};
    uint64_t at = (ordinal - 1) * sizeof place;
    if (!report_errno(gather, read_at(gather->places, &place, sizeof place, at))) {
        return false;
    }
    if (place.size_bytes > 0) {
        return report_record(reading, ordinal, "is there twice");
    }
    place.at = gather->lines_bytes;
    place.size_bytes = text.size_bytes + 1;
    memcpy(place.key, key, sizeof place.key);
    gather->lines_bytes += place.size_bytes;
    gather->count++;
    reading->count++;
    /* The line feed after the text is part of the manifest that was read. */
    return report_errno(gather,
                        write_at(gather->places, &place, sizeof place, at) &&
                            write_at(gather->lines, text.at, (size_t)place.size_bytes, place.at));
}

static bool take_line(struct reading *reading, struct slice text) {
    struct manifest_line line;
    uint8_t key[HASH_SHA256_BYTES];
    if (!manifest_parse(reading->arena, text, &line) ||
        !shard_parse_hex(slice_from(line.key), key, sizeof key)) {
        return report(reading, MESSAGE_GATHER_BROKEN, NULL);
    }
    return check_line(reading, &line, key) && keep_line(reading, text, line.ordinal, key);
}

/* Cuts off the next line; false if none is left that ends. */
static bool next_line(struct slice *rest, struct slice *out_line) {
    const char *end = rest->size_bytes > 0 ? memchr(rest->at, '\n', rest->size_bytes) : NULL;
    if (end == NULL) {
        return false;
    }
    *out_line = (struct slice){rest->at, (size_t)(end - rest->at)};
    rest->size_bytes -= out_line->size_bytes + 1;
    rest->at = end + 1;
    return true;
}

/* Room for all records, none there yet. */
static bool make_places(struct gather *gather) {
    uint64_t size_bytes = gather->head.records * sizeof(struct place);
    return report_errno(gather, ftruncate(gather->places, (off_t)size_bytes) == 0);
}

static bool take_lines(struct reading *reading, struct slice rest) {
    struct slice text;
    while (next_line(&rest, &text)) {
        reading->place.line++;
        if (!take_line(reading, text)) {
            return false;
        }
    }
    reading->place.line++;
    if (rest.size_bytes > 0) {
        return report(reading, MESSAGE_GATHER_BROKEN, NULL);
    }
    reading->place.line = 0;
    return reading->count == reading->head.held ||
           report(reading, MESSAGE_GATHER_UNFINISHED,
                  ARGS(number_text(reading->arena, reading->count),
                       number_text(reading->arena, reading->head.held)));
}

static bool read_shard(struct gather *gather, const struct shard *shard) {
    char label[SHARD_LABEL_BYTES];
    struct slice rest, head;
    shard_label(shard, label);
    const char *name = arena_format(gather->arena, "manifest.%s.ndjson", label);
    struct reading reading = {
        .gather = gather, .arena = arena_new(), .place = {.file = name, .line = 1}};
    bool is_first = !gather->is_headed;
    reading.keys = ids_build(reading.arena);
    bool is_good = read_manifest(&reading, name, &rest);
    if (is_good && !next_line(&rest, &head)) {
        is_good = report(&reading, MESSAGE_GATHER_BROKEN, NULL);
    }
    is_good = is_good && take_head(&reading, head, shard) && (!is_first || make_places(gather)) &&
              take_lines(&reading, rest);
    arena_free(reading.arena);
    return is_good;
}

/* Which shards have a manifest in the folder; they must be of one number. False after reporting. */
static bool list_shards(struct gather *gather, const char *path, bool *is_there,
                        uint32_t *out_count) {
    struct dirent *entry;
    bool is_good = true;
    DIR *folder = opendir(path);
    *out_count = 0;
    while (folder != NULL && is_good && (entry = readdir(folder)) != NULL) {
        struct shard shard;
        if (!shard_parse_manifest_name(entry->d_name, &shard)) {
            continue;
        }
        is_good = *out_count == 0 || *out_count == shard.count;
        *out_count = shard.count;
        is_there[shard.number] = true;
    }
    if (folder != NULL) {
        closedir(folder);
    }
    if (!is_good) {
        diag(gather->diags, MESSAGE_SHARD_OTHER, (struct position){.file = path},
             ARGS("the number of shards"));
    } else if (*out_count == 0) {
        diag(gather->diags, MESSAGE_GATHER_NONE, (struct position){.file = path}, NULL);
    }
    return is_good && *out_count > 0;
}

static bool are_all_there(struct gather *gather, const char *path, const bool *is_there,
                          uint32_t count) {
    struct builder names = {0};
    uint32_t missing = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!is_there[i] && missing++ < NAMED_MAX) {
            builder_format(&names, "%s%" PRIu32, missing > 1 ? ", " : "", i);
        }
    }
    if (missing > NAMED_MAX) {
        builder_text(&names, " ...");
    }
    if (missing > 0) {
        diag(
            gather->diags, MESSAGE_GATHER_MISSING, (struct position){.file = path},
            ARGS(number_text(gather->arena, count), number_text(gather->arena, missing), names.at));
    }
    builder_free(&names);
    return missing == 0;
}

/* Adds the line of a record to the manifest and its key to the sum. */
static bool copy_line(struct gather *gather, uint64_t ordinal, struct shard_sum *sum,
                      struct builder *waiting) {
    struct place place;
    if (!report_errno(
            gather, read_at(gather->places, &place, sizeof place, (ordinal - 1) * sizeof place))) {
        return false;
    }
    if (place.size_bytes == 0) {
        diag(gather->diags, MESSAGE_GATHER_RECORD,
             (struct position){.file = folder_path(gather->folder)},
             ARGS(number_text(gather->arena, ordinal), "is missing"));
        return false;
    }
    shard_sum_add(sum, place.key);
    char *room = builder_reserve(waiting, (size_t)place.size_bytes);
    if (room == NULL ||
        !report_errno(gather, read_at(gather->lines, room, (size_t)place.size_bytes, place.at))) {
        return false;
    }
    builder_commit(waiting, (size_t)place.size_bytes);
    return true;
}

/* All lines in order, to an open file. */
static bool copy_lines(struct gather *gather, int handle) {
    struct shard_sum sum = {{0}};
    struct builder waiting = {0};
    uint64_t written_bytes = 0;
    bool is_good = true;
    for (uint64_t ordinal = 1; is_good && ordinal <= gather->head.records; ordinal++) {
        is_good = copy_line(gather, ordinal, &sum, &waiting);
        if (is_good && (waiting.size_bytes >= WAITING_BYTES || ordinal == gather->head.records)) {
            is_good = report_errno(gather,
                                   write_at(handle, waiting.at, waiting.size_bytes, written_bytes));
            written_bytes += waiting.size_bytes;
            builder_reset(&waiting);
        }
    }
    builder_free(&waiting);
    if (is_good && memcmp(sum.bytes, gather->head.sum.bytes, sizeof sum.bytes) != 0) {
        diag(gather->diags, MESSAGE_SHARD_OTHER,
             (struct position){.file = folder_path(gather->folder)}, ARGS("the records"));
        is_good = false;
    }
    return is_good;
}

static bool write_manifest(struct gather *gather) {
    int handle = folder_open_part(gather->folder, 0);
    if (handle < 0) {
        return false;
    }
    bool is_good = copy_lines(gather, handle) && report_errno(gather, fsync(handle) == 0);
    if (close(handle) != 0 && is_good) {
        is_good = report_errno(gather, false);
    }
    if (!is_good) {
        folder_drop_part(gather->folder, 0);
        return false;
    }
    return folder_publish_part(gather->folder, 0, folder_manifest_name(gather->folder)) &&
           folder_sync(gather->folder);
}

static bool gather_all(struct gather *gather, const char *path) {
    bool *is_there = ARENA_ARRAY(gather->arena, bool, SHARD_MAX_COUNT);
    uint32_t count;
    if (!list_shards(gather, path, is_there, &count) ||
        !are_all_there(gather, path, is_there, count)) {
        return false;
    }
    gather->folder = folder_open(path, "", 1, gather->diags);
    gather->lines = gather->folder != NULL ? folder_open_scratch(gather->folder) : -1;
    gather->places = gather->lines >= 0 ? folder_open_scratch(gather->folder) : -1;
    bool is_good = gather->places >= 0;
    for (uint32_t i = 0; is_good && i < count; i++) {
        is_good = read_shard(gather, &(struct shard){i, count});
    }
    return is_good && write_manifest(gather);
}

bool gather_manifests(const char *folder, struct diags *diags) {
    struct gather gather = {.arena = arena_new(), .diags = diags, .lines = -1, .places = -1};
    bool is_good = gather_all(&gather, folder);
    if (is_good) {
        diag(diags, MESSAGE_GATHER_DONE, (struct position){.file = folder},
             ARGS(number_text(gather.arena, gather.head.shard.count),
                  number_text(gather.arena, gather.count)));
    }
    const int handles[] = {gather.lines, gather.places};
    for (size_t i = 0; i < 2; i++) {
        if (handles[i] >= 0) {
            close(handles[i]);
        }
    }
    folder_free(gather.folder);
    arena_free(gather.arena);
    return is_good;
}
