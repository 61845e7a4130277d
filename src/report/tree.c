#include "report/tree.h"

#include "base/memory.h"

#define DIGITS_MOST 20 /* of an int64_t, with its sign */

/* libxml2's structures hold names and texts as its own, to be changed and freed; here nobody does
 * either. */
static xmlChar *borrow(const char *text) {
    union {
        const char *text;
        xmlChar *own;
    } as = {.text = text};
    return as.own;
}

/* The name that libxml2 gives to all texts, a constant of its parser. */
static const xmlChar *text_name(void) {
    xmlNodePtr text = xmlNewText(NULL);
    if (text == NULL) {
        memory_exhausted();
    }
    const xmlChar *name = text->name;
    xmlFreeNode(text);
    return name;
}

struct tree tree_new(struct arena *arena) {
    xmlDocPtr document = ARENA_NEW(arena, xmlDoc);
    document->type = XML_DOCUMENT_NODE;
    document->doc = document;
    document->version = borrow("1.0");
    document->charset = XML_CHAR_ENCODING_UTF8;
    document->standalone = -1;
    document->compression = -1;
    document->properties = XML_DOC_USERBUILT;
    return (struct tree){arena, document, text_name()};
}

static void append(xmlNodePtr parent, xmlNodePtr node) {
    node->parent = parent;
    node->prev = parent->last;
    if (parent->last == NULL) {
        parent->children = node;
    } else {
        parent->last->next = node;
    }
    parent->last = node;
}

static void set_text(const struct tree *tree, xmlNodePtr node, const char *text) {
    node->type = XML_TEXT_NODE;
    node->name = tree->text_name;
    node->doc = tree->document;
    node->content = borrow(text);
}

xmlNodePtr tree_add(struct tree *tree, xmlNodePtr parent, const char *name) {
    xmlNodePtr node = ARENA_NEW(tree->arena, xmlNode);
    node->type = XML_ELEMENT_NODE;
    node->name = borrow(name);
    node->doc = tree->document;
    append(parent != NULL ? parent : (xmlNodePtr)tree->document, node);
    return node;
}

xmlNodePtr tree_add_text(struct tree *tree, xmlNodePtr parent, const char *name, const char *text) {
    xmlNodePtr node = tree_add(tree, parent, name);
    xmlNodePtr child = ARENA_NEW(tree->arena, xmlNode);
    set_text(tree, child, text);
    append(node, child);
    return node;
}

/* An attribute and its one text. */
struct attribute {
    xmlAttr attribute;
    xmlNode text;
};

void tree_set(struct tree *tree, xmlNodePtr node, const char *name, const char *value) {
    struct attribute *made = ARENA_NEW(tree->arena, struct attribute);
    xmlAttrPtr attribute = &made->attribute;
    attribute->type = XML_ATTRIBUTE_NODE;
    attribute->name = borrow(name);
    attribute->parent = node;
    attribute->doc = tree->document;
    attribute->children = attribute->last = &made->text;
    set_text(tree, &made->text, value);
    made->text.parent = (xmlNodePtr)attribute;
    xmlAttrPtr *place = &node->properties;
    while (*place != NULL) {
        attribute->prev = *place;
        place = &(*place)->next;
    }
    *place = attribute;
}

void tree_set_int(struct tree *tree, xmlNodePtr node, const char *name, int64_t value) {
    char *digits = arena_alloc(tree->arena, DIGITS_MOST + 1);
    size_t first = DIGITS_MOST;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--first] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--first] = '-';
    }
    tree_set(tree, node, name, digits + first);
}

void tree_set_bool(struct tree *tree, xmlNodePtr node, const char *name, bool value) {
    tree_set(tree, node, name, value ? "yes" : "no");
}
