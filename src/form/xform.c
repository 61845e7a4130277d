/* ODK XForm 1.0. The instance holds a group for the person and one for each section; all wording
 * stands in itext, so that a translation is one more block. Lists of options are written once as
 * texts and named by each question. Ids that cannot begin an element's name get a low line before
 * them, which the reader of submissions takes off again. */
#include "form/section.h"

#include <string.h>

static const char *lead(const char *id) {
    bool is_letter = (id[0] >= 'A' && id[0] <= 'Z') || (id[0] >= 'a' && id[0] <= 'z');
    return is_letter ? "" : "_";
}

/* Calls add for each item of each section that has any; begin and end around each section. */
struct walk {
    const struct form *form;
    struct builder *out;
    void (*begin)(const struct walk *walk, const struct section *section);
    void (*item)(const struct walk *walk, const struct section *section, const struct item *item);
    void (*end)(const struct walk *walk, const struct section *section);
};

static void walk_sections(const struct walk *walk) {
    const struct questionnaire *questionnaire = walk->form->questionnaire;
    for (size_t i = 0; i < section_count(questionnaire); i++) {
        struct section section = section_at(questionnaire, i);
        const struct item *item = section_next(questionnaire, &section, NULL);
        if (item == NULL) {
            continue;
        }
        if (walk->begin != NULL) {
            walk->begin(walk, &section);
        }
        for (; item != NULL; item = section_next(questionnaire, &section, item)) {
            walk->item(walk, &section, item);
        }
        if (walk->end != NULL) {
            walk->end(walk, &section);
        }
    }
}

static void add_text(struct builder *out, const char *text) {
    builder_text(out, "\"><value>");
    builder_xml(out, text);
    builder_text(out, "</value></text>\n");
}

static void begin_text(const struct walk *walk, const struct section *section) {
    builder_format(walk->out, "          <text id=\"/data/%s%s:label", lead(section->id),
                   section->id);
    add_text(walk->out, section->title);
}

static void item_path(const struct section *section, const struct item *item, struct builder *out) {
    builder_format(out, "/data/%s%s/%s%s", lead(section->id), section->id, lead(item->id),
                   item->id);
}

static void item_text(const struct walk *walk, const struct section *section,
                      const struct item *item) {
    builder_text(walk->out, "          <text id=\"");
    item_path(section, item, walk->out);
    builder_text(walk->out, ":label");
    add_text(walk->out, item->text);
}

static void add_option_texts(const struct form *form, struct builder *out) {
    const struct questionnaire *questionnaire = form->questionnaire;
    for (size_t i = 0; i < questionnaire->scale_count; i++) {
        const struct scale *scale = &questionnaire->scales[i];
        for (size_t j = 0; j < scale->option_count; j++) {
            builder_format(out, "          <text id=\"%s:%s", scale->id, scale->options[j].id);
            add_text(out, form_option_label(form, &scale->options[j]));
        }
    }
}

static void begin_group(const struct walk *walk, const struct section *section) {
    builder_format(walk->out, "          <%s%s>\n", lead(section->id), section->id);
}

static void end_group(const struct walk *walk, const struct section *section) {
    builder_format(walk->out, "          </%s%s>\n", lead(section->id), section->id);
}

static void item_instance(const struct walk *walk, const struct section *section,
                          const struct item *item) {
    (void)section;
    builder_format(walk->out, "            <%s%s/>\n", lead(item->id), item->id);
}

static void item_bind(const struct walk *walk, const struct section *section,
                      const struct item *item) {
    struct builder *out = walk->out;
    builder_text(out, "      <bind nodeset=\"");
    item_path(section, item, out);
    if (item->kind == ITEM_NUMBER) {
        builder_format(out, "\" type=\"int\" constraint=\". &gt;= %d and . &lt;= %d",
                       (int)item->low, (int)item->high);
    } else {
        builder_text(out, "\" type=\"string");
    }
    builder_text(out, "\"/>\n");
}

static void begin_body(const struct walk *walk, const struct section *section) {
    const char *first = lead(section->id);
    builder_format(walk->out,
                   "    <group ref=\"/data/%s%s\">\n"
                   "      <label ref=\"jr:itext('/data/%s%s:label')\"/>\n",
                   first, section->id, first, section->id);
}

static void end_body(const struct walk *walk, const struct section *section) {
    (void)section;
    builder_text(walk->out, "    </group>\n");
}

static void item_body(const struct walk *walk, const struct section *section,
                      const struct item *item) {
    struct builder *out = walk->out;
    const char *choice = item->repeats ? "select" : "select1";
    const char *control = item->scale != NULL ? choice : "input";
    builder_format(out, "      <%s ref=\"", control);
    item_path(section, item, out);
    builder_text(out, "\">\n        <label ref=\"jr:itext('");
    item_path(section, item, out);
    builder_text(out, ":label')\"/>\n");
    for (size_t i = 0; item->scale != NULL && i < item->scale->option_count; i++) {
        const char *id = item->scale->options[i].id;
        if (!item_offers(item, &item->scale->options[i])) {
            continue;
        }
        builder_format(out,
                       "        <item><label ref=\"jr:itext('%s:%s')\"/>"
                       "<value>%s</value></item>\n",
                       item->scale->id, id, id);
    }
    builder_format(out, "      </%s>\n", control);
}

static bool has_person(const struct questionnaire *questionnaire) {
    return questionnaire->name_question[0] != '\0' && questionnaire->birth_question[0] != '\0';
}

static void add_model(const struct form *form, struct builder *out) {
    const struct questionnaire *questionnaire = form->questionnaire;
    struct walk texts = {form, out, begin_text, item_text, NULL};
    struct walk instance = {form, out, begin_group, item_instance, end_group};
    struct walk binds = {form, out, NULL, item_bind, NULL};
    builder_format(out, "      <itext>\n        <translation lang=\"%s\" default=\"true()\">\n",
                   form->language);
    if (has_person(questionnaire)) {
        builder_text(out, "          <text id=\"/data/patient/name:label");
        add_text(out, questionnaire->name_question);
        builder_text(out, "          <text id=\"/data/patient/dob:label");
        add_text(out, questionnaire->birth_question);
    }
    walk_sections(&texts);
    add_option_texts(form, out);
    builder_text(out, "        </translation>\n      </itext>\n      <instance>\n");
    builder_format(out, "        <data id=\"%s\" version=\"", questionnaire->id);
    builder_xml(out, questionnaire->version);
    builder_text(out, "\">\n");
    builder_text(out, "          <start/>\n          <end/>\n");
    if (has_person(questionnaire)) {
        builder_text(out, "          <patient>\n            <name/>\n            <dob/>\n"
                          "          </patient>\n");
    }
    walk_sections(&instance);
    builder_text(out,
                 "          <orx:meta>\n            <orx:instanceID/>\n          </orx:meta>\n"
                 "        </data>\n      </instance>\n"
                 "      <bind nodeset=\"/data/start\" type=\"dateTime\" jr:preload=\"timestamp\""
                 " jr:preloadParams=\"start\"/>\n"
                 "      <bind nodeset=\"/data/end\" type=\"dateTime\" jr:preload=\"timestamp\""
                 " jr:preloadParams=\"end\"/>\n");
    if (has_person(questionnaire)) {
        builder_text(out, "      <bind nodeset=\"/data/patient/name\" type=\"string\"/>\n"
                          "      <bind nodeset=\"/data/patient/dob\" type=\"date\"/>\n");
    }
    walk_sections(&binds);
    builder_text(out, "      <bind nodeset=\"/data/orx:meta/orx:instanceID\" type=\"string\""
                      " readonly=\"true()\" jr:preload=\"uid\"/>\n");
}

void form_write_xform(const struct form *form, struct builder *out) {
    struct walk body = {form, out, begin_body, item_body, end_body};
    builder_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<h:html xmlns=\"http://www.w3.org/2002/xforms\""
                      " xmlns:h=\"http://www.w3.org/1999/xhtml\"\n"
                      "    xmlns:jr=\"http://openrosa.org/javarosa\""
                      " xmlns:orx=\"http://openrosa.org/xforms\"\n"
                      "    xmlns:odk=\"http://www.opendatakit.org/xforms\">\n  <h:head>\n");
    form_add_element(out, 2, "h:title", form->questionnaire->title);
    builder_text(out, "    <model odk:xforms-version=\"1.0.0\">\n");
    add_model(form, out);
    builder_text(out, "    </model>\n  </h:head>\n  <h:body>\n");
    if (has_person(form->questionnaire)) {
        builder_text(out, "    <input ref=\"/data/patient/name\">\n"
                          "      <label ref=\"jr:itext('/data/patient/name:label')\"/>\n"
                          "    </input>\n    <input ref=\"/data/patient/dob\">\n"
                          "      <label ref=\"jr:itext('/data/patient/dob:label')\"/>\n"
                          "    </input>\n");
    }
    walk_sections(&body);
    builder_text(out, "  </h:body>\n</h:html>\n");
}
