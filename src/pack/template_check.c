/* One walk over flows, headers and footers in document order, into parts where they are inserted.
 * It carries what is known at each place: the variables in scope, and the set of heading levels
 * that the last heading before it may have. Branches make that a set: after an `if` the last
 * heading may be the one before it or the one inside; a loop's body may come after itself. A
 * heading is wrong if some way through the branches skips a level before it. */
#include "pack/template_check.h"

#include "pack/expression.h"
#include "pack/functions.h"

#include <string.h>

struct scope {
    const char *name;
    const struct scope *outer;
    bool is_number; /* of a page that is not known yet: it can only be printed */
};

struct target {
    const char *name;
    struct position position;
};

/* Parts in parts and loops in loops multiply what is walked. */
#define WALK_LIMIT 200000

struct checker {
    struct value_reader *reader;
    size_t walked; /* nodes */
    const struct scope *variables;
    bool is_region;   /* in a header or footer */
    bool is_heading;  /* in an h of a flow */
    const char *line; /* "a link" or "another note" that is being walked, NULL */
    bool is_open;     /* a part that is never inserted: its variables are not known */
    unsigned levels;  /* bit n: the last heading may be of level n; bit 0: none yet */
    bool *part_used;
    const struct template_node **inside; /* parts being walked */
    size_t inside_count;
    VECTOR(struct target) names;
    VECTOR(struct target) links;
};

static void walk_children(struct checker *checker, const struct template_node *node);

static const char *decimal(struct checker *checker, size_t number) {
    return arena_format(checker->reader->arena, "%zu", number);
}

/* NULL: there is no such variable here. */
static const struct scope *find_variable(const struct checker *checker, struct slice name) {
    const struct scope *scope = checker->variables;
    while (scope != NULL && !slice_equals(name, scope->name)) {
        scope = scope->outer;
    }
    return scope;
}

/* Whether the expression is nothing but a page number that is not known yet. */
static bool is_page_number(const struct checker *checker, const struct reference *reference) {
    if (checker->is_region) {
        return false;
    }
    const struct scope *scope = reference->variable == NULL
                                    ? NULL
                                    : find_variable(checker, slice_from(reference->variable));
    return reference->place != NULL || (scope != NULL && scope->is_number);
}

static void report_variable(struct checker *checker, struct slice slice, struct position position) {
    struct arena *arena = checker->reader->arena;
    const char *name = arena_copy(arena, slice.at, slice.size_bytes);
    size_t count = 0;
    for (const struct scope *scope = checker->variables; scope != NULL; scope = scope->outer) {
        count++;
    }
    const char **names = ARENA_ARRAY(arena, const char *, count + 1);
    for (const struct scope *scope = checker->variables; scope != NULL; scope = scope->outer) {
        names[--count] = scope->name;
    }
    values_report(checker->reader, position, MESSAGE_TEMPLATE_VARIABLE,
                  ARGS(name, values_hint(arena, name, names)));
}

static void report_number(struct checker *checker, const char *text, struct position position) {
    values_report(checker->reader, position, MESSAGE_TEMPLATE_PAGE_NUMBER, ARGS(text));
}

/* page-of('name'): the name is looked for when all are known. */
static void check_places(struct checker *checker, const char *source, struct position position,
                         bool may_be_number) {
    struct arena *arena = checker->reader->arena;
    size_t offset = 0;
    size_t at = 0;
    struct slice name;
    while (expression_next_place(source, &offset, &at, &name)) {
        const char *text = arena_copy(arena, name.at, name.size_bytes);
        struct position place = position_in_text(position, source, at);
        *VECTOR_PUSH(arena, &checker->links) = (struct target){text, place};
        if (!may_be_number && !checker->is_region) {
            report_number(checker, arena_format(arena, FUNCTION_PAGE_OF "('%s')", text), place);
        }
    }
}

/* may_be_number: the expression is alone and printed, so it can be a page number. */
static void check_expression(struct checker *checker, const char *source, struct position position,
                             bool may_be_number) {
    size_t offset = 0;
    size_t at = 0;
    struct slice name;
    check_places(checker, source, position, may_be_number);
    while (!checker->is_open && expression_next_variable(source, &offset, &at, &name)) {
        const struct scope *scope = find_variable(checker, name);
        struct position place = position_in_text(position, source, at);
        if (scope == NULL) {
            report_variable(checker, name, place);
        } else if (scope->is_number && !may_be_number) {
            report_number(checker, arena_format(checker->reader->arena, "$%s", scope->name), place);
        }
    }
}

/* is_printed: the text of a flow, where a page number can stand. */
static void check_text(struct checker *checker, const struct template_text *text, bool is_printed) {
    for (size_t i = 0; i < text->count; i++) {
        const struct template_piece *piece = &text->pieces[i];
        if (piece->path.source != NULL) {
            check_expression(checker, piece->path.source, piece->position,
                             is_printed && is_page_number(checker, &piece->path.reference));
        }
    }
}

/* Where an expression can be a page number: a v that does no more than print it, and a let. */
static bool may_be_number(const struct checker *checker, const struct template_node *node,
                          const struct template_value *value) {
    bool is_plain_value = node->element == ELEMENT_v && !checker->is_heading &&
                          template_value(node, ATTRIBUTE_format) == NULL;
    return value->attribute == ATTRIBUTE_select &&
           (is_plain_value || node->element == ELEMENT_let) &&
           is_page_number(checker, &value->u.path.reference);
}

static void check_values(struct checker *checker, const struct template_node *node) {
    for (size_t i = 0; i < node->value_count; i++) {
        const struct template_value *value = &node->values[i];
        if (value->kind == VALUE_PATH) {
            check_expression(checker, value->u.path.source, value->position,
                             may_be_number(checker, node, value));
        } else if (value->kind == VALUE_TEXT) {
            check_text(checker, &value->u.text, false);
        }
        bool is_empty = value->attribute == ATTRIBUTE_alt && value->u.text.is_constant &&
                        strspn(value->u.text.constant, " ") == strlen(value->u.text.constant);
        if (is_empty) {
            values_report(checker->reader, value->position, MESSAGE_TEMPLATE_EMPTY_ALT, NULL);
        }
    }
}

static void add_variable(struct checker *checker, const char *name, bool is_number) {
    struct scope *scope = ARENA_NEW(checker->reader->arena, struct scope);
    *scope = (struct scope){.name = name, .outer = checker->variables, .is_number = is_number};
    checker->variables = scope;
}

static void add_let(struct checker *checker, const struct template_node *let) {
    const struct template_value *name = template_value(let, ATTRIBUTE_name);
    const struct template_value *select = template_value(let, ATTRIBUTE_select);
    if (name != NULL) {
        add_variable(checker, name->u.text.constant,
                     select != NULL && is_page_number(checker, &select->u.path.reference));
    }
}

/* What is known everywhere. */
static void add_page_variables(struct checker *checker) {
    add_variable(checker, "page", !checker->is_region);
    add_variable(checker, "pages", !checker->is_region);
    add_variable(checker, "section", false);
}

/* What a part sees: the page and its parameters, which the insert's let elements are. */
static void enter_part(struct checker *checker, const struct template_node *insert) {
    const struct scope *outer = checker->variables;
    VECTOR(struct scope) parameters = {0};
    for (const struct template_node *let = insert->first_child; let != NULL; let = let->next) {
        add_let(checker, let); /* sees the variables around and the let elements before it */
        if (checker->variables != outer) {
            *VECTOR_PUSH(checker->reader->arena, &parameters) = *checker->variables;
        }
    }
    checker->variables = NULL;
    add_page_variables(checker);
    for (size_t i = 0; i < parameters.count; i++) {
        add_variable(checker, parameters.at[i].name, parameters.at[i].is_number);
    }
}

static void check_heading(struct checker *checker, const struct template_node *node) {
    int level = template_number(node, ATTRIBUTE_level, 1);
    if (checker->is_region || checker->is_open) {
        return;
    }
    for (int before = 0; before + 1 < level; before++) {
        if ((checker->levels & (1U << before)) != 0) {
            values_report(checker->reader, node->position, MESSAGE_TEMPLATE_HEADING,
                          ARGS(decimal(checker, (size_t)level), decimal(checker, (size_t)before),
                               decimal(checker, (size_t)before + 1)));
            break;
        }
    }
    checker->levels = 1U << level;
}

static void check_link(struct checker *checker, const struct template_node *node) {
    const struct template_value *href = template_value(node, ATTRIBUTE_href);
    if (checker->is_region) {
        values_report(checker->reader, node->position, MESSAGE_TEMPLATE_LINK_PLACE, NULL);
    }
    if (href != NULL && href->u.text.is_constant && href->u.text.constant[0] == '#') {
        *VECTOR_PUSH(checker->reader->arena, &checker->links) =
            (struct target){href->u.text.constant + 1, href->position};
    }
}

/* A number that links to its note cannot be part of another link. */
static void check_note(struct checker *checker, const struct template_node *node) {
    const char *where = checker->is_region ? "a header or footer" : checker->line;
    if (where != NULL) {
        values_report(checker->reader, node->position, MESSAGE_TEMPLATE_NOTE_PLACE, ARGS(where));
    }
}

static void check_insert(struct checker *checker, const struct template_node *node) {
    const struct template_value *value = template_value(node, ATTRIBUTE_part);
    const struct template_node *part = value == NULL ? NULL : value->u.part;
    if (part == NULL) {
        return;
    }
    size_t number = (size_t)(part - checker->reader->parts);
    const char *name = checker->reader->part_names[number];
    checker->part_used[number] = true;
    for (size_t i = 0; i < checker->inside_count; i++) {
        if (checker->inside[i] == part) {
            values_report(checker->reader, value->position, MESSAGE_TEMPLATE_PART_LOOP, ARGS(name));
            return;
        }
    }
    const struct scope *outer = checker->variables;
    walk_children(checker, node); /* its let elements see the variables here */
    enter_part(checker, node);
    checker->inside[checker->inside_count++] = part;
    walk_children(checker, part);
    checker->inside_count--;
    checker->variables = outer;
}

static void check_choose(struct checker *checker, const struct template_node *node) {
    unsigned before = checker->levels;
    unsigned after = 0;
    bool has_otherwise = false;
    for (const struct template_node *branch = node->first_child; branch != NULL;
         branch = branch->next) {
        if (has_otherwise) {
            values_report(checker->reader, branch->position, MESSAGE_TEMPLATE_PLACE,
                          ARGS(branch->element == ELEMENT_when ? "when" : "otherwise", "choose",
                               "nothing after otherwise"));
        }
        has_otherwise = has_otherwise || branch->element == ELEMENT_otherwise;
        checker->levels = before;
        check_values(checker, branch);
        walk_children(checker, branch);
        after |= checker->levels;
    }
    checker->levels = has_otherwise ? after : after | before;
}

static bool is_logic(enum element element) {
    return element == ELEMENT_for || element == ELEMENT_if || element == ELEMENT_choose;
}

/* Columns that a row's own cells cover; SIZE_MAX if that depends on the report. */
static size_t row_width(const struct template_node *row, bool *out_has_row_span) {
    size_t width = 0;
    bool is_fixed = true;
    for (const struct template_node *cell = row->first_child; cell != NULL; cell = cell->next) {
        is_fixed = is_fixed && !is_logic(cell->element);
        if (cell->element == ELEMENT_cell) {
            width += (size_t)template_number(cell, ATTRIBUTE_span, 1);
            *out_has_row_span |= template_number(cell, ATTRIBUTE_rows, 1) > 1;
        }
    }
    return is_fixed ? width : SIZE_MAX;
}

/* Rows right in node or in its logic. */
static void check_rows(struct checker *checker, const struct template_node *node, size_t columns,
                       bool *has_row_span) {
    for (const struct template_node *row = node->first_child; row != NULL; row = row->next) {
        if (row->element != ELEMENT_row) {
            check_rows(checker, row, columns, has_row_span);
            continue;
        }
        bool had_row_span = *has_row_span;
        size_t width = row_width(row, has_row_span);
        bool is_wrong = had_row_span ? width > columns : width != columns;
        if (width != SIZE_MAX && is_wrong) {
            values_report(checker->reader, row->position, MESSAGE_TEMPLATE_CELLS,
                          ARGS(decimal(checker, width), decimal(checker, columns)));
        }
    }
}

/* How far a table has got. */
enum table_stage { STAGE_COL, STAGE_HEAD, STAGE_ROW, STAGE_FOOT };

static enum table_stage stage_of(enum element element) {
    switch ((int)element) {
    case ELEMENT_head:
        return STAGE_HEAD;
    case ELEMENT_row:
        return STAGE_ROW;
    case ELEMENT_foot:
        return STAGE_FOOT;
    default:
        return STAGE_COL;
    }
}

/* Col, head, rows, foot; branches of a choose begin where the choose does. Returns the stage after
 * the children of node. */
static enum table_stage check_order(struct checker *checker, const struct template_node *node,
                                    enum table_stage before, bool in_loop) {
    enum table_stage after = before;
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        enum table_stage stage = stage_of(child->element);
        enum table_stage start = node->element == ELEMENT_choose ? before : after;
        bool is_section = stage == STAGE_HEAD || stage == STAGE_FOOT;
        if (stage == STAGE_COL && child->element != ELEMENT_col) {
            bool loops = in_loop || child->element == ELEMENT_for;
            stage = check_order(checker, child, start, loops);
        } else if (stage < start || (in_loop && is_section)) {
            values_report(checker->reader, child->position, MESSAGE_TEMPLATE_TABLE_ORDER,
                          ARGS(element_rules[child->element].name));
        }
        after = stage > after ? stage : after;
    }
    return after;
}

static void check_table(struct checker *checker, const struct template_node *node) {
    size_t columns = 0;
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        columns += child->element == ELEMENT_col ? 1 : 0;
    }
    if (columns == 0) {
        values_report(checker->reader, node->position, MESSAGE_TEMPLATE_NO_COL, NULL);
        return;
    }
    bool has_row_span = false;
    check_rows(checker, node, columns, &has_row_span);
    check_order(checker, node, STAGE_COL, false);
}

static void check_columns(struct checker *checker, const struct template_node *node) {
    const struct template_value *widths = template_value(node, ATTRIBUTE_widths);
    size_t blocks = 0;
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        if (is_logic(child->element) || child->element == ELEMENT_insert) {
            return; /* known only with the report */
        }
        blocks += child->element == ELEMENT_let ? 0 : 1;
    }
    if (widths != NULL && widths->u.measures.count != 0 && blocks != widths->u.measures.count) {
        values_report(checker->reader, node->position, MESSAGE_TEMPLATE_COLUMNS,
                      ARGS(decimal(checker, blocks), decimal(checker, widths->u.measures.count)));
    }
}

static void check_figure(struct checker *checker, const struct template_node *node) {
    bool has_width = template_value(node, ATTRIBUTE_width) != NULL;
    bool has_height = template_value(node, ATTRIBUTE_height) != NULL;
    const struct template_value *fit = template_value(node, ATTRIBUTE_fit);
    if (!has_width && !has_height) {
        values_report(checker->reader, node->position, MESSAGE_TEMPLATE_FIGURE_SIZE, NULL);
    } else if (fit != NULL && !(has_width && has_height)) {
        values_report(checker->reader, fit->position, MESSAGE_TEMPLATE_FIT, NULL);
    }
}

static void check_element(struct checker *checker, const struct template_node *node) {
    switch ((int)node->element) {
    case ELEMENT_h:
        check_heading(checker, node);
        break;
    case ELEMENT_link:
        check_link(checker, node);
        break;
    case ELEMENT_note:
        check_note(checker, node);
        break;
    case ELEMENT_table:
        check_table(checker, node);
        break;
    case ELEMENT_columns:
        check_columns(checker, node);
        break;
    case ELEMENT_figure:
        check_figure(checker, node);
        break;
    default:
        break;
    }
    const struct template_value *name = template_value(node, ATTRIBUTE_name);
    if (name != NULL && node->element != ELEMENT_let) {
        *VECTOR_PUSH(checker->reader->arena, &checker->names) =
            (struct target){name->u.text.constant, name->position};
    }
}

static void walk(struct checker *checker, const struct template_node *node) {
    if (checker->walked > WALK_LIMIT) {
        return;
    }
    if (++checker->walked > WALK_LIMIT) {
        values_report(checker->reader, node->position, MESSAGE_TEMPLATE_PARTS,
                      ARGS(decimal(checker, WALK_LIMIT)));
    }
    if (node->element == ELEMENT_choose) {
        check_choose(checker, node);
        return;
    }
    check_values(checker, node);
    check_text(checker, &node->text, !checker->is_heading);
    if (node->element == ELEMENT_insert) {
        check_insert(checker, node);
        return;
    }
    check_element(checker, node);
    unsigned before = checker->levels;
    const char *line = checker->line;
    checker->line = node->element == ELEMENT_link   ? "a link"
                    : node->element == ELEMENT_note ? "another note"
                                                    : line;
    bool is_heading = checker->is_heading;
    checker->is_heading = is_heading || (node->element == ELEMENT_h && !checker->is_region);
    walk_children(checker, node);
    checker->line = line;
    checker->is_heading = is_heading;
    if (node->element == ELEMENT_for && checker->levels != before) {
        checker->levels |= before;
        walk_children(checker, node); /* the body after itself */
    }
    if (node->element == ELEMENT_for || node->element == ELEMENT_if) {
        checker->levels |= before;
    }
}

static void walk_children(struct checker *checker, const struct template_node *node) {
    const struct scope *outer = checker->variables;
    for (const struct template_node *child = node->first_child; child != NULL;
         child = child->next) {
        walk(checker, child);
        if (child->element == ELEMENT_let) {
            add_let(checker, child);
        }
    }
    checker->variables = outer;
}

static void walk_region(struct checker *checker, const struct page_region *region) {
    if (region == NULL) {
        return;
    }
    checker->is_region = true;
    add_page_variables(checker);
    walk_children(checker, region->content);
    checker->variables = NULL;
    checker->is_region = false;
}

/* The part stands in the template's own file: not every template needs all of a common one. */
static bool is_own_part(const struct checker *checker, const struct template_node *part) {
    const struct xml_document *document = checker->reader->document;
    return part->position.file == document->file && strcmp(document->root->name, "layout") == 0;
}

static void check_unused_parts(struct checker *checker) {
    for (size_t i = 0; i < checker->reader->part_count; i++) {
        const struct template_node *part = &checker->reader->parts[i];
        if (checker->part_used[i] || part->element != ELEMENT_part) {
            continue;
        }
        if (is_own_part(checker, part)) {
            diag(checker->reader->diags, MESSAGE_TEMPLATE_PART_UNUSED, part->position,
                 ARGS(checker->reader->part_names[i]));
        }
        checker->is_open = true;
        checker->inside[0] = part;
        checker->inside_count = 1;
        walk_children(checker, part);
    }
}

static void check_links(struct checker *checker) {
    size_t count = checker->names.count;
    const char **names = ARENA_ARRAY(checker->reader->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        names[i] = checker->names.at[i].name;
    }
    for (size_t i = 0; i < checker->links.count; i++) {
        const struct target *link = &checker->links.at[i];
        size_t found = 0;
        while (found < count && strcmp(names[found], link->name) != 0) {
            found++;
        }
        if (found == count) {
            values_report(checker->reader, link->position, MESSAGE_TEMPLATE_LINK_TARGET,
                          ARGS(link->name, values_hint(checker->reader->arena, link->name, names)));
        }
    }
}

void template_check(struct value_reader *reader, const struct template *template) {
    struct arena *arena = reader->arena;
    struct checker checker = {
        .reader = reader,
        .levels = 1U,
        .part_used = ARENA_ARRAY(arena, bool, reader->part_count),
        .inside = ARENA_ARRAY(arena, const struct template_node *, reader->part_count + 1),
    };
    check_text(&checker, &template->title, false);
    for (size_t i = 0; i < template->page_count; i++) {
        walk_region(&checker, template->pages[i].header);
        walk_region(&checker, template->pages[i].footer);
    }
    for (size_t i = 0; i < template->flow_count; i++) {
        add_page_variables(&checker);
        walk_children(&checker, template->flows[i].node);
        checker.variables = NULL;
    }
    check_unused_parts(&checker);
    if (strcmp(reader->document->root->name, "layout") == 0) { /* a common file alone has no flow */
        check_links(&checker);
    }
}
