/* Nodes are never gathered where they are only looked at: a path's nodes are visited one after the
 * other and each is given to a sink, which takes the first one, counts, compares or keeps them and
 * may end the visit. Steps forward visit in the document's order, so the first node visited is the
 * one whose text a path stands for.
 *
 * A predicate is asked of a node as it comes by; its position is the number of nodes of the same
 * step, from the same node, that passed the predicates before it. last() would need them all and is
 * left to libxml2. */
#include "layout/query_run.h"

#include "base/memory.h"
#include "base/vector.h"

#include <libxml/xpathInternals.h>

#include <string.h>

#define DIGITS_MAX 15

struct run {
    const struct query_place *place;
    bool is_given_up;
};

/* The node that a query is asked at, and its position. */
struct here {
    xmlNodePtr node;
    int64_t position;
};

/* Takes nodes; false: no more are wanted. */
struct sink {
    bool (*take)(struct sink *sink, struct run *run, xmlNodePtr node);
    xmlNodePtr first;         /* take_first */
    int64_t count;            /* count_node */
    const char *text;         /* compare_text */
    int64_t number;           /* compare_number */
    bool is_equal;            /* whether equal or different nodes are looked for */
    bool is_found;            /* by the comparing ones */
    const struct query *to;   /* compare_nodes: the other nodes */
    struct here here;         /* compare_nodes: where they are found from */
    VECTOR(xmlNodePtr) nodes; /* keep_node */
};

static bool run_boolean(struct run *run, const struct query *query, struct here here);
static const char *run_text(struct run *run, const struct query *query, struct here here);
static bool visit(struct run *run, const struct query *path, struct here here, struct sink *sink);

static void give_up(struct run *run) {
    run->is_given_up = true;
}

/* False when the expressions have taken all their steps: libxml2 then says so. */
static bool count_step(struct run *run) {
    xmlXPathContextPtr context = run->place->context;
    if (context->opLimit != 0 && context->opCount >= context->opLimit) {
        give_up(run);
        return false;
    }
    context->opCount++;
    return true;
}

/* ---- texts and numbers of nodes ---- */

static const char *node_text(const struct run *run, xmlNodePtr node) {
    if (node->type == XML_ELEMENT_NODE || node->type == XML_ATTRIBUTE_NODE) {
        xmlNodePtr child = node->children;
        if (child == NULL) {
            return "";
        }
        if (child->next == NULL && child->type == XML_TEXT_NODE) {
            return child->content == NULL ? "" : (const char *)child->content;
        }
    }
    xmlChar *text = xmlXPathCastNodeToString(node);
    if (text == NULL) {
        memory_exhausted();
    }
    const char *copy = arena_string(run->place->arena, (const char *)text);
    xmlFree(text);
    return copy;
}

/* A text that is a whole number with few digits; false for others, which libxml2 may round. */
static bool text_number(const char *text, int64_t *out_number) {
    bool is_negative = text[0] == '-';
    const char *digits = text + (is_negative ? 1 : 0);
    size_t size = strspn(digits, "0123456789");
    if (size == 0 || size > DIGITS_MAX || digits[size] != '\0') {
        return false;
    }
    int64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number = number * 10 + (digits[i] - '0');
    }
    *out_number = is_negative ? -number : number;
    return true;
}

/* ---- sinks ---- */

static bool take_first(struct sink *sink, struct run *run, xmlNodePtr node) {
    (void)run;
    sink->first = node;
    return false;
}

static bool count_node(struct sink *sink, struct run *run, xmlNodePtr node) {
    (void)run;
    (void)node;
    sink->count++;
    return true;
}

static bool keep_node(struct sink *sink, struct run *run, xmlNodePtr node) {
    *VECTOR_PUSH(run->place->arena, &sink->nodes) = node;
    return true;
}

static bool compare_text(struct sink *sink, struct run *run, xmlNodePtr node) {
    sink->is_found = (strcmp(node_text(run, node), sink->text) == 0) == sink->is_equal;
    return !sink->is_found;
}

static bool compare_number(struct sink *sink, struct run *run, xmlNodePtr node) {
    int64_t number = 0;
    if (!text_number(node_text(run, node), &number)) {
        give_up(run);
        return false;
    }
    sink->is_found = (number == sink->number) == sink->is_equal;
    return !sink->is_found;
}

static bool compare_nodes(struct sink *sink, struct run *run, xmlNodePtr node) {
    struct sink other = {
        .take = compare_text, .text = node_text(run, node), .is_equal = sink->is_equal};
    visit(run, sink->to, sink->here, &other);
    sink->is_found = other.is_found;
    return !sink->is_found && !run->is_given_up;
}

/* ---- paths ---- */

/* What is left of a path: its steps from number first on, and for whom. */
struct walk {
    struct run *run;
    const struct query *path;
    size_t first;
    struct sink *sink;
    int64_t positions[QUERY_PREDICATES_MAX]; /* nodes of this step that reached each predicate */
};

static bool visit_steps(struct run *run, const struct query *path, size_t first, xmlNodePtr node,
                        struct sink *sink);

static bool passes(struct walk *walk, const struct query_step *step, xmlNodePtr node) {
    for (size_t i = 0; i < step->predicate_count; i++) {
        const struct query *predicate = step->predicates[i];
        struct here here = {node, ++walk->positions[i]};
        bool is_good = predicate->kind == QUERY_NUMBER ? predicate->number == here.position
                                                       : run_boolean(walk->run, predicate, here);
        if (!is_good || walk->run->is_given_up) {
            return false;
        }
    }
    return true;
}

/* A node that the step's axis leads to. */
static bool take_candidate(struct walk *walk, xmlNodePtr node) {
    const struct query_step *step = &walk->path->steps[walk->first];
    if (!count_step(walk->run)) {
        return false;
    }
    bool is_named = step->name == NULL || (node->name != NULL && node->ns == NULL &&
                                           *(const char *)node->name == step->name[0] &&
                                           strcmp((const char *)node->name, step->name) == 0);
    if (!is_named || !passes(walk, step, node)) {
        return !walk->run->is_given_up;
    }
    return visit_steps(walk->run, walk->path, walk->first + 1, node, walk->sink);
}

/* The elements in a list of brothers and sisters. */
static bool visit_elements(struct walk *walk, xmlNodePtr first, bool is_backward) {
    for (xmlNodePtr node = first; node != NULL; node = is_backward ? node->prev : node->next) {
        if (node->type == XML_ELEMENT_NODE && !take_candidate(walk, node)) {
            return false;
        }
    }
    return true;
}

static bool visit_attributes(struct walk *walk, xmlNodePtr node) {
    xmlAttrPtr attribute = node->type == XML_ELEMENT_NODE ? node->properties : NULL;
    for (; attribute != NULL; attribute = attribute->next) {
        if (!take_candidate(walk, (xmlNodePtr)attribute)) {
            return false;
        }
    }
    return true;
}

/* All elements in a node and it, the last one first. */
static bool visit_all_backward(struct walk *walk, xmlNodePtr node) {
    for (xmlNodePtr child = node->last; child != NULL; child = child->prev) {
        if (child->type == XML_ELEMENT_NODE && !visit_all_backward(walk, child)) {
            return false;
        }
    }
    return take_candidate(walk, node);
}

/* What ends before the node begins: what stands before it and before each that it is inside of. */
static bool visit_preceding(struct walk *walk, xmlNodePtr node) {
    for (; node != NULL && node->type == XML_ELEMENT_NODE; node = node->parent) {
        for (xmlNodePtr before = node->prev; before != NULL; before = before->prev) {
            if (before->type == XML_ELEMENT_NODE && !visit_all_backward(walk, before)) {
                return false;
            }
        }
    }
    return true;
}

/* Gives all nodes that the steps from number first on lead to from a node to the sink; false: it
 * wants no more. */
static bool visit_steps(struct run *run, const struct query *path, size_t first, xmlNodePtr node,
                        struct sink *sink) {
    if (first == path->step_count) {
        return sink->take(sink, run, node);
    }
    struct walk walk = {.run = run, .path = path, .first = first, .sink = sink};
    bool is_element = node->type == XML_ELEMENT_NODE;
    switch (path->steps[first].axis) {
    case AXIS_CHILD:
        return !(is_element || node->type == XML_DOCUMENT_NODE) ||
               visit_elements(&walk, node->children, false);
    case AXIS_ATTRIBUTE:
        return visit_attributes(&walk, node);
    case AXIS_PARENT:
        return node->parent == NULL || take_candidate(&walk, node->parent);
    case AXIS_PRECEDING_SIBLING:
        return !is_element || visit_elements(&walk, node->prev, true);
    case AXIS_PRECEDING:
        if (!is_element) {
            give_up(run);
            return false;
        }
        return visit_preceding(&walk, node);
    case AXIS_FILTER: /* see visit_variable */
    case AXIS_COUNT:
        break;
    }
    return true;
}

/* The nodes of a variable, filtered, and the steps from them on. */
static bool visit_variable(struct run *run, const struct query *path, struct sink *sink) {
    struct query_value value = {NULL, false};
    const struct query_place *place = run->place;
    bool is_found = place->find != NULL && place->find(place->user, path->text, &value);
    if (!is_found || value.object == NULL || value.object->type != XPATH_NODESET ||
        !value.is_flat) {
        give_up(run);
        return false;
    }
    struct walk walk = {.run = run, .path = path, .sink = sink};
    xmlNodeSetPtr nodes = value.object->nodesetval;
    bool is_filtered = path->step_count > 0 && path->steps[0].axis == AXIS_FILTER;
    for (int i = 0; nodes != NULL && i < nodes->nodeNr; i++) {
        xmlNodePtr node = nodes->nodeTab[i];
        if (is_filtered ? !take_candidate(&walk, node) : !visit_steps(run, path, 0, node, sink)) {
            return false;
        }
    }
    return true;
}

static bool visit(struct run *run, const struct query *path, struct here here, struct sink *sink) {
    switch (path->start) {
    case START_ROOT:
        return visit_steps(run, path, 0, (xmlNodePtr)run->place->context->doc, sink);
    case START_VARIABLE:
        return visit_variable(run, path, sink);
    case START_NODE:
        break;
    }
    return visit_steps(run, path, 0, here.node, sink);
}

/* NULL: no node. */
static xmlNodePtr first_node(struct run *run, const struct query *path, struct here here) {
    struct sink sink = {.take = take_first};
    visit(run, path, here, &sink);
    return sink.first;
}

/* ---- values ---- */

/* The value of a query that is nothing but a variable; NULL: it has none, and is given up. */
static xmlXPathObjectPtr find_value(struct run *run, const struct query *query) {
    struct query_value value = {NULL, false};
    const struct query_place *place = run->place;
    if (place->find == NULL || !place->find(place->user, query->text, &value) ||
        value.object == NULL) {
        give_up(run);
    }
    return value.object;
}

static const char *run_variable_text(struct run *run, const struct query *query, struct here here) {
    xmlXPathObjectPtr value = find_value(run, query);
    if (value != NULL && value->type == XPATH_STRING) {
        return arena_string(run->place->arena, (const char *)value->stringval);
    }
    if (value == NULL || value->type != XPATH_NODESET) {
        give_up(run);
        return "";
    }
    xmlNodePtr node = first_node(run, query, here);
    return node == NULL ? "" : node_text(run, node);
}

static const char *run_concat(struct run *run, const struct query *query, struct here here) {
    const char *left = run_text(run, query->left, here);
    const char *right = run_text(run, query->right, here);
    if (strlen(left) + strlen(right) > QUERY_TEXT_MAX_BYTES) {
        give_up(run);
        return "";
    }
    return arena_format(run->place->arena, "%s%s", left, right);
}

/* A variable that is a whole number. */
static int64_t run_variable_number(struct run *run, const struct query *query) {
    xmlXPathObjectPtr value = find_value(run, query);
    bool is_number = value != NULL && value->type == XPATH_NUMBER;
    xmlChar *text = is_number ? xmlXPathCastToString(value) : NULL;
    int64_t number = 0;
    if (text == NULL || !text_number((const char *)text, &number)) {
        give_up(run);
    }
    xmlFree(text);
    return number;
}

static int64_t run_number(struct run *run, const struct query *query, struct here here) {
    if (query->kind == QUERY_VARIABLE) {
        return run_variable_number(run, query);
    }
    if (query->kind == QUERY_POSITION) {
        return here.position;
    }
    if (query->kind == QUERY_COUNT) {
        struct sink sink = {.take = count_node};
        visit(run, query->left, here, &sink);
        return sink.count;
    }
    return query->number;
}

static const char *run_text(struct run *run, const struct query *query, struct here here) {
    xmlNodePtr node;
    switch (query->kind) {
    case QUERY_LITERAL:
        return query->text;
    case QUERY_PATH:
        if (query->is_backward) {
            give_up(run);
            return "";
        }
        node = first_node(run, query, here);
        return node == NULL ? "" : node_text(run, node);
    case QUERY_VARIABLE:
        return run_variable_text(run, query, here);
    case QUERY_CONCAT:
        return run_concat(run, query, here);
    case QUERY_COUNT:
    case QUERY_POSITION:
    case QUERY_NUMBER:
        return arena_format(run->place->arena, "%lld", (long long)run_number(run, query, here));
    case QUERY_OR:
    case QUERY_AND:
    case QUERY_EQUAL:
    case QUERY_UNEQUAL:
    case QUERY_LESS:
    case QUERY_LESS_EQUAL:
    case QUERY_MORE:
    case QUERY_MORE_EQUAL:
    case QUERY_NOT:
    case QUERY_CONTAINS:
    case QUERY_KIND_COUNT:
        break;
    }
    return run_boolean(run, query, here) ? "true" : "false";
}

/* Whether a side of a comparison is nodes. */
static bool is_nodes(struct run *run, const struct query *query) {
    if (query->kind != QUERY_VARIABLE) {
        return query->kind == QUERY_PATH;
    }
    xmlXPathObjectPtr value = find_value(run, query);
    return value != NULL && value->type == XPATH_NODESET;
}

/* Of nodes any may be equal; or different. */
static bool run_equality(struct run *run, const struct query *query, struct here here) {
    bool is_equal = query->kind == QUERY_EQUAL;
    bool has_left = is_nodes(run, query->left);
    bool has_right = is_nodes(run, query->right);
    const struct query *nodes = has_left ? query->left : query->right;
    const struct query *other = has_left ? query->right : query->left;
    struct sink sink = {.is_equal = is_equal};
    if (!has_left && !has_right) {
        const char *left = run_text(run, query->left, here);
        return (strcmp(left, run_text(run, query->right, here)) == 0) == is_equal;
    }
    if (has_left && has_right) {
        sink.take = compare_nodes;
        sink.to = other;
        sink.here = here;
    } else if (other->kind == QUERY_NUMBER) {
        sink.take = compare_number;
        sink.number = other->number;
    } else {
        sink.take = compare_text;
        sink.text = run_text(run, other, here);
    }
    if (!run->is_given_up) {
        visit(run, nodes, here, &sink);
    }
    return sink.is_found;
}

static bool is_number(const struct query *query) {
    return query->kind >= QUERY_COUNT && query->kind <= QUERY_NUMBER;
}

static bool run_comparison(struct run *run, const struct query *query, struct here here) {
    bool is_of_path = query->left->kind == QUERY_PATH || query->right->kind == QUERY_PATH;
    if (is_of_path || !(is_number(query->left) || is_number(query->right))) {
        return run_equality(run, query, here);
    }
    int64_t left = run_number(run, query->left, here);
    int64_t right = run_number(run, query->right, here);
    switch ((int)query->kind) {
    case QUERY_EQUAL:
        return left == right;
    case QUERY_UNEQUAL:
        return left != right;
    case QUERY_LESS:
        return left < right;
    case QUERY_LESS_EQUAL:
        return left <= right;
    case QUERY_MORE:
        return left > right;
    default:
        return left >= right;
    }
}

static bool run_variable_boolean(struct run *run, const struct query *query) {
    xmlXPathObjectPtr value = find_value(run, query);
    return value != NULL && xmlXPathCastToBoolean(value) != 0;
}

static bool run_boolean(struct run *run, const struct query *query, struct here here) {
    switch (query->kind) {
    case QUERY_OR:
        return run_boolean(run, query->left, here) ||
               (!run->is_given_up && run_boolean(run, query->right, here));
    case QUERY_AND:
        return run_boolean(run, query->left, here) && !run->is_given_up &&
               run_boolean(run, query->right, here);
    case QUERY_NOT:
        return !run_boolean(run, query->left, here);
    case QUERY_CONTAINS:
        return strstr(run_text(run, query->left, here), run_text(run, query->right, here)) != NULL;
    case QUERY_COUNT:
    case QUERY_POSITION:
    case QUERY_NUMBER:
        return run_number(run, query, here) != 0;
    case QUERY_LITERAL:
    case QUERY_CONCAT:
        return run_text(run, query, here)[0] != '\0';
    case QUERY_PATH:
        return first_node(run, query, here) != NULL;
    case QUERY_VARIABLE:
        return run_variable_boolean(run, query);
    case QUERY_EQUAL:
    case QUERY_UNEQUAL:
    case QUERY_LESS:
    case QUERY_LESS_EQUAL:
    case QUERY_MORE:
    case QUERY_MORE_EQUAL:
    case QUERY_KIND_COUNT:
        break;
    }
    return run_comparison(run, query, here);
}

static struct here begin(const struct query_place *place) {
    return (struct here){place->context->node, place->context->proximityPosition};
}

/* A number or truth that is only to be printed. */
static bool print_variable(const struct query_place *place, const struct query *query,
                           const char **out_text) {
    struct run run = {place, false};
    xmlXPathObjectPtr value = query->kind == QUERY_VARIABLE ? find_value(&run, query) : NULL;
    if (value == NULL || (value->type != XPATH_NUMBER && value->type != XPATH_BOOLEAN)) {
        return false;
    }
    xmlChar *text = xmlXPathCastToString(value);
    if (text == NULL) {
        memory_exhausted();
    }
    *out_text = arena_string(place->arena, (const char *)text);
    xmlFree(text);
    return true;
}

bool query_run_text(const struct query_place *place, const struct query *query,
                    const char **out_text) {
    struct run run = {place, false};
    if (print_variable(place, query, out_text)) {
        return true;
    }
    *out_text = run_text(&run, query, begin(place));
    return !run.is_given_up;
}

bool query_run_boolean(const struct query_place *place, const struct query *query, bool *out_is) {
    struct run run = {place, false};
    *out_is = run_boolean(&run, query, begin(place));
    return !run.is_given_up;
}

bool query_run_nodes(const struct query_place *place, const struct query *query,
                     struct query_nodes *out_nodes) {
    struct run run = {place, false};
    struct sink sink = {.take = keep_node};
    if ((query->kind != QUERY_PATH && query->kind != QUERY_VARIABLE) || query->is_backward) {
        return false;
    }
    visit(&run, query, begin(place), &sink);
    *out_nodes = (struct query_nodes){sink.nodes.at, sink.nodes.count};
    return !run.is_given_up;
}

static xmlXPathObjectPtr new_object(xmlXPathObjectPtr object) {
    if (object == NULL) {
        memory_exhausted();
    }
    return object;
}

/* A variable's value for another one, whatever it is but a set of nodes in no order. */
static bool copy_variable(const struct query_place *place, const struct query *query,
                          xmlXPathObjectPtr *out_object) {
    struct query_value value = {NULL, false};
    bool is_found = query->kind == QUERY_VARIABLE && place->find != NULL &&
                    place->find(place->user, query->text, &value) && value.object != NULL;
    if (!is_found || (value.object->type == XPATH_NODESET && !value.is_flat)) {
        return false;
    }
    *out_object = new_object(xmlXPathObjectCopy(value.object));
    return true;
}

bool query_run_object(const struct query_place *place, const struct query *query,
                      xmlXPathObjectPtr *out_object) {
    struct query_nodes nodes;
    if (query->kind <= QUERY_CONTAINS) {
        bool is_true = false;
        bool is_known = query_run_boolean(place, query, &is_true);
        *out_object = is_known ? new_object(xmlXPathNewBoolean(is_true)) : NULL;
        return is_known;
    }
    if (copy_variable(place, query, out_object)) {
        return true;
    }
    if (!query_run_nodes(place, query, &nodes)) {
        return false;
    }
    xmlXPathObjectPtr object = new_object(xmlXPathNewNodeSet(NULL));
    bool is_good = object->nodesetval != NULL;
    for (size_t i = 0; is_good && i < nodes.count; i++) {
        is_good = xmlXPathNodeSetAddUnique(object->nodesetval, nodes.at[i]) == 0;
    }
    if (!is_good) {
        memory_exhausted();
    }
    *out_object = object;
    return true;
}
