/* The parser. libxml2 reads pushed pieces and calls back for start tags, end tags and text; the
 * call-backs build nodes of our own. It never sees bytes that xml_decode has not checked, nor a
 * DOCTYPE, nor a tag with too many attributes: a scan of the whole text refuses those first,
 * because both cost libxml2 time or memory before any call-back could object. The first error of
 * any kind ends the reading; nothing is ever repaired.
 *
 * One engine serves both functions. Elements outside records lie one arena a level, reset when the
 * next element of that level begins; a record lies in one arena, reset after its call-back. So
 * memory grows with the depth and with the largest record, not with their number. xml_parse is the
 * case where the root is the record and the arena the caller's.
 *
 * Distinct names are interned in a table with a limit: their number is what costs libxml2 quadratic
 * time. */
#include "base/builder.h"
#include "base/ids.h"
#include "base/memory.h"
#include "base/vector.h"
#include "xml/decode.h"
#include "xml/problem.h"
#include "xml/scan.h"
#include "xml/xml.h"

#include <libxml/parser.h>
#include <string.h>

#define PIECE_BYTES ((size_t)256 * 1024)
#define NAMESPACES_MAX 256 /* in force at one place; libxml2 walks over them for each element */

static const char *const intake_long_names[] = {"data", NULL};

const struct xml_limits xml_limits_intake = {
    .bytes = (size_t)64 * 1024 * 1024,
    .nodes = 200000,
    .attributes = 256,
    .depth = 100,
    .name_bytes = (size_t)256 * 1024,
    .word_bytes = (size_t)64 * 1024,
    .long_names = intake_long_names,
};

const struct xml_limits xml_limits_pack = {
    .bytes = (size_t)16 * 1024 * 1024,
    .nodes = 500000,
    .attributes = 256,
    .depth = 100,
    .name_bytes = (size_t)256 * 1024,
    .word_bytes = (size_t)64 * 1024,
    .long_names = NULL,
};

struct parser {
    const char *file;
    struct slice text;
    const struct xml_limits *limits;
    const struct xml_stream *stream;
    struct diags *diags;
    xmlParserCtxt *context;
    struct scan scan; /* behind the last tag reported */

    struct arena *name_arena;
    struct ids *name_ids;
    VECTOR(const char *) names;
    size_t name_bytes;

    struct arena **level_arenas; /* limits->depth of them, made when first used */
    struct xml_node **path;      /* open elements outside records */
    size_t depth;                /* open elements, those in a record included */
    size_t *namespace_counts;    /* declarations in force in each open element */
    size_t record_depth;         /* depth of the record's element; 0: outside records */
    struct arena *record_arena;
    bool whole;            /* the root is the record, the record arena the caller's */
    struct xml_node *open; /* the innermost open element of the record */
    size_t node_count;

    struct builder pending; /* text not yet a node */
    uint32_t pending_line;
    uint32_t pending_column;
    size_t word_bytes; /* of the unbroken run at the end of pending */
    bool is_empty_tag; /* the last start tag closed itself: no end tag follows */
    bool has_root;
    bool failed;
    bool stopped;
};

static void parser_stop(struct parser *parser) {
    parser->stopped = true;
    if (parser->context != NULL) {
        xmlStopParser(parser->context);
    }
}

static void parser_refuse(struct parser *parser, enum message message, uint32_t line,
                          uint32_t column, const char *argument) {
    if (parser->failed) {
        return;
    }
    parser->failed = true;
    struct position place = {.file = parser->file, .line = line, .column = column};
    diag(parser->diags, message, place, argument != NULL ? ARGS(argument) : NULL);
    parser_stop(parser);
}

/* Refuses with a limit as the argument. */
static void parser_refuse_limit(struct parser *parser, enum message message,
                                const struct scan *place, size_t limit) {
    struct builder number = {0};
    builder_int(&number, (int64_t)limit);
    parser_refuse(parser, message, place->line, place->column, number.at);
    builder_free(&number);
}

static const char *parser_intern(struct parser *parser, const xmlChar *name) {
    if (name == NULL) {
        return "";
    }
    const char *text = (const char *)name;
    size_t known = ids_find(parser->name_ids, text);
    if (known != IDS_NONE) {
        return parser->names.at[known];
    }
    const char *kept = arena_string(parser->name_arena, text);
    ids_add(parser->name_arena, parser->name_ids, kept, parser->names.count);
    *VECTOR_PUSH(parser->name_arena, &parser->names) = kept;
    parser->name_bytes += strlen(kept) + 1;
    return kept;
}

static bool is_blank(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

/* Adds size_bytes to the run that *run_bytes counts; false if a run passes the limit. */
static bool is_word_within(const char *text, size_t size_bytes, size_t limit_bytes,
                           size_t *run_bytes) {
    for (size_t i = 0; i < size_bytes; i++) {
        *run_bytes = is_blank(text[i]) ? 0 : *run_bytes + 1;
        if (*run_bytes > limit_bytes) {
            return false;
        }
    }
    return true;
}

static bool is_long_name(const struct xml_limits *limits, const char *name) {
    for (size_t i = 0; limits->long_names != NULL && limits->long_names[i] != NULL; i++) {
        if (strcmp(limits->long_names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static struct arena *parser_arena(struct parser *parser) {
    if (parser->record_depth > 0 || parser->whole) {
        return parser->record_arena;
    }
    struct arena **arena = &parser->level_arenas[parser->depth - 1];
    if (*arena == NULL) {
        *arena = arena_new();
    }
    arena_reset(*arena);
    return *arena;
}

static bool is_namespace_declaration(struct slice name) {
    return slice_equals(name, "xmlns") ||
           (name.size_bytes > 6 && memcmp(name.at, "xmlns:", 6) == 0);
}

/* libxml2 gives five pointers an attribute: local name, prefix, namespace, start and end of the
 * value. */
static void parser_add_attributes(struct parser *parser, struct arena *arena, struct xml_node *node,
                                  struct scan tag, const xmlChar *const *raw) {
    bool may_be_long = is_long_name(parser->limits, node->name);
    struct slice name = {NULL, 0};
    /* A refusal stops the parser, which gives up the buffer that the values lie in. */
    for (size_t i = 0; i < node->attribute_count && !parser->stopped; i++) {
        struct xml_attribute *attribute = &node->attributes[i];
        const char *value = (const char *)raw[5 * i + 3];
        size_t size_bytes = (size_t)(raw[5 * i + 4] - raw[5 * i + 3]);
        size_t run_bytes = 0;
        while (scan_next_attribute(&tag, &name) && is_namespace_declaration(name)) {
        }
        attribute->name = parser_intern(parser, raw[5 * i]);
        attribute->uri = parser_intern(parser, raw[5 * i + 2]);
        attribute->value = arena_copy(arena, value, size_bytes);
        attribute->line = tag.line;
        attribute->column = tag.column;
        if (!may_be_long &&
            !is_word_within(value, size_bytes, parser->limits->word_bytes, &run_bytes)) {
            parser_refuse_limit(parser, MESSAGE_XML_WORD, &tag, parser->limits->word_bytes);
        }
    }
}

static void node_append(struct xml_node *parent, struct xml_node *node) {
    node->parent = parent;
    if (parent->last_child != NULL) {
        parent->last_child->next = node;
    } else {
        parent->first_child = node;
    }
    parent->last_child = node;
}

static void parser_count_node(struct parser *parser, uint32_t line, uint32_t column) {
    if (++parser->node_count > parser->limits->nodes) {
        struct scan place = {.line = line, .column = column};
        parser_refuse_limit(parser, MESSAGE_XML_NODES, &place, parser->limits->nodes);
    }
}

/* Turns the text collected so far into a node. */
static void parser_flush_text(struct parser *parser) {
    if (parser->pending.size_bytes == 0) {
        return;
    }
    struct xml_node *node = ARENA_NEW(parser->record_arena, struct xml_node);
    node->text = arena_copy(parser->record_arena, parser->pending.at, parser->pending.size_bytes);
    node->uri = "";
    node->line = parser->pending_line;
    node->column = parser->pending_column;
    node_append(parser->open, node);
    parser_count_node(parser, node->line, node->column);
    builder_reset(&parser->pending);
    parser->word_bytes = 0;
}

/* Takes a new element of a record, or asks whether it begins one. */
static void parser_place_element(struct parser *parser, struct xml_node *node) {
    if (parser->record_depth > 0) {
        node_append(parser->open, node);
        parser_count_node(parser, node->line, node->column);
        parser->open = node;
        return;
    }
    node->parent = parser->depth > 1 ? parser->path[parser->depth - 2] : NULL;
    parser->path[parser->depth - 1] = node;
    const struct xml_node *const *path = (const struct xml_node *const *)parser->path;
    if (parser->stream->is_record(parser->stream->user, path, parser->depth)) {
        parser->record_depth = parser->depth;
        parser->node_count = 1;
        parser->open = node;
    }
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted_count, const xmlChar **attributes) {
    (void)prefix;
    (void)namespaces;
    (void)defaulted_count;
    struct parser *parser = user;
    if (parser->stopped) {
        return;
    }
    parser_flush_text(parser);
    parser->has_root = true;
    scan_to_start_tag(&parser->scan);
    struct scan tag = parser->scan;
    if (++parser->depth > parser->limits->depth) {
        parser_refuse_limit(parser, MESSAGE_XML_DEPTH, &tag, parser->limits->depth);
        return;
    }
    size_t *counts = &parser->namespace_counts[parser->depth];
    counts[0] = counts[-1] + (size_t)namespace_count;
    if (counts[0] > NAMESPACES_MAX) {
        parser_refuse_limit(parser, MESSAGE_XML_NAMESPACES, &tag, NAMESPACES_MAX);
        return;
    }
    struct arena *arena = parser_arena(parser);
    struct xml_node *node = ARENA_NEW(arena, struct xml_node);
    node->name = parser_intern(parser, name);
    node->uri = parser_intern(parser, uri);
    node->line = tag.line;
    node->column = tag.column;
    node->attribute_count = (size_t)attribute_count;
    node->attributes = ARENA_ARRAY(arena, struct xml_attribute, node->attribute_count);
    parser_add_attributes(parser, arena, node, tag, (const xmlChar *const *)attributes);
    scan_skip(&parser->scan);
    parser->is_empty_tag = parser->scan.at >= 2 && parser->text.at[parser->scan.at - 2] == '/';
    if (parser->name_bytes > parser->limits->name_bytes) {
        parser_refuse_limit(parser, MESSAGE_XML_NAMES, &tag, parser->limits->name_bytes);
    }
    if (!parser->stopped) {
        parser_place_element(parser, node);
    }
}

/* Moves the cursor behind the end tag that the parser has just read. */
static void parser_leave_element(struct parser *parser) {
    if (!parser->is_empty_tag) {
        enum scan_token token = scan_look(&parser->scan);
        while (token != SCAN_END_TAG && token != SCAN_END) {
            scan_skip(&parser->scan);
            token = scan_look(&parser->scan);
        }
        scan_skip(&parser->scan);
    }
    parser->is_empty_tag = false;
}

static void parser_end_record(struct parser *parser) {
    struct xml_node *record = parser->open;
    parser->record_depth = 0;
    parser->open = NULL;
    if (!parser->stream->on_record(parser->stream->user, record)) {
        parser_stop(parser);
    }
    if (!parser->whole) {
        arena_reset(parser->record_arena);
    }
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)name;
    (void)prefix;
    (void)uri;
    struct parser *parser = user;
    if (parser->stopped) {
        return;
    }
    parser_flush_text(parser);
    parser_leave_element(parser);
    if (parser->stopped) {
        return;
    }
    if (parser->record_depth == parser->depth) {
        parser_end_record(parser);
    } else if (parser->record_depth > 0) {
        parser->open = parser->open->parent;
    }
    parser->depth--;
}

static void on_text(void *user, const xmlChar *text, int size_bytes) {
    struct parser *parser = user;
    if (parser->stopped || parser->record_depth == 0 || size_bytes <= 0) {
        return;
    }
    if (parser->pending.size_bytes == 0) {
        struct scan place = parser->scan;
        scan_to_text(&place);
        parser->pending_line = place.line;
        parser->pending_column = place.column;
    }
    const struct xml_limits *limits = parser->limits;
    if (!is_long_name(limits, parser->open->name) &&
        !is_word_within((const char *)text, (size_t)size_bytes, limits->word_bytes,
                        &parser->word_bytes)) {
        struct scan place = {.line = parser->pending_line, .column = parser->pending_column};
        parser_refuse_limit(parser, MESSAGE_XML_WORD, &place, limits->word_bytes);
        return;
    }
    builder_add(&parser->pending, text, (size_t)size_bytes);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system) {
    (void)name;
    (void)external;
    (void)system;
    struct parser *parser = user;
    parser_refuse(parser, MESSAGE_XML_DOCTYPE, parser->scan.line, parser->scan.column, NULL);
}

/* Whether the token at the cursor runs into the end of the text. */
static bool is_cut_token(const struct scan *scan) {
    struct scan behind = *scan;
    return !scan_skip(&behind) && !scan_is_broken_tag(scan);
}

/* The place that the parser has reached, or the start of the token it is in. *out_is_cut: that
 * token, or the next one if it has reached its start, runs into the end of the text. */
static struct scan parser_find_place(const struct parser *parser, bool at_token, bool *out_is_cut) {
    long consumed = xmlByteConsumed(parser->context);
    size_t offset = consumed > 0 ? (size_t)consumed : 0;
    offset = offset < parser->text.size_bytes ? offset : parser->text.size_bytes;
    struct scan token = parser->scan;
    struct scan next = token;
    while (next.at < offset || (next.at == offset && scan_look(&token) == SCAN_TEXT)) {
        token = next;
        scan_skip(&next);
        if (scan_look(&token) == SCAN_END) {
            break;
        }
    }
    *out_is_cut = is_cut_token(&token) || (!at_token && next.at == offset && is_cut_token(&next));
    if (!at_token) {
        scan_move(&token, offset);
    }
    return token;
}

static void on_error(void *user, xmlErrorPtr error) {
    struct parser *parser = user;
    if (error->code == XML_ERR_NO_MEMORY) {
        memory_exhausted();
    }
    if (error->level < XML_ERR_ERROR || parser->failed || parser->stopped) {
        return;
    }
    struct xml_problem problem = xml_problem_find(error->domain, error->code);
    bool is_cut = false;
    struct scan place = parser_find_place(parser, problem.at_token, &is_cut);
    bool at_end = parser->depth > 0 &&
                  (place.at >= parser->text.size_bytes || error->code == XML_ERR_DOCUMENT_END);
    if (!parser->has_root && problem.message == MESSAGE_XML_SYNTAX && !is_cut &&
        place.at >= parser->text.size_bytes) {
        problem.text = "there is no element in the file";
    } else if (is_cut || at_end || problem.message == MESSAGE_XML_TRUNCATED) {
        scan_move(&place, parser->text.size_bytes);
        problem = (struct xml_problem){MESSAGE_XML_TRUNCATED, NULL, false};
    }
    parser_refuse(parser, problem.message, place.line, place.column, problem.text);
}

/* Walks over all tokens: no DOCTYPE, no tag with too many attributes. Stops without a word at the
 * first token that is not finished: the parser will report it, and reads no further. */
static bool parser_check_tags(struct parser *parser) {
    struct scan scan = parser->scan;
    for (;;) {
        enum scan_token token = scan_look(&scan);
        if (token == SCAN_END) {
            return true;
        }
        if (token == SCAN_DECLARATION && !scan_is_cut_opening(&scan)) {
            parser_refuse(parser, MESSAGE_XML_DOCTYPE, scan.line, scan.column, NULL);
            return false;
        }
        struct scan tag = scan;
        struct slice name = {NULL, 0};
        size_t count = 0;
        while (token == SCAN_START_TAG && scan_next_attribute(&tag, &name)) {
            count++;
        }
        if (count > parser->limits->attributes) {
            parser_refuse_limit(parser, MESSAGE_XML_ATTRIBUTES, &scan, parser->limits->attributes);
            return false;
        }
        if (!scan_skip(&scan)) {
            return true;
        }
    }
}

static xmlParserInputPtr load_nothing(const char *url, const char *id, xmlParserCtxtPtr context) {
    (void)url;
    (void)id;
    (void)context;
    return NULL;
}

static void parser_feed(struct parser *parser) {
    xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .internalSubset = on_doctype,
        .serror = on_error,
    };
    xmlSetExternalEntityLoader(load_nothing);
    parser->context = xmlCreatePushParserCtxt(&handler, parser, NULL, 0, NULL);
    if (parser->context == NULL) {
        memory_exhausted();
    }
    /* IGNORE_ENC: xml_decode has seen to the encoding. NOENT: without it "&amp;" in an attribute
     * arrives as "&#38;"; it concerns the five predefined entities only, since whatever could
     * declare others is refused with the DOCTYPE. */
    xmlCtxtUseOptions(parser->context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
    for (size_t at = 0; at < parser->text.size_bytes && !parser->stopped; at += PIECE_BYTES) {
        size_t rest_bytes = parser->text.size_bytes - at;
        int size_bytes = (int)(rest_bytes < PIECE_BYTES ? rest_bytes : PIECE_BYTES);
        xmlParseChunk(parser->context, parser->text.at + at, size_bytes, 0);
    }
    if (!parser->stopped) {
        xmlParseChunk(parser->context, NULL, 0, 1);
    }
    if (!parser->stopped && (!parser->context->wellFormed || parser->depth > 0)) {
        parser_refuse(parser, MESSAGE_XML_TRUNCATED, parser->scan.line, parser->scan.column, NULL);
    }
    xmlFreeParserCtxt(parser->context);
    parser->context = NULL;
}

/* Decodes and reads; the arenas of parser are the caller's. */
static bool parser_run(struct parser *parser, struct slice bytes) {
    struct builder storage = {0};
    bool done = false;
    if (xml_decode(parser->file, bytes, parser->limits->bytes, parser->diags, &storage,
                   &parser->text)) {
        struct arena *arena = arena_new();
        parser->level_arenas = ARENA_ARRAY(arena, struct arena *, parser->limits->depth);
        parser->namespace_counts = ARENA_ARRAY(arena, size_t, parser->limits->depth + 1);
        parser->path = ARENA_ARRAY(arena, struct xml_node *, parser->limits->depth);
        parser->scan = scan_begin(parser->text);
        parser->name_ids = ids_build(parser->name_arena);
        parser->pending.max_bytes = parser->limits->bytes;
        if (parser_check_tags(parser)) {
            parser_feed(parser);
        }
        done = !parser->failed;
        for (size_t i = 0; i < parser->limits->depth; i++) {
            arena_free(parser->level_arenas[i]);
        }
        arena_free(arena);
    }
    builder_free(&parser->pending);
    builder_free(&storage);
    return done;
}

static bool whole_is_record(void *user, const struct xml_node *const *path, size_t depth) {
    (void)user;
    (void)path;
    return depth == 1;
}

static bool whole_on_record(void *user, struct xml_node *record) {
    struct xml_document *document = user;
    document->root = record;
    return true;
}

struct xml_document *xml_parse(struct arena *arena, const char *file, struct slice bytes,
                               const struct xml_limits *limits, struct diags *diags) {
    struct xml_document *document = ARENA_NEW(arena, struct xml_document);
    document->file = arena_string(arena, file);
    struct xml_stream stream = {whole_is_record, whole_on_record, document};
    struct parser parser = {
        .file = document->file,
        .limits = limits,
        .stream = &stream,
        .diags = diags,
        .name_arena = arena,
        .record_arena = arena,
        .whole = true,
    };
    return parser_run(&parser, bytes) && document->root != NULL ? document : NULL;
}

bool xml_read_stream(const char *file, struct slice bytes, const struct xml_limits *limits,
                     const struct xml_stream *stream, struct diags *diags) {
    struct parser parser = {
        .file = file,
        .limits = limits,
        .stream = stream,
        .diags = diags,
        .name_arena = arena_new(),
        .record_arena = arena_new(),
    };
    bool done = parser_run(&parser, bytes);
    arena_free(parser.record_arena);
    arena_free(parser.name_arena);
    return done;
}
