/* Building is one walk over the template. Every structure element is made when its block is met, so
 * their order is the reading order; what turns out to be empty takes its elements back. Most of the
 * time goes into shaping; expressions cost a microsecond each, constant text nothing but the copy.
 */
#include "layout/build.h"

#include "base/memory.h"
#include "layout/build_inside.h"

#include <libxml/xpathInternals.h>
#include <string.h>

const char *const block_kind_names[BLOCK_KIND_COUNT + 1] = {
    [BLOCK_GROUP] = "group",   [BLOCK_PARAGRAPH] = "paragraph",
    [BLOCK_LIST] = "list",     [BLOCK_ITEM] = "item",
    [BLOCK_BOX] = "box",       [BLOCK_COLUMNS] = "columns",
    [BLOCK_TABLE] = "table",   [BLOCK_FIGURE] = "figure",
    [BLOCK_CHART] = "chart",   [BLOCK_CODE] = "code",
    [BLOCK_FIELD] = "field",   [BLOCK_RULE] = "rule",
    [BLOCK_SPACE] = "space",   [BLOCK_BREAK] = "break",
    [BLOCK_KIND_COUNT] = NULL,
};

length block_tick_side(const struct style *style) {
    const length side = LENGTH_MM10(46);
    length scaled = length_scale(side, style->text.size, LENGTH_PT(12));
    return scaled > side ? scaled : side;
}

void build_report(struct build *build, enum message message, struct position position,
                  const char *const *arguments) {
    diag(build->diags, message, position, arguments);
    build->failed = true;
}

int32_t build_structure(struct build *build, enum tag tag, int32_t parent) {
    if (build->is_region) {
        return STRUCTURE_ARTIFACT;
    }
    size_t number = build->pages->structures.count;
    *VECTOR_PUSH(build->arena, &build->pages->structures) =
        (struct structure){.tag = tag, .parent = parent};
    return (int32_t)number;
}

struct block *build_block(struct build *build, enum block_kind kind,
                          const struct template_node *node, const struct style *style) {
    struct block *block = ARENA_NEW(build->arena, struct block);
    block->kind = kind;
    block->style = style;
    block->structure = STRUCTURE_ARTIFACT;
    block->position = node->position;
    return block;
}

void build_add(struct block *parent, struct block *child) {
    if (parent->last_child == NULL) {
        parent->first_child = child;
    } else {
        parent->last_child->next = child;
    }
    parent->last_child = child;
}

static const struct style *find_made(const struct build *build, const struct style *base,
                                     const struct style *over, int align) {
    for (size_t i = 0; i < build->made_styles.count; i++) {
        const struct made_style *made = &build->made_styles.at[i];
        if (made->base == base && made->over == over && made->align == align) {
            return made->style;
        }
    }
    return NULL;
}

static const struct style *keep_made(struct build *build, struct made_style made,
                                     struct style style) {
    struct style *kept = ARENA_NEW(build->arena, struct style);
    *kept = style;
    made.style = kept;
    *VECTOR_PUSH(build->arena, &build->made_styles) = made;
    return kept;
}

const struct style *build_overlay(struct build *build, const struct style *base,
                                  const struct style *over) {
    if (over == NULL || over == base || over->set == 0) {
        return base;
    }
    const struct style *found = find_made(build, base, over, -1);
    if (found != NULL) {
        return found;
    }
    return keep_made(build, (struct made_style){base, over, -1, NULL},
                     style_overlay(base, over, build->inputs->brand->fonts));
}

const struct style *build_align(struct build *build, const struct style *base, enum align align) {
    if (base->align == align) {
        return base;
    }
    const struct style *found = find_made(build, base, NULL, (int)align);
    if (found != NULL) {
        return found;
    }
    struct style style = *base;
    style.align = align;
    return keep_made(build, (struct made_style){base, NULL, (int)align, NULL}, style);
}

/* Not smaller where the letters are made larger for those who need it. */
const struct style *build_raise(struct build *build, const struct style *base) {
    const struct style *found = find_made(build, base, base, -1);
    if (found != NULL) {
        return found;
    }
    struct style style = *base;
    int percent = build->inputs->brand->scale_percent > 100 ? 100 : 68;
    style.text.size = length_scale(base->text.size, percent, 100);
    style.text.rise = base->text.size * 3 / 10;
    style.text.underline = false;
    return keep_made(build, (struct made_style){base, base, -1, NULL}, style);
}

void build_trim(struct block *group) {
    if (group->first_child != NULL) {
        group->first_child->space_before = 0;
        group->last_child->space_after = 0;
    }
}

struct mark build_mark(const struct build *build) {
    return (struct mark){build->pages->structures.count, build->pages->links.count,
                         build->note_count};
}

void build_go_back(struct build *build, struct mark mark) {
    build->pages->structures.count = mark.structures;
    build->pages->links.count = mark.links;
    build->note_count = mark.notes;
    build->notes.count = mark.notes;
}

/* XPath's variables: the innermost of that name. */
static xmlXPathObjectPtr find_variable(void *user, const xmlChar *name, const xmlChar *uri) {
    const struct build *build = user;
    (void)uri;
    for (size_t i = build->variables.count; i > 0; i--) {
        if (strcmp(build->variables.at[i - 1].name, (const char *)name) == 0) {
            return xmlXPathObjectCopy(build->variables.at[i - 1].value);
        }
    }
    return NULL;
}

/* The same for queries. */
static bool find_value(const void *user, const char *name, struct query_value *out_value) {
    const struct build *build = user;
    for (size_t i = build->variables.count; i > 0; i--) {
        const struct variable *variable = &build->variables.at[i - 1];
        if (strcmp(variable->name, name) == 0) {
            *out_value = (struct query_value){variable->value, variable->is_flat};
            return true;
        }
    }
    return false;
}

/* libxml2 would print to the standard error; what fails is reported where it was asked for. */
static void ignore_error(void *user, xmlErrorPtr error) {
    (void)user;
    (void)error;
}

static const struct style *find_style(const struct build *build, const char *name,
                                      const struct style *fallback) {
    const struct style *style = template_find_style(build->inputs->template, name);
    return style == NULL ? fallback : style;
}

/* The styles of what has none of its own. */
static void find_styles(struct build *build) {
    static const char *const roles[] = {NULL, "note", "warning", "urgent"};
    const struct style *body = find_style(build, "body", NULL);
    build->body = body;
    build->list = find_style(build, "list", body);
    build->item = find_style(build, "item", body);
    build->table = find_style(build, "table", body);
    build->table_head = find_style(build, "table-head", body);
    build->table_group = find_style(build, "table-group", build->table);
    build->table_foot = find_style(build, "table-foot", build->table);
    build->link = find_style(build, "link", body);
    build->field = find_style(build, "field", body);
    build->icon = find_style(build, "icon", body);
    build->rule = find_style(build, "rule", body);
    build->caption = find_style(build, "caption", find_style(build, "small", body));
    build->footnote = find_style(build, "footnote", find_style(build, "small", body));
    build->chart = find_style(build, "chart", body);
    build->chart_label = find_style(build, "chart-label", body);
    build->chart_value = find_style(build, "chart-value", body);
    for (int i = 0; i < 6; i++) {
        const char name[3] = {'h', (char)('1' + i), '\0'};
        build->headings[i] = find_style(build, name, i > 0 ? build->headings[i - 1] : body);
    }
    struct style *bare = ARENA_NEW(build->arena, struct style);
    *bare = *body;
    bare->set = 0;
    bare->space_before = bare->space_after = 0;
    bare->padding = bare->edge = (struct edges){0, 0, 0, 0};
    bare->fill = COLOR_NONE;
    build->bare = bare;
    for (int i = 1; i < 4; i++) {
        build->roles[i] = find_style(build, roles[i], body);
    }
}

struct build *build_new(struct arena *arena, const struct layout_inputs *inputs,
                        struct diags *diags) {
    struct build *build = ARENA_NEW(arena, struct build);
    build->arena = arena;
    struct layout_inputs *kept = ARENA_NEW(arena, struct layout_inputs);
    *kept = *inputs;
    build->inputs = kept;
    build->diags = diags;
    build->context = xmlXPathNewContext(inputs->report);
    if (build->context == NULL) {
        memory_exhausted();
    }
    build->context->node = xmlDocGetRootElement(inputs->report);
    build->context->proximityPosition = 1;
    build->context->contextSize = 1;
    build->context->error = ignore_error;
    build->context->opLimit = BUILD_STEPS_MAX;
    xmlXPathRegisterVariableLookup(build->context, find_variable, build);
    build_register_functions(build);
    build->place = (struct query_place){build->context, arena, find_value, build};
    xmlXPathContextSetCache(build->context, 1, -1, 0);
    find_styles(build);
    return build;
}

void build_free(struct build *build) {
    build_pop(build, 0);
    xmlXPathFreeContext(build->context);
    builder_free(&build->line.text);
}

/* An attribute of the report's root element, "" if it has none. */
static const char *root_attribute(struct build *build, const char *name) {
    xmlChar *value =
        xmlGetNoNsProp(xmlDocGetRootElement(build->inputs->report), (const xmlChar *)name);
    const char *text = value == NULL ? "" : arena_string(build->arena, (const char *)value);
    xmlFree(value);
    return text;
}

static void begin_pages(struct build *build) {
    struct pages *pages = ARENA_NEW(build->arena, struct pages);
    build->pages = pages;
    pages->title = build_text(build, &build->inputs->template->title);
    pages->author = build->inputs->brand->clinic;
    pages->language = build->inputs->template->language;
    struct date date = {0, 0, 0};
    if (date_parse(slice_from(root_attribute(build, "date")), &date)) {
        pages->date = date;
    }
    build_structure(build, TAG_DOCUMENT, -1);
}

bool build_document(struct build *build, struct document_blocks *out) {
    const struct template *template = build->inputs->template;
    begin_pages(build);
    build_push(build, "section", xmlXPathNewCString("")); /* the first, see build_set_section */
    build_push_number(build, "page", (struct page_number){.kind = NUMBER_PAGE});
    build_push_number(build, "pages", (struct page_number){.kind = NUMBER_PAGES});
    out->numbers = &build->numbers;
    out->pages = build->pages;
    out->flow_count = template->flow_count;
    out->flows = ARENA_ARRAY(build->arena, struct flow_blocks, template->flow_count);
    for (size_t i = 0; i < template->flow_count; i++) {
        const struct template_flow *flow = &template->flows[i];
        struct block *root = build_block(build, BLOCK_GROUP, flow->node, build->body);
        struct around around = {build->body, 0, root, false};
        build_children(build, flow->node, &around);
        out->flows[i] = (struct flow_blocks){.root = root, .first = flow->first};
    }
    out->notes = build->notes.at;
    out->note_count = build->notes.count;
    out->note_style = build->rule;
    return !build->failed;
}

struct block *build_region(struct build *build, const struct page_region *region,
                           const struct page_facts *facts) {
    struct block *root = build_block(build, BLOCK_GROUP, region->content, build->body);
    struct around around = {build_overlay(build, build->body, region->style), STRUCTURE_ARTIFACT,
                            root, true};
    size_t variables = build->variables.count;
    build->is_region = true;
    build_push(build, "page", xmlXPathNewFloat((int)facts->number));
    build_push(build, "pages", xmlXPathNewFloat((int)facts->count));
    build_push(build, "section", xmlXPathNewCString(facts->section));
    build_children(build, region->content, &around);
    build_pop(build, variables);
    build->is_region = false;
    build_trim(root);
    return build->failed ? NULL : root;
}

bool build_has_failed(const struct build *build) {
    return build->failed;
}
