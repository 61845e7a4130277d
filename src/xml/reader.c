#include "base/ids.h"
#include "xml/xml.h"

#include <string.h>

static const char *const yes_no[] = {"no", "yes", NULL};

void xml_report(struct xml_reader *reader, const struct xml_node *node, enum message message,
                const char *const *arguments) {
    size_t errors = diags_count(reader->diags, DIAG_ERROR);
    diag(reader->diags, message, xml_position(reader->document, node), arguments);
    reader->failed = reader->failed || diags_count(reader->diags, DIAG_ERROR) > errors;
}

static void report_value(struct xml_reader *reader, const struct xml_attribute *attribute,
                         enum message message, const char *const *arguments) {
    diag(reader->diags, message, xml_attribute_position(reader->document, attribute), arguments);
    reader->failed = true;
}

/* The attribute, or NULL after reporting that it is missing. */
static const struct xml_attribute *find_required(struct xml_reader *reader, struct xml_node *node,
                                                 const char *name) {
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    if (attribute == NULL) {
        xml_report(reader, node, MESSAGE_XML_ATTRIBUTE_MISSING, ARGS(node->name, name));
    }
    return attribute;
}

const char *xml_read_text(struct xml_reader *reader, struct xml_node *node, const char *name) {
    const struct xml_attribute *attribute = find_required(reader, node, name);
    return attribute != NULL ? attribute->value : "";
}

static int read_int(struct xml_reader *reader, const struct xml_attribute *attribute, int low,
                    int high, int fallback) {
    int value = 0;
    if (slice_parse_int(slice_from(attribute->value), &value) && value >= low && value <= high) {
        return value;
    }
    const char *low_text = arena_format(reader->arena, "%d", low);
    const char *high_text = arena_format(reader->arena, "%d", high);
    report_value(reader, attribute, MESSAGE_XML_NUMBER,
                 ARGS(attribute->name, attribute->value, low_text, high_text));
    return fallback;
}

int xml_read_int(struct xml_reader *reader, struct xml_node *node, const char *name, int low,
                 int high) {
    const struct xml_attribute *attribute = find_required(reader, node, name);
    return attribute != NULL ? read_int(reader, attribute, low, high, low) : low;
}

int xml_read_int_or(struct xml_reader *reader, struct xml_node *node, const char *name, int low,
                    int high, int fallback) {
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    return attribute != NULL ? read_int(reader, attribute, low, high, fallback) : fallback;
}

static const char *list_choices(struct arena *arena, const char *const *choices) {
    const char *list = "";
    for (size_t i = 0; choices[i] != NULL; i++) {
        list = arena_format(arena, "%s%s%s", list, i > 0 ? " " : "", choices[i]);
    }
    return list;
}

static int read_choice(struct xml_reader *reader, const struct xml_attribute *attribute,
                       const char *const *choices, int fallback) {
    for (int i = 0; choices[i] != NULL; i++) {
        if (strcmp(choices[i], attribute->value) == 0) {
            return i;
        }
    }
    const char *nearest = ids_nearest_of(choices, attribute->value);
    const char *advice =
        nearest != NULL
            ? arena_format(reader->arena, "did you mean '%s'?", nearest)
            : arena_format(reader->arena, "it can be: %s", list_choices(reader->arena, choices));
    report_value(reader, attribute, MESSAGE_XML_CHOICE,
                 ARGS(attribute->name, attribute->value, advice));
    return fallback;
}

int xml_read_choice(struct xml_reader *reader, struct xml_node *node, const char *name,
                    const char *const *choices) {
    const struct xml_attribute *attribute = find_required(reader, node, name);
    return attribute != NULL ? read_choice(reader, attribute, choices, 0) : 0;
}

int xml_read_choice_or(struct xml_reader *reader, struct xml_node *node, const char *name,
                       const char *const *choices, int fallback) {
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    return attribute != NULL ? read_choice(reader, attribute, choices, fallback) : fallback;
}

bool xml_read_bool_or(struct xml_reader *reader, struct xml_node *node, const char *name,
                      bool fallback) {
    return xml_read_choice_or(reader, node, name, yes_no, fallback ? 1 : 0) == 1;
}

/* Attributes of other namespaces, such as xsi:schemaLocation, are other people's. */
static void report_attributes(struct xml_reader *reader, const struct xml_node *node) {
    for (size_t i = 0; i < node->attribute_count; i++) {
        const struct xml_attribute *attribute = &node->attributes[i];
        if (!attribute->used && attribute->uri[0] == '\0') {
            report_value(reader, attribute, MESSAGE_XML_ATTRIBUTE_UNKNOWN,
                         ARGS(node->name, attribute->name));
        }
    }
}

void xml_report_unknown(struct xml_reader *reader, const struct xml_node *node, bool deep) {
    report_attributes(reader, node);
    const struct xml_node *at = deep ? node->first_child : NULL;
    while (at != NULL) {
        report_attributes(reader, at);
        if (at->first_child != NULL) {
            at = at->first_child;
            continue;
        }
        while (at != node && at->next == NULL) {
            at = at->parent;
        }
        at = at != node ? at->next : NULL;
    }
}
