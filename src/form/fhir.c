/* FHIR R4 Questionnaire, with elements in the order of its schema. A group for each section; an
 * item for each question, with our ids as linkIds. The codes of an option's list are a system of
 * its own, our canonical URL with the list's id; the option's points are its ordinal value. */
#include "form/section.h"

#include <string.h>

#define EXTENSIONS "http://hl7.org/fhir/StructureDefinition/"

static void add_bound(struct builder *out, const char *name, int32_t value) {
    builder_format(out,
                   "      <extension url=\"" EXTENSIONS "%s\">\n"
                   "        <valueInteger value=\"%d\"/>\n      </extension>\n",
                   name, (int)value);
}

static void add_option(const struct form *form, const struct scale *scale,
                       const struct option *option, struct builder *out) {
    builder_text(out, "      <answerOption>\n        <valueCoding>\n");
    if (!scale->is_choice && !option->is_missing) {
        builder_format(out,
                       "          <extension url=\"" EXTENSIONS "ordinalValue\">\n"
                       "            <valueDecimal value=\"%d\"/>\n          </extension>\n",
                       (int)option->value);
    }
    builder_text(out, "          <system value=\"");
    builder_xml(out, form->questionnaire->url);
    builder_format(out, ":%s\"/>\n", scale->id);
    form_add_value(out, 5, "code", option->id);
    form_add_value(out, 5, "display", form_option_label(form, option));
    builder_text(out, "        </valueCoding>\n      </answerOption>\n");
}

static const char *item_type(const struct item *item) {
    static const char *const types[ITEM_KIND_COUNT] = {
        [ITEM_SCALE] = "choice",
        [ITEM_NUMBER] = "integer",
        [ITEM_CHOICE] = "choice",
        [ITEM_TEXT] = "text",
    };
    return types[item->kind];
}

static void add_item(const struct form *form, const struct item *item, struct builder *out) {
    builder_text(out, "    <item>\n");
    if (item->kind == ITEM_NUMBER) {
        add_bound(out, "minValue", item->low);
        add_bound(out, "maxValue", item->high);
    }
    form_add_value(out, 3, "linkId", item->id);
    form_add_value(out, 3, "text", item->text);
    form_add_value(out, 3, "type", item_type(item));
    if (item->repeats) {
        form_add_value(out, 3, "repeats", "true");
    }
    for (size_t i = 0; item->scale != NULL && i < item->scale->option_count; i++) {
        if (item_offers(item, &item->scale->options[i])) {
            add_option(form, item->scale, &item->scale->options[i], out);
        }
    }
    builder_text(out, "    </item>\n");
}

static void add_section(const struct form *form, const struct section *section,
                        struct builder *out) {
    const struct questionnaire *questionnaire = form->questionnaire;
    const struct item *item = section_next(questionnaire, section, NULL);
    if (item == NULL) {
        return;
    }
    builder_text(out, "  <item>\n");
    form_add_value(out, 2, "linkId", section->id);
    if (section->title[0] != '\0') {
        form_add_value(out, 2, "text", section->title);
    }
    form_add_value(out, 2, "type", "group");
    for (; item != NULL; item = section_next(questionnaire, section, item)) {
        add_item(form, item, out);
    }
    builder_text(out, "  </item>\n");
}

/* A name for machines begins with a capital and holds letters and digits alone. */
static void add_name(const char *id, struct builder *out) {
    builder_text(out, "  <name value=\"Q");
    for (; *id != '\0'; id++) {
        builder_char(out, strchr("-.", *id) != NULL ? '_' : *id);
    }
    builder_text(out, "\"/>\n");
}

void form_write_fhir(const struct form *form, struct builder *out) {
    const struct questionnaire *questionnaire = form->questionnaire;
    builder_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<Questionnaire xmlns=\"http://hl7.org/fhir\">\n");
    form_add_value(out, 1, "id", questionnaire->id);
    form_add_value(out, 1, "language", form->language);
    form_add_value(out, 1, "url", questionnaire->url);
    form_add_value(out, 1, "version", questionnaire->version);
    add_name(questionnaire->id, out);
    form_add_value(out, 1, "title", questionnaire->title);
    form_add_value(out, 1, "status", "active");
    form_add_value(out, 1, "subjectType", "Patient");
    for (size_t i = 0; i < section_count(questionnaire); i++) {
        struct section section = section_at(questionnaire, i);
        add_section(form, &section, out);
    }
    builder_text(out, "</Questionnaire>\n");
}
