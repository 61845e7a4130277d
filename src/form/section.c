#include "form/section.h"

size_t section_count(const struct questionnaire *questionnaire) {
    return questionnaire->domain_count + 2;
}

struct section section_at(const struct questionnaire *questionnaire, size_t number) {
    if (number == 0) {
        return (struct section){"gates", questionnaire->gates_title, NULL, true};
    }
    if (number > questionnaire->domain_count) {
        return (struct section){"further", questionnaire->further_title, NULL, false};
    }
    const struct domain *domain = &questionnaire->domains[number - 1];
    return (struct section){domain->id, domain->title, domain, false};
}

static bool has_item(const struct section *section, const struct item *item) {
    return !item->is_for_staff && item->domain == section->domain &&
           (section->domain != NULL || item->is_gate == section->is_gates);
}

const struct item *section_next(const struct questionnaire *questionnaire,
                                const struct section *section, const struct item *item) {
    const struct item *end = questionnaire->items + questionnaire->item_count;
    item = item == NULL ? questionnaire->items : item + 1;
    while (item < end && !has_item(section, item)) {
        item++;
    }
    return item < end ? item : NULL;
}

const char *form_option_label(const struct form *form, const struct option *option) {
    const struct knowledge *knowledge = form->knowledge;
    return knowledge != NULL ? knowledge_option_name(knowledge, option->id, option->label)
                             : option->label;
}

static void indent(struct builder *out, int depth) {
    for (int i = 0; i < depth; i++) {
        builder_text(out, "  ");
    }
}

void form_add_element(struct builder *out, int depth, const char *name, const char *text) {
    indent(out, depth);
    builder_format(out, "<%s>", name);
    builder_xml(out, text);
    builder_format(out, "</%s>\n", name);
}

void form_add_value(struct builder *out, int depth, const char *name, const char *value) {
    indent(out, depth);
    builder_format(out, "<%s value=\"", name);
    builder_xml(out, value);
    builder_text(out, "\"/>\n");
}
