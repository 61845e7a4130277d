#include "report/worst_merge.h"

#include "base/memory.h"
#include "base/vector.h"

#include <stdbool.h>
#include <string.h>

/* Rows that answers bring one by one, and what tells two of them apart. Not among them: rows that
 * rules choose from a longer list (actions, foods, factors, topics), and rows that are always all
 * there. */
static const struct {
    const char *element, *key;
} rows[] = {
    {"alert", "id"},      {"prompt", "id"},    {"interaction", "id"},
    {"disclaimer", "id"}, {"finding", "item"},
};

/* Attributes of rows for which the longest words count; `key` (or NULL) is the attribute that says
 * among which words, `also` (or NULL) goes along with them. */
static const struct {
    const char *element, *words, *key, *also;
} places[] = {
    {"meal", "name", "slot", NULL},       {"meal", "portion-words", NULL, "portion"},
    {"food", "name", NULL, NULL},         {"food", "serving", NULL, NULL},
    {"food", "group-name", NULL, NULL},   {"finding", "often", "item", "value"},
    {"factor", "often", "item", "value"}, {"more", "often", "item", "value"},
    {"index", "label", "id", NULL},       {"domain", "label", "id", NULL},
};
#define PLACE_COUNT (sizeof places / sizeof places[0])

static bool is_named(xmlNodePtr node, const char *name) {
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* The value of an attribute, "" if there is none; the tree's own. */
static const char *attribute(xmlNodePtr node, const char *name) {
    xmlAttrPtr found = name == NULL ? NULL : xmlHasProp(node, (const xmlChar *)name);
    return found == NULL || found->children == NULL ? "" : (const char *)found->children->content;
}

static void set_attribute(xmlNodePtr node, const char *name, const char *value) {
    if (xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)value) == NULL) {
        memory_exhausted();
    }
}

/* ---- parts ---- */

/* Bytes of all texts and attributes in a node. */
static size_t length_of(xmlNodePtr node) {
    size_t bytes = 0;
    if (node->type == XML_TEXT_NODE) {
        return strlen((const char *)node->content);
    }
    for (xmlAttrPtr at = node->properties; at != NULL; at = at->next) {
        bytes += at->children == NULL ? 0 : strlen((const char *)at->children->content);
    }
    for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
        bytes += length_of(child);
    }
    return bytes;
}

static xmlNodePtr copy_into(xmlDocPtr document, xmlNodePtr node) {
    xmlNodePtr copy = xmlDocCopyNode(node, document, 1);
    if (copy == NULL) {
        memory_exhausted();
    }
    return copy;
}

/* The child of that name; with a key, the one whose key is the same as row's. */
static xmlNodePtr find_child(xmlNodePtr parent, const char *name, const char *key, xmlNodePtr row) {
    xmlNodePtr child = parent->children;
    while (child != NULL &&
           !(is_named(child, name) &&
             (key == NULL || strcmp(attribute(child, key), attribute(row, key)) == 0))) {
        child = child->next;
    }
    return child;
}

static xmlNodePtr last_child(xmlNodePtr parent, const xmlChar *name) {
    xmlNodePtr child = parent->last;
    while (child != NULL && !is_named(child, (const char *)name)) {
        child = child->prev;
    }
    return child;
}

/* Copies a node that stands in another report to its place here: behind the last of its name, else
 * of the nearest name that stands before it there. */
static void add_copy(xmlNodePtr parent, xmlNodePtr node) {
    xmlNodePtr copy = copy_into(parent->doc, node);
    xmlNodePtr before = NULL;
    for (xmlNodePtr at = node; at != NULL && before == NULL; at = at->prev) {
        before = at->type == XML_ELEMENT_NODE ? last_child(parent, at->name) : NULL;
    }
    if (before != NULL) {
        xmlAddNextSibling(before, copy);
    } else if (parent->children != NULL) {
        xmlAddPrevSibling(parent->children, copy);
    } else {
        xmlAddChild(parent, copy);
    }
}

static void add_rows(xmlNodePtr part, xmlNodePtr from) {
    for (xmlNodePtr row = from->children; row != NULL; row = row->next) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            if (is_named(row, rows[i].element) &&
                find_child(part, rows[i].element, rows[i].key, row) == NULL) {
                add_copy(part, row);
            }
        }
    }
}

void worst_merge(xmlDocPtr into, xmlDocPtr from) {
    xmlNodePtr root = xmlDocGetRootElement(into);
    xmlNodePtr next;
    for (xmlNodePtr part = xmlDocGetRootElement(from)->children; part != NULL; part = next) {
        next = part->next;
        if (part->type != XML_ELEMENT_NODE) {
            continue;
        }
        xmlNodePtr kept = find_child(root, (const char *)part->name, NULL, NULL);
        if (kept == NULL) {
            add_copy(root, part);
        } else if (length_of(part) > length_of(kept)) {
            xmlNodePtr copy = copy_into(into, part);
            xmlReplaceNode(kept, copy);
            add_rows(copy, kept);
            xmlFreeNode(kept);
        } else {
            add_rows(kept, part);
        }
    }
}

/* ---- words ---- */

struct longest {
    size_t place;
    const char *key, *words, *also;
};

struct worst_words {
    struct arena *arena;
    VECTOR(struct longest) longest;
};

static const struct longest *find(const struct worst_words *words, size_t place, const char *key) {
    for (size_t i = 0; i < words->longest.count; i++) {
        const struct longest *longest = &words->longest.at[i];
        if (longest->place == place && strcmp(longest->key, key) == 0) {
            return longest;
        }
    }
    return NULL;
}

static void note(struct worst_words *words, struct longest one) {
    const struct longest *found = find(words, one.place, one.key);
    if (found != NULL && strlen(found->words) >= strlen(one.words)) {
        return;
    }
    one.key = arena_string(words->arena, one.key);
    one.words = arena_string(words->arena, one.words);
    one.also = arena_string(words->arena, one.also);
    if (found != NULL) {
        words->longest.at[found - words->longest.at] = one;
    } else {
        *VECTOR_PUSH(words->arena, &words->longest) = one;
    }
}

static void note_by_name(struct worst_words *words, const char *element, const char *attribute_name,
                         struct longest one) {
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        if (strcmp(places[i].element, element) == 0 &&
            strcmp(places[i].words, attribute_name) == 0) {
            one.place = i;
            note(words, one);
        }
    }
}

struct worst_words *worst_words_build(struct arena *arena, const struct knowledge *knowledge) {
    struct worst_words *words = ARENA_NEW(arena, struct worst_words);
    words->arena = arena;
    for (size_t i = 0; i < knowledge->meal_count; i++) {
        const struct meal *meal = &knowledge->meals[i];
        note_by_name(
            words, "meal", "name",
            (struct longest){.key = meal_slot_names[meal->slot], .words = meal->name, .also = ""});
    }
    for (size_t i = 0; i < knowledge->food_count; i++) {
        const struct food *food = &knowledge->foods[i];
        note_by_name(words, "food", "name",
                     (struct longest){.key = "", .words = food->name, .also = ""});
        note_by_name(words, "food", "serving",
                     (struct longest){.key = "", .words = food->serving, .also = ""});
    }
    return words;
}

/* Runs over the places of all rows in a node, noting (if `noted`) or spreading. */
static void visit(xmlNodePtr node, struct worst_words *noted, const struct worst_words *spread) {
    for (xmlNodePtr row = node->children; row != NULL; row = row->next) {
        for (size_t i = 0; row->type == XML_ELEMENT_NODE && i < PLACE_COUNT; i++) {
            if (!is_named(row, places[i].element)) {
                continue;
            }
            const char *key = attribute(row, places[i].key);
            const struct longest *found = spread == NULL ? NULL : find(spread, i, key);
            if (noted != NULL) {
                note(noted, (struct longest){i, key, attribute(row, places[i].words),
                                             attribute(row, places[i].also)});
            }
            if (found != NULL) {
                set_attribute(row, places[i].words, found->words);
            }
            if (found != NULL && places[i].also != NULL) {
                set_attribute(row, places[i].also, found->also);
            }
        }
        if (row->type == XML_ELEMENT_NODE) {
            visit(row, noted, spread);
        }
    }
}

void worst_words_collect(struct worst_words *words, xmlDocPtr report) {
    visit(xmlDocGetRootElement(report), words, NULL);
}

void worst_words_spread(const struct worst_words *words, xmlDocPtr report) {
    visit(xmlDocGetRootElement(report), NULL, words);
}
