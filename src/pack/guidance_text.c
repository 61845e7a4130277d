/* Texts of guidance.xml: words with placeholders, and the list of words that the report cannot do
 * without. */
#include "pack/guidance_read.h"

#include "base/utf8.h"
#include "base/vector.h"
#include "pack/knowledge.h"

#include <string.h>

const char *const guidance_placeholder_names[HOLD_COUNT + 1] = {
    [HOLD_EMERGENCY] = "emergency",
    [HOLD_CRISIS] = "crisis",
    [HOLD_CLINIC] = "clinic",
    [HOLD_PHONE] = "phone",
    [HOLD_GOAL] = "goal",
    [HOLD_LIMIT] = "limit",
    [HOLD_MEN_MG] = "men-mg",
    [HOLD_WOMEN_MG] = "women-mg",
    [HOLD_SYMPTOM_BAND] = "symptom-band",
    [HOLD_RISK_BAND] = "risk-band",
    [HOLD_FOOD] = "food",
    [HOLD_FOOD_MG] = "food-mg",
    [HOLD_ALLERGENS] = "allergens",
    [HOLD_DIETS] = "diets",
    [HOLD_NEAREST] = "nearest",
    [HOLD_BEFORE] = "before",
    [HOLD_AFTER] = "after",
    [HOLD_PERCENT] = "percent",
    [HOLD_DAY] = "day",
    [HOLD_MONTH] = "month",
    [HOLD_YEAR] = "year",
    [HOLD_DATA_DATE] = "data-date",
    [HOLD_VERSION] = "version",
    [HOLD_REVIEWER] = "reviewer",
    [HOLD_REVIEWED] = "reviewed",
    [HOLD_OFTEN] = "often",
    [HOLD_FORM] = "form",
    [HOLD_LABEL_MG] = "label-mg",
    [HOLD_CONTENT_MG] = "content-mg",
    [HOLD_HOUR] = "hour",
    [HOLD_HOUR_OF_24] = "hour-of-24",
};

/* Words that are asked for by a fixed id. */
static const char *const plain_words[] = {
    "document-title",
    "draft",
    "not-enough",
    "disclaimer-short",
    "fits-yes",
    "fits-no",
    "evidence-good",
    "evidence-mixed",
    "evidence-weak",
    "questions-title",
    "list-comma",
    "list-and",
    "portion-other",
    "timing-before",
    "timing-after",
    "timing-both",
    "spacing-withheld",
    "date",
    "month-1",
    "month-2",
    "month-3",
    "month-4",
    "month-5",
    "month-6",
    "month-7",
    "month-8",
    "month-9",
    "month-10",
    "month-11",
    "month-12",
    "day-1",
    "day-2",
    "day-3",
    "day-4",
    "day-5",
    "day-6",
    "day-7",
    "day-short-1",
    "day-short-2",
    "day-short-3",
    "day-short-4",
    "day-short-5",
    "day-short-6",
    "day-short-7",
    NULL,
};

/* Words that are asked for by a family name and an id of knowledge.h. */
static const struct {
    const char *family;
    const char *const *ids;
} word_families[] = {{"allergen", allergen_names}, {"diet", diet_names}, {"slot", meal_slot_names}};

static bool misses(struct guidance_reader *reader, const struct xml_node *node,
                   const struct ids *word_ids, const char *id) {
    if (ids_find(word_ids, id) != IDS_NONE) {
        return false;
    }
    xml_report(&reader->xml, node, MESSAGE_GUIDANCE_MISSING, ARGS("word", id));
    return true;
}

bool guidance_misses_word(struct guidance_reader *reader, const struct xml_node *node,
                          const struct ids *word_ids) {
    bool missing = false;
    for (size_t i = 0; plain_words[i] != NULL; i++) {
        missing |= misses(reader, node, word_ids, plain_words[i]);
    }
    for (size_t i = 0; i < sizeof word_families / sizeof word_families[0]; i++) {
        for (size_t j = 0; word_families[i].ids[j] != NULL; j++) {
            const char *id = arena_format(reader->xml.arena, "%s-%s", word_families[i].family,
                                          word_families[i].ids[j]);
            missing |= misses(reader, node, word_ids, id);
        }
    }
    return missing;
}

static bool is_placeholder(struct slice name) {
    for (size_t i = 0; i < HOLD_COUNT; i++) {
        if (slice_equals(name, guidance_placeholder_names[i])) {
            return true;
        }
    }
    return false;
}

void guidance_check_placeholders(struct guidance_reader *reader, const struct xml_node *node,
                                 const char *words) {
    const char *open = strchr(words, '{');
    while (open != NULL) {
        const char *close = strchr(open, '}');
        size_t len = close != NULL ? (size_t)(close - open - 1) : strlen(open + 1);
        struct slice name = {.at = open + 1, .size_bytes = len};
        if (close == NULL || !is_placeholder(name)) {
            const char *text = arena_copy(reader->xml.arena, name.at, name.size_bytes);
            xml_report(&reader->xml, node, MESSAGE_GUIDANCE_PLACEHOLDER,
                       ARGS(text, ids_nearest_of(guidance_placeholder_names, text)));
        }
        open = strchr(open + 1, '{');
    }
}

void guidance_report_element(struct guidance_reader *reader, const struct xml_node *node,
                             const char *const *allowed) {
    xml_report(&reader->xml, node, MESSAGE_GUIDANCE_ELEMENT,
               ARGS(node->name, node->parent->name, ids_nearest_of(allowed, node->name)));
}

struct guidance_text guidance_read_text(struct guidance_reader *reader, struct xml_node *node) {
    struct guidance_text text = {.element = node->name};
    text.id = xml_attribute_text(node, "id", "");
    xml_attribute_text(node, "covers", "");
    text.position = xml_position(reader->xml.document, node);
    text.words = utf8_clean(reader->xml.arena, xml_text(reader->xml.arena, node), false);
    if (text.words[0] == '\0') {
        xml_report(&reader->xml, node, MESSAGE_GUIDANCE_EMPTY, ARGS(node->name));
    }
    guidance_check_placeholders(reader, node, text.words);
    text.condition = guidance_read_condition(reader, node);
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        static const char *const allowed[] = {"when", "unless", NULL};
        if (!guidance_is_condition(child)) {
            guidance_report_element(reader, child, allowed);
        }
    }
    return text;
}

static bool is_allowed(const char *name, const char *const *allowed) {
    for (size_t i = 0; allowed[i] != NULL; i++) {
        if (strcmp(name, allowed[i]) == 0) {
            return true;
        }
    }
    return false;
}

struct guidance_texts guidance_read_texts(struct guidance_reader *reader, struct xml_node *node,
                                          const char *const *allowed) {
    VECTOR(struct guidance_text) texts = {0};
    for (struct xml_node *child = xml_first(node, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        if (guidance_is_condition(child) || strcmp(child->name, "food") == 0) {
            continue;
        }
        if (!is_allowed(child->name, allowed)) {
            guidance_report_element(reader, child, allowed);
            continue;
        }
        *VECTOR_PUSH(reader->xml.arena, &texts) = guidance_read_text(reader, child);
    }
    return (struct guidance_texts){.at = texts.at, .count = texts.count};
}
