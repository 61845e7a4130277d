/* libxml2 compiles an expression and says at which byte its syntax breaks. It does not look at
 * function names, numbers of arguments and variables before the expression is run, and with a
 * report in which the branch is not taken it never does. So a small scanner walks over the
 * expression's tokens: literals, names, the rest. A name before '(' that is no node test and no
 * operator is a function. */
#include "pack/expression.h"

#include "base/memory.h"
#include "pack/functions.h"

#include <libxml/xpathInternals.h>
#include <string.h>

struct position position_in_text(struct position position, const char *text, size_t bytes) {
    for (size_t i = 0; i < bytes && text[i] != '\0'; i++) {
        if (text[i] == '\n') {
            position.line++;
            position.column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            position.column++;
        }
    }
    return position;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           ((unsigned char)c & 0x80) != 0;
}

static bool is_name_char(char c) {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* Past the literal that begins at `at`; past the end if it is not closed. */
static size_t skip_literal(const char *source, size_t at) {
    char quote = source[at++];
    while (source[at] != '\0' && source[at] != quote) {
        at++;
    }
    return source[at] == '\0' ? at : at + 1;
}

static size_t skip_name(const char *source, size_t at) {
    while (is_name_char(source[at]) || (source[at] == ':' && is_name_start(source[at + 1]))) {
        at++;
    }
    return at;
}

bool expression_next_variable(const char *source, size_t *offset, size_t *out_at,
                              struct slice *out_name) {
    size_t at = *offset;
    while (source[at] != '\0') {
        if (source[at] == '"' || source[at] == '\'') {
            at = skip_literal(source, at);
        } else if (source[at] == '$') {
            *out_at = at++;
            size_t end = skip_name(source, at);
            *out_name = (struct slice){source + at, end - at};
            *offset = end;
            return true;
        } else {
            at++;
        }
    }
    return false;
}

#define EXPRESSION_MAX_BYTES 4000

/* Names that stand before '(' without being functions. */
static const char *const not_functions[] = {
    "node", "text", "comment", "processing-instruction", "and", "or", "div", "mod", NULL,
};

static bool is_in(const char *const *list, struct slice name) {
    for (size_t i = 0; list[i] != NULL; i++) {
        if (slice_equals(name, list[i])) {
            return true;
        }
    }
    return false;
}

/* Number of arguments between the '(' at `at` and its ')'. */
static size_t count_arguments(const char *source, size_t at) {
    size_t depth = 0;
    size_t commas = 0;
    bool is_empty = true;
    for (; source[at] != '\0'; at++) {
        char c = source[at];
        if (c == '"' || c == '\'') {
            at = skip_literal(source, at) - 1;
            is_empty = false;
        } else if (c == '(' || c == '[') {
            is_empty = is_empty && depth == 0;
            depth++;
        } else if (c == ')' || c == ']') {
            depth--;
            if (depth == 0) {
                break;
            }
        } else if (c == ',' && depth == 1) {
            commas++;
        } else if (!is_blank(c)) {
            is_empty = false;
        }
    }
    return is_empty ? 0 : commas + 1;
}

static void report_unknown_function(struct value_reader *reader, const char *name,
                                    struct position position) {
    const char **names = ARENA_ARRAY(reader->arena, const char *, function_count + 1);
    for (size_t i = 0; i < function_count; i++) {
        names[i] = function_rules[i].name;
    }
    values_report(reader, position, MESSAGE_TEMPLATE_NAME,
                  ARGS("function", name, values_hint(reader->arena, name, names)));
}

/* Past the argument that begins at `at`: its comma or its ')'. */
static size_t skip_argument(const char *source, size_t at) {
    size_t depth = 0;
    for (; source[at] != '\0'; at++) {
        char c = source[at];
        if (c == '"' || c == '\'') {
            at = skip_literal(source, at) - 1;
        } else if (depth == 0 && (c == ',' || c == ')')) {
            break;
        } else if (c == '(' || c == '[') {
            depth++;
        } else if (c == ')' || c == ']') {
            depth--;
        }
    }
    return at;
}

/* The text in quotes that argument `number`, from 0, of the call with its '(' at `at` is; at NULL:
 * it is something else. */
static struct slice argument_literal(const char *source, size_t at, size_t number) {
    at++;
    for (; number > 0; number--) {
        at = skip_argument(source, at) + 1;
    }
    while (is_blank(source[at])) {
        at++;
    }
    if (source[at] != '"' && source[at] != '\'') {
        return (struct slice){NULL, 0};
    }
    size_t end = skip_literal(source, at);
    size_t next = end;
    while (is_blank(source[next])) {
        next++;
    }
    if (source[next] != ',' && source[next] != ')') {
        return (struct slice){NULL, 0};
    }
    return (struct slice){source + at + 1, end - at - 2};
}

/* A call in an expression: its function, where the name and the '(' stand. */
struct call {
    const char *source;
    struct position position; /* of source */
    struct slice name;
    size_t open;
};

static bool check_map(struct value_reader *reader, const char *name, struct position position) {
    const char **names = ARENA_ARRAY(reader->arena, const char *, reader->maps.count + 1);
    for (size_t i = 0; i < reader->maps.count; i++) {
        names[i] = reader->maps.at[i].name;
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    values_report(reader, position, MESSAGE_TEMPLATE_NAME,
                  ARGS("map", name, values_hint(reader->arena, name, names)));
    return false;
}

static bool check_literal(struct value_reader *reader, const struct call *call,
                          const struct function_rule *rule) {
    struct slice text = argument_literal(call->source, call->open, rule->literal_at);
    size_t place = (size_t)((text.at == NULL ? call->name.at : text.at) - call->source);
    struct position position = position_in_text(call->position, call->source, place);
    struct pattern pattern;
    if (text.at == NULL) {
        values_report(reader, position, MESSAGE_FUNCTION_LITERAL,
                      ARGS(rule->name, arena_format(reader->arena, "%zu", rule->literal_at + 1)));
        return false;
    }
    switch (rule->literal) {
    case LITERAL_PATTERN:
        return values_read_pattern(reader, text, position, &pattern);
    case LITERAL_MAP:
        return check_map(reader, arena_copy(reader->arena, text.at, text.size_bytes), position);
    case LITERAL_PLACE: /* template_check.c looks for it when all names are known */
    case LITERAL_NONE:
        break;
    }
    return true;
}

static bool check_function(struct value_reader *reader, const struct call *call) {
    struct slice name = call->name;
    struct position position =
        position_in_text(call->position, call->source, (size_t)(name.at - call->source));
    size_t arguments = count_arguments(call->source, call->open);
    const struct function_rule *rule = function_find(name);
    if (rule == NULL) {
        const char *text = arena_copy(reader->arena, name.at, name.size_bytes);
        report_unknown_function(reader, text, position);
        return false;
    }
    if (arguments < rule->least || arguments > rule->most) {
        values_report(reader, position, MESSAGE_TEMPLATE_ARGUMENTS,
                      ARGS(rule->name, arena_format(reader->arena, "%zu", arguments),
                           arena_format(reader->arena, "%zu", rule->least)));
        return false;
    }
    return rule->literal == LITERAL_NONE || check_literal(reader, call, rule);
}

/* Checks the functions that source calls. */
static bool check_functions(struct value_reader *reader, const char *source,
                            struct position position) {
    bool is_good = true;
    size_t at = 0;
    while (source[at] != '\0') {
        if (source[at] == '"' || source[at] == '\'') {
            at = skip_literal(source, at);
            continue;
        }
        if (source[at] == '$' || (source[at] >= '0' && source[at] <= '9')) {
            at = skip_name(source, at + 1);
            continue;
        }
        if (!is_name_start(source[at])) {
            at++;
            continue;
        }
        struct slice name = {source + at, skip_name(source, at) - at};
        size_t next = at + name.size_bytes;
        while (is_blank(source[next])) {
            next++;
        }
        /* Its nodes are no nodes to a loop, and die before it ends. */
        if (slice_equals(name, "namespace") && strncmp(source + next, "::", 2) == 0) {
            values_report(reader, position_in_text(position, source, at),
                          MESSAGE_TEMPLATE_NAMESPACE_AXIS, NULL);
            is_good = false;
        }
        if (source[next] == '(' && !is_in(not_functions, name)) {
            struct call call = {source, position, name, next};
            is_good = check_function(reader, &call) && is_good;
        }
        at += name.size_bytes;
    }
    return is_good;
}

bool expression_next_place(const char *source, size_t *offset, size_t *out_at,
                           struct slice *out_name) {
    size_t at = *offset;
    while (source[at] != '\0') {
        if (source[at] == '"' || source[at] == '\'') {
            at = skip_literal(source, at);
            continue;
        }
        size_t end =
            is_name_start(source[at]) || source[at] == '$' ? skip_name(source, at + 1) : at;
        bool is_it = slice_equals((struct slice){source + at, end - at}, FUNCTION_PAGE_OF);
        at = end > at ? end : at + 1;
        while (is_it && is_blank(source[at])) {
            at++;
        }
        struct slice name = {NULL, 0};
        if (is_it && source[at] == '(') {
            name = argument_literal(source, at, 0);
        }
        if (name.at != NULL) {
            *out_name = name;
            *out_at = (size_t)(name.at - source);
            *offset = *out_at + name.size_bytes + 1;
            return true;
        }
    }
    return false;
}

static struct reference find_reference(struct arena *arena, const char *source) {
    struct reference reference = {NULL, NULL};
    struct slice trimmed = slice_trim(slice_from(source));
    const char *text = arena_copy(arena, trimmed.at, trimmed.size_bytes);
    size_t offset = 0;
    size_t at = 0;
    struct slice name;
    if (text[0] == '$' && text[skip_name(text, 1)] == '\0') {
        reference.variable = text + 1;
    } else if (strncmp(text, FUNCTION_PAGE_OF, strlen(FUNCTION_PAGE_OF)) == 0 &&
               expression_next_place(text, &offset, &at, &name) &&
               skip_argument(text, offset) + 1 == trimmed.size_bytes) {
        reference.place = arena_copy(arena, name.at, name.size_bytes);
    }
    return reference;
}

/* What libxml2 says about a syntax error. */
struct syntax_error {
    bool is_set;
    int code;
    int offset_bytes;
};

static void on_syntax_error(void *user, xmlErrorPtr error) {
    struct syntax_error *out = user;
    if (!out->is_set) {
        *out = (struct syntax_error){true, error->code, error->int1};
    }
}

/* Brackets that do not pair, in words; NULL: they do. */
static const char *bracket_problem(const char *source) {
    char open[64];
    size_t depth = 0;
    for (size_t at = 0; source[at] != '\0'; at++) {
        char c = source[at];
        if (c == '"' || c == '\'') {
            at = skip_literal(source, at) - 1;
        } else if ((c == '(' || c == '[') && depth < sizeof open) {
            open[depth++] = c;
        } else if (c == ')' || c == ']') {
            char wanted = c == ')' ? '(' : '[';
            if (depth == 0 || open[--depth] != wanted) {
                return c == ')' ? "')' has no '('" : "']' has no '['";
            }
        }
    }
    if (depth == 0) {
        return NULL;
    }
    return open[depth - 1] == '(' ? "')' is missing" : "']' is missing";
}

static const char *syntax_text(const char *source, int code) {
    const char *problem = bracket_problem(source);
    if (problem != NULL) {
        return problem;
    }
    switch (code) {
    case XML_XPATH_UNFINISHED_LITERAL_ERROR:
        return "a quote is not closed";
    case XML_XPATH_START_LITERAL_ERROR:
        return "a quote is missing";
    case XML_XPATH_VARIABLE_REF_ERROR:
        return "a variable's name is missing";
    case XML_XPATH_INVALID_CHAR_ERROR:
        return "a character that cannot stand here";
    case XML_XPATH_UNDEF_PREFIX_ERROR:
        return "an unknown namespace prefix";
    default:
        return "this is no XPath 1.0 expression";
    }
}

/* Checks source and compiles it for libxml2; NULL after reporting. */
static xmlXPathCompExprPtr compile(struct value_reader *reader, const char *source,
                                   struct position position) {
    struct syntax_error error = {false, 0, 0};
    if (strlen(source) > EXPRESSION_MAX_BYTES) {
        values_report(reader, position, MESSAGE_TEMPLATE_EXPRESSION_LENGTH,
                      ARGS(arena_format(reader->arena, "%d", EXPRESSION_MAX_BYTES)));
        return NULL;
    }
    reader->context->userData = &error;
    reader->context->error = on_syntax_error;
    xmlXPathCompExprPtr path = xmlXPathCtxtCompile(reader->context, (const xmlChar *)source);
    if (path != NULL) {
        xmlXPathFreeCompExpr(path);
    }
    /* "true(" is whole to libxml2. */
    if (path == NULL || error.is_set || bracket_problem(source) != NULL) {
        size_t offset = error.offset_bytes > 0 ? (size_t)error.offset_bytes : 0;
        size_t size = strlen(source);
        values_report(reader, position_in_text(position, source, offset < size ? offset : size),
                      MESSAGE_TEMPLATE_XPATH, ARGS(source, syntax_text(source, error.code)));
        return NULL;
    }
    if (!check_functions(reader, source, position)) {
        return NULL;
    }
    /* Again in parentheses, so that libxml2 does not take its streaming matcher, which visits every
     * node down to the depth of the path instead of following it. */
    const char *wrapped = arena_format(reader->arena, "(%s)", source);
    path = xmlXPathCtxtCompile(reader->context, (const xmlChar *)wrapped);
    if (path == NULL) { /* as deep as libxml2 goes, and one deeper now */
        values_report(reader, position, MESSAGE_TEMPLATE_XPATH,
                      ARGS(source, "its brackets are too deep"));
        return NULL;
    }
    *VECTOR_PUSH(reader->arena, &reader->paths) = path;
    return path;
}

struct expression expression_compile(struct value_reader *reader, const char *source,
                                     struct position position) {
    return (struct expression){.compiled = compile(reader, source, position),
                               .query = query_parse(reader->arena, source),
                               .source = source,
                               .reference = find_reference(reader->arena, source)};
}

/* Blanks folded to single spaces, "{{" to a brace. */
static const char *fold(struct arena *arena, const char *text, size_t size_bytes) {
    char *out = arena_alloc(arena, size_bytes + 1);
    size_t count = 0;
    for (size_t i = 0; i < size_bytes; i++) {
        char c = is_blank(text[i]) ? ' ' : text[i];
        if (c == ' ' && count > 0 && out[count - 1] == ' ') {
            continue;
        }
        if (c == '{') {
            i++;
        }
        out[count++] = c;
    }
    return out;
}

/* Where the constant text that begins at `at` ends: at a single brace or the end. */
static size_t skip_constant(const char *text, size_t at) {
    while (text[at] != '\0' && (text[at] != '{' || text[at + 1] == '{')) {
        at += text[at] == '{' ? 2 : 1;
    }
    return at;
}

/* Past the expression that begins at `at`: its '}' or the end. */
static size_t skip_expression(const char *text, size_t at) {
    while (text[at] != '\0' && text[at] != '}') {
        at = text[at] == '"' || text[at] == '\'' ? skip_literal(text, at) : at + 1;
    }
    return at;
}

void template_text_parse(struct value_reader *reader, const char *text, struct position position,
                         struct template_text *out_text) {
    VECTOR(struct template_piece) pieces = {0};
    size_t at = 0;
    while (text[at] != '\0') {
        size_t end = skip_constant(text, at);
        if (end > at) {
            VECTOR_PUSH(reader->arena, &pieces)->text = fold(reader->arena, text + at, end - at);
            at = end;
            continue;
        }
        struct position place = position_in_text(position, text, at + 1);
        end = skip_expression(text, at + 1);
        if (text[end] == '\0') {
            values_report(reader, position_in_text(position, text, at), MESSAGE_TEMPLATE_BRACE,
                          NULL);
            break;
        }
        const char *source = arena_copy(reader->arena, text + at + 1, end - at - 1);
        *VECTOR_PUSH(reader->arena, &pieces) = (struct template_piece){
            .path = expression_compile(reader, source, place), .position = place};
        at = end + 1;
    }
    out_text->pieces = pieces.at;
    out_text->count = pieces.count;
    out_text->position = position;
    out_text->is_constant = pieces.count == 0 || (pieces.count == 1 && pieces.at[0].text != NULL);
    out_text->constant = pieces.count == 1 && out_text->is_constant ? pieces.at[0].text : "";
}
