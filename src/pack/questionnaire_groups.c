/* The table of result groups, and what the bands must leave no gap in. */
#include "pack/questionnaire_loader.h"

#include <string.h>

static const struct band *find_band(const struct index *index, struct slice word) {
    for (size_t i = 0; i < index->band_count; i++) {
        if (slice_equals(word, index->bands[i].id)) {
            return &index->bands[i];
        }
    }
    return NULL;
}

static void report_band(struct questionnaire_loader *loader, const struct xml_attribute *attribute,
                        const struct index *index, struct slice word) {
    const char **known = ARENA_ARRAY(loader->arena, const char *, index->band_count + 1);
    for (size_t i = 0; i < index->band_count; i++) {
        known[i] = index->bands[i].id;
    }
    loader_report_missing(loader, attribute, "band",
                          arena_copy(loader->arena, word.at, word.size_bytes), known);
}

/* <cell bands="low some"/>: one band of each index, in their order. */
static bool load_cell(struct questionnaire_loader *loader, struct xml_node *node,
                      struct result_group *group) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    struct slice rest = slice_from(xml_read_text(&loader->reader, node, "bands"));
    const struct xml_attribute *attribute = xml_find_attribute(node, "bands");
    struct slice word;
    size_t count = 0;
    bool good = attribute != NULL;
    group->bands = ARENA_ARRAY(loader->arena, const char *, questionnaire->index_count);
    group->line = node->line;
    while (good && slice_next(&rest, ' ', &word)) {
        if (count < questionnaire->index_count) {
            const struct band *band = find_band(&questionnaire->indices[count], word);
            if (band == NULL) {
                report_band(loader, attribute, &questionnaire->indices[count], word);
                return false;
            }
            group->bands[count] = band->id;
        }
        count++;
    }
    if (good && count != questionnaire->index_count) {
        const char *wanted = arena_format(loader->arena, "%zu", questionnaire->index_count);
        loader_report_at(loader, attribute, MESSAGE_QUESTIONNAIRE_CELL_BANDS, ARGS(wanted));
        good = false;
    }
    return good;
}

static const struct result_group *find_cell(const struct questionnaire *questionnaire,
                                            const char *const *bands) {
    for (size_t i = 0; i < questionnaire->group_count; i++) {
        const struct result_group *group = &questionnaire->groups[i];
        size_t same = 0;
        while (same < questionnaire->index_count && strcmp(group->bands[same], bands[same]) == 0) {
            same++;
        }
        if (same == questionnaire->index_count) {
            return group;
        }
    }
    return NULL;
}

static void load_group(struct questionnaire_loader *loader, struct xml_node *node,
                       struct id_lines *table) {
    struct questionnaire *questionnaire = loader->questionnaire;
    const char *id = loader_read_id(loader, node, table);
    const char *title = xml_read_text(&loader->reader, node, "title");
    for (struct xml_node *at = xml_first(node, "cell"); at != NULL; at = xml_next(at, "cell")) {
        struct result_group cell = {.id = id, .title = title};
        if (!load_cell(loader, at, &cell)) {
            continue;
        }
        const struct result_group *other = find_cell(questionnaire, cell.bands);
        if (other != NULL) {
            const char *line = arena_format(loader->arena, "%u", other->line);
            xml_report(&loader->reader, at, MESSAGE_QUESTIONNAIRE_CELL_TWICE,
                       ARGS(xml_attribute_text(at, "bands", ""), line));
        } else {
            /* There is room: loader_load_groups counted the cells. */
            size_t last = questionnaire->group_count++;
            questionnaire->groups[last] = cell; /* NOLINT(*NullDereference) */
        }
    }
}

/* Steps to the next combination of bands; false after the last. */
static bool next_combination(const struct questionnaire *questionnaire, size_t *combination) {
    for (size_t i = questionnaire->index_count; i > 0; i--) {
        if (++combination[i - 1] < questionnaire->indices[i - 1].band_count) {
            return true;
        }
        combination[i - 1] = 0;
    }
    return false;
}

static void check_complete(struct questionnaire_loader *loader, const struct xml_node *groups) {
    const struct questionnaire *questionnaire = loader->questionnaire;
    size_t count = questionnaire->index_count;
    size_t *combination = ARENA_ARRAY(loader->arena, size_t, count);
    const char **bands = ARENA_ARRAY(loader->arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        if (questionnaire->indices[i].band_count == 0) {
            xml_report(&loader->reader, loader->index_nodes[i], MESSAGE_QUESTIONNAIRE_EMPTY,
                       ARGS("index", "band"));
            return;
        }
    }
    do {
        const char *words = "";
        for (size_t i = 0; i < count; i++) {
            bands[i] = questionnaire->indices[i].bands[combination[i]].id;
            words = arena_format(loader->arena, "%s%s%s", words, i == 0 ? "" : " ", bands[i]);
        }
        if (find_cell(questionnaire, bands) == NULL) {
            xml_report(&loader->reader, groups, MESSAGE_QUESTIONNAIRE_CELL_MISSING, ARGS(words));
        }
    } while (next_combination(questionnaire, combination));
}

/* The lowest value that the index can take. */
static int64_t lowest_value(const struct index *index) {
    int64_t points = 0;
    if (index->method == INDEX_PERCENT || index->minimum_percent < 100) {
        return 0;
    }
    for (size_t i = 0; i < index->domain_count; i++) {
        for (size_t j = 0; j < index->domains[i]->item_count; j++) {
            const struct item *item = index->domains[i]->items[j];
            points += item->scale == NULL ? 0 : (int64_t)item->weight * item->scale->min;
        }
    }
    return points * index->multiplier;
}

static void check_first_band(struct questionnaire_loader *loader, size_t number) {
    const struct index *index = &loader->questionnaire->indices[number];
    if (index->band_count > 0 && index->bands[0].from > lowest_value(index)) {
        const char *lowest = arena_format(loader->arena, "%lld", (long long)lowest_value(index));
        xml_report(&loader->reader, xml_first(loader->index_nodes[number], "band"),
                   MESSAGE_QUESTIONNAIRE_BAND_START, ARGS(index->bands[0].id, lowest));
    }
}

void loader_load_groups(struct questionnaire_loader *loader, struct xml_node *root) {
    struct questionnaire *questionnaire = loader->questionnaire;
    struct xml_node *groups = xml_first(root, "groups");
    for (size_t i = 0; i < questionnaire->index_count; i++) {
        check_first_band(loader, i);
    }
    if (groups == NULL || questionnaire->index_count == 0) {
        return;
    }
    struct id_lines table = {"group", ids_build(loader->arena)};
    size_t cells = 0;
    for (struct xml_node *at = xml_first(groups, "group"); at != NULL; at = xml_next(at, "group")) {
        cells += loader_count(at, "cell");
    }
    questionnaire->groups = ARENA_ARRAY(loader->arena, struct result_group, cells);
    for (struct xml_node *at = xml_first(groups, "group"); at != NULL; at = xml_next(at, "group")) {
        load_group(loader, at, &table);
    }
    check_complete(loader, groups);
}
