/* Opens a pack: finds its files, in a folder or in the program itself, hands each to its loader in
 * the order in which they need each other, and fixes the start-up subsets of the fonts.
 *
 * A folder given by --pack holds the files of one pack. Brands are looked for beside it
 * (FOLDER/../brands/NAME), as `magreport export` lays them out, then in the program. Its fonts are
 * those of FOLDER/fonts.xml if there is one, with font files in the same folder, else the program's
 * own.
 *
 * Everything is loaded even after something failed, as far as it can be, so that one run shows all
 * that is wrong. */
#include "pack/pack.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "pack/coverage.h"
#include "pack/files.h"
#include "pack/fonts.h"
#include "pack/source.h"
#include "pack/values.h"
#include "text/subset.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_PACK "magnesium"
#define DEFAULT_BRAND "plain"
#define DEFAULT_LAYOUT "handout"

struct loading {
    const struct pack_options *options;
    struct pack *pack;
    struct pack_source source; /* of the pack's own files */
    struct diags *diags;
    struct hash_stream *digest, *brand_digest; /* NULL: not wanted */
    hb_set_t *characters;                      /* that the pack can print */
    VECTOR(struct pack_source_file) files;     /* that say them */
};

/* Characters of a file as it is written, and those that it writes as &#233; or &#xE9;. */
static void add_characters(hb_set_t *characters, struct slice text) {
    size_t at = 0;
    while (at < text.size_bytes) {
        const char *here = text.at + at;
        if ((unsigned char)here[0] < 0x80 && here[0] != '&') {
            at++; /* ASCII is there anyway, see add_usual_characters */
            continue;
        }
        if (here[0] == '&' && here[1] == '#') { /* a NUL stands after the last byte */
            bool is_hex = here[2] == 'x';
            unsigned long code = strtoul(here + (is_hex ? 3 : 2), NULL, is_hex ? 16 : 10);
            if (code <= 0x10FFFF) {
                hb_set_add(characters, (hb_codepoint_t)code);
            }
        }
        hb_set_add(characters, utf8_next(text, &at));
    }
}

/* What any report may print: the letters of English and the signs of everyday text. */
static void add_usual_characters(hb_set_t *characters) {
    static const hb_codepoint_t ranges[][2] = {
        {0x20, 0x7E},     {0xA0, 0xA0},     {0x2010, 0x2026}, {0x2030, 0x2030}, {0x20AC, 0x20AC},
        {0x2122, 0x2122}, {0x2212, 0x2212}, {0x2264, 0x2265}, {0xFB01, 0xFB04}, {0xFFFD, 0xFFFD}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        hb_set_add_range(characters, ranges[i][0], ranges[i][1]);
    }
}

/* Most names get along with the letters that the pack needs anyway. Those of Western Europe are
 * ready, too, but take four kilobytes more of each face that shows them. */
static void freeze_fonts(struct loading *loading) {
    hb_set_t *all = hb_set_create();
    hb_set_union(all, loading->characters);
    hb_set_add_range(all, 0xA0, 0xFF);
    font_set_freeze(loading->pack->fonts, all);
    font_set_narrow(loading->pack->fonts, loading->characters);
    hb_set_destroy(all);
}

static void add_file(struct loading *loading, struct pack_source_file file) {
    add_characters(loading->characters, file.bytes);
    *VECTOR_PUSH(loading->pack->arena, &loading->files) = file;
}

static struct pack_source_file read_file(struct loading *loading, const char *name) {
    struct pack_source_file file =
        pack_source_read(&loading->source, name, NOWHERE, loading->diags);
    if (file.bytes.at != NULL) {
        add_file(loading, file);
    }
    return file;
}

static bool is_path(const char *name) {
    size_t size_bytes = strlen(name);
    return strchr(name, '/') != NULL ||
           (size_bytes > 4 && strcmp(name + size_bytes - 4, ".xml") == 0);
}

/* False after reporting that the folder is not a pack's but holds one. */
static bool is_pack_folder(struct loading *loading) {
    struct arena *arena = loading->pack->arena;
    const char *inner = DEFAULT_PACK "/questionnaire.xml";
    if (pack_source_has(&loading->source, "questionnaire.xml") ||
        !pack_source_has(&loading->source, inner)) {
        return true;
    }
    const char *folder = loading->source.folder;
    diag(loading->diags, MESSAGE_PACK_FILE_MISSING, NOWHERE,
         ARGS(arena_format(arena, "%s/questionnaire.xml", folder),
              arena_format(arena, "did you mean --pack %s/" DEFAULT_PACK "?", folder)));
    return false;
}

/* False after reporting that there is no such pack, on disk or in the program. */
static bool find_source(struct loading *loading) {
    struct arena *arena = loading->pack->arena;
    const struct pack_options *options = loading->options;
    loading->source =
        (struct pack_source){.arena = arena, .folder = options->folder, .digest = loading->digest};
    if (options->folder != NULL) {
        return is_pack_folder(loading);
    }
    const char *name = options->questionnaire != NULL ? options->questionnaire : DEFAULT_PACK;
    loading->source.prefix = arena_format(arena, "%s/", name);
    if (pack_source_has(&loading->source, "questionnaire.xml")) {
        return true;
    }
    const char *const *known = pack_source_embedded_names(arena, "", "/questionnaire.xml");
    diag(loading->diags, MESSAGE_PACK_UNKNOWN, NOWHERE,
         ARGS(name, values_hint(arena, name, known)));
    return false;
}

static void load_questionnaire(struct loading *loading) {
    struct pack *pack = loading->pack;
    struct pack_source_file file = read_file(loading, "questionnaire.xml");
    if (file.bytes.at == NULL) {
        return;
    }
    pack->questionnaire = questionnaire_load(pack->arena, file.name, file.bytes, loading->diags);
    if (pack->questionnaire == NULL) {
        return;
    }
    pack->name = pack->questionnaire->id;
    pack->version = pack->questionnaire->version;
    const char *wanted = loading->options->questionnaire;
    if (wanted != NULL && strcmp(wanted, pack->name) != 0) {
        diag(loading->diags, MESSAGE_PACK_QUESTIONNAIRE, (struct position){.file = file.name},
             ARGS(pack->name, wanted));
    }
}

/* The names that a clinic's form uses for what the questionnaire asks. */
static void load_mapping(struct loading *loading) {
    struct pack *pack = loading->pack;
    const char *path = loading->options->mapping;
    if (path == NULL || pack->questionnaire == NULL) {
        return;
    }
    struct pack_source source = pack_source_beside(pack->arena, path);
    source.digest = loading->digest;
    struct pack_source_file file =
        pack_source_read(&source, pack_source_file_name(path), NOWHERE, loading->diags);
    if (file.bytes.at != NULL) {
        questionnaire_add_mapping(pack->arena, pack->questionnaire, file.name, file.bytes,
                                  loading->diags);
    }
}

static struct slice open_beside(void *user, const char *name, struct position position,
                                struct diags *diags) {
    const struct pack_source *source = user;
    return pack_source_read(source, name, position, diags).bytes;
}

struct font_set *pack_load_fonts(const struct pack_source *source, struct diags *diags) {
    struct pack_source catalogue = {
        .arena = source->arena, .prefix = "fonts/", .digest = source->digest};
    struct pack_source faces = {
        .arena = source->arena, .prefix = "faces/", .digest = source->digest};
    if (source->folder != NULL && pack_source_has(source, "fonts.xml")) {
        catalogue = *source;
        faces = *source;
    }
    struct pack_source_file file = pack_source_read(&catalogue, "fonts.xml", NOWHERE, diags);
    if (file.bytes.at == NULL) {
        return NULL;
    }
    return fonts_load(source->arena, file.name, file.bytes, open_beside, &faces, diags);
}

static void load_words(struct loading *loading) {
    struct pack *pack = loading->pack;
    struct pack_source_file guidance = read_file(loading, "guidance.xml");
    if (guidance.bytes.at != NULL) {
        pack->guidance = guidance_load(pack->arena, guidance.name, guidance.bytes, loading->diags);
    }
    struct pack_source_file foods = read_file(loading, "foods.xml");
    struct pack_source_file meals = read_file(loading, "meals.xml");
    struct pack_source_file targets = read_file(loading, "targets.xml");
    struct pack_source_file supplements = read_file(loading, "supplements.xml");
    struct pack_source_file interactions = read_file(loading, "interactions.xml");
    if (foods.bytes.at == NULL || meals.bytes.at == NULL || targets.bytes.at == NULL ||
        supplements.bytes.at == NULL || interactions.bytes.at == NULL) {
        return;
    }
    const struct knowledge_files files = {
        .foods_file = foods.name,
        .meals_file = meals.name,
        .targets_file = targets.name,
        .supplements_file = supplements.name,
        .interactions_file = interactions.name,
        .foods = foods.bytes,
        .meals = meals.bytes,
        .targets = targets.bytes,
        .supplements = supplements.bytes,
        .interactions = interactions.bytes,
    };
    pack->knowledge = knowledge_load(pack->arena, &files, loading->diags);
    if (pack->guidance != NULL && pack->knowledge != NULL && pack->questionnaire != NULL &&
        !guidance_check(pack->arena, pack->guidance, pack->questionnaire, pack->knowledge,
                        loading->diags)) {
        pack->guidance = NULL;
    }
}

static const char *brand_folder(struct arena *arena, const char *pack_folder, const char *name) {
    return arena_format(arena, "%s/../brands/%s", pack_folder, name);
}

/* Where the brand's files lie: a path as it is, a name beside the pack's folder, else in the
 * program. */
static bool find_brand(struct loading *loading, const char *name, struct pack_source *out_source) {
    struct arena *arena = loading->pack->arena;
    if (is_path(name)) {
        *out_source = pack_source_beside(arena, name);
        return true;
    }
    const char *folder = loading->options->folder;
    if (folder != NULL) {
        *out_source =
            (struct pack_source){.arena = arena, .folder = brand_folder(arena, folder, name)};
        if (pack_source_has(out_source, "brand.xml")) {
            return true;
        }
    }
    *out_source =
        (struct pack_source){.arena = arena, .prefix = arena_format(arena, "brands/%s/", name)};
    if (pack_source_has(out_source, "brand.xml")) {
        return true;
    }
    const char *const *known = pack_source_embedded_names(arena, "brands/", "/brand.xml");
    diag(loading->diags, MESSAGE_BRAND_UNKNOWN, NOWHERE,
         ARGS(name, values_hint(arena, name, known)));
    return false;
}

static void load_brand(struct loading *loading) {
    struct pack *pack = loading->pack;
    const char *name = loading->options->brand != NULL ? loading->options->brand : DEFAULT_BRAND;
    struct pack_source source = {0};
    if (!find_brand(loading, name, &source)) {
        return;
    }
    source.digest = loading->brand_digest;
    const char *file_name = is_path(name) ? pack_source_file_name(name) : "brand.xml";
    struct pack_source_file file = pack_source_read(&source, file_name, NOWHERE, loading->diags);
    if (file.bytes.at == NULL || pack->fonts == NULL) {
        return;
    }
    add_file(loading, file);
    const struct brand_inputs inputs = {.variant = loading->options->variant,
                                        .fonts = pack->fonts,
                                        .open = open_beside,
                                        .user = &source,
                                        .images = loading->options->images};
    pack->brand = brand_load(pack->arena, file.name, file.bytes, &inputs, loading->diags);
}

static void report_layout(struct loading *loading, const char *name) {
    static const char *const usual[] = {"handout", "summary", "clinician", "slip", "form", NULL};
    struct arena *arena = loading->pack->arena;
    const char *there[sizeof usual / sizeof usual[0]] = {NULL};
    size_t count = 0;
    for (size_t i = 0; usual[i] != NULL; i++) {
        if (pack_source_has(&loading->source, arena_format(arena, "%s.xml", usual[i]))) {
            there[count++] = usual[i];
        }
    }
    diag(loading->diags, MESSAGE_LAYOUT_UNKNOWN, NOWHERE,
         ARGS(name, values_hint(arena, name, there)));
}

/* The template's file; out_source is where the files that it uses lie. */
static struct pack_source_file read_layout(struct loading *loading,
                                           struct pack_source *out_source) {
    struct arena *arena = loading->pack->arena;
    const char *name = loading->options->layout != NULL ? loading->options->layout : DEFAULT_LAYOUT;
    *out_source = loading->source;
    if (is_path(name)) {
        *out_source = pack_source_beside(arena, name);
        out_source->digest = loading->digest;
        return pack_source_read(out_source, pack_source_file_name(name), NOWHERE, loading->diags);
    }
    const char *file_name = arena_format(arena, "%s.xml", name);
    if (pack_source_has(&loading->source, file_name)) {
        return pack_source_read(&loading->source, file_name, NOWHERE, loading->diags);
    }
    report_layout(loading, name);
    return (struct pack_source_file){0};
}

/* Tags name the same language if their first parts agree: en and en-US. */
static bool is_same_language(const char *left, const char *right) {
    size_t size_bytes = strcspn(left, "-");
    return strcspn(right, "-") == size_bytes && strncasecmp(left, right, size_bytes) == 0;
}

/* The files that a template uses. */
struct using {
    struct loading *loading;
    struct pack_source source;
};

static struct pack_source_file open_used(void *user, const char *name, struct position from,
                                         struct diags *diags) {
    struct using *using = user;
    struct pack_source_file file = pack_source_read(&using->source, name, from, diags);
    if (file.bytes.at != NULL) {
        add_file(using->loading, file);
    }
    return file;
}

static void load_layout(struct loading *loading) {
    struct pack *pack = loading->pack;
    struct using using = {.loading = loading};
    struct pack_source_file file = read_layout(loading, &using.source);
    if (file.bytes.at == NULL || pack->brand == NULL) {
        return;
    }
    add_file(loading, file);
    const struct template_inputs inputs = {.brand = pack->brand,
                                           .paper = loading->options->paper,
                                           .open = open_used,
                                           .user = &using,
                                           .is_common = loading->options->is_common};
    pack->layout = template_load(pack->arena, file.name, file.bytes, &inputs, loading->diags);
    const char *language = loading->options->language;
    if (pack->layout != NULL && language != NULL &&
        !is_same_language(language, pack->layout->language)) {
        diag(loading->diags, MESSAGE_PACK_LANGUAGE, (struct position){.file = file.name},
             ARGS(language, pack->layout->language));
    }
}

static bool is_score_only(const struct loading *loading) {
    static const char *const others[] = {"guidance.xml", "foods.xml",       "meals.xml",
                                         "targets.xml",  "supplements.xml", "interactions.xml",
                                         "handout.xml"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (pack_source_has(&loading->source, others[i])) {
            return false;
        }
    }
    return true;
}

/* Warns of characters that no face shows. The set of all characters holds those of comments too,
 * and U+FFFD for bytes that are no UTF-8: only if something in it is not shown are the files read
 * again, for the places. */
static void check_coverage(struct loading *loading) {
    struct pack *pack = loading->pack;
    hb_set_add_range(loading->characters, 0x20, 0x7E);
    bool is_plain = !hb_set_has(loading->characters, UTF8_REPLACEMENT);
    if (is_plain && coverage_is_full(pack->fonts, loading->characters)) {
        return;
    }
    for (size_t i = 0; i < loading->files.count; i++) {
        const struct pack_source_file *file = &loading->files.at[i];
        coverage_report(pack->arena, pack->fonts, file->name, file->bytes, loading->diags);
    }
}

static void load_all(struct loading *loading) {
    if (!find_source(loading)) {
        return;
    }
    load_questionnaire(loading);
    load_mapping(loading);
    if (loading->options->only_scores || is_score_only(loading)) {
        return;
    }
    loading->pack->fonts = pack_load_fonts(&loading->source, loading->diags);
    load_words(loading);
    load_brand(loading);
    load_layout(loading);
    if (loading->pack->fonts != NULL) {
        check_coverage(loading);
        add_usual_characters(loading->characters);
        hb_set_del_range(loading->characters, 0, 0x1F);
        hb_set_del_range(loading->characters, 0x7F, 0x9F);
        freeze_fonts(loading);
    }
    loading->pack->icc_profile = embedded_bytes("icc/sRGB.icc");
}

struct pack *pack_load(const struct pack_options *options, struct diags *diags) {
    struct pack *pack = memory_new(sizeof *pack);
    pack->arena = arena_new();
    struct loading loading = {
        .options = options, .pack = pack, .diags = diags, .characters = hb_set_create()};
    if (!hb_set_allocation_successful(loading.characters)) {
        memory_exhausted();
    }
    if (options->has_digests) {
        loading.digest = hash_stream_new();
        loading.brand_digest = hash_stream_new();
    }
    size_t errors_before = diags_count(diags, DIAG_ERROR);
    load_all(&loading);
    if (options->has_digests) {
        hash_stream_end(loading.digest, pack->digest);
        hash_stream_end(loading.brand_digest, pack->brand_digest);
    }
    hb_set_destroy(loading.characters);
    if (diags_count(diags, DIAG_ERROR) > errors_before) {
        diags_forget_sources(diags);
        pack_free(pack);
        return NULL;
    }
    return pack;
}

void pack_free(struct pack *pack) {
    if (pack == NULL) {
        return;
    }
    if (pack->layout != NULL) {
        template_free(pack->layout);
    }
    if (pack->fonts != NULL) {
        font_set_free(pack->fonts);
    }
    arena_free(pack->arena);
    memory_free(pack);
}

/* The folder of a path, and the one that it leads to if it is a link. */
static size_t add_folders_of(struct arena *arena, const char *path, const char **folders) {
    char target[PATH_MAX];
    folders[0] = pack_source_beside(arena, path).folder;
    if (realpath(path, target) == NULL) {
        return 1;
    }
    folders[1] = pack_source_beside(arena, target).folder;
    return 2;
}

const char *const *pack_folders(struct arena *arena, const struct pack_options *options) {
    const char **folders = ARENA_ARRAY(arena, const char *, 9);
    const char *brand = options->brand != NULL ? options->brand : DEFAULT_BRAND;
    size_t count = 0;
    if (options->folder != NULL) {
        folders[count++] = options->folder;
    }
    if (is_path(brand)) {
        count += add_folders_of(arena, brand, folders + count);
    } else if (options->folder != NULL) {
        folders[count++] = brand_folder(arena, options->folder, brand);
    }
    if (options->layout != NULL && is_path(options->layout)) {
        count += add_folders_of(arena, options->layout, folders + count);
    }
    if (options->mapping != NULL) {
        count += add_folders_of(arena, options->mapping, folders + count);
    }
    folders[count] = NULL;
    return folders;
}
