/* help: the commands, or one command with its options. */
#include "base/file.h"
#include "cli/command.h"
#include "pack/values.h"

static void describe_all(struct builder *out) {
    builder_text(out,
                 "magreport turns questionnaire responses about magnesium into a handout.\n\n");
    for (const struct command *command = commands; command->name != NULL; command++) {
        builder_format(out, "  magreport %-13s %-14s %s\n", command->name, command->arguments,
                       command->summary);
    }
    builder_text(
        out, "\nmagreport help COMMAND tells more. The file - is standard input or output.\n"
             "Exit status: 0 done, 64 wrong usage, 65 input refused, 66 input missing, 70 a bug,\n"
             "74 input or output failed, 75 try again, 78 the pack, brand or layout is wrong.\n");
}

static void describe_one(const struct command *command, struct builder *out) {
    const char *gap = command->arguments[0] != '\0' ? " " : "";
    builder_format(out, "magreport %s%s%s%s\n\n%s\n", command->name, gap, command->arguments,
                   command->options != 0 ? " [OPTION...]" : "", command->description);
    if (command->options != 0) {
        builder_text(out, "\nOptions:\n");
        options_describe(command->options, out);
    }
}

void help_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct builder out = {0};
    const struct command *command = NULL;
    if (line->argument_count == 0) {
        describe_all(&out);
    } else if ((command = command_find(line->arguments[0])) != NULL) {
        describe_one(command, &out);
    } else {
        diag(
            diags, MESSAGE_COMMAND_UNKNOWN, NOWHERE,
            ARGS(line->arguments[0], values_hint(arena, line->arguments[0], command_names(arena))));
        return;
    }
    file_publish("-", (struct slice){out.at, out.size_bytes}, diags);
    builder_free(&out);
}
