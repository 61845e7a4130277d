/* A brand file is read in the order that names need: colours, lengths and images first, then
 * styles, each laid over the one that it is like. A variant's colours and lengths take the place of
 * the brand's, and what a variant says of a style is laid over that style right after the brand's
 * own words, so that styles that are like it follow. */
#include "pack/brand.h"

#include "pack/expression.h"
#include "pack/values.h"
#include "xml/xml.h"

#include <string.h>

#define BRAND_NAMESPACE "urn:magreport:brand:1"

struct brand_reader {
    struct xml_reader xml;
    struct value_reader values;
    struct brand *brand;
    struct xml_node *root;
    struct xml_node *variant; /* NULL: none */
    bool has_bare_style;      /* reported; those that are like it are bare, too */
};

/* Layouts, and what is printed without a style of its own, rely on these. */
static const char *const needed_styles[] = {
    "body",  "h1",          "h2",          "h3",    "small", "list",    "item",
    "table", "table-head",  "link",        "rule",  "note",  "warning", "urgent",
    "chart", "chart-label", "chart-value", "field", "icon",  NULL,
};

bool brand_find_color(const struct brand *brand, struct slice text, uint32_t *out_rgb) {
    for (size_t i = 0; i < brand->color_count; i++) {
        if (slice_equals(text, brand->colors[i].name)) {
            *out_rgb = brand->colors[i].rgb;
            return true;
        }
    }
    if (text.size_bytes != 7 || text.at[0] != '#') {
        return false;
    }
    uint32_t rgb = 0;
    for (size_t i = 1; i < 7; i++) {
        const char *digits = "0123456789abcdef";
        char c = text.at[i] >= 'A' && text.at[i] <= 'F' ? (char)(text.at[i] + 32) : text.at[i];
        const char *digit = c == '\0' ? NULL : strchr(digits, c);
        if (digit == NULL) {
            return false;
        }
        rgb = rgb * 16 + (uint32_t)(digit - digits);
    }
    *out_rgb = rgb;
    return true;
}

bool brand_find_length(const struct brand *brand, struct slice text, length *out_length) {
    for (size_t i = 0; i < brand->length_count; i++) {
        if (slice_equals(text, brand->lengths[i].name)) {
            *out_length = brand->lengths[i].value;
            return true;
        }
    }
    return length_parse(text, out_length);
}

const struct style *brand_find_style(const struct brand *brand, const char *name) {
    size_t found = ids_find(brand->style_ids, name);
    return found == IDS_NONE ? NULL : &brand->styles[found];
}

const struct image *brand_find_image(const struct brand *brand, const char *name) {
    size_t found = ids_find(brand->image_ids, name);
    return found == IDS_NONE ? NULL : brand->images[found].image;
}

static size_t count_children(const struct xml_node *node, const char *name) {
    size_t count = 0;
    for (const struct xml_node *child = xml_first(node, name); child != NULL;
         child = xml_next(child, name)) {
        count++;
    }
    return count;
}

/* Adds the node's name to ids; false after reporting that it is there already. */
static bool add_name(struct brand_reader *reader, struct ids *ids, struct xml_node *node,
                     const char *name, size_t number) {
    if (ids_add(reader->xml.arena, ids, name, number) == IDS_NONE) {
        return true;
    }
    xml_report(&reader->xml, node, MESSAGE_TEMPLATE_NAME_TWICE, ARGS(node->name, name));
    return false;
}

static struct position value_position(struct brand_reader *reader, struct xml_node *node,
                                      const char *name) {
    const struct xml_attribute *attribute = xml_find_attribute(node, name);
    return attribute == NULL ? xml_position(reader->xml.document, node)
                             : xml_attribute_position(reader->xml.document, attribute);
}

static void read_color(struct brand_reader *reader, struct xml_node *node,
                       struct brand_color *out) {
    const char *value = xml_read_text(&reader->xml, node, "value");
    if (!brand_find_color(reader->brand, slice_from(value), &out->rgb)) {
        values_report(&reader->values, value_position(reader, node, "value"),
                      MESSAGE_TEMPLATE_VALUE,
                      ARGS(value, "a color", "write #RRGGBB, or the name of a color above"));
    }
}

static void read_length(struct brand_reader *reader, struct xml_node *node,
                        struct brand_length *out) {
    const char *value = xml_read_text(&reader->xml, node, "value");
    if (!length_parse(slice_from(value), &out->value)) {
        values_report(&reader->values, value_position(reader, node, "value"),
                      MESSAGE_TEMPLATE_VALUE,
                      ARGS(value, "a length", "write a number and pt, mm, cm or in"));
    }
}

static void read_colors(struct brand_reader *reader) {
    struct brand *brand = reader->brand;
    struct arena *arena = reader->xml.arena;
    brand->colors = ARENA_ARRAY(arena, struct brand_color, count_children(reader->root, "color"));
    brand->color_ids = ids_build(arena);
    for (struct xml_node *node = xml_first(reader->root, "color"); node != NULL;
         node = xml_next(node, "color")) {
        struct brand_color color = {.name = xml_read_text(&reader->xml, node, "name")};
        read_color(reader, node, &color);
        if (add_name(reader, brand->color_ids, node, color.name, brand->color_count)) {
            brand->colors[brand->color_count++] = color;
        }
    }
}

static void read_lengths(struct brand_reader *reader) {
    struct brand *brand = reader->brand;
    struct arena *arena = reader->xml.arena;
    brand->lengths =
        ARENA_ARRAY(arena, struct brand_length, count_children(reader->root, "length"));
    brand->length_ids = ids_build(arena);
    for (struct xml_node *node = xml_first(reader->root, "length"); node != NULL;
         node = xml_next(node, "length")) {
        struct brand_length item = {.name = xml_read_text(&reader->xml, node, "name")};
        read_length(reader, node, &item);
        if (add_name(reader, brand->length_ids, node, item.name, brand->length_count)) {
            brand->lengths[brand->length_count++] = item;
        }
    }
}

/* The number under which a variant's node is known to the brand, or IDS_NONE after reporting. */
static size_t find_base(struct brand_reader *reader, const struct ids *ids, struct xml_node *node) {
    const char *name = xml_read_text(&reader->xml, node, "name");
    size_t found = ids_find(ids, name);
    if (found == IDS_NONE) {
        const char *nearest = ids_nearest(ids, name);
        values_report(&reader->values, value_position(reader, node, "name"), MESSAGE_TEMPLATE_NAME,
                      ARGS(node->name, name,
                           nearest == NULL
                               ? "a variant changes what the brand has"
                               : arena_format(reader->xml.arena, "did you mean '%s'?", nearest)));
    }
    return found;
}

static void apply_variant_names(struct brand_reader *reader) {
    struct brand *brand = reader->brand;
    for (struct xml_node *node = xml_first(reader->variant, "color"); node != NULL;
         node = xml_next(node, "color")) {
        size_t found = find_base(reader, brand->color_ids, node);
        if (found != IDS_NONE) {
            read_color(reader, node, &brand->colors[found]);
        }
    }
    for (struct xml_node *node = xml_first(reader->variant, "length"); node != NULL;
         node = xml_next(node, "length")) {
        size_t found = find_base(reader, brand->length_ids, node);
        if (found != IDS_NONE) {
            read_length(reader, node, &brand->lengths[found]);
        }
    }
}

static void read_images(struct brand_reader *reader, const struct brand_inputs *inputs) {
    struct brand *brand = reader->brand;
    struct arena *arena = reader->xml.arena;
    brand->images = ARENA_ARRAY(arena, struct brand_image, count_children(reader->root, "image"));
    brand->image_ids = ids_build(arena);
    for (struct xml_node *node = xml_first(reader->root, "image"); node != NULL;
         node = xml_next(node, "image")) {
        struct brand_image image = {.name = xml_read_text(&reader->xml, node, "name")};
        const char *file = xml_read_text(&reader->xml, node, "file");
        struct position position = value_position(reader, node, "file");
        struct slice bytes = {NULL, 0};
        if (xml_find_attribute(node, "file") != NULL) {
            bytes = inputs->open(inputs->user, file, position, reader->xml.diags);
        }
        if (bytes.at != NULL) {
            image.image =
                inputs->images == NULL
                    ? image_load(arena, file, bytes, position, reader->xml.diags)
                    : image_cache_load(inputs->images, file, bytes, position, reader->xml.diags);
        }
        reader->xml.failed = reader->xml.failed || image.image == NULL;
        if (add_name(reader, brand->image_ids, node, image.name, brand->image_count)) {
            brand->images[brand->image_count++] = image;
        }
    }
}

static void read_maps(struct brand_reader *reader) {
    struct brand *brand = reader->brand;
    struct arena *arena = reader->xml.arena;
    struct ids *ids = ids_build(arena);
    brand->maps = ARENA_ARRAY(arena, struct map, count_children(reader->root, "map"));
    for (struct xml_node *node = xml_first(reader->root, "map"); node != NULL;
         node = xml_next(node, "map")) {
        struct map *map = &brand->maps[brand->map_count];
        values_read_map(&reader->values, node, map);
        add_name(reader, ids, node, map->name, brand->map_count++);
    }
}

/* The node of that style in the variant, or NULL. */
static struct xml_node *variant_style(struct brand_reader *reader, const char *name) {
    struct xml_node *node = reader->variant == NULL ? NULL : xml_first(reader->variant, "style");
    while (node != NULL && strcmp(xml_attribute_text(node, "name", ""), name) != 0) {
        node = xml_next(node, "style");
    }
    return node;
}

static void apply_node(struct brand_reader *reader, struct xml_node *node, struct style *out) {
    const struct template_value *values;
    size_t count;
    values_read(&reader->values, node, ELEMENT_style, &values, &count);
    style_apply(&reader->values, values, count, xml_position(reader->xml.document, node), out);
}

/* What a style starts from: the style that it is like, else body; body itself from nothing. */
static struct style style_base(struct brand_reader *reader, struct xml_node *node) {
    const char *like = xml_attribute_text(node, "like", NULL);
    const struct style *base =
        style_table_find(&reader->values.styles, like == NULL ? "body" : like);
    if (base != NULL) {
        struct style out = *base;
        out.set = like == NULL ? 0 : base->set;
        return out;
    }
    return style_nothing;
}

static void read_style(struct brand_reader *reader, struct xml_node *node) {
    struct brand *brand = reader->brand;
    const char *name = xml_attribute_text(node, "name", "");
    struct style style = style_base(reader, node);
    style.name = name;
    apply_node(reader, node, &style);
    struct xml_node *more = variant_style(reader, name);
    if (more != NULL) {
        apply_node(reader, more, &style);
    }
    bool is_bare = style.family == NULL || style.text.size <= 0 || style.leading <= 0;
    if (is_bare && !reader->has_bare_style) {
        reader->has_bare_style = true;
        reader->xml.failed = true;
        xml_report(&reader->xml, node, MESSAGE_BRAND_STYLE_BARE, ARGS(name));
    }
    if (!add_name(reader, brand->style_ids, node, name, brand->style_count)) {
        return;
    }
    struct style *kept = &brand->styles[brand->style_count++];
    *kept = style;
    *VECTOR_PUSH(reader->xml.arena, &reader->values.styles.styles) = kept;
}

static void read_styles(struct brand_reader *reader) {
    struct brand *brand = reader->brand;
    brand->styles =
        ARENA_ARRAY(reader->xml.arena, struct style, count_children(reader->root, "style"));
    brand->style_ids = ids_build(reader->xml.arena);
    for (struct xml_node *node = xml_first(reader->root, "style"); node != NULL;
         node = xml_next(node, "style")) {
        read_style(reader, node);
    }
    for (struct xml_node *node = reader->variant == NULL ? NULL
                                                         : xml_first(reader->variant, "style");
         node != NULL; node = xml_next(node, "style")) {
        find_base(reader, brand->style_ids, node);
    }
    for (size_t i = 0; needed_styles[i] != NULL; i++) {
        if (brand_find_style(brand, needed_styles[i]) == NULL) {
            xml_report(&reader->xml, reader->root, MESSAGE_BRAND_STYLE_MISSING,
                       ARGS(needed_styles[i]));
        }
    }
    for (size_t i = 0; i < brand->style_count; i++) {
        struct style *style = &brand->styles[i];
        style->text.size = length_scale(style->text.size, brand->scale_percent, 100);
        style->leading = length_scale(style->leading, brand->scale_percent, 100);
    }
}

/* Finds the wanted variant; every variant is known by name, so that a wrong name gets a hint. */
static void find_variant(struct brand_reader *reader, const char *wanted) {
    struct arena *arena = reader->xml.arena;
    size_t count = count_children(reader->root, "variant");
    const char **names = ARENA_ARRAY(arena, const char *, count + 1);
    size_t number = 0;
    reader->brand->scale_percent = 100;
    reader->brand->variant = "";
    reader->brand->variants = names;
    for (struct xml_node *node = xml_first(reader->root, "variant"); node != NULL;
         node = xml_next(node, "variant")) {
        const char *name = xml_read_text(&reader->xml, node, "name");
        int percent = xml_read_int_or(&reader->xml, node, "scale", 50, 400, 100);
        names[number++] = name;
        if (wanted != NULL && strcmp(name, wanted) == 0) {
            reader->variant = node;
            reader->brand->variant = name;
            reader->brand->scale_percent = percent;
        }
    }
    if (wanted != NULL && reader->variant == NULL) {
        xml_report(&reader->xml, reader->root, MESSAGE_BRAND_VARIANT,
                   ARGS(wanted, values_hint(arena, wanted, names)));
    }
}

static void read_country(struct brand_reader *reader, struct xml_node *node) {
    static const char *const standards[] = {"us", "efsa", "uk", NULL};
    static const char *const papers[] = {"letter", "a4", "a5", NULL};
    struct xml_reader *xml = &reader->xml;
    const char *code = xml_read_text(xml, node, "code");
    reader->brand->country = (struct country){
        .code = code,
        .emergency = xml_attribute_text(node, "emergency", ""),
        .crisis = xml_attribute_text(node, "crisis", ""),
        .standard = standards[xml_read_choice(xml, node, "standard", standards)],
        .paper = papers[xml_read_choice(xml, node, "paper", papers)],
        .supplement_notice = xml_attribute_text(node, "supplement-notice", ""),
    };
    if (reader->brand->country.emergency[0] == '\0' || reader->brand->country.crisis[0] == '\0') {
        xml_report(xml, node, MESSAGE_BRAND_EMERGENCY, ARGS(code));
    }
}

/* The only child of that name; reported if there is none. */
static struct xml_node *need_child(struct brand_reader *reader, const char *name) {
    struct xml_node *node = xml_first(reader->root, name);
    if (node == NULL) {
        xml_report(&reader->xml, reader->root, MESSAGE_BRAND_PART_MISSING, ARGS(name));
    }
    return node;
}

/* The address of a page, which becomes a link. What others may be links does not make a page. */
static const char *read_page_address(struct brand_reader *reader, struct xml_node *clinic,
                                     const char *name) {
    const char *address = xml_attribute_text(clinic, name, "");
    bool is_page = strncmp(address, "https://", 8) == 0 || strncmp(address, "http://", 7) == 0;
    if (address[0] != '\0' && !is_page) {
        diag(reader->xml.diags, MESSAGE_BRAND_ADDRESS, value_position(reader, clinic, name),
             ARGS(address));
    }
    return address;
}

static void read_head(struct brand_reader *reader) {
    struct xml_reader *xml = &reader->xml;
    struct brand *brand = reader->brand;
    xml_read_int(xml, reader->root, "version", 1, 1);
    brand->name = xml_read_text(xml, reader->root, "name");
    brand->language = xml_attribute_text(reader->root, "language", "en-US");
    struct xml_node *clinic = need_child(reader, "clinic");
    if (clinic != NULL) {
        brand->clinic = xml_read_text(xml, clinic, "name");
        brand->address = xml_attribute_text(clinic, "address", "");
        brand->phone = xml_attribute_text(clinic, "phone", "");
        brand->email = xml_attribute_text(clinic, "email", "");
        brand->web = read_page_address(reader, clinic, "web");
        brand->booking = read_page_address(reader, clinic, "booking");
    }
    struct xml_node *country = need_child(reader, "country");
    if (country != NULL) {
        read_country(reader, country);
    }
    struct xml_node *review = xml_first(reader->root, "review");
    brand->reviewer = review == NULL ? "" : xml_read_text(xml, review, "by");
    brand->reviewed = review == NULL ? "" : xml_read_text(xml, review, "date");
}

/* Elements that a brand or a variant does not know. */
static void check_elements(struct brand_reader *reader, const struct xml_node *parent,
                           const char *const *known) {
    for (struct xml_node *node = xml_first(parent, NULL); node != NULL;
         node = xml_next(node, NULL)) {
        size_t i = 0;
        while (known[i] != NULL && strcmp(known[i], node->name) != 0) {
            i++;
        }
        if (known[i] == NULL) {
            xml_report(&reader->xml, node, MESSAGE_TEMPLATE_ELEMENT,
                       ARGS(node->name, values_hint(reader->xml.arena, node->name, known)));
        }
    }
}

/* Checks the styles of the variants that are not used now: their values, not their effect. */
static void check_other_variants(struct brand_reader *reader) {
    static const char *const known[] = {"color", "length", "style", NULL};
    for (struct xml_node *variant = xml_first(reader->root, "variant"); variant != NULL;
         variant = xml_next(variant, "variant")) {
        check_elements(reader, variant, known);
        if (variant == reader->variant) {
            continue;
        }
        for (struct xml_node *node = xml_first(variant, "style"); node != NULL;
             node = xml_next(node, "style")) {
            struct style scratch =
                reader->brand->style_count > 0 ? reader->brand->styles[0] : (struct style){0};
            find_base(reader, reader->brand->style_ids, node);
            apply_node(reader, node, &scratch);
        }
        for (struct xml_node *node = xml_first(variant, "color"); node != NULL;
             node = xml_next(node, "color")) {
            struct brand_color scratch;
            find_base(reader, reader->brand->color_ids, node);
            read_color(reader, node, &scratch);
        }
        for (struct xml_node *node = xml_first(variant, "length"); node != NULL;
             node = xml_next(node, "length")) {
            struct brand_length scratch;
            find_base(reader, reader->brand->length_ids, node);
            read_length(reader, node, &scratch);
        }
    }
}

static bool read_brand(struct brand_reader *reader, const struct brand_inputs *inputs) {
    static const char *const known[] = {"clinic", "country", "review",  "color", "length",
                                        "image",  "style",   "variant", "map",   NULL};
    check_elements(reader, reader->root, known);
    read_head(reader);
    find_variant(reader, inputs->variant);
    read_colors(reader);
    read_lengths(reader);
    if (reader->variant != NULL) {
        apply_variant_names(reader);
    }
    read_images(reader, inputs);
    read_maps(reader);
    read_styles(reader);
    check_other_variants(reader);
    xml_report_unknown(&reader->xml, reader->root, true);
    return !reader->xml.failed && !reader->values.failed;
}

struct brand *brand_load(struct arena *arena, const char *file, struct slice bytes,
                         const struct brand_inputs *inputs, struct diags *diags) {
    struct xml_document *document = xml_parse(arena, file, bytes, &xml_limits_pack, diags);
    if (document == NULL) {
        return NULL;
    }
    if (strcmp(document->root->name, "brand") != 0 ||
        strcmp(document->root->uri, BRAND_NAMESPACE) != 0) {
        diag(diags, MESSAGE_BRAND_ROOT, xml_position(document, document->root),
             ARGS(document->root->name,
                  "a brand begins with <brand xmlns=\"" BRAND_NAMESPACE "\">"));
        return NULL;
    }
    struct brand *brand = ARENA_NEW(arena, struct brand);
    brand->fonts = inputs->fonts;
    struct brand_reader reader = {
        .xml = {.arena = arena, .document = document, .diags = diags},
        .values = {.arena = arena,
                   .document = document,
                   .diags = diags,
                   .brand = brand,
                   .fonts = inputs->fonts},
        .brand = brand,
        .root = document->root,
    };
    return read_brand(&reader, inputs) ? brand : NULL;
}
