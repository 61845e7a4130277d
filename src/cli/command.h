/* The commands: one table, one file a command. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/arena.h"
#include "base/diag.h"
#include "cli/options.h"

#include <stddef.h>
#include <stdint.h>

#define COMMAND_ANY_COUNT SIZE_MAX

/* A command reports what goes wrong; the worst message decides the exit status (diags_status). */
typedef void command_run(const struct command_line *line, struct arena *arena, struct diags *diags);

struct command {
    const char *name;
    const char *arguments;   /* for the help: "RESPONSES.xml" */
    const char *summary;     /* one line */
    const char *description; /* for `help COMMAND` */
    uint64_t options;        /* bits of enum option_id */
    size_t least, most;      /* arguments */
    command_run *run;
};

/* Ends with an entry without a name. */
extern const struct command commands[];

/* NULL if there is none of that name. */
const struct command *command_find(const char *name);

/* NULL-terminated, for "did you mean". */
const char *const *command_names(struct arena *arena);

command_run render_run, check_run, score_run, dump_run, preview_run, batch_run_command,
    watch_run_command, export_run, schema_run, questionnaire_run, mapping_run, print_run,
    printers_run, help_run, version_run;

#endif
