/* libxml2 tells the place where a start tag ends, never where it starts, and nothing of attributes
 * and text. So this cursor walks the same text in step with the parser: each start tag that the
 * parser reports is the next one here. That holds because the text is well-formed up to the place
 * that the parser has reached, and in well-formed text tokens can be told apart by their first
 * characters alone. In a tag a '<' cannot stand, not even between quotes; a tag that holds one is
 * therefore not finished, which keeps a forgotten quote from swallowing the rest of the file. */
#include "xml/scan.h"

#include <string.h>

struct scan scan_begin(struct slice text) {
    return (struct scan){.text = text, .line = 1, .column = 1};
}

static void move_slowly(struct scan *scan, size_t end) {
    for (; scan->at < end; scan->at++) {
        unsigned char byte = (unsigned char)scan->text.at[scan->at];
        if (byte == '\n') {
            scan->line++;
            scan->column = 1;
        } else if ((byte & 0xC0) != 0x80) {
            scan->column++;
        }
    }
}

/* Whether eight bytes are ASCII without line feed; it may deny that of some that are. */
static bool is_plain(const char *at) {
    uint64_t word = 0;
    memcpy(&word, at, sizeof word);
    uint64_t feeds = (word ^ UINT64_C(0x0A0A0A0A0A0A0A0A)) - UINT64_C(0x0101010101010101);
    return ((word | feeds) & UINT64_C(0x8080808080808080)) == 0;
}

void scan_move(struct scan *scan, size_t offset) {
    size_t end = offset < scan->text.size_bytes ? offset : scan->text.size_bytes;
    while (scan->at < end) {
        if (end - scan->at >= 8 && is_plain(scan->text.at + scan->at)) {
            scan->at += 8;
            scan->column += 8;
        } else {
            move_slowly(scan, end - scan->at < 8 ? end : scan->at + 8);
        }
    }
}

static bool is_at(const struct scan *scan, const char *prefix) {
    size_t size_bytes = strlen(prefix);
    return scan->text.size_bytes - scan->at >= size_bytes &&
           memcmp(scan->text.at + scan->at, prefix, size_bytes) == 0;
}

enum scan_token scan_look(const struct scan *scan) {
    if (scan->at >= scan->text.size_bytes) {
        return SCAN_END;
    }
    const char *at = scan->text.at + scan->at;
    if (at[0] != '<') {
        return SCAN_TEXT;
    }
    char second = scan->text.size_bytes - scan->at >= 2 ? at[1] : '\0';
    if (second == '/') {
        return SCAN_END_TAG;
    }
    if (second == '?') {
        return SCAN_INSTRUCTION;
    }
    if (second != '!') {
        return SCAN_START_TAG;
    }
    if (is_at(scan, "<!--")) {
        return SCAN_COMMENT;
    }
    return is_at(scan, "<![CDATA[") ? SCAN_CDATA : SCAN_DECLARATION;
}

/* The offset behind the next `mark` that starts at least skip_bytes after the cursor; SIZE_MAX if
 * there is none. */
static size_t find_behind(const struct scan *scan, size_t skip_bytes, const char *mark) {
    size_t from = scan->at + skip_bytes;
    if (from > scan->text.size_bytes) {
        return SIZE_MAX;
    }
    const char *found =
        memmem(scan->text.at + from, scan->text.size_bytes - from, mark, strlen(mark));
    return found != NULL ? (size_t)(found - scan->text.at) + strlen(mark) : SIZE_MAX;
}

enum mark {
    MARK_NONE,
    MARK_TAG,  /* means something in a tag */
    MARK_PLACE /* changes the line, or is part of a longer character */
};

static const unsigned char marks[256] = {
    ['<'] = MARK_TAG,  ['>'] = MARK_TAG,    ['"'] = MARK_TAG,
    ['\''] = MARK_TAG, ['\n'] = MARK_PLACE, [0x80 ... 0xFF] = MARK_PLACE,
};

/* *out_is_plain: each byte of the tag is one column. */
static size_t find_tag_end(const struct scan *scan, bool *out_is_plain) {
    const unsigned char *text = (const unsigned char *)scan->text.at;
    size_t size_bytes = scan->text.size_bytes;
    unsigned char quote = '\0';
    *out_is_plain = true;
    for (size_t at = scan->at + 1;; at++) {
        while (at < size_bytes && marks[text[at]] == MARK_NONE) {
            at++;
        }
        if (at == size_bytes || text[at] == '<') {
            return SIZE_MAX;
        }
        if (marks[text[at]] == MARK_PLACE) {
            *out_is_plain = false;
        } else if (quote != '\0') {
            quote = text[at] == quote ? '\0' : quote;
        } else if (text[at] == '>') {
            return at + 1;
        } else {
            quote = text[at];
        }
    }
}

enum plain_mark { PLAIN_ANY, PLAIN_QUOTE, PLAIN_STOP };

static const unsigned char plain_marks[256] = {
    ['"'] = PLAIN_QUOTE, ['<'] = PLAIN_STOP,  ['>'] = PLAIN_STOP,
    ['\''] = PLAIN_STOP, ['\n'] = PLAIN_STOP, [0x80 ... 0xFF] = PLAIN_STOP,
};

/* A quote changes a bit and no branch, so that a tag of usual length costs one wrong guess of the
 * processor's, that of its end. */
size_t scan_find_plain_tag_end(struct slice text, size_t at) {
    const unsigned char *bytes = (const unsigned char *)text.at;
    unsigned in_quotes = 0;
    if (text.size_bytes - at < 2 || bytes[at] != '<' || bytes[at + 1] == '!' ||
        bytes[at + 1] == '?') {
        return SIZE_MAX;
    }
    for (at++; at < text.size_bytes; at++) {
        unsigned mark = plain_marks[bytes[at]];
        in_quotes ^= mark;
        if (mark < PLAIN_STOP) {
            continue;
        }
        in_quotes &= PLAIN_QUOTE;
        if (bytes[at] == '>' && in_quotes == 0) {
            return at + 1;
        }
        if ((bytes[at] != '>' && bytes[at] != '\'') || in_quotes == 0) {
            break;
        }
    }
    return SIZE_MAX;
}

static size_t find_token_end(const struct scan *scan, enum scan_token kind) {
    switch (kind) {
    case SCAN_TEXT: {
        const char *found = memchr(scan->text.at + scan->at, '<', scan->text.size_bytes - scan->at);
        return found != NULL ? (size_t)(found - scan->text.at) : scan->text.size_bytes;
    }
    case SCAN_CDATA:
        return find_behind(scan, strlen("<![CDATA["), "]]>");
    case SCAN_COMMENT:
        return find_behind(scan, strlen("<!--"), "-->");
    case SCAN_INSTRUCTION:
        return find_behind(scan, strlen("<?"), "?>");
    case SCAN_DECLARATION:
        return find_behind(scan, strlen("<!"), ">");
    case SCAN_START_TAG:
    case SCAN_END_TAG:
        return find_tag_end(scan, &(bool){false});
    case SCAN_END:
    case SCAN_TOKEN_COUNT:
        break;
    }
    return scan->text.size_bytes;
}

bool scan_is_broken_tag(const struct scan *scan) {
    enum scan_token token = scan_look(scan);
    return (token == SCAN_START_TAG || token == SCAN_END_TAG) &&
           find_tag_end(scan, &(bool){false}) == SIZE_MAX &&
           memchr(scan->text.at + scan->at + 1, '<', scan->text.size_bytes - scan->at - 1) != NULL;
}

bool scan_is_cut_opening(const struct scan *scan) {
    static const char *const openings[] = {"<!--", "<![CDATA["};
    size_t rest_bytes = scan->text.size_bytes - scan->at;
    for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
        if (rest_bytes < strlen(openings[i]) &&
            memcmp(openings[i], scan->text.at + scan->at, rest_bytes) == 0) {
            return true;
        }
    }
    return false;
}

bool scan_skip(struct scan *scan) {
    return scan_skip_token(scan, scan_look(scan));
}

bool scan_skip_token(struct scan *scan, enum scan_token kind) {
    bool is_plain_tag = false;
    if (kind == SCAN_START_TAG || kind == SCAN_END_TAG) {
        size_t tag_end = find_tag_end(scan, &is_plain_tag);
        if (tag_end != SIZE_MAX && is_plain_tag) {
            scan->column += (uint32_t)(tag_end - scan->at);
            scan->at = tag_end;
            return true;
        }
    }
    size_t end = find_token_end(scan, kind);
    scan_move(scan, end);
    return end != SIZE_MAX;
}

void scan_to_start_tag(struct scan *scan) {
    for (;;) {
        enum scan_token token = scan_look(scan);
        if (token == SCAN_START_TAG || token == SCAN_END) {
            return;
        }
        scan_skip(scan);
    }
}

void scan_to_text(struct scan *scan) {
    for (;;) {
        enum scan_token token = scan_look(scan);
        if (token == SCAN_TEXT || token == SCAN_END) {
            return;
        }
        if (token == SCAN_CDATA) {
            struct scan inside = *scan;
            scan_move(&inside, scan->at + strlen("<![CDATA["));
            if (!is_at(&inside, "]]>")) {
                *scan = inside;
                return;
            }
        }
        scan_skip(scan);
    }
}

static bool is_blank(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

/* Moves behind the element's name if the cursor is on '<', behind the value if it is on a value's
 * first character. */
static bool leave_name_or_value(struct scan *scan) {
    const char *text = scan->text.at;
    size_t at = scan->at;
    if (text[at] == '<') {
        while (at < scan->text.size_bytes && !is_blank(text[at]) && text[at] != '>') {
            at++;
        }
        scan_move(scan, at);
        return true;
    }
    char quote = text[at - 1];
    const char *found = memchr(text + at, quote, scan->text.size_bytes - at);
    if (found == NULL) {
        return false;
    }
    scan_move(scan, (size_t)(found - text) + 1);
    return true;
}

bool scan_next_attribute(struct scan *scan, struct slice *out_name) {
    if (scan->at >= scan->text.size_bytes || !leave_name_or_value(scan)) {
        return false;
    }
    const char *text = scan->text.at;
    size_t at = scan->at;
    while (at < scan->text.size_bytes && is_blank(text[at])) {
        at++;
    }
    size_t name = at;
    while (at < scan->text.size_bytes && !is_blank(text[at]) && strchr("=>/<", text[at]) == NULL) {
        at++;
    }
    *out_name = (struct slice){text + name, at - name};
    while (at < scan->text.size_bytes && (is_blank(text[at]) || text[at] == '=')) {
        at++;
    }
    if (at >= scan->text.size_bytes || (text[at] != '"' && text[at] != '\'')) {
        return false;
    }
    scan_move(scan, at + 1);
    return scan->at < scan->text.size_bytes;
}

static bool is_namespace_declaration(struct slice name) {
    return slice_equals(name, "xmlns") ||
           (name.size_bytes > 6 && memcmp(name.at, "xmlns:", 6) == 0);
}

void scan_next_value(struct scan *scan) {
    struct slice name = {NULL, 0};
    while (scan_next_attribute(scan, &name) && is_namespace_declaration(name)) {
    }
}

struct place scan_place(const struct scan *scan) {
    return (struct place){scan->line, scan->column};
}
