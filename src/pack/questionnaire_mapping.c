/* A mapping: the names that a foreign form uses for our items and options, added to a questionnaire
 * that is loaded already.
 *
 *   <mapping xmlns="urn:magreport:mapping:1" version="1" questionnaire="magnesium">
 *     <patient name="NAME" birth-date="DOB" sex="GENDER"/>
 *     <scale id="frequency" recode="yes"><option id="0" from="1"/> ... </scale>
 *     <item id="Q01" from="cramps"><option id="3" from="always" system="urn:x"/></item>
 *   </mapping>
 *
 * An item or a name that is left empty is not filled in yet, so that a list made by `magreport
 * mapping` can be used from the first line on. No name may turn its meaning: what leads to an item
 * or option already cannot lead to another. Forms that count otherwise (1 to 4 for our 0 to 3) say
 * recode="yes": then ids and values of ours are no answers there. A scale is shared by items, so an
 * item whose options are mapped gets a copy of its own; <scale> comes first and reaches all. */
#include "pack/questionnaire_loader.h"

#include <string.h>

#define MAPPING_NAMESPACE "urn:magreport:mapping:1"

static const struct grammar_rule grammar[] = {
    {"mapping", NULL, WORDS("patient", "scale", "item", "total"),
     WORDS("version", "questionnaire")},
    {"patient", NULL, NO_WORDS, WORDS("name", "given-name", "family-name", "birth-date", "sex")},
    {"scale", NULL, WORDS("option"), WORDS("id", "recode")},
    {"item", NULL, WORDS("option"), WORDS("id", "from", "recode")},
    {"option", NULL, NO_WORDS, WORDS("id", "from", "system")},
    {"total", NULL, NO_WORDS, WORDS("id", "from")},
    {0},
};

static void add_alias(struct arena *arena, struct alias **aliases, size_t *count,
                      struct alias alias) {
    struct alias *grown = ARENA_ARRAY(arena, struct alias, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        grown[i] = (*aliases)[i];
    }
    grown[(*count)++] = alias;
    *aliases = grown;
}

static struct scale *copy_scale(struct arena *arena, const struct scale *scale) {
    struct scale *copy = ARENA_NEW(arena, struct scale);
    *copy = *scale;
    copy->options = ARENA_ARRAY(arena, struct option, scale->option_count);
    for (size_t i = 0; i < scale->option_count; i++) {
        copy->options[i] = scale->options[i];
    }
    return copy;
}

/* The codes of ours are forgotten. */
static void recode(struct scale *scale) {
    scale->is_recoded = true;
    for (size_t i = 0; i < scale->option_count; i++) {
        scale->options[i].aliases = NULL;
        scale->options[i].alias_count = 0;
    }
}

/* Another option that the alias leads to. */
static const struct option *find_rival(const struct scale *scale, const struct option *option,
                                       const struct alias *alias) {
    for (size_t i = 0; i < scale->option_count; i++) {
        const struct option *other = &scale->options[i];
        bool is_id = alias->system[0] == '\0' && strcmp(other->id, alias->key) == 0;
        if (other != option && ((is_id && !scale->is_recoded) || option_has_alias(other, alias))) {
            return other;
        }
    }
    return NULL;
}

static struct option *find_option(struct scale *scale, const char *id) {
    for (size_t i = 0; i < scale->option_count; i++) {
        if (strcmp(scale->options[i].id, id) == 0) {
            return &scale->options[i];
        }
    }
    return NULL;
}

static void add_option(struct questionnaire_loader *loader, struct xml_node *node,
                       struct scale *scale) {
    const char *id = xml_read_text(&loader->reader, node, "id");
    struct alias alias = {.system = xml_attribute_text(node, "system", ""),
                          .key = xml_read_text(&loader->reader, node, "from")};
    const struct xml_attribute *from = xml_find_attribute(node, "from");
    if (id[0] == '\0' || from == NULL || alias.key[0] == '\0') {
        return;
    }
    struct option *option = find_option(scale, id);
    if (option == NULL) {
        const struct item holder = {.scale = scale};
        loader_check_option(loader, &holder, xml_find_attribute(node, "id"), id);
        return;
    }
    const struct option *rival = find_rival(scale, option, &alias);
    if (rival != NULL) {
        loader_report_at(loader, from,
                         scale->is_recoded ? MESSAGE_QUESTIONNAIRE_ALIAS : MESSAGE_MAPPING_CODE,
                         ARGS(alias.key, rival->id));
    } else if (!option_has_alias(option, &alias)) {
        add_alias(loader->arena, &option->aliases, &option->alias_count, alias);
    }
}

static void add_options(struct questionnaire_loader *loader, struct xml_node *node,
                        struct scale *scale) {
    if (xml_read_bool_or(&loader->reader, node, "recode", false)) {
        recode(scale);
    }
    for (struct xml_node *at = xml_first(node, "option"); at != NULL; at = xml_next(at, "option")) {
        add_option(loader, at, scale);
    }
}

static void add_scale(struct questionnaire_loader *loader, struct xml_node *node) {
    struct questionnaire *questionnaire = loader->questionnaire;
    const char *id = xml_read_text(&loader->reader, node, "id");
    const char **known = ARENA_ARRAY(loader->arena, const char *, questionnaire->scale_count + 1);
    for (size_t i = 0; i < questionnaire->scale_count; i++) {
        known[i] = questionnaire->scales[i].id;
        if (strcmp(known[i], id) == 0) {
            add_options(loader, node, &questionnaire->scales[i]);
            return;
        }
    }
    const struct xml_attribute *attribute = xml_find_attribute(node, "id");
    if (attribute != NULL) {
        loader_report_missing(loader, attribute, "scale", id, known);
    }
}

/* False after reporting that the name means another item already. */
static bool is_free(struct questionnaire_loader *loader, const struct xml_attribute *from,
                    size_t number) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    size_t known = ids_find(questionnaire->answer_keys, from->value);
    size_t total = ids_find(questionnaire->total_keys, from->value);
    if (total == IDS_NONE && (known == IDS_NONE || known == number)) {
        return true;
    }
    loader_report_at(loader, from, MESSAGE_QUESTIONNAIRE_ALIAS,
                     ARGS(from->value, total != IDS_NONE ? questionnaire->indices[total].id
                                                         : questionnaire->items[known].id));
    return false;
}

static void add_item_name(struct questionnaire_loader *loader, const struct xml_attribute *from,
                          size_t number) {
    struct questionnaire *questionnaire = loader->questionnaire;
    struct item *item = &questionnaire->items[number];
    if (is_free(loader, from, number) &&
        ids_add(loader->arena, questionnaire->answer_keys, from->value, number) == IDS_NONE) {
        loader_add_spelling(loader, from->value, number);
        add_alias(loader->arena, &item->aliases, &item->alias_count,
                  (struct alias){.system = "", .key = from->value});
    }
}

static void add_item(struct questionnaire_loader *loader, struct xml_node *node) {
    struct questionnaire *questionnaire = loader->questionnaire;
    const char *id = xml_read_text(&loader->reader, node, "id");
    const struct xml_attribute *attribute = xml_find_attribute(node, "id");
    const struct xml_attribute *from = xml_find_attribute(node, "from");
    bool has_options = xml_first(node, "option") != NULL;
    if (attribute == NULL || id[0] == '\0') {
        return;
    }
    size_t number = ids_find(questionnaire->item_ids, id);
    if (number == IDS_NONE) {
        loader_report_at(loader, attribute, MESSAGE_QUESTIONNAIRE_REFERENCE,
                         ARGS("item", id, ids_nearest(questionnaire->item_ids, id)));
        return;
    }
    struct item *item = &questionnaire->items[number];
    if (from != NULL && from->value[0] != '\0') {
        add_item_name(loader, from, number);
    }
    if (has_options && item->scale == NULL) {
        loader_report_at(loader, attribute, MESSAGE_MAPPING_NO_OPTIONS, ARGS(id));
    } else if (has_options) {
        struct scale *own = copy_scale(loader->arena, item->scale);
        add_options(loader, node, own);
        item->scale = own;
    }
}

/* An item of the form that states the value of an index. */
static void add_total(struct questionnaire_loader *loader, struct xml_node *node) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    const char *id = xml_read_text(&loader->reader, node, "id");
    const char *name = xml_read_text(&loader->reader, node, "from");
    const char **known = ARENA_ARRAY(loader->arena, const char *, questionnaire->index_count + 1);
    const struct xml_attribute *attribute = xml_find_attribute(node, "id");
    if (id[0] == '\0' || name[0] == '\0' || attribute == NULL) {
        return;
    }
    for (size_t i = 0; i < questionnaire->index_count; i++) {
        known[i] = questionnaire->indices[i].id;
        if (strcmp(known[i], id) == 0) {
            loader_add_total(loader, xml_find_attribute(node, "from"), i);
            return;
        }
    }
    loader_report_missing(loader, attribute, "index", id, known);
}

/* Of sex the item that asks for it may have the same name: both are told. */
static void add_patient(struct questionnaire_loader *loader, struct xml_node *node) {
    struct patient_keys *keys = &loader->questionnaire->patient_keys;
    const struct {
        const char *attribute;
        const char **key;
        bool may_be_item;
    } fields[] = {
        {"name", &keys->name, false},
        {"given-name", &keys->given_name, false},
        {"family-name", &keys->family_name, false},
        {"birth-date", &keys->birth_date, false},
        {"sex", &keys->sex, true},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const struct xml_attribute *attribute = xml_find_attribute(node, fields[i].attribute);
        if (attribute != NULL && attribute->value[0] != '\0' &&
            (fields[i].may_be_item || is_free(loader, attribute, IDS_NONE))) {
            *fields[i].key = attribute->value;
        }
    }
}

static void add_all(struct questionnaire_loader *loader, struct xml_node *root) {
    const char *id = loader->questionnaire->id;
    xml_read_int(&loader->reader, root, "version", 1, 1);
    const char *wanted = xml_read_text(&loader->reader, root, "questionnaire");
    if (wanted[0] != '\0' && strcmp(wanted, id) != 0) {
        loader_report_at(loader, xml_find_attribute(root, "questionnaire"),
                         MESSAGE_MAPPING_QUESTIONNAIRE, ARGS(wanted, id));
        return;
    }
    for (struct xml_node *at = xml_first(root, "scale"); at != NULL; at = xml_next(at, "scale")) {
        add_scale(loader, at);
    }
    for (struct xml_node *at = xml_first(root, "item"); at != NULL; at = xml_next(at, "item")) {
        add_item(loader, at);
    }
    for (struct xml_node *at = xml_first(root, "total"); at != NULL; at = xml_next(at, "total")) {
        add_total(loader, at);
    }
    for (struct xml_node *at = xml_first(root, "patient"); at != NULL;
         at = xml_next(at, "patient")) {
        add_patient(loader, at);
    }
}

bool questionnaire_add_mapping(struct arena *arena, struct questionnaire *questionnaire,
                               const char *file, struct slice bytes, struct diags *diags) {
    size_t errors = diags_count(diags, DIAG_ERROR);
    struct xml_document *document = xml_parse(arena, file, bytes, &xml_limits_pack, diags);
    if (document == NULL) {
        return false;
    }
    struct questionnaire_loader loader = {
        .reader = {.arena = arena, .document = document, .diags = diags},
        .arena = arena,
        .questionnaire = questionnaire,
    };
    struct xml_node *root = document->root;
    if (strcmp(root->name, "mapping") != 0 || strcmp(root->uri, MAPPING_NAMESPACE) != 0) {
        xml_report(&loader.reader, root, MESSAGE_MAPPING_ROOT, ARGS(root->name, MAPPING_NAMESPACE));
        return false;
    }
    loader_check_grammar(&loader, root, grammar);
    add_all(&loader, root);
    return diags_count(diags, DIAG_ERROR) == errors;
}
