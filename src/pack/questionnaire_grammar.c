/* Which elements and attributes questionnaire.xml may hold, and where. A table, so that every
 * unknown word gets the nearest known one as a hint. */
#include "pack/questionnaire_loader.h"

#include <string.h>

const struct grammar_rule questionnaire_grammar[] = {
    {"questionnaire", NULL,
     WORDS("title", "age", "person", "scale", "choices", "index", "groups", "gates", "further"),
     WORDS("version", "id", "edition", "url", "unsure")},
    {"title", NULL, NO_WORDS, NO_WORDS},
    {"age", NULL, WORDS("cause"), WORDS("item", "minimum")},
    {"person", NULL, NO_WORDS, WORDS("name", "birth-date")},
    {"cause", NULL, NO_WORDS, WORDS("items", "options")},
    {"scale", NULL, WORDS("option"), WORDS("id")},
    {"choices", NULL, WORDS("option", "options"), WORDS("id")},
    {"option", "scale", WORDS("alias"), WORDS("id", "value", "missing")},
    {"option", "choices", WORDS("alias"), WORDS("id", "missing")},
    {"options", NULL, NO_WORDS, WORDS("first", "last")},
    {"alias", NULL, NO_WORDS, WORDS("system", "key")},
    {"index", NULL, WORDS("extra", "total", "band", "domain"),
     WORDS("id", "title", "method", "multiplier", "prorate", "minimum-answered", "minimum-domain")},
    {"extra", NULL, NO_WORDS, WORDS("item", "from", "points", "max")},
    {"total", NULL, NO_WORDS, WORDS("key")},
    {"band", NULL, NO_WORDS, WORDS("id", "label", "from")},
    {"domain", NULL, WORDS("item"), WORDS("id", "title")},
    {"item", "domain", WORDS("alias"),
     WORDS("id", "label", "scale", "weight", "reversed", "lookback")},
    {"item", "further", WORDS("alias"),
     WORDS("id", "label", "kind", "scale", "repeats", "low", "high", "lookback", "offers", "form")},
    {"groups", NULL, WORDS("group"), NO_WORDS},
    {"group", NULL, WORDS("cell"), WORDS("id", "title")},
    {"cell", NULL, NO_WORDS, WORDS("bands")},
    {"gates", NULL, WORDS("gate"), WORDS("title")},
    {"gate", NULL, WORDS("alias", "cause"), WORDS("id", "label", "scale", "action", "lookback")},
    {"further", NULL, WORDS("item"), WORDS("title")},
    {0},
};

static const struct grammar_rule *find_rule(const struct grammar_rule *rules,
                                            const struct xml_node *node) {
    for (const struct grammar_rule *rule = rules; rule->element != NULL; rule++) {
        if (strcmp(rule->element, node->name) == 0 &&
            (rule->parent == NULL ||
             (node->parent != NULL && strcmp(rule->parent, node->parent->name) == 0))) {
            return rule;
        }
    }
    return NULL;
}

static bool is_listed(const char *const *words, const char *word) {
    while (*words != NULL && strcmp(*words, word) != 0) {
        words++;
    }
    return *words != NULL;
}

static void check_attributes(struct questionnaire_loader *loader, const struct xml_node *node,
                             const struct grammar_rule *rule) {
    for (size_t i = 0; i < node->attribute_count; i++) {
        const struct xml_attribute *attribute = &node->attributes[i];
        const char *name = attribute->name;
        if (attribute->uri[0] == '\0' && !is_listed(rule->attributes, name)) {
            loader_report_at(loader, attribute, MESSAGE_QUESTIONNAIRE_ATTRIBUTE,
                             ARGS(node->name, name, ids_nearest_of(rule->attributes, name)));
        }
    }
}

static void check_children(struct questionnaire_loader *loader, const struct xml_node *node,
                           const struct grammar_rule *rule) {
    for (const struct xml_node *at = node->first_child; at != NULL; at = at->next) {
        if (at->name != NULL &&
            (!is_listed(rule->children, at->name) || strcmp(at->uri, node->uri) != 0)) {
            xml_report(&loader->reader, at, MESSAGE_QUESTIONNAIRE_ELEMENT,
                       ARGS(at->name, node->name, ids_nearest_of(rule->children, at->name)));
        }
    }
}

/* The next element in the order of the file, inside root; below an unknown element nothing is
 * looked at. */
static const struct xml_node *next_element(const struct xml_node *root, const struct xml_node *node,
                                           bool goes_in) {
    const struct xml_node *next = goes_in ? xml_first(node, NULL) : NULL;
    while (next == NULL && node != root) {
        next = xml_next(node, NULL);
        node = node->parent;
    }
    return next;
}

void loader_check_grammar(struct questionnaire_loader *loader, const struct xml_node *root,
                          const struct grammar_rule *rules) {
    const struct xml_node *node = root;
    while (node != NULL) {
        const struct grammar_rule *rule = find_rule(rules, node);
        if (rule != NULL) {
            check_attributes(loader, node, rule);
            check_children(loader, node, rule);
        }
        node = next_element(root, node, rule != NULL);
    }
}
