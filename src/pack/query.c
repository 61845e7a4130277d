/* A parser by recursive descent, a function for each level of XPath 1.0's grammar that is taken. It
 * gives up at the first thing that it does not know, types included: what a comparison or a
 * function is given must be of a type that layout/query_run.c can take without converting numbers,
 * because texts become numbers by rules of floating point. The type of a variable is known only
 * when it is run, so a variable may stand anywhere but as a predicate, where a number would be a
 * position. */
#include "pack/query.h"

#include "base/vector.h"

#include <string.h>

#define DEPTH_MAX 24
#define DIGITS_MAX 9

struct parser {
    struct arena *arena;
    const char *at;
    size_t depth;
};

static const struct query *parse_or(struct parser *parser);

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct parser *parser) {
    parser->at += strspn(parser->at, " \t\r\n");
}

/* Takes the sign if it comes next. */
static bool take(struct parser *parser, const char *sign) {
    skip_blanks(parser);
    size_t size = strlen(sign);
    bool is_next = strncmp(parser->at, sign, size) == 0;
    parser->at += is_next ? size : 0;
    return is_next;
}

static size_t name_size(const char *text) {
    size_t size = 0;
    while (is_letter(text[size]) ||
           (size > 0 && (is_digit(text[size]) || text[size] == '-' || text[size] == '.'))) {
        size++;
    }
    return size;
}

/* A name of plain letters that ends as one: NULL for others and for those with a namespace. */
static const char *take_name(struct parser *parser) {
    skip_blanks(parser);
    size_t size = name_size(parser->at);
    char end = parser->at[size];
    if (size == 0 || end == ':' || ((unsigned char)end & 0x80) != 0) {
        return NULL;
    }
    const char *name = arena_copy(parser->arena, parser->at, size);
    parser->at += size;
    return name;
}

/* Takes the word if it comes next and no name goes on after it. */
static bool take_word(struct parser *parser, const char *word) {
    skip_blanks(parser);
    size_t size = strlen(word);
    bool is_next = name_size(parser->at) == size && strncmp(parser->at, word, size) == 0;
    parser->at += is_next ? size : 0;
    return is_next;
}

static struct query *new_query(struct parser *parser, enum query_kind kind,
                               const struct query *left, const struct query *right) {
    struct query *query = ARENA_NEW(parser->arena, struct query);
    query->kind = kind;
    query->left = left;
    query->right = right;
    return query;
}

static bool is_boolean(const struct query *query) {
    return query->kind <= QUERY_CONTAINS;
}

static bool is_number(const struct query *query) {
    return query->kind >= QUERY_COUNT && query->kind <= QUERY_NUMBER;
}

/* A text, or what becomes one: nodes, or a variable. */
static bool is_textual(const struct query *query) {
    return query->kind == QUERY_CONCAT || query->kind >= QUERY_LITERAL;
}

/* ---- paths ---- */

static const struct query *take_predicate(struct parser *parser) {
    const struct query *predicate = parse_or(parser);
    if (predicate == NULL || predicate->kind == QUERY_VARIABLE || !take(parser, "]") ||
        (is_number(predicate) && predicate->kind != QUERY_NUMBER)) {
        return NULL;
    }
    return predicate;
}

static bool take_predicates(struct parser *parser, struct query_step *step) {
    while (take(parser, "[")) {
        bool is_backward = step->axis == AXIS_PRECEDING || step->axis == AXIS_PRECEDING_SIBLING;
        const struct query *predicate = take_predicate(parser);
        if (predicate == NULL || is_backward || step->axis == AXIS_PARENT ||
            step->predicate_count == QUERY_PREDICATES_MAX) {
            return false;
        }
        step->predicates[step->predicate_count++] = predicate;
    }
    return true;
}

static bool take_step(struct parser *parser, struct query_step *step) {
    static const struct {
        const char *sign;
        enum query_axis axis;
    } axes[] = {{"@", AXIS_ATTRIBUTE},
                {"preceding-sibling::", AXIS_PRECEDING_SIBLING},
                {"preceding::", AXIS_PRECEDING}};
    if (take(parser, "..")) {
        step->axis = AXIS_PARENT;
        return take_predicates(parser, step);
    }
    step->axis = AXIS_CHILD;
    for (size_t i = 0; i < sizeof axes / sizeof axes[0]; i++) {
        if (take(parser, axes[i].sign)) {
            step->axis = axes[i].axis;
            break;
        }
    }
    step->name = take_name(parser);
    skip_blanks(parser);
    /* "(" makes it a function or a test of the node's kind, "::" an axis. */
    return step->name != NULL && *parser->at != '(' && *parser->at != ':' &&
           take_predicates(parser, step);
}

/* Steps that go up or back may only come while there is one node: of several they could find one
 * node twice. */
static bool is_single(const struct query *path, const struct query_step *steps, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (steps[i].axis != AXIS_PARENT) {
            return false;
        }
    }
    return path->start == START_NODE;
}

static bool take_steps(struct parser *parser, struct query *path, struct query_step *first) {
    VECTOR(struct query_step) steps = {0};
    if (first != NULL) {
        *VECTOR_PUSH(parser->arena, &steps) = *first;
    }
    do {
        struct query_step step = {.predicate_count = 0};
        if (!take_step(parser, &step)) {
            return false;
        }
        bool is_forward = step.axis == AXIS_CHILD || step.axis == AXIS_ATTRIBUTE;
        if (!is_forward && !is_single(path, steps.at, steps.count)) {
            return false;
        }
        path->is_backward = path->is_backward || (!is_forward && step.axis != AXIS_PARENT);
        *VECTOR_PUSH(parser->arena, &steps) = step;
    } while (take(parser, "/"));
    path->steps = steps.at;
    path->step_count = steps.count;
    return *parser->at != '/';
}

static const struct query *parse_variable(struct parser *parser) {
    struct query *path = new_query(parser, QUERY_VARIABLE, NULL, NULL);
    struct query_step filter = {.axis = AXIS_FILTER};
    path->start = START_VARIABLE;
    path->text = take_name(parser);
    if (path->text == NULL || !take_predicates(parser, &filter)) {
        return NULL;
    }
    struct query_step *first = filter.predicate_count > 0 ? &filter : NULL;
    if (take(parser, "/")) {
        path->kind = QUERY_PATH;
        return take_steps(parser, path, first) ? path : NULL;
    }
    if (first != NULL) {
        struct query_step *kept = ARENA_NEW(parser->arena, struct query_step);
        *kept = filter;
        path->kind = QUERY_PATH;
        path->steps = kept;
        path->step_count = 1;
    }
    return path;
}

static const struct query *parse_path(struct parser *parser) {
    struct query *path = new_query(parser, QUERY_PATH, NULL, NULL);
    skip_blanks(parser);
    if (*parser->at == '.' && parser->at[1] != '.' && !is_digit(parser->at[1])) {
        parser->at++;
        skip_blanks(parser);
        if (*parser->at == '[' || (*parser->at == '/' && parser->at[1] == '/')) {
            return NULL;
        }
        return !take(parser, "/") || take_steps(parser, path, NULL) ? path : NULL;
    }
    path->start = take(parser, "/") ? START_ROOT : START_NODE;
    return take_steps(parser, path, NULL) ? path : NULL;
}

/* ---- what a path and its operators stand between ---- */

static const struct query *parse_literal(struct parser *parser) {
    char quote = *parser->at++;
    const char *end = strchr(parser->at, quote);
    if (end == NULL) {
        return NULL;
    }
    struct query *literal = new_query(parser, QUERY_LITERAL, NULL, NULL);
    literal->text = arena_copy(parser->arena, parser->at, (size_t)(end - parser->at));
    parser->at = end + 1;
    return literal;
}

static const struct query *parse_number(struct parser *parser) {
    struct query *number = new_query(parser, QUERY_NUMBER, NULL, NULL);
    size_t size = 0;
    while (is_digit(parser->at[size])) {
        number->number = number->number * 10 + (parser->at[size] - '0');
        if (++size > DIGITS_MAX) {
            return NULL;
        }
    }
    parser->at += size;
    return *parser->at == '.' || is_letter(*parser->at) ? NULL : number;
}

/* The arguments of a call whose '(' is taken, each pair one query of that kind. */
static const struct query *parse_pairs(struct parser *parser, enum query_kind kind, bool is_open) {
    const struct query *all = parse_or(parser);
    size_t count = 1;
    while (all != NULL && is_textual(all) && take(parser, ",")) {
        const struct query *next = parse_or(parser);
        if (next == NULL || !is_textual(next)) {
            return NULL;
        }
        all = new_query(parser, kind, all, next);
        count++;
    }
    bool is_whole = all != NULL && take(parser, ")") && count >= 2 && (is_open || count == 2);
    return is_whole ? all : NULL;
}

/* A call, if a function that is known here comes next; *out_is_call tells. */
static const struct query *parse_call(struct parser *parser, bool *out_is_call) {
    static const struct {
        const char *name;
        enum query_kind kind;
    } functions[] = {{"not", QUERY_NOT},
                     {"count", QUERY_COUNT},
                     {"position", QUERY_POSITION},
                     {"contains", QUERY_CONTAINS},
                     {"concat", QUERY_CONCAT}};
    const char *start = parser->at;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        *out_is_call = take_word(parser, functions[i].name) && take(parser, "(");
        enum query_kind kind = functions[i].kind;
        if (!*out_is_call) {
            parser->at = start;
            continue;
        }
        if (kind == QUERY_POSITION) {
            return take(parser, ")") ? new_query(parser, kind, NULL, NULL) : NULL;
        }
        if (kind == QUERY_CONTAINS || kind == QUERY_CONCAT) {
            return parse_pairs(parser, kind, kind == QUERY_CONCAT);
        }
        const struct query *inside = parse_or(parser);
        bool is_good = inside != NULL && (kind == QUERY_NOT || inside->kind >= QUERY_PATH);
        return is_good && take(parser, ")") ? new_query(parser, kind, inside, NULL) : NULL;
    }
    return NULL;
}

static const struct query *parse_primary(struct parser *parser) {
    skip_blanks(parser);
    if (*parser->at == '\'' || *parser->at == '"') {
        return parse_literal(parser);
    }
    if (is_digit(*parser->at)) {
        return parse_number(parser);
    }
    if (take(parser, "$")) {
        return parse_variable(parser);
    }
    bool is_call = false;
    const struct query *call = parse_call(parser, &is_call);
    if (is_call) {
        return call;
    }
    if (take(parser, "(")) {
        const struct query *inside = parse_or(parser);
        bool is_whole = inside != NULL && is_boolean(inside) && take(parser, ")");
        return is_whole ? inside : NULL;
    }
    return parse_path(parser);
}

/* A number, or a variable that may be one. */
static bool may_be_number(const struct query *query) {
    return is_number(query) || query->kind == QUERY_VARIABLE;
}

/* Numbers with numbers; texts with texts, which are only equal or not; and whether the text of a
 * node is a number. */
static bool can_compare(enum query_kind kind, const struct query *left, const struct query *right) {
    if (is_number(left) ? may_be_number(right) : is_number(right) && may_be_number(left)) {
        return true;
    }
    if (kind != QUERY_EQUAL && kind != QUERY_UNEQUAL) {
        return false;
    }
    bool is_number_of_node = left->kind == QUERY_PATH && right->kind == QUERY_NUMBER;
    return is_number_of_node || (is_textual(left) && is_textual(right));
}

static bool take_comparison(struct parser *parser, enum query_kind *out_kind) {
    static const struct {
        const char *sign;
        enum query_kind kind;
    } signs[] = {{"=", QUERY_EQUAL},       {"!=", QUERY_UNEQUAL}, {"<=", QUERY_LESS_EQUAL},
                 {">=", QUERY_MORE_EQUAL}, {"<", QUERY_LESS},     {">", QUERY_MORE}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (take(parser, signs[i].sign)) {
            *out_kind = signs[i].kind;
            return true;
        }
    }
    return false;
}

/* One comparison; of its result none is made again. */
static const struct query *parse_comparison(struct parser *parser) {
    enum query_kind kind = QUERY_EQUAL;
    const struct query *left = parse_primary(parser);
    if (left == NULL || !take_comparison(parser, &kind)) {
        return left;
    }
    const struct query *right = parse_primary(parser);
    if (right == NULL || !can_compare(kind, left, right)) {
        return NULL;
    }
    return new_query(parser, kind, left, right);
}

static const struct query *parse_and(struct parser *parser) {
    const struct query *all = parse_comparison(parser);
    while (all != NULL && take_word(parser, "and")) {
        const struct query *next = parse_comparison(parser);
        all = next == NULL ? NULL : new_query(parser, QUERY_AND, all, next);
    }
    return all;
}

static const struct query *parse_or(struct parser *parser) {
    if (++parser->depth > DEPTH_MAX) {
        return NULL;
    }
    const struct query *all = parse_and(parser);
    while (all != NULL && take_word(parser, "or")) {
        const struct query *next = parse_and(parser);
        all = next == NULL ? NULL : new_query(parser, QUERY_OR, all, next);
    }
    parser->depth--;
    return all;
}

const struct query *query_parse(struct arena *arena, const char *source) {
    struct parser parser = {arena, source, 0};
    const struct query *query = parse_or(&parser);
    skip_blanks(&parser);
    return *parser.at == '\0' ? query : NULL;
}
