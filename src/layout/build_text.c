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
    if (build->line.spans.count > 0) {
        const struct text_span *last = &build->line.spans.at[build->line.spans.count - 1];
        if (last->widest == NULL && last->style == ink->style &&
            last->structure == ink->structure && last->link == ink->link) {
            return;
        }
    }
    *VECTOR_PUSH(build->arena, &build->line.spans) = (struct text_span){
        .size_bytes = build->line.text.size_bytes,
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
    struct builder *text = &build->line.text;
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
    if (is_line_end && build->line.text.size_bytes > 0) {
        if (ends_blank(&build->line.text)) {
            build->line.text.size_bytes--;
        }
        open_span(build, ink);
        builder_char(&build->line.text, '\n');
    } else if (!ends_blank(&build->line.text)) {
        open_span(build, ink);
        builder_char(&build->line.text, ' ');
    }
}

/* Adds text, blanks folded. keep_lines: a line end stays one. */
static void add_text(struct build *build, const char *text, const struct ink *ink,
                     bool keep_lines) {
    while (*text != '\0') {
        size_t size = folded_size(text);
        if (size > 0) {
            open_span(build, ink);
            builder_add(&build->line.text, text, size);
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
    if (build->is_region || (href[0] != '#' && !page_is_address(href))) {
        add_inside(build, node, style, &ink);
        return;
    }
    size_t number = build->pages->links.count;
    size_t start = build->line.text.size_bytes;
    ink.structure = build_structure(build, TAG_LINK, ink.structure);
    ink.link = (int32_t)number;
    struct page_link *link = VECTOR_PUSH(build->arena, &build->pages->links);
    *link = (struct page_link){.structure = ink.structure, .first_page = SIZE_MAX};
    size_t first_span = build->line.spans.count;
    add_inside(build, node, style, &ink);
    if (build->line.text.size_bytes == start) { /* no text to click on: no link */
        build->pages->links.count = number;
        build->pages->structures.count = (size_t)ink.structure;
        return;
    }
    link = &build->pages->links.at[number];
    link->uri = href[0] == '#' ? NULL : href;
    link->destination = href[0] == '#' ? href + 1 : NULL;
    link->contents =
        arena_copy(build->arena, build->line.text.at + start, build->line.text.size_bytes - start);
    for (size_t i = first_span; i < build->line.spans.count; i++) {
        const struct text_span *span = &build->line.spans.at[i];
        if (span->widest != NULL) {
            *VECTOR_PUSH(build->arena, &build->numbers.links) =
                (struct link_number){.link = number,
                                     .offset_bytes = span->size_bytes - start,
                                     .number = (size_t)span->number};
        }
    }
}

/* A page number, if the expression is one: a span of its own, of one digit. */
static bool add_number(struct build *build, const struct reference *reference,
                       struct position position, const struct ink *ink) {
    struct page_number number = build_find_number(build, reference);
    if (number.kind == NUMBER_NONE) {
        return false;
    }
    number.position = position;
    *VECTOR_PUSH(build->arena, &build->line.spans) = (struct text_span){
        .size_bytes = build->line.text.size_bytes,
        .style = ink->style,
        .structure = ink->structure,
        .link = ink->link,
        .widest = number_widest(build->arena, build->inputs->shaper, ink->style->face),
        .number = (int32_t)build->numbers.numbers.count,
    };
    *VECTOR_PUSH(build->arena, &build->numbers.numbers) = number;
    builder_char(&build->line.text, '0');
    return true;
}

static void add_pieces(struct build *build, const struct template_text *text,
                       const struct ink *ink) {
    for (size_t i = 0; i < text->count; i++) {
        const struct template_piece *piece = &text->pieces[i];
        if (piece->text != NULL) {
            add_text(build, piece->text, ink, false);
        } else if (!add_number(build, &piece->path.reference, piece->position, ink)) {
            add_text(build, build_string(build, &piece->path, piece->position), ink, false);
        }
    }
}

static void add_value(struct build *build, const struct template_node *node,
                      const struct style *style, struct ink ink) {
    const struct template_value *select = template_value(node, ATTRIBUTE_select);
    const struct style *own = template_style(node, NULL);
    if (own != NULL) {
        ink.style = &build_overlay(build, style, own)->text;
    }
    if (add_number(build, &select->u.path.reference, select->position, &ink)) {
        return;
    }
    const struct template_value *format = template_value(node, ATTRIBUTE_format);
    const char *text = build_string(build, &select->u.path, select->position);
    add_text(build, format == NULL ? text : build_format(build, text, format->u.pattern), &ink,
             template_number(node, ATTRIBUTE_lines, 0) == 1);
}

/* The element that a note belongs to: beside the paragraph of its number, so that it is read after
 * it. */
static int32_t note_parent(const struct build *build, int32_t paragraph) {
    return build->pages->structures.at[paragraph].parent;
}

/* The note's text, a paragraph of its own made while another one is: NULL if there is none. */
static struct block *note_body(struct build *build, const struct template_node *node,
                               int32_t structure) {
    const struct style *style = template_style(node, build->footnote);
    struct gathered outer = build->line;
    struct block *body = build_block(build, BLOCK_PARAGRAPH, node, style);
    struct around around = {style, structure, NULL, false};
    body->structure = structure;
    build->line = (struct gathered){0};
    bool is_empty = build_paragraph(build, node->first_child, NULL, &around, body) == NULL;
    builder_free(&build->line.text);
    build->line = outer;
    return is_empty ? NULL : body;
}

/* The note as an item: its number is the label. */
static struct block *note_block(struct build *build, const struct template_node *node,
                                int32_t structure, const char *number) {
    int32_t label = build_structure(build, TAG_LBL, structure);
    struct block *body = note_body(build, node, structure);
    if (body == NULL) {
        return NULL;
    }
    struct block *note = build_block(build, BLOCK_ITEM, node, body->style);
    note->structure = note->u.item.body_structure = structure;
    note->u.item.label_structure = label;
    note->u.item.label_text = number;
    note->u.item.label = build_label(build, number, body->style, label);
    length indent = body->style->indent > 0 ? body->style->indent : body->style->text.size * 2;
    length widest = paragraph_max_width(note->u.item.label) + body->style->text.size / 2;
    note->u.item.label_width = indent > widest ? indent : widest;
    build_add(note, body);
    return note;
}

/* The note's number, which leads to it, and the note; nothing if the note has no text. A blank
 * before the number goes away. */
static void add_note(struct build *build, const struct template_node *node,
                     const struct style *style, struct ink ink) {
    if (build->is_region) { /* refused when the template was loaded */
        return;
    }
    struct mark mark = build_mark(build);
    const char *number = arena_format(build->arena, "%zu", ++build->note_count);
    size_t link = build->pages->links.count;
    int32_t reference = build_structure(build, TAG_REFERENCE, ink.structure);
    int32_t structure = build_structure(build, TAG_LINK, reference);
    *VECTOR_PUSH(build->arena, &build->pages->links) =
        (struct page_link){.structure = structure, .contents = number, .note = build->note_count};
    int32_t element = build_structure(build, TAG_NOTE, note_parent(build, ink.structure));
    struct block *body = note_block(build, node, element, number);
    if (body == NULL) {
        build_go_back(build, mark);
        return;
    }
    trim_blank(build);
    ink = (struct ink){&build_raise(build, style)->text, structure, (int32_t)link};
    add_text(build, number, &ink, false);
    body->u.item.is_note = true;
    body->u.item.link = ink.link;
    struct block_note *note = ARENA_NEW(build->arena, struct block_note);
    *note = (struct block_note){.link = ink.link, .number = build->note_count, .body = body};
    *VECTOR_PUSH(build->arena, &build->notes) = body;
    if (build->line.last_note == NULL) {
        build->line.notes = note;
    } else {
        build->line.last_note->next = note;
    }
    build->line.last_note = note;
}

bool build_has_note(const struct template_node *first, const struct template_node *end) {
    for (const struct template_node *node = first; node != end; node = node->next) {
        if (node->element == ELEMENT_note || build_has_note(node->first_child, NULL)) {
            return true;
        }
    }
    return false;
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
    case ELEMENT_note:
        add_note(build, node, style, *ink);
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
    size_t size = build->line.text.size_bytes;
    const char *text = arena_copy(build->arena, build->line.text.at, size);
    struct text_span *spans = ARENA_ARRAY(build->arena, struct text_span, build->line.spans.count);
    size_t count = 0;
    for (size_t i = 0; i < build->line.spans.count; i++) {
        size_t start = build->line.spans.at[i].size_bytes;
        size_t end =
            i + 1 < build->line.spans.count ? build->line.spans.at[i + 1].size_bytes : size;
        end = end < size ? end : size;
        if (start < end) {
            spans[count] = build->line.spans.at[i];
            spans[count].text = text + start;
            spans[count++].size_bytes = end - start;
        }
    }
    *out_count = count;
    return spans;
}

/* Each note's number is a span of its own, because its link is. */
static struct block_note *finish_notes(struct build *build, const struct text_span *spans) {
    const struct text_span *span = spans;
    for (struct block_note *note = build->line.notes; note != NULL; note = note->next) {
        while (span->link != note->link) {
            span++;
        }
        note->span = span;
    }
    return build->line.notes;
}

struct paragraph *build_paragraph(struct build *build, const struct template_node *first,
                                  const struct template_node *end, const struct around *around,
                                  struct block *block) {
    struct ink ink = {&around->style->text, around->structure, -1};
    builder_reset(&build->line.text);
    build->line.spans.count = 0;
    build->line.notes = build->line.last_note = NULL;
    add_nodes(build, first, end, around->style, &ink);
    trim_blank(build);
    if (build->line.text.size_bytes == 0) {
        return NULL;
    }
    size_t count;
    const struct text_span *spans = finish_spans(build, &count);
    struct paragraph *paragraph =
        paragraph_build(build->arena, build->inputs->shaper, spans, count);
    block->u.text.paragraph = paragraph;
    block->u.text.spans = spans;
    block->u.text.span_count = count;
    block->u.text.notes = finish_notes(build, spans);
    for (size_t i = 0; i < count; i++) {
        block->u.text.has_numbers = block->u.text.has_numbers || spans[i].widest != NULL;
    }
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
