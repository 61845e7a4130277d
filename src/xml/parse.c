/* The parser. libxml2 reads pushed pieces and calls back for start tags, end tags and text, which
 * go into the log of a record (xml/log.h). It never sees bytes that the decoder has not checked,
 * nor a DOCTYPE, nor a tag with too many attributes, nor half a token: the window looks at each
 * piece first, because those cost libxml2 time or memory before any call-back could object, and so
 * that nothing depends on where pieces end. The first error of any kind ends the reading; nothing
 * is ever repaired.
 *
 * libxml2 tells the place where a start tag ends, never where it starts, and nothing of attributes
 * and text. So the tokens that the window found are taken in step with the parser: each start tag
 * that it reports is the next one there.
 *
 * One engine serves both functions. Of elements outside records one log and one node a level is
 * kept, until the next element of that level; a record has one log, which becomes a tree at once,
 * or is put aside until the file proves sound. So memory grows with the depth and with the largest
 * record, not with their number. xml_parse is the case where the root is the record.
 *
 * Distinct names are kept in a table with a limit: their number is what costs libxml2 quadratic
 * time. */
#include "base/builder.h"
#include "base/memory.h"
#include "xml/limits.h"
#include "xml/log.h"
#include "xml/problem.h"
#include "xml/records.h"
#include "xml/window.h"
#include "xml/xml.h"

#include <libxml/parser.h>
#include <string.h>

#define NAMESPACES_MAX 256 /* in force at one place; libxml2 walks over them for each element */
#define EARLY_DEPTH 2
#define FED_AT_ONCE_BYTES ((size_t)1 << 20)

/* An open element outside records. */
struct outer {
    struct arena *arena;
    struct log log; /* of its start */
    bool is_put_aside;
};

struct parser {
    const char *file;
    const struct xml_limits *limits;
    const struct xml_stream *stream;
    struct diags *diags;
    struct window window;
    xmlParserCtxt *context;
    size_t fed; /* offset behind what libxml2 has been given */

    struct xml_records *records; /* NULL: the whole file is one record */
    struct names *names;
    struct outer *outers;     /* limits->depth of them */
    struct xml_node **path;   /* their nodes */
    size_t *namespace_counts; /* declarations in force in each open element */
    const char **open_names;  /* of each open element, as libxml2 keeps them */
    size_t depth;             /* open elements, those in a record included */
    size_t record_depth;      /* depth of the record's element; 0: outside records */
    struct log record;        /* its log */
    struct arena *record_arena;
    bool wants_places; /* the record's attributes have them */
    bool has_places;   /* those of the tag at hand */
    bool is_early;
    size_t node_count;

    struct builder pending; /* text not yet in the log */
    struct place pending_place;
    size_t word_bytes; /* of the unbroken run at the end of pending */
    bool is_empty_tag; /* the last start tag closed itself: no end tag follows */
    bool has_root;
    bool has_problem; /* libxml2 found one, at this offset */
    int problem_domain;
    int problem_code;
    size_t problem_offset;
    bool failed; /* reported */
    bool stopped;
};

static void parser_stop(struct parser *parser) {
    parser->stopped = true;
    if (parser->context != NULL) {
        xmlStopParser(parser->context);
    }
}

static void parser_refuse(struct parser *parser, enum message message, struct place place,
                          const char *argument) {
    if (parser->failed) {
        return;
    }
    parser->failed = true;
    struct position position = {.file = parser->file, .line = place.line, .column = place.column};
    diag(parser->diags, message, position, argument != NULL ? ARGS(argument) : NULL);
    parser_stop(parser);
}

/* Refuses with a limit as the argument. */
static void parser_refuse_limit(struct parser *parser, enum message message, struct place place,
                                size_t limit) {
    struct builder number = {0};
    builder_int(&number, (int64_t)limit);
    parser_refuse(parser, message, place, number.at);
    builder_free(&number);
}

/* The places of the attributes of the tag that was taken last; where they are not wanted, that of
 * the tag. */
static struct place next_place(const struct parser *parser, struct scan *tag) {
    if (parser->has_places) {
        scan_next_value(tag);
    }
    return scan_place(tag);
}

/* libxml2 gives five pointers an attribute: local name, prefix, namespace, start and end of the
 * value. */
static void parser_add_attributes(struct parser *parser, struct log *log, size_t count,
                                  const xmlChar *const *raw) {
    size_t most_bytes = parser->limits->word_bytes;
    struct scan none = {0};
    struct scan tag = parser->has_places ? window_scan_reached(&parser->window) : none;
    /* A refusal stops the parser, which gives up the buffer that the values lie in. */
    for (size_t i = 0; i < count && !parser->stopped; i++, raw += 5) {
        struct log_attribute attribute = {
            .name = names_number(parser->names, raw[0]),
            .uri = names_number(parser->names, raw[2]),
            .place = next_place(parser, &tag),
            .value = {(const char *)raw[3], (size_t)(raw[4] - raw[3])},
        };
        size_t run_bytes = 0;
        if (attribute.value.size_bytes > most_bytes &&
            !limits_allow_word(attribute.value, most_bytes, &run_bytes) &&
            !limits_allow_long(parser->limits, parser->open_names[parser->depth])) {
            parser_refuse_limit(parser, MESSAGE_XML_WORD, attribute.place, most_bytes);
            return;
        }
        log_attribute(log, &attribute);
    }
}

static void parser_count_node(struct parser *parser, struct place place) {
    if (++parser->node_count > parser->limits->nodes) {
        parser_refuse_limit(parser, MESSAGE_XML_NODES, place, parser->limits->nodes);
    }
}

/* Turns the text collected so far into a node. Blanks between the elements of a record say nothing.
 */
static void parser_flush_text(struct parser *parser) {
    struct slice text = {parser->pending.at, parser->pending.size_bytes};
    if (text.size_bytes == 0) {
        return;
    }
    if (parser->records == NULL || slice_trim(text).size_bytes > 0) {
        log_text(&parser->record, parser->pending_place, text);
        parser_count_node(parser, parser->pending_place);
    }
    builder_reset(&parser->pending);
    parser->word_bytes = 0;
}

/* Takes the next start tag of the window's. False for one that is no whole token: libxml2 tells of
 * it before it finds that its end is missing. */
static bool parser_take_start(struct parser *parser, struct place *out_place) {
    struct window *window = &parser->window;
    const struct token *token = window_take_token(window, SCAN_START_TAG);
    parser->is_empty_tag = token != NULL && token->is_empty;
    out_place->line = token != NULL ? token->line : window->line;
    out_place->column = token != NULL ? token->column : window->column;
    return token != NULL;
}

/* Moves behind the end tag that the parser has just read. */
static void parser_take_end(struct parser *parser) {
    if (!parser->is_empty_tag) {
        window_take_token(&parser->window, SCAN_END_TAG);
    }
    parser->is_empty_tag = false;
}

/* Makes the node of an element outside records, and asks whether it is one. */
static void parser_place_outer(struct parser *parser) {
    size_t level = parser->depth - 1;
    struct outer *outer = &parser->outers[level];
    if (outer->arena == NULL) {
        outer->arena = arena_new();
    }
    arena_reset(outer->arena);
    outer->is_put_aside = false;
    parser->path[level] =
        log_build(outer->arena, parser->names,
                  (struct slice){outer->log.bytes.at, outer->log.bytes.size_bytes},
                  level > 0 ? parser->path[level - 1] : NULL);
    const struct xml_node *const *path = (const struct xml_node *const *)parser->path;
    enum xml_choice choice = parser->stream != NULL
                                 ? parser->stream->choose(parser->stream->user, path, parser->depth)
                                 : XML_PLACED_RECORD;
    if (choice != XML_NO_RECORD) {
        parser->record_depth = parser->depth;
        parser->wants_places = choice == XML_PLACED_RECORD;
        parser->is_early = false;
        parser->node_count = 1;
        log_copy(&parser->record, &outer->log);
    }
}

static void parser_look_early(struct parser *parser, uint32_t name) {
    size_t below = parser->depth - parser->record_depth;
    if (below <= EARLY_DEPTH && !parser->is_early && parser->stream != NULL &&
        parser->stream->is_early != NULL) {
        parser->is_early =
            parser->stream->is_early(parser->stream->user, parser->names->texts.at[name], below);
    }
}

/* Limits that are looked at before anything is kept of the element. */
static bool parser_enter(struct parser *parser, struct place place, int namespace_count) {
    if (++parser->depth > parser->limits->depth) {
        parser_refuse_limit(parser, MESSAGE_XML_DEPTH, place, parser->limits->depth);
        return false;
    }
    size_t *counts = &parser->namespace_counts[parser->depth];
    counts[0] = counts[-1] + (size_t)namespace_count;
    if (counts[0] > NAMESPACES_MAX) {
        parser_refuse_limit(parser, MESSAGE_XML_NAMESPACES, place, NAMESPACES_MAX);
        return false;
    }
    return true;
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
    struct place place = {0};
    bool is_whole = parser_take_start(parser, &place);
    if (parser->stopped || !parser_enter(parser, place, namespace_count) || !is_whole) {
        return;
    }
    bool is_in_record = parser->record_depth > 0;
    parser->has_places = !is_in_record || parser->wants_places;
    struct log *log = is_in_record ? &parser->record : &parser->outers[parser->depth - 1].log;
    if (!is_in_record) {
        log_begin(log);
    }
    uint32_t number = names_number(parser->names, name);
    parser->open_names[parser->depth] = (const char *)name;
    log_start(log, number, names_number(parser->names, uri), place, (size_t)attribute_count);
    if (attribute_count > 0) {
        parser_add_attributes(parser, log, (size_t)attribute_count,
                              (const xmlChar *const *)attributes);
    }
    if (parser->names->bytes > parser->limits->name_bytes) {
        parser_refuse_limit(parser, MESSAGE_XML_NAMES, place, parser->limits->name_bytes);
    }
    if (parser->stopped) {
        return;
    }
    if (is_in_record) {
        parser_count_node(parser, place);
        parser_look_early(parser, number);
    } else {
        parser_place_outer(parser);
    }
}

/* The elements around the record, unless they were put aside with an earlier one. */
static bool parser_put_aside_outers(struct parser *parser) {
    for (size_t level = 0; level + 1 < parser->record_depth; level++) {
        struct outer *outer = &parser->outers[level];
        struct slice log = {outer->log.bytes.at, outer->log.bytes.size_bytes};
        if (!outer->is_put_aside &&
            !records_add_outer(parser->records, level + 1, log, parser->diags)) {
            return false;
        }
        outer->is_put_aside = true;
    }
    return true;
}

static void parser_end_record(struct parser *parser) {
    size_t depth = parser->record_depth;
    struct slice log = {parser->record.bytes.at, parser->record.bytes.size_bytes};
    parser->record_depth = 0;
    if (parser->is_early) {
        struct xml_node *parent = depth > 1 ? parser->path[depth - 2] : NULL;
        struct xml_node *record = log_build(parser->record_arena, parser->names, log, parent);
        bool stays = parser->stream->on_early(parser->stream->user, record);
        arena_reset(parser->record_arena);
        if (!stays) {
            return;
        }
    }
    parser->record_depth = depth;
    if (parser->records != NULL && (!parser_put_aside_outers(parser) ||
                                    !records_add(parser->records, depth, log, parser->diags))) {
        parser->failed = true;
        parser_stop(parser);
    }
    parser->record_depth = 0;
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
    parser_take_end(parser);
    if (parser->stopped) {
        return;
    }
    if (parser->record_depth > 0) {
        log_end(&parser->record);
    }
    if (parser->record_depth == parser->depth) {
        parser_end_record(parser);
    }
    parser->depth--;
}

/* Where the text that the parser reports first begins; in CDATA, behind its opening. */
static struct place parser_find_text(const struct parser *parser) {
    const struct window *window = &parser->window;
    struct scan scan = window->reached < window->count ? window_scan_token(window, window->reached)
                                                       : window_scan_lead(window);
    scan_to_text(&scan);
    return scan_place(&scan);
}

static void on_text(void *user, const xmlChar *text, int size_bytes) {
    struct parser *parser = user;
    if (parser->stopped || parser->record_depth == 0 || size_bytes <= 0) {
        return;
    }
    if (parser->pending.size_bytes == 0) {
        parser->pending_place = parser_find_text(parser);
    }
    size_t most_bytes = parser->limits->word_bytes;
    struct slice piece = {(const char *)text, (size_t)size_bytes};
    if (!limits_allow_word(piece, most_bytes, &parser->word_bytes) &&
        !limits_allow_long(parser->limits, parser->open_names[parser->depth])) {
        parser_refuse_limit(parser, MESSAGE_XML_WORD, parser->pending_place, most_bytes);
        return;
    }
    builder_add(&parser->pending, text, piece.size_bytes);
}

/* The window lets none through. */
static void on_doctype(void *user, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system) {
    (void)name;
    (void)external;
    (void)system;
    struct parser *parser = user;
    struct scan scan = window_scan_lead(&parser->window);
    parser_refuse(parser, MESSAGE_XML_DOCTYPE, scan_place(&scan), NULL);
}

/* Its place is found when libxml2 has returned, because that may take more of the file. */
static void on_error(void *user, xmlErrorPtr error) {
    struct parser *parser = user;
    if (error->code == XML_ERR_NO_MEMORY) {
        memory_exhausted();
    }
    if (error->level < XML_ERR_ERROR || parser->stopped) {
        return;
    }
    long consumed = xmlByteConsumed(parser->context);
    parser->has_problem = true;
    parser->problem_domain = error->domain;
    parser->problem_code = error->code;
    parser->problem_offset = consumed > 0 ? (size_t)consumed : 0;
    parser_stop(parser);
}

/* Reports what libxml2 found, in our words. */
static void parser_report_problem(struct parser *parser) {
    struct window *window = &parser->window;
    struct xml_problem problem = xml_problem_find(parser->problem_domain, parser->problem_code);
    bool is_cut = false;
    struct scan found =
        window_find_place(window, parser->problem_offset, problem.at_token, &is_cut);
    bool at_edge = window->ended && found.at >= found.text.size_bytes;
    bool at_end = parser->depth > 0 && (at_edge || parser->problem_code == XML_ERR_DOCUMENT_END);
    struct place place = scan_place(&found);
    if (!parser->has_root && problem.message == MESSAGE_XML_SYNTAX && !is_cut && at_edge) {
        problem.text = "there is no element in the file";
    } else if (is_cut || at_end || problem.message == MESSAGE_XML_TRUNCATED) {
        place = window_find_end(window);
        problem = (struct xml_problem){MESSAGE_XML_TRUNCATED, NULL, false};
    }
    parser_refuse(parser, problem.message, place, problem.text);
}

static xmlParserInputPtr load_nothing(const char *url, const char *id, xmlParserCtxtPtr context) {
    (void)url;
    (void)id;
    (void)context;
    return NULL;
}

static xmlParserCtxt *parser_context(struct parser *parser) {
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
    xmlParserCtxt *context = xmlCreatePushParserCtxt(&handler, parser, NULL, 0, NULL);
    if (context == NULL) {
        memory_exhausted();
    }
    /* IGNORE_ENC: the decoder has seen to the encoding. NOENT: without it "&amp;" in an attribute
     * arrives as "&#38;"; it concerns the five predefined entities only, since whatever could
     * declare others is refused with the DOCTYPE. */
    xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
    return context;
}

/* Hands the text up to there to libxml2, which refuses more than 10,000,000 bytes handed over at
 * once, however many tokens that is. */
static void parser_feed(struct parser *parser, size_t until) {
    while (parser->fed < until && !parser->stopped) {
        size_t from = parser->fed;
        parser->fed = window_find_stop(&parser->window, from, until, FED_AT_ONCE_BYTES);
        struct slice bytes = window_bytes(&parser->window, from, parser->fed);
        xmlParseChunk(parser->context, bytes.at, (int)bytes.size_bytes, 0);
    }
}

/* Nothing follows that could make a difference. */
static void parser_finish(struct parser *parser) {
    if (!parser->stopped) {
        xmlParseChunk(parser->context, NULL, 0, 1);
    }
    if (!parser->stopped && (!parser->context->wellFormed || parser->depth > 0)) {
        parser_refuse(parser, MESSAGE_XML_TRUNCATED, window_find_end(&parser->window), NULL);
    }
    parser->stopped = true;
}

/* What stands at the end of the file that is no whole token, or nothing. */
static void parser_end_file(struct parser *parser) {
    struct window *window = &parser->window;
    if (window->decoder.is_bad) {
        parser_refuse(parser, window->decoder.bad, window_find_end(window), NULL);
    } else if (window->is_blank) {
        parser_refuse(parser, MESSAGE_XML_EMPTY, (struct place){0}, NULL);
    } else {
        parser_feed(parser, window_edge(window));
        parser_finish(parser);
    }
}

/* The token at lead needs more of the file, unless that has ended. */
static void parser_go_on(struct parser *parser) {
    struct window *window = &parser->window;
    if (window->ended) {
        parser_end_file(parser);
    } else {
        window_read(window);
        parser->failed |= window->failed;
        parser->stopped |= window->failed;
    }
}

/* A '<' stands in the tag at lead: libxml2 is to say what is wrong with it, and sees no more. */
static void parser_end_broken(struct parser *parser) {
    const struct window *window = &parser->window;
    struct slice rest = window_bytes(window, window->lead, window_edge(window));
    const char *second = memchr(rest.at + 1, '<', rest.size_bytes - 1);
    parser_feed(parser, window->lead + (size_t)(second - rest.at) + 1);
    parser_finish(parser);
}

static void parser_take_state(struct parser *parser, enum window_state state) {
    struct place place = {parser->window.line, parser->window.column};
    switch (state) {
    case WINDOW_GOES_ON:
        break;
    case WINDOW_CUT:
        parser_go_on(parser);
        break;
    case WINDOW_BROKEN:
        parser_end_broken(parser);
        break;
    case WINDOW_DOCTYPE:
        parser_refuse(parser, MESSAGE_XML_DOCTYPE, place, NULL);
        break;
    case WINDOW_ATTRIBUTES:
        parser_refuse_limit(parser, MESSAGE_XML_ATTRIBUTES, place, parser->limits->attributes);
        break;
    case WINDOW_LONG:
        parser_refuse(parser, MESSAGE_XML_TOKEN, place, NULL);
        break;
    case WINDOW_STATE_COUNT:
        break;
    }
}

static void parser_read(struct parser *parser) {
    while (!parser->stopped) {
        enum window_state state = window_find_tokens(&parser->window);
        parser_feed(parser, parser->window.lead);
        if (!parser->stopped) {
            long consumed = xmlByteConsumed(parser->context);
            window_forget(&parser->window, consumed > 0 ? (size_t)consumed : 0);
            parser_take_state(parser, state);
        }
    }
    if (parser->has_problem) {
        parser_report_problem(parser);
    }
}

/* Reads the source; the names, and the record that is left in a whole file, are the caller's. */
static bool parser_run(struct parser *parser, struct source *source) {
    size_t depth = parser->limits->depth;
    struct arena *arena = arena_new();
    parser->file = source_name(source);
    parser->outers = ARENA_ARRAY(arena, struct outer, depth);
    parser->path = ARENA_ARRAY(arena, struct xml_node *, depth);
    parser->namespace_counts = ARENA_ARRAY(arena, size_t, depth + 1);
    parser->open_names = ARENA_ARRAY(arena, const char *, depth + 1);
    parser->record_arena = arena_new();
    parser->pending.max_bytes = LOG_MAX_BYTES;
    window_begin(&parser->window, source, parser->limits->bytes, parser->diags);
    parser->window.max_attributes = parser->limits->attributes;
    parser->context = parser_context(parser);
    parser_read(parser);
    xmlFreeParserCtxt(parser->context);
    window_end(&parser->window);
    for (size_t i = 0; i < depth; i++) {
        builder_free(&parser->outers[i].log.bytes);
        arena_free(parser->outers[i].arena);
    }
    builder_free(&parser->pending);
    arena_free(parser->record_arena);
    arena_free(arena);
    return !parser->failed;
}

struct xml_document *xml_parse(struct arena *arena, const char *file, struct slice bytes,
                               const struct xml_limits *limits, struct diags *diags) {
    struct xml_document *document = NULL;
    struct names *names = ARENA_NEW(arena, struct names);
    struct source *source = source_from_bytes(file, bytes);
    struct parser parser = {.limits = limits, .diags = diags, .names = names};
    names_begin(names, arena);
    source_unpack_nothing(source);
    if (parser_run(&parser, source)) {
        size_t size_bytes = parser.record.bytes.size_bytes;
        struct slice log = {arena_copy(arena, parser.record.bytes.at, size_bytes), size_bytes};
        document = ARENA_NEW(arena, struct xml_document);
        document->file = arena_string(arena, file);
        document->root = log_build(arena, names, log, NULL);
    }
    builder_free(&parser.record.bytes);
    source_free(source);
    return document;
}

struct xml_records *xml_read_records(struct source *source, const struct xml_limits *limits,
                                     const struct xml_stream *stream, struct scratch *scratch,
                                     struct diags *diags) {
    struct xml_records *records = records_new(scratch, limits->depth);
    struct parser parser = {.limits = limits,
                            .stream = stream,
                            .diags = diags,
                            .records = records,
                            .names = records_names(records)};
    bool done = parser_run(&parser, source);
    builder_free(&parser.record.bytes);
    if (!done) {
        xml_records_free(records);
    }
    return done ? records : NULL;
}
