/* The part of a file's text that the parser is at, with the tokens in it and their places. Private
 * to xml/. Offsets count from the start of the text, wherever the window is. */
#ifndef XML_WINDOW_H
#define XML_WINDOW_H

#include "base/builder.h"
#include "base/source.h"
#include "xml/decode.h"
#include "xml/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer tags, texts, comments and CDATA sections are refused. */
#define WINDOW_TOKEN_MAX_BYTES ((size_t)10000000)

struct token {
    size_t at;
    uint32_t line;
    uint32_t column;
    enum scan_token kind;
    bool is_empty; /* a start tag that closes itself */
};

struct window {
    struct source *source;
    struct slice piece; /* of the source, not yet decoded */
    struct xml_decoder decoder;
    struct builder text;
    size_t base;          /* offset of the first byte of text */
    bool is_blank;        /* so far */
    bool ended;           /* the source, or what could be decoded of it */
    bool failed;          /* reported */
    size_t lead;          /* offset behind the last whole token found */
    uint32_t line;        /* of lead */
    uint32_t column;      /* of lead */
    struct token *tokens; /* whole ones, the last one ends at lead */
    size_t count;
    size_t capacity;
    size_t reached; /* the parser has reported the tokens before this one */
    size_t max_attributes;
};

enum window_state {
    WINDOW_GOES_ON,    /* there may be more whole tokens */
    WINDOW_CUT,        /* the token at lead is not finished in the window */
    WINDOW_BROKEN,     /* the tag at lead can never be finished */
    WINDOW_DOCTYPE,    /* at lead */
    WINDOW_ATTRIBUTES, /* more than max_attributes in the tag at lead */
    WINDOW_LONG,       /* more than WINDOW_TOKEN_MAX_BYTES in the token at lead */
    WINDOW_STATE_COUNT
};

/* Nothing read yet; the source and diags are borrowed. */
void window_begin(struct window *window, struct source *source, size_t max_bytes,
                  struct diags *diags);
void window_end(struct window *window);

/* Reads more, as much again as is there already if that is more than a piece. */
void window_read(struct window *window);

/* Finds whole tokens from lead on, some thousands at most. */
enum window_state window_find_tokens(struct window *window);

/* The next token of a kind, which counts as reported with those before it; NULL if there is none.
 */
const struct token *window_take_token(struct window *window, enum scan_token kind);

/* The last start of a token not more than `most_bytes` behind the offset `from`, or else the next
 * one; not beyond the offset `until`, which is where tokens end. */
size_t window_find_stop(const struct window *window, size_t from, size_t until, size_t most_bytes);

/* Gives up the tokens that the parser has reported, and those that end before `offset` and are
 * never reported. */
void window_forget(struct window *window, size_t offset);

/* A cursor at lead, or at a token; it dies with the next call that reads or forgets. */
struct scan window_scan_lead(const struct window *window);
struct scan window_scan_token(const struct window *window, size_t number);

/* The same at the start tag that the parser has just reported; one that the file cuts short is no
 * token and stands at lead. */
struct scan window_scan_reached(const struct window *window);

/* The place of an offset that libxml2 has reached, or of the token that it is in. *out_is_cut: that
 * token, or the next one if the offset is its start, runs into the end of the file. */
struct scan window_find_place(struct window *window, size_t offset, bool at_token,
                              bool *out_is_cut);

/* Reads to the end of the file, for its place alone. */
struct place window_find_end(struct window *window);

/* The bytes between two offsets in the window. */
struct slice window_bytes(const struct window *window, size_t from, size_t to);

/* Offset behind the last byte in the window. */
size_t window_edge(const struct window *window);

#endif
