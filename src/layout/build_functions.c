/* Our own XPath functions. Which there are, and what a call may look like, stands in
 * pack/functions.c; here is what they do, under the same names. libxml2 looks a name up here first
 * and keeps what it found in the compiled expression. */
#include "layout/build_inside.h"

#include "base/memory.h"
#include "pack/functions.h"
#include "text/letter.h"

#include <libxml/xpathInternals.h>
#include <string.h>

static struct build *build_of(xmlXPathParserContextPtr parser) {
    return parser->context->funcLookupData;
}

/* The last argument as a string in the arena. */
static const char *pop_text(xmlXPathParserContextPtr parser) {
    xmlChar *text = xmlXPathPopString(parser);
    const char *copy =
        text == NULL ? "" : arena_string(build_of(parser)->arena, (const char *)text);
    xmlFree(text);
    return copy;
}

static void give_text(xmlXPathParserContextPtr parser, const char *text) {
    xmlXPathReturnString(parser, xmlStrdup((const xmlChar *)text));
}

static void run_first_upper(xmlXPathParserContextPtr parser, int count) {
    (void)count;
    give_text(parser, letter_first_upper(build_of(parser)->arena, pop_text(parser)));
}

static void run_plural(xmlXPathParserContextPtr parser, int count) {
    (void)count;
    const char *many = pop_text(parser);
    const char *one = pop_text(parser);
    give_text(parser, strcmp(pop_text(parser), "1") == 0 ? one : many);
}

static void run_format(xmlXPathParserContextPtr parser, int count) {
    (void)count;
    struct build *build = build_of(parser);
    const char *source = pop_text(parser);
    const char *value = pop_text(parser);
    struct pattern pattern;
    struct pattern_problem problem;
    bool is_known = build->inputs->template->signs != NULL; /* both were checked at load */
    if (is_known &&
        pattern_parse(slice_from(source), build->inputs->template->signs, &pattern, &problem)) {
        value = build_format(build, value, &pattern);
    }
    give_text(parser, value);
}

/* The nodes' texts without the blank ones. */
static size_t node_texts(struct build *build, xmlNodeSetPtr nodes, const char **out_texts) {
    size_t count = 0;
    for (int i = 0; i < nodes->nodeNr; i++) {
        xmlChar *text = xmlXPathCastNodeToString(nodes->nodeTab[i]);
        if (text != NULL && text[strspn((const char *)text, " \t\r\n")] != '\0') {
            out_texts[count++] = arena_string(build->arena, (const char *)text);
        }
        xmlFree(text);
    }
    return count;
}

static void run_join(xmlXPathParserContextPtr parser, int count) {
    struct build *build = build_of(parser);
    const char *last = count == 3 ? pop_text(parser) : NULL;
    const char *between = pop_text(parser);
    last = last == NULL ? between : last;
    xmlNodeSetPtr nodes = xmlXPathPopNodeSet(parser); /* NULL: none, or no nodes at all */
    if (xmlXPathCheckError(parser)) {
        return;
    }
    struct builder out = {.max_bytes = BUILD_STRING_MAX_BYTES};
    if (!xmlXPathNodeSetIsEmpty(nodes)) {
        xmlXPathNodeSetSort(nodes);
        const char **texts = ARENA_ARRAY(build->arena, const char *, (size_t)nodes->nodeNr);
        size_t size = node_texts(build, nodes, texts);
        for (size_t i = 0; i < size; i++) {
            const char *before = i + 1 == size ? last : between;
            builder_text(&out, i == 0 ? "" : before);
            builder_text(&out, texts[i]);
        }
    }
    xmlXPathFreeNodeSet(nodes);
    give_text(parser, out.size_bytes == 0 ? "" : out.at);
    builder_free(&out);
}

static void run_map(xmlXPathParserContextPtr parser, int count) {
    struct build *build = build_of(parser);
    const char *other = count == 3 ? pop_text(parser) : NULL;
    const char *key = pop_text(parser);
    const char *name = pop_text(parser);
    const struct template *template = build->inputs->template;
    const char *words = map_find(template->maps, template->map_count, name, key);
    if (words == NULL && other == NULL && build_is_first_unfit(build)) {
        diag(build->diags, MESSAGE_MAP_KEY, build->at, ARGS(name));
    }
    other = other == NULL ? "" : other;
    give_text(parser, words == NULL ? other : words);
}

/* In headers and footers only: the loader lets a flow do no more than print it, see
 * layout/number.c. Before pages are placed it is as large as it can be. */
static void run_page_of(xmlXPathParserContextPtr parser, int count) {
    (void)count;
    struct build *build = build_of(parser);
    const char *place = pop_text(parser);
    size_t page = number_page_of(build->pages, place);
    if (build->pages->pages.count == 0) {
        xmlXPathReturnNumber(parser, PAGES_MAX);
    } else if (page != SIZE_MAX) {
        xmlXPathReturnNumber(parser, (int)page + 1);
    } else {
        diag(build->diags, MESSAGE_PAGE_OF_NOTHING, build->at, ARGS(place));
        give_text(parser, "?");
    }
}

static const struct {
    const char *name;
    xmlXPathFunction run;
} functions[] = {
    {"first-upper", run_first_upper}, {"format", run_format}, {"join", run_join}, {"map", run_map},
    {FUNCTION_PAGE_OF, run_page_of},  {"plural", run_plural},
};

static xmlXPathFunction find_function(void *user, const xmlChar *name, const xmlChar *uri) {
    (void)user;
    for (size_t i = 0; uri == NULL && i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, (const char *)name) == 0) {
            return functions[i].run;
        }
    }
    return NULL;
}

void build_register_functions(struct build *build) {
    xmlXPathRegisterFuncLookup(build->context, find_function, build);
}
