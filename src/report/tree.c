#include "report/tree.h"

#include <inttypes.h>
#include <stdio.h>

static const xmlChar *as_xml(const char *text) {
    return (const xmlChar *)text;
}

xmlNodePtr tree_add(struct tree *tree, xmlNodePtr parent, const char *name) {
    xmlNodePtr node = xmlNewDocNode(tree->document, NULL, as_xml(name), NULL);
    if (node == NULL) {
        tree->failed = true;
    } else if (parent != NULL) {
        xmlAddChild(parent, node);
    } else if (tree->document->children == NULL) {
        xmlDocSetRootElement(tree->document, node);
    } else {
        /* the parent could not be made: let the node go with the failed tree */
        xmlAddChild(tree->document->children, node);
    }
    return node;
}

xmlNodePtr tree_add_text(struct tree *tree, xmlNodePtr parent, const char *name, const char *text) {
    xmlNodePtr node = tree_add(tree, parent, name);
    if (node != NULL) {
        xmlNodePtr child = xmlNewDocText(tree->document, as_xml(text));
        if (child == NULL) {
            tree->failed = true;
        } else {
            xmlAddChild(node, child);
        }
    }
    return node;
}

void tree_set(struct tree *tree, xmlNodePtr node, const char *name, const char *value) {
    if (node != NULL && xmlNewProp(node, as_xml(name), as_xml(value)) == NULL) {
        tree->failed = true;
    }
}

void tree_set_int(struct tree *tree, xmlNodePtr node, const char *name, int64_t value) {
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%" PRId64, value);
    tree_set(tree, node, name, digits);
}

void tree_set_bool(struct tree *tree, xmlNodePtr node, const char *name, bool value) {
    tree_set(tree, node, name, value ? "yes" : "no");
}
