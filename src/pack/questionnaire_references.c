/* What refers to items by id: the age rule, extra points, the causes of gates, and the other names
 * of items. */
#include "pack/questionnaire_loader.h"

#include <string.h>

struct cause_list {
    VECTOR(struct gate_cause) causes;
};

/* The item that an attribute names; reports it if there is none. */
static const struct item *find_item(struct questionnaire_loader *loader,
                                    const struct xml_attribute *attribute, const char *id) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    const struct item *item = questionnaire_find(questionnaire, id);
    if (item == NULL) {
        loader_report_at(loader, attribute, MESSAGE_QUESTIONNAIRE_REFERENCE,
                         ARGS("item", id, ids_nearest(questionnaire->item_ids, id)));
    }
    return item;
}

/* The id in a required attribute, which must be that of an item for numbers. */
static const char *read_number_item(struct questionnaire_loader *loader, struct xml_node *node,
                                    const char *name) {
    const char *id = xml_read_text(&loader->reader, node, name);
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    const struct item *item = attribute == NULL ? NULL : find_item(loader, attribute, id);
    if (item != NULL && item->kind != ITEM_NUMBER) {
        loader_report_at(loader, attribute, MESSAGE_QUESTIONNAIRE_NOT_NUMBER, ARGS(id));
    }
    return id;
}

void loader_check_option(struct questionnaire_loader *loader, const struct item *item,
                         const struct xml_attribute *options, const char *id) {
    const struct scale *scale = item->scale;
    if (scale == NULL || scale_find(scale, id) != NULL) {
        return;
    }
    const char **known = ARENA_ARRAY(loader->arena, const char *, scale->option_count + 1);
    for (size_t i = 0; i < scale->option_count; i++) {
        known[i] = scale->options[i].id;
    }
    loader_report_missing(loader, options, "option", id, known);
}

static void add_cause(struct questionnaire_loader *loader, const struct item *item,
                      const struct xml_attribute *options, struct slice word,
                      struct cause_list *list) {
    const char *id = arena_copy(loader->arena, word.at, word.size_bytes);
    loader_check_option(loader, item, options, id);
    *VECTOR_PUSH(loader->arena, &list->causes) = (struct gate_cause){item->id, id};
}

/* <cause items="conditions medicines" options="I01 I02"/>: each option of each item. */
static void load_cause(struct questionnaire_loader *loader, struct xml_node *node,
                       struct cause_list *list) {
    struct slice items = slice_from(xml_read_text(&loader->reader, node, "items"));
    const struct xml_attribute *names = xml_find_attribute(node, "items");
    const struct xml_attribute *options = xml_find_attribute(node, "options");
    struct slice name;
    while (slice_next(&items, ' ', &name)) {
        const struct item *item =
            find_item(loader, names, arena_copy(loader->arena, name.at, name.size_bytes));
        if (item == NULL) {
            continue;
        }
        if (item->scale == NULL) {
            loader_report_at(loader, names, MESSAGE_QUESTIONNAIRE_NO_OPTIONS, ARGS(item->id));
        } else if (options == NULL) {
            *VECTOR_PUSH(loader->arena, &list->causes) = (struct gate_cause){item->id, NULL};
        } else {
            struct slice rest = slice_from(options->value);
            struct slice word;
            while (slice_next(&rest, ' ', &word)) {
                add_cause(loader, item, options, word, list);
            }
        }
    }
}

static struct gate_cause *load_causes(struct questionnaire_loader *loader,
                                      const struct xml_node *node, size_t *out_count) {
    struct cause_list list = {0};
    for (struct xml_node *at = xml_first(node, "cause"); at != NULL; at = xml_next(at, "cause")) {
        load_cause(loader, at, &list);
    }
    *out_count = list.causes.count;
    return list.causes.at;
}

static void load_age(struct questionnaire_loader *loader, const struct xml_node *root) {
    struct questionnaire *questionnaire = loader->questionnaire;
    struct xml_node *age = xml_first(root, "age");
    if (age == NULL) {
        return;
    }
    questionnaire->age_item_id = read_number_item(loader, age, "item");
    questionnaire->minimum_age = xml_read_int_or(&loader->reader, age, "minimum", 0, 150, 0);
    questionnaire->age_causes = load_causes(loader, age, &questionnaire->age_cause_count);
}

static void load_extra_items(struct questionnaire_loader *loader) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    for (size_t i = 0; i < questionnaire->index_count; i++) {
        struct index_extra *extra = questionnaire->indices[i].extras;
        for (struct xml_node *at = xml_first(loader->index_nodes[i], "extra"); at != NULL;
             at = xml_next(at, "extra")) {
            extra->item_id = read_number_item(loader, at, "item");
            extra++;
        }
    }
}

void loader_add_spelling(struct questionnaire_loader *loader, const char *key, size_t number) {
    struct ids *spellings = loader->questionnaire->spellings;
    size_t known = ids_add(loader->arena, spellings, key, number);
    if (known != IDS_NONE && known != number) {
        ids_change(spellings, key, IDS_NONE);
    }
}

/* A name of an item, whether id or alias, must lead to one item only. */
static void add_key(struct questionnaire_loader *loader, const char *key, size_t number) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    size_t known = ids_add(loader->arena, questionnaire->answer_keys, key, number);
    loader_add_spelling(loader, key, number);
    if (known != IDS_NONE && known != number) {
        xml_report(&loader->reader, loader->item_nodes[number], MESSAGE_QUESTIONNAIRE_ALIAS,
                   ARGS(key, questionnaire->items[known].id));
    }
}

static void load_keys(struct questionnaire_loader *loader) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        ids_add(loader->arena, questionnaire->answer_keys, questionnaire->items[i].id, i);
        loader_add_spelling(loader, questionnaire->items[i].id, i);
    }
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        for (size_t j = 0; j < questionnaire->items[i].alias_count; j++) {
            add_key(loader, questionnaire->items[i].aliases[j].key, i);
        }
    }
}

void loader_add_total(struct questionnaire_loader *loader, const struct xml_attribute *key,
                      size_t number) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    size_t item = ids_find(questionnaire->answer_keys, key->value);
    if (item != IDS_NONE) {
        loader_report_at(loader, key, MESSAGE_QUESTIONNAIRE_ALIAS,
                         ARGS(key->value, questionnaire->items[item].id));
        return;
    }
    size_t known = ids_add(loader->arena, questionnaire->total_keys, key->value, number);
    if (known != IDS_NONE && known != number) {
        loader_report_at(loader, key, MESSAGE_QUESTIONNAIRE_ALIAS,
                         ARGS(key->value, questionnaire->indices[known].id));
    }
}

static void load_totals(struct questionnaire_loader *loader) {
    for (size_t i = 0; i < loader->questionnaire->index_count; i++) {
        for (struct xml_node *at = xml_first(loader->index_nodes[i], "total"); at != NULL;
             at = xml_next(at, "total")) {
            xml_read_text(&loader->reader, at, "key");
            const struct xml_attribute *key = xml_find_attribute(at, "key");
            if (key != NULL) {
                loader_add_total(loader, key, i);
            }
        }
    }
}

/* The option that an alias of option `number` leads to as well: by its id, or by an alias listed
 * before. */
static const struct option *find_rival(const struct scale *scale, size_t number,
                                       const struct alias *alias) {
    for (size_t i = 0; i < scale->option_count; i++) {
        const struct option *option = &scale->options[i];
        bool same_id = alias->system[0] == '\0' && strcmp(option->id, alias->key) == 0;
        if ((i != number && same_id) || (i < number && option_has_alias(option, alias))) {
            return option;
        }
    }
    return NULL;
}

static void check_option_aliases(struct questionnaire_loader *loader, const struct scale *scale,
                                 const struct xml_node *node) {
    for (size_t i = 0; i < scale->option_count; i++) {
        for (size_t j = 0; j < scale->options[i].alias_count; j++) {
            const struct alias *alias = &scale->options[i].aliases[j];
            const struct option *rival = find_rival(scale, i, alias);
            if (rival != NULL) {
                xml_report(&loader->reader, node, MESSAGE_QUESTIONNAIRE_ALIAS,
                           ARGS(alias->key, rival->id));
            }
        }
    }
}

static void check_scales(struct questionnaire_loader *loader, const struct xml_node *root) {
    const struct scale *scale = loader->questionnaire->scales;
    for (const struct xml_node *at = xml_first(root, NULL); at != NULL; at = xml_next(at, NULL)) {
        if (strcmp(at->name, "scale") == 0 || strcmp(at->name, "choices") == 0) {
            check_option_aliases(loader, scale++, at);
        }
    }
}

void loader_load_references(struct questionnaire_loader *loader, struct xml_node *root) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    size_t gate = 0;
    for (size_t i = 0; i < questionnaire->item_count; i++) {
        if (questionnaire->items[i].is_gate) {
            questionnaire->gates[gate].causes =
                load_causes(loader, loader->item_nodes[i], &questionnaire->gates[gate].cause_count);
            gate++;
        }
    }
    load_age(loader, root);
    load_extra_items(loader);
    load_keys(loader);
    load_totals(loader);
    check_scales(loader, root);
}
