/* Loading questionnaire.xml.
 *
 * The tree is read in the order of dependence, not of the file: scales first, since items name
 * them; then indices with their domains and items, the safety gate and the further items; then what
 * refers to items by id (causes, extra points, aliases); then the table of groups, which refers to
 * bands. Each part goes on after a fault, so that one run tells all that is wrong; only a
 * questionnaire without any fault is handed out.
 *
 * What a reader of results relies on is checked here once, so that scoring needs no checks: each
 * index has items, each scale has options, bands ascend and leave out no value, and there is
 * exactly one group for each combination of bands. */
#include "pack/questionnaire.h"

#include "pack/questionnaire_loader.h"

#include <string.h>

const char *const gate_action_names[GATE_ACTION_COUNT + 1] = {
    [GATE_EMERGENCY] = "emergency", [GATE_STOP_SUPPLEMENT] = "stop-supplement",
    [GATE_URGENT] = "urgent",       [GATE_REFER] = "refer",
    [GATE_MODIFY] = "modify",       [GATE_NONE] = "none",
};

void loader_report_at(struct questionnaire_loader *loader, const struct xml_attribute *attribute,
                      enum message message, const char *const *arguments) {
    struct position position = xml_attribute_position(loader->reader.document, attribute);
    diag(loader->reader.diags, message, position, arguments);
    loader->reader.failed = true;
}

const char *loader_read_id(struct questionnaire_loader *loader, struct xml_node *node,
                           struct id_lines *table) {
    const char *id = xml_read_text(&loader->reader, node, "id");
    const struct xml_attribute *attribute = xml_find_attribute(node, "id");
    if (attribute == NULL || id[0] == '\0') {
        return id;
    }
    size_t line = ids_add(loader->arena, table->lines, id, node->line);
    if (line != IDS_NONE) {
        const char *first = arena_format(loader->arena, "%zu", line);
        loader_report_at(loader, attribute, MESSAGE_QUESTIONNAIRE_TWICE,
                         ARGS(table->kind, id, first));
    }
    return id;
}

void loader_report_missing(struct questionnaire_loader *loader,
                           const struct xml_attribute *attribute, const char *kind, const char *id,
                           const char *const *known) {
    loader_report_at(loader, attribute, MESSAGE_QUESTIONNAIRE_REFERENCE,
                     ARGS(kind, id, ids_nearest_of(known, id)));
}

size_t loader_count(const struct xml_node *node, const char *name) {
    size_t count = 0;
    for (const struct xml_node *at = xml_first(node, name); at != NULL; at = xml_next(at, name)) {
        count++;
    }
    return count;
}

/* Items and domains under the indices, and items under gates and further. */
static void count_nested(const struct xml_node *root, size_t *out_domains, size_t *out_items) {
    *out_domains = 0;
    *out_items = 0;
    for (const struct xml_node *index = xml_first(root, "index"); index != NULL;
         index = xml_next(index, "index")) {
        *out_domains += loader_count(index, "domain");
        for (const struct xml_node *domain = xml_first(index, "domain"); domain != NULL;
             domain = xml_next(domain, "domain")) {
            *out_items += loader_count(domain, "item");
        }
    }
    for (const struct xml_node *gates = xml_first(root, "gates"); gates != NULL;
         gates = xml_next(gates, "gates")) {
        *out_items += loader_count(gates, "gate");
    }
    for (const struct xml_node *further = xml_first(root, "further"); further != NULL;
         further = xml_next(further, "further")) {
        *out_items += loader_count(further, "item");
    }
}

static bool allocate(struct questionnaire_loader *loader, const struct xml_node *root) {
    struct questionnaire *questionnaire = loader->questionnaire;
    struct arena *arena = loader->arena;
    size_t domains;
    size_t items;
    count_nested(root, &domains, &items);
    if (items > QUESTIONNAIRE_MAX_ITEMS) {
        xml_report(&loader->reader, root, MESSAGE_QUESTIONNAIRE_ITEMS,
                   ARGS(arena_format(arena, "%zu", items),
                        arena_format(arena, "%d", QUESTIONNAIRE_MAX_ITEMS)));
        return false;
    }
    size_t scales = loader_count(root, "scale") + loader_count(root, "choices");
    size_t indices = loader_count(root, "index");
    questionnaire->scales = ARENA_ARRAY(arena, struct scale, scales);
    questionnaire->indices = ARENA_ARRAY(arena, struct index, indices);
    questionnaire->domains = ARENA_ARRAY(arena, struct domain, domains);
    questionnaire->items = ARENA_ARRAY(arena, struct item, items);
    questionnaire->gates = ARENA_ARRAY(arena, struct gate, items);
    questionnaire->item_ids = ids_build(arena);
    questionnaire->answer_keys = ids_build(arena);
    questionnaire->spellings = ids_build_loose(arena);
    questionnaire->total_keys = ids_build(arena);
    loader->item_nodes = ARENA_ARRAY(arena, const struct xml_node *, items);
    loader->index_nodes = ARENA_ARRAY(arena, const struct xml_node *, indices);
    return true;
}

static void load_root(struct questionnaire_loader *loader, struct xml_node *root) {
    struct xml_reader *reader = &loader->reader;
    struct questionnaire *questionnaire = loader->questionnaire;
    /* The form of this file; a later one is not read. */
    xml_read_int(reader, root, "version", 1, 1);
    questionnaire->id = xml_read_text(reader, root, "id");
    questionnaire->version = xml_attribute_text(root, "edition", "1");
    questionnaire->url = xml_read_text(reader, root, "url");
    questionnaire->unsure_code = xml_attribute_text(root, "unsure", "");
    questionnaire->gates_title = "";
    questionnaire->further_title = "";
    struct xml_node *person = xml_first(root, "person");
    questionnaire->name_question = person != NULL ? xml_attribute_text(person, "name", "") : "";
    questionnaire->birth_question =
        person != NULL ? xml_attribute_text(person, "birth-date", "") : "";
    const struct xml_node *title = xml_first(root, "title");
    questionnaire->title = title == NULL ? "" : xml_text(loader->arena, title);
    if (questionnaire->title[0] == '\0') {
        xml_report(reader, root, MESSAGE_QUESTIONNAIRE_EMPTY, ARGS("questionnaire", "title"));
    }
}

static void load_all(struct questionnaire_loader *loader, struct xml_node *root) {
    loader_check_grammar(loader, root, questionnaire_grammar);
    load_root(loader, root);
    if (!allocate(loader, root)) {
        return;
    }
    loader_load_scales(loader, root);
    loader_load_indices(loader, root);
    loader_load_gates(loader, root);
    loader_load_further(loader, root);
    loader_load_references(loader, root);
    loader_load_groups(loader, root);
}

struct questionnaire *questionnaire_load(struct arena *arena, const char *file, struct slice bytes,
                                         struct diags *diags) {
    struct xml_document *document = xml_parse(arena, file, bytes, &xml_limits_pack, diags);
    if (document == NULL) {
        return NULL;
    }
    struct questionnaire_loader loader = {
        .reader = {.arena = arena, .document = document, .diags = diags},
        .arena = arena,
        .questionnaire = ARENA_NEW(arena, struct questionnaire),
    };
    struct xml_node *root = document->root;
    if (strcmp(root->name, "questionnaire") != 0 ||
        strcmp(root->uri, QUESTIONNAIRE_NAMESPACE) != 0) {
        xml_report(&loader.reader, root, MESSAGE_QUESTIONNAIRE_ROOT,
                   ARGS(root->name, QUESTIONNAIRE_NAMESPACE));
        return NULL;
    }
    size_t errors = diags_count(diags, DIAG_ERROR);
    load_all(&loader, root);
    bool failed = loader.reader.failed || diags_count(diags, DIAG_ERROR) > errors;
    return failed ? NULL : loader.questionnaire;
}

const struct item *questionnaire_find(const struct questionnaire *questionnaire,
                                      const char *item_id) {
    size_t number = ids_find(questionnaire->item_ids, item_id);
    return number == IDS_NONE ? NULL : &questionnaire->items[number];
}

bool option_has_alias(const struct option *option, const struct alias *alias) {
    for (size_t i = 0; i < option->alias_count; i++) {
        if (strcmp(option->aliases[i].key, alias->key) == 0 &&
            strcmp(option->aliases[i].system, alias->system) == 0) {
            return true;
        }
    }
    return false;
}

bool item_offers(const struct item *item, const struct option *option) {
    if (item->offers == NULL) {
        return true;
    }
    size_t i = 0;
    while (item->offers[i] != NULL && strcmp(item->offers[i], option->id) != 0) {
        i++;
    }
    return item->offers[i] != NULL;
}

const struct option *scale_find(const struct scale *scale, const char *option_id) {
    for (size_t i = 0; i < scale->option_count; i++) {
        if (strcmp(scale->options[i].id, option_id) == 0) {
            return &scale->options[i];
        }
    }
    return NULL;
}
