/* mapping: a mapping file to fill in, with a line for each item of a form that the questionnaire
 * does not know, and what our own items and options are called. Keys are names in a form, so they
 * are written where the user asked for them and never into a message: a hostile file could have a
 * person's name there. */
#include "cli/command.h"
#include "cli/work.h"
#include "questionnaire/match.h"

#include <string.h>

#define UNKNOWN_MAX 1000

struct unknown {
    const char *form;
    const char *key;
    const char *path;
    bool needs_path; /* the key stands in several places of the form */
};

struct mapping {
    struct work work;
    VECTOR(struct unknown) unknown;
    struct ids *paths; /* number in unknown */
    struct ids *keys;
    bool *is_known; /* items of ours that some answer leads to */
    bool is_full;   /* reported */
};

static void add_unknown(struct mapping *mapping, const struct response *response,
                        const struct answer *answer) {
    struct work *work = &mapping->work;
    if (ids_find(mapping->paths, answer->path) != IDS_NONE) {
        return;
    }
    if (mapping->unknown.count == UNKNOWN_MAX) {
        if (!mapping->is_full) {
            diag(work->diags, MESSAGE_UNKNOWN_ITEMS_LIMIT,
                 (struct position){.file = work->line->arguments[0]},
                 ARGS(arena_format(work->arena, "%d", UNKNOWN_MAX)));
        }
        mapping->is_full = true;
        return;
    }
    size_t number = mapping->unknown.count;
    struct unknown *unknown = VECTOR_PUSH(work->arena, &mapping->unknown);
    *unknown = (struct unknown){.form = arena_string(work->arena, response->form),
                                .key = arena_string(work->arena, answer->key),
                                .path = arena_string(work->arena, answer->path)};
    ids_add(work->arena, mapping->paths, unknown->path, number);
    size_t first = ids_add(work->arena, mapping->keys, unknown->key, number);
    if (first != IDS_NONE) {
        unknown->needs_path = true;
        mapping->unknown.at[first].needs_path = true;
    }
}

/* Age and sex that a response gives of its patient stand where the response does: no item. */
static bool is_of_patient(const struct response *response, const struct answer *answer) {
    return position_is_same(response->position, answer->position);
}

static bool take(void *user, const struct response *response) {
    struct mapping *mapping = user;
    for (size_t i = 0; i < response->answers.count; i++) {
        const struct answer *answer = &response->answers.at[i];
        if (match_find_total(mapping->work.pack->questionnaire, answer) != NULL) {
            continue;
        }
        size_t number = match_find_item(mapping->work.pack->questionnaire, answer);
        if (number != IDS_NONE) {
            mapping->is_known[number] = true;
        } else if (!is_of_patient(response, answer)) {
            add_unknown(mapping, response, answer);
        }
    }
    return true;
}

/* Two hyphens cannot stand in a comment. */
static void write_in_comment(struct builder *out, const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        builder_char(out, *at);
        if (at[0] == '-' && (at[1] == '-' || at[1] == '\0')) {
            builder_char(out, ' ');
        }
    }
}

static void write_unknown(const struct mapping *mapping, struct builder *out) {
    const char *form = "";
    for (size_t i = 0; i < mapping->unknown.count; i++) {
        const struct unknown *unknown = &mapping->unknown.at[i];
        if (strcmp(unknown->form, form) != 0) {
            form = unknown->form;
            builder_text(out, "  <!-- form: ");
            write_in_comment(out, form);
            builder_text(out, " -->\n");
        }
        builder_text(out, "  <item from=\"");
        builder_xml(out, unknown->needs_path ? unknown->path : unknown->key);
        builder_text(out, "\" id=\"\"/>\n");
    }
}

static void write_scale(const struct scale *scale, struct builder *out) {
    builder_text(out, "       ");
    write_in_comment(out, scale->id);
    for (size_t i = 0; i < scale->option_count; i++) {
        const struct option *option = &scale->options[i];
        builder_text(out, i == 0 ? ": " : ", ");
        write_in_comment(out, option->id);
        if (strcmp(option->id, option->label) != 0) {
            builder_char(out, ' ');
            write_in_comment(out, option->label);
        }
    }
    builder_char(out, '\n');
}

static void write_item(const struct item *item, struct builder *out) {
    builder_text(out, "       ");
    write_in_comment(out, item->id);
    builder_text(out, "  ");
    write_in_comment(out, item->label);
    if (item->scale != NULL) {
        builder_text(out, " (");
        write_in_comment(out, item->scale->id);
        builder_char(out, ')');
    }
    builder_char(out, '\n');
}

static void write_ours(const struct mapping *mapping, struct builder *out) {
    const struct questionnaire *questionnaire = mapping->work.pack->questionnaire;
    builder_text(out,
                 "\n  <!-- Questions that nothing in the form answers yet, and their scale:\n");
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        if (!mapping->is_known[i]) {
            write_item(&questionnaire->items[i], out);
        }
    }
    builder_text(out, "     Scales and their options:\n");
    for (size_t i = 0; i < questionnaire->scale_count; i++) {
        write_scale(&questionnaire->scales[i], out);
    }
    builder_text(out, "  -->\n");
}

static void write_mapping(const struct mapping *mapping, struct builder *out) {
    builder_text(
        out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<!-- Put the id of our question into each id; leave it empty if there is none. "
             "If the form has codes of its own:\n"
             "       <item from=\"cramps\" id=\"Q01\"><option from=\"often\" id=\"2\"/></item>\n"
             "     or, for all items with one scale, <scale id=\"...\"> with its options. "
             "Where the same code means\n"
             "     something else here, add recode=\"yes\" and list all codes. -->\n"
             "<mapping xmlns=\"urn:magreport:mapping:1\" version=\"1\" questionnaire=\"");
    builder_xml(out, mapping->work.pack->questionnaire->id);
    builder_text(out, "\">\n"
                      "  <!-- items that hold the patient's name, birth date and sex -->\n"
                      "  <patient name=\"\" birth-date=\"\" sex=\"\"/>\n");
    write_unknown(mapping, out);
    write_ours(mapping, out);
    builder_text(out, "</mapping>\n");
}

/* In the worker. */
static void finish(void *user) {
    struct mapping *mapping = user;
    if (diags_count(mapping->work.diags, DIAG_ERROR) == 0 || mapping->unknown.count > 0) {
        struct builder out = {0};
        write_mapping(mapping, &out);
        work_hand_on(&mapping->work, 0, 0, (struct slice){out.at, out.size_bytes});
        builder_free(&out);
    }
}

static bool receive(void *user, const struct worker_parcel *parcel) {
    const struct mapping *mapping = user;
    work_write(&mapping->work, parcel->bytes);
    return true;
}

void mapping_run(const struct command_line *line, struct arena *arena, struct diags *diags) {
    struct mapping mapping = {.paths = ids_build(arena), .keys = ids_build(arena)};
    if (work_begin(&mapping.work, line, NEED_SCORES, arena, diags)) {
        mapping.work.takes_all = true;
        mapping.is_known = ARENA_ARRAY(arena, bool, mapping.work.pack->questionnaire->item_count);
        const struct work_steps steps = {
            .take = take, .finish = finish, .receive = receive, .user = &mapping};
        work_read(&mapping.work, line->arguments[0], &steps);
    }
    work_end(&mapping.work);
}
