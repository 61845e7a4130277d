/* batch: the options, and the pack that all workers share. */
#include "cli/batch.h"

#include "base/builder.h"
#include "base/slice.h"
#include "base/vector.h"
#include "batch/arrange.h"
#include "batch/gather.h"
#include "batch/pool.h"
#include "cli/command.h"
#include "cli/version.h"
#include "cli/work.h"

#include <string.h>
#include <unistd.h>

static bool report_value(struct diags *diags, const char *option, const char *value,
                         const char *takes) {
    diag(diags, MESSAGE_OPTION_VALUE, NOWHERE, ARGS(option, value, takes));
    return false;
}

/* As asked for, else one a processor. */
static size_t count_workers(const struct command_line *line) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    long count = line->numbers[OPTION_JOBS] > 0 ? line->numbers[OPTION_JOBS] : processors;
    return count < 1 ? 1 : count > POOL_MAX_WORKERS ? POOL_MAX_WORKERS : (size_t)count;
}

/* "7,9,20-30" */
static bool parse_only(const char *text, struct arena *arena, struct diags *diags,
                       struct batch_options *out) {
    VECTOR(struct batch_range) ranges = {0};
    struct slice rest = slice_from(text);
    struct slice word;
    while (slice_next(&rest, ',', &word)) {
        const char *dash = memchr(word.at, '-', word.size_bytes);
        size_t first_bytes = dash != NULL ? (size_t)(dash - word.at) : word.size_bytes;
        struct slice second = word;
        int first = 0, last = 0;
        if (dash != NULL) {
            second = (struct slice){dash + 1, word.size_bytes - first_bytes - 1};
        }
        if (!slice_parse_int((struct slice){word.at, first_bytes}, &first) ||
            !slice_parse_int(second, &last) || first < 1 || last < first) {
            return report_value(diags, "--only", text, "ordinals such as 7 or 7,9,20-30");
        }
        *VECTOR_PUSH(arena, &ranges) = (struct batch_range){(uint64_t)first, (uint64_t)last};
    }
    out->only = ranges.at;
    out->only_count = ranges.count;
    return ranges.count > 0 || report_value(diags, "--only", text, "ordinals such as 7 or 7,9");
}

/* All that changes what is made of a record, but for pack and brand. */
static void hash_recipe(const struct command_line *line, uint8_t out_digest[HASH_SHA256_BYTES]) {
    static const enum option_id options[] = {OPTION_LAYOUT,   OPTION_VARIANT, OPTION_LANGUAGE,
                                             OPTION_PAPER,    OPTION_DATE,    OPTION_MAPPING,
                                             OPTION_STANDARD, OPTION_HANDOUT, OPTION_OPTIMIZE};
    struct hash_stream *stream = hash_stream_new();
    hash_stream_add(stream, MAGREPORT_VERSION, sizeof MAGREPORT_VERSION);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        const char *value = line->values[options[i]];
        hash_stream_add(stream, value != NULL ? value : "", value != NULL ? strlen(value) + 1 : 1);
    }
    hash_stream_end(stream, out_digest);
}

/* One file in the output folder; every run makes it anew, so it must not be a path elsewhere. */
static bool is_file_name(const char *name) {
    return name[0] != '.' && strchr(name, '/') == NULL && strlen(name) < 100 &&
           strncmp(name, "manifest.", 9) != 0 && strcmp(name, "set-aside") != 0;
}

static bool take_bundle(const struct command_line *line, struct diags *diags,
                        struct bundle_options *out) {
    const char *merged = line->values[OPTION_MERGE];
    const char *archive = line->values[OPTION_ZIP];
    if (merged != NULL && archive != NULL) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE, ARGS("batch", "--merge or --zip, not both"));
        return false;
    }
    const char *name = merged != NULL ? merged : archive;
    const char *option = merged != NULL ? "--merge" : "--zip";
    if (name != NULL && !is_file_name(name)) {
        return report_value(diags, option, name, "the name of a file in the folder of -o");
    }
    if (merged != NULL && options_pipeline(line).format != HANDOUT_PDF) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE, ARGS("--merge", "PDF as its format"));
        return false;
    }
    *out = (struct bundle_options){
        .kind = merged != NULL    ? BUNDLE_MERGED
                : archive != NULL ? BUNDLE_ZIP
                                  : BUNDLE_NONE,
        .name = name,
        .max_pages = (size_t)line->numbers[OPTION_MERGE_PAGES],
        .has_separators = line->values[OPTION_SEPARATORS] != NULL,
    };
    return true;
}

/* The part of the batch; of none the whole. */
static bool take_shard(const struct command_line *line, struct arena *arena, struct diags *diags,
                       struct batch_options *out) {
    char label[SHARD_LABEL_BYTES];
    const char *text = line->values[OPTION_SHARD];
    if (text != NULL && !shard_parse(text, diags, &out->shard)) {
        return false;
    }
    if (text != NULL && out->bundle.kind != BUNDLE_NONE) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE,
             ARGS("--shard", "a file for each record, without --merge and --zip"));
        return false;
    }
    shard_label(&out->shard, label);
    out->label = arena_string(arena, label);
    return true;
}

bool batch_take_options(const struct command_line *line, struct arena *arena, struct diags *diags,
                        struct batch_options *out) {
    static const char *const endings[HANDOUT_FORMAT_COUNT] = {
        [HANDOUT_PDF] = ".pdf", [HANDOUT_HTML] = ".html", [HANDOUT_TEXT] = ".txt"};
    const char *pattern = line->values[OPTION_NAME];
    const char *only = line->values[OPTION_ONLY];
    *out = (struct batch_options){
        .inputs = line->arguments,
        .input_count = line->argument_count,
        .output = line->values[OPTION_OUTPUT],
        .worker_count = count_workers(line),
        .record_seconds = options_budget(line).seconds,
        .memory_bytes = options_budget(line).memory_bytes,
        .ending = endings[options_pipeline(line).format],
        .name_pattern = pattern != NULL ? pattern : "{id}",
        .retries = line->values[OPTION_RETRY] != NULL,
        .is_strict = line->values[OPTION_STRICT] != NULL,
        .is_quiet = line->values[OPTION_QUIET] != NULL,
        .shows_names = line->values[OPTION_SHOW_NAMES] != NULL,
        .shows_progress = isatty(STDERR_FILENO) == 1,
    };
    if (out->output == NULL || strcmp(out->output, "-") == 0) {
        diag(diags, MESSAGE_OPTION_NEEDED, NOWHERE,
             ARGS(line->command->name, "a folder for results: -o DIR"));
        return false;
    }
    if (!arrange_is_pattern(out->name_pattern)) {
        return report_value(diags, "--name", pattern,
                            "{id}, {ordinal}, {date}, letters, digits, - _ .");
    }
    hash_recipe(line, out->recipe);
    return take_bundle(line, diags, &out->bundle) && take_shard(line, arena, diags, out) &&
           (only == NULL || parse_only(only, arena, diags, out));
}

static void merge_manifests(const struct command_line *line, const struct batch_options *options,
                            struct diags *diags) {
    if (line->argument_count > 0) {
        diag(diags, MESSAGE_ARGUMENT_EXTRA, NOWHERE,
             ARGS("batch --merge-manifests", line->arguments[0]));
        return;
    }
    gather_manifests(options->output, diags);
}

void batch_run_command(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct batch_options options;
    struct work work = {.has_digests = true};
    if (!batch_take_options(line, arena, diags, &options)) {
        return;
    }
    if (line->values[OPTION_MERGE_MANIFESTS] != NULL) {
        merge_manifests(line, &options, diags);
        return;
    }
    if (line->argument_count == 0) {
        diag(diags, MESSAGE_ARGUMENT_MISSING, NOWHERE, ARGS("batch", "INPUT..."));
        return;
    }
    if (work_begin(&work, line, NEED_PAGES, arena, diags)) {
        options.pack = work.pack;
        options.pipeline = work.pipeline;
        options.intake = work_intake_options(&work);
        batch_run(&options, diags);
    }
    work_end(&work);
}
