/* Scales with their options, and items of all kinds: scored, of the safety gate, and further ones.
 */
#include "pack/questionnaire_loader.h"

#include <string.h>

static struct alias *load_aliases(struct questionnaire_loader *loader, struct xml_node *node,
                                  size_t *out_count) {
    size_t count = loader_count(node, "alias");
    struct alias *aliases = ARENA_ARRAY(loader->arena, struct alias, count);
    struct xml_node *at = xml_first(node, "alias");
    for (size_t i = 0; i < count; i++, at = xml_next(at, "alias")) {
        aliases[i].system = xml_attribute_text(at, "system", "");
        aliases[i].key = xml_read_text(&loader->reader, at, "key");
    }
    *out_count = count;
    return aliases;
}

/* Ids such as I01 to I50: the same letters, then as many digits. */
struct id_range {
    const char *first;
    size_t letters;
    int from, to;
};

static size_t find_digits(const char *id) {
    size_t at = strlen(id);
    while (at > 0 && id[at - 1] >= '0' && id[at - 1] <= '9') {
        at--;
    }
    return at;
}

static bool parse_range(struct xml_node *node, struct id_range *out_range) {
    const char *first = xml_attribute_text(node, "first", "");
    const char *last = xml_attribute_text(node, "last", "");
    size_t letters = find_digits(first);
    *out_range = (struct id_range){.first = first, .letters = letters};
    return strlen(first) == strlen(last) && find_digits(last) == letters &&
           strncmp(first, last, letters) == 0 &&
           slice_parse_int(slice_from(first + letters), &out_range->from) &&
           slice_parse_int(slice_from(last + letters), &out_range->to) &&
           out_range->from <= out_range->to &&
           out_range->to - out_range->from < QUESTIONNAIRE_MAX_VALUE;
}

static size_t count_options(const struct xml_node *node) {
    size_t count = loader_count(node, "option");
    for (struct xml_node *at = xml_first(node, "options"); at != NULL;
         at = xml_next(at, "options")) {
        struct id_range range;
        count += parse_range(at, &range) ? (size_t)(range.to - range.from) + 1 : 0;
    }
    return count;
}

/* An option whose id is a number must have that value, since a bare 2 in an answer may mean either.
 */
static void read_value(struct questionnaire_loader *loader, struct xml_node *node,
                       const struct scale *scale, struct option *option) {
    if (scale->is_choice || option->is_missing) {
        option->value = (int32_t)scale->option_count;
        return;
    }
    option->value = xml_read_int(&loader->reader, node, "value", 0, QUESTIONNAIRE_MAX_VALUE);
    int number;
    if (slice_parse_int(slice_from(option->id), &number) && number != option->value) {
        loader_report_at(loader, xml_find_attribute(node, "id"), MESSAGE_QUESTIONNAIRE_VALUE,
                         ARGS(option->id, arena_format(loader->arena, "%d", (int)option->value)));
    }
}

static void load_option(struct questionnaire_loader *loader, struct xml_node *node,
                        struct scale *scale, struct id_lines *table) {
    struct option *option = &scale->options[scale->option_count];
    option->id = loader_read_id(loader, node, table);
    option->label = xml_text(loader->arena, node);
    option->is_missing = xml_read_bool_or(&loader->reader, node, "missing", false);
    option->aliases = load_aliases(loader, node, &option->alias_count);
    read_value(loader, node, scale, option);
    if (option->label[0] == '\0') {
        xml_report(&loader->reader, node, MESSAGE_QUESTIONNAIRE_EMPTY, ARGS("option", "text"));
    }
    scale->option_count++;
}

/* Ids that another file of the pack explains; they are their own labels. */
static void load_range(struct questionnaire_loader *loader, struct xml_node *node,
                       struct scale *scale, struct id_lines *table) {
    struct id_range range;
    if (!parse_range(node, &range)) {
        xml_report(&loader->reader, node, MESSAGE_QUESTIONNAIRE_RANGE, NULL);
        return;
    }
    int digits = (int)(strlen(range.first) - range.letters);
    for (int number = range.from; number <= range.to; number++) {
        struct option *option = &scale->options[scale->option_count];
        option->id = arena_format(loader->arena, "%.*s%0*d", (int)range.letters, range.first,
                                  digits, number);
        option->label = option->id;
        option->value = (int32_t)scale->option_count++;
        size_t line = ids_add(loader->arena, table->lines, option->id, node->line);
        if (line != IDS_NONE) {
            xml_report(&loader->reader, node, MESSAGE_QUESTIONNAIRE_TWICE,
                       ARGS(table->kind, option->id, arena_format(loader->arena, "%zu", line)));
        }
    }
}

/* Sets what follows from the options; returns how many of them are an answer. */
static size_t measure_scale(struct scale *scale) {
    size_t scored = 0;
    for (size_t i = 0; i < scale->option_count; i++) {
        const struct option *option = &scale->options[i];
        if (option->is_missing) {
            continue;
        }
        scale->min = scored == 0 || option->value < scale->min ? option->value : scale->min;
        scale->max = scored == 0 || option->value > scale->max ? option->value : scale->max;
        scored++;
    }
    scale->is_yes_no = !scale->is_choice && scored == 2 && scale->min == 0 && scale->max == 1;
    return scored;
}

static void load_scale(struct questionnaire_loader *loader, struct xml_node *node,
                       struct id_lines *table) {
    struct questionnaire *questionnaire = loader->questionnaire;
    struct scale *scale = &questionnaire->scales[questionnaire->scale_count++];
    struct id_lines options = {"option", ids_build(loader->arena)};
    scale->id = loader_read_id(loader, node, table);
    scale->is_choice = strcmp(node->name, "choices") == 0;
    scale->options = ARENA_ARRAY(loader->arena, struct option, count_options(node));
    for (struct xml_node *at = xml_first(node, NULL); at != NULL; at = xml_next(at, NULL)) {
        if (strcmp(at->name, "option") == 0) {
            load_option(loader, at, scale, &options);
        } else if (scale->is_choice && strcmp(at->name, "options") == 0) {
            load_range(loader, at, scale, &options);
        }
    }
    if (measure_scale(scale) == 0) {
        xml_report(&loader->reader, node, MESSAGE_QUESTIONNAIRE_EMPTY, ARGS("scale", "option"));
    }
}

void loader_load_scales(struct questionnaire_loader *loader, struct xml_node *root) {
    struct id_lines table = {"scale", ids_build(loader->arena)};
    for (struct xml_node *at = xml_first(root, NULL); at != NULL; at = xml_next(at, NULL)) {
        if (strcmp(at->name, "scale") == 0 || strcmp(at->name, "choices") == 0) {
            load_scale(loader, at, &table);
        }
    }
}

static const struct scale *read_scale(struct questionnaire_loader *loader, struct xml_node *node,
                                      bool choice) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    const char *id = xml_read_text(&loader->reader, node, "scale");
    const char **known = ARENA_ARRAY(loader->arena, const char *, questionnaire->scale_count + 1);
    size_t known_count = 0;
    for (size_t i = 0; i < questionnaire->scale_count; i++) {
        const struct scale *scale = &questionnaire->scales[i];
        if (scale->is_choice != choice) {
            continue;
        }
        if (strcmp(scale->id, id) == 0) {
            return scale;
        }
        known[known_count++] = scale->id;
    }
    const struct xml_attribute *attribute = xml_find_attribute(node, "scale");
    if (attribute != NULL) {
        loader_report_missing(loader, attribute, choice ? "list of choices" : "scale", id, known);
    }
    return NULL;
}

/* What all items share. Its number goes into the table of ids. */
static struct item *begin_item(struct questionnaire_loader *loader, struct xml_node *node) {
    struct questionnaire *questionnaire = loader->questionnaire;
    size_t number = questionnaire->item_count++;
    struct item *item = &questionnaire->items[number];
    loader->item_nodes[number] = node;
    item->id = xml_read_text(&loader->reader, node, "id");
    item->label = xml_read_text(&loader->reader, node, "label");
    item->lookback = xml_attribute_text(node, "lookback", "");
    item->text = xml_text(loader->arena, node);
    item->weight = 1;
    item->aliases = load_aliases(loader, node, &item->alias_count);
    if (item->text[0] == '\0') {
        xml_report(&loader->reader, node, MESSAGE_QUESTIONNAIRE_EMPTY, ARGS(node->name, "text"));
    }
    size_t first = ids_add(loader->arena, questionnaire->item_ids, item->id, number);
    const struct xml_attribute *attribute = xml_find_attribute(node, "id");
    if (first != IDS_NONE && attribute != NULL) {
        const char *line = arena_format(loader->arena, "%u", loader->item_nodes[first]->line);
        loader_report_at(loader, attribute, MESSAGE_QUESTIONNAIRE_TWICE,
                         ARGS("item", item->id, line));
    }
    return item;
}

struct item *loader_load_scored_item(struct questionnaire_loader *loader, struct xml_node *node,
                                     const struct domain *domain) {
    struct item *item = begin_item(loader, node);
    item->kind = ITEM_SCALE;
    item->scale = read_scale(loader, node, false);
    item->weight = xml_read_int_or(&loader->reader, node, "weight", 0, QUESTIONNAIRE_MAX_WEIGHT, 1);
    item->is_reversed = xml_read_bool_or(&loader->reader, node, "reversed", false);
    item->domain = domain;
    return item;
}

static void load_gate(struct questionnaire_loader *loader, struct xml_node *node) {
    struct questionnaire *questionnaire = loader->questionnaire;
    struct item *item = begin_item(loader, node);
    struct gate *gate = &questionnaire->gates[questionnaire->gate_count++];
    item->kind = ITEM_SCALE;
    item->is_gate = true;
    item->scale = read_scale(loader, node, false);
    gate->id = item->id;
    gate->item = item;
    gate->action =
        (enum gate_action)xml_read_choice(&loader->reader, node, "action", gate_action_names);
    if (item->scale != NULL && !item->scale->is_yes_no) {
        loader_report_at(loader, xml_find_attribute(node, "scale"),
                         MESSAGE_QUESTIONNAIRE_GATE_SCALE, ARGS(item->id, item->scale->id));
    }
}

void loader_load_gates(struct questionnaire_loader *loader, struct xml_node *root) {
    for (struct xml_node *gates = xml_first(root, "gates"); gates != NULL;
         gates = xml_next(gates, "gates")) {
        loader->questionnaire->gates_title = xml_attribute_text(gates, "title", "");
        for (struct xml_node *at = xml_first(gates, "gate"); at != NULL;
             at = xml_next(at, "gate")) {
            load_gate(loader, at);
        }
    }
}

/* The options that a form offers; all are taken in any case. */
static const char *const *load_offers(struct questionnaire_loader *loader, struct xml_node *node,
                                      const struct item *item) {
    const struct xml_attribute *offers = xml_find_attribute(node, "offers");
    if (offers == NULL || item->scale == NULL) {
        return NULL;
    }
    VECTOR(const char *) ids = {0};
    struct slice rest = slice_from(offers->value);
    struct slice word;
    while (slice_next(&rest, ' ', &word)) {
        const char *id = arena_copy(loader->arena, word.at, word.size_bytes);
        loader_check_option(loader, item, offers, id);
        *VECTOR_PUSH(loader->arena, &ids) = id;
    }
    *VECTOR_PUSH(loader->arena, &ids) = NULL;
    return ids.at;
}

static void load_further_item(struct questionnaire_loader *loader, struct xml_node *node) {
    static const char *const kinds[] = {"number", "choice", "text", NULL};
    static const enum item_kind values[] = {ITEM_NUMBER, ITEM_CHOICE, ITEM_TEXT};
    struct xml_reader *reader = &loader->reader;
    struct item *item = begin_item(loader, node);
    item->kind = values[xml_read_choice(reader, node, "kind", kinds)];
    item->repeats = xml_read_bool_or(reader, node, "repeats", false);
    if (item->kind == ITEM_NUMBER) {
        item->low = xml_read_int(reader, node, "low", 0, INT32_MAX);
        item->high = xml_read_int(reader, node, "high", item->low, INT32_MAX);
    } else if (item->kind == ITEM_CHOICE) {
        item->scale = read_scale(loader, node, true);
        item->offers = load_offers(loader, node, item);
    }
    item->is_for_staff = !xml_read_bool_or(reader, node, "form", true);
}

void loader_load_further(struct questionnaire_loader *loader, struct xml_node *root) {
    for (struct xml_node *further = xml_first(root, "further"); further != NULL;
         further = xml_next(further, "further")) {
        loader->questionnaire->further_title = xml_attribute_text(further, "title", "");
        for (struct xml_node *at = xml_first(further, "item"); at != NULL;
             at = xml_next(at, "item")) {
            load_further_item(loader, at);
        }
    }
}
