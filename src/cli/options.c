/* All options in one table: how they are written, what they take, what the help says. */
#include "cli/options.h"

#include "base/ids.h"
#include "base/vector.h"
#include "cli/command.h"
#include "intake/intake.h"
#include "pack/knowledge.h"

#include <string.h>
#include <strings.h>

/* For each response, unless the options say otherwise: some hundred times what the slowest needs.
 */
#define MAX_SECONDS 20
#define JOBS_MAX 256
#define MAX_MEMORY ((size_t)1 << 30)

struct option_rule {
    const char *name;           /* without the dashes */
    char letter;                /* short form, or 0 */
    const char *value;          /* name of its value in the help; NULL: takes none */
    const char *const *choices; /* the value is one of these, or NULL */
    const char *help;
};

static const char *const paper_names[] = {"a4", "letter", "a5", NULL};
static const char *const intake_names[] = {"auto", "native", "fhir", "odm", "openrosa", NULL};
static const char *const optimize_names[] = {"size", NULL};
static const char *const data_names[] = {"worst", NULL};
static const char *const as_names[] = {"fhir", "xlsform", "paper", NULL};
static const char *const sides_names[] = {"one", "long", "short", NULL};
static const char *const color_names[] = {"color", "gray", NULL};
static const char *const format_names[] = {"xml", "text", NULL};

/* Readers that exist, in the order of intake_names after "auto". */
static const int intake_formats[] = {INTAKE_AUTO, RESPONSE_NATIVE, RESPONSE_FHIR, RESPONSE_ODM,
                                     RESPONSE_OPENROSA};

static const struct option_rule rules[OPTION_COUNT] = {
    [OPTION_PACK] = {"pack", 0, "DIR", NULL,
                     "a folder with questionnaire.xml and the rest of a pack"},
    [OPTION_LAYOUT] = {"layout", 0, "NAME|FILE", NULL,
                       "page template: handout, summary, clinician, slip or a file"},
    [OPTION_BRAND] = {"brand", 0, "NAME|FILE", NULL, "the clinic's brand; plain unless said"},
    [OPTION_VARIANT] = {"variant", 0, "NAME", NULL, "of the brand: large-print or black-and-white"},
    [OPTION_LANGUAGE] = {"language", 0, "TAG", NULL,
                         "language of the handout; there is only en-US yet"},
    [OPTION_PAPER] = {"paper", 0, "a4|letter|a5", paper_names,
                      "paper size; the country's unless said"},
    [OPTION_INTAKE] = {"intake", 0, "FORMAT", intake_names,
                       "native, fhir, odm or openrosa; auto, which recognises it, unless said"},
    [OPTION_MAX_SIZE] = {"max-size", 0, "BYTES", NULL,
                         "most that is read of a file, such as 500M; 256M unless said"},
    [OPTION_MAX_MEMORY] = {"max-memory", 0, "BYTES", NULL,
                           "most memory that reading and printing may take; 1G unless said"},
    [OPTION_MAX_SECONDS] = {"max-seconds", 0, "N", NULL,
                            "most processor time for each response; 20 unless said"},
    [OPTION_QUESTIONNAIRE] = {"questionnaire", 0, "ID", NULL,
                              "the questionnaire that was answered; magnesium unless said"},
    [OPTION_MAPPING] = {"mapping", 0, "FILE", NULL,
                        "names of the form's items and options; see magreport mapping"},
    [OPTION_STANDARD] = {"standard", 0, "us|efsa|uk", standard_names,
                         "whose intake figures; the country's unless said"},
    [OPTION_DATE] = {"date", 0, "YYYY-MM-DD", NULL, "date to print; the response's unless said"},
    [OPTION_OUTPUT] = {"output", 'o', "FILE", NULL, "where to write; - is standard output"},
    [OPTION_STAGE] = {"stage", 0, "STAGE", dump_stage_names,
                      "answers, assessment, report, blocks or pages"},
    [OPTION_FORMAT] = {"format", 0, "xml|text", format_names, "how to print; xml unless said"},
    [OPTION_HANDOUT] = {"format", 0, "pdf|html|text", handout_format_names,
                        "what to make; as the name at -o ends, or pdf"},
    [OPTION_OPTIMIZE] = {"optimize", 0, "size", optimize_names,
                         "PDFs a fifth smaller, for several times the time"},
    [OPTION_DATA] = {"data", 0, "worst", data_names,
                     "worst: lays out the longest reports that the pack can make"},
    [OPTION_AS] = {"as", 0, "fhir|xlsform|paper", as_names,
                   "a FHIR R4 Questionnaire, an ODK XForm, or a PDF to print"},
    [OPTION_ALL] = {"all", 0, NULL, NULL, "one line a response, fields parted by tabs"},
    [OPTION_PRINTER] = {"printer", 'P', "PRINTER", NULL,
                        "a queue of the print server, or an ipp:// or ipps:// address"},
    [OPTION_COPIES] = {"copies", 0, "NUMBER", NULL, "how many of each"},
    [OPTION_SIDES] = {"sides", 0, "one|long|short", sides_names,
                      "one: one-sided; long, short: two-sided, turned at that edge"},
    [OPTION_COLOR] = {"color", 0, "color|gray", color_names, "of the print"},
    [OPTION_TRAY] = {"tray", 0, "TRAY", NULL, "the paper's, as the printer calls it: tray-2"},
    [OPTION_WAIT] = {"wait", 0, "SECONDS", NULL,
                     "for the printer to get on, before the job is cancelled; 120 unless said"},
    [OPTION_KEEP] = {"keep", 0, "DIR", NULL,
                     "where the PDF of a failed job goes; the current folder unless said"},
    [OPTION_JOBS] = {"jobs", 'j', "N", NULL, "worker processes; one a processor unless said"},
    [OPTION_NAME] = {"name", 0, "PATTERN", NULL,
                     "names of results, of {id}, {ordinal} and {date}; {id} unless said"},
    [OPTION_ONLY] = {"only", 0, "ORDINALS", NULL, "make these again: 7 or 7,9,20-30"},
    [OPTION_SHARD] = {"shard", 0, "I/N|auto", NULL,
                      "only this part of the batch, from 0; auto: as the environment says"},
    [OPTION_MERGE_MANIFESTS] = {"merge-manifests", 0, NULL, NULL,
                                "makes one of the manifests of all shards; nothing else"},
    [OPTION_RESCAN] = {"rescan", 0, "SECONDS", NULL,
                       "between two looks at the whole folder; 5 unless said"},
    [OPTION_FORGET] = {"forget", 0, NULL, NULL, "deletes inputs that are done"},
    [OPTION_RETRY] = {"retry", 0, NULL, NULL, "try those again that failed before"},
    [OPTION_STRICT] = {"strict", 0, NULL, NULL, "end with 65 if a record was set aside"},
    [OPTION_QUIET] = {"quiet", 'q', NULL, NULL, "say nothing but errors"},
    [OPTION_SHOW_NAMES] = {"show-names", 0, NULL, NULL,
                           "paths of inputs in messages and manifest, not their hashes"},
    [OPTION_MERGE] = {"merge", 0, "FILE.pdf", NULL,
                      "one print file of all handouts, in the folder of -o"},
    [OPTION_MERGE_PAGES] = {"merge-pages", 0, "N", NULL,
                            "begin another print file rather than pass so many pages"},
    [OPTION_SEPARATORS] = {"separators", 0, NULL, NULL,
                           "a sheet with its number before each record of the print file"},
    [OPTION_ZIP] = {"zip", 0, "FILE.zip", NULL, "one archive of all, in the folder of -o"},
    [OPTION_HELP] = {"help", 'h', NULL, NULL, "tells about the command"},
};

/* Of options whose value is a number: it is from 1 to this. */
static const int number_limits[OPTION_COUNT] = {
    [OPTION_MAX_SECONDS] = 86400,     [OPTION_COPIES] = PRINT_COPIES_MAX,
    [OPTION_WAIT] = PRINT_WAIT_MAX_S, [OPTION_JOBS] = JOBS_MAX,
    [OPTION_MERGE_PAGES] = 1000000,   [OPTION_RESCAN] = 3600,
};

/* One walk over the words. */
struct scan {
    struct arena *arena;
    const struct command *command;
    char *const *words;
    size_t count;
    size_t next;
    struct diags *diags;
    struct command_line *line;
    VECTOR(const char *) arguments;
};

static const char *written(struct arena *arena, enum option_id id) {
    return arena_format(arena, "--%s", rules[id].name);
}

/* Of two options of one name that which the command takes. */
static size_t find_long(const struct command *command, struct slice name) {
    size_t found = OPTION_COUNT;
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        bool is_taken = (command->options & (UINT64_C(1) << id)) != 0;
        if (slice_equals(name, rules[id].name) && (is_taken || found == OPTION_COUNT))
            found = id;
    }
    return found;
}

static size_t find_letter(char letter) {
    for (size_t id = 0; id < OPTION_COUNT; id++)
        if (rules[id].letter != 0 && rules[id].letter == letter)
            return id;
    return OPTION_COUNT;
}

static bool report_unknown(const struct scan *scan, const char *word) {
    const char *known[OPTION_COUNT + 1] = {0};
    for (size_t id = 0; id < OPTION_COUNT; id++)
        known[id] = written(scan->arena, (enum option_id)id);
    const char *end = strchr(word, '=');
    const char *name = arena_copy(scan->arena, word, end ? (size_t)(end - word) : strlen(word));
    diag(scan->diags, MESSAGE_OPTION_UNKNOWN, NOWHERE, ARGS(name, ids_nearest_of(known, name)));
    return false;
}

/* What the option takes: a|b|c, or the name of its value. */
static const char *takes(struct arena *arena, enum option_id id) {
    const char *const *choices = rules[id].choices;
    const char *text = choices != NULL ? choices[0] : rules[id].value;
    for (size_t i = 1; choices != NULL && choices[i] != NULL; i++)
        text = arena_format(arena, "%s|%s", text, choices[i]);
    return text;
}

static bool take_choice(const struct scan *scan, enum option_id id, const char *value) {
    const char *const *choices = rules[id].choices;
    for (int i = 0; choices[i] != NULL; i++)
        if (strcmp(choices[i], value) == 0) {
            scan->line->choices[id] = i;
            return true;
        }
    diag(scan->diags, MESSAGE_OPTION_VALUE, NOWHERE,
         ARGS(written(scan->arena, id), value, takes(scan->arena, id),
              ids_nearest_of(choices, value)));
    return false;
}

/* A number of bytes, or of kibi-, mebi- or gibibytes: 500M. At most 64G. */
static bool parse_size(const char *text, size_t *out_bytes) {
    static const char *const units[] = {"", "K", "M", "G"};
    int number = 0;
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t most = ((size_t)64 << 30) >> (10 * i);
        if (strcasecmp(text + digits, units[i]) == 0 &&
            slice_parse_int((struct slice){text, digits}, &number) && number > 0 &&
            (size_t)number <= most) {
            *out_bytes = (size_t)number << (10 * i);
            return true;
        }
    }
    return false;
}

static bool take_number(const struct scan *scan, enum option_id id, const char *value) {
    int *number = &scan->line->numbers[id];
    if (slice_parse_int(slice_from(value), number) && *number >= 1 && *number <= number_limits[id])
        return true;
    diag(scan->diags, MESSAGE_OPTION_VALUE, NOWHERE,
         ARGS(written(scan->arena, id), value,
              arena_format(scan->arena, "a number from 1 to %d", number_limits[id])));
    return false;
}

/* An option whose value is neither free, nor one of a list, nor a number. */
static bool parse_value(struct command_line *line, enum option_id id, const char *value) {
    if (id == OPTION_DATE)
        return strlen(value) == 10 && date_parse(slice_from(value), &line->date);
    if (id == OPTION_MAX_SIZE)
        return parse_size(value, &line->max_size_bytes);
    return id != OPTION_MAX_MEMORY || parse_size(value, &line->max_memory_bytes);
}

static bool take_value(const struct scan *scan, enum option_id id, const char *value) {
    scan->line->values[id] = value;
    if (rules[id].choices != NULL)
        return take_choice(scan, id, value);
    if (number_limits[id] > 0)
        return take_number(scan, id, value);
    if (!parse_value(scan->line, id, value)) {
        diag(scan->diags, MESSAGE_OPTION_VALUE, NOWHERE,
             ARGS(written(scan->arena, id), value, rules[id].value));
        return false;
    }
    return true;
}

/* The option `id`, whose value is `attached` if it was written with it, else the next word. */
static bool take_option(struct scan *scan, enum option_id id, const char *attached) {
    const char *name = written(scan->arena, id);
    if ((scan->command->options & (UINT64_C(1) << id)) == 0) {
        diag(scan->diags, MESSAGE_OPTION_NOT_HERE, NOWHERE, ARGS(scan->command->name, name));
        return false;
    }
    if (rules[id].value == NULL) {
        if (attached != NULL)
            diag(scan->diags, MESSAGE_OPTION_VALUE_EXTRA, NOWHERE, ARGS(name));
        scan->line->values[id] = "";
        return attached == NULL;
    }
    if (attached == NULL && scan->next < scan->count)
        attached = scan->words[scan->next++];
    if (attached == NULL || attached[0] == '\0') {
        diag(scan->diags, MESSAGE_OPTION_VALUE_MISSING, NOWHERE,
             ARGS(name, takes(scan->arena, id)));
        return false;
    }
    return take_value(scan, id, attached);
}

static bool take_word(struct scan *scan, const char *word, bool *is_rest) {
    if (*is_rest || word[0] != '-' || word[1] == '\0') {
        *VECTOR_PUSH(scan->arena, &scan->arguments) = word;
        return true;
    }
    if (strcmp(word, "--") == 0) {
        *is_rest = true;
        return true;
    }
    if (word[1] != '-') {
        size_t id = find_letter(word[1]);
        if (id == OPTION_COUNT)
            return report_unknown(scan, word);
        return take_option(scan, (enum option_id)id, word[2] != '\0' ? word + 2 : NULL);
    }
    const char *equals = strchr(word, '=');
    size_t name_bytes = equals ? (size_t)(equals - word) - 2 : strlen(word) - 2;
    size_t id = find_long(scan->command, (struct slice){word + 2, name_bytes});
    if (id == OPTION_COUNT)
        return report_unknown(scan, word);
    return take_option(scan, (enum option_id)id, equals ? equals + 1 : NULL);
}

static bool check_arguments(const struct scan *scan) {
    const struct command *command = scan->command;
    if (scan->arguments.count < command->least) {
        diag(scan->diags, MESSAGE_ARGUMENT_MISSING, NOWHERE,
             ARGS(command->name, command->arguments));
        return false;
    }
    if (scan->arguments.count > command->most) {
        diag(scan->diags, MESSAGE_ARGUMENT_EXTRA, NOWHERE,
             ARGS(command->name, scan->arguments.at[command->most]));
        return false;
    }
    return true;
}

bool options_parse(struct arena *arena, const struct command *command, char *const *words,
                   size_t count, struct diags *diags, struct command_line *out_line) {
    *out_line = (struct command_line){.command = command};
    for (size_t id = 0; id < OPTION_COUNT; id++)
        out_line->choices[id] = -1;
    struct scan scan = {.arena = arena,
                        .command = command,
                        .words = words,
                        .count = count,
                        .diags = diags,
                        .line = out_line};
    bool is_good = true, is_rest = false;
    while (scan.next < count) {
        const char *word = words[scan.next++];
        is_good = take_word(&scan, word, &is_rest) && is_good;
    }
    out_line->arguments = scan.arguments.at;
    out_line->argument_count = scan.arguments.count;
    if (!is_good || out_line->values[OPTION_HELP] != NULL)
        return is_good;
    return check_arguments(&scan);
}

void options_describe(uint64_t options, struct builder *out) {
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        if ((options & (UINT64_C(1) << id)) == 0)
            continue;
        struct builder left = {0};
        if (rules[id].letter != 0)
            builder_format(&left, "-%c, ", rules[id].letter);
        builder_format(&left, "--%s", rules[id].name);
        if (rules[id].value != NULL)
            builder_format(&left, " %s", rules[id].value);
        builder_format(out, "  %-27s %s\n", left.at, rules[id].help);
        builder_free(&left);
    }
}

struct pack_options options_pack(const struct command_line *line) {
    return (struct pack_options){.folder = line->values[OPTION_PACK],
                                 .layout = line->values[OPTION_LAYOUT],
                                 .brand = line->values[OPTION_BRAND],
                                 .variant = line->values[OPTION_VARIANT],
                                 .paper = line->values[OPTION_PAPER],
                                 .language = line->values[OPTION_LANGUAGE],
                                 .mapping = line->values[OPTION_MAPPING],
                                 .questionnaire = line->values[OPTION_QUESTIONNAIRE]};
}

static bool ends_with(const char *name, const char *ending) {
    size_t size_bytes = name == NULL ? 0 : strlen(name);
    size_t ending_bytes = strlen(ending);
    return size_bytes > ending_bytes && strcasecmp(name + size_bytes - ending_bytes, ending) == 0;
}

/* As --format says, else as the name of the file to write ends. */
static enum handout_format handout_format(const struct command_line *line) {
    const char *output = line->values[OPTION_OUTPUT];
    if (line->choices[OPTION_HANDOUT] >= 0)
        return (enum handout_format)line->choices[OPTION_HANDOUT];
    if ((line->command->options & OPTION_BIT(HANDOUT)) == 0)
        return HANDOUT_PDF;
    if (ends_with(output, ".html") || ends_with(output, ".htm"))
        return HANDOUT_HTML;
    return ends_with(output, ".txt") ? HANDOUT_TEXT : HANDOUT_PDF;
}

struct pipeline_options options_pipeline(const struct command_line *line) {
    return (struct pipeline_options){.standard = line->choices[OPTION_STANDARD],
                                     .date = line->date,
                                     .language = line->values[OPTION_LANGUAGE],
                                     .format = handout_format(line),
                                     .is_small = line->choices[OPTION_OPTIMIZE] >= 0};
}

struct intake_options options_intake(const struct command_line *line) {
    int choice = line->choices[OPTION_INTAKE];
    return (struct intake_options){.format = intake_formats[choice < 0 ? 0 : choice],
                                   .max_bytes = options_source(line).max_bytes};
}

struct worker_budget options_budget(const struct command_line *line) {
    int seconds = line->numbers[OPTION_MAX_SECONDS];
    size_t memory_bytes = line->max_memory_bytes;
    return (struct worker_budget){.seconds = seconds > 0 ? (unsigned)seconds : MAX_SECONDS,
                                  .memory_bytes = memory_bytes > 0 ? memory_bytes : MAX_MEMORY};
}

struct source_limits options_source(const struct command_line *line) {
    size_t said_bytes = line->max_size_bytes;
    return (struct source_limits){.max_bytes = said_bytes > 0 ? said_bytes : INTAKE_MAX_BYTES};
}

struct print_options options_print(const struct command_line *line) {
    const char *keep = line->values[OPTION_KEEP];
    return (struct print_options){.printer = line->values[OPTION_PRINTER],
                                  .copies = line->numbers[OPTION_COPIES],
                                  .sides = (enum print_sides)(line->choices[OPTION_SIDES] + 1),
                                  .color = (enum print_color)(line->choices[OPTION_COLOR] + 1),
                                  .tray = line->values[OPTION_TRAY],
                                  .wait_s = line->numbers[OPTION_WAIT],
                                  .keep_folder = keep != NULL ? keep : "."};
}
