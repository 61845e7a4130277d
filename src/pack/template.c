/* Loading goes top down in four steps: the common files that are used, then names of pages and
 * parts (they may be used before they are written), then every element into a node with its values
 * read, then the checks that look at more than one element (template_check.c). An error never ends
 * a step: everything that is wrong in the file is reported in one run. */
#include "pack/template.h"

#include "base/memory.h"
#include "pack/elements.h"
#include "pack/expression.h"
#include "pack/template_check.h"
#include "pack/template_contrast.h"
#include "pack/template_files.h"
#include "pack/values.h"
#include "xml/xml.h"

#include <string.h>

/* The longest piece of a roll: two metres. */
#define ROLL_MAX LENGTH_MM10(20000)

const struct template_value *template_value(const struct template_node *node,
                                            enum attribute attribute) {
    return values_find(node->values, node->value_count, attribute);
}

int template_number(const struct template_node *node, enum attribute attribute, int fallback) {
    const struct template_value *value = template_value(node, attribute);
    return value == NULL ? fallback : value->u.number;
}

length template_length(const struct template_node *node, enum attribute attribute,
                       length fallback) {
    const struct template_value *value = template_value(node, attribute);
    return value == NULL ? fallback : value->u.length;
}

const struct style *template_style(const struct template_node *node, const struct style *fallback) {
    const struct template_value *value = template_value(node, ATTRIBUTE_style);
    return value == NULL || value->u.style == NULL ? fallback : value->u.style;
}

static bool is_blank_text(const char *text) {
    return text[strspn(text, " \t\r\n")] == '\0';
}

static void report_place(struct value_reader *reader, const struct xml_node *xml,
                         const char *parent, unsigned allowed) {
    const char *names[ELEMENT_COUNT + 1];
    struct position position = xml_position(reader->document, xml);
    element_names_of(
        element_find(xml->name) == ELEMENT_COUNT && allowed == CONTENT_NONE ? ~0U : allowed, names);
    if (element_find(xml->name) == ELEMENT_COUNT) {
        values_report(reader, position, MESSAGE_TEMPLATE_ELEMENT,
                      ARGS(xml->name, values_hint(reader->arena, xml->name, names)));
        return;
    }
    const char *list = names[0] == NULL ? "nothing" : names[0];
    for (size_t i = 1; names[0] != NULL && names[i] != NULL; i++) {
        list = arena_format(reader->arena, "%s, %s", list, names[i]);
    }
    values_report(reader, position, MESSAGE_TEMPLATE_PLACE, ARGS(xml->name, parent, list));
}

/* Whether a node stands in a line of text, its children being compiled. */
static bool is_inline(const struct template_node *node) {
    unsigned is = element_rules[node->element].is;
    if (node->element == ELEMENT_text || node->element == ELEMENT_let ||
        (is & CONTENT_INLINE) != 0) {
        return true;
    }
    if ((is & (CONTENT_LOGIC | CONTENT_WHEN)) == 0) {
        return false;
    }
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        if (!child->is_inline) {
            return false;
        }
    }
    return true;
}

static void compile_children(struct value_reader *reader, struct xml_node *xml,
                             struct template_node *node, unsigned allowed);

/* An element into out; allowed is what may stand here. False after reporting. */
static bool compile_element(struct value_reader *reader, struct xml_node *xml, unsigned allowed,
                            struct template_node *out) {
    enum element element = element_find(xml->name);
    bool is_ours = strcmp(xml->uri, TEMPLATE_NAMESPACE) == 0;
    if (element == ELEMENT_COUNT || !is_ours || (element_rules[element].is & allowed) == 0) {
        report_place(reader, xml, xml->parent->name, allowed);
        return false;
    }
    unsigned holds = element_rules[element].holds;
    out->element = element;
    out->position = xml_position(reader->document, xml);
    values_read(reader, xml, element, &out->values, &out->value_count);
    unsigned inner = element == ELEMENT_choose ? holds | (allowed << 16) : holds;
    if (holds == CONTENT_SAME) {
        inner = element == ELEMENT_when || element == ELEMENT_otherwise ? allowed >> 16 : allowed;
    }
    compile_children(reader, xml, out, inner);
    return true;
}

/* A text node into out. False: nothing to keep, or reported. */
static bool compile_text(struct value_reader *reader, const struct xml_node *xml, unsigned allowed,
                         struct template_node *out) {
    struct position position = xml_position(reader->document, xml);
    if ((allowed & CONTENT_INLINE) == 0) {
        if (!is_blank_text(xml->text)) {
            size_t blanks = strspn(xml->text, " \t\r\n");
            values_report(reader, position_in_text(position, xml->text, blanks),
                          MESSAGE_TEMPLATE_TEXT, ARGS(xml->parent->name));
        }
        return false;
    }
    out->element = ELEMENT_text;
    out->position = position;
    template_text_parse(reader, xml->text, position, &out->text);
    return true;
}

/* allowed: enum content; of a choose, what may stand in its branches is kept 16 bits higher. */
static void compile_children(struct value_reader *reader, struct xml_node *xml,
                             struct template_node *node, unsigned allowed) {
    struct template_node *last = NULL;
    for (struct xml_node *child = xml->first_child; child != NULL; child = child->next) {
        struct template_node *made = ARENA_NEW(reader->arena, struct template_node);
        made->parent = node;
        bool is_made = child->name == NULL ? compile_text(reader, child, allowed, made)
                                           : compile_element(reader, child, allowed, made);
        if (!is_made) {
            continue;
        }
        made->is_inline = is_inline(made);
        if (last == NULL) {
            node->first_child = made;
        } else {
            last->next = made;
        }
        last = made;
    }
}

/* A style on top of the brand's; a style of the same name is hidden by it. */
static void compile_style(struct value_reader *reader, struct xml_node *xml) {
    const struct template_value *values;
    size_t count;
    values_read(reader, xml, ELEMENT_style, &values, &count);
    const struct template_value *like = values_find(values, count, ATTRIBUTE_like);
    const struct style *base =
        like == NULL ? style_table_find(&reader->styles, "body") : like->u.style;
    struct style *style = ARENA_NEW(reader->arena, struct style);
    *style = base == NULL ? style_nothing : *base;
    style->set = like == NULL ? 0 : style->set;
    style->name = xml_attribute_text(xml, "name", "");
    style_apply(reader, values, count, xml_position(reader->document, xml), style);
    int percent = reader->brand->scale_percent;
    if (values_find(values, count, ATTRIBUTE_size) != NULL) {
        style->text.size = length_scale(style->text.size, percent, 100);
    }
    if (values_find(values, count, ATTRIBUTE_leading) != NULL) {
        style->leading = length_scale(style->leading, percent, 100);
    }
    *VECTOR_PUSH(reader->arena, &reader->styles.styles) = style;
}

static const struct page_region *compile_region(struct value_reader *reader, struct xml_node *xml,
                                                const struct page_master *page) {
    struct template_node *node = ARENA_NEW(reader->arena, struct template_node);
    if (!compile_element(reader, xml, CONTENT_REGION, node)) {
        return NULL;
    }
    struct page_region *region = ARENA_NEW(reader->arena, struct page_region);
    const struct template_value *fill = template_value(node, ATTRIBUTE_fill);
    region->content = node;
    region->position = node->position;
    region->style = template_style(node, style_table_find(&reader->styles, "body"));
    uint32_t of_style = region->style == NULL ? COLOR_NONE : region->style->fill;
    region->fill = fill == NULL ? of_style : fill->u.color;
    region->left = template_length(node, ATTRIBUTE_left, page->margin.left);
    region->width =
        page->width - region->left - template_length(node, ATTRIBUTE_right, page->margin.right);
    region->height = template_length(node, ATTRIBUTE_height, 0);
    region->top = node->element == ELEMENT_header
                      ? template_length(node, ATTRIBUTE_top, 0)
                      : page->height - template_length(node, ATTRIBUTE_bottom, 0) - region->height;
    return region;
}

static void compile_page(struct value_reader *reader, struct xml_node *xml,
                         struct page_master *page) {
    const struct template_value *values;
    size_t count;
    values_read(reader, xml, ELEMENT_page, &values, &count);
    struct template_node node = {.values = values, .value_count = count};
    const struct template_value *next = values_find(values, count, ATTRIBUTE_next);
    page->position = xml_position(reader->document, xml);
    const struct template_value *last = values_find(values, count, ATTRIBUTE_last);
    page->last = last == NULL ? NULL : last->u.page;
    const struct template_value *left = values_find(values, count, ATTRIBUTE_left);
    page->left = left == NULL ? NULL : left->u.page;
    page->is_mirrored = template_number(&node, ATTRIBUTE_mirror, 0) == 1;
    page->is_roll = template_number(&node, ATTRIBUTE_roll, 0) == 1;
    page->width = template_length(&node, ATTRIBUTE_width, page->width);
    page->height =
        template_length(&node, ATTRIBUTE_height, page->is_roll ? ROLL_MAX : page->height);
    page->next = next == NULL || next->u.page == NULL ? page : next->u.page;
    page->margin = (struct edges){.top = template_length(&node, ATTRIBUTE_margin_top, 0),
                                  .right = template_length(&node, ATTRIBUTE_margin_right, 0),
                                  .bottom = template_length(&node, ATTRIBUTE_margin_bottom, 0),
                                  .left = template_length(&node, ATTRIBUTE_margin_left, 0)};
    for (struct xml_node *child = xml_first(xml, NULL); child != NULL;
         child = xml_next(child, NULL)) {
        const struct page_region *region = compile_region(reader, child, page);
        const struct page_region **place =
            region != NULL && region->content->element == ELEMENT_header ? &page->header
                                                                         : &page->footer;
        if (region == NULL) {
            continue;
        }
        if (*place != NULL) {
            values_report(reader, region->position, MESSAGE_TEMPLATE_NAME_TWICE,
                          ARGS(child->name, page->name));
        }
        *place = region;
    }
}

/* Whether some text fits inside the margins, on the paper chosen. */
static void check_room(struct value_reader *reader, const struct page_master *page,
                       const char *paper) {
    int64_t across = (int64_t)page->width - page->margin.left - page->margin.right;
    int64_t down = (int64_t)page->height - page->margin.top - page->margin.bottom;
    if (across < LENGTH_PT(72) || down < LENGTH_PT(72)) {
        values_report(reader, page->position, MESSAGE_TEMPLATE_PAGE_ROOM, ARGS(paper));
    }
}

static size_t count_elements(const struct xml_node *root, const char *name) {
    size_t count = 0;
    for (const struct xml_node *node = xml_first(root, name); node != NULL;
         node = xml_next(node, name)) {
        count++;
    }
    return count;
}

/* Reports a second page or part of that name. */
static void check_twice(struct value_reader *reader, struct ids *ids, struct xml_node *node,
                        const char *name, size_t number) {
    if (ids_add(reader->arena, ids, name, number) != IDS_NONE) {
        values_report(reader, xml_position(reader->document, node), MESSAGE_TEMPLATE_NAME_TWICE,
                      ARGS(node->name, name));
    }
}

struct paper {
    const char *name;
    length width, height;
};

static const struct paper *find_paper(const char *name) {
    static const struct paper papers[] = {
        {"a4", LENGTH_MM10(2100), LENGTH_MM10(2970)},
        {"letter", LENGTH_PT(612), LENGTH_PT(792)},
        {"a5", LENGTH_MM10(1480), LENGTH_MM10(2100)},
    };
    size_t found = 0;
    for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++) {
        found = strcmp(papers[i].name, name) == 0 ? i : found;
    }
    return &papers[found];
}

/* In all files of the template. */
static size_t count_all(const struct value_reader *reader, const char *name) {
    size_t count = 0;
    for (size_t i = 0; i < reader->documents.count; i++) {
        count += count_elements(reader->documents.at[i]->root, name);
    }
    return count;
}

static void declare_pages(struct value_reader *reader, struct ids *ids, const struct paper *size) {
    for (struct xml_node *node = xml_first(reader->document->root, "page"); node != NULL;
         node = xml_next(node, "page")) {
        struct page_master *page = &reader->pages[reader->page_count];
        page->name = xml_attribute_text(node, "name", "");
        page->width = size->width;
        page->height = size->height;
        check_twice(reader, ids, node, page->name, reader->page_count++);
    }
}

static void declare_parts(struct value_reader *reader, struct ids *ids) {
    for (struct xml_node *node = xml_first(reader->document->root, "part"); node != NULL;
         node = xml_next(node, "part")) {
        const char *name = xml_attribute_text(node, "name", "");
        reader->part_names[reader->part_count] = name;
        check_twice(reader, ids, node, name, reader->part_count++);
    }
}

/* Makes pages and parts known by name. */
static void declare_names(struct value_reader *reader, struct template *template,
                          const char *paper) {
    struct arena *arena = reader->arena;
    const struct paper *size = find_paper(paper);
    struct ids *page_ids = ids_build(arena);
    struct ids *part_ids = ids_build(arena);
    size_t parts = count_all(reader, "part");
    reader->pages = ARENA_ARRAY(arena, struct page_master, count_all(reader, "page"));
    reader->parts = ARENA_ARRAY(arena, struct template_node, parts);
    reader->part_names = ARENA_ARRAY(arena, const char *, parts);
    for (size_t i = 0; i < reader->documents.count; i++) {
        reader->document = reader->documents.at[i];
        declare_pages(reader, page_ids, size);
        declare_parts(reader, part_ids);
    }
    template->pages = reader->pages;
    template->page_count = reader->page_count;
}

/* How far the pages and parts of all files are compiled. */
struct progress {
    size_t page, part;
    const char *paper;
};

/* An element right in layout or common; those that were read before are left out. */
static void compile_top(struct value_reader *reader, struct xml_node *node,
                        struct template *template, struct progress *progress) {
    bool is_common = strcmp(reader->document->root->name, "common") == 0;
    unsigned allowed = CONTENT_SHARED | (is_common ? 0U : CONTENT_TOP);
    struct template_node *made = ARENA_NEW(reader->arena, struct template_node);
    enum element element = node->name == NULL ? ELEMENT_text : element_find(node->name);
    bool is_ours = node->name != NULL && strcmp(node->uri, TEMPLATE_NAMESPACE) == 0;
    if (element == ELEMENT_text) {
        compile_text(reader, node, CONTENT_NONE, made);
    } else if (element == ELEMENT_page && is_ours) {
        compile_page(reader, node, &reader->pages[progress->page]);
        check_room(reader, &reader->pages[progress->page++], progress->paper);
    } else if (element == ELEMENT_part && is_ours) {
        compile_element(reader, node, allowed, &reader->parts[progress->part++]);
    } else if (element != ELEMENT_style && element != ELEMENT_use && element != ELEMENT_map &&
               compile_element(reader, node, allowed, made)) {
        const struct template_value *first = template_value(made, ATTRIBUTE_page);
        template->flows[template->flow_count++] =
            (struct template_flow){.first = first == NULL ? NULL : first->u.page, .node = made};
    }
}

/* All files. Styles come first, so that their order in a file does not matter to the others. */
static void compile_files(struct value_reader *reader, struct template *template,
                          const char *paper) {
    struct progress progress = {.paper = paper};
    template->flows = ARENA_ARRAY(reader->arena, struct template_flow, count_all(reader, "flow"));
    for (size_t i = 0; i < reader->documents.count; i++) {
        reader->document = reader->documents.at[i];
        for (struct xml_node *node = xml_first(reader->document->root, "style"); node != NULL;
             node = xml_next(node, "style")) {
            compile_style(reader, node);
        }
    }
    for (size_t i = 0; i < reader->documents.count; i++) {
        reader->document = reader->documents.at[i];
        for (struct xml_node *node = reader->document->root->first_child; node != NULL;
             node = node->next) {
            compile_top(reader, node, template, &progress);
        }
    }
}

/* The attributes of a common file. */
static void check_common_roots(struct value_reader *reader) {
    for (size_t i = 0; i < reader->documents.count; i++) {
        const struct template_value *values;
        size_t count;
        reader->document = reader->documents.at[i];
        if (strcmp(reader->document->root->name, "common") == 0) {
            values_read(reader, reader->document->root, ELEMENT_common, &values, &count);
        }
    }
}

static void read_root(struct value_reader *reader, struct template *template) {
    const struct template_value *values;
    size_t count;
    bool is_common = strcmp(reader->document->root->name, "common") == 0;
    template->language = reader->language = reader->brand->language;
    if (is_common) { /* looked at alone */
        return;
    }
    values_read(reader, reader->document->root, ELEMENT_layout, &values, &count);
    const struct template_value *title = values_find(values, count, ATTRIBUTE_title);
    struct xml_node *root = reader->document->root;
    template->name = xml_attribute_text(root, "name", "");
    template->version = xml_attribute_text(root, "version", "");
    template->language = reader->language = xml_attribute_text(root, "language", "");
    template->signs = language_find(template->language);
    if (title != NULL) {
        template->title = title->u.text;
    }
}

static void compile_template(struct value_reader *reader, struct template *template,
                             const struct template_inputs *inputs) {
    const struct xml_document *main_file = reader->document;
    const char *paper = inputs->paper == NULL ? inputs->brand->country.paper : inputs->paper;
    for (size_t i = 0; i < reader->brand->style_count; i++) {
        *VECTOR_PUSH(reader->arena, &reader->styles.styles) = &reader->brand->styles[i];
    }
    template_read_used(reader, inputs);
    template_read_maps(reader);
    declare_names(reader, template, paper);
    reader->document = main_file;
    read_root(reader, template);
    check_common_roots(reader);
    compile_files(reader, template, paper);
    reader->document = main_file;
    if (template->flow_count == 0 && !inputs->is_common) {
        values_report(reader, xml_position(reader->document, reader->document->root),
                      MESSAGE_TEMPLATE_NO_FLOW, NULL);
    }
    template->styles = reader->styles.styles.at;
    template->style_count = reader->styles.styles.count;
    template->maps = reader->maps.at;
    template->map_count = reader->maps.count;
    template_check(reader, template);
    if (!reader->failed) {
        template_check_contrast(reader, template);
    }
    template->paths = reader->paths.at;
    template->path_count = reader->paths.count;
}

struct template *template_load(struct arena *arena, const char *file, struct slice bytes,
                               const struct template_inputs *inputs, struct diags *diags) {
    struct xml_document *document = template_read_file(arena, file, bytes, inputs, diags);
    if (document == NULL) {
        return NULL;
    }
    struct template *template = ARENA_NEW(arena, struct template);
    struct value_reader reader = {
        .arena = arena,
        .document = document,
        .diags = diags,
        .brand = inputs->brand,
        .fonts = inputs->brand->fonts,
        .context = xmlXPathNewContext(NULL),
    };
    if (reader.context == NULL) {
        memory_exhausted();
    }
    template->file = document->file;
    compile_template(&reader, template, inputs);
    xmlXPathFreeContext(reader.context);
    if (reader.failed) {
        template_free(template);
        return NULL;
    }
    return template;
}

void template_free(struct template *template) {
    if (template == NULL) {
        return;
    }
    for (size_t i = 0; i < template->path_count; i++) {
        xmlXPathFreeCompExpr(template->paths[i]);
    }
    template->paths = NULL;
    template->path_count = 0;
}

const struct style *template_find_style(const struct template *template, const char *name) {
    for (size_t i = template->style_count; i > 0; i--) {
        if (strcmp(template->styles[i - 1]->name, name) == 0) {
            return template->styles[i - 1];
        }
    }
    return NULL;
}
