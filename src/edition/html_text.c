#include "edition/html.h"

#include "base/utf8.h"

#include <string.h>

/* What html and XML allow, without what turns the direction of text around. */
static bool is_allowed(uint32_t code_point) {
    bool is_none =
        (code_point & 0xFFFE) == 0xFFFE || (code_point >= 0xFDD0 && code_point <= 0xFDEF);
    return code_point == '\n' || code_point == '\t' ||
           (!is_none && !edition_is_control(code_point));
}

static const char *entity_of(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_escape(struct builder *out, const char *text, size_t size_bytes) {
    struct slice slice = {text, size_bytes};
    size_t at = 0;
    while (at < size_bytes) {
        size_t start = at;
        uint32_t code_point = utf8_next(slice, &at);
        const char *entity = entity_of(text[start]);
        if (entity != NULL) {
            builder_text(out, entity);
        } else if (is_allowed(code_point) && code_point != UTF8_REPLACEMENT) {
            builder_add(out, text + start, at - start);
        } else {
            builder_text(out, "\uFFFD");
        }
    }
}

void html_escape_text(struct builder *out, const char *text) {
    html_escape(out, text, strlen(text));
}

/* Bytes that cannot stand in an address are written as %XX. */
void html_href(struct builder *out, const char *address) {
    builder_text(out, " href=\"");
    for (const char *at = address; *at != '\0'; at++) {
        if ((unsigned char)*at <= ' ' || strchr("\"<>\\^`{|}\x7F", *at) != NULL) {
            builder_format(out, "%%%02X", (unsigned)(unsigned char)*at);
        } else if (*at == '&' || *at == '\'') {
            builder_text(out, entity_of(*at));
        } else {
            builder_char(out, *at);
        }
    }
    builder_char(out, '"');
}

/* ---- spans ---- */

static void write_lines(struct html *html, const struct text_span *span) {
    size_t start = 0;
    for (size_t i = 0; i <= span->size_bytes; i++) {
        if (i == span->size_bytes || span->text[i] == '\n') {
            html_escape(html->out, span->text + start, i - start);
            start = i + 1;
        }
        if (i < span->size_bytes && span->text[i] == '\n') {
            builder_text(html->out, "<br/>");
        }
    }
}

/* Declarations in which a span differs from its paragraph, but for bold and italic type. */
static void declare_difference(struct html *html, const struct text_style *span,
                               const struct text_style *around) {
    struct builder *scratch = &html->scratch;
    if (span->size != around->size) {
        builder_text(scratch, "font-size:");
        html_rem(html, scratch, span->size);
        builder_char(scratch, ';');
    }
    if (span->color != around->color) {
        builder_format(scratch, "color:#%06x;", span->color);
    }
    if (span->face->weight < around->face->weight) {
        builder_format(scratch, "font-weight:%d;", span->face->weight);
    }
    if (!span->face->italic && around->face->italic) {
        builder_text(scratch, "font-style:normal;");
    }
}

/* The element that shows how a span differs from its paragraph; NULL: none is needed. */
static const char *span_element(const struct text_span *span, const struct text_style *around) {
    if (span->style == around) {
        return NULL;
    }
    if (span->style->rise > 0) {
        return "sup";
    }
    if (span->style->face->weight > around->face->weight) {
        return "strong";
    }
    return span->style->face->italic && !around->face->italic ? "em" : "span";
}

static const char *begin_span(struct html *html, const struct block *paragraph,
                              const struct text_span *span) {
    const struct text_style *around = &paragraph->style->text;
    const char *element = span_element(span, around);
    const char *language = span->structure == paragraph->structure
                               ? NULL
                               : edition_language(html->edition, span->structure);
    if (element != NULL) {
        declare_difference(html, span->style, around);
    }
    bool is_plain = html->scratch.size_bytes == 0;
    if (language == NULL && (element == NULL || (is_plain && strcmp(element, "span") == 0))) {
        return NULL;
    }
    element = element == NULL ? "span" : element;
    builder_format(html->out, "<%s", element);
    if (!is_plain) {
        builder_format(html->out, " class=\"%s\"", html_class(html, false));
    }
    if (language != NULL) {
        builder_text(html->out, " lang=\"");
        html_escape_text(html->out, language);
        builder_char(html->out, '"');
    }
    builder_char(html->out, '>');
    return element;
}

/* Whether the link was opened. */
static bool begin_link(struct html *html, int32_t number) {
    const struct page_link *link = &html->edition->pages->links.at[number];
    if (link->note > 0) {
        builder_format(html->out, "<a id=\"note-%zu-text\" href=\"#note-%zu\" role=\"doc-noteref\"",
                       link->note, link->note);
    } else if (link->destination != NULL) {
        builder_text(html->out, "<a");
        html_href(html->out, arena_format(html->arena, "#to-%s", link->destination));
    } else if (link->uri != NULL && page_is_address(link->uri)) {
        builder_text(html->out, "<a");
        html_href(html->out, link->uri);
    } else {
        return false;
    }
    builder_char(html->out, '>');
    return true;
}

void html_spans(struct html *html, const struct block *paragraph) {
    int32_t open_link = -1;
    bool is_link = false;
    for (size_t i = 0; i < paragraph->u.text.span_count; i++) {
        const struct text_span *span = &paragraph->u.text.spans[i];
        if (span->link != open_link) {
            builder_text(html->out, is_link ? "</a>" : "");
            is_link = span->link >= 0 && begin_link(html, span->link);
            open_link = span->link;
        }
        const char *element = begin_span(html, paragraph, span);
        write_lines(html, span);
        if (element != NULL) {
            builder_format(html->out, "</%s>", element);
        }
    }
    builder_text(html->out, is_link ? "</a>" : "");
}
