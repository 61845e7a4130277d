/* check: recognises what each file is by its root element and lets the loader of that kind report
 * all that is wrong. What a loader needs beside the file (the brand of a layout, the foods of the
 * meals) comes from the same folder if it is there, else from the program. */
#include "base/file.h"
#include "cli/command.h"
#include "cli/work.h"
#include "intake/intake.h"
#include "pack/coverage.h"
#include "pack/fonts.h"
#include "pack/source.h"
#include "text/font.h"
#include "xml/xml.h"

#include <string.h>

struct check {
    const struct command_line *line;
    struct arena *arena;
    struct diags *diags;
    struct work work; /* to score responses; begun at the first file of them */
    bool has_work;
    struct font_set *fonts; /* to look for characters that no face shows; NULL until asked for */
};

/* One file of the command line. */
struct subject {
    const char *file;
    const char *folder; /* it lies in; NULL: standard input */
    struct source *source;
    struct slice bytes; /* of a file of a pack: all of it */
};

typedef void check_kind(struct check *check, const struct subject *subject);

/* Characters of this file that could not be printed: by the fonts beside it, else the program's. */
static void check_coverage(struct check *check, const struct subject *subject) {
    struct pack_source here = {.arena = check->arena, .folder = subject->folder};
    bool has_own = subject->folder != NULL && pack_source_has(&here, "fonts.xml");
    struct font_set *fonts = has_own ? NULL : check->fonts;
    if (fonts == NULL) {
        fonts = pack_load_fonts(&here, check->diags);
    }
    if (fonts != NULL) {
        coverage_report(check->arena, fonts, subject->file, subject->bytes, check->diags);
    }
    if (!has_own) {
        check->fonts = fonts;
    } else if (fonts != NULL) {
        font_set_free(fonts);
    }
}

static void check_questionnaire(struct check *check, const struct subject *subject) {
    questionnaire_load(check->arena, subject->file, subject->bytes, check->diags);
    check_coverage(check, subject);
}

/* Against the questionnaire that the options choose. */
static void check_mapping(struct check *check, const struct subject *subject) {
    struct pack_options options = options_pack(check->line);
    options.only_scores = true;
    options.mapping = NULL;
    struct pack *pack = pack_load(&options, check->diags);
    if (pack == NULL) {
        return;
    }
    questionnaire_add_mapping(pack->arena, pack->questionnaire, subject->file, subject->bytes,
                              check->diags);
    pack_free(pack);
}

static struct pack_source_file beside(const struct check *check, const struct subject *subject,
                                      const char *name) {
    struct pack_source here = {.arena = check->arena, .folder = subject->folder};
    struct pack_source program = {.arena = check->arena, .prefix = "magnesium/"};
    const struct pack_source *source =
        subject->folder != NULL && pack_source_has(&here, name) ? &here : &program;
    return pack_source_read(source, name, NOWHERE, check->diags);
}

/* The five files of knowledge refer to each other: the others are taken from beside this one. NULL
 * after reporting. */
static struct knowledge *load_knowledge(const struct check *check, const struct subject *subject,
                                        const char *own_name) {
    static const char *const names[] = {"foods.xml", "meals.xml", "targets.xml", "supplements.xml",
                                        "interactions.xml"};
    struct pack_source_file files[5];
    for (size_t i = 0; i < 5; i++) {
        files[i] = strcmp(names[i], own_name) == 0
                       ? (struct pack_source_file){subject->file, subject->bytes}
                       : beside(check, subject, names[i]);
        if (files[i].bytes.at == NULL) {
            return NULL;
        }
    }
    const struct knowledge_files all = {
        .foods_file = files[0].name,
        .meals_file = files[1].name,
        .targets_file = files[2].name,
        .supplements_file = files[3].name,
        .interactions_file = files[4].name,
        .foods = files[0].bytes,
        .meals = files[1].bytes,
        .targets = files[2].bytes,
        .supplements = files[3].bytes,
        .interactions = files[4].bytes,
    };
    return knowledge_load(check->arena, &all, check->diags);
}

static void check_knowledge_with(struct check *check, const struct subject *subject,
                                 const char *own_name) {
    load_knowledge(check, subject, own_name);
    check_coverage(check, subject);
}

static void check_foods(struct check *check, const struct subject *subject) {
    check_knowledge_with(check, subject, "foods.xml");
}

static void check_meals(struct check *check, const struct subject *subject) {
    check_knowledge_with(check, subject, "meals.xml");
}

static void check_targets(struct check *check, const struct subject *subject) {
    check_knowledge_with(check, subject, "targets.xml");
}

static void check_supplements(struct check *check, const struct subject *subject) {
    check_knowledge_with(check, subject, "supplements.xml");
}

static void check_interactions(struct check *check, const struct subject *subject) {
    check_knowledge_with(check, subject, "interactions.xml");
}

/* Its rules name items, foods and the like: they are looked for in the files beside it. */
static void check_guidance(struct check *check, const struct subject *subject) {
    struct guidance *guidance =
        guidance_load(check->arena, subject->file, subject->bytes, check->diags);
    check_coverage(check, subject);
    if (guidance == NULL) {
        return;
    }
    diags_tell_once(check->diags);
    struct pack_source_file file = beside(check, subject, "questionnaire.xml");
    const struct questionnaire *questionnaire =
        file.bytes.at != NULL
            ? questionnaire_load(check->arena, file.name, file.bytes, check->diags)
            : NULL;
    const struct knowledge *knowledge = load_knowledge(check, subject, "");
    if (questionnaire != NULL && knowledge != NULL) {
        guidance_check(check->arena, guidance, questionnaire, knowledge, check->diags);
    }
}

/* Lays out the longest reports. */
static void check_worst(struct check *check, const struct pack *pack) {
    if (pack->layout == NULL) {
        diag(check->diags, MESSAGE_PACK_SCORES_ONLY, NOWHERE, ARGS("guidance.xml"));
        return;
    }
    struct pipeline_options options = options_pipeline(check->line);
    struct pipeline *pipeline = pipeline_new(pack, &options);
    pipeline_check_worst(pipeline, check->diags);
    pipeline_free(pipeline);
}

/* Loads the pack again in each variant of its brand: colors and sizes are others there. */
static void check_variants(struct check *check, const struct pack *pack,
                           struct pack_options options) {
    for (size_t i = 0; pack->brand != NULL && pack->brand->variants[i] != NULL; i++) {
        options.variant = pack->brand->variants[i];
        struct pack *other = pack_load(&options, check->diags);
        diags_forget_sources(check->diags);
        pack_free(other);
    }
}

/* Loads a whole pack with this file as its layout or brand. If no variant was asked for, all are
 * looked at; what is wrong in each is told once. */
static void check_in_pack(struct check *check, const struct pack_options *given) {
    struct pack_options own = *given;
    const struct pack_options *options = &own;
    own.mapping = NULL; /* concerns responses alone */
    diags_tell_once(check->diags);
    struct pack *pack = pack_load(options, check->diags);
    if (pack == NULL) {
        return;
    }
    if (check->line->values[OPTION_DATA] != NULL && !options->is_common) {
        check_worst(check, pack);
    }
    if (options->variant == NULL) {
        check_variants(check, pack, *options);
    }
    diags_forget_sources(check->diags);
    pack_free(pack);
}

/* With a slash, so that it is taken for a path and not for a name. */
static const char *as_path(const struct check *check, const char *file) {
    return strchr(file, '/') != NULL ? file : arena_format(check->arena, "./%s", file);
}

static void check_layout(struct check *check, const struct subject *subject) {
    struct pack_options options = options_pack(check->line);
    options.layout = as_path(check, subject->file);
    check_in_pack(check, &options);
}

static void check_common(struct check *check, const struct subject *subject) {
    struct pack_options options = options_pack(check->line);
    options.layout = as_path(check, subject->file);
    options.is_common = true;
    check_in_pack(check, &options);
}

static void check_brand(struct check *check, const struct subject *subject) {
    struct pack_options options = options_pack(check->line);
    options.brand = as_path(check, subject->file);
    check_in_pack(check, &options);
}

static struct slice open_face(void *user, const char *name, struct position position,
                              struct diags *diags) {
    const struct pack_source *here = user;
    struct pack_source program = {.arena = here->arena, .prefix = "faces/"};
    bool is_here = here->folder != NULL && pack_source_has(here, name);
    return pack_source_read(is_here ? here : &program, name, position, diags).bytes;
}

static void check_fonts(struct check *check, const struct subject *subject) {
    struct pack_source here = {.arena = check->arena, .folder = subject->folder};
    struct font_set *set =
        fonts_load(check->arena, subject->file, subject->bytes, open_face, &here, check->diags);
    if (set != NULL) {
        font_set_free(set);
    }
}

static bool take_response(void *user, const struct response *response) {
    const struct check *check = user;
    pipeline_assess(check->work.pipeline, response, check->diags);
    return true;
}

static void check_responses(struct check *check, const struct subject *subject) {
    if (!check->has_work) {
        check->has_work = true;
        work_begin(&check->work, check->line, NEED_SCORES, check->arena, check->diags);
    }
    if (check->work.pipeline == NULL) {
        return;
    }
    const struct work_steps steps = {.take = take_response, .user = check};
    work_read_source(&check->work, subject->source, &steps);
}

/* Every kind of our files but responses, which the readers of intake/ recognise. Namespaces are the
 * loaders' business. */
static const struct {
    const char *root;
    check_kind *run;
} kinds[] = {
    {"questionnaire", check_questionnaire},
    {"guidance", check_guidance},
    {"foods", check_foods},
    {"meals", check_meals},
    {"targets", check_targets},
    {"supplements", check_supplements},
    {"interactions", check_interactions},
    {"layout", check_layout},
    {"common", check_common},
    {"brand", check_brand},
    {"fonts", check_fonts},
    {"mapping", check_mapping},
};

struct root {
    char *name;
    struct arena *arena;
};

static enum xml_choice note_root(void *user, const struct xml_node *const *path, size_t depth) {
    struct root *root = user;
    if (root->name == NULL && depth > 0 && strncmp(path[0]->uri, "urn:magreport:", 14) == 0) {
        root->name = arena_string(root->arena, path[0]->name);
    }
    return XML_NO_RECORD;
}

struct finding {
    struct check *check;
    struct subject *subject;
    bool is_found;
    size_t kind; /* in kinds; beyond them: responses */
};

/* In the worker: by the root element, which must stand in the first piece. What is wrong with the
 * XML is not reported here: the loader reads the file again and does. */
static void find_kind(void *user, struct worker *worker, struct diags *diags) {
    struct finding *finding = user;
    struct root root = {.arena = finding->check->arena};
    struct xml_stream stream = {.choose = note_root, .user = &root};
    struct slice first = {0};
    if (!source_peek(finding->subject->source, diags, &first)) {
        return;
    }
    struct diags *unheard = diags_new();
    struct source *source = source_from_bytes(finding->subject->file, first);
    xml_records_free(xml_read_records(source, &xml_limits_intake, &stream, NULL, unheard));
    source_free(source);
    uint32_t kind = 0;
    while (kind < sizeof kinds / sizeof kinds[0] &&
           (root.name == NULL || strcmp(kinds[kind].root, root.name) != 0)) {
        kind++;
    }
    worker_hand_on(worker, &(struct worker_parcel){.kind = kind});
}

static bool take_kind(void *user, const struct worker_parcel *parcel) {
    struct finding *finding = user;
    finding->is_found = true;
    finding->kind = parcel->kind;
    return true;
}

/* The first piece of a pipe is read here, because it can be read once only; it is parsed in the
 * worker like that of a file. */
static void check_source(struct check *check, struct subject *subject) {
    struct finding finding = {.check = check, .subject = subject};
    struct slice first = {0};
    const struct worker_job job = {.file = subject->file,
                                   .budget = options_budget(check->line),
                                   .run = find_kind,
                                   .take = take_kind,
                                   .user = &finding};
    bool is_pipe = subject->folder == NULL;
    if (is_pipe && !(source_keep(subject->source, check->diags) &&
                     source_peek(subject->source, check->diags, &first))) {
        return;
    }
    worker_run(&job, check->diags);
    if (!finding.is_found || (!is_pipe && !source_again(subject->source, check->diags))) {
        return;
    }
    if (finding.kind >= sizeof kinds / sizeof kinds[0]) {
        check_responses(check, subject);
    } else if (source_read_all(subject->source, check->arena, check->diags, &subject->bytes)) {
        diags_add_source(check->diags, subject->file, subject->bytes);
        kinds[finding.kind].run(check, subject);
    }
}

static void check_file(struct check *check, const char *file) {
    struct subject subject = {.file = file};
    if (strcmp(file, "-") != 0) {
        subject.folder = pack_source_beside(check->arena, file).folder;
    }
    struct source_limits limits = options_source(check->line);
    subject.source = source_open(file, &limits, check->diags);
    if (subject.source != NULL) {
        check_source(check, &subject);
        source_free(subject.source);
    }
}

void check_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct check check = {.line = line, .arena = arena, .diags = diags};
    if (line->argument_count == 0 && line->values[OPTION_DATA] == NULL) {
        diag(diags, MESSAGE_ARGUMENT_MISSING, NOWHERE,
             ARGS(line->command->name, line->command->arguments));
        return;
    }
    if (line->argument_count == 0) {
        struct pack_options options = options_pack(line);
        check_in_pack(&check, &options);
    }
    for (size_t i = 0; i < line->argument_count; i++) {
        check_file(&check, line->arguments[i]);
    }
    if (check.has_work) {
        work_end(&check.work);
    }
    if (check.fonts != NULL) {
        font_set_free(check.fonts);
    }
}
