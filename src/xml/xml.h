/* The only place that parses XML. libxml2's SAX2 push parser with every dangerous feature off,
 * limits checked at the door, and exact positions. The result is a small tree of our own in an
 * arena: elements, their attributes, and text. Comments and processing instructions are dropped;
 * CDATA is text. */
#ifndef XML_XML_H
#define XML_XML_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/scratch.h"
#include "base/slice.h"
#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xml_attribute {
    const char *name;  /* local name */
    const char *uri;   /* namespace, "" for none */
    const char *value; /* entities expanded, valid UTF-8 */
    uint32_t line;     /* of the value's first character, after the quote */
    uint32_t column;
    bool used; /* set by xml_find_attribute and friends, see xml_report_unknown */
};

struct xml_node {
    const char *name; /* local name; NULL: a text node */
    const char *uri;  /* namespace, "" for none */
    const char *text; /* of a text node */
    struct xml_attribute *attributes;
    size_t attribute_count;
    struct xml_node *parent;
    struct xml_node *first_child;
    struct xml_node *last_child;
    struct xml_node *next;
    uint32_t line; /* of the '<', or of the text's first character */
    uint32_t column;
};

struct xml_document {
    const char *file; /* as given */
    struct xml_node *root;
};

struct xml_limits {
    size_t bytes;      /* of the file, also after unpacking */
    size_t nodes;      /* elements and texts of one tree */
    size_t attributes; /* of one element */
    size_t depth;
    size_t name_bytes; /* of all distinct names */
    size_t word_bytes; /* one unbroken run of non-blank characters in text or an attribute */
    const char *const
        *long_names; /* elements that word_bytes does not bind (base64), NULL-terminated; or NULL */
};

extern const struct xml_limits xml_limits_intake;
extern const struct xml_limits xml_limits_pack;

/* Parses bytes as one document. Encodings: UTF-8, UTF-16 with BOM, ISO-8859-1 and -15,
 * windows-1252, US-ASCII; any DOCTYPE, undeclared prefix or passed limit is refused. NULL after
 * reporting. The tree dies with the arena. */
struct xml_document *xml_parse(struct arena *arena, const char *file, struct slice bytes,
                               const struct xml_limits *limits, struct diags *diags);

enum xml_choice {
    XML_NO_RECORD, /* its children are asked about */
    XML_RECORD, /* without texts that are blank; as the place of an attribute in it stands that of
                   its element */
    XML_PLACED_RECORD /* with the places of attributes, which take time */
};

/* How a file is read record by record, so that memory does not grow with their number. */
struct xml_stream {
    /* Called at the start of each element outside records; `path` is the open elements from the
     * root to it (only name, uri, attributes and place are filled in). */
    enum xml_choice (*choose)(void *user, const struct xml_node *const *path, size_t depth);
    /* Whether a record that holds an element of this name, `depth` levels below its own (1 or 2),
     * is wanted early; NULL: none is. */
    bool (*is_early)(void *user, const char *name, size_t depth);
    /* Takes such a record, with its parents, during the call only. The file may yet be refused.
     * True: it is put aside with the others. */
    bool (*on_early)(void *user, struct xml_node *record);
    void *user;
};

/* The records of one file that were not wanted early, put aside in order. */
struct xml_records;

/* Reads a source to its end, once. NULL after reporting. What does not fit into memory goes to
 * scratch, which is borrowed and cleared; NULL: to one of its own. The caller frees the result. */
struct xml_records *xml_read_records(struct source *source, const struct xml_limits *limits,
                                     const struct xml_stream *stream, struct scratch *scratch,
                                     struct diags *diags);
void xml_records_free(struct xml_records *records);

/* Begins with the first record, now or again. False after reporting. */
bool xml_records_begin(struct xml_records *records, struct diags *diags);

/* The next record, with its parents' names and attributes, until the next call; NULL at the end, or
 * after reporting. */
struct xml_node *xml_records_next(struct xml_records *records, struct diags *diags);

/* Typed access. A name with no prefix means no namespace. Found attributes are marked as used. */
const struct xml_attribute *xml_find_attribute(struct xml_node *node, const char *name);
const char *xml_attribute_text(struct xml_node *node, const char *name, const char *fallback);

/* The text right under node, concatenated and trimmed; never NULL. */
const char *xml_text(struct arena *arena, const struct xml_node *node);

/* Whether it holds an element, of whatever namespace. */
bool xml_has_element(const struct xml_node *node);

/* The first child element, or the next sibling element, of that local name (NULL: any) in node's
 * own namespace. */
struct xml_node *xml_first(const struct xml_node *node, const char *name);
struct xml_node *xml_next(const struct xml_node *node, const char *name);

/* Where the node begins, and where the attribute's value begins, for a message. */
struct position xml_position(const struct xml_document *document, const struct xml_node *node);
struct position xml_attribute_position(const struct xml_document *document,
                                       const struct xml_attribute *attribute);

/* A reader of one pack file's attributes: reports what is missing or malformed with its exact
 * place. */
struct xml_reader {
    struct arena *arena;
    const struct xml_document *document;
    struct diags *diags;
    bool failed; /* something was reported as an error */
};
const char *xml_read_text(struct xml_reader *reader, struct xml_node *node,
                          const char *name); /* required, else "" */
int xml_read_int(struct xml_reader *reader, struct xml_node *node, const char *name, int low,
                 int high); /* required, within low..high, else low */
int xml_read_int_or(struct xml_reader *reader, struct xml_node *node, const char *name, int low,
                    int high, int fallback);
bool xml_read_bool_or(struct xml_reader *reader, struct xml_node *node, const char *name,
                      bool fallback); /* yes, no */
/* The index of the value in the NULL-terminated list; unknown values are reported with the nearest
 * one. */
int xml_read_choice(struct xml_reader *reader, struct xml_node *node, const char *name,
                    const char *const *choices);
int xml_read_choice_or(struct xml_reader *reader, struct xml_node *node, const char *name,
                       const char *const *choices, int fallback);

/* Reports each attribute of node, and with `deep` of all below it, that nobody asked for. */
void xml_report_unknown(struct xml_reader *reader, const struct xml_node *node, bool deep);

/* Reports a message at the node. */
void xml_report(struct xml_reader *reader, const struct xml_node *node, enum message message,
                const char *const *arguments);

/* To be called once, before anything else of this folder or of libxml2: makes libxml2 end the
 * process, as memory_new does, when there is no memory. */
void xml_begin(void);

#endif
