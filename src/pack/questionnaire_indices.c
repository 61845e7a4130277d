/* Indices with their bands, extra points, domains and scored items. */
#include "pack/questionnaire_loader.h"

static void load_bands(struct questionnaire_loader *loader, struct xml_node *node,
                       struct index *index) {
    struct id_lines table = {"band", ids_build(loader->arena)};
    index->bands = ARENA_ARRAY(loader->arena, struct band, loader_count(node, "band"));
    for (struct xml_node *at = xml_first(node, "band"); at != NULL; at = xml_next(at, "band")) {
        struct band *band = &index->bands[index->band_count++];
        band->id = loader_read_id(loader, at, &table);
        band->label = xml_read_text(&loader->reader, at, "label");
        band->from = xml_read_int(&loader->reader, at, "from", 0, INT32_MAX);
        if (index->band_count > 1 && band->from <= band[-1].from) {
            const char *before = arena_format(loader->arena, "%d", (int)band[-1].from);
            xml_report(&loader->reader, at, MESSAGE_QUESTIONNAIRE_BAND_ORDER,
                       ARGS(band->id, before));
        }
    }
}

static void load_extras(struct questionnaire_loader *loader, struct xml_node *node,
                        struct index *index) {
    index->extras = ARENA_ARRAY(loader->arena, struct index_extra, loader_count(node, "extra"));
    for (struct xml_node *at = xml_first(node, "extra"); at != NULL; at = xml_next(at, "extra")) {
        struct index_extra *extra = &index->extras[index->extra_count++];
        extra->item_id = xml_read_text(&loader->reader, at, "item");
        extra->from = xml_read_int(&loader->reader, at, "from", 0, INT32_MAX);
        extra->points = xml_read_int(&loader->reader, at, "points", 0, QUESTIONNAIRE_MAX_VALUE);
        extra->max =
            xml_read_int(&loader->reader, at, "max", extra->points, QUESTIONNAIRE_MAX_VALUE);
    }
}

static void load_domain(struct questionnaire_loader *loader, struct xml_node *node,
                        struct domain *domain, struct id_lines *table) {
    domain->id = loader_read_id(loader, node, table);
    domain->title = xml_read_text(&loader->reader, node, "title");
    domain->item_count = loader_count(node, "item");
    domain->items = ARENA_ARRAY(loader->arena, struct item *, domain->item_count);
    size_t count = 0;
    for (struct xml_node *at = xml_first(node, "item"); at != NULL; at = xml_next(at, "item")) {
        domain->items[count++] = loader_load_scored_item(loader, at, domain);
    }
    if (count == 0) {
        xml_report(&loader->reader, node, MESSAGE_QUESTIONNAIRE_EMPTY, ARGS("domain", "item"));
    }
}

static void load_domains(struct questionnaire_loader *loader, struct xml_node *node,
                         struct index *index, struct id_lines *table) {
    struct questionnaire *questionnaire = loader->questionnaire;
    index->domain_count = loader_count(node, "domain");
    index->domains = ARENA_ARRAY(loader->arena, struct domain *, index->domain_count);
    size_t count = 0;
    for (struct xml_node *at = xml_first(node, "domain"); at != NULL; at = xml_next(at, "domain")) {
        struct domain *domain = &questionnaire->domains[questionnaire->domain_count++];
        domain->index = index;
        index->domains[count++] = domain;
        load_domain(loader, at, domain, table);
    }
    if (count == 0) {
        xml_report(&loader->reader, node, MESSAGE_QUESTIONNAIRE_EMPTY, ARGS("index", "domain"));
    }
}

void loader_load_indices(struct questionnaire_loader *loader, struct xml_node *root) {
    static const char *const methods[] = {"percent", "sum", NULL};
    struct questionnaire *questionnaire = loader->questionnaire;
    struct xml_reader *reader = &loader->reader;
    struct id_lines indices = {"index", ids_build(loader->arena)};
    struct id_lines domains = {"domain", ids_build(loader->arena)};
    for (struct xml_node *at = xml_first(root, "index"); at != NULL; at = xml_next(at, "index")) {
        loader->index_nodes[questionnaire->index_count] = at;
        struct index *index = &questionnaire->indices[questionnaire->index_count++];
        index->id = loader_read_id(loader, at, &indices);
        index->title = xml_read_text(reader, at, "title");
        index->method = (enum index_method)xml_read_choice(reader, at, "method", methods);
        index->multiplier =
            xml_read_int_or(reader, at, "multiplier", 1, QUESTIONNAIRE_MAX_MULTIPLIER, 1);
        index->prorates = xml_read_bool_or(reader, at, "prorate", false);
        index->minimum_percent = xml_read_int_or(reader, at, "minimum-answered", 1, 100, 100);
        index->minimum_domain_percent = xml_read_int_or(reader, at, "minimum-domain", 0, 100, 0);
        load_bands(loader, at, index);
        load_extras(loader, at, index);
        load_domains(loader, at, index, &domains);
    }
    if (questionnaire->index_count == 0) {
        xml_report(reader, root, MESSAGE_QUESTIONNAIRE_EMPTY, ARGS("questionnaire", "index"));
    }
}
