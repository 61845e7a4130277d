#include "pack/template_files.h"

#include "xml/xml.h"

#include <string.h>

#define WAY_MAX_FILES 10
#define COMMON_ROOT "<common xmlns=\"" TEMPLATE_NAMESPACE "\">"

static bool is_root(const struct xml_document *document, const char *name) {
    return strcmp(document->root->name, name) == 0 &&
           strcmp(document->root->uri, TEMPLATE_NAMESPACE) == 0;
}

struct xml_document *template_read_file(struct arena *arena, const char *file, struct slice bytes,
                                        const struct template_inputs *inputs, struct diags *diags) {
    struct xml_document *document = xml_parse(arena, file, bytes, &xml_limits_pack, diags);
    if (document == NULL || is_root(document, "layout") ||
        (inputs->is_common && is_root(document, "common"))) {
        return document;
    }
    const char *hint = is_root(document, "common")
                           ? "this file is for others to use; name a template"
                           : "a template begins with <layout xmlns=\"" TEMPLATE_NAMESPACE "\">";
    diag(diags, MESSAGE_TEMPLATE_ROOT, xml_position(document, document->root),
         ARGS(document->root->name, hint));
    return NULL;
}

/* A file that is being read, and the one that uses it. */
struct use {
    const struct use *user;
    const struct xml_document *document;
    const char *name; /* in its folder */
};

struct used_files {
    struct value_reader *reader;
    const struct template_inputs *inputs;
    VECTOR(const char *) names; /* that were begun */
};

static bool is_begun(const struct used_files *files, const char *name) {
    for (size_t i = 0; i < files->names.count; i++) {
        if (strcmp(files->names.at[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Reports a file that is used by itself, over others or not. */
static bool is_loop(struct used_files *files, const struct use *user, const char *name,
                    struct position position) {
    const struct use *first = user; /* of the loop */
    while (first != NULL && strcmp(first->name, name) != 0) {
        first = first->user;
    }
    if (first == NULL) {
        return false;
    }
    struct value_reader *reader = files->reader;
    const char *way = name;
    size_t shown = 0;
    for (const struct use *use = user; use != first && shown < WAY_MAX_FILES; use = use->user) {
        way = arena_format(reader->arena, "%s uses %s", use->name, way);
        shown++;
    }
    way =
        arena_format(reader->arena, "%s uses %s%s", name, shown < WAY_MAX_FILES ? "" : "... ", way);
    values_report(reader, position, MESSAGE_TEMPLATE_USE_LOOP, ARGS(name, way));
    return true;
}

static void read_uses(struct used_files *files, const struct use *use);

/* The file that a use element names, unless it was read before. */
static void read_use(struct used_files *files, const struct use *user, const char *name,
                     struct position position) {
    struct value_reader *reader = files->reader;
    const struct template_inputs *inputs = files->inputs;
    if (is_loop(files, user, name, position) || is_begun(files, name)) {
        return;
    }
    *VECTOR_PUSH(reader->arena, &files->names) = name;
    struct pack_source_file file = {.name = name};
    if (inputs->open != NULL) {
        file = inputs->open(inputs->user, name, position, reader->diags);
    } else {
        values_report(reader, position, MESSAGE_PACK_FILE_MISSING, ARGS(name));
    }
    struct xml_document *document =
        file.bytes.at == NULL
            ? NULL
            : xml_parse(reader->arena, file.name, file.bytes, &xml_limits_pack, reader->diags);
    if (document == NULL) {
        reader->failed = true;
        return;
    }
    if (!is_root(document, "common")) {
        reader->failed = true;
        diag(reader->diags, MESSAGE_TEMPLATE_USE_ROOT, xml_position(document, document->root),
             ARGS(document->root->name, "a file to use begins with " COMMON_ROOT));
        return;
    }
    read_uses(files, &(struct use){user, document, name});
}

static void read_uses(struct used_files *files, const struct use *use) {
    struct value_reader *reader = files->reader;
    for (struct xml_node *node = xml_first(use->document->root, "use"); node != NULL;
         node = xml_next(node, "use")) {
        const struct template_value *values;
        size_t count;
        reader->document = use->document;
        values_read(reader, node, ELEMENT_use, &values, &count);
        const struct template_value *file = values_find(values, count, ATTRIBUTE_src);
        if (file != NULL) {
            read_use(files, use, file->u.text.constant, file->position);
        }
    }
    *VECTOR_PUSH(reader->arena, &reader->documents) = use->document;
}

void template_read_used(struct value_reader *reader, const struct template_inputs *inputs) {
    const struct xml_document *document = reader->document;
    struct used_files files = {.reader = reader, .inputs = inputs};
    struct use use = {NULL, document, pack_source_file_name(document->file)};
    read_uses(&files, &use);
    reader->document = document;
}

/* ---- maps ---- */

static void read_entry(struct value_reader *reader, struct xml_node *node, struct map *map) {
    const struct template_value *values;
    size_t count;
    values_read(reader, node, ELEMENT_entry, &values, &count);
    const struct template_value *key = values_find(values, count, ATTRIBUTE_key);
    const struct template_value *value = values_find(values, count, ATTRIBUTE_value);
    if (key == NULL || value == NULL) {
        return;
    }
    if (map_find(map, 1, map->name, key->u.text.constant) != NULL) {
        values_report(reader, key->position, MESSAGE_TEMPLATE_NAME_TWICE,
                      ARGS("key", key->u.text.constant));
    }
    map->entries[map->count++] =
        (struct map_entry){key->u.text.constant, xml_attribute_text(node, "value", "")};
}

void values_read_map(struct value_reader *reader, struct xml_node *node, struct map *out_map) {
    const struct template_value *values;
    size_t count;
    size_t entries = 0;
    values_read(reader, node, ELEMENT_map, &values, &count);
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        entries++;
    }
    *out_map = (struct map){.name = xml_attribute_text(node, "name", ""),
                            .entries = ARENA_ARRAY(reader->arena, struct map_entry, entries)};
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        if (strcmp(child->name, "entry") == 0) {
            read_entry(reader, child, out_map);
        } else {
            values_report(reader, xml_position(reader->document, child), MESSAGE_TEMPLATE_PLACE,
                          ARGS(child->name, "map", "entry"));
        }
    }
}

/* A map of the name that another file or the brand has, too, is looked into first; twice in one
 * file is an error. */
static void check_map_twice(struct value_reader *reader, size_t first, struct xml_node *node) {
    const struct map *made = &reader->maps.at[reader->maps.count - 1];
    for (size_t i = first; i + 1 < reader->maps.count; i++) {
        if (strcmp(reader->maps.at[i].name, made->name) == 0) {
            values_report(reader, xml_position(reader->document, node), MESSAGE_TEMPLATE_NAME_TWICE,
                          ARGS("map", made->name));
        }
    }
}

void template_read_maps(struct value_reader *reader) {
    for (size_t i = 0; i < reader->brand->map_count; i++) {
        *VECTOR_PUSH(reader->arena, &reader->maps) = reader->brand->maps[i];
    }
    for (size_t i = 0; i < reader->documents.count; i++) {
        reader->document = reader->documents.at[i];
        size_t first = reader->maps.count;
        for (struct xml_node *node = xml_first(reader->document->root, "map"); node != NULL;
             node = xml_next(node, "map")) {
            values_read_map(reader, node, VECTOR_PUSH(reader->arena, &reader->maps));
            check_map_twice(reader, first, node);
        }
    }
}
