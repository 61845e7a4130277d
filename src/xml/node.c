#include "base/builder.h"
#include "xml/xml.h"

#include <string.h>

#define XML_NAMESPACE "http://www.w3.org/XML/1998/namespace"

/* Names of one file are kept once, so most comparisons end at the pointer or the first byte; those
 * that do not are of short names, for which a call of strcmp is the most of the work. */
static bool is_same(const char *left, const char *right) {
    if (left == right) {
        return true;
    }
    for (; *left == *right; left++, right++) {
        if (*left == '\0') {
            return true;
        }
    }
    return false;
}

const struct xml_attribute *xml_find_attribute(struct xml_node *node, const char *name) {
    const char *uri = "";
    if (name[0] == 'x' && strncmp(name, "xml:", 4) == 0) {
        uri = XML_NAMESPACE;
        name += 4;
    }
    for (size_t i = 0; i < node->attribute_count; i++) {
        struct xml_attribute *attribute = &node->attributes[i];
        if (is_same(attribute->name, name) && is_same(attribute->uri, uri)) {
            attribute->used = true;
            return attribute;
        }
    }
    return NULL;
}

const char *xml_attribute_text(struct xml_node *node, const char *name, const char *fallback) {
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    return attribute != NULL ? attribute->value : fallback;
}

const char *xml_text(struct arena *arena, const struct xml_node *node) {
    struct builder text = {0};
    for (const struct xml_node *child = node->first_child; child != NULL; child = child->next) {
        if (child->name == NULL) {
            builder_text(&text, child->text);
        }
    }
    struct slice trimmed = slice_trim((struct slice){text.at, text.size_bytes});
    const char *copy = arena_copy(arena, trimmed.at, trimmed.size_bytes);
    builder_free(&text);
    return copy;
}

/* The first of node and its next siblings that is an element of that name and namespace. */
static struct xml_node *find_from(struct xml_node *node, const char *name, const char *uri) {
    for (; node != NULL; node = node->next) {
        if (node->name != NULL && (name == NULL || is_same(node->name, name)) &&
            is_same(node->uri, uri)) {
            return node;
        }
    }
    return NULL;
}

bool xml_has_element(const struct xml_node *node) {
    const struct xml_node *child = node->first_child;
    while (child != NULL && child->name == NULL) {
        child = child->next;
    }
    return child != NULL;
}

struct xml_node *xml_first(const struct xml_node *node, const char *name) {
    return find_from(node->first_child, name, node->uri);
}

struct xml_node *xml_next(const struct xml_node *node, const char *name) {
    return find_from(node->next, name, node->uri);
}

struct position xml_position(const struct xml_document *document, const struct xml_node *node) {
    return (struct position){.file = document->file, .line = node->line, .column = node->column};
}

struct position xml_attribute_position(const struct xml_document *document,
                                       const struct xml_attribute *attribute) {
    return (struct position){
        .file = document->file, .line = attribute->line, .column = attribute->column};
}
