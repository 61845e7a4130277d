#include "pack/values.h"

#include "base/builder.h"
#include "pack/expression.h"

#include <string.h>

void values_report(struct value_reader *reader, struct position position, enum message message,
                   const char *const *arguments) {
    reader->failed = true;
    const char *first = arguments == NULL || arguments[0] == NULL ? "" : arguments[0];
    for (size_t i = 0; i < reader->reported.count; i++) {
        const struct reported *other = &reader->reported.at[i];
        if (other->message == message && strcmp(other->file, position.file) == 0 &&
            other->line == position.line && other->column == position.column &&
            strcmp(other->first, first) == 0) {
            return;
        }
    }
    *VECTOR_PUSH(reader->arena, &reader->reported) = (struct reported){
        message, position.file, position.line, position.column, arena_string(reader->arena, first)};
    diag(reader->diags, message, position, arguments);
}

const char *values_hint(struct arena *arena, const char *name, const char *const *names) {
    struct builder text = {.max_bytes = 4096};
    const char *nearest = ids_nearest_of(names, name);
    if (nearest != NULL) {
        builder_format(&text, "did you mean '%s'? ", nearest);
    }
    builder_text(&text, names[0] == NULL ? "none is known" : "known: ");
    for (size_t i = 0; names[i] != NULL; i++) {
        builder_format(&text, "%s%s", i == 0 ? "" : ", ", names[i]);
    }
    const char *hint = arena_copy(arena, text.at, text.size_bytes);
    builder_free(&text);
    return hint;
}

/* Lists for hints: the names of count items, found by a callback. */
typedef const char *name_of(const struct value_reader *reader, size_t number);

static const char *style_name(const struct value_reader *reader, size_t number) {
    return reader->styles.styles.at[number]->name;
}
static const char *color_name(const struct value_reader *reader, size_t number) {
    return reader->brand->colors[number].name;
}
static const char *length_name(const struct value_reader *reader, size_t number) {
    return reader->brand->lengths[number].name;
}
static const char *image_name(const struct value_reader *reader, size_t number) {
    return reader->brand->images[number].name;
}
static const char *page_name(const struct value_reader *reader, size_t number) {
    return reader->pages[number].name;
}
static const char *part_name(const struct value_reader *reader, size_t number) {
    return reader->part_names[number];
}

/* A kind of name that a value can be. */
struct name_list {
    const char *kind;
    name_of *name;
    size_t count;
};

static void report_name(struct value_reader *reader, const struct name_list *list, const char *text,
                        struct position position) {
    const char **names = ARENA_ARRAY(reader->arena, const char *, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        names[i] = list->name(reader, i);
    }
    values_report(reader, position, MESSAGE_TEMPLATE_NAME,
                  ARGS(list->kind, text, values_hint(reader->arena, text, names)));
}

/* The number of the item named text, or SIZE_MAX after reporting. */
static size_t find_name(struct value_reader *reader, const struct name_list *list, const char *text,
                        struct position position) {
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->name(reader, i), text) == 0) {
            return i;
        }
    }
    report_name(reader, list, text, position);
    return SIZE_MAX;
}

const struct style *style_table_find(const struct style_table *table, const char *name) {
    for (size_t i = table->styles.count; i > 0; i--) {
        if (strcmp(table->styles.at[i - 1]->name, name) == 0) {
            return table->styles.at[i - 1];
        }
    }
    return NULL;
}

static void read_style(struct value_reader *reader, const char *text, struct template_value *out) {
    out->u.style = style_table_find(&reader->styles, text);
    if (out->u.style == NULL) {
        report_name(reader, &(struct name_list){"style", style_name, reader->styles.styles.count},
                    text, out->position);
    }
}

static void read_color(struct value_reader *reader, const char *text, struct template_value *out) {
    if (strcmp(text, "none") == 0) {
        out->u.color = COLOR_NONE;
    } else if (!brand_find_color(reader->brand, slice_from(text), &out->u.color)) {
        report_name(reader, &(struct name_list){"color", color_name, reader->brand->color_count},
                    text, out->position);
    }
}

/* Larger than any page, small enough for sums. */
#define LENGTH_LIMIT LENGTH_PT(5000)

static bool read_one_length(struct value_reader *reader, enum attribute attribute,
                            struct slice text, struct position position, length *out_length) {
    length value = 0;
    const char *word = arena_copy(reader->arena, text.at, text.size_bytes);
    if (!brand_find_length(reader->brand, text, &value)) {
        report_name(reader, &(struct name_list){"length", length_name, reader->brand->length_count},
                    word, position);
        return false;
    }
    if (value < 0 || value > LENGTH_LIMIT) {
        values_report(reader, position, MESSAGE_TEMPLATE_VALUE,
                      ARGS(word, attribute_names[attribute], "give a length from 0 to 5000pt"));
        return false;
    }
    *out_length = value;
    return true;
}

/* One to four lengths: all; top and bottom, sides; top, sides, bottom; top, right, bottom, left. */
static void read_edges(struct value_reader *reader, const char *text, struct template_value *out) {
    length at[4] = {0, 0, 0, 0};
    size_t count = 0;
    struct slice rest = slice_from(text);
    struct slice word;
    while (count < 4 && slice_next(&rest, ' ', &word)) {
        size_t offset = (size_t)(word.at - text);
        if (!read_one_length(reader, out->attribute, word,
                             position_in_text(out->position, text, offset), &at[count++])) {
            return;
        }
    }
    if (count == 0 || slice_trim(rest).size_bytes > 0) {
        values_report(reader, out->position, MESSAGE_TEMPLATE_VALUE,
                      ARGS(text, attribute_names[out->attribute], "give one to four lengths"));
        return;
    }
    static const uint8_t source[4][4] = {{0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}};
    const uint8_t *from = source[count - 1];
    out->u.edges = (struct edges){
        .top = at[from[0]], .right = at[from[1]], .bottom = at[from[2]], .left = at[from[3]]};
}

static void read_choice(struct value_reader *reader, const struct attribute_rule *rule,
                        const char *text, struct template_value *out) {
    for (int i = 0; rule->choices[i] != NULL; i++) {
        if (strcmp(rule->choices[i], text) == 0) {
            out->u.number = i;
            return;
        }
    }
    values_report(reader, out->position, MESSAGE_TEMPLATE_VALUE,
                  ARGS(text, attribute_names[rule->attribute],
                       values_hint(reader->arena, text, rule->choices)));
}

static void read_number(struct value_reader *reader, const struct attribute_rule *rule,
                        const char *text, struct template_value *out) {
    if (!slice_parse_int(slice_from(text), &out->u.number) || out->u.number < rule->low ||
        out->u.number > rule->high) {
        values_report(reader, out->position, MESSAGE_TEMPLATE_VALUE,
                      ARGS(text, attribute_names[rule->attribute],
                           arena_format(reader->arena, "give a whole number from %d to %d",
                                        rule->low, rule->high)));
        out->u.number = rule->low;
    }
}

/* "2fr" or "1.5fr": thousandths of a share. */
static bool parse_share(struct slice word, int *out_share) {
    if (word.size_bytes < 3 || memcmp(word.at + word.size_bytes - 2, "fr", 2) != 0) {
        return false;
    }
    int whole = 0;
    int scale = 0;
    for (size_t i = 0; i + 2 < word.size_bytes; i++) {
        char c = word.at[i];
        if (c == '.' && scale == 0) {
            scale = 1000;
        } else if (c >= '0' && c <= '9' && whole < 100000 && scale != 1) {
            whole = whole * 10 + (c - '0');
            scale /= 10;
        } else {
            return false;
        }
    }
    *out_share = scale == 0 ? whole * 1000 : whole * scale;
    return *out_share > 0;
}

static void read_measures(struct value_reader *reader, const char *text,
                          struct template_value *out) {
    VECTOR(struct measure) measures = {0};
    struct slice rest = slice_from(text);
    struct slice word;
    while (slice_next(&rest, ' ', &word)) {
        struct measure measure = {.kind = MEASURE_SHARE};
        struct position place = position_in_text(out->position, text, (size_t)(word.at - text));
        if (slice_equals(word, "content")) {
            measure.kind = MEASURE_CONTENT;
        } else if (!parse_share(word, &measure.share)) {
            measure.kind = MEASURE_FIXED;
            if (!read_one_length(reader, out->attribute, word, place, &measure.fixed)) {
                return;
            }
        }
        *VECTOR_PUSH(reader->arena, &measures) = measure;
    }
    bool is_one = out->attribute == ATTRIBUTE_width;
    if (measures.count == 0 || measures.count > 40 || (is_one && measures.count != 1)) {
        values_report(reader, out->position, MESSAGE_TEMPLATE_VALUE,
                      ARGS(text, attribute_names[out->attribute],
                           is_one ? "give one width" : "give 1 to 40 widths"));
        return;
    }
    out->u.measures.at = measures.at;
    out->u.measures.count = measures.count;
}

/* Letters, then parts of up to eight letters or digits: the form of RFC 5646 and of PDF's Lang. */
static bool is_language(const char *text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t first = strspn(text, letters);
    if (first < 2 || first > 8) {
        return false;
    }
    for (text += first; *text == '-';) {
        size_t size = strcspn(text + 1, "-");
        if (size == 0 || size > 8) {
            return false;
        }
        for (size_t i = 1; i <= size; i++) {
            if (strchr(letters, text[i]) == NULL && (text[i] < '0' || text[i] > '9')) {
                return false;
            }
        }
        text += size + 1;
    }
    return *text == '\0';
}

static void read_name(struct value_reader *reader, const char *text, struct template_value *out) {
    if (out->attribute == ATTRIBUTE_language && !is_language(text)) {
        values_report(
            reader, out->position, MESSAGE_TEMPLATE_VALUE,
            ARGS(text, attribute_names[out->attribute], "write a tag such as es or pt-BR"));
    } else if (text[0] == '\0' || strpbrk(text, " \t\r\n{}$") != NULL) {
        values_report(reader, out->position, MESSAGE_TEMPLATE_VALUE,
                      ARGS(text, attribute_names[out->attribute], "a name has no blanks"));
    }
    out->u.text =
        (struct template_text){.is_constant = true, .constant = text, .position = out->position};
}

static void read_reference(struct value_reader *reader, const char *text,
                           struct template_value *out) {
    size_t found;
    if (out->kind == VALUE_IMAGE) {
        struct name_list images = {"image", image_name, reader->brand->image_count};
        const char *optional = xml_attribute_text(reader->node, "optional", "no");
        out->u.image = brand_find_image(reader->brand, text);
        if (out->u.image == NULL && strcmp(optional, "yes") != 0) {
            report_name(reader, &images, text, out->position);
        }
    } else if (out->kind == VALUE_PAGE) {
        struct name_list pages = {"page", page_name, reader->page_count};
        found = find_name(reader, &pages, text, out->position);
        out->u.page = found == SIZE_MAX ? NULL : &reader->pages[found];
    } else {
        struct name_list parts = {"part", part_name, reader->part_count};
        found = find_name(reader, &parts, text, out->position);
        out->u.part = found == SIZE_MAX ? NULL : &reader->parts[found];
    }
}

bool values_read_pattern(struct value_reader *reader, struct slice text, struct position position,
                         struct pattern *out_pattern) {
    struct arena *arena = reader->arena;
    const struct language *language = language_find(reader->language);
    const char *word = arena_copy(arena, text.at, text.size_bytes);
    struct pattern_problem problem;
    if (language == NULL) {
        values_report(
            reader, position, MESSAGE_PATTERN_LANGUAGE,
            ARGS(reader->language, values_hint(arena, reader->language, language_tags(arena))));
        return false;
    }
    if (!pattern_parse(slice_from(word), language, out_pattern, &problem)) {
        values_report(reader, position_in_text(position, word, problem.offset_bytes),
                      MESSAGE_PATTERN, ARGS(word, problem.hint));
        return false;
    }
    return true;
}

static void read_value(struct value_reader *reader, const struct attribute_rule *rule,
                       const char *text, struct template_value *out) {
    struct pattern *pattern;
    switch (rule->kind) {
    case VALUE_TEXT:
        template_text_parse(reader, text, out->position, &out->u.text);
        break;
    case VALUE_NAME:
        read_name(reader, text, out);
        break;
    case VALUE_PATH:
        out->u.path = expression_compile(reader, text, out->position);
        break;
    case VALUE_STYLE:
        read_style(reader, text, out);
        break;
    case VALUE_COLOR:
        read_color(reader, text, out);
        break;
    case VALUE_LENGTH:
        read_one_length(reader, out->attribute, slice_from(text), out->position, &out->u.length);
        break;
    case VALUE_EDGES:
        read_edges(reader, text, out);
        break;
    case VALUE_IMAGE:
    case VALUE_PAGE:
    case VALUE_PART:
        read_reference(reader, text, out);
        break;
    case VALUE_CHOICE:
        read_choice(reader, rule, text, out);
        break;
    case VALUE_NUMBER:
        read_number(reader, rule, text, out);
        break;
    case VALUE_MEASURES:
        read_measures(reader, text, out);
        break;
    case VALUE_WORDS:
        out->u.text = (struct template_text){
            .is_constant = true, .constant = text, .position = out->position};
        break;
    case VALUE_PATTERN:
        out->u.pattern = pattern = ARENA_NEW(reader->arena, struct pattern);
        values_read_pattern(reader, slice_from(text), out->position, pattern);
        break;
    case VALUE_KIND_COUNT:
        break;
    }
}

static void report_unknown_attribute(struct value_reader *reader, enum element element,
                                     const struct xml_attribute *attribute) {
    const char *names[ATTRIBUTE_COUNT + 1] = {NULL};
    const struct attribute_rule *rule;
    for (size_t i = 0; i < ATTRIBUTE_COUNT && (rule = element_attribute(element, i)) != NULL; i++) {
        names[i] = attribute_names[rule->attribute];
    }
    values_report(reader, xml_attribute_position(reader->document, attribute),
                  MESSAGE_TEMPLATE_ATTRIBUTE,
                  ARGS(element_rules[element].name, attribute->name,
                       values_hint(reader->arena, attribute->name, names)));
}

static void report_missing(struct value_reader *reader, const struct xml_node *node,
                           enum element element, const struct template_value *values,
                           size_t count) {
    const struct attribute_rule *rule;
    for (size_t i = 0; (rule = element_attribute(element, i)) != NULL; i++) {
        if (rule->required && values_find(values, count, rule->attribute) == NULL) {
            values_report(
                reader, xml_position(reader->document, node), MESSAGE_TEMPLATE_MISSING,
                ARGS(element_rules[element].name, attribute_names[rule->attribute], rule->about));
        }
    }
}

void values_read(struct value_reader *reader, struct xml_node *node, enum element element,
                 const struct template_value **out_values, size_t *out_count) {
    struct template_value *values =
        ARENA_ARRAY(reader->arena, struct template_value, node->attribute_count);
    size_t count = 0;
    reader->node = node;
    for (size_t i = 0; i < node->attribute_count; i++) {
        struct xml_attribute *attribute = &node->attributes[i];
        attribute->used = true;
        const struct attribute_rule *rule =
            attribute->uri[0] == '\0' ? element_find_attribute(element, attribute->name) : NULL;
        if (rule == NULL) {
            report_unknown_attribute(reader, element, attribute);
            continue;
        }
        struct template_value *value = &values[count++];
        value->attribute = rule->attribute;
        value->kind = rule->kind;
        value->position = xml_attribute_position(reader->document, attribute);
        read_value(reader, rule, attribute->value, value);
    }
    report_missing(reader, node, element, values, count);
    *out_values = values;
    *out_count = count;
}

const struct template_value *values_find(const struct template_value *values, size_t count,
                                         enum attribute attribute) {
    for (size_t i = 0; i < count; i++) {
        if (values[i].attribute == attribute) {
            return &values[i];
        }
    }
    return NULL;
}
