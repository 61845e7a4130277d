/* Lines are broken at blanks only, so that an address stays whole; widths are those of a terminal
 * (East Asian characters take two columns, marks none). A hard blank becomes a blank when its line
 * is written. */
#include "edition/text.h"

#include "base/utf8.h"

#include <string.h>
#include <uniwidth.h>

#define HARD_BLANK "\u00A0"

static size_t width_of(const char *words, size_t size_bytes) {
    int width = u8_width((const uint8_t *)words, size_bytes, "UTF-8");
    return width > 0 ? (size_t)width : 0;
}

size_t text_width(const char *words) {
    return width_of(words, strlen(words));
}

static bool is_dropped(uint32_t code_point) {
    return code_point == 0xAD || code_point == 0x200B || code_point == 0x2060 ||
           code_point == 0xFEFF;
}

static bool is_allowed(uint32_t code_point) {
    return code_point == '\n' ||
           (!edition_is_control(code_point) && (code_point & 0xFFFE) != 0xFFFE);
}

const char *text_plain(struct arena *arena, const char *words) {
    struct slice slice = slice_from(words);
    struct builder plain = {0};
    size_t at = 0;
    while (at < slice.size_bytes) {
        size_t start = at;
        uint32_t code_point = utf8_next(slice, &at);
        if (code_point == 0x202F || code_point == 0x2007) {
            builder_text(&plain, HARD_BLANK);
        } else if (!is_allowed(code_point) || code_point == UTF8_REPLACEMENT) {
            builder_text(&plain, "\uFFFD");
        } else if (!is_dropped(code_point)) {
            builder_add(&plain, words + start, at - start);
        }
    }
    const char *result = arena_copy(arena, plain.size_bytes > 0 ? plain.at : "", plain.size_bytes);
    builder_free(&plain);
    return result;
}

/* The address behind a link's text, unless the text says it. */
static void add_address(struct builder *words, const struct page_link *link, size_t start) {
    if (link->uri == NULL || !page_is_address(link->uri)) {
        return;
    }
    const char *bare = strchr(link->uri, ':') + 1;
    bare += strncmp(bare, "//", 2) == 0 ? 2 : 0;
    if (strstr(words->at + start, bare) == NULL) {
        builder_format(words, " (%s)", strncmp(link->uri, "http", 4) == 0 ? link->uri : bare);
    }
}

const char *text_of(const struct text *text, const struct block *paragraph) {
    const struct pages *pages = text->edition->pages;
    struct builder words = {0};
    size_t start = 0; /* of the link */
    for (size_t i = 0; i < paragraph->u.text.span_count; i++) {
        const struct text_span *span = &paragraph->u.text.spans[i];
        const struct text_span *next = i + 1 < paragraph->u.text.span_count ? span + 1 : NULL;
        if (i == 0 || span[-1].link != span->link) {
            start = words.size_bytes;
        }
        if (span->link >= 0 && pages->links.at[span->link].note > 0) {
            builder_format(&words, "[%zu]", pages->links.at[span->link].note);
            continue;
        }
        builder_add(&words, span->text, span->size_bytes);
        if (span->link >= 0 && (next == NULL || next->link != span->link)) {
            add_address(&words, &pages->links.at[span->link], start);
        }
    }
    const char *plain = words.size_bytes > 0 ? text_plain(text->arena, words.at) : "";
    builder_free(&words);
    return plain;
}

/* ---- lines ---- */

void text_gap(struct text *text) {
    text->wants_gap = text->out->size_bytes > 0;
}

static void write_blanks(struct builder *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        builder_char(out, ' ');
    }
}

/* The indent, with the label that waits at its end. */
static void begin_line(struct text *text) {
    if (text->wants_gap) {
        builder_char(text->out, '\n');
        text->wants_gap = false;
    }
    size_t label_width = text->label == NULL ? 0 : text_width(text->label);
    write_blanks(text->out, text->indent > label_width ? text->indent - label_width : 0);
    builder_text(text->out, text->label == NULL ? "" : text->label);
    text->label = NULL;
}

static void end_line(struct text *text) {
    struct builder *out = text->out;
    while (out->size_bytes > 0 && out->at[out->size_bytes - 1] == ' ') {
        out->size_bytes--;
    }
    builder_char(out, '\n');
}

static void write_words(struct text *text, const char *words, size_t size_bytes) {
    for (size_t i = 0; i < size_bytes; i++) {
        if (strncmp(words + i, HARD_BLANK, 2) == 0) {
            builder_char(text->out, ' ');
            i++;
        } else {
            builder_char(text->out, words[i]);
        }
    }
}

void text_line(struct text *text, const char *line) {
    begin_line(text);
    write_words(text, line, strlen(line));
    end_line(text);
}

/* Bytes of the next line: up to a blank, as many words as fit, at least one. */
static size_t line_bytes(const char *words, size_t room) {
    size_t end = strcspn(words, " \n");
    while (words[end] == ' ') {
        size_t next = end + 1 + strcspn(words + end + 1, " \n");
        if (width_of(words, next) > room) {
            break;
        }
        end = next;
    }
    return end;
}

void text_write(struct text *text, const char *words) {
    size_t indent = text->indent;
    while (*words != '\0') {
        size_t room = TEXT_COLUMNS > text->indent ? TEXT_COLUMNS - text->indent : 1;
        size_t size_bytes = line_bytes(words, room);
        begin_line(text);
        write_words(text, words, size_bytes);
        end_line(text);
        words += size_bytes;
        words += *words != '\0';
        text->indent = indent + text->hang;
    }
    text->indent = indent;
}
