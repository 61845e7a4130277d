#include "pack/functions.h"

#define MANY 100
#define XPATH(name, least, most)                                                                   \
    { name, least, most, NULL, NULL, LITERAL_NONE, 0 }
#define OUR(name, least, most, call, about)                                                        \
    { name, least, most, call, about, LITERAL_NONE, 0 }

const struct function_rule function_rules[] = {
    OUR("first-upper", 1, 1, "first-upper(text)", "the text with a capital as its first letter"),
    {"format", 2, 2, "format(text, '#,##0.0')",
     "the number or date in the form of a pattern, see format of v; text that is neither as it is, "
     "with a warning",
     LITERAL_PATTERN, 1},
    OUR("join", 2, 3, "join(nodes, ', ', ' and ')",
        "the texts of the nodes, the second argument between them, the third, if given, before the "
        "last; nodes without text are left out"),
    {"map", 2, 3, "map('name', text, 'other')",
     "the words for a code in a map of the template or the brand; the third argument for a code "
     "that is not there, without it nothing, with a warning",
     LITERAL_MAP, 0},
    {FUNCTION_PAGE_OF, 1, 1, FUNCTION_PAGE_OF "('name')",
     "the number of the page where the block of that name begins; in the flow it can only be "
     "printed",
     LITERAL_PLACE, 0},
    OUR("plural", 3, 3, "plural(number, 'day', 'days')",
        "the second argument if the number is 1, else the third"),
    XPATH("boolean", 1, 1),
    XPATH("ceiling", 1, 1),
    XPATH("concat", 2, MANY),
    XPATH("contains", 2, 2),
    XPATH("count", 1, 1),
    XPATH("false", 0, 0),
    XPATH("floor", 1, 1),
    XPATH("id", 1, 1),
    XPATH("lang", 1, 1),
    XPATH("last", 0, 0),
    XPATH("local-name", 0, 1),
    XPATH("name", 0, 1),
    XPATH("namespace-uri", 0, 1),
    XPATH("normalize-space", 0, 1),
    XPATH("not", 1, 1),
    XPATH("number", 0, 1),
    XPATH("position", 0, 0),
    XPATH("round", 1, 1),
    XPATH("starts-with", 2, 2),
    XPATH("string", 0, 1),
    XPATH("string-length", 0, 1),
    XPATH("substring", 2, 3),
    XPATH("substring-after", 2, 2),
    XPATH("substring-before", 2, 2),
    XPATH("sum", 1, 1),
    XPATH("translate", 3, 3),
    XPATH("true", 0, 0),
};
const size_t function_count = sizeof function_rules / sizeof *function_rules;

const struct function_rule *function_find(struct slice name) {
    for (size_t i = 0; i < function_count; i++) {
        if (slice_equals(name, function_rules[i].name)) {
            return &function_rules[i];
        }
    }
    return NULL;
}

void functions_write_table(struct builder *out) {
    builder_text(out, "| function | what it gives |\n|---|---|\n");
    for (size_t i = 0; i < function_count; i++) {
        const struct function_rule *rule = &function_rules[i];
        if (rule->call != NULL) {
            builder_format(out, "| `%s` | %s |\n", rule->call, rule->about);
        }
    }
    builder_text(out, "\nOf XPath 1.0, all core functions:");
    const char *between = " ";
    for (size_t i = 0; i < function_count; i++) {
        if (function_rules[i].call == NULL) {
            builder_format(out, "%s`%s`", between, function_rules[i].name);
            between = " ";
        }
    }
    builder_text(out, ".\n");
}
