#include "cli/command.h"

#include <string.h>

#define BUDGET_OPTIONS (OPTION_BIT(MAX_SIZE) | OPTION_BIT(MAX_MEMORY) | OPTION_BIT(MAX_SECONDS))
#define COMMON_OPTIONS                                                                             \
    (OPTION_BIT(PACK) | OPTION_BIT(LAYOUT) | OPTION_BIT(BRAND) | OPTION_BIT(VARIANT) |             \
     OPTION_BIT(LANGUAGE) | OPTION_BIT(PAPER) | OPTION_BIT(INTAKE) | BUDGET_OPTIONS |              \
     OPTION_BIT(QUESTIONNAIRE) | OPTION_BIT(MAPPING) | OPTION_BIT(STANDARD) | OPTION_BIT(DATE) |   \
     OPTION_BIT(HELP))

#define PRINT_OPTIONS                                                                              \
    (OPTION_BIT(PRINTER) | OPTION_BIT(COPIES) | OPTION_BIT(SIDES) | OPTION_BIT(COLOR) |            \
     OPTION_BIT(TRAY) | OPTION_BIT(WAIT))

const struct command commands[] = {
    {
        .name = "render",
        .arguments = "RESPONSES.xml",
        .summary = "makes the handout as PDF, HTML or text",
        .description =
            "Makes the handout of one response, with the page template handout unless --layout\n"
            "names another. Without -o it is written to the current folder, named by the\n"
            "response's id. A file with several responses needs -o FOLDER; each handout is then\n"
            "named by its response's id. Files are readable by their owner only.\n"
            "The HTML and text editions, for portals and screen readers, say what the PDF says.\n"
            "The format is that of --format, else as the name at -o ends (.html, .txt), else PDF.\n"
            "With -P the PDF that was written is printed, too; see magreport help print.",
        .options = COMMON_OPTIONS | PRINT_OPTIONS | OPTION_BIT(OUTPUT) | OPTION_BIT(HANDOUT) |
                   OPTION_BIT(OPTIMIZE),
        .least = 1,
        .most = 1,
        .run = render_run,
    },
    {
        .name = "check",
        .arguments = "FILE...",
        .summary = "tells all that is wrong with any of our files",
        .description =
            "Reads each file, recognises by its root element what it is (questionnaire, guidance,\n"
            "foods, meals, targets, supplements, interactions, layout, brand, fonts, mapping, "
            "responses in\n"
            "any format) and reports all that is wrong with it. Prints nothing if all is well.\n"
            "With --data=worst, layouts and brands are tried with the longest reports that the\n"
            "pack can make: words that are too wide, blocks that are split although they should\n"
            "not be, headers that grow, and the number of pages of each. Without a FILE, this\n"
            "tries the layout and the brand that the options choose.",
        .options = COMMON_OPTIONS | OPTION_BIT(DATA),
        .least = 0,
        .most = COMMAND_ANY_COUNT,
        .run = check_run,
    },
    {
        .name = "score",
        .arguments = "RESPONSES.xml",
        .summary = "prints the assessment, as XML or as text",
        .description =
            "Prints what the answers add up to. Responses that are refused are left out,\n"
            "and the exit status tells. With --all, one line a response, for any number of them,\n"
            "fields parted by tabs: place in the file, id, status, value and band of each index,\n"
            "group, gates that are on. What is not known or withheld is empty.",
        .options = COMMON_OPTIONS | OPTION_BIT(OUTPUT) | OPTION_BIT(FORMAT) | OPTION_BIT(ALL),
        .least = 1,
        .most = 1,
        .run = score_run,
    },
    {
        .name = "dump",
        .arguments = "RESPONSES.xml",
        .summary = "prints what one stage hands to the next",
        .description =
            "Prints the answers, the assessment, the report, the blocks or the pages made\n"
            "of a response, as text. Of several responses, one document after the other.",
        .options = COMMON_OPTIONS | OPTION_BIT(OUTPUT) | OPTION_BIT(STAGE),
        .least = 1,
        .most = 1,
        .run = dump_run,
    },
    {
        .name = "preview",
        .arguments = "RESPONSES.xml",
        .summary = "makes the handout again whenever a file of the pack changes",
        .description =
            "Makes the handout of the first response, as render does, and then makes it again\n"
            "each time that the response, the layout, the brand or a file of the pack is saved.\n"
            "While one of them is broken the last good handout stays. Ctrl-C ends it. Open the\n"
            "PDF in a viewer that looks for changes.",
        .options = COMMON_OPTIONS | OPTION_BIT(OUTPUT),
        .least = 1,
        .most = 1,
        .run = preview_run,
    },
    {
        .name = "print",
        .arguments = "FILE...",
        .summary = "prints handouts, of responses or PDFs",
        .description =
            "Prints PDFs as they are, and the handouts of responses without writing them to a\n"
            "file; each handout is a job of its own. The printer is a queue of the print server,\n"
            "or an ipp:// address, which needs no print server; the default printer unless -P\n"
            "names one. What no option says is as the printer is set up, but the paper is that of\n"
            "the layout, or for PDFs that of --paper. Waits until the printer has the job. A job\n"
            "that fails is cancelled, and the PDF is kept: in the current folder, or in --keep\n"
            "DIR, under a name that says nothing of the patient.",
        .options = COMMON_OPTIONS | PRINT_OPTIONS | OPTION_BIT(KEEP),
        .least = 1,
        .most = COMMAND_ANY_COUNT,
        .run = print_run,
    },
    {
        .name = "printers",
        .arguments = "[PRINTER...]",
        .summary = "lists the printers, with what they say of themselves",
        .description = "Lists the queues of the print server with their state; * is the default.\n"
                       "With names or ipp:// addresses, only those.",
        .options = OPTION_BIT(HELP),
        .least = 0,
        .most = COMMAND_ANY_COUNT,
        .run = printers_run,
    },
    {
        .name = "batch",
        .arguments = "INPUT...",
        .summary = "makes the handouts of many responses, and never one twice",
        .description =
            "Makes a handout of each response in files, folders and lists (@FILE, a path a line)\n"
            "in the folder of -o, with a manifest. Run it again after anything, and it goes on\n"
            "where it stopped. Records that cannot be used go to the folder set-aside there, with\n"
            "the reason. Names of inputs, which often hold names of patients, are not told.",
        .options = COMMON_OPTIONS | OPTION_BIT(OUTPUT) | OPTION_BIT(HANDOUT) |
                   OPTION_BIT(OPTIMIZE) | OPTION_BIT(JOBS) | OPTION_BIT(NAME) | OPTION_BIT(ONLY) |
                   OPTION_BIT(RETRY) | OPTION_BIT(STRICT) | OPTION_BIT(QUIET) |
                   OPTION_BIT(SHOW_NAMES) | OPTION_BIT(MERGE) | OPTION_BIT(MERGE_PAGES) |
                   OPTION_BIT(SEPARATORS) | OPTION_BIT(ZIP) | OPTION_BIT(SHARD) |
                   OPTION_BIT(MERGE_MANIFESTS),
        .least = 0,
        .most = COMMAND_ANY_COUNT,
        .run = batch_run_command,
    },
    {
        .name = "watch",
        .arguments = "DIR",
        .summary = "makes the handouts of all that comes into a folder",
        .description =
            "Makes a handout of each response in files that come into the folder, until Ctrl-C or\n"
            "SIGTERM, in the folder of -o, and prints it with -P. Files that are done go to\n"
            "DIR/done, or are deleted with --forget; files of no use go to DIR/set-aside, with "
            "the\n"
            "reason. Files that somebody still writes to, hidden ones, *.part and *.tmp are left\n"
            "alone. Several watchers may share a folder, on several machines.",
        .options = COMMON_OPTIONS | OPTION_BIT(OUTPUT) | OPTION_BIT(HANDOUT) | OPTION_BIT(JOBS) |
                   OPTION_BIT(NAME) | OPTION_BIT(QUIET) | OPTION_BIT(SHOW_NAMES) |
                   OPTION_BIT(PRINTER) | OPTION_BIT(COPIES) | OPTION_BIT(SIDES) |
                   OPTION_BIT(COLOR) | OPTION_BIT(TRAY) | OPTION_BIT(WAIT) | OPTION_BIT(RESCAN) |
                   OPTION_BIT(FORGET),
        .least = 1,
        .most = 1,
        .run = watch_run_command,
    },
    {
        .name = "questionnaire",
        .arguments = "",
        .summary = "writes the questionnaire as a form for other systems",
        .description =
            "Writes our questionnaire for the system that the clinic has: as a FHIR R4\n"
            "Questionnaire, or as an ODK XForm (Collect, Kobo, Enketo). What comes back from\n"
            "there is read without any mapping. Or makes the form on paper: the page template\n"
            "form, unless --layout names another.",
        .options = OPTION_BIT(PACK) | OPTION_BIT(QUESTIONNAIRE) | OPTION_BIT(BRAND) |
                   OPTION_BIT(LAYOUT) | OPTION_BIT(VARIANT) | OPTION_BIT(PAPER) |
                   OPTION_BIT(OUTPUT) | OPTION_BIT(AS) | OPTION_BIT(HELP),
        .least = 0,
        .most = 0,
        .run = questionnaire_run,
    },
    {
        .name = "mapping",
        .arguments = "RESPONSES.xml",
        .summary = "writes a mapping to fill in, for forms with names of their own",
        .description =
            "Writes a mapping file with a line for each item of the form that the questionnaire\n"
            "does not know. Put the id of our item into each line, look at it with magreport\n"
            "check, and give it to render, score, dump, check and preview with --mapping. With\n"
            "--mapping here, only what is still unknown is listed. Answers are never written.",
        .options = OPTION_BIT(PACK) | OPTION_BIT(QUESTIONNAIRE) | OPTION_BIT(INTAKE) |
                   BUDGET_OPTIONS | OPTION_BIT(MAPPING) | OPTION_BIT(OUTPUT) | OPTION_BIT(HELP),
        .least = 1,
        .most = 1,
        .run = mapping_run,
    },
    {
        .name = "export",
        .arguments = "DIR",
        .summary = "writes the pack, brands and schemas out, to edit them",
        .description =
            "Writes the pack, the brands, the schemas and the font catalogue to a folder.\n"
            "Overwrites nothing. Then use --pack DIR/magnesium --brand NAME; brands are looked "
            "for\n"
            "beside the pack first.",
        .options = OPTION_BIT(HELP),
        .least = 1,
        .most = 1,
        .run = export_run,
    },
    {
        .name = "schema",
        .arguments = "[NAME]",
        .summary = "prints a schema (XSD), or the names of all",
        .description = "Prints the XSD of one kind of file; without a name, lists them.",
        .options = OPTION_BIT(OUTPUT) | OPTION_BIT(HELP),
        .least = 0,
        .most = 1,
        .run = schema_run,
    },
    {
        .name = "help",
        .arguments = "[COMMAND]",
        .summary = "tells about a command",
        .description = "Lists the commands, or tells about one.",
        .options = OPTION_BIT(HELP),
        .least = 0,
        .most = 1,
        .run = help_run,
    },
    {
        .name = "version",
        .arguments = "",
        .summary = "prints the versions of the program and its libraries",
        .description = "The same as --version.",
        .options = OPTION_BIT(HELP),
        .least = 0,
        .most = 0,
        .run = version_run,
    },
    {0},
};

const struct command *command_find(const char *name) {
    for (const struct command *command = commands; command->name != NULL; command++) {
        if (strcmp(command->name, name) == 0) {
            return command;
        }
    }
    return NULL;
}

const char *const *command_names(struct arena *arena) {
    size_t count = sizeof commands / sizeof commands[0];
    const char **names = ARENA_ARRAY(arena, const char *, count);
    for (size_t i = 0; i + 1 < count; i++) {
        names[i] = commands[i].name;
    }
    return names;
}
