/* The text of a paragraph is gathered in one buffer, blanks folded as it comes in, and cut into
 * spans where style, structure or link change; so words that a template writes in pieces ("{@mg}
 * mg") are shaped whole. */
#include "layout/build_inside.h"

#include <string.h>

/* How the text that comes in next is to be printed. */
struct ink {
    const struct text_style *style;
    int32_t structure;
    int32_t link;
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The span that new text belongs to; size_bytes of a span is set when the paragraph ends, its start
 * is kept there now. */
static void open_span(struct build *build, const struct ink *ink) {
    if (build->spans.count > 0) {
        const struct text_span *last = &build->spans.at[build->spans.count - 1];
        if (last->style == ink->style && last->structure == ink->structure &&
            last->link == ink->link) {
            return;
        }
    }
    *VECTOR_PUSH(build->arena, &build->spans) = (struct text_span){
        .size_bytes = build->text.size_bytes,
        .style = ink->style,
        .structure = ink->structure,
        .link = ink->link,
    };
}

static bool ends_blank(const struct builder *text) {
    return text->size_bytes == 0 || text->at[text->size_bytes - 1] == ' ' ||
           text->at[text->size_bytes - 1] == '\n';
}

static void trim_blank(struct build *build) {
    struct builder *text = &build->text;
    while (text->size_bytes > 0 && is_blank(text->at[text->size_bytes - 1])) {
        text->size_bytes--;
    }
}

/* Bytes of text that are as they will be printed: no blank but single spaces, each before a letter.
 */
static size_t folded_size(const char *text) {
    size_t size = 0;
    while (text[size] != '\0' &&
           (!is_blank(text[size]) || (size > 0 && text[size] == ' ' && text[size + 1] != '\0' &&
                                      !is_blank(text[size + 1])))) {
        size++;
    }
    return size;
}

/* A run of blanks: nothing after a blank, else a space; a line end if it is one to keep. */
static void add_blank(struct build *build, const struct ink *ink, bool is_line_end) {
    if (is_line_end && build->text.size_bytes > 0) {
        if (ends_blank(&build->text)) {
            build->text.size_bytes--;
        }
        open_span(build, ink);
        builder_char(&build->text, '\n');
    } else if (!ends_blank(&build->text)) {
        open_span(build, ink);
        builder_char(&build->text, ' ');
    }
}

/* Adds text, blanks folded. keep_lines: a line end stays one. */
static void add_text(struct build *build, const char *text, const struct ink *ink,
                     bool keep_lines) {
    while (*text != '\0') {
        size_t size = folded_size(text);
        if (size > 0) {
            open_span(build, ink);
            builder_add(&build->text, text, size);
            text += size;
            continue;
        }
        bool is_line_end = false;
        for (; is_blank(*text); text++) {
            is_line_end = is_line_end || (keep_lines && *text == '\n');
        }
        add_blank(build, ink, is_line_end);
    }
}

static void add_nodes(struct build *build, const struct template_node *first,
                      const struct template_node *end, const struct style *style,
                      const struct ink *ink);

static void add_inside(struct build *build, const struct template_node *node,
                       const struct style *style, const struct ink *ink) {
    size_t variables = build->variables.count;
    add_nodes(build, node->first_child, NULL, style, ink);
    build_pop(build, variables);
}

static void add_link(struct build *build, const struct template_node *node,
                     const struct style *style, struct ink ink) {
    const char *href = build_attribute(build, node, ATTRIBUTE_href);
    style = build_overlay(build, style, template_style(node, build->link));
    ink.style = &style->text;
    if (build->is_region || href[0] == '\0') {
        add_inside(build, node, style, &ink);
        return;
    }
    size_t number = build->pages->links.count;
    size_t start = build->text.size_bytes;
    ink.structure = build_structure(build, TAG_LINK, ink.structure);
    ink.link = (int32_t)number;
    struct page_link *link = VECTOR_PUSH(build->arena, &build->pages->links);
    *link = (struct page_link){.structure = ink.structure};
    add_inside(build, node, style, &ink);
    if (build->text.size_bytes == start) { /* no text to click on: no link */
        build->pages->links.count = number;
        build->pages->structures.count = (size_t)ink.structure;
        return;
    }
    link = &build->pages->links.at[number];
    link->uri = href[0] == '#' ? NULL : href;
    link->destination = href[0] == '#' ? href + 1 : NULL;
    link->contents =
        arena_copy(build->arena, build->text.at + start, build->text.size_bytes - start);
}

static void add_pieces(struct build *build, const struct template_text *text,
                       const struct ink *ink) {
    for (size_t i = 0; i < text->count; i++) {
        const struct template_piece *piece = &text->pieces[i];
        add_text(build,
                 piece->text != NULL ? piece->text
                                     : build_string(build, piece->path, piece->position),
                 ink, false);
    }
}

static void add_value(struct build *build, const struct template_node *node,
                      const struct style *style, struct ink ink) {
    const struct template_value *select = template_value(node, ATTRIBUTE_select);
    const struct style *own = template_style(node, NULL);
    if (own != NULL) {
        ink.style = &build_overlay(build, style, own)->text;
    }
    const struct template_value *format = template_value(node, ATTRIBUTE_format);
    const char *text = build_string(build, select->u.path.compiled, select->position);
    add_text(build, format == NULL ? text : build_format(build, text, format->u.pattern), &ink,
             template_number(node, ATTRIBUTE_lines, 0) == 1);
}

static void add_loop(struct build *build, const struct template_node *node,
                     const struct style *style, const struct ink *ink) {
    struct node_list nodes = build_sorted(build, node);
    for (size_t i = 0; i < nodes.count; i++) {
        struct current before = build_enter(build, &nodes, i);
        size_t variables = build->variables.count;
        add_nodes(build, node->first_child, NULL, style, ink);
        build_pop(build, variables);
        build_leave(build, before);
    }
}

static void add_styled(struct build *build, const struct template_node *node,
                       const struct style *style, struct ink ink) {
    style = build_overlay(build, style, template_style(node, style));
    ink.style = &style->text;
    add_inside(build, node, style, &ink);
}

static void add_node(struct build *build, const struct template_node *node,
                     const struct style *style, const struct ink *ink) {
    const struct template_node *branch;
    switch ((int)node->element) {
    case ELEMENT_text:
        add_pieces(build, &node->text, ink);
        break;
    case ELEMENT_v:
        add_value(build, node, style, *ink);
        break;
    case ELEMENT_t:
        add_styled(build, node, style, *ink);
        break;
    case ELEMENT_link:
        add_link(build, node, style, *ink);
        break;
    case ELEMENT_let:
        build_let(build, node);
        break;
    case ELEMENT_for:
        add_loop(build, node, style, ink);
        break;
    case ELEMENT_if:
        if (build_test(build, node)) {
            add_inside(build, node, style, ink);
        }
        break;
    case ELEMENT_choose:
        branch = build_branch(build, node);
        if (branch != NULL) {
            add_inside(build, branch, style, ink);
        }
        break;
    default:
        break;
    }
}

static void add_nodes(struct build *build, const struct template_node *first,
                      const struct template_node *end, const struct style *style,
                      const struct ink *ink) {
    for (const struct template_node *node = first; node != end; node = node->next) {
        add_node(build, node, style, ink);
    }
}

/* Moves the gathered text and spans to the arena: spans get their text, empty ones are left out. */
static const struct text_span *finish_spans(struct build *build, size_t *out_count) {
    trim_blank(build);
    size_t size = build->text.size_bytes;
    const char *text = arena_copy(build->arena, build->text.at, size);
    struct text_span *spans = ARENA_ARRAY(build->arena, struct text_span, build->spans.count);
    size_t count = 0;
    for (size_t i = 0; i < build->spans.count; i++) {
        size_t start = build->spans.at[i].size_bytes;
        size_t end = i + 1 < build->spans.count ? build->spans.at[i + 1].size_bytes : size;
        end = end < size ? end : size;
        if (start < end) {
            spans[count] = build->spans.at[i];
            spans[count].text = text + start;
            spans[count++].size_bytes = end - start;
        }
    }
    *out_count = count;
    return spans;
}

struct paragraph *build_paragraph(struct build *build, const struct template_node *first,
                                  const struct template_node *end, const struct around *around,
                                  struct block *block) {
    struct ink ink = {&around->style->text, around->structure, -1};
    builder_reset(&build->text);
    build->spans.count = 0;
    add_nodes(build, first, end, around->style, &ink);
    trim_blank(build);
    if (build->text.size_bytes == 0) {
        return NULL;
    }
    size_t count;
    const struct text_span *spans = finish_spans(build, &count);
    struct paragraph *paragraph =
        paragraph_build(build->arena, build->inputs->shaper, spans, count);
    block->u.text.paragraph = paragraph;
    block->u.text.spans = spans;
    block->u.text.span_count = count;
    return paragraph;
}

struct paragraph *build_label(struct build *build, const char *text, const struct style *style,
                              int32_t structure) {
    struct text_span *span = ARENA_NEW(build->arena, struct text_span);
    *span = (struct text_span){.text = text,
                               .size_bytes = strlen(text),
                               .style = &style->text,
                               .structure = structure,
                               .link = -1};
    return paragraph_build(build->arena, build->inputs->shaper, span, 1);
}
