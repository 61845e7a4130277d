/* Each element declares its namespace as the default where its parent's is another one. A loop, not
 * a recursion: the depth of a record is the sender's choice. */
#include "xml/write.h"

#include <string.h>

static void write_attribute(const struct xml_attribute *attribute, size_t number,
                            struct builder *out) {
    if (strcmp(attribute->uri, "http://www.w3.org/XML/1998/namespace") == 0) {
        builder_format(out, " xml:%s=\"", attribute->name);
    } else if (attribute->uri[0] != '\0') {
        builder_format(out, " xmlns:n%zu=\"", number);
        builder_xml(out, attribute->uri);
        builder_format(out, "\" n%zu:%s=\"", number, attribute->name);
    } else {
        builder_format(out, " %s=\"", attribute->name);
    }
    builder_xml(out, attribute->value);
    builder_char(out, '"');
}

/* Line feeds stay as they are, so that people can read it. */
static void write_text(const char *text, struct builder *out) {
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            builder_text(out, "&amp;");
            break;
        case '<':
            builder_text(out, "&lt;");
            break;
        case '>':
            builder_text(out, "&gt;");
            break;
        case '\r':
            builder_text(out, "&#13;");
            break;
        default:
            builder_char(out, *text);
        }
    }
}

static void write_start(const struct xml_node *node, struct builder *out) {
    const char *around = node->parent != NULL ? node->parent->uri : "";
    builder_format(out, "<%s", node->name);
    if (strcmp(node->uri, around) != 0) {
        builder_text(out, " xmlns=\"");
        builder_xml(out, node->uri);
        builder_char(out, '"');
    }
    for (size_t i = 0; i < node->attribute_count; i++) {
        write_attribute(&node->attributes[i], i, out);
    }
    builder_char(out, '>');
}

static void write_end(const struct xml_node *node, struct builder *out) {
    builder_format(out, "</%s>", node->name);
}

/* The next node in the order of the document that is still inside `top`; ends what is left. */
static const struct xml_node *write_ends(const struct xml_node *node, const struct xml_node *top,
                                         struct builder *out) {
    while (node != top && node->next == NULL) {
        node = node->parent;
        write_end(node, out);
    }
    return node == top ? NULL : node->next;
}

static void write_element(const struct xml_node *top, struct builder *out) {
    const struct xml_node *node = top;
    while (node != NULL) {
        if (node->name == NULL) {
            write_text(node->text, out);
            node = write_ends(node, top, out);
            continue;
        }
        write_start(node, out);
        if (node->first_child != NULL) {
            node = node->first_child;
            continue;
        }
        write_end(node, out);
        node = write_ends(node, top, out);
    }
}

/* Outermost first: of the n-th parent the start tag, n going down. */
static size_t count_parents(const struct xml_node *node) {
    size_t count = 0;
    for (const struct xml_node *at = node->parent; at != NULL; at = at->parent) {
        count++;
    }
    return count;
}

void xml_write_record(const struct xml_node *node, struct builder *out) {
    builder_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    for (size_t steps = count_parents(node); steps > 0; steps--) {
        const struct xml_node *around = node;
        for (size_t i = 0; i < steps; i++) {
            around = around->parent;
        }
        write_start(around, out);
        builder_char(out, '\n');
    }
    write_element(node, out);
    builder_char(out, '\n');
    for (const struct xml_node *around = node->parent; around != NULL; around = around->parent) {
        write_end(around, out);
        builder_char(out, '\n');
    }
}
