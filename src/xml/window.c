/* Text goes through the window in pieces small enough for the processor's cache. Whoever parses
 * gets whole tokens only, so no token has to be looked at in two states; one that is not finished
 * stays at the end of the window until it is. Then the window doubles before the token is looked at
 * again, so that a long one costs no more than time in its length. */
#include "xml/window.h"

#include "base/memory.h"

#include <string.h>

#define PIECE_BYTES ((size_t)8 * 1024)
#define TOKENS_AT_ONCE 4096
#define OPENING_MOST_BYTES 9 /* <![CDATA[ */

void window_begin(struct window *window, struct source *source, size_t max_bytes,
                  struct diags *diags) {
    *window = (struct window){
        .source = source,
        .decoder = {.file = source_name(source), .max_bytes = max_bytes, .diags = diags},
        .is_blank = true,
        .line = 1,
        .column = 1,
    };
}

void window_end(struct window *window) {
    xml_decoder_free(&window->decoder);
    builder_free(&window->text);
    memory_free(window->tokens);
}

/* Takes up to PIECE_BYTES more. */
static void read_piece(struct window *window) {
    struct xml_decoder *decoder = &window->decoder;
    if (window->piece.size_bytes == 0 &&
        !source_next(window->source, decoder->diags, &window->piece)) {
        window->failed = true;
        return;
    }
    size_t size_bytes =
        window->piece.size_bytes < PIECE_BYTES ? window->piece.size_bytes : PIECE_BYTES;
    size_t before_bytes = window->text.size_bytes;
    struct slice bytes = {window->piece.at, size_bytes};
    bool done = xml_decoder_add(decoder, bytes, size_bytes == 0, &window->text);
    window->failed = !done && !decoder->is_bad;
    window->ended = size_bytes == 0 || decoder->is_bad;
    window->piece.at += size_bytes;
    window->piece.size_bytes -= size_bytes;
    if (window->is_blank && window->text.size_bytes > before_bytes) {
        struct slice added = {window->text.at + before_bytes,
                              window->text.size_bytes - before_bytes};
        window->is_blank = slice_trim(added).size_bytes == 0;
    }
}

void window_read(struct window *window) {
    size_t before_bytes = window->text.size_bytes;
    size_t wanted_bytes = before_bytes > PIECE_BYTES ? before_bytes * 2 : before_bytes + 1;
    while (!window->failed && !window->ended && window->text.size_bytes < wanted_bytes) {
        read_piece(window);
    }
}

size_t window_edge(const struct window *window) {
    return window->base + window->text.size_bytes;
}

struct slice window_bytes(const struct window *window, size_t from, size_t to) {
    const char *at = window->text.at != NULL ? window->text.at : "";
    return (struct slice){at + (from - window->base), to - from};
}

static struct scan scan_at(const struct window *window, size_t at, uint32_t line, uint32_t column) {
    struct slice text = window_bytes(window, window->base, window_edge(window));
    return (struct scan){.text = text, .at = at - window->base, .line = line, .column = column};
}

struct scan window_scan_lead(const struct window *window) {
    return scan_at(window, window->lead, window->line, window->column);
}

struct scan window_scan_token(const struct window *window, size_t number) {
    const struct token *token = &window->tokens[number];
    return scan_at(window, token->at, token->line, token->column);
}

struct scan window_scan_reached(const struct window *window) {
    size_t reached = window->reached;
    bool is_tag = reached > 0 && window->tokens[reached - 1].kind == SCAN_START_TAG;
    return is_tag ? window_scan_token(window, reached - 1) : window_scan_lead(window);
}

static bool has_too_many_attributes(const struct window *window, const struct scan *scan) {
    struct scan tag = *scan;
    struct slice name = {NULL, 0};
    size_t count = 0;
    while (count <= window->max_attributes && scan_next_attribute(&tag, &name)) {
        count++;
    }
    return count > window->max_attributes;
}

/* Whether the tag, which ends at `end`, may have too many: each has a quote. */
static bool may_have_many(const struct window *window, const struct scan *scan, size_t end) {
    return (end - scan->at) / 4 > window->max_attributes && has_too_many_attributes(window, scan);
}

/* What the token at the cursor is, if it is not whole; for a whole one the cursor moves behind. */
static enum window_state skip_token(const struct window *window, enum scan_token kind,
                                    struct scan *scan) {
    bool is_last = window->ended && !window->decoder.is_bad; /* nothing follows */
    size_t left_bytes = scan->text.size_bytes - scan->at;
    bool is_cut_opening = left_bytes < OPENING_MOST_BYTES && scan_is_cut_opening(scan);
    if (kind == SCAN_END || (!is_last && is_cut_opening)) {
        return WINDOW_CUT;
    }
    if (kind == SCAN_DECLARATION && !is_cut_opening) {
        return WINDOW_DOCTYPE;
    }
    struct scan behind = *scan;
    bool is_whole = scan_skip_token(&behind, kind);
    bool is_open = behind.at == behind.text.size_bytes; /* a text may go on */
    if (kind == SCAN_START_TAG && may_have_many(window, scan, behind.at)) {
        return WINDOW_ATTRIBUTES;
    }
    if (behind.at - scan->at > WINDOW_TOKEN_MAX_BYTES) {
        return WINDOW_LONG;
    }
    if (!is_whole && scan_is_broken_tag(scan)) {
        return WINDOW_BROKEN;
    }
    if (!is_whole || (kind == SCAN_TEXT && is_open && !is_last)) {
        return WINDOW_CUT;
    }
    *scan = behind;
    return WINDOW_GOES_ON;
}

/* Most tokens are short tags of ASCII in one line, one right behind the other: at most `most` of
 * those from the cursor on. */
static void find_plain_tags(struct window *window, size_t most, struct scan *scan) {
    const char *text = scan->text.at;
    size_t at = scan->at;
    uint32_t column = scan->column;
    size_t most_bytes = 4 * window->max_attributes; /* of a tag that cannot have too many */
    most_bytes = most_bytes < WINDOW_TOKEN_MAX_BYTES ? most_bytes : WINDOW_TOKEN_MAX_BYTES;
    for (size_t i = 0; i < most; i++) {
        size_t end = scan_find_plain_tag_end(scan->text, at);
        if (end == SIZE_MAX || end - at > most_bytes) {
            break;
        }
        bool is_end = text[at + 1] == '/';
        window->tokens[window->count++] =
            (struct token){.at = window->base + at,
                           .line = scan->line,
                           .column = column,
                           .kind = is_end ? SCAN_END_TAG : SCAN_START_TAG,
                           .is_empty = !is_end && text[end - 2] == '/'};
        column += (uint32_t)(end - at);
        at = end;
    }
    scan->at = at;
    scan->column = column;
}

enum window_state window_find_tokens(struct window *window) {
    struct scan scan = window_scan_lead(window);
    enum window_state state = WINDOW_GOES_ON;
    size_t limit = window->count + TOKENS_AT_ONCE;
    if (window->capacity < limit) {
        window->capacity = window->count + limit;
        window->tokens = memory_resize(window->tokens, window->capacity * sizeof *window->tokens);
    }
    while (window->count < limit && state == WINDOW_GOES_ON) {
        find_plain_tags(window, limit - window->count, &scan);
        if (window->count == limit) {
            break;
        }
        struct token token = {.at = window->base + scan.at,
                              .line = scan.line,
                              .column = scan.column,
                              .kind = scan_look(&scan)};
        state = skip_token(window, token.kind, &scan);
        if (state == WINDOW_GOES_ON) {
            token.is_empty = token.kind == SCAN_START_TAG && scan.text.at[scan.at - 2] == '/';
            window->tokens[window->count++] = token;
        }
    }
    window->lead = window->base + scan.at;
    window->line = scan.line;
    window->column = scan.column;
    return state;
}

const struct token *window_take_token(struct window *window, enum scan_token kind) {
    while (window->reached < window->count) {
        const struct token *token = &window->tokens[window->reached++];
        if (token->kind == kind) {
            return token;
        }
    }
    return NULL;
}

size_t window_find_stop(const struct window *window, size_t from, size_t until, size_t most_bytes) {
    size_t stop = from;
    if (until - from <= most_bytes) {
        return until;
    }
    for (size_t i = window->reached; i < window->count; i++) {
        size_t at = window->tokens[i].at;
        if (at > from + most_bytes && stop > from) {
            break;
        }
        stop = at > stop ? at : stop;
    }
    return stop > from ? stop : until;
}

/* How many tokens from the first on are of no more use. */
static size_t count_done(const struct window *window, size_t offset) {
    size_t done = 0;
    for (; done < window->count; done++) {
        const struct token *token = &window->tokens[done];
        size_t end = done + 1 < window->count ? token[1].at : window->lead;
        bool is_tag = token->kind == SCAN_START_TAG || token->kind == SCAN_END_TAG;
        if (done >= window->reached && (is_tag || end > offset)) {
            break;
        }
    }
    return done;
}

/* Whether the token at the cursor runs into the end of the window. */
static bool is_cut_token(const struct scan *scan) {
    struct scan behind = *scan;
    return !scan_skip(&behind) && !scan_is_broken_tag(scan);
}

/* As window_find_place, in what the window holds now. */
static struct scan find_place(const struct window *window, size_t offset, bool at_token,
                              bool *out_is_cut) {
    struct scan token = window->count > window->reached ? window_scan_token(window, window->reached)
                                                        : window_scan_lead(window);
    struct scan next = token;
    size_t edge = token.text.size_bytes;
    size_t goal = offset > window->base ? offset - window->base : 0;
    goal = goal < edge ? goal : edge;
    while (next.at < goal || (next.at == goal && scan_look(&token) == SCAN_TEXT)) {
        token = next;
        scan_skip(&next);
        if (scan_look(&token) == SCAN_END) {
            break;
        }
    }
    *out_is_cut = is_cut_token(&token) || (!at_token && next.at == goal && is_cut_token(&next));
    if (!at_token) {
        scan_move(&token, goal);
    }
    return token;
}

struct scan window_find_place(struct window *window, size_t offset, bool at_token,
                              bool *out_is_cut) {
    struct scan found = find_place(window, offset, at_token, out_is_cut);
    while (*out_is_cut && !window->ended && !window->failed &&
           window->text.size_bytes < 2 * WINDOW_TOKEN_MAX_BYTES) {
        window_read(window);
        found = find_place(window, offset, at_token, out_is_cut);
    }
    return found;
}

struct place window_find_end(struct window *window) {
    for (;;) {
        struct scan scan = window_scan_lead(window);
        scan_move(&scan, scan.text.size_bytes);
        window->lead = window_edge(window);
        window->line = scan.line;
        window->column = scan.column;
        if (window->ended || window->failed) {
            return (struct place){scan.line, scan.column};
        }
        window->count = 0;
        window_forget(window, window->lead);
        window_read(window);
    }
}

void window_forget(struct window *window, size_t offset) {
    size_t done = count_done(window, offset);
    size_t kept = window->count - done;
    if (kept > 0) {
        memmove(window->tokens, window->tokens + done, kept * sizeof *window->tokens);
    }
    window->count = kept;
    window->reached = window->reached > done ? window->reached - done : 0;
    size_t until = kept > 0 ? window->tokens[0].at : window->lead;
    size_t gone_bytes = until - window->base;
    if (gone_bytes > 0) {
        window->text.size_bytes -= gone_bytes;
        memmove(window->text.at, window->text.at + gone_bytes, window->text.size_bytes);
        window->base = until;
    }
}
