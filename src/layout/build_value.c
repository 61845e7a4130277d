#include "layout/build_inside.h"

#include "base/memory.h"

#include <libxml/xpathInternals.h>

#include <stdlib.h>
#include <string.h>

#define RUNS_LIMIT 100000 /* of loop bodies, in one report */

/* libxml2 counts the steps of all expressions of a context; beyond its limit each of them fails. */
static void report_failure(struct build *build, struct position position) {
    if (build->context->opCount < build->context->opLimit) {
        build_report(build, MESSAGE_TEMPLATE_RUN, position, NULL);
    } else if (!build->is_exhausted) {
        build->is_exhausted = true;
        build_report(build, MESSAGE_TEMPLATE_STEPS, position,
                     ARGS(arena_format(build->arena, "%d", BUILD_STEPS_MAX)));
    }
    build->failed = true;
}

/* A variable that doubles another twenty times over would fill the memory. */
static bool is_short_enough(struct build *build, const xmlXPathObject *value,
                            struct position position) {
    if (value->type != XPATH_STRING ||
        strnlen((const char *)value->stringval, BUILD_STRING_MAX_BYTES + 1) <=
            BUILD_STRING_MAX_BYTES) {
        return true;
    }
    build_report(build, MESSAGE_TEMPLATE_STRING, position,
                 ARGS(arena_format(build->arena, "%d", BUILD_STRING_MAX_BYTES)));
    return false;
}

static xmlXPathObjectPtr eval(struct build *build, const struct expression *path,
                              struct position position) {
    build->at = position;
    xmlXPathObjectPtr value = xmlXPathCompiledEval(path->compiled, build->context);
    if (value == NULL) {
        report_failure(build, position);
    } else if (!is_short_enough(build, value, position)) {
        xmlXPathFreeObject(value);
        return NULL;
    }
    return value;
}

/* A copy of libxml2's string in the arena. */
static const char *take_string(struct build *build, xmlChar *text) {
    if (text == NULL) {
        memory_exhausted();
    }
    const char *copy = arena_string(build->arena, (const char *)text);
    xmlFree(text);
    return copy;
}

/* NULL after reporting. */
static const char *eval_text(struct build *build, const struct expression *path,
                             struct position position) {
    const char *text = NULL;
    if (path->query != NULL && query_run_text(&build->place, path->query, &text)) {
        build->at = position;
        return text;
    }
    xmlXPathObjectPtr value = eval(build, path, position);
    if (value == NULL) {
        return NULL;
    }
    text = take_string(build, xmlXPathCastToString(value));
    xmlXPathFreeObject(value);
    return text;
}

const char *build_string(struct build *build, const struct expression *path,
                         struct position position) {
    const char *text = eval_text(build, path, position);
    return text == NULL ? "" : text;
}

bool build_is_first_unfit(struct build *build) {
    for (size_t i = 0; i < build->unfit.count; i++) {
        if (position_is_same(build->unfit.at[i], build->at)) {
            return false;
        }
    }
    *VECTOR_PUSH(build->arena, &build->unfit) = build->at;
    return true;
}

const char *build_format(struct build *build, const char *text, const struct pattern *pattern) {
    struct slice value = slice_trim(slice_from(text));
    const char *trimmed = arena_copy(build->arena, value.at, value.size_bytes);
    struct builder out = {.max_bytes = BUILD_STRING_MAX_BYTES};
    if (value.size_bytes > 0 && pattern_format(pattern, trimmed, &out)) {
        text = arena_copy(build->arena, out.at, out.size_bytes);
    } else if (value.size_bytes > 0 && build_is_first_unfit(build)) {
        const char *source =
            arena_copy(build->arena, pattern->source.at, pattern->source.size_bytes);
        diag(build->diags, MESSAGE_PATTERN_VALUE, build->at,
             ARGS(pattern->kind == PATTERN_DATE ? "date" : "number", source));
    }
    builder_free(&out);
    return text;
}

bool build_test(struct build *build, const struct template_node *node) {
    const struct template_value *test = template_value(node, ATTRIBUTE_test);
    const struct query *query = test->u.path.query;
    bool is_true = false;
    if (query != NULL && query_run_boolean(&build->place, query, &is_true)) {
        return is_true;
    }
    build->at = test->position;
    int result = xmlXPathCompiledEvalToBoolean(test->u.path.compiled, build->context);
    if (result < 0) {
        report_failure(build, test->position);
    }
    return result > 0;
}

const char *build_text(struct build *build, const struct template_text *text) {
    if (text->is_constant) {
        return text->constant;
    }
    const char *out = "";
    for (size_t i = 0; i < text->count; i++) {
        const struct template_piece *piece = &text->pieces[i];
        const char *part =
            piece->text != NULL ? piece->text : build_string(build, &piece->path, piece->position);
        out = i == 0 ? part : arena_format(build->arena, "%s%s", out, part);
    }
    return out;
}

const char *build_attribute(struct build *build, const struct template_node *node,
                            enum attribute attribute) {
    const struct template_value *value = template_value(node, attribute);
    return value == NULL ? "" : build_text(build, &value->u.text);
}

/* A decimal number as XPath writes it, in thousandths; false: it is none. */
static bool parse_thousandths(const char *text, int64_t *out_value) {
    bool is_negative = *text == '-';
    int64_t value = 0;
    int digits = 0;
    int decimals = -1; /* -1: before the point */
    text += is_negative ? 1 : 0;
    for (; *text != '\0'; text++) {
        if (*text == '.' && decimals < 0) {
            decimals = 0;
        } else if (*text >= '0' && *text <= '9' && value < INT64_MAX / 10000) {
            bool is_kept = decimals < 3;
            value = is_kept ? value * 10 + (*text - '0') : value;
            decimals += decimals >= 0 && is_kept ? 1 : 0;
            digits++;
        } else {
            return false;
        }
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++) {
        value *= 10;
    }
    *out_value = is_negative ? -value : value;
    return digits > 0;
}

bool build_number(struct build *build, const struct template_value *value, int32_t *out_number) {
    const char *text = eval_text(build, &value->u.path, value->position);
    if (text == NULL) {
        return false;
    }
    int64_t thousandths = 0;
    bool is_number = parse_thousandths(text, &thousandths);
    int64_t rounded = (thousandths + (thousandths < 0 ? -500 : 500)) / 1000;
    if (!is_number || rounded > INT32_MAX || rounded < INT32_MIN) {
        build_report(build, MESSAGE_TEMPLATE_NUMBER, value->position, ARGS(value->u.path.source));
        return false;
    }
    *out_number = (int32_t)rounded;
    return true;
}

void build_push(struct build *build, const char *name, xmlXPathObjectPtr value) {
    if (value == NULL) {
        memory_exhausted();
    }
    *VECTOR_PUSH(build->arena, &build->variables) =
        (struct variable){.name = name, .value = value, .number = NUMBER_NONE};
}

void build_push_number(struct build *build, const char *name, struct page_number number) {
    build_push(build, name, xmlXPathNewCString(""));
    struct variable *variable = &build->variables.at[build->variables.count - 1];
    variable->number = number.kind;
    variable->place = number.place;
}

struct page_number build_find_number(const struct build *build, const struct reference *reference) {
    struct page_number none = {.kind = NUMBER_NONE};
    if (build->is_region) {
        return none;
    }
    if (reference->place != NULL) {
        return (struct page_number){.kind = NUMBER_PLACE, .place = reference->place};
    }
    for (size_t i = reference->variable == NULL ? 0 : build->variables.count; i > 0; i--) {
        const struct variable *variable = &build->variables.at[i - 1];
        if (strcmp(variable->name, reference->variable) == 0) {
            return (struct page_number){.kind = variable->number, .place = variable->place};
        }
    }
    return none;
}

void build_set_section(struct build *build, const char *title) {
    struct variable *section = &build->variables.at[0];
    xmlXPathFreeObject(section->value);
    section->value = xmlXPathNewCString(title);
    if (section->value == NULL) {
        memory_exhausted();
    }
}

void build_pop(struct build *build, size_t count) {
    while (build->variables.count > count) {
        xmlXPathFreeObject(build->variables.at[--build->variables.count].value);
    }
}

void build_let(struct build *build, const struct template_node *let) {
    const struct template_value *select = template_value(let, ATTRIBUTE_select);
    const struct template_value *name = template_value(let, ATTRIBUTE_name);
    struct page_number number = build_find_number(build, &select->u.path.reference);
    if (number.kind != NUMBER_NONE) {
        build_push_number(build, name->u.text.constant, number);
        return;
    }
    xmlXPathObjectPtr value = NULL;
    bool is_flat = select->u.path.query != NULL &&
                   query_run_object(&build->place, select->u.path.query, &value);
    if (!is_flat) {
        value = eval(build, &select->u.path, select->position);
    }
    if (value != NULL) {
        build_push(build, name->u.text.constant, value);
        build->variables.at[build->variables.count - 1].is_flat = is_flat;
    }
}

/* False, once reported, when loops have run too often. */
static bool may_run(struct build *build, struct position position, size_t count) {
    if (build->runs > RUNS_LIMIT) {
        return false;
    }
    build->runs += count;
    if (build->runs <= RUNS_LIMIT) {
        return true;
    }
    build_report(build, MESSAGE_TEMPLATE_LOOPS, position,
                 ARGS(arena_format(build->arena, "%d", RUNS_LIMIT)));
    return false;
}

/* False: libxml2 must find them. */
static bool find_nodes(struct build *build, const struct expression *path,
                       struct node_list *out_nodes) {
    struct query_nodes nodes;
    if (path->query == NULL || !query_run_nodes(&build->place, path->query, &nodes)) {
        return false;
    }
    *out_nodes = (struct node_list){nodes.at, nodes.count};
    return true;
}

struct node_list build_nodes(struct build *build, const struct template_value *value) {
    struct node_list nodes = {NULL, 0};
    if (find_nodes(build, &value->u.path, &nodes)) {
        return may_run(build, value->position, nodes.count) ? nodes : (struct node_list){NULL, 0};
    }
    xmlXPathObjectPtr object = eval(build, &value->u.path, value->position);
    if (object == NULL) {
        return nodes;
    }
    if (object->type != XPATH_NODESET) {
        build_report(build, MESSAGE_TEMPLATE_NODES, value->position, ARGS(value->u.path.source));
    } else if (!xmlXPathNodeSetIsEmpty(object->nodesetval) &&
               may_run(build, value->position, (size_t)object->nodesetval->nodeNr)) {
        xmlXPathNodeSetSort(object->nodesetval);
        nodes.count = (size_t)object->nodesetval->nodeNr;
        nodes.at = ARENA_ARRAY(build->arena, xmlNodePtr, nodes.count);
        memcpy(nodes.at, object->nodesetval->nodeTab, nodes.count * sizeof *nodes.at);
    }
    xmlXPathFreeObject(object);
    return nodes;
}

struct current build_enter(struct build *build, const struct node_list *nodes, size_t number) {
    struct current before = {build->context->node, build->context->proximityPosition,
                             build->context->contextSize};
    build->context->node = nodes->at[number];
    build->context->proximityPosition = (int)number + 1;
    build->context->contextSize = (int)nodes->count;
    return before;
}

void build_leave(struct build *build, struct current before) {
    build->context->node = before.node;
    build->context->proximityPosition = before.position;
    build->context->contextSize = before.size;
}

struct sort_entry {
    xmlNodePtr node;
    const char *text;
    int64_t number;
    bool is_number;
    bool is_down;
    size_t order; /* equal keys stay in document order */
};

static int compare_entries(const void *left_entry, const void *right_entry) {
    const struct sort_entry *left = left_entry;
    const struct sort_entry *right = right_entry;
    int result = 0;
    if (left->is_number) {
        result = (left->number > right->number) - (left->number < right->number);
    } else {
        result = strcmp(left->text, right->text);
    }
    if (result != 0) {
        return left->is_down ? -result : result;
    }
    return left->order < right->order ? -1 : 1;
}

struct node_list build_sorted(struct build *build, const struct template_node *node) {
    struct node_list nodes = build_nodes(build, template_value(node, ATTRIBUTE_each));
    const struct template_value *sort = template_value(node, ATTRIBUTE_sort);
    if (sort == NULL || nodes.count < 2) {
        return nodes;
    }
    bool is_number = template_number(node, ATTRIBUTE_sort_as, 0) == 1;
    bool is_down = template_number(node, ATTRIBUTE_order, 0) == 1;
    struct sort_entry *entries = ARENA_ARRAY(build->arena, struct sort_entry, nodes.count);
    for (size_t i = 0; i < nodes.count; i++) {
        struct current before = build_enter(build, &nodes, i);
        const char *text = build_string(build, &sort->u.path, sort->position);
        build_leave(build, before);
        entries[i] = (struct sort_entry){.node = nodes.at[i],
                                         .text = text,
                                         .number = INT64_MIN, /* what is no number comes first */
                                         .is_number = is_number,
                                         .is_down = is_down,
                                         .order = i};
        parse_thousandths(text, &entries[i].number);
    }
    qsort(entries, nodes.count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < nodes.count; i++) {
        nodes.at[i] = entries[i].node;
    }
    return nodes;
}

const struct template_node *build_branch(struct build *build, const struct template_node *choose) {
    for (const struct template_node *branch = choose->first_child; branch != NULL;
         branch = branch->next) {
        if (branch->element == ELEMENT_otherwise || build_test(build, branch)) {
            return branch;
        }
    }
    return NULL;
}
