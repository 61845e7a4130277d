/* Queries against libxml2: every expression of our templates, and random ones, on random trees made
 * of the names and texts that stand in the expression, at nodes all over the tree. */
#include "layout/query_run.h"

#include "base/file.h"
#include "base/vector.h"
#include "report/tree.h"

#include "unit/unit.h"

#include <libxml/xpathInternals.h>

#define DEPTH 5
#define WORDS 24
#define TREES 12
#define RANDOM_EXPRESSIONS 6000

struct fixture {
    struct arena *arena;
    uint64_t seed;
    const char *names[WORDS], *texts[WORDS];
    size_t name_count, text_count;
    VECTOR(xmlNodePtr) nodes; /* of the tree, attributes too */
    xmlXPathContextPtr context;
    xmlXPathObjectPtr set, word, number;
    size_t answers, refused; /* by queries */
};

static uint32_t below(struct fixture *fixture, uint32_t limit) {
    return unit_random_below(&fixture->seed, limit);
}

static int set_up(void **state) {
    struct arena *arena = arena_new();
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    fixture->arena = arena;
    fixture->seed = 20261122;
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

/* ---- trees ---- */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || c == '-';
}

/* The names and literals of an expression, so that a random tree has something for it. */
static void gather_words(struct fixture *fixture, const char *source) {
    static const char *const usual[] = {"", "1", "2", "3", "0", "-3", "2.0", " 2", "yes"};
    fixture->name_count = fixture->text_count = 0;
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        fixture->texts[fixture->text_count++] = usual[i];
    }
    for (const char *at = source; *at != '\0';) {
        size_t size = 0;
        if (*at == '\'') {
            size = strcspn(at + 1, "'");
            if (fixture->text_count < WORDS) {
                fixture->texts[fixture->text_count++] = arena_copy(fixture->arena, at + 1, size);
            }
            at += size + 2;
        } else if (is_letter(*at)) {
            for (size = 1; is_letter(at[size]); size++) {
            }
            if (fixture->name_count < WORDS && at[size] != '(') {
                fixture->names[fixture->name_count++] = arena_copy(fixture->arena, at, size);
            }
            at += size;
        } else {
            at++;
        }
    }
    fixture->names[fixture->name_count] = fixture->name_count == 0 ? "a" : NULL;
    fixture->name_count += fixture->name_count == 0 ? 1 : 0;
}

static const char *any_text(struct fixture *fixture) {
    return fixture->texts[below(fixture, (uint32_t)fixture->text_count)];
}

static void grow(struct fixture *fixture, struct tree *tree, xmlNodePtr parent, int depth) {
    for (size_t i = 0; i < fixture->name_count; i++) {
        if (below(fixture, 3) == 0) {
            tree_set(tree, parent, fixture->names[i], any_text(fixture));
        }
    }
    for (xmlAttrPtr at = parent->properties; at != NULL; at = at->next) {
        *VECTOR_PUSH(fixture->arena, &fixture->nodes) = (xmlNodePtr)at;
    }
    for (uint32_t left = depth < DEPTH ? below(fixture, 5) : 0; left > 0; left--) {
        const char *name = fixture->names[below(fixture, (uint32_t)fixture->name_count)];
        xmlNodePtr child = below(fixture, 3) == 0
                               ? tree_add_text(tree, parent, name, any_text(fixture))
                               : tree_add(tree, parent, name);
        *VECTOR_PUSH(fixture->arena, &fixture->nodes) = child;
        grow(fixture, tree, child, depth + 1);
    }
}

static xmlDocPtr random_tree(struct fixture *fixture, const char *source) {
    struct tree tree = tree_new(fixture->arena);
    bool is_absolute = strstr(source, "/report") != NULL;
    xmlNodePtr root = tree_add(&tree, NULL, is_absolute ? "report" : fixture->names[0]);
    fixture->nodes.count = 0;
    *VECTOR_PUSH(fixture->arena, &fixture->nodes) = root;
    grow(fixture, &tree, root, 0);
    return tree.document;
}

/* ---- variables: of any name; its first letter says the type ---- */

static xmlXPathObjectPtr object_of(const struct fixture *fixture, const char *name) {
    bool is_word = name[0] == 'w';
    return name[0] == 'n' ? fixture->number : is_word ? fixture->word : fixture->set;
}

static bool find_value(const void *user, const char *name, struct query_value *out_value) {
    *out_value = (struct query_value){object_of(user, name), true};
    return true;
}

static xmlXPathObjectPtr look_up(void *user, const xmlChar *name, const xmlChar *uri) {
    (void)uri;
    return xmlXPathObjectCopy(object_of(user, (const char *)name));
}

/* ---- comparing ---- */

static void ignore_error(void *user, xmlErrorPtr error) {
    (void)user;
    (void)error;
}

static void compare_text(struct fixture *fixture, const struct query_place *place,
                         const struct query *query, xmlXPathObjectPtr wanted) {
    const char *text = NULL;
    bool is_true = false;
    if (query_run_text(place, query, &text)) {
        xmlChar *expected = xmlXPathCastToString(wanted);
        assert_string_equal(text, expected);
        xmlFree(expected);
        fixture->answers++;
    } else {
        fixture->refused++;
    }
    if (query_run_boolean(place, query, &is_true)) {
        assert_int_equal(is_true, xmlXPathCastToBoolean(wanted));
    }
}

static void compare_nodes(const struct query_place *place, const struct query *query,
                          xmlXPathObjectPtr wanted) {
    struct query_nodes nodes;
    if (!query_run_nodes(place, query, &nodes)) {
        return;
    }
    assert_int_equal(wanted->type, XPATH_NODESET);
    xmlXPathNodeSetSort(wanted->nodesetval);
    assert_int_equal(nodes.count, xmlXPathNodeSetGetLength(wanted->nodesetval));
    for (size_t i = 0; i < nodes.count; i++) {
        assert_ptr_equal(nodes.at[i], wanted->nodesetval->nodeTab[i]);
    }
}

static void compare_at(struct fixture *fixture, const struct query *query, const char *source,
                       xmlNodePtr node) {
    struct query_place place = {fixture->context, fixture->arena, find_value, fixture};
    fixture->context->node = node;
    fixture->context->contextSize = 5;
    fixture->context->proximityPosition = 1 + (int)below(fixture, 5);
    xmlXPathObjectPtr wanted = xmlXPathEval((const xmlChar *)source, fixture->context);
    if (wanted == NULL) { /* wrong types: nothing may be made of it */
        const char *text = NULL;
        assert_false(query_run_text(&place, query, &text));
        return;
    }
    fixture->context->node = node;
    compare_text(fixture, &place, query, wanted);
    compare_nodes(&place, query, wanted);
    xmlXPathFreeObject(wanted);
}

static void compare(struct fixture *fixture, const char *source) {
    const struct query *query = query_parse(fixture->arena, source);
    if (query == NULL) {
        return;
    }
    gather_words(fixture, source);
    xmlDocPtr tree = random_tree(fixture, source);
    fixture->context = xmlXPathNewContext(tree);
    fixture->context->error = ignore_error;
    xmlXPathRegisterVariableLookup(fixture->context, look_up, fixture);
    fixture->context->node = xmlDocGetRootElement(tree);
    fixture->set = xmlXPathEval((const xmlChar *)"/*/*", fixture->context);
    fixture->word = xmlXPathNewCString(any_text(fixture));
    fixture->number = xmlXPathNewFloat((int)below(fixture, 4));
    for (size_t i = 0; i < fixture->nodes.count; i += 1 + fixture->nodes.count / 12) {
        compare_at(fixture, query, source, fixture->nodes.at[i]);
    }
    xmlXPathFreeObject(fixture->set);
    xmlXPathFreeObject(fixture->word);
    xmlXPathFreeObject(fixture->number);
    xmlXPathFreeContext(fixture->context);
}

/* ---- the expressions of templates ---- */

/* The text with &lt; and the like undone. */
static const char *plain(struct arena *arena, const char *text, size_t size) {
    static const struct {
        const char *written;
        char meant;
    } entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&amp;", '&'}};
    char *out = arena_copy(arena, text, size);
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        size_t bytes = strlen(entities[i].written);
        for (char *at = out; (at = strstr(at, entities[i].written)) != NULL;) {
            *at++ = entities[i].meant;
            memmove(at, at + bytes - 1, strlen(at + bytes - 1) + 1);
        }
    }
    return out;
}

/* Compares what stands between `open` and `close` all over the file; returns how many times. */
static size_t compare_all(struct fixture *fixture, const char *file, const char *open, char close,
                          size_t *out_parsed) {
    size_t count = 0;
    for (const char *at = file; (at = strstr(at, open)) != NULL;) {
        at += strlen(open);
        const char *end = strchr(at, close);
        const char *source = plain(fixture->arena, at, (size_t)(end - at));
        *out_parsed += query_parse(fixture->arena, source) != NULL ? 1 : 0;
        count++;
        for (int i = 0; i < TREES; i++) {
            compare(fixture, source);
        }
    }
    return count;
}

static void expressions_of_templates(void **state) {
    static const char *const files[] = {"handout", "summary", "clinician", "slip", "form"};
    static const char *const attributes[] = {" select=\"", " test=\"", " each=\"", " sort=\""};
    struct fixture *fixture = *state;
    struct diags *diags = diags_new();
    size_t count = 0;
    size_t parsed = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const char *name = arena_format(fixture->arena, "layouts/magnesium/%s.xml", files[i]);
        struct slice bytes;
        assert_true(file_read(fixture->arena, name, 1 << 20, diags, &bytes));
        const char *file = arena_copy(fixture->arena, bytes.at, bytes.size_bytes);
        for (size_t k = 0; k < sizeof attributes / sizeof attributes[0]; k++) {
            count += compare_all(fixture, file, attributes[k], '"', &parsed);
        }
        count += compare_all(fixture, file, "{", '}', &parsed);
    }
    diags_free(diags);
    assert_true(count > 400);
    assert_true(parsed * 10 > count * 8); /* the others are for libxml2 */
    assert_true(fixture->answers > 10 * fixture->refused);
}

/* ---- random expressions ---- */

static const char *any(struct fixture *fixture, const char *const *words, size_t count) {
    return words[below(fixture, (uint32_t)count)];
}

#define ANY(fixture, ...)                                                                          \
    any(fixture, (const char *const[]){__VA_ARGS__},                                               \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static const char *random_expression(struct fixture *fixture, int depth);

static const char *random_step(struct fixture *fixture, int depth) {
    const char *step = ANY(fixture, "a", "b", "@a", "@b", "..", "preceding::a", "a", "b", ".", "*",
                           "preceding-sibling::b", "@b", "text()", "//a", "b");
    if (depth > 0 && below(fixture, 3) == 0) {
        return arena_format(fixture->arena, "%s[%s]", step, random_expression(fixture, depth - 1));
    }
    return step;
}

static const char *random_path(struct fixture *fixture, int depth) {
    const char *path = ANY(fixture, "", "", "", "/report/", "$set/", "./", "$set[a]/");
    path = arena_format(fixture->arena, "%s%s", path, random_step(fixture, depth));
    while (below(fixture, 3) == 0) {
        path = arena_format(fixture->arena, "%s/%s", path, random_step(fixture, depth));
    }
    return path;
}

static const char *random_operand(struct fixture *fixture, int depth) {
    const char *inside;
    switch (below(fixture, 12)) {
    case 0:
        return ANY(fixture, "1", "2", "3", "0", "1.5", "12345678901");
    case 1:
        return ANY(fixture, "'yes'", "''", "'2'", "\"a\"", "'-3'");
    case 2:
        return ANY(fixture, "$set", "$word", "$number", "position()", "last()", ".");
    case 3:
        return arena_format(fixture->arena, "count(%s)", random_path(fixture, depth));
    case 4:
        inside = random_operand(fixture, depth);
        return arena_format(fixture->arena, "%s(%s, %s)", ANY(fixture, "contains", "concat"),
                            inside, random_operand(fixture, depth));
    case 5:
        return depth == 0
                   ? "@a"
                   : arena_format(fixture->arena, "%s(%s)", ANY(fixture, "not", "", "string"),
                                  random_expression(fixture, depth - 1));
    default:
        return random_path(fixture, depth);
    }
}

static const char *random_expression(struct fixture *fixture, int depth) {
    const char *all = random_operand(fixture, depth);
    if (below(fixture, 4) == 0) {
        return arena_format(fixture->arena, "%s %s %u", random_path(fixture, depth),
                            ANY(fixture, "=", "!="), (unsigned)below(fixture, 4));
    }
    while (below(fixture, 3) == 0) {
        const char *sign = ANY(fixture, " = ", " != ", "<", "<= ", " > ", ">=", " and ", " or ",
                               " = ", " + ", " | ", " div ");
        all = arena_format(fixture->arena, "%s%s%s", all, sign, random_operand(fixture, depth));
    }
    return all;
}

static void random_expressions(void **state) {
    struct fixture *fixture = *state;
    for (int i = 0; i < RANDOM_EXPRESSIONS; i++) {
        compare(fixture, random_expression(fixture, 2));
    }
    assert_true(fixture->answers > RANDOM_EXPRESSIONS);
    assert_true(fixture->refused > 0);
}

/* ---- what is not taken ---- */

static void left_to_libxml2(void **state) {
    static const char *const sources[] = {
        "",
        "a b",
        "a[",
        "'a",
        "a/",
        "/",
        "//a",
        "a//b",
        "*",
        "a | b",
        "1 + 1",
        "last()",
        "a[$n]",
        "a:b",
        "text()",
        "a/..",
        "a = 1 = 1",
        "1.5",
        "-1",
        "not()",
        "concat('a')",
        "count(1)",
        "id('a')",
        "a < 2",
        "$set/..",
        "child::a",
        "a[2][position()]",
        "../@a[1]/../b",
        "contains('a', 1)",
        "preceding::a[1]",
        "1234567890",
        "\xC3\xA9",
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        assert_null(query_parse(fixture->arena, sources[i]));
    }
}

/* Steps are the context's: when they are used up, libxml2 is to say so. */
static void stops_at_the_limit(void **state) {
    struct fixture *fixture = *state;
    struct tree tree = tree_new(fixture->arena);
    xmlNodePtr root = tree_add(&tree, NULL, "report");
    for (int i = 0; i < 50; i++) {
        tree_add(&tree, root, "a");
    }
    xmlXPathContextPtr context = xmlXPathNewContext(tree.document);
    struct query_place place = {context, fixture->arena, NULL, NULL};
    const struct query *query = query_parse(fixture->arena, "count(/report/a)");
    const char *text = NULL;
    context->opLimit = 51;
    assert_true(query_run_text(&place, query, &text));
    assert_string_equal(text, "50");
    assert_false(query_run_text(&place, query, &text));
    xmlXPathFreeContext(context);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(expressions_of_templates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(random_expressions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(left_to_libxml2, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_at_the_limit, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
