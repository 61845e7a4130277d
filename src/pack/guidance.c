/* The loader of guidance.xml. Everything is read into plain arrays, in the order of the file,
 * because order decides: the first rule and the first text that hold win. A reader error never
 * stops the reading; the file is refused at the end. */
#include "pack/guidance.h"

#include "base/vector.h"
#include "pack/guidance_read.h"
#include "pack/knowledge.h"
#include "xml/xml.h"

#include <string.h>

const char *const guidance_section_names[SECTION_COUNT + 1] = {
    [SECTION_PAGE_EMERGENCY] = "page-emergency",
    [SECTION_PAGE_CLINICIAN] = "page-clinician",
    [SECTION_PAGE_KIDNEY] = "page-kidney",
    [SECTION_PAGE_STOP_SUPPLEMENT] = "page-stop-supplement",
    [SECTION_PAGE_URGENT] = "page-urgent",
    [SECTION_PAGE_RESULT] = "page-result",
    [SECTION_MESSAGE] = "message",
    [SECTION_HELP] = "help",
    [SECTION_ACTIONS] = "actions",
    [SECTION_SCORES] = "scores",
    [SECTION_TREND] = "trend",
    [SECTION_FINDINGS] = "findings",
    [SECTION_PROMPTS] = "prompts",
    [SECTION_LIFESTYLE] = "lifestyle",
    [SECTION_WORSENS] = "worsens",
    [SECTION_EVALUATION] = "evaluation",
    [SECTION_TARGETS] = "targets",
    [SECTION_PLAN] = "plan",
    [SECTION_FOODS] = "foods",
    [SECTION_SUPPLEMENTS] = "supplements",
    [SECTION_NONE] = "none",
    [SECTION_INTERACTIONS] = "interactions",
    [SECTION_REMARKS] = "remarks",
    [SECTION_MY_PLAN] = "my-plan",
    [SECTION_EDUCATION] = "education",
    [SECTION_SOURCES] = "sources",
    [SECTION_DISCLAIMERS] = "disclaimers",
};

const char *const guidance_kind_names[KIND_COUNT + 1] = {
    [KIND_EMERGENCY] = "emergency", [KIND_CLINICIAN] = "clinician",
    [KIND_KIDNEY] = "kidney",       [KIND_STOP_SUPPLEMENT] = "stop-supplement",
    [KIND_URGENT] = "urgent",       [KIND_RESULT] = "result",
};

const char *const guidance_part_names[PART_COUNT + 1] = {
    [PART_SCORES] = "scores",
    [PART_FINDINGS] = "findings",
    [PART_PROMPTS] = "prompts",
    [PART_LIFESTYLE] = "lifestyle",
    [PART_ACTIONS] = "actions",
    [PART_EVALUATION] = "evaluation",
    [PART_GOAL] = "goal",
    [PART_PLAN] = "plan",
    [PART_FOODS] = "foods",
    [PART_POTASSIUM] = "potassium",
    [PART_SUPPLEMENTS] = "supplements",
    [PART_LAXATIVES] = "laxatives",
    [PART_SPACING] = "spacing",
    [PART_MILLIGRAMS] = "milligrams",
    [PART_INTERACTIONS] = "interactions",
    [PART_MY_PLAN] = "my-plan",
    [PART_EDUCATION] = "education",
    [PART_SOURCES] = "sources",
};

/* The elements of the lists and the texts in them; an entry may go without the last `optional`. */
struct list_form {
    const char *element;
    const char *texts[3];
    size_t optional;
};
static const struct list_form list_forms[LIST_COUNT] = {
    [LIST_FINDING] = {"finding", {"known", "try", NULL}, 0},
    [LIST_FACTOR] = {"factor", {"text", NULL}, 0},
    [LIST_PROMPT] = {"prompt", {"text", NULL}, 0},
    [LIST_ALERT] = {"alert", {"p", NULL}, 0},
    [LIST_ACTION] = {"action", {"text", "why", NULL}, 0},
    [LIST_TOPIC] = {"topic", {"p", "tip", NULL}, 1},
    [LIST_FORM] = {"form", {NULL}, 0},
    [LIST_MISFIT] = {"misfit", {"text", NULL}, 0},
    [LIST_FIT] = {"fit", {"text", NULL}, 0},
};

struct loading {
    struct guidance_reader reader;
    struct guidance *guidance;
    struct ids *ids[LIST_COUNT];
    struct ids *source_keys;
    VECTOR(struct guidance_text) words;
    VECTOR(struct guidance_entry) entries[LIST_COUNT];
    VECTOR(struct guidance_first_page) first_pages;
    VECTOR(struct guidance_withhold) withholds;
    VECTOR(struct guidance_source) sources;
};

static void add_word(struct loading *loading, struct xml_node *node) {
    struct guidance *guidance = loading->guidance;
    struct guidance_text text = guidance_read_text(&loading->reader, node);
    text.id = xml_read_text(&loading->reader.xml, node, "id");
    size_t count = loading->words.count;
    bool is_variant = count > 0 && strcmp(loading->words.at[count - 1].id, text.id) == 0;
    if (!is_variant &&
        ids_add(loading->reader.xml.arena, guidance->word_ids, text.id, count) != IDS_NONE) {
        xml_report(&loading->reader.xml, node, MESSAGE_GUIDANCE_TWICE, ARGS("the word", text.id));
    }
    *VECTOR_PUSH(loading->reader.xml.arena, &loading->words) = text;
}

static void read_words(struct loading *loading, struct xml_node *node) {
    static const char *const allowed[] = {"word", NULL};
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        if (strcmp(child->name, "word") == 0) {
            add_word(loading, child);
        } else {
            guidance_report_element(&loading->reader, child, allowed);
        }
    }
    guidance_misses_word(&loading->reader, node, loading->guidance->word_ids);
}

static void add_first_page(struct loading *loading, struct xml_node *node) {
    struct xml_reader *xml = &loading->reader.xml;
    struct guidance_first_page page = {0};
    page.kind = (enum guidance_kind)xml_read_choice(xml, node, "kind", guidance_kind_names);
    loading->reader.stage = GUIDANCE_BEFORE_KIND;
    page.condition = guidance_read_condition(&loading->reader, node);
    *VECTOR_PUSH(xml->arena, &loading->first_pages) = page;
}

/* parts="plan goal": bits of enum guidance_part. */
static uint32_t read_parts(struct loading *loading, struct xml_node *node) {
    struct xml_reader *xml = &loading->reader.xml;
    uint32_t parts = 0;
    struct slice rest = slice_from(xml_read_text(xml, node, "parts"));
    struct slice word;
    while (slice_next(&rest, ' ', &word)) {
        uint32_t bit = 0;
        for (size_t i = 0; i < PART_COUNT; i++) {
            bit |= slice_equals(word, guidance_part_names[i]) ? UINT32_C(1) << i : 0;
        }
        if (bit == 0) {
            const char *text = arena_copy(xml->arena, word.at, word.size_bytes);
            xml_report(xml, node, MESSAGE_GUIDANCE_UNKNOWN,
                       ARGS("part", text, ids_nearest_of(guidance_part_names, text)));
        }
        parts |= bit;
    }
    return parts;
}

static void add_withhold(struct loading *loading, struct xml_node *node) {
    struct guidance_withhold rule = {.parts = read_parts(loading, node)};
    rule.reason = xml_read_text(&loading->reader.xml, node, "reason");
    loading->reader.stage = GUIDANCE_BEFORE_PARTS;
    rule.condition = guidance_read_condition(&loading->reader, node);
    *VECTOR_PUSH(loading->reader.xml.arena, &loading->withholds) = rule;
}

static void read_rules(struct loading *loading, struct xml_node *node) {
    static const char *const allowed[] = {"first-page", "withhold", NULL};
    struct guidance *guidance = loading->guidance;
    struct xml_reader *xml = &loading->reader.xml;
    guidance->assumed_age = xml_read_int(xml, node, "assumed-age", 18, 120);
    guidance->action_count = (size_t)xml_read_int(xml, node, "actions", 1, 3);
    guidance->food_count = (size_t)xml_read_int(xml, node, "foods", 1, 100);
    guidance->foods_of_group = (size_t)xml_read_int(xml, node, "foods-of-group", 1, 100);
    guidance->topic_count = (size_t)xml_read_int_or(xml, node, "topics", 0, 100, 100);
    guidance->factor_count = (size_t)xml_read_int_or(xml, node, "factors", 1, 100, 100);
    guidance->most_from_pills_mg =
        xml_read_int_or(xml, node, "most-from-pills", 1, 1000, INT32_MAX);
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        if (strcmp(child->name, "first-page") == 0) {
            add_first_page(loading, child);
        } else if (strcmp(child->name, "withhold") == 0) {
            add_withhold(loading, child);
        } else {
            guidance_report_element(&loading->reader, child, allowed);
        }
    }
    loading->reader.stage = GUIDANCE_TEXTS;
    size_t count = loading->first_pages.count;
    const struct guidance_first_page *last = count > 0 ? &loading->first_pages.at[count - 1] : NULL;
    if (last == NULL || last->condition.any_count + last->condition.none_count > 0) {
        xml_report(xml, node, MESSAGE_GUIDANCE_NO_DEFAULT, ARGS("first-page"));
    }
}

static void read_section(struct loading *loading, struct xml_node *node) {
    static const char *const allowed[] = {"title",   "p",          "step", "sign",
                                          "tick",    "question",   "line", "notice",
                                          "caution", "disclaimer", NULL};
    int id = xml_read_choice(&loading->reader.xml, node, "id", guidance_section_names);
    struct guidance_texts *section = &loading->guidance->sections[id];
    if (section->count > 0) {
        xml_report(&loading->reader.xml, node, MESSAGE_GUIDANCE_TWICE,
                   ARGS("the section", guidance_section_names[id]));
    }
    *section = guidance_read_texts(&loading->reader, node, allowed);
    if (section->count == 0 || strcmp(section->at[0].element, "title") != 0) {
        xml_report(&loading->reader.xml, node, MESSAGE_GUIDANCE_MISSING,
                   ARGS("<title> as first element of the section", guidance_section_names[id]));
    }
}

static void read_foods(struct loading *loading, struct xml_node *node,
                       struct guidance_entry *entry) {
    struct xml_reader *xml = &loading->reader.xml;
    VECTOR(struct guidance_food) foods = {0};
    for (struct xml_node *child = xml_first(node, "food"); child != NULL;
         child = xml_next(child, "food")) {
        struct guidance_food food = {.position = xml_position(xml->document, child)};
        food.id = xml_read_text(xml, child, "id");
        food.words = xml_read_text(xml, child, "words");
        *VECTOR_PUSH(xml->arena, &foods) = food;
    }
    entry->foods = foods.at;
    entry->food_count = foods.count;
}

/* sources="cochrane mah": indexes of sources, which stand at the top of the file. */
static void read_entry_sources(struct loading *loading, struct xml_node *node,
                               struct guidance_entry *entry) {
    struct xml_reader *xml = &loading->reader.xml;
    VECTOR(size_t) sources = {0};
    struct slice rest = slice_from(xml_attribute_text(node, "sources", ""));
    struct slice word;
    while (slice_next(&rest, ' ', &word)) {
        const char *key = arena_copy(xml->arena, word.at, word.size_bytes);
        size_t number = ids_find(loading->source_keys, key);
        if (number == IDS_NONE) {
            xml_report(xml, node, MESSAGE_GUIDANCE_UNKNOWN,
                       ARGS("source", key, ids_nearest(loading->source_keys, key)));
        } else {
            *VECTOR_PUSH(xml->arena, &sources) = number;
        }
    }
    entry->sources = sources.at;
    entry->source_count = sources.count;
}

static void read_misfit(struct loading *loading, struct xml_node *node,
                        struct guidance_entry *entry) {
    struct xml_reader *xml = &loading->reader.xml;
    VECTOR(const char *) forms = {0};
    struct slice rest = slice_from(xml_attribute_text(node, "forms", ""));
    struct slice word;
    while (slice_next(&rest, ' ', &word)) {
        *VECTOR_PUSH(xml->arena, &forms) = arena_copy(xml->arena, word.at, word.size_bytes);
    }
    entry->forms = forms.at;
    entry->form_count = forms.count;
    if (xml_read_bool_or(xml, node, "laxative", false)) {
        entry->laxatives = UINT32_C(1) << LAXATIVE_YES | UINT32_C(1) << LAXATIVE_CLINICIAN;
    }
}

/* The attributes that only some lists have. */
static void read_entry_attributes(struct loading *loading, struct xml_node *node,
                                  enum guidance_list list, struct guidance_entry *entry) {
    static const char *const roles[] = {"urgent", "warning", NULL};
    static const char *const grades[] = {"good", "mixed", "weak", NULL};
    struct xml_reader *xml = &loading->reader.xml;
    entry->title = entry->role = entry->topic = entry->evidence = entry->part = "";
    if (list == LIST_PROMPT || list == LIST_ALERT || list == LIST_ACTION || list == LIST_TOPIC) {
        entry->title = xml_read_text(xml, node, "title");
        guidance_check_placeholders(&loading->reader, node, entry->title);
    }
    if (list == LIST_ALERT) {
        entry->role = roles[xml_read_choice(xml, node, "role", roles)];
        entry->is_on_first =
            xml_read_bool_or(xml, node, "first-page", strcmp(entry->role, "urgent") == 0);
    }
    if (list == LIST_FINDING || list == LIST_FACTOR) {
        entry->at_least = xml_read_int_or(xml, node, "at-least", 0, 100, 1);
        entry->often = xml_attribute_text(node, "often", NULL);
        guidance_check_placeholders(&loading->reader, node,
                                    entry->often != NULL ? entry->often : "");
    }
    if (list == LIST_FINDING || list == LIST_FORM) {
        entry->evidence = grades[xml_read_choice(xml, node, "evidence", grades)];
    }
    if (list == LIST_ACTION) {
        entry->weight = xml_read_int(xml, node, "weight", 0, 1000);
        entry->topic = xml_attribute_text(node, "topic", "");
        read_foods(loading, node, entry);
    }
    if (list == LIST_TOPIC) {
        entry->weight = xml_read_int_or(xml, node, "weight", 0, 1000, 0);
        entry->part = xml_attribute_text(node, "part", "");
    }
    if (list == LIST_FORM) {
        entry->short_name = xml_read_text(xml, node, "short");
        entry->chosen_for = xml_read_text(xml, node, "chosen-for");
        entry->stomach = xml_read_text(xml, node, "stomach");
        entry->words = xml_attribute_text(node, "words", "");
    }
    if (list == LIST_MISFIT || list == LIST_FIT) {
        read_misfit(loading, node, entry);
    }
}

static void read_entry(struct loading *loading, struct xml_node *node, enum guidance_list list) {
    struct xml_reader *xml = &loading->reader.xml;
    struct guidance_entry entry = {.position = xml_position(xml->document, node)};
    entry.id = xml_read_text(xml, node, "id");
    xml_attribute_text(node, "covers", "");
    read_entry_attributes(loading, node, list, &entry);
    read_entry_sources(loading, node, &entry);
    entry.condition = guidance_read_condition(&loading->reader, node);
    entry.texts = guidance_read_texts(&loading->reader, node, list_forms[list].texts);
    size_t text_count = 0;
    while (list_forms[list].texts[text_count] != NULL) {
        text_count++;
    }
    for (size_t i = 0; i + list_forms[list].optional < text_count; i++) {
        bool found = false;
        for (size_t j = 0; j < entry.texts.count; j++) {
            found |= strcmp(entry.texts.at[j].element, list_forms[list].texts[i]) == 0;
        }
        if (!found) {
            const char *what = arena_format(xml->arena, "<%s> of", list_forms[list].texts[i]);
            xml_report(xml, node, MESSAGE_GUIDANCE_MISSING, ARGS(what, entry.id));
        }
    }
    if (ids_add(xml->arena, loading->ids[list], entry.id, loading->entries[list].count) !=
        IDS_NONE) {
        xml_report(xml, node, MESSAGE_GUIDANCE_TWICE, ARGS(node->name, entry.id));
    }
    *VECTOR_PUSH(xml->arena, &loading->entries[list]) = entry;
}

static void read_source(struct loading *loading, struct xml_node *node) {
    struct xml_reader *xml = &loading->reader.xml;
    struct guidance_text text = guidance_read_text(&loading->reader, node);
    struct guidance_source source = {
        .key = xml_read_text(xml, node, "key"), .words = text.words, .position = text.position};
    if (ids_add(xml->arena, loading->source_keys, source.key, loading->sources.count) != IDS_NONE) {
        xml_report(xml, node, MESSAGE_GUIDANCE_TWICE, ARGS("the source", source.key));
    }
    *VECTOR_PUSH(xml->arena, &loading->sources) = source;
}

/* <findings>, <actions> ...: a list of entries of any kinds, or of sources. */
static void read_list(struct loading *loading, struct xml_node *node) {
    static const char *const allowed[] = {"finding", "factor", "prompt", "alert",
                                          "action",  "topic",  "form",   "misfit",
                                          "fit",     "source", NULL};
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        size_t list = 0;
        while (list < LIST_COUNT && strcmp(child->name, list_forms[list].element) != 0) {
            list++;
        }
        if (list < LIST_COUNT) {
            read_entry(loading, child, (enum guidance_list)list);
        } else if (strcmp(child->name, "source") == 0) {
            read_source(loading, child);
        } else {
            guidance_report_element(&loading->reader, child, allowed);
        }
    }
}

static void read_root(struct loading *loading, struct xml_node *root) {
    static const char *const versions[] = {"1", NULL};
    static const char *const allowed[] = {"words", "rules", "section", "list", NULL};
    struct xml_reader *xml = &loading->reader.xml;
    xml_read_choice(xml, root, "version", versions);
    loading->guidance->data_date = xml_read_text(xml, root, "data-date");
    for (struct xml_node *child = xml_first(root, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        if (strcmp(child->name, "words") == 0) {
            read_words(loading, child);
        } else if (strcmp(child->name, "rules") == 0) {
            read_rules(loading, child);
        } else if (strcmp(child->name, "section") == 0) {
            read_section(loading, child);
        } else if (strcmp(child->name, "list") == 0) {
            xml_attribute_text(child, "id", "");
            read_list(loading, child);
        } else {
            guidance_report_element(&loading->reader, child, allowed);
        }
    }
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (loading->guidance->sections[i].count == 0 && i != SECTION_TREND) {
            xml_report(xml, root, MESSAGE_GUIDANCE_MISSING,
                       ARGS("the section", guidance_section_names[i]));
        }
    }
    if (loading->first_pages.count == 0) {
        xml_report(xml, root, MESSAGE_GUIDANCE_MISSING, ARGS("the element", "rules"));
    }
    if (loading->words.count == 0) {
        xml_report(xml, root, MESSAGE_GUIDANCE_MISSING, ARGS("the element", "words"));
    }
    xml_report_unknown(xml, root, true);
}

static void hand_over(struct loading *loading) {
    struct guidance *guidance = loading->guidance;
    guidance->words = (struct guidance_texts){loading->words.at, loading->words.count};
    for (size_t i = 0; i < LIST_COUNT; i++) {
        guidance->lists[i] =
            (struct guidance_entries){loading->entries[i].at, loading->entries[i].count};
    }
    guidance->first_pages = loading->first_pages.at;
    guidance->first_page_count = loading->first_pages.count;
    guidance->withholds = loading->withholds.at;
    guidance->withhold_count = loading->withholds.count;
    guidance->sources = loading->sources.at;
    guidance->source_count = loading->sources.count;
}

struct guidance *guidance_load(struct arena *arena, const char *file, struct slice bytes,
                               struct diags *diags) {
    struct xml_document *document = xml_parse(arena, file, bytes, &xml_limits_pack, diags);
    if (document == NULL) {
        return NULL;
    }
    struct loading loading = {
        .reader = {.xml = {.arena = arena, .document = document, .diags = diags},
                   .stage = GUIDANCE_TEXTS},
        .guidance = ARENA_NEW(arena, struct guidance),
        .source_keys = ids_build(arena),
    };
    loading.guidance->file = document->file;
    loading.guidance->word_ids = ids_build(arena);
    for (size_t i = 0; i < LIST_COUNT; i++) {
        loading.ids[i] = ids_build(arena);
    }
    struct xml_node *root = document->root;
    if (strcmp(root->name, "guidance") != 0 || strcmp(root->uri, "urn:magreport:guidance:1") != 0) {
        xml_report(&loading.reader.xml, root, MESSAGE_GUIDANCE_ROOT, ARGS(root->name));
        return NULL;
    }
    read_root(&loading, root);
    hand_over(&loading);
    return loading.reader.xml.failed ? NULL : loading.guidance;
}
