/* The command line, taken apart by one table of options. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/source.h"
#include "pack/pack.h"
#include "pipeline/pipeline.h"
#include "print/print.h"
#include "sandbox/worker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct command;

enum option_id {
    OPTION_PACK,
    OPTION_LAYOUT,
    OPTION_BRAND,
    OPTION_VARIANT,
    OPTION_LANGUAGE,
    OPTION_PAPER,
    OPTION_INTAKE,
    OPTION_MAX_SIZE,
    OPTION_MAX_MEMORY,
    OPTION_MAX_SECONDS,
    OPTION_QUESTIONNAIRE,
    OPTION_MAPPING,
    OPTION_STANDARD,
    OPTION_DATE,
    OPTION_OUTPUT,
    OPTION_STAGE,
    OPTION_FORMAT,
    OPTION_HANDOUT, /* --format of render */
    OPTION_OPTIMIZE,
    OPTION_DATA,
    OPTION_AS,
    OPTION_ALL,
    OPTION_PRINTER,
    OPTION_COPIES,
    OPTION_SIDES,
    OPTION_COLOR,
    OPTION_TRAY,
    OPTION_WAIT,
    OPTION_KEEP,
    OPTION_JOBS,
    OPTION_NAME,
    OPTION_ONLY,
    OPTION_RETRY,
    OPTION_STRICT,
    OPTION_QUIET,
    OPTION_SHOW_NAMES,
    OPTION_MERGE,
    OPTION_MERGE_PAGES,
    OPTION_SEPARATORS,
    OPTION_ZIP,
    OPTION_SHARD,
    OPTION_MERGE_MANIFESTS,
    OPTION_RESCAN,
    OPTION_FORGET,
    OPTION_HELP,
    OPTION_COUNT
};
#define OPTION_BIT(id) (UINT64_C(1) << OPTION_##id)

/* What the options say; NULL and -1 where nothing was said. */
struct command_line {
    const struct command *command;
    const char *values[OPTION_COUNT]; /* as written */
    int choices[OPTION_COUNT];        /* of options that take one of a list: index in it */
    int numbers[OPTION_COUNT];        /* of options that take a number */
    struct date date;
    size_t max_size_bytes, max_memory_bytes; /* 0: not said */
    const char **arguments;
    size_t argument_count;
};

/* Takes words[0 .. count-1], the words after the command's name, apart. False after reporting. */
bool options_parse(struct arena *arena, const struct command *command, char *const *words,
                   size_t count, struct diags *diags, struct command_line *out_line);

/* The options of a command, one a line, for the help. */
void options_describe(uint64_t options, struct builder *out);

/* What the options mean to the pack, to the pipeline, to the reader of responses and to the worker
 * that reads them. */
struct pack_options options_pack(const struct command_line *line);
struct pipeline_options options_pipeline(const struct command_line *line);
struct intake_options options_intake(const struct command_line *line);
struct source_limits options_source(const struct command_line *line);
struct print_options options_print(const struct command_line *line);
struct worker_budget options_budget(const struct command_line *line);

#endif
