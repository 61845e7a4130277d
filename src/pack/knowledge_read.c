#include "pack/knowledge_read.h"

#include <string.h>

static bool has_word(const char *const *words, const char *word) {
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

void knowledge_check_children(struct knowledge_reader *reader, const struct xml_node *node,
                              const char *const *names) {
    for (const struct xml_node *child = node->first_child; child; child = child->next) {
        if (!child->name || (strcmp(child->uri, node->uri) == 0 && has_word(names, child->name))) {
            continue;
        }
        xml_report(&reader->xml, child, MESSAGE_KNOWLEDGE_ELEMENT,
                   ARGS(child->name, node->name, ids_nearest_of(names, child->name)));
    }
}

static void read_source_list(struct knowledge_reader *reader) {
    struct arena *arena = reader->xml.arena;
    size_t count = 0;
    for (struct xml_node *node = xml_first(reader->root, "source"); node;
         node = xml_next(node, "source")) {
        count++;
    }
    reader->source_ids = ids_build(arena);
    reader->sources = ARENA_ARRAY(arena, const char *, count);
    count = 0;
    for (struct xml_node *node = xml_first(reader->root, "source"); node;
         node = xml_next(node, "source")) {
        const char *id = xml_read_text(&reader->xml, node, "id");
        reader->sources[count] = xml_text(arena, node);
        if (ids_add(arena, reader->source_ids, id, count++) != IDS_NONE) {
            xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_ID_TWICE, ARGS(id));
        }
    }
}

bool knowledge_open(struct knowledge_reader *reader, const struct knowledge_kind *kind,
                    const char *file, struct slice bytes) {
    struct xml_reader *xml = &reader->xml;
    struct xml_document *document =
        xml_parse(xml->arena, file, bytes, &xml_limits_pack, xml->diags);
    if (!document) {
        return false;
    }
    xml->document = document;
    xml->failed = false;
    reader->root = document->root;
    if (strcmp(document->root->name, kind->root) != 0 ||
        strcmp(document->root->uri, "urn:magreport:knowledge:1") != 0) {
        xml_report(xml, document->root, MESSAGE_KNOWLEDGE_ROOT,
                   ARGS(document->root->name, kind->root));
        return false;
    }
    xml_read_int(xml, document->root, "version", 1, 1);
    knowledge_check_children(reader, document->root,
                             (const char *const[]){"source", kind->row, NULL});
    read_source_list(reader);
    return true;
}

size_t knowledge_count_rows(struct knowledge_reader *reader, const struct knowledge_kind *kind) {
    size_t count = 0;
    for (struct xml_node *row = xml_first(reader->root, kind->row); row;
         row = xml_next(row, kind->row)) {
        count++;
    }
    if (count == 0) {
        xml_report(&reader->xml, reader->root, MESSAGE_KNOWLEDGE_EMPTY, ARGS(kind->row));
    }
    return count;
}

static bool is_id(const char *id, const struct knowledge_kind *kind) {
    size_t size = strlen(kind->prefix);
    if (strncmp(id, kind->prefix, size) != 0) {
        return false;
    }
    if (kind->letters) {
        if (id[size] == '\0' || !strchr(kind->letters, id[size])) {
            return false;
        }
        size++;
    }
    size_t digits = strspn(id + size, "0123456789");
    return (digits == 2 || digits == 3) && id[size + digits] == '\0';
}

const char *knowledge_read_id(struct knowledge_reader *reader, struct xml_node *row,
                              const struct knowledge_kind *kind, struct ids *ids, size_t number) {
    const char *id = xml_read_text(&reader->xml, row, "id");
    xml_attribute_text(row, "covers", "");
    if (id[0] == '\0') {
        return id;
    }
    if (!is_id(id, kind)) {
        xml_report(&reader->xml, row, MESSAGE_KNOWLEDGE_ID, ARGS(id, kind->sample));
    }
    if (ids_add(reader->xml.arena, ids, id, number) != IDS_NONE) {
        xml_report(&reader->xml, row, MESSAGE_KNOWLEDGE_ID_TWICE, ARGS(id));
    }
    return id;
}

/* The child, or NULL. A second one is reported: of two lists of allergens neither may be believed.
 */
static struct xml_node *find_only_child(struct knowledge_reader *reader,
                                        const struct xml_node *node, const char *name) {
    struct xml_node *child = xml_first(node, name);
    struct xml_node *second = child ? xml_next(child, name) : NULL;
    if (second) {
        xml_report(&reader->xml, second, MESSAGE_KNOWLEDGE_CHILD_TWICE, ARGS(name, node->name));
    }
    return child;
}

struct xml_node *knowledge_child(struct knowledge_reader *reader, const struct xml_node *node,
                                 const char *name) {
    struct xml_node *child = find_only_child(reader, node, name);
    if (!child) {
        xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_CHILD_MISSING, ARGS(name, node->name));
    }
    return child;
}

const char *knowledge_text(struct knowledge_reader *reader, const struct xml_node *node,
                           const char *name) {
    const char *text = knowledge_text_or(reader, node, name);
    if (text[0] == '\0') {
        xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_CHILD_MISSING, ARGS(name, node->name));
    }
    return text;
}

const char *knowledge_text_or(struct knowledge_reader *reader, const struct xml_node *node,
                              const char *name) {
    const struct xml_node *child = find_only_child(reader, node, name);
    return child ? xml_text(reader->xml.arena, child) : "";
}

uint32_t knowledge_read_bits(struct knowledge_reader *reader, struct xml_node *node,
                             const char *name, const char *const *names) {
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    uint32_t bits = 0;
    if (!attribute) {
        return 0;
    }
    struct slice rest = slice_from(attribute->value);
    for (struct slice word; slice_next(&rest, ' ', &word);) {
        size_t i = 0;
        while (names[i] && !slice_equals(word, names[i])) {
            i++;
        }
        if (names[i]) {
            bits |= (uint32_t)1 << i;
            continue;
        }
        const char *text = arena_copy(reader->xml.arena, word.at, word.size_bytes);
        diag(reader->xml.diags, MESSAGE_KNOWLEDGE_WORD,
             xml_attribute_position(reader->xml.document, attribute),
             ARGS(text, ids_nearest_of(names, text)));
        reader->xml.failed = true;
    }
    return bits;
}

/* Digits with at most three decimals, as thousandths; -1 for anything else or more than max_units.
 */
static int64_t parse_thousandths(const char *text, int32_t max_units) {
    int64_t value = 0;
    int decimals = -1;
    if (text[0] < '0' || text[0] > '9') {
        return -1;
    }
    for (; *text; text++) {
        if (*text == '.' && decimals < 0 && text[1]) {
            decimals = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || decimals >= 3 || value > INT32_MAX) {
            return -1;
        }
        value = value * 10 + (*text - '0');
        decimals += decimals >= 0;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++) {
        value *= 10;
    }
    return value <= (int64_t)max_units * 1000 ? value : -1;
}

int32_t knowledge_read_thousandths(struct knowledge_reader *reader, struct xml_node *node,
                                   const char *name, int32_t max_units, int32_t fallback) {
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    if (!attribute) {
        return fallback;
    }
    int64_t value = parse_thousandths(attribute->value, max_units);
    if (value < 0) {
        diag(reader->xml.diags, MESSAGE_KNOWLEDGE_NUMBER,
             xml_attribute_position(reader->xml.document, attribute),
             ARGS(attribute->value, arena_format(reader->xml.arena, "%d", (int)max_units)));
        reader->xml.failed = true;
        return 0;
    }
    return (int32_t)value;
}

const char *knowledge_read_source(struct knowledge_reader *reader, struct xml_node *node,
                                  const char *name) {
    const char *id = xml_read_text(&reader->xml, node, name);
    size_t number = ids_find(reader->source_ids, id);
    if (number != IDS_NONE) {
        return reader->sources[number];
    }
    if (id[0]) {
        xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_SOURCE,
                   ARGS(id, ids_nearest(reader->source_ids, id)));
    }
    return "";
}

const char *knowledge_read_sources(struct knowledge_reader *reader, const struct xml_node *node) {
    const char *joined = "";
    for (struct xml_node *child = xml_first(node, "source"); child;
         child = xml_next(child, "source")) {
        const char *text = child->attribute_count > 0 ? knowledge_read_source(reader, child, "ref")
                                                      : xml_text(reader->xml.arena, child);
        joined = joined[0] ? arena_format(reader->xml.arena, "%s; %s", joined, text) : text;
    }
    if (joined[0] == '\0') {
        xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_CHILD_MISSING, ARGS("source", node->name));
    }
    return joined;
}

enum provenance knowledge_read_status(struct knowledge_reader *reader, struct xml_node *node) {
    return (enum provenance)xml_read_choice(&reader->xml, node, "status", provenance_names);
}

void knowledge_read_allergens(struct knowledge_reader *reader, const struct xml_node *node,
                              uint32_t *out_allergens, uint32_t *out_check_allergens) {
    struct xml_node *child = knowledge_child(reader, node, "allergens");
    if (!child) {
        return;
    }
    *out_allergens = knowledge_read_bits(reader, child, "contains", allergen_names);
    *out_check_allergens = knowledge_read_bits(reader, child, "may-contain", allergen_names);
    for (size_t i = 0; i < ALLERGEN_COUNT; i++) {
        if ((*out_allergens & *out_check_allergens) >> i & 1) {
            xml_report(&reader->xml, child, MESSAGE_KNOWLEDGE_BOTH, ARGS(allergen_names[i]));
        }
    }
}

struct xml_node *knowledge_read_diets(struct knowledge_reader *reader, const struct xml_node *node,
                                      enum fit out_fits[DIET_COUNT], enum oxalate *out_oxalate) {
    struct xml_node *child = knowledge_child(reader, node, "diets");
    if (!child) {
        return NULL;
    }
    for (size_t diet = 0; diet < DIET_LOW_OXALATE; diet++) {
        out_fits[diet] =
            (enum fit)xml_read_choice(&reader->xml, child, diet_names[diet], fit_names);
    }
    *out_oxalate = (enum oxalate)xml_read_choice(&reader->xml, child, "oxalate", oxalate_names);
    out_fits[DIET_LOW_OXALATE] = *out_oxalate == OXALATE_HIGH ? FIT_NO : FIT_YES;
    return child;
}

void knowledge_report_sum(struct knowledge_reader *reader, const struct xml_node *node,
                          const char *what, int64_t stated, int64_t computed) {
    struct arena *arena = reader->xml.arena;
    xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_SUM,
               ARGS(what, arena_format(arena, "%lld", (long long)stated),
                    arena_format(arena, "%lld", (long long)computed)));
}

void knowledge_report_flag(struct knowledge_reader *reader, const struct xml_node *node,
                           const char *what, const char *stated, const char *computed) {
    xml_report(&reader->xml, node, MESSAGE_KNOWLEDGE_FLAG, ARGS(what, stated, computed));
}

int64_t knowledge_divide(int64_t numerator, int64_t denominator) {
    return (numerator + denominator / 2) / denominator;
}
